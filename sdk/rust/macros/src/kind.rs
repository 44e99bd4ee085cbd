//! Kinds of fields as types of Rust; structs whose members are fields, read from a body and written to one.

use keel_manifest::model::{Collection, Field, Kind};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::name::{pascal, snake};

/// The type that holds a kind.
pub(crate) fn type_of(kind: &Kind) -> TokenStream {
    match kind {
        Kind::Text(_) | Kind::LongText | Kind::Choice(_) | Kind::Json => quote!(::std::string::String),
        Kind::Bool => quote!(bool),
        Kind::Integer => quote!(i64),
        Kind::Decimal(_) => quote!(::keel_sdk::Decimal),
        Kind::Money(_) => quote!(::keel_sdk::Money),
        Kind::Day => quote!(::keel_sdk::Day),
        Kind::Instant => quote!(::keel_sdk::Instant),
        Kind::Reference(..) => quote!(::keel_sdk::Id),
    }
}

/// Label, help and the choice's words, for the docs of a member.
pub(crate) fn docs(field: &Field) -> String {
    let mut docs = if field.help.is_empty() { format!("{}.", field.label) } else { field.help.clone() };
    if let Kind::Choice(words) = &field.kind {
        docs.push_str(&format!(" One of: {}.", words.join(", ")));
    }
    docs
}

/// A struct that is being written: its members, and how each is read and written.
pub(crate) struct Shape {
    /// `pub limit: Decimal,` …
    pub members: TokenStream,
    /// `limit: fields.need("limit")?,` …
    pub read: TokenStream,
    /// `body.set("limit", self.limit.clone());` …
    pub write: TokenStream,
    /// Structs of the collections' lines.
    pub lines: TokenStream,
}

/// The shape of fields and lines. What must be given is a plain member; else it may be none.
pub(crate) fn shape(owner: &str, fields: &[Field], collections: &[Collection]) -> Shape {
    let mut shape = fields_of(fields);
    for collection in collections {
        let (name, member) = (&collection.name, snake(&collection.name));
        let (line, about) = (pascal(owner, &pascal(name, "").to_string()), format!("{}.", collection.label));
        let of_line = fields_of(&collection.fields);
        let (members, read, write) = (of_line.members, of_line.read, of_line.write);
        let docs = format!("A line of {name}.");
        let allow = allow();
        shape.lines.extend(quote! {
            #[doc = #docs]
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct #line { #members }

            impl #line {
                #allow
                fn from_row(fields: &::keel_sdk::Row) -> ::keel_sdk::Result<Self> {
                    use ::keel_sdk::Fields as _;
                    Ok(Self { #read })
                }

                #allow
                fn to_row(&self) -> ::keel_sdk::Row {
                    let mut body = ::keel_sdk::Body::new();
                    #write
                    ::keel_sdk::Row { fields: body.fields }
                }
            }
        });
        shape.members.extend(quote! {
            #[doc = #about]
            pub #member: ::std::vec::Vec<#line>,
        });
        shape.read.extend(quote! {
            #member: fields.rows(#name).iter().map(#line::from_row).collect::<::keel_sdk::Result<_>>()?,
        });
        shape.write.extend(quote! {
            body = body.with_rows(#name, self.#member.iter().map(#line::to_row).collect());
        });
    }
    shape
}

fn fields_of(fields: &[Field]) -> Shape {
    let (mut members, mut read, mut write) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for field in fields {
        let (name, member, of, about) = (&field.name, snake(&field.name), type_of(&field.kind), docs(field));
        let (of, ask) = if field.required {
            (of, quote!(fields.need(#name)?))
        } else {
            (quote!(::core::option::Option<#of>), quote!(fields.get(#name)))
        };
        members.extend(quote! {
            #[doc = #about]
            pub #member: #of,
        });
        read.extend(quote!(#member: #ask,));
        write.extend(match (&field.kind, field.required) {
            (Kind::Json, true) => quote!(body.set(#name, ::keel_sdk::Value::Json(self.#member.clone()));),
            (Kind::Json, false) => quote! {
                body.set(#name, self.#member.clone().map(::keel_sdk::Value::Json));
            },
            _ => quote!(body.set(#name, self.#member.clone());),
        });
    }
    Shape { members, read, write, lines: TokenStream::new() }
}

/// What generated code may do without being asked about it.
pub(crate) fn allow() -> TokenStream {
    quote!(#[allow(dead_code, unused_mut, unused_variables, clippy::clone_on_copy)])
}

/// A struct that is read from a body: an input, or the parameters of a report.
pub(crate) fn input(
    name: &Ident,
    about: &str,
    owner: &str,
    fields: &[Field],
    lines: &[Collection],
) -> TokenStream {
    let given: Vec<Field> = fields.iter().cloned().map(always_given).collect();
    body(name, about, &shape(owner, &given, lines))
}

/// A struct that is written to a body: an output, the input of a job.
pub(crate) fn output(name: &Ident, about: &str, owner: &str, fields: &[Field]) -> TokenStream {
    body(name, about, &shape(owner, fields, &[]))
}

fn body(name: &Ident, about: &str, shape: &Shape) -> TokenStream {
    let Shape { members, read, write, lines } = shape;
    let allow = allow();
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name { #members }

        impl #name {
            #allow
            fn from_body(fields: &::keel_sdk::Body) -> ::keel_sdk::Result<Self> {
                use ::keel_sdk::Fields as _;
                Ok(Self { #read })
            }

            #allow
            /// As it crosses the boundary.
            pub fn to_body(&self) -> ::keel_sdk::Body {
                let mut body = ::keel_sdk::Body::new();
                #write
                body
            }
        }

        #lines
    }
}

/// The host fills a default in before it calls: such a field is always there.
fn always_given(mut field: Field) -> Field {
    field.required |= field.default.is_some();
    field
}
