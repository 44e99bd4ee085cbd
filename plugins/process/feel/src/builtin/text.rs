//! Functions of text. Patterns are those of the crate `regex-lite`: time linear in the text, no back-references.

use regex_lite::RegexBuilder;

use super::{Answer, Args, Builtin, of};
use crate::eval::Eval;
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    of("substring", &["string, start position, length"], substring),
    of("string length", &["string"], |_, args| {
        Ok(args.text(0).map(|text| Value::from(text.chars().count() as i64)))
    }),
    of("upper case", &["string"], |eval, args| changed(eval, args, str::to_uppercase)),
    of("lower case", &["string"], |eval, args| changed(eval, args, str::to_lowercase)),
    of("trim", &["string"], |eval, args| changed(eval, args, |text| text.trim().to_owned())),
    of("substring before", &["string, match"], |_, args| {
        let parts = pair(args);
        Ok(parts.map(|(text, part)| Value::text(text.find(part).map_or("", |at| &text[..at]))))
    }),
    of("substring after", &["string, match"], |_, args| {
        let parts = pair(args);
        Ok(parts.map(|(text, part)| Value::text(text.find(part).map_or("", |at| &text[at + part.len()..]))))
    }),
    of("contains", &["string, match"], |_, args| {
        Ok(pair(args).map(|(text, part)| text.contains(part).into()))
    }),
    of("starts with", &["string, match"], |_, args| {
        Ok(pair(args).map(|(text, part)| text.starts_with(part).into()))
    }),
    of("ends with", &["string, match"], |_, args| {
        Ok(pair(args).map(|(text, part)| text.ends_with(part).into()))
    }),
    of("matches", &["input, pattern, flags"], |eval, args| {
        let Some(text) = args.text(0) else { return Ok(None) };
        eval.budget.text(text.len())?;
        Ok(pattern(args, 1, 2).map(|pattern| pattern.is_match(text).into()))
    }),
    of("replace", &["input, pattern, replacement, flags"], |eval, args| {
        let (Some(text), Some(by)) = (args.text(0), args.text(2)) else { return Ok(None) };
        let Some(pattern) = pattern(args, 1, 3) else { return Ok(None) };
        eval.budget.text(text.len())?;
        // At most a replacement before each character.
        eval.budget.text(
            text.len() + pattern.find_iter(text).count().saturating_mul(by.len() + text.len().min(256)),
        )?;
        let replaced = pattern.replace_all(text, &**by);
        Ok(Some(Value::text(replaced)))
    }),
    of("split", &["string, delimiter"], |eval, args| {
        let Some(text) = args.text(0) else { return Ok(None) };
        eval.budget.text(text.len())?;
        let Some(pattern) = pattern(args, 1, 9) else { return Ok(None) };
        let parts: Vec<Value> = pattern.split(text).map(Value::text).collect();
        eval.budget.list(parts.len())?;
        Ok(Some(Value::list(parts)))
    }),
    of("string join", &["list, delimiter"], |eval, args| {
        let Some(items) = args.list(0) else { return Ok(None) };
        let delimiter = args.text(1).map_or("", |text| text);
        let mut texts: Vec<&str> = Vec::new();
        for item in &items {
            match item {
                Value::Text(text) => texts.push(text),
                Value::Null => {}
                _ => return Ok(None),
            }
        }
        let length = texts.iter().map(|text| text.len() + delimiter.len()).sum();
        eval.budget.text(length)?;
        Ok(Some(Value::text(texts.join(delimiter))))
    }),
];

fn pair<'a>(args: Args<'a>) -> Option<(&'a str, &'a str)> {
    Some((args.text(0)?, args.text(1)?))
}

fn changed(eval: &Eval<'_>, args: Args<'_>, how: fn(&str) -> String) -> Answer {
    let Some(text) = args.text(0) else { return Ok(None) };
    eval.budget.text(text.len() * 3)?;
    Ok(Some(Value::text(how(text))))
}

fn substring(eval: &Eval<'_>, args: Args<'_>) -> Answer {
    let (Some(text), Some(start)) = (args.text(0), args.whole(1)) else { return Ok(None) };
    eval.budget.text(text.len())?;
    let length = text.chars().count() as i64;
    let from = match start {
        0 => return Ok(None),
        start if start > 0 => start - 1,
        start => (length + start).max(0),
    };
    let count = match args.given(2) {
        None => length,
        Some(_) => match args.whole(2) {
            Some(count) if count >= 1 => count,
            _ => return Ok(None),
        },
    };
    let part: String = text.chars().skip(from as usize).take(count as usize).collect();
    Ok(Some(Value::text(part)))
}

fn pattern(args: Args<'_>, at: usize, flags: usize) -> Option<regex_lite::Regex> {
    let text = args.text(at)?;
    let flags = args.text(flags).map_or("", |flags| flags);
    if text.len() > 1_000 || flags.chars().any(|flag| !"smix".contains(flag)) {
        return None;
    }
    RegexBuilder::new(text)
        .case_insensitive(flags.contains('i'))
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(1 << 16)
        .build()
        .ok()
}
