//! One call on a fresh instance, from arming its limits to blaming what ended it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use wasmtime::{Engine, Store, Trap, UpdateDeadline};

use super::abi::{Loaded, Opened};
use super::ahead::Ahead;
use super::engine::TICK;
use super::state::{Exceeded, Mail, Shared, State};
use crate::service::Fault;
use crate::service::plugins::health::{Health, Noted};
use crate::service::plugins::port::{Answer, Call, Failure, GuestFault, Reply, Running, Step, Usage};

type Ended = (Result<Answer, Failure>, Usage);

/// A guest in the middle of a call.
pub struct Guest {
    work: Pin<Box<dyn Future<Output = Ended> + Send>>,
    shared: Arc<Shared>,
    usage: Arc<Mutex<Usage>>,
    wall: Duration,
    noted: Noted,
    health: Arc<Health>,
}

/// A store whose limits are armed.
pub fn store_for(engine: &Engine, state: State) -> wasmtime::Result<Store<State>> {
    let (fuel, output) = (state.limits.fuel, state.limits.output_bytes);
    let mut store = Store::new(engine, state);
    store.limiter(|state| state);
    // Bytes that one host call may copy out of the guest.
    store.set_hostcall_fuel(output);
    store.epoch_deadline_callback(|store| {
        store.data().shared.give_back();
        if store.data().shared.is_over() {
            Err(Exceeded::Deadline.into())
        } else {
            Ok(UpdateDeadline::Yield(1))
        }
    });
    store.set_epoch_deadline(1);
    store.set_fuel(fuel)?;
    Ok(store)
}

/// Starts a call; nothing runs before the first [`Running::next`].
pub fn start(
    loaded: Arc<Loaded>,
    ahead: Ahead,
    state: State,
    call: Call,
    noted: Noted,
    health: Arc<Health>,
) -> Guest {
    let shared = state.shared.clone();
    let wall = state.limits.wall;
    let clock = shared.clone();
    let work = Box::pin(async move {
        let fuel = state.limits.fuel;
        // Hooks are called again and again inside transactions: what can be done beside them is done beside them.
        let hook = matches!(call, Call::Before { .. } | Call::After { .. });
        let made = if hook { loaded.stock().take(&state.limits) } else { None };
        let armed = match made {
            Some(made) => made.arm(state).map(|(store, opened)| (store, Some(opened))),
            None => store_for(loaded.engine(), state).map(|store| (store, None)),
        };
        let (mut store, opened) = match armed {
            Ok(armed) => armed,
            Err(error) => {
                let fault = Fault::internal(format!("a plugin's limits cannot be armed: {error:#}"));
                return (Err(Failure::Host(fault)), Usage { wall: clock.elapsed(), ..Usage::default() });
            }
        };
        let ended = called(&loaded, &mut store, opened, call).await;
        let left = store.get_fuel().unwrap_or_default();
        let again = hook && ended.is_ok();
        let ended = match ended {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) => Err(Failure::Refused(fault)),
            Err(error) => Err(Failure::Guest(blame(&error, store.data()))),
        };
        let memory_bytes = store.data().memory_bytes();
        let used = std::mem::take(&mut store.data_mut().used);
        if again {
            ahead.give_back(store, &loaded);
        } else {
            drop(store);
        }
        (ended, Usage { wall: clock.elapsed(), fuel: fuel.saturating_sub(left), memory_bytes, ..used })
    });
    Guest { work, shared, usage: Arc::default(), wall, noted, health }
}

async fn called(
    loaded: &Loaded,
    store: &mut Store<State>,
    opened: Option<Opened>,
    call: Call,
) -> wasmtime::Result<Result<Answer, Fault>> {
    let opened = match opened {
        Some(opened) => opened,
        None => loaded.open(store).await?,
    };
    loaded.call(store, opened, call).await
}

/// What ended a guest, in words for the user and, apart, for the author.
fn blame(error: &wasmtime::Error, state: &State) -> GuestFault {
    let trap = error.downcast_ref::<Trap>().copied();
    let memory = state.shared.memory_refused.load(Ordering::Relaxed);
    let table = state.shared.table_refused.load(Ordering::Relaxed);
    let exceeded = error.downcast_ref::<Exceeded>().copied();
    let limits = &state.limits;
    let (code, message) = match (exceeded, trap) {
        (Some(Exceeded::Deadline), _) | (_, Some(Trap::Interrupt)) => too_long(limits.wall),
        (Some(limit), _) => (limit.code(), limit.to_string()),
        (_, Some(Trap::OutOfFuel)) => {
            ("plugin.fuel", format!("it ran more than {} instructions.", limits.fuel))
        }
        (_, Some(Trap::StackOverflow)) => ("plugin.stack", "its stack overflowed.".into()),
        _ if memory => {
            ("plugin.memory", format!("it wanted more than {} MiB of memory.", limits.memory_bytes >> 20))
        }
        _ if table => {
            ("plugin.table", format!("it wanted more than {} table elements.", limits.table_elements))
        }
        _ => {
            let text = format!("{error:#}");
            if text.contains("fuel allocated for hostcalls") {
                ("plugin.output", format!("it gave more than {} bytes.", limits.output_bytes))
            } else if text.contains("maximum concurrent") {
                ("plugin.busy", "more calls are under way than this host takes.".into())
            } else if trap.is_some() {
                ("plugin.trap", "it trapped.".into())
            } else {
                ("plugin.abi", "it did not keep the contract.".into())
            }
        }
    };
    let words = state.last_words();
    // With the guest's own frames, without the host's.
    let detail = format!("{words}\n{error:#}").trim().to_owned();
    GuestFault { code, message, detail }
}

fn too_long(wall: Duration) -> (&'static str, String) {
    ("plugin.deadline", format!("it took longer than {} ms.", wall.as_millis()))
}

/// What ends a guest that waits for something of its own, such as a sleep: the clock that interrupts its code does
/// not run there.
fn overslept(wall: Duration) -> Failure {
    let (code, message) = too_long(wall);
    let detail = "It was waiting, not running, when its time was over: a plugin does not sleep.".into();
    Failure::Guest(GuestFault { code, message, detail })
}

impl Running for Guest {
    fn next(&mut self) -> BoxFuture<'_, Step> {
        let Guest { work, shared, usage, wall, noted, health } = self;
        let mut alarm = None;
        let end = move |ended: Result<Answer, Failure>, used: Usage| {
            health.note(noted, &ended, &used);
            *usage.lock().unwrap_or_else(PoisonError::into_inner) = used;
            Poll::Ready(Step::End(ended))
        };
        let mut work = move |shared: &Shared, context: &mut Context<'_>| {
            shared.begin();
            let polled = work.as_mut().poll(context);
            shared.give_back();
            polled
        };
        Box::pin(std::future::poll_fn(move |context| match work(shared, context) {
            Poll::Ready((ended, used)) => end(ended, used),
            Poll::Pending => match shared.swap(Mail::Empty) {
                Mail::Asked(ask) => Poll::Ready(Step::Ask(ask)),
                other => {
                    shared.swap(other);
                    // A little later than its own clock, which knows where it was.
                    let until = shared.until() + 2 * TICK;
                    let alarm = alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until.into())));
                    // What it lost since then puts its end off.
                    if Instant::from(alarm.deadline()) < until {
                        alarm.as_mut().reset(until.into());
                    }
                    match alarm.as_mut().poll(context) {
                        Poll::Ready(()) => {
                            let used = Usage { wall: shared.elapsed(), ..Usage::default() };
                            end(Err(overslept(*wall)), used)
                        }
                        Poll::Pending => Poll::Pending,
                    }
                }
            },
        }))
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.shared.until())
    }

    fn reply(&mut self, reply: Result<Reply, Fault>) {
        self.shared.swap(Mail::Replied(reply));
    }

    fn shorten(&mut self, left: Duration) {
        self.shared.shorten(left);
    }

    fn usage(&self) -> Usage {
        let mut used = self.usage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        used.wall = used.wall.max(if used.wall.is_zero() { self.shared.elapsed() } else { used.wall });
        used
    }
}
