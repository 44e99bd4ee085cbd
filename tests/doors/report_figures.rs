//! What each report says of the year in `report_year.rs`, computed by hand.

use keel_tests::both;

use super::ledger_books::Books;
use super::report_year::{Year, follow};

/// A question, and the table that an accountant expects.
const EXPECTED: &[(&str, &str)] = &[
    (
        "trial-balance from=2025-02-01 to=2025-03-10",
        r"
Trial balance - Northwind (USD)
from 2025-02-01, to 2025-03-10
Account  Name                     Opening    Debit   Credit    Closing
----------------------------------------------------------------------
1        Assets                  12400.00  1200.00  3000.00   10600.00
10         Cash and bank         10000.00     0.00  2400.00    7600.00
1000         Bank                10000.00     0.00  2400.00    7600.00
11         Receivables             400.00  1200.00     0.00    1600.00
1100         Trade receivables       0.00  1200.00     0.00    1200.00
1180         Input tax             400.00     0.00     0.00     400.00
12         Inventory              2000.00     0.00   600.00    1400.00
1200         Inventory            2000.00     0.00   600.00    1400.00
2        Liabilities             -2400.00  2400.00   200.00    -200.00
20         Payables              -2400.00  2400.00   200.00    -200.00
2000         Trade payables      -2400.00  2400.00     0.00       0.00
2080         Output tax              0.00     0.00   200.00    -200.00
3        Equity                 -10000.00     0.00     0.00  -10000.00
3000       Share capital        -10000.00     0.00     0.00  -10000.00
4        Income                      0.00     0.00  1000.00   -1000.00
4000       Sales of goods            0.00     0.00  1000.00   -1000.00
5        Expenses                    0.00   600.00     0.00     600.00
5000       Cost of goods sold        0.00   600.00     0.00     600.00
----------------------------------------------------------------------
Total                                0.00  4200.00  4200.00       0.00
",
    ),
    (
        "balance-sheet on=2025-12-31 compare_on=2025-06-30",
        r"
Balance sheet - Northwind (USD)
compare_on 2025-06-30, on 2025-12-31
Account  Name                              Amount  Compared   Change
--------------------------------------------------------------------
         Assets
1          Assets                        15703.64  10100.00  5603.64
10           Cash and bank               10163.64   7800.00  2363.64
1000           Bank                       9800.00   7800.00  2000.00
1005           Bank EUR                    363.64      0.00   363.64
11           Receivables                  1140.00    900.00   240.00
1100           Trade receivables           740.00    500.00   240.00
1180           Input tax                   400.00    400.00     0.00
12           Inventory                    1400.00   1400.00     0.00
1200           Inventory                  1400.00   1400.00     0.00
15           Fixed assets                 3000.00      0.00  3000.00
1500           Equipment                  3000.00      0.00  3000.00
         Total assets                    15703.64  10100.00  5603.64
--------------------------------------------------------------------
         Liabilities
2          Liabilities                    5240.00    200.00  5040.00
20           Payables                     5240.00    200.00  5040.00
2080           Output tax                  240.00    200.00    40.00
2090           Loans                      5000.00      0.00  5000.00
         Total liabilities                5240.00    200.00  5040.00
--------------------------------------------------------------------
         Equity
3          Equity                        10000.00  10000.00     0.00
3000         Share capital               10000.00  10000.00     0.00
           Result not carried to equity    463.64   -100.00   563.64
         Total equity                    10463.64   9900.00   563.64
--------------------------------------------------------------------
         Total liabilities and equity    15703.64  10100.00  5603.64
",
    ),
    (
        "profit-and-loss from=2025-01-01 to=2025-12-31",
        r"
Profit and loss - Northwind (USD)
from 2025-01-01, to 2025-12-31
Account  Name                     Amount
----------------------------------------
         Income
4          Income                1563.64
4000         Sales of goods      1200.00
4010         Sales of services    333.33
4900         Exchange gains        30.31
         Total income            1563.64
----------------------------------------
         Expenses
5          Expenses              1100.00
5000         Cost of goods sold   600.00
6100         Rent                 500.00
         Total expenses          1100.00
----------------------------------------
         Result                   463.64
",
    ),
    (
        "cash-flow from=2025-01-01 to=2025-12-31",
        r"
Cash flow statement - Northwind (USD)
from 2025-01-01, to 2025-12-31
Account  Name                              Amount
-------------------------------------------------
         Cash at the start                   0.00
-------------------------------------------------
         Operating activities
1100       Trade receivables              1063.64
2000       Trade payables                -2400.00
6100       Rent                           -500.00
         Cash from operating activities  -1836.36
-------------------------------------------------
         Investing activities
1500       Equipment                     -3000.00
         Cash from investing activities  -3000.00
-------------------------------------------------
         Financing activities
2090       Loans                          5000.00
3000       Share capital                 10000.00
         Cash from financing activities  15000.00
-------------------------------------------------
         Change in cash                  10163.64
-------------------------------------------------
         Cash at the end                 10163.64
",
    ),
    (
        "aged-receivables on=2025-10-10",
        r"
Aged receivables - Northwind (USD)
on 2025-10-10
Contact  Not due  1-30 days  31-60 days  61-90 days  Over 90 days   Total
-------------------------------------------------------------------------
Alfa        0.00       0.00        0.00        0.00        500.00  500.00
Beta        0.00     333.33        0.00        0.00          0.00  333.33
-------------------------------------------------------------------------
Total       0.00     333.33        0.00        0.00        500.00  833.33
",
    ),
    (
        "aged-receivables on=2025-12-31",
        r"
Aged receivables - Northwind (USD)
on 2025-12-31
Contact  Not due  1-30 days  31-60 days  61-90 days  Over 90 days   Total
-------------------------------------------------------------------------
Alfa      240.00       0.00        0.00        0.00        500.00  740.00
-------------------------------------------------------------------------
Total     240.00       0.00        0.00        0.00        500.00  740.00
",
    ),
    (
        "aged-receivables on=2025-03-15",
        r"
Aged receivables - Northwind (USD)
on 2025-03-15
Contact  Not due  1-30 days  31-60 days  61-90 days  Over 90 days    Total
--------------------------------------------------------------------------
Alfa        0.00    1200.00        0.00        0.00          0.00  1200.00
--------------------------------------------------------------------------
Total       0.00    1200.00        0.00        0.00          0.00  1200.00
",
    ),
    (
        "aged-payables on=2025-02-25",
        r"
Aged payables - Northwind (USD)
on 2025-02-25
Contact  Not due  1-30 days  31-60 days  61-90 days  Over 90 days    Total
--------------------------------------------------------------------------
Delta       0.00    2400.00        0.00        0.00          0.00  2400.00
--------------------------------------------------------------------------
Total       0.00    2400.00        0.00        0.00          0.00  2400.00
",
    ),
    (
        "tax-boxes from=2025-01-01 to=2025-12-31",
        r"
Tax boxes - Northwind (USD)
from 2025-01-01, to 2025-12-31
Box       Lines   Amount
------------------------
P20-base      1  2000.00
P20-tax       1   400.00
S20-base      2  1200.00
S20-tax       2   240.00
",
    ),
    (
        "tax-lines tax_box=S20-base from=2025-01-01 to=2025-12-31",
        r"
Tax lines - Northwind (USD)
from 2025-01-01, tax_box S20-base, to 2025-12-31
Box       Day         Number          Account  Tax code  Base or tax  Contact   Amount
--------------------------------------------------------------------------------------
S20-base  2025-02-10  INV/2025/00001  4000     S20       base         Alfa     1000.00
S20-base  2025-12-15  INV/2025/00003  4000     S20       base         Alfa      200.00
--------------------------------------------------------------------------------------
Total                                                                          1200.00
",
    ),
    (
        "general-ledger account=1100 from=2025-03-01 to=2025-12-31",
        r"
General ledger - Northwind (USD)
account 1100, from 2025-03-01, to 2025-12-31
Account  Day         Number          Journal  Contact  Description         Debit   Credit  Balance  Currency  Amount in currency
--------------------------------------------------------------------------------------------------------------------------------
1100                                                   Trade receivables                   1200.00
  1100   2025-03-20  BNK/2025/00003  BNK      Alfa                                 700.00   500.00
  1100   2025-09-01  INV/2025/00002  INV      Beta                        333.33            833.33  EUR                   400.00
  1100   2025-10-15  BNK/2025/00005  BNK      Beta                                 363.64   469.69  EUR                  -400.00
  1100   2025-10-15  EXC/2025/00001  EXC      Beta                         30.31            500.00  EUR                     0.00
  1100   2025-12-15  INV/2025/00003  INV      Alfa                        240.00            740.00
1100                                                                      603.64  1063.64   740.00
--------------------------------------------------------------------------------------------------------------------------------
Total                                                                     603.64  1063.64   740.00
",
    ),
    (
        "open-items on=2025-12-31",
        r"
Open items - Northwind (USD)
on 2025-12-31, role receivable
Contact  Account  Number          Day         Due         Days overdue    Open
------------------------------------------------------------------------------
Alfa     1100     INV/2025/00001  2025-02-10  2025-03-12           294  500.00
Alfa     1100     INV/2025/00003  2025-12-15  2026-01-14             0  240.00
------------------------------------------------------------------------------
Total                                                                   740.00
",
    ),
];

/// Reports whose links are followed beside those above.
const FOLLOWED: &[&str] = &[
    "trial-balance on=2025-12-31",
    "trial-balance from=2026-01-01 to=2026-01-31",
    "trial-balance on=2025-12-31 closing=false",
    "balance-sheet on=2026-01-31 compare_on=2025-12-31",
    "profit-and-loss from=2025-02-05 to=2025-10-20 compare_from=2025-01-01 compare_to=2025-06-30",
    "cash-flow from=2025-03-01 to=2025-11-30",
    "aged-receivables on=2026-06-30",
];

/// The text as it stands in a raw string of this file.
fn table(text: &str) -> String {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[tokio::test]
async fn report_figures_are_those_computed_by_hand_and_each_leads_to_its_lines() {
    both(async |app| {
        let year = Year::live(Books::open(app).await).await;
        for (question, expected) in EXPECTED {
            assert_eq!(table(&year.text(question).await), table(expected), "{question}");
        }
        let mut followed = 0;
        for question in EXPECTED.iter().map(|(question, _)| question).chain(FOLLOWED) {
            followed += follow(&year, &year.report(question).await).await;
            let known = format!("{question} known_at={}", year.known_at);
            followed += follow(&year, &year.report(&known).await).await;
        }
        assert!(followed > 600, "only {followed} links were followed");
        // The year's close changes no figure of profit and loss, and carries its result to equity.
        let before = year.text("profit-and-loss from=2025-01-01 to=2025-12-31").await;
        year.close().await;
        assert_eq!(year.text("profit-and-loss from=2025-01-01 to=2025-12-31").await, before);
        for (question, expected) in CLOSED {
            assert_eq!(table(&year.text(question).await), table(expected), "{question}");
            follow(&year, &year.report(question).await).await;
        }
    })
    .await;
}

/// After the year is closed: its result of 463.64 is the closing entry's line on retained earnings.
const CLOSED: &[(&str, &str)] = &[
    (
        "general-ledger account=3100",
        r"
General ledger - Northwind (USD)
account 3100
Account  Day         Number          Journal  Description        Debit  Credit  Balance  Currency  Amount in currency
---------------------------------------------------------------------------------------------------------------------
3100                                          Retained earnings                    0.00
  3100   2025-12-31  CLO/2025/00001  CLO                                363.64  -363.64  EUR                  -400.00
  3100   2025-12-31  CLO/2025/00001  CLO                                100.00  -463.64
3100                                                              0.00  463.64  -463.64
---------------------------------------------------------------------------------------------------------------------
Total                                                             0.00  463.64  -463.64
",
    ),
    (
        "balance-sheet on=2025-12-31",
        r"
Balance sheet - Northwind (USD)
on 2025-12-31
Account  Name                              Amount
-------------------------------------------------
         Assets
1          Assets                        15703.64
10           Cash and bank               10163.64
1000           Bank                       9800.00
1005           Bank EUR                    363.64
11           Receivables                  1140.00
1100           Trade receivables           740.00
1180           Input tax                   400.00
12           Inventory                    1400.00
1200           Inventory                  1400.00
15           Fixed assets                 3000.00
1500           Equipment                  3000.00
         Total assets                    15703.64
-------------------------------------------------
         Liabilities
2          Liabilities                    5240.00
20           Payables                     5240.00
2080           Output tax                  240.00
2090           Loans                      5000.00
         Total liabilities                5240.00
-------------------------------------------------
         Equity
3          Equity                        10463.64
3000         Share capital               10000.00
3100         Retained earnings             463.64
           Result not carried to equity      0.00
         Total equity                    10463.64
-------------------------------------------------
         Total liabilities and equity    15703.64
",
    ),
    (
        "trial-balance from=2026-01-01 to=2026-01-31",
        r"
Trial balance - Northwind (USD)
from 2026-01-01, to 2026-01-31
Account  Name                     Opening   Debit  Credit    Closing  Currency  Closing in currency
---------------------------------------------------------------------------------------------------
1        Assets                  15703.64  240.00  240.00   15703.64
10         Cash and bank         10163.64  240.00    0.00   10403.64
1000         Bank                 9800.00  240.00    0.00   10040.00
1005         Bank EUR              363.64    0.00    0.00     363.64  EUR                    400.00
11         Receivables            1140.00    0.00  240.00     900.00
1100         Trade receivables     740.00    0.00  240.00     500.00
1180         Input tax             400.00    0.00    0.00     400.00
12         Inventory              1400.00    0.00    0.00    1400.00
1200         Inventory            1400.00    0.00    0.00    1400.00
15         Fixed assets           3000.00    0.00    0.00    3000.00
1500         Equipment            3000.00    0.00    0.00    3000.00
2        Liabilities             -5240.00    0.00    0.00   -5240.00
20         Payables              -5240.00    0.00    0.00   -5240.00
2080         Output tax           -240.00    0.00    0.00    -240.00
2090         Loans               -5000.00    0.00    0.00   -5000.00
3        Equity                 -10463.64    0.00    0.00  -10463.64
3000       Share capital        -10000.00    0.00    0.00  -10000.00
3100       Retained earnings      -463.64    0.00    0.00    -463.64
---------------------------------------------------------------------------------------------------
Total                                0.00  240.00  240.00       0.00
",
    ),
];
