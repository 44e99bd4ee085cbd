//! Beside a segment: who is in it now.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell};

use super::{say, subject};
use crate::{Segment, segment};

/// Most members that are shown; `crm.segment-members` gives all.
const SHOWN: u32 = 50;

/// The panel.
pub fn draw(request: &view::Request) -> Result<view::View> {
    // A panel's record comes without its lines.
    let segment = Segment::get(subject(request)?.id())?;
    let count = segment::list(&segment)?.count()?;
    let of = segment::record_type(&segment);
    let columns = [view::Column::new("name", say("name"))];
    let page = segment::page(&segment, SHOWN, None)?;
    let table = page.records.iter().fold(view::table(columns), |table, one| {
        let name: String = one.get("name").unwrap_or_default();
        table.row_to(view::Place::record(of, one.id()), [("name", Cell::record(of, one.id(), name))])
    });
    Ok(view::View::new().add(view::stat(say("members"), count)).add(table.empty(say("nobody-in-segment"))))
}
