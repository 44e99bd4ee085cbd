//! Quotation, order, delivery, return, invoice. Knows which of its files does what; must not know how.

use keel_sdk::guest::Table;
use keel_sdk::prelude::*;

mod bill;
mod cancel;
mod confirm;
mod moving;
mod next_step;
mod order;
mod overview;
mod places;
mod pricing;
mod progress;
mod report;
mod returns;
mod ship;
mod totals;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn prepare_order(change: &Change<Order>) -> Result<Body> {
        order::prepare(change)
    }

    fn price_order(change: &Change<Order>) -> Result<()> {
        pricing::fill(&change.new)
    }

    fn keep_order(change: &Change<Order>) -> Result<()> {
        order::keep(&change.new)
    }

    fn keep_delivery(_change: &Change<Delivery>) -> Result<()> {
        moving::only_by_its_order()
    }
}

impl Actions for Plugin {
    fn quote_send(order: Order, input: QuoteSendInput) -> Result<()> {
        order::send(order, input)
    }

    fn confirm(order: Order, input: ConfirmInput) -> Result<ConfirmOutput> {
        confirm::confirm(order, input.confirmed_on)
    }

    fn reserve(order: Order) -> Result<ReserveOutput> {
        confirm::reserve(&order)
    }

    fn ship(order: Order, input: ShipInput) -> Result<ShipOutput> {
        ship::ship(order, input)
    }

    fn r#return(order: Order, input: ReturnInput) -> Result<ReturnOutput> {
        returns::announce(order, input)
    }

    fn receive(order: Order, input: ReceiveInput) -> Result<ReceiveOutput> {
        returns::receive(order, input)
    }

    fn invoice(order: Order, input: InvoiceInput) -> Result<InvoiceOutput> {
        bill::invoice(order, input.invoiced_on)
    }

    fn cancel(order: Order, input: CancelInput) -> Result<()> {
        cancel::cancel(order, input.only_rest)
    }
}

impl Pages for Plugin {
    fn open_orders(_request: &view::Request) -> Result<view::View> {
        overview::open_orders()
    }

    fn orders(_request: &view::Request) -> Result<view::View> {
        overview::orders()
    }

    fn stock_value(_request: &view::Request) -> Result<view::View> {
        overview::stock_value()
    }

    fn next_step(request: &view::Request) -> Result<view::View> {
        next_step::of(request)
    }

    fn purchases(request: &view::Request) -> Result<view::View> {
        overview::purchases(request)
    }
}

impl Reports for Plugin {
    fn by_customer(asked: ByCustomerParameters) -> Result<Table> {
        report::by_customer(asked.from_day, asked.to_day)
    }

    fn by_item(asked: ByItemParameters) -> Result<Table> {
        report::by_item(asked.from_day, asked.to_day)
    }

    fn by_employee(asked: ByEmployeeParameters) -> Result<Table> {
        report::by_employee(asked.from_day, asked.to_day)
    }
}
