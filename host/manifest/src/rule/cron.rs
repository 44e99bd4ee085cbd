//! Schedules: cron with five fields (minute, hour, day of month, month, day of week), in UTC.
//!
//! Lists, ranges, steps and the English short names of months and days; nothing that only some cron knows.

struct Part {
    name: &'static str,
    least: u32,
    most: u32,
    words: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const LONGEST: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const PARTS: [Part; 5] = [
    Part { name: "minute", least: 0, most: 59, words: &[] },
    Part { name: "hour", least: 0, most: 23, words: &[] },
    Part { name: "day of month", least: 1, most: 31, words: &[] },
    Part { name: "month", least: 1, most: 12, words: MONTHS },
    Part { name: "day of week", least: 0, most: 7, words: DAYS },
];

/// Why a text is no schedule.
pub(crate) fn wrong(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != PARTS.len() {
        return Some(format!("a schedule has five fields, this has {}", fields.len()));
    }
    let mut values = Vec::new();
    for (part, field) in PARTS.iter().zip(&fields) {
        match all(part, field) {
            Some(set) => values.push(set),
            None => return Some(format!("`{field}` is no {} ({} to {})", part.name, part.least, part.most)),
        }
    }
    // With a day of the week as well either of the two is enough, and one always comes.
    let comes = fields[4] != "*"
        || values[3].iter().any(|month| values[2].iter().any(|day| *day <= LONGEST[*month as usize - 1]));
    (!comes).then(|| format!("day {} of month {} never comes", fields[2], fields[3]))
}

fn all(part: &Part, field: &str) -> Option<Vec<u32>> {
    let mut values = Vec::new();
    for item in field.split(',') {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, plain(step).filter(|step| (1..=part.most).contains(step))?),
            None => (item, 1),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (part.least, part.most),
            Some((first, last)) => (one(part, first)?, one(part, last)?),
            // `5/15` means different things to different crons.
            None if item.contains('/') => return None,
            None => (one(part, range)?, one(part, range)?),
        };
        if first > last {
            return None;
        }
        values.extend((first..=last).step_by(step as usize));
    }
    Some(values)
}

fn one(part: &Part, text: &str) -> Option<u32> {
    let word = part.words.iter().position(|word| *word == text.to_ascii_lowercase());
    let named = word.and_then(|at| u32::try_from(at).ok()).map(|at| at + part.least);
    named.or_else(|| plain(text)).filter(|value| (part.least..=part.most).contains(value))
}

fn plain(text: &str) -> Option<u32> {
    if text.chars().all(|c| c.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_five_fields_that_come_to_pass() {
        for (text, why) in [
            ("0 3 * * *", ""),
            ("*/15 8-18 * * mon-fri", ""),
            ("0,30 0 1-7/2 JAN,jul *", ""),
            ("0 0 29 2 *", ""),
            ("0 0 31 2 mon", ""),
            ("0 0 30 2 *", "day 30 of month 2 never comes"),
            ("0 0 31 4,6 *", "day 31 of month 4,6 never comes"),
            ("0 3 * *", "a schedule has five fields, this has 4"),
            ("60 * * * *", "`60` is no minute (0 to 59)"),
            ("5/15 * * * *", "`5/15` is no minute (0 to 59)"),
            ("*/0 * * * *", "`*/0` is no minute (0 to 59)"),
            ("0 18-8 * * *", "`18-8` is no hour (0 to 23)"),
            ("0 0 L * *", "`L` is no day of month (1 to 31)"),
            ("0 0 * * mon#1", "`mon#1` is no day of week (0 to 7)"),
            ("@daily", "a schedule has five fields, this has 1"),
        ] {
            assert_eq!(wrong(text).unwrap_or_default(), why, "{text}");
        }
    }
}
