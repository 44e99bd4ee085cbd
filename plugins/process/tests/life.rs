//! Definitions, incidents, children, messages, migration, many timers: each with what is kept of it.

mod story;

use keel_sdk::prelude::*;
use process::{Definition, Incident, Instance, Timer, UserTask};
use story::{SAMPLE, complete, deploy, diagram, host, open, start, state, task};

const ENDS: &str = "<startEvent id='s'/><endEvent id='e'/>";

#[test]
fn a_diagram_is_kept_in_versions_and_given_back_as_it_came() {
    let host = host();
    let first: Id = deploy(&host, SAMPLE).get("definition").unwrap();
    let second: Id = deploy(&host, SAMPLE).get("definition").unwrap();
    let shown = |id: Id| {
        let kept = host.record(Definition::TYPE, id).unwrap();
        (kept.get::<i64>("revision").unwrap(), kept.get::<String>("state").unwrap())
    };
    assert_eq!((shown(first), shown(second)), ((1, "retired".into()), (2, "active".into())));
    let export = host.action("export", Some(first), Body::new()).unwrap();
    assert_eq!(export.get::<String>("xml").as_deref(), Some(SAMPLE));
    assert_eq!(export.get::<String>("file_name").as_deref(), Some("order-fulfilment-1.bpmn"));
    let panel = host.page("definition-panel", &[], Some((Definition::TYPE, second))).unwrap();
    assert!(panel.contains("\"node\":\"diagram\"") && panel.contains("no-findings"), "{panel}");
}

#[test]
fn what_cannot_run_is_a_draft_with_findings_and_starts_nothing() {
    let host = host();
    let bad = diagram(&format!("{ENDS}<inclusiveGateway id='x'/>"), "s>x x>e");
    let only =
        host.action("deploy", None, Body::new().with("xml", bad.as_str()).with("check_only", true)).unwrap();
    assert_eq!((only.get::<i64>("errors"), host.records(Definition::TYPE).len()), (Some(1), 0));
    let deployed = deploy(&host, &bad);
    let findings: String = deployed.get("findings").unwrap();
    assert!(findings.contains("bpmn.not-supported") && findings.contains("\"element\":\"x\""), "{findings}");
    assert_eq!(host.records(Definition::TYPE)[0].get::<String>("state").as_deref(), Some("draft"));
    assert_eq!(start(&host, "p", "{}").unwrap_err().code, "process.not-found");
    let no_xml = host.action("deploy", None, Body::new().with("xml", "<a>\n<b></a>")).unwrap_err();
    assert_eq!((no_xml.code.as_str(), no_xml.pointer.as_deref()), ("process.xml", Some("/input/xml")));
}

#[test]
fn unattended_faults_become_incidents_that_are_tried_again() {
    let host = host();
    let later = "<serviceTask id='v' name='Note'><extensionElements><keel:call action='sales.note' later='true'><keel:input name='sum' value='= 0.1 + 0.2'/></keel:call></extensionElements></serviceTask>";
    deploy(&host, &diagram(&format!("{ENDS}{later}"), "s>v v>e"));
    let instance = start(&host, "p", "{}").unwrap();
    host.action_answers("sales.note", Err(Fault::unavailable("sales.away", "Sales is away.")));
    host.clock("2026-01-31T10:00:01Z");
    assert_eq!(host.run_due().unwrap(), 1);
    let incident = &host.records(Incident::TYPE)[0];
    assert_eq!(
        (incident.get::<String>("code").as_deref(), incident.get::<String>("state").as_deref()),
        (Some("sales.away"), Some("open"))
    );
    assert_eq!(host.record(Instance::TYPE, instance).unwrap().get::<i64>("incidents"), Some(1));
    assert!(host.page("stuck", &[], None).unwrap().contains("Sales is away."));
    // Whoever tries again is told, and the incident stays.
    host.action_answers("sales.note", Err(Fault::unavailable("sales.away", "Still away.")));
    let again = host.action("retry-incident", Some(incident.id()), Body::new()).unwrap_err();
    assert_eq!(again.message, "Still away.");
    assert_eq!(host.records(Incident::TYPE)[0].get::<String>("state").as_deref(), Some("open"));
    host.action_answers("sales.note", Ok(Body::new()));
    let mended = host.action("retry-incident", Some(incident.id()), Body::new()).unwrap();
    assert_eq!(mended.get::<String>("state").as_deref(), Some("completed"));
    assert_eq!(host.records(Incident::TYPE)[0].get::<String>("state").as_deref(), Some("resolved"));
    let input = host.called().pop().unwrap().2;
    assert_eq!(input.get::<Decimal>("sum"), Some(Decimal::new(3, 1)), "0.1 + 0.2 is exact");
}

#[test]
fn an_error_on_the_border_goes_another_way_and_the_rest_commits() {
    let host = host();
    let inside = format!(
        "{ENDS}<userTask id='u' name='Go'/><serviceTask id='v'><extensionElements><keel:call action='sales.ship' target='= subject'/></extensionElements></serviceTask>\
         <boundaryEvent id='b' attachedToRef='v'><errorEventDefinition errorRef='err'/></boundaryEvent><userTask id='m' name='Mend'/>"
    );
    deploy(&host, &diagram(&inside, "s>u u>v v>e b>m m>e"));
    start(&host, "p", "{}").unwrap();
    host.action_answers("sales.ship", Err(Fault::refused("sales.short", "Short.")));
    complete(&host, "Go", "").unwrap();
    assert_eq!(open(&host), ["Mend"]);
    assert!(host.records(Incident::TYPE).is_empty());
}

#[test]
fn a_called_process_answers_and_goes_with_its_caller() {
    let host = host();
    let inner = diagram("<startEvent id='s'/><userTask id='u' name='Inner'/><endEvent id='e'/>", "s>u u>e")
        .replace("id='p'", "id='inner'");
    deploy(&host, &inner);
    let outer = format!("{ENDS}<callActivity id='c' calledElement='inner'/><userTask id='a' name='After'/>");
    deploy(&host, &diagram(&outer, "s>c c>a a>e"));
    let instance = start(&host, "p", "{\"n\": 1}").unwrap();
    assert_eq!((open(&host), host.records(Instance::TYPE).len()), (vec!["Inner".to_owned()], 2));
    complete(&host, "Inner", "").unwrap();
    assert_eq!((open(&host), state(&host, instance)), (vec!["After".to_owned()], "running".to_owned()));
    complete(&host, "After", "").unwrap();
    assert_eq!(state(&host, instance), "completed");

    let second = start(&host, "p", "{}").unwrap();
    host.action("cancel-instance", Some(second), Body::new().with("reason", "Not wanted")).unwrap();
    let states: Vec<String> =
        host.records(Instance::TYPE).iter().filter_map(|one| one.get("state")).collect();
    assert_eq!(states, ["completed", "completed", "cancelled", "cancelled"]);
    assert!(open(&host).is_empty());
    let again =
        host.action("cancel-instance", Some(second), Body::new().with("reason", "Again")).unwrap_err();
    assert_eq!(again.code, "process.not-running");

    let itself = diagram(&format!("{ENDS}<callActivity id='c' calledElement='p'/>"), "s>c c>e");
    deploy(&host, &itself);
    assert_eq!(start(&host, "p", "{}").unwrap_err().code, "process.too-many-calls");
}

#[test]
fn messages_start_processes_and_go_between_them() {
    let host = host();
    let waits = format!("{ENDS}<receiveTask id='r' messageRef='m'/><userTask id='u' name='Was paid'/>");
    deploy(&host, &diagram(&waits, "s>r r>u u>e"));
    let sends = "<startEvent id='s'><messageEventDefinition messageRef='o'/></startEvent><sendTask id='send' messageRef='m'><extensionElements><keel:input name='sum' value='= sum'/></extensionElements></sendTask><endEvent id='e'/>";
    let sends = diagram(sends, "s>send send>e")
        .replace("id='p'", "id='sender'")
        .replace("<error ", "<message id='o' name='ordered'/><error ");
    deploy(&host, &sends);
    start(&host, "p", "{}").unwrap();
    let message = Body::new()
        .with("name", "ordered")
        .with("correlation", "SO-1")
        .with("variables", Value::Json("{\"sum\": 12.50}".into()));
    let answer = host.action("send-message", None, message).unwrap();
    assert_eq!((answer.get::<i64>("received"), open(&host)), (Some(1), vec!["Was paid".to_owned()]));
    let waiting = &host.records(Instance::TYPE)[0];
    assert!(waiting.get::<String>("data").unwrap().contains("\"sum\":{\"number\":\"12.50\"}"));
}

#[test]
fn an_instance_moves_to_a_new_version_after_a_dry_run() {
    let host = host();
    let version = |id: &str, name: &str| {
        diagram(&format!("{ENDS}<userTask id='{id}' name='{name}'/>"), &format!("s>{id} {id}>e"))
    };
    deploy(&host, &version("u", "Old"));
    let instance = start(&host, "p", "{}").unwrap();
    let new: Id = deploy(&host, &version("v", "New")).get("definition").unwrap();
    let migrate = |body: Body| host.action("migrate-instance", Some(instance), body.with("to", new));
    let dry = migrate(Body::new()).unwrap();
    assert_eq!((dry.get::<bool>("possible"), open(&host)), (Some(false), vec!["Old".to_owned()]));
    assert_eq!(migrate(Body::new().with("dry_run", false)).unwrap_err().code, "process.cannot-migrate");
    let places = || Body::new().with("places", Value::Json("{\"u\": \"v\"}".into()));
    assert_eq!(migrate(places()).unwrap().get::<bool>("possible"), Some(true));
    assert_eq!(open(&host), ["Old"], "a dry run changes nothing");
    migrate(places().with("dry_run", false)).unwrap();
    assert_eq!(open(&host), ["New"]);
    complete(&host, "New", "").unwrap();
    assert_eq!(state(&host, instance), "completed");
}

#[test]
fn tasks_are_taken_and_given_away() {
    let host = host();
    deploy(&host, &diagram(&format!("{ENDS}<userTask id='u' name='Work'/>"), "s>u u>e"));
    start(&host, "p", "{}").unwrap();
    let work = task(&host, "Work");
    host.action("claim-task", Some(work), Body::new()).unwrap();
    assert_eq!(host.action("claim-task", Some(work), Body::new()).unwrap_err().code, "process.already-yours");
    assert!(host.page("my-work", &[], None).unwrap().contains("my-tasks"));
    let other = host.given("user", Body::new().with("login", "bob").with("name", "Bob"));
    host.action("delegate-task", Some(work), Body::new().with("to", other)).unwrap();
    let refused = complete(&host, "Work", "").unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("process.not-yours", "This task is Bob's: ask them to delegate it.")
    );
    let assigned = diagram(&format!("{ENDS}<userTask id='u' name='Bobs' keel:assignee='bob'/>"), "s>u u>e");
    deploy(&host, &assigned);
    start(&host, "p", "{}").unwrap();
    let bobs = host.record(UserTask::TYPE, task(&host, "Bobs")).unwrap();
    assert_eq!(bobs.get::<Id>("assignee"), Some(other));
    deploy(&host, &assigned.replace("'bob'", "'nobody'"));
    assert_eq!(start(&host, "p", "{}").unwrap_err().code, "process.nobody");
}

#[test]
fn times_due_at_once_are_fired_in_batches_and_once_each() {
    let host = host();
    let timer = "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id='u' name='Late'/>";
    deploy(&host, &diagram(&format!("{ENDS}{timer}"), "s>t t>u u>e"));
    for _ in 0..401 {
        start(&host, "p", "{}").unwrap();
    }
    assert_eq!((host.waiting().len(), host.records(Timer::TYPE).len()), (1, 401), "one run waits for all");
    for (second, left) in [(0, 101), (1, 0), (2, 0)] {
        host.clock(&format!("2026-01-31T11:00:0{second}Z"));
        host.run_due().unwrap();
        assert_eq!(host.records(Timer::TYPE).len(), left, "a batch of three hundred a run");
    }
    assert_eq!((open(&host).len(), host.records(Timer::TYPE).len(), host.waiting().len()), (401, 0, 0));
}

#[test]
fn a_process_starts_at_its_times() {
    let host = host();
    let cycle = "<startEvent id='s'><timerEventDefinition><timeCycle>R2/P1D</timeCycle></timerEventDefinition></startEvent><userTask id='u' name='Daily'/><endEvent id='e'/>";
    deploy(&host, &diagram(cycle, "s>u u>e"));
    for (now, expected) in
        [("2026-02-01T10:00:00Z", 1), ("2026-02-02T10:00:00Z", 2), ("2026-02-03T10:00:00Z", 2)]
    {
        host.clock(now);
        host.run_due().unwrap();
        assert_eq!(open(&host).len(), expected, "{now}");
    }
    deploy(&host, &diagram(cycle, "s>u u>e"));
    deploy(&host, &diagram(cycle, "s>u u>e"));
    assert_eq!(host.records(Timer::TYPE).len(), 1, "only the active version starts");
}
