//! Actions of plugins: named commands with typed input, called by users and by other plugins.
//!
//! Knows who may call one, on what, and that input and output keep what the manifest declares. Must not know
//! JSON or how a guest runs.

use std::sync::Arc;

use keel_manifest::model;
use uuid::Uuid;

use super::call::{Via, fault_of, gone, invoke, judged};
use super::data::{Body, Document};
use super::installed::State;
use super::port::{Answer, Call, GuestFault};
use super::schema::declare_field;
use super::{Active, Installed, document};
use crate::service::records::{self, Save, check_values};
use crate::service::{Actor, Ctx, Fault, Op, Uow};
use crate::storage::records::{Collection, Record, RecordType, Value};

/// An action and the plugin that has it.
#[derive(Debug, Clone)]
pub struct Called {
    /// The plugin.
    pub plugin: Arc<Active>,
    /// Its place among the plugin's actions.
    at: usize,
}

impl Called {
    /// What the manifest says of it.
    pub fn action(&self) -> &model::Action {
        &self.plugin.manifest.actions[self.at]
    }

    /// What it takes.
    pub fn input(&self) -> RecordType {
        shape(&self.plugin, &self.action().input, &self.action().input_collections)
    }

    /// What it answers.
    pub fn output(&self) -> RecordType {
        shape(&self.plugin, &self.action().output, &[])
    }
}

/// An action by its whole name: `credit-limit.raise-limit`.
pub fn find(ctx: &Ctx, name: &str) -> Result<Called, Fault> {
    find_in(&ctx.installed, name)
}

/// The same, in any picture of what is installed.
pub fn find_in(installed: &Installed, name: &str) -> Result<Called, Fault> {
    let missing = || Fault::not_found("action", name);
    let (code, action) = name.split_once('.').ok_or_else(missing)?;
    let plugin = installed.plugins.get(code).ok_or_else(missing)?;
    let at = plugin.manifest.actions.iter().position(|one| one.name == action).ok_or_else(missing)?;
    Ok(Called { plugin: plugin.clone(), at })
}

/// Typed members as a declaration, so that they are read, checked and shown like a record's.
pub fn shape(plugin: &Active, fields: &[model::Field], collections: &[model::Collection]) -> RecordType {
    let mut kind = RecordType::new("input", "input");
    let code = plugin.code();
    kind.fields = fields.iter().map(|field| declare_field(code, field)).collect();
    for lines in collections {
        let mut collection = Collection::new(&lines.name, &lines.name, "parent");
        collection.fields = lines.fields.iter().map(|field| declare_field(code, field)).collect();
        kind.collections.push(collection);
    }
    kind
}

/// Input as it comes: read from a request, or given by a plugin.
#[derive(Debug, Clone)]
pub enum Given {
    /// Values of the declared kinds.
    Record(Record),
    /// Values as plugins write them.
    Body(Body),
}

/// Values that keep a declaration.
#[derive(Debug, Clone)]
pub struct Checked {
    /// As plugins see them.
    pub body: Body,
    /// As the host shows them.
    pub record: Record,
}

/// Holds values to a declaration: what is missing, too long, not a choice or refers to nothing is refused with a pointer.
pub async fn checked(
    uow: &mut Uow<'_>,
    kind: &RecordType,
    company: Option<Uuid>,
    given: Given,
) -> Result<Checked, Fault> {
    let currency = document::currency_of(uow, company).await?;
    let mut record = match given {
        Given::Record(record) => record,
        Given::Body(body) => document::record(kind, &body, currency.as_deref())?,
    };
    for field in &kind.fields {
        if !record.contains_key(&field.name) {
            record.insert(field.name.clone(), field.default.clone().unwrap_or(Value::Null));
        }
    }
    for lines in &kind.collections {
        record.entry(lines.name.clone()).or_insert_with(|| Value::Rows(Vec::new()));
    }
    let save = Save { id: Uuid::nil(), old: None, new: record };
    let types = uow.ctx.types.clone();
    check_values(uow, &types, kind, &save, currency.as_deref()).await?;
    let body = document::document_in(kind, Uuid::nil(), &save.new, currency.as_deref()).body;
    Ok(Checked { body, record: save.new })
}

/// Which company an action is called in: the one named, else the only one in which the plugin is enabled.
pub fn company(plugin: &Active, actor: &Actor, named: Option<Uuid>) -> Result<Uuid, Fault> {
    let only = || plugin.companies.first().copied().filter(|_| plugin.companies.len() == 1);
    let company = named.or_else(only).ok_or_else(|| {
        Fault::invalid("action.company", "Name the company in which to do this.").at("/company")
    })?;
    if !actor.works_in(company) {
        return Err(Fault::not_found("company", company).at("/company"));
    }
    Ok(company)
}

/// Runs an action in this unit of work. Nothing is taken back when it fails: the caller decides that.
pub async fn run(
    uow: &mut Uow<'_>,
    called: &Called,
    company: Option<Uuid>,
    target: Option<Uuid>,
    given: Given,
) -> Result<Checked, Fault> {
    let (plugin, action) = (&called.plugin, called.action());
    must_work(plugin, company)?;
    let on = target;
    let target = match (&action.on, target) {
        (Some(on), Some(id)) => Some(reach(uow, action, on, company, id).await?),
        (Some(on), None) => {
            let message = format!("Name the {on} on which to do this.");
            return Err(Fault::invalid("action.target-missing", message).at("/target"));
        }
        (None, Some(_)) => {
            let message = "This action is not called on a record; leave target out.";
            return Err(Fault::invalid("action.no-target", message).at("/target"));
        }
        (None, None) => None,
    };
    let input = checked(uow, &called.input(), company, given).await.map_err(|fault| fault.under("/input"))?;
    let call = Call::Action { action: action.name.clone(), target, input: input.body };
    let via = Via { kind: "action", name: &action.name };
    let read = match invoke(uow, plugin, company, call).await {
        Ok(Answer::Body(body)) => match checked(uow, &called.output(), company, Given::Body(body)).await {
            Err(fault) if gone(&fault) => return Err(fault),
            checked => checked.map_err(|fault| broken(fault.to_string())),
        },
        Ok(other) => Err(broken(format!("{other:?}"))),
        Err(failure) => return Err(fault_of(plugin, via, failure)),
    };
    let document = action.on.as_deref().zip(on);
    judged(uow.ctx, plugin, via, company, document, read).map_err(|failure| fault_of(plugin, via, failure))
}

fn broken(what: String) -> GuestFault {
    let message = format!("its answer is not what its manifest declares ({what}).");
    GuestFault { code: "plugin.answer", message, detail: String::new() }
}

/// Refuses a plugin that is not enabled there, or paused.
pub fn must_work(plugin: &Active, company: Option<Uuid>) -> Result<(), Fault> {
    let name = &plugin.manifest.name;
    if !plugin.is_meant_for(company) {
        let message = format!("The plugin {name} is not enabled here; an administrator can enable it.");
        return Err(Fault::refused("plugin.not-enabled", message).arg("plugin", plugin.code()));
    }
    if let State::Paused(why) = &plugin.state {
        let message =
            format!("The plugin {name} is paused ({why}); an administrator can switch it on again.");
        return Err(Fault::refused("plugin.paused", message).arg("plugin", plugin.code()));
    }
    Ok(())
}

/// The record that an action is called on, for whoever may read it and has the right that the action asks for.
async fn reach(
    uow: &mut Uow<'_>,
    action: &model::Action,
    on: &str,
    company: Option<Uuid>,
    id: Uuid,
) -> Result<Document, Fault> {
    let at = |fault: Fault| if fault.pointer.is_none() { fault.at("/target") } else { fault };
    let declared = uow.ctx.types.find(on)?;
    if let Some(permission) = action.permission {
        records::reach(uow, on, id, operation(permission)).await.map_err(at)?;
    }
    let found = records::get(uow, on, id).await.map_err(at)?;
    let theirs =
        if declared.kind.table == "company" { Some(id) } else { found.get("company").and_then(Value::id) };
    if theirs.is_some() && theirs != company {
        return Err(at(Fault::not_found(on, id)));
    }
    document::document(uow, &declared.kind, id, &found).await
}

/// What a permission of a manifest is among the host's.
pub fn operation(permission: model::Operation) -> Op {
    match permission {
        model::Operation::Read => Op::Read,
        model::Operation::Create => Op::Create,
        model::Operation::Update => Op::Update,
        model::Operation::Delete => Op::Delete,
        model::Operation::Correct => Op::Correct,
    }
}
