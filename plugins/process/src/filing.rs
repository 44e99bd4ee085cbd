//! What is kept when the desk is cleared: instances, tasks, timers, awaited messages and incidents, in batches, so
//! that a thousand times due at once cost few calls of the host.

use keel_sdk::prelude::*;
use keel_sdk::records::{BATCH_MAX, Change};
use process_engine::TaskOffer;

use crate::case::Case;
use crate::convert::cut;
use crate::desk::Desk;
use crate::{Incident, Instance, Subscription, Timer, UserTask, form, people, timer};

const BATCH: usize = BATCH_MAX as usize;

impl Desk {
    /// Keeps everything that changed.
    pub fn file(&mut self) -> Result<()> {
        let (mut began, mut ended) = (Vec::new(), Vec::new());
        for at in 0..self.cases.len() {
            if self.cases[at].dirty && self.cases[at].record.id == Id::default() {
                self.create(at)?;
                began.push(at);
            }
            if self.cases[at].dirty && self.cases[at].state.ending().is_some() {
                ended.push(at);
            }
        }
        self.update()?;
        self.close()?;
        self.open_all()?;
        for at in began {
            self.tell(at, true)?;
        }
        for at in ended {
            self.tell(at, false)?;
        }
        for case in &mut self.cases {
            case.changes = Default::default();
            case.dirty = false;
        }
        Ok(())
    }

    fn create(&mut self, at: usize) -> Result<()> {
        if let Some((caller, token)) = self.cases[at].caller {
            // Who called it was put on the desk before it, and is kept already.
            self.cases[at].record.caller = Some(self.cases[caller].record.id);
            self.cases[at].record.caller_token = Some(token as i64);
        }
        let case = &mut self.cases[at];
        let mut body = records::Record::to_body(&case.record);
        for field in case.body(self.now).fields {
            body.set(&field.name, field.value);
        }
        body.fields.retain(|field| field.value != Value::None);
        case.record.id = records::create(Instance::TYPE, body)?;
        case.record.version = 1;
        Ok(())
    }

    fn update(&mut self) -> Result<()> {
        let created = |case: &Case| case.record.version == 1 && case.record.data.is_empty();
        let places: Vec<usize> =
            (0..self.cases.len()).filter(|at| self.cases[*at].dirty && !created(&self.cases[*at])).collect();
        for some in places.chunks(BATCH) {
            let changes: Vec<Change> = some
                .iter()
                .map(|at| {
                    let case = &self.cases[*at];
                    let mut change = Change::of(case.record.id, case.body(self.now));
                    change.version = Some(case.record.version);
                    change
                })
                .collect();
            let versions = records::update_many(Instance::TYPE, &changes)?;
            for (at, version) in some.iter().zip(versions) {
                self.cases[*at].record.version = version;
            }
        }
        for case in self.cases.iter_mut().filter(|case| case.dirty) {
            // From now on it is no longer new.
            case.record.data = case.state.to_text();
        }
        Ok(())
    }

    /// Rows of a type that belong to what was closed, by instance and number.
    fn rows(&self, of: &str, number: &str, open: bool, gone: impl Fn(&Case) -> &Vec<u64>) -> Result<Vec<Id>> {
        let cases: Vec<&Case> = self.cases.iter().filter(|case| !gone(case).is_empty()).collect();
        let mut ids = Vec::new();
        for some in cases.chunks(100) {
            let mut find = records::find(of).one_of("instance", some.iter().map(|case| case.record.id));
            if open {
                find = find.equal("state", "open");
            }
            for row in find.all()? {
                let (instance, wanted): (Option<Id>, Option<i64>) = (row.get("instance"), row.get(number));
                let case = some.iter().find(|case| Some(case.record.id) == instance);
                if case.is_some_and(|case| gone(case).iter().any(|one| Some(*one as i64) == wanted)) {
                    ids.push(row.id());
                }
            }
        }
        Ok(ids)
    }

    fn close(&mut self) -> Result<()> {
        let tasks = self.rows(UserTask::TYPE, UserTask::TOKEN, true, |case| &case.changes.closed_tasks)?;
        change_all(UserTask::TYPE, &tasks, &Body::new().with(UserTask::STATE, "cancelled"))?;
        let resolved = Body::new()
            .with(Incident::STATE, "resolved")
            .with(Incident::RESOLVED_AT, self.now)
            .with(Incident::RESOLVED_BY, context::current().user());
        let incidents = self.rows(Incident::TYPE, Incident::TOKEN, true, |case| &case.changes.resolved)?;
        change_all(Incident::TYPE, &incidents, &resolved)?;
        let timers = self.rows(Timer::TYPE, Timer::WAIT, false, |case| &case.changes.closed_timers)?;
        delete_all(Timer::TYPE, &timers)?;
        let silent =
            self.rows(Subscription::TYPE, Subscription::WAIT, false, |case| &case.changes.unlistened)?;
        delete_all(Subscription::TYPE, &silent)
    }

    fn open_all(&mut self) -> Result<()> {
        let (mut tasks, mut timers, mut listening, mut troubles) = (vec![], vec![], vec![], vec![]);
        let mut first: Option<Instant> = None;
        for case in &self.cases {
            let instance = case.record.id;
            for offer in &case.changes.tasks {
                tasks.push(task_body(case, offer, self.attended())?);
            }
            for (wait, node, due) in &case.changes.timers {
                let due = Instant::from_micros(*due);
                first = Some(first.map_or(due, |first| first.min(due)));
                let timer = Timer {
                    instance: Some(instance),
                    wait: *wait as i64,
                    node: node.clone(),
                    due_at: due,
                    ..Timer::default()
                };
                timers.push(made(&timer));
            }
            for (wait, node, message, key) in &case.changes.listening {
                let (wait, correlation) = (*wait as i64, Some(cut(key, 200)));
                let (node, message) = (node.clone(), message.clone());
                let awaited = Subscription {
                    instance: Some(instance),
                    wait,
                    node,
                    message,
                    correlation,
                    ..Subscription::default()
                };
                listening.push(made(&awaited));
            }
            for (token, node, code, message) in &case.changes.troubles {
                let incident = Incident {
                    instance,
                    token: *token as i64,
                    node: node.clone(),
                    code: cut(code, 100),
                    message: cut(message, 1000),
                    state: "open".to_owned(),
                    raised_at: self.now,
                    ..Incident::default()
                };
                troubles.push(made(&incident));
            }
        }
        for (of, bodies) in [
            (UserTask::TYPE, tasks),
            (Timer::TYPE, timers),
            (Subscription::TYPE, listening),
            (Incident::TYPE, troubles),
        ] {
            bodies.chunks(BATCH).try_for_each(|some| records::create_many(of, some).map(|_| ()))?;
        }
        first.map_or(Ok(()), timer::due_at)
    }
}

fn made(record: &impl records::Record) -> Body {
    let mut body = record.to_body();
    body.fields.retain(|field| field.value != Value::None);
    body
}

/// A task; who is named and not there is told to whoever waits, and is nobody where nobody does.
fn task_body(case: &Case, offer: &TaskOffer, attended: bool) -> Result<Body> {
    let node = case.process.node(&offer.node);
    let assignee = match offer.assignee.as_deref() {
        None => None,
        Some(who) => match people::user(who) {
            Some(user) => Some(user),
            None if attended => {
                let message = format!("There is no user {who}: mend the assignee in the diagram.");
                return Err(Fault::refused("process.nobody", message).arg("who", who));
            }
            None => {
                warn!("{}: there is no user {who}, so {} is nobody's", case.record.key, offer.node);
                None
            }
        },
    };
    let about =
        offer.record.clone().or_else(|| case.record.subject_type.clone().zip(case.record.subject.clone()));
    let (subject_type, subject) = about.unzip();
    let task = UserTask {
        instance: case.record.id,
        token: offer.token as i64,
        node: cut(&offer.node, 200),
        name: cut(node.map_or(offer.node.as_str(), |node| node.title()), 200),
        instruction: node.map(|node| node.documentation.clone()).filter(|text| !text.is_empty()),
        assignee,
        role: offer.role.as_deref().map(|role| cut(role, 100)),
        due_at: offer.due.map(Instant::from_micros),
        state: "open".to_owned(),
        customer: case.customer(),
        subject_type,
        subject: subject.map(|subject| cut(&subject, 36)),
        item: offer.item.as_deref().map(|item| cut(item, 200)),
        form: node.and_then(form::written),
        ..UserTask::default()
    };
    Ok(made(&task))
}

fn change_all(of: &str, ids: &[Id], body: &Body) -> Result<()> {
    let changes: Vec<Change> = ids.iter().map(|id| Change::of(*id, body.clone())).collect();
    changes.chunks(BATCH).try_for_each(|some| records::update_many(of, some).map(|_| ()))
}

/// Deletes records, in batches.
pub fn delete_all(of: &str, ids: &[Id]) -> Result<()> {
    ids.chunks(BATCH).try_for_each(|some| records::delete(of, some))
}
