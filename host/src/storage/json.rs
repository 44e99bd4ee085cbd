//! JSON documents in text columns.
//!
//! Knows that a document is kept as text on both databases. Must not know what stands in it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::DbError;

/// The text that is kept for a value.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Other(format!("a document cannot be written: {e}")))
}

/// The value that a kept text holds.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|e| DbError::Decode(format!("a document cannot be read: {e}")))
}
