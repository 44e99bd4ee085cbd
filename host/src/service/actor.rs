//! Who acts, and what they may.
//!
//! Knows users, roles' permissions and companies. Must not know how somebody proved who they are.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::auth::ADMINISTRATOR;
use super::{Allowed, Fault, Grant};

/// What can be done with records of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// See records: list, form, report, export, print, feed.
    Read,
    /// Make new ones; for documents: post them.
    Create,
    /// Change fields.
    Update,
    /// Delete.
    Delete,
    /// Correct what is final: reverse, undo, reopen, merge, erase.
    Correct,
}

impl Op {
    /// All operations.
    pub const ALL: [Op; 5] = [Op::Read, Op::Create, Op::Update, Op::Delete, Op::Correct];

    /// Name in permissions and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Op::Read => "read",
            Op::Create => "create",
            Op::Update => "update",
            Op::Delete => "delete",
            Op::Correct => "correct",
        }
    }

    /// The operation of a name.
    pub fn of(name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.name() == name)
    }
}

/// Which rows a permission covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowRule {
    /// Rows whose owner is the actor.
    Own,
    /// Rows whose owner is the actor or works under the actor.
    Team,
    /// Every row.
    All,
}

/// One permission of one role, in one company or in all.
#[derive(Debug, Clone)]
pub struct Permission {
    /// Record type, or `*` for every one.
    pub record_type: String,
    /// What may be done.
    pub operations: Vec<Op>,
    /// Fields that this permission does not show.
    pub hidden_fields: BTreeSet<String>,
    /// Fields that this permission shows but does not let change.
    pub readonly_fields: BTreeSet<String>,
    /// Which rows.
    pub rows: RowRule,
    /// In which company; `None`: in all.
    pub company: Option<Uuid>,
}

/// What kind of account acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person in a browser or on the command line.
    User,
    /// A program with an API token.
    Token,
    /// A plugin on its own account.
    Plugin,
    /// The host itself: set-up and timers.
    System,
}

impl ActorKind {
    /// Name in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            ActorKind::User => "user",
            ActorKind::Token => "token",
            ActorKind::Plugin => "plugin",
            ActorKind::System => "system",
        }
    }
}

/// Who acts in a unit of work.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Kind of account.
    pub kind: ActorKind,
    /// The user, or the user behind the token; `None` for the host itself.
    pub user_id: Option<Uuid>,
    /// Name to show.
    pub name: String,
    /// May do everything, and administer.
    pub administrator: bool,
    /// Permissions of all roles of the user.
    pub permissions: Arc<Vec<Permission>>,
    /// Codes of those roles, each with its company or (`None`) for all.
    pub roles: Arc<Vec<(String, Option<Uuid>)>>,
    /// What a token narrows them to: `None` is everything the user may.
    pub token_scopes: Option<Arc<TokenScopes>>,
    /// Users who work under this one, however deep.
    pub team: Arc<BTreeSet<Uuid>>,
    /// How the command came in: `http`, `cli`, `job`, `setup`.
    pub via: &'static str,
}

/// Operations by record type (`*`: every type) that a token may use.
pub type TokenScopes = HashMap<String, BTreeSet<Op>>;

impl Actor {
    /// The host itself, which may do everything: set-up, timers and the command line.
    pub fn system(via: &'static str) -> Self {
        Actor {
            kind: ActorKind::System,
            user_id: None,
            name: "Keel".into(),
            administrator: true,
            permissions: Arc::default(),
            roles: Arc::default(),
            token_scopes: None,
            team: Arc::default(),
            via,
        }
    }

    /// A plugin on its own account: its rights are its grants, which are checked with each ask. It does not
    /// administer.
    pub fn plugin(name: &str, via: &'static str) -> Self {
        Actor {
            kind: ActorKind::Plugin,
            name: name.to_owned(),
            administrator: false,
            via,
            ..Actor::system(via)
        }
    }

    /// Somebody who has not signed in, and may do nothing.
    pub fn anonymous() -> Self {
        Actor { name: String::new(), administrator: false, via: "http", ..Actor::system("http") }
    }

    /// Codes of a person's roles in a company, each once; `administrator` for who may do everything.
    pub fn roles_in(&self, company: Option<Uuid>) -> Vec<String> {
        let holds = |(_, of): &&(String, Option<Uuid>)| of.is_none() || *of == company;
        let mut codes: Vec<String> = self.roles.iter().filter(holds).map(|(code, _)| code.clone()).collect();
        if self.administrator && self.user_id.is_some() {
            codes.push(ADMINISTRATOR.to_owned());
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// What this actor may do, or `None`.
    pub fn allowed(&self, record_type: &str, op: Op) -> Option<Allowed> {
        if let Some(scopes) = &self.token_scopes {
            let covers = |name: &str| scopes.get(name).is_some_and(|ops| ops.contains(&op));
            if !covers(record_type) && !covers("*") {
                return None;
            }
        }
        if self.administrator || self.kind == ActorKind::Plugin {
            return Some(Allowed::all());
        }
        let speaks = |permission: &&Permission| {
            (permission.record_type == record_type || permission.record_type == "*")
                && permission.operations.contains(&op)
        };
        let grants = self.permissions.iter().filter(speaks).map(|permission| Grant {
            company: permission.company,
            rows: permission.rows,
            hidden_fields: permission.hidden_fields.clone(),
            readonly_fields: permission.readonly_fields.clone(),
        });
        Allowed::of(grants.collect())
    }

    /// Refuses unless this actor may, in that company.
    pub fn may(&self, record_type: &str, op: Op, company: Option<Uuid>) -> Result<Allowed, Fault> {
        self.allowed(record_type, op)
            .and_then(|allowed| match company {
                Some(company) => allowed.within(company),
                None => Some(allowed),
            })
            .ok_or_else(|| {
                Fault::denied(format!(
                    "You may not {} {record_type} records here; an administrator can grant it in your role.",
                    op.name()
                ))
                .arg("operation", op.name())
                .arg("record_type", record_type)
            })
    }

    /// Whether this actor has any right in a company.
    pub fn works_in(&self, company: Uuid) -> bool {
        let there = |permission: &Permission| permission.company.is_none_or(|one| one == company);
        self.administrator || self.kind == ActorKind::Plugin || self.permissions.iter().any(there)
    }

    /// Refuses everybody but administrators.
    pub fn must_administer(&self) -> Result<(), Fault> {
        let all = |scopes: &TokenScopes| scopes.get("*").is_some_and(|ops| ops.len() == Op::ALL.len());
        if self.administrator && self.token_scopes.as_ref().is_none_or(|s| all(s)) {
            return Ok(());
        }
        Err(Fault::denied("Only an administrator may do this."))
    }
}
