//! Whether nodes and flows make a process that can run.

use super::Reader;
use crate::BPMN;
use crate::model::{Kind, Node, TimerKind, Trigger};
use crate::xml::Element;

impl Reader<'_> {
    pub(super) fn check(&mut self, process: &Element) {
        let process_elements = process.walk();
        let elements: Vec<&Element> = process_elements
            .into_iter()
            .filter(|one| one.namespace == BPMN && one.attribute("id").is_some())
            .collect();
        let nodes: Vec<Node> = self.process.nodes.values().cloned().collect();
        for node in &nodes {
            let Some(element) = elements.iter().find(|one| one.attribute("id") == Some(node.id.as_str()))
            else {
                continue;
            };
            self.check_node(node, element);
            if matches!(node.kind, Kind::SubProcess(_)) {
                self.check_scope(element, Some(&node.id));
            }
        }
        self.check_scope(process, None);
    }

    fn check_node(&mut self, node: &Node, element: &Element) {
        if let Some(default) = &node.default
            && !node.outgoing.contains(default)
        {
            self.error(
                "bpmn.flow",
                element,
                format!("Its default flow `{default}` does not lead out of it."),
            );
        }
        match &node.kind {
            Kind::Boundary(boundary) => self.attach(node, element, &boundary.attached_to),
            Kind::Exclusive => self.check_conditions(node, element),
            Kind::EventBased => self.check_events(node, element),
            Kind::Start(_) if !node.incoming.is_empty() => {
                self.error("bpmn.flow", element, "Nothing leads to a start event: take the flow away.");
            }
            Kind::End | Kind::Terminate | Kind::ErrorEnd(_) if !node.outgoing.is_empty() => {
                self.error("bpmn.flow", element, "Nothing leads out of an end event: take the flow away.");
            }
            Kind::SubProcess(true) if node.incoming.len() + node.outgoing.len() > 0 => {
                let message = "No flow leads to or out of a sub-process that an event starts: take it away.";
                self.error("bpmn.flow", element, message);
            }
            _ => {}
        }
        let orphan = node.incoming.is_empty()
            && !matches!(node.kind, Kind::Start(_) | Kind::Boundary(_) | Kind::SubProcess(true));
        if orphan && !self.findings.iter().any(|finding| finding.element == node.id) {
            self.note("bpmn.unreachable", element, "No flow leads here, so it never happens.");
        }
        let many = node.multi.is_some();
        if many && matches!(node.kind, Kind::SubProcess(true) | Kind::Start(_) | Kind::End | Kind::Exclusive)
        {
            self.error(
                "bpmn.multi-instance",
                element,
                "Only tasks, calls and sub-processes are done several times.",
            );
        }
    }

    fn attach(&mut self, node: &Node, element: &Element, to: &str) {
        let activity = self.process.nodes.get_mut(to).filter(|activity| {
            let kind = matches!(
                activity.kind,
                Kind::User(_)
                    | Kind::Service(_)
                    | Kind::Rule(..)
                    | Kind::Script(..)
                    | Kind::Send(..)
                    | Kind::Catch(_)
                    | Kind::Call(_)
                    | Kind::SubProcess(false)
                    | Kind::Pass
            );
            kind && activity.parent == node.parent
        });
        match activity {
            Some(activity) => activity.boundary.push(node.id.clone()),
            None => {
                let message =
                    format!("It is attached to `{to}`, which is no activity here: attach it to one.");
                self.error("bpmn.boundary", element, message);
            }
        }
        if let Kind::Boundary(boundary) = &node.kind
            && let (Trigger::Error(_), false) = (&boundary.trigger, boundary.interrupting)
        {
            self.error("bpmn.boundary", element, "An error always interrupts: set cancelActivity to true.");
        }
    }

    fn check_conditions(&mut self, node: &Node, element: &Element) {
        if node.outgoing.len() < 2 {
            return;
        }
        for id in &node.outgoing {
            let open = self.process.flows.get(id).is_some_and(|flow| flow.condition.is_none());
            let found = self
                .findings
                .iter()
                .any(|finding| &finding.element == id || finding.element == "conditionExpression");
            if open && !found && node.default.as_ref() != Some(id) {
                let message =
                    format!("The flow `{id}` has no condition: give it one, or make it the default.");
                self.error("bpmn.condition", element, message);
            }
        }
    }

    fn check_events(&mut self, node: &Node, element: &Element) {
        let targets = node.outgoing.iter().filter_map(|id| self.process.flows.get(id));
        let wrong = targets.filter(|flow| {
            let target = self.process.nodes.get(&flow.target);
            !target.is_some_and(|target| {
                matches!(target.kind, Kind::Catch(Trigger::Message(_) | Trigger::Timer(_)))
            })
        });
        let wrong: Vec<String> = wrong.map(|flow| flow.target.clone()).collect();
        for target in wrong {
            let message =
                format!("`{target}` behind this gateway waits for nothing: put a message or timer there.");
            self.error("bpmn.event-gateway", element, message);
        }
    }

    /// Starts of a process or sub-process.
    fn check_scope(&mut self, element: &Element, scope: Option<&str>) {
        let starts: Vec<(String, Option<Trigger>)> = self
            .process
            .within(scope)
            .filter_map(|node| match &node.kind {
                Kind::Start(trigger) => Some((node.id.clone(), trigger.clone())),
                _ => None,
            })
            .collect();
        let by_event = scope
            .and_then(|id| self.process.nodes.get(id))
            .is_some_and(|node| matches!(node.kind, Kind::SubProcess(true)));
        let bad = |kind: &dyn Fn(&Option<Trigger>) -> bool| starts.iter().any(|(_, trigger)| kind(trigger));
        let message = if starts.is_empty() {
            "It has no start event: add one."
        } else if by_event && (starts.len() != 1 || bad(&Option::is_none)) {
            "A sub-process that an event starts has one start event, with a message, a timer or an error."
        } else if !by_event && bad(&|trigger| matches!(trigger, Some(Trigger::Error(_)))) {
            "An error starts only a sub-process with triggeredByEvent=\"true\"."
        } else if scope.is_some() && !by_event && (starts.len() != 1 || bad(&Option::is_some)) {
            "A sub-process begins with one start event without a trigger."
        } else if bad(&|trigger| matches!(trigger, Some(Trigger::Timer(TimerKind::After(_))))) && !by_event {
            "A process starts at a date or in a cycle: a duration has no beginning."
        } else {
            return;
        };
        self.error("bpmn.start", element, message);
    }
}
