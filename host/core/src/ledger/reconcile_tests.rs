//! Settlements an accountant could check by hand.

use super::*;
use proptest::prelude::*;

fn items(text: &str) -> Vec<OpenItem> {
    text.split(',')
        .map(|item| {
            let words: Vec<&str> = item.split_whitespace().collect();
            let number = |i: usize| words[i].parse::<i64>().expect("number");
            OpenItem {
                account: Uuid::from_u128(if words.contains(&"elsewhere") { 2 } else { 1 }),
                reconcilable: !words.contains(&"plain"),
                currency: if words.contains(&"eur") { "EUR" } else { "USD" }.parse().expect("code"),
                residual_minor: number(0),
                residual_company_minor: number(1),
                limit_minor: words.iter().position(|w| *w == "only").map(|i| number(i + 1)),
            }
        })
        .collect()
}

fn said(items: &[OpenItem], write_off: i64) -> String {
    let plan = match plan(items, write_off) {
        Ok(plan) => plan,
        Err(e) => return format!("refused: {e}"),
    };
    let end = |end: End| match end {
        End::Item(i) => format!("{i}"),
        End::Exchange(i) => format!("x{i}"),
        End::WriteOff(i) => format!("w{i}"),
    };
    let mut said: Vec<String> = plan
        .matches
        .iter()
        .map(|m| format!("{}~{} {}/{}", end(m.debit), end(m.credit), m.amount_minor, m.company_minor))
        .collect();
    said.extend(plan.exchange.iter().map(|n| format!("exchange {}", n.company_minor)));
    said.extend(plan.write_off.iter().map(|n| format!("write-off {}/{}", n.amount_minor, n.company_minor)));
    said.join("; ")
}

#[test]
fn items_settle_in_the_order_offered() {
    // residual, residual in the company's currency, marks
    for (offered, write_off, expected) in [
        ("12000 12000, -12000 -12000", 0, "0~1 12000/12000"),
        ("12000 12000, -2000 -2000", 0, "0~1 2000/2000"),
        ("10000 10000, -9900 -9900", 100, "0~1 9900/9900; 0~w0 100/100; write-off -100/-100"),
        ("-10000 -10000, 9900 9900", 100, "1~0 9900/9900; w0~0 100/100; write-off 100/100"),
        ("100 100, 200 200, -250 -250", 0, "0~2 100/100; 1~2 150/150"),
        ("300 300 only 50, -250 -250", 0, "0~1 50/50"),
        ("50 50", 50, "0~w0 50/50; write-off -50/-50"),
        // Sold at 1.20, paid at 1.10: the payment is worth 30.31 more, a gain.
        ("40000 33333 eur, -40000 -36364 eur", 0, "0~1 40000/33333; x0~1 0/3031; exchange 3031"),
        ("40000 36364 eur, -40000 -33333 eur", 0, "0~1 40000/33333; 0~x0 0/3031; exchange -3031"),
        ("40000 33333 eur, -10000 -9091 eur", 0, "0~1 10000/8333; x0~1 0/758; exchange 758"),
        ("0 3031 eur, 0 -3031 eur", 0, "0~1 0/3031"),
        (
            "40000 33333 eur, -39000 -35455 eur",
            1000,
            "0~1 39000/32500; x0~1 0/2955; 0~w0 1000/833; exchange 2955; write-off -1000/-833",
        ),
    ] {
        assert_eq!(said(&items(offered), write_off), expected, "{offered}");
    }
}

#[test]
fn items_are_refused_in_order_of_precedence() {
    for (offered, write_off, expected) in [
        ("100 100 plain, -100 -100 elsewhere eur", 0, "refused: the account of item 0 is not reconcilable"),
        ("100 100, -100 -100 elsewhere eur", 0, "refused: item 1 is on another account"),
        ("100 100, -100 -100 eur, 0 0", 0, "refused: item 1 is in another currency"),
        ("100 100, 0 0, -50 -50 only 51", 0, "refused: nothing of item 1 is open"),
        ("100 100, -50 -50 only 51", 0, "refused: less of item 1 is open"),
        ("100 100, 50 50", 0, "refused: nothing settles: all items have the same sign"),
        ("100 100, -90 -90", 11, "refused: the write-off is larger than the rest"),
        ("100 100, -90 -90", -1, "refused: the write-off is larger than the rest"),
        ("-9223372036854775808 -1, 90 90", 0, "refused: number is too large"),
    ] {
        assert_eq!(said(&items(offered), write_off), expected, "{offered}");
    }
}

proptest! {
    /// Whatever is offered, no item is settled beyond its residual, and what is settled in full leaves no company value.
    #[test]
    fn settled_items_end_at_zero(amounts in proptest::collection::vec((-50_000i64..50_000, 90i64..130), 2..8)) {
        let items: Vec<OpenItem> = amounts.iter().filter(|(a, _)| *a != 0).map(|(a, rate)| OpenItem {
            account: Uuid::nil(), reconcilable: true, currency: "EUR".parse().expect("code"),
            residual_minor: *a, residual_company_minor: a * 100 / rate, limit_minor: None,
        }).collect();
        let Ok(plan) = plan(&items, 0) else { return Ok(()) };
        let mut left: Vec<(i64, i64)> = items.iter().map(|i| (i.residual_minor, i.residual_company_minor)).collect();
        for m in &plan.matches {
            if let End::Item(i) = m.debit { left[i].0 -= m.amount_minor; left[i].1 -= m.company_minor; }
            if let End::Item(i) = m.credit { left[i].0 += m.amount_minor; left[i].1 += m.company_minor; }
        }
        for (item, (amount, company)) in items.iter().zip(&left) {
            prop_assert!(amount.signum() * item.residual_minor.signum() >= 0);
            if *amount == 0 { prop_assert_eq!(*company, 0); }
        }
    }
}
