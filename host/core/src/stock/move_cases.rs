//! Refusals: one case for each, and the order among them.

use uuid::Uuid;

use super::cost_cases::{goods, place};
use super::*;

const LOT: Uuid = Uuid::from_u128(7);

/// A book with 5 on the shelf, 2 of them reserved, and serial 7 in transit.
fn book() -> Book {
    let mut book = Book::new(2, 1);
    let shelf = place(LocationKind::Internal, false).id;
    let spot = Spot { item: goods(Costing::Average).id, location: shelf, lot: None };
    book.load_on_hand(spot, LocationKind::Internal, 5_000_000);
    book.load_reserved(spot, 2_000_000);
    let road = Spot { location: place(LocationKind::Transit, false).id, lot: Some(LOT), ..spot };
    book.load_on_hand(road, LocationKind::Transit, 1_000_000);
    book.load_pool(
        spot.item,
        Pile::Stock,
        Pool { quantity_e6: 5_000_000, value_minor: 5000, ..Pool::default() },
    );
    book
}

/// A purchase of one at 1.00, which nothing is wrong with.
fn purchase() -> Movement {
    Movement {
        item: goods(Costing::Average),
        lot: None,
        from: place(LocationKind::Supplier, false),
        to: place(LocationKind::Internal, false),
        quantity_e6: 1_000_000,
        cost: Cost::Value(100),
        claimed_e6: 0,
    }
}

fn sale() -> Movement {
    let shelf = purchase().to;
    Movement { from: shelf, to: place(LocationKind::Customer, false), cost: Cost::Unstated, ..purchase() }
}

fn tracked(tracking: Tracking, movement: Movement) -> Movement {
    Movement { item: ItemFacts { tracking, ..movement.item }, ..movement }
}

fn check(name: &str, movement: Movement, expected: &str) {
    let answer = match book().apply(&movement) {
        Ok(_) => "done",
        Err(error) => error.code(),
    };
    assert_eq!(answer, expected, "{name}");
}

#[test]
fn each_fault_has_its_code() {
    let service = ItemFacts { kind: ItemKind::Service, ..purchase().item };
    let consumable = ItemFacts { kind: ItemKind::Consumable, accounts: None, ..purchase().item };
    let without_accounts = ItemFacts { accounts: None, ..purchase().item };
    for (name, movement, expected) in [
        ("nothing wrong", purchase(), "done"),
        ("zero", Movement { quantity_e6: 0, ..purchase() }, "stock.quantity-not-positive"),
        ("backwards", Movement { quantity_e6: -1, ..purchase() }, "stock.quantity-not-positive"),
        ("in place", Movement { to: purchase().from, ..purchase() }, "stock.same-location"),
        (
            "to a view",
            Movement { to: place(LocationKind::View, false), ..purchase() },
            "stock.location-is-view",
        ),
        ("a service", Movement { item: service, ..purchase() }, "stock.item-is-service"),
        (
            "a consumable needs no accounts",
            Movement { item: consumable, cost: Cost::Unstated, ..purchase() },
            "done",
        ),
        ("no lot", tracked(Tracking::Lot, purchase()), "stock.lot-required"),
        ("a lot too many", Movement { lot: Some(LOT), ..purchase() }, "stock.lot-unexpected"),
        (
            "two of one serial",
            tracked(Tracking::Serial, Movement { lot: Some(LOT), quantity_e6: 2_000_000, ..purchase() }),
            "stock.serial-not-one",
        ),
        (
            "a serial that is on the road",
            tracked(Tracking::Serial, Movement { lot: Some(LOT), ..purchase() }),
            "stock.serial-in-stock",
        ),
        (
            "a new serial",
            tracked(Tracking::Serial, Movement { lot: Some(Uuid::from_u128(8)), ..purchase() }),
            "done",
        ),
        ("a sale with a cost", Movement { cost: Cost::Value(1), ..sale() }, "stock.cost-unexpected"),
        ("a return with a price", Movement { to: purchase().from, cost: Cost::Value(1), ..sale() }, "done"),
        ("below nothing", Movement { cost: Cost::Value(-1), ..purchase() }, "stock.cost-negative"),
        ("no price", Movement { cost: Cost::Unstated, ..purchase() }, "stock.cost-missing"),
        ("no accounts", Movement { item: without_accounts, ..purchase() }, "stock.accounts-missing"),
        ("what is free", Movement { quantity_e6: 3_000_000, ..sale() }, "done"),
        ("what others reserved", Movement { quantity_e6: 4_000_000, ..sale() }, "stock.not-available"),
        (
            "what it reserved itself",
            Movement { quantity_e6: 4_000_000, claimed_e6: 1_000_000, ..sale() },
            "done",
        ),
        (
            "more than is there, where that is allowed",
            Movement { quantity_e6: 6_000_000, from: place(LocationKind::Internal, true), ..sale() },
            "done",
        ),
        ("more than numbers hold", Movement { quantity_e6: i64::MAX, ..purchase() }, "stock.overflow"),
    ] {
        check(name, movement, expected);
    }
}

#[test]
fn the_first_fault_of_the_list_is_named() {
    // Everything is wrong; what is named is mended, one by one.
    let service =
        ItemFacts { kind: ItemKind::Service, tracking: Tracking::Lot, accounts: None, ..purchase().item };
    let view = place(LocationKind::View, false);
    let mut movement = Movement {
        item: service,
        lot: None,
        from: view,
        to: view,
        quantity_e6: 0,
        cost: Cost::Value(-1),
        claimed_e6: 0,
    };
    check("all", movement, "stock.quantity-not-positive");
    movement.quantity_e6 = 9_000_000;
    check("then", movement, "stock.same-location");
    movement.from = purchase().to;
    check("then", movement, "stock.location-is-view");
    movement.to = place(LocationKind::Customer, false);
    check("then", movement, "stock.item-is-service");
    movement.item.kind = ItemKind::Goods;
    check("then", movement, "stock.lot-required");
    movement.item.tracking = Tracking::None;
    check("then", movement, "stock.cost-unexpected");
    movement.to = place(LocationKind::Supplier, false);
    check("then", movement, "stock.cost-negative");
    movement.cost = Cost::Unstated;
    check("then", movement, "stock.accounts-missing");
    movement.item.accounts = purchase().item.accounts;
    check("then", movement, "stock.not-available");
    movement.quantity_e6 = 3_000_000;
    check("at last", movement, "done");
}

#[test]
fn a_plan_may_leave_place_and_lot_open() {
    let view = place(LocationKind::View, false);
    for (name, movement, expected) in [
        ("from a view", Movement { from: view, ..sale() }, "planned"),
        ("to a view", Movement { to: view, ..sale() }, "stock.location-is-view"),
        ("without a lot", tracked(Tracking::Serial, sale()), "planned"),
        ("more than is there", Movement { quantity_e6: 9_000_000, ..sale() }, "planned"),
        ("without a price", Movement { cost: Cost::Unstated, ..purchase() }, "planned"),
        (
            "with a price that is not asked",
            Movement { cost: Cost::Value(1), ..sale() },
            "stock.cost-unexpected",
        ),
        ("of nothing", Movement { quantity_e6: 0, ..sale() }, "stock.quantity-not-positive"),
    ] {
        let answer = check_plan(&movement).map_or_else(|error| error.code(), |()| "planned");
        assert_eq!(answer, expected, "{name}");
    }
}
