//! `serve`: the host as a service, from its lock to its last answer.
//!
//! Knows start, signals and stop. Must not know a route.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::app;

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{demo, lock, make_data_dir, place_of, setup, tell};

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// What to log: a level, or levels by target such as info,keel::access=info
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// text or json
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Folder of the built web interface, in the place of the one inside the program
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
    /// Make the demo company Northwind Traders first, if it is not there
    #[arg(long)]
    demo: bool,
    /// Package of a plugin to install in the demo company, unless it is there; may be repeated
    #[arg(long, value_name = "FILE", requires = "demo")]
    package: Vec<PathBuf>,
}

impl ServeArgs {
    /// The text of the flag that sets a key.
    pub fn flag(&self, key: &str) -> Option<String> {
        match key {
            "listen" => self.listen.clone(),
            "log" => self.log.clone(),
            "log_format" => self.log_format.clone(),
            // A folder on the command line is beside who types it.
            "web_dir" => {
                let folder = std::path::absolute(self.web.as_ref()?).ok()?;
                Some(folder.to_str()?.to_owned())
            }
            _ => None,
        }
    }
}

/// Serves until a signal; then answers what is under way, writes what is queued, and closes the files.
pub async fn run(settings: Settings, args: ServeArgs) -> Result<(), Failure> {
    let began = Instant::now();
    make_data_dir(&settings)?;
    let _lock = lock::take(&settings)?;
    start_log(&settings);
    let mut stop = Stop::new()?;
    let app = app::open(settings.config.clone()).await?;
    setup::prepare(&app).await?;
    if args.demo {
        demo::before_serving(&app, &args.package).await?;
    }
    let running = app::serve(app).await?;
    tell(format!(
        "Keel serves http://{} from {} (ready in {} ms). Stop with Ctrl-C.",
        running.address,
        place_of(&settings),
        began.elapsed().as_millis()
    ));
    let signal = stop.wait().await;
    tell(format!("{signal}: finishing what is under way."));
    running.stop().await;
    tell("Stopped; everything that was answered is on the disk.");
    Ok(())
}

pub(super) fn start_log(settings: &Settings) {
    let filter: Targets = settings.log.parse().unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    // A second start in one process, as in tests, keeps the first log.
    let _ = if settings.log_json {
        registry.with(lines.json().flatten_event(true)).try_init()
    } else {
        registry.with(lines).try_init()
    };
}

/// The signals that end the host. Listening begins before the database is opened.
pub(super) struct Stop {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    pub(super) fn new() -> Result<Self, Failure> {
        let listen =
            |kind| signal(kind).map_err(|error| Failure::new(Exit::Failed, format!("signals: {error}")));
        Ok(Stop { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    pub(super) async fn wait(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "Ctrl-C",
        }
    }
}
