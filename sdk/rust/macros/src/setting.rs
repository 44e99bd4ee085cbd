//! Settings, facts to tell and jobs to schedule, as functions.

use keel_manifest::model::Manifest;
use proc_macro2::TokenStream;
use quote::quote;

use crate::kind::{docs, output, type_of};
use crate::name::{pascal, snake};

/// The module `settings`: one function for each.
pub(crate) fn settings(manifest: &Manifest) -> TokenStream {
    if manifest.settings.is_empty() {
        return TokenStream::new();
    }
    let functions = manifest.settings.iter().map(|field| {
        let (function, name, of, docs) = (snake(&field.name), &field.name, type_of(&field.kind), docs(field));
        if field.default.is_some() {
            quote! {
                #[doc = #docs]
                pub fn #function() -> #of {
                    ::keel_sdk::context::setting(#name).unwrap_or_default()
                }
            }
        } else {
            quote! {
                #[doc = #docs]
                pub fn #function() -> ::core::option::Option<#of> {
                    ::keel_sdk::context::setting(#name)
                }
            }
        }
    });
    quote! {
        /// What the administrator set for the call's company, else the manifest's defaults.
        #[allow(dead_code)]
        pub mod settings { #(#functions)* }
    }
}

/// The modules `emit` and `schedule`.
pub(crate) fn tells(manifest: &Manifest) -> TokenStream {
    let mut made = TokenStream::new();
    if !manifest.events.is_empty() {
        let functions = manifest.events.iter().map(|event| {
            let (function, name, docs) = (snake(&event.name), &event.name, format!("{}.", event.label));
            quote! {
                #[doc = #docs]
                pub fn #function(
                    subject: ::core::option::Option<&::keel_sdk::RecordRef>,
                    payload: &::keel_sdk::Body,
                ) -> ::keel_sdk::Result<()> {
                    ::keel_sdk::events::emit(#name, subject, payload)
                }
            }
        });
        made.extend(quote! {
            /// Facts that the plugin tells, once the unit of work is on the disk.
            #[allow(dead_code)]
            pub mod emit { #(#functions)* }
        });
    }
    if !manifest.jobs.is_empty() {
        let functions = manifest.jobs.iter().map(|job| {
            let (function, name, docs) =
                (snake(&job.name), &job.name, format!("{}: once, at an instant.", job.label));
            let (parameter, body) = if job.input.is_empty() {
                (TokenStream::new(), quote!(::keel_sdk::Body::new()))
            } else {
                let input = pascal(name, "Input");
                (quote!(input: &super::#input,), quote!(input.to_body()))
            };
            quote! {
                #[doc = #docs]
                pub fn #function(
                    at: ::keel_sdk::Instant,
                    key: ::core::option::Option<&str>,
                    #parameter
                ) -> ::keel_sdk::Result<::keel_sdk::Id> {
                    ::keel_sdk::jobs::schedule(#name, at, key, &#body)
                }
            }
        });
        made.extend(quote! {
            /// Jobs of the plugin, to be run later. With a key: in place of the run that waits with that key.
            #[allow(dead_code)]
            pub mod schedule { #(#functions)* }
        });
        for job in manifest.jobs.iter().filter(|job| !job.input.is_empty()) {
            let (name, docs) =
                (pascal(&job.name, "Input"), format!("What a run of `{}` is given.", job.name));
            made.extend(output(&name, &docs, &format!("{}-input", job.name), &job.input));
        }
    }
    made
}
