//! Northwind's two years, done again through the actions of the plugins `sales` and `invoicing`, in the order of days.
//!
//! Knows which steps there are and when. Each step is a unit of work of its own, and what is there already is left
//! alone: a run that was stopped goes on where it was. Must not know orders, invoices or stock.

mod figures;
mod known;
mod orders;
mod step;

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::service::{Ctx, Fault, Uow};
use crate::storage::{Db, Scope, Tx};

pub use figures::ReplayFigures;
use known::Reached;
use step::Kind;

/// The plugins whose actions are called, in the order in which they are installed.
pub const PLUGINS: [&str; 2] = ["invoicing", "sales"];
/// Days from an invoice to its payment: the terms of all customers.
const TERM_DAYS: u64 = 30;

/// How often a step is tried that met a deadline; less often than it takes to pause a plugin.
const TRIES: u32 = 4;

/// How far the replay is: steps that are done, and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Steps done in this run.
    pub done: usize,
    /// Steps that this run has to do.
    pub of: usize,
}

/// Does what is missing of the two years. `fresh` makes the surroundings of a step, `told` hears of each.
pub async fn replay(
    db: &Db,
    fresh: impl Fn() -> Ctx,
    mut told: impl FnMut(Progress),
) -> Result<ReplayFigures, Fault> {
    let orders = Arc::new(orders::orders()?);
    let ctx = fresh();
    if let Some(missing) = PLUGINS.iter().find(|id| !ctx.installed.plugins.contains_key(**id)) {
        let message = format!("The two years need the plugin {missing}: name its package with --package.");
        return Err(Fault::refused("demo.plugin-missing", message).arg("plugin", *missing));
    }
    let all = orders.clone();
    let (known, mut reached) = db
        .read(async move |tx: &mut Tx| -> Result<_, Fault> {
            let mut uow = Uow::new(tx, &ctx);
            let known = known::known(&mut uow, &all).await?;
            let reached = known::reached(&mut uow, known.company, &all).await?;
            Ok((known, reached))
        })
        .await?;
    let known = Arc::new(known);
    let company = known.company;
    let steps = steps(&orders, &reached);
    told(Progress { done: 0, of: steps.len() });
    for (done, step) in steps.iter().enumerate() {
        reached[step.2] = carry_out(db, &fresh, &known, &orders, reached[step.2], *step).await?;
        told(Progress { done: done + 1, of: steps.len() });
    }
    let ctx = fresh();
    let count = reached.iter().filter(|one| one.order.is_some()).count();
    db.read(async move |tx: &mut Tx| figures::figures(&mut Uow::new(tx, &ctx), company, count).await).await
}

/// Does a step in a unit of work of its own. On a machine that is busy a plugin may meet its deadline: nothing happened
/// then, and the step is tried again.
async fn carry_out(
    db: &Db,
    fresh: &impl Fn() -> Ctx,
    known: &Arc<known::Known>,
    orders: &Arc<Vec<orders::SampleOrder>>,
    before: Reached,
    (on, kind, at): (NaiveDate, Kind, usize),
) -> Result<Reached, Fault> {
    let mut tries = 1;
    loop {
        let (ctx, known, orders) = (fresh(), known.clone(), orders.clone());
        let company = known.company;
        let work = async move |tx: &mut Tx| {
            let mut uow = Uow::new(tx, &ctx);
            step::run(&mut uow, &known, &orders[at], before, kind, on).await
        };
        match db.write(Scope::Company(company), work).await {
            Err(fault) if fault.code == "plugin.deadline" && tries < TRIES => tries += 1,
            Err(fault) => return Err(fault.operator(format!("{kind:?} of the order {at} on {on}"))),
            Ok(reached) => return Ok(reached),
        }
    }
}

/// What is still to be done, in the order of days.
fn steps(orders: &[orders::SampleOrder], reached: &[Reached]) -> Vec<(NaiveDate, Kind, usize)> {
    let mut steps = Vec::new();
    for (at, (order, reached)) in orders.iter().zip(reached).enumerate() {
        if reached.order.is_none() {
            steps.push((order.ordered_on, Kind::Take, at));
        }
        let Some(shipped_on) = order.shipped_on else { continue };
        if reached.invoice.is_none() {
            steps.push((shipped_on, Kind::Ship, at));
        }
        if !reached.paid {
            steps.push((
                shipped_on.checked_add_days(Days::new(TERM_DAYS)).unwrap_or(shipped_on),
                Kind::Pay,
                at,
            ));
        }
    }
    steps.sort_unstable();
    steps
}
