//! The first chart of a company: a trading and making company's usual accounts, journals and taxes.
//!
//! Knows names and codes only. Must not know how they are stored.

/// An account: code, name, kind, role, parent's code (empty: none), keeps open items. Headings come before
/// what stands below them; an account that is somebody's parent is a heading.
pub type AccountRow = (&'static str, &'static str, &'static str, &'static str, &'static str, bool);

/// The accounts.
pub const ACCOUNTS: &[AccountRow] = &[
    ("1", "Assets", "asset", "", "", false),
    ("10", "Cash and bank", "asset", "", "1", false),
    ("1000", "Bank", "asset", "bank", "10", false),
    ("1010", "Cash", "asset", "cash", "10", false),
    ("1090", "Payments in transit", "asset", "transit", "10", true),
    ("11", "Receivables", "asset", "", "1", false),
    ("1100", "Trade receivables", "asset", "receivable", "11", true),
    ("1180", "Input tax", "asset", "tax", "11", false),
    ("12", "Inventory", "asset", "", "1", false),
    ("1200", "Inventory", "asset", "inventory", "12", false),
    ("1210", "Work in progress", "asset", "wip", "12", false),
    ("1220", "Goods in transit", "asset", "goods-in-transit", "12", false),
    ("15", "Fixed assets", "asset", "", "1", false),
    ("1500", "Equipment", "asset", "", "15", false),
    ("1590", "Accumulated depreciation", "asset", "", "15", false),
    ("2", "Liabilities", "liability", "", "", false),
    ("20", "Payables", "liability", "", "2", false),
    ("2000", "Trade payables", "liability", "payable", "20", true),
    ("2050", "Goods received, not invoiced", "liability", "goods-received", "20", true),
    ("2060", "Goods shipped, not invoiced", "liability", "goods-shipped", "20", true),
    ("2080", "Output tax", "liability", "tax", "20", false),
    ("2090", "Loans", "liability", "", "20", false),
    ("3", "Equity", "equity", "", "", false),
    ("3000", "Share capital", "equity", "", "3", false),
    ("3100", "Retained earnings", "equity", "retained-earnings", "3", false),
    ("3900", "Opening balances", "equity", "opening", "3", false),
    ("4", "Income", "income", "", "", false),
    ("4000", "Sales of goods", "income", "sales", "4", false),
    ("4010", "Sales of services", "income", "", "4", false),
    ("4100", "Freight revenue", "income", "freight", "4", false),
    ("4900", "Exchange gains", "income", "exchange-gain", "4", false),
    ("4910", "Inventory gain", "income", "inventory-gain", "4", false),
    ("5", "Expenses", "expense", "", "", false),
    ("5000", "Cost of goods sold", "expense", "cost-of-goods-sold", "5", false),
    ("5010", "Price difference", "expense", "price-difference", "5", false),
    ("5020", "Inventory loss", "expense", "inventory-loss", "5", false),
    ("5030", "Production difference", "expense", "production-difference", "5", false),
    ("6000", "Wages", "expense", "", "5", false),
    ("6100", "Rent", "expense", "", "5", false),
    ("6200", "Freight and delivery", "expense", "", "5", false),
    ("6300", "Depreciation", "expense", "", "5", false),
    ("6900", "Exchange losses", "expense", "exchange-loss", "5", false),
    ("6910", "Write-offs", "expense", "write-off", "5", false),
];

/// The journals: code (also the prefix of numbers), name, kind.
pub const JOURNALS: &[(&str, &str, &str)] = &[
    ("INV", "Customer invoices", "sale"),
    ("BILL", "Supplier bills", "purchase"),
    ("BNK", "Bank", "bank"),
    ("CSH", "Cash", "cash"),
    ("GEN", "General", "general"),
    ("STK", "Stock", "stock"),
    ("CLO", "Closing", "closing"),
    ("EXC", "Exchange differences", "exchange"),
];

/// The taxes: code, name, kind, percent, base box, tax box. Sales go to output tax, purchases to input tax.
pub const TAXES: &[(&str, &str, &str, i64, &str, &str)] = &[
    ("S20", "Sales 20 %", "sale", 20, "S20-base", "S20-tax"),
    ("S10", "Sales 10 %", "sale", 10, "S10-base", "S10-tax"),
    ("S0", "Sales 0 %", "sale", 0, "S0-base", "S0-tax"),
    ("P20", "Purchases 20 %", "purchase", 20, "P20-base", "P20-tax"),
    ("P10", "Purchases 10 %", "purchase", 10, "P10-base", "P10-tax"),
    ("P0", "Purchases 0 %", "purchase", 0, "P0-base", "P0-tax"),
];

/// The payment terms: code, name, parts as percent (0: the remainder) and days.
pub const TERMS: &[(&str, &str, &[(i64, i64)])] = &[
    ("NOW", "At once", &[(0, 0)]),
    ("NET30", "30 days", &[(0, 30)]),
    ("50-20-40", "50 % in 20 days, the rest in 40", &[(50, 20), (0, 40)]),
];
