//! Activities overdue, by owner, for the manager's screen.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Tone};

use super::{rows, say};
use crate::managers;

/// The card.
pub fn draw() -> Result<view::View> {
    let today = context::current().today();
    let all = managers::all(Some(today), Some(today))?;
    let total: i64 = all.iter().map(|one| one.overdue).sum();
    let stat = view::stat(say("activities-overdue"), total).open(rows::overdue(None));
    let stat = stat.tone(if total == 0 { Tone::Good } else { Tone::Bad });
    let columns = [view::Column::new("owner", say("owner")), view::Column::end("overdue", say("overdue"))];
    let table = all.iter().filter(|one| one.overdue > 0).fold(view::table(columns), |table, one| {
        let name =
            if one.owner.is_some() { Cell::from(one.name.as_str()) } else { Cell::from(say("no-owner")) };
        table.row_to(rows::overdue(Some(one.owner)), [("owner", name), ("overdue", one.overdue.into())])
    });
    Ok(view::View::new().add(stat).add(table.empty(say("nothing-overdue"))))
}
