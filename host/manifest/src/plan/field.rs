//! Fields of one place: what comes, goes, is renamed, and what a field may become.
//!
//! Knows which changes lose nothing. Must not know columns.

use std::collections::BTreeMap;

use super::schema::{Pairs, pairs};
use super::step::{FieldChange, Place, Step};
use super::{Draft, Way};
use crate::model::{Field, Kind};

/// Why a field cannot become another: code, message, fix.
type No = (&'static str, String, &'static str);

const ANEW: &str = "Keep it as it was, or add a field with another name and destroy this one.";

impl Draft<'_> {
    /// Fields of a place, by its old and its new name.
    pub(super) fn fields(
        &mut self,
        [was, is]: [Place; 2],
        old: &[Field],
        new: &[Field],
        targets: &BTreeMap<String, String>,
    ) {
        let Pairs { gone, come, stay } = pairs(self.way, old, new);
        for field in gone {
            if let Some(reason) = self.reason_to_destroy(&format!("{was}.{}", field.name)) {
                self.field_goes(was.clone(), field, reason);
            } else if self.way == Way::Back && field.required {
                let to = Field { required: false, ..field.clone() };
                let changes = vec![FieldChange::Optional];
                self.changed.push(Step::ChangeField { place: is.clone(), from: field.clone(), to, changes });
            }
        }
        let place = is.clone();
        self.in_order_of_names(&stay, move |old, new| Step::RenameField {
            place: place.clone(),
            from: old.clone(),
            to: new.name.clone(),
        });
        let renames: BTreeMap<&str, &str> =
            stay.iter().map(|(old, new)| (old.name.as_str(), new.name.as_str())).collect();
        for (old, new) in stay {
            self.field_stays([&was, &is], old, new, targets, &renames);
        }
        for field in come {
            if field.required && field.default.is_none() {
                let message = "it must be given, and the records that are there have none".to_owned();
                let fix = "Give it a default, or make it optional and fill it in.";
                self.refuse("plan.required-without-default", &format!("{is}.{}", field.name), message, fix);
            }
            self.fields.push(Step::AddField { place: is.clone(), field: field.clone() });
            self.indexes_come(&is, field);
        }
    }

    /// A field goes, its indexes before it.
    pub(super) fn field_goes(&mut self, place: Place, field: &Field, reason: String) {
        for unique in indexes(field) {
            self.indexes_gone.push(Step::DestroyIndex { place: place.clone(), field: field.clone(), unique });
        }
        self.fields_gone.push(Step::DestroyField { place, field: field.clone(), reason });
    }

    /// The indexes of a field that comes.
    pub(super) fn indexes_come(&mut self, place: &Place, field: &Field) {
        for unique in indexes(field) {
            self.indexes.push(Step::CreateIndex { place: place.clone(), field: field.clone(), unique });
        }
    }

    fn field_stays(
        &mut self,
        [was, is]: [&Place; 2],
        old: &Field,
        new: &Field,
        targets: &BTreeMap<String, String>,
        renames: &BTreeMap<&str, &str>,
    ) {
        let mut changes = Vec::new();
        if self.way == Way::On {
            match widened(&moved(&old.kind, targets, renames), &new.kind) {
                Ok(change) => changes.extend(change),
                Err((code, message, fix)) => {
                    self.refuse(code, &format!("{is}.{}", new.name), message, fix);
                    return;
                }
            }
        }
        match (old.required, new.required, &new.default) {
            (true, false, _) => changes.push(FieldChange::Optional),
            (false, true, Some(default)) if self.way == Way::On => {
                changes.push(FieldChange::Required(default.clone()));
            }
            (false, true, None) if self.way == Way::On => {
                let message = "it must be given now, and may be empty in records that are there".to_owned();
                let fix = "Give it a default that fills the empty ones, or leave it optional.";
                let subject = format!("{is}.{}", new.name);
                self.refuse("plan.required-without-default", &subject, message, fix);
            }
            _ => {}
        }
        let shown =
            |field: &Field| (field.label.clone(), field.help.clone(), field.readonly, field.default.clone());
        let reordered = matches!((&old.kind, &new.kind), (Kind::Choice(a), Kind::Choice(b)) if a != b);
        if shown(old) != shown(new) || reordered && changes.is_empty() {
            changes.push(FieldChange::Shown);
        }
        let (had, has) = (indexes(old), indexes(new));
        for unique in had.iter().filter(|one| !has.contains(one)) {
            let step = Step::DestroyIndex { place: was.clone(), field: old.clone(), unique: *unique };
            self.indexes_gone.push(step);
        }
        // On the way back a unique index might meet what the newer version let in.
        for unique in has.iter().filter(|one| !had.contains(one)) {
            if self.way == Way::On || !unique {
                let step = Step::CreateIndex { place: is.clone(), field: new.clone(), unique: *unique };
                self.indexes.push(step);
            }
        }
        if !changes.is_empty() {
            let (from, to) = (old.clone(), new.clone());
            self.changed.push(Step::ChangeField { place: is.clone(), from, to, changes });
        }
    }
}

/// The indexes of a field: whether each is unique.
fn indexes(field: &Field) -> Vec<bool> {
    let finds = field.index || matches!(field.kind, Kind::Reference(..));
    [(finds, false), (field.unique, true)]
        .into_iter()
        .filter(|(has, _)| *has)
        .map(|(_, unique)| unique)
        .collect()
}

/// A kind under the new names of what it refers to.
fn moved(kind: &Kind, targets: &BTreeMap<String, String>, renames: &BTreeMap<&str, &str>) -> Kind {
    match kind {
        Kind::Reference(to, on_delete) => Kind::Reference(targets.get(to).unwrap_or(to).clone(), *on_delete),
        Kind::Money(Some(field)) => {
            let name = renames.get(field.as_str()).map_or(field.as_str(), |name| *name);
            Kind::Money(Some(name.to_owned()))
        }
        other => other.clone(),
    }
}

fn widened(old: &Kind, new: &Kind) -> Result<Option<FieldChange>, No> {
    match (old, new) {
        (old, new) if old == new => Ok(None),
        (Kind::Text(old), Kind::Text(new)) if new > old => Ok(Some(FieldChange::Longer(Some(*new)))),
        (Kind::Text(_), Kind::LongText) => Ok(Some(FieldChange::Longer(None))),
        (Kind::Text(_) | Kind::LongText, Kind::Text(new)) => Err((
            "plan.text-shorter",
            format!("texts longer than {new} characters may be there"),
            "Keep the length; check new texts in a hook, if they must be shorter.",
        )),
        (Kind::Choice(old), Kind::Choice(new)) => {
            let missing = |from: &[String], of: &[String]| -> Vec<String> {
                of.iter().filter(|word| !from.contains(word)).cloned().collect()
            };
            let lost = missing(new, old);
            if !lost.is_empty() {
                let message = format!("records may hold {}", lost.join(", "));
                return Err(("plan.words-removed", message, "Keep the words; refuse new uses in a hook."));
            }
            let more = missing(old, new);
            Ok((!more.is_empty()).then_some(FieldChange::MoreWords(more)))
        }
        (Kind::Decimal(old), Kind::Decimal(new)) => Err((
            "plan.scale-changed",
            format!(
                "{old} digits after the point cannot become {new}: what is kept would mean another number"
            ),
            ANEW,
        )),
        (Kind::Money(_), Kind::Money(_)) => {
            Err(("plan.currency-changed", "the amounts that are there have their currency".to_owned(), ANEW))
        }
        (Kind::Reference(..), Kind::Reference(..)) => Err((
            "plan.reference-changed",
            "what it refers to, and what happens when that goes, is fixed by the records that are there"
                .to_owned(),
            ANEW,
        )),
        (old, new) => Err(("plan.kind-changed", format!("{old} cannot become {new}"), ANEW)),
    }
}
