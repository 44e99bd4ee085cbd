//! What happens between two versions of a plugin, as an administrator reads it.
#![allow(clippy::unwrap_used)]

use keel_manifest::{Manifest, plan, read};

/// A manifest with a record type `lead` (a name) and what is added.
fn manifest(version: &str, added: &str) -> Manifest {
    let text = format!(
        "[plugin]\nid = \"crm\"\nversion = \"{version}\"\nname = \"Leads\"\ndescription = \"Keeps leads.\"\n\
         licence = \"MIT\"\nvendor = \"Keel\"\nhost-api = \"1.0\"\n\
         [[record-type]]\nname = \"lead\"\ntitle = \"name\"\n{NAME}{added}"
    );
    read(&text, "plugin.toml").unwrap_or_else(|found| {
        panic!("{}\n{text}", found.iter().map(|one| format!("{one}\n")).collect::<String>())
    })
}

const NAME: &str = "[[record-type.field]]\nname = \"name\"\nkind = \"text\"\nmax = 80\nrequired = true\n";

/// `field!("size", "integer")`, with more keys behind.
fn field(name: &str, kind: &str, more: &str) -> String {
    format!("[[record-type.field]]\nname = \"{name}\"\nkind = \"{kind}\"\n{more}\n")
}

fn destroy(what: &str) -> String {
    format!("[[destroy]]\nwhat = \"{what}\"\nreason = \"Nobody used it.\"\n")
}

fn lines(plan: &keel_manifest::Plan) -> Vec<String> {
    plan.steps.iter().map(ToString::to_string).chain(plan.refusals.iter().map(ToString::to_string)).collect()
}

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let steps = lines(&plan(Some(&manifest("1.0.0", old)), Some(&manifest("1.1.0", new))));
    assert_eq!(steps, expected, "\n{old}\n->\n{new}");
}

#[test]
fn a_first_version_brings_everything_in_an_order_that_works() {
    let all = manifest(
        "1.0.0",
        &format!(
            "{}{}{}{}{}",
            field("state", "choice", "words = [\"new\", \"won\"]\ndefault = \"new\"\nindex = true"),
            field("stage", "reference", "to = \"stage\"\nrequired = true"),
            "[[record-type.collection]]\nname = \"calls\"\n[[record-type.collection.field]]\nname = \"item\"\nkind = \"reference\"\nto = \"item\"\n",
            "[[record-type]]\nname = \"stage\"\nscope = \"shared\"\ntitle = \"code\"\n[[record-type.field]]\nname = \"code\"\nkind = \"text\"\nunique = true\n\
             [[record-type.field]]\nname = \"first\"\nkind = \"reference\"\nto = \"lead\"\n",
            "[[capability]]\nname = \"ledger.read\"\nreason = \"To show what they owe.\"\n\
             [[extension]]\non = \"contact\"\n[[extension.field]]\nname = \"score\"\nkind = \"integer\"\n\
             [[hook]]\nname = \"check\"\non = \"lead\"\nchange = [\"create\"]\nwhen = \"before\"\n",
        ),
    );
    let expected = [
        "+ asks for ledger.read: To show what they owe.",
        "+ record type stage (shared by all companies): code: text of at most 200 characters",
        "+ record type lead (per company): name: text of at most 80 characters, required; state: one of new, won, else \"new\"; stage: reference to crm.stage, which keeps it, required",
        "+ lines lead.calls: item: reference to item, which keeps it",
        "+ field stage.first: reference to crm.lead, which keeps it",
        "+ field contact.score: whole number",
        "+ unique index on stage.code",
        "+ index on lead.state",
        "+ index on lead.stage",
        "+ index on lead.calls.item",
        "+ index on stage.first",
        "+ hook check",
    ];
    let first = plan(None, Some(&all));
    assert_eq!(lines(&first), expected);
    assert!(first.asks_more() && !first.destroys() && first.refusals.is_empty());

    let expected = [
        "- no longer asks for ledger.read",
        "- index on stage.first",
        "- field stage.first with its data: the plugin goes",
        "- field contact.score with its data: the plugin goes",
        "- lines lead.calls with their data: the plugin goes",
        "- record type lead with its data: the plugin goes",
        "- record type stage with its data: the plugin goes",
        "- hook check",
    ];
    let away = plan(Some(&all), None);
    assert_eq!(lines(&away), expected);
    assert!(!away.asks_more() && away.destroys() && away.refusals.is_empty());
    assert_eq!(lines(&plan(Some(&all), Some(&all))), [""; 0]);
}

#[test]
fn what_only_adds_happens() {
    for (old, new, expected) in [
        (
            String::new(),
            field("size", "integer", "index = true"),
            &["+ field lead.size: whole number", "+ index on lead.size"][..],
        ),
        (
            String::new(),
            field("size", "integer", "required = true\ndefault = 1"),
            &["+ field lead.size: whole number, required, else 1"],
        ),
        (
            field("note", "text", "max = 80"),
            field("note", "text", "max = 200"),
            &["~ field lead.note: at most 200 characters"],
        ),
        (
            field("note", "text", "max = 80"),
            field("note", "long-text", ""),
            &["~ field lead.note: of any length"],
        ),
        (
            field("state", "choice", "words = [\"new\"]"),
            field("state", "choice", "words = [\"hot\", \"new\"]"),
            &["~ field lead.state: may be hot too"],
        ),
        (
            field("size", "integer", "required = true"),
            field("size", "integer", ""),
            &["~ field lead.size: may be empty"],
        ),
        (
            field("size", "integer", ""),
            field("size", "integer", "required = true\ndefault = 1"),
            &["~ field lead.size: must be given; 1 where it is empty; shown or filled in otherwise"],
        ),
        (
            field("size", "integer", ""),
            field("size", "integer", "label = \"Employees\""),
            &["~ field lead.size: shown or filled in otherwise"],
        ),
        (
            field("size", "integer", "index = true"),
            field("size", "integer", "unique = true"),
            &["- index on lead.size", "+ unique index on lead.size"],
        ),
    ] {
        check(&old, &new, expected);
    }
}

#[test]
fn what_loses_data_is_declared_or_refused() {
    let note = field("note", "text", "");
    for (old, new, expected) in [
        (
            note.clone(),
            String::new(),
            "! lead.note: the new version has it no longer, and its data would be lost (plan.not-declared). Declare it: [[destroy]] what = \"lead.note\" with a reason; or, when it was renamed, write was = \"note\" where it is declared now.",
        ),
        (note.clone(), destroy("lead.note"), "- field lead.note with its data: Nobody used it."),
        (
            note.clone(),
            field("remark", "text", "was = \"note\""),
            "~ field lead.note is called remark, with its data",
        ),
        (
            field("size", "text", ""),
            field("size", "integer", ""),
            "! lead.size: text of at most 200 characters cannot become whole number (plan.kind-changed). Keep it as it was, or add a field with another name and destroy this one.",
        ),
        (
            field("note", "long-text", ""),
            note.clone(),
            "! lead.note: texts longer than 200 characters may be there (plan.text-shorter). Keep the length; check new texts in a hook, if they must be shorter.",
        ),
        (
            field("rate", "decimal", "scale = 2"),
            field("rate", "decimal", "scale = 4"),
            "! lead.rate: 2 digits after the point cannot become 4: what is kept would mean another number (plan.scale-changed). Keep it as it was, or add a field with another name and destroy this one.",
        ),
        (
            field("sum", "money", ""),
            field("coin", "text", "") + &field("sum", "money", "currency = \"coin\""),
            "! lead.sum: the amounts that are there have their currency (plan.currency-changed). Keep it as it was, or add a field with another name and destroy this one.",
        ),
        (
            field("who", "reference", "to = \"contact\""),
            field("who", "reference", "to = \"user\""),
            "! lead.who: what it refers to, and what happens when that goes, is fixed by the records that are there (plan.reference-changed). Keep it as it was, or add a field with another name and destroy this one.",
        ),
        (
            field("state", "choice", "words = [\"new\", \"won\"]"),
            field("state", "choice", "words = [\"won\"]"),
            "! lead.state: records may hold new (plan.words-removed). Keep the words; refuse new uses in a hook.",
        ),
        (
            String::new(),
            field("size", "integer", "required = true"),
            "! lead.size: it must be given, and the records that are there have none (plan.required-without-default). Give it a default, or make it optional and fill it in.",
        ),
        (
            field("size", "integer", ""),
            field("size", "integer", "required = true"),
            "! lead.size: it must be given now, and may be empty in records that are there (plan.required-without-default). Give it a default that fills the empty ones, or leave it optional.",
        ),
    ] {
        let steps = lines(&plan(Some(&manifest("1.0.0", &old)), Some(&manifest("1.1.0", &new))));
        assert!(steps.iter().any(|step| step == expected), "{steps:#?}\nlack {expected}");
    }
}

#[test]
fn names_change_in_an_order_that_works() {
    let (one, two) = (field("one", "text", ""), field("two", "text", ""));
    check(
        &(one.clone() + &two),
        &(field("two", "text", "was = \"one\"") + &field("three", "text", "was = \"two\"")),
        &[
            "~ field lead.two is called three, with its data",
            "~ field lead.one is called two, with its data",
            "~ field lead.two: shown or filled in otherwise",
            "~ field lead.three: shown or filled in otherwise",
        ],
    );
    check(
        &(one.clone() + &two),
        &(field("two", "text", "was = \"one\"") + &field("one", "text", "was = \"two\"")),
        &[
            "~ field lead.two: shown or filled in otherwise",
            "~ field lead.one: shown or filled in otherwise",
            "! two: `one` and `two` cannot change names in a circle (plan.rename-circle). Rename one of them to a third name in a version of its own.",
        ],
    );
    // A rename that was done is not done again.
    let renamed = field("two", "text", "was = \"one\"");
    check(&renamed, &renamed, &[]);
    // What goes makes room for what is renamed.
    check(
        &(one + &two),
        &(field("two", "text", "was = \"one\"") + &destroy("lead.two")),
        &[
            "- field lead.two with its data: Nobody used it.",
            "~ field lead.one is called two, with its data",
            "~ field lead.two: shown or filled in otherwise",
        ],
    );
}

#[test]
fn a_record_type_is_renamed_with_all_that_speaks_of_it() {
    let stage = |name: &str, was: &str| {
        field("stage", "reference", &format!("to = \"{name}\""))
            + &format!(
                "[[record-type]]\nname = \"{name}\"\n{was}title = \"code\"\n[[record-type.field]]\nname = \"code\"\nkind = \"text\"\n"
            )
            + "[[record-type.collection]]\nname = \"steps\"\n[[record-type.collection.field]]\nname = \"day\"\nkind = \"day\"\n"
    };
    check(
        &stage("stage", ""),
        &stage("phase", "was = \"stage\"\nlabel = \"Stage\"\n"),
        &["~ record type stage is called phase"],
    );
}

#[test]
fn going_back_keeps_what_the_older_version_does_not_know() {
    let older =
        manifest("1.0.0", &(field("note", "text", "max = 80") + &field("old", "text", "label = \"Name\"")));
    let newer = manifest(
        "2.0.0",
        &(field("note", "long-text", "")
            + &field("fresh", "text", "was = \"old\"\nlabel = \"Name\"")
            + &field("size", "integer", "required = true\ndefault = 1\nindex = true")
            + "[[capability]]\nname = \"ledger.read\"\nreason = \"To show what they owe.\"\n"
            + "[[record-type]]\nname = \"stage\"\ntitle = \"code\"\n[[record-type.field]]\nname = \"code\"\nkind = \"text\"\n"),
    );
    let back = plan(Some(&newer), Some(&older));
    assert_eq!(
        lines(&back),
        [
            "- no longer asks for ledger.read",
            "~ stage stays as it is: the older version does not know it, its data is kept",
            "~ lead.size stays as it is: the older version does not know it, its data is kept",
            "~ field lead.fresh is called old, with its data",
            "~ field lead.size: may be empty",
        ]
    );
    assert!(!back.destroys());
}

#[test]
fn rights_and_the_rest_are_compared() {
    let rights = |types: &str| {
        format!(
            "[[capability]]\nname = \"records.read\"\ntypes = [{types}]\nreason = \"To show what they owe.\"\n"
        )
    };
    let hook = |policy: &str| {
        format!(
            "[[hook]]\nname = \"check\"\non = \"lead\"\nchange = [\"create\"]\nwhen = \"before\"\npolicy = \"{policy}\"\n"
        )
    };
    let job = "[[job]]\nname = \"nightly\"\nschedule = \"0 3 * * *\"\n";
    check(
        &(rights("\"contact\", \"item\"") + &hook("block") + "[[event]]\nname = \"won\"\n"),
        &(rights("\"contact\", \"entry\"") + &hook("skip") + job),
        &[
            "+ asks for records.read for entry: To show what they owe.",
            "- no longer asks for records.read for item",
            "~ hook check: before create of crm.lead",
            "- event won",
            "+ job nightly",
        ],
    );
}

#[test]
fn another_plugin_takes_no_place() {
    let mut other = manifest("2.0.0", "");
    other.id = "sales".into();
    let plan = plan(Some(&manifest("1.0.0", "")), Some(&other));
    assert_eq!(
        lines(&plan),
        [
            "! sales: it is another plugin than crm (plan.other-plugin). Install it beside the other, or give it the same id."
        ]
    );
}
