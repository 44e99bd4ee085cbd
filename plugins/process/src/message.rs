//! Messages: to every instance that waits for one, and to the process that one starts.

use keel_sdk::prelude::*;
use process_engine::{Happening, from_json};
use process_feel::Value as Feel;
use serde_json::Value as Json;

use crate::convert::context_of;
use crate::desk::{Desk, Opening};
use crate::{Definition, Instance, SendMessageInput, SendMessageOutput, Subscription, instance};

/// Most instances that one message goes to.
const RECEIVERS_MAX: u32 = 100;
/// Most texts of a fact that are held against what instances wait for.
const KEYS_MAX: usize = 50;

/// Tells a message to whoever waits for it.
pub fn send(input: &SendMessageInput) -> Result<SendMessageOutput> {
    let variables = context_of(input.variables.as_deref(), "/input/variables")?;
    let mut desk = Desk::of_caller();
    let key = input.correlation.clone().unwrap_or_default();
    let message = Message { name: &input.name, keys: vec![key], about: None };
    let received = deliver(&mut desk, &message, &variables)?;
    desk.clear()?;
    Ok(SendMessageOutput { received: Some(received) })
}

/// A message on its way.
pub struct Message<'a> {
    /// Its name.
    pub name: &'a str,
    /// It is for whoever waits with one of these; the first is the business key of what it starts.
    pub keys: Vec<String>,
    /// The record that it is about.
    pub about: Option<RecordRef>,
}

/// A fact of another plugin is a message of the fact's whole name, for whoever waits with the id of what it is about or
/// with a text that stands in it. What goes wrong on the way is an incident of the instance.
pub fn heard(event: &Event) -> Result<()> {
    if Subscription::find().equal(Subscription::MESSAGE, event.name.as_str()).limit(1).first()?.is_none() {
        return Ok(());
    }
    let told: Json = serde_json::from_str(&event.payload).unwrap_or_default();
    let texts = told.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
    let about = event.subject.as_ref().map(|subject| subject.id().to_string());
    let mut keys: Vec<String> = about.into_iter().chain(texts.map(str::to_owned)).collect();
    keys.retain(|key| (1..=200).contains(&key.chars().count()));
    keys.push(String::new());
    let mut seen: Vec<String> = Vec::new();
    keys.retain(|key| {
        !seen.contains(key) && {
            seen.push(key.clone());
            true
        }
    });
    keys.truncate(KEYS_MAX);
    let mut desk = Desk::new(false, RECEIVERS_MAX as usize);
    let message = Message { name: &event.name, keys, about: event.subject.clone() };
    deliver(&mut desk, &message, &from_json(&told))?;
    desk.clear()
}

/// Brings a message to the desk; how many receive it. Only when no instance waits for it does it start one.
pub fn deliver(desk: &mut Desk, message: &Message<'_>, variables: &Feel) -> Result<i64> {
    let name = message.name;
    let waiting = Subscription::find()
        .equal(Subscription::MESSAGE, name)
        .one_of(Subscription::CORRELATION, message.keys.iter().map(String::as_str))
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
        let business_key = message.keys.first().cloned().filter(|key| !key.is_empty());
        let about = message.about.as_ref().map(|about| (about.record_type.clone(), about.id().to_string()));
        let id = about.as_ref().map(|(_, id)| id.as_str());
        let variables = instance::with_subject(variables.clone(), id, business_key.as_deref());
        let definition = Definition::get(definition)?;
        let at = Some(one.node.clone());
        let opening = Opening { definition, at, business_key, title: None, subject: about, variables };
        desk.open(opening, None)?;
    }
    Ok(starts.len() as i64)
}
