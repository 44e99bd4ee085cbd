//! Record types, lines and extensions: what comes, goes, is renamed and changes.
//!
//! Knows tables as manifests declare them. Must not know how a field may change: that is `field.rs`.

use std::collections::BTreeMap;

use super::step::{Place, Step};
use super::{Draft, Way, order};
use crate::model::{Collection, Extension, Field, Manifest, RecordType};
use crate::names;

/// Something with a name, that may have had another one.
pub(super) trait Named {
    fn name(&self) -> &str;
    fn was(&self) -> Option<&str>;
}

impl Named for RecordType {
    fn name(&self) -> &str {
        &self.name
    }
    fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }
}

impl Named for Collection {
    fn name(&self) -> &str {
        &self.name
    }
    fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }
}

impl Named for Field {
    fn name(&self) -> &str {
        &self.name
    }
    fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }
}

impl Named for Extension {
    fn name(&self) -> &str {
        &self.on
    }
    fn was(&self) -> Option<&str> {
        None
    }
}

/// What two versions have of a kind of thing: both, or one of them.
pub(super) struct Pairs<'m, T> {
    pub(super) gone: Vec<&'m T>,
    pub(super) come: Vec<&'m T>,
    pub(super) stay: Vec<(&'m T, &'m T)>,
}

/// Finds what is the same under another name. On the way back the renames of the version that is left count.
pub(super) fn pairs<'m, T: Named>(way: Way, old: &'m [T], new: &'m [T]) -> Pairs<'m, T> {
    if way == Way::Back {
        let Pairs { gone, come, stay } = pairs(Way::On, new, old);
        return Pairs {
            gone: come,
            come: gone,
            stay: stay.into_iter().map(|(new, old)| (old, new)).collect(),
        };
    }
    let find = |name: &str| old.iter().find(|one| one.name() == name);
    let mut found = Pairs { gone: Vec::new(), come: Vec::new(), stay: Vec::new() };
    for one in new {
        let same = find(one.name());
        let done = same.is_some_and(|same| same.was() == one.was());
        match one.was().filter(|_| !done).and_then(find).or(same) {
            Some(before) => found.stay.push((before, one)),
            None => found.come.push(one),
        }
    }
    let stays = |one: &&T| found.stay.iter().any(|(before, _)| before.name() == one.name());
    found.gone = old.iter().filter(|one| !stays(one)).collect();
    found
}

impl Draft<'_> {
    /// Steps of the schema.
    pub(super) fn schema(&mut self, old: Option<&Manifest>, new: Option<&Manifest>) {
        let plugin = new.or(old).map_or("", |manifest| &manifest.id);
        let types = |of: Option<&'_ Manifest>| of.map_or_else(Vec::new, |m| m.record_types.clone());
        let (old_types, new_types) = (types(old), types(new));
        let pairs = pairs(self.way, &old_types, &new_types);
        let renames = pairs.stay.iter().filter(|(old, new)| old.name != new.name).copied();
        let targets: BTreeMap<String, String> = renames
            .map(|(old, new)| (names::whole(plugin, &old.name), names::whole(plugin, &new.name)))
            .collect();
        self.types_go(plugin, &pairs.gone);
        self.in_order_of_names(&pairs.stay, |old, new| Step::RenameRecordType {
            from: old.clone(),
            to: new.name.clone(),
        });
        for (old, new) in pairs.stay {
            self.type_stays(old, new, &targets);
        }
        self.types_come(plugin, &pairs.come);
        let extensions = |of: Option<&'_ Manifest>| of.map_or_else(Vec::new, |m| m.extensions.clone());
        self.extensions(&extensions(old), &extensions(new), &targets);
    }

    fn types_go(&mut self, plugin: &str, gone: &[&RecordType]) {
        let mut destroyed: Vec<(&RecordType, String)> = Vec::new();
        for record_type in gone {
            if let Some(reason) = self.reason_to_destroy(&record_type.name) {
                destroyed.push((record_type, reason));
            }
        }
        let types: Vec<&RecordType> = destroyed.iter().map(|(record_type, _)| *record_type).collect();
        let (made, later) = order::ordered(plugin, &types);
        let reason_of = |name: &str| {
            let found = destroyed.iter().find(|(record_type, _)| record_type.name == name);
            found.map_or_else(String::new, |(_, reason)| reason.clone())
        };
        for (record_type, field) in later.iter().rev() {
            let place = Place::Record(record_type.clone());
            self.field_goes(place, field, reason_of(record_type));
        }
        for record_type in made.iter().rev() {
            let reason = reason_of(&record_type.name);
            for collection in record_type.collections.iter().rev() {
                self.collections_gone.push(Step::DestroyCollection {
                    record_type: record_type.name.clone(),
                    collection: collection.clone(),
                    reason: reason.clone(),
                });
            }
            let record_type = RecordType { collections: Vec::new(), ..record_type.clone() };
            self.types_gone.push(Step::DestroyRecordType { record_type, reason });
        }
    }

    fn type_stays(&mut self, old: &RecordType, new: &RecordType, targets: &BTreeMap<String, String>) {
        if old.company != new.company {
            let message = "records cannot become those of one company, or of all".to_owned();
            let fix = "Keep the scope, or declare a new record type and destroy this one.";
            self.refuse("plan.scope-changed", &new.name, message, fix);
        }
        let shown = |one: &RecordType| RecordType {
            fields: Vec::new(),
            collections: Vec::new(),
            was: None,
            name: String::new(),
            ..one.clone()
        };
        if shown(old) != shown(new) {
            self.changed.push(Step::ChangeRecordType { from: old.clone(), to: new.clone() });
        }
        let places = [Place::Record(old.name.clone()), Place::Record(new.name.clone())];
        self.fields(places, &old.fields, &new.fields, targets);
        let pairs = pairs(self.way, &old.collections, &new.collections);
        for collection in &pairs.gone {
            if let Some(reason) = self.reason_to_destroy(&format!("{}.{}", old.name, collection.name)) {
                self.collections_gone.push(Step::DestroyCollection {
                    record_type: old.name.clone(),
                    collection: (*collection).clone(),
                    reason,
                });
            }
        }
        self.in_order_of_names(&pairs.stay, |from, to| Step::RenameCollection {
            record_type: new.name.clone(),
            from: from.name.clone(),
            to: to.name.clone(),
        });
        for (from, to) in pairs.stay {
            let place = |record_type: &RecordType, collection: &Collection| Place::Collection {
                record_type: record_type.name.clone(),
                collection: collection.name.clone(),
            };
            self.fields([place(old, from), place(new, to)], &from.fields, &to.fields, targets);
        }
        for collection in pairs.come {
            self.collection_comes(&new.name, collection);
        }
    }

    fn types_come(&mut self, plugin: &str, come: &[&RecordType]) {
        let (made, later) = order::ordered(plugin, come);
        for record_type in &made {
            let place = Place::Record(record_type.name.clone());
            let without_lines = RecordType { collections: Vec::new(), ..record_type.clone() };
            self.created.push(Step::CreateRecordType { record_type: without_lines });
            for field in &record_type.fields {
                self.indexes_come(&place, field);
            }
            for collection in &record_type.collections {
                self.collection_comes(&record_type.name, collection);
            }
        }
        for (record_type, field) in later {
            let place = Place::Record(record_type);
            self.indexes_come(&place, &field);
            self.fields.push(Step::AddField { place, field });
        }
    }

    fn collection_comes(&mut self, record_type: &str, collection: &Collection) {
        let place =
            Place::Collection { record_type: record_type.to_owned(), collection: collection.name.clone() };
        let step =
            Step::AddCollection { record_type: record_type.to_owned(), collection: collection.clone() };
        self.collections.push(step);
        for field in &collection.fields {
            self.indexes_come(&place, field);
        }
    }

    fn extensions(&mut self, old: &[Extension], new: &[Extension], targets: &BTreeMap<String, String>) {
        let Pairs { gone, come, stay } = pairs(self.way, old, new);
        let pairs = gone.into_iter().map(|one| (&one.on, &one.fields[..], &[][..]));
        let pairs =
            pairs.chain(stay.into_iter().map(|(old, new)| (&new.on, &old.fields[..], &new.fields[..])));
        for (on, old, new) in pairs.chain(come.into_iter().map(|one| (&one.on, &[][..], &one.fields[..]))) {
            let place = Place::Extension(on.clone());
            self.fields([place.clone(), place], old, new, targets);
        }
    }

    /// Renames such that each new name is free when its turn comes.
    pub(super) fn in_order_of_names<T: Named>(&mut self, stay: &[(&T, &T)], step: impl Fn(&T, &T) -> Step) {
        let mut left: Vec<(&T, &T)> =
            stay.iter().filter(|(old, new)| old.name() != new.name()).copied().collect();
        while !left.is_empty() {
            let taken = |name: &str| left.iter().any(|(old, _)| old.name() == name);
            let free = left.iter().position(|(_, new)| !taken(new.name()));
            let Some(at) = free else {
                let (old, new) = left[0];
                let message =
                    format!("`{}` and `{}` cannot change names in a circle", old.name(), new.name());
                let fix = "Rename one of them to a third name in a version of its own.";
                self.refuse("plan.rename-circle", new.name(), message, fix);
                return;
            };
            let (old, new) = left.remove(at);
            self.renamed.push(step(old, new));
        }
    }
}
