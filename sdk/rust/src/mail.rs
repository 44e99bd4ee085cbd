//! Mail to people outside. It leaves after the commit of the call that queued it: what is rolled back is never sent.

use crate::host;
use crate::{Id, RecordRef, Result};

/// A mail.
///
/// ```
/// # use keel_sdk::mail::Mail;
/// let mail = Mail::new("ana@example.com", "Invoice INV/7", "Dear Ana, …").cc("bo@example.com");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// `ana@example.com` or `Ana <ana@example.com>`; with `cc` 1 to 50.
    pub to: Vec<String>,
    /// Who else gets it.
    pub cc: Vec<String>,
    /// Where answers go; none: to the sender that the administrator set.
    pub reply_to: Option<String>,
    /// One line of 1 to 200 characters.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML, beside the text.
    pub html: Option<String>,
    pub(crate) files: Vec<String>,
    /// The record that it is about: the mail stands in its timeline.
    pub about: Option<RecordRef>,
}

impl Mail {
    /// A mail of plain text to one person.
    pub fn new(to: impl Into<String>, subject: impl Into<String>, text: impl Into<String>) -> Mail {
        Mail {
            to: vec![to.into()],
            cc: Vec::new(),
            reply_to: None,
            subject: subject.into(),
            text: text.into(),
            html: None,
            files: Vec::new(),
            about: None,
        }
    }

    /// One more person who gets it.
    #[must_use]
    pub fn cc(mut self, person: impl Into<String>) -> Mail {
        self.cc.push(person.into());
        self
    }

    /// The record that it is about.
    #[must_use]
    pub fn about(mut self, record: RecordRef) -> Mail {
        self.about = Some(record);
        self
    }

    /// A file on a record that goes with it: at most 10, together 10 MiB. Needs `files.read`.
    #[must_use]
    pub fn file(mut self, file: Id) -> Mail {
        self.files.push(file.to_string());
        self
    }

    /// The files that go with it.
    pub fn files(&self) -> Vec<Id> {
        self.files.iter().filter_map(|file| Id::read(file)).collect()
    }
}

/// Queues a mail; its id. Needs `mail.send`.
///
/// # Errors
/// `mail.no-sender` where the administrator set no sender; `mail.address` with a pointer where a name is no address.
pub fn send(mail: &Mail) -> Result<Id> {
    let id = host::mail_send(mail)?;
    Ok(Id::read(&id).unwrap_or_default())
}
