//! Who is behind a request: accounts, sessions, API tokens, and the actor they stand for.
//!
//! Knows secrets and passwords, and keeps only their digests. Must not know cookies or headers.

mod account;
mod cache;
mod operator;
mod password;
mod roles;
mod secret;
mod session;
mod sign_in;
mod token;

pub(crate) use account::must_leave_an_administrator;
pub use account::{
    NewUser, OneTimePassword, create_user, first_administrator, give_one_time_password, set_disabled,
};
pub use cache::{AuthCache, COOKIE_NAMES, Credential, actor_of_user, resolve};
pub use operator::{AccountLine, create_token_for, list_accounts, list_tokens_of};
pub(in crate::service) use roles::ADMINISTRATOR;
pub use roles::{STANDARD_ROLES, StandardRole, give_role, give_role_by_login, install_roles};
pub use session::{SessionOut, list_sessions, revoke_session};
pub use sign_in::{ChangePassword, SignIn, SignedIn, WhoAmI, change_password, sign_in, sign_out, who_am_i};
pub(crate) use sign_in::{normal_login, of_actor};
pub use token::{NewToken, TokenMade, TokenOut, create_token, list_tokens, revoke_token};
