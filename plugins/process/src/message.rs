//! Messages: to every instance that waits for one, and to the process that one starts.

use keel_sdk::prelude::*;
use process_engine::Happening;
use process_feel::Value as Feel;

use crate::convert::context_of;
use crate::desk::{Desk, Opening};
use crate::{Definition, Instance, SendMessageInput, SendMessageOutput, Subscription, instance};

/// Most instances that one message goes to.
const RECEIVERS_MAX: u32 = 100;

/// Tells a message to whoever waits for it.
pub fn send(input: &SendMessageInput) -> Result<SendMessageOutput> {
    let variables = context_of(input.variables.as_deref(), "/input/variables")?;
    let mut desk = Desk::of_caller();
    let key = input.correlation.as_deref().unwrap_or_default();
    let received = deliver(&mut desk, &input.name, key, &variables)?;
    desk.clear()?;
    Ok(SendMessageOutput { received: Some(received) })
}

/// Brings a message to the desk; how many receive it. Only when no instance waits for it does it start one.
pub fn deliver(desk: &mut Desk, name: &str, key: &str, variables: &Feel) -> Result<i64> {
    let waiting = Subscription::find()
        .equal(Subscription::MESSAGE, name)
        .equal(Subscription::CORRELATION, key)
        .present(Subscription::INSTANCE);
    let page = waiting.limit(RECEIVERS_MAX).page()?;
    if page.next.is_some() {
        let message = format!(
            "More than {RECEIVERS_MAX} processes wait for this message: say by `correlation` for which it is."
        );
        return Err(Fault::refused("process.too-many-receivers", message).arg("count", RECEIVERS_MAX));
    }
    let waiting: Result<Vec<Subscription>> =
        page.records.iter().map(records::Record::from_document).collect();
    let waiting = waiting?;
    for one in &waiting {
        let Some(instance) = one.instance else { continue };
        let place = match desk.place(instance) {
            Some(place) => place,
            None => desk.bring(Instance::get(instance)?)?,
        };
        desk.happens(place, Happening::Message(one.wait.unsigned_abs(), variables.clone()));
    }
    if !waiting.is_empty() {
        return Ok(waiting.len() as i64);
    }
    let starts: Vec<Subscription> =
        Subscription::find().equal(Subscription::MESSAGE, name).present(Subscription::DEFINITION).all_as()?;
    for one in &starts {
        let Some(definition) = one.definition else { continue };
        let business_key = Some(key.to_owned()).filter(|key| !key.is_empty());
        let variables = instance::with_subject(variables.clone(), None, business_key.as_deref());
        let definition = Definition::get(definition)?;
        let at = Some(one.node.clone());
        let opening = Opening { definition, at, business_key, title: None, subject: None, variables };
        desk.open(opening, None)?;
    }
    Ok(starts.len() as i64)
}
