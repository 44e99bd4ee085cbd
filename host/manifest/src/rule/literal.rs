//! Constants: whether a default is a value of its field.

use crate::model::{Kind, Literal};

/// Why a literal is not a value of a kind.
pub(crate) fn wrong(kind: &Kind, literal: &Literal) -> Option<String> {
    match (kind, literal) {
        (Kind::Bool, Literal::Bool(_)) | (Kind::Integer, Literal::Integer(_)) => None,
        (Kind::Bool, _) => Some("write `true` or `false`".to_owned()),
        (Kind::Integer, _) => Some("write a whole number such as `80`".to_owned()),
        (Kind::Text(max), Literal::Text(text)) => {
            let line = !text.chars().any(char::is_control);
            let short = text.chars().count() <= *max as usize;
            (!line || !short || text.is_empty())
                .then(|| format!("write one line of at most {max} characters"))
        }
        (Kind::LongText, Literal::Text(_)) => None,
        (Kind::Text(_) | Kind::LongText, _) => Some("write a text in quotes".to_owned()),
        (Kind::Decimal(scale), Literal::Text(text)) if is_decimal(text, *scale as usize) => None,
        (Kind::Decimal(scale), _) => {
            Some(format!("write it as text with at most {scale} digits after the point, such as \"12.50\""))
        }
        (Kind::Day, Literal::Text(text)) if is_day(text) => None,
        (Kind::Day, _) => Some("write a day such as \"2026-01-31\"".to_owned()),
        (Kind::Choice(words), Literal::Text(text)) if words.contains(text) => None,
        (Kind::Choice(words), _) => Some(format!("write one of its words: {}", words.join(", "))),
        (Kind::Money(_) | Kind::Instant | Kind::Reference(..) | Kind::Json, _) => {
            Some("leave the default out: set it in a hook before the change".to_owned())
        }
    }
}

fn is_decimal(text: &str, scale: usize) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    // 18 digits always fit the 64 bits that keep them.
    digits(whole) && rest.is_none_or(|rest| digits(rest) && rest.len() <= scale) && whole.len() + scale <= 18
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, width: usize| {
        let plain = text.len() == width && text.chars().all(|c| c.is_ascii_digit());
        if plain { text.parse::<u32>().ok() } else { None }
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=longest).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_a_value_of_its_field() {
        let text = |text: &str| Literal::Text(text.to_owned());
        for (kind, literal, fits) in [
            (Kind::Bool, Literal::Bool(true), true),
            (Kind::Bool, Literal::Integer(1), false),
            (Kind::Integer, Literal::Integer(-80), true),
            (Kind::Integer, text("80"), false),
            (Kind::Text(3), text("abc"), true),
            (Kind::Text(3), text("abcd"), false),
            (Kind::Decimal(2), text("-12.50"), true),
            (Kind::Decimal(2), text("12.505"), false),
            (Kind::Decimal(2), text("1."), false),
            (Kind::Decimal(2), text("99999999999999999"), false),
            (Kind::Day, text("2028-02-29"), true),
            (Kind::Day, text("2026-02-29"), false),
            (Kind::Choice(vec!["new".into()]), text("new"), true),
            (Kind::Choice(vec!["new".into()]), text("old"), false),
            (Kind::Money(None), text("1.00"), false),
        ] {
            assert_eq!(wrong(&kind, &literal).is_none(), fits, "{kind:?} {literal:?}");
        }
    }
}
