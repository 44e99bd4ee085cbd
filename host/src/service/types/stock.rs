//! Items, units, lots, places, stock accounts; moves, reservations and counts to be read.
//!
//! Knows fields and what of them may change. Must not know how goods move: that is done by actions.

use crate::service::records::Declared;
use crate::service::stock::rules::{
    AccountRules, CategoryRules, ItemRules, LocationRules, LotRules, UomRules, VariantValueRules,
};
use crate::storage::records::{Collection, Field, MoneyOf, RecordType};
use crate::storage::stock::items;

/// Record types of stock.
pub fn types() -> Vec<Declared> {
    vec![
        Declared::with_rules(uom(), UomRules),
        Declared::with_rules(item_category(), CategoryRules),
        Declared::with_rules(item(), ItemRules),
        item_attribute().into(),
        item_attribute_value().into(),
        Declared::with_rules(item_variant_value(), VariantValueRules),
        Declared::with_rules(lot(), LotRules),
        warehouse().into(),
        Declared::with_rules(location(), LocationRules),
        Declared::with_rules(stock_account(), AccountRules),
        stock_move().into(),
        stock_reservation().into(),
        stock_count().into(),
    ]
}

fn code(max: usize) -> Field {
    Field::text("code", max).required().unique()
}

fn name() -> Field {
    Field::text("name", 200).required()
}

fn uom() -> RecordType {
    RecordType::new("uom", "uom")
        .help("A unit of measure, exact against the reference unit of its category.")
        .search(&["code", "name"])
        .field(code(20).help("UN/ECE Recommendation 20 code where there is one: C62, KGM."))
        .field(name())
        .field(Field::text("category", 40).required().help("What it measures: unit, mass, length, time."))
        .field(
            Field::integer("numerator").required().default(1).help("Of the reference unit: 12 for a dozen."),
        )
        .field(Field::integer("denominator").required().default(1).help("1000 for a gram beside a kilogram."))
        .field(Field::bool("closed"))
}

fn item_category() -> RecordType {
    RecordType::new("item-category", "item_category")
        .help("A branch of the tree of items; stock accounts are set by category.")
        .search(&["code", "name"])
        .field(code(40))
        .field(name())
        .field(Field::reference("parent", "item-category"))
}

fn item() -> RecordType {
    RecordType::new("item", "item")
        .help("What is bought, kept, made and sold; shared by all companies.")
        .search_index(items::search)
        .field(code(60))
        .field(name())
        .field(Field::choice("kind", &["goods", "consumable", "service"]).required().default("goods"))
        .field(Field::reference("uom", "uom").required().help("Unit in which quantities are kept."))
        .field(Field::reference("category", "item-category"))
        .field(Field::choice("tracking", &["none", "lot", "serial"]).required().default("none"))
        .field(
            Field::choice("costing", &["fifo", "average", "standard"])
                .required()
                .default("average")
                .help("How goods that leave are valued, in posting order."),
        )
        .field(
            Field::decimal("standard_cost", 6)
                .required()
                .default(rust_decimal::Decimal::ZERO)
                .help("First standard cost in each company; stock.revalue changes it where goods lie."),
        )
        .field(Field::decimal("list_price", 6).required().default(rust_decimal::Decimal::ZERO))
        .field(Field::text("barcode", 80).unique())
        .field(Field::reference("variant_of", "item").help("The item that this one is a variant of."))
        .field(Field::long_text("description"))
        .field(Field::bool("closed").help("Takes no new moves."))
}

fn item_attribute() -> RecordType {
    RecordType::new("item-attribute", "item_attribute")
        .help("An axis on which variants differ: colour, size.")
        .search(&["code", "name"])
        .field(code(40))
        .field(name())
}

fn item_attribute_value() -> RecordType {
    RecordType::new("item-attribute-value", "item_attribute_value")
        .help("A value on an axis: red, XL.")
        .search(&["code", "name"])
        .field(Field::reference("attribute", "item-attribute").required().fixed())
        .field(Field::text("code", 40).required())
        .field(name())
}

fn item_variant_value() -> RecordType {
    RecordType::new("item-variant-value", "item_variant_value")
        .help("The value of a variant on one axis.")
        .title("id")
        .field(Field::reference("item", "item").required().fixed())
        .field(Field::reference("attribute", "item-attribute").required().fixed())
        .field(Field::reference("value", "item-attribute-value").required())
}

fn lot() -> RecordType {
    RecordType::new("lot", "lot")
        .help("A batch of an item, or (tracking serial) one piece of it.")
        .title("code")
        .search(&["code"])
        .field(Field::reference("item", "item").required().fixed())
        .field(Field::text("code", 80).required())
        .field(Field::day("expires_on").help("Last good day: first expired is reserved first."))
}

fn warehouse() -> RecordType {
    RecordType::new("warehouse", "warehouse")
        .help("A building or yard of a company.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(40))
        .field(name())
        .field(Field::reference("contact", "contact").help("Whose address it has."))
        .field(Field::bool("closed"))
}

fn location() -> RecordType {
    RecordType::new("location", "location")
        .help("Where goods can be: a shelf, a supplier, a customer, the road.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(60))
        .field(name())
        .field(
            Field::choice(
                "kind",
                &["internal", "supplier", "customer", "production", "loss", "transit", "view"],
            )
            .required(),
        )
        .field(Field::reference("warehouse", "warehouse"))
        .field(Field::reference("parent", "location"))
        .field(
            Field::bool("allow_negative")
                .help("More may leave than is there; corrected by the next receipt."),
        )
        .field(Field::bool("closed").help("Takes no new moves."))
}

fn stock_account() -> RecordType {
    let account = |name: &str, help: &str| Field::reference(name, "account").required().help(help);
    RecordType::new("stock-account", "stock_account")
        .help("Accounts of stock in a company: of an item category and those below it, or of all items.")
        .company_scoped()
        .title("id")
        .field(
            Field::reference("category", "item-category").help("All items without a nearer row, when empty."),
        )
        .field(account("inventory_account", "Value of goods in stock."))
        .field(account("received_account", "Goods received, not yet invoiced: the supplier's side."))
        .field(account("shipped_account", "Cost of goods sold, or goods shipped and not yet invoiced."))
        .field(account("price_difference_account", "Price against cost, late cost, corrections."))
        .field(account("loss_account", "Scrap and count differences."))
        .field(account("production_account", "Work in progress."))
        .field(account("transit_account", "Goods on the way."))
        .field(Field::reference("journal", "journal").required().help("Where stock entries are written."))
}

fn stock_move() -> RecordType {
    let quantity = |name: &str| Field::decimal(name, 6);
    RecordType::new("stock-move", "stock_move")
        .help("Goods from one location to another: planned, reserved, done or cancelled.")
        .company_scoped()
        .title("number")
        .search(&["number", "reference"])
        .field(Field::text("number", 40))
        .field(Field::integer("posted_no").help("Posting order, in which cost is computed."))
        .field(Field::choice("state", &["planned", "reserved", "done", "cancelled"]))
        .field(Field::reference("item", "item"))
        .field(Field::reference("lot", "lot"))
        .field(Field::reference("from_location", "location"))
        .field(Field::reference("to_location", "location"))
        .field(quantity("quantity").help("In the item's unit."))
        .field(Field::reference("uom", "uom").help("Unit entered."))
        .field(quantity("entered_quantity").help("In the unit entered."))
        .field(Field::day("planned_on"))
        .field(Field::day("done_on").help("Business date."))
        .field(Field::instant("done_at"))
        .field(Field::day("late_for_on").help("The day it really happened, when that day is closed."))
        .field(Field::decimal("unit_cost", 6))
        .field(Field::money("value", MoneyOf::Company).help("On the account of stock."))
        .field(Field::money("counterpart", MoneyOf::Company).help("On the account of the other side."))
        .field(Field::reference("entry", "entry"))
        .field(Field::reference("reverses", "stock-move"))
        .field(Field::reference("rest_of", "stock-move"))
        .field(Field::text("reference", 200))
        .field(Field::reference("contact", "contact"))
        .field(Field::text("source_type", 100))
        .field(Field::new("source", crate::storage::records::Kind::Id).column("source_id"))
        .field(Field::text("actor_kind", 20))
        .field(Field::reference("actor", "user"))
        .field(Field::text("plugin", 100))
        .field(Field::text("plugin_version", 40))
        .field(Field::text("package_digest", 64))
        .field(Field::text("via", 200).help("Door, hook or action that brought it about."))
        .read_only()
}

fn stock_reservation() -> RecordType {
    RecordType::new("stock-reservation", "stock_reservation")
        .help("Goods held for an open move.")
        .company_scoped()
        .title("id")
        .field(Field::reference("move", "stock-move"))
        .field(Field::reference("location", "location"))
        .field(Field::reference("item", "item"))
        .field(Field::reference("lot", "lot"))
        .field(Field::decimal("quantity", 6))
        .final_rows("created_at")
}

fn stock_count() -> RecordType {
    RecordType::new("stock-count", "stock_count")
        .help("A count of a location: expected, found, and the moves of the differences.")
        .company_scoped()
        .title("number")
        .search(&["number", "note"])
        .field(Field::text("number", 40))
        .field(Field::reference("location", "location"))
        .field(Field::choice("state", &["open", "posted", "cancelled"]))
        .field(Field::day("counted_on"))
        .field(Field::instant("posted_at"))
        .field(Field::long_text("note"))
        .collection(
            Collection::new("lines", "stock_count_line", "count_id")
                .with_id()
                .readonly()
                .field(Field::reference("item", "item"))
                .field(Field::reference("lot", "lot"))
                .field(Field::decimal("expected", 6))
                .field(Field::decimal("counted", 6))
                .field(Field::reference("move", "stock-move")),
        )
        .read_only()
}
