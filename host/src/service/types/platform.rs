//! Companies and the other records that the platform itself needs.

use futures_util::FutureExt;

use crate::service::records::{Declared, RecordRules, RuleFuture, Save};
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::records::{Field, RecordType, Value};

/// Record types of the platform.
pub fn types() -> Vec<Declared> {
    vec![Declared::with_rules(
        RecordType::new("company", "company")
            .help("A legal entity with its own books.")
            .search(&["code", "name"])
            .field(Field::text("code", 20).required().unique())
            .field(Field::text("name", 200).required())
            .field(
                Field::text("currency", 3)
                    .required()
                    .fixed()
                    .help("ISO 4217 code of the functional currency."),
            )
            .field(Field::text("country", 2).required().help("ISO 3166-1 alpha-2 code."))
            .field(Field::bool("closed"))
            .no_delete(),
        CompanyRules,
    )]
}

/// Codes are of the standards they say.
struct CompanyRules;

impl RecordRules for CompanyRules {
    fn before_save<'a>(&'a self, _uow: &'a mut Uow<'_>, save: &'a mut Save) -> RuleFuture<'a> {
        async move {
            if save.value("currency").text().is_some_and(|code| currency::exponent(code).is_none()) {
                return Err(
                    Fault::invalid("company.currency", "Give an ISO 4217 code such as EUR.").at("/currency")
                );
            }
            let country = save.value("country");
            if country.text().is_some_and(|code| rust_iso3166::from_alpha2(code).is_none())
                && *country != Value::Null
            {
                return Err(
                    Fault::invalid("company.country", "Give an ISO 3166-1 code such as BG.").at("/country")
                );
            }
            Ok(())
        }
        .boxed_local()
    }
}
