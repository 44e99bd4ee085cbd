//! What happens to an installation when one version of a plugin takes the place of another.
//!
//! Knows two manifests. Must not know a database, or what is granted. Additive changes happen by themselves;
//! what destroys data needs a `[[destroy]]`; what a column cannot become is refused. Going back to an older
//! version loses nothing: what it does not know is kept.

mod field;
mod order;
mod parts;
mod print;
mod schema;
mod step;

pub use step::{FieldChange, Part, Place, Plan, Refusal, Step};

pub(crate) use order::first_cycle;

use crate::model::{Destroy, Manifest};

/// What happens from `old` (nothing: install) to `new` (nothing: uninstall).
pub fn plan(old: Option<&Manifest>, new: Option<&Manifest>) -> Plan {
    let mut draft = Draft::new(old, new);
    if let (Some(old), Some(new)) = (old, new)
        && old.id != new.id
    {
        draft.refuse(
            "plan.other-plugin",
            &new.id,
            format!("it is another plugin than {}", old.id),
            "Install it beside the other, or give it the same id.",
        );
        return draft.finish(Some(old), Some(new));
    }
    draft.rights(old, new);
    draft.schema(old, new);
    draft.parts(old, new);
    draft.finish(old, new)
}

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To a higher version, or the first one.
    On,
    /// To a lower version.
    Back,
    /// Away.
    Out,
}

/// A plan under way: steps by the phase in which they are done.
struct Draft<'m> {
    way: Way,
    destroy: &'m [Destroy],
    rights: Vec<Step>,
    indexes_gone: Vec<Step>,
    fields_gone: Vec<Step>,
    collections_gone: Vec<Step>,
    types_gone: Vec<Step>,
    kept: Vec<Step>,
    renamed: Vec<Step>,
    changed: Vec<Step>,
    created: Vec<Step>,
    collections: Vec<Step>,
    fields: Vec<Step>,
    indexes: Vec<Step>,
    parts: Vec<Step>,
    refusals: Vec<Refusal>,
}

impl<'m> Draft<'m> {
    fn new(old: Option<&'m Manifest>, new: Option<&'m Manifest>) -> Self {
        let way = match (old, new) {
            (Some(_), None) => Way::Out,
            (Some(old), Some(new)) if new.version < old.version => Way::Back,
            _ => Way::On,
        };
        Draft {
            way,
            destroy: new.map_or(&[], |new| &new.destroys),
            rights: Vec::new(),
            indexes_gone: Vec::new(),
            fields_gone: Vec::new(),
            collections_gone: Vec::new(),
            types_gone: Vec::new(),
            kept: Vec::new(),
            renamed: Vec::new(),
            changed: Vec::new(),
            created: Vec::new(),
            collections: Vec::new(),
            fields: Vec::new(),
            indexes: Vec::new(),
            parts: Vec::new(),
            refusals: Vec::new(),
        }
    }

    fn refuse(&mut self, code: &'static str, subject: &str, message: String, fix: impl Into<String>) {
        self.refusals.push(Refusal { code, subject: subject.to_owned(), message, fix: fix.into() });
    }

    /// Why something may go; `None` keeps it, or refuses the plan.
    fn reason_to_destroy(&mut self, subject: &str) -> Option<String> {
        match self.way {
            Way::Out => Some("the plugin goes".to_owned()),
            Way::Back => {
                self.kept.push(Step::Keep { subject: subject.to_owned() });
                None
            }
            Way::On => {
                let declared = self.destroy.iter().find(|destroy| destroy.what == subject);
                if declared.is_none() {
                    let message = "the new version has it no longer, and its data would be lost".to_owned();
                    let fix = format!(
                        "Declare it: [[destroy]] what = \"{subject}\" with a reason; or, when it was renamed, \
                         write was = \"{}\" where it is declared now.",
                        subject.rsplit('.').next().unwrap_or(subject)
                    );
                    self.refuse("plan.not-declared", subject, message, fix);
                }
                declared.map(|destroy| destroy.reason.clone())
            }
        }
    }

    fn finish(self, old: Option<&Manifest>, new: Option<&Manifest>) -> Plan {
        let phases = [
            self.rights,
            self.kept,
            self.indexes_gone,
            self.fields_gone,
            self.collections_gone,
            self.types_gone,
            self.renamed,
            self.changed,
            self.created,
            self.collections,
            self.fields,
            self.indexes,
            self.parts,
        ];
        Plan {
            plugin: new.or(old).map_or_else(String::new, |manifest| manifest.id.clone()),
            from: old.map(|manifest| manifest.version),
            to: new.map(|manifest| manifest.version),
            steps: phases.into_iter().flatten().collect(),
            refusals: self.refusals,
        }
    }
}
