//! Business days and instants, proleptic Gregorian and UTC. Must not know zones or any clock.

use std::fmt;

use crate::Fault;

const DAY_MICROS: i64 = 86_400_000_000;

/// A business day. The default is 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(i32);

/// An instant with microseconds. The default is 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

impl Day {
    /// A day of the calendar, if there is such a day in the years 0 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(0..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        // Days from civil, H. Hinnant: years begin in March, eras have 400 years.
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let of_era = shifted.rem_euclid(400);
        let of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        Some(Day(days)).filter(|made| made.parts() == (year, month, day))
    }

    /// Reads `2026-01-31`.
    pub fn parse(text: &str) -> Result<Day, Fault> {
        Day::read(text).ok_or_else(|| Fault::invalid("value.not-a-day", "Give a day such as 2026-01-31."))
    }

    /// Year, month and day of month.
    pub fn parts(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month as u32, day as u32)
    }

    /// So many days later; earlier when negative.
    pub fn plus_days(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this one.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// Its first moment in UTC.
    pub fn start(self) -> Instant {
        Instant(i64::from(self.0) * DAY_MICROS)
    }

    pub(crate) fn read(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        Day::new(number(&bytes[..4])? as i32, number(&bytes[5..7])?, number(&bytes[8..])?)
    }
}

impl Instant {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// Reads `2026-01-31T10:00:00Z`, with up to six digits of a second; only UTC.
    pub fn parse(text: &str) -> Result<Instant, Fault> {
        Instant::read(text).ok_or_else(|| {
            Fault::invalid("value.not-an-instant", "Give an instant in UTC such as 2026-01-31T10:00:00Z.")
        })
    }

    /// Its day in UTC.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY_MICROS) as i32)
    }

    /// So many seconds later; earlier when negative.
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    pub(crate) fn read(text: &str) -> Option<Instant> {
        let body = text.strip_suffix('Z')?;
        let (day, clock) = body.split_once('T')?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let bytes = clock.as_bytes();
        if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' || fraction.len() > 6 {
            return None;
        }
        let (hour, minute, second) = (number(&bytes[..2])?, number(&bytes[3..5])?, number(&bytes[6..])?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let micros = number(fraction.as_bytes())? * 10_u32.pow(6 - fraction.len() as u32);
        let seconds = i64::from(hour * 3600 + minute * 60 + second);
        Some(Instant(Day::read(day)?.start().0 + seconds * 1_000_000 + i64::from(micros)))
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for digit in digits {
        number = number * 10 + char::from(*digit).to_digit(10)?;
    }
    if digits.is_empty() { None } else { Some(number) }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY_MICROS);
        let (seconds, micros) = (of_day / 1_000_000, of_day % 1_000_000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", self.day())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, number) in
            [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-01-31", 20_484), ("0000-03-01", -719_468)]
        {
            let day = Day::parse(text).unwrap();
            assert_eq!((day.0, day.to_string()), (number, text.to_owned()));
        }
        for bad in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-32"] {
            assert_eq!(Day::parse(bad).unwrap_err().code, "value.not-a-day", "{bad}");
        }
        assert_eq!(Day::parse("2024-02-28").unwrap().plus_days(2).to_string(), "2024-03-01");
    }

    #[test]
    fn instants_keep_microseconds() {
        for (text, shown) in [
            ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00.000000Z"),
            ("2026-01-31T23:59:59.25Z", "2026-01-31T23:59:59.250000Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(Instant::parse(text).unwrap().to_string(), shown);
        }
        for bad in
            ["2026-01-31 10:00:00Z", "2026-01-31T10:00:00+01:00", "2026-01-31T24:00:00Z", "2026-01-31T10:00Z"]
        {
            assert_eq!(Instant::parse(bad).unwrap_err().code, "value.not-an-instant", "{bad}");
        }
        assert_eq!(Instant::parse("1969-12-31T23:00:00Z").unwrap().day().to_string(), "1969-12-31");
    }
}
