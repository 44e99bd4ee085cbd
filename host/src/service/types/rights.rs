//! Users, roles and API tokens as records, for those who administer.
//!
//! Knows that rights are only given by administrators. Must not know passwords: they are no fields.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use uuid::Uuid;

use crate::service::auth::{must_leave_an_administrator, normal_login};
use crate::service::records::{Declared, RecordRules, Registry, RuleFuture, Save};
use crate::service::{Fault, Op, Uow};
use crate::storage::records::{Collection, Field, Record, RecordType, Value};
use crate::storage::{auth, json};

/// Record types of this file.
pub fn types() -> Vec<Declared> {
    vec![
        Declared::with_rules(user(), UserRules),
        Declared::with_rules(role(), RoleRules),
        RecordType::new("api-token", "api_token")
            .help("A bearer token of a program; its owner makes and revokes it under /api/v1/tokens.")
            .search(&["name"])
            .field(Field::text("name", 200).readonly())
            .field(Field::reference("user", "user").readonly())
            .field(Field::json("scopes").readonly())
            .field(Field::instant("expires_at").readonly())
            .field(Field::instant("revoked_at").readonly())
            .owner("user_id")
            .read_only()
            .into(),
    ]
}

fn user() -> RecordType {
    RecordType::new("user", "user_account")
        .help("Somebody who signs in. An account without a password gets one by user.reset-password.")
        .search(&["login", "name"])
        .field(Field::text("login", 100).required().unique().help("Kept in lower case, without spaces."))
        .field(Field::text("name", 200).required())
        .field(Field::reference("contact", "contact"))
        .field(Field::reference("manager", "user").help("Row rule `team` follows it."))
        .field(Field::text("language", 35).required().default("en").help("BCP 47."))
        .field(Field::bool("administrator"))
        .field(Field::bool("disabled"))
        .field(Field::bool("password_one_time").readonly().help("Must be changed at the next sign-in."))
        .field(Field::integer("failed_sign_ins").readonly().default(0_i64))
        .field(Field::instant("locked_until_at").readonly())
        .collection(
            Collection::new("roles", "user_role", "user_id")
                .field(Field::reference("role", "role").required())
                .field(Field::reference("company", "company").help("Where it holds; none: everywhere.")),
        )
        .no_delete()
}

fn role() -> RecordType {
    let list = |name: &str| Field::json(name).required().default(Value::Json("[]".into()));
    RecordType::new("role", "role")
        .help("A named set of permissions.")
        .search(&["code", "name"])
        .field(Field::text("code", 50).required().unique())
        .field(Field::text("name", 200).required())
        .collection(
            Collection::new("permissions", "role_permission", "role_id")
                .field(Field::text("record_type", 100).required().help("Record type, or * for every one."))
                .field(list("operations").help("Of: read, create, update, delete, correct."))
                .field(list("hidden_fields").help("Fields that this permission does not show."))
                .field(list("readonly_fields").help("Fields that it shows and does not let change."))
                .field(Field::choice("row_rule", &["all", "team", "own"]).required().default("all")),
        )
}

struct UserRules;

impl RecordRules for UserRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            auth::touched(uow.tx);
            let login = normal_login(save.value("login").text().unwrap_or_default());
            if login.chars().any(char::is_whitespace) {
                return Err(Fault::invalid("auth.login-malformed", "A login has no spaces.").at("/login"));
            }
            save.set("login", login);
            for field in ["administrator", "disabled", "roles", "login", "manager"] {
                let given = save.changes(field) && (save.old.is_some() || !is_nothing(save.value(field)));
                if given && (field != "login" || save.old.is_some()) {
                    uow.ctx.actor.must_administer().map_err(|fault| fault.at(format!("/{field}")))?;
                }
            }
            if let Some(manager) = save.value("manager").id() {
                refuse_circle(uow, save.id, manager).await?;
            }
            Ok(())
        }
        .boxed_local()
    }

    fn after_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a Save) -> RuleFuture<'a> {
        async move {
            if save.changes("disabled") && save.value("disabled").bool() == Some(true) {
                auth::delete_sessions_but(uow.tx, save.id, None).await?;
            }
            if save.old.is_some() && (save.changes("disabled") || save.changes("administrator")) {
                must_leave_an_administrator(uow).await?;
            }
            Ok(())
        }
        .boxed_local()
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_empty() || *value == Value::Bool(false)
}

/// Nobody works under themselves, however far up.
async fn refuse_circle(uow: &mut Uow<'_>, user: Uuid, manager: Uuid) -> Result<(), Fault> {
    if user == manager || auth::team_of(uow.tx, user).await?.contains(&manager) {
        let message = "Choose a manager who does not work under this user.";
        return Err(Fault::refused("user.manager-circle", message).at("/manager"));
    }
    Ok(())
}

struct RoleRules;

impl RecordRules for RoleRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            uow.ctx.actor.must_administer()?;
            auth::touched(uow.tx);
            let types = uow.ctx.types.clone();
            for (index, line) in save.value("permissions").rows().unwrap_or_default().iter().enumerate() {
                check_permission(&types, line)
                    .map_err(|fault| fault.under(&format!("/permissions/{index}")))?;
            }
            Ok(())
        }
        .boxed_local()
    }

    fn before_delete<'a>(&'a self, uow: &'a mut Uow<'_>, _id: Uuid, _old: &'a Record) -> RuleFuture<'a> {
        async move {
            auth::touched(uow.tx);
            uow.ctx.actor.must_administer()
        }
        .boxed_local()
    }
}

/// Refuses words that would silently allow nothing, or hide nothing.
///
/// A record type that this host does not know may stand in a role: its plugin may come later.
fn check_permission(types: &Registry, line: &Record) -> Result<(), Fault> {
    for (index, name) in names(line, "operations")?.iter().enumerate() {
        if Op::of(name).is_none() {
            let known: Vec<&str> = Op::ALL.iter().map(|op| op.name()).collect();
            let message = format!("Choose operations from: {}.", known.join(", "));
            return Err(Fault::invalid("auth.operation-unknown", message).at(format!("/operations/{index}")));
        }
    }
    let record_type = line.get("record_type").and_then(Value::text).unwrap_or_default();
    let declared = types.find(record_type).ok();
    let fields: Option<BTreeSet<String>> = declared.map(|declared| {
        let lines = declared.kind.collections.iter().map(|lines| lines.name.clone());
        declared.kind.fields.iter().map(|field| field.name.clone()).chain(lines).collect()
    });
    for member in ["hidden_fields", "readonly_fields"] {
        for (index, name) in names(line, member)?.iter().enumerate() {
            if fields.as_ref().is_some_and(|fields| !fields.contains(name)) {
                let message = format!("A {record_type} has no field {name}.");
                return Err(Fault::invalid("auth.field-unknown", message).at(format!("/{member}/{index}")));
            }
        }
    }
    Ok(())
}

fn names(line: &Record, member: &str) -> Result<Vec<String>, Fault> {
    let text = line.get(member).and_then(Value::text).unwrap_or("[]");
    json::from_text(text)
        .map_err(|_| Fault::invalid("request.wrong-value", "Give a list of names.").at(format!("/{member}")))
}
