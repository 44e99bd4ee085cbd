//! What a plugin imports: each function becomes an [`Ask`], and its reply the function's answer.

mod ledger;
mod records;
mod stock;

use wasmtime::Result;

use super::data::{body, body_out, fault_out, id, id_option, instant, record_ref};
use super::wit::keel::types1_0_0::types as wit;
use super::wit::keel::{actions, contacts, events, files, http, jobs, mail};
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::mail::NewMail;
use crate::service::plugins::data::HttpRequest;
use crate::service::plugins::port::{Ask, Reply};

type Answered<T> = Result<std::result::Result<T, wit::Fault>>;

/// Asks, and shapes the reply. What the plugin said wrongly is told without asking.
async fn asked<T>(
    state: &mut State,
    ask: std::result::Result<Ask, Fault>,
    shape: impl FnOnce(Reply) -> Option<std::result::Result<T, Fault>>,
) -> Answered<T> {
    let reply = match ask {
        Ok(ask) => state.ask(ask).await?,
        Err(fault) => {
            state.count()?;
            Err(fault)
        }
    };
    let shaped = reply.and_then(|reply| {
        shape(reply).unwrap_or_else(|| Err(Fault::internal("the host answered another question")))
    });
    Ok(shaped.map_err(fault_out))
}

fn done(reply: Reply) -> Option<std::result::Result<(), Fault>> {
    matches!(reply, Reply::Done).then_some(Ok(()))
}

fn texts(reply: Reply) -> Option<std::result::Result<Vec<String>, Fault>> {
    match reply {
        Reply::Ids(ids) => Some(Ok(ids.iter().map(ToString::to_string).collect())),
        _ => None,
    }
}

fn one_id(reply: Reply) -> Option<std::result::Result<String, Fault>> {
    match reply {
        Reply::Id(id) => Some(Ok(id.to_string())),
        _ => None,
    }
}

fn matches(reply: Reply) -> Option<std::result::Result<Vec<contacts::contacts::Match>, Fault>> {
    match reply {
        Reply::Matches(all) => Some(Ok(all
            .into_iter()
            .map(|one| contacts::contacts::Match {
                id: one.id.to_string(),
                name: one.name,
                by: one.by,
                score: one.score,
            })
            .collect())),
        _ => None,
    }
}

impl contacts::contacts::Host for State {
    async fn search(&mut self, text: String, limit: u32) -> Answered<Vec<contacts::contacts::Match>> {
        asked(self, Ok(Ask::ContactsSearch { text, limit }), matches).await
    }

    async fn duplicates(&mut self, contact: wit::Body) -> Answered<Vec<contacts::contacts::Match>> {
        asked(self, body(contact).map(Ask::ContactsDuplicates), matches).await
    }
}

impl actions::actions::Host for State {
    async fn call(&mut self, name: String, target: Option<String>, input: wit::Body) -> Answered<wit::Body> {
        let ask =
            id_option(target).and_then(|target| Ok(Ask::ActionsCall { name, target, input: body(input)? }));
        asked(self, ask, |reply| match reply {
            Reply::Body(output) => Some(body_out(output)),
            _ => None,
        })
        .await
    }
}

impl events::events::Host for State {
    async fn emit(
        &mut self,
        name: String,
        subject: Option<wit::RecordRef>,
        payload: wit::Body,
    ) -> Answered<()> {
        let ask = subject
            .map(record_ref)
            .transpose()
            .and_then(|subject| Ok(Ask::EventsEmit { name, subject, payload: body(payload)? }));
        asked(self, ask, done).await
    }
}

impl jobs::jobs::Host for State {
    async fn schedule(
        &mut self,
        job: String,
        at: String,
        key: Option<String>,
        input: wit::Body,
    ) -> Answered<String> {
        let ask = instant(&at).and_then(|at| Ok(Ask::JobsSchedule { job, at, key, input: body(input)? }));
        asked(self, ask, one_id).await
    }

    async fn cancel(&mut self, job: String, key: String) -> Answered<()> {
        asked(self, Ok(Ask::JobsCancel { job, key }), done).await
    }
}

impl http::outbound::Host for State {
    async fn send(&mut self, request: http::types::Request) -> Answered<http::types::Response> {
        let ask = Ask::HttpSend(HttpRequest {
            method: request.method,
            url: request.url,
            headers: request.headers.into_iter().map(|one| (one.name, one.value)).collect(),
            body: request.body,
        });
        asked(self, Ok(ask), |reply| match reply {
            Reply::Response(answer) => Some(Ok(http::types::Response {
                status: answer.status,
                headers: answer
                    .headers
                    .into_iter()
                    .map(|(name, value)| http::types::Header { name, value })
                    .collect(),
                body: answer.body,
            })),
            _ => None,
        })
        .await
    }
}

impl files::files::Host for State {
    async fn of_record(&mut self, subject: wit::RecordRef) -> Answered<Vec<files::files::File>> {
        asked(self, record_ref(subject).map(Ask::FilesOfRecord), |reply| match reply {
            Reply::Files(all) => Some(Ok(all
                .into_iter()
                .map(|one| files::files::File {
                    id: one.id.to_string(),
                    name: one.name,
                    media_type: one.media_type,
                    size: one.size,
                })
                .collect())),
            _ => None,
        })
        .await
    }

    async fn read(&mut self, file: String) -> Answered<Vec<u8>> {
        asked(self, id(&file).map(Ask::FilesRead), |reply| match reply {
            Reply::Bytes(bytes) => Some(Ok(bytes)),
            _ => None,
        })
        .await
    }

    async fn attach(
        &mut self,
        subject: wit::RecordRef,
        name: String,
        media_type: String,
        content: Vec<u8>,
    ) -> Answered<String> {
        let ask = record_ref(subject).map(|subject| Ask::FilesAttach { subject, name, media_type, content });
        asked(self, ask, one_id).await
    }
}

impl mail::mail::Host for State {
    async fn send(&mut self, message: mail::mail::Message) -> Answered<String> {
        asked(self, mail_of(message).map(Ask::MailSend), one_id).await
    }
}

fn mail_of(message: mail::mail::Message) -> std::result::Result<NewMail, Fault> {
    Ok(NewMail {
        to: message.to,
        cc: message.cc,
        reply_to: message.reply_to,
        subject: message.subject,
        text: message.text,
        html: message.html,
        files: message.files.iter().map(|file| id(file)).collect::<std::result::Result<_, _>>()?,
        about: message.about.map(record_ref).transpose()?,
    })
}
