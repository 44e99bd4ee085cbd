//! People and roles, as far as the reader may see them.

use keel_sdk::prelude::*;

/// Who asks; none where the plugin acts on its own account.
pub fn me() -> Option<Id> {
    context::current().user()
}

/// Codes and names of the roles of who asks. Whoever may not read users has none here.
pub fn my_roles() -> Vec<String> {
    let Some(me) = me() else { return Vec::new() };
    let company = context::current().company();
    let Ok(user) = records::get_one("user", me) else { return Vec::new() };
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
