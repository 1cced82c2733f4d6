//! A finished run whose amounts are shared.
//!
//! Comes in: what `caremix share` read from the folder of the run. Goes out: [`SharedRun`]. Deliberately absent:
//! arrangements.

use std::path::PathBuf;

use super::threads::ThreadsOption;
use super::voice;
use crate::analysis::disciplines::DisciplineRow;
use crate::report::manifest::Manifest;
use crate::scenario::schema::Scenario;
use crate::sharing::{Context, Outlays};
use crate::tables::draw;

/// A finished run with its amounts.
pub(super) struct SharedRun {
    /// Where it is.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its scenario.
    pub scenario: Scenario,
    /// What payers laid out.
    pub outlays: Outlays,
    /// What disciplines are left with.
    pub disciplines: Vec<DisciplineRow>,
    /// Threads asked for.
    pub threads: ThreadsOption,
    /// Whether nothing is said but the answer.
    pub is_quiet: bool,
}

impl SharedRun {
    /// What arrangements are compared on.
    pub fn context(&self) -> Context<'_> {
        Context {
            scenario: &self.scenario,
            outlays: &self.outlays,
            comparator: &self.manifest.comparator,
            disciplines: &self.disciplines,
            discount_rate: self.manifest.conventions.discount_rate_costs,
            batch: draw::in_turn(self.scenario.run.parameters),
        }
    }

    /// Says something beside the answer.
    pub fn remark(&self, text: &str) {
        if !self.is_quiet {
            voice::remark(text);
        }
    }
}
