//! Posting an invoice or a credit note: one entry, a receivable for each day on which a part is due.
//!
//! Knows which line stands where in the entry: the receivables first. Must not know how totals come about.

use keel_sdk::ledger::{Entry, Line, TaxMark};
use keel_sdk::money;
use keel_sdk::prelude::*;

use crate::books::{Books, Role};
use crate::totals::{self, Totals};
use crate::{Invoice, PostInvoiceOutput, due, emit};

/// Posts a draft.
pub fn draft(mut invoice: Invoice, on: Option<Day>) -> Result<PostInvoiceOutput> {
    if invoice.state != "draft" {
        let message = format!("Only a draft can be posted; this one is {}.", invoice.state);
        return Err(Fault::refused("invoicing.not-draft", message).arg("state", &invoice.state));
    }
    if invoice.lines.is_empty() {
        return Err(Fault::refused("invoicing.no-lines", "Give the invoice at least one line.").at("/lines"));
    }
    let currency = invoice.currency.clone().or_else(|| context::current().currency).unwrap_or_default();
    invoice.currency = Some(currency.clone());
    totals::complete(&mut invoice.lines)?;
    let totals = Totals::of(&invoice.lines, &currency)?;
    let on = on.or(invoice.invoice_on).unwrap_or_else(|| context::current().today());
    date(&mut invoice, on, &totals)?;
    let dues = invoice.dues.iter().map(due_row).collect();
    let body = Body::new()
        .with(Invoice::INVOICE_ON, invoice.invoice_on)
        .with(Invoice::DUE_ON, invoice.due_on)
        .with_rows("dues", dues);
    dated(&mut invoice, &totals, Some(body))?;
    Ok(PostInvoiceOutput { number: invoice.number, entry: invoice.entry, due_on: invoice.due_on })
}

/// Gives an invoice its day, and the days on which it is due.
pub fn date(invoice: &mut Invoice, on: Day, totals: &Totals) -> Result<()> {
    if totals.total() <= 0 {
        let message = "Nothing is to be paid: an invoice is posted when its total is above nought.";
        return Err(Fault::refused("invoicing.nothing-to-post", message).at("/lines"));
    }
    invoice.invoice_on = Some(on);
    invoice.dues = due::of(invoice, totals.total(), on)?;
    invoice.due_on = due::first_open(&invoice.dues);
    Ok(())
}

/// Posts an invoice that is kept as a draft and has its days; `with` is written besides.
pub fn dated(invoice: &mut Invoice, totals: &Totals, with: Option<Body>) -> Result<()> {
    let posted = ledger::post(&entry(invoice, totals)?)?;
    invoice.state = "posted".to_owned();
    invoice.number = Some(posted.number.clone());
    invoice.entry = Some(posted.id());
    invoice.residual.clone_from(&invoice.total);
    let body = with
        .unwrap_or_default()
        .with(Invoice::STATE, invoice.state.as_str())
        .with(Invoice::NUMBER, posted.number.as_str())
        .with(Invoice::ENTRY, posted.id())
        .with(Invoice::RESIDUAL, invoice.total.clone());
    records::update(Invoice::TYPE, invoice.id, body)?;
    let told = Body::new()
        .with("kind", invoice.kind.as_str())
        .with("number", posted.number.as_str())
        .with("contact", invoice.contact)
        .with("total", invoice.total.clone())
        .with("source_type", invoice.source_type.clone())
        .with("source", invoice.source.clone());
    emit::invoice_posted(Some(&invoice.reference()), &told)
}

/// A due part as a row of the invoice.
pub fn due_row(due: &crate::InvoiceDues) -> Row {
    Row::new()
        .with("due_on", due.due_on)
        .with("amount", due.amount)
        .with("open", due.open)
        .with("line", due.line)
}

fn entry(invoice: &Invoice, totals: &Totals) -> Result<Entry> {
    let books = Books::default();
    let currency = invoice.currency.as_deref().unwrap_or_default();
    let digits = money::digits(currency);
    let refund = invoice.kind == "credit-note";
    // Debit positive: of an invoice the receivable is a debit, of a credit note a credit.
    let signed = |minor: i64| Money::new(if refund { -minor } else { minor }, currency);
    let mut entry = Entry::new(books.sales_journal()?, invoice.invoice_on.unwrap_or_default())
        .contact(invoice.contact)
        .source(&invoice.reference());
    entry.reference.clone_from(&invoice.reference);
    entry.narration.clone_from(&invoice.origin);
    let receivable = books.account(Role::Receivable)?;
    for due in &invoice.dues {
        let minor = due.amount.at_scale(digits).unwrap_or_default().coefficient;
        let line = Line::new(receivable, signed(minor)).contact(invoice.contact).due_on(due.due_on);
        entry = entry.line(line);
    }
    for group in totals.groups.iter().filter(|group| group.net != 0) {
        let role = if group.freight { Role::Freight } else { Role::Sales };
        let account = group.account.map_or_else(|| books.account(role), Ok)?;
        let line = Line::new(account, signed(-group.net));
        entry = entry.line(match group.tax {
            Some(code) => line.tax(TaxMark::base(code)),
            None => line,
        });
    }
    for taxed in totals.taxes.iter().filter(|taxed| taxed.tax != 0) {
        let account = if refund { taxed.rate.refund_account } else { taxed.rate.account };
        let base = signed(-taxed.base).amount();
        entry = entry.line(Line::new(account, signed(-taxed.tax)).tax(TaxMark::tax(taxed.rate.id, base)));
    }
    Ok(entry)
}
