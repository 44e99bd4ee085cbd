//! The one way out of a plugin: the contract's functions in a guest, the host of [`crate::testing`] natively.

#[cfg(target_arch = "wasm32")]
mod door {
    use crate::bindings::imports::keel;

    pub use keel::actions::actions::call as actions_call;
    pub use keel::contacts::contacts::{duplicates as contacts_duplicates, search as contacts_search};
    pub use keel::events::events::emit as events_emit;
    pub use keel::files::files::{attach as files_attach, of_record as files_of_record, read as files_read};
    pub use keel::http::outbound::send as http_send;
    pub use keel::jobs::jobs::{cancel as jobs_cancel, schedule as jobs_schedule};
    pub use keel::ledger::ledger::{
        balances as ledger_balances, open_balances as ledger_open_balances, post as ledger_post,
        reconcile as ledger_reconcile, reverse as ledger_reverse,
    };
    pub use keel::log::log::write as log_write;
    pub use keel::mail::mail::send as mail_send;
    pub use keel::records::records::{
        aggregate as records_aggregate, create as records_create, delete as records_delete,
        find as records_find, get as records_get, update as records_update,
    };
    pub use keel::stock1_0_0::stock::{
        cancel as stock_cancel, finish as stock_finish, move_now as stock_move_now, on_hand as stock_on_hand,
        plan as stock_plan, reserve as stock_reserve,
    };
    pub use keel::stock1_1_0::parts::finish_part as stock_finish_part;
    pub use keel::types1_0_0::context::{current as context_current, setting as context_setting};
    pub use keel::types1_1_0::caller::{plugin as context_caller, roles as context_roles};
}

#[cfg(target_arch = "wasm32")]
pub(crate) use door::*;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use crate::testing::door::*;
