//! A message of what was given (RFC 5322, MIME).
//!
//! Knows addresses, parts and sizes. Must not know who asks, or what becomes of it.

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, MessageId};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use uuid::Uuid;

use crate::service::Fault;
use crate::service::plugins::data::RecordRef;

/// Most people of one mail.
const PEOPLE_MAX: usize = 50;
/// Longest subject, in characters.
const SUBJECT_MAX: usize = 200;
/// Longest text, in characters.
const TEXT_MAX: usize = 100_000;

/// A mail, as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Addresses: `ana@example.com` or `Ana <ana@example.com>`.
    pub to: Vec<String>,
    /// Who else gets it.
    pub cc: Vec<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Files on records.
    pub files: Vec<Uuid>,
    /// The record that it is about.
    pub about: Option<RecordRef>,
}

/// A file that goes with a mail.
pub struct File {
    /// With its ending.
    pub name: String,
    /// `application/pdf`.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A message with its envelope.
pub struct Composed {
    /// Address of the sender alone.
    pub sender: String,
    /// Addresses of all who get it.
    pub recipients: Vec<String>,
    /// The message.
    pub content: Vec<u8>,
}

/// Puts a message together; its id is the same however often it is sent.
pub fn compose(
    id: Uuid,
    from: &str,
    mail: &NewMail,
    files: Vec<File>,
    now: DateTime<Utc>,
) -> Result<Composed, Fault> {
    let sender = mailbox(from, "/from")?;
    let to = mailboxes(&mail.to, "to")?;
    let cc = mailboxes(&mail.cc, "cc")?;
    if to.is_empty() || to.len() + cc.len() > PEOPLE_MAX {
        let message = format!("Name 1 to {PEOPLE_MAX} people, at least one of them in `to`.");
        return Err(Fault::invalid("mail.people", message).at("/to"));
    }
    let subject = mail.subject.trim();
    if subject.is_empty() || subject.chars().count() > SUBJECT_MAX || subject.chars().any(char::is_control) {
        let message = format!("Give one line of 1 to {SUBJECT_MAX} characters.");
        return Err(Fault::invalid("mail.subject", message).at("/subject"));
    }
    for (name, text) in [("/text", Some(&mail.text)), ("/html", mail.html.as_ref())] {
        if text.is_some_and(|text| text.chars().count() > TEXT_MAX || text.contains('\0')) {
            let message = format!("Give at most {TEXT_MAX} characters.");
            return Err(Fault::invalid("mail.text", message).at(name));
        }
    }
    let recipients: Vec<String> = to.iter().chain(&cc).map(|one| one.email.to_string()).collect();
    let domain = sender.email.domain().to_owned();
    let mut message = Message::builder()
        .from(sender.clone())
        .subject(subject)
        .date(now.into())
        .header(MessageId::from(format!("<{id}@{domain}>")));
    message = to.into_iter().fold(message, |message, one| message.to(one));
    message = cc.into_iter().fold(message, |message, one| message.cc(one));
    if let Some(answers) = &mail.reply_to {
        message = message.reply_to(mailbox(answers, "/reply_to")?);
    }
    let plain = SinglePart::plain(mail.text.clone());
    let body = match &mail.html {
        Some(html) => MultiPart::alternative().singlepart(plain).singlepart(SinglePart::html(html.clone())),
        None => MultiPart::mixed().singlepart(plain),
    };
    let composed = if files.is_empty() {
        match &mail.html {
            Some(_) => message.multipart(body),
            None => message.singlepart(SinglePart::plain(mail.text.clone())),
        }
    } else {
        let whole = if mail.html.is_some() { MultiPart::mixed().multipart(body) } else { body };
        let attached = |whole: MultiPart, file: File| {
            let kind = ContentType::parse(&file.media_type).unwrap_or(ContentType::TEXT_PLAIN);
            whole.singlepart(Attachment::new(file.name).body(file.bytes, kind))
        };
        message.multipart(files.into_iter().fold(whole, attached))
    };
    let composed = composed.map_err(|error| {
        Fault::invalid("mail.message", format!("This is no mail that can be sent: {error}."))
    })?;
    Ok(Composed { sender: sender.email.to_string(), recipients, content: composed.formatted() })
}

fn mailboxes(given: &[String], name: &str) -> Result<Vec<Mailbox>, Fault> {
    given.iter().enumerate().map(|(index, one)| mailbox(one, &format!("/{name}/{index}"))).collect()
}

/// An address, or why it is none.
fn mailbox(text: &str, pointer: &str) -> Result<Mailbox, Fault> {
    text.parse().map_err(|_| {
        let message = "Give an address such as ana@example.com or Ana Petrova <ana@example.com>.";
        Fault::invalid("mail.address", message).at(pointer)
    })
}

/// Refuses what is no sender.
pub fn check_sender(text: &str) -> Result<(), Fault> {
    mailbox(text, "/mail_from").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> NewMail {
        NewMail {
            to: vec!["Ana Petrova <ana@example.com>".into()],
            cc: vec!["bo@example.com".into()],
            reply_to: None,
            subject: "Фактура 7".into(),
            text: "Здравейте.".into(),
            html: None,
            files: Vec::new(),
            about: None,
        }
    }

    fn composed(mail: &NewMail, files: Vec<File>) -> Result<(Vec<String>, String), Fault> {
        let now = "2026-01-31T10:00:00Z".parse().unwrap();
        let composed = compose(Uuid::nil(), "Keel <erp@keel.example>", mail, files, now)?;
        assert_eq!(composed.sender, "erp@keel.example");
        Ok((composed.recipients, String::from_utf8(composed.content).unwrap()))
    }

    #[test]
    fn a_message_has_its_envelope_and_its_parts() {
        let (people, text) = composed(&mail(), Vec::new()).unwrap();
        assert_eq!(people, ["ana@example.com", "bo@example.com"]);
        for part in [
            "From: Keel <erp@keel.example>",
            "Message-ID: <00000000-0000-0000-0000-000000000000@keel.example>",
            "text/plain",
            "Sat, 31 Jan 2026",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let file = || File {
            name: "invoice.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: b"\xffPDF".to_vec(),
        };
        for (html, files, parts) in [
            (Some("<p>Hi</p>"), vec![], vec!["multipart/alternative", "text/html"]),
            (None, vec![file()], vec!["multipart/mixed", "application/pdf", "invoice.pdf"]),
            (Some("<p>Hi</p>"), vec![file()], vec!["multipart/mixed", "multipart/alternative", "/1BERg=="]),
        ] {
            let (_, text) = composed(&NewMail { html: html.map(str::to_owned), ..mail() }, files).unwrap();
            for part in parts {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
    }

    #[test]
    fn what_is_no_mail_is_refused_where_it_is_wrong() {
        let many = vec!["a@example.com".to_owned(); 50];
        for (wrong, code, pointer) in [
            (NewMail { to: vec!["nobody".into()], ..mail() }, "mail.address", "/to/0"),
            (
                NewMail { to: vec!["a@example.com\r\nBcc: b@example.com".into()], ..mail() },
                "mail.address",
                "/to/0",
            ),
            (NewMail { to: Vec::new(), ..mail() }, "mail.people", "/to"),
            (NewMail { to: many, ..mail() }, "mail.people", "/to"),
            (NewMail { subject: "a\r\nBcc: b@example.com".into(), ..mail() }, "mail.subject", "/subject"),
            (NewMail { subject: " ".into(), ..mail() }, "mail.subject", "/subject"),
            (NewMail { text: "x".repeat(TEXT_MAX + 1), ..mail() }, "mail.text", "/text"),
            (NewMail { reply_to: Some("@".into()), ..mail() }, "mail.address", "/reply_to"),
        ] {
            let fault = composed(&wrong, Vec::new()).unwrap_err();
            assert_eq!((fault.code.as_str(), fault.pointer.as_deref()), (code, Some(pointer)));
        }
    }
}
