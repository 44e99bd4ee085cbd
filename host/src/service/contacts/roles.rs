//! What a contact's roles need: refused at saving, or told as a finding.

use keel_core::contacts::role::{Known, Level, Missing, Need, Role, Rule, missing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{keys, load, may_all, rows, text};
use crate::service::{Fault, FieldFault, Op, Uow};
use crate::storage::contacts::requirements::{self as store, RequirementRow};
use crate::storage::records::{Record, Value};

/// Refuses a contact that lacks what one of its roles must have.
pub(super) async fn refuse_incomplete(uow: &mut Uow<'_>, record: &Record) -> Result<(), Fault> {
    let wrong = missing_of(uow, record)
        .await?
        .into_iter()
        .filter(|(_, missing)| missing.level == Level::Refuse)
        .map(|(_, missing)| FieldFault {
            pointer: format!("/{}", missing.need.field()),
            code: code(missing.need),
            message: sentence(missing),
        })
        .collect();
    Fault::of_fields(wrong).map_or(Ok(()), Err)
}

/// Every unmet need of every role, with the company of the role.
async fn missing_of(uow: &mut Uow<'_>, record: &Record) -> Result<Vec<(Option<Uuid>, Missing)>, Fault> {
    let roles = rows(record, "roles");
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::all(uow.tx).await?;
    let known = known(record);
    let mut found = Vec::new();
    for row in roles {
        let company = row.get("company").and_then(Value::id);
        if let Some(role) = text(row, "role").and_then(Role::named) {
            let rules = rules_of(&all, company);
            found.extend(missing(role, known, &rules).into_iter().map(|one| (company, one)));
        }
    }
    Ok(found)
}

/// The company's own rules, then everyone's: the first that speaks of a need holds.
fn rules_of(all: &[RequirementRow], company: Option<Uuid>) -> Vec<Rule> {
    let own = all.iter().filter(|row| company.is_some() && row.company_id == company);
    let shared = all.iter().filter(|row| row.company_id.is_none());
    own.chain(shared)
        .filter_map(|row| {
            Some(Rule {
                role: Role::named(&row.role)?,
                need: Need::named(&row.needs)?,
                level: Level::named(&row.level)?,
            })
        })
        .collect()
}

fn known(record: &Record) -> Known {
    let any = |collection: &str| !rows(record, collection).is_empty();
    let has = |field: &str| record.get(field).is_some_and(|value| !value.is_empty());
    Known {
        is_person: keys::is_person(record),
        phone: any("phones"),
        email: any("emails"),
        address: rows(record, "addresses").iter().any(|row| {
            text(row, "country").is_some()
                && (text(row, "lines").is_some() || text(row, "city_given").is_some())
        }),
        tax_number: any("tax_numbers"),
        bank_account: any("bank_accounts"),
        job_title: has("job_title"),
        employer: has("employer"),
    }
}

fn code(need: Need) -> String {
    format!("contact.role-needs-{}", need.name())
}

fn sentence(missing: Missing) -> String {
    let what = match missing.need {
        Need::Reach => "a phone number, an e-mail address or a postal address",
        Need::Address => "an address with its country",
        Need::TaxNumber => "a tax number",
        Need::BankAccount => "a bank account",
        Need::JobTitle => "a job title",
        Need::Employer => "an employer",
    };
    format!("Give {what}: the role {} needs it.", missing.role.name())
}

/// Which contact's findings are asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FindingsOf {
    /// The contact.
    pub id: Uuid,
}

/// Something that a contact's role would need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Finding {
    /// The role.
    pub role: String,
    /// To which company; none: to all.
    pub company: Option<Uuid>,
    /// Stable code.
    pub code: String,
    /// `refuse`: the role cannot be taken like this; `advise`: better known.
    pub level: String,
    /// What to do.
    pub message: String,
}

/// What a contact's roles lack, refusals first.
pub async fn findings(uow: &mut Uow<'_>, of: FindingsOf) -> Result<Vec<Finding>, Fault> {
    may_all(uow, Op::Read)?;
    let record = load(uow, of.id).await?;
    let found = missing_of(uow, &record).await?;
    Ok(found
        .into_iter()
        .map(|(company, missing)| Finding {
            role: missing.role.name().to_owned(),
            company,
            code: code(missing.need),
            level: missing.level.name().to_owned(),
            message: sentence(missing),
        })
        .collect())
}
