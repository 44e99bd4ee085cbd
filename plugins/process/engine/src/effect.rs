//! What a decision asks for. Whoever carries it out knows how.

use process_feel::Value;
use serde::{Deserialize, Serialize};

/// Something to be done, in this order.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Somebody's work begins.
    OpenTask(TaskOffer),
    /// It ended, or is no longer needed.
    CloseTask(u64),
    /// An action is to be called: token, name, record, input. The answer is a happening.
    Call(u64, String, Option<String>, Value),
    /// Another process is to be started: token, id of the process, variables. Its end is a happening.
    StartChild(u64, String, Value),
    /// What was started is no longer needed.
    CancelChild(u64),
    /// A message goes out: its name, whom it is for, variables.
    Send(String, String, Value),
    /// A time is waited for: number, event, microseconds since 1970 in UTC.
    OpenTimer(u64, String, i64),
    /// It is not any more.
    CloseTimer(u64),
    /// A message is waited for: number, event, its name, what tells whom it is for.
    Listen(u64, String, String, String),
    /// It is not any more.
    Unlisten(u64),
    /// Something went wrong: token, node, code, and a sentence for who mends it.
    Incident(u64, String, String, String),
    /// It was mended, or is no longer needed.
    Resolved(u64),
    /// The instance ended.
    Ended(Ending),
    /// For the log: why a value is null.
    Note(String),
}

/// Work for somebody.
#[derive(Clone, Debug)]
pub struct TaskOffer {
    /// Its token.
    pub token: u64,
    /// The node.
    pub node: String,
    /// Login or id of who does it.
    pub assignee: Option<String>,
    /// Code of the role whose people may do it.
    pub role: Option<String>,
    /// Until when, in microseconds since 1970 in UTC.
    pub due: Option<i64>,
    /// Record that it is about: its type and id.
    pub record: Option<(String, String)>,
    /// The item of its round, where there are several.
    pub item: Option<String>,
}

/// How an instance ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// All its ways ended.
    Completed,
    /// A terminate event ended it.
    Terminated,
    /// Somebody ended it.
    Cancelled,
    /// An error with this code, that nobody caught.
    Failed(String),
}

/// What is tried again after an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The node is entered again.
    Enter,
    /// The action is called again.
    Call,
    /// The ways out are looked for again.
    Leave,
}
