//! `plugin trust`: the keys whose packages are taken.

use clap::Subcommand;

use crate::app::App;
use crate::service::Uow;
use crate::service::plugins::life::{self, RevokeKey, TrustKey};

use super::super::exit::Failure;
use super::super::tell;
use super::installed::{read, unit};

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Take packages signed by a key
    Add {
        /// Whose it is
        name: String,
        /// The public key, as `keel key new` prints it
        public_key: String,
    },
    /// Take packages signed by a key no longer, and pause plugins that it signed
    Revoke {
        /// The public key
        public_key: String,
    },
    /// List keys, trusted and revoked
    List,
}

/// Does one of them.
pub async fn run(app: &App, command: TrustCommand) -> Result<(), Failure> {
    match command {
        TrustCommand::Add { name, public_key } => {
            let input = TrustKey { name: name.clone(), public_key };
            unit(app, async move |uow: &mut Uow<'_>| life::trust_key(uow, input.clone()).await).await?;
            tell(format!("Packages signed by {name} are taken."));
        }
        TrustCommand::Revoke { public_key } => {
            let input = RevokeKey { public_key: public_key.clone() };
            unit(app, async move |uow: &mut Uow<'_>| life::revoke_key(uow, input.clone()).await).await?;
            tell(format!("Packages signed by {public_key} are taken no longer."));
        }
        TrustCommand::List => {
            for key in read(app, async |uow: &mut Uow<'_>| life::list_keys(uow).await).await? {
                let state = key
                    .revoked_at
                    .map_or_else(|| "trusted".to_owned(), |at| format!("revoked {}", at.date_naive()));
                println!("{:<24} {:<20} {} {}", key.name, state, key.public_key, key.plugins.join(" "));
            }
        }
    }
    Ok(())
}
