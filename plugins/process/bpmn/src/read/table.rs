//! Decision tables of DMN 1.1 to 1.5, as other tools export them.

use super::Reader;
use crate::model::{Expression, HitPolicy, InputClause, Rule, Table};
use crate::xml::Element;

/// A child by name, of whatever version of DMN.
fn inner<'e>(element: &'e Element, name: &str) -> Option<&'e Element> {
    element.children.iter().find(|child| child.name == name)
}

fn text_of(element: &Element) -> &str {
    inner(element, "text").map_or(element.text.trim(), |text| text.text.trim())
}

impl Reader<'_> {
    pub(super) fn table(&mut self, task: &Element, element: &Element) -> Option<Table> {
        if element.name != "decisionTable" {
            let message = format!("A decision by `{}` is not executed: write a decisionTable.", element.name);
            self.error("bpmn.not-supported", task, message);
            return None;
        }
        let policy = self.policy(task, element)?;
        let all = |name: &'static str| element.children.iter().filter(move |child| child.name == name);
        let mut inputs = Vec::new();
        for input in all("input") {
            let expression = inner(input, "inputExpression").map_or("", text_of).to_owned();
            let expression = self.feel(task, &expression)?;
            let label = input.attribute("label").unwrap_or(&expression.text).to_owned();
            inputs.push(InputClause { label, expression });
        }
        let mut outputs = Vec::new();
        for output in all("output") {
            let default = inner(output, "defaultOutputEntry").map(|entry| text_of(entry).to_owned());
            let default = default.and_then(|text| self.feel(task, &text));
            outputs.push((output.attribute("name").unwrap_or_default().to_owned(), default));
        }
        let mut rules = Vec::new();
        for rule in all("rule") {
            let entries = |name: &'static str| rule.children.iter().filter(move |child| child.name == name);
            let mut tests = Vec::new();
            for entry in entries("inputEntry") {
                tests.push(self.cell(task, text_of(entry))?);
            }
            let mut values = Vec::new();
            for entry in entries("outputEntry") {
                values.push(self.feel(task, text_of(entry))?);
            }
            if (tests.len(), values.len()) != (inputs.len(), outputs.len()) {
                self.error("bpmn.table", rule, "The rule does not have a cell for each input and output.");
                return None;
            }
            rules.push(Rule { tests, values });
        }
        let several = outputs.len() > 1;
        if outputs.is_empty() || several && outputs.iter().any(|(name, _)| name.is_empty()) {
            self.error("bpmn.table", task, "Each output of the decision table needs a name.");
            return None;
        }
        if several && matches!(policy, HitPolicy::Sum | HitPolicy::Min | HitPolicy::Max | HitPolicy::Count) {
            self.error("bpmn.table", task, "A table that adds up has one output.");
            return None;
        }
        Some(Table { policy, inputs, outputs, rules })
    }

    fn cell(&mut self, task: &Element, text: &str) -> Option<Expression> {
        let text = if text.is_empty() { "-" } else { text };
        match process_feel::parse_tests(text) {
            Ok(expr) => Some(Expression { text: text.to_owned(), expr: expr.into() }),
            Err(error) => {
                let message = format!("The cell `{text}` is no unary test of FEEL: {error}.");
                self.error("bpmn.table", task, message);
                None
            }
        }
    }

    fn policy(&mut self, task: &Element, element: &Element) -> Option<HitPolicy> {
        let aggregation = element.attribute("aggregation");
        let policy = match (element.attribute("hitPolicy").unwrap_or("UNIQUE"), aggregation) {
            ("UNIQUE", _) => HitPolicy::Unique,
            ("FIRST", _) => HitPolicy::First,
            ("ANY", _) => HitPolicy::Any,
            ("COLLECT" | "RULE ORDER", None) => HitPolicy::Collect,
            ("COLLECT", Some("SUM")) => HitPolicy::Sum,
            ("COLLECT", Some("MIN")) => HitPolicy::Min,
            ("COLLECT", Some("MAX")) => HitPolicy::Max,
            ("COLLECT", Some("COUNT")) => HitPolicy::Count,
            (other, _) => {
                let message =
                    format!("The hit policy {other} is not executed: use UNIQUE, FIRST, ANY or COLLECT.");
                self.error("bpmn.not-supported", task, message);
                return None;
            }
        };
        Some(policy)
    }
}
