//! Beside an opportunity: its quotations, and the button for another one.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Text};

use crate::SalesOrderExt;
use crate::quotation::{OPPORTUNITY, ORDER};

/// Most quotations that are shown.
const SHOWN: u32 = 20;

/// The panel.
pub fn draw(request: &view::Request) -> Result<view::View> {
    let missing = || Fault::invalid("crm-sales.no-record", "This panel stands on an opportunity.");
    let opportunity = request.subject.as_ref().ok_or_else(missing)?;
    let about = Cell::record(OPPORTUNITY, opportunity.id(), "");
    let list = view::records(ORDER, &["number", "ordered_on", "state", "untaxed", "total"])
        .filter(&[(SalesOrderExt::OPPORTUNITY, "equal", about)])
        .sort(&["-ordered_on"])
        .limit(SHOWN);
    let mut page = view::View::new().add(list);
    if opportunity.get::<String>("state").as_deref() != Some("lost") {
        let new = view::button(Text::message("new-quotation"), "new-quotation");
        page = page.add(new.target(OPPORTUNITY, opportunity.id()));
    }
    Ok(page)
}
