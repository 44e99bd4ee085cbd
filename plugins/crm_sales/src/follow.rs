//! What the quotations of an opportunity come to, and what follows from it.
//!
//! Worked out anew from all of them each time: it does not matter how often or in which order it is told.

use keel_sdk::FaultKind;
use keel_sdk::prelude::*;

use crate::quotation::{OPPORTUNITY, ORDER};
use crate::{CrmOpportunityExt, SalesOrderExt};

/// A quotation in this state stands no more.
const CANCELLED: &str = "cancelled";
/// A quotation in one of these states was confirmed.
const CONFIRMED: [&str; 2] = ["confirmed", "done"];

/// The quotations that stand.
struct Standing {
    count: i64,
    confirmed: i64,
    /// Without tax.
    sum: Option<Money>,
}

/// Sets amount and state of an opportunity to what its quotations say.
pub fn follow(id: Id) -> Result<()> {
    let opportunity = match records::get_one(OPPORTUNITY, id) {
        Ok(opportunity) => opportunity,
        // It was deleted meanwhile; its quotations lead nowhere now.
        Err(fault) if fault.kind == FaultKind::NotFound => return Ok(()),
        Err(fault) => return Err(fault),
    };
    let standing = standing(&opportunity)?;
    let mut input = Body::new();
    if let Some(sum) = &standing.sum {
        input = input.with("amount", sum.amount()).with("currency", sum.currency.clone());
    }
    actions::call("crm.follow-quotations", Some(id), &input)?;
    close(&opportunity, &standing)
}

fn standing(opportunity: &Document) -> Result<Standing> {
    let orders = records::find(ORDER)
        .equal(SalesOrderExt::OPPORTUNITY, opportunity.id())
        .filter("state", Operator::NotEqual, CANCELLED)
        .all()?;
    let is_confirmed = |order: &&Document| {
        order.get::<String>("state").is_some_and(|state| CONFIRMED.contains(&state.as_str()))
    };
    // One without lines is worth nothing yet, and says nothing of the amount.
    let amounts = || {
        let amounts = orders.iter().filter_map(|order| order.get::<Money>("untaxed"));
        amounts.filter(|amount| amount.minor != 0)
    };
    let currency = currency(opportunity).or_else(|| amounts().next().map(|amount| amount.currency));
    let mut sum: Option<Money> = None;
    for amount in amounts() {
        if Some(&amount.currency) != currency.as_ref() {
            warn!("a quotation in {} does not count for opportunity {}", amount.currency, opportunity.id());
            continue;
        }
        sum = Some(sum.map_or(Ok(amount.clone()), |sum| sum.plus(&amount))?);
    }
    Ok(Standing {
        count: orders.len() as i64,
        confirmed: orders.iter().filter(is_confirmed).count() as i64,
        sum,
    })
}

/// The currency of what a person typed in, which quotations in another one cannot replace.
fn currency(opportunity: &Document) -> Option<String> {
    let follows = opportunity.get::<String>("amount_source").as_deref() == Some("quotations");
    let typed = if follows { "estimated_amount" } else { "amount" };
    opportunity.get::<Money>(typed).map(|amount| amount.currency)
}

/// Won when all that stand are confirmed; open again when none is any more, if it was won so.
fn close(opportunity: &Document, standing: &Standing) -> Result<()> {
    let id = opportunity.id();
    let before = CrmOpportunityExt::of(opportunity);
    let is_won = opportunity.get::<String>("state").as_deref() == Some("won");
    let mut won_by_order = is_won && before.won_by_order == Some(true);
    if !is_won && standing.count > 0 && standing.confirmed == standing.count {
        actions::call("crm.win-opportunity", Some(id), &Body::new())?;
        won_by_order = true;
    } else if won_by_order && standing.confirmed == 0 {
        if let Some(stage) = opportunity.get::<Id>("open_stage") {
            actions::call("crm.move-opportunity", Some(id), &Body::new().with("stage", stage))?;
        }
        won_by_order = false;
    }
    let now = CrmOpportunityExt { quotations: Some(standing.count), won_by_order: Some(won_by_order) };
    if now == before { Ok(()) } else { now.write(id) }
}
