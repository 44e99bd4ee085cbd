//! Routes of contacts beside the generic ones.

use super::Route;
use crate::service::contacts::{duplicates, erase, findings, merge, search};

/// Search, findings, duplicates, merge, erase.
pub fn routes() -> Vec<Route> {
    vec![
        Route::question(
            "/api/v1/contacts/search",
            "contact.search",
            "Finds contacts by any part of name, phone, mail or number, best first.",
            search::search,
        ),
        Route::question(
            "/api/v1/contacts/findings",
            "contact.findings",
            "Says what a contact's roles lack.",
            findings,
        ),
        Route::action(
            "contact.find-duplicates",
            "Finds contacts that may be the one being typed.",
            duplicates::find,
        ),
        Route::question(
            "/api/v1/contacts/duplicates",
            "contact.list-duplicates",
            "Lists pairs of contacts that may be one, with the reasons.",
            duplicates::list,
        ),
        Route::action(
            "contact.merge",
            "Makes two contacts one; the other stays as a redirect.",
            merge::merge,
        ),
        Route::action("contact.erase", "Erases a person's data and keeps the books.", erase::erase),
    ]
}
