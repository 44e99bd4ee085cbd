//! Activities that are done several times.

use super::Reader;
use super::extension::Place;
use crate::model::{Each, Multi};
use crate::xml::Element;
use crate::{BPMN, KEEL};

impl Reader<'_> {
    pub(super) fn multi(&mut self, element: &Element) -> Option<Multi> {
        if element.child(BPMN, "standardLoopCharacteristics").is_some() {
            self.unsupported(element, "A standard loop", "draw the loop with an exclusive gateway");
            return None;
        }
        let multi = element.child(BPMN, "multiInstanceLoopCharacteristics")?;
        let given = multi.child(BPMN, "extensionElements").and_then(|all| all.child(KEEL, "each"));
        if let Some(given) = given {
            self.known(given, Place::Each);
        }
        if multi.attribute("behavior").is_some_and(|behavior| behavior != "All") {
            let message = "Events of each instance are not thrown: only behavior=\"All\" is executed.";
            self.error("bpmn.not-supported", element, message);
        }
        let said = |name: &str| given.and_then(|given| given.attribute(name)).map(str::to_owned);
        let items = said("in").and_then(|text| self.feel(element, &text)).map(Each::Items);
        let times =
            multi.child(BPMN, "loopCardinality").and_then(|times| self.formal(times)).map(Each::Times);
        let Some(each) = items.or(times) else {
            let message = "Say how often: <keel:each in=\"= list\" as=\"item\"/> in its extensionElements, or a \
                           loopCardinality.";
            self.error("bpmn.multi-instance", element, message);
            return None;
        };
        let item =
            multi.child(BPMN, "inputDataItem").and_then(|item| item.attribute("name")).map(str::to_owned);
        let collect = said("collect").and_then(|text| self.feel(element, &text));
        let into = said("into");
        if collect.is_some() != into.is_some() {
            self.error("bpmn.multi-instance", element, "`collect` and `into` of keel:each go together.");
        }
        Some(Multi {
            sequential: multi.attribute("isSequential") == Some("true"),
            each,
            name: said("as").or(item).unwrap_or_else(|| "item".to_owned()),
            completion: multi
                .child(BPMN, "completionCondition")
                .filter(|condition| !condition.text.trim().is_empty())
                .and_then(|condition| self.formal(condition)),
            collect,
            into,
        })
    }
}
