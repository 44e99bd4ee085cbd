//! Bytes into text, by the byte order mark or the declaration.

use crate::xml::XmlError;

/// The text of a file.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, XmlError> {
    let wrong = |message: &str| XmlError { at: 0, message: message.to_owned() };
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8(rest.to_vec()).map_err(|_| wrong("the file says UTF-8 and is not"));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let little = bytes[0] == 0xff;
        let pairs = bytes[2..].chunks_exact(2);
        let unit = |pair: &[u8]| {
            if little {
                u16::from_le_bytes([pair[0], pair[1]])
            } else {
                u16::from_be_bytes([pair[0], pair[1]])
            }
        };
        let units: Vec<u16> = pairs.map(unit).collect();
        return String::from_utf16(&units).map_err(|_| wrong("the file says UTF-16 and is not"));
    }
    match declared(&bytes[..bytes.len().min(200)]).as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => String::from_utf8(bytes.to_vec())
            .map_err(|_| wrong("the file is not UTF-8, and declares nothing else")),
        Some("iso-8859-1" | "latin1" | "iso_8859-1") => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        Some(other) => Err(wrong(&format!("the encoding {other} is not supported: save the file as UTF-8"))),
    }
}

/// The encoding of the declaration, in lower case.
fn declared(head: &[u8]) -> Option<String> {
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let (from, to) = place(&head)?;
    Some(head[from..to].to_ascii_lowercase())
}

/// Where the value of `encoding` stands in a declaration.
fn place(text: &str) -> Option<(usize, usize)> {
    let declaration = &text[..text.find("?>")?];
    if !declaration.starts_with("<?xml") {
        return None;
    }
    let key = declaration.find("encoding")?;
    let open = key + declaration[key..].find(['"', '\''])?;
    let close = open + 1 + declaration[open + 1..].find(['"', '\''])?;
    Some((open + 1, close))
}

/// The text with a declaration that says UTF-8, if it has one that says something else.
pub(crate) fn declared_as_utf8(text: &str) -> String {
    match place(text) {
        Some((from, to)) if !text[from..to].eq_ignore_ascii_case("utf-8") => {
            format!("{}UTF-8{}", &text[..from], &text[to..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_the_text_that_was_meant() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a n='\xe9'/>";
        assert_eq!(
            declared_as_utf8(&decode(latin).unwrap()),
            "<?xml version='1.0' encoding='UTF-8'?><a n='\u{e9}'/>"
        );
        let wide: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide).unwrap(), "<a/>");
        assert_eq!(decode(b"\xef\xbb\xbf<a/>").unwrap(), "<a/>");
        for (bytes, expected) in [
            (&b"<a n='\xe9'/>"[..], "the file is not UTF-8, and declares nothing else"),
            (
                b"<?xml version='1.0' encoding='koi8-r'?><a/>",
                "the encoding koi8-r is not supported: save the file as UTF-8",
            ),
        ] {
            assert_eq!(decode(bytes).unwrap_err().message, expected);
        }
    }
}
