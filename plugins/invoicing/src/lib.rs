//! Invoices, payments and reminders. Knows which of its files does what; must not know how.

use keel_sdk::prelude::*;

mod books;
mod credit;
mod due;
mod invoice;
mod overview;
mod payment;
mod post;
mod register;
mod reminder;
mod statement;
mod totals;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn prepare_invoice(change: &Change<Invoice>) -> Result<Body> {
        invoice::prepare(change)
    }

    fn keep_posted(change: &Change<Invoice>) -> Result<()> {
        invoice::keep(change)
    }

    fn keep_payment(_change: &Change<Payment>) -> Result<()> {
        let message = "A payment is in the books: pay the money back instead of deleting it.";
        Err(Fault::refused("invoicing.payment-final", message))
    }
}

impl Actions for Plugin {
    fn create_invoice(input: CreateInvoiceInput) -> Result<CreateInvoiceOutput> {
        invoice::create(input)
    }

    fn post_invoice(invoice: Invoice, input: PostInvoiceInput) -> Result<PostInvoiceOutput> {
        post::draft(invoice, input.invoice_on)
    }

    fn cancel_invoice(invoice: Invoice, input: CancelInvoiceInput) -> Result<()> {
        credit::cancel(&invoice, input)
    }

    fn credit_invoice(invoice: Invoice, input: CreditInvoiceInput) -> Result<CreditInvoiceOutput> {
        credit::credit(invoice, input)
    }

    fn register_payment(invoice: Invoice, input: RegisterPaymentInput) -> Result<RegisterPaymentOutput> {
        register::of_invoice(invoice, input)
    }

    fn receive_payment(input: ReceivePaymentInput) -> Result<ReceivePaymentOutput> {
        register::of_contact(input)
    }

    fn match_payment(payment: Payment, input: MatchPaymentInput) -> Result<MatchPaymentOutput> {
        payment::settle(payment, input.invoice)
    }

    fn send_reminders(input: SendRemindersInput) -> Result<SendRemindersOutput> {
        let on = input.sent_on.unwrap_or_else(|| context::current().today());
        Ok(SendRemindersOutput { reminders: Some(reminder::send(input.contact, on)?) })
    }
}

impl Jobs for Plugin {
    fn remind(_run: &Run) -> Result<()> {
        let sent = reminder::send(None, context::current().today())?;
        info!("{sent} reminders were written");
        Ok(())
    }
}

impl Pages for Plugin {
    fn aged(_request: &view::Request) -> Result<view::View> {
        overview::aged()
    }

    fn receivables(_request: &view::Request) -> Result<view::View> {
        overview::receivables()
    }

    fn cash(_request: &view::Request) -> Result<view::View> {
        overview::cash()
    }

    fn account(request: &view::Request) -> Result<view::View> {
        overview::account(request)
    }
}

impl Reports for Plugin {
    fn customer_statement(parameters: CustomerStatementParameters) -> Result<keel_sdk::guest::Table> {
        statement::of(parameters)
    }
}
