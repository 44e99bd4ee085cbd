//! `user`: accounts, for whoever can reach the data directory.
//!
//! Knows flags and how a one-time password is shown. Must not know how one is kept.

use std::sync::Arc;

use clap::Subcommand;

use crate::app::App;
use crate::service::auth::{self, NewUser, OneTimePassword};
use crate::service::{Actor, Ctx, Fault, Uow};
use crate::storage::{Scope, Tx};

use super::exit::Failure;
use super::settings::Settings;
use super::{open_existing, tell};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account and print its one-time password
    Add {
        /// Name to sign in with
        login: String,
        /// Name to show
        #[arg(long)]
        name: String,
        /// May do everything, and administer
        #[arg(long)]
        administrator: bool,
        /// Code of a role to give; may be repeated
        #[arg(long = "role", value_name = "CODE")]
        roles: Vec<String>,
    },
    /// List every account
    List,
    /// Give a role, by its code
    GiveRole {
        /// Name to sign in with
        login: String,
        /// Code of the role
        code: String,
    },
    /// Print a new one-time password and end the account's sessions
    ResetPassword {
        /// Name to sign in with
        login: String,
    },
    /// Let nobody sign in with an account any more; what it did stays
    Disable {
        /// Name to sign in with
        login: String,
    },
    /// Let an account sign in again
    Enable {
        /// Name to sign in with
        login: String,
    },
}

/// Does one of them.
pub async fn run(settings: Settings, command: UserCommand) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let done = act(&app, command).await;
    app.db.close().await;
    Ok(done?)
}

async fn act(app: &App, command: UserCommand) -> Result<(), Fault> {
    let operator = Arc::new(Actor::system("cli"));
    match command {
        UserCommand::Add { login, name, administrator, roles } => {
            let user = NewUser { login: login.clone(), name, language: None, administrator };
            let password = auth::create_user(&app.db, operator, user).await?;
            for code in roles {
                give_role(app, login.clone(), code).await?;
            }
            show(&password);
        }
        UserCommand::List => {
            let read = async |tx: &mut Tx| auth::list_accounts(&mut Uow::new(tx, &Ctx::system("cli"))).await;
            for account in app.db.read(read).await? {
                let marks = [
                    (account.administrator, "administrator"),
                    (account.disabled, "disabled"),
                    (account.password_one_time, "one-time password"),
                ];
                let marks: Vec<&str> = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
                println!("{:<24} {:<32} {}", account.login, account.name, marks.join(", "));
            }
        }
        UserCommand::GiveRole { login, code } => {
            give_role(app, login.clone(), code.clone()).await?;
            tell(format!("{login} has the role {code}."));
        }
        UserCommand::ResetPassword { login } => {
            show(&auth::give_one_time_password(&app.db, operator, &login).await?);
        }
        UserCommand::Disable { login } => set_disabled(app, login, true).await?,
        UserCommand::Enable { login } => set_disabled(app, login, false).await?,
    }
    Ok(())
}

async fn give_role(app: &App, login: String, code: String) -> Result<(), Fault> {
    let ctx = Ctx::system("cli");
    app.db
        .write(Scope::Shared, async move |tx: &mut Tx| {
            auth::give_role_by_login(&mut Uow::new(tx, &ctx), &login, &code, None).await
        })
        .await
}

async fn set_disabled(app: &App, login: String, disabled: bool) -> Result<(), Fault> {
    let ctx = Ctx::system("cli");
    let name = login.clone();
    app.db
        .write(Scope::Shared, async move |tx: &mut Tx| {
            auth::set_disabled(&mut Uow::new(tx, &ctx), &name, disabled).await
        })
        .await?;
    tell(format!("{login} {}.", if disabled { "may not sign in any more" } else { "may sign in again" }));
    Ok(())
}

/// Prints a one-time password: the only time that anybody sees it.
pub(super) fn show(password: &OneTimePassword) {
    println!("login              {}", password.login);
    println!("one-time password  {}", password.password);
    tell("It is shown this once, and must be changed at the first sign-in.");
}
