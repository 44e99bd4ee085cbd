//! My work: what processes wait for from me, with the instruction, the customer's card and the buttons that the step
//! allows.

use keel_sdk::prelude::*;
use keel_sdk::records::Find;
use view::{Cell, Condition, Node, Place, Text, Tone};

use crate::form::{Asked, Form};
use crate::{Instance, UserTask, people};

/// Tasks of each kind that are shown whole; the rest is a list.
const SHOWN: u32 = 15;
/// The same on the start page.
const SHOWN_TODAY: u32 = 5;

/// The page.
pub fn draw() -> Result<view::View> {
    drawn(SHOWN)
}

/// What is for me today, on the start page.
pub fn today() -> Result<view::View> {
    Ok(drawn(SHOWN_TODAY)?.add(view::link(Text::message("my-tasks"), Place::page("my-work", &[]))))
}

fn drawn(most: u32) -> Result<view::View> {
    let Some(me) = people::me() else { return Ok(view::View::new().add(nothing())) };
    let open = || UserTask::find().equal(UserTask::STATE, "open").sort(UserTask::DUE_AT);
    let tasks = |find: Find| tasks(find, most);
    let mine = tasks(open().equal(UserTask::ASSIGNEE, me))?;
    let free = || open().empty(UserTask::ASSIGNEE);
    let theirs = match people::my_roles() {
        people::Mine::Every => tasks(free())?,
        people::Mine::Roles(roles) => {
            let mut some = tasks(free().empty(UserTask::ROLE))?;
            if !roles.is_empty() {
                some.extend(tasks(free().one_of(UserTask::ROLE, roles))?);
            }
            some
        }
    };
    let now = context::current().now();
    let late = |tasks: &[UserTask]| {
        tasks.iter().filter(|task| task.due_at.is_some_and(|due| due < now)).count() as i64
    };
    let open_now = || Condition::equal(UserTask::STATE, "open");
    let whose = [open_now(), Condition::is(UserTask::ASSIGNEE, me)];
    let nobodys = [open_now(), Condition::empty(UserTask::ASSIGNEE)];
    let list = |conditions: &[Condition]| Place::list_of(UserTask::TYPE, conditions, &[UserTask::DUE_AT]);
    let overdue = late(&mine) + late(&theirs);
    let tone = if overdue > 0 { Tone::Bad } else { Tone::Good };
    let mut page = view::View::new().add(
        view::grid([
            view::stat(Text::message("my-tasks"), mine.len() as i64).open(list(&whose)),
            view::stat(Text::message("role-tasks"), theirs.len() as i64).open(list(&nobodys)),
            view::stat(Text::message("overdue-tasks"), overdue).tone(tone),
        ])
        .columns(3_u32),
    );
    if mine.is_empty() && theirs.is_empty() {
        return Ok(page.add(nothing()));
    }
    for (title, some, taken) in [("my-tasks", &mine, true), ("role-tasks", &theirs, false)] {
        if some.is_empty() {
            continue;
        }
        page = page.add(view::heading(Text::message(title)));
        for task in some {
            page = page.add(view::section(headline(task), card(task, taken, now)));
        }
    }
    Ok(page.add(view::link(Text::message("more-tasks"), Place::list(UserTask::TYPE))))
}

fn tasks(find: Find, most: u32) -> Result<Vec<UserTask>> {
    let page = find.limit(most).page()?;
    page.records.iter().map(records::Record::from_document).collect()
}

fn nothing() -> Node {
    view::empty(Text::message("nothing-to-do")).text(Text::message("nothing-to-do-text")).into()
}

fn headline(task: &UserTask) -> String {
    match &task.item {
        Some(item) => format!("{} – {item}", task.name),
        None => task.name.clone(),
    }
}

/// Everything that somebody needs to do a task.
fn card(task: &UserTask, taken: bool, now: Instant) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    if let Some(due) = task.due_at {
        let (word, tone) = if due < now { ("overdue", Tone::Bad) } else { ("due", Tone::Info) };
        let badge = view::badge(Text::message(word), tone);
        nodes.push(
            view::stack([badge, view::field(UserTask::TYPE, task.id, UserTask::DUE_AT)]).across().into(),
        );
    }
    if let Some(instruction) = &task.instruction {
        nodes.push(view::text(instruction.as_str()));
    }
    let mut links: Vec<Node> = Vec::new();
    if let (Some(kind), Some(subject)) =
        (&task.subject_type, task.subject.as_deref().and_then(|id| Id::parse(id).ok()))
    {
        links.push(view::link(Text::message("open-document"), Place::record(kind, subject)).into());
    }
    links
        .push(view::link(Text::message("open-process"), Place::record(Instance::TYPE, task.instance)).into());
    nodes.push(view::stack(links).across().into());
    nodes.extend(task.customer.map(customer));
    nodes.push(view::stack(buttons(task, taken)).across().into());
    nodes
}

/// The customer, as the host knows them, with their whole history a click away.
fn customer(contact: Id) -> Node {
    let history = view::dialog(
        Text::message("history"),
        Text::message("history"),
        [view::timeline("contact", contact)],
    );
    let open = view::link(Text::message("customer-card"), Place::record("contact", contact));
    let name = view::field("contact", contact, "name");
    let lines = [view::lines("contact", contact, "phones"), view::lines("contact", contact, "emails")];
    let inside = std::iter::once(name).chain(lines).chain([Node::from(open), history]);
    view::section(Text::message("customer-card"), inside).into()
}

fn buttons(task: &UserTask, taken: bool) -> Vec<Node> {
    let form = Form::read(task.form.as_deref());
    let target = |button: view::Button| button.target(UserTask::TYPE, task.id);
    let mut buttons: Vec<Node> = Vec::new();
    if !taken {
        buttons.push(target(view::button(Text::message("take"), "claim-task")).into());
    }
    if form.fields.is_empty() && form.outcomes.is_empty() {
        buttons
            .push(target(view::button(Text::message("complete"), "complete-task")).tone(Tone::Good).into());
    }
    if form.fields.is_empty() {
        for (word, label) in &form.outcomes {
            let button =
                view::button(label.as_str(), "complete-task").input([("outcome", Cell::from(word.as_str()))]);
            buttons.push(target(button).into());
        }
    } else {
        buttons.push(view::dialog(Text::message("fill-in"), headline(task), [fill_in(task, &form)]));
    }
    buttons.push(target(view::button(Text::message("delegate"), "delegate-task")).into());
    buttons
}

/// The step's form, with a button for each way to be done.
fn fill_in(task: &UserTask, form: &Form) -> view::Form {
    let drawn = view::form("complete-task")
        .target(UserTask::TYPE, task.id)
        .asks(&["comment"])
        .fields("values", form.fields.iter().map(field));
    if form.outcomes.is_empty() {
        return drawn.submit(Text::message("complete"));
    }
    let button = |(word, label): &(String, String)| {
        view::FormButton::new(label.as_str()).input("outcome", word.as_str())
    };
    drawn.buttons(form.outcomes.iter().map(button))
}

fn field(asked: &Asked) -> view::Field {
    let drawn = match asked.kind() {
        "boolean" => view::Field::new(&asked.name, asked.label.as_str(), "bool"),
        "number" => view::Field::new(&asked.name, asked.label.as_str(), "decimal"),
        "date" => view::Field::new(&asked.name, asked.label.as_str(), "day"),
        "choice" => {
            let choices = asked.choices().iter().map(|word| (word.clone(), Text::from(word.as_str())));
            view::Field::choice(&asked.name, asked.label.as_str(), choices)
        }
        _ => view::Field::new(&asked.name, asked.label.as_str(), "text"),
    };
    if asked.required { drawn.required() } else { drawn }
}
