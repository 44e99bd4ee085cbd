//! Refuses what would take a customer over the limit. Knows what customers owe; must not know how it is kept.

use keel_sdk::prelude::*;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn entry_over_limit(change: &Change) -> Result<()> {
        for (contact, more) in new_debts(&change.new)? {
            let document = records::get_one("contact", contact)?;
            let Some(limit) = ContactExt::of(&document).limit else { continue };
            let open = ledger::open_balance(contact)?.receivable;
            let after = open.plus(&more)?.amount();
            if more.minor > 0 && after > limit {
                let name: String = document.need("name")?;
                let message = format!(
                    "{name} would owe {after}, over the limit of {limit}: raise the limit or take less."
                );
                let fault = Fault::refused("credit-limit.over", message).at("/lines");
                return Err(fault.arg("contact", name).arg("after", after).arg("limit", limit));
            }
        }
        Ok(())
    }
}

impl Actions for Plugin {
    fn raise_limit(contact: Document, input: RaiseLimitInput) -> Result<RaiseLimitOutput> {
        let before = ContactExt::of(&contact).limit;
        if before.is_some_and(|before| input.limit <= before) {
            return Err(
                Fault::invalid("credit-limit.not-higher", "Give a limit above the present one.").at("/limit")
            );
        }
        records::update("contact", contact.id(), Body::new().with(ContactExt::LIMIT, input.limit))?;
        let raise =
            Raise { contact: contact.id(), limit: input.limit, reason: input.reason, ..Raise::default() };
        let raise = raise.create()?;
        info!("{} may owe {}", contact.id(), input.limit);
        emit::limit_raised(Some(&contact.reference()), &Body::new().with("raise", raise))?;
        Ok(RaiseLimitOutput { open: Some(ledger::open_balance(contact.id())?.receivable.amount()) })
    }
}

impl Subscriptions for Plugin {
    fn note_raise(event: &Event) -> Result<()> {
        let mut raise = Raise::get(Id::parse(&event.text("raise").unwrap_or_default())?)?;
        raise.used = Some(true);
        raise.update().map(|_| ())
    }
}

impl Jobs for Plugin {
    fn review(_run: &Run) -> Result<()> {
        let mut changes = Vec::new();
        for debtor in debtors()?.iter().filter(|debtor| debtor.marked != debtor.near) {
            info!("{} owes {} of {}", debtor.name, debtor.open, debtor.limit);
            let body = Body::new().with(ContactExt::NEAR, debtor.near);
            changes.push(records::Change::of(debtor.contact, body));
        }
        changes.chunks(500).try_for_each(|some| records::update_many("contact", some).map(|_| ()))
    }
}

impl Pages for Plugin {
    fn overview(_request: &view::Request) -> Result<view::View> {
        use view::{Cell, Column, Place, Tone};
        let near: Vec<Debtor> = debtors()?.into_iter().filter(|debtor| debtor.near).collect();
        let over = near.iter().filter(|debtor| debtor.open > debtor.limit).count();
        let columns = [
            Column::new("contact", view::Text::message("customer")),
            Column::end("open", view::Text::message("open")),
            Column::end("limit", view::Text::message("limit")),
        ];
        let rows = near.iter().fold(view::table(columns), |table, debtor| {
            let place = Place::record("contact", debtor.contact);
            let name = Cell::from(debtor.name.as_str());
            table.row_to(
                place,
                [("contact", name), ("open", debtor.open.into()), ("limit", debtor.limit.into())],
            )
        });
        let near = view::stat(view::Text::message("near-limit"), near.len() as i64).tone(Tone::Warn);
        let over = view::stat(view::Text::message("over-limit"), over as i64).tone(Tone::Bad);
        Ok(view::View::new()
            .add(view::grid([near, over]).columns(2_u32))
            .add(rows.empty(view::Text::message("nobody"))))
    }
}

/// A customer with a limit.
struct Debtor {
    contact: Id,
    name: String,
    limit: Decimal,
    open: Decimal,
    /// Owes the share of the limit from which to warn, or more.
    near: bool,
    /// Was so at the last review.
    marked: bool,
}

fn debtors() -> Result<Vec<Debtor>> {
    let percent = settings::warn_percent();
    let contacts = records::find("contact").present(ContactExt::LIMIT).sort("name").all()?;
    let mut debtors = Vec::with_capacity(contacts.len());
    for some in contacts.chunks(500) {
        let ids: Vec<Id> = some.iter().map(Document::id).collect();
        for (contact, open) in some.iter().zip(ledger::open_balances(&ids)?) {
            let ContactExt { limit, near } = ContactExt::of(contact);
            let (limit, open) = (limit.unwrap_or_default(), open.receivable.amount());
            let (name, marked) = (contact.need("name")?, near.unwrap_or(false));
            let near = open >= limit.percent(percent)?;
            debtors.push(Debtor { contact: contact.id(), name, limit, open, near, marked });
        }
    }
    Ok(debtors)
}

/// What an entry adds to the debts of its customers, on receivable accounts, in the company's currency.
fn new_debts(entry: &Document) -> Result<Vec<(Id, Money)>> {
    let receivable = records::find("account").equal("role", "receivable").all()?;
    let mut debts: Vec<(Id, Money)> = Vec::new();
    for line in entry.rows("lines") {
        let account = line.get::<Id>("account");
        let contact = line.get::<Id>("contact").or_else(|| entry.get("contact"));
        let Some(contact) = contact.filter(|_| receivable.iter().any(|one| Some(one.id()) == account)) else {
            continue;
        };
        let amount: Money = line.need("company_amount")?;
        match debts.iter_mut().find(|(of, _)| *of == contact) {
            Some((_, sum)) => *sum = sum.plus(&amount)?,
            None => debts.push((contact, amount)),
        }
    }
    Ok(debts)
}
