//! Events: what they wait for and what they throw.

use super::Reader;
use crate::model::{Boundary, Expression, Kind, Message, TimerKind, Trigger};
use crate::xml::Element;
use crate::{BPMN, KEEL};

impl Reader<'_> {
    /// The definition of an event: its only child that ends in `EventDefinition`, or none.
    fn definition<'e>(&mut self, element: &'e Element) -> Result<Option<&'e Element>, Kind> {
        let all: Vec<&Element> = element
            .children
            .iter()
            .filter(|child| child.namespace == BPMN && child.name.ends_with("ventDefinition"))
            .collect();
        if element.children.iter().any(|child| child.name == "eventDefinitionRef") {
            let instead = "put the event definition inside the event";
            return Err(self.unsupported(element, "An event definition that is referred to", instead));
        }
        match all.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(self.unsupported(element, "An event with several triggers", "draw one event for each")),
        }
    }

    pub(super) fn start(&mut self, element: &Element) -> Kind {
        match self.definition(element) {
            Err(kind) => kind,
            Ok(None) => Kind::Start(None),
            Ok(Some(definition)) => match self.trigger(element, definition) {
                Some(trigger) => Kind::Start(Some(trigger)),
                None => Kind::Start(None),
            },
        }
    }

    pub(super) fn end(&mut self, element: &Element) -> Kind {
        let definition = match self.definition(element) {
            Err(kind) => return kind,
            Ok(None) => return Kind::End,
            Ok(Some(definition)) => definition,
        };
        match definition.name.as_str() {
            "terminateEventDefinition" => Kind::Terminate,
            "errorEventDefinition" => {
                let code = definition.attribute("errorRef").map(|reference| self.name_of(reference));
                if code.is_none() {
                    self.error(
                        "bpmn.error",
                        element,
                        "This error end names no error: give it one with a code.",
                    );
                }
                Kind::ErrorEnd(code.unwrap_or_default())
            }
            "messageEventDefinition" => self.throws(element, definition, true),
            name => self.unsupported_trigger(element, name),
        }
    }

    pub(super) fn throw(&mut self, element: &Element) -> Kind {
        match self.definition(element) {
            Err(kind) => kind,
            Ok(None) => Kind::Pass,
            Ok(Some(definition)) if definition.name == "messageEventDefinition" => {
                self.throws(element, definition, false)
            }
            Ok(Some(definition)) => self.unsupported_trigger(element, &definition.name),
        }
    }

    fn throws(&mut self, element: &Element, definition: &Element, end: bool) -> Kind {
        let message = self.message(element, definition);
        let inputs = self.inputs(element);
        Kind::Send(message, inputs, end)
    }

    pub(super) fn catch(&mut self, element: &Element) -> Kind {
        match self.definition(element) {
            Err(kind) => kind,
            Ok(None) => self.unsupported(element, "A catch event without a trigger", "say what it waits for"),
            Ok(Some(definition)) if definition.name == "errorEventDefinition" => self.unsupported(
                element,
                "Waiting for an error in the flow",
                "put it on the border of an activity",
            ),
            Ok(Some(definition)) => match self.trigger(element, definition) {
                Some(trigger) => Kind::Catch(trigger),
                None => Kind::Pass,
            },
        }
    }

    pub(super) fn boundary(&mut self, element: &Element) -> Kind {
        let definition = match self.definition(element) {
            Err(kind) => return kind,
            Ok(None) => {
                return self.unsupported(
                    element,
                    "A boundary event without a trigger",
                    "say what it waits for",
                );
            }
            Ok(Some(definition)) => definition,
        };
        let interrupting = element.attribute("cancelActivity") != Some("false");
        let attached_to = element.attribute("attachedToRef").unwrap_or_default().to_owned();
        match self.trigger(element, definition) {
            Some(trigger) => Kind::Boundary(Boundary { attached_to, interrupting, trigger }),
            None => Kind::Pass,
        }
    }

    fn trigger(&mut self, element: &Element, definition: &Element) -> Option<Trigger> {
        match definition.name.as_str() {
            "messageEventDefinition" => Some(Trigger::Message(self.message(element, definition))),
            "timerEventDefinition" => self.timer(element, definition).map(Trigger::Timer),
            "errorEventDefinition" => {
                let code = definition.attribute("errorRef").map(|reference| self.name_of(reference));
                Some(Trigger::Error(code))
            }
            name => {
                self.unsupported_trigger(element, name);
                None
            }
        }
    }

    fn unsupported_trigger(&mut self, element: &Element, name: &str) -> Kind {
        let (what, instead) = match name {
            "signalEventDefinition" => ("A signal", "use a message, or an action that tells a fact"),
            "escalationEventDefinition" => {
                ("An escalation", "use an error, or a non-interrupting timer or message")
            }
            "conditionalEventDefinition" => {
                ("A condition as event", "use a gateway after the step that changes it")
            }
            "compensateEventDefinition" => ("Compensation", "call the action that takes it back"),
            "linkEventDefinition" => ("A link", "draw the flow"),
            "cancelEventDefinition" => ("The cancelling of a transaction", "use an error"),
            "terminateEventDefinition" => ("A terminate event here", "it is an end event"),
            _ => ("This kind of event", "use a message, a timer or an error"),
        };
        self.unsupported(element, what, instead)
    }

    /// The message of an event definition, or of a send or receive task.
    pub(super) fn message(&mut self, element: &Element, definition: &Element) -> Message {
        let name = match definition.attribute("messageRef") {
            Some(reference) => self.name_of(reference),
            None => {
                let message = "It names no message: add a `message` with a name, and refer to it.";
                self.error("bpmn.message", element, message);
                String::new()
            }
        };
        let extension = element.child(BPMN, "extensionElements").and_then(|all| all.child(KEEL, "message"));
        let key = extension.and_then(|extension| extension.attribute("correlation"));
        let correlation = key.and_then(|key| self.value(element, key));
        Message { name, correlation }
    }

    fn timer(&mut self, element: &Element, definition: &Element) -> Option<TimerKind> {
        let mut given = ["timeDate", "timeDuration", "timeCycle"]
            .into_iter()
            .filter_map(|kind| definition.child(BPMN, kind).map(|child| (kind, child)))
            .filter(|(_, child)| !child.text.trim().is_empty());
        let Some((kind, child)) = given.next() else {
            let message = "The timer says no time: give it a date, a duration or a cycle.";
            self.error("bpmn.timer", element, message);
            return None;
        };
        let text = child.text.trim();
        match kind {
            "timeDate" => self.time(element, text).map(TimerKind::At),
            "timeDuration" => self.time(element, text).map(TimerKind::After),
            _ => self.cycle(element, text),
        }
    }

    /// ISO 8601, or an expression.
    fn time(&mut self, element: &Element, text: &str) -> Option<Expression> {
        let literal = format!("@\"{text}\"");
        if process_feel::parse(&literal).is_ok() {
            self.feel(element, &literal)
        } else {
            self.feel(element, text)
        }
    }

    /// `R3/PT1H`, `R/P1D`.
    fn cycle(&mut self, element: &Element, text: &str) -> Option<TimerKind> {
        let wrong = "A cycle is written R3/PT1H (three times) or R/P1D (without end).";
        let Some((times, each)) = text.strip_prefix('R').and_then(|rest| rest.split_once('/')) else {
            self.error("bpmn.timer", element, wrong);
            return None;
        };
        let times = match times {
            "" => None,
            digits => match digits.parse::<u32>() {
                Ok(times) if times > 0 => Some(times),
                _ => {
                    self.error("bpmn.timer", element, wrong);
                    return None;
                }
            },
        };
        self.time(element, each).map(|each| TimerKind::Every(times, each))
    }
}
