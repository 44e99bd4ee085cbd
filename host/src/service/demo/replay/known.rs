//! Whom and what the orders speak of, by the names that the files use; and how far an earlier run came.
//!
//! Knows codes. Must not know steps.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::orders::SampleOrder;
use crate::service::demo::COMPANY;
use crate::service::import::{company_by_code, record_by_code};
use crate::service::records::{self, ListRequest};
use crate::service::{Fault, Uow};
use crate::storage::records::{Operator, Record, Value};

/// Most records of a page.
const PAGE: usize = 500;

/// Ids by the names of the files.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub company: Uuid,
    pub customers: HashMap<String, Uuid>,
    pub employees: HashMap<String, Uuid>,
    /// With the list price.
    pub items: HashMap<String, (Uuid, Decimal)>,
    pub stock: Uuid,
    pub suppliers: Uuid,
    pub term: Uuid,
}

/// How far an order came.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reached {
    pub order: Option<Uuid>,
    pub invoice: Option<Uuid>,
    pub paid: bool,
}

/// Looks everything up.
pub(super) async fn known(uow: &mut Uow<'_>, orders: &[SampleOrder]) -> Result<Known, Fault> {
    let company = company_by_code(uow, COMPANY).await?;
    let mut known = Known {
        company,
        stock: record_by_code(uow, "location", Some(company), "STOCK").await?,
        suppliers: record_by_code(uow, "location", Some(company), "SUPPLIERS").await?,
        term: record_by_code(uow, "payment-term", Some(company), "NET30").await?,
        ..Known::default()
    };
    for order in orders {
        if !known.customers.contains_key(&order.customer) {
            let id = record_by_code(uow, "contact", None, &order.customer).await?;
            known.customers.insert(order.customer.clone(), id);
        }
    }
    for user in all(uow, "user", Vec::new()).await? {
        if let (Some(login), Some(id)) = (text(&user, "login"), id(&user, "id")) {
            known.employees.insert(login, id);
        }
    }
    for item in all(uow, "item", Vec::new()).await? {
        let price = item.get("list_price").and_then(Value::decimal).unwrap_or_default();
        if let (Some(code), Some(id)) = (text(&item, "code"), id(&item, "id")) {
            known.items.insert(code, (id, price));
        }
    }
    Ok(known)
}

/// What of the orders is there already, in the order of the files.
pub(super) async fn reached(
    uow: &mut Uow<'_>,
    company: Uuid,
    orders: &[SampleOrder],
) -> Result<Vec<Reached>, Fault> {
    let of_company = || vec![("company".to_owned(), Operator::Eq, vec![company.to_string()])];
    let mut found: HashMap<String, Uuid> = HashMap::new();
    for order in all(uow, "sales.order", of_company()).await? {
        if let (Some(reference), Some(id)) = (text(&order, "reference"), id(&order, "id")) {
            found.insert(reference, id);
        }
    }
    let mut invoices: HashMap<String, (Uuid, bool)> = HashMap::new();
    for invoice in all(uow, "invoicing.invoice", of_company()).await? {
        if let (Some(source), Some(id)) = (text(&invoice, "source"), id(&invoice, "id")) {
            invoices.insert(source, (id, text(&invoice, "state").as_deref() == Some("paid")));
        }
    }
    let of = |order: &SampleOrder| {
        let order = found.get(&order.reference).copied();
        let invoice = order.and_then(|order| invoices.get(&order.to_string()));
        Reached { order, invoice: invoice.map(|(id, _)| *id), paid: invoice.is_some_and(|(_, paid)| *paid) }
    };
    Ok(orders.iter().map(of).collect())
}

async fn all(
    uow: &mut Uow<'_>,
    record_type: &str,
    filters: Vec<(String, Operator, Vec<String>)>,
) -> Result<Vec<Record>, Fault> {
    let mut request = ListRequest { filters, limit: PAGE, ..ListRequest::default() };
    let mut found = Vec::new();
    loop {
        let page = records::list(uow, record_type, request.clone()).await?;
        found.extend(page.records);
        match page.next {
            Some(next) => request.after = Some(next),
            None => return Ok(found),
        }
    }
}

fn text(record: &Record, field: &str) -> Option<String> {
    record.get(field).and_then(Value::text).map(str::to_owned)
}

fn id(record: &Record, field: &str) -> Option<Uuid> {
    record.get(field).and_then(Value::id)
}
