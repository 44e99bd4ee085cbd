//! How a document number is written.
//!
//! Knows prefix, year and padding. Must not know which number is next.

/// The written form of a journal's numbers: `INV/2026/00001`, or `INV/00001` when they run through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFormat {
    /// Text before the first slash.
    pub prefix: String,
    /// Digits, filled with zeros from the left; longer numbers are written in full.
    pub padding: usize,
    /// Starts again at 1 in each fiscal year, and names it.
    pub per_year: bool,
}

impl NumberFormat {
    /// The key under which the sequence counts: the year's code, or empty when numbers run through.
    pub fn sequence_key<'a>(&self, fiscal_year: &'a str) -> &'a str {
        if self.per_year { fiscal_year } else { "" }
    }

    /// Writes one number.
    pub fn write(&self, fiscal_year: &str, number: i64) -> String {
        let width = self.padding;
        match (self.prefix.is_empty(), self.per_year) {
            (false, true) => format!("{}/{fiscal_year}/{number:0width$}", self.prefix),
            (false, false) => format!("{}/{number:0width$}", self.prefix),
            (true, true) => format!("{fiscal_year}/{number:0width$}"),
            (true, false) => format!("{number:0width$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_prefix_year_and_padding() {
        for (prefix, padding, per_year, number, expected) in [
            ("INV", 5, true, 1, "INV/2026/00001"),
            ("INV", 5, false, 42, "INV/00042"),
            ("", 3, true, 7, "2026/007"),
            ("", 1, false, 12345, "12345"),
            ("INV", 2, false, 12345, "INV/12345"),
        ] {
            let format = NumberFormat { prefix: prefix.into(), padding, per_year };
            assert_eq!(format.write("2026", number), expected);
        }
    }
}
