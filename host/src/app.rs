//! Puts the rooms together. Knows everything; decides nothing.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Utc;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use crate::http::{Server, ServerOptions, routes};
use crate::jobs::Jobs;
use crate::jobs::send::Sender;
use crate::plugin::{Places, Runtime};
use crate::service::auth::AuthCache;
use crate::service::contacts::phone;
use crate::service::import::Watched;
use crate::service::plugins::outbound::Outbound;
use crate::service::plugins::{Plugins, life};
use crate::service::presence::Presence;
use crate::service::{Actor, Ctx};
use crate::storage::migrate::{MigrateError, migrate};
use crate::storage::{Db, DbError, DbOptions, Location};

/// What the host needs to start; read and checked by `cli`.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the data is.
    pub database: Location,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Most transactions that read at once.
    pub readers: usize,
    /// Connections that write to PostgreSQL; SQLite has one writer.
    pub writers: usize,
    /// Bounds of the server.
    pub server: ServerOptions,
    /// Where compiled plugins are, and what compiles them.
    pub plugins: Places,
    /// Folder of backups.
    pub backups: PathBuf,
    /// Folder of the web interface, in the place of the one inside the program.
    pub web: Option<PathBuf>,
    /// Mail server that mails go through, `smtps://user:password@host`.
    pub mail_relay: Option<String>,
}

impl Config {
    /// Defaults, over the database that is there, with files of the host in `data`.
    pub fn new(database: Location, data: &Path) -> Self {
        let DbOptions { location, readers, writers } = DbOptions::new(database);
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let plugins = Places {
            cache: data.join("plugin-cache"),
            program: std::env::current_exe().unwrap_or_else(|_| "keel".into()),
        };
        Config {
            database: location,
            listen,
            readers,
            writers,
            server: ServerOptions::default(),
            plugins,
            backups: data.join("backups"),
            web: None,
            mail_relay: None,
        }
    }
}

/// The parts that every request shares.
pub struct App {
    /// The database.
    pub db: Db,
    /// Settings.
    pub config: Config,
    /// Actors that were resolved lately.
    pub auth: AuthCache,
    /// What is installed.
    pub plugins: Arc<Plugins>,
    /// Pages and reports of plugins that may be computed at once: fewer than read, so that however many never end,
    /// everybody else is still answered.
    pub drawing: Arc<Semaphore>,
    /// Sends what plugins were granted to send.
    pub outbound: Arc<dyn Outbound>,
    /// Who is at which record.
    pub presence: Presence,
    /// How far imports of this host are.
    pub imports: Watched,
    /// Becomes true when the host ends: streams that would never end by themselves look at it.
    pub stop: watch::Sender<bool>,
}

impl App {
    /// A context for the host itself, among what is installed.
    pub fn system(&self, via: &'static str) -> Ctx {
        Ctx::among(Arc::new(Actor::system(via)), Utc::now(), Uuid::now_v7(), self.plugins.current())
    }

    /// Waits until the host ends.
    pub async fn stopping(&self) {
        let mut stopped = self.stop.subscribe();
        // An error means that the sender is gone, and the host with it.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }
}

/// A host that serves.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The parts, for tests and the command line.
    pub app: Arc<App>,
    server: Server,
    jobs: Jobs,
}

/// Why the host did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// Its schema.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// What is installed.
    #[error("what is installed cannot be read: {0}")]
    Plugins(String),
    /// The address to listen on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// Opens the database, brings its schema up to date, and makes ready what is installed.
pub async fn open(config: Config) -> Result<Arc<App>, StartError> {
    let (location, readers, writers) = (config.database.clone(), config.readers, config.writers);
    let db = Db::open(DbOptions { location, readers, writers }).await?;
    migrate(&db).await?;
    let plugins = Arc::new(Plugins::new(Arc::new(Runtime::new(config.plugins.clone()))));
    life::refresh(&db, &plugins).await.map_err(|fault| StartError::Plugins(fault.to_string()))?;
    let outbound = Arc::new(Sender::new());
    let (auth, presence) = (AuthCache::default(), Presence::default());
    let stop = watch::channel(false).0;
    let drawing = Arc::new(Semaphore::new((readers / 2).max(1)));
    let imports = Watched::default();
    Ok(Arc::new(App { db, config, auth, plugins, drawing, outbound, presence, imports, stop }))
}

/// Opens the database and serves until [`Running::stop`].
pub async fn start(config: Config) -> Result<Running, StartError> {
    serve(open(config).await?).await
}

/// Serves what [`open`] opened, until [`Running::stop`].
pub async fn serve(app: Arc<App>) -> Result<Running, StartError> {
    let address = app.config.listen;
    let server = Server::start(app.clone(), routes::all(), address)
        .await
        .map_err(|source| StartError::Listen { address, source })?;
    let jobs = Jobs::start(&app);
    tokio::task::spawn_blocking(phone::load);
    Ok(Running { address: server.address, app, server, jobs })
}

impl Running {
    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.server.connections()
    }

    /// Ends: no new requests, open ones finish, what is queued is written, files are closed.
    pub async fn stop(self) {
        self.app.stop.send_replace(true);
        self.server.stop().await;
        self.jobs.stop().await;
        self.app.db.close().await;
    }
}
