//! What a database needs before anybody can sign in: an administrator and the standard roles.
//!
//! Knows when to print. Must not know what a role may.

use crate::app::App;
use crate::service::auth;
use crate::service::{Ctx, Fault, Uow};
use crate::storage::{Scope, Tx};

use super::{tell, user};

/// Makes what is missing; prints the administrator's one-time password if there was none before.
pub async fn prepare(app: &App) -> Result<(), Fault> {
    let Some(password) = auth::first_administrator(&app.db).await? else { return Ok(()) };
    let ctx = Ctx::system("setup");
    app.db
        .write(Scope::Shared, async move |tx: &mut Tx| {
            auth::install_roles(&mut Uow::new(tx, &ctx)).await.map(|_| ())
        })
        .await?;
    tell("First start: sign in with");
    user::show(&password);
    Ok(())
}
