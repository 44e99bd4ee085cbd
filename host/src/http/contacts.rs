//! Routes of contacts beside the generic ones.

use axum::http::{Method, StatusCode};

use super::{Answer, Req, Route};
use crate::service::Uow;
use crate::service::contacts::duplicates::{Duplicate, FindDuplicates};
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
        find_duplicates(),
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

/// A question with a body: it reads, and so it waits for no writer.
fn find_duplicates() -> Route {
    Route::new(
        Method::POST,
        "/api/v1/actions/contact.find-duplicates",
        "contact.find-duplicates",
        "Finds contacts that may be the one being typed; changes nothing.",
        async |req: Req| {
            let draft: FindDuplicates = req.json()?;
            let found = req.read(async move |uow: &mut Uow<'_>| duplicates::find(uow, draft).await).await?;
            Answer::json(&found)
        },
    )
    .tag("contact")
    .body::<FindDuplicates>()
    .reply::<Vec<Duplicate>>(StatusCode::OK)
}
