//! The records behind a figure: one of the host's own lists, with the conditions that the figure has.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Records};

use super::say;
use crate::{Activity, Lead, Opportunity, Stage};

/// Most rows at once; the list leads on.
const ROWS: u32 = 100;

/// The list that the figure's link asks for.
pub fn draw(request: &view::Request) -> Result<view::View> {
    let asked = |name: &str| request.query.iter().find(|one| one.name == name).map(|one| one.value.as_str());
    let of = asked("of").unwrap_or_default();
    let now = Cell::from(context::current().now());
    let (title, list) = match asked("what").unwrap_or_default() {
        "stage" => {
            let stage = Stage::get(Id::parse(of)?)?;
            let id = Cell::record(Stage::TYPE, stage.id, stage.name.as_str());
            (view::Text::from(stage.name), opportunities().filter(&[(Opportunity::STAGE, "equal", id)]))
        }
        "state" => {
            let title = say(if of == crate::words::state::WON { "won-title" } else { "open" });
            (title, opportunities().filter(&[(Opportunity::STATE, "equal", of.into())]))
        }
        "overdue" => {
            let mut conditions =
                vec![(Activity::DONE_AT, "empty", Cell::empty()), (Activity::DUE_AT, "less", now)];
            if !of.is_empty() {
                conditions.push((Activity::OWNER, "equal", Cell::record("user", Id::parse(of)?, "")));
            }
            (say("activities-overdue"), activities().filter(&conditions))
        }
        "leads" => (say("new-leads"), leads().filter(&[(Lead::STATUS, "equal", of.into())])),
        _ => {
            return Err(Fault::not_found(
                "crm.no-such-list",
                "There is no such list; go back and choose a figure.",
            ));
        }
    };
    Ok(view::View::new().title(title).add(list.limit(ROWS)))
}

/// Opportunities as a list.
pub fn opportunities() -> Records {
    let fields = [
        Opportunity::NAME,
        Opportunity::CONTACT,
        Opportunity::STAGE,
        Opportunity::AMOUNT,
        Opportunity::EXPECTED_REVENUE,
        Opportunity::CLOSE_ON,
        Opportunity::OWNER,
    ];
    view::records(Opportunity::TYPE, &fields)
}

/// Activities as a list.
pub fn activities() -> Records {
    let fields = [Activity::DUE_AT, Activity::KIND, Activity::SUBJECT, Activity::CONTACT, Activity::OWNER];
    view::records(Activity::TYPE, &fields).sort(&[Activity::DUE_AT])
}

/// Leads as a list.
pub fn leads() -> Records {
    let fields = [Lead::NAME, Lead::ORGANISATION, Lead::EMAIL, Lead::PHONE, Lead::SCORE, Lead::OWNER];
    view::records(Lead::TYPE, &fields).sort(&["-received_at"])
}
