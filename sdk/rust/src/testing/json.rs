//! Bodies as JSON, as the host tells facts: decimals and amounts as text.

use crate::json::push_text;
use crate::value::{Body, Field, Value};

pub(crate) fn of_body(body: &Body) -> String {
    let mut out = String::from("{");
    push_fields(&mut out, &body.fields);
    for collection in &body.collections {
        if out.len() > 1 {
            out.push(',');
        }
        push_text(&mut out, &collection.name);
        out.push_str(":[");
        for (at, row) in collection.rows.iter().enumerate() {
            out.push_str(if at == 0 { "{" } else { ",{" });
            push_fields(&mut out, &row.fields);
            out.push('}');
        }
        out.push(']');
    }
    out.push('}');
    out
}

fn push_fields(out: &mut String, fields: &[Field]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_text(out, &field.name);
        out.push(':');
        match &field.value {
            Value::None => out.push_str("null"),
            Value::Boolean(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Value::Integer(number) => out.push_str(&number.to_string()),
            Value::Decimal(number) => push_text(out, &number.to_string()),
            Value::Money(money) => push_text(out, &money.amount().to_string()),
            Value::Text(text) | Value::Day(text) | Value::Instant(text) | Value::Reference(text) => {
                push_text(out, text);
            }
            Value::Json(json) => out.push_str(json),
        }
    }
}
