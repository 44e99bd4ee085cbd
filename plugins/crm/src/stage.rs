//! Stages: their order, what they mean, and the usual ones.

use keel_sdk::prelude::*;

use crate::Stage;
use crate::words::state;

/// Name, probability, outcome and instruction of the stages that a company begins with.
const USUAL: [(&str, i64, &str, &str); 6] = [
    (
        "New",
        10,
        state::OPEN,
        "Call the customer within a day. Find out what they need, by when, and who decides.",
    ),
    ("Qualified", 25, state::OPEN, "Agree on what is to be delivered, and make a quotation."),
    ("Proposal", 50, state::OPEN, "Ask whether the quotation was understood, and plan the next talk."),
    ("Negotiation", 75, state::OPEN, "Settle price and terms, and get the order confirmed."),
    ("Won", 100, state::WON, ""),
    ("Lost", 0, state::LOST, ""),
];

/// A probability is a percentage; won is sure, and lost is too.
pub fn rules(change: &Change<Stage>) -> Result<Body> {
    let stage = &change.new;
    let probability = match stage.outcome.as_str() {
        state::WON => 100,
        state::LOST => 0,
        _ => percentage(stage.probability)?,
    };
    Ok(Body::new().with(Stage::PROBABILITY, probability))
}

/// A whole number of per cent from 0 to 100.
pub fn percentage(probability: i64) -> Result<i64> {
    if (0..=100).contains(&probability) {
        return Ok(probability);
    }
    let message = "Give a probability from 0 to 100 per cent.";
    Err(Fault::invalid("crm.probability-range", message).at("/probability"))
}

/// All stages, in their order.
pub fn all() -> Result<Vec<Stage>> {
    Stage::find().sort(Stage::SEQUENCE).all_as()
}

/// The first stage of an outcome: where opportunities begin, or where won and lost ones go.
pub fn first(outcome: &str) -> Result<Stage> {
    let found = Stage::find().equal(Stage::OUTCOME, outcome).sort(Stage::SEQUENCE).first()?;
    let missing = || {
        let message = format!("There is no stage that means {outcome}: make one, or run Set up CRM.");
        Fault::refused("crm.no-stage", message).at("/stage").arg("outcome", outcome)
    };
    Stage::from_document(&found.ok_or_else(missing)?)
}

/// Makes the usual stages where there are none; how many.
pub fn make_usual() -> Result<i64> {
    if Stage::find().first()?.is_some() {
        return Ok(0);
    }
    for ((name, probability, outcome, instruction), sequence) in USUAL.into_iter().zip(1..) {
        let (name, outcome) = (name.to_owned(), outcome.to_owned());
        let instruction = Some(instruction.to_owned()).filter(|text| !text.is_empty());
        Stage { name, sequence: sequence * 10, probability, outcome, instruction, ..Stage::default() }
            .create()?;
    }
    Ok(USUAL.len() as i64)
}
