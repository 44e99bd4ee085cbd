//! Rules of contacts.
