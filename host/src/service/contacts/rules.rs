//! What saving a contact or a directory entry means beyond its declaration.

use keel_core::contacts::{text as names, title};

use super::{complete, country, intake, keys, roles, rows, text};
use crate::service::records::{RecordRules, RuleFuture, Save, Unresolved};
use crate::service::{Fault, Uow};
use crate::storage::records::{Record, Value};

/// Contacts: recognised, then checked against their roles, then made findable.
pub struct ContactRules;

impl RecordRules for ContactRules {
    fn intake(&self, record: &mut Record, country: Option<&str>) -> Vec<Unresolved> {
        intake::intake(record, country)
    }

    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        Box::pin(async move {
            refuse_closed(save)?;
            complete::complete(uow, save).await?;
            roles::refuse_incomplete(uow, &save.new).await
        })
    }

    fn after_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a Save) -> RuleFuture<'a> {
        Box::pin(async move { keys::store(uow, save.id, &save.new).await })
    }
}

/// A redirect and an erased person are not written to any more.
fn refuse_closed(save: &Save) -> Result<(), Fault> {
    let Some(old) = &save.old else { return Ok(()) };
    if let Some(survivor) = old.get("merged_into").and_then(Value::id) {
        return Err(Fault::refused(
            "contact.already-merged",
            format!("This contact was merged; change contact {survivor} instead."),
        )
        .arg("survivor", survivor));
    }
    if old.get("erased_at").is_some_and(|at| !at.is_empty()) {
        return Err(Fault::refused(
            "contact.erased",
            "This person was erased on request; make a new contact.",
        ));
    }
    Ok(())
}

/// Cities: ISO codes, and each spelling under its key.
pub struct CityRules;

impl RecordRules for CityRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        Box::pin(async move {
            let given = text(&save.new, "country").unwrap_or_default().to_owned();
            let code =
                country::country(&given).ok_or_else(|| complete::unknown_country(&given).at("/country"))?;
            save.set("country", code);
            if let Some(given) = text(&save.new, "subdivision").map(str::to_owned) {
                let part = country::subdivision(code, &given)
                    .ok_or_else(|| complete::unknown_subdivision(&given, code).at("/subdivision"))?;
                save.set("subdivision", part);
            }
            let name = text(&save.new, "name").unwrap_or_default().to_owned();
            save.set("name_key", names::key(&name));
            let part = text(&save.new, "subdivision").unwrap_or("").to_owned();
            let synonyms = spellings(&save.new, &name, names::key)
                .into_iter()
                .map(|mut row| {
                    row.insert("country".into(), Value::from(code));
                    row.insert("subdivision".into(), Value::from(part.as_str()));
                    row
                })
                .collect();
            save.set("synonyms", Value::Rows(synonyms));
            Ok(())
        })
    }
}

/// Job titles: each spelling under its key.
pub struct JobTitleRules;

impl RecordRules for JobTitleRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        Box::pin(async move {
            let name = text(&save.new, "name").unwrap_or_default().to_owned();
            let own = title::key(&name);
            save.set("name_key", own.as_str());
            let mut synonyms = spellings(&save.new, &name, title::key);
            synonyms.retain(|row| text(row, "name_key") != Some(own.as_str()));
            save.set("synonyms", Value::Rows(synonyms));
            Ok(())
        })
    }
}

/// A record's name and synonyms, one row a key.
fn spellings(record: &Record, name: &str, key: fn(&str) -> String) -> Vec<Record> {
    let mut all: Vec<Record> = Vec::new();
    let given = rows(record, "synonyms").iter().filter_map(|row| text(row, "name"));
    for spelling in std::iter::once(name).chain(given) {
        let own = key(spelling);
        if !own.is_empty() && !all.iter().any(|row| text(row, "name_key") == Some(own.as_str())) {
            all.push(Record::from_iter([
                ("name".to_owned(), Value::from(spelling)),
                ("name_key".to_owned(), Value::from(own)),
            ]));
        }
    }
    all
}

/// Requirements are the company's own business or everyone's: nothing to add to the declaration.
pub struct RequirementRules;

impl RecordRules for RequirementRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        Box::pin(async move {
            // A rule for everyone touches every company: only who may everywhere sets it.
            let allowed = uow.may("role-requirement", crate::service::Op::Update, None)?;
            if save.company().is_none() && allowed.companies.is_some() {
                return Err(Fault::denied("Only who may in all companies sets a rule for all of them.")
                    .at("/company"));
            }
            Ok(())
        })
    }
}
