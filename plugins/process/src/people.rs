//! People and roles, as far as the reader may see them.

use keel_sdk::prelude::*;

/// Who asks; none where the plugin acts on its own account.
pub fn me() -> Option<Id> {
    context::current().user()
}

/// What of the tasks that nobody has taken is for who asks.
pub enum Mine {
    /// Every role's: an administrator.
    Every,
    /// Those of these codes and names of roles. Whoever may not read users has none here.
    Roles(Vec<String>),
}

/// The roles of who asks.
pub fn my_roles() -> Mine {
    let user = me().and_then(|me| records::get_one("user", me).ok());
    match user {
        Some(user) if user.get("administrator") == Some(true) => Mine::Every,
        Some(user) => Mine::Roles(roles_of(&user)),
        None => Mine::Roles(Vec::new()),
    }
}

fn roles_of(user: &Document) -> Vec<String> {
    let company = context::current().company();
    let here = |row: &&Row| {
        let holds = row.get::<Id>("company");
        holds.is_none() || holds == company
    };
    let ids: Vec<Id> = user.rows("roles").iter().filter(here).filter_map(|row| row.get("role")).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let roles = records::get("role", &ids).unwrap_or_default();
    roles.iter().flat_map(|role| [role.get("code"), role.get("name")]).flatten().collect()
}

/// A user by id or login.
pub fn user(who: &str) -> Option<Id> {
    if let Ok(id) = Id::parse(who) {
        return Some(id);
    }
    let found = records::find("user").equal("login", who.trim().to_lowercase()).first();
    found.ok().flatten().map(|user| user.id())
}

/// What somebody is called; their id where the reader may not see them.
pub fn name_of(user: Id) -> String {
    let found = records::get_one("user", user).ok().and_then(|user| user.get("name"));
    found.unwrap_or_else(|| user.to_string())
}
