//! What a command prints of its answer, and what it says beside it: options that commands have in common.
//!
//! Comes in: `--format` and `--quiet`. Goes out: [`OutputOptions`]. Deliberately absent: printing, and pictures, which have
//! formats of their own.

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For reading
    Table,
    /// Rows; of a run the rows of payers.csv and incremental.csv
    Csv,
    /// One object
    Json,
}

/// How a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub(super) struct OutputOptions {
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// No progress bar and no remarks
    #[arg(long)]
    pub quiet: bool,
}
