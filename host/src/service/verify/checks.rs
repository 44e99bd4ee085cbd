//! The list of guarantees, in the order in which they are checked: what each proves, what a finding says,
//! and what to do about it.

use crate::storage::verify::schema::Part;
use crate::storage::verify::{Probe, ledger, platform, stock};

/// How a check is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// One question over tables.
    Probe(&'static Probe),
    /// The hash chain, entry by entry.
    Chain,
    /// Document numbers, entry by entry.
    Numbers,
    /// Closed periods.
    Periods,
    /// References between tables.
    References,
    /// The file or its indexes.
    Integrity,
    /// The schema.
    Schema(Part),
}

/// One guarantee.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Stable id.
    pub id: &'static str,
    /// What it proves.
    pub proves: &'static str,
    /// What a finding says.
    pub wrong: &'static str,
    /// What to do.
    pub fix: &'static str,
    pub(super) how: How,
}

/// Restoring is the only honest answer to rows that somebody changed past the program.
const RESTORE: &str = "Rows were changed past the host. Find out by whom; restore the last backup that verifies, and post what came after it again.";
/// A kept sum can be made again from its rows, which other checks prove.
const KEPT: &str = "A kept sum differs from its rows. Stop posting, keep a copy of the database for whoever looks into it, and restore the last backup that verifies.";
const SCHEMA: &str = "The database was changed past the host. Start from a backup, or make the object again as the step of the schema says.";

/// All of them.
pub const CHECKS: &[Check] = &[
    Check {
        id: "integrity",
        proves: "the file and its indexes are whole",
        wrong: "the database is damaged",
        fix: "Stop the host and restore the last backup; check the disk.",
        how: How::Integrity,
    },
    Check {
        id: "schema",
        proves: "tables, indexes and constraints are those of this version",
        wrong: "the schema is not the one that this version made",
        fix: SCHEMA,
        how: How::Schema(Part::Rest),
    },
    Check {
        id: "append-only",
        proves: "the triggers that keep posted rows from being changed are there and work",
        wrong: "posted rows are not protected",
        fix: SCHEMA,
        how: How::Schema(Part::Triggers),
    },
    Check {
        id: "references",
        proves: "every row that another refers to is there",
        wrong: "rows refer to nothing",
        fix: RESTORE,
        how: How::References,
    },
    Check {
        id: "entry-lines",
        proves: "every entry has two lines or more",
        wrong: "the entry has too few lines",
        fix: RESTORE,
        how: How::Probe(&ledger::ENTRY_LINES),
    },
    Check {
        id: "entry-balances",
        proves: "every entry balances in each of its currencies",
        wrong: "debits and credits differ, in minor units",
        fix: RESTORE,
        how: How::Probe(&ledger::CURRENCY_BALANCE),
    },
    Check {
        id: "entry-balances-in-company-currency",
        proves: "every entry balances in the company's currency",
        wrong: "debits and credits differ, in minor units of the company's currency",
        fix: RESTORE,
        how: How::Probe(&ledger::COMPANY_BALANCE),
    },
    Check {
        id: "company-amount",
        proves: "a line in the company's currency has the same amount there",
        wrong: "the amount in the company's currency is another one",
        fix: RESTORE,
        how: How::Probe(&ledger::COMPANY_AMOUNT),
    },
    Check {
        id: "entry-day",
        proves: "every entry lies in its period, and its lines on its day",
        wrong: "the day is outside the period, or differs from the lines'",
        fix: RESTORE,
        how: How::Probe(&ledger::ENTRY_DAY),
    },
    Check {
        id: "entry-company",
        proves: "period, journal and accounts of every entry are its company's, and no account is a heading",
        wrong: "it names a record of another company, or a heading",
        fix: RESTORE,
        how: How::Probe(&ledger::ENTRY_COMPANY),
    },
    Check {
        id: "period-closed",
        proves: "nothing came into a period or year after it was closed",
        wrong: "it came after the close",
        fix: "Ask who changed the state or the entry past the host; reverse the entry in an open period if the books must show it later.",
        how: How::Periods,
    },
    Check {
        id: "entry-numbers",
        proves: "numbers of gapless journals run from 1 without a hole, and sequences go on after the last",
        wrong: "the numbers do not run on",
        fix: RESTORE,
        how: How::Numbers,
    },
    Check {
        id: "hash-chain",
        proves: "every entry is, byte by byte, what was sealed when it was posted, and none is missing",
        wrong: "the entry is not what was sealed",
        fix: RESTORE,
        how: How::Chain,
    },
    Check {
        id: "entry-reversal",
        proves: "every reversal mirrors its original, line by line",
        wrong: "it is no mirror of its original",
        fix: RESTORE,
        how: How::Probe(&ledger::REVERSAL),
    },
    Check {
        id: "entry-origin",
        proves: "every entry says who posted it and through what",
        wrong: "its origin is not whole",
        fix: RESTORE,
        how: How::Probe(&ledger::ENTRY_ORIGIN),
    },
    Check {
        id: "entry-audit",
        proves: "every entry is in the audit log",
        wrong: "the audit log does not know it",
        fix: RESTORE,
        how: How::Probe(&ledger::ENTRY_AUDIT),
    },
    Check {
        id: "account-balance",
        proves: "kept balances are the sums of lines, by period and by day",
        wrong: "the kept balance less its lines, in minor units",
        fix: KEPT,
        how: How::Probe(&ledger::ACCOUNT_BALANCE),
    },
    Check {
        id: "contact-balance",
        proves: "what is kept of contacts on accounts is the sum of their lines",
        wrong: "the kept balance and the sum of its lines, in minor units",
        fix: KEPT,
        how: How::Probe(&ledger::CONTACT_BALANCE),
    },
    Check {
        id: "open-item",
        proves: "no open item is settled beyond its amount",
        wrong: "more is settled than there is, in minor units",
        fix: "Undo the last settlement of the line; if that is refused, restore the last backup that verifies.",
        how: How::Probe(&ledger::OPEN_ITEM),
    },
    Check {
        id: "match-account",
        proves: "settlements pair lines of one account and one currency",
        wrong: "the lines do not belong together",
        fix: RESTORE,
        how: How::Probe(&ledger::MATCH_ACCOUNT),
    },
    Check {
        id: "stock-on-hand",
        proves: "what is kept on hand is the sum of done moves",
        wrong: "kept on hand, 10\u{207b}\u{2076} of the unit",
        fix: KEPT,
        how: How::Probe(&stock::ON_HAND),
    },
    Check {
        id: "stock-negative",
        proves: "nothing in an internal place is below zero unless the place says it may",
        wrong: "less than nothing lies there, 10\u{207b}\u{2076} of the unit",
        fix: "Count the place and post the count; then ask how it could happen.",
        how: How::Probe(&stock::NEGATIVE),
    },
    Check {
        id: "item-quantity",
        proves: "the kept quantity of every pile is the sum of its layers",
        wrong: "kept quantity, 10\u{207b}\u{2076} of the unit",
        fix: KEPT,
        how: How::Probe(&stock::PILE_QUANTITY),
    },
    Check {
        id: "item-value",
        proves: "the kept value of every pile is the sum of its layers",
        wrong: "kept value, in minor units",
        fix: KEPT,
        how: How::Probe(&stock::PILE_VALUE),
    },
    Check {
        id: "item-places",
        proves: "what is valued is what lies in the company's places",
        wrong: "valued quantity, 10\u{207b}\u{2076} of the unit",
        fix: KEPT,
        how: How::Probe(&stock::PILE_PLACES),
    },
    Check {
        id: "layer-remaining",
        proves: "what is left of every receipt is the receipt less what was taken",
        wrong: "too much is kept of the layer, 10\u{207b}\u{2076} of the unit and minor units",
        fix: KEPT,
        how: How::Probe(&stock::LAYER_REST),
    },
    Check {
        id: "layer-numbers",
        proves: "layers are numbered without a hole",
        wrong: "layers there are, not as many as the last number",
        fix: RESTORE,
        how: How::Probe(&stock::LAYER_NUMBERS),
    },
    Check {
        id: "layer-entry",
        proves: "the entry of every layer says what the layer says",
        wrong: "value of the entry's layers, in minor units",
        fix: RESTORE,
        how: How::Probe(&stock::LAYER_ENTRY),
    },
    Check {
        id: "stock-counter",
        proves: "moves and layers are counted on from the last",
        wrong: "the next number",
        fix: RESTORE,
        how: How::Probe(&stock::COUNTERS),
    },
    Check {
        id: "serial",
        proves: "no serial number is there twice",
        wrong: "pieces there, 10\u{207b}\u{2076}",
        fix: "Count the places where the serial number is, and post the count.",
        how: How::Probe(&stock::SERIAL),
    },
    Check {
        id: "stock-ledger",
        proves: "the value of stock is the balance of the ledger's inventory accounts",
        wrong: "value of the layers, in minor units",
        fix: "See which entry on the account no layer knows: reverse what was posted by hand to an inventory account, or restore the last backup that verifies.",
        how: How::Probe(&stock::LEDGER_VALUE),
    },
    Check {
        id: "reservation",
        proves: "no more is reserved than is on hand",
        wrong: "reserved, 10\u{207b}\u{2076} of the unit",
        fix: "Release reservations of the item until they fit, then reserve again.",
        how: How::Probe(&stock::RESERVED),
    },
    Check {
        id: "reservation-move",
        proves: "reservations belong to open moves of the same item, and hold no more than they want",
        wrong: "the reservation does not fit its move, 10\u{207b}\u{2076} of the unit",
        fix: "Release the reservations of the move.",
        how: How::Probe(&stock::RESERVED_MOVE),
    },
    Check {
        id: "move-numbers",
        proves: "done moves are numbered in the order of posting without a hole",
        wrong: "done moves there are, not as many as the last number",
        fix: RESTORE,
        how: How::Probe(&stock::POSTED_NUMBERS),
    },
    Check {
        id: "move-entry",
        proves: "every move with value has its entry, every move of a tracked item its lot",
        wrong: "entry or lot is missing",
        fix: RESTORE,
        how: How::Probe(&stock::MOVE_ENTRY),
    },
    Check {
        id: "move-reversal",
        proves: "reversals of moves take the same goods back the way they came",
        wrong: "it is taken back otherwise than it came, 10\u{207b}\u{2076} of the unit",
        fix: RESTORE,
        how: How::Probe(&stock::MOVE_REVERSAL),
    },
    Check {
        id: "move-origin",
        proves: "every done move says who made it and through what",
        wrong: "its origin is not whole",
        fix: RESTORE,
        how: How::Probe(&stock::MOVE_ORIGIN),
    },
    Check {
        id: "audit",
        proves: "every row of the audit log says who and through what",
        wrong: "the row does not say who",
        fix: RESTORE,
        how: How::Probe(&platform::AUDIT),
    },
    Check {
        id: "idempotency",
        proves: "kept first answers are of requests that changed something",
        wrong: "this is no kept first answer; its status is",
        fix: "Delete the row: the next request with that key runs again.",
        how: How::Probe(&platform::IDEMPOTENCY),
    },
    Check {
        id: "delivery",
        proves: "deliveries that are done say when",
        wrong: "state and time do not agree",
        fix: "Deliver the event again from the list of deliveries.",
        how: How::Probe(&platform::DELIVERIES),
    },
];
