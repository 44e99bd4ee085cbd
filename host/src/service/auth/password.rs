//! Passwords: what is accepted, how it is kept and compared.
//!
//! Knows argon2id (RFC 9106; parameters of OWASP: 19 MiB, two passes). Must not know accounts.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::service::{Fault, FaultKind};

/// NIST SP 800-63B asks for length, not for kinds of characters.
const LENGTH_MIN: usize = 12;
/// Longer input only costs time.
const BYTES_MAX: usize = 256;
/// Comparisons at once: each takes 19 MiB and a core.
const AT_ONCE_MAX: usize = 2;
/// Comparisons that wait; whoever comes after them is sent away, so that a flood of sign-ins cannot
/// pile up work.
const WAITING_MAX: usize = 64;

static AT_ONCE: Semaphore = Semaphore::const_new(AT_ONCE_MAX);
static WAITING: Semaphore = Semaphore::const_new(WAITING_MAX);

/// Compared with when there is no account, so that an unknown name takes as long as a wrong password.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    Argon2::default().hash_password(b"nobody has this password").ok().map(|h| h.to_string())
});

/// Refuses a new password that is too short, too long, or the login itself.
pub(super) fn check_new(password: &str, login: &str, pointer: &str) -> Result<(), Fault> {
    if password.chars().count() < LENGTH_MIN {
        return Err(Fault::invalid(
            "auth.password-too-short",
            format!("Choose a password of at least {LENGTH_MIN} characters; a sentence is good."),
        )
        .at(pointer)
        .arg("length_min", LENGTH_MIN));
    }
    if password.len() > BYTES_MAX {
        return Err(Fault::invalid(
            "auth.password-too-long",
            format!("Choose a password of at most {BYTES_MAX} bytes."),
        )
        .at(pointer)
        .arg("bytes_max", BYTES_MAX));
    }
    if password.to_lowercase().contains(login) {
        return Err(Fault::invalid(
            "auth.password-has-login",
            "Choose a password that does not hold the name you sign in with.",
        )
        .at(pointer));
    }
    Ok(())
}

/// The PHC string to keep for a password.
pub(super) async fn hash(password: String) -> Result<String, Fault> {
    run(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|e| Fault::internal(format!("the password cannot be hashed: {e}")))
    })
    .await
}

/// Whether the password is the one that was kept. Without a kept one the answer is no, as late.
pub(super) async fn is_right(password: String, kept: Option<String>) -> Result<bool, Fault> {
    if password.len() > BYTES_MAX {
        return Ok(false);
    }
    run(move || {
        let known = kept.is_some();
        let Some(kept) = kept.or_else(|| NOBODY.clone()) else { return Ok(false) };
        let parsed = PasswordHash::new(&kept)
            .map_err(|e| Fault::internal(format!("a kept password hash cannot be read: {e}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let _place = WAITING.try_acquire().map_err(|_| {
        Fault::new(
            FaultKind::TooMany,
            "auth.busy",
            "Many people sign in at this moment; try again in a minute.",
        )
    })?;
    let _turn = AT_ONCE.acquire().await.map_err(|e| Fault::internal(e.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Fault::internal(format!("a password was not compared: {e}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_is_refused_by_the_first_rule_that_it_breaks() {
        for (password, expected) in [
            ("short", Some("auth.password-too-short")),
            ("nancy.davolio", Some("auth.password-has-login")),
            ("I am NANCY the great", Some("auth.password-has-login")),
            ("correct horse battery", None),
            ("шест зелени круши", None),
        ] {
            let found = check_new(password, "nancy", "/new_password").err().map(|fault| fault.code);
            assert_eq!(found.as_deref(), expected, "{password}");
        }
        assert_eq!(check_new(&"x".repeat(300), "nancy", "").unwrap_err().code, "auth.password-too-long");
    }

    #[tokio::test]
    async fn a_kept_password_is_recognised_and_nothing_else_is() {
        let kept = hash("correct horse battery".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery".into(), Some(kept.clone())).await.unwrap());
        assert!(!is_right("correct horse batterx".into(), Some(kept)).await.unwrap());
        assert!(!is_right("nobody has this password".into(), None).await.unwrap());
    }
}
