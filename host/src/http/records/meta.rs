//! Record types as JSON: what lists, forms and imports are drawn from.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::super::spoken::{Place, Spoken, own_name};
use super::super::{Answer, Req};
use crate::service::records::Declared;
use crate::service::{Actor, Fault, Op};
use crate::storage::records::{Collection, Field, Kind, MoneyOf};

/// All record types that one may read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TypesOut {
    items: Vec<TypeOut>,
}

/// A record type.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TypeOut {
    name: String,
    label: String,
    help: String,
    /// The plugin that declared it.
    plugin: Option<String>,
    /// Field that names a record.
    title: String,
    /// Records belong to a company.
    company: bool,
    fields: Vec<FieldOut>,
    collections: Vec<CollectionOut>,
    may: MayOut,
}

/// What one may do with records of a type through the generic routes.
#[derive(Debug, Serialize, JsonSchema)]
struct MayOut {
    read: bool,
    create: bool,
    update: bool,
    delete: bool,
}

/// Lines of a record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CollectionOut {
    name: String,
    label: String,
    readonly: bool,
    /// Lines keep an id when they are written again.
    has_id: bool,
    fields: Vec<FieldOut>,
}

/// A field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldOut {
    name: String,
    label: String,
    /// `text`, `long-text`, `bool`, `integer`, `decimal`, `money`, `day`, `instant`, `reference`, `id`, `choice`, `json`.
    kind: &'static str,
    required: bool,
    readonly: bool,
    /// Given once, at creation.
    fixed: bool,
    unique: bool,
    help: String,
    /// The plugin that declared it.
    plugin: Option<String>,
    /// A plugin added it to another's record type.
    extension: bool,
    #[serde(flatten)]
    more: MoreOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Json>,
}

/// What only some kinds of fields have.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct MoreOut {
    /// Text: most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
    /// Decimal: digits after the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<u32>,
    /// Money: `company`, where it is in the company's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency_of: Option<&'static str>,
    /// Money: field of the record that holds the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency_field: Option<String>,
    /// Reference: the record type.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Choice: its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<String>>,
    /// Choice: its words with what people call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<OptionOut>>,
}

/// A word of a choice.
#[derive(Debug, Serialize, JsonSchema)]
struct OptionOut {
    value: String,
    label: String,
}

/// `GET /api/v1/types`.
pub(super) async fn all(req: Req) -> Result<Answer, Fault> {
    let spoken = Spoken::of(&req.headers, &req.ctx.installed);
    let types = req.ctx.types.all().filter_map(|declared| describe(declared, &req.ctx.actor, &spoken));
    Answer::json(&TypesOut { items: types.collect() })
}

/// `GET /api/v1/types/{type}`.
pub(super) async fn one(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?;
    let declared = req.ctx.types.find(name)?;
    let spoken = Spoken::of(&req.headers, &req.ctx.installed);
    let described = describe(&declared, &req.ctx.actor, &spoken);
    Answer::json(&described.ok_or_else(|| Fault::not_found("record type", name))?)
}

fn describe(declared: &Declared, actor: &Actor, spoken: &Spoken) -> Option<TypeOut> {
    let kind = &declared.kind;
    let readable = actor.allowed(&kind.name, Op::Read)?;
    let may = |op: Op, generic: bool| generic && actor.allowed(&kind.name, op).is_some();
    let changeable = actor.allowed(&kind.name, Op::Update);
    let fields = kind
        .fields
        .iter()
        .filter(|field| readable.grants.iter().any(|grant| !grant.hidden_fields.contains(&field.name)))
        .map(|field| {
            let mut described = describe_field(field, spoken, &Place::of(kind, field));
            described.readonly |= changeable.as_ref().is_none_or(|a| a.readonly_fields.contains(&field.name));
            described
        });
    let parts = ["type", own_name(kind)];
    let place = Place::new(kind.plugin.as_deref(), &parts);
    let lines = kind.collections.iter().map(|lines| describe_collection(lines, spoken, &place));
    Some(TypeOut {
        name: kind.name.clone(),
        label: spoken.label(kind.plugin.as_deref(), &parts, &kind.label),
        help: spoken.help(kind.plugin.as_deref(), &parts, &kind.help),
        plugin: kind.plugin.clone(),
        title: kind.title.clone(),
        company: kind.company,
        fields: fields.collect(),
        collections: lines.collect(),
        may: MayOut {
            read: true,
            create: may(Op::Create, kind.generic.create),
            update: may(Op::Update, kind.generic.update),
            delete: may(Op::Delete, kind.generic.delete),
        },
    })
}

/// Lines under a record type or an action.
pub fn describe_collection(lines: &Collection, spoken: &Spoken, place: &Place<'_>) -> CollectionOut {
    let place = place.under(&lines.name);
    CollectionOut {
        name: lines.name.clone(),
        label: place.own_label(spoken, &lines.label),
        readonly: lines.readonly,
        has_id: lines.has_id,
        fields: lines.fields.iter().map(|field| describe_field(field, spoken, &place)).collect(),
    }
}

/// A field for forms and lists, with what people call it and its words.
pub fn describe_field(field: &Field, spoken: &Spoken, place: &Place<'_>) -> FieldOut {
    let named = |word: &String| OptionOut { value: word.clone(), label: place.word(spoken, field, word) };
    let none = MoreOut::default();
    let more = match &field.kind {
        Kind::Text(max) => MoreOut { max: Some(*max), ..none },
        Kind::Decimal(scale) => MoreOut { scale: Some(*scale), ..none },
        Kind::Money(MoneyOf::Company) => MoreOut { currency_of: Some("company"), ..none },
        Kind::Money(MoneyOf::Field(name)) => MoreOut { currency_field: Some(name.clone()), ..none },
        Kind::Reference(to) => MoreOut { to: Some(to.clone()), ..none },
        Kind::Choice(words) => {
            let options = words.iter().map(named).collect();
            MoreOut { choices: Some(words.clone()), options: Some(options), ..none }
        }
        Kind::LongText | Kind::Bool | Kind::Integer | Kind::Day | Kind::Instant | Kind::Id | Kind::Json => {
            none
        }
    };
    FieldOut {
        name: field.name.clone(),
        label: place.label(spoken, field),
        kind: field.kind.name(),
        required: field.required,
        readonly: field.readonly,
        fixed: field.fixed,
        unique: field.unique,
        help: place.help(spoken, field),
        plugin: field.plugin.clone(),
        extension: field.ext,
        more,
        default: field.default.as_ref().map(super::values::value_to_json),
    }
}
