//! Fields as JSON and back: decimals are strings, days ISO 8601, instants RFC 3339.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json};

use crate::service::{Fault, FieldFault};
use crate::storage::instant_text;
use crate::storage::records::{Collection, Field, Kind, Record, RecordType, Value};

/// A record as a JSON object.
pub fn to_json(record: &Record) -> Json {
    Json::Object(record.iter().map(|(name, value)| (name.clone(), value_to_json(value))).collect())
}

/// A value as JSON.
pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => Json::from(*value),
        Value::Decimal(value) => Json::from(value.to_string()),
        Value::Text(value) => Json::from(value.clone()),
        Value::Day(value) => Json::from(value.to_string()),
        Value::Instant(value) => Json::from(instant_text(*value)),
        Value::Id(value) => Json::from(value.to_string()),
        Value::Json(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Value::Rows(rows) => Json::Array(rows.iter().map(to_json).collect()),
    }
}

/// A record as it is written into an answer. A page holds thousands of values: as [`to_json`] each would be copied
/// into a tree first, which costs as much as all else that is done for it.
pub struct Shown<'r>(pub &'r Record);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, ShownValue(value))))
    }
}

struct ShownValue<'r>(&'r Value);

impl Serialize for ShownValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serializer.serialize_i64(*value),
            Value::Decimal(value) => match digits(value, &mut [0; DIGITS_MAX]) {
                Some(text) => serializer.serialize_str(text),
                None => serializer.collect_str(value),
            },
            Value::Text(value) => serializer.serialize_str(value),
            Value::Day(value) => serializer.collect_str(value),
            Value::Instant(value) => serializer.serialize_str(&instant_text(*value)),
            Value::Id(value) => serializer.collect_str(value),
            Value::Json(_) => value_to_json(self.0).serialize(serializer),
            Value::Rows(rows) => {
                let mut all = serializer.serialize_seq(Some(rows.len()))?;
                rows.iter().try_for_each(|row| all.serialize_element(&Shown(row)))?;
                all.end()
            }
        }
    }
}

/// Longest text of a decimal: twenty digits, or a nought and 28 behind the point, with a sign.
const DIGITS_MAX: usize = 32;

/// A decimal as its text; none where its digits do not fit into 64 bits. As `Display` writes it, in a quarter of the time.
fn digits<'b>(value: &Decimal, buffer: &'b mut [u8; DIGITS_MAX]) -> Option<&'b str> {
    let mut rest = u64::try_from(value.mantissa().unsigned_abs()).ok()?;
    let scale = value.scale() as usize;
    let (mut at, mut written) = (DIGITS_MAX, 0);
    while rest > 0 || written <= scale {
        if written == scale && scale > 0 {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    if value.is_sign_negative() {
        at -= 1;
        buffer[at] = b'-';
    }
    std::str::from_utf8(&buffer[at..]).ok()
}

/// A JSON object as the fields of a type; every wrong value is named at once.
pub fn from_json(kind: &RecordType, json: &Json) -> Result<Record, Fault> {
    let Json::Object(object) = json else {
        return Err(Fault::invalid("request.wrong-value", "Send a JSON object with the record's fields."));
    };
    let mut faults = Vec::new();
    let mut record = Record::new();
    for (name, value) in object {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        if let Some(field) = kind.find(name) {
            read_field(field, value, &pointer, &mut record, &mut faults);
        } else if let Some(lines) = kind.collections.iter().find(|lines| lines.name == *name) {
            read_lines(lines, value, &pointer, &mut record, &mut faults);
        } else {
            let names: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
            let message = format!("A {} has no field {name}; it has {}.", kind.name, names.join(", "));
            faults.push(FieldFault { pointer, code: "request.unknown-field".into(), message });
        }
    }
    Fault::of_fields(faults).map_or(Ok(record), Err)
}

fn read_lines(
    lines: &Collection,
    json: &Json,
    pointer: &str,
    record: &mut Record,
    faults: &mut Vec<FieldFault>,
) {
    let Json::Array(rows) = json else {
        faults.push(wrong(pointer, "a list of objects"));
        return;
    };
    let id = Field::new("id", Kind::Id);
    let mut all = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let pointer = format!("{pointer}/{index}");
        let Json::Object(object) = row else {
            faults.push(wrong(&pointer, "an object"));
            continue;
        };
        let mut one = Record::new();
        for (name, value) in object {
            let pointer = format!("{pointer}/{name}");
            match lines.fields.iter().find(|field| field.name == *name) {
                Some(field) => read_field(field, value, &pointer, &mut one, faults),
                None if lines.has_id && name == "id" => read_field(&id, value, &pointer, &mut one, faults),
                None => {
                    let message = format!("A line of {} has no field {name}.", lines.name);
                    faults.push(FieldFault { pointer, code: "request.unknown-field".into(), message });
                }
            }
        }
        all.push(one);
    }
    record.insert(lines.name.clone(), Value::Rows(all));
}

fn wrong(pointer: &str, what: &str) -> FieldFault {
    FieldFault {
        pointer: pointer.to_owned(),
        code: "request.wrong-value".into(),
        message: format!("Give {what}."),
    }
}

fn read_field(field: &Field, json: &Json, pointer: &str, record: &mut Record, faults: &mut Vec<FieldFault>) {
    if *json == Json::Null {
        record.insert(field.name.clone(), Value::Null);
        return;
    }
    let text = json.as_str();
    let (value, what) = match &field.kind {
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) => {
            (text.map(|t| Value::Text(t.to_owned())), "a string")
        }
        Kind::Bool => (json.as_bool().map(Value::Bool), "true or false"),
        Kind::Integer => (json.as_i64().map(Value::Integer), "a whole number"),
        Kind::Decimal(_) | Kind::Money(_) => {
            (text.and_then(decimal).map(Value::Decimal), "a decimal as a string, such as \"12.50\"")
        }
        Kind::Day => (text.and_then(|t| t.parse().ok()).map(Value::Day), "a day as YYYY-MM-DD"),
        Kind::Instant => (
            text.and_then(|t| DateTime::parse_from_rfc3339(t).ok())
                .map(|at| Value::Instant(at.with_timezone(&Utc))),
            "an instant as RFC 3339, such as 2026-01-31T10:00:00Z",
        ),
        Kind::Reference(_) | Kind::Id => (text.and_then(|t| t.parse().ok()).map(Value::Id), "an id"),
        Kind::Json => (Some(Value::Json(json.to_string())), "JSON"),
    };
    match value {
        Some(value) => {
            record.insert(field.name.clone(), value);
        }
        None => faults.push(wrong(pointer, what)),
    }
}

/// A plain decimal: digits, a point, a sign; no exponent, no spaces.
fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if plain { Decimal::from_str_exact(text).ok() } else { None }
}

/// The JSON Schema of a type, for OpenAPI.
pub fn schema(kind: &RecordType, for_input: bool) -> Json {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    if !for_input {
        properties.insert("id".into(), serde_json::json!({"type": "string", "format": "uuid"}));
        properties.insert("version".into(), serde_json::json!({"type": "integer"}));
        properties.insert("created_at".into(), serde_json::json!({"type": "string", "format": "date-time"}));
        properties.insert("updated_at".into(), serde_json::json!({"type": "string", "format": "date-time"}));
        required.extend(["id", "version", "created_at", "updated_at"]);
    }
    for field in kind.fields.iter().filter(|field| !(for_input && field.readonly)) {
        properties.insert(field.name.clone(), field_schema(field));
        if field.required && field.default.is_none() {
            required.push(&field.name);
        }
    }
    for lines in kind.collections.iter().filter(|lines| !(for_input && lines.readonly)) {
        let mut line = Map::new();
        if lines.has_id {
            line.insert("id".into(), serde_json::json!({"type": "string", "format": "uuid"}));
        }
        for field in &lines.fields {
            line.insert(field.name.clone(), field_schema(field));
        }
        let items = serde_json::json!({"type": "object", "properties": line, "additionalProperties": false});
        properties.insert(lines.name.clone(), serde_json::json!({"type": "array", "items": items}));
    }
    serde_json::json!({
        "type": "object",
        "description": kind.help,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The JSON Schema of a field.
pub fn field_schema(field: &Field) -> Json {
    let mut schema = match &field.kind {
        Kind::Text(max) => serde_json::json!({"type": ["string", "null"], "maxLength": max}),
        Kind::LongText => serde_json::json!({"type": ["string", "null"]}),
        Kind::Bool => serde_json::json!({"type": ["boolean", "null"]}),
        Kind::Integer => serde_json::json!({"type": ["integer", "null"], "format": "int64"}),
        Kind::Decimal(scale) => serde_json::json!({
            "type": ["string", "null"], "format": "decimal", "description": format!("At most {scale} digits after the point."),
        }),
        Kind::Money(_) => serde_json::json!({"type": ["string", "null"], "format": "decimal"}),
        Kind::Day => serde_json::json!({"type": ["string", "null"], "format": "date"}),
        Kind::Instant => serde_json::json!({"type": ["string", "null"], "format": "date-time"}),
        Kind::Reference(to) => {
            serde_json::json!({"type": ["string", "null"], "format": "uuid", "x-keel-reference": to})
        }
        Kind::Id => serde_json::json!({"type": ["string", "null"], "format": "uuid"}),
        Kind::Choice(words) => {
            let mut words: Vec<Json> = words.iter().map(|w| Json::from(w.clone())).collect();
            words.push(Json::Null);
            serde_json::json!({"enum": words})
        }
        Kind::Json => serde_json::json!({}),
    };
    if !field.help.is_empty() {
        schema["description"] = Json::from(field.help.clone());
    }
    if let Some(plugin) = &field.plugin {
        schema["x-keel-plugin"] = Json::from(plugin.clone());
    }
    if field.readonly {
        schema["readOnly"] = Json::Bool(true);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_written_as_it_is_displayed() {
        for text in [
            "0",
            "0.00",
            "-0.00",
            "7",
            "-7",
            "12.50",
            "-1250.05",
            "0.001",
            "-0.1",
            "0.0000000000000000000000000001",
            "18446744073709551615",
            "-1844674407370955161.5",
            "79228162514264337593543950335",
        ] {
            let value: Decimal = text.parse().unwrap();
            let shown = digits(&value, &mut [0; DIGITS_MAX]).map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(shown, value.to_string(), "{text}");
        }
    }

    #[test]
    fn a_record_is_written_as_its_tree() {
        let at = DateTime::parse_from_rfc3339("2026-01-31T10:00:00.120000Z").unwrap().to_utc();
        let members = [
            ("nothing", Value::Null),
            ("yes", Value::Bool(true)),
            ("whole", Value::Integer(-7)),
            ("exact", Value::Decimal(Decimal::new(-1250, 2))),
            ("text", Value::Text("a \"quoted\" ü\n".into())),
            ("day", Value::Day("2026-01-31".parse().unwrap())),
            ("at", Value::Instant(at)),
            ("id", Value::Id(uuid::Uuid::from_u128(7))),
            ("json", Value::Json("{\"a\": [1, null]}".into())),
            ("broken", Value::Json("{".into())),
        ];
        let mut record: Record = members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        record.insert("lines".into(), Value::Rows(vec![record.clone(), Record::new()]));
        assert_eq!(serde_json::to_string(&Shown(&record)).unwrap(), to_json(&record).to_string());
    }
}
