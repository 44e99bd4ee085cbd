//! Rights, and everything of a plugin that is not schema.
//!
//! Knows names and whether two declarations are equal. Must not know what is granted.

use super::Draft;
use super::step::{Part, Step};
use crate::model::{Hook, Job, Manifest, When};

impl Draft<'_> {
    /// What is asked for that was not, and what no longer is.
    pub(super) fn rights(&mut self, old: Option<&Manifest>, new: Option<&Manifest>) {
        let (old, new) = (list(old, |m| &m.capabilities), list(new, |m| &m.capabilities));
        let without = |covers: &[String], of: &[String]| -> Vec<String> {
            covers.iter().filter(|one| !of.contains(one)).cloned().collect()
        };
        for one in new {
            let before = old.iter().find(|before| before.name == one.name);
            let covers = before.map_or_else(|| one.covers.clone(), |it| without(&one.covers, &it.covers));
            if before.is_none() || !covers.is_empty() {
                let (name, reason) = (one.name.clone(), one.reason.clone());
                self.rights.push(Step::AskCapability { name, covers, reason });
            }
        }
        for one in old {
            let after = new.iter().find(|after| after.name == one.name);
            let covers = after.map_or_else(|| one.covers.clone(), |it| without(&one.covers, &it.covers));
            if after.is_none() || !covers.is_empty() {
                self.rights.push(Step::DropCapability { name: one.name.clone(), covers });
            }
        }
    }

    /// Everything else.
    pub(super) fn parts(&mut self, old: Option<&Manifest>, new: Option<&Manifest>) {
        let depends = |of: Option<&Manifest>| -> Vec<(String, String)> {
            let all = of.into_iter().flat_map(|manifest| &manifest.depends);
            all.map(|(id, version)| (id.clone(), format!("{version} or newer"))).collect()
        };
        let (depended, depending) = (depends(old), depends(new));
        self.part(Part::Dependency, &depended, &depending, |one| one.0.clone(), |one| one.1.clone());
        macro_rules! parts {
            ($($part:ident $field:ident $name:ident $note:expr;)*) => {$(
                let (was, is) = (list(old, |m| &m.$field), list(new, |m| &m.$field));
                self.part(Part::$part, was, is, |one| one.$name.clone(), $note);
            )*};
        }
        parts! {
            Setting settings name |_| String::new();
            Action actions name |_| String::new();
            Hook hooks name hook;
            Event events name |_| String::new();
            Subscription subscriptions name |one| one.on.join(", ");
            Job jobs name job;
            Endpoint endpoints name |_| String::new();
            Page pages name |_| String::new();
            Report reports name |_| String::new();
            Menu menus label |_| String::new();
            Role roles name |_| String::new();
        }
        let (was, is) = (list(old, |m| &m.views), list(new, |m| &m.views));
        self.part(Part::View, was, is, |one| format!("{} {}", one.record_type, one.kind), |_| String::new());
    }

    fn part<T: PartialEq>(
        &mut self,
        part: Part,
        old: &[T],
        new: &[T],
        name: impl Fn(&T) -> String,
        note: impl Fn(&T) -> String,
    ) {
        for one in old.iter().filter(|one| !new.iter().any(|other| name(other) == name(one))) {
            self.parts.push(Step::Remove { part, name: name(one) });
        }
        for one in new {
            match old.iter().find(|before| name(before) == name(one)) {
                None => self.parts.push(Step::Add { part, name: name(one) }),
                Some(before) if before != one => {
                    self.parts.push(Step::Change { part, name: name(one), note: note(one) });
                }
                Some(_) => {}
            }
        }
    }
}

fn list<'m, T>(of: Option<&'m Manifest>, part: impl Fn(&'m Manifest) -> &'m Vec<T>) -> &'m [T] {
    of.map_or(&[], |manifest| part(manifest))
}

fn hook(hook: &Hook) -> String {
    let changes: Vec<&str> = hook.change.iter().map(|change| change.name()).collect();
    let when = match hook.when {
        When::Before => "before",
        When::After => "after",
    };
    format!("{when} {} of {}", changes.join(", "), hook.on)
}

fn job(job: &Job) -> String {
    job.schedule.clone().unwrap_or_else(|| "only when asked for".to_owned())
}
