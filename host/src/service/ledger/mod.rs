//! Use cases of the ledger: post, reverse, settle, close.
//!
//! Knows who may, which facts a rule needs, and what else a change brings with it. Must not know rules
//! (they are in `keel_core::ledger`) or SQL.

mod books;
mod by_hand;
mod chart;
mod chart_template;
mod hooked;
mod input;
mod open_item;
mod period;
mod post;
mod rate;
mod reconcile;
mod refusal;
mod reverse;
mod shown;
mod tax;
mod write;
mod year;

pub use chart::{ChartInstalled, InstallChart, install_chart};
pub use input::{
    EntryInput, Kind, LineInput, Mode, PostEntry, PostMany, Posted, PostedMany, Role, RowResult, TaxInput,
};
pub use open_item::{OpenItemOut, OpenItems, OpenItemsQuery, open_items};
pub use period::{PeriodState, SetPeriod, close_period, reopen_period, seal_period};
pub use post::{book, post, post_many};
pub use rate::{RateInput, RatesSet, SetRates, set_rates};
pub use reconcile::{
    ItemInput, Reconcile, Reconciled, Unreconcile, Unreconciled, WriteOff, reconcile, unreconcile,
};
pub use refusal::of_day;
pub use reverse::{Reverse, reverse, take_back};
pub use tax::{ComputeTax, ComputedLine, ComputedTax, NetLineInput, TaxTotalOut, compute_tax};
pub use year::{
    CloseFiscalYear, FiscalYearClosed, FiscalYearOpened, OpenFiscalYear, close_fiscal_year, open_fiscal_year,
};
