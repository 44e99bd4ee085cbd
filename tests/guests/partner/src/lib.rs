//! Keeps secrets.

use keel_sdk::prelude::*;

plugin!("plugin.toml");

impl Actions for Plugin {
    fn keep() -> Result<()> {
        Secret { text: "hush".into(), ..Secret::default() }.create().map(|_| ())
    }
}
