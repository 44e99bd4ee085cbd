//! The sample, natively: a customer, a limit, and what happens around it.

use credit_limit::{ContactExt, Plugin, Raise};
use keel_sdk::ledger::{Entry, Line};
use keel_sdk::prelude::*;
use keel_sdk::testing::Host;

struct Shop {
    host: Host,
    customer: Id,
    receivable: Id,
    sales: Id,
}

fn shop(limit: Option<&str>) -> Shop {
    let host = Host::of::<Plugin>();
    let limit = limit.map(|limit| Decimal::parse(limit).unwrap());
    let customer = host.given("contact", Body::new().with("name", "ACME").with(ContactExt::LIMIT, limit));
    let receivable = host.given("account", Body::new().with("role", "receivable"));
    let sales = host.given("account", Body::new().with("role", ""));
    Shop { host, customer, receivable, sales }
}

impl Shop {
    fn sell(&self, minor: i64) -> Result<()> {
        let entry = Entry::new(Id::from_u128(50), Day::parse("2026-01-31")?)
            .contact(self.customer)
            .line(Line::new(self.receivable, Money::new(minor, "EUR")))
            .line(Line::new(self.sales, Money::new(-minor, "EUR")));
        self.host.post(&entry).map(|_| ())
    }
}

#[test]
fn an_entry_over_the_limit_is_refused_and_nothing_stays() {
    for (limit, sales, refused_at) in [
        (None, vec![1_000_000], None),
        (Some("100.00"), vec![10_000], None),
        (Some("100.00"), vec![10_001], Some(0)),
        (Some("100.00"), vec![6_000, 4_000, 1], Some(2)),
        (Some("100.00"), vec![10_000, -5_000, 5_000], None),
        (Some("0.00"), vec![-100], None),
    ] {
        let shop = shop(limit);
        for (at, minor) in sales.iter().enumerate() {
            let sold = shop.sell(*minor);
            assert_eq!(sold.is_err(), refused_at == Some(at), "{limit:?} {sales:?} at {at}: {sold:?}");
            if let Err(fault) = sold {
                assert_eq!(
                    (fault.code.as_str(), fault.pointer.as_deref()),
                    ("credit-limit.over", Some("/lines"))
                );
                assert_eq!(shop.host.records("entry").len(), at, "the refused entry is not there");
            }
        }
    }
}

#[test]
fn a_raise_is_kept_told_and_marked() {
    let shop = shop(Some("100.00"));
    let input = |limit: &str| {
        Body::new().with("limit", Decimal::parse(limit).unwrap()).with("reason", "Paid on time for a year")
    };
    let output = shop.host.action("raise-limit", Some(shop.customer), input("500.00")).unwrap();
    assert_eq!(output.get::<Decimal>("open"), Some(Decimal::ZERO));
    shop.sell(50_000).unwrap();
    let raises = || shop.host.records(Raise::TYPE);
    assert_eq!(raises()[0].get::<bool>(Raise::USED), None);
    assert_eq!(shop.host.deliver().unwrap(), 1);
    assert_eq!(raises()[0].get::<bool>(Raise::USED), Some(true));

    let lower = shop.host.action("raise-limit", Some(shop.customer), input("500.00")).unwrap_err();
    assert_eq!((lower.code.as_str(), raises().len()), ("credit-limit.not-higher", 1));
    let long = input("600.00").with("reason", "x".repeat(201));
    let long = shop.host.action("raise-limit", Some(shop.customer), long).unwrap_err();
    assert_eq!((long.code.as_str(), long.pointer.as_deref()), ("field.too-long", Some("/reason")));
}

#[test]
fn what_is_not_granted_is_refused_whole() {
    let shop = shop(Some("100.00"));
    shop.host.revoke("records.update", "contact");
    let input = Body::new().with("limit", Decimal::from(500)).with("reason", "Because");
    let refused = shop.host.action("raise-limit", Some(shop.customer), input).unwrap_err();
    assert_eq!(refused.code, "plugin.not-granted");
    shop.host.revoke("ledger.read", "");
    assert_eq!(shop.sell(1).unwrap_err().code, "plugin.not-granted");
    assert!(shop.host.events().is_empty() && shop.host.records("entry").is_empty());
}

#[test]
fn the_review_marks_who_is_near_and_the_page_shows_them() {
    let shop = shop(Some("100.00"));
    let near = || shop.host.record("contact", shop.customer).unwrap().get::<bool>(ContactExt::NEAR);
    shop.sell(7_999).unwrap();
    shop.host.job("review").unwrap();
    assert_eq!(near(), None);
    shop.sell(1).unwrap();
    shop.host.job("review").unwrap();
    assert_eq!(near(), Some(true));
    let page = shop.host.page("overview", &[], None).unwrap();
    assert!(page.contains("ACME") && page.contains("\"number\":\"80.00\""), "{page}");
    shop.host.set("warn-percent", 90_i64);
    shop.host.job("review").unwrap();
    assert_eq!(near(), Some(false));
    assert!(!shop.host.page("overview", &[], None).unwrap().contains("ACME"));
}
