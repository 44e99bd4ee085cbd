//! The declaration of a record type: name, table, fields, collections.
//!
//! Core types are declared in `service/types`; plugins declare theirs in a manifest. Screens, lists,
//! forms, import, export and the API are all made from these declarations.

use super::field::label;
use super::{Field, Kind};
use crate::storage::{Dialect, Val};

/// Numbered lines that belong to a record and are read and written with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Name in JSON.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Table, with `line_no` from 1.
    pub table: String,
    /// Column that names the record.
    pub parent_column: String,
    /// Members of a line.
    pub fields: Vec<Field>,
    /// Lines have an `id` that stays theirs when lines are written again.
    pub has_id: bool,
    /// Set by the host only.
    pub readonly: bool,
}

impl Collection {
    /// Lines in a table.
    pub fn new(name: &str, table: &str, parent_column: &str) -> Collection {
        Collection {
            name: name.to_owned(),
            label: label(name),
            table: table.to_owned(),
            parent_column: parent_column.to_owned(),
            fields: Vec::new(),
            has_id: false,
            readonly: false,
        }
    }
    /// Adds a member.
    pub fn field(mut self, field: Field) -> Collection {
        self.fields.push(field);
        self
    }
    /// Lines have an id of their own.
    pub fn with_id(mut self) -> Collection {
        self.has_id = true;
        self
    }
    /// Set by the host only.
    pub fn readonly(mut self) -> Collection {
        self.readonly = true;
        self
    }
}

/// How `q` finds records of a type.
#[derive(Debug, Clone)]
pub enum Search {
    /// Any part of these columns, whatever the case.
    Columns(Vec<String>),
    /// A condition on `t.id` of the storage room's own making; it pushes its parameters.
    Index(fn(dialect: Dialect, q: &str, params: &mut Vec<Val>) -> String),
}

/// What the generic routes may do; the rest goes through actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generic {
    /// `POST`.
    pub create: bool,
    /// `PATCH`.
    pub update: bool,
    /// `DELETE`.
    pub delete: bool,
}

/// A kind of business object.
#[derive(Debug, Clone)]
pub struct RecordType {
    /// Singular, kebab-case: `tax-code`; a plugin's: `crm.lead`.
    pub name: String,
    /// Table.
    pub table: String,
    /// One sentence for people.
    pub help: String,
    /// What people call it.
    pub label: String,
    /// The plugin that declared it; the host's own have none.
    pub plugin: Option<String>,
    /// Its name before it was renamed: history under that name is its own.
    pub was: Option<String>,
    /// Records belong to a company (`company_id`, field `company`).
    pub company: bool,
    /// Field that names a record to people.
    pub title: String,
    /// Members.
    pub fields: Vec<Field>,
    /// Lines.
    pub collections: Vec<Collection>,
    /// Column with the user that row rules `own` and `team` go by.
    pub owner_column: Option<String>,
    /// Column that opens a record to everybody who may read any of the type, whoever owns it.
    pub shared_column: Option<String>,
    /// What the generic routes may do.
    pub generic: Generic,
    /// How `q` finds.
    pub search: Search,
    /// Column of the id: `id`, or that of the record a line belongs to.
    pub id_column: String,
    /// For rows that never change: the column of the instant at which they became final.
    pub final_at: Option<String>,
    /// For lines without an id of their own: the field that tells the lines of one record apart.
    pub line_field: Option<String>,
    /// Order when a request names none: field and whether largest first.
    pub default_sort: Vec<(String, bool)>,
}

impl RecordType {
    /// A type that is created, changed and deleted through the generic routes.
    pub fn new(name: &str, table: &str) -> RecordType {
        RecordType {
            name: name.to_owned(),
            table: table.to_owned(),
            help: String::new(),
            label: label(name),
            plugin: None,
            was: None,
            company: false,
            title: "name".to_owned(),
            fields: Vec::new(),
            collections: Vec::new(),
            owner_column: None,
            shared_column: None,
            generic: Generic { create: true, update: true, delete: true },
            search: Search::Columns(Vec::new()),
            id_column: "id".to_owned(),
            final_at: None,
            line_field: None,
            default_sort: Vec::new(),
        }
    }
    /// One sentence for people.
    pub fn help(mut self, text: &str) -> RecordType {
        self.help = text.to_owned();
        self
    }
    /// Records belong to a company.
    pub fn company_scoped(mut self) -> RecordType {
        self.company = true;
        self.fields.insert(0, Field::reference("company", "company").required().fixed());
        self
    }
    /// Field that names a record to people.
    pub fn title(mut self, field: &str) -> RecordType {
        self.title = field.to_owned();
        self
    }
    /// Adds a member.
    pub fn field(mut self, field: Field) -> RecordType {
        self.fields.push(field);
        self
    }
    /// Adds lines.
    pub fn collection(mut self, collection: Collection) -> RecordType {
        self.collections.push(collection);
        self
    }
    /// Column with the user that row rules go by.
    pub fn owner(mut self, column: &str) -> RecordType {
        self.owner_column = Some(column.to_owned());
        self
    }
    /// Column that opens a record to everybody, whoever owns it.
    pub fn shared(mut self, column: &str) -> RecordType {
        self.shared_column = Some(column.to_owned());
        self
    }
    /// Columns that `q` looks into.
    pub fn search(mut self, columns: &[&str]) -> RecordType {
        self.search = Search::Columns(columns.iter().map(|c| (*c).to_owned()).collect());
        self
    }
    /// Own way of finding.
    pub fn search_index(mut self, index: fn(Dialect, &str, &mut Vec<Val>) -> String) -> RecordType {
        self.search = Search::Index(index);
        self
    }
    /// The generic routes only read; changes go through actions.
    pub fn read_only(mut self) -> RecordType {
        self.generic = Generic { create: false, update: false, delete: false };
        self
    }
    /// The generic routes do not create.
    pub fn no_create(mut self) -> RecordType {
        self.generic.create = false;
        self
    }
    /// The generic routes do not change.
    pub fn no_update(mut self) -> RecordType {
        self.generic.update = false;
        self
    }
    /// The generic routes do not delete.
    pub fn no_delete(mut self) -> RecordType {
        self.generic.delete = false;
        self
    }
    /// Rows never change: they have no version, and both instants are those of this column. Read only.
    pub fn final_rows(mut self, at_column: &str) -> RecordType {
        self.final_at = Some(at_column.to_owned());
        self.read_only()
    }
    /// Lines as records of their own, to be listed but not got one by one: `id` is that of the record they
    /// belong to, `line_field` (an integer) tells its lines apart. The table may be a view that joins both.
    pub fn lines(mut self, id_column: &str, line_field: &str) -> RecordType {
        self.id_column = id_column.to_owned();
        self.line_field = Some(line_field.to_owned());
        self.read_only()
    }
    /// Order when a request names none; `-` before a field means largest first.
    pub fn sorted(mut self, keys: &[&str]) -> RecordType {
        let key = |key: &str| match key.strip_prefix('-') {
            Some(field) => (field.to_owned(), true),
            None => (key.to_owned(), false),
        };
        self.default_sort = keys.iter().map(|k| key(k)).collect();
        self
    }
    /// The declaration of a field.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
    /// Table of the fields that plugins added to this type: one row a record, where any of them has a value.
    pub fn side_table(&self) -> String {
        format!("{}_ext", self.table)
    }
    /// Whether plugins added fields.
    pub fn has_side(&self) -> bool {
        self.fields.iter().any(|field| field.ext)
    }
    /// See [`mark`].
    pub fn mark(&self) -> String {
        mark(&self.fields)
    }
}

/// Marks the statements about a table with what its plugin columns hold: a column that goes and comes
/// back with another type makes other statements, so no prepared one outlives the type it was made for.
pub fn mark(fields: &[Field]) -> String {
    let letter = |field: &Field| match field.kind {
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json => 't',
        Kind::Bool => 'b',
        Kind::Integer | Kind::Decimal(_) | Kind::Money(_) => 'n',
        Kind::Day => 'd',
        Kind::Instant => 'i',
        Kind::Reference(_) | Kind::Id => 'r',
    };
    let letters: String = fields.iter().filter(|field| field.plugin.is_some()).map(letter).collect();
    if letters.is_empty() { letters } else { format!(" /*{letters}*/") }
}

/// Whether a statement bears a [`mark`]: it names columns of plugins.
pub fn names_plugins(sql: &str) -> bool {
    sql.contains(" /*")
}
