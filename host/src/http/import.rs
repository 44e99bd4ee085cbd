//! Routes of imports.

use super::Route;
use crate::service::import::{findings, import, undo};

/// Import, what it told, undo.
pub fn routes() -> Vec<Route> {
    vec![
        Route::action("import.run", "Makes records of any type from a CSV or XLSX table.", import),
        Route::action("import.undo", "Takes an import back as a whole.", undo),
        Route::question(
            "/api/v1/imports/findings",
            "import.findings",
            "Says what an import could not resolve.",
            findings,
        ),
    ]
}
