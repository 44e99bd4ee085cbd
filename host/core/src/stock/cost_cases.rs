//! Costing in figures that a bookkeeper can check by hand: steps in, a table of the books out.

use uuid::Uuid;

use super::cost::{rate_e6, value_of};
use super::revalue::LateReceipt;
use super::*;

const ITEM: Uuid = Uuid::from_u128(1);
const SHELF: u128 = 10;

/// Accounts named by small numbers.
pub(super) fn accounts() -> Accounts {
    let account = Uuid::from_u128;
    Accounts {
        inventory: account(101),
        received: account(102),
        shipped: account(103),
        price_difference: account(104),
        loss: account(105),
        production: account(106),
        transit: account(107),
        journal: account(108),
    }
}

/// Goods at a costing, standard cost 5.00.
pub(super) fn goods(costing: Costing) -> ItemFacts {
    ItemFacts {
        id: ITEM,
        kind: ItemKind::Goods,
        tracking: Tracking::None,
        costing,
        standard_cost_e6: if costing == Costing::Standard { 5_000_000 } else { 0 },
        accounts: Some(accounts()),
    }
}

/// A location of a kind; there is one of each.
pub(super) fn place(kind: LocationKind, allow_negative: bool) -> LocationFacts {
    LocationFacts { id: Uuid::from_u128(SHELF + kind as u128), kind, allow_negative }
}

fn scaled(text: &str) -> i64 {
    crate::money::to_scaled(text.parse().expect("a number"), 6).expect("fits")
}

/// Runs steps such as `buy 4 @ 10`, `sell 3`, `return 8 @ 100`, `late 30 on 1`, `write -5`, `standard 6`.
///
/// Answers one line per step: quantity, value and rate of the stock, then the legs as debits and credits.
fn run(costing: Costing, steps: &str) -> Vec<String> {
    use LocationKind::*;
    let item = goods(costing);
    let mut book = Book::new(2, 1);
    let mut made: Vec<(Movement, Applied)> = Vec::new();
    let mut lines = Vec::new();
    for step in steps.split('|').map(str::trim) {
        let words: Vec<&str> = step.split_whitespace().collect();
        let quantity_e6 = words.get(1).map(|w| scaled(w)).unwrap_or(0);
        let amount = || value_of(1_000_000, quantity_e6, 2).expect("fits");
        let (from, to) = match words[0] {
            "buy" => (Supplier, Internal),
            "sell" | "oversell" => (Internal, Customer),
            "return" => (Internal, Supplier),
            "refund" => (Customer, Internal),
            "lose" => (Internal, Loss),
            "find" => (Loss, Internal),
            "use" => (Internal, Production),
            "make" => (Production, Internal),
            "send" => (Internal, Transit),
            "arrive" => (Transit, Internal),
            "drop-ship" => (Supplier, Customer),
            _ => (View, View),
        };
        let applied = match words[0] {
            "late" => {
                let (movement, applied) = &made[words[3].parse::<usize>().expect("a step") - 1];
                let receipt = LateReceipt { layer: applied.layers[0].seq, quantity_e6: movement.quantity_e6 };
                book.add_late_cost(&item, receipt, amount(), None)
            }
            "write" => book.write(&item, amount()),
            "standard" => book.set_standard_cost(&item, quantity_e6),
            "reverse" => {
                let (original, applied) = made[words[1].parse::<usize>().expect("a step") - 1].clone();
                book.apply(&Movement {
                    from: original.to,
                    to: original.from,
                    cost: Cost::Original {
                        value_minor: applied.value_minor,
                        counterpart_minor: applied.counterpart_minor,
                        layer: applied.layers.first().map(|layer| layer.seq),
                    },
                    ..original
                })
            }
            verb => {
                let cost = match words.get(3) {
                    Some(cost) => Cost::Value(value_of(quantity_e6, scaled(cost), 2).expect("fits")),
                    None => Cost::Unstated,
                };
                let from = place(from, verb == "oversell");
                let to = place(to, false);
                let movement = Movement { item, lot: None, from, to, quantity_e6, cost, claimed_e6: 0 };
                book.apply(&movement).inspect(|applied| made.push((movement, applied.clone())))
            }
        };
        lines.push(match applied {
            Err(error) => format!("refused {}", error.code()),
            Ok(applied) => {
                assert_eq!(
                    applied.legs.iter().map(|leg| leg.amount_minor).sum::<i64>(),
                    0,
                    "{step} balances"
                );
                let pool = book.pool(ITEM, Pile::Stock);
                let rate = match pool.quantity_e6 {
                    0 => "-".to_owned(),
                    quantity => money(rate_e6(pool.value_minor, quantity, 2).expect("fits") / 10_000),
                };
                let mut legs: Vec<String> = applied.legs.iter().map(leg).collect();
                legs.sort();
                format!(
                    "{} {} {rate} {}",
                    pool.quantity_e6 / 1_000_000,
                    money(pool.value_minor),
                    legs.join(" ")
                )
                .trim_end()
                .to_owned()
            }
        });
    }
    lines
}

fn money(minor: i64) -> String {
    rust_decimal::Decimal::new(minor, 2).to_string()
}

fn leg(leg: &Leg) -> String {
    let name = match leg.role {
        Role::Inventory => "inventory",
        Role::Received => "received",
        Role::Shipped => "shipped",
        Role::PriceDifference => "difference",
        Role::Loss => "loss",
        Role::Production => "production",
        Role::Transit => "transit",
    };
    format!("{name}:{}", money(leg.amount_minor))
}

#[test]
fn costs_come_out_to_the_cent() {
    use Costing::*;
    for (story, costing, steps, expected) in [
        (
            "average moves with each receipt",
            Average,
            "buy 1 @ 100 | buy 1 @ 200 | buy 2 @ 200",
            vec![
                "1 100.00 100.00 inventory:100.00 received:-100.00",
                "2 300.00 150.00 inventory:200.00 received:-200.00",
                "4 700.00 175.00 inventory:400.00 received:-400.00",
            ],
        ),
        (
            "oldest goods leave first",
            Fifo,
            "buy 4 @ 10 | buy 2 @ 25 | sell 3 | sell 1 | sell 1 | sell 1 | sell 1",
            vec![
                "4 40.00 10.00 inventory:40.00 received:-40.00",
                "6 90.00 15.00 inventory:50.00 received:-50.00",
                "3 60.00 20.00 inventory:-30.00 shipped:30.00",
                "2 50.00 25.00 inventory:-10.00 shipped:10.00",
                "1 25.00 25.00 inventory:-25.00 shipped:25.00",
                "0 0.00 - inventory:-25.00 shipped:25.00",
                "refused stock.not-available",
            ],
        ),
        (
            "standard cost keeps price differences apart",
            Standard,
            "buy 4 @ 4 | sell 2 | standard 6 | sell 2",
            vec![
                "4 20.00 5.00 difference:-4.00 inventory:20.00 received:-16.00",
                "2 10.00 5.00 inventory:-10.00 shipped:10.00",
                "2 12.00 6.00 difference:-2.00 inventory:2.00",
                "0 0.00 - inventory:-12.00 shipped:12.00",
            ],
        ),
        (
            "a dear return never makes the rate negative",
            Average,
            "buy 10 @ 100 | buy 100 @ 10 | sell 100 | return 8 @ 100 | sell 2",
            vec![
                "10 1000.00 100.00 inventory:1000.00 received:-1000.00",
                "110 2000.00 18.18 inventory:1000.00 received:-1000.00",
                "10 181.82 18.18 inventory:-1818.18 shipped:1818.18",
                "2 36.36 18.18 difference:-654.54 inventory:-145.46 received:800.00",
                "0 0.00 - inventory:-36.36 shipped:36.36",
            ],
        ),
        (
            "a reversal leaves at its original cost",
            Average,
            "buy 10 @ 100 | buy 10 @ 50 | reverse 1 | sell 10",
            vec![
                "10 1000.00 100.00 inventory:1000.00 received:-1000.00",
                "20 1500.00 75.00 inventory:500.00 received:-500.00",
                "10 500.00 50.00 inventory:-1000.00 received:1000.00",
                "0 0.00 - inventory:-500.00 shipped:500.00",
            ],
        ),
        (
            "a reversal that the rest cannot bear leaves at the rate",
            Average,
            "buy 8 @ 100 | buy 100 @ 10 | sell 98 | reverse 1",
            vec![
                "8 800.00 100.00 inventory:800.00 received:-800.00",
                "108 1800.00 16.66 inventory:1000.00 received:-1000.00",
                "10 166.67 16.66 inventory:-1633.33 shipped:1633.33",
                "2 33.33 16.66 difference:-666.66 inventory:-133.34 received:800.00",
            ],
        ),
        (
            "a reversed receipt takes its own layer",
            Fifo,
            "buy 2 @ 10 | buy 2 @ 30 | reverse 2 | sell 2",
            vec![
                "2 20.00 10.00 inventory:20.00 received:-20.00",
                "4 80.00 20.00 inventory:60.00 received:-60.00",
                "2 20.00 10.00 inventory:-60.00 received:60.00",
                "0 0.00 - inventory:-20.00 shipped:20.00",
            ],
        ),
        (
            "a reversed sale comes back at what it left for",
            Fifo,
            "buy 1 @ 10 | buy 1 @ 30 | sell 1 | reverse 3 | sell 1 | sell 1",
            vec![
                "1 10.00 10.00 inventory:10.00 received:-10.00",
                "2 40.00 20.00 inventory:30.00 received:-30.00",
                "1 30.00 30.00 inventory:-10.00 shipped:10.00",
                "2 40.00 20.00 inventory:10.00 shipped:-10.00",
                "1 10.00 10.00 inventory:-30.00 shipped:30.00",
                "0 0.00 - inventory:-10.00 shipped:10.00",
            ],
        ),
        (
            "below zero at the last known cost, corrected by the next receipt",
            Average,
            "buy 5 @ 10 | sell 5 | oversell 5 | buy 8 @ 12",
            vec![
                "5 50.00 10.00 inventory:50.00 received:-50.00",
                "0 0.00 - inventory:-50.00 shipped:50.00",
                "-5 -50.00 10.00 inventory:-50.00 shipped:50.00",
                "3 36.00 12.00 difference:10.00 inventory:86.00 received:-96.00",
            ],
        ),
        (
            "below zero at fifo",
            Fifo,
            "buy 2 @ 10 | oversell 6 | buy 1 @ 13 | buy 5 @ 12 | sell 2",
            vec![
                "2 20.00 10.00 inventory:20.00 received:-20.00",
                "-4 -40.00 10.00 inventory:-60.00 shipped:60.00",
                "-3 -30.00 10.00 difference:3.00 inventory:10.00 received:-13.00",
                "2 24.00 12.00 difference:6.00 inventory:54.00 received:-60.00",
                "0 0.00 - inventory:-24.00 shipped:24.00",
            ],
        ),
        (
            "below zero at standard needs no correction",
            Standard,
            "oversell 2 | buy 3 @ 4",
            vec![
                "-2 -10.00 5.00 inventory:-10.00 shipped:10.00",
                "1 5.00 5.00 difference:-3.00 inventory:15.00 received:-12.00",
            ],
        ),
        (
            "thirds leave nothing behind",
            Average,
            "buy 3 @ 0.333333 | sell 1 | sell 1 | sell 1",
            vec![
                "3 1.00 0.33 inventory:1.00 received:-1.00",
                "2 0.67 0.33 inventory:-0.33 shipped:0.33",
                "1 0.33 0.33 inventory:-0.34 shipped:0.34",
                "0 0.00 - inventory:-0.33 shipped:0.33",
            ],
        ),
        (
            "loss, find, production and transit have their accounts",
            Average,
            "buy 10 @ 2 | lose 1 | find 2 | use 4 | make 1 @ 9 | send 3 | arrive 1 | arrive 2",
            vec![
                "10 20.00 2.00 inventory:20.00 received:-20.00",
                "9 18.00 2.00 inventory:-2.00 loss:2.00",
                "11 22.00 2.00 inventory:4.00 loss:-4.00",
                "7 14.00 2.00 inventory:-8.00 production:8.00",
                "8 23.00 2.87 inventory:9.00 production:-9.00",
                "5 14.37 2.87 inventory:-8.63 transit:8.63",
                "6 17.25 2.87 inventory:2.88 transit:-2.88",
                "8 23.00 2.87 inventory:5.75 transit:-5.75",
            ],
        ),
        (
            "late cost: what is still there takes its share",
            Fifo,
            "buy 4 @ 10 | sell 1 | late 8 on 1 | sell 3",
            vec![
                "4 40.00 10.00 inventory:40.00 received:-40.00",
                "3 30.00 10.00 inventory:-10.00 shipped:10.00",
                "3 36.00 12.00 difference:2.00 inventory:6.00 received:-8.00",
                "0 0.00 - inventory:-36.00 shipped:36.00",
            ],
        ),
        (
            "late cost at average is borne by as many as are there",
            Average,
            "buy 4 @ 10 | sell 3 | late 8 on 1",
            vec![
                "4 40.00 10.00 inventory:40.00 received:-40.00",
                "1 10.00 10.00 inventory:-30.00 shipped:30.00",
                "1 12.00 12.00 difference:6.00 inventory:2.00 received:-8.00",
            ],
        ),
        (
            "late cost at standard is a price difference",
            Standard,
            "buy 4 @ 5 | late 8 on 1 | write 1",
            vec![
                "4 20.00 5.00 inventory:20.00 received:-20.00",
                "4 20.00 5.00 difference:8.00 received:-8.00",
                "refused stock.set-standard-cost",
            ],
        ),
        (
            "written down, not below zero",
            Fifo,
            "buy 1 @ 10 | buy 1 @ 30 | write -4 | sell 1 | write -28",
            vec![
                "1 10.00 10.00 inventory:10.00 received:-10.00",
                "2 40.00 20.00 inventory:30.00 received:-30.00",
                "2 36.00 18.00 difference:4.00 inventory:-4.00",
                "1 27.00 27.00 inventory:-9.00 shipped:9.00",
                "refused stock.value-below-zero",
            ],
        ),
        (
            "a refund without a sale comes in at the rate",
            Average,
            "refund 1 | buy 2 @ 7 | refund 1",
            vec![
                "refused stock.cost-missing",
                "2 14.00 7.00 inventory:14.00 received:-14.00",
                "3 21.00 7.00 inventory:7.00 shipped:-7.00",
            ],
        ),
        (
            "drop shipping never touches the inventory",
            Average,
            "drop-ship 3 @ 4",
            vec!["0 0.00 - received:-12.00 shipped:12.00"],
        ),
    ] {
        assert_eq!(run(costing, steps), expected, "{story}");
    }
}
