//! Record types of contacts and their directories.

use crate::service::contacts::rules::{CityRules, ContactRules, JobTitleRules, RequirementRules};
use crate::service::records::Declared;
use crate::storage::contacts::search;
use crate::storage::records::{Collection, Field, RecordType};
use keel_core::contacts::role::{Level, Need, Role};

/// Contacts, cities, job titles, what roles need, and imports.
pub fn all() -> Vec<Declared> {
    vec![
        Declared::with_rules(contact(), ContactRules),
        Declared::with_rules(city(), CityRules),
        Declared::with_rules(job_title(), JobTitleRules),
        Declared::with_rules(role_requirement(), RequirementRules),
        import_batch().into(),
    ]
}

fn contact() -> RecordType {
    RecordType::new("contact", "contact")
        .help("A person or an organisation, once, whatever it is to the company.")
        .field(Field::choice("kind", &["person", "organisation"]).required().fixed())
        .field(Field::text("code", 40).unique().help("Number or short name."))
        .field(
            Field::text("name", 200)
                .required()
                .walked()
                .help("As shown; left out, it is made of given and family name."),
        )
        .field(Field::text("given_name", 100))
        .field(Field::text("family_name", 100))
        .field(Field::text("courtesy_title", 40).help("Ms., Dr."))
        .field(Field::text("language", 35).help("Language tag (BCP 47): bg, en-GB."))
        .field(Field::day("born_on"))
        .field(Field::day("employed_on"))
        .field(Field::reference("job_title", "job-title"))
        .field(Field::text("job_title_given", 200).help("As typed; the directory's title is found or added."))
        .field(Field::reference("employer", "contact"))
        .field(Field::reference("reports_to", "contact"))
        .field(Field::long_text("note"))
        .field(Field::bool("active").default(true))
        .field(Field::reference("merged_into", "contact").readonly().help("The survivor: use it instead."))
        .field(Field::instant("erased_at").readonly())
        .collection(
            Collection::new("roles", "contact_role", "contact_id")
                .field(Field::choice("role", &Role::ALL.map(Role::name)).required())
                .field(Field::reference("company", "company").help("To which company; left out: to all.")),
        )
        .collection(
            Collection::new("addresses", "contact_address", "contact_id")
                .with_id()
                .field(
                    Field::choice("purpose", &["main", "billing", "delivery", "home", "registered", "other"])
                        .required()
                        .default("main"),
                )
                .field(Field::long_text("lines").help("Street and house; one line a line.").default(""))
                .field(Field::text("postcode", 20))
                .field(Field::reference("city", "city"))
                .field(
                    Field::text("city_given", 120).help("As typed; the directory's city is found or added."),
                )
                .field(Field::text("subdivision", 6).help("ISO 3166-2; names are recognised."))
                .field(Field::text("country", 2).help("ISO 3166-1 alpha-2; names are recognised."))
                .field(Field::text("given", 500).help("What was typed and could not be recognised.")),
        )
        .collection(
            Collection::new("phones", "contact_phone", "contact_id")
                .with_id()
                .field(
                    Field::choice("kind", &["work", "mobile", "home", "fax", "other"])
                        .required()
                        .default("work"),
                )
                .field(Field::text("e164", 16).help("Found by the host where it can be known."))
                .field(Field::text("extension", 20))
                .field(Field::text("given", 60).required().help("As typed.")),
        )
        .collection(
            Collection::new("emails", "contact_email", "contact_id")
                .field(Field::text("address", 254).required())
                .field(
                    Field::choice("kind", &["work", "private", "billing", "other"])
                        .required()
                        .default("work"),
                ),
        )
        .collection(
            Collection::new("websites", "contact_website", "contact_id")
                .field(Field::text("url", 500).required())
                .field(Field::text("label", 200)),
        )
        .collection(
            Collection::new("bank_accounts", "contact_bank_account", "contact_id")
                .with_id()
                .field(Field::text("iban", 34))
                .field(Field::text("number_given", 60).required().help("As typed."))
                .field(Field::text("bic", 11))
                .field(Field::text("holder", 200))
                .field(Field::text("currency", 3)),
        )
        .collection(
            Collection::new("tax_numbers", "contact_tax_number", "contact_id")
                .field(
                    Field::choice("kind", &["vat", "company", "person", "other"]).required().default("vat"),
                )
                .field(Field::text("country", 2).required())
                .field(Field::text("number", 30).required())
                .field(Field::bool("checked").help("A rule of the country confirmed it; set by the host.")),
        )
        .search_index(search::condition)
}

fn city() -> RecordType {
    RecordType::new("city", "city")
        .help("A city of the directory, with every spelling that means it.")
        .field(Field::text("name", 120).required())
        .field(Field::text("name_key", 120).readonly())
        .field(Field::text("country", 2).required().help("ISO 3166-1 alpha-2."))
        .field(Field::text("subdivision", 6).help("ISO 3166-2."))
        .field(Field::bool("active").default(true))
        .collection(
            Collection::new("synonyms", "city_synonym", "city_id")
                .field(Field::text("name", 120).required())
                .field(Field::text("name_key", 120).help("Set by the host."))
                .field(Field::text("country", 2).help("Set by the host."))
                .field(Field::text("subdivision", 6).default("").help("Set by the host.")),
        )
        .search(&["name"])
}

fn job_title() -> RecordType {
    RecordType::new("job-title", "job_title")
        .help("A job title of the directory, with every spelling that means it.")
        .field(Field::text("name", 200).required())
        .field(Field::text("name_key", 200).readonly())
        .field(Field::bool("active").default(true))
        .collection(
            Collection::new("synonyms", "job_title_synonym", "job_title_id")
                .field(Field::text("name", 200).required())
                .field(Field::text("name_key", 200).help("Set by the host.")),
        )
        .search(&["name"])
}

fn role_requirement() -> RecordType {
    RecordType::new("role-requirement", "role_requirement")
        .help("What a role needs of a contact, in one company or (without one) in all.")
        .title("needs")
        .field(Field::reference("company", "company"))
        .field(Field::choice("role", &Role::ALL.map(Role::name)).required())
        .field(Field::choice("needs", &Need::ALL.map(Need::name)).required())
        .field(
            Field::choice("level", &[Level::Refuse.name(), Level::Advise.name(), Level::None.name()])
                .required(),
        )
}

fn import_batch() -> RecordType {
    RecordType::new("import-batch", "import_batch")
        .help("An import as it was done: what it made and what it could not resolve.")
        .title("source")
        .read_only()
        .field(Field::reference("company", "company"))
        .field(Field::text("record_type", 60))
        .field(Field::text("source", 200))
        .field(Field::text("digest", 64).help("SHA-256 of the file."))
        .field(Field::text("key_field", 60))
        .field(Field::choice("mode", &["all", "row"]))
        .field(Field::integer("row_count"))
        .field(Field::integer("created_count"))
        .field(Field::integer("updated_count"))
        .field(Field::integer("unchanged_count"))
        .field(Field::integer("failed_count"))
        .field(Field::integer("finding_count"))
        .field(Field::instant("undone_at"))
        .search(&["source", "record_type"])
}
