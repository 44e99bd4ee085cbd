//! URLs, sessions, paging, status codes, OpenAPI.
//!
//! Must not know SQL or rules: each handler reads its input, makes one call, shapes the answer.

mod answer;
mod around;
mod audit;
mod auth;
mod backups;
mod contacts;
mod events;
mod ext;
mod health;
mod import;
mod input;
mod interface;
mod ledger;
mod mail;
mod metrics;
mod openapi;
mod personal;
mod plugin_assets;
mod plugin_calls;
mod plugin_health;
mod plugin_pages;
mod plugins;
mod problem;
pub mod records;
mod reports;
mod request;
mod route;
pub mod routes;
mod server;
mod setup;
mod spoken;
mod stock;
mod web;
mod webhooks;

pub use answer::{Answer, Content};
pub use openapi::document;
pub use request::Req;
pub use route::{Access, Route};
pub use server::{Server, ServerOptions, router};
