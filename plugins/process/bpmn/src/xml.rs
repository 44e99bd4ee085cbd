//! A tree of elements over a text that stays as it is. Knows names, namespaces and where an element stands.
//!
//! quick-xml reads: it compiles to WebAssembly, allocates little, and expands no entities. A document type is
//! refused, so nothing in a file can grow while it is read.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

const BYTES_MAX: usize = 1 << 20;
const DEPTH_MAX: usize = 100;
const ELEMENTS_MAX: usize = 50_000;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    /// Byte where it was noticed.
    pub at: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for XmlError {}

/// An attribute. Declarations of namespaces are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Empty for none.
    pub namespace: String,
    /// Without a prefix.
    pub name: String,
    /// Unescaped.
    pub value: String,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Element {
    /// Empty for none.
    pub namespace: String,
    /// Without a prefix.
    pub name: String,
    /// In their order.
    pub attributes: Vec<Attribute>,
    /// In their order.
    pub children: Vec<Element>,
    /// Its own text, without that of its children.
    pub text: String,
    /// First byte in the file.
    pub from: usize,
    /// Byte behind it.
    pub to: usize,
}

impl Element {
    /// An attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_of("", name)
    }

    /// An attribute of a namespace.
    pub fn attribute_of(&self, namespace: &str, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|one| one.namespace == namespace && one.name == name);
        found.map(|one| one.value.as_str())
    }

    /// Children of a namespace and name.
    pub fn all<'e>(&'e self, namespace: &'e str, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.namespace == namespace && child.name == name)
    }

    /// The first child of a namespace and name.
    pub fn child<'e>(&'e self, namespace: &'e str, name: &'e str) -> Option<&'e Element> {
        self.all(namespace, name).next()
    }

    /// It and everything in it, outermost first.
    pub fn walk(&self) -> Vec<&Element> {
        let mut all = vec![self];
        let mut next = 0;
        while next < all.len() {
            all.extend(&all[next].children);
            next += 1;
        }
        all
    }
}

/// Prefixes with their namespaces, innermost last.
type Bindings = Vec<(String, String)>;

pub(crate) fn parse(text: &str) -> Result<Element, XmlError> {
    if text.len() > BYTES_MAX {
        let message =
            format!("the file has more than {BYTES_MAX} bytes: take pictures and unused diagrams out");
        return Err(XmlError { at: 0, message });
    }
    let mut reader = Reader::from_str(text);
    let mut bindings = Bindings::new();
    let mut open: Vec<(Element, usize)> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| broken(from, &error))?;
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(start) | Event::Empty(start) => {
                count += 1;
                if open.len() >= DEPTH_MAX || count > ELEMENTS_MAX {
                    let message = format!("more than {ELEMENTS_MAX} elements, or {DEPTH_MAX} in each other");
                    return Err(XmlError { at: from, message });
                }
                if root.is_some() {
                    return Err(XmlError {
                        at: from,
                        message: "there is a second outermost element".to_owned(),
                    });
                }
                let before = bindings.len();
                let element = element(&start, from, &mut bindings)?;
                // An empty element ends where it begins: its text is `<a/>`.
                if text[..to].ends_with("/>") {
                    bindings.truncate(before);
                    close(Element { to, ..element }, &mut open, &mut root);
                } else {
                    open.push((element, before));
                }
            }
            Event::End(_) => {
                if let Some((element, before)) = open.pop() {
                    bindings.truncate(before);
                    close(Element { to, ..element }, &mut open, &mut root);
                }
            }
            Event::Text(part) => add(&mut open, &part.xml_content(quick_xml::XmlVersion::Implicit1_0)),
            Event::CData(part) => add(&mut open, &part.xml_content(quick_xml::XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().map_err(|error| broken(from, &error))?;
                match (c, resolve_predefined_entity(&reference)) {
                    (Some(c), _) => add(&mut open, c.encode_utf8(&mut [0; 4])),
                    (None, Some(entity)) => add(&mut open, entity),
                    (None, None) => {
                        let message = "the file uses an entity of its own, which is not supported".to_owned();
                        return Err(XmlError { at: from, message });
                    }
                }
            }
            Event::DocType(_) => {
                let message = "the file has a document type (<!DOCTYPE>): take it out".to_owned();
                return Err(XmlError { at: from, message });
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    match (root, open.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err(XmlError { at: text.len(), message: "the file ends before its elements do".to_owned() }),
    }
}

fn broken(at: usize, error: &dyn fmt::Display) -> XmlError {
    XmlError { at, message: format!("the file is no XML: {error}") }
}

fn close(element: Element, open: &mut [(Element, usize)], root: &mut Option<Element>) {
    match open.last_mut() {
        Some((parent, _)) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn add(open: &mut [(Element, usize)], text: &str) {
    if let Some((element, _)) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>, from: usize, bindings: &mut Bindings) -> Result<Element, XmlError> {
    let mut raw = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| broken(from, &error))?;
        let key = attribute.key.into_inner().to_owned();
        let value = unescape(&attribute.value).map_err(|error| broken(from, &error))?.into_owned();
        if key == "xmlns" {
            bindings.push((String::new(), value));
        } else if let Some(prefix) = key.strip_prefix("xmlns:") {
            bindings.push((prefix.to_owned(), value));
        } else {
            raw.push((key, value));
        }
    }
    let qualified = start.name().into_inner().to_owned();
    let (prefix, name) = qualified.split_once(':').unwrap_or(("", &qualified));
    let namespace = resolve(prefix, bindings, from)?;
    let mut attributes = Vec::with_capacity(raw.len());
    for (key, value) in raw {
        let (namespace, name) = match key.split_once(':') {
            Some((prefix, name)) => (resolve(prefix, bindings, from)?, name.to_owned()),
            None => (String::new(), key),
        };
        attributes.push(Attribute { namespace, name, value });
    }
    Ok(Element { namespace, name: name.to_owned(), attributes, from, ..Element::default() })
}

fn resolve(prefix: &str, bindings: &Bindings, at: usize) -> Result<String, XmlError> {
    let found = bindings.iter().rev().find(|(bound, _)| bound == prefix);
    match found {
        Some((_, namespace)) => Ok(namespace.clone()),
        None if prefix.is_empty() => Ok(String::new()),
        None if prefix == "xml" => Ok("http://www.w3.org/XML/1998/namespace".to_owned()),
        None => Err(XmlError { at, message: format!("the prefix {prefix}: is not declared") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_names_text_and_place() {
        let text =
            "<!-- c --><a xmlns='u' xmlns:p='v' p:x='1 &amp; 2'><p:b>t&#233;<![CDATA[<x>]]></p:b><c/></a>";
        let root = parse(text).unwrap();
        assert_eq!((root.namespace.as_str(), root.name.as_str()), ("u", "a"));
        assert_eq!(root.attribute_of("v", "x"), Some("1 & 2"));
        let inner = root.child("v", "b").unwrap();
        assert_eq!(
            (inner.text.as_str(), &text[inner.from..inner.to]),
            ("t\u{e9}<x>", "<p:b>t&#233;<![CDATA[<x>]]></p:b>")
        );
        assert_eq!(root.child("u", "c").unwrap().to, text.len() - 4);
        assert_eq!(root.walk().len(), 3);
    }

    #[test]
    fn what_is_no_xml_or_could_grow_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
        for (text, expected) in [
            ("<a><b></a>", "no XML"),
            ("<a>", "ends before"),
            ("", "ends before"),
            ("<a/><b/>", "second outermost"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "document type"),
            ("<a>&x;</a>", "entity of its own"),
            ("<p:a/>", "prefix p: is not declared"),
            ("<a b='1' b='2'/>", "no XML"),
            (&deep, "in each other"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(expected), "{text}: {error}");
        }
    }
}
