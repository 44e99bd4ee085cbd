//! A host in memory with the sample deployed, and what tests do with it.

use keel_sdk::prelude::*;
use keel_sdk::testing::Host;
use process::{Instance, Plugin, UserTask};

pub const SAMPLE: &str = include_str!("../../samples/order-fulfilment.bpmn");
pub const ORDER: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0017;

/// The host of a company on the last day of January.
pub fn host() -> Host {
    let host = Host::of::<Plugin>();
    host.clock("2026-01-31T10:00:00Z");
    host
}

pub fn deploy(host: &Host, xml: &str) -> Body {
    host.action("deploy", None, Body::new().with("xml", xml)).expect("it is deployed")
}

/// A process of these elements; flows are written `a>b`.
pub fn diagram(inside: &str, flows: &str) -> String {
    let mut text = format!(
        "<definitions xmlns='{}' xmlns:keel='{}'><message id='m' name='paid'/><error id='err' errorCode='sales.short'/>\
         <process id='p' name='P' isExecutable='true'>{inside}",
        process_bpmn::BPMN,
        process_bpmn::KEEL
    );
    for flow in flows.split_whitespace() {
        let (from, to) = flow.split_once('>').expect("a flow is written a>b");
        text += &format!("<sequenceFlow id='{from}_{to}' sourceRef='{from}' targetRef='{to}'/>");
    }
    text + "</process></definitions>"
}

pub fn start(host: &Host, key: &str, variables: &str) -> Result<Id> {
    let input = Body::new()
        .with("key", key)
        .with("business_key", "SO-1")
        .with("subject_type", "sales.order")
        .with("subject", Id::from_u128(ORDER).to_string())
        .with("variables", Value::Json(variables.to_owned()));
    host.action("start", None, input).map(|answer| answer.get("instance").expect("an instance"))
}

/// Names of the open tasks.
pub fn open(host: &Host) -> Vec<String> {
    let tasks = host.records(UserTask::TYPE);
    let open = tasks.iter().filter(|task| task.get::<String>("state").as_deref() == Some("open"));
    open.filter_map(|task| task.get("name")).collect()
}

/// The open task of a name.
pub fn task(host: &Host, name: &str) -> Id {
    let named = |task: &&Document| {
        task.get::<String>("name").as_deref() == Some(name)
            && task.get::<String>("state").as_deref() == Some("open")
    };
    host.records(UserTask::TYPE)
        .iter()
        .find(named)
        .map(Document::id)
        .unwrap_or_else(|| panic!("no task {name}"))
}

pub fn complete(host: &Host, name: &str, outcome: &str) -> Result<Body> {
    let input = if outcome.is_empty() { Body::new() } else { Body::new().with("outcome", outcome) };
    host.action("complete-task", Some(task(host, name)), input)
}

pub fn state(host: &Host, instance: Id) -> String {
    host.record(Instance::TYPE, instance).expect("it is there").get("state").unwrap_or_default()
}
