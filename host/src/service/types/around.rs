//! What stands around every record: tags, tasks, saved views, sequences, webhook endpoints.
//!
//! Knows that what hangs on a record obeys the rights on that record.

use futures_util::FutureExt;
use uuid::Uuid;

use crate::service::records::{self, Declared, RecordRules, RuleFuture, Save};
use crate::service::{Fault, Uow, webhooks};
use crate::storage::json;
use crate::storage::records::{Field, Record, RecordType, Value, fold};

/// Record types of this file.
pub fn types() -> Vec<Declared> {
    vec![
        Declared::with_rules(
            RecordType::new("tag", "tag")
                .help("A word that can be put on any record.")
                .search(&["name"])
                .field(Field::text("name", 60).required().unique())
                .field(Field::text("name_key", 120).readonly().help("The name as it is compared."))
                .field(Field::text("colour", 7).help("#rrggbb.")),
            TagRules,
        ),
        Declared::with_rules(task(), TaskRules),
        Declared::with_rules(
            RecordType::new("saved-view", "saved_view")
                .help(
                    "A list as somebody arranged it: filter, columns, order. Own, or shared with everybody.",
                )
                .search(&["name"])
                .field(Field::text("record_type", 100).required().fixed())
                .field(Field::text("name", 200).required())
                .field(Field::json("state").required())
                .field(Field::reference("owner", "user").readonly())
                .field(Field::bool("shared"))
                .owner("owner_id")
                .shared("shared"),
            ViewRules,
        ),
        Declared::with_rules(
            RecordType::new("sequence", "sequence")
                .company_scoped()
                .help("Gapless numbers for documents outside the ledger, whose journals number their own.")
                .search(&["code", "name"])
                .field(Field::text("code", 50).required().unique().fixed())
                .field(Field::text("name", 200).required())
                .field(Field::text("prefix", 20).default("").help("{year} becomes the year."))
                .field(Field::integer("padding").required().default(5_i64).help("Least digits, 0 to 12."))
                .field(Field::bool("per_year").help("Begins anew each year."))
                .field(Field::integer("next_number").required().default(1_i64)),
            SequenceRules,
        ),
        Declared::with_rules(
            RecordType::new("webhook-endpoint", "webhook_endpoint")
                .help(
                    "An address that is told of events; made by webhook.create, which tells its secret once.",
                )
                .search(&["name", "url"])
                .field(Field::text("name", 200).required())
                .field(Field::text("url", 2000).required())
                .field(Field::json("events").required().help("Names; `ledger.*` and `*` stand for several."))
                .field(Field::bool("active"))
                .no_create(),
            EndpointRules,
        ),
    ]
}

fn task() -> RecordType {
    RecordType::new("task", "task")
        .help("Something to do, for somebody, mostly about a record.")
        .title("title")
        .search(&["title", "description"])
        .field(Field::text("title", 200).required())
        .field(Field::long_text("description"))
        .field(Field::text("record_type", 100).help("Type of the record that this is about."))
        .field(Field::new("record_id", crate::storage::records::Kind::Id))
        .field(Field::reference("assignee", "user").required())
        .field(Field::reference("created_by", "user").readonly())
        .field(Field::day("due_on"))
        .field(Field::instant("remind_at").help("An event task.reminder-due is told then."))
        .field(Field::instant("reminded_at").readonly())
        .field(Field::instant("done_at"))
        .owner("assignee_id")
}

/// One tag for one word, whatever its case.
struct TagRules;

impl RecordRules for TagRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let name = save.value("name").text().unwrap_or_default().trim().to_owned();
            save.set("name_key", fold(&name));
            save.set("name", name);
            let colour = save.value("colour").text().unwrap_or("#000000");
            let hex = colour.strip_prefix('#').unwrap_or_default();
            if !colour.is_empty() && (hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit())) {
                return Err(Fault::invalid("tag.colour", "Give a colour as #rrggbb.").at("/colour"));
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// A task hangs on a record that whoever writes it may read, and reminds once for each time set.
struct TaskRules;

impl RecordRules for TaskRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if save.value("description").is_empty() {
                save.set("description", "");
            }
            if save.old.is_none() {
                save.set("created_by", uow.ctx.actor.user_id);
            }
            if save.changes("remind_at") {
                save.set("reminded_at", Value::Null);
            }
            let record_type =
                save.value("record_type").text().filter(|name| !name.is_empty()).map(str::to_owned);
            match (record_type, save.value("record_id").id()) {
                (Some(name), Some(id)) if save.changes("record_type") || save.changes("record_id") => {
                    records::get(uow, &name, id).await.map_err(|fault| fault.at("/record_id"))?;
                }
                (Some(_), Some(_)) => {}
                (None, None) => save.set("record_type", Value::Null),
                _ => {
                    let message = "Give record_type and record_id together, or neither.";
                    return Err(Fault::invalid("task.record-not-whole", message).at("/record_id"));
                }
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// A shared view is read by all and changed by its owner.
struct ViewRules;

impl RecordRules for ViewRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            uow.ctx.types.find(save.value("record_type").text().unwrap_or_default()).map_err(|_| {
                Fault::invalid("field.no-such-record", "Name a record type (GET /api/v1/types).")
                    .at("/record_type")
            })?;
            match &save.old {
                Some(old) => must_own(uow, old),
                None => {
                    save.set("owner", uow.ctx.actor.user_id);
                    Ok(())
                }
            }
        }
        .boxed_local()
    }

    fn before_delete<'a>(&'a self, uow: &'a mut Uow<'_>, _id: Uuid, old: &'a Record) -> RuleFuture<'a> {
        async move { must_own(uow, old) }.boxed_local()
    }
}

fn must_own(uow: &Uow<'_>, old: &Record) -> Result<(), Fault> {
    let actor = &uow.ctx.actor;
    if actor.administrator || old.get("owner").and_then(Value::id) == actor.user_id {
        return Ok(());
    }
    Err(Fault::denied("This view belongs to somebody else: save one of your own."))
}

/// Numbers that were given are never given again.
struct SequenceRules;

impl RecordRules for SequenceRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if *save.value("prefix") == Value::Null {
                save.set("prefix", "");
            }
            if !(0..=12).contains(&save.value("padding").integer().unwrap_or(0)) {
                let message = "Choose a number of digits from 0 to 12.";
                return Err(Fault::invalid("sequence.padding", message).at("/padding"));
            }
            let before = save.old.as_ref().and_then(|old| old.get("next_number")).and_then(Value::integer);
            if save.value("next_number").integer().unwrap_or(0) < before.unwrap_or(1) {
                let message = "Choose a next number that is not lower than the present one.";
                return Err(Fault::invalid("sequence.next-number", message).at("/next_number"));
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// Addresses and names of events are checked when they are given, not when the first delivery fails.
struct EndpointRules;

impl RecordRules for EndpointRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let events: Vec<String> = json::from_text(save.value("events").text().unwrap_or("[]"))
                .map_err(|_| Fault::invalid("webhook.events", "Give a list of event names.").at("/events"))?;
            webhooks::check_endpoint(save.value("url").text().unwrap_or_default(), &events)?;
            webhooks::endpoints_changed(uow);
            Ok(())
        }
        .boxed_local()
    }

    fn before_delete<'a>(&'a self, uow: &'a mut Uow<'_>, id: Uuid, _old: &'a Record) -> RuleFuture<'a> {
        async move { webhooks::endpoint_deleted(uow, id).await }.boxed_local()
    }
}
