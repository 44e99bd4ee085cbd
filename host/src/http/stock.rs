//! Actions and questions of stock. What they do is decided in `service::stock`.

use super::Route;
use crate::service::stock;

/// The routes of stock.
pub fn routes() -> Vec<Route> {
    vec![
        Route::action("stock.plan", "Plans moves: counted in forecasts, open for reservation.", stock::plan),
        Route::action(
            "stock.reserve",
            "Holds goods on hand for open moves, or says what is missing.",
            stock::reserve,
        ),
        Route::action("stock.unreserve", "Releases what is held for open moves.", stock::unreserve),
        Route::action(
            "stock.do",
            "Moves goods, planned or not, with their ledger entries: all of the request, or nothing.",
            stock::carry_out,
        ),
        Route::action(
            "stock.move-many",
            "Moves goods in bulk: up to 10 000 moves, all or none, or each with its own result.",
            stock::move_many,
        ),
        Route::action(
            "stock.cancel",
            "Cancels open moves and releases what was held for them.",
            stock::cancel,
        ),
        Route::action(
            "stock.reverse",
            "Takes a done move back by a new one, at its original cost.",
            stock::reverse,
        ),
        Route::action(
            "stock.count-start",
            "Begins a count: notes what the books expect.",
            stock::start_count,
        ),
        Route::action(
            "stock.count-post",
            "Posts a count: differences become moves from or to the loss location.",
            stock::post_count,
        ),
        Route::action("stock.count-cancel", "Gives an open count up.", stock::cancel_count),
        Route::action(
            "stock.revalue",
            "Changes the value of goods in stock: late cost, write-down, new standard cost.",
            stock::revalue,
        ),
        Route::question(
            "/api/v1/stock/on-hand",
            "stock.on-hand",
            "Quantities by item, location and lot: now, on a past day, or as planned until a coming one.",
            stock::on_hand,
        ),
        Route::question(
            "/api/v1/stock/valuation",
            "stock.valuation",
            "Value by item, and valuation layers against the ledger by account.",
            stock::valuation,
        ),
        Route::question(
            "/api/v1/stock/card",
            "stock.card",
            "What came and went of an item, with running quantity and value.",
            stock::card,
        ),
        Route::question(
            "/api/v1/stock/trace",
            "stock.trace",
            "Where a lot came from or went, through production, as a graph of moves.",
            stock::trace,
        ),
    ]
}
