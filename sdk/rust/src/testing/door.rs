//! The contract's functions, answered by the host of this thread. Their names and types are those of
//! the bindings, so that the rest of the SDK is the same in a guest and in a test.

use super::current::{tell, with};
use super::declaration::default_of;
use super::state::{Kind, Waiting};
use crate::contacts::Match;
use crate::context::CallContext;
use crate::files::File;
use crate::http::{Request, Response};
use crate::log::Level;
use crate::mail::Mail;
use crate::stock::{Holding, Move, Part, Shortage};
use crate::value::{Body, Document, Fields, RecordRef, Value};
use crate::{Decimal, Fault, Id, Instant, Result};

pub(crate) use super::ledger::{
    balances as ledger_balances, open_balances as ledger_open_balances, post as ledger_post,
    reconcile as ledger_reconcile, reverse as ledger_reverse,
};
pub(crate) use super::records::{
    aggregate as records_aggregate, create as records_create, delete as records_delete, find as records_find,
    get as records_get, update as records_update,
};

pub(crate) fn log_write(level: Level, message: &str) {
    let written = with(|state| {
        state.log.push((level, message.to_owned()));
        Ok(())
    });
    debug_assert!(written.is_ok());
}

pub(crate) fn context_current() -> CallContext {
    with(|state| Ok(state.context.clone())).expect("a context is always there")
}

pub(crate) fn context_roles() -> Vec<String> {
    let by_person = |state: &super::state::State| match state.context.actor {
        crate::context::Actor::User | crate::context::Actor::Token => state.roles.clone(),
        _ => Vec::new(),
    };
    with(|state| Ok(by_person(state))).unwrap_or_default()
}

/// Here no plugin but the one under test makes calls.
pub(crate) fn context_caller() -> Option<String> {
    with(|state| Ok((state.context.depth > 0).then(|| state.plugin.clone()))).unwrap_or_default()
}

pub(crate) fn context_setting(name: &str) -> Value {
    let setting = with(|state| {
        let declared = state.manifest.settings.iter().find(|field| field.name == name);
        Ok(state.settings.get(name).cloned().unwrap_or_else(|| declared.map_or(Value::None, default_of)))
    });
    setting.unwrap_or(Value::None)
}

pub(crate) fn actions_call(name: &str, target: Option<&str>, input: &Body) -> Result<Body> {
    with(|state| {
        state.need("actions.call", name)?;
        let target = target.map(Id::parse).transpose()?;
        state.called.push((name.to_owned(), target, input.clone()));
        let answer = state.actions.get_mut(name).and_then(|answers| answers.pop_front());
        let none = || {
            Err(Fault::not_found(
                "not-found",
                format!("There is no action {name}: give its answer in the test."),
            ))
        };
        answer.unwrap_or_else(none)
    })
}

pub(crate) fn events_emit(name: &str, subject: Option<&RecordRef>, payload: &Body) -> Result<()> {
    with(|state| {
        state.write()?;
        if !state.manifest.events.iter().any(|event| event.name == name) {
            return Err(Fault::not_found("plugin.event", format!("plugin.toml declares no event `{name}`.")));
        }
        let whole = keel_manifest::names::whole(&state.plugin, name);
        tell(state, &whole, subject.cloned(), payload);
        Ok(())
    })
}

pub(crate) fn jobs_schedule(job: &str, at: &str, key: Option<&str>, input: &Body) -> Result<String> {
    with(|state| {
        state.need("jobs.schedule", "").and_then(|()| state.write())?;
        let declared = state.manifest.jobs.iter().find(|declared| declared.name == job);
        let unknown = || Fault::not_found("plugin.job", format!("plugin.toml declares no job `{job}`."));
        let mut input = input.clone();
        super::declaration::check_body(&declared.ok_or_else(unknown)?.input, &[], &mut input)?;
        let (id, key) = (state.next_id(), key.map(str::to_owned));
        state.books.waiting.retain(|run| key.is_none() || run.job != job || run.key != key);
        state.books.waiting.push(Waiting { job: job.to_owned(), at: Instant::parse(at)?, key, input, id });
        Ok(id.to_string())
    })
}

pub(crate) fn jobs_cancel(job: &str, key: &str) -> Result<()> {
    with(|state| {
        state.need("jobs.schedule", "").and_then(|()| state.write())?;
        state.books.waiting.retain(|run| run.job != job || run.key.as_deref() != Some(key));
        Ok(())
    })
}

pub(crate) fn http_send(request: &Request) -> Result<Response> {
    with(|state| {
        let rest = request.url.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        state.need("http.send", host)?;
        if state.kind != Kind::Late {
            return Err(Fault::denied(
                "plugin.network-not-here",
                "Only jobs and endpoints may use the network.",
            ));
        }
        if state.books.wrote {
            let message = "Send before the first write: what was sent cannot be taken back.";
            return Err(Fault::denied("job.network-after-write", message));
        }
        state.sent.push(request.clone());
        let none = || Fault::unavailable("http.unreachable", format!("Nothing answers at {}.", request.url));
        state.answers.get(&request.url).cloned().ok_or_else(none)
    })
}

pub(crate) fn files_of_record(subject: &RecordRef) -> Result<Vec<File>> {
    with(|state| {
        state.need("files.read", "")?;
        let of = state.books.files.iter().rev().filter(|(on, _, _)| on == subject);
        Ok(of.map(|(_, file, _)| file.clone()).collect())
    })
}

pub(crate) fn files_read(file: &str) -> Result<Vec<u8>> {
    with(|state| {
        state.need("files.read", "")?;
        let found = state.books.files.iter().find(|(_, one, _)| one.id == file);
        let none =
            || Fault::not_found("not-found", format!("There is no file {file}, or you may not see it."));
        found.map(|(_, _, content)| content.clone()).ok_or_else(none)
    })
}

pub(crate) fn files_attach(
    subject: &RecordRef,
    name: &str,
    media_type: &str,
    content: &[u8],
) -> Result<String> {
    with(|state| {
        state.need("files.write", "").and_then(|()| state.write())?;
        state.record(&subject.record_type, subject.id())?;
        let id = state.next_id().to_string();
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        let file = File { id: id.clone(), name, media_type, size: content.len() as u64 };
        state.books.files.push((subject.clone(), file, content.to_vec()));
        Ok(id)
    })
}

pub(crate) fn mail_send(mail: &Mail) -> Result<String> {
    with(|state| {
        state.need("mail.send", "").and_then(|()| state.write())?;
        if !mail.files.is_empty() {
            state.need("files.read", "")?;
        }
        if let Some(about) = &mail.about {
            state.record(&about.record_type, about.id())?;
        }
        for (index, person) in mail.to.iter().enumerate() {
            if !person.contains('@') {
                let message = "Give an address such as ana@example.com or Ana Petrova <ana@example.com>.";
                return Err(Fault::invalid("mail.address", message).at(format!("/to/{index}")));
            }
        }
        state.books.mails.push(mail.clone());
        Ok(state.next_id().to_string())
    })
}

pub(crate) fn contacts_search(text: &str, limit: u32) -> Result<Vec<Match>> {
    with(|state| {
        state.need("contacts.search", "")?;
        let words = text.to_lowercase();
        let name = |contact: &Document| contact.get::<String>("name").unwrap_or_default();
        let hit = |contact: &&Document| name(contact).to_lowercase().contains(&words);
        let found = state.all("contact").filter(hit).take(limit.min(50) as usize);
        Ok(found
            .map(|c| Match { id: c.id.clone(), name: name(c), by: vec!["name".into()], score: 100 })
            .collect())
    })
}

pub(crate) fn contacts_duplicates(contact: &Body) -> Result<Vec<Match>> {
    contacts_search(&contact.get::<String>("name").unwrap_or_default(), 50)
}

pub(crate) fn stock_plan(moves: &[Move]) -> Result<Vec<String>> {
    record_moves("stock.plan", "planned", moves)
}

pub(crate) fn stock_move_now(moves: &[Move]) -> Result<Vec<String>> {
    record_moves("stock.move", "done", moves)
}

pub(crate) fn stock_reserve(moves: &[String]) -> Result<Vec<Shortage>> {
    set_state("stock.plan", moves, "reserved").map(|()| Vec::new())
}

pub(crate) fn stock_cancel(moves: &[String]) -> Result<()> {
    set_state("stock.plan", moves, "cancelled")
}

pub(crate) fn stock_finish(moves: &[String], _on: Option<&str>) -> Result<()> {
    set_state("stock.move", moves, "done")
}

pub(crate) fn stock_finish_part(moves: &[Part], _on: Option<&str>) -> Result<Vec<Option<String>>> {
    with(|state| state.need("stock.move", "").and_then(|()| state.write()))?;
    let one = |part: &Part| {
        let id = Id::parse(&part.move_)?;
        let planned = with(|state| state.record("stock-move", id).cloned())?;
        let whole: Decimal = planned.need("quantity")?;
        let quantity = part.quantity.unwrap_or(whole);
        if quantity <= Decimal::ZERO || quantity > whole {
            return Err(Fault::invalid("stock.quantity", "Give a part of what was planned.").at("/moves"));
        }
        let done = Body::new().with("state", "done").with("quantity", quantity);
        super::records::alter("stock-move", &crate::records::Change::of(id, done))?;
        if quantity == whole || !part.back_order {
            return Ok(None);
        }
        let mut rest = Body { fields: planned.fields.clone(), ..Body::new() };
        rest.set("quantity", whole.minus(quantity)?);
        super::records::make("stock-move", rest).map(|id| Some(id.to_string()))
    };
    super::current::whole(|| moves.iter().map(one).collect())
}

pub(crate) fn stock_on_hand(items: &[String], location: Option<&str>) -> Result<Vec<Holding>> {
    with(|state| {
        state.need("stock.read", "")?;
        let mut holdings: Vec<Holding> = Vec::new();
        for done in
            state.all("stock-move").filter(|one| one.get::<String>("state").as_deref() == Some("done"))
        {
            let quantity: Decimal = done.need("quantity")?;
            let signed = [("to_location", quantity), ("from_location", Decimal::ZERO.minus(quantity)?)];
            for (field, change) in signed {
                let (item, place) =
                    (done.need::<Id>("item")?.to_string(), done.need::<Id>(field)?.to_string());
                if !items.contains(&item) || location.is_some_and(|only| only != place) {
                    continue;
                }
                match holdings.iter_mut().find(|one| one.item == item && one.location == place) {
                    Some(one) => one.quantity = one.quantity.plus(change)?,
                    None => holdings.push(Holding {
                        item,
                        location: place,
                        lot: None,
                        quantity: change,
                        reserved: Decimal::ZERO,
                    }),
                }
            }
        }
        Ok(holdings)
    })
}

fn record_moves(capability: &str, stage: &str, moves: &[Move]) -> Result<Vec<String>> {
    with(|state| state.need(capability, "").and_then(|()| state.write()))?;
    let make = |one: &Move| {
        let body = Body::new()
            .with("item", Value::Reference(one.item.clone()))
            .with("from_location", Value::Reference(one.from_location.clone()))
            .with("to_location", Value::Reference(one.to_location.clone()))
            .with("quantity", one.quantity)
            .with("state", stage);
        super::records::make("stock-move", body).map(|id| id.to_string())
    };
    super::current::whole(|| moves.iter().map(make).collect())
}

fn set_state(capability: &str, moves: &[String], stage: &str) -> Result<()> {
    with(|state| state.need(capability, "").and_then(|()| state.write()))?;
    let set = |id: &String| {
        let body = Body::new().with("state", stage);
        super::records::alter("stock-move", &crate::records::Change::of(Id::parse(id)?, body)).map(|_| ())
    };
    super::current::whole(|| moves.iter().try_for_each(set))
}
