//! Why a use case did not happen, for the user and, apart, for the operator.
//!
//! Knows codes, pointers and kinds. Must not know HTTP's numbers: `http/problem.rs` chooses them once.

use std::fmt;

use keel_core::money::NumberError;
use uuid::Uuid;

use crate::storage::{ConstraintKind, DbError, Failure};

/// What kind of failure this is; each has one status in HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The request cannot be read at all.
    Malformed,
    /// Nobody is signed in, or the sign-in has ended.
    Unauthenticated,
    /// The actor may not do this.
    Denied,
    /// There is no such thing, or the actor may not know of it.
    NotFound,
    /// This thing cannot be treated so.
    NotAllowed,
    /// A value in a field is wrong.
    Invalid,
    /// A rule of the business says no.
    Refused,
    /// Someone else changed the record since it was read.
    Stale,
    /// The request must say which version it changes.
    VersionRequired,
    /// More than is taken at once.
    TooLarge,
    /// Too many attempts.
    TooMany,
    /// The database or another part is away; the same request may succeed later.
    Unavailable,
    /// A fault of this program.
    Internal,
}

/// One wrong value of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) to the value.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What to do, for the user.
    pub message: String,
}

/// Why a use case did not happen. Nothing was changed.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Kind, from which the status follows.
    pub kind: FaultKind,
    /// Stable code: `ledger.period-closed`.
    pub code: String,
    /// For the user: what is wrong and what to do.
    pub message: String,
    /// JSON pointer to the value that is at fault, if one is.
    pub pointer: Option<String>,
    /// The values the message speaks of, by name, for translation.
    pub args: Vec<(String, String)>,
    /// Every wrong value, when there are several.
    pub fields: Vec<FieldFault>,
    /// For the operator's log only.
    pub operator: Option<String>,
    database: Option<DbError>,
    hold: Option<Box<Hold>>,
}

/// What a hook whose policy is `hold` wants kept aside instead of lost. Whoever sent the request can keep it;
/// for everybody else it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The plugin.
    pub plugin: String,
    /// Its hook.
    pub hook: String,
    /// Record type of the change.
    pub record_type: String,
    /// `create`, `update`, `delete`.
    pub operation: &'static str,
    /// The record.
    pub record_id: Option<Uuid>,
    /// Its company.
    pub company_id: Option<Uuid>,
}

impl Fault {
    /// A failure of a kind.
    pub fn new(kind: FaultKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Fault {
            kind,
            code: code.into(),
            message: message.into(),
            pointer: None,
            args: Vec::new(),
            fields: Vec::new(),
            operator: None,
            database: None,
            hold: None,
        }
    }

    /// A value in a field is wrong.
    pub fn invalid(code: impl Into<String>, message: impl Into<String>) -> Self {
        Fault::new(FaultKind::Invalid, code, message)
    }

    /// A rule of the business says no.
    pub fn refused(code: impl Into<String>, message: impl Into<String>) -> Self {
        Fault::new(FaultKind::Refused, code, message)
    }

    /// There is no such thing, or the actor may not know of it.
    pub fn not_found(what: &str, id: impl fmt::Display) -> Self {
        Fault::new(
            FaultKind::NotFound,
            "not-found",
            format!("There is no {what} {id}, or you may not see it."),
        )
        .arg("what", what)
        .arg("id", id)
    }

    /// The actor may not do this.
    pub fn denied(message: impl Into<String>) -> Self {
        Fault::new(FaultKind::Denied, "denied", message)
    }

    /// A fault of this program; `operator` goes to the log, not to the user.
    pub fn internal(operator: impl Into<String>) -> Self {
        let mut fault = Fault::new(
            FaultKind::Internal,
            "internal",
            "The host made a mistake; nothing was changed. The log has the details under this request's id.",
        );
        fault.operator = Some(operator.into());
        fault
    }

    /// Points at the value that is at fault (JSON pointer).
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Puts a prefix before the pointers: the value stands deeper in the request.
    pub fn under(mut self, prefix: &str) -> Self {
        if let Some(pointer) = &mut self.pointer {
            pointer.insert_str(0, prefix);
        }
        for field in &mut self.fields {
            field.pointer.insert_str(0, prefix);
        }
        self
    }

    /// Names a value that the message speaks of.
    pub fn arg(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds words for the operator's log.
    pub fn operator(mut self, text: impl Into<String>) -> Self {
        self.operator = Some(text.into());
        self
    }

    /// Asks whoever sent the request to keep it aside.
    pub fn held(mut self, hold: Hold) -> Self {
        self.hold = Some(Box::new(hold));
        self
    }

    /// What is to be kept aside, if a hook asks for it.
    pub fn hold(&self) -> Option<&Hold> {
        self.hold.as_deref()
    }

    /// Whether another transaction was in the way: the same may succeed at once.
    pub fn is_busy(&self) -> bool {
        matches!(&self.database, Some(DbError::Busy))
    }

    /// Whether the database refused to change what is final.
    pub fn is_append_only(&self) -> bool {
        matches!(&self.database, Some(DbError::Constraint { kind: ConstraintKind::Trigger, .. }))
    }

    /// Several wrong values as one failure; `None` when there are none.
    pub fn of_fields(fields: Vec<FieldFault>) -> Option<Self> {
        let first = fields.first()?.clone();
        let mut fault = Fault::invalid(first.code, first.message).at(first.pointer);
        fault.fields = fields;
        Some(fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if let Some(pointer) = &self.pointer {
            write!(f, " (at {pointer})")?;
        }
        Ok(())
    }
}
impl std::error::Error for Fault {}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        let mut fault = match &error {
            DbError::Constraint { kind: ConstraintKind::Unique, name } => {
                Fault::refused("already-exists", "Another record already has this value.")
                    .arg("constraint", name)
            }
            DbError::Constraint { kind: ConstraintKind::ForeignKey, name } => Fault::refused(
                "still-referred-to",
                "A record that this one refers to is not there, or others still refer to this one.",
            )
            .arg("constraint", name),
            DbError::Constraint { kind: ConstraintKind::Trigger, name } => {
                Fault::refused("append-only", "What is posted is never changed; post a reversal instead.")
                    .arg("constraint", name)
            }
            DbError::Constraint { name, .. } => {
                Fault::refused("constraint", "The database refused a value.").arg("constraint", name)
            }
            DbError::Busy | DbError::Unavailable(_) => Fault::new(
                FaultKind::Unavailable,
                "unavailable",
                "The database does not answer; send the same request again with the same Idempotency-Key.",
            ),
            DbError::Deadline => Fault::refused(
                "plugin.deadline",
                "A plugin asked the database for something that takes longer than the plugin may.",
            ),
            DbError::SchemaChanged(_) => Fault::new(
                FaultKind::Unavailable,
                "schema-changed",
                "What is installed has just changed; send the same request again with the same Idempotency-Key.",
            ),
            DbError::Decode(_) | DbError::Other(_) => Fault::internal(""),
        };
        fault.operator = Some(error.to_string());
        fault.database = Some(error);
        fault
    }
}

impl From<NumberError> for Fault {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::TooPrecise { scale } => Fault::invalid(
                "number.too-precise",
                format!("Give at most {scale} digits after the decimal point."),
            )
            .arg("scale", scale),
            NumberError::Overflow => Fault::invalid("number.overflow", "The number is too large."),
        }
    }
}

impl Failure for Fault {
    fn database(&self) -> Option<&DbError> {
        self.database.as_ref()
    }
}
