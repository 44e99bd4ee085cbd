//! A plugin's log: for its author and the administrator, never for the user. Needs no capability.

use crate::host;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// For whoever looks for a mistake.
    Debug,
    /// Something happened.
    Info,
    /// Somebody may have to look.
    Warn,
    /// Something went wrong.
    Error,
}

/// Writes a line; at most 64 KiB a call. The macros [`crate::info!`] and its sisters format one.
pub fn write(level: Level, message: &str) {
    host::log_write(level, message);
}

/// Writes a line that something happened.
#[macro_export]
macro_rules! info {
    ($($part:tt)*) => { $crate::log::write($crate::log::Level::Info, &::std::format!($($part)*)) };
}

/// Writes a line that somebody may have to look at.
#[macro_export]
macro_rules! warn {
    ($($part:tt)*) => { $crate::log::write($crate::log::Level::Warn, &::std::format!($($part)*)) };
}

/// Writes a line that something went wrong.
#[macro_export]
macro_rules! error {
    ($($part:tt)*) => { $crate::log::write($crate::log::Level::Error, &::std::format!($($part)*)) };
}

/// Writes a line for whoever looks for a mistake.
#[macro_export]
macro_rules! debug {
    ($($part:tt)*) => { $crate::log::write($crate::log::Level::Debug, &::std::format!($($part)*)) };
}
