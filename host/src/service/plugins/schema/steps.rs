//! A plan's steps as steps of the schema.
//!
//! Knows how what manifests name is called in the database. Must not know how a step is taken.

use keel_manifest::model::{self, Field as Declared};
use keel_manifest::names;
use keel_manifest::plan::{FieldChange, Place, Plan, Step};

use super::declare::{extension_field, find, own_field};
use crate::service::Fault;
use crate::service::records::Registry;
use crate::storage::plugins::schema::{self as store, Column, Owner, Table, identifier};
use crate::storage::records::{Field, Kind};

/// What else is called otherwise, outside the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Renamed {
    /// A record type.
    Type(String, String),
    /// A field of a record type.
    Field(String, String, String),
}

/// The steps of the schema, and what is renamed. `after` holds the record types as they shall be.
pub(super) fn steps(plan: &Plan, after: &Registry) -> Result<(Vec<store::Step>, Vec<Renamed>), Fault> {
    let mut made = Making { plugin: &plan.plugin, after, steps: Vec::new(), renamed: Vec::new() };
    for step in plan.schema() {
        made.step(step)?;
    }
    Ok((made.steps, made.renamed))
}

struct Making<'p> {
    plugin: &'p str,
    after: &'p Registry,
    steps: Vec<store::Step>,
    renamed: Vec<Renamed>,
}

impl Making<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Fault> {
        let id = self.plugin;
        match step {
            Step::DestroyIndex { place, field, unique } => {
                let (table, column) = (self.table(place)?, self.field(place, field)?.column);
                self.steps.push(store::Step::DropIndex(table.name().to_owned(), column, *unique));
            }
            Step::CreateIndex { place, field, unique } => {
                let (table, column) = (self.table(place)?, self.field(place, field)?.column);
                self.steps.push(store::Step::CreateIndex(table.name().to_owned(), column, *unique));
            }
            Step::DestroyField { place, field, .. } => {
                let (table, column) = (self.table(place)?, self.field(place, field)?.column);
                self.steps.push(store::Step::DropColumn(table.name().to_owned(), column));
            }
            Step::DestroyCollection { record_type, collection, .. } => {
                let table = names::collection_table(id, record_type, &collection.name);
                self.steps.push(store::Step::DropTable(identifier(&table)));
            }
            Step::DestroyRecordType { record_type, .. } => {
                self.steps.push(store::Step::DropTable(identifier(&names::table(id, &record_type.name))));
            }
            Step::RenameRecordType { from, to } => self.rename_type(from, to),
            Step::RenameCollection { record_type, from, to } => {
                let owner = self.owner(&place_of(record_type, to));
                let table = |name: &str| identifier(&names::collection_table(id, record_type, name));
                self.steps.push(store::Step::RenameTable(table(from), table(to), owner));
            }
            Step::RenameField { place, from, to } => {
                let (old, new) = (self.field(place, from)?, Declared { name: to.clone(), ..from.clone() });
                let new = self.field(place, &new)?;
                let table = self.table(place)?.name().to_owned();
                let renamed = Renamed::Field(self.owner(place).record_type, old.name, new.name.clone());
                self.renamed.push(renamed);
                self.steps.push(store::Step::RenameColumn(table, old.column, new.column, new.name));
            }
            Step::ChangeField { place, to, changes, .. } => {
                let column = self.column(place, to)?;
                let required = changes.iter().any(|change| matches!(change, FieldChange::Required(_)));
                let fill = column.default.clone().filter(|_| required);
                let table = self.table(place)?.name().to_owned();
                self.steps.push(store::Step::ChangeColumn(table, column, fill));
            }
            Step::CreateRecordType { record_type } => {
                let place = Place::Record(record_type.name.clone());
                self.create(&place, &record_type.fields)?;
            }
            Step::AddCollection { record_type, collection } => {
                self.create(&place_of(record_type, &collection.name), &collection.fields)?;
            }
            Step::AddField { place, field } => self.add(place, field)?,
            _ => {}
        }
        Ok(())
    }

    fn rename_type(&mut self, from: &model::RecordType, to: &str) {
        let id = self.plugin;
        let owner = self.owner(&Place::Record(to.to_owned()));
        let table = |name: &str| identifier(&names::table(id, name));
        self.renamed.push(Renamed::Type(names::whole(id, &from.name), owner.record_type.clone()));
        self.steps.push(store::Step::RenameTable(table(&from.name), table(to), owner.clone()));
        for lines in &from.collections {
            let table = |name: &str| identifier(&names::collection_table(id, name, &lines.name));
            let owner = Owner { collection: Some(lines.name.clone()), ..owner.clone() };
            self.steps.push(store::Step::RenameTable(table(&from.name), table(to), owner));
        }
    }

    fn create(&mut self, place: &Place, fields: &[Declared]) -> Result<(), Fault> {
        let (owner, table) = (self.owner(place), self.table(place)?);
        self.steps.push(store::Step::CreateTable(owner, table));
        fields.iter().try_for_each(|field| self.add(place, field))
    }

    fn add(&mut self, place: &Place, field: &Declared) -> Result<(), Fault> {
        let (owner, table) = (self.owner(place), self.table(place)?);
        let (name, column) = (self.field(place, field)?.name, self.column(place, field)?);
        self.steps.push(store::Step::AddColumn(owner, table, name, column));
        Ok(())
    }

    fn owner(&self, place: &Place) -> Owner {
        let whole = |name: &str| names::whole(self.plugin, name);
        let (record_type, collection) = match place {
            Place::Record(name) => (whole(name), None),
            Place::Collection { record_type, collection } => (whole(record_type), Some(collection.clone())),
            Place::Extension(on) => (on.clone(), None),
        };
        Owner { plugin: self.plugin.to_owned(), record_type, collection }
    }

    fn table(&self, place: &Place) -> Result<Table, Fault> {
        Ok(match place {
            Place::Record(name) => {
                let own = find(self.after, &names::whole(self.plugin, name));
                let company = own.is_some_and(|own| own.kind.company);
                Table::Records { name: identifier(&names::table(self.plugin, name)), company }
            }
            Place::Collection { record_type, collection } => Table::Lines {
                name: identifier(&names::collection_table(self.plugin, record_type, collection)),
                of: identifier(&names::table(self.plugin, record_type)),
            },
            Place::Extension(on) => {
                let extended = self.after.find(on)?;
                let (of, company) = (extended.kind.table.clone(), extended.kind.company);
                Table::Side { name: extended.kind.side_table(), of, company }
            }
        })
    }

    fn field(&self, place: &Place, declared: &Declared) -> Result<Field, Fault> {
        Ok(match place {
            Place::Extension(on) => extension_field(self.plugin, &self.after.find(on)?.kind, declared),
            _ => own_field(self.plugin, declared),
        })
    }

    fn column(&self, place: &Place, declared: &Declared) -> Result<Column, Fault> {
        let field = self.field(place, declared)?;
        let target = match &field.kind {
            Kind::Reference(to) => Some(self.after.find(to)?.kind.table.clone()),
            _ => None,
        };
        Ok(Column::of(self.table(place)?.name(), &field, target.as_deref()))
    }
}

fn place_of(record_type: &str, collection: &str) -> Place {
    Place::Collection { record_type: record_type.to_owned(), collection: collection.to_owned() }
}
