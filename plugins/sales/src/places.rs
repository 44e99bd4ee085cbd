//! Where goods leave from and where they go: as the order says, as it was set, else by the kind of the location.

use keel_sdk::prelude::*;

use crate::{Order, settings};

/// Two locations.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// Of the company.
    pub stock: Id,
    /// Of customers.
    pub customer: Id,
}

/// The places of an order; locations are asked for once, and only when something is not set.
pub fn of(order: &Order) -> Result<Places> {
    let stock = order.location.or_else(settings::stock_location);
    let customer = settings::customer_location();
    if let (Some(stock), Some(customer)) = (stock, customer) {
        return Ok(Places { stock, customer });
    }
    let all = records::find("location").one_of("kind", ["internal", "customer"]).sort("code").all()?;
    let first = |kind: &str| {
        let open = |one: &&Document| !one.get::<bool>("closed").unwrap_or(false);
        let fits = |one: &&Document| one.get::<String>("kind").as_deref() == Some(kind);
        all.iter().filter(open).find(fits).map(Document::id).ok_or_else(|| {
            let message = format!("There is no {kind} location: make one, or name it in the settings.");
            Fault::refused("sales.no-location", message).arg("kind", kind)
        })
    };
    Ok(Places {
        stock: stock.map_or_else(|| first("internal"), Ok)?,
        customer: customer.map_or_else(|| first("customer"), Ok)?,
    })
}
