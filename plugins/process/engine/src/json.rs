//! Values of FEEL as JSON and back, without losing their type: numbers, days, times and durations are objects with
//! one member that names what they are. What JSON has itself stands as it is.

use process_feel::{Bound, Decimal, Range, Value, evaluate, parse};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

/// A value as it is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(pub(crate) Value);

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        to_json(&self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kept, D::Error> {
        Json::deserialize(deserializer).map(|json| Kept(from_json(&json)))
    }
}

/// A value as JSON. Functions are not kept: they become null.
pub fn to_json(value: &Value) -> Json {
    let typed =
        |name: &str, text: String| Json::Object(Map::from_iter([(name.to_owned(), Json::String(text))]));
    match value {
        Value::Null | Value::Function(_) => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Text(text) => Json::String(text.to_string()),
        Value::Number(number) => typed("number", number.to_string()),
        Value::Date(_) => typed("date", value.to_string()),
        Value::Time(_) => typed("time", value.to_string()),
        Value::DateTime(_) => typed("instant", value.to_string()),
        Value::Months(_) | Value::Micros(_) => typed("duration", value.to_string()),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Context(entries) => {
            let members = entries.iter().map(|(name, value)| (name.to_string(), to_json(value)));
            Json::Object(Map::from_iter([("context".to_owned(), Json::Object(members.collect()))]))
        }
        Value::Range(range) => {
            let end = |bound: &Bound| Json::Array(vec![to_json(&bound.value), Json::Bool(bound.closed)]);
            Json::Object(Map::from_iter([(
                "range".to_owned(),
                Json::Array(vec![end(&range.low), end(&range.high)]),
            )]))
        }
    }
}

/// A value of JSON: typed objects as `to_json` writes them; any other object is a context, a number is exact.
pub fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(*value),
        Json::String(text) => Value::text(text),
        Json::Number(number) => number_of(&number.to_string()).unwrap_or_default(),
        Json::Array(items) => Value::list(items.iter().map(from_json).collect()),
        Json::Object(members) => {
            if let (1, Some((name, inner))) = (members.len(), members.iter().next())
                && let Some(value) = typed(name, inner)
            {
                return value;
            }
            Value::context(members.iter().map(|(name, value)| (name.as_str(), from_json(value))))
        }
    }
}

fn number_of(text: &str) -> Option<Value> {
    let exact = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
    exact.ok().map(Value::Number)
}

fn typed(name: &str, inner: &Json) -> Option<Value> {
    match (name, inner) {
        ("number", Json::String(text)) => number_of(text),
        ("date" | "time" | "instant" | "duration", Json::String(text)) => literal(name, text),
        ("context", Json::Object(members)) => {
            Some(Value::context(members.iter().map(|(name, value)| (name.as_str(), from_json(value)))))
        }
        ("range", Json::Array(ends)) => {
            let end = |at: usize| {
                let pair = ends.get(at)?.as_array()?;
                Some(Bound { value: from_json(pair.first()?), closed: pair.get(1)?.as_bool()? })
            };
            Some(Value::Range(Range { low: end(0)?, high: end(1)? }.into()))
        }
        _ => None,
    }
}

fn literal(name: &str, text: &str) -> Option<Value> {
    if text.contains('"') {
        return None;
    }
    let expr = parse(&format!("@\"{text}\"")).ok()?;
    let value = evaluate(&expr, &Default::default(), &Default::default()).ok()?.value;
    let fits = matches!(
        (name, &value),
        ("date", Value::Date(_))
            | ("time", Value::Time(_))
            | ("instant", Value::DateTime(_))
            | ("duration", Value::Months(_) | Value::Micros(_))
    );
    fits.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_as_it_was() {
        for text in [
            "null",
            "true",
            "\"a \\\" b\"",
            "12.50",
            "79228162514264337593543950335",
            "@\"2026-01-31\"",
            "@\"10:00:00Z\"",
            "@\"2026-01-31T10:00:00.25+02:00\"",
            "@\"P1Y2M\"",
            "@\"-P1DT2H\"",
            "[1, [2.0, null]]",
            "{a: 1, number: \"x\"}",
            "{number: 5}",
            "{context: {a: 1}}",
            "[1..5)",
            "{date: \"2026-01-31\"}",
            "{}",
        ] {
            let value =
                evaluate(&parse(text).unwrap(), &Default::default(), &Default::default()).unwrap().value;
            let kept = serde_json::to_string(&to_json(&value)).unwrap();
            let back = from_json(&serde_json::from_str(&kept).unwrap());
            assert_eq!(
                (back.to_string(), back.type_name()),
                (value.to_string(), value.type_name()),
                "{text} as {kept}"
            );
        }
        assert_eq!(
            from_json(&serde_json::json!({"amount": 12.5, "n": 3})).to_string(),
            "{amount: 12.5, n: 3}"
        );
    }
}
