//! Times that processes wait for. One job takes all that are due, a batch at a time, and asks to be called again for
//! the next: a thousand at once are a few runs, ten thousand that wait cost nothing.

use keel_sdk::prelude::*;
use process_engine::{Around, Happening, next_time};
use process_feel::Value as Feel;

use crate::desk::{Desk, Opening};
use crate::filing::delete_all;
use crate::{Definition, Instance, Timer};

/// Times that one run takes: far below what a unit of work may last.
const BATCH: u32 = 300;
const JOB: &str = "timers";
/// Runs are asked for at tenths of a second, so that times close to each other share one.
const STEP_MICROS: i64 = 100_000;

/// Goes on with everything that is due.
pub fn fire() -> Result<()> {
    let now = context::current().now();
    let due = Timer::find().filter(Timer::DUE_AT, records::Operator::AtMost, now).sort(Timer::DUE_AT);
    let page = due.limit(BATCH).page()?;
    let timers: Result<Vec<Timer>> = page.records.iter().map(records::Record::from_document).collect();
    let timers = timers?;
    if timers.is_empty() {
        return schedule_next();
    }
    let mut ids: Vec<Id> = timers.iter().filter_map(|timer| timer.instance).collect();
    ids.sort();
    ids.dedup();
    let mut desk = Desk::new(false, ids.len());
    for found in records::get(Instance::TYPE, &ids)? {
        let record: Instance = records::Record::from_document(&found)?;
        desk.bring(record)?;
    }
    for timer in &timers {
        match (timer.instance, timer.definition) {
            (Some(instance), _) => {
                if let Some(place) = desk.place(instance) {
                    desk.happens(place, Happening::Due(timer.wait.unsigned_abs()));
                }
            }
            (None, Some(definition)) => start_on_time(&mut desk, timer, definition)?,
            (None, None) => {}
        }
    }
    desk.clear()?;
    // Those of instances are closed by what the engine decided; what is left of these belongs to nobody any more.
    let fired: Vec<Id> =
        timers.iter().filter(|timer| timer.definition.is_none()).map(|timer| timer.id).collect();
    let left = records::find(Timer::TYPE).one_of("id", fired).all()?;
    delete_all(Timer::TYPE, &left.iter().map(Document::id).collect::<Vec<_>>())?;
    schedule_next()
}

/// A process that starts at a time.
fn start_on_time(desk: &mut Desk, timer: &Timer, definition: Id) -> Result<()> {
    let definition = Definition::get(definition)?;
    let process = desk.process(definition.id)?;
    let again =
        timer.each.as_deref().filter(|_| timer.times_left != Some(0)).and_then(|each| {
            next_time(&process, each, &Around { now: desk.now.micros(), key: String::new() })
        });
    match again {
        Some(due) => {
            let left = timer.times_left.map(|left| left - 1);
            let body =
                Body::new().with(Timer::DUE_AT, Instant::from_micros(due)).with(Timer::TIMES_LEFT, left);
            records::update(Timer::TYPE, timer.id, body)?;
        }
        None => records::delete(Timer::TYPE, &[timer.id])?,
    }
    let variables = Feel::context(Vec::<(&str, Feel)>::new());
    let at = Some(timer.node.clone());
    let opening = Opening { definition, at, business_key: None, title: None, subject: None, variables };
    desk.open(opening, None).map(|_| ())
}

/// Asks for a run at the next time that something is due.
pub fn schedule_next() -> Result<()> {
    let next: Vec<Timer> = Timer::find()
        .sort(Timer::DUE_AT)
        .limit(1)
        .page()
        .and_then(|page| page.records.iter().map(records::Record::from_document).collect())?;
    match next.first() {
        Some(next) => ask(next.due_at),
        None => Ok(()),
    }
}

/// Something is due then: asks for a run unless one comes before.
pub fn due_at(at: Instant) -> Result<()> {
    let sooner = Timer::find().filter(Timer::DUE_AT, records::Operator::Less, at).limit(1).page()?;
    if sooner.records.is_empty() { ask(at) } else { Ok(()) }
}

/// Asks for a run. Its key is its time: who asks for the same gets the same run.
fn ask(at: Instant) -> Result<()> {
    let soonest = context::current().now().micros() + 1;
    let at = match at.micros() {
        past if past < soonest => soonest,
        future => future.saturating_add(STEP_MICROS - 1) / STEP_MICROS * STEP_MICROS,
    };
    let key = at.to_string();
    match keel_sdk::jobs::schedule(JOB, Instant::from_micros(at), Some(&key), &Body::new()) {
        // `timers-check` comes anyway.
        Err(fault) if fault.code == "job.too-many-runs" => {
            warn!("{fault}");
            Ok(())
        }
        other => other.map(|_| ()),
    }
}
