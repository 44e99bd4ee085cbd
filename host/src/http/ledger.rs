//! Actions of the ledger. What they do is decided in `service::ledger`.

use super::Route;
use crate::service::ledger;

/// The routes of the ledger.
pub fn routes() -> Vec<Route> {
    vec![
        Route::action("ledger.post", "Posts an entry: balanced, numbered, final.", ledger::post),
        Route::action(
            "ledger.post-many",
            "Posts up to 10 000 entries: all or none, or each with its own result.",
            ledger::post_many,
        ),
        Route::action(
            "ledger.reverse",
            "Posts the reversal of an entry, once, on a day of its own; settles what is still open.",
            ledger::reverse,
        ),
        Route::action(
            "ledger.reconcile",
            "Settles open items, in part or in full, with write-off and exchange difference.",
            ledger::reconcile,
        ),
        Route::action(
            "ledger.unreconcile",
            "Undoes a settlement: its items are open again, its entries reversed.",
            ledger::unreconcile,
        ),
        Route::question(
            "/api/v1/ledger/open-items",
            "ledger.open-items",
            "Lines that are not settled, with what is left of them, in the order of posting.",
            ledger::open_items,
        ),
        Route::action(
            "ledger.compute-tax",
            "Computes the lines of a taxed document, ready to be posted; changes nothing.",
            ledger::compute_tax,
        ),
        Route::action("ledger.close-period", "Closes a period until it is reopened.", ledger::close_period),
        Route::action("ledger.reopen-period", "Reopens a closed period.", ledger::reopen_period),
        Route::action("ledger.seal-period", "Seals a closed period, for good.", ledger::seal_period),
        Route::action(
            "ledger.open-fiscal-year",
            "Opens a fiscal year with a period for each month.",
            ledger::open_fiscal_year,
        ),
        Route::action(
            "ledger.close-fiscal-year",
            "Closes a fiscal year, for good: its result goes to retained earnings.",
            ledger::close_fiscal_year,
        ),
        Route::action("ledger.set-rates", "Keeps exchange rates by day.", ledger::set_rates),
        Route::action(
            "ledger.install-chart",
            "Gives a company its first accounts, journals, taxes, payment terms, settings and years.",
            ledger::install_chart,
        ),
    ]
}
