//! Who calls, when, and for which company; and the plugin's settings. Needs no capability.

use crate::host;
use crate::{Day, FromValue, Id, Instant, Value};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User,
    /// A program with an API token of a person.
    Token,
    /// The plugin on its own account: events, jobs, endpoints.
    Plugin,
    /// The host: set-up, imports from the command line.
    System,
}

/// What surrounds this call. It does not change while the call lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct CallContext {
    pub(crate) company: Option<String>,
    /// The company's currency, ISO 4217.
    pub currency: Option<String>,
    /// Who acts.
    pub actor: Actor,
    pub(crate) user: Option<String>,
    /// The person's name, to be shown.
    pub user_name: String,
    pub(crate) now: String,
    pub(crate) today: String,
    pub(crate) unit: String,
    /// How many calls deep: 0 when the host called for itself or a user.
    pub depth: u32,
}

impl CallContext {
    /// The company whose unit of work this is; none where the record is shared by all companies.
    pub fn company(&self) -> Option<Id> {
        self.company.as_deref().and_then(Id::read)
    }

    /// The person, also behind a token.
    pub fn user(&self) -> Option<Id> {
        self.user.as_deref().and_then(Id::read)
    }

    /// The unit of work's time.
    pub fn now(&self) -> Instant {
        Instant::read(&self.now).unwrap_or_default()
    }

    /// Its day, in UTC.
    pub fn today(&self) -> Day {
        Day::read(&self.today).unwrap_or_default()
    }

    /// Differs in each unit of work; the same when it is run again.
    pub fn unit(&self) -> Id {
        Id::read(&self.unit).unwrap_or_default()
    }
}

/// What surrounds this call.
pub fn current() -> CallContext {
    host::context_current()
}

/// Codes of the roles that the person has in the call's company; `administrator` for who may do everything. Empty
/// where the plugin acts on its own account. Needs a host of contract 1.1.
pub fn roles() -> Vec<String> {
    host::context_roles()
}

/// Id of the plugin in whose call this one happens; none where a person, a program or the host changes something.
/// Needs a host of contract 1.1.
pub fn caller() -> Option<String> {
    host::context_caller()
}

/// A setting, as the administrator set it for the call's company, else its default. Generated code calls it.
pub fn setting<T: FromValue>(name: &str) -> Option<T> {
    T::from_value(&raw_setting(name))
}

/// A setting as a value; nothing for one that the manifest does not declare.
pub fn raw_setting(name: &str) -> Value {
    host::context_setting(name)
}
