//! Settings: from flags, environment, `keel.toml`, and defaults, in this order; checked once.
//!
//! Knows every key, what it takes, and where a value came from. Must not know what a setting is for.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::Config;
use crate::jobs::mail::Relay;
use crate::storage::Location;

/// Everything that can be set, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Directory of data, lock and `keel.toml`.
    pub data: PathBuf,
    /// What the host is started with.
    pub config: Config,
    /// Filter of the log, as `tracing_subscriber::EnvFilter` reads it.
    pub log: String,
    /// Whether the log is JSON, one object a line.
    pub log_json: bool,
}

/// Where a value came from, for the message when it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// `--key`.
    Flag,
    /// `KEEL_KEY`.
    Environment,
    /// A file and the line in it.
    File(PathBuf, usize),
}

/// Why settings were not taken. The first one is told.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// The file that was named is not there, or cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// File.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path} line {line}: {message}")]
    Syntax {
        /// File.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// The file has a key that means nothing.
    #[error("{path} line {line}: there is no setting `{key}`; there are {}", known())]
    Unknown {
        /// File.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// The key.
        key: String,
    },
    /// A value is wrong.
    #[error("{}: `{value}` is wrong, it takes {takes}", origin.of(key))]
    Wrong {
        /// Key.
        key: &'static str,
        /// Value as given.
        value: String,
        /// Where it came from.
        origin: Origin,
        /// What the key takes.
        takes: &'static str,
    },
}

impl Origin {
    fn of(&self, key: &str) -> String {
        match self {
            Origin::Flag => format!("--{}", key.replace('_', "-")),
            Origin::Environment => variable(key),
            Origin::File(path, line) => format!("{} line {line}: {key}", path.display()),
        }
    }
}

/// One setting.
pub struct Key {
    /// Name in `keel.toml`; `KEEL_` and upper case in the environment.
    pub name: &'static str,
    /// Value when nobody sets it.
    pub default: &'static str,
    /// What it takes.
    pub takes: &'static str,
    set: fn(&mut Settings, &str) -> Option<()>,
}

/// Every setting, in the order of the documentation.
pub const KEYS: &[Key] = &[
    Key {
        name: "database",
        default: "sqlite:keel.sqlite",
        takes: "sqlite:FILE (beside keel.toml unless absolute) or postgres://USER@HOST/NAME",
        set: |settings, text| {
            settings.config.database = location(text, &settings.data)?;
            Some(())
        },
    },
    Key {
        name: "listen",
        default: "127.0.0.1:8080",
        takes: "an address and a port, such as 127.0.0.1:8080",
        set: |settings, text| {
            settings.config.listen = text.parse::<SocketAddr>().ok()?;
            Some(())
        },
    },
    Key {
        name: "readers",
        default: "8",
        takes: "1 to 256: transactions that read at once",
        set: |settings, text| {
            settings.config.readers = number(text, 1, 256)?;
            Some(())
        },
    },
    Key {
        name: "writers",
        default: "4",
        takes: "1 to 64: connections that write to PostgreSQL (SQLite has one writer)",
        set: |settings, text| {
            settings.config.writers = number(text, 1, 64)?;
            Some(())
        },
    },
    Key {
        name: "connections_max",
        default: "4096",
        takes: "1 to 100000: HTTP connections at once",
        set: |settings, text| {
            settings.config.server.connections_max = number(text, 1, 100_000)?;
            Some(())
        },
    },
    Key {
        name: "body_bytes_max",
        default: "16777216",
        takes: "1024 to 1073741824: bytes of a request's body",
        set: |settings, text| {
            settings.config.server.body_bytes_max = number(text, 1024, 1 << 30)?;
            Some(())
        },
    },
    Key {
        name: "header_read_seconds",
        default: "10",
        takes: "1 to 600: seconds to read a request's head",
        set: |settings, text| {
            settings.config.server.header_read = Duration::from_secs(number(text, 1, 600)? as u64);
            Some(())
        },
    },
    Key {
        name: "body_read_seconds",
        default: "30",
        takes: "1 to 3600: seconds to read a request's body",
        set: |settings, text| {
            settings.config.server.body_read = Duration::from_secs(number(text, 1, 3600)? as u64);
            Some(())
        },
    },
    Key {
        name: "shutdown_seconds",
        default: "10",
        takes: "1 to 600: seconds that open requests may take when the host stops",
        set: |settings, text| {
            settings.config.server.shutdown = Duration::from_secs(number(text, 1, 600)? as u64);
            Some(())
        },
    },
    Key {
        name: "web_dir",
        default: "built-in",
        takes: "built-in, the web interface inside the program; or a folder of a built one (beside keel.toml unless absolute)",
        set: |settings, text| {
            settings.config.web = (text != "built-in").then(|| settings.data.join(text));
            Some(())
        },
    },
    Key {
        name: "mail_relay",
        default: "none",
        takes: "none, or the mail server that mails go through: smtps://USER:PASSWORD@HOST, smtp://HOST:PORT?tls=required, smtp://HOST:PORT",
        set: |settings, text| {
            let relay = (text != "none").then(|| text.to_owned());
            relay.as_deref().map(Relay::at).transpose().ok()?;
            settings.config.mail_relay = relay;
            Some(())
        },
    },
    Key {
        name: "log",
        default: "info,keel::access=warn",
        takes: "a level (error, warn, info, debug, trace), or levels by target: info,keel::access=info logs requests",
        set: |settings, text| {
            text.parse::<tracing_subscriber::filter::Targets>().ok()?;
            settings.log = text.to_owned();
            Some(())
        },
    },
    Key {
        name: "log_format",
        default: "text",
        takes: "text or json",
        set: |settings, text| {
            settings.log_json = match text {
                "text" => false,
                "json" => true,
                _ => return None,
            };
            Some(())
        },
    },
];

fn known() -> String {
    let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    names.join(", ")
}

fn number(text: &str, least: usize, most: usize) -> Option<usize> {
    text.replace('_', "").parse().ok().filter(|number| (least..=most).contains(number))
}

/// The place that `sqlite:FILE` or `postgres://…` names; `None` when it names none.
pub fn location(text: &str, data: &Path) -> Option<Location> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Some(Location::Postgres(text.to_owned()));
    }
    let file = text.strip_prefix("sqlite:")?;
    let file = file.strip_prefix("//").unwrap_or(file);
    if file.is_empty() || file.starts_with(':') || file.contains('?') {
        return None;
    }
    Some(Location::Sqlite(data.join(file)))
}

/// The environment variable of a key.
pub fn variable(key: &str) -> String {
    format!("KEEL_{}", key.to_uppercase())
}

/// Reads and checks every setting.
///
/// `file` must be there when it is named; without a name `keel.toml` in the data directory is read if it is
/// there. `flags` and `environment` give the text of a key, if they have one.
pub fn load(
    data: &Path,
    file: Option<&Path>,
    flags: impl Fn(&str) -> Option<String>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Settings, SettingError> {
    let from_file = match file {
        Some(file) => super::settings_file::read(file)?,
        None => {
            let usual = data.join("keel.toml");
            if usual.exists() { super::settings_file::read(&usual)? } else { Vec::new() }
        }
    };
    let database = Location::Sqlite(data.join("keel.sqlite"));
    let mut settings = Settings {
        data: data.into(),
        config: Config::new(database, data),
        log: String::new(),
        log_json: false,
    };
    for key in KEYS {
        let in_file = from_file.iter().find(|value| value.key == key.name);
        let given = None
            .or_else(|| Some((flags(key.name)?, Origin::Flag)))
            .or_else(|| Some((environment(&variable(key.name))?, Origin::Environment)))
            .or_else(|| in_file.map(|value| (value.text.clone(), value.origin.clone())));
        let text = given.as_ref().map_or(key.default, |(text, _)| text);
        if (key.set)(&mut settings, text).is_none() {
            let (value, origin) = given.unwrap_or((key.default.into(), Origin::Flag));
            return Err(SettingError::Wrong { key: key.name, value, origin, takes: key.takes });
        }
    }
    Ok(settings)
}

/// Where the data is, without the password that its address may hold.
pub struct Shown<'a>(pub &'a Location);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Location::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Location::Postgres(address) => match (address.split_once("://"), address.rsplit_once('@')) {
                (Some((scheme, rest)), Some((_, host))) => {
                    let user = rest.split([':', '@']).next().unwrap_or_default();
                    write!(f, "{scheme}://{user}@{host}")
                }
                _ => f.write_str(address),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, flags: &[(&str, &str)], environment: &[(&str, &str)]) -> Result<Settings, String> {
        let dir = std::env::temp_dir().join(format!("keel-settings-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&dir).expect("a directory");
        std::fs::write(dir.join("keel.toml"), file).expect("a file");
        let find = |pairs: &[(&str, &str)], name: &str| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let loaded = load(&dir, None, |key| find(flags, key), |name| find(environment, name));
        std::fs::remove_dir_all(&dir).expect("removed");
        loaded.map_err(|error| error.to_string().replace(&format!("{}/", dir.display()), ""))
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let listen = |file: &str, flags: &[(&str, &str)], env: &[(&str, &str)]| {
            check(file, flags, env).expect("settings").config.listen.port()
        };
        let (file, flag, env) =
            ("listen = \"127.0.0.1:3\"", [("listen", "127.0.0.1:1")], [("KEEL_LISTEN", "127.0.0.1:2")]);
        assert_eq!(listen(file, &flag, &env), 1);
        assert_eq!(listen(file, &[], &env), 2);
        assert_eq!(listen(file, &[], &[]), 3);
        assert_eq!(listen("", &[], &[]), 8080);
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_place() {
        let takes = "it takes an address and a port, such as 127.0.0.1:8080";
        for (file, flags, env, expected) in [
            (
                "\nlisten = \"8080\"",
                None,
                None,
                format!("keel.toml line 2: listen: `8080` is wrong, {takes}"),
            ),
            ("", Some("x"), None, format!("--listen: `x` is wrong, {takes}")),
            ("", None, Some(""), format!("KEEL_LISTEN: `` is wrong, {takes}")),
            (
                "a = 1",
                None,
                None,
                format!("keel.toml line 1: there is no setting `a`; there are {}", known()),
            ),
        ] {
            let flags: Vec<(&str, &str)> = flags.map(|value| ("listen", value)).into_iter().collect();
            let env: Vec<(&str, &str)> = env.map(|value| ("KEEL_LISTEN", value)).into_iter().collect();
            assert_eq!(check(file, &flags, &env).map(|_| ()).unwrap_err(), expected);
        }
        let syntax = check("listen = \"a\"\nreaders = = 2", &[], &[]).map(|_| ()).unwrap_err();
        assert!(syntax.starts_with("keel.toml line 2: "), "{syntax}");
        let table = check("[readers]\nx = 2", &[], &[]).map(|_| ()).unwrap_err();
        assert!(table.starts_with("keel.toml line 1: readers: "), "{table}");
    }

    #[test]
    fn an_address_names_one_database_and_is_shown_without_its_password() {
        for (text, expected) in [
            ("sqlite:a.sqlite", Some("sqlite:/data/a.sqlite")),
            ("sqlite:///srv/a.sqlite", Some("sqlite:/srv/a.sqlite")),
            ("sqlite::memory:", None),
            ("mysql://x", None),
            ("postgres://keel:secret@db:5432/books", Some("postgres://keel@db:5432/books")),
            ("postgres://keel@%2Frun%2Fpg/books", Some("postgres://keel@%2Frun%2Fpg/books")),
        ] {
            let shown = location(text, Path::new("/data")).map(|place| Shown(&place).to_string());
            assert_eq!(shown.as_deref(), expected, "{text}");
        }
    }
}
