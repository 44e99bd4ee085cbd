//! Users of the tests, with a token each.
//!
//! Knows the tables of users, roles and tokens, so that a test of something else need not sign anybody up
//! through HTTP. Must not know any rule.

use chrono::Utc;
use keel::storage::{Db, DbError, Scope, Tx, Val};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A user and the token that speaks for them.
pub struct Person {
    /// The user.
    pub user_id: Uuid,
    /// Bearer token.
    pub token: String,
}

/// Scopes of a token that narrows nothing.
const EVERYTHING: &str = r#"{"*": ["read", "create", "update", "delete", "correct"]}"#;

/// An administrator.
pub async fn administrator(db: &Db) -> Person {
    insert(db, "admin", true, &[]).await
}

/// A user whose only role has these permissions: record type, and operations parted by blanks.
pub async fn user(db: &Db, login: &str, permissions: &[(&str, &str)]) -> Person {
    insert(db, login, false, permissions).await
}

async fn insert(db: &Db, login: &str, administrator: bool, permissions: &[(&str, &str)]) -> Person {
    let login = login.to_owned();
    let permissions: Vec<(String, String)> =
        permissions.iter().map(|(kind, ops)| ((*kind).to_owned(), (*ops).to_owned())).collect();
    db.write(Scope::Shared, async move |tx: &mut Tx| {
        let person =
            Person { user_id: Uuid::now_v7(), token: format!("keel_pat_test_{}", Uuid::now_v7().simple()) };
        user_row(tx, &person, &login, administrator).await?;
        if !permissions.is_empty() {
            role_rows(tx, &person, &login, &permissions).await?;
        }
        Ok::<_, DbError>(person)
    })
    .await
    .expect("a user is written")
}

async fn user_row(tx: &mut Tx, person: &Person, login: &str, administrator: bool) -> Result<(), DbError> {
    let now = Utc::now();
    tx.execute(
        "insert into user_account (id, version, created_at, updated_at, login, name, language, password_one_time, \
         administrator, disabled, failed_sign_ins) values ($1, 1, $2, $2, $3, $3, 'en', $4, $5, $4, 0)",
        &[person.user_id.into(), now.into(), login.into(), false.into(), administrator.into()],
    )
    .await?;
    let digest = Sha256::digest(person.token.as_bytes()).to_vec();
    tx.execute(
        "insert into api_token (id, version, created_at, updated_at, user_id, name, secret_digest, scopes) \
         values ($1, 1, $2, $2, $3, 'tests', $4, $5)",
        &[Uuid::now_v7().into(), now.into(), person.user_id.into(), digest.into(), EVERYTHING.into()],
    )
    .await?;
    Ok(())
}

async fn role_rows(
    tx: &mut Tx,
    person: &Person,
    login: &str,
    permissions: &[(String, String)],
) -> Result<(), DbError> {
    let role = Uuid::now_v7();
    tx.execute(
        "insert into role (id, version, created_at, updated_at, code, name) values ($1, 1, $2, $2, $3, $3)",
        &[role.into(), Utc::now().into(), format!("role-{login}").into()],
    )
    .await?;
    for (line, (record_type, operations)) in permissions.iter().enumerate() {
        let operations: Vec<&str> = operations.split_whitespace().collect();
        let operations = serde_json::json!(operations).to_string();
        let values: [Val; 4] = [role.into(), (line as i64 + 1).into(), record_type.into(), operations.into()];
        tx.execute(
            "insert into role_permission (role_id, line_no, record_type, operations, hidden_fields, readonly_fields, \
             row_rule) values ($1, $2, $3, $4, '[]', '[]', 'all')",
            &values,
        )
        .await?;
    }
    tx.execute(
        "insert into user_role (user_id, line_no, role_id) values ($1, 1, $2)",
        &[person.user_id.into(), role.into()],
    )
    .await?;
    Ok(())
}
