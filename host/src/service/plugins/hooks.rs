//! Hooks: plugins' say inside the unit of work that changes a record.
//!
//! Knows the order, what a hook may set, and what its failure means. Must not know how a record is stored:
//! whoever changes one asks here before and after.

use keel_manifest::core_types::COMPLETED;
use keel_manifest::model::Policy;
use uuid::Uuid;

use super::call::{Via, fault_of, gone, invoke, judged};
use super::data::{Body, Change, Datum, Document, Fields, Operation};
use super::document;
use super::hooks_shown::shown;
use super::installed::{HookAt, State};
use super::port::{Answer, Call, Failure, GuestFault};
use crate::service::{Ctx, Fault, Hold, Uow};
use crate::storage::plugins::mark;
use crate::storage::records::{Record, RecordType};

/// Where hooks are asked.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// Record type.
    pub record_type: &'a str,
    /// What happens.
    pub operation: Operation,
    /// Company of the record; none where companies share it.
    pub company: Option<Uuid>,
}

impl Point<'_> {
    fn hooks(self, ctx: &Ctx, before: bool) -> Vec<HookAt> {
        let all = ctx.installed.hooks_on(self.record_type, self.operation, before);
        all.iter().filter(|at| at.plugin.is_meant_for(self.company)).cloned().collect()
    }

    /// Whether a plugin has a say before or after; costs nothing where nobody hooks.
    pub fn is_hooked(self, ctx: &Ctx) -> bool {
        self.is_asked(ctx, true) || self.is_asked(ctx, false)
    }

    /// Whether a plugin is asked before the change, or after it.
    pub fn is_asked(self, ctx: &Ctx, before: bool) -> bool {
        let all = ctx.installed.hooks_on(self.record_type, self.operation, before);
        all.iter().any(|at| at.plugin.is_meant_for(self.company))
    }
}

/// Asks the hooks before a change, in their order: each sees what those before it set. The values that they
/// set together.
pub async fn before(
    uow: &mut Uow<'_>,
    point: Point<'_>,
    kind: &RecordType,
    change: Change,
) -> Result<Record, Fault> {
    let mut set = Record::new();
    let hooks = point.hooks(uow.ctx, true);
    if hooks.is_empty() {
        return Ok(set);
    }
    let currency = document::currency_of(uow, point.company).await?;
    let mut way = Way { change: Some(change), left: hooks.len() };
    for at in &hooks {
        let Some(change) = way.to(at) else { continue };
        let record = change.new.id;
        let change = shown(uow.ctx, kind, &change).unwrap_or(change);
        let call = Call::Before { hook: at.hook.name.clone(), change };
        let read = |answer: Answer| match answer {
            Answer::Set(fields) => taken(at, kind, fields, currency.as_deref()),
            other => Err(broken(format!("a hook before a change answered {other:?}"))),
        };
        if let Some((values, fields)) = ask(uow, at, point, record, call, read).await? {
            way.put(fields);
            set.extend(values);
        }
    }
    Ok(set)
}

/// Asks the hooks after a change was written.
pub async fn after(uow: &mut Uow<'_>, point: Point<'_>, change: Change) -> Result<(), Fault> {
    let hooks = point.hooks(uow.ctx, false);
    if hooks.is_empty() {
        return Ok(());
    }
    let declared = uow.ctx.types.find(point.record_type)?;
    let mut way = Way { change: Some(change), left: hooks.len() };
    for at in &hooks {
        let Some(change) = way.to(at) else { continue };
        let record = change.new.id;
        let change = shown(uow.ctx, &declared.kind, &change).unwrap_or(change);
        let call = Call::After { hook: at.hook.name.clone(), change };
        ask(uow, at, point, record, call, |_| Ok(())).await?;
    }
    Ok(())
}

/// A change on its way through hooks: a copy for each, and for the last, which usually is the only one, itself.
struct Way {
    change: Option<Change>,
    /// Hooks that were not asked yet.
    left: usize,
}

impl Way {
    /// The change for the next hook; none where the change does not concern it.
    fn to(&mut self, at: &HookAt) -> Option<Change> {
        self.left -= 1;
        let concerned = self.change.as_ref().is_some_and(|change| concerns(at, change));
        match (concerned, self.left) {
            (false, _) => None,
            (true, 0) => self.change.take(),
            (true, _) => self.change.clone(),
        }
    }

    /// Takes what a hook set, for those behind it.
    fn put(&mut self, fields: Fields) {
        let Some(change) = &mut self.change else { return };
        for (name, value) in fields {
            put(&mut change.new.body.fields, name, value);
        }
    }
}

/// Whether a hook is for this change: those with `fields` only hear of updates that change one of them.
fn concerns(at: &HookAt, change: &Change) -> bool {
    let Some(old) = change.old.as_ref().filter(|_| change.operation == Operation::Update) else {
        return true;
    };
    let lines = |document: &Document, name: &str| {
        document.body.collections.iter().find(|(n, _)| n == name).map(|(_, rows)| rows.clone())
    };
    let differs = |name: &String| {
        old.body.get(name) != change.new.body.get(name) || lines(old, name) != lines(&change.new, name)
    };
    at.hook.fields.is_empty() || at.hook.fields.iter().any(differs)
}

/// What a hook answered, held to what its manifest lets it set.
fn taken(
    at: &HookAt,
    kind: &RecordType,
    fields: Fields,
    currency: Option<&str>,
) -> Result<(Record, Fields), GuestFault> {
    for (name, _) in &fields {
        let own = |plugin: &Option<String>| plugin.as_deref() == Some(at.plugin.code());
        // Of what is made by the host alone, a hook completes words; figures stay.
        let open = kind.generic.create || COMPLETED.contains(&(kind.name.as_str(), name.as_str()));
        let settable = kind.find(name).is_some_and(|field| open && (!field.readonly || own(&field.plugin)));
        if !at.hook.writes.contains(name) || !settable {
            return Err(broken(format!("it set {name}, which its manifest does not list in `writes`")));
        }
    }
    let body = Body { fields, collections: Vec::new() };
    match document::record(kind, &body, currency) {
        Ok(values) => Ok((values, body.fields)),
        Err(fault) => Err(broken(format!("it set a value that does not fit: {fault}"))),
    }
}

fn broken(what: String) -> GuestFault {
    GuestFault { code: "plugin.answer", message: format!("{what}."), detail: String::new() }
}

fn put(fields: &mut Fields, name: String, value: Datum) {
    match fields.iter_mut().find(|(n, _)| *n == name) {
        Some((_, kept)) => *kept = value,
        None => fields.push((name, value)),
    }
}

/// Calls one hook; `None`: it failed and its policy lets the change go on.
async fn ask<T>(
    uow: &mut Uow<'_>,
    at: &HookAt,
    point: Point<'_>,
    record: Uuid,
    call: Call,
    read: impl FnOnce(Answer) -> Result<T, GuestFault>,
) -> Result<Option<T>, Fault> {
    if let State::Paused(why) = &at.plugin.state {
        let message = format!("it is paused ({why}); an administrator can switch it on again.");
        let paused = GuestFault { code: "plugin.paused", message, detail: String::new() };
        return failed(uow, at, point, record, paused).await.map(|()| None);
    }
    // Where the change goes on without the hook, what the hook did must go.
    let opened = match at.hook.policy {
        Policy::Skip => Some(uow.tx.savepoint().await?),
        Policy::Block | Policy::Hold => None,
    };
    let ended = match invoke(uow, &at.plugin, point.company, call).await {
        Ok(answer) => {
            let document = Some((point.record_type, record));
            judged(uow.ctx, &at.plugin, via(at), point.company, document, read(answer))
        }
        Err(failure) => Err(failure),
    };
    if let Some(opened) = opened {
        match &ended {
            Ok(_) => uow.tx.release_savepoint().await?,
            Err(Failure::Host(fault)) if gone(fault) => {}
            Err(_) => uow.tx.rollback_to_savepoint(opened).await?,
        }
    }
    match ended {
        Ok(answer) => Ok(Some(answer)),
        Err(Failure::Guest(fault)) => failed(uow, at, point, record, fault).await.map(|()| None),
        Err(failure) => Err(fault_of(&at.plugin, via(at), failure)),
    }
}

fn via(at: &HookAt) -> Via<'_> {
    Via { kind: "hook", name: &at.hook.name }
}

/// Said where nobody keeps the request: rows of a bulk request or an import, plugins on their own account.
fn holds(mut fault: Fault) -> Fault {
    fault.message.push_str(" Sent as a request of its own, it is kept until an administrator releases it.");
    fault
}

/// What the fault of a hook means for the change.
async fn failed(
    uow: &mut Uow<'_>,
    at: &HookAt,
    point: Point<'_>,
    record: Uuid,
    guest: GuestFault,
) -> Result<(), Fault> {
    let plugin = at.plugin.code();
    tracing::warn!(
        plugin,
        hook = at.hook.name,
        code = guest.code,
        detail = guest.detail,
        request_id = %uow.ctx.request_id,
        "a hook failed: the plugin is to blame"
    );
    match at.hook.policy {
        Policy::Block => Err(fault_of(&at.plugin, via(at), Failure::Guest(guest))),
        Policy::Hold => Err(holds(fault_of(&at.plugin, via(at), Failure::Guest(guest))).held(Hold {
            plugin: plugin.to_owned(),
            hook: at.hook.name.clone(),
            record_type: point.record_type.to_owned(),
            operation: point.operation.name(),
            record_id: Some(record),
            company_id: point.company,
        })),
        Policy::Skip => {
            let row = mark::MarkRow {
                id: uow.id(),
                at: uow.ctx.now,
                company_id: point.company,
                record_type: point.record_type.to_owned(),
                record_id: record,
                plugin: plugin.to_owned(),
                hook: at.hook.name.clone(),
                code: guest.code.to_owned(),
                message: guest.message,
                cleared_at: None,
            };
            Ok(mark::insert(uow.tx, &row).await?)
        }
    }
}
