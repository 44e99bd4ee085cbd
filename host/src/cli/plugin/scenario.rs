//! A scenario: a plugin's test in the real host, as data. Steps are done in order; the first that fails ends it.
//!
//! Knows the steps and how they become requests. Must not know where the host is.
//!
//! ```toml
//! [[step]]
//! make = "contact"                          # a record; `as` keeps its id under a name
//! with = { kind = "person", name = "Ada" }
//! as = "ada"
//!
//! [[step]]
//! action = "ledger.post"                    # an action of the host or of a plugin
//! input = { journal = "@journal.GEN", … }   # "@name" stands for an id
//! refused = "credit-limit.over"             # must be refused with this code; else `gives` must be in the answer
//! ```
//!
//! Other steps: `change = "@ada"` with `of` (a type) and `with`; `job = "review"`; `check = "@ada"` with `of` and
//! `has`; `find = TYPE` with `where` and `count`, or `as` for the id of the only one. Checks are tried for ten
//! seconds, because facts are told after the commit. Given are `@company`, `@account.CODE`, `@journal.CODE`,
//! `@tax.CODE` and `@term.CODE` (payment terms).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use hyper::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::desk::{Client, Desk, Reply};
use crate::cli::exit::{Exit, Failure};

/// How often a check is tried, and how long it waits between.
const TRIES: u32 = 200;
const BETWEEN: Duration = Duration::from_millis(50);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    step: Vec<Step>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Step {
    make: Option<String>,
    action: Option<String>,
    change: Option<String>,
    job: Option<String>,
    check: Option<String>,
    find: Option<String>,
    on: Option<String>,
    of: Option<String>,
    with: Map<String, Value>,
    input: Map<String, Value>,
    gives: Map<String, Value>,
    has: Map<String, Value>,
    #[serde(rename = "where")]
    only: Map<String, Value>,
    count: Option<usize>,
    #[serde(rename = "as")]
    named: Option<String>,
    refused: Option<String>,
}

/// Plays a file's steps; how many there were.
///
/// `plugins` are those that are installed; the last is the one under test.
pub async fn play(file: &Path, plugins: &[&str], desk: &Desk) -> Result<usize, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, &error))?;
    let wrong =
        |error: toml_edit::de::Error| Failure::new(Exit::Failed, format!("{}: {error}", file.display()));
    let scenario: Scenario = toml_edit::de::from_str(&text).map_err(wrong)?;
    let mut player = Player { client: &desk.client, company: &desk.company, plugins, names: names(desk) };
    for (at, step) in scenario.step.iter().enumerate() {
        player.step(step).await.map_err(|failure| {
            Failure::new(failure.exit, format!("{}: step {}: {}", file.display(), at + 1, failure.message))
        })?;
    }
    Ok(scenario.step.len())
}

fn names(desk: &Desk) -> BTreeMap<String, String> {
    let mut names = BTreeMap::from([("company".to_owned(), desk.company.clone())]);
    let lists = ["accounts", "journals", "tax_codes", "payment_terms"];
    for (kind, list) in ["account", "journal", "tax", "term"].into_iter().zip(lists) {
        for (code, id) in desk.chart[list].as_object().into_iter().flatten() {
            names.insert(format!("{kind}.{code}"), id.as_str().unwrap_or_default().to_owned());
        }
    }
    names
}

struct Player<'a> {
    client: &'a Client,
    company: &'a str,
    /// Those that are installed; the last is the one under test.
    plugins: &'a [&'a str],
    names: BTreeMap<String, String>,
}

impl Player<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        if let Some(record_type) = &step.make {
            let body = self.object(&step.with)?;
            let reply = self.client.post(&format!("/api/v1/records/{record_type}"), &body).await?;
            let made = answered(reply, step, "make")?;
            return self.keep(step, &made["id"]);
        }
        if let Some(action) = &step.action {
            let input = self.object(&step.input)?;
            let own = action.split('.').next().is_some_and(|plugin| self.plugins.contains(&plugin));
            let target = step.on.as_ref().map(|on| self.id(on)).transpose()?;
            let body =
                if own { json!({"company": self.company, "target": target, "input": input}) } else { input };
            let reply = self.client.post(&format!("/api/v1/actions/{action}"), &body).await?;
            let answer = answered(reply, step, action)?;
            if step.refused.is_none() {
                holds(&answer, &self.object(&step.gives)?)?;
            }
            return self.keep(step, &answer["id"]);
        }
        if let Some(record) = &step.change {
            let (path, version) = self.place(step, record).await?;
            let body = self.object(&step.with)?;
            let reply = self.client.change(Method::PATCH, &path, version, &body).await?;
            return answered(reply, step, "change").map(|_| ());
        }
        if let Some(job) = &step.job {
            return self.run(job).await;
        }
        if step.check.is_some() || step.find.is_some() {
            return self.until(step).await;
        }
        Err(failed("the step says nothing: write `make`, `action`, `change`, `job`, `check` or `find`"))
    }

    /// Tries a check until it holds.
    async fn until(&mut self, step: &Step) -> Result<(), Failure> {
        let mut last = failed("never tried");
        for _ in 0..TRIES {
            match self.look(step).await {
                Ok(()) => return Ok(()),
                Err(failure) => last = failure,
            }
            tokio::time::sleep(BETWEEN).await;
        }
        Err(last)
    }

    async fn look(&mut self, step: &Step) -> Result<(), Failure> {
        if let Some(record) = &step.check {
            let path = format!("/api/v1/records/{}/{}", of(step)?, self.id(record)?);
            let document = self.client.get(&path).await?.good("check")?;
            return holds(&document, &self.object(&step.has)?);
        }
        let record_type = step.find.as_deref().unwrap_or_default();
        let reply =
            self.client.get(&format!("/api/v1/records/{record_type}?limit=200")).await?.good("find")?;
        let wanted = self.object(&step.only)?;
        let all = ["records", "items", "data"].iter().find_map(|name| reply[*name].as_array());
        let all = all.or(reply.as_array()).ok_or_else(|| failed("the host answered no list"))?;
        let found: Vec<&Value> = all.iter().filter(|one| holds(one, &wanted).is_ok()).collect();
        let count = step.count.or(step.named.as_ref().map(|_| 1));
        if count.is_some_and(|count| count != found.len()) {
            return Err(failed(format!(
                "{} {record_type} were found, not {}",
                found.len(),
                count.unwrap_or(0)
            )));
        }
        let id = found.first().map_or(Value::Null, |one| one["id"].clone());
        self.keep(step, &id)
    }

    /// Lets the waiting run of a job be done now, and waits until it is.
    async fn run(&self, job: &str) -> Result<(), Failure> {
        let plugin = self.plugins.last().map(|plugin| Value::from(*plugin));
        let waiting = async || -> Result<Option<Value>, Failure> {
            let runs = self.client.get("/api/v1/plugin-runs").await?.good("runs")?;
            let runs = runs.as_array().cloned().unwrap_or_default();
            Ok(runs.into_iter().find(|run| run["job"] == job && Some(&run["plugin"]) == plugin.as_ref()))
        };
        let mut asked: Option<Value> = None;
        for _ in 0..TRIES {
            let now = waiting().await?;
            match (&asked, now) {
                (None, Some(run)) => {
                    let retry = json!({"id": run["id"]});
                    self.client
                        .post("/api/v1/actions/plugin.retry-run", &retry)
                        .await?
                        .good("run the job")?;
                    asked = Some(run["id"].clone());
                }
                (Some(id), Some(run)) if run["id"] == *id && !run["last_error"].is_null() => {
                    return Err(failed(format!("the job {job} failed: {}", run["last_error"])));
                }
                (Some(id), Some(run)) if run["id"] == *id => {}
                (Some(_), _) => return Ok(()),
                (None, None) => {}
            }
            tokio::time::sleep(BETWEEN).await;
        }
        Err(failed(format!("the job {job} did not run")))
    }

    async fn place(&self, step: &Step, record: &str) -> Result<(String, i64), Failure> {
        let path = format!("/api/v1/records/{}/{}", of(step)?, self.id(record)?);
        let document = self.client.get(&path).await?.good("change")?;
        Ok((path, document["version"].as_i64().unwrap_or(0)))
    }

    fn keep(&mut self, step: &Step, id: &Value) -> Result<(), Failure> {
        if let (Some(name), Some(id)) = (&step.named, id.as_str()) {
            self.names.insert(name.clone(), id.to_owned());
        }
        Ok(())
    }

    fn id(&self, text: &str) -> Result<String, Failure> {
        let Some(name) = text.strip_prefix('@') else { return Ok(text.to_owned()) };
        let unknown = || failed(format!("nothing is named @{name}: name a record with `as` before"));
        self.names.get(name).cloned().ok_or_else(unknown)
    }

    /// JSON with names in the place of ids.
    fn value(&self, value: &Value) -> Result<Value, Failure> {
        Ok(match value {
            Value::String(text) => Value::String(self.id(text)?),
            Value::Array(all) => {
                Value::Array(all.iter().map(|one| self.value(one)).collect::<Result<_, _>>()?)
            }
            Value::Object(object) => self.object(object)?,
            other => other.clone(),
        })
    }

    fn object(&self, object: &Map<String, Value>) -> Result<Value, Failure> {
        let pairs = object.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?)));
        Ok(Value::Object(pairs.collect::<Result<_, Failure>>()?))
    }
}

fn of(step: &Step) -> Result<&str, Failure> {
    step.of.as_deref().ok_or_else(|| failed("say the record's type with `of`"))
}

/// The answer; a refusal where the step wants one, with its code.
fn answered(reply: Reply, step: &Step, what: &str) -> Result<Value, Failure> {
    let Some(code) = &step.refused else { return reply.good(what) };
    match reply.body["code"].as_str() {
        Some(found) if reply.status >= 400 && found == code => Ok(reply.body),
        Some(found) if reply.status >= 400 => {
            Err(failed(format!("refused with {found}, not {code}: {}", reply.body["detail"])))
        }
        _ => Err(failed(format!("{what} was not refused, though it should be with {code}"))),
    }
}

/// Every wanted member is there with its value.
fn holds(found: &Value, wanted: &Value) -> Result<(), Failure> {
    for (name, value) in wanted.as_object().into_iter().flatten() {
        if found[name] != *value {
            return Err(failed(format!("`{name}` is {}, not {value}", found[name])));
        }
    }
    Ok(())
}

fn failed(message: impl Into<String>) -> Failure {
    Failure::new(Exit::Failed, message)
}
