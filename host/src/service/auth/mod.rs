//! Who stands behind a credential.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::storage::{Db, Tx};

use super::{Actor, ActorKind, Fault, FaultKind};

/// Names of the session cookie: the first over TLS, the second over plain HTTP on loopback.
pub const COOKIE_NAMES: [&str; 2] = ["__Host-keel", "keel"];

/// What a request proves itself with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    None,
    /// An API token.
    Bearer(String),
    /// A session's secret.
    Cookie(String),
}

/// Actors that were resolved lately.
#[derive(Default)]
pub struct AuthCache;

/// The actor behind a credential.
pub async fn resolve(db: &Db, credential: Credential, _cache: &AuthCache) -> Result<Arc<Actor>, Fault> {
    let nobody = || {
        Fault::new(FaultKind::Unauthenticated, "not-signed-in", "This token is not valid; create a new one.")
    };
    let Credential::Bearer(secret) = credential else {
        return Err(nobody());
    };
    let digest = Sha256::digest(secret.as_bytes()).to_vec();
    db.read(async move |tx: &mut Tx| {
        let row = tx
            .row(
                "select u.id, u.name, u.administrator from api_token t join user_account u on u.id = t.user_id
                 where t.secret_digest = $1 and t.revoked_at is null and u.disabled = $2",
                &[digest.into(), false.into()],
            )
            .await?
            .ok_or_else(nobody)?;
        Ok(Arc::new(Actor {
            kind: ActorKind::Token,
            user_id: row.get(0)?,
            name: row.get(1)?,
            administrator: row.get(2)?,
            permissions: Arc::default(),
            token_scopes: None,
            team: Arc::default(),
            via: "http",
        }))
    })
    .await
}
