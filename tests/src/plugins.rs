//! Manifests without a guest: their record types and fields, put into a running host.
//!
//! Knows how a manifest becomes a schema and a picture of what is installed. Must not know packages: those
//! are installed through the door.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use keel::service::plugins::schema::{apply, declare, refusals};
use keel::service::plugins::{Active, Installed, State};
use keel::service::records::Registry;
use keel::service::{Ctx, Fault, Uow};
use keel::storage::{Location, Scope, Tx};
use keel_manifest::model::Manifest;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{TestApp, catalogue};

/// Reads a manifest.
///
/// # Panics
/// With the findings.
pub fn manifest(text: &str) -> Manifest {
    match keel_manifest::read(text, "plugin.toml") {
        Ok(manifest) => manifest,
        Err(findings) => panic!("{findings:#?}"),
    }
}

/// A manifest of so much: a head, then what is given.
pub fn with_head(id: &str, version: &str, rest: &str) -> String {
    format!(
        "[plugin]\nid = \"{id}\"\nversion = \"{version}\"\nname = \"Test\"\ndescription = \"For a test.\"\n\
         licence = \"Apache-2.0\"\nvendor = \"Keel\"\nhost-api = \"1.0\"\n{rest}"
    )
}

/// Puts what a manifest declares into the place of what its plugin declared before.
pub async fn put(app: &TestApp, text: &str) -> Result<(), Fault> {
    let new = manifest(text);
    let id = new.id.clone();
    change(app, &id, Some(new)).await
}

/// Takes all that a plugin declared away.
pub async fn take(app: &TestApp, id: &str) -> Result<(), Fault> {
    change(app, id, None).await
}

async fn change(app: &TestApp, id: &str, new: Option<Manifest>) -> Result<(), Fault> {
    let current = app.app().plugins.current();
    let old = current.plugins.get(id).map(|plugin| plugin.manifest.clone());
    let plan = keel_manifest::plan(old.as_deref(), new.as_ref());
    let mut manifests: Vec<Arc<Manifest>> = current
        .plugins
        .values()
        .filter(|plugin| plugin.code() != id)
        .map(|plugin| plugin.manifest.clone())
        .collect();
    let others = declare(&manifests.iter().map(AsRef::as_ref).collect::<Vec<_>>(), &Registry::core());
    let refused = new.as_ref().map_or_else(Vec::new, |new| refusals(new, &others));
    if let Some(first) = plan.refusals.iter().chain(&refused).next() {
        return Err(Fault::refused(
            first.code,
            format!("{}: {}. {}", first.subject, first.message, first.fix),
        ));
    }
    manifests.extend(new.map(Arc::new));
    let after =
        Arc::new(declare(&manifests.iter().map(AsRef::as_ref).collect::<Vec<_>>(), &Registry::core()));
    let types = after.clone();
    let unit = async move |tx: &mut Tx| apply(&mut Uow::new(tx, &Ctx::system("tests")), &plan, &types).await;
    app.db().write(Scope::Shared, unit).await?;
    let plugins = manifests.into_iter().map(|manifest| Arc::new(active(manifest))).collect();
    let picture = Installed::of(current.generation + 1, plugins, after, current.guests.clone());
    app.app().plugins.set(Arc::new(picture));
    Ok(())
}

fn active(manifest: Arc<Manifest>) -> Active {
    Active {
        id: Uuid::now_v7(),
        manifest,
        brought: Arc::default(),
        digest: String::new(),
        state: State::Disabled,
        grants: Arc::default(),
        companies: BTreeSet::new(),
        settings: HashMap::new(),
        recording: false,
    }
}

/// Every object of the schema in the words of its database: what an uninstalled plugin must leave as it was.
pub async fn schema(app: &TestApp) -> String {
    match app.location() {
        Location::Sqlite(file) => {
            let connection = rusqlite::Connection::open(file).expect("the file opens");
            let sql = "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_schema order by 1";
            let mut statement = connection.prepare(sql).expect("a statement");
            let found = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
            found.collect::<Result<Vec<_>, _>>().expect("texts").join("\n")
        }
        Location::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("a connection");
            let tables = catalogue::postgres(&mut connection).await.expect("a catalogue");
            connection.close().await.expect("closed");
            catalogue::render(&tables)
        }
    }
}
