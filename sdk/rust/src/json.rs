//! As much JSON as plugins need: writing text, and reading one member of a flat object.

/// Appends a string literal.
pub(crate) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 => {
                let code = u32::from(c);
                out.push_str("\\u00");
                out.push(if code < 16 { '0' } else { '1' });
                out.push(char::from_digit(code % 16, 16).unwrap_or('0'));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The member of an object, as text: the text of a string, the digits of a number, `true` or `false`.
pub(crate) fn member(object: &str, name: &str) -> Option<String> {
    let mut reader = Reader { rest: object.trim_start() };
    reader.eat('{')?;
    loop {
        let key = reader.text()?;
        reader.eat(':')?;
        let value = reader.value()?;
        if key == name {
            return value;
        }
        reader.eat(',')?;
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, c: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(c)?.trim_start();
        Some(())
    }

    /// A string literal.
    fn text(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut chars = self.rest.strip_prefix('"')?.chars();
        loop {
            match chars.next()? {
                '"' => break,
                '\\' => out.push(escaped(&mut chars)?),
                c => out.push(c),
            }
        }
        self.rest = chars.as_str().trim_start();
        Some(out)
    }

    /// Any value; what is neither text, number nor truth is passed over and has no text.
    fn value(&mut self) -> Option<Option<String>> {
        if self.rest.starts_with('"') {
            return self.text().map(Some);
        }
        if self.rest.starts_with(['{', '[']) {
            self.pass()?;
            return Some(None);
        }
        let end = self.rest.find([',', '}', ']']).unwrap_or(self.rest.len());
        let word = self.rest[..end].trim();
        self.rest = &self.rest[end..];
        Some(if word == "null" { None } else { Some(word.to_owned()) })
    }

    /// Passes over an object or a list.
    fn pass(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.rest.chars().next()? {
                '"' => {
                    self.text()?;
                    continue;
                }
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
            let first = self.rest.chars().next()?.len_utf8();
            self.rest = &self.rest[first..];
            if depth == 0 {
                self.rest = self.rest.trim_start();
                return Some(());
            }
        }
    }
}

/// What an escape stands for, behind its backslash.
fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match chars.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let mut unit = || {
                let (code, rest) = chars.as_str().split_at_checked(4)?;
                *chars = rest.chars();
                u32::from_str_radix(code, 16).ok()
            };
            let high = unit()?;
            if !(0xd800..0xdc00).contains(&high) {
                return char::from_u32(high);
            }
            chars.next().filter(|c| *c == '\\')?;
            chars.next().filter(|c| *c == 'u')?;
            let (code, rest) = chars.as_str().split_at_checked(4)?;
            *chars = rest.chars();
            let low = u32::from_str_radix(code, 16).ok()?;
            return char::from_u32(0x10000 + ((high - 0xd800) << 10) + low.checked_sub(0xdc00)?);
        }
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_past_everything() {
        let object = r#" { "a" : {"x": [1, "}"]}, "limit":"1\u20ac \ud83d\ude00 \"q\"", "n": -1.50 , "ok":true, "no":null} "#;
        for (name, expected) in [
            ("limit", Some("1€ 😀 \"q\"")),
            ("n", Some("-1.50")),
            ("ok", Some("true")),
            ("no", None),
            ("a", None),
            ("missing", None),
        ] {
            assert_eq!(member(object, name).as_deref(), expected, "{name}");
        }
        for broken in ["", "{", "{\"a\"", "{\"a\":[", "{\"a\":\"\\u12"] {
            assert_eq!(member(broken, "a"), None, "{broken}");
        }
    }

    #[test]
    fn text_is_written_so_that_it_reads_back() {
        let text = "a\"b\\c\nd\u{1}\u{1f}é";
        let mut out = String::from("{\"t\":");
        push_text(&mut out, text);
        out.push('}');
        assert_eq!(member(&out, "t").as_deref(), Some(text));
    }
}
