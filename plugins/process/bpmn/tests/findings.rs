//! Each element that is not executed is found, with its id, its line and what to do; nothing passes in silence.

use process_bpmn::{BPMN, Diagram, KEEL, Severity};

const AROUND: &str =
    "<startEvent id='s'/><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='e'/>";

fn findings(inside: &str, around: &str) -> Vec<String> {
    let text = format!(
        "<definitions xmlns='{BPMN}' xmlns:keel='{KEEL}' xmlns:x='urn:x'><message id='m' name='paid'/>\
         <error id='err' errorCode='no-stock'/>\n<process id='p' isExecutable='true'>{around}\n{inside}</process></definitions>"
    );
    let (_, findings) = Diagram::read(&text).expect("a diagram").processes();
    let shown = |one: &process_bpmn::Finding| {
        format!("{} {} {} {}", one.severity.name(), one.code, one.element, one.line)
    };
    assert!(
        findings.iter().all(|one| one.message.len() > 20 && one.message.ends_with(['.', ')'])
            || one.code == "bpmn.not-supported")
    );
    findings.iter().map(shown).collect()
}

fn between(node: &str) -> String {
    format!(
        "<startEvent id='s'/>{node}<endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='n'/><sequenceFlow id='g' sourceRef='n' targetRef='e'/>"
    )
}

#[test]
fn nodes_that_are_not_executed() {
    for node in [
        "<inclusiveGateway id='n'/>",
        "<complexGateway id='n'/>",
        "<transaction id='n'/>",
        "<adHocSubProcess id='n'/>",
        "<userTask id='n' isForCompensation='true'/>",
        "<userTask id='n' completionQuantity='2'/>",
        "<userTask id='n'><standardLoopCharacteristics/></userTask>",
        "<intermediateCatchEvent id='n'><signalEventDefinition/></intermediateCatchEvent>",
        "<intermediateCatchEvent id='n'><conditionalEventDefinition/></intermediateCatchEvent>",
        "<intermediateCatchEvent id='n'><linkEventDefinition/></intermediateCatchEvent>",
        "<intermediateCatchEvent id='n'/>",
        "<intermediateCatchEvent id='n'><messageEventDefinition messageRef='m'/><timerEventDefinition/></intermediateCatchEvent>",
        "<intermediateThrowEvent id='n'><escalationEventDefinition/></intermediateThrowEvent>",
        "<intermediateThrowEvent id='n'><compensateEventDefinition/></intermediateThrowEvent>",
        "<receiveTask id='n' messageRef='m' instantiate='true'/>",
        "<eventBasedGateway id='n' instantiate='true'/>",
        "<scriptTask id='n' scriptFormat='javascript'><script>1</script></scriptTask>",
        "<serviceTask id='n' implementation='##WebService'/>",
        "<fancyTask id='n'/>",
    ] {
        let found = findings(&between(node), "");
        let expected = ["error bpmn.not-supported n 3", "error bpmn.action n 3"];
        assert!(found.iter().any(|one| expected.contains(&one.as_str())), "{node}: {found:?}");
    }
}

#[test]
fn mistakes_are_found_where_they_are() {
    for (inside, expected) in [
        ("<sequenceFlow id='g' sourceRef='s' targetRef='nowhere'/>", "error bpmn.flow g 3"),
        ("<userTask id='u'/>", "note bpmn.unreachable u 3"),
        ("<dataObject id='d'/>", "note bpmn.kept d 3"),
        ("<userTask id='s'/>", "error bpmn.id s 3"),
        (
            "<boundaryEvent id='b' attachedToRef='e'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>",
            "error bpmn.boundary b 3",
        ),
        ("<callActivity id='c'/>", "error bpmn.called c 3"),
        ("<businessRuleTask id='c'/>", "error bpmn.rule c 3"),
        ("<sendTask id='c'/>", "error bpmn.message c 3"),
        ("<userTask id='c' keel:rol='x'/>", "error bpmn.extension c 3"),
        (
            "<userTask id='c'><extensionElements><keel:feild name='x'/></extensionElements></userTask>",
            "error bpmn.extension c 3",
        ),
        (
            "<userTask id='c'><extensionElements><keel:field nam='x'/></extensionElements></userTask>",
            "error bpmn.extension field 3",
        ),
        (
            "<userTask id='c'><extensionElements><keel:field name='x' kind='money'/></extensionElements></userTask>",
            "error bpmn.extension field 3",
        ),
        ("<userTask id='c'><extensionElements><x:any/></extensionElements></userTask>", "note bpmn.kept c 3"),
        ("<userTask id='c' keel:due='soon'/>", "error bpmn.expression c 3"),
        ("<userTask id='c'><multiInstanceLoopCharacteristics/></userTask>", "error bpmn.multi-instance c 3"),
        ("<subProcess id='c'/>", "error bpmn.start c 3"),
        (
            "<subProcess id='c' triggeredByEvent='true'><startEvent id='cs'/></subProcess>",
            "error bpmn.start c 3",
        ),
        ("<task id='c'/>", "note bpmn.passed c 3"),
        ("<userTask id='c' default='f'/>", "error bpmn.flow c 3"),
        (
            "<intermediateCatchEvent id='c'><timerEventDefinition/></intermediateCatchEvent>",
            "error bpmn.timer c 3",
        ),
        (
            "<intermediateCatchEvent id='c'><timerEventDefinition><timeCycle>0 3 * * *</timeCycle></timerEventDefinition></intermediateCatchEvent>",
            "error bpmn.timer c 3",
        ),
        (
            "<exclusiveGateway id='g1'/><userTask id='u'/><sequenceFlow id='x1' sourceRef='g1' targetRef='u'/><sequenceFlow id='x2' sourceRef='g1' targetRef='e'><conditionExpression>a &lt;</conditionExpression></sequenceFlow>",
            "error bpmn.expression conditionExpression 3",
        ),
        (
            "<exclusiveGateway id='g1'/><userTask id='u'/><sequenceFlow id='x1' sourceRef='g1' targetRef='u'/><sequenceFlow id='x2' sourceRef='g1' targetRef='e'/>",
            "error bpmn.condition g1 3",
        ),
        (
            "<exclusiveGateway id='g1'/><sequenceFlow id='x1' sourceRef='g1' targetRef='e'><conditionExpression language='http://www.w3.org/1999/XPath'>a</conditionExpression></sequenceFlow>",
            "error bpmn.language conditionExpression 3",
        ),
        (
            "<eventBasedGateway id='g1'/><userTask id='u'/><sequenceFlow id='x1' sourceRef='g1' targetRef='u'/>",
            "error bpmn.event-gateway g1 3",
        ),
    ] {
        let found = findings(inside, AROUND);
        assert!(found.iter().any(|one| one == expected), "{inside}: {found:?}");
    }
    assert_eq!(findings("", AROUND), Vec::<String>::new());
    assert_eq!(findings("", ""), ["error bpmn.start p 2"]);
}

#[test]
fn decision_tables_are_read_or_refused() {
    let table = |attributes: &str, entry: &str| {
        between(&format!(
            "<businessRuleTask id='n'><extensionElements><keel:decision result='r'><decisionTable xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' {attributes}>\
             <input label='Age'><inputExpression><text>age</text></inputExpression></input><output name='rate'/>\
             <rule><inputEntry><text>{entry}</text></inputEntry><outputEntry><text>0.25</text></outputEntry></rule></decisionTable></keel:decision></extensionElements></businessRuleTask>"
        ))
    };
    for (attributes, entry, expected) in [
        ("", "&gt;= 18", ""),
        ("hitPolicy='COLLECT' aggregation='SUM'", "-", ""),
        ("hitPolicy='PRIORITY'", "-", "error bpmn.not-supported n 3"),
        ("", "&gt;= ", "error bpmn.table n 3"),
    ] {
        assert_eq!(findings(&table(attributes, entry), "").join("\n"), expected, "{attributes} {entry}");
    }
}

#[test]
fn severities_have_names_and_an_order() {
    assert!(Severity::Error < Severity::Note);
    assert_eq!((Severity::Error.name(), Severity::Note.name()), ("error", "note"));
    assert_eq!(
        Diagram::read("<a/>").unwrap_err().to_string(),
        "the file is no BPMN 2.0: its first element is not `definitions` of that namespace"
    );
}
