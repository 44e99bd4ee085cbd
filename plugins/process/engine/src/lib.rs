//! The engine: a definition, the state of an instance and a happening give the new state and what is to be done.
//!
//! Nothing here acts: effects are told, and whoever carries them out says what came of them in a further happening.
//! Must not know records, users, databases or a clock: the time comes with the happening.

#![warn(missing_docs)]

mod decide;
mod effect;
mod engine;
mod happening;
mod json;
mod migrate;
mod starts;
mod state;

pub use effect::{Effect, Ending, Stage, TaskOffer};
pub use engine::Decision;
pub use happening::{Around, Happening, Refusal, happen, start};
pub use json::{from_json, to_json};
pub use migrate::{Migration, Move, migrate};
pub use starts::{Begin, BeginOn, begins, next_time};
pub use state::{Instance, Owner, Scope, Subscription, Token, Wait};
