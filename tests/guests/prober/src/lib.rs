//! Tries what it was not granted.

use keel_sdk::prelude::*;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn again(_change: &Change) -> Result<()> {
        actions::call("partner.keep", None, &Body::new()).map(|_| ())
    }

    fn deeper(change: &Change<Note>) -> Result<()> {
        match change.new.text.as_str() {
            "deeper" => Note { text: "deeper".into(), ..Note::default() }.create().map(|_| ()),
            _ => Ok(()),
        }
    }
}

impl Actions for Plugin {
    fn read(input: ReadInput) -> Result<ReadOutput> {
        let found = records::find(&input.r#type).all()?;
        Ok(ReadOutput { count: Some(found.len() as i64) })
    }

    fn get(input: GetInput) -> Result<()> {
        records::get_one(&input.r#type, Id::parse(&input.id)?).map(|_| ())
    }

    fn rename(input: RenameInput) -> Result<()> {
        records::update("contact", Id::parse(&input.id)?, Body::new().with("name", "Stolen")).map(|_| ())
    }

    fn post() -> Result<()> {
        let entry = ledger::Entry::new(
            Id::parse("00000000-0000-0000-0000-000000000001")?,
            context::current().today(),
        );
        ledger::post(&entry).map(|_| ())
    }

    fn fetch(input: FetchInput) -> Result<()> {
        http::send(&http::Request::get(&input.url)).map(|_| ())
    }

    fn mail() -> Result<()> {
        mail::send(&mail::Mail::new("ana@example.com", "Hello", "Nothing more.")).map(|_| ())
    }

    fn cycle() -> Result<()> {
        actions::call("partner.keep", None, &Body::new()).map(|_| ())
    }

    fn dig() -> Result<()> {
        Note { text: "deeper".into(), ..Note::default() }.create().map(|_| ())
    }

    fn write_and_trap() -> Result<()> {
        Note { text: "never".into(), ..Note::default() }.create()?;
        panic!("on purpose")
    }

    fn write_and_refuse() -> Result<()> {
        Note { text: "never".into(), ..Note::default() }.create()?;
        Err(Fault::refused("prober.no", "It changed its mind."))
    }

    fn ramble(input: RambleInput) -> Result<RambleOutput> {
        Ok(RambleOutput { text: Some("a".repeat(usize::try_from(input.letters).unwrap_or_default())) })
    }

    fn write_and_wait() -> Result<()> {
        Note { text: "never".into(), ..Note::default() }.create()?;
        records::find("prober.pile").all().map(|_| ())
    }

    fn doze() -> Result<()> {
        Note { text: "never".into(), ..Note::default() }.create()?;
        let doze = std::thread::sleep;
        doze(std::time::Duration::from_secs(3600));
        Ok(())
    }

    fn random() -> Result<RandomOutput> {
        use std::collections::hash_map::RandomState;
        use std::hash::{BuildHasher, Hasher};
        let number = RandomState::new().build_hasher().finish();
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_micros());
        Ok(RandomOutput { text: Some(format!("{number} {now}")) })
    }
}
