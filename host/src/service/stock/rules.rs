//! What saving an item, a unit, a place or an account set means beyond its declaration.
//!
//! Knows what must stay once goods moved. Must not know SQL.

use futures_util::FutureExt;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::service::records::{RecordRules, RuleFuture, Save};
use crate::service::{Fault, Uow};
use crate::storage::records::Value;
use crate::storage::stock::{company, items, places};

fn first_changed<'a>(save: &Save, fields: &[&'a str]) -> Option<&'a str> {
    fields.iter().copied().find(|field| save.old.is_some() && save.changes(field))
}

/// A unit that was used keeps its meaning.
pub struct UomRules;

impl RecordRules for UomRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            for field in ["numerator", "denominator"] {
                if save.value(field).integer().unwrap_or(0) <= 0 {
                    return Err(Fault::invalid(
                        "stock.factor-not-positive",
                        "Give a whole number above zero.",
                    )
                    .at(format!("/{field}")));
                }
            }
            if let Some(field) = first_changed(save, &["category", "numerator", "denominator"])
                && items::uom_is_used(uow.tx, save.id).await?
            {
                return Err(Fault::refused(
                    "stock.uom-in-use",
                    "Make another unit: quantities are kept in this one, and would change their meaning.",
                )
                .at(format!("/{field}")));
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// Categories stay a tree.
pub struct CategoryRules;

impl RecordRules for CategoryRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let parents = items::categories(uow.tx).await?;
            let mut at = save.value("parent").id();
            for _ in 0..=parents.len() {
                let Some(category) = at else { return Ok(()) };
                if category == save.id {
                    break;
                }
                at = parents.get(&category).copied().flatten();
            }
            Err(Fault::refused("stock.category-tree", "Choose a category that is not below this one.")
                .at("/parent"))
        }
        .boxed_local()
    }
}

/// What quantities and values are kept by stays, once goods moved; and items are found by any part of their words.
pub struct ItemRules;

impl RecordRules for ItemRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            for field in ["standard_cost", "list_price"] {
                if save.value(field).decimal().is_some_and(|value| value < Decimal::ZERO) {
                    return Err(
                        Fault::invalid("stock.price-negative", "Give zero or more.").at(format!("/{field}"))
                    );
                }
            }
            if let Some(field) = first_changed(save, &["kind", "uom", "tracking", "costing"])
                && items::has_moves(uow.tx, save.id).await?
            {
                return Err(Fault::refused(
                    "stock.item-has-moves",
                    "Close this item and make another: goods of it moved, and are kept by what it says here.",
                )
                .at(format!("/{field}")));
            }
            if save.value("variant_of").id() == Some(save.id) {
                return Err(Fault::invalid("stock.own-variant", "Choose another item.").at("/variant_of"));
            }
            Ok(())
        }
        .boxed_local()
    }

    fn after_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a Save) -> RuleFuture<'a> {
        async move {
            let words = ["code", "name", "barcode", "description"]
                .map(|field| save.value(field).text().unwrap_or(""));
            Ok(items::set_search_text(uow.tx, save.id, &words.join(" ")).await?)
        }
        .boxed_local()
    }
}

/// A value belongs to its axis.
pub struct VariantValueRules;

impl RecordRules for VariantValueRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let id = |name: &str| save.value(name).id().unwrap_or_else(Uuid::nil);
            match items::attribute_of_value(uow.tx, id("value")).await? == Some(id("attribute")) {
                true => Ok(()),
                false => {
                    Err(Fault::invalid("stock.value-of-other-attribute", "Choose a value of this attribute.")
                        .at("/value"))
                }
            }
        }
        .boxed_local()
    }
}

/// Only tracked items have lots, and a code names one lot of an item.
pub struct LotRules;

impl RecordRules for LotRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            let Some(item) = save.value("item").id() else { return Ok(()) };
            let known = items::items(uow.tx, &[item]).await?;
            match known.get(&item) {
                Some(row) if row.tracking == keel_core::stock::Tracking::None => Err(Fault::refused(
                    "stock.lot-unexpected",
                    format!("Choose an item that is tracked by lot or serial: {} is not.", row.code),
                )
                .arg("item", &row.code)
                .at("/item")),
                _ => Ok(()),
            }
        }
        .boxed_local()
    }
}

/// Locations stay a tree of one company, and keep their kind once goods moved.
pub struct LocationRules;

impl RecordRules for LocationRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if first_changed(save, &["kind"]).is_some() && places::has_moves(uow.tx, save.id).await? {
                return Err(Fault::refused(
                    "stock.location-has-moves",
                    "Close this location and make another: goods moved through it under its present kind.",
                )
                .at("/kind"));
            }
            if let Some(parent) = save.value("parent").id() {
                if parent == save.id || places::is_below(uow.tx, parent, save.id).await? {
                    return Err(Fault::refused(
                        "stock.location-tree",
                        "Choose a location that is not below this one.",
                    )
                    .at("/parent"));
                }
                let company = save.company();
                let known = places::locations(uow.tx, &[parent]).await?;
                if known.get(&parent).map(|row| row.company_id) != company {
                    return Err(Fault::invalid(
                        "stock.location-of-other-company",
                        "Choose a location of this company.",
                    )
                    .at("/parent"));
                }
            }
            if save.value("allow_negative") == &Value::Bool(true)
                && !matches!(save.value("kind").text(), Some("internal" | "transit"))
            {
                return Err(Fault::invalid(
                    "stock.negative-elsewhere",
                    "Only internal and transit locations are kept above zero; leave allow_negative off.",
                )
                .at("/allow_negative"));
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// Accounts of one company that are apart where the books must tell them apart.
pub struct AccountRules;

impl RecordRules for AccountRules {
    fn before_save<'a>(&'a self, uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            for field in ["inventory_account", "transit_account"] {
                if let Some(account) = save.value(field).id()
                    && save.changes(field)
                    && company::has_foreign_lines(uow.tx, account).await?
                {
                    return Err(Fault::refused(
                        "stock.account-has-lines",
                        "Choose an account without lines: from now on goods alone change its balance.",
                    )
                    .at(format!("/{field}")));
                }
            }
            let inventory = save.value("inventory_account").id();
            for field in [
                "received_account",
                "shipped_account",
                "price_difference_account",
                "loss_account",
                "production_account",
                "transit_account",
            ] {
                if save.value(field).id() == inventory {
                    return Err(Fault::invalid(
                        "stock.inventory-account-twice",
                        "Choose another account: the inventory account holds the value of stock and nothing else.",
                    )
                    .at(format!("/{field}")));
                }
            }
            Ok(())
        }
        .boxed_local()
    }
}
