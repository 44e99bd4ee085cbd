//! Activities: what they are about, when to remind of one, and that it is done.

use keel_sdk::prelude::*;
use keel_sdk::records::{Measure, MeasureKind};
use keel_sdk::{FaultKind, jobs};

use crate::{Activity, DoneActivityInput, Lead, Opportunity, RemindInput, emit, schedule, settings};

/// The job that reminds.
const REMIND: &str = "remind";

/// An activity is about something, and reminds before it is due.
pub fn rules(change: &Change<Activity>) -> Result<Body> {
    let (old, new) = (change.old.as_ref(), &change.new);
    if new.lead.is_none() && new.opportunity.is_none() && new.contact.is_none() {
        let message = "Say what it is about: a lead, an opportunity or a contact.";
        return Err(Fault::invalid("crm.activity-about-nothing", message).at("/contact"));
    }
    let contact = match (new.contact, new.opportunity, new.lead) {
        (Some(contact), _, _) => Some(contact),
        (None, Some(opportunity), _) => Some(Opportunity::get(opportunity)?.contact),
        (None, None, Some(lead)) => Lead::get(lead)?.contact,
        (None, None, None) => None,
    };
    let remind_at = reminder(old, new);
    if remind_at.is_some_and(|at| at > new.due_at) {
        let message = "A reminder comes before the activity is due.";
        return Err(Fault::invalid("crm.reminder-too-late", message).at("/remind_at"));
    }
    let mut body = Body::new().with(Activity::CONTACT, contact).with(Activity::REMIND_AT, remind_at);
    if old.is_some_and(|old| old.remind_at != remind_at) {
        body.set(Activity::REMINDED_AT, Value::None);
    }
    Ok(body)
}

/// As given; else as long before as the settings say, or as it was before the activity was put off.
fn reminder(old: Option<&Activity>, new: &Activity) -> Option<Instant> {
    match old {
        None if new.remind_at.is_some() => new.remind_at,
        // What is noted after it was due needs no reminder.
        None if new.due_at <= context::current().now() => None,
        None => Some(new.due_at.plus_seconds(-60 * settings::reminder_minutes())),
        Some(old) if old.remind_at == new.remind_at && old.due_at != new.due_at => {
            let later = (new.due_at.micros() - old.due_at.micros()) / 1_000_000;
            new.remind_at.map(|at| at.plus_seconds(later))
        }
        Some(_) => new.remind_at,
    }
}

/// Has a run of the job wait for the reminder, or none.
pub fn set_timer(change: &Change<Activity>) -> Result<()> {
    let activity = &change.new;
    let key = activity.id.to_string();
    match activity.remind_at {
        Some(at) if change.operation != Operation::Delete && waits(activity) => {
            let input = RemindInput { activity: activity.id };
            schedule::remind(at, Some(&key), &input).map(|_| ())
        }
        _ => jobs::cancel(REMIND, &key),
    }
}

fn waits(activity: &Activity) -> bool {
    activity.done_at.is_none() && activity.reminded_at.is_none()
}

/// Tells once that an activity is due.
pub fn remind(activity: Id) -> Result<()> {
    let activity = match Activity::get(activity) {
        Ok(activity) => activity,
        // It was deleted as its time came.
        Err(fault) if fault.kind == FaultKind::NotFound => return Ok(()),
        Err(fault) => return Err(fault),
    };
    let now = context::current().now();
    if !waits(&activity) || activity.remind_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    records::update(Activity::TYPE, activity.id, Body::new().with(Activity::REMINDED_AT, now))?;
    let payload = Body::new()
        .with("owner", activity.owner)
        .with("kind", activity.kind.clone())
        .with("subject", activity.subject.clone())
        .with("due_at", activity.due_at);
    emit::activity_due(Some(&activity.reference()), &payload)
}

/// What is overdue at an instant.
pub fn overdue(now: Instant) -> records::Find {
    Activity::find().empty(Activity::DONE_AT).filter(Activity::DUE_AT, Operator::Less, now)
}

/// Tells each owner how much is overdue.
pub fn tell_overdue() -> Result<()> {
    let measures = [
        Measure { kind: MeasureKind::Count, field: None },
        Measure { kind: MeasureKind::Min, field: Some(Activity::DUE_AT.to_owned()) },
    ];
    for row in overdue(context::current().now()).figures(&[Activity::OWNER], &measures)? {
        let payload = Body::new()
            .with("owner", row.get::<Id>(Activity::OWNER))
            .with("count", row.get::<i64>("count"))
            .with("oldest", row.get::<Instant>("min_due_at"));
        emit::activities_overdue(None, &payload)?;
    }
    Ok(())
}

/// Notes that it was done; the activity that comes next, if one was named.
pub fn done(activity: &Activity, input: DoneActivityInput) -> Result<Option<Id>> {
    if activity.done_at.is_some() {
        let message = "It is done already.";
        return Err(Fault::refused("crm.activity-done", message).at("/done_at"));
    }
    let done =
        Body::new().with(Activity::DONE_AT, context::current().now()).with(Activity::OUTCOME, input.outcome);
    records::update_read(Activity::TYPE, activity.id, activity.version, done)?;
    if input.next_kind.is_none() && input.next_subject.is_none() && input.next_due_at.is_none() {
        return Ok(None);
    }
    let due_at = input.next_due_at.ok_or_else(|| {
        let message = "Say when the next activity is due.";
        Fault::invalid("crm.next-due-missing", message).at("/next_due_at")
    })?;
    let next = Activity {
        kind: input.next_kind.unwrap_or_else(|| activity.kind.clone()),
        subject: input.next_subject.unwrap_or_else(|| activity.subject.clone()),
        lead: activity.lead,
        opportunity: activity.opportunity,
        contact: activity.contact,
        owner: activity.owner,
        due_at,
        ..Activity::default()
    };
    next.create().map(Some)
}
