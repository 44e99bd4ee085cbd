//! The book against a plain reference model, over random receipts, issues, returns, transfers and counts.
//!
//! The model keeps one row per single unit, each with its own cost; the book keeps balances.

use proptest::prelude::*;
use uuid::Uuid;

use super::cost_cases::{goods, place};
use super::count::{Difference, difference};
use super::*;

const UNIT_E6: i64 = 1_000_000;

#[derive(Debug, Clone)]
enum Step {
    Buy { units: i64, price_minor: i64 },
    Sell { units: i64 },
    ReturnToSupplier { units: i64 },
    Refund { units: i64, price_minor: i64 },
    Transfer { units: i64, back: bool },
    Count { shelf: bool, units: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..20_i64, 0..5000_i64).prop_map(|(units, price_minor)| Step::Buy { units, price_minor }),
        4 => (1..15_i64).prop_map(|units| Step::Sell { units }),
        1 => (1..5_i64).prop_map(|units| Step::ReturnToSupplier { units }),
        1 => (1..5_i64, 0..5000_i64).prop_map(|(units, price_minor)| Step::Refund { units, price_minor }),
        2 => (1..10_i64, any::<bool>()).prop_map(|(units, back)| Step::Transfer { units, back }),
        1 => (any::<bool>(), 0..25_i64).prop_map(|(shelf, units)| Step::Count { shelf, units }),
    ]
}

fn annex() -> LocationFacts {
    LocationFacts { id: Uuid::from_u128(99), ..place(LocationKind::Internal, false) }
}

fn movement(costing: Costing, from: LocationFacts, to: LocationFacts, units: i64, cost: Cost) -> Movement {
    Movement { item: goods(costing), lot: None, from, to, quantity_e6: units * UNIT_E6, cost, claimed_e6: 0 }
}

/// Quantities in two places, and the stock's value as a plain list or a plain sum.
#[derive(Debug, Default)]
struct Model {
    shelf: i64,
    annex: i64,
    /// Oldest first: units left and the value left on them.
    layers: Vec<(i64, i64)>,
    ledger_minor: i64,
    last_rate: Option<(i64, i64)>,
}

/// Half away from zero, of figures that are not negative.
fn rounded(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor) / (2 * divisor)
}

impl Model {
    fn quantity(&self) -> i64 {
        self.layers.iter().map(|layer| layer.0).sum()
    }

    fn value(&self) -> i64 {
        self.layers.iter().map(|layer| layer.1).sum()
    }

    fn receive(&mut self, costing: Costing, units: i64, value_minor: i64) {
        self.last_rate = Some((value_minor, units));
        match (costing, self.layers.first_mut()) {
            (Costing::Average, Some(pile)) => *pile = (pile.0 + units, pile.1 + value_minor),
            _ => self.layers.push((units, value_minor)),
        }
    }

    fn issue(&mut self, units: i64) -> i64 {
        self.last_rate = Some((self.value(), self.quantity()));
        let (mut left, mut value_minor) = (units, 0);
        for layer in &mut self.layers {
            let part = layer.0.min(left);
            if part > 0 {
                let part_minor = rounded(layer.1 * part, layer.0);
                *layer = (layer.0 - part, layer.1 - part_minor);
                left -= part;
                value_minor += part_minor;
            }
        }
        self.layers.retain(|layer| layer.0 > 0);
        value_minor
    }
}

fn run(costing: Costing, steps: &[Step]) -> Result<(), TestCaseError> {
    let (shelf, supplier) = (place(LocationKind::Internal, false), place(LocationKind::Supplier, false));
    let (customer, loss) = (place(LocationKind::Customer, false), place(LocationKind::Loss, false));
    let mut book = Book::new(2, 1);
    let mut model = Model::default();
    let mut layers: Vec<Layer> = Vec::new();
    let mut taken: Vec<Taken> = Vec::new();
    for step in steps {
        let wanted = match *step {
            Step::Buy { units, price_minor } => {
                model.shelf += units;
                model.receive(costing, units, price_minor);
                Some(movement(costing, supplier, shelf, units, Cost::Value(price_minor)))
            }
            Step::Refund { units, price_minor } => {
                model.annex += units;
                model.receive(costing, units, price_minor);
                Some(movement(costing, customer, annex(), units, Cost::Value(price_minor)))
            }
            Step::Sell { units } | Step::ReturnToSupplier { units } => {
                let to = if matches!(step, Step::Sell { .. }) { customer } else { supplier };
                let movement = movement(costing, shelf, to, units, Cost::Unstated);
                if units > model.shelf {
                    let refused = Book::apply(&mut book, &movement);
                    prop_assert!(matches!(refused, Err(StockError::NotAvailable { .. })), "{refused:?}");
                    continue;
                }
                model.shelf -= units;
                model.issue(units);
                Some(movement)
            }
            Step::Transfer { units, back } => {
                let (from, to) = if back { (annex(), shelf) } else { (shelf, annex()) };
                let there = if back { &mut model.annex } else { &mut model.shelf };
                if units > *there {
                    continue;
                }
                *there -= units;
                *(if back { &mut model.shelf } else { &mut model.annex }) += units;
                Some(movement(costing, from, to, units, Cost::Unstated))
            }
            Step::Count { shelf: on_shelf, units } => {
                let location = if on_shelf { shelf } else { annex() };
                let kept = if on_shelf { &mut model.shelf } else { &mut model.annex };
                let expected_e6 = *kept * UNIT_E6;
                if *kept == 0 && model.last_rate.is_none() {
                    continue;
                }
                *kept = units;
                match difference(expected_e6, units * UNIT_E6).expect("fits") {
                    Difference::None => None,
                    Difference::Found(found_e6) => {
                        let found = found_e6 / UNIT_E6;
                        let (value_minor, of) = match model.quantity() {
                            0 => model.last_rate.unwrap_or((0, 1)),
                            quantity => (model.value(), quantity),
                        };
                        // With an empty pile the book goes by its last rate at six digits.
                        let value_minor = match model.quantity() {
                            0 => rounded(rounded(value_minor * 10_000, of) * found, 10_000),
                            _ => rounded(value_minor * found, of),
                        };
                        model.receive(costing, found, value_minor);
                        Some(movement(costing, loss, location, found, Cost::Unstated))
                    }
                    Difference::Lost(lost_e6) => {
                        model.issue(lost_e6 / UNIT_E6);
                        Some(movement(costing, location, loss, lost_e6 / UNIT_E6, Cost::Unstated))
                    }
                }
            }
        };
        let Some(movement) = wanted else { continue };
        let applied =
            book.apply(&movement).map_err(|error| TestCaseError::fail(format!("{step:?}: {error}")))?;
        model.ledger_minor += revalue::total(&applied.legs, Role::Inventory);
        layers.extend(&applied.layers);
        taken.extend(&applied.taken);

        let pool = book.pool(movement.item.id, Pile::Stock);
        prop_assert_eq!(pool.quantity_e6, model.quantity() * UNIT_E6);
        prop_assert_eq!(pool.value_minor, model.value(), "value after {:?}", step);
        prop_assert_eq!(pool.value_minor, model.ledger_minor, "stock value is the ledger's");
        prop_assert_eq!(pool.value_minor, layers.iter().map(|layer| layer.value_minor).sum::<i64>());
        prop_assert_eq!(pool.quantity_e6, layers.iter().map(|layer| layer.quantity_e6).sum::<i64>());
        prop_assert!(pool.value_minor >= 0);
        for (location, units) in [(shelf, model.shelf), (annex(), model.annex)] {
            let spot = Spot { item: movement.item.id, location: location.id, lot: None };
            prop_assert_eq!(book.on_hand(spot), units * UNIT_E6);
        }
        if costing == Costing::Fifo {
            let changes = book.changes();
            for layer in layers.iter().filter(|layer| layer.kind == LayerKind::Receipt) {
                let used: i64 = taken.iter().filter(|t| t.layer == layer.seq).map(|t| t.value_minor).sum();
                let left = changes.remaining.get(&layer.seq).expect("each receipt has a remainder").1;
                prop_assert_eq!(left.value_minor, layer.value_minor - used);
            }
        }
    }
    let total: i64 = book.changes().on_hand.values().sum();
    prop_assert_eq!(total, 0, "what is somewhere came from somewhere");
    Ok(())
}

proptest! {
    #[test]
    fn average_agrees_with_the_reference_model(steps in prop::collection::vec(step(), 1..40)) {
        run(Costing::Average, &steps)?;
    }

    #[test]
    fn fifo_agrees_with_the_reference_model(steps in prop::collection::vec(step(), 1..40)) {
        run(Costing::Fifo, &steps)?;
    }

    /// Below zero and back, at every costing: value is zero at quantity zero, and the ledger agrees.
    #[test]
    fn shortages_leave_nothing_behind(
        moves in prop::collection::vec((1..2000_i64, 0..9000_i64, any::<bool>()), 1..30),
        costing in prop_oneof![Just(Costing::Average), Just(Costing::Fifo), Just(Costing::Standard)],
    ) {
        let shelf = place(LocationKind::Internal, true);
        let (supplier, customer) = (place(LocationKind::Supplier, false), place(LocationKind::Customer, false));
        let mut book = Book::new(2, 1);
        let mut ledger_minor = 0;
        let start = Movement { quantity_e6: 1, ..movement(costing, supplier, shelf, 1, Cost::Value(7)) };
        let moves = moves.into_iter().map(|(quantity_e6, price_minor, buy)| match buy {
            true => Movement { quantity_e6, ..movement(costing, supplier, shelf, 1, Cost::Value(price_minor)) },
            false => Movement { quantity_e6, ..movement(costing, shelf, customer, 1, Cost::Unstated) },
        });
        for movement in std::iter::once(start).chain(moves) {
            let applied = book.apply(&movement).expect("allowed below zero");
            prop_assert_eq!(applied.legs.iter().map(|leg| leg.amount_minor).sum::<i64>(), 0);
            ledger_minor += revalue::total(&applied.legs, Role::Inventory);
            let pool = book.pool(movement.item.id, Pile::Stock);
            prop_assert_eq!(pool.value_minor, ledger_minor);
            prop_assert!(pool.quantity_e6 != 0 || pool.value_minor == 0);
            prop_assert!(pool.value_minor.signum() * pool.quantity_e6.signum() >= 0);
        }
    }
}
