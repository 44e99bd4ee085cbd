//! Why something did not happen: what a plugin answers to refuse, and what the host answers it.

/// `Result` with a [`Fault`].
pub type Result<T, E = Fault> = std::result::Result<T, E>;

/// What kind of failure this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A value is wrong; `fields` or `pointer` say which.
    Invalid,
    /// A rule of the business says no.
    Refused,
    /// The manifest did not ask for it, no administrator granted it, or the user may not.
    Denied,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// Somebody changed the record since it was read.
    Stale,
    /// A limit of the call; `code` names it.
    Limit,
    /// Something is away; the same call may succeed later.
    Unavailable,
    /// The host's own mistake.
    Internal,
}

/// One wrong value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer into the record: `/limit`, `/lines/0/amount`.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What to do, for the user.
    pub message: String,
}

/// A value that a message speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Name in the message.
    pub name: String,
    /// As it is shown.
    pub value: String,
}

/// Why something did not happen. Whatever it would have changed is as before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure.
    pub kind: FaultKind,
    /// Stable, kebab-case with the noun first: `credit-limit.over`.
    pub code: String,
    /// For the user: what is wrong and what to do; used where there is no translation of `code`.
    pub message: String,
    /// JSON pointer to the value at fault.
    pub pointer: Option<String>,
    /// Values for the message.
    pub arguments: Vec<Argument>,
    /// Every wrong value, where there are several.
    pub fields: Vec<FieldFault>,
}

impl Fault {
    /// A fault of a kind.
    pub fn new(kind: FaultKind, code: impl Into<String>, message: impl Into<String>) -> Fault {
        let (code, message) = (code.into(), message.into());
        Fault { kind, code, message, pointer: None, arguments: Vec::new(), fields: Vec::new() }
    }

    /// A rule of the business says no.
    pub fn refused(code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Refused, code, message)
    }

    /// A value is wrong.
    pub fn invalid(code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Invalid, code, message)
    }

    /// There is no such thing.
    pub fn not_found(code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::NotFound, code, message)
    }

    /// Somebody may not.
    pub fn denied(code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Denied, code, message)
    }

    /// Something is away; try again later.
    pub fn unavailable(code: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Unavailable, code, message)
    }

    /// Points at the value at fault.
    pub fn at(mut self, pointer: impl Into<String>) -> Fault {
        self.pointer = Some(pointer.into());
        self
    }

    /// Gives the message a value.
    pub fn arg(mut self, name: &str, value: impl ToString) -> Fault {
        self.arguments.push(Argument { name: name.to_owned(), value: value.to_string() });
        self
    }

    /// Names one of several wrong values.
    pub fn field(mut self, pointer: &str, code: &str, message: &str) -> Fault {
        let (pointer, code, message) = (pointer.to_owned(), code.to_owned(), message.to_owned());
        self.fields.push(FieldFault { pointer, code, message });
        self
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for Fault {}
