//! `[[action]]`, `[[hook]]`, `[[event]]`, `[[subscription]]`, `[[job]]` and `[[endpoint]]`.

use super::entry::Entry;
use super::field::Rules;
use super::plugin::{section, within};
use super::reference::Target;
use super::{Case, Reader};
use crate::finding::Code;
use crate::model::{Action, Endpoint, EndpointAuth, Event, Hook, Job, Operation, Policy, Subscription, When};
use crate::rule::cron;
use crate::words::METHODS;

const OPERATIONS: [Operation; 5] =
    [Operation::Read, Operation::Create, Operation::Update, Operation::Delete, Operation::Correct];
const CHANGES: [Operation; 3] = [Operation::Create, Operation::Update, Operation::Delete];

impl<'t> Reader<'t> {
    /// Entries that have names, none of them twice.
    pub(super) fn named(&mut self, root: &Entry<'t>, key: &str) -> Vec<(String, Entry<'t>)> {
        let entries = self.entries(root, key, section(key));
        let mut named = Vec::new();
        for entry in entries {
            named.push((self.name(&entry, Case::Kebab, 30), entry));
        }
        let at = |entry: &Entry<'t>| entry.text("name").map_or(entry.at.clone(), |text| text.at);
        let all: Vec<(&str, _)> = named.iter().map(|(name, entry)| (&name[..], at(entry))).collect();
        self.once(&format!("{key}s"), all);
        named
    }

    pub(super) fn actions(&mut self, root: &Entry<'t>) -> Vec<Action> {
        let keys = section("action");
        let mut actions = Vec::new();
        for (name, entry) in self.named(root, "action") {
            let on = entry.text("on").map(|on| {
                let whole = self.whole(on.value);
                self.refer(&on.at, Target::Type(whole.clone()));
                whole
            });
            self.only(&entry, "permission", on.is_some(), "actions with `on`");
            let permission = entry.text("permission");
            let permission = permission.and_then(|text| self.operation(&text, &OPERATIONS));
            let emits = self.list(&entry, "emits", 0);
            for event in &emits {
                self.refer(&event.at, Target::OwnEvent(event.value.to_owned()));
            }
            actions.push(Action {
                label: self.label(&entry, &name),
                help: self.help(&entry),
                confirm: entry.has("confirm").then(|| self.line(&entry, "confirm", 300)),
                on,
                permission,
                input: self.fields(&entry, "input", within(keys, "input"), Rules::Value),
                input_collections: self.collections(
                    &entry,
                    "input-collection",
                    within(keys, "input-collection"),
                    Rules::Value,
                ),
                output: self.fields(&entry, "output", within(keys, "output"), Rules::Value),
                emits: emits.iter().map(|event| event.value.to_owned()).collect(),
                name,
            });
        }
        actions
    }

    pub(super) fn operation(
        &mut self,
        text: &super::entry::Spot<&str>,
        among: &[Operation],
    ) -> Option<Operation> {
        let words: Vec<&'static str> = among.iter().map(|one| one.name()).collect();
        let word = self.word(text, "operation", &words)?;
        among.iter().copied().find(|one| one.name() == word)
    }

    pub(super) fn operations(&mut self, entry: &Entry<'t>, key: &str) -> Vec<Operation> {
        let among = if key == "change" { &CHANGES[..] } else { &OPERATIONS[..] };
        let texts = self.list(entry, key, 1);
        texts.iter().filter_map(|text| self.operation(text, among)).collect()
    }

    pub(super) fn hooks(&mut self, root: &Entry<'t>) -> Vec<Hook> {
        let mut hooks = Vec::new();
        for (name, entry) in self.named(root, "hook") {
            let change = self.operations(&entry, "change");
            let before = self.choice(&entry, "when", &["before", "after"]) == "before";
            let policy = match self.choice(&entry, "policy", &["block", "skip", "hold"]) {
                "skip" => Policy::Skip,
                "hold" => Policy::Hold,
                _ => Policy::Block,
            };
            if policy == Policy::Hold && !before {
                let at = entry.key_at("policy");
                let message = "a change that was written cannot be held";
                self.find(
                    &at,
                    Code::Contradiction,
                    message,
                    "write \"block\" or \"skip\", or when = \"before\"",
                );
            }
            let only_deletes = !change.is_empty() && change.iter().all(|one| *one == Operation::Delete);
            self.only(&entry, "writes", before && !only_deletes, "hooks before a creation or an update");
            let updates = change.is_empty() || change.contains(&Operation::Update);
            self.only(&entry, "fields", updates, "hooks on updates");
            let (fields, writes) = (self.list(&entry, "fields", 1), self.list(&entry, "writes", 1));
            let on = entry.text("on");
            let whole = on.as_ref().map_or_else(String::new, |on| self.whole(on.value));
            if let Some(on) = &on {
                if !writes.is_empty() {
                    self.unguarded(on);
                }
                self.refer(
                    &on.at,
                    Target::Hooked(
                        whole.clone(),
                        change.clone(),
                        writes.iter().map(|one| one.value.to_owned()).collect(),
                    ),
                );
                for field in fields.iter().chain(&writes) {
                    self.refer(&field.at, Target::Field(whole.clone(), field.value.to_owned()));
                }
            }
            hooks.push(Hook {
                name,
                on: whole,
                change,
                when: if before { When::Before } else { When::After },
                order: self.order(&entry),
                policy,
                fields: fields.iter().map(|field| field.value.to_owned()).collect(),
                writes: writes.iter().map(|field| field.value.to_owned()).collect(),
            });
        }
        hooks
    }

    fn order(&mut self, entry: &Entry<'t>) -> i32 {
        let Some(order) = entry.integer("order") else { return 0 };
        let within = i32::try_from(order.value).ok().filter(|value| (-1000..=1000).contains(value));
        if within.is_none() {
            let message = format!("`order` is {}", order.value);
            self.find(&order.at, Code::Value, message, "write a number from -1000 to 1000");
        }
        within.unwrap_or(0)
    }

    pub(super) fn events(&mut self, root: &Entry<'t>) -> Vec<Event> {
        let named = self.named(root, "event");
        named.into_iter().map(|(name, entry)| Event { label: self.label(&entry, &name), name }).collect()
    }

    pub(super) fn subscriptions(&mut self, root: &Entry<'t>) -> Vec<Subscription> {
        let mut subscriptions = Vec::new();
        for (name, entry) in self.named(root, "subscription") {
            let (on, types) = (self.list(&entry, "on", 1), self.list(&entry, "types", 1));
            for event in &on {
                self.refer(
                    &event.at,
                    match event.value {
                        "*" => Target::AnyEvent,
                        name => Target::Event(name.to_owned()),
                    },
                );
            }
            for record_type in &types {
                let whole = self.whole(record_type.value);
                self.refer(&record_type.at, Target::Type(whole));
            }
            subscriptions.push(Subscription {
                name,
                on: on.iter().map(|event| event.value.to_owned()).collect(),
                types: types.iter().map(|one| self.whole(one.value)).collect(),
            });
        }
        subscriptions
    }

    pub(super) fn jobs(&mut self, root: &Entry<'t>) -> Vec<Job> {
        let keys = section("job");
        let mut jobs = Vec::new();
        for (name, entry) in self.named(root, "job") {
            let schedule = entry.text("schedule");
            if let Some(text) = &schedule
                && let Some(why) = cron::wrong(text.value)
            {
                let fix = "write minute, hour, day of month, month, day of week, such as \"0 3 * * *\" (each night at three)";
                self.find(&text.at, Code::Cron, why, fix);
            }
            let input = self.fields(&entry, "input", within(keys, "input"), Rules::Value);
            if schedule.is_some()
                && let Some(field) = input.iter().find(|field| field.required && field.default.is_none())
            {
                let message =
                    format!("`{}` must be given, and runs of the schedule are given nothing", field.name);
                let at = entry.key_at("schedule");
                self.find(&at, Code::Contradiction, message, "give it a default, or make it optional");
            }
            let schedule = schedule.map(|text| text.value.to_owned());
            jobs.push(Job { label: self.label(&entry, &name), name, schedule, input });
        }
        jobs
    }

    pub(super) fn endpoints(&mut self, root: &Entry<'t>) -> Vec<Endpoint> {
        let mut endpoints = Vec::new();
        for (name, entry) in self.named(root, "endpoint") {
            let methods = self.list(&entry, "methods", 1);
            let mut known: Vec<String> = Vec::new();
            for method in &methods {
                known.extend(self.word(method, "method", METHODS).map(str::to_owned));
            }
            if !entry.has("methods") {
                known.push("POST".to_owned());
            }
            let auth = self.choice(&entry, "auth", &["none", "token", "signature"]);
            self.only(&entry, "secret", auth == "signature", "endpoints with auth = \"signature\"");
            let secret = entry.text("secret");
            if let Some(secret) = &secret {
                self.refer(&secret.at, Target::Secret(secret.value.to_owned()));
            } else if auth == "signature" {
                let fix = "add `secret = \"…\"` with the name of a setting of kind `secret`";
                self.find(&entry.at, Code::MissingKey, "a signature needs a secret that keys it", fix);
            }
            let auth = match auth {
                "token" => EndpointAuth::Token,
                "signature" => {
                    EndpointAuth::Signature(secret.map_or_else(String::new, |it| it.value.to_owned()))
                }
                _ => EndpointAuth::None,
            };
            endpoints.push(Endpoint { label: self.label(&entry, &name), name, methods: known, auth });
        }
        endpoints
    }
}
