//! Rules of a record type that a declaration cannot say.

use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use crate::service::{Fault, Uow};
use crate::storage::records::{Record, Value};

/// A record about to be created or changed.
#[derive(Debug)]
pub struct Save {
    /// Its id.
    pub id: Uuid,
    /// As it was; `None` when it is new.
    pub old: Option<Record>,
    /// As it shall be: every field and every collection, also those the request did not name.
    pub new: Record,
}

impl Save {
    /// The value a field shall have.
    pub fn value(&self, name: &str) -> &Value {
        self.new.get(name).unwrap_or(&Value::Null)
    }

    /// Whether this save gives the field another value than it had.
    pub fn changes(&self, name: &str) -> bool {
        self.old.as_ref().and_then(|old| old.get(name)).unwrap_or(&Value::Null) != self.value(name)
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.new.insert(name.to_owned(), value.into());
    }

    /// The record's company.
    pub fn company(&self) -> Option<Uuid> {
        self.value("company").id()
    }
}

/// Something that an import could not recognise and kept as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// JSON pointer into the record.
    pub pointer: String,
    /// Stable code.
    pub code: &'static str,
    /// As given.
    pub given: String,
    /// What a person should do.
    pub message: String,
    /// Only worth knowing: nothing is missing.
    pub note: bool,
}

/// A future of a rule.
pub type RuleFuture<'a> = LocalBoxFuture<'a, Result<(), Fault>>;

/// Rules of one record type. Each may refuse; `before_save` may also complete the record.
pub trait RecordRules: Send + Sync {
    /// Makes a record from a file fit to be saved: what cannot be recognised is kept as given and told.
    /// `country` is that of rows which name none.
    fn intake(&self, _record: &mut Record, _country: Option<&str>) -> Vec<Unresolved> {
        Vec::new()
    }

    /// Before a record is created or changed, after the declaration was checked.
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, _save: &'a mut Save) -> RuleFuture<'a> {
        Box::pin(async { Ok(()) })
    }

    /// After it was written.
    fn after_save<'a>(&'a self, _uow: &'a mut Uow<'_>, _save: &'a Save) -> RuleFuture<'a> {
        Box::pin(async { Ok(()) })
    }

    /// Before a record is deleted.
    fn before_delete<'a>(&'a self, _uow: &'a mut Uow<'_>, _id: Uuid, _old: &'a Record) -> RuleFuture<'a> {
        Box::pin(async { Ok(()) })
    }
}
