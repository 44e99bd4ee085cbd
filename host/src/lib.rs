//! The Keel host.
