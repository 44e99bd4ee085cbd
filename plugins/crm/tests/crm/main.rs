//! The plugin natively, in a host in memory: each noun has its file.

mod activities;
mod handover;
mod leads;
mod opportunities;
mod screens;
mod segments;
mod translations;
mod web;

use crm::{Opportunity, Plugin, Stage};
use keel_sdk::prelude::*;
use keel_sdk::testing::Host;

/// A company with stages, two sellers and a customer.
pub struct Company {
    pub host: Host,
    pub nancy: Id,
    pub andrew: Id,
    pub customer: Id,
}

pub fn company() -> Company {
    let host = Host::of::<Plugin>();
    host.action("set-up", None, Body::new()).unwrap();
    let user = |name: &str| host.given("user", Body::new().with("name", name));
    let (nancy, andrew) = (user("Nancy"), user("Andrew"));
    let customer = host.given("contact", Body::new().with("name", "Alfreds").with("active", true));
    Company { nancy, andrew, customer, host }
}

impl Company {
    pub fn stage(&self, name: &str) -> Id {
        let stages = self.host.records(Stage::TYPE);
        let found = stages.iter().find(|stage| stage.get::<String>("name").as_deref() == Some(name));
        found.unwrap_or_else(|| panic!("there is no stage {name}")).id()
    }

    pub fn lost_reason(&self) -> Id {
        self.host.records(crm::LostReason::TYPE)[0].id()
    }

    /// An opportunity of Nancy's, made as a user would.
    pub fn opportunity(&self, body: Body) -> Result<Id> {
        let mut whole = Body::new()
            .with("name", "Ten crates of tea")
            .with("contact", self.customer)
            .with("owner", self.nancy)
            .with("currency", "EUR");
        for field in body.fields {
            whole.set(&field.name, field.value);
        }
        self.host.create(Opportunity::TYPE, whole)
    }

    /// Fields of an opportunity, as a person would read them aloud.
    pub fn told(&self, id: Id) -> String {
        let now = self.host.record(Opportunity::TYPE, id).unwrap();
        let text = |name: &str| now.get::<String>(name).unwrap_or_default();
        let money =
            |name: &str| now.get::<Money>(name).map_or("-".to_owned(), |money| money.amount().to_string());
        format!(
            "{} {} {}% {} by {}",
            text("state"),
            money("amount"),
            now.get::<i64>("probability").unwrap(),
            money("expected_revenue"),
            text("amount_source"),
        )
    }
}

pub fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR")
}

/// Code and pointer of a refusal.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> (String, String) {
    let fault = answer.unwrap_err();
    (fault.code, fault.pointer.unwrap_or_default())
}

/// The same for a table of cases.
pub fn refused(code: &str, pointer: &str) -> (String, String) {
    (code.to_owned(), pointer.to_owned())
}
