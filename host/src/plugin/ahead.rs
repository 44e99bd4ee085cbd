//! Fresh instances made ahead: while the writer works, another thread makes the instance for the next call of a hook,
//! and gives used ones back to the pool.
//!
//! Each call still has an instance of its own, used once and thrown away; what is made ahead has asked the host for
//! nothing, so it cannot know whose call it will serve. One that asks for something when it starts is made in its
//! call. Fuel and memory that the start took are counted to the call. Must not know what is called.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use wasmtime::{Result, Store};

use super::abi::{Loaded, Opened};
use super::call::store_for;
use super::state::{Exceeded, State};
use crate::service::plugins::Limits;
use crate::service::plugins::limits::LimitsOf;

/// Most instances that wait for the next calls of one package. They are made many at a time: waking the other
/// thread costs half of what it saves.
const STOCK: usize = 16;
/// As many are made at first, and when calls are far apart.
const STOCK_LEAST: usize = 2;
/// Instances that wait in all: they take places of the pool, which has as many more.
pub const STOCK_MAX: u32 = 64;
/// Used instances that wait to be given back; beyond them whoever used one gives it back.
pub const USED_MAX: u32 = 32;
/// A stock that is used up faster than this grows.
const SOON: Duration = Duration::from_millis(100);
/// A package of which no hook was called for so long keeps no instance.
const IDLE: Duration = Duration::from_secs(10);
/// How often it is looked at whether one is idle.
const LOOK: Duration = Duration::from_secs(1);

/// A fresh instance that nothing was called of.
pub struct Made {
    store: Store<State>,
    opened: Opened,
    spent: u64,
}

impl Made {
    /// Gives it to a call, whose limits count what its start took.
    pub fn arm(self, state: State) -> Result<(Store<State>, Opened)> {
        let Made { mut store, opened, spent } = self;
        let limits = state.limits;
        let made = std::mem::replace(store.data_mut(), state);
        store.data_mut().take_over(&made);
        store.set_fuel(limits.fuel.saturating_sub(spent))?;
        store.set_hostcall_fuel(limits.output_bytes);
        store.set_epoch_deadline(1);
        Ok((store, opened))
    }
}

/// What waits for the next calls of a package.
#[derive(Default)]
pub struct Stock {
    made: Mutex<Vec<Made>>,
    /// How many are made at a time.
    wanted: AtomicUsize,
    /// Its start asks the host for something, or does not end: it is made in each call.
    unfit: AtomicBool,
}

impl Stock {
    /// An instance for a call with such limits.
    pub fn take(&self, limits: &Limits) -> Option<Made> {
        let made = self.lock().pop()?;
        let fits = made.spent <= limits.fuel && made.store.data().fits(limits);
        fits.then_some(made)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Made>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_fit(&self) -> bool {
        !self.unfit.load(Ordering::Relaxed)
    }

    /// Whether more should be made.
    fn is_low(&self) -> bool {
        self.len() * 2 <= self.wanted.load(Ordering::Relaxed)
    }

    fn fill(&self, loaded: &Loaded, wanted: usize) {
        self.wanted.store(wanted, Ordering::Relaxed);
        while self.len() < wanted && self.is_fit() {
            match make(loaded) {
                Ok(made) if made.store.data().is_untouched() => self.lock().push(made),
                // A full pool is no fault of the package's.
                Err(error) if format!("{error:#}").contains("maximum concurrent") => return,
                _ => self.unfit.store(true, Ordering::Relaxed),
            }
        }
    }
}

fn make(loaded: &Loaded) -> Result<Made> {
    let limits = Limits::of(LimitsOf::Hook, 0);
    let state = State::of_nobody(limits);
    let shared = state.shared.clone();
    let mut store = store_for(loaded.engine(), state)?;
    let opened = {
        let mut work = pin!(loaded.open(&mut store));
        let mut context = Context::from_waker(Waker::noop());
        loop {
            match work.as_mut().poll(&mut context) {
                Poll::Ready(opened) => break opened?,
                Poll::Pending if shared.is_over() => return Err(Exceeded::Deadline.into()),
                Poll::Pending => std::thread::yield_now(),
            }
        }
    };
    let spent = limits.fuel.saturating_sub(store.get_fuel()?);
    Ok(Made { store, opened, spent })
}

/// What the other thread has to do.
#[derive(Default)]
struct Desk {
    used: Vec<Store<State>>,
    low: Vec<Weak<Loaded>>,
    closed: bool,
}

/// The way to the thread.
#[derive(Clone, Default)]
pub struct Ahead(Arc<(Mutex<Desk>, Condvar)>);

impl Ahead {
    /// Starts the thread; it ends at [`Ahead::close`].
    pub fn start() -> std::io::Result<Ahead> {
        let ahead = Ahead::default();
        let own = ahead.clone();
        std::thread::Builder::new().name("keel-ahead".into()).spawn(move || run(&own))?;
        Ok(ahead)
    }

    /// Ends the thread.
    pub fn close(&self) {
        self.desk().closed = true;
        self.0.1.notify_one();
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives an instance back whose hook was called, and has the next ones made when few are left.
    pub fn give_back(&self, store: Store<State>, loaded: &Arc<Loaded>) {
        if !loaded.stock().is_fit() {
            return drop(store);
        }
        let low = loaded.stock().is_low();
        let mut desk = self.desk();
        let full = desk.closed || desk.used.len() >= USED_MAX as usize;
        let over = if full {
            Some(store)
        } else {
            desk.used.push(store);
            None
        };
        if low && !desk.low.iter().any(|known| known.as_ptr() == Arc::as_ptr(loaded)) {
            desk.low.push(Arc::downgrade(loaded));
            self.0.1.notify_one();
        }
        drop(desk);
        drop(over);
    }
}

/// A package whose hooks are called, and when its stock was filled last.
struct Hot {
    of: Weak<Loaded>,
    filled: Instant,
}

fn run(ahead: &Ahead) {
    let mut hot: Vec<Hot> = Vec::new();
    loop {
        let mut desk = ahead.desk();
        if desk.low.is_empty() && !desk.closed {
            let woken = &ahead.0.1;
            desk = match hot.is_empty() {
                true => woken.wait(desk).unwrap_or_else(PoisonError::into_inner),
                false => woken.wait_timeout(desk, LOOK).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        if desk.closed {
            return;
        }
        let (used, low) = (std::mem::take(&mut desk.used), std::mem::take(&mut desk.low));
        drop(desk);
        drop(used);
        for of in low {
            let Some(loaded) = of.upgrade() else { continue };
            if loaded.stock().is_low() {
                fill(&mut hot, of, &loaded);
            }
        }
        hot.retain(|one| {
            let idle = one.filled.elapsed() >= IDLE;
            if let Some(loaded) = one.of.upgrade().filter(|_| idle) {
                loaded.stock().lock().clear();
            }
            !idle && one.of.strong_count() > 0
        });
    }
}

fn fill(hot: &mut Vec<Hot>, of: Weak<Loaded>, loaded: &Loaded) {
    let known = hot.iter().position(|one| one.of.ptr_eq(&of));
    let before = known.map(|at| hot.swap_remove(at).filled);
    let wanted = match before {
        Some(filled) if filled.elapsed() < SOON => loaded.stock().wanted.load(Ordering::Relaxed) * 2,
        _ => STOCK_LEAST,
    };
    let elsewhere: usize =
        hot.iter().filter_map(|one| one.of.upgrade()).map(|other| other.stock().len()).sum();
    let most = STOCK.min((STOCK_MAX as usize).saturating_sub(elsewhere));
    loaded.stock().fill(loaded, wanted.clamp(STOCK_LEAST.min(most), most));
    hot.push(Hot { of, filled: Instant::now() });
}
