//! The order in which units of work wait for a writer.
//!
//! Knows who goes first. Must not know transactions.
//!
//! A unit that runs a plugin's action, event or job may hold the writer for as long as that plugin may run. Such
//! units are *patient*: everybody else goes before them whenever one of them has ended, and none of them joins a
//! transaction in which somebody else already waits for the commit. So nobody waits for more than one of them.
//! Where both keep waiting they take turns: patient ones are not starved.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use super::Scope;
use super::lane::Unit;

/// Where a unit of work stands in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub(super) scope: Scope,
    pub(super) patient: bool,
}

impl From<Scope> for Turn {
    fn from(scope: Scope) -> Turn {
        Turn { scope, patient: false }
    }
}

impl Scope {
    /// The scope for a unit of work that may take long: others go first.
    pub fn patient(self) -> Turn {
        Turn { scope: self, patient: true }
    }
}

/// Units that wait.
pub(super) struct Queue {
    incoming: mpsc::UnboundedReceiver<Box<dyn Unit>>,
    quick: VecDeque<Box<dyn Unit>>,
    patient: VecDeque<Box<dyn Unit>>,
    /// The transaction before began with a patient one.
    patient_was_first: bool,
}

impl Queue {
    /// A queue of what comes from there.
    pub(super) fn new(incoming: mpsc::UnboundedReceiver<Box<dyn Unit>>) -> Queue {
        Queue { incoming, quick: VecDeque::new(), patient: VecDeque::new(), patient_was_first: true }
    }

    fn put(&mut self, unit: Box<dyn Unit>) {
        if unit.turn().patient { &mut self.patient } else { &mut self.quick }.push_back(unit);
    }

    fn take_in(&mut self) {
        while let Ok(unit) = self.incoming.try_recv() {
            self.put(unit);
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&mut self) -> bool {
        self.take_in();
        self.quick.is_empty() && self.patient.is_empty()
    }

    /// The unit that begins the next transaction; none when every sender is gone and all were served.
    pub(super) async fn first(&mut self) -> Option<Box<dyn Unit>> {
        if self.is_empty() {
            let unit = self.incoming.recv().await?;
            self.put(unit);
            self.take_in();
        }
        let quick = !self.quick.is_empty() && (self.patient.is_empty() || self.patient_was_first);
        self.patient_was_first = !quick;
        if quick { self.quick.pop_front() } else { self.patient.pop_front() }
    }

    /// The next unit that joins a transaction behind `last`; those whose scope is not locked wait for another.
    pub(super) fn join(&mut self, last: Turn, locked: impl Fn(Scope) -> bool) -> Option<Box<dyn Unit>> {
        self.take_in();
        let line = match (self.quick.is_empty(), last.patient) {
            (false, _) => &mut self.quick,
            (true, true) => &mut self.patient,
            (true, false) => return None,
        };
        if line.front().is_some_and(|unit| locked(unit.turn().scope)) { line.pop_front() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::LocalBoxFuture;
    use uuid::Uuid;

    use super::super::lane::Ran;
    use super::super::{DbError, Tx};
    use super::*;

    struct Named(Turn);

    impl Unit for Named {
        fn turn(&self) -> Turn {
            self.0
        }
        fn run<'a>(&'a mut self, _: &'a mut Tx) -> LocalBoxFuture<'a, Ran> {
            Box::pin(async { Ran::Ok })
        }
        fn fail(&mut self, _: DbError) {}
        fn answer(self: Box<Self>) {}
    }

    /// Transactions of at most `most` units: `q` a quick one, `p` a patient one, capitals in another scope.
    async fn transactions(waiting: &str, most: usize) -> String {
        let (sender, incoming) = mpsc::unbounded_channel();
        for letter in waiting.chars() {
            let scope = if letter.is_uppercase() { Scope::Company(Uuid::nil()) } else { Scope::Shared };
            let turn = if letter.eq_ignore_ascii_case(&'p') { scope.patient() } else { scope.into() };
            let unit: Box<dyn Unit> = Box::new(Named(turn));
            assert!(sender.send(unit).is_ok());
        }
        drop(sender);
        let letter = |turn: Turn| match (turn.patient, turn.scope) {
            (true, Scope::Shared) => 'p',
            (true, _) => 'P',
            (false, Scope::Shared) => 'q',
            (false, _) => 'Q',
        };
        let mut queue = Queue::new(incoming);
        let mut all = Vec::new();
        while let Some(first) = queue.first().await {
            let (mut text, mut last) = (letter(first.turn()).to_string(), first.turn());
            while text.len() < most {
                let Some(next) = queue.join(last, |scope| scope == first.turn().scope) else { break };
                last = next.turn();
                text.push(letter(last));
            }
            all.push(text);
        }
        all.join(" ")
    }

    #[tokio::test]
    async fn nobody_waits_for_more_than_one_patient_unit() {
        for (waiting, most, expected) in [
            ("", 9, ""),
            ("qqq", 9, "qqq"),
            ("ppp", 9, "ppp"),
            // A patient one that came first goes after the quick ones, in a transaction of its own.
            ("pqpq", 9, "qq pp"),
            // They take turns where a transaction does not take all that wait.
            ("ppqqqq", 1, "q p q p q q"),
            ("ppqqqq", 2, "qq pq q p"),
            // One of another scope waits for the next transaction, with its lock.
            ("qQq", 9, "q Q q"),
            ("pPp", 9, "p P p"),
        ] {
            assert_eq!(transactions(waiting, most).await, expected, "{waiting} by {most}");
        }
    }
}
