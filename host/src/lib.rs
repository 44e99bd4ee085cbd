//! The Keel host: books, goods and people over HTTP.
//!
//! The rooms and what each must not know: `host/README.md`.

pub mod app;
pub mod cli;
pub mod http;
pub mod jobs;
pub mod plugin;
pub mod service;
pub mod storage;
