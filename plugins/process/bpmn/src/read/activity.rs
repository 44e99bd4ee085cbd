//! Tasks, sub-processes, calls and gateways.

use super::Reader;
use super::extension::Place;
use crate::model::{Action, Called, Decision, Kind, Trigger, UserTask};
use crate::xml::Element;
use crate::{BPMN, KEEL};

impl Reader<'_> {
    /// What an element does; none for what is no node.
    pub(super) fn kind(&mut self, element: &Element) -> Option<Kind> {
        if element.attribute("isForCompensation") == Some("true") {
            return Some(self.unsupported(element, "Compensation", "call the action that takes it back"));
        }
        if let Some(quantity) = ["startQuantity", "completionQuantity"]
            .into_iter()
            .find(|name| element.attribute(name).is_some_and(|value| value != "1"))
        {
            return Some(self.unsupported(element, quantity, "draw a gateway that joins or forks"));
        }
        Some(match element.name.as_str() {
            "startEvent" => self.start(element),
            "endEvent" => self.end(element),
            "intermediateThrowEvent" => self.throw(element),
            "intermediateCatchEvent" => self.catch(element),
            "boundaryEvent" => self.boundary(element),
            "task" | "manualTask" => {
                let message = "Nobody is asked and nothing is called here, the process goes straight on. If somebody \
                               shall do it, make it a user task.";
                self.note("bpmn.passed", element, message);
                Kind::Pass
            }
            "userTask" => self.user_task(element),
            "serviceTask" => match self.action(element) {
                Some(action) => Kind::Service(action),
                None => Kind::Pass,
            },
            "scriptTask" => self.script(element),
            "businessRuleTask" => self.rule(element),
            "sendTask" => {
                let message = self.message(element, element);
                let inputs = self.inputs(element);
                Kind::Send(message, inputs, false)
            }
            "receiveTask" => {
                if element.attribute("instantiate") == Some("true") {
                    self.unsupported(element, "A receive task that starts a process", "use a message start event")
                } else {
                    Kind::Catch(Trigger::Message(self.message(element, element)))
                }
            }
            "callActivity" => self.call_activity(element),
            "subProcess" => Kind::SubProcess(element.attribute("triggeredByEvent") == Some("true")),
            "transaction" => self.unsupported(element, "A transaction sub-process", "use an embedded sub-process"),
            "adHocSubProcess" => self.unsupported(element, "An ad-hoc sub-process", "draw the order of its steps"),
            "exclusiveGateway" => Kind::Exclusive,
            "parallelGateway" => Kind::Parallel,
            "eventBasedGateway" => {
                if element.attribute("instantiate") == Some("true") {
                    self.unsupported(element, "An event-based gateway that starts a process", "use start events")
                } else {
                    Kind::EventBased
                }
            }
            "inclusiveGateway" => self.unsupported(
                element,
                "An inclusive gateway",
                "use conditions on the flows out of the activity before it, or parallel and exclusive gateways",
            ),
            "complexGateway" => {
                self.unsupported(element, "A complex gateway", "use a multi-instance activity with a completion condition")
            }
            name if name.ends_with("Task") || name.ends_with("Gateway") || name.ends_with("Event") => {
                self.unsupported(element, &format!("A {name}"), "use one of the elements that the README lists")
            }
            _ => return None,
        })
    }

    fn user_task(&mut self, element: &Element) -> Kind {
        let mut task = UserTask::default();
        self.owners(element, &mut task);
        if let Some(role) = element.attribute_of(KEEL, "role") {
            task.role = Some(role.to_owned());
            task.role_expression = None;
        }
        if let Some(text) = element.attribute_of(KEEL, "assignee") {
            task.assignee = self.value(element, text);
        }
        if let Some(text) = element.attribute_of(KEEL, "due") {
            task.due = if text.trim().starts_with('=') {
                self.feel(element, text)
            } else {
                self.feel(element, &format!("@\"{}\"", text.trim()))
            };
        }
        self.form(element, &mut task);
        task.outputs = self.outputs(element);
        Kind::User(task)
    }

    /// `potentialOwner` is a role, `humanPerformer` and `performer` a person.
    fn owners(&mut self, element: &Element, task: &mut UserTask) {
        for owner in &element.children {
            let person = match owner.name.as_str() {
                "potentialOwner" => false,
                "humanPerformer" | "performer" => true,
                _ => continue,
            };
            let expression = owner.child(BPMN, "resourceAssignmentExpression").and_then(|assignment| {
                assignment.children.iter().find(|child| child.name.ends_with("xpression"))
            });
            let named = owner.child(BPMN, "resourceRef").map(|resource| self.name_of(resource.text.trim()));
            match (expression, named, person) {
                (Some(expression), _, true) => task.assignee = self.formal(expression),
                (Some(expression), _, false) => task.role_expression = self.formal(expression),
                // A person who is named by a resource of the file is a role of the company that somebody has.
                (None, Some(name), _) => task.role = Some(name),
                (None, None, _) => {
                    self.note(
                        "bpmn.kept",
                        owner,
                        "It names nobody: refer to a resource, or give an expression.",
                    );
                }
            }
        }
    }

    fn script(&mut self, element: &Element) -> Kind {
        let format = element.attribute("scriptFormat").unwrap_or_default();
        if !format.to_ascii_lowercase().contains("feel") {
            let what = format!("A script in `{format}`");
            return self.unsupported(element, &what, "write an expression with scriptFormat=\"feel\"");
        }
        let Some(result) = element.attribute_of(KEEL, "result").map(str::to_owned) else {
            self.error("bpmn.script", element, "Say which variable takes the value: keel:result=\"name\".");
            return Kind::Pass;
        };
        let text = element.child(BPMN, "script").map_or("", |script| script.text.as_str());
        self.feel(element, text).map_or(Kind::Pass, |expression| Kind::Script(result, expression))
    }

    fn rule(&mut self, element: &Element) -> Kind {
        let extensions = element.child(BPMN, "extensionElements");
        let decision = extensions.and_then(|all| all.child(KEEL, "decision"));
        let Some(decision) = decision else {
            if extensions.is_some_and(|all| all.child(KEEL, "call").is_some()) {
                return self.action(element).map_or(Kind::Pass, Kind::Service);
            }
            let message = "Say what decides: <keel:decision result=\"name\"> with a decision table or an expression, or \
                           <keel:call action=\"…\">.";
            self.error("bpmn.rule", element, message);
            return Kind::Pass;
        };
        self.known(decision, Place::Decision);
        let result = decision.attribute("result").unwrap_or("decision").to_owned();
        let what = match (decision.attribute("expression"), decision.children.first()) {
            (Some(text), _) => self.feel(element, text).map(Decision::Expression),
            (None, Some(table)) => self.table(element, table).map(Decision::Table),
            (None, None) => {
                self.error(
                    "bpmn.rule",
                    element,
                    "The decision has neither an expression nor a decision table.",
                );
                None
            }
        };
        what.map_or(Kind::Pass, |what| Kind::Rule(result, what))
    }

    /// `<keel:call action="sales.ship">`.
    pub(super) fn action(&mut self, element: &Element) -> Option<Action> {
        let call = element.child(BPMN, "extensionElements").and_then(|all| all.child(KEEL, "call"));
        let Some(name) = call.and_then(|call| call.attribute("action")).filter(|name| name.contains('.'))
        else {
            let message =
                "Say which action it calls: <keel:call action=\"plugin.action\"> in extensionElements.";
            self.error("bpmn.action", element, message);
            return None;
        };
        let call = call?;
        let target = call.attribute("target").and_then(|text| self.value(element, text));
        let later = self.truth(call, "later");
        Some(Action {
            name: name.to_owned(),
            target,
            inputs: self.inputs(element),
            outputs: self.outputs(element),
            later,
        })
    }

    fn call_activity(&mut self, element: &Element) -> Kind {
        let call = element.child(BPMN, "extensionElements").and_then(|all| all.child(KEEL, "call"));
        let computed = call.and_then(|call| call.attribute("process"));
        let key_expression = computed.and_then(|text| self.value(element, text));
        let key =
            element.attribute("calledElement").map(|key| key.rsplit(':').next().unwrap_or(key).to_owned());
        if key.is_none() && key_expression.is_none() {
            let message = "Say which process it calls: calledElement with the id of a process.";
            self.error("bpmn.called", element, message);
        }
        Kind::Call(Called {
            key,
            key_expression,
            inputs: self.inputs(element),
            outputs: self.outputs(element),
        })
    }
}
