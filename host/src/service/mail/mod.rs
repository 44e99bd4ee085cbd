//! Mail to people outside: composed and queued in a unit of work, sent after its commit.
//!
//! Knows what a mail takes and who may see the queue. Must not know the network: `jobs::mail` sends.

mod compose;
mod queue;

pub use compose::{NewMail, check_sender};
pub use queue::{Mail, Taken, drop_mail, list, queue, retry, settle, take_due};
