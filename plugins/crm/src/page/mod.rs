//! Screens: one file for each. They read; what they show is in the reader's language.

use keel_sdk::prelude::*;
use keel_sdk::view::Text;

pub mod customer;
pub mod lead;
pub mod my_day;
pub mod opportunity;
pub mod overdue;
pub mod pipeline;
pub mod rows;
pub mod segment;

/// A message of the translations.
fn say(id: &str) -> Text {
    Text::message(id)
}

/// The record whose panel is drawn.
fn subject(request: &view::Request) -> Result<&Document> {
    request.subject.as_ref().ok_or_else(|| Fault::invalid("crm.no-record", "This panel stands on a record."))
}
