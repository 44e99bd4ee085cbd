//! People and roles: whose tasks are whose.

use keel_sdk::prelude::*;

/// Who asks; none where the plugin acts on its own account.
pub fn me() -> Option<Id> {
    context::current().user()
}

/// What of the tasks that nobody has taken is for who asks.
pub enum Mine {
    /// Every role's: an administrator.
    Every,
    /// Those of these codes of roles.
    Roles(Vec<String>),
}

/// The roles of who asks, in the company of the call.
pub fn my_roles() -> Mine {
    let roles = context::roles();
    if roles.iter().any(|role| role == "administrator") { Mine::Every } else { Mine::Roles(roles) }
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
