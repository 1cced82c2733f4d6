//! The files of a run's results: one list, from which the tables, their files, when they are written and whose figures they
//! tell all follow.
//!
//! Comes in: row types (rows.rs, or the file of an analysis). Goes out: [`ResultTables`], and every table in turn
//! ([`TableVisitor`]). Deliberately absent: what fills them (summary.rs), and the writing (report/).

use serde::{Deserialize, Serialize};

use super::disciplines::DisciplineRow;
use super::insurers::InsurerRow;
use super::rows::{
    IncrementalRow, InvestmentRow, LayerRow, LedgerRow, OutcomeRow, PayerRow, ProviderRow,
    ReplicationRow, SavingsRow, VarianceRow, WideRow,
};
use super::society::SocietyRow;

/// When a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenWhen {
    /// Always.
    Always,
    /// Where it has a row.
    WithRows,
    /// Row by row while the tables are made, since there are too many to be kept.
    Streamed,
}

/// Whose figures a file tells of a town of which a sample is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldSize {
    /// The town's at its real size.
    Real,
    /// The sample's: there is no expectation to hold on to.
    Simulated,
}

/// A row of one of the result files.
pub trait ResultRow: Serialize + Deserialize<'static> {
    /// The name of its file.
    const NAME: &'static str;
    /// When the file is written.
    const WRITTEN_WHEN: WrittenWhen;
}

/// Something that looks at every table.
pub trait TableVisitor {
    /// What can go wrong.
    type Error;
    /// Looks at one.
    ///
    /// # Errors
    /// When it goes wrong.
    fn table<R: ResultRow>(&mut self, rows: &[R]) -> Result<(), Self::Error>;
}

macro_rules! result_files {
    ($($field:ident: $row:ty, $name:literal, $presence:ident, $size:ident;)*) => {
        /// Everything the result files hold, in file order.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct ResultTables {
            $(#[doc = concat!($name, ".")] pub $field: Vec<$row>,)*
        }

        impl ResultTables {
            /// Shows every table, in file order.
            ///
            /// # Errors
            /// The first of the visitor.
            pub fn each<V: TableVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.table(&self.$field)?;)*
                Ok(())
            }
        }

        $(impl ResultRow for $row {
            const NAME: &'static str = $name;
            const WRITTEN_WHEN: WrittenWhen = WrittenWhen::$presence;
        })*

        /// Every file, and whose figures it tells.
        pub const RESULT_FILES: &[(&str, ToldSize)] = &[$(($name, ToldSize::$size),)*];
    };
}

result_files! {
    ledger: LedgerRow, "ledger.csv", Always, Real;
    payers: PayerRow, "payers.csv", Always, Real;
    incremental: IncrementalRow, "incremental.csv", Always, Real;
    insurers: InsurerRow, "insurers.csv", WithRows, Real;
    layers: LayerRow, "layers.csv", Always, Simulated;
    savings: SavingsRow, "savings.csv", WithRows, Simulated;
    variance: VarianceRow, "variance.csv", WithRows, Real;
    outcomes: OutcomeRow, "outcomes.csv", Always, Real;
    providers: ProviderRow, "providers.csv", Always, Real;
    disciplines: DisciplineRow, "disciplines.csv", WithRows, Real;
    society: SocietyRow, "society.csv", WithRows, Real;
    replications: ReplicationRow<'static>, "replications.csv", Streamed, Real;
    wide: WideRow, "replications_wide.csv", Streamed, Real;
    investments: InvestmentRow, "investments.csv", Always, Real;
}
