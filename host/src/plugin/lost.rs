//! Time that a call lost because its thread did not run: on a busy machine the operating system lets others run in between,
//! and that is no fault of the guest.
//!
//! Knows the clock and the processor time of a thread. Must not know what a guest is. A poll of a guest's future computes
//! and never waits, so whatever of its time the thread did not run was lost.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// A call gets back at most so many times its own time: then it ends, however busy the machine is.
const TIMES_MAX: u32 = 3;

/// Counts what one call lost.
#[derive(Debug)]
pub struct Lost {
    /// When the thread was looked at last, and its processor time then.
    mark: Option<(Instant, Duration)>,
    /// What may still be given back.
    left: Duration,
}

impl Lost {
    /// For a call that may take so long.
    pub fn new(wall: Duration) -> Lost {
        Lost { mark: None, left: wall.saturating_mul(TIMES_MAX) }
    }

    /// The calling thread begins to work for the call.
    pub fn begin(&mut self) {
        self.mark = Some((Instant::now(), processor()));
    }

    /// What was lost since the last look, as far as it is given back. The thread is the one that began.
    pub fn look(&mut self) -> Duration {
        let Some((at, before)) = self.mark else { return Duration::ZERO };
        let (now, ran) = (Instant::now(), processor());
        self.mark = Some((now, ran));
        self.back(now.duration_since(at), ran.saturating_sub(before))
    }

    fn back(&mut self, clock: Duration, ran: Duration) -> Duration {
        let lost = clock.saturating_sub(ran).min(self.left);
        self.left -= lost;
        lost
    }
}

/// Processor time of the calling thread.
fn processor() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanos = u32::try_from(time.tv_nsec).unwrap_or_default();
    Duration::new(seconds, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn what_the_thread_did_not_run_is_given_back_up_to_three_times_the_calls_time() {
        let mut lost = Lost::new(ms(100));
        for (clock, ran, expected) in
            [(2, 2, 0), (40, 1, 39), (2, 3, 0), (250, 50, 200), (90, 10, 61), (90, 10, 0)]
        {
            assert_eq!(lost.back(ms(clock), ms(ran)), ms(expected), "{clock} ms of which it ran {ran}");
        }
    }

    #[test]
    fn a_thread_that_works_loses_little_and_one_that_never_began_nothing() {
        let mut lost = Lost::new(ms(100));
        assert_eq!(lost.look(), Duration::ZERO);
        lost.begin();
        let (begun, mut turns) = (processor(), 0_u64);
        while processor() - begun < ms(5) {
            turns += 1;
        }
        let (at, ran) = lost.mark.unwrap();
        let given = lost.look();
        let (now, after) = lost.mark.unwrap();
        assert!(after - ran >= ms(5), "{turns} turns");
        assert_eq!(given, (now - at).saturating_sub(after - ran).min(ms(300)));
    }
}
