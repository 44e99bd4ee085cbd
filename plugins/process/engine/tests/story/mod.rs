//! Tells an instance's story in lines: what the engine asks for, by node instead of number.

use std::collections::BTreeMap;

use process_bpmn::{BPMN, Diagram, KEEL, Process, Severity};
use process_engine::{Around, Decision, Effect, Happening, Instance, happen, start};
use process_feel::{Value, evaluate, parse};

pub struct Story {
    pub process: Process,
    pub state: Instance,
    around: Around,
    /// Nodes by the numbers of tokens and subscriptions.
    names: BTreeMap<u64, String>,
}

/// A process of these elements; flows are written `a>b`, several with spaces.
pub fn process(inside: &str, flows: &str) -> Process {
    let mut text = format!(
        "<definitions xmlns='{BPMN}' xmlns:keel='{KEEL}'><message id='m' name='paid'/><error id='err' errorCode='no-stock'/>\
         <process id='p' isExecutable='true'>{inside}"
    );
    for flow in flows.split_whitespace() {
        let (from, to) = flow.split_once('>').expect("a flow is written a>b");
        text += &format!("<sequenceFlow id='{from}_{to}' sourceRef='{from}' targetRef='{to}'/>");
    }
    text += "</process></definitions>";
    let (mut processes, findings) = Diagram::read(&text).expect("a diagram").processes();
    let errors: Vec<String> =
        findings.iter().filter(|one| one.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:?}");
    processes.remove(0)
}

pub fn value(text: &str) -> Value {
    evaluate(&parse(text).unwrap(), &Default::default(), &Default::default()).unwrap().value
}

impl Story {
    /// A story on 2026-01-31 at noon.
    pub fn of(process: Process) -> Story {
        let around = Around { now: 1_769_860_800_000_000, key: "K-1".to_owned() };
        Story { process, state: Instance::default(), around, names: BTreeMap::new() }
    }

    pub fn start(&mut self, variables: &str) -> String {
        let decision = start(&self.process, None, value(variables), &self.around).expect("it starts");
        self.told(decision)
    }

    /// What happens at a node, by its waiting token or subscription.
    pub fn at(&mut self, node: &str, happening: impl Fn(u64) -> Happening) -> String {
        let here = || self.state.tokens().iter().filter(|token| token.node == node);
        // The token of a round comes before the one that counts the rounds.
        let round = here().find(|token| matches!(token.wait, process_engine::Wait::Task));
        let token = round.or_else(|| here().next()).map(|token| token.id);
        let subscription = self.state.subscriptions().iter().find(|one| one.node == node).map(|one| one.id);
        let number = |happening: &Happening| matches!(happening, Happening::Due(_) | Happening::Message(..));
        let number = if number(&happening(0)) { subscription } else { token };
        let number = number.unwrap_or_else(|| panic!("nothing waits at {node}"));
        self.happen(happening(number))
    }

    pub fn happen(&mut self, happening: Happening) -> String {
        let text = self.state.to_text();
        let state = Instance::from_text(&text).expect("a state comes back");
        assert_eq!(state.to_text(), text);
        match happen(&self.process, state, happening, &self.around) {
            Ok(decision) => self.told(decision),
            Err(refusal) => refusal.to_string(),
        }
    }

    pub fn done(&mut self, node: &str, values: &str) -> String {
        self.at(node, |token| Happening::TaskDone(token, value(values)))
    }

    /// Variables of the process.
    pub fn variable(&self, name: &str) -> String {
        self.state.variables().member(name).map(ToString::to_string).unwrap_or_default()
    }

    fn told(&mut self, decision: Decision) -> String {
        self.state = decision.state;
        let lines: Vec<String> = decision.effects.iter().map(|effect| self.line(effect)).collect();
        lines.join("\n")
    }

    fn line(&mut self, effect: &Effect) -> String {
        let days = |micros: &i64| format!("{}h", (micros - self.around.now) / 3_600_000_000);
        match effect {
            Effect::OpenTask(offer) => {
                self.names.insert(offer.token, offer.node.clone());
                let mut line = format!("task {}", offer.node);
                for (name, part) in [
                    ("for", offer.assignee.clone()),
                    ("role", offer.role.clone()),
                    ("due", offer.due.as_ref().map(days)),
                    ("on", offer.record.as_ref().map(|(kind, id)| format!("{kind}:{id}"))),
                    ("item", offer.item.clone()),
                ] {
                    if let Some(part) = part {
                        line += &format!(" {name}={part}");
                    }
                }
                line
            }
            Effect::CloseTask(token) => format!("task {} closed", self.names[token]),
            Effect::Call(token, name, target, input) => {
                let node = &self.state.token(*token).expect("it waits").node;
                let target = target.as_ref().map(|target| format!(" on {target}")).unwrap_or_default();
                format!("{node} calls {name}{target} {input}")
            }
            Effect::StartChild(token, key, variables) => {
                let node = self.state.token(*token).expect("it waits").node.clone();
                self.names.insert(*token, node.clone());
                format!("{node} starts {key} {variables}")
            }
            Effect::CancelChild(token) => format!("{} gives its process up", self.names[token]),
            Effect::Send(name, key, variables) => format!("sends {name} to {key} {variables}"),
            Effect::OpenTimer(id, node, due) => {
                let line = format!("timer {node} in {}", days(due));
                self.names.insert(*id, node.clone());
                line
            }
            Effect::CloseTimer(id) => format!("timer {} closed", self.names[id]),
            Effect::Listen(id, node, name, key) => {
                self.names.insert(*id, node.clone());
                format!("{node} listens to {name} for {key}")
            }
            Effect::Unlisten(id) => format!("{} listens no more", self.names[id]),
            Effect::Incident(token, node, code, message) => {
                self.names.insert(*token, node.clone());
                format!("incident {node} {code}: {message}")
            }
            Effect::Resolved(token) => format!("incident {} resolved", self.names[token]),
            Effect::Ended(ending) => format!("ended {ending:?}"),
            Effect::Note(note) => format!("note {note}"),
        }
    }
}
