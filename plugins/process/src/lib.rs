//! Processes in BPMN 2.0 that move documents, in the same transaction as the documents.
//!
//! Knows who answers which call of the host; each noun has its own file. What a process does is decided by
//! `process-engine`, which knows nothing of records; `desk` carries out what it decides.

mod case;
mod convert;
mod definition;
mod desk;
mod filing;
mod form;
mod incident;
mod instance;
mod message;
mod page;
mod people;
mod task;
mod timer;

use keel_sdk::prelude::*;

plugin!("plugin.toml");

impl Actions for Plugin {
    fn deploy(input: DeployInput) -> Result<DeployOutput> {
        definition::deploy(&input)
    }

    fn export(definition: Definition) -> Result<ExportOutput> {
        let file_name = format!("{}-{}.bpmn", definition.key, definition.revision);
        Ok(ExportOutput { xml: Some(definition.xml), file_name: Some(file_name) })
    }

    fn start(input: StartInput) -> Result<StartOutput> {
        instance::start(&input)
    }

    fn complete_task(task: UserTask, input: CompleteTaskInput) -> Result<CompleteTaskOutput> {
        task::complete(&task, &input)
    }

    fn claim_task(task: UserTask) -> Result<()> {
        task::claim(&task)
    }

    fn delegate_task(task: UserTask, input: DelegateTaskInput) -> Result<()> {
        task::delegate(&task, &input)
    }

    fn send_message(input: SendMessageInput) -> Result<SendMessageOutput> {
        message::send(&input)
    }

    fn retry_incident(incident: Incident) -> Result<RetryIncidentOutput> {
        incident::retry(&incident)
    }

    fn cancel_instance(instance: Instance, input: CancelInstanceInput) -> Result<()> {
        instance::cancel(&instance, &input.reason)
    }

    fn migrate_instance(instance: Instance, input: MigrateInstanceInput) -> Result<MigrateInstanceOutput> {
        instance::migrate(&instance, &input)
    }
}

impl Subscriptions for Plugin {
    fn facts(event: &Event) -> Result<()> {
        message::heard(event)
    }
}

impl Jobs for Plugin {
    fn timers(_run: &Run) -> Result<()> {
        timer::fire()
    }

    fn timers_check(_run: &Run) -> Result<()> {
        timer::fire()
    }
}

impl Pages for Plugin {
    fn my_work(_request: &view::Request) -> Result<view::View> {
        page::my_work::draw()
    }

    fn today(_request: &view::Request) -> Result<view::View> {
        page::my_work::today()
    }

    fn stuck(_request: &view::Request) -> Result<view::View> {
        page::stuck::draw()
    }

    fn overview(_request: &view::Request) -> Result<view::View> {
        page::stuck::card()
    }

    fn definition_panel(request: &view::Request) -> Result<view::View> {
        page::diagram::of_definition(request)
    }

    fn instance_panel(request: &view::Request) -> Result<view::View> {
        page::diagram::of_instance(request)
    }
}
