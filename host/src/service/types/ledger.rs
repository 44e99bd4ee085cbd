//! Accounts, journals, taxes, periods, entries and the other records of the ledger.
//!
//! Knows fields and what of them may change. Must not know posting: entries are read here, made by actions.

mod rules;

use rules::{AccountRules, JournalRules, RateRules, TaxRules, TermRules, ValueRules};

use crate::service::records::Declared;
use crate::storage::records::{Collection, Field, MoneyOf, RecordType};

/// Record types of the ledger.
pub fn types() -> Vec<Declared> {
    vec![
        Declared::with_rules(account(), AccountRules),
        Declared::with_rules(journal(), JournalRules),
        fiscal_year().into(),
        period().into(),
        entry().into(),
        entry_line().into(),
        reconciliation().into(),
        Declared::with_rules(tax_code(), TaxRules),
        Declared::with_rules(payment_term(), TermRules),
        dimension().into(),
        Declared::with_rules(dimension_value(), ValueRules),
        account_dimension().into(),
        Declared::with_rules(currency_rate(), RateRules),
        ledger_setting().into(),
    ]
}

fn code(max: usize) -> Field {
    Field::text("code", max).required().unique()
}

fn account() -> RecordType {
    RecordType::new("account", "account")
        .help("A place in the chart of accounts.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(20))
        .field(Field::text("name", 200).required())
        .field(Field::choice("kind", &["asset", "liability", "equity", "income", "expense"]).required())
        .field(
            Field::text("role", 40).help("What the host uses it as: receivable, payable, bank, inventory, …"),
        )
        .field(Field::reference("parent", "account").help("The heading above it."))
        .field(Field::bool("is_group").help("A heading: carries no lines."))
        .field(Field::text("currency", 3).help("Takes lines in this currency only."))
        .field(Field::bool("reconcilable").help("Its lines are open items that settle one another."))
        .field(Field::bool("closed").help("Takes no new lines."))
}

fn journal() -> RecordType {
    RecordType::new("journal", "journal")
        .help("A book of entries with its own numbers.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(20))
        .field(Field::text("name", 200).required())
        .field(
            Field::choice(
                "kind",
                &["sale", "purchase", "bank", "cash", "general", "stock", "closing", "exchange"],
            )
            .required(),
        )
        .field(Field::bool("gapless").default(true).help("Numbers only from its sequence, without holes."))
        .field(
            Field::text("number_prefix", 20)
                .required()
                .unique()
                .help("Text before the first slash of a number."),
        )
        .field(Field::integer("number_padding").default(5_i64).help("Least digits of a number."))
        .field(Field::bool("number_per_year").default(true).help("Begins at 1 in each fiscal year."))
}

fn fiscal_year() -> RecordType {
    RecordType::new("fiscal-year", "fiscal_year")
        .help("A year of the books; closed for good by its closing entry.")
        .company_scoped()
        .title("code")
        .search(&["code"])
        .field(code(20))
        .field(Field::day("starts_on").required())
        .field(Field::day("ends_on").required())
        .field(Field::choice("state", &["open", "closed"]).required().readonly())
        .read_only()
}

fn period() -> RecordType {
    RecordType::new("period", "period")
        .help("A stretch of days that opens and closes for posting.")
        .company_scoped()
        .title("code")
        .search(&["code"])
        .field(Field::reference("fiscal_year", "fiscal-year").required())
        .field(code(20))
        .field(Field::day("starts_on").required())
        .field(Field::day("ends_on").required())
        .field(Field::choice("state", &["open", "closed", "sealed"]).required().readonly())
        .read_only()
}

fn entry() -> RecordType {
    RecordType::new("entry", "entry")
        .help("A posted entry: final, numbered, linked into the company's hash chain.")
        .company_scoped()
        .title("number")
        .search(&["number", "reference", "narration"])
        .field(Field::text("number", 100).required())
        .field(Field::reference("journal", "journal").required())
        .field(Field::reference("period", "period").required())
        .field(Field::day("entry_on").required())
        .field(Field::instant("posted_at").required())
        .field(
            Field::choice(
                "kind",
                &["normal", "reversal", "closing", "opening", "adjustment", "exchange", "write-off"],
            )
            .required(),
        )
        .field(Field::text("reference", 200))
        .field(Field::long_text("narration"))
        .field(Field::reference("contact", "contact"))
        .field(Field::reference("reverses", "entry"))
        .field(Field::integer("chain_no").required())
        .field(Field::text("actor_kind", 20).required())
        .field(Field::new("actor_id", crate::storage::records::Kind::Id))
        .field(Field::text("plugin", 200))
        .field(Field::text("plugin_version", 100))
        .field(Field::text("package_digest", 100))
        .field(Field::text("via", 200))
        .field(Field::text("source_type", 200))
        .field(Field::new("source_id", crate::storage::records::Kind::Id))
        .collection(
            Collection::new("lines", "entry_line", "entry_id")
                .readonly()
                .field(Field::integer("line_no").required())
                .field(Field::reference("account", "account").required())
                .field(Field::money("amount", MoneyOf::Field("currency".into())).required())
                .field(Field::text("currency", 3).required())
                .field(Field::money("company_amount", MoneyOf::Company).column("company_minor").required())
                .field(Field::reference("contact", "contact"))
                .field(Field::day("due_on"))
                .field(Field::text("description", 2000))
                .field(Field::reference("tax_code", "tax-code"))
                .field(Field::choice("tax_role", &["base", "tax"]))
                .field(Field::money("tax_base", MoneyOf::Field("currency".into())))
                .field(Field::text("tax_box", 40))
                .field(Field::money("tax_box_amount", MoneyOf::Company).column("tax_box_minor"))
                .field(Field::decimal("quantity", 6)),
        )
        .final_rows("posted_at")
}

fn entry_line() -> RecordType {
    RecordType::new("entry-line", "entry_line_record")
        .help("A line of a posted entry, with what its entry says: what every figure of a report leads down to.")
        .company_scoped()
        .title("number")
        .search(&["number", "reference", "narration", "description"])
        .field(Field::integer("line_no").required())
        .field(Field::reference("entry", "entry").required())
        .field(Field::text("number", 100).required())
        .field(Field::reference("journal", "journal").required())
        .field(Field::reference("period", "period").required())
        .field(Field::day("entry_on").required())
        .field(Field::instant("posted_at").required())
        .field(Field::text("kind", 20).required())
        .field(Field::reference("account", "account").required())
        .field(Field::money("amount", MoneyOf::Field("currency".into())).required())
        .field(Field::text("currency", 3).required())
        .field(Field::money("company_amount", MoneyOf::Company).column("company_minor").required())
        .field(Field::reference("contact", "contact"))
        .field(Field::day("due_on"))
        .field(Field::text("description", 2000))
        .field(Field::text("reference", 200))
        .field(Field::long_text("narration"))
        .field(Field::reference("tax_code", "tax-code"))
        .field(Field::text("tax_role", 10))
        .field(Field::money("tax_base", MoneyOf::Field("currency".into())))
        .field(Field::text("tax_box", 40))
        .field(Field::money("tax_box_amount", MoneyOf::Company).column("tax_box_minor"))
        .field(Field::decimal("quantity", 6))
        .field(Field::text("source_type", 200))
        .field(Field::new("source_id", crate::storage::records::Kind::Id))
        .lines("entry_id", "line_no")
        .final_rows("posted_at")
        .sorted(&["-entry_on"])
}

fn reconciliation() -> RecordType {
    RecordType::new("reconciliation", "reconciliation")
        .help("A settlement of open items of one account.")
        .company_scoped()
        .title("id")
        .field(Field::reference("account", "account").required())
        .field(Field::day("reconciled_on").required())
        .field(Field::choice("cause", &["request", "reversal"]).required())
        .field(Field::reference("exchange_entry", "entry"))
        .field(Field::reference("write_off_entry", "entry"))
        .field(Field::instant("undone_at"))
        .collection(
            Collection::new("matches", "reconciliation_match", "reconciliation_id")
                .readonly()
                .field(Field::reference("debit_entry", "entry").required())
                .field(Field::integer("debit_line_no").required())
                .field(Field::reference("credit_entry", "entry").required())
                .field(Field::integer("credit_line_no").required())
                .field(Field::integer("amount_minor").required())
                .field(Field::money("company_amount", MoneyOf::Company).column("company_minor").required()),
        )
        .final_rows("reconciled_at")
}

fn tax_code() -> RecordType {
    RecordType::new("tax-code", "tax_code")
        .help("A tax: its rate, the accounts that carry it, the boxes that report it.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(20))
        .field(Field::text("name", 200).required())
        .field(Field::choice("kind", &["sale", "purchase"]).required().fixed())
        .field(Field::decimal("rate", 6).required().help("Percent: 20 is 20 %."))
        .field(Field::reference("account", "account").required())
        .field(Field::reference("refund_account", "account"))
        .field(Field::text("base_box", 40))
        .field(Field::text("tax_box", 40))
        .field(Field::text("refund_base_box", 40))
        .field(Field::text("refund_tax_box", 40))
        .field(Field::bool("closed").help("Takes no new lines."))
}

fn payment_term() -> RecordType {
    RecordType::new("payment-term", "payment_term")
        .help("When an amount falls due, in parts.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(40))
        .field(Field::text("name", 200).required())
        .collection(
            Collection::new("lines", "payment_term_line", "payment_term_id")
                .field(Field::decimal("percent", 6).help("Of the whole; the remainder when empty."))
                .field(Field::integer("days").default(0_i64))
                .field(Field::bool("end_of_month").help("Then the end of that month.")),
        )
}

fn dimension() -> RecordType {
    RecordType::new("dimension", "dimension")
        .help("An axis of analysis: cost centre, project, region.")
        .company_scoped()
        .search(&["code", "name"])
        .field(code(40))
        .field(Field::text("name", 200).required())
}

fn dimension_value() -> RecordType {
    RecordType::new("dimension-value", "dimension_value")
        .help("A value on an axis of analysis.")
        .company_scoped()
        .search(&["code", "name"])
        .field(Field::reference("dimension", "dimension").required().fixed())
        .field(Field::reference("parent", "dimension-value"))
        .field(Field::text("code", 40).required())
        .field(Field::text("name", 200).required())
        .field(Field::bool("closed").help("Takes no new lines."))
}

fn account_dimension() -> RecordType {
    RecordType::new("account-dimension", "account_dimension")
        .help("Lines on this account must name a value of this dimension.")
        .company_scoped()
        .title("id")
        .field(Field::reference("account", "account").required().fixed())
        .field(Field::reference("dimension", "dimension").required().fixed())
}

fn currency_rate() -> RecordType {
    RecordType::new("currency-rate", "currency_rate")
        .help("Units of a currency for one unit of the company's, from a day on.")
        .company_scoped()
        .title("currency")
        .search(&["currency"])
        .field(Field::text("currency", 3).required().fixed())
        .field(Field::day("valid_on").required().fixed())
        .field(Field::decimal("rate", 9).required())
}

fn ledger_setting() -> RecordType {
    RecordType::new("ledger-setting", "ledger_setting")
        .help("Where the ledger posts what it posts by itself, and how it rounds; one a company.")
        .company_scoped()
        .title("id")
        .field(Field::reference("exchange_gain_account", "account"))
        .field(Field::reference("exchange_loss_account", "account"))
        .field(Field::reference("write_off_account", "account"))
        .field(Field::reference("retained_earnings_account", "account"))
        .field(Field::reference("exchange_journal", "journal"))
        .field(Field::reference("write_off_journal", "journal"))
        .field(Field::reference("closing_journal", "journal"))
        .field(Field::choice("tax_rounding", &["line", "document"]).default("line"))
        .no_delete()
}
