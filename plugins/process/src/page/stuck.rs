//! Stuck processes: what went wrong and who is late, each with what can be done about it; and the same as a card of
//! the manager's screen.

use keel_sdk::prelude::*;
use view::{Cell, Column, Condition, Place, Text, Tone};

use crate::{Incident, Instance, UserTask};

const ROWS: u32 = 50;

struct Figures {
    running: i64,
    open: i64,
    late: i64,
    stuck: i64,
}

fn figures() -> Result<Figures> {
    let now = context::current().now();
    let open = || UserTask::find().equal(UserTask::STATE, "open");
    Ok(Figures {
        running: Instance::find().equal(Instance::STATE, "running").count()?,
        open: open().count()?,
        late: open().filter(UserTask::DUE_AT, records::Operator::Less, now).count()?,
        stuck: Instance::find().filter(Instance::INCIDENTS, records::Operator::Greater, 0_i64).count()?,
    })
}

/// Each figure leads to its rows.
fn stats(figures: &Figures) -> view::Grid {
    let tone = |count: i64| if count > 0 { Tone::Bad } else { Tone::Good };
    let running = [Condition::equal(Instance::STATE, "running")];
    let stuck = [Condition::new(Instance::INCIDENTS, "greater", 0_i64)];
    let open = || Condition::equal(UserTask::STATE, "open");
    let late = [open(), Condition::new(UserTask::DUE_AT, "less", context::current().now())];
    let instances = |only: &[Condition]| Place::list_of(Instance::TYPE, only, &["-started_at"]);
    let tasks = |only: &[Condition]| Place::list_of(UserTask::TYPE, only, &[UserTask::DUE_AT]);
    view::grid([
        view::stat(Text::message("running"), figures.running).open(instances(&running)),
        view::stat(Text::message("tasks-open"), figures.open).open(tasks(&[open()])),
        view::stat(Text::message("tasks-late"), figures.late).tone(tone(figures.late)).open(tasks(&late)),
        view::stat(Text::message("stuck"), figures.stuck).tone(tone(figures.stuck)).open(instances(&stuck)),
    ])
}

/// The card of the manager's screen; each figure leads to its rows.
pub fn card() -> Result<view::View> {
    let all = view::link(Text::message("stuck"), Place::page("stuck", &[]));
    Ok(view::View::new().add(stats(&figures()?).columns(2_u32)).add(all))
}

/// The page.
pub fn draw() -> Result<view::View> {
    let page = view::View::new().add(stats(&figures()?).columns(4_u32));
    let found =
        Incident::find().equal(Incident::STATE, "open").sort(Incident::RAISED_AT).limit(ROWS).page()?;
    let columns = [
        Column::new("message", Text::message("what-went-wrong")),
        Column::new("step", Text::message("step")),
        Column::new("since", Text::message("since")),
        Column::new("process", Text::message("process")),
    ];
    let incidents: Result<Vec<Incident>> = found.records.iter().map(records::Record::from_document).collect();
    let incidents = incidents?;
    let table = incidents.iter().fold(view::table(columns), |table, one| {
        table.row_to(
            Place::record(Incident::TYPE, one.id),
            [
                ("message", Cell::from(one.message.as_str())),
                ("step", Cell::from(one.node.as_str())),
                ("since", Cell::from(one.raised_at)),
                ("process", Cell::record(Instance::TYPE, one.instance, Text::message("open-process"))),
            ],
        )
    });
    let mut page =
        page.add(view::heading(Text::message("stuck"))).add(table.empty(Text::message("no-incidents")));
    for one in incidents.iter().take(10) {
        let again = view::button(Text::message("try-again"), "retry-incident").target(Incident::TYPE, one.id);
        page = page.add(view::stack([view::text(one.message.as_str()), again.into()]).across());
    }
    page = page.add(view::heading(Text::message("tasks-late")));
    Ok(page.add(late()?))
}

fn late() -> Result<view::Table> {
    let now = context::current().now();
    let late = UserTask::find().equal(UserTask::STATE, "open").filter(
        UserTask::DUE_AT,
        records::Operator::Less,
        now,
    );
    let late: Vec<UserTask> = late
        .sort(UserTask::DUE_AT)
        .limit(ROWS)
        .page()
        .and_then(|page| page.records.iter().map(records::Record::from_document).collect())?;
    let columns = [
        Column::new("task", Text::message("task")),
        Column::new("due", Text::message("due")),
        Column::new("process", Text::message("process")),
    ];
    let table = late.iter().fold(view::table(columns), |table, task| {
        table.row_to(
            Place::record(UserTask::TYPE, task.id),
            [
                ("task", Cell::from(task.name.as_str())),
                ("due", task.due_at.map_or(Cell::empty(), Cell::from)),
                ("process", Cell::record(Instance::TYPE, task.instance, Text::message("open-process"))),
            ],
        )
    });
    Ok(table.empty(Text::message("no-late-tasks")))
}
