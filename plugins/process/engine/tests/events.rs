//! Messages, times, errors, sub-processes, calls and rounds.

mod story;

use process_engine::Happening;
use process_feel::Value;
use story::{Story, process, value};

const ENDS: &str = "<startEvent id='s'/><endEvent id='e'/>";
const HOUR: &str = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";

fn boundary(id: &str, on: &str, interrupting: bool, event: &str) -> String {
    format!(
        "<boundaryEvent id='{id}' attachedToRef='{on}' cancelActivity='{interrupting}'>{event}</boundaryEvent>"
    )
}

#[test]
fn a_time_on_the_border_ends_the_task_or_goes_beside_it() {
    for (interrupting, after_time, after_task) in [
        (true, "timer b closed\ntask u closed\ntask late", "nothing waits"),
        (false, "timer b closed\ntask late", "task u closed"),
    ] {
        let inside = format!(
            "{ENDS}<userTask id='u'/><userTask id='late'/>{}",
            boundary("b", "u", interrupting, HOUR)
        );
        let mut story = Story::of(process(&inside, "s>u u>e b>late late>e"));
        assert_eq!(story.start("{}"), "timer b in 1h\ntask u");
        assert_eq!(story.at("b", Happening::Due), after_time);
        if after_task != "nothing waits" {
            assert_eq!(story.done("u", "{}"), after_task);
        }
        assert_eq!(story.done("late", "{}"), "task late closed\nended Completed");
    }
    let inside = format!("{ENDS}<userTask id='u'/><endEvent id='e2'/>{}", boundary("b", "u", true, HOUR));
    let mut story = Story::of(process(&inside, "s>u u>e b>e2"));
    story.start("{}");
    assert_eq!(story.done("u", "{}"), "task u closed\ntimer b closed\nended Completed");
}

#[test]
fn a_cycle_comes_as_often_as_it_says() {
    let cycle = "<timerEventDefinition><timeCycle>R2/PT2H</timeCycle></timerEventDefinition>";
    let inside = format!(
        "{ENDS}<userTask id='u'/><task id='t'/><endEvent id='e2'/>{}",
        boundary("b", "u", false, cycle)
    );
    let mut story = Story::of(process(&inside, "s>u u>e b>t t>e2"));
    assert_eq!(story.start("{}"), "timer b in 2h\ntask u");
    assert_eq!(story.at("b", Happening::Due), "timer b closed\ntimer b in 2h");
    assert_eq!(story.at("b", Happening::Due), "timer b closed");
    assert!(story.state.subscriptions().is_empty());
}

#[test]
fn messages_are_sent_and_waited_for() {
    let inside = format!(
        "{ENDS}<sendTask id='send' messageRef='m'><extensionElements><keel:message correlation='= order'/><keel:input name='sum' value='= 12.50'/></extensionElements></sendTask>\
         <receiveTask id='r' messageRef='m'/><intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/><extensionElements><keel:message correlation='= order'/></extensionElements></intermediateCatchEvent>"
    );
    let mut story = Story::of(process(&inside, "s>send send>r r>c c>e"));
    assert_eq!(story.start("{order: \"17\"}"), "sends paid to 17 {sum: 12.5}\nr listens to paid for K-1");
    let come = |id| Happening::Message(id, value("{sum: 12.50}"));
    assert_eq!(story.at("r", come), "r listens no more\nc listens to paid for 17");
    assert_eq!(story.at("c", come), "c listens no more\nended Completed");
    assert_eq!(story.variable("sum"), "12.5");
    assert_eq!(story.happen(Happening::Message(2, Value::Null)), "The instance no longer waits for this.");
}

#[test]
fn the_first_event_behind_the_gateway_wins() {
    let inside = format!(
        "{ENDS}<eventBasedGateway id='g'/><intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>\
         <intermediateCatchEvent id='t'>{HOUR}</intermediateCatchEvent><userTask id='paid'/><userTask id='late'/>"
    );
    for (event, expected) in [
        ("c", "c listens no more\ntimer t closed\ntask paid"),
        ("t", "c listens no more\ntimer t closed\ntask late"),
    ] {
        let mut story = Story::of(process(&inside, "s>g g>c g>t c>paid t>late paid>e late>e"));
        assert_eq!(story.start("{}"), "c listens to paid for K-1\ntimer t in 1h");
        let told = story.at(event, |id| {
            if event == "c" { Happening::Message(id, Value::Null) } else { Happening::Due(id) }
        });
        assert_eq!(told, expected);
    }
}

#[test]
fn errors_are_caught_on_the_border_by_their_code() {
    let call = "<serviceTask id='v'><extensionElements><keel:call action='sales.ship'/></extensionElements></serviceTask><userTask id='mend'/>";
    let code = "<errorEventDefinition errorRef='err'/>";
    for (event, refused, expected) in [
        (code, "no-stock", "task mend"),
        (code, "other", "incident v other: 3 are missing."),
        ("<errorEventDefinition/>", "other", "task mend"),
    ] {
        let inside = format!("{ENDS}{call}{}", boundary("b", "v", true, event));
        let mut story = Story::of(process(&inside, "s>v v>e b>mend mend>e"));
        story.start("{}");
        let told = story.at("v", |token| Happening::Refused(token, refused.into(), "3 are missing.".into()));
        assert_eq!(told, expected);
        if expected == "task mend" {
            assert_eq!(
                story.variable("error"),
                format!("{{code: \"{refused}\", message: \"3 are missing.\"}}")
            );
        }
    }
}

#[test]
fn a_sub_process_ends_with_its_last_token_or_with_an_error() {
    let sub = "<subProcess id='p1'><startEvent id='ps'/><parallelGateway id='pf'/><userTask id='a'/><userTask id='b'/><endEvent id='pe'/>\
        <endEvent id='px'><errorEventDefinition errorRef='err'/></endEvent>\
        <sequenceFlow id='1' sourceRef='ps' targetRef='pf'/><sequenceFlow id='2' sourceRef='pf' targetRef='a'/><sequenceFlow id='3' sourceRef='pf' targetRef='b'/>\
        <sequenceFlow id='4' sourceRef='a' targetRef='pe'/><sequenceFlow id='5' sourceRef='b' targetRef='px'><conditionExpression>bad</conditionExpression></sequenceFlow>\
        <sequenceFlow id='6' sourceRef='b' targetRef='pe'><conditionExpression>not(bad)</conditionExpression></sequenceFlow></subProcess>";
    let inside = format!(
        "{ENDS}{sub}<userTask id='mend'/>{}",
        boundary("x", "p1", true, "<errorEventDefinition errorRef='err'/>")
    );
    let mut story = Story::of(process(&inside, "s>p1 p1>e x>mend mend>e"));
    assert_eq!(story.start("{}"), "task a\ntask b");
    assert_eq!(story.done("b", "{bad: true}"), "task b closed\ntask a closed\ntask mend");
    let mut story = Story::of(process(&inside, "s>p1 p1>e x>mend mend>e"));
    story.start("{}");
    story.done("a", "{note: \"x\"}");
    assert_eq!(story.done("b", "{bad: false}"), "task b closed\nended Completed");
    assert_eq!((story.variable("note"), story.variable("bad")), ("\"x\"".into(), "false".into()));
    let open = format!("{ENDS}{}", sub);
    let mut story = Story::of(process(&open, "s>p1 p1>e"));
    story.start("{}");
    assert_eq!(story.done("b", "{bad: true}"), "task b closed\ntask a closed\nended Failed(\"no-stock\")");
}

#[test]
fn an_event_sub_process_interrupts_or_goes_beside() {
    let event = |start: &str| {
        format!(
            "<subProcess id='ev' triggeredByEvent='true'>{start}<userTask id='h'/><endEvent id='he'/>\
                 <sequenceFlow id='e1' sourceRef='es' targetRef='h'/><sequenceFlow id='e2' sourceRef='h' targetRef='he'/></subProcess>"
        )
    };
    let message = |interrupting: bool| {
        event(&format!(
            "<startEvent id='es' isInterrupting='{interrupting}'><messageEventDefinition messageRef='m'/></startEvent>"
        ))
    };
    let come = |id| Happening::Message(id, value("{n: 1}"));
    let mut story = Story::of(process(&format!("{ENDS}<userTask id='u'/>{}", message(true)), "s>u u>e"));
    assert_eq!(story.start("{}"), "es listens to paid for K-1\ntask u");
    assert_eq!(story.at("es", come), "task u closed\nes listens no more\ntask h");
    assert_eq!(story.done("h", "{}"), "task h closed\nended Completed");

    let mut story = Story::of(process(&format!("{ENDS}<userTask id='u'/>{}", message(false)), "s>u u>e"));
    story.start("{}");
    assert_eq!(story.at("es", come), "task h");
    assert_eq!(story.at("es", come), "task h");
    assert_eq!(story.done("u", "{}"), "task u closed");
    story.done("h", "{}");
    assert_eq!(story.done("h", "{}"), "task h closed\nes listens no more\nended Completed");

    let error = event("<startEvent id='es'><errorEventDefinition errorRef='err'/></startEvent>");
    let call = "<serviceTask id='v'><extensionElements><keel:call action='sales.ship'/></extensionElements></serviceTask>";
    let mut story = Story::of(process(&format!("{ENDS}{call}{error}"), "s>v v>e"));
    story.start("{}");
    assert_eq!(story.at("v", |token| Happening::Refused(token, "no-stock".into(), String::new())), "task h");
}

#[test]
fn another_process_is_called_with_its_inputs_and_outputs() {
    let inside = format!(
        "{ENDS}<callActivity id='c' calledElement='other'><extensionElements><keel:input name='n' value='= amount * 2'/><keel:output to='number' value='= result.no'/></extensionElements></callActivity><userTask id='mend'/>{}",
        boundary("b", "c", true, "<errorEventDefinition errorRef='err'/>")
    );
    let mut story = Story::of(process(&inside, "s>c c>e b>mend mend>e"));
    assert_eq!(story.start("{amount: 1.5}"), "c starts other {n: 3}");
    let done = story.at("c", |token| Happening::ChildDone(token, value("{no: 7, secret: 1}")));
    assert_eq!(
        (done.as_str(), story.variable("number"), story.variable("secret")),
        ("ended Completed", "7".into(), String::new())
    );
    let mut story = Story::of(process(&inside, "s>c c>e b>mend mend>e"));
    story.start("{amount: 1}");
    assert_eq!(story.at("c", |token| Happening::ChildFailed(token, "no-stock".into())), "task mend");
    let mut story = Story::of(process(&inside, "s>c c>e b>mend mend>e"));
    story.start("{amount: 1}");
    assert_eq!(story.happen(Happening::Cancel), "c gives its process up\nended Cancelled");
}

#[test]
fn two_of_three_approvals_are_enough() {
    let rounds = |sequential: bool| {
        format!(
            "{ENDS}<userTask id='u' keel:assignee='= who'><multiInstanceLoopCharacteristics isSequential='{sequential}'><extensionElements>\
             <keel:each in='= approvers' as='who' collect='= approved' into='approvals'/></extensionElements>\
             <completionCondition>count(approvals[item]) &gt;= 2</completionCondition></multiInstanceLoopCharacteristics></userTask>"
        )
    };
    let approvers = "{approvers: [\"ada\", \"bob\", \"eve\"], approved: \"untouched\"}";
    let mut story = Story::of(process(&rounds(false), "s>u u>e"));
    assert_eq!(
        story.start(approvers),
        "task u for=ada item=ada\ntask u for=bob item=bob\ntask u for=eve item=eve"
    );
    assert_eq!(story.done("u", "{approved: true}"), "task u closed");
    assert_eq!(story.done("u", "{approved: true}"), "task u closed\ntask u closed\nended Completed");
    assert_eq!(
        (story.variable("approvals"), story.variable("approved")),
        ("[true, true]".into(), "\"untouched\"".into())
    );

    let mut story = Story::of(process(&rounds(true), "s>u u>e"));
    assert_eq!(story.start(approvers), "task u for=ada item=ada");
    assert_eq!(story.done("u", "{approved: true}"), "task u closed\ntask u for=bob item=bob");
    assert_eq!(story.done("u", "{approved: false}"), "task u closed\ntask u for=eve item=eve");
    assert_eq!(story.done("u", "{approved: true}"), "task u closed\nended Completed");
    assert_eq!(story.variable("approvals"), "[true, false, true]");
}

#[test]
fn rounds_end_when_all_are_done_or_enough_are() {
    let rounds = "<userTask id='u'><multiInstanceLoopCharacteristics isSequential='MODE'><extensionElements>\
         <keel:each in='= [1, 2, 3]' as='n' collect='= approved' into='approvals'/></extensionElements>\
         <completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition></multiInstanceLoopCharacteristics></userTask>";
    for (mode, answers, expected) in
        [("false", ["true", "false"], "[true, false]"), ("true", ["true", "false"], "[true, false]")]
    {
        let mut story = Story::of(process(&format!("{ENDS}{}", rounds.replace("MODE", mode)), "s>u u>e"));
        story.start("{}");
        let mut told = String::new();
        for answer in answers {
            let waiting =
                story.state.tokens().iter().find(|token| matches!(token.wait, process_engine::Wait::Task));
            let token = waiting.expect("a round waits").id;
            told = story.happen(Happening::TaskDone(token, value(&format!("{{approved: {answer}}}"))));
        }
        assert!(told.ends_with("ended Completed"), "{mode}: {told}");
        assert_eq!(
            (story.variable("approvals"), story.variable("approved")),
            (expected.into(), String::new()),
            "{mode}"
        );
    }
    let times = format!(
        "{ENDS}<userTask id='u'><multiInstanceLoopCharacteristics><loopCardinality>TIMES</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    );
    for (count, expected) in [
        ("0", "ended Completed"),
        ("2", "task u item=1\ntask u item=2"),
        ("2.5", "incident u process.rounds"),
    ] {
        let mut story = Story::of(process(&times.replace("TIMES", count), "s>u u>e"));
        assert!(story.start("{}").starts_with(expected), "{count}");
    }
}

#[test]
fn an_event_on_the_border_ends_all_rounds() {
    let inside = format!(
        "{ENDS}<userTask id='u'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask><userTask id='late'/>{}",
        boundary("b", "u", true, HOUR)
    );
    let mut story = Story::of(process(&inside, "s>u u>e b>late late>e"));
    assert_eq!(story.start("{}"), "timer b in 1h\ntask u item=1\ntask u item=2");
    assert_eq!(story.at("b", Happening::Due), "timer b closed\ntask u closed\ntask u closed\ntask late");
}
