//! Opportunities and their quotations: the amount follows them, and who confirms them wins it.
//!
//! Knows what crm and sales call their records and actions, and nothing else of either.

use keel_sdk::prelude::*;

mod follow;
mod page;
mod quotation;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn quotation_changed(change: &Change) -> Result<()> {
        quotation::tell(change)
    }
}

impl Subscriptions for Plugin {
    fn follow(event: &Event) -> Result<()> {
        event.subject.as_ref().map_or(Ok(()), |opportunity| follow::follow(opportunity.id()))
    }
}

impl Actions for Plugin {
    fn new_quotation(opportunity: Document, input: NewQuotationInput) -> Result<NewQuotationOutput> {
        let order = quotation::make(&opportunity, &input)?;
        Ok(NewQuotationOutput { order: Some(order) })
    }
}

impl Pages for Plugin {
    fn quotations(request: &view::Request) -> Result<view::View> {
        page::draw(request)
    }
}
