//! The reports that there are: what each is called, takes, and is made of.

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Stable name: `trial-balance`.
    pub name: &'static str,
    /// Title in English.
    pub title: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Parameters it takes beside the company.
    pub takes: &'static [&'static str],
    /// The record type whose records it is made of: reading it needs this right too.
    pub reads: &'static str,
    /// Fields of that type without which it says nothing: who may not see one may not read it.
    pub needs: &'static [&'static str],
}

/// All reports.
pub const REPORTS: &[Definition] = &[
    Definition {
        name: "trial-balance",
        title: "Trial balance",
        summary: "Each account's balance before a span, its debits and credits in it, and its balance after.",
        takes: &["on", "from", "to", "known_at", "dimension", "closing"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "general-ledger",
        title: "General ledger",
        summary: "Each account's lines in order, with what stood before and after. Without from: since the first entry.",
        takes: &[
            "from",
            "to",
            "known_at",
            "dimension",
            "account",
            "kind",
            "currency",
            "journal",
            "contact",
            "flow",
            "closing",
            "opening",
            "limit",
            "after",
        ],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "balance-sheet",
        title: "Balance sheet",
        summary: "What the company owns, owes, and what belongs to its owners at the end of a day.",
        takes: &["on", "known_at", "compare_on", "dimension"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "profit-and-loss",
        title: "Profit and loss",
        summary: "What was earned and spent in a span; entries that close a year do not count.",
        takes: &["on", "from", "to", "known_at", "compare_from", "compare_to", "dimension"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "cash-flow",
        title: "Cash flow statement",
        summary: "Where cash came from and went, by the direct method (IAS 7.18 a): the other lines of entries that touch bank or cash.",
        takes: &["on", "from", "to", "known_at"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "aged-receivables",
        title: "Aged receivables",
        summary: "What customers owe at the end of a day, by how long it is overdue.",
        takes: &["on", "known_at"],
        reads: "entry",
        needs: &["lines", "contact"],
    },
    Definition {
        name: "aged-payables",
        title: "Aged payables",
        summary: "What the company owes suppliers at the end of a day, by how long it is overdue.",
        takes: &["on", "known_at"],
        reads: "entry",
        needs: &["lines", "contact"],
    },
    Definition {
        name: "open-items",
        title: "Open items",
        summary: "The unsettled lines of receivable or payable accounts at the end of a day.",
        takes: &["on", "known_at", "role", "contact", "bucket"],
        reads: "entry",
        needs: &["lines", "contact"],
    },
    Definition {
        name: "tax-boxes",
        title: "Tax boxes",
        summary: "What each box of the tax return counts in a span.",
        takes: &["on", "from", "to", "known_at"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "tax-lines",
        title: "Tax lines",
        summary: "The lines that a box of the tax return counts in a span.",
        takes: &["on", "from", "to", "known_at", "tax_box", "limit", "after"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "journal",
        title: "Journal",
        summary: "Every entry in the order of posting, with its lines, its time and who posted it.",
        takes: &["from", "to", "known_at", "journal", "limit", "after"],
        reads: "entry",
        needs: &["lines"],
    },
    Definition {
        name: "inventory-valuation",
        title: "Inventory valuation",
        summary: "What goods are worth by item, now or at the end of a day.",
        takes: &["on", "known_at", "item", "pile"],
        reads: "valuation",
        needs: &[],
    },
    Definition {
        name: "valuation-layers",
        title: "Valuation layers",
        summary: "Each change of the quantity and value of goods, in posting order.",
        takes: &["from", "to", "known_at", "item", "pile", "limit", "after"],
        reads: "valuation",
        needs: &[],
    },
    Definition {
        name: "stock-on-hand",
        title: "Stock on hand",
        summary: "How much of each item lies where, now or at the end of a day.",
        takes: &["on", "known_at", "item", "location"],
        reads: "stock-move",
        needs: &[],
    },
    Definition {
        name: "stock-moves",
        title: "Stock moves",
        summary: "Done moves of goods in posting order.",
        takes: &["from", "to", "known_at", "item", "location", "lot", "limit", "after"],
        reads: "stock-move",
        needs: &[],
    },
];
