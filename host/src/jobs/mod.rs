//! Outbox delivery, timers, retry: what happens without a request.
//!
//! Must not know a request, or do anything that is unsafe to run twice. Any number of hosts run these
//! loops over one database: each round takes its work in a unit of work, and units of one scope never
//! interleave.

mod deliver;
pub mod mail;
mod notice;
mod plugin_work;
pub mod send;
mod timers;

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::service::plugins::faults;

use timers::{Wake, every};

pub use deliver::deliver_due;
pub use mail::send_mail_due;
pub use plugin_work::{hear_due, run_due};
pub use timers::{housekeep, remind_due};

/// How long a delivery waits at most after it became due.
const DELIVER_EVERY: Duration = Duration::from_secs(1);
/// How late a reminder is at most.
const REMIND_EVERY: Duration = Duration::from_secs(2);
/// How long a plugin's fault waits to be written down.
const FAULTS_EVERY: Duration = Duration::from_millis(500);
/// How often old rows are looked for.
const HOUSEKEEP_EVERY: Duration = Duration::from_secs(600);

/// The loops, until they are stopped.
#[derive(Debug)]
pub struct Jobs {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Starts the loops.
    pub fn start(app: &Arc<App>) -> Jobs {
        let (stop, stopped) = watch::channel(false);
        let sender = Arc::new(send::Sender::new());
        let db = app.db.clone();
        let woken = |wake: Wake| Some((app.db.clone(), wake));
        let (reminding, hearing, running, faulty) = (app.clone(), app.clone(), app.clone(), app.clone());
        let mut tasks = vec![
            tokio::spawn(every(DELIVER_EVERY, stopped.clone(), woken(Wake::Webhooks), {
                let db = db.clone();
                async move || {
                    // Until nothing is due: a backlog does not wait for the clock.
                    while deliver_due(&db, &sender).await? > 0 {}
                    Ok(())
                }
            })),
            tokio::spawn(every(DELIVER_EVERY, stopped.clone(), woken(Wake::Plugins), async move || {
                while hear_due(&hearing, Utc::now()).await? > 0 {}
                Ok(())
            })),
            // A job may wait ten seconds for the network: facts do not wait for jobs.
            tokio::spawn(every(DELIVER_EVERY, stopped.clone(), None, async move || {
                while run_due(&running, Utc::now()).await? > 0 {}
                Ok(())
            })),
            tokio::spawn(every(FAULTS_EVERY, stopped.clone(), None, async move || {
                faults::settle(&faulty.db, &faulty.plugins).await
            })),
            tokio::spawn(every(REMIND_EVERY, stopped.clone(), None, async move || {
                remind_due(&reminding).await.map(drop)
            })),
            tokio::spawn(notice::notice(app.db.clone(), app.plugins.clone(), stopped.clone())),
            tokio::spawn(every(HOUSEKEEP_EVERY, stopped.clone(), None, async move || housekeep(&db).await)),
        ];
        // The settings took no address that names no server. Without one mails wait.
        if let Some(Ok(relay)) = app.config.mail_relay.as_deref().map(mail::Relay::at) {
            let db = app.db.clone();
            tasks.push(tokio::spawn(every(DELIVER_EVERY, stopped, None, async move || {
                while send_mail_due(&db, &relay).await? > 0 {}
                Ok(())
            })));
        }
        Jobs { stop, tasks }
    }

    /// Ends the loops after what each does now. Deliveries on their way are settled.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}
