//! What an order must be before it is kept: its number, what the customer brings, its totals; and what of it is final.
//!
//! Knows quotations. Must not know how an order is delivered or invoiced.

use keel_sdk::prelude::*;

use crate::{Counter, Order, OrderLines, QuoteSendInput, emit, moving, pricing, settings, totals};

/// The customary terms of a customer, as the plugin `invoicing` keeps them.
const PAYMENT_TERM: &str = "invoicing__payment_term";

/// Completes a new order, or one that is changed; what was confirmed keeps its lines.
pub fn prepare(change: &Change<Order>) -> Result<Body> {
    let new = &change.new;
    let Some(old) = &change.old else {
        refuse_progress(new, None)?;
        return complete(new);
    };
    let quoted = |order: &Order| matches!(order.state.as_str(), "quotation" | "sent");
    let same = content(old) == content(new);
    if quoted(new) {
        refuse_progress(new, None)?;
    } else if !quoted(old) && !moving::by_sales() {
        if !same {
            let message = format!(
                "{} is {}: cancel it, or take goods back, instead of changing it.",
                name(new),
                new.state
            );
            return Err(Fault::refused("sales.order-final", message)
                .arg("number", name(new))
                .arg("state", &new.state));
        }
        refuse_progress(new, Some(old))?;
    }
    if same { Ok(Body::new()) } else { with_totals(new, Body::new(), currency(new)) }
}

/// Only what was never confirmed is deleted.
pub fn keep(order: &Order) -> Result<()> {
    if order.confirmed_on.is_none() {
        return Ok(());
    }
    let message = format!("{} was confirmed: cancel it instead of deleting it.", name(order));
    Err(Fault::refused("sales.order-kept", message).arg("number", name(order)))
}

/// Marks a quotation as sent.
pub fn send(mut order: Order, input: QuoteSendInput) -> Result<()> {
    must_be(&order, &["quotation", "sent"])?;
    must_have_lines(&order)?;
    let on = input.sent_on.unwrap_or_else(|| context::current().today());
    order.state = "sent".to_owned();
    order.sent_on = Some(on);
    order.valid_to = input.valid_to.or(order.valid_to);
    let body = Body::new()
        .with(Order::STATE, order.state.as_str())
        .with(Order::SENT_ON, on)
        .with(Order::VALID_TO, order.valid_to);
    records::update(Order::TYPE, order.id, body)?;
    emit::quotation_sent(Some(&order.reference()), &told(&order))
}

/// What every fact about an order tells.
pub fn told(order: &Order) -> Body {
    Body::new()
        .with("number", order.number.clone())
        .with("contact", order.contact)
        .with("state", order.state.as_str())
        .with("total", order.total.clone())
}

/// Refuses an order that is in another state.
pub fn must_be(order: &Order, states: &[&str]) -> Result<()> {
    if states.contains(&order.state.as_str()) {
        return Ok(());
    }
    let message = format!("{} is {}; this is for: {}.", name(order), order.state, states.join(", "));
    let fault = Fault::refused("sales.wrong-state", message);
    Err(fault.arg("number", name(order)).arg("state", &order.state).arg("wanted", states.join(", ")))
}

/// Refuses an order of nothing.
pub fn must_have_lines(order: &Order) -> Result<()> {
    if order.lines.is_empty() {
        return Err(Fault::refused("sales.no-lines", "Give the order at least one line.").at("/lines"));
    }
    Ok(())
}

/// Its number.
pub fn name(order: &Order) -> String {
    order.number.clone().unwrap_or_default()
}

fn complete(order: &Order) -> Result<Body> {
    let mut body = Body::new().with(Order::NUMBER, next_number()?);
    if order.ordered_on.is_none() {
        body.set(Order::ORDERED_ON, context::current().today());
    }
    let mut list = order.price_list;
    if list.is_none() || order.payment_term.is_none() {
        let contact = records::find("contact").equal("id", order.contact).first()?;
        let brings = contact.unwrap_or_default();
        list = list.or(of_company(crate::PriceList::TYPE, crate::ContactExt::of(&brings).price_list)?);
        body.set(Order::PRICE_LIST, list);
        let term = order.payment_term;
        body.set(
            Order::PAYMENT_TERM,
            term.map_or_else(|| of_company("payment-term", brings.get(PAYMENT_TERM)), |term| Ok(Some(term)))?,
        );
    }
    let of_list = match (list, &order.currency) {
        (Some(list), None) => crate::PriceList::get(list)?.currency,
        _ => None,
    };
    let currency = order.currency.clone().or(of_list).unwrap_or_else(|| currency(order));
    with_totals(order, body, currency)
}

/// What all companies share may name a record of another company: such a one does not count.
fn of_company(record_type: &str, id: Option<Id>) -> Result<Option<Id>> {
    let Some(id) = id else { return Ok(None) };
    Ok(records::find(record_type).equal("id", id).first()?.map(|found| found.id()))
}

fn with_totals(order: &Order, body: Body, currency: String) -> Result<Body> {
    let (untaxed, tax) = totals::of(order, &currency)?;
    let money = |minor: i64| Money::new(minor, &currency);
    Ok(body
        .with(Order::UNPRICED, pricing::is_unpriced(order))
        .with(Order::CURRENCY, currency.as_str())
        .with(Order::UNTAXED, money(untaxed))
        .with(Order::TAX, money(tax))
        .with(Order::TOTAL, money(untaxed + tax)))
}

fn currency(order: &Order) -> String {
    order.currency.clone().or_else(|| context::current().currency).unwrap_or_default()
}

/// What was agreed: all but how far it has come.
fn content(order: &Order) -> impl PartialEq + '_ {
    type Of<'o> = (Option<Id>, &'o Option<String>, Decimal, Option<Decimal>, Option<Decimal>, Option<Id>);
    let lines: Vec<Of<'_>> = order
        .lines
        .iter()
        .map(|line| (line.item, &line.description, line.quantity, line.price, line.discount, line.tax))
        .collect();
    let head = (order.contact, &order.currency, &order.policy, order.location);
    (lines, head, order.freight, order.freight_tax, order.price_list, order.payment_term)
}

/// How far lines have come is set by the actions of the order alone.
fn refuse_progress(new: &Order, old: Option<&Order>) -> Result<()> {
    let nothing = OrderLines::default();
    let of = |line: &OrderLines| (line.delivered, line.returning, line.returned, line.invoiced);
    for (at, line) in new.lines.iter().enumerate() {
        let before = old.map_or(Some(&nothing), |old| old.lines.get(at)).unwrap_or(&nothing);
        let moves = old.is_some() && line.item_kind != before.item_kind;
        if moves || of(line) != of(before) {
            let message = "What is delivered, returned and invoiced follows from the steps of the order; leave it as it is.";
            return Err(Fault::invalid("sales.progress", message).at(format!("/lines/{at}")));
        }
    }
    Ok(())
}

/// The next number. Units of work of one company never interleave, so none is given twice.
fn next_number() -> Result<String> {
    let counter = records::find(Counter::TYPE).equal(Counter::NAME, "order").first()?;
    let number = match counter {
        Some(counter) => {
            let next: i64 = counter.need(Counter::NEXT)?;
            records::update(Counter::TYPE, counter.id(), Body::new().with(Counter::NEXT, next + 1))?;
            next
        }
        None => {
            let body = Body::new().with(Counter::NAME, "order").with(Counter::NEXT, 2_i64);
            records::create(Counter::TYPE, body)?;
            1
        }
    };
    Ok(format!("{}-{number:06}", settings::number_prefix()))
}
