//! What is kept of an instance: scopes with variables, tokens, and what it waits for. It is written as JSON.

use std::rc::Rc;

use process_feel::Value;
use serde::{Deserialize, Serialize};

use crate::effect::{Ending, Stage};
use crate::json::Kept;

/// An instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Instance {
    /// The next number for a scope, token or subscription.
    pub(crate) next: u64,
    /// The first is that of the process.
    pub(crate) scopes: Vec<Scope>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) ending: Option<Ending>,
}

/// Variables of a process, a sub-process, or one round of a multi-instance activity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scope {
    /// Its number.
    pub id: u64,
    pub(crate) parent: Option<u64>,
    /// The sub-process, or the activity of a round.
    pub(crate) node: Option<String>,
    /// The token outside that waits for it; none for the process and what an event started.
    pub(crate) owner: Option<u64>,
    /// A round: what is set in it stays in it.
    pub(crate) round: Option<usize>,
    #[serde(rename = "vars")]
    variables: Kept,
}

/// Something that goes through the process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    /// Its number.
    pub id: u64,
    /// Where it stands.
    pub node: String,
    pub(crate) scope: u64,
    /// How it came.
    pub(crate) flow: Option<String>,
    /// What it waits for.
    pub wait: Wait,
}

/// What a token waits for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub enum Wait {
    /// For nothing: it is on its way.
    #[default]
    Moving,
    /// Somebody's work.
    Task,
    /// The answer of an action.
    Action,
    /// The time to call an action.
    Later,
    /// A message or timer.
    Event,
    /// Another instance.
    Child,
    /// The scope of a sub-process.
    Inside(u64),
    /// Its rounds.
    Rounds(Rounds),
    /// The other tokens of a parallel gateway.
    Join,
    /// Somebody who mends what went wrong.
    Incident(Stage),
}

/// Rounds of a multi-instance activity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rounds {
    pub(crate) items: Vec<KeptItem>,
    pub(crate) results: Vec<Option<KeptItem>>,
    pub(crate) started: usize,
    pub(crate) done: usize,
}

/// An item of a list that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptItem(pub(crate) Kept);

/// A message or time that something waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subscription {
    /// Its number.
    pub id: u64,
    /// The event.
    pub node: String,
    /// Whose it is.
    pub owner: Owner,
    /// How often more, for a cycle; none: without end.
    pub(crate) left: Option<u32>,
    /// A time; else a message.
    pub timer: bool,
}

/// Whose a subscription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// A token's.
    Token(u64),
    /// A scope's.
    Scope(u64),
}

impl Scope {
    pub(crate) fn new(id: u64, parent: Option<u64>, node: Option<&str>, owner: Option<u64>) -> Scope {
        let variables = Kept(Value::context(Vec::<(&str, Value)>::new()));
        Scope { id, parent, node: node.map(str::to_owned), owner, round: None, variables }
    }

    /// Its variables, a context.
    pub fn variables(&self) -> &Value {
        &self.variables.0
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.variables.0.member(name).is_some()
    }

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        let mut entries: Vec<(Rc<str>, Value)> = match &self.variables.0 {
            Value::Context(entries) => entries.to_vec(),
            _ => Vec::new(),
        };
        entries.push((Rc::from(name), value));
        self.variables = Kept(Value::context(entries));
    }
}

impl Instance {
    /// Reads what `to_text` wrote.
    pub fn from_text(text: &str) -> Result<Instance, String> {
        serde_json::from_str(text)
            .map_err(|error| format!("the state of the instance cannot be read: {error}"))
    }

    /// As it is kept: JSON.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// How it ended, if it has.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Variables of the process.
    pub fn variables(&self) -> Value {
        self.scopes.first().map(|scope| scope.variables().clone()).unwrap_or_default()
    }

    /// All tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// A token by number.
    pub fn token(&self, id: u64) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }

    /// Everything it waits for by message or time.
    pub fn subscriptions(&self) -> &[Subscription] {
        &self.subscriptions
    }

    /// Whether a token waits for the answer of an action.
    pub fn is_calling(&self, token: u64) -> bool {
        self.token(token).is_some_and(|token| matches!(token.wait, Wait::Action))
    }

    /// Whether a token waits for another instance.
    pub fn has_child(&self, token: u64) -> bool {
        self.token(token).is_some_and(|token| matches!(token.wait, Wait::Child))
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn scope(&self, id: u64) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.id == id)
    }

    pub(crate) fn scope_mut(&mut self, id: u64) -> Option<&mut Scope> {
        self.scopes.iter_mut().find(|scope| scope.id == id)
    }

    pub(crate) fn token_mut(&mut self, id: u64) -> Option<&mut Token> {
        self.tokens.iter_mut().find(|token| token.id == id)
    }

    /// Names that a token at a scope sees, the innermost last.
    pub(crate) fn visible(&self, scope: u64) -> process_feel::Scope {
        let mut chain = Vec::new();
        let mut at = self.scope(scope);
        while let Some(scope) = at {
            chain.push(scope.variables());
            at = scope.parent.and_then(|parent| self.scope(parent));
        }
        chain.iter().rev().fold(process_feel::Scope::default(), |names, variables| names.within(variables))
    }

    /// Sets a variable where its name is known, looking outwards as far as the round; else in the scope itself.
    pub(crate) fn assign(&mut self, scope: u64, name: &str, value: Value) {
        let mut at = self.scope(scope);
        let mut place = scope;
        while let Some(here) = at {
            if here.has(name) {
                place = here.id;
                break;
            }
            if here.round.is_some() {
                break;
            }
            at = here.parent.and_then(|parent| self.scope(parent));
        }
        if let Some(scope) = self.scope_mut(place) {
            scope.set(name, value);
        }
    }
}
