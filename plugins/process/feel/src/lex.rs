//! Text into tokens. Must not know what they mean together.

use rust_decimal::Decimal;

use crate::parse::ParseError;

/// A token and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) at: usize,
    pub(crate) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Number(Decimal),
    Text(String),
    /// A word of letters; several make a name.
    Word(String),
    /// An operator or bracket.
    Sign(&'static str),
    End,
}

/// Longest first.
const SIGNS: [&str; 27] = [
    "**", "..", "<=", ">=", "!=", "==", "->", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "=", "<",
    ">", ",", ".", ":", "@", "?", ";", "|",
];

/// Tokens of an expression; the last is `End`.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, ParseError> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            let end =
                rest.find("*/").ok_or_else(|| ParseError::new(at, "a comment is not closed with */"))?;
            at += end + 2;
        } else {
            let (kind, length) = token(text, at, c)?;
            all.push(Token { kind, at, end: at + length });
            at += length;
        }
    }
    all.push(Token { kind: Kind::End, at, end: at });
    Ok(all)
}

fn token(text: &str, at: usize, c: char) -> Result<(Kind, usize), ParseError> {
    let rest = &text[at..];
    let digit_next = || rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if c.is_ascii_digit() || c == '.' && digit_next() {
        return number(rest, at);
    }
    if c == '"' {
        return quoted(rest, at);
    }
    if is_start(c) {
        let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        return Ok((Kind::Word(rest[..length].to_owned()), length));
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    sign.map(|sign| (Kind::Sign(sign), sign.len()))
        .ok_or_else(|| ParseError::new(at, format!("`{c}` means nothing here")))
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

fn is_part(c: char) -> bool {
    is_start(c) || c.is_numeric() || c == '\'' || c == '\u{b7}'
}

fn number(rest: &str, at: usize) -> Result<(Kind, usize), ParseError> {
    let digits = |from: usize| {
        rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| from + length)
    };
    let mut end = digits(0);
    if rest[end..].starts_with('.') && rest[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        end = digits(end + 1);
    }
    let mantissa = end;
    if rest[end..].starts_with(['e', 'E']) {
        let signed = end + 1 + usize::from(rest[end + 1..].starts_with(['+', '-']));
        if rest[signed..].starts_with(|c: char| c.is_ascii_digit()) {
            end = digits(signed);
        }
    }
    let text = if rest.starts_with('.') { format!("0{}", &rest[..end]) } else { rest[..end].to_owned() };
    let value = if end > mantissa { Decimal::from_scientific(&text) } else { Decimal::from_str_exact(&text) };
    let value =
        value.map_err(|_| ParseError::new(at, format!("`{}` has more than 28 digits", &rest[..end])))?;
    Ok((Kind::Number(value), end))
}

fn quoted(rest: &str, at: usize) -> Result<(Kind, usize), ParseError> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1);
    let wrong = || ParseError::new(at, "a text has an escape that means nothing");
    while let Some((index, c)) = chars.next() {
        match c {
            '"' => return Ok((Kind::Text(out), index + 1)),
            '\\' => match chars.next().map(|(_, c)| c) {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some(c @ ('"' | '\\' | '\'')) => out.push(c),
                Some(kind @ ('u' | 'U')) => {
                    let length = if kind == 'u' { 4 } else { 6 };
                    let code: String = chars.by_ref().take(length).map(|(_, c)| c).collect();
                    let code = u32::from_str_radix(&code, 16).map_err(|_| wrong())?;
                    out.push(char::from_u32(code).ok_or_else(wrong)?);
                }
                _ => return Err(wrong()),
            },
            c => out.push(c),
        }
    }
    Err(ParseError::new(at, "a text is not closed with \""))
}
