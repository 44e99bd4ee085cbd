//! Entries an accountant could read, and what the rules say to them.

use super::*;
use crate::ledger::chart::AccountKind;
use crate::ledger::entry::{DraftTax, EntryKind};
use crate::ledger::number::NumberFormat;
use crate::ledger::period::PeriodState;
use crate::ledger::totals::{Changes, Grain, gather};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn id(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    Uuid::from_bytes(bytes)
}

fn usd() -> Currency {
    "USD".parse().expect("code")
}

fn eur() -> Currency {
    "EUR".parse().expect("code")
}

fn books() -> Books {
    let mut books = Books::default();
    for (name, mark) in [
        ("bank", ""),
        ("sales", ""),
        ("receivable", ""),
        ("tax", ""),
        ("assets", "group"),
        ("safe", "closed"),
        ("eurobank", "EUR"),
        ("wages", "needs team"),
    ] {
        let account = Account {
            id: id(name),
            kind: AccountKind::Asset,
            is_group: mark == "group",
            closed: mark == "closed",
            currency: (mark == "EUR").then(eur),
            reconcilable: name == "receivable",
            dimensions: if mark == "needs team" { vec![id("team")] } else { vec![] },
        };
        books.accounts.insert(account.id, account);
    }
    for (name, gapless) in [("general", true), ("imported", false)] {
        let format = NumberFormat { prefix: name.into(), padding: 5, per_year: true };
        books.journals.insert(id(name), Journal { id: id(name), gapless, format });
    }
    for (month, state, year_closed) in [
        ("2024-12", PeriodState::Open, true),
        ("2025-11", PeriodState::Sealed, false),
        ("2025-12", PeriodState::Closed, false),
        ("2026-01", PeriodState::Open, false),
    ] {
        let starts_on: NaiveDate = format!("{month}-01").parse().expect("day");
        books.periods.push(Period {
            id: id(month),
            code: month.into(),
            starts_on,
            ends_on: crate::ledger::period::last_of_month(starts_on),
            state,
            year_code: month[..4].into(),
            year_closed,
        });
    }
    books.scales = [(usd(), 2), (eur(), 2)].into();
    books.rates.insert(
        eur(),
        vec![
            ("2026-01-10".parse().expect("day"), 1_200_000_000),
            ("2026-01-20".parse().expect("day"), 1_100_000_000),
        ],
    );
    books.contacts.insert(id("ada"));
    for (name, closed) in [("vat", false), ("oldvat", true)] {
        books.taxes.insert(
            id(name),
            TaxCode {
                id: id(name),
                for_sale: true,
                rate_e6: 10_000_000,
                account: id("tax"),
                refund_account: None,
                base_box: Some("11".into()),
                tax_box: Some("21".into()),
                refund_base_box: None,
                refund_tax_box: None,
                closed,
            },
        );
    }
    for (name, dimension, closed) in
        [("red", "team", false), ("blue", "team", false), ("grey", "team", true), ("north", "region", false)]
    {
        books.dimension_values.insert(id(name), DimensionValue { dimension: id(dimension), closed });
    }
    books
}

/// `account D|C amount [EUR] [=company] [@rate] [base:code] [tax:code:base] [#value] [by contact]`, lines split by `|`;
/// the last parts may be `on DAY`, `in JOURNAL`, `kind KIND`, `number N`, `for CONTACT`.
fn draft(text: &str) -> Draft {
    let mut draft =
        Draft { journal: id("general"), entry_on: "2026-01-15".parse().expect("day"), ..Draft::default() };
    for part in text.split('|').map(str::trim).filter(|p| !p.is_empty()) {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words[0] {
            "on" => draft.entry_on = words[1].parse().expect("day"),
            "in" => draft.journal = id(words[1]),
            "number" => draft.number = Some(words[1].into()),
            "for" => draft.contact = Some(id(words[1])),
            "kind" => {
                draft.kind = match words[1] {
                    "closing" => EntryKind::Closing,
                    _ => EntryKind::Exchange,
                }
            }
            account => draft.lines.push(line(account, &words)),
        }
    }
    draft
}

fn line(account: &str, words: &[&str]) -> DraftLine {
    let number = |text: &str| text.parse::<Decimal>().expect("number");
    let sign = if words[1] == "C" { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    let mut line =
        DraftLine { account: id(account), amount: number(words[2]) * sign, ..DraftLine::default() };
    for (i, word) in words.iter().enumerate().skip(3) {
        if let Some(value) = word.strip_prefix('=') {
            line.company_amount = Some(number(value) * sign);
        } else if let Some(value) = word.strip_prefix('@') {
            line.rate = Some(number(value));
        } else if let Some(value) = word.strip_prefix('#') {
            line.dimensions.push(id(value));
        } else if let Some(code) = word.strip_prefix("base:") {
            line.tax = Some(DraftTax { code: id(code), role: TaxRole::Base, base: None });
        } else if let Some(mark) = word.strip_prefix("tax:") {
            let (code, base) =
                mark.split_once(':').map_or((mark, None), |(c, b)| (c, Some(number(b) * sign)));
            line.tax = Some(DraftTax { code: id(code), role: TaxRole::Tax, base });
        } else if *word == "by" {
            line.contact = Some(id(words[i + 1]));
        } else if let Ok(currency) = word.parse() {
            line.currency = Some(currency);
        }
    }
    line
}

fn said(text: &str) -> String {
    let books = books();
    match check(&draft(text), &books, usd()) {
        Err(e) => format!("{}: {e}", e.code()),
        Ok(passed) => passed.lines.iter().map(|l| l.company_minor.to_string()).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn entries_are_valued_in_the_companys_currency() {
    for (text, expected) in [
        ("bank D 100 | sales C 100", "10000 -10000"),
        ("bank D 100.00 | sales C 60 | tax C 40", "10000 -6000 -4000"),
        ("receivable D 400 EUR | sales C 400 EUR", "33333 -33333"),
        ("receivable D 400 EUR | sales C 400 EUR | on 2026-01-20", "36364 -36364"),
        ("receivable D 400 EUR @1.6 | sales C 400 EUR @1.6", "25000 -25000"),
        ("receivable D 400 EUR =300 | sales C 400 EUR =300", "30000 -30000"),
        // 0.83 + 0.83 against 1.67: the rest goes to the largest converted line.
        ("bank D 1 EUR | bank D 1 EUR | sales C 2 EUR", "83 83 -166"),
        ("receivable D 0 EUR =30.31 | sales C 0 EUR =30.31 | kind exchange", "3031 -3031"),
        ("bank D 1 | sales C 1 | on 2025-12-31 | kind closing", "100 -100"),
        ("bank D 1 | sales C 1 | in imported | number OLD-1", "100 -100"),
        ("wages D 1 #red #north | bank C 1", "100 -100"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn entries_are_refused_in_order_of_precedence() {
    // Each case has the fault it names and, where two can meet, the next one after it.
    for (text, expected) in [
        ("nowhere D 1 | in nojournal", "ledger.too-few-lines: an entry has two lines or more"),
        ("nowhere D 1 | sales C 1 | in nojournal | number X", "ledger.journal-unknown: unknown journal"),
        (
            "nowhere D 1 | sales C 1 | number X",
            "ledger.number-not-allowed: a gapless journal takes no number from outside",
        ),
        ("assets D 1 | nowhere C 1", "ledger.account-unknown: line 1: unknown account"),
        ("safe D 1 | assets C 1", "ledger.account-is-group: line 1: the account is a group"),
        ("safe D 1 | sales C 1 | for nobody", "ledger.account-closed: line 0: the account is closed"),
        ("bank D 1 ZZZ | sales C 1 by nobody", "ledger.contact-unknown: unknown contact"),
        ("eurobank D 1 | sales C 1 ZZZ", "ledger.currency-unknown: line 1: unknown currency"),
        ("eurobank D 1.234 | sales C 1", "ledger.account-currency: line 0: the account takes EUR only"),
        (
            "bank D 0 | sales C 0.001",
            "ledger.too-precise: line 1: more than 2 digits after the point in amount",
        ),
        ("bank D 92233720368547758.08 | sales C 0", "ledger.too-large: line 0: amount is too large"),
        ("bank D 0 | sales C 0 | on 2020-01-01", "ledger.line-zero: line 0: the amount is zero"),
        ("bank D 0 EUR =5 | sales C 0 EUR =5", "ledger.line-zero: line 0: the amount is zero"),
        ("bank D 1 | sales C 2 | on 2020-01-01", "ledger.period-missing: no period contains 2020-01-01"),
        ("bank D 1 | sales C 2 | on 2024-12-31", "ledger.fiscal-year-closed: fiscal year 2024 is closed"),
        ("bank D 1 | sales C 2 | on 2025-11-30", "ledger.period-sealed: period 2025-11 is sealed"),
        ("bank D 1 | sales C 2 | on 2025-12-31", "ledger.period-closed: period 2025-12 is closed"),
        (
            "bank D 1 | sales C 1 | on 2025-11-30 | kind closing",
            "ledger.period-sealed: period 2025-11 is sealed",
        ),
        (
            "bank D 1 EUR | sales C 2 EUR @0 | on 2026-01-09",
            "ledger.rate-missing: line 0: no rate for EUR on 2026-01-09",
        ),
        ("bank D 1 EUR @0 | sales C 2 =3", "ledger.rate-not-positive: line 0: the rate is not positive"),
        (
            "bank D 1 | sales C 2 =3",
            "ledger.company-amount-contradicts: line 1: the company amount contradicts the amount",
        ),
        (
            "bank D 1 EUR =-1 | sales C 2 EUR",
            "ledger.company-amount-contradicts: line 0: the company amount contradicts the amount",
        ),
        ("bank D 100 | sales C 99.99 tax:none", "ledger.not-balanced: USD is off by 1"),
        ("bank D 1 EUR | sales C 1", "ledger.not-balanced: EUR is off by 100"),
        (
            "bank D 1 EUR =1 | sales C 1 EUR =0.99 tax:none",
            "ledger.not-balanced-in-company: the company's currency is off by 1",
        ),
        ("bank D 1 tax:oldvat | sales C 1 tax:none", "ledger.tax-unknown: line 1: unknown tax code"),
        ("bank D 1 tax:vat | sales C 1 base:oldvat", "ledger.tax-closed: line 1: the tax code is closed"),
        ("bank D 1 #none | sales C 1 tax:vat", "ledger.tax-base-missing: line 1: a tax line needs its base"),
        (
            "bank D 1 #none | sales C 1 tax:vat:10",
            "ledger.tax-account-differs: line 1: not the account of the tax code",
        ),
        ("bank D 1 #grey | sales C 1 #none", "ledger.dimension-unknown: line 1: unknown dimension value"),
        (
            "bank D 1 #red #blue | sales C 1 #grey",
            "ledger.dimension-closed: line 1: the dimension value is closed",
        ),
        ("wages D 1 | sales C 1 #red #blue", "ledger.dimension-twice: line 1: two values of one dimension"),
        (
            "wages D 1 #north | sales C 1",
            "ledger.dimension-missing: line 0: the account needs a dimension value",
        ),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn too_many_lines_and_too_large_sums_are_refused() {
    let books = books();
    let mut many = draft("bank D 1 | sales C 1");
    many.lines.resize(LINES_MAX + 1, many.lines[0].clone());
    assert_eq!(check(&many, &books, usd()).expect_err("refused"), PostError::TooManyLines);
    let large = draft("bank D 90000000000000000 | sales D 90000000000000000");
    assert_eq!(check(&large, &books, usd()).expect_err("refused"), PostError::Overflow);
}

#[test]
fn an_invoice_fills_its_boxes() {
    let books = books();
    let draft = draft("receivable D 240 | sales C 200 base:vat | sales C 20 | tax C 20 tax:vat:200");
    let passed = check(&draft, &books, usd()).expect("posts");
    let boxes: Vec<_> = passed.lines.iter().filter_map(|l| l.tax_box.clone().zip(l.tax_box_minor)).collect();
    assert_eq!(boxes, [("11".into(), 20000), ("21".into(), 2000)]);
    assert_eq!(passed.lines[3].tax_base_minor, Some(-20000));
}

proptest! {
    /// Posting keeps balance sums equal to rows, whatever is posted, in whatever order it is gathered.
    #[test]
    fn balances_equal_the_sum_of_lines(
        entries in proptest::collection::vec((proptest::collection::vec((0usize..4, 1i64..1_000_000, any::<bool>()), 1..6), 1u32..31), 1..12)
    ) {
        let books = books();
        let names = ["bank", "sales", "receivable", "tax"];
        let mut changes = Changes::new();
        let mut rows = Vec::new();
        for (amounts, day) in &entries {
            let mut draft = Draft { journal: id("general"), entry_on: NaiveDate::from_ymd_opt(2026, 1, *day).expect("day"), ..Draft::default() };
            let foreign = day % 2 == 0 && *day >= 10;
            for (account, minor, debit) in amounts {
                let amount = Decimal::new(if *debit { *minor } else { -*minor }, 2);
                draft.lines.push(DraftLine { account: id(names[*account]), amount, currency: foreign.then(eur), ..DraftLine::default() });
            }
            let rest: Decimal = draft.lines.iter().map(|l| l.amount).sum();
            if rest.is_zero() { continue }
            draft.lines.push(DraftLine { account: id("bank"), amount: -rest, currency: foreign.then(eur), ..DraftLine::default() });
            let passed = check(&draft, &books, usd()).expect("posts");
            prop_assert_eq!(passed.lines.iter().map(|l| l.company_minor).sum::<i64>(), 0);
            gather(&mut changes, &passed.lines, passed.period.starts_on, draft.entry_on).expect("fits");
            rows.extend(passed.lines.into_iter().map(|l| (draft.entry_on, l)));
        }
        for (key, totals) in &changes {
            let of_key = rows.iter().filter(|(on, l)| {
                l.account == key.account && l.currency == key.currency && (key.grain == Grain::Period || *on == key.starts_on)
            });
            let (mut net, mut company, mut debit) = (0, 0, 0);
            for (_, l) in of_key {
                net += l.amount_minor;
                company += l.company_minor;
                debit += l.amount_minor.max(0);
            }
            prop_assert_eq!(totals.debit_minor - totals.credit_minor, net);
            prop_assert_eq!(totals.debit_company_minor - totals.credit_company_minor, company);
            prop_assert_eq!(totals.debit_minor, debit);
        }
    }
}
