//! `init`: a data directory with settings, tables and an administrator.
//!
//! Knows what a new installation needs. Must not know tables.

use crate::app;

use super::exit::Failure;
use super::settings::Settings;
use super::{make_data_dir, place_of, settings_file, setup, tell};

/// Makes what is not there; what is there stays as it is.
pub async fn run(settings: Settings) -> Result<(), Failure> {
    make_data_dir(&settings)?;
    let file = settings.data.join("keel.toml");
    if file.exists() {
        tell(format!("{} is there and stays as it is.", file.display()));
    } else {
        std::fs::write(&file, settings_file::sample()).map_err(|error| Failure::file(&file, &error))?;
        tell(format!("Wrote {}: every setting with its default.", file.display()));
    }
    let app = app::open(settings.config.clone()).await?;
    tell(format!("The tables of {} are up to date.", place_of(&settings)));
    let prepared = setup::prepare(&app).await;
    app.db.close().await;
    Ok(prepared?)
}
