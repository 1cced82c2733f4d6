//! How `caremix run` prints its answer.
//!
//! Comes in: `--format`. Goes out: [`Format`]. Deliberately absent: printing.

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For reading
    Table,
    /// The rows of payers.csv and incremental.csv
    Csv,
    /// One object
    Json,
}
