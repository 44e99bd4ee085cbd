//! The contract as `wit-bindgen` reads it from `wit/`, in terms of this crate's own types. Guests only.
//!
//! One module a world: a plugin exports the worlds that its manifest declares and no others, because each
//! world's exports are described only where its `export!` is used. The calls that generated code makes into
//! linear memory are `unsafe`; nothing else in the SDK is.
#![allow(unsafe_code, missing_docs, clippy::all)]

use crate::{Argument, Body, Document, Fault, Field, RecordRef, Result, Value};

/// `keel:types/types`.
pub mod types {
    pub use super::*;
    pub use crate::value::{Collection, Row};
    pub use crate::{Decimal, FaultKind, FieldFault, Money};
    pub type Id = String;
    pub type Day = String;
    pub type Instant = String;
}

/// `keel:http/types`.
pub mod http_types {
    pub use crate::http::{Header, Request, Response};
}

/// What a plugin may import.
pub mod imports {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "imports",
        with: {
            "keel:types/types@1.0.0": crate::bindings::types,
            "keel:types/context@1.0.0/actor": crate::context::Actor,
            "keel:types/context@1.0.0/call-context": crate::context::CallContext,
            "keel:log/log@1.0.0/level": crate::log::Level,
            "keel:records/records@1.0.0/operator": crate::records::Operator,
            "keel:records/records@1.0.0/condition": crate::records::Condition,
            "keel:records/records@1.0.0/sort-key": crate::records::SortKey,
            "keel:records/records@1.0.0/query": crate::records::Query,
            "keel:records/records@1.0.0/page": crate::records::Page,
            "keel:records/records@1.0.0/measure-kind": crate::records::MeasureKind,
            "keel:records/records@1.0.0/measure": crate::records::Measure,
            "keel:records/records@1.0.0/change": crate::records::Change,
            "keel:ledger/ledger@1.0.0/tax-role": crate::ledger::TaxRole,
            "keel:ledger/ledger@1.0.0/tax-mark": crate::ledger::TaxMark,
            "keel:ledger/ledger@1.0.0/line": crate::ledger::Line,
            "keel:ledger/ledger@1.0.0/entry": crate::ledger::Entry,
            "keel:ledger/ledger@1.0.0/posted": crate::ledger::Posted,
            "keel:ledger/ledger@1.0.0/open-balance": crate::ledger::OpenBalance,
            "keel:stock/stock@1.0.0/move": crate::stock::Move,
            "keel:stock/stock@1.0.0/holding": crate::stock::Holding,
            "keel:stock/stock@1.0.0/shortage": crate::stock::Shortage,
            "keel:stock/parts@1.1.0/part": crate::stock::Part,
            "keel:contacts/contacts@1.0.0/match": crate::contacts::Match,
            "keel:http/types@1.0.0": crate::bindings::http_types,
            "keel:files/files@1.0.0/file": crate::files::File,
            "keel:mail/mail@1.0.0/message": crate::mail::Mail,
        },
        generate_all,
    });
}

macro_rules! world {
    ($(#[$doc:meta])* $module:ident = $world:literal, { $($key:literal: $type:path,)* }, $guest:item) => {
        $(#[$doc])*
        pub mod $module {
            wit_bindgen::generate!({
                path: "../../wit",
                world: $world,
                pub_export_macro: true,
                with: {
                    "keel:types/types@1.0.0": crate::bindings::types,
                    "keel:types/context@1.0.0": crate::bindings::imports::keel::types1_0_0::context,
                    "keel:types/caller@1.1.0": crate::bindings::imports::keel::types1_1_0::caller,
                    "keel:log/log@1.0.0": crate::bindings::imports::keel::log::log,
                    "keel:records/records@1.0.0": crate::bindings::imports::keel::records::records,
                    "keel:ledger/ledger@1.0.0": crate::bindings::imports::keel::ledger::ledger,
                    "keel:stock/stock@1.0.0": crate::bindings::imports::keel::stock1_0_0::stock,
                    "keel:stock/parts@1.1.0": crate::bindings::imports::keel::stock1_1_0::parts,
                    "keel:contacts/contacts@1.0.0": crate::bindings::imports::keel::contacts::contacts,
                    "keel:actions/actions@1.0.0": crate::bindings::imports::keel::actions::actions,
                    "keel:events/events@1.0.0": crate::bindings::imports::keel::events::events,
                    "keel:jobs/jobs@1.0.0": crate::bindings::imports::keel::jobs::jobs,
                    "keel:http/types@1.0.0": crate::bindings::http_types,
                    "keel:http/outbound@1.0.0": crate::bindings::imports::keel::http::outbound,
                    "keel:files/files@1.0.0": crate::bindings::imports::keel::files::files,
                    "keel:mail/mail@1.0.0": crate::bindings::imports::keel::mail::mail,
                    $($key: $type,)*
                },
                generate_all,
            });
        }

        $guest
    };
}

world! {
    /// A plugin with hooks.
    hooks = "hooks", {
        "keel:hooks/guest@1.0.0/operation": crate::guest::Operation,
        "keel:hooks/guest@1.0.0/change": crate::guest::Change,
    },
    impl<T: crate::Guest> hooks::exports::keel::hooks::guest::Guest for T {
        fn before(hook: String, change: crate::guest::Change) -> Result<Vec<Field>> {
            T::before(&hook, change)
        }
        fn after(hook: String, change: crate::guest::Change) -> Result<()> {
            T::after(&hook, change)
        }
    }
}

world! {
    /// A plugin with actions.
    actions = "actions", {},
    impl<T: crate::Guest> actions::exports::keel::actions::guest::Guest for T {
        fn run(action: String, target: Option<Document>, input: Body) -> Result<Body> {
            T::action(&action, target, input)
        }
    }
}

world! {
    /// A plugin that hears events.
    events = "events", { "keel:events/guest@1.0.0/event": crate::events::Event, },
    impl<T: crate::Guest> events::exports::keel::events::guest::Guest for T {
        fn handle(subscription: String, event: crate::events::Event) -> Result<()> {
            T::event(&subscription, event)
        }
    }
}

world! {
    /// A plugin with jobs.
    jobs = "jobs", { "keel:jobs/guest@1.0.0/job-run": crate::jobs::Run, },
    impl<T: crate::Guest> jobs::exports::keel::jobs::guest::Guest for T {
        fn run(job: String, run: crate::jobs::Run) -> Result<()> {
            T::job(&job, run)
        }
    }
}

world! {
    /// A plugin with endpoints.
    endpoints = "endpoints", {},
    impl<T: crate::Guest> endpoints::exports::keel::http::guest::Guest for T {
        fn handle(endpoint: String, request: crate::http::Request) -> Result<crate::http::Response> {
            T::endpoint(&endpoint, request)
        }
    }
}

world! {
    /// A plugin with pages or reports.
    pages = "pages", {
        "keel:pages/guest@1.0.0/column": crate::guest::Column,
        "keel:pages/guest@1.0.0/table": crate::guest::Table,
    },
    impl<T: crate::Guest> pages::exports::keel::pages::guest::Guest for T {
        fn render(page: String, query: Vec<Argument>, subject: Option<Document>) -> Result<String> {
            T::page(&page, query, subject)
        }
        fn report(report: String, parameters: Body) -> Result<crate::guest::Table> {
            T::report(&report, parameters)
        }
    }
}
