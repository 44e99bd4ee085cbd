//! A file as headers and rows of text.

use std::io::Cursor;

use base64::Engine;
use calamine::{Data, Reader, Xlsx};

use super::Format;
use crate::service::Fault;

/// Rows at most: more belong into several files.
const ROWS_MAX: usize = 100_000;
/// Columns at most.
const COLUMNS_MAX: usize = 500;

/// Headers and rows; every row is as long as the headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// First row.
    pub headers: Vec<String>,
    /// Row of the file (the header is 1) and its cells.
    pub rows: Vec<(i64, Vec<String>)>,
}

/// Reads a table.
pub fn read(format: Format, content: &str) -> Result<Table, Fault> {
    let cells = match format {
        Format::Csv => csv_cells(content)?,
        Format::Xlsx => xlsx_cells(content)?,
    };
    let mut rows = cells.into_iter();
    let headers: Vec<String> = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    let headers: Vec<String> =
        headers.iter().map(|header| header.trim().trim_start_matches('\u{feff}').to_owned()).collect();
    if headers.iter().all(String::is_empty) {
        return Err(Fault::invalid("import.no-header", "The first row must name the columns.").at("/content"));
    }
    if headers.len() > COLUMNS_MAX {
        return Err(
            Fault::invalid("import.too-wide", format!("Give at most {COLUMNS_MAX} columns.")).at("/content")
        );
    }
    let rows: Vec<(i64, Vec<String>)> = rows
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(number, mut cells)| {
            cells.resize(headers.len(), String::new());
            (number, cells)
        })
        .collect();
    if rows.len() > ROWS_MAX {
        let message = format!("Give at most {ROWS_MAX} rows at once.");
        return Err(Fault::invalid("import.too-long", message).at("/content"));
    }
    Ok(Table { headers, rows })
}

type Cells = Vec<(i64, Vec<String>)>;

fn csv_cells(content: &str) -> Result<Cells, Fault> {
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(content))
        .from_reader(content.as_bytes());
    let mut rows = Vec::new();
    for (number, record) in (1_i64..).zip(reader.records()) {
        let record = record.map_err(|error| {
            Fault::invalid("import.csv", format!("Row {number} is not CSV: {error}.")).at("/content")
        })?;
        rows.push((number, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

/// The sign that the header line has most of, outside quotes.
fn delimiter(content: &str) -> u8 {
    let header = content.lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte && !quoted) {
            *count += 1;
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

fn xlsx_cells(content: &str) -> Result<Cells, Fault> {
    let broken = |what: String| {
        Fault::invalid("import.xlsx", format!("This is not a workbook: {what}.")).at("/content")
    };
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(content.trim())
        .map_err(|error| broken(error.to_string()))?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let range = book
        .worksheet_range_at(0)
        .ok_or_else(|| broken("it has no sheet".into()))?
        .map_err(|error| broken(error.to_string()))?;
    let first = range.start().map_or(0, |(row, _)| i64::from(row));
    Ok((first + 1..)
        .zip(range.rows())
        .map(|(number, row)| (number, row.iter().map(text_of).collect()))
        .collect())
}

/// A cell as somebody would type it; dates in ISO 8601.
fn text_of(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
            }
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_whatever_parts_their_cells() {
        for content in ["a,b\n1,\"x, y\"\n", "a;b\r\n1;x, y\r\n", "\u{feff}a\tb\n\n1\tx, y\n"] {
            let table = read(Format::Csv, content).unwrap();
            assert_eq!(table.headers, ["a", "b"], "{content:?}");
            assert_eq!(table.rows[0].1, ["1", "x, y"], "{content:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (format, content, code) in [
            (Format::Csv, "", "import.no-header"),
            (Format::Csv, " , ,\n1,2,3", "import.no-header"),
            (Format::Xlsx, "bm90IGEgemlw", "import.xlsx"),
            (Format::Xlsx, "%%%", "import.xlsx"),
        ] {
            assert_eq!(read(format, content).unwrap_err().code, code, "{content:?}");
        }
    }
}
