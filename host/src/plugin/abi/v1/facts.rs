//! What is answered at once, without whoever drives the guest: the context, settings, the log.

use wasmtime::Result;

use super::data::datum_out;
use super::wit::keel::http;
use super::wit::keel::log::log;
use super::wit::keel::types1_0_0::types::Value;
use super::wit::keel::types1_0_0::{context, types};
use super::wit::keel::types1_1_0::caller;
use crate::plugin::state::State;
use crate::service::ActorKind;
use crate::storage::instant_text;

impl types::Host for State {}
impl http::types::Host for State {}

impl context::Host for State {
    fn current(&mut self) -> Result<context::CallContext> {
        self.count()?;
        let around = &self.around;
        Ok(context::CallContext {
            company: around.company.map(|id| id.to_string()),
            currency: around.currency.clone(),
            actor: match around.actor {
                ActorKind::User => context::Actor::User,
                ActorKind::Token => context::Actor::Token,
                ActorKind::Plugin => context::Actor::Plugin,
                ActorKind::System => context::Actor::System,
            },
            user: around.user.map(|id| id.to_string()),
            user_name: around.user_name.clone(),
            now: instant_text(around.now),
            today: around.now.date_naive().to_string(),
            unit: around.unit.to_string(),
            depth: around.depth,
        })
    }

    fn setting(&mut self, name: String) -> Result<Value> {
        self.count()?;
        let found = self.around.settings.iter().find(|(known, _)| *known == name);
        let value = found.map(|(_, value)| value.clone());
        Ok(value.and_then(|value| datum_out(value).ok()).unwrap_or(Value::None))
    }
}

impl caller::Host for State {
    fn roles(&mut self) -> Result<Vec<String>> {
        self.count()?;
        Ok(self.around.roles.clone())
    }

    fn plugin(&mut self) -> Result<Option<String>> {
        self.count()?;
        Ok(self.around.caller.clone())
    }
}

impl log::Host for State {
    fn write(&mut self, level: log::Level, message: String) -> Result<()> {
        let level = match level {
            log::Level::Debug => "debug",
            log::Level::Info => "info",
            log::Level::Warn => "warn",
            log::Level::Error => "error",
        };
        self.log(level, message)
    }
}
