//! Sends mails that are due through the mail server of `keel.toml` (SMTP).
//!
//! Knows SMTP, and which failure is for good. Must not know why a mail was queued. A process that ends between taking and
//! settling loses nothing: the mail is due again after its lease, so it may arrive twice, with the same Message-ID.

use std::time::Duration;

use chrono::Utc;
use lettre::address::Envelope;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::service::Fault;
use crate::service::mail::{self, Taken};
use crate::storage::Db;

/// Longest attempt.
const ATTEMPT_MAX: Duration = Duration::from_secs(60);

/// The mail server that the host sends through.
pub struct Relay(AsyncSmtpTransport<Tokio1Executor>);

impl Relay {
    /// Of an address such as `smtps://user:password@mail.example.com`.
    ///
    /// # Errors
    /// When the address names no mail server.
    pub fn at(address: &str) -> Result<Relay, lettre::transport::smtp::Error> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(address)?;
        Ok(Relay(builder.timeout(Some(ATTEMPT_MAX)).build()))
    }

    /// `Err((true, …))`: the server will never take it.
    async fn send(&self, taken: &Taken) -> Result<(), (bool, String)> {
        let broken = |error: lettre::address::AddressError| (true, error.to_string());
        let sender: Address = taken.sender.parse().map_err(broken)?;
        let people: Result<Vec<Address>, _> = taken.recipients.iter().map(|one| one.parse()).collect();
        let envelope =
            Envelope::new(Some(sender), people.map_err(broken)?).map_err(|e| (true, e.to_string()))?;
        match tokio::time::timeout(ATTEMPT_MAX, self.0.send_raw(&envelope, &taken.content)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err((error.is_permanent(), format!("the mail server: {error}"))),
            Err(_) => Err((false, format!("no answer within {} seconds", ATTEMPT_MAX.as_secs()))),
        }
    }
}

/// One round; how many mails were tried.
///
/// # Errors
/// When the database cannot be asked.
pub async fn send_mail_due(db: &Db, relay: &Relay) -> Result<usize, Fault> {
    let due = mail::take_due(db, Utc::now()).await?;
    for taken in &due {
        let met = relay.send(taken).await;
        let label = if met.is_ok() { "sent" } else { "failed" };
        metrics::counter!("keel_mail_attempts_total", "met" => label).increment(1);
        mail::settle(db, taken, met, Utc::now()).await?;
    }
    Ok(due.len())
}
