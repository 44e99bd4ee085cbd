//! The desk: instances that are being worked on in this unit of work. Carries out what the engine decides, calls
//! actions, and hands everything that is to be kept to `filing` at the end.
//!
//! Attended means that somebody waits for the answer: then whatever goes wrong is told to them and nothing has
//! happened. Otherwise it becomes an incident, and the rest goes on.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use keel_sdk::prelude::*;
use process_bpmn::Process;
use process_engine::{Decision, Effect, Ending, Happening, Instance as State, happen, start};
use process_feel::Value as Feel;

use crate::case::Case;
use crate::convert::{cut, from_body, to_body};
use crate::{Definition, Instance, definition, emit};

/// Most instances that one unit of work may begin or touch beside those that a batch brings.
const CASES_MAX: usize = 100;
/// Most happenings of one unit of work, for the same reason.
const HAPPENINGS_MAX: usize = 5_000;

/// What an instance is started with.
pub struct Opening {
    pub definition: Definition,
    pub at: Option<String>,
    pub business_key: Option<String>,
    pub title: Option<String>,
    pub subject: Option<(String, String)>,
    pub variables: Feel,
}

/// The desk.
pub struct Desk {
    pub cases: Vec<Case>,
    attended: bool,
    pub now: Instant,
    processes: BTreeMap<Id, Rc<Process>>,
    queue: VecDeque<(usize, Happening)>,
    effects: VecDeque<(usize, Effect)>,
    /// Messages that were sent: name, for whom, variables. They are delivered when the desk has been cleared once.
    pub outbox: Vec<(String, String, Feel)>,
    /// The fault of the last action that refused, to be told as it is.
    refusal: Option<Fault>,
    happenings: usize,
    room: usize,
}

impl Desk {
    /// A desk; `room` for so many instances that are brought to it.
    pub fn new(attended: bool, room: usize) -> Desk {
        Desk {
            cases: Vec::new(),
            attended,
            now: context::current().now(),
            processes: BTreeMap::new(),
            queue: VecDeque::new(),
            effects: VecDeque::new(),
            outbox: Vec::new(),
            refusal: None,
            happenings: 0,
            room: room + CASES_MAX,
        }
    }

    /// A desk for whoever waits for the answer: attended when a person does.
    pub fn of_caller() -> Desk {
        use keel_sdk::context::Actor;
        Desk::new(matches!(context::current().actor, Actor::User | Actor::Token), 0)
    }

    /// Whether somebody waits for the answer.
    pub fn attended(&self) -> bool {
        self.attended
    }

    /// The process of a definition, read once.
    pub fn process(&mut self, definition: Id) -> Result<Rc<Process>> {
        if let Some(process) = self.processes.get(&definition) {
            return Ok(process.clone());
        }
        let process = definition::process_of(&Definition::get(definition)?)?;
        self.processes.insert(definition, process.clone());
        Ok(process)
    }

    /// Brings an instance to the desk; its place.
    pub fn bring(&mut self, record: Instance) -> Result<usize> {
        if let Some(at) = self.place(record.id) {
            return Ok(at);
        }
        if self.cases.len() >= self.room {
            return Err(too_many());
        }
        let process = self.process(record.definition)?;
        let state = State::from_text(&record.data).map_err(|why| Fault::refused("process.broken", why))?;
        self.cases.push(Case::new(record, process, state));
        Ok(self.cases.len() - 1)
    }

    /// The place of an instance that is on the desk.
    pub fn place(&self, instance: Id) -> Option<usize> {
        self.cases.iter().position(|case| case.record.id == instance && instance != Id::default())
    }

    /// Begins an instance; its place.
    pub fn open(&mut self, opening: Opening, caller: Option<(usize, u64)>) -> Result<usize> {
        if self.cases.len() >= self.room {
            return Err(too_many());
        }
        let Opening { definition, at, business_key, title, subject, variables } = opening;
        let process = match self.processes.get(&definition.id) {
            Some(process) => process.clone(),
            None => {
                let process = definition::process_of(&definition)?;
                self.processes.insert(definition.id, process.clone());
                process
            }
        };
        let (subject_type, subject) = subject.unzip();
        let title = title.or_else(|| definition.name.clone()).map(|title| cut(&title, 200));
        let record = Instance {
            definition: definition.id,
            key: definition.key.clone(),
            title,
            business_key,
            subject_type,
            subject,
            state: "running".to_owned(),
            started_by: context::current().user(),
            started_at: self.now,
            ..Instance::default()
        };
        let mut case = Case::new(record, process, State::default());
        case.caller = caller;
        let begun = start(&case.process, at.as_deref(), variables, &case.around(self.now));
        let place = self.cases.len();
        self.cases.push(case);
        let decision = begun.map_err(|_| {
            let message =
                format!("The process {} has no start event to begin at: say which.", definition.key);
            Fault::refused("process.no-start", message)
        })?;
        self.decided(place, decision);
        Ok(place)
    }

    /// Something happens to an instance; it is worked on by `work`.
    pub fn happens(&mut self, place: usize, happening: Happening) {
        self.queue.push_back((place, happening));
    }

    fn decided(&mut self, place: usize, decision: Decision) {
        self.cases[place].state = decision.state;
        self.cases[place].dirty = true;
        // What follows from one happening is carried out before what else waits.
        for effect in decision.effects.into_iter().rev() {
            self.effects.push_front((place, effect));
        }
    }

    /// Works until nothing is left to be done here.
    pub fn work(&mut self) -> Result<()> {
        loop {
            if let Some((place, effect)) = self.effects.pop_front() {
                if let Some(effect) = self.cases[place].note(effect) {
                    self.carry_out(place, effect)?;
                }
                continue;
            }
            let Some((place, happening)) = self.queue.pop_front() else { return Ok(()) };
            self.apply(place, happening)?;
        }
    }

    fn apply(&mut self, place: usize, happening: Happening) -> Result<()> {
        self.happenings += 1;
        if self.happenings > HAPPENINGS_MAX {
            return Err(too_many());
        }
        let case = &self.cases[place];
        match happen(&case.process, case.state.clone(), happening, &case.around(self.now)) {
            Ok(decision) => self.decided(place, decision),
            Err(refusal) => info!("{}: {refusal}", self.cases[place].record.id),
        }
        Ok(())
    }

    fn carry_out(&mut self, place: usize, effect: Effect) -> Result<()> {
        match effect {
            Effect::Call(token, name, target, input) if self.cases[place].state.is_calling(token) => {
                let happening = match called(&name, target.as_deref(), &input) {
                    Ok(answer) => Happening::Answered(token, answer),
                    Err(fault) => {
                        let happening = Happening::Refused(token, fault.code.clone(), fault.message.clone());
                        self.refusal = Some(fault);
                        happening
                    }
                };
                self.apply(place, happening)?;
            }
            Effect::StartChild(token, key, variables) if self.cases[place].state.has_child(token) => {
                self.start_child(place, token, &key, variables)?;
            }
            Effect::CancelChild(token) => self.cancel_child(place, token)?,
            Effect::Send(name, key, variables) => self.outbox.push((name, key, variables)),
            Effect::Incident(token, node, code, message) => {
                if self.attended {
                    let told = self.refusal.take().filter(|fault| fault.code == code);
                    return Err(told.unwrap_or_else(|| Fault::refused(code, message)));
                }
                warn!("{} at {node}: {code}: {message}", self.cases[place].record.key);
                self.cases[place].changes.troubles.push((token, node, code, message));
            }
            Effect::Ended(ending) => self.ended(place, &ending)?,
            Effect::Note(note) => debug!("{}: {note}", self.cases[place].record.key),
            _ => {}
        }
        Ok(())
    }

    fn start_child(&mut self, place: usize, token: u64, key: &str, variables: Feel) -> Result<()> {
        let definition = match definition::active(key) {
            Ok(definition) => definition,
            Err(fault) => {
                self.refusal = Some(fault.clone());
                return self.apply(place, Happening::ChildFailed(token, fault.code));
            }
        };
        let parent = &self.cases[place].record;
        let subject = parent.subject_type.clone().zip(parent.subject.clone());
        let (business_key, title) = (parent.business_key.clone(), None);
        let opening = Opening { definition, at: None, business_key, title, subject, variables };
        self.open(opening, Some((place, token))).map(|_| ())
    }

    fn cancel_child(&mut self, place: usize, token: u64) -> Result<()> {
        let here = self.cases.iter().position(|case| case.caller == Some((place, token)));
        let child = match (here, self.cases[place].record.id) {
            (Some(child), _) => Some(child),
            (None, id) if id == Id::default() => None,
            (None, id) => {
                let found = Instance::find().equal(Instance::CALLER, id).equal(Instance::STATE, "running");
                let found: Vec<Instance> =
                    found.equal(Instance::CALLER_TOKEN, token as i64).limit(1).all_as()?;
                found.into_iter().next().map(|record| self.bring(record)).transpose()?
            }
        };
        if let Some(child) = child.filter(|child| self.cases[*child].state.ending().is_none()) {
            self.cases[child].record.reason = Some("The process that called it gave it up.".to_owned());
            self.apply(child, Happening::Cancel)?;
        }
        Ok(())
    }

    /// An instance ended: whoever called it goes on.
    fn ended(&mut self, place: usize, ending: &Ending) -> Result<()> {
        let caller = match self.cases[place].caller {
            Some(caller) => Some(caller),
            None => match (self.cases[place].record.caller, self.cases[place].record.caller_token) {
                (Some(id), Some(token)) => {
                    let at = match self.place(id) {
                        Some(at) => at,
                        None => self.bring(Instance::get(id)?)?,
                    };
                    Some((at, token.unsigned_abs()))
                }
                _ => None,
            },
        };
        let Some((at, token)) = caller.filter(|(at, token)| self.cases[*at].state.has_child(*token)) else {
            return Ok(());
        };
        let happening = match ending {
            Ending::Completed | Ending::Terminated => {
                Happening::ChildDone(token, self.cases[place].state.variables())
            }
            Ending::Cancelled => Happening::ChildFailed(token, "process.cancelled".to_owned()),
            Ending::Failed(code) => Happening::ChildFailed(token, code.clone()),
        };
        self.apply(at, happening)
    }

    /// Works, files everything, delivers what was sent, and again until nothing is left.
    pub fn clear(&mut self) -> Result<()> {
        for _ in 0..CASES_MAX {
            self.work()?;
            self.file()?;
            let sent = std::mem::take(&mut self.outbox);
            if sent.is_empty() {
                return Ok(());
            }
            for (name, key, variables) in sent {
                let message = crate::message::Message { name: &name, keys: vec![key.clone()], about: None };
                let received = crate::message::deliver(self, &message, &variables)?;
                if received == 0 {
                    info!("nobody waits for the message {name} for {key}");
                }
            }
        }
        Err(too_many())
    }

    /// Tells that an instance began or ended.
    pub fn tell(&self, place: usize, began: bool) -> Result<()> {
        let case = &self.cases[place];
        let payload = Body::new()
            .with("key", case.record.key.as_str())
            .with("business_key", case.record.business_key.clone())
            .with("state", crate::case::state_name(case.state.ending()));
        let subject = RecordRef::new(Instance::TYPE, case.record.id);
        if began {
            return emit::instance_started(Some(&subject), &payload);
        }
        emit::instance_ended(Some(&subject), &payload)
    }
}

fn called(name: &str, target: Option<&str>, input: &Feel) -> Result<Feel> {
    let target = target.map(Id::parse).transpose()?;
    actions::call(name, target, &to_body(input)?).map(|answer| from_body(&answer))
}

fn too_many() -> Fault {
    let message = "The process calls too many others at once: it may call itself.";
    Fault::refused("process.too-many-calls", message)
}
