//! `keel:ledger` as asks.

use super::super::data::{day, day_option, decimal, id, id_option, ids, money, money_out};
use super::super::wit::keel::ledger;
use super::super::wit::keel::types1_0_0::types as wit;
use super::{Answered, asked, done};
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::plugins::port::{Ask, Entry, EntryLine, Reply, TaxMark};
use wasmtime::Result;

fn posted(reply: Reply) -> Option<std::result::Result<ledger::ledger::Posted, Fault>> {
    match reply {
        Reply::Posted { id, number } => Some(Ok(ledger::ledger::Posted { id: id.to_string(), number })),
        _ => None,
    }
}

fn entry_line(line: ledger::ledger::Line) -> std::result::Result<EntryLine, Fault> {
    let tax = |mark: ledger::ledger::TaxMark| {
        Ok::<_, Fault>(TaxMark {
            code: id(&mark.code)?,
            is_tax: mark.role == ledger::ledger::TaxRole::Tax,
            base: mark.base.map(decimal).transpose()?,
        })
    };
    Ok(EntryLine {
        account: id(&line.account)?,
        amount: money(line.amount),
        company_amount: line.company_amount.map(money),
        contact: id_option(line.contact)?,
        due_on: day_option(line.due_on)?,
        description: line.description,
        tax: line.tax.map(tax).transpose()?,
        quantity: line.quantity.map(decimal).transpose()?,
        dimensions: ids(line.dimensions)?,
    })
}

fn entry(given: ledger::ledger::Entry) -> std::result::Result<Entry, Fault> {
    let lines = given.lines.into_iter().enumerate();
    Ok(Entry {
        journal: id(&given.journal)?,
        entry_on: day(&given.entry_on)?,
        reference: given.reference,
        narration: given.narration,
        contact: id_option(given.contact)?,
        source_type: given.source_type,
        source: id_option(given.source)?,
        lines: lines
            .map(|(index, line)| entry_line(line).map_err(|fault| fault.at(format!("/lines/{index}"))))
            .collect::<std::result::Result<_, _>>()?,
    })
}

impl ledger::ledger::Host for State {
    async fn post(&mut self, given: ledger::ledger::Entry) -> Answered<ledger::ledger::Posted> {
        asked(self, entry(given).map(Ask::LedgerPost), posted).await
    }

    async fn reverse(
        &mut self,
        given: String,
        on: String,
        narration: Option<String>,
    ) -> Answered<ledger::ledger::Posted> {
        let ask = id(&given).and_then(|entry| Ok(Ask::LedgerReverse { entry, on: day(&on)?, narration }));
        asked(self, ask, posted).await
    }

    async fn reconcile(&mut self, lines: Vec<(String, u32)>) -> Answered<()> {
        let lines = lines.iter().map(|(entry, line)| Ok((id(entry)?, *line))).collect();
        asked(self, Result::map(lines, |lines| Ask::LedgerReconcile { lines }), done).await
    }

    async fn balances(&mut self, accounts: Vec<String>, on: Option<String>) -> Answered<Vec<wit::Money>> {
        let ask =
            ids(accounts).and_then(|accounts| Ok(Ask::LedgerBalances { accounts, on: day_option(on)? }));
        asked(self, ask, |reply| match reply {
            Reply::Amounts(all) => Some(Ok(all.into_iter().map(money_out).collect())),
            _ => None,
        })
        .await
    }

    async fn open_balances(&mut self, contacts: Vec<String>) -> Answered<Vec<ledger::ledger::OpenBalance>> {
        let one = |(contact, receivable, payable): (uuid::Uuid, _, _)| ledger::ledger::OpenBalance {
            contact: contact.to_string(),
            receivable: money_out(receivable),
            payable: money_out(payable),
        };
        asked(self, ids(contacts).map(|contacts| Ask::LedgerOpenBalances { contacts }), |reply| match reply {
            Reply::OpenBalances(all) => Some(Ok(all.into_iter().map(one).collect())),
            _ => None,
        })
        .await
    }
}
