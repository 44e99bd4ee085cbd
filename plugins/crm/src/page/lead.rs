//! Beside a lead: the contacts that it may already be, each with the button that says so.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Node, Text};

use super::{say, subject};
use crate::words::status;
use crate::{Lead, lead};

/// Most contacts that are shown.
const SHOWN: usize = 8;

/// The panel.
pub fn draw(request: &view::Request) -> Result<view::View> {
    let lead = Lead::from_document(subject(request)?)?;
    if let Some(contact) = lead.contact {
        let link = view::link(say("became-contact"), view::Place::record("contact", contact));
        return Ok(view::View::new().add(link));
    }
    if lead.status.as_deref() == Some(status::JUNK) {
        let reopen = view::button(say("reopen"), "reopen-lead").target(Lead::TYPE, lead.id);
        return Ok(view::View::new().add(view::banner(say("is-junk"))).add(reopen));
    }
    let found = lead::duplicates(&lead)?;
    if found.is_empty() {
        let text = view::empty(say("no-duplicates"));
        let convert = view::button(say("convert"), "convert-lead").target(Lead::TYPE, lead.id);
        return Ok(view::View::new().add(text).add(convert));
    }
    let mut page = view::View::new();
    for one in found.iter().take(SHOWN) {
        let cell = Cell::record("contact", one.id(), one.name.as_str());
        let why: Vec<Node> = one
            .by
            .iter()
            .map(|by| view::badge(Text::message(&format!("by-{by}")), view::Tone::Info))
            .collect();
        let likely = Decimal::from(i64::from(one.score.min(100)));
        let convert = view::button(say("is-this-contact"), "convert-lead")
            .target(Lead::TYPE, lead.id)
            .input([("contact", cell.clone())]);
        let nodes: [Node; 4] = [
            view::table([view::Column::new("contact", say("contact"))]).row([("contact", cell)]).into(),
            view::progress(say("likeness"), likely).into(),
            view::stack(why).across().into(),
            convert.into(),
        ];
        page = page.add(view::stack(nodes));
    }
    let anew = view::button(say("is-new-contact"), "convert-lead").target(Lead::TYPE, lead.id);
    Ok(page.add(view::divider()).add(anew.input([("duplicates", "create")])))
}
