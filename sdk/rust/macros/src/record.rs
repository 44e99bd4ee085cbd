//! Record types and extensions as structs.

use std::collections::BTreeMap;

use keel_manifest::model::{Field, Manifest, RecordType};
use keel_manifest::names;
use proc_macro2::TokenStream;
use quote::quote;

use crate::kind::{Shape, allow, docs, shape, type_of};
use crate::name::{pascal, snake, upper};

/// A record type of the plugin.
pub(crate) fn own(plugin: &str, of: &RecordType) -> TokenStream {
    let (name, whole) = (pascal(&of.name, ""), names::whole(plugin, &of.name));
    let about = if of.help.is_empty() { format!("{} (`{whole}`).", of.label) } else { of.help.clone() };
    let Shape { members, read, write, lines } = shape(&of.name, &of.fields, &of.collections);
    let constants = of.fields.iter().map(|field| {
        let (constant, name) = (upper(&field.name), &field.name);
        let about = format!("The name of the field `{name}`.");
        quote!(#[doc = #about] pub const #constant: &'static str = #name;)
    });
    let allow = allow();
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name {
            /// Nil before it is made.
            pub id: ::keel_sdk::Id,
            /// Counts its changes; 0 before it is made.
            pub version: u64,
            #members
        }

        #lines

        #allow
        impl #name {
            /// Its type's whole name.
            pub const TYPE: &'static str = #whole;
            #(#constants)*

            /// One by its id, with its lines.
            pub fn get(id: ::keel_sdk::Id) -> ::keel_sdk::Result<Self> {
                let document = ::keel_sdk::records::get_one(Self::TYPE, id)?;
                ::keel_sdk::records::Record::from_document(&document)
            }

            /// A list to be asked for; end it with `all_as`.
            pub fn find() -> ::keel_sdk::records::Find {
                ::keel_sdk::records::find(Self::TYPE)
            }

            /// Makes it; what is none takes its default.
            pub fn create(&self) -> ::keel_sdk::Result<::keel_sdk::Id> {
                let mut body = ::keel_sdk::records::Record::to_body(self);
                body.fields.retain(|field| field.value != ::keel_sdk::Value::None);
                ::keel_sdk::records::create(Self::TYPE, body)
            }

            /// Writes all of it, unless somebody changed it since it was read; the new version.
            pub fn update(&mut self) -> ::keel_sdk::Result<u64> {
                let body = ::keel_sdk::records::Record::to_body(self);
                self.version = ::keel_sdk::records::update_read(Self::TYPE, self.id, self.version, body)?;
                Ok(self.version)
            }

            /// Deletes it.
            pub fn delete(&self) -> ::keel_sdk::Result<()> {
                ::keel_sdk::records::delete(Self::TYPE, &[self.id])
            }

            /// Its name in other records and in events.
            pub fn reference(&self) -> ::keel_sdk::RecordRef {
                ::keel_sdk::RecordRef::new(Self::TYPE, self.id)
            }
        }

        #allow
        impl ::keel_sdk::records::Record for #name {
            const TYPE: &'static str = #whole;

            fn from_document(fields: &::keel_sdk::Document) -> ::keel_sdk::Result<Self> {
                use ::keel_sdk::Fields as _;
                Ok(Self { id: fields.id(), version: fields.version, #read })
            }

            fn to_body(&self) -> ::keel_sdk::Body {
                let mut body = ::keel_sdk::Body::new();
                #write
                body
            }
        }
    }
}

/// The plugin's fields on others' record types, one struct for each type.
pub(crate) fn extensions(manifest: &Manifest) -> Vec<TokenStream> {
    let mut types: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for extension in &manifest.extensions {
        types.entry(&extension.on).or_default().extend(&extension.fields);
    }
    types.into_iter().map(|(on, fields)| extension(&manifest.id, on, &fields)).collect()
}

fn extension(plugin: &str, on: &str, fields: &[&Field]) -> TokenStream {
    let name = pascal(on, "Ext");
    let about = format!("What this plugin adds to `{on}`.");
    let mut members = TokenStream::new();
    let (mut constants, mut read, mut write) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for field in fields {
        let (member, constant, of) = (snake(&field.name), upper(&field.name), type_of(&field.kind));
        let (whole, docs) = (names::extension_field(plugin, &field.name), docs(field));
        let named = format!("The name of the field `{}` on the record.", field.name);
        members.extend(quote!(#[doc = #docs] pub #member: ::core::option::Option<#of>,));
        constants.extend(quote!(#[doc = #named] pub const #constant: &'static str = #whole;));
        read.extend(quote!(#member: fields.get(#whole),));
        write.extend(quote!(body.set(#whole, self.#member.clone());));
    }
    let allow = allow();
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name { #members }

        #allow
        impl #name {
            #constants

            /// Reads them from a record.
            pub fn of(fields: &::keel_sdk::Document) -> Self {
                use ::keel_sdk::Fields as _;
                Self { #read }
            }

            /// Writes all of them to a record; what is none is emptied.
            pub fn write(&self, id: ::keel_sdk::Id) -> ::keel_sdk::Result<()> {
                let mut body = ::keel_sdk::Body::new();
                #write
                ::keel_sdk::records::update(#on, id, body)
            }
        }
    }
}
