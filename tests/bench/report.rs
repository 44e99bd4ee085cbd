//! How figures are printed: what, how much, and beside what.

use std::time::Duration;

/// A heading.
pub fn section(title: &str) {
    println!("\n{title}");
}

/// A rate, beside a raw rate on the same disk in the same run.
pub fn rate(what: &str, per_second: u64, raw: Option<(u64, &str)>) {
    match raw {
        Some((raw, name)) => {
            let percent = per_second * 100 / raw.max(1);
            println!(
                "  {what:<44} {:>9}/s   {percent:>4} % of {name} ({}/s)",
                grouped(per_second),
                grouped(raw)
            );
        }
        None => println!("  {what:<44} {:>9}/s", grouped(per_second)),
    }
}

/// Half of the answers, and 99 of 100, came within these times.
pub fn latency(what: &str, p50: Duration, p99: Duration) {
    println!("  {what:<44} p50 {:>9}   p99 {:>9}", time(p50), time(p99));
}

/// Anything else.
pub fn fact(what: &str, value: &str) {
    println!("  {what:<44} {value}");
}

/// A time in the unit that suits it.
pub fn time(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..10_000 => format!("{micros} µs"),
        micros @ 10_000..10_000_000 => format!("{} ms", micros / 1000),
        micros => format!("{} s", micros / 1_000_000),
    }
}

/// Digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Processor time that a process has used, user and system, in milliseconds.
pub fn processor_ms(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second.
    ticks * 10
}

/// How much of a processor each one took, whoever else used the machine.
pub fn cost(count: usize, processor_ms: u64) {
    println!("  {:<44} {} µs of processor each", "", processor_ms * 1000 / count.max(1) as u64);
}
