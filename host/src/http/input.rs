//! Reading what a request brings, with a pointer to whatever is wrong with it.

use axum::http::Uri;
use serde::de::DeserializeOwned;

use crate::service::{Fault, FaultKind};

/// A JSON body as a typed value. Unknown fields, wrong types and deep nesting are refused with a pointer.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    if body.is_empty() {
        return Err(Fault::new(FaultKind::Malformed, "request.body-missing", "Send a JSON body."));
    }
    if holds_nul(body) {
        return Err(nul());
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.inner();
        if inner.is_data() {
            let text = inner.to_string();
            let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(head, _)| head).to_owned();
            let code = if text.starts_with("unknown field") {
                "request.unknown-field"
            } else if text.starts_with("missing field") {
                "request.missing-field"
            } else {
                "request.wrong-value"
            };
            Fault::invalid(code, format!("The request does not fit: {text}.")).at(pointer)
        } else {
            Fault::new(
                FaultKind::Malformed,
                "request.not-json",
                format!("The body is not valid JSON: {inner}."),
            )
        }
    })?;
    reader.end().map_err(|e| {
        Fault::new(FaultKind::Malformed, "request.not-json", format!("The body is not valid JSON: {e}."))
    })?;
    Ok(value)
}

/// The query string as a typed value; unknown parameters are refused.
pub fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Fault> {
    axum::extract::Query::<T>::try_from_uri(uri).map(|query| query.0).map_err(|e| {
        let text = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
        Fault::invalid("request.query", format!("The query does not fit: {text}."))
    })
}

/// Refuses a JSON number with a fraction or an exponent: such a number may have lost digits before it
/// came here. Decimals are strings.
pub fn refuse_floats(body: &[u8]) -> Result<(), Fault> {
    let mut at = 0;
    while at < body.len() {
        match body[at] {
            b'"' => {
                at += 1;
                while at < body.len() && body[at] != b'"' {
                    at += if body[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let from = at;
                while at < body.len() && matches!(body[at], b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E') {
                    at += 1;
                }
                if body[from..at].iter().any(|b| matches!(b, b'.' | b'e' | b'E')) {
                    let number = String::from_utf8_lossy(&body[from..at]).into_owned();
                    return Err(Fault::invalid(
                        "request.float",
                        format!("Send the decimal {number} as a string: \"{number}\"."),
                    )
                    .arg("number", number)
                    .arg("byte", from));
                }
            }
            _ => at += 1,
        }
    }
    Ok(())
}

/// PostgreSQL's text cannot hold U+0000, so neither may SQLite's: a database moves from one to the other.
fn nul() -> Fault {
    Fault::invalid("request.nul", "Leave out the character U+0000; text here cannot hold it.")
}

/// Refuses an address with a zero byte in it.
pub fn address(uri: &Uri) -> Result<(), Fault> {
    let text = uri.path_and_query().map_or("", |text| text.as_str());
    if text.contains("%00") { Err(nul()) } else { Ok(()) }
}

/// Whether JSON text holds the escape of U+0000; an escaped backslash before `u0000` is none.
fn holds_nul(body: &[u8]) -> bool {
    let escape = br"\u0000";
    let found = body.windows(escape.len()).enumerate().filter(|(_, window)| window == escape);
    found
        .into_iter()
        .any(|(at, _)| body[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => text.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => text.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn the_escape_of_a_zero_is_found_and_its_quotation_is_not() {
        for (text, found) in [
            (r#"{"a": "\u0000"}"#, true),
            (r#"{"a": "b\u0000c"}"#, true),
            (r#"{"a": "\\u0000"}"#, false),
            (r#"{"a": "\\\u0000"}"#, true),
            (r#"{"a": "\u0001u0000"}"#, false),
            ("u0000", false),
        ] {
            assert_eq!(holds_nul(text.as_bytes()), found, "{text}");
        }
    }
}
