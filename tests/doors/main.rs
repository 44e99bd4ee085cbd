//! Every test at the doors, in one binary.
#![allow(clippy::unwrap_used)]

mod cli;
mod contacts_merge;
mod contacts_records;
mod contacts_search;
mod copy;
mod demo;
mod harness;
mod health;
mod import;
mod ledger_books;
mod ledger_currency;
mod ledger_invoice;
mod ledger_lines;
mod ledger_periods;
mod ledger_posting;
mod ledger_races;
mod licences;
mod openapi;
mod platform_around;
mod platform_auth;
mod platform_live;
mod platform_rights;
mod platform_webhooks;
mod plugin_hostile;
mod plugin_manifest;
mod plugin_package;
mod plugin_records;
mod plugin_schema;
mod plugin_service;
mod readme;
mod records;
mod report_figures;
mod report_questions;
mod report_stock;
mod report_year;
mod routes;
mod schema;
mod stock_costing;
mod stock_days;
mod stock_flow;
mod stock_shop;
mod survive_clients;
mod survive_crash;
mod survive_disk;
mod survive_fuzz;
mod survive_races;
mod survive_writers;
mod tidy;
mod verify;
mod verify_books;
mod verify_mutants;

/// The program under test.
const KEEL: &str = env!("CARGO_BIN_EXE_keel-under-test");
