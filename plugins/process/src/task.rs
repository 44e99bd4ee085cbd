//! User tasks: taking, giving away and completing them.

use keel_sdk::prelude::*;
use process_engine::Happening;

use crate::convert::context_of;
use crate::desk::Desk;
use crate::form::Form;
use crate::{CompleteTaskInput, CompleteTaskOutput, DelegateTaskInput, Instance, UserTask, case, people};

fn must_be_open(task: &UserTask) -> Result<()> {
    if task.state == "open" {
        return Ok(());
    }
    Err(Fault::refused("process.task-not-open", "This task is no longer open."))
}

/// A task that is somebody else's is theirs to complete or to delegate.
fn must_be_mine(task: &UserTask) -> Result<()> {
    let (Some(me), Some(theirs)) = (people::me(), task.assignee) else { return Ok(()) };
    if me == theirs {
        return Ok(());
    }
    let who = people::name_of(theirs);
    let message = format!("This task is {who}'s: ask them to delegate it.");
    Err(Fault::refused("process.not-yours", message).arg("who", who))
}

/// Says that the work is done, and lets the process go on: all of it or nothing.
pub fn complete(task: &UserTask, input: &CompleteTaskInput) -> Result<CompleteTaskOutput> {
    must_be_open(task)?;
    must_be_mine(task)?;
    let given = context_of(input.values.as_deref(), "/input/values")?;
    let values = Form::read(task.form.as_deref()).checked(input.outcome.as_deref(), &given)?;
    let mut desk = Desk::of_caller();
    let done = Body::new()
        .with(UserTask::STATE, "done")
        .with(UserTask::OUTCOME, input.outcome.clone())
        .with(UserTask::COMMENT, input.comment.clone())
        .with(UserTask::DONE_BY, people::me())
        .with(UserTask::DONE_AT, desk.now);
    records::update_read(UserTask::TYPE, task.id, task.version, done)?;
    let place = desk.bring(Instance::get(task.instance)?)?;
    let token = task.token.unsigned_abs();
    desk.cases[place].done_by_hand = Some(token);
    desk.happens(place, Happening::TaskDone(token, values));
    desk.clear()?;
    let state = &desk.cases[place].state;
    let open = state.tokens().iter().filter(|token| matches!(token.wait, process_engine::Wait::Task)).count();
    Ok(CompleteTaskOutput {
        state: Some(case::state_name(state.ending()).to_owned()),
        open_tasks: Some(open as i64),
    })
}

/// Makes a task of one's role one's own.
pub fn claim(task: &UserTask) -> Result<()> {
    must_be_open(task)?;
    if task.assignee.is_some() && task.assignee == people::me() {
        return Err(Fault::refused("process.already-yours", "This task is yours already."));
    }
    must_be_mine(task)?;
    let body = Body::new().with(UserTask::ASSIGNEE, people::me());
    records::update_read(UserTask::TYPE, task.id, task.version, body).map(|_| ())
}

/// Gives a task to somebody else.
pub fn delegate(task: &UserTask, input: &DelegateTaskInput) -> Result<()> {
    must_be_open(task)?;
    must_be_mine(task)?;
    let mut body = Body::new().with(UserTask::ASSIGNEE, input.to).with(UserTask::DELEGATED_BY, people::me());
    if input.comment.is_some() {
        body.set(UserTask::COMMENT, input.comment.clone());
    }
    records::update_read(UserTask::TYPE, task.id, task.version, body).map(|_| ())
}
