//! What a file is, by its first bytes. Never by what its sender claims.
//!
//! Knows signatures of common files (WHATWG MIME Sniffing, the safe part). Must not know names. Whatever a
//! browser could run, as HTML or SVG, is plain text here.

const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
];

/// Office files are ZIP archives that name their kind near their beginning.
const OFFICE: &[(&[u8], &str)] = &[
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// The media type of a content.
pub(super) fn of(content: &[u8]) -> &'static str {
    let found =
        SIGNATURES.iter().find(|(at, sign, _)| content.get(*at..).is_some_and(|c| c.starts_with(sign)));
    match found {
        Some((_, _, "application/zip")) => {
            let head = &content[..content.len().min(4096)];
            let holds = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
            OFFICE.iter().find(|(sign, _)| holds(sign)).map_or("application/zip", |(_, kind)| kind)
        }
        Some((_, _, kind)) => kind,
        None if is_text(content) => "text/plain; charset=utf-8",
        None => "application/octet-stream",
    }
}

fn is_text(content: &[u8]) -> bool {
    let binary = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    std::str::from_utf8(content).is_ok_and(|text| !text.chars().any(binary))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_content_is_what_its_bytes_say_and_never_something_that_runs() {
        for (content, expected) in [
            (&b"%PDF-1.7 ..."[..], "application/pdf"),
            (b"\x89PNG\r\n\x1a\n....", "image/png"),
            (b"RIFF....WEBPVP8", "image/webp"),
            (b"PK\x03\x04....word/document.xml", super::OFFICE[2].1),
            (b"PK\x03\x04....readme.txt", "application/zip"),
            (b"<html><script>alert(1)</script>", "text/plain; charset=utf-8"),
            (b"<svg onload='alert(1)'/>", "text/plain; charset=utf-8"),
            ("здравей\n".as_bytes(), "text/plain; charset=utf-8"),
            (b"\x00\x01\x02", "application/octet-stream"),
            (b"", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(of(content), expected, "{content:?}");
        }
    }
}
