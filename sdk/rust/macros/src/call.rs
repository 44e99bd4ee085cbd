//! A trait for each kind of thing that the host calls, and the way from the host's call to its methods.

use keel_manifest::model::{Hook, Manifest, When};
use keel_manifest::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::kind::{input, output};
use crate::name::{pascal, snake};

/// One kind of thing: its trait, and its door.
struct Kind {
    name: Ident,
    about: &'static str,
    methods: TokenStream,
    types: TokenStream,
}

/// Every trait that the manifest asks for, `Guest` for the plugin, and the exports of a component.
pub(crate) fn calls(manifest: &Manifest) -> TokenStream {
    let mut made = TokenStream::new();
    let mut doors = TokenStream::new();
    let mut worlds = Vec::new();
    for (kind, door, world) in [
        hooks(manifest),
        actions(manifest),
        subscriptions(manifest),
        jobs(manifest),
        endpoints(manifest),
        pages(manifest),
        reports(manifest),
    ]
    .into_iter()
    .flatten()
    {
        let Kind { name, about, methods, types } = kind;
        made.extend(quote! {
            #[doc = #about]
            pub trait #name { #methods }
            #types
        });
        doors.extend(door);
        if !worlds.contains(&world) {
            worlds.push(world);
        }
    }
    let worlds = worlds.iter().map(|world| format_ident!("{world}"));
    quote! {
        #made

        impl ::keel_sdk::Guest for Plugin {
            #[cfg(not(target_arch = "wasm32"))]
            const MANIFEST: &'static str = __KEEL_MANIFEST;

            #doors
        }

        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        mod __keel_exports {
            use super::Plugin;
            #(::keel_sdk::bindings::#worlds::export!(Plugin with_types_in ::keel_sdk::bindings::#worlds);)*
        }
    }
}

type Made = Option<(Kind, TokenStream, &'static str)>;

/// The type of a record in a handler: the plugin's own, or a document.
fn record(manifest: &Manifest, on: &str) -> Option<Ident> {
    let own = manifest
        .record_types
        .iter()
        .find(|own| names::whole(&manifest.id, &own.name) == on || own.name == on);
    own.map(|own| pascal(&own.name, ""))
}

fn hooks(manifest: &Manifest) -> Made {
    if manifest.hooks.is_empty() {
        return None;
    }
    let mut methods = TokenStream::new();
    let (mut before, mut after) = (TokenStream::new(), TokenStream::new());
    for hook in &manifest.hooks {
        let Hook { name, on, when, writes, .. } = hook;
        let method = snake(name);
        let (of, change) = match record(manifest, on) {
            Some(own) => (quote!(<#own>), quote!(&change.typed()?)),
            None => (TokenStream::new(), quote!(&change)),
        };
        let sets = *when == When::Before && !writes.is_empty();
        let answer = if sets { quote!(::keel_sdk::Body) } else { quote!(()) };
        let about = match (when, sets) {
            (When::Before, true) => {
                format!("Before `{on}` changes; answers the fields to set ({}).", writes.join(", "))
            }
            (When::Before, false) => format!("Before `{on}` changes; a fault refuses it."),
            (When::After, _) => format!("After `{on}` changed; a fault takes it back."),
        };
        methods.extend(quote! {
            #[doc = #about]
            fn #method(change: &::keel_sdk::guest::Change #of) -> ::keel_sdk::Result<#answer>;
        });
        let call = quote!(<Plugin as Hooks>::#method(#change));
        match (when, sets) {
            (When::Before, true) => before.extend(quote!(#name => #call.map(|body| body.fields),)),
            (When::Before, false) => before.extend(quote!(#name => #call.map(|()| ::std::vec::Vec::new()),)),
            (When::After, _) => after.extend(quote!(#name => #call,)),
        }
    }
    let door = quote! {
        #[allow(unused_variables)]
        fn before(
            hook: &str,
            change: ::keel_sdk::guest::Change,
        ) -> ::keel_sdk::Result<::std::vec::Vec<::keel_sdk::Field>> {
            match hook { #before _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("hook", hook)) }
        }

        #[allow(unused_variables)]
        fn after(hook: &str, change: ::keel_sdk::guest::Change) -> ::keel_sdk::Result<()> {
            match hook { #after _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("hook", hook)) }
        }
    };
    Some((kind("Hooks", "The plugin's say inside transactions.", methods, TokenStream::new()), door, "hooks"))
}

fn actions(manifest: &Manifest) -> Made {
    if manifest.actions.is_empty() {
        return None;
    }
    let (mut methods, mut types, mut arms) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for action in &manifest.actions {
        let (name, method) = (&action.name, snake(&action.name));
        let about = if action.help.is_empty() { format!("{}.", action.label) } else { action.help.clone() };
        let (mut parameters, mut arguments) = (TokenStream::new(), TokenStream::new());
        if let Some(on) = &action.on {
            let (of, argument) = match record(manifest, on) {
                Some(own) => (quote!(#own), quote!(::keel_sdk::records::Record::from_document(&target)?)),
                None => (quote!(::keel_sdk::Document), quote!(target)),
            };
            parameters.extend(quote!(target: #of,));
            arguments.extend(quote!({ let target = ::keel_sdk::guest::target(target)?; #argument },));
        }
        if !action.input.is_empty() || !action.input_collections.is_empty() {
            let of = pascal(name, "Input");
            let docs = format!("What `{name}` is given.");
            let owner = format!("{name}-input");
            types.extend(input(&of, &docs, &owner, &action.input, &action.input_collections));
            parameters.extend(quote!(input: #of,));
            arguments.extend(quote!(#of::from_body(&input)?,));
        }
        let answer = if action.output.is_empty() {
            quote!(())
        } else {
            let of = pascal(name, "Output");
            types.extend(output(
                &of,
                &format!("What `{name}` answers."),
                &format!("{name}-output"),
                &action.output,
            ));
            quote!(#of)
        };
        methods.extend(quote! {
            #[doc = #about]
            fn #method(#parameters) -> ::keel_sdk::Result<#answer>;
        });
        let to_body = if action.output.is_empty() {
            quote!(|()| ::keel_sdk::Body::new())
        } else {
            quote!(|output| output.to_body())
        };
        arms.extend(quote!(#name => <Plugin as Actions>::#method(#arguments).map(#to_body),));
    }
    let door = quote! {
        #[allow(unused_variables)]
        fn action(
            action: &str,
            target: ::core::option::Option<::keel_sdk::Document>,
            input: ::keel_sdk::Body,
        ) -> ::keel_sdk::Result<::keel_sdk::Body> {
            match action { #arms _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("action", action)) }
        }
    };
    Some((kind("Actions", "The plugin's named commands.", methods, types), door, "actions"))
}

fn subscriptions(manifest: &Manifest) -> Made {
    let named =
        manifest.subscriptions.iter().map(|one| (one.name.as_str(), format!("Hears {}.", one.on.join(", "))));
    let of = quote!(event: &::keel_sdk::events::Event);
    let (methods, arms) = plain("Subscriptions", named, &of, &quote!(&event), &quote!(()))?;
    let door = quote! {
        fn event(subscription: &str, event: ::keel_sdk::events::Event) -> ::keel_sdk::Result<()> {
            match subscription { #arms _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("subscription", subscription)) }
        }
    };
    Some((
        kind("Subscriptions", "The facts that the plugin hears.", methods, TokenStream::new()),
        door,
        "events",
    ))
}

fn jobs(manifest: &Manifest) -> Made {
    if manifest.jobs.is_empty() {
        return None;
    }
    let (mut methods, mut arms) = (TokenStream::new(), TokenStream::new());
    for job in &manifest.jobs {
        let (name, method, about) = (&job.name, snake(&job.name), format!("{}.", job.label));
        let (parameter, argument) = if job.input.is_empty() {
            (TokenStream::new(), TokenStream::new())
        } else {
            let of = pascal(name, "Input");
            let read = quote!({
                if run.input.fields.is_empty() { ::core::option::Option::None } else { ::core::option::Option::Some(#of::from_body(&run.input)?) }
            });
            (quote!(, input: ::core::option::Option<#of>), quote!(, #read))
        };
        methods.extend(quote! {
            #[doc = #about]
            fn #method(run: &::keel_sdk::jobs::Run #parameter) -> ::keel_sdk::Result<()>;
        });
        arms.extend(quote!(#name => <Plugin as Jobs>::#method(&run #argument),));
    }
    let door = quote! {
        fn job(job: &str, run: ::keel_sdk::jobs::Run) -> ::keel_sdk::Result<()> {
            match job { #arms _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("job", job)) }
        }
    };
    let about = "The plugin's work at a time. The input is none in a run of the manifest's schedule.";
    Some((kind("Jobs", about, methods, TokenStream::new()), door, "jobs"))
}

fn endpoints(manifest: &Manifest) -> Made {
    let named = manifest.endpoints.iter().map(|one| (one.name.as_str(), format!("{}.", one.label)));
    let of = quote!(request: &::keel_sdk::http::Request);
    let answer = quote!(::keel_sdk::http::Response);
    let (methods, arms) = plain("Endpoints", named, &of, &quote!(&request), &answer)?;
    let door = quote! {
        fn endpoint(endpoint: &str, request: ::keel_sdk::http::Request) -> ::keel_sdk::Result<::keel_sdk::http::Response> {
            match endpoint { #arms _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("endpoint", endpoint)) }
        }
    };
    Some((
        kind("Endpoints", "What the plugin answers over HTTP.", methods, TokenStream::new()),
        door,
        "endpoints",
    ))
}

fn pages(manifest: &Manifest) -> Made {
    let named = manifest.pages.iter().map(|one| (one.name.as_str(), format!("{}.", one.label)));
    let of = quote!(request: &::keel_sdk::view::Request);
    let answer = quote!(::keel_sdk::view::View);
    let (methods, arms) = plain("Pages", named, &of, &quote!(&request), &answer)?;
    let door = quote! {
        fn page(
            page: &str,
            query: ::std::vec::Vec<::keel_sdk::Argument>,
            subject: ::core::option::Option<::keel_sdk::Document>,
        ) -> ::keel_sdk::Result<::std::string::String> {
            let request = ::keel_sdk::view::Request { query, subject };
            let view: ::keel_sdk::Result<::keel_sdk::view::View> = match page {
                #arms
                _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("page", page)),
            };
            view.map(|view| view.to_json())
        }
    };
    Some((kind("Pages", "The plugin's screens.", methods, TokenStream::new()), door, "pages"))
}

fn reports(manifest: &Manifest) -> Made {
    if manifest.reports.is_empty() {
        return None;
    }
    let (mut methods, mut types, mut arms) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for report in &manifest.reports {
        let (name, method, about) = (&report.name, snake(&report.name), format!("{}.", report.label));
        let (mut parameter, mut argument) = (TokenStream::new(), TokenStream::new());
        if !report.parameters.is_empty() {
            let of = pascal(name, "Parameters");
            let owner = format!("{name}-parameters");
            types.extend(input(
                &of,
                &format!("What `{name}` is asked for."),
                &owner,
                &report.parameters,
                &[],
            ));
            parameter = quote!(parameters: #of);
            argument = quote!(#of::from_body(&parameters)?);
        }
        methods.extend(quote! {
            #[doc = #about]
            fn #method(#parameter) -> ::keel_sdk::Result<::keel_sdk::guest::Table>;
        });
        arms.extend(quote!(#name => <Plugin as Reports>::#method(#argument),));
    }
    let door = quote! {
        #[allow(unused_variables)]
        fn report(report: &str, parameters: ::keel_sdk::Body) -> ::keel_sdk::Result<::keel_sdk::guest::Table> {
            match report { #arms _ => ::core::result::Result::Err(::keel_sdk::guest::unknown("report", report)) }
        }
    };
    Some((kind("Reports", "The plugin's tables of figures.", methods, types), door, "pages"))
}

/// Methods that take one thing and answer another; none when there are none.
fn plain<'n>(
    name: &str,
    named: impl Iterator<Item = (&'n str, String)>,
    parameter: &TokenStream,
    argument: &TokenStream,
    answer: &TokenStream,
) -> Option<(TokenStream, TokenStream)> {
    let (mut methods, mut arms) = (TokenStream::new(), TokenStream::new());
    let of = format_ident!("{name}");
    for (name, about) in named {
        let method = snake(name);
        methods.extend(quote! {
            #[doc = #about]
            fn #method(#parameter) -> ::keel_sdk::Result<#answer>;
        });
        arms.extend(quote!(#name => <Plugin as #of>::#method(#argument),));
    }
    if methods.is_empty() { None } else { Some((methods, arms)) }
}

fn kind(name: &str, about: &'static str, methods: TokenStream, types: TokenStream) -> Kind {
    Kind { name: format_ident!("{name}"), about, methods, types }
}
