//! What can go wrong in the database, in words that both databases share.

/// Which kind of constraint refused a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// A unique index already holds the value.
    Unique,
    /// The row referred to is not there, or is still referred to.
    ForeignKey,
    /// A check constraint said no.
    Check,
    /// A value is missing.
    NotNull,
    /// A trigger raised: append-only tables do.
    Trigger,
}

/// Why a statement or a transaction failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// A constraint refused. `name` is the constraint's name on PostgreSQL, and
    /// `table.column, table.column` for unique indexes on SQLite.
    #[error("constraint {name} refused ({kind:?})")]
    Constraint {
        /// Kind of constraint.
        kind: ConstraintKind,
        /// Name as the database told it.
        name: String,
    },
    /// Another transaction was in the way; the same unit may be run again.
    #[error("another transaction was in the way")]
    Busy,
    /// The database cannot be reached or the disk refused.
    #[error("database is not available: {0}")]
    Unavailable(String),
    /// Whoever asked is in a hurry, and the statement did not end in time. The transaction goes on.
    #[error("a statement took longer than whoever asked may wait")]
    Deadline,
    /// A statement names a plugin's table or column that is there no longer: what is installed changed since
    /// the unit of work began.
    #[error("the schema changed meanwhile: {0}")]
    SchemaChanged(String),
    /// A column held something else than the program reads.
    #[error("unexpected value: {0}")]
    Decode(String),
    /// Anything else: a fault of this program.
    #[error("database error: {0}")]
    Other(String),
}

impl DbError {
    /// Whether running the same unit of work again may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, DbError::Busy)
    }
}
