//! What is wrong with a manifest, where, and what to write instead.

use std::fmt::{self, Display, Formatter};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// As it was given to `read`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Which rule.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub fix: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Finding { file, line, column, code, message, fix } = self;
        write!(f, "{file}:{line}:{column}: {message} [{code}]\n  fix: {fix}")
    }
}

macro_rules! codes {
    ($($(#[doc = $about:literal])* $name:ident $code:literal;)*) => {
        /// The rules of a manifest, by stable codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $about])* $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable code: `manifest.unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => concat!("manifest.", $code),)* }
            }

            /// What the rule is, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => concat!($($about),*).trim_ascii(),)* }
            }
        }
    };
}

codes! {
    /// The file is TOML.
    Syntax "syntax";
    /// Each key is one that there is.
    UnknownKey "unknown-key";
    /// What must be said is said.
    MissingKey "missing-key";
    /// A value has the type that its key takes.
    WrongType "wrong-type";
    /// A word is one of those that its key takes.
    UnknownWord "unknown-word";
    /// A name is written as names are.
    BadName "bad-name";
    /// A name is not one that the host uses itself.
    ReservedName "reserved-name";
    /// What a name makes fits into the database, and no list is longer than the host takes.
    TooLong "too-long";
    /// Nothing is declared twice.
    Duplicate "duplicate";
    /// A version is three numbers, or two where the last does not matter.
    Version "version";
    /// A licence is an SPDX expression.
    Licence "licence";
    /// A schedule is five fields of cron that come to pass.
    Cron "cron";
    /// A reason is a sentence that an administrator can weigh.
    Reason "reason";
    /// A value is within its bounds.
    Value "value";
    /// A default is a value of its field.
    Default "default";
    /// A key belongs to what is declared around it.
    Contradiction "contradiction";
    /// A record type that is named exists.
    UnknownType "unknown-type";
    /// A field that is named exists.
    UnknownField "unknown-field";
    /// A page that is named exists.
    UnknownPage "unknown-page";
    /// A setting that is named exists.
    UnknownSetting "unknown-setting";
    /// An event that is named exists.
    UnknownEvent "unknown-event";
    /// Another plugin that is named is in `[depends]`.
    UnknownPlugin "unknown-plugin";
    /// Record types can be filled: some record can be the first.
    ReferenceCycle "reference-cycle";
    /// What is final (entries, done moves), or a line of another record, takes no fields and no changes.
    FinalType "final-type";
    /// Rights of people are given by administrators, never by plugins.
    GuardedType "guarded-type";
}

impl Display for Code {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
