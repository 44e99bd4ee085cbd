//! The host that stands in on this thread, and what holds for every call into the plugin.

use std::cell::RefCell;
use std::rc::Rc;

use keel_manifest::model::{Hook, Operation as Declared, When};

use super::state::{Books, State};
use crate::events::Event;
use crate::guest::{Change, Operation};
use crate::value::{Body, Fields, RecordRef, Value};
use crate::{Fault, Result};

thread_local! {
    static CURRENT: RefCell<Option<Rc<RefCell<State>>>> = const { RefCell::new(None) };
}

/// Most calls within calls, as in the real host.
const DEPTH_MAX: u32 = 8;

/// Does something with the host of this thread.
pub(crate) fn with<T>(work: impl FnOnce(&mut State) -> Result<T>) -> Result<T> {
    let state = CURRENT.with(|current| current.borrow().clone());
    let state = state.expect("call plugin code through a `keel_sdk::testing::Host`");
    work(&mut state.borrow_mut())
}

/// Makes a host the one of this thread while something is done.
pub(crate) fn within<T>(state: &Rc<RefCell<State>>, work: impl FnOnce() -> T) -> T {
    let before = CURRENT.with(|current| current.replace(Some(state.clone())));
    let done = work();
    CURRENT.with(|current| current.replace(before));
    done
}

/// All of it happens, or nothing.
pub(crate) fn whole<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let before: Books = with(|state| Ok(state.books.clone()))?;
    let done = work();
    if done.is_err() {
        with(|state| {
            state.books = before;
            Ok(())
        })?;
    }
    done
}

/// Calls the plugin: what it changes, and the hooks on that, are one call deeper.
pub(crate) fn into_plugin<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    let within = |by: i64| {
        with(|state| {
            state.inside = state.inside.saturating_add_signed(by as i32);
            state.context.depth = state.inside.saturating_sub(1);
            Ok(())
        })
    };
    within(1)?;
    let done = call();
    within(-1)?;
    done
}

/// The plugin's hooks on a change, in their order; one call deeper than its maker.
pub(crate) fn hooks(change: &Change, when: When) -> Result<Vec<Hook>> {
    with(|state| {
        let operation = match change.operation {
            Operation::Create => Declared::Create,
            Operation::Update => Declared::Update,
            Operation::Delete => Declared::Delete,
        };
        let changed = |field: &String| {
            let old = change.old.as_ref().map_or(&Value::None, |old| old.value(field));
            let lines = change.old.as_ref().map_or(&[][..], |old| old.rows(field));
            old != change.new.value(field) || lines != change.new.rows(field)
        };
        let hears = |hook: &&Hook| {
            hook.on == change.new.record_type
                && hook.when == when
                && hook.change.contains(&operation)
                && (operation != Declared::Update
                    || hook.fields.is_empty()
                    || hook.fields.iter().any(changed))
        };
        let mut hooks: Vec<Hook> = state.manifest.hooks.iter().filter(hears).cloned().collect();
        hooks.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        if !hooks.is_empty() && state.context.depth >= DEPTH_MAX {
            return Err(Fault::new(crate::FaultKind::Limit, "plugin.depth", "Calls are nested too deep."));
        }
        Ok(hooks)
    })
}

/// Notes a fact, to be told after the commit.
pub(crate) fn tell(state: &mut State, name: &str, subject: Option<RecordRef>, payload: &Body) {
    let event = Event {
        id: state.next_id().to_string(),
        name: name.to_owned(),
        at: state.context.now.clone(),
        subject,
        payload: super::json::of_body(payload),
        attempt: 1,
    };
    state.books.events.push(event);
}
