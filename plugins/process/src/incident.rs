//! Incidents: trying again.

use keel_sdk::prelude::*;
use process_engine::Happening;

use crate::desk::Desk;
use crate::{Incident, Instance, RetryIncidentOutput, case};

/// Tries again what went wrong. If it goes wrong again, whoever asked is told, and the incident stays.
pub fn retry(incident: &Incident) -> Result<RetryIncidentOutput> {
    if incident.state != "open" {
        return Err(Fault::refused("process.incident-resolved", "This incident was resolved already."));
    }
    let mut desk = Desk::of_caller();
    let place = desk.bring(Instance::get(incident.instance)?)?;
    desk.happens(place, Happening::Retry(incident.token.unsigned_abs()));
    desk.clear()?;
    Ok(RetryIncidentOutput { state: Some(case::state_name(desk.cases[place].state.ending()).to_owned()) })
}
