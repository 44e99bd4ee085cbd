//! What a plugin says in the languages that its package brings (Fluent, `i18n/<language>.ftl`).
//!
//! Knows messages and the ids under which labels of a manifest stand. Must not know who reads, or in what.
//!
//! ```text
//! type-lead                       a record type; type-lead-steps: its lines
//! type-lead-status                a field of it;   type-lead-status-new: a word of a choice
//! type-lead-steps-done            a field of its lines
//! ext-contact-points              a field on another's record type
//! action-convert-lead             an action;       action-convert-lead-name: an input
//! action-convert-lead-answer-deal an output
//! page-funnel, menu-funnel, report-funnel, report-funnel-from, report-funnel-column-total,
//! setting-days, role-seller, event-won, job-remind
//! ```
//!
//! `section-settings` is a section of the menu. The attribute `.help` of any is its help, `.confirm` of an action what
//! is asked before it runs. Whatever is no letter or digit in a name is `-` in an id.

use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Digits of a number that Fluent, which counts in binary, gives back as they came.
const DIGITS_MAX: usize = 15;
/// The language of messages that nobody's language has.
const FALLBACK: &str = "en";

/// Messages of one plugin, by language.
#[derive(Default)]
pub struct Texts {
    bundles: BTreeMap<String, FluentBundle<FluentResource>>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.bundles.keys()).finish()
    }
}

impl Texts {
    /// Reads Fluent by language. What cannot be read of a text is left out, the rest of it stays.
    pub fn read(translations: &BTreeMap<String, String>) -> Texts {
        let mut bundles = BTreeMap::new();
        for (language, text) in translations {
            let Ok(known) = language.parse::<LanguageIdentifier>() else { continue };
            let mut bundle = FluentBundle::new_concurrent(vec![known]);
            // Marks around arguments would be part of what screens compare and copy.
            bundle.set_use_isolating(false);
            let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(whole, _)| whole);
            bundle.add_resource_overriding(resource);
            bundles.insert(language.clone(), bundle);
        }
        Texts { bundles }
    }

    /// The languages there are.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.bundles.keys().map(String::as_str)
    }

    /// A label in the first of a reader's languages that has it.
    pub fn label(&self, languages: &[String], id: &str) -> Option<String> {
        self.wanted(languages).find_map(|bundle| {
            let pattern = bundle.get_message(id)?.value()?;
            Some(bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
        })
    }

    /// The help of a label.
    pub fn help(&self, languages: &[String], id: &str) -> Option<String> {
        self.attribute(languages, id, "help")
    }

    /// What is asked before an action runs.
    pub fn confirm(&self, languages: &[String], id: &str) -> Option<String> {
        self.attribute(languages, id, "confirm")
    }

    fn attribute(&self, languages: &[String], id: &str, name: &str) -> Option<String> {
        self.wanted(languages).find_map(|bundle| {
            let attribute = bundle.get_message(id)?.get_attribute(name)?;
            Some(bundle.format_pattern(attribute.value(), None, &mut Vec::new()).into_owned())
        })
    }

    /// A message with its arguments: in a language of the reader, else in English, else in any.
    pub fn message(&self, languages: &[String], id: &str, args: &[(String, String)]) -> Option<String> {
        let mut given = FluentArgs::new();
        for (name, text) in args {
            given.set(name.clone(), argument(text));
        }
        let english = [FALLBACK.to_owned()];
        let bundle = self
            .wanted(languages)
            .chain(self.wanted(&english))
            .chain(self.bundles.values())
            .find(|bundle| bundle.get_message(id).is_some_and(|message| message.value().is_some()))?;
        let pattern = bundle.get_message(id)?.value()?;
        Some(bundle.format_pattern(pattern, Some(&given), &mut Vec::new()).into_owned())
    }

    /// What there is in a reader's languages: the very one, the language without region, or with another.
    fn wanted<'a>(
        &'a self,
        languages: &'a [String],
    ) -> impl Iterator<Item = &'a FluentBundle<FluentResource>> {
        languages.iter().filter_map(|wanted| {
            let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let same = |(tag, _): &(&String, &FluentBundle<_>)| tag.eq_ignore_ascii_case(wanted);
            let plain = |(tag, _): &(&String, &FluentBundle<_>)| **tag == primary(wanted);
            let near = |(tag, _): &(&String, &FluentBundle<_>)| primary(tag) == primary(wanted);
            let all = || self.bundles.iter();
            let found = all().find(same).or_else(|| all().find(plain)).or_else(|| all().find(near));
            found.map(|(_, bundle)| bundle)
        })
    }
}

/// A number where Fluent chooses a plural by it, and can write it as it came; text else.
fn argument(text: &str) -> FluentValue<'static> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let numeric = (1..=DIGITS_MAX).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
    match text.parse::<FluentNumber>() {
        Ok(number) if numeric => FluentValue::Number(number),
        _ => FluentValue::from(text.to_owned()),
    }
}

/// The id of names: `type`, `lead`, `due_on` → `type-lead-due-on`.
pub fn id(parts: &[&str]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    parts.join("-").chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let english = "type-lead = Lead\n    .help = Somebody who may buy.\n    .confirm = Sure?\nonly = English only\n\
                       left = { $days ->\n    [one] { $days } day\n   *[other] { $days } days\n  } for { $name }\n\
                       broken = { $\n";
        let bulgarian = "type-lead = Запитване\nleft = { $days ->\n    [one] { $days } ден\n   *[other] { $days } дни\n  } за { $name }\n";
        let all = [("en", english), ("bg", bulgarian)];
        Texts::read(&all.into_iter().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect())
    }

    fn languages(tags: &str) -> Vec<String> {
        tags.split(' ').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn labels_are_in_the_first_language_that_has_them() {
        for (asked, id, expected) in [
            ("bg", "type-lead", Some("Запитване")),
            ("bg-BG en", "type-lead", Some("Запитване")),
            ("de bg", "type-lead", Some("Запитване")),
            ("de en-GB", "type-lead", Some("Lead")),
            ("bg", "only", None),
            ("bg en", "only", Some("English only")),
            ("", "type-lead", None),
            ("en", "broken", None),
        ] {
            assert_eq!(texts().label(&languages(asked), id).as_deref(), expected, "{asked}: {id}");
        }
        assert_eq!(texts().help(&languages("en"), "type-lead").as_deref(), Some("Somebody who may buy."));
        assert_eq!(texts().help(&languages("bg"), "type-lead"), None);
        assert_eq!(texts().confirm(&languages("en"), "type-lead").as_deref(), Some("Sure?"));
    }

    #[test]
    fn messages_choose_plurals_and_keep_numbers_as_they_came() {
        for (asked, days, expected) in [
            ("bg", "1", "1 ден за Ada"),
            ("bg", "21", "21 дни за Ada"),
            ("en", "1", "1 day for Ada"),
            ("en", "2.50", "2.50 days for Ada"),
            ("de", "12345678901234567890", "12345678901234567890 days for Ada"),
            ("en", "1e3", "1e3 days for Ada"),
        ] {
            let args = [("days".to_owned(), days.to_owned()), ("name".to_owned(), "Ada".to_owned())];
            let found = texts().message(&languages(asked), "left", &args);
            assert_eq!(found.as_deref(), Some(expected), "{asked}: {days}");
        }
        assert_eq!(texts().message(&languages("bg"), "only", &[]).as_deref(), Some("English only"));
        assert_eq!(texts().message(&languages("bg"), "nothing", &[]), None);
    }

    #[test]
    fn ids_hold_letters_digits_and_hyphens() {
        assert_eq!(id(&["type", "lead", "due_on", "in.3"]), "type-lead-due-on-in-3");
    }
}
