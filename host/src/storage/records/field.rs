//! The declaration of a field: what it holds, what its column is called, who may set it.
//!
//! Must not know how a statement is made of it.

/// Which currency an amount is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyOf {
    /// The currency code in another field of the same record.
    Field(String),
    /// The currency of the record's company.
    Company,
}

/// What a field holds, and how its column keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of text of at most so many characters.
    Text(usize),
    /// Text of many lines.
    LongText,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// An exact decimal, kept as an integer count of 10⁻ˢᶜᵃˡᵉ.
    Decimal(u32),
    /// An amount, kept as an integer count of minor units.
    Money(MoneyOf),
    /// A business day.
    Day,
    /// An instant.
    Instant,
    /// The id of a record of another type.
    Reference(String),
    /// An id of something that is not a record type.
    Id,
    /// One of these words.
    Choice(Vec<String>),
    /// A JSON document.
    Json,
}

impl Kind {
    /// Its name in descriptions: `text`, `long-text`, `reference`.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Text(_) => "text",
            Kind::LongText => "long-text",
            Kind::Bool => "bool",
            Kind::Integer => "integer",
            Kind::Decimal(_) => "decimal",
            Kind::Money(_) => "money",
            Kind::Day => "day",
            Kind::Instant => "instant",
            Kind::Reference(_) => "reference",
            Kind::Id => "id",
            Kind::Choice(_) => "choice",
            Kind::Json => "json",
        }
    }
}

/// What happens to a record when the one it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion is refused.
    Restrict,
    /// It goes too.
    Cascade,
    /// The field is emptied.
    Clear,
}

/// A typed member of a record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON, screens and filters.
    pub name: String,
    /// Column in the table.
    pub column: String,
    /// What it holds.
    pub kind: Kind,
    /// Must be given and not empty.
    pub required: bool,
    /// Set by the host only.
    pub readonly: bool,
    /// Given once, at creation.
    pub fixed: bool,
    /// No two records (of one company, where the type has companies) share it.
    pub unique: bool,
    /// Value when none is given.
    pub default: Option<super::Value>,
    /// One sentence for people.
    pub help: String,
    /// What people call it.
    pub label: String,
    /// The plugin that declared it; the host's own have none.
    pub plugin: Option<String>,
    /// Its name before it was renamed: history under that name is hidden with it.
    pub was: Option<String>,
    /// Kept beside the record's table, in its side table: a plugin added it to another's type.
    pub ext: bool,
    /// Has an index.
    pub index: bool,
    /// An index has all records in its order, and in that of their ids where it is the same.
    pub walked: bool,
    /// For references.
    pub on_delete: OnDelete,
}

impl Field {
    /// A field of a kind; its column has the field's name (`_id` added to references).
    pub fn new(name: &str, kind: Kind) -> Field {
        let column = match &kind {
            Kind::Reference(_) => format!("{name}_id"),
            Kind::Money(_) => format!("{name}_minor"),
            Kind::Decimal(scale) => format!("{name}_e{scale}"),
            _ => name.to_owned(),
        };
        Field {
            name: name.to_owned(),
            column,
            kind,
            required: false,
            readonly: false,
            fixed: false,
            unique: false,
            default: None,
            help: String::new(),
            label: label(name),
            plugin: None,
            was: None,
            ext: false,
            index: false,
            walked: false,
            on_delete: OnDelete::Restrict,
        }
    }
    /// The column in a statement: `t` is the record's table, `x` its side table.
    pub fn sql(&self) -> String {
        format!("{}.{}", if self.ext { "x" } else { "t" }, self.column)
    }
    /// One line of text.
    pub fn text(name: &str, max: usize) -> Field {
        Field::new(name, Kind::Text(max))
    }
    /// Text of many lines.
    pub fn long_text(name: &str) -> Field {
        Field::new(name, Kind::LongText)
    }
    /// Yes or no; no by default.
    pub fn bool(name: &str) -> Field {
        Field::new(name, Kind::Bool).default(false)
    }
    /// A whole number.
    pub fn integer(name: &str) -> Field {
        Field::new(name, Kind::Integer)
    }
    /// An exact decimal; its column ends in `_e<scale>`.
    pub fn decimal(name: &str, scale: u32) -> Field {
        Field::new(name, Kind::Decimal(scale))
    }
    /// An amount; its column ends in `_minor`.
    pub fn money(name: &str, of: MoneyOf) -> Field {
        Field::new(name, Kind::Money(of))
    }
    /// A business day.
    pub fn day(name: &str) -> Field {
        Field::new(name, Kind::Day)
    }
    /// An instant.
    pub fn instant(name: &str) -> Field {
        Field::new(name, Kind::Instant)
    }
    /// A record of another type; its column ends in `_id`.
    pub fn reference(name: &str, to: &str) -> Field {
        Field::new(name, Kind::Reference(to.to_owned()))
    }
    /// One of some words.
    pub fn choice(name: &str, words: &[&str]) -> Field {
        Field::new(name, Kind::Choice(words.iter().map(|w| (*w).to_owned()).collect()))
    }
    /// A JSON document.
    pub fn json(name: &str) -> Field {
        Field::new(name, Kind::Json)
    }
    /// Names another column.
    pub fn column(mut self, column: &str) -> Field {
        self.column = column.to_owned();
        self
    }
    /// Must be given.
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }
    /// An index has all records in its order.
    pub fn walked(mut self) -> Field {
        self.walked = true;
        self
    }
    /// Set by the host only.
    pub fn readonly(mut self) -> Field {
        self.readonly = true;
        self
    }
    /// Given once, at creation.
    pub fn fixed(mut self) -> Field {
        self.fixed = true;
        self
    }
    /// No two records share it.
    pub fn unique(mut self) -> Field {
        self.unique = true;
        self
    }
    /// Value when none is given.
    pub fn default(mut self, value: impl Into<super::Value>) -> Field {
        self.default = Some(value.into());
        self
    }
    /// One sentence for people.
    pub fn help(mut self, text: &str) -> Field {
        self.help = text.to_owned();
        self
    }
}

/// A name as people read it, when nobody gave a label: `tax_code` is `Tax code`.
pub fn label(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
