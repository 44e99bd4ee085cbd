//! `token`: API tokens, for whoever can reach the data directory.
//!
//! Knows flags and how a secret is shown. Must not know how one is kept.

use std::collections::BTreeMap;

use chrono::{Duration, Utc};
use clap::Subcommand;
use uuid::Uuid;

use crate::app::App;
use crate::service::auth::{self, NewToken};
use crate::service::{Ctx, Uow};
use crate::storage::{Scope, Tx};

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{open_existing, tell};

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token that acts for a user, and print its secret this once
    Create {
        /// Login of the user it acts for; it never may more than they
        #[arg(long)]
        user: String,
        /// What it is for
        #[arg(long)]
        name: String,
        /// TYPE=OPERATION,… such as contact=read,create; * is every record type; may be repeated
        #[arg(long, required = true, value_name = "TYPE=OPERATIONS")]
        may: Vec<String>,
        /// Days until it ends
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
    /// List a user's tokens
    List {
        /// Login of the user
        #[arg(long)]
        user: String,
    },
    /// End a token at once
    Revoke {
        /// Its id, as `token list` shows it
        id: Uuid,
    },
}

/// Does one of them.
pub async fn run(settings: Settings, command: TokenCommand) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let done = act(&app, command).await;
    app.db.close().await;
    done
}

async fn act(app: &App, command: TokenCommand) -> Result<(), Failure> {
    let ctx = Ctx::system("cli");
    match command {
        TokenCommand::Create { user, name, may, days } => {
            let ends = Duration::try_days(days).and_then(|days| Utc::now().checked_add_signed(days));
            let input = NewToken { name, scopes: scopes(&may)?, expires_at: ends };
            let made = app.db.write(Scope::Shared, async move |tx: &mut Tx| {
                auth::create_token_for(&mut Uow::new(tx, &ctx), &user, input.clone()).await
            });
            let made = made.await?;
            println!("{}", made.secret);
            tell(format!("Token {}: the secret is shown this once.", made.token.id));
        }
        TokenCommand::List { user } => {
            let tokens = app
                .db
                .read(async move |tx: &mut Tx| auth::list_tokens_of(&mut Uow::new(tx, &ctx), &user).await);
            for token in tokens.await? {
                let ends = token.expires_at.map_or("never".into(), |at| at.date_naive().to_string());
                let state =
                    if token.revoked_at.is_some() { "revoked".into() } else { format!("ends {ends}") };
                println!("{}  {state:<16}  {}  {:?}", token.id, token.name, token.scopes);
            }
        }
        TokenCommand::Revoke { id } => {
            let revoked = app.db.write(Scope::Shared, async move |tx: &mut Tx| {
                auth::revoke_token(&mut Uow::new(tx, &ctx), id).await
            });
            revoked.await?;
            tell(format!("Token {id} is revoked."));
        }
    }
    Ok(())
}

fn scopes(may: &[String]) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let mut scopes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in may {
        let (record_type, operations) = text.split_once('=').ok_or_else(|| {
            let takes = "it takes TYPE=OPERATION,… such as contact=read,create";
            Failure::new(Exit::Usage, format!("--may: `{text}` is wrong, {takes}"))
        })?;
        let operations = operations.split(',').map(|operation| operation.trim().to_owned());
        scopes.entry(record_type.trim().to_owned()).or_default().extend(operations);
    }
    Ok(scopes)
}
