//! Records of any type from a table: CSV or XLSX.
//!
//! Knows files, headers and cells. Must not know what a record type means: recognising is its rules' part
//! ([`crate::service::records::RecordRules::intake`]).

mod cell;
mod input;
mod keep;
mod mapping;
mod named;
mod preview;
mod progress;
mod row;
mod run;
mod table;
mod undo;

pub use input::{Format, ImportFinding, ImportRecords, ImportReport, MappedColumn, Mode};
pub use keep::{ImportFindings, findings};
pub use named::{company_by_code, imported_before, record_by_code, record_of_company};
pub use preview::{ImportPreview, PreviewColumn, PreviewRow, TargetField, preview};
pub use progress::{Progress, Teller, Watched};
pub use run::{import, import_watched};
pub use table::{Table, read};
pub use undo::{ImportUndone, UndoImport, undo};
