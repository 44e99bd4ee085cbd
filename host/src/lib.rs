//! The Keel host.

pub mod service;
pub mod storage;
