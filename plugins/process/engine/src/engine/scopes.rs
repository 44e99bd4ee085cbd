//! Scopes: when one is done, and what goes with a token that is taken away.

use super::Engine;
use crate::effect::{Effect, Ending};
use crate::state::{Owner, Wait};

impl Engine<'_> {
    /// Ends every scope in which nothing is left, the inner ones first.
    pub(super) fn settle(&mut self) {
        while self.state.ending.is_none() {
            let done = self.state.scopes.iter().rev().find(|scope| {
                let tokens = self.state.tokens.iter().any(|token| token.scope == scope.id);
                let inner = self.state.scopes.iter().any(|inner| inner.parent == Some(scope.id));
                scope.round.is_none() && !tokens && !inner
            });
            let Some(done) = done.cloned() else { return };
            let Some(parent) = done.parent else { return self.finish(Ending::Completed) };
            self.silence(Owner::Scope(done.id));
            self.state.scopes.retain(|scope| scope.id != done.id);
            // What an embedded sub-process knows, the scope around it knows afterwards.
            self.assign_all(parent, done.variables());
            if let Some(owner) = done.owner {
                self.leave(owner);
            }
        }
    }

    /// Takes a token away, with everything that it waits for.
    pub(super) fn kill(&mut self, id: u64) {
        let Some(token) = self.state.token(id).cloned() else { return };
        self.silence(Owner::Token(id));
        match token.wait {
            Wait::Task => self.effects.push(Effect::CloseTask(id)),
            Wait::Child => self.effects.push(Effect::CancelChild(id)),
            Wait::Incident(_) => self.effects.push(Effect::Resolved(id)),
            _ => {}
        }
        let inner: Vec<u64> =
            self.state.scopes.iter().filter(|scope| scope.owner == Some(id)).map(|scope| scope.id).collect();
        for scope in inner {
            self.drop_scope(scope);
        }
        self.state.tokens.retain(|token| token.id != id);
    }

    /// Takes a scope away, with everything in it.
    pub(super) fn drop_scope(&mut self, id: u64) {
        self.clear(id);
        self.silence(Owner::Scope(id));
        self.state.scopes.retain(|scope| scope.id != id);
    }

    /// Takes everything in a scope away, and leaves the scope.
    pub(super) fn clear(&mut self, id: u64) {
        let tokens: Vec<u64> =
            self.state.tokens.iter().filter(|token| token.scope == id).map(|token| token.id).collect();
        for token in tokens {
            self.kill(token);
        }
        let inner: Vec<u64> =
            self.state.scopes.iter().filter(|scope| scope.parent == Some(id)).map(|scope| scope.id).collect();
        for scope in inner {
            self.drop_scope(scope);
        }
    }
}
