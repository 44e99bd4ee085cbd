//! Opportunities: what a stage does to one, where its amount comes from, how it ends.
//!
//! The rules stand in the hook, so that a card dragged on the board, an import and an action mean the same.

use keel_sdk::prelude::*;

use crate::words::{amount_source, state};
use crate::{Opportunity, Stage, emit, stage};

/// What an opportunity in its stage must look like; what follows from the rest.
pub fn rules(change: &Change<Opportunity>) -> Result<Body> {
    let (old, new) = (change.old.as_ref(), &change.new);
    let stage = match new.stage {
        Some(id) => Stage::get(id)?,
        None => stage::first(state::OPEN)?,
    };
    let entered = old.is_none_or(|old| old.stage != Some(stage.id));
    let is_open = stage.outcome == state::OPEN;
    if stage.outcome == state::LOST && new.lost_reason.is_none() {
        let message = "Say why it was lost.";
        return Err(Fault::refused("crm.lost-reason-missing", message).at("/lost_reason"));
    }
    amount_holds(new)?;
    let probability = match stage.outcome.as_str() {
        state::WON => 100,
        state::LOST => 0,
        _ => stage::percentage(probability(old, new, &stage, entered))?,
    };
    let expected = new.amount.as_ref().map(|amount| share(amount, probability)).transpose()?;
    let mut body = Body::new()
        .with(Opportunity::STAGE, stage.id)
        .with(Opportunity::CURRENCY, new.currency.clone().or_else(|| context::current().currency))
        .with(Opportunity::PROBABILITY, probability)
        .with(Opportunity::EXPECTED_REVENUE, expected);
    if stage.outcome != state::LOST {
        body = body.with(Opportunity::LOST_REASON, Value::None).with(Opportunity::LOST_NOTE, Value::None);
    }
    if is_open {
        body.set(Opportunity::OPEN_STAGE, stage.id);
        body.set(Opportunity::CLOSED_ON, Value::None);
    } else if entered {
        body.set(Opportunity::CLOSED_ON, context::current().today());
    }
    body.set(Opportunity::STATE, stage.outcome);
    Ok(body)
}

/// That of the stage that it comes into, unless another one is given with it.
fn probability(old: Option<&Opportunity>, new: &Opportunity, stage: &Stage, entered: bool) -> i64 {
    let given =
        new.probability.filter(|given| !entered || old.is_none_or(|old| old.probability != Some(*given)));
    given.unwrap_or(stage.probability)
}

/// An amount is not negative, and follows the quotations where there are some.
fn amount_holds(new: &Opportunity) -> Result<()> {
    if new.amount.as_ref().is_some_and(|amount| amount.minor < 0) {
        let message = "Give an amount of nought or more.";
        return Err(Fault::invalid("crm.amount-negative", message).at("/amount"));
    }
    let follows = new.amount_source.as_deref() == Some(amount_source::QUOTATIONS);
    if follows && new.amount != new.quoted_amount {
        let message = "The amount follows the quotations: change those, or cancel them.";
        return Err(Fault::refused("crm.amount-follows-quotations", message).at("/amount"));
    }
    Ok(())
}

/// So many per cent of an amount, rounded half away from nought to its minor unit.
fn share(amount: &Money, percent: i64) -> Result<Money> {
    Money::of(amount.amount().percent(percent)?, &amount.currency)
}

/// Tells that it was won or lost.
pub fn tell(change: &Change<Opportunity>) -> Result<()> {
    let new = &change.new;
    let before = change.old.as_ref().and_then(|old| old.state.as_deref()).unwrap_or(state::OPEN);
    let now = new.state.as_deref().unwrap_or(state::OPEN);
    if before == now {
        return Ok(());
    }
    let payload = Body::new()
        .with("name", new.name.clone())
        .with("contact", new.contact)
        .with("owner", new.owner)
        .with("amount", new.amount.clone())
        .with("lost_reason", new.lost_reason);
    match now {
        state::WON => emit::opportunity_won(Some(&new.reference()), &payload),
        state::LOST => emit::opportunity_lost(Some(&new.reference()), &payload),
        _ => Ok(()),
    }
}

/// Puts it into a stage.
pub fn move_to(opportunity: &Opportunity, stage: Id, lost_reason: Option<Id>) -> Result<()> {
    let mut body = Body::new().with(Opportunity::STAGE, stage);
    if lost_reason.is_some() {
        body.set(Opportunity::LOST_REASON, lost_reason);
    }
    change(opportunity, body)
}

/// Closes it as won; nothing happens when it is.
pub fn win(opportunity: &Opportunity) -> Result<()> {
    if opportunity.state.as_deref() == Some(state::WON) {
        return Ok(());
    }
    change(opportunity, Body::new().with(Opportunity::STAGE, stage::first(state::WON)?.id))
}

/// Closes it as lost.
pub fn lose(opportunity: &Opportunity, reason: Id, note: Option<String>) -> Result<()> {
    let body = Body::new()
        .with(Opportunity::STAGE, stage::first(state::LOST)?.id)
        .with(Opportunity::LOST_REASON, reason)
        .with(Opportunity::LOST_NOTE, note);
    change(opportunity, body)
}

/// Takes the sum of the quotations as its amount, or gives the estimate back when none is left.
pub fn follow_quotations(
    opportunity: &Opportunity,
    amount: Option<Decimal>,
    currency: Option<String>,
) -> Result<()> {
    let followed = opportunity.amount_source.as_deref() == Some(amount_source::QUOTATIONS);
    let Some(amount) = amount else {
        if !followed {
            return Ok(());
        }
        let body = Body::new()
            .with(Opportunity::AMOUNT_SOURCE, amount_source::MANUAL)
            .with(Opportunity::AMOUNT, opportunity.estimated_amount.clone())
            .with(Opportunity::QUOTED_AMOUNT, Value::None)
            .with(Opportunity::ESTIMATED_AMOUNT, Value::None);
        return change(opportunity, body);
    };
    let estimate = if followed { &opportunity.estimated_amount } else { &opportunity.amount };
    let typed = estimate.as_ref().map(|amount| amount.currency.clone());
    let currency = currency.or_else(|| opportunity.currency.clone()).or_else(|| context::current().currency);
    let currency = currency.unwrap_or_default();
    if let Some(own) = typed.filter(|own| *own != currency) {
        let message = format!("The opportunity is in {own}, the quotations are in {currency}.");
        let fault = Fault::refused("crm.quotation-currency", message).at("/currency");
        return Err(fault.arg("own", own).arg("given", currency));
    }
    let amount = Money::of(amount, &currency)?;
    if followed && opportunity.quoted_amount.as_ref() == Some(&amount) {
        return Ok(());
    }
    let body = Body::new()
        .with(Opportunity::CURRENCY, currency)
        .with(Opportunity::AMOUNT_SOURCE, amount_source::QUOTATIONS)
        .with(Opportunity::AMOUNT, amount.clone())
        .with(Opportunity::QUOTED_AMOUNT, amount)
        .with(Opportunity::ESTIMATED_AMOUNT, estimate.clone());
    change(opportunity, body)
}

fn change(opportunity: &Opportunity, body: Body) -> Result<()> {
    records::update_read(Opportunity::TYPE, opportunity.id, opportunity.version, body).map(|_| ())
}
