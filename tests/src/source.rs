//! Rust source, split into code, strings and comments, as far as the tidy rules need it.
//!
//! Knows the lexical shape of Rust. Must not know which rule reads it.

use std::path::{Path, PathBuf};

/// A source text with comments and string contents blanked out of the code.
#[derive(Debug, Default)]
pub struct Source {
    /// The code, line by line; comments and the contents of strings are spaces.
    pub code: Vec<String>,
    /// Each string literal with the line (from 1) on which it begins.
    pub strings: Vec<(usize, String)>,
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// Files below `dir` with the extension, as paths relative to the root, sorted. Build output is left out.
pub fn files(dir: &str, extension: &str) -> Vec<String> {
    let root = root();
    let mut found = Vec::new();
    let mut queue = vec![root.join(dir)];
    while let Some(next) = queue.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if name != "target" && name != "node_modules" && name != ".git" {
                    queue.push(path);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                let relative = path.strip_prefix(&root).unwrap_or(&path);
                found.push(relative.display().to_string());
            }
        }
    }
    found.sort();
    found
}

/// Splits a source text.
pub fn parse(text: &str) -> Source {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < chars.len() {
        let end = token_end(&chars, at);
        let token: String = chars[at..end].iter().collect();
        match kind(&chars, at) {
            Kind::Code => code.push_str(&token),
            Kind::Text { .. } => {
                let open = token.find('"').map_or(0, |quote| quote + 1);
                let close = token.rfind('"').unwrap_or(open).max(open);
                strings.push((line, token[open..close].to_owned()));
                blank(&mut code, &token);
            }
            Kind::Comment | Kind::Char => blank(&mut code, &token),
        }
        line += token.matches('\n').count();
        at = end;
    }
    Source { code: code.lines().map(str::to_owned).collect(), strings }
}

/// Each imported path with its line, groups written out: `use a::{b, c::d};` gives `a::b` and `a::c::d`.
pub fn imports(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in source.code.iter().enumerate() {
        let trimmed = line.trim();
        let start = trimmed.strip_prefix("use ").or_else(|| Some(trimmed.split_once(" use ")?.1));
        match (&mut open, start) {
            (Some((_, text)), _) => text.push_str(trimmed),
            (None, Some(rest)) if trimmed.starts_with("use") || trimmed.starts_with("pub") => {
                open = Some((number + 1, rest.to_owned()));
            }
            (None, _) => continue,
        }
        if trimmed.ends_with(';')
            && let Some((line, text)) = open.take()
        {
            let mut paths = Vec::new();
            write_out("", text.trim_end_matches(';'), &mut paths);
            found.extend(paths.into_iter().map(|path| (line, path)));
        }
    }
    found
}

fn write_out(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or(tree).trim();
        paths.push(format!("{prefix}{}", name.trim_start_matches("::")));
        return;
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0_u32, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    write_out(&format!("{prefix}{head}"), &group[start..at], paths);
                }
                start = (at + 1).min(group.len());
            }
            _ => {}
        }
    }
}

enum Kind {
    Code,
    Comment,
    Char,
    Text { hashes: Option<usize> },
}

fn kind(chars: &[char], at: usize) -> Kind {
    let next = |n: usize| chars.get(at + n).copied().unwrap_or(' ');
    let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '/' if next(1) == '/' || next(1) == '*' => Kind::Comment,
        '"' => Kind::Text { hashes: None },
        'r' if !word_before && (next(1) == '"' || next(1) == '#') => raw(chars, at + 1),
        'b' | 'c' if !word_before && next(1) == '"' => Kind::Text { hashes: None },
        'b' | 'c' if !word_before && next(1) == 'r' => raw(chars, at + 2),
        '\'' if next(1) == '\\' || (next(2) == '\'' && next(1) != '\'') => Kind::Char,
        _ => Kind::Code,
    }
}

fn raw(chars: &[char], at: usize) -> Kind {
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    match chars.get(at + hashes) {
        Some('"') => Kind::Text { hashes: Some(hashes) },
        _ => Kind::Code,
    }
}

fn token_end(chars: &[char], at: usize) -> usize {
    match kind(chars, at) {
        Kind::Code => at + 1,
        Kind::Comment if chars[at + 1] == '/' => {
            at + chars[at..].iter().position(|c| *c == '\n').unwrap_or(chars.len() - at)
        }
        Kind::Comment => block_comment_end(chars, at),
        Kind::Char => escaped_end(chars, at + 1, '\''),
        Kind::Text { hashes: None } => {
            let open = at + chars[at..].iter().position(|c| *c == '"').unwrap_or(0);
            escaped_end(chars, open + 1, '"')
        }
        Kind::Text { hashes: Some(hashes) } => {
            let open = at + chars[at..].iter().position(|c| *c == '"').unwrap_or(0);
            let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let found = chars[open + 1..].windows(close.len()).position(|window| window == close);
            found.map_or(chars.len(), |offset| open + 1 + offset + close.len())
        }
    }
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i + 1 < chars.len() {
        match (chars[i], chars[i + 1]) {
            ('/', '*') => (depth, i) = (depth + 1, i + 2),
            ('*', '/') => {
                (depth, i) = (depth - 1, i + 2);
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    chars.len()
}

fn escaped_end(chars: &[char], mut i: usize, close: char) -> usize {
    while i < chars.len() {
        match chars[i] {
            '\\' => i += 2,
            c if c == close => return i + 1,
            _ => i += 1,
        }
    }
    chars.len()
}

fn blank(code: &mut String, token: &str) {
    code.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}
