//! Everything that can be wrong with a manifest: what is said, where, and what to write instead.
#![allow(clippy::unwrap_used)]

/// A whole manifest, 24 lines; what a case adds begins on line 25.
const GOOD: &str = r#"[plugin]
id = "crm"
version = "1.0.0"
name = "Leads"
description = "Keeps leads."
licence = "MIT"
vendor = "Keel"
host-api = "1.0"

[[record-type]]
name = "lead"
title = "name"

[[record-type.field]]
name = "name"
kind = "text"
max = 80
required = true

[[record-type.field]]
name = "contact"
kind = "reference"
to = "contact"

"#;

/// What is found, one a line: `line:column code: message => fix`. Lines are counted from the case's first.
fn found(text: &str, first_line: usize) -> String {
    let findings = keel_manifest::read(text, "plugin.toml").err().unwrap_or_default();
    let lines: Vec<String> = findings
        .iter()
        .map(|one| {
            let line = one
                .line
                .checked_sub(first_line)
                .map_or(format!("-{}", one.line), |line| (line + 1).to_string());
            let code = one.code.as_str().strip_prefix("manifest.").unwrap();
            format!("{line}:{} {code}: {} => {}", one.column, one.message, one.fix)
        })
        .collect();
    lines.join("\n")
}

#[track_caller]
fn check(added: &str, expected: &str) {
    assert_eq!(found(&format!("{GOOD}{added}"), 25), expected, "\n{added}");
}

#[test]
fn nothing_is_found_in_a_good_manifest() {
    check("", "");
}

#[test]
fn every_fault_is_found_in_one_go() {
    let text = "[plugin]\nid = \"Big CRM\"\nversion = \"1\"\nname = 3\nlicense = \"MIT\"\nlicence = \"proprietary\"\nvendor = \"\"\nhost-api = \"1\"\n[[hooks]]\n";
    assert_eq!(
        found(text, 1),
        "1:1 missing-key: `description` is missing in `plugin` => add `description = \"…\"`: One sentence for people.
2:6 bad-name: `Big CRM` is not in kebab-case => write `big-crm`
3:11 version: `1` is no version => write three numbers such as \"1.0.0\"
4:8 wrong-type: `name` takes text, this is a whole number => write name = \"…\"
5:1 unknown-key: there is no key `license` in `plugin` => write `licence`
6:11 licence: `proprietary` is no licence expression => write `LicenseRef-Proprietary` for terms of your own
7:10 value: `vendor`: it is empty => write one line of text
8:12 version: `1` is no version of the contract => write two numbers such as \"1.0\"
9:3 unknown-key: there is no key `hooks` in a manifest => write `hook`"
    );
}

#[test]
fn whatever_plugins_tell_is_heard_by_whoever_asks_for_it() {
    let all = "[[subscription]]\nname = \"facts\"\non = [\"*\"]\n";
    check(
        all,
        "3:7 missing-key: `*` hears what every plugin tells, which takes a capability => add [[capability]] name = \"events.hear\" with a reason, or name the events",
    );
    check(
        &format!("{all}[[capability]]\nname = \"events.hear\"\nreason = \"To start processes by facts.\"\n"),
        "",
    );
}

#[test]
fn a_colour_is_one_of_the_house() {
    let colour =
        |word: &str| GOOD.replace("host-api = \"1.0\"", &format!("host-api = \"1.1\"\ncolour = \"{word}\""));
    assert_eq!(found(&colour("teal"), 1), "");
    assert!(
        found(&colour("teel"), 1)
            .starts_with("9:10 unknown-word: there is no colour `teel` => write \"teal\"")
    );
}

#[test]
fn what_is_no_toml_is_found_where_it_stops() {
    assert_eq!(
        found("[plugin]\nid = \n", 1),
        "2:6 syntax: string values must be quoted, expected literal string => mend the TOML here (toml.io/en/v1.0.0)"
    );
    assert_eq!(found("", 1), "1:1 missing-key: `plugin` is missing in a manifest => add [plugin]");
}

#[test]
fn fields() {
    let field = |text: &str| format!("[[record-type.field]]\n{text}");
    for (text, expected) in [
        (
            "name = \"size\"\nkind = \"txt\"",
            "3:8 unknown-word: there is no kind `txt` => write \"text\"; there are \"text\", \"long-text\", \"bool\", \"integer\", \"decimal\", \"money\", \"day\", \"instant\", \"reference\", \"choice\", \"json\"",
        ),
        (
            "name = \"order\"\nkind = \"integer\"",
            "2:8 reserved-name: `order` is a word of SQL, no column can be called so => write a name such as `its_order`",
        ),
        ("name = \"order\"\nkind = \"decimal\"\nscale = 2", ""),
        (
            "name = \"version\"\nkind = \"integer\"",
            "2:8 reserved-name: the host uses `version` itself => write a name such as `its_version`",
        ),
        (
            "name = \"name\"\nkind = \"integer\"",
            "2:8 duplicate: there are two fields `name` => give one of them another name",
        ),
        (
            "name = \"contact_id\"\nkind = \"text\"",
            "2:8 duplicate: `contact` and `contact_id` would both be kept as `contact_id` => give one of them another name",
        ),
        (
            "name = \"a\"\nkind = \"bool\"",
            "2:8 bad-name: `a` has 1 characters => write a name of 2 to 40 characters",
        ),
        (
            "name = \"rate\"\nkind = \"decimal\"",
            "3:1 missing-key: the field does not say how many digits it has after the point => add `scale = 2`",
        ),
        (
            "name = \"rate\"\nkind = \"decimal\"\nscale = 10",
            "4:9 value: `scale` is 10 => write a number from 0 to 9",
        ),
        (
            "name = \"rate\"\nkind = \"decimal\"\nscale = 2\ndefault = 1.5",
            "5:11 wrong-type: `default` takes text, a whole number, true or false, this is a float, which loses digits => write default = \"…\"",
        ),
        (
            "name = \"rate\"\nkind = \"decimal\"\nscale = 2\ndefault = \"1.505\"",
            "5:11 default: \"1.505\" is no value of this field (decimal with 2 digits after the point) => write it as text with at most 2 digits after the point, such as \"12.50\"",
        ),
        (
            "name = \"size\"\nkind = \"integer\"\nscale = 2",
            "4:1 contradiction: `scale` is only for fields of kind decimal => take it out",
        ),
        (
            "name = \"state\"\nkind = \"choice\"\nwords = [\"new\", \"Won it\", \"new\"]",
            "4:17 bad-name: `Won it` is no word of a choice => write `won-it`; what people read is its translation\n4:27 duplicate: `new` stands here twice => take one out",
        ),
        (
            "name = \"price\"\nkind = \"money\"\ncurrency = \"coin\"",
            "4:12 unknown-field: there is no text field `coin` beside `price` => add the field, with kind = \"text\" and max = 3",
        ),
        (
            "name = \"item\"\nkind = \"reference\"\nto = \"itme\"",
            "4:6 unknown-type: there is no record type `itme` => write `item`",
        ),
        (
            "name = \"line\"\nkind = \"reference\"\nto = \"entry-line\"",
            "4:6 final-type: `entry-line` is a line of another record, which has no id of its own => refer to the record that it is a line of",
        ),
        (
            "name = \"deal\"\nkind = \"reference\"\nto = \"sales.deal\"",
            "4:6 unknown-plugin: `sales.deal` is of a plugin that is not in [depends] => add `sales = \"1.0\"` to [depends]",
        ),
        (
            "name = \"item\"\nkind = \"reference\"\nto = \"item\"\nrequired = true\non-delete = \"clear\"",
            "6:1 contradiction: a field that must be given cannot be emptied => write \"restrict\" or \"cascade\", or make it optional",
        ),
        (
            "name = \"part_of\"\nkind = \"reference\"\nto = \"lead\"\nrequired = true",
            "-10:1 reference-cycle: no record of `lead` could be the first: its required references go in a circle => make one of the references optional",
        ),
        (
            "name = \"note\"\nkind = \"json\"\nunique = true",
            "4:1 contradiction: `unique` is only for fields of one short value => take it out",
        ),
        (
            "name = \"title\"\nkind = \"text\"\nwas = \"name\"",
            "4:1 contradiction: `title` was not called `name`: that is declared here as well => take `was` out, or the other declaration",
        ),
    ] {
        check(&field(text), expected);
    }
}

#[test]
fn record_types_and_extensions() {
    let shared = "[[record-type]]\nname = \"tariff\"\nscope = \"shared\"\ntitle = \"code\"\nsearch = [\"rate\"]\nowner = \"code\"\nsort = [\"-rates\"]\n[[record-type.field]]\nname = \"code\"\nkind = \"text\"\n[[record-type.field]]\nname = \"rate\"\nkind = \"money\"";
    for (text, expected) in [
        (
            shared,
            "5:11 unknown-field: `rate` (amount in the company's currency) is no good as a search of text => write one of `code`\n6:9 unknown-field: `code` (text of at most 200 characters) is no good as an owner, which is a reference to `user` => declare such a field\n7:9 unknown-field: there is no field `rates` => write one of `code`, `rate`\n11:1 contradiction: an amount shared by all companies needs its currency beside it => add a text field and name it: currency = \"currency\"",
        ),
        (
            "[[record-type]]\nname = \"contact\"\ntitle = \"name\"\n[[record-type.field]]\nname = \"name\"\nkind = \"text\"",
            "2:8 reserved-name: `contact` is a record type of the core => write a name of your own such as `contact-sheet`; to add fields to it: [[extension]]",
        ),
        (
            "[[record-type]]\nname = \"empty\"\ntitle = \"name\"",
            "1:1 missing-key: `field` is missing in `record-type` => add [[record-type.field]]\n3:9 unknown-field: there is no field `name` => declare such a field",
        ),
        (
            "[[record-type.collection]]\nname = \"contact\"\n[[record-type.collection.field]]\nname = \"line_no\"\nkind = \"integer\"",
            "2:8 duplicate: there are two members `contact` => give one of them another name\n4:8 reserved-name: the host uses `line_no` itself => write a name such as `its_line_no`",
        ),
        (
            "[[extension]]\non = \"contact\"\n[[extension.field]]\nname = \"source\"\nkind = \"text\"\nrequired = true",
            "6:1 contradiction: `source` must be given, and the records that are there have none => give it a default, or make it optional",
        ),
        (
            "[[extension]]\non = \"entry\"\n[[extension.field]]\nname = \"source\"\nkind = \"text\"",
            "2:6 final-type: records of `entry` never change, or are lines of others: they take no fields => declare a record type of your own with a reference to it",
        ),
        (
            "[[extension]]\non = \"lead\"\n[[extension.field]]\nname = \"source\"\nkind = \"text\"",
            "2:6 contradiction: `lead` is its own => declare the fields in the record type itself",
        ),
        (
            "[[view]]\nrecord-type = \"lead\"\nkind = \"board\"\nfields = [\"nmae\"]",
            "1:1 missing-key: a board does not say what it is grouped by => add `group-by = \"…\"`\n4:11 unknown-field: there is no field `nmae` on `crm.lead` => write `name`",
        ),
        (
            "[[setting]]\nname = \"key\"\nkind = \"secret\"\ndefault = \"1234\"",
            "4:11 default: a secret has no default => take it out: the administrator sets it",
        ),
        (
            "[[destroy]]\nwhat = \"lead.name\"\nreason = \"unused\"",
            "2:8 contradiction: `lead.name` shall go, and is declared here as well => take out the declaration, or this [[destroy]]\n3:10 reason: an administrator cannot weigh the reason \"unused\" => say what it is for, in a sentence of three words or more",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn rights() {
    let reason = "reason = \"To show what they owe.\"";
    for (text, expected) in [
        (
            "name = \"ledger.raed\"",
            "2:8 unknown-word: there is no capability `ledger.raed` => write \"ledger.read\"; there are \"records.read\", \"records.create\", \"records.update\", \"records.delete\", \"ledger.read\", \"ledger.post\", \"ledger.reverse\", \"ledger.reconcile\", \"stock.read\", \"stock.plan\", \"stock.move\", \"contacts.search\", \"actions.call\", \"events.hear\", \"jobs.schedule\", \"http.send\", \"files.read\", \"files.write\", \"mail.send\"",
        ),
        (
            "name = \"records.read\"",
            "1:1 missing-key: `records.read` does not say what it covers => add `types = [\"…\"]`",
        ),
        ("name = \"records.read\"\ntypes = []", "3:1 value: `types` is empty => name one or more"),
        (
            "name = \"records.update\"\ntypes = [\"role\"]",
            "3:10 guarded-type: `role` is changed by administrators only => take it out",
        ),
        (
            "name = \"records.read\"\ntypes = [\"lead\"]",
            "3:10 contradiction: `lead` is its own, which needs no capability => take it out",
        ),
        (
            "name = \"ledger.read\"\nhosts = [\"example.com\"]",
            "3:1 contradiction: `hosts` is only for other capabilities than `ledger.read` => take it out",
        ),
        (
            "name = \"http.send\"\nhosts = [\"https://example.com/v1\"]",
            "3:10 value: `https://example.com/v1` is no host => write a host such as \"api.example.com\", without path and wildcard",
        ),
        (
            "name = \"actions.call\"\nactions = [\"sales.ship\", \"ship\"]",
            "3:12 unknown-plugin: `sales.ship` is of a plugin that is not in [depends] => add `sales = \"1.0\"` to [depends]\n3:26 unknown-plugin: `ship` does not say of which plugin it is => write `plugin.ship`",
        ),
    ] {
        check(&format!("[[capability]]\n{text}\n{reason}"), expected);
    }
    check(
        "[[role]]\nname = \"seller\"\npermissions = [{ type = \"lead\", operations = [\"reed\"], row = \"own\" }]",
        "3:47 unknown-word: there is no operation `reed` => write \"read\"; there are \"read\", \"create\", \"update\", \"delete\", \"correct\"\n3:56 unknown-key: there is no key `row` in `role.permissions` => write `rows`",
    );
}

#[test]
fn no_plugin_changes_the_rights_of_people() {
    let guarded = "guarded-type: `role` is changed by administrators only => take it out";
    check("[[role]]\nname = \"boss\"\npermissions = [{ type = \"role\", operations = [\"read\"] }]", "");
    check(
        "[[role]]\nname = \"boss\"\npermissions = [{ type = \"role\", operations = [\"update\"] }]",
        &format!("3:25 {guarded}"),
    );
    let hook = "[[hook]]\nname = \"grab\"\non = \"role\"\nchange = [\"update\"]\nwhen = \"before\"\n";
    check(hook, "");
    check(&format!("{hook}writes = [\"permissions\"]"), &format!("3:6 {guarded}"));
}

#[test]
fn calls() {
    let hook = "[[hook]]\nname = \"check\"\nwhen = \"before\"\n";
    for (text, expected) in [
        (format!("{hook}on = \"entry\"\nchange = [\"update\"]"), "4:6 final-type: records of `entry` are final: they are made, never changed, deleted or completed => write change = [\"create\"]; `writes` takes reference, narration"),
        (format!("{hook}on = \"entry\"\nchange = [\"create\"]\nwrites = [\"narration\"]"), ""),
        (format!("{hook}on = \"entry\"\nchange = [\"create\"]\nwrites = [\"entry_on\"]"), "4:6 final-type: records of `entry` are final: they are made, never changed, deleted or completed => write change = [\"create\"]; `writes` takes reference, narration"),
        (format!("{hook}on = \"lead\"\nchange = [\"create\", \"read\"]"), "5:21 unknown-word: there is no operation `read` => write one of \"create\", \"update\", \"delete\""),
        (format!("{hook}on = \"lead\"\nchange = [\"create\"]\nfields = [\"name\"]\nwrites = [\"nam\"]"), "6:1 contradiction: `fields` is only for hooks on updates => take it out\n7:11 unknown-field: there is no field `nam` on `crm.lead` => write `name`"),
        ("[[hook]]\nname = \"note\"\nwhen = \"after\"\non = \"lead\"\nchange = [\"update\"]\npolicy = \"hold\"\nwrites = [\"name\"]\norder = 2000".into(), "6:1 contradiction: a change that was written cannot be held => write \"block\" or \"skip\", or when = \"before\"\n7:1 contradiction: `writes` is only for hooks before a creation or an update => take it out\n8:9 value: `order` is 2000 => write a number from -1000 to 1000"),
        ("[[action]]\nname = \"win\"\npermission = \"update\"\nemits = [\"won\"]".into(), "3:1 contradiction: `permission` is only for actions with `on` => take it out\n4:10 unknown-event: there is no event `won` => declare it: [[event]] name = \"won\""),
        ("[[subscription]]\nname = \"hear\"\non = [\"record.made\", \"ledger.*\", \"crm.won\", \"sales.*\"]".into(), "3:7 unknown-event: there is no event `record.made` => write `record.created`, or an event of yours or of a plugin in [depends]\n3:34 unknown-event: there is no event `crm.won` => write `record.created`, or an event of yours or of a plugin in [depends]\n3:45 unknown-plugin: `sales.*` is of a plugin that is not in [depends] => add `sales = \"1.0\"` to [depends]"),
        ("[[job]]\nname = \"nightly\"\nschedule = \"0 25 * * *\"".into(), "3:12 cron: `25` is no hour (0 to 23) => write minute, hour, day of month, month, day of week, such as \"0 3 * * *\" (each night at three)"),
        ("[[endpoint]]\nname = \"paid\"\nauth = \"signature\"\nmethods = [\"post\"]\n[[endpoint]]\nname = \"paid\"\nauth = \"signature\"\nsecret = \"key\"".into(), "1:1 missing-key: a signature needs a secret that keys it => add `secret = \"…\"` with the name of a setting of kind `secret`\n4:12 unknown-word: there is no method `post` => write one of \"GET\", \"POST\", \"PUT\", \"PATCH\", \"DELETE\"\n6:8 duplicate: there are two endpoints `paid` => give one of them another name\n8:10 unknown-setting: there is no secret setting `key` => declare it: [[setting]] name = \"key\", kind = \"secret\""),
    ] {
        check(&text, expected);
    }
}

#[test]
fn screens() {
    for (text, expected) in [
        (
            "[[page]]\nname = \"board\"\nslot = \"pages\"",
            "3:8 unknown-word: there is no slot `pages` => write \"page\"; there are \"page\", \"record-panel\", \"record-action\", \"list-action\", \"dashboard-card\", \"my-work\", \"settings\", \"report\"",
        ),
        ("[[page]]\nname = \"today\"\nslot = \"my-work\"", ""),
        (
            "[[menu]]\nlabel = \"Leads\"\nrecord-type = \"lead\"\nsection = \"Master data\"",
            "4:11 bad-name: `Master data` is not in kebab-case => write `master-data`",
        ),
        (
            "[[page]]\nname = \"board\"\nslot = \"record-panel\"",
            "1:1 missing-key: the slot is on a record type, and the page does not say on which => add `on = \"contact\"`",
        ),
        (
            "[[page]]\nname = \"board\"\nslot = \"page\"\non = \"lead\"",
            "4:1 contradiction: `on` is only for slots of records and lists => take it out",
        ),
        (
            "[[menu]]\nlabel = \"Leads\"\npage = \"bord\"\n[[page]]\nname = \"board\"\nslot = \"page\"",
            "3:8 unknown-page: there is no page in the slot `page` called `bord` => write `board`",
        ),
        (
            "[[menu]]\nlabel = \"Leads\"",
            "1:1 contradiction: an entry of the menu opens a page or a list of records: one of them => write `page = \"…\"` or `record-type = \"…\"`",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_plugin_is_not_called_as_the_host_calls_things() {
    for (id, fix) in [("keel", "my-keel"), ("contact", "my-contact"), ("ledger", "my-ledger")] {
        let text = GOOD.replace("id = \"crm\"", &format!("id = \"{id}\""));
        assert_eq!(
            found(&text, 1),
            format!("2:6 reserved-name: the host uses `{id}` itself => write an id such as `{fix}`")
        );
    }
}
