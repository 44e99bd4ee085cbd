//! Screens. Each answers blocks that the host draws, with the reader's rights.

pub mod diagram;
pub mod my_work;
pub mod stuck;
