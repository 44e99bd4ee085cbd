//! Instances: starting, giving up, and moving to another version.

use std::collections::BTreeMap;

use keel_sdk::prelude::*;
use process_engine::{Happening, migrate as plan};
use process_feel::Value as Feel;
use serde_json::json;

use crate::convert::{context_of, cut};
use crate::desk::{Desk, Opening};
use crate::{
    Definition, Instance, MigrateInstanceInput, MigrateInstanceOutput, StartInput, StartOutput, Subscription,
    Timer, UserTask, case, definition,
};

/// Starts the active version of a process.
pub fn start(input: &StartInput) -> Result<StartOutput> {
    let definition = definition::active(&input.key)?;
    let variables = context_of(input.variables.as_deref(), "/input/variables")?;
    let mut desk = Desk::of_caller();
    let subject = input.subject_type.clone().zip(input.subject.clone());
    let variables = with_subject(variables, input.subject.as_deref(), input.business_key.as_deref());
    let (business_key, title) = (input.business_key.clone(), input.title.clone());
    let opening = Opening { definition, at: None, business_key, title, subject, variables };
    let place = desk.open(opening, None)?;
    desk.clear()?;
    let begun = &desk.cases[place];
    Ok(StartOutput {
        instance: Some(begun.record.id),
        state: Some(case::state_name(begun.state.ending()).to_owned()),
    })
}

/// The record that it is about and its business key are variables too, unless they are given otherwise.
pub fn with_subject(variables: Feel, subject: Option<&str>, key: Option<&str>) -> Feel {
    let Feel::Context(entries) = &variables else { return variables };
    let mut all: Vec<(String, Feel)> = Vec::new();
    for (name, value) in [("subject", subject), ("key", key)] {
        all.extend(value.map(|value| (name.to_owned(), Feel::from(value))));
    }
    all.extend(entries.iter().map(|(name, value)| (name.to_string(), value.clone())));
    Feel::context(all)
}

fn must_run(instance: &Instance) -> Result<()> {
    if instance.state == "running" {
        return Ok(());
    }
    Err(Fault::refused("process.not-running", "This process has ended."))
}

/// Gives an instance up.
pub fn cancel(instance: &Instance, reason: &str) -> Result<()> {
    must_run(instance)?;
    let mut desk = Desk::of_caller();
    let place = desk.bring(instance.clone())?;
    desk.cases[place].record.reason = Some(cut(reason, 500));
    desk.happens(place, Happening::Cancel);
    desk.clear()
}

/// Moves an instance to another version, or says what would happen.
pub fn migrate(instance: &Instance, input: &MigrateInstanceInput) -> Result<MigrateInstanceOutput> {
    must_run(instance)?;
    let target = Definition::get(input.to)?;
    if target.key != instance.key {
        return Err(
            Fault::invalid("process.other-process", "This is a version of another process.").at("/input/to")
        );
    }
    let mut desk = Desk::of_caller();
    let place = desk.bring(instance.clone())?;
    let new = definition::process_of(&target)?;
    let places = places(input.places.as_deref())?;
    let migration = plan(&desk.cases[place].process, &new, &desk.cases[place].state, &places);
    let moves = migration.moves.iter().map(|one| json!({"token": one.token, "from": one.from, "to": one.to}));
    let output = MigrateInstanceOutput {
        possible: Some(migration.problems.is_empty()),
        moves: Some(json!(moves.collect::<Vec<_>>()).to_string()),
        problems: Some(json!(migration.problems).to_string()),
    };
    if input.dry_run {
        return Ok(output);
    }
    let Some(decision) = migration.decision else {
        let problem = migration.problems.join(" ");
        let message = format!("The process cannot move: {problem}");
        return Err(Fault::refused("process.cannot-migrate", message).arg("problem", problem));
    };
    let body = Body::new()
        .with(Instance::DEFINITION, target.id)
        .with(Instance::DATA, Value::Json(decision.state.to_text()));
    records::update_read(Instance::TYPE, instance.id, instance.version, body)?;
    rename(instance.id, &new, &migration.moves, &decision.state)?;
    Ok(output)
}

/// Tasks, timers and messages are called as the new version calls them.
fn rename(
    instance: Id,
    new: &process_bpmn::Process,
    moves: &[process_engine::Move],
    state: &process_engine::Instance,
) -> Result<()> {
    let tasks: Vec<UserTask> =
        UserTask::find().equal(UserTask::INSTANCE, instance).equal(UserTask::STATE, "open").all_as()?;
    for task in &tasks {
        let Some(to) = moves.iter().find(|one| one.token as i64 == task.token) else { continue };
        let Some(node) = new.node(&to.to) else { continue };
        let instruction = Some(node.documentation.clone()).filter(|text| !text.is_empty());
        let body = Body::new()
            .with(UserTask::NODE, cut(&node.id, 200))
            .with(UserTask::NAME, cut(node.title(), 200))
            .with(UserTask::INSTRUCTION, instruction)
            .with(UserTask::FORM, crate::form::written(node).map_or(Value::None, Value::Json));
        records::update(UserTask::TYPE, task.id, body)?;
    }
    for of in [Timer::TYPE, Subscription::TYPE] {
        for row in records::find(of).equal("instance", instance).all()? {
            let wait = row.get::<i64>("wait").unwrap_or_default();
            let there = state.subscriptions().iter().find(|one| one.id as i64 == wait);
            if let Some(there) =
                there.filter(|one| row.get::<String>("node").as_deref() != Some(one.node.as_str()))
            {
                records::update(of, row.id(), Body::new().with("node", there.node.as_str()))?;
            }
        }
    }
    Ok(())
}

fn places(json: Option<&str>) -> Result<BTreeMap<String, String>> {
    match context_of(json, "/input/places")? {
        Feel::Context(entries) => {
            Ok(entries.iter().map(|(from, to)| (from.to_string(), to.shown())).collect())
        }
        _ => Ok(BTreeMap::new()),
    }
}
