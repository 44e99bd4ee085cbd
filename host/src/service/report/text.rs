//! A report as aligned text, for a terminal and for whoever reads tests.

use super::model::{ColumnKind, Report, RowKind};

/// Spaces for each level.
const INDENT: usize = 2;

/// Title, company, parameters, then a table; numbers stand to the right, columns without a value are left out.
pub fn text(report: &Report) -> String {
    let rows = report.rows.iter().map(|row| &row.cells).chain(std::iter::once(&report.totals));
    let used: Vec<usize> = (0..report.columns.len())
        .filter(|at| rows.clone().any(|cells| cells.get(*at).is_some_and(|cell| cell.value.is_some())))
        .collect();
    let mut table: Vec<Vec<String>> = vec![used.iter().map(|at| report.columns[*at].title.clone()).collect()];
    for row in &report.rows {
        let mut cells: Vec<String> =
            used.iter().map(|at| row.cells[*at].value.as_ref().map_or(String::new(), |v| v.text())).collect();
        // Words are indented where they begin: names of accounts stand under their heading.
        let named = used.iter().position(|at| report.columns[*at].name == "name").unwrap_or(0);
        if let Some(cell) = cells.get_mut(named).filter(|cell| !cell.is_empty()) {
            cell.insert_str(0, &" ".repeat(INDENT * row.level));
        }
        table.push(cells);
    }
    let mut totals: Vec<String> = used
        .iter()
        .map(|at| report.totals[*at].value.as_ref().map_or(String::new(), |value| value.text()))
        .collect();
    let has_totals = totals.iter().any(|cell| !cell.is_empty());
    if has_totals {
        let named = used.iter().position(|at| report.columns[*at].kind == ColumnKind::Text);
        if let Some(cell) = named.and_then(|at| totals.get_mut(at)).filter(|cell| cell.is_empty()) {
            cell.push_str("Total");
        }
        table.push(totals);
    }
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..used.len()).map(width).collect();
    let numbers: Vec<bool> = used.iter().map(|at| report.columns[*at].kind.is_number()).collect();

    let mut out = format!("{} - {} ({})\n", report.title, report.company.name, report.company.currency);
    let parameters: Vec<String> =
        report.parameters.iter().map(|(name, value)| format!("{name} {value}")).collect();
    if !parameters.is_empty() {
        out.push_str(&parameters.join(", "));
        out.push('\n');
    }
    let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
    let mut ruled = false;
    for (at, row) in table.iter().enumerate() {
        let line: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let blank = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
                if numbers[column] { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
            })
            .collect();
        let total =
            at > 0 && report.rows.get(at - 1).is_some_and(|row| row.kind == RowKind::Total && row.level == 0);
        let last = at + 1 == table.len();
        if has_totals && last && !ruled {
            out.push_str(&rule);
            out.push('\n');
        }
        out.push_str(line.join("  ").trim_end());
        out.push('\n');
        ruled = at == 0 || (total && !last);
        if ruled {
            out.push_str(&rule);
            out.push('\n');
        }
    }
    for note in &report.notes {
        out.push_str(note);
        out.push('\n');
    }
    if let Some(next) = &report.next {
        out.push_str(&format!("more: after {next}\n"));
    }
    out
}
