//! Whose figures a run tells: those of the town at its real size, of a sample, or of everybody.
//!
//! Comes in: a scenario's run and how many are simulated. Goes out: what run.json says of it. Deliberately absent: how a sample
//! speaks of its town (simulation/real_size.rs).

use serde::{Deserialize, Serialize};

use crate::analysis::result_files::{RESULT_FILES, ToldSize};
use crate::scenario::schema::{RunSettings, Size};

/// Whose figures a run tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeNote {
    /// [`REAL_SIZE`], `as simulated`, [`EVERYBODY`] or [`EXPECTED`].
    pub figures: String,
    /// Where they are of the town at its real size: what is as simulated all the same.
    pub as_simulated: Vec<String>,
}

/// Of the town at its real size, told from a sample.
pub const REAL_SIZE: &str = "real size";
/// Of a sample.
pub const AS_SIMULATED: &str = "as simulated";
/// Of everybody, since everybody is simulated.
pub const EVERYBODY: &str = "everybody simulated";

/// What is expected at every draw of the parameters: nobody is simulated.
pub const EXPECTED: &str = "expected values";

/// Outcomes that a town at its real size tells as they are simulated, beside whole files: what hangs on single practices or
/// residents.
const OUTCOMES_AS_SIMULATED: [&str; 4] = [
    "outcomes.csv: luck_share",
    "outcomes.csv: resident_total_mean",
    "outcomes.csv: resident_total_sd",
    "outcomes.csv: overloaded_carer_years",
];

/// Whose figures they are, of residents of whom so many are simulated.
pub fn size(run: &RunSettings, residents: f64, simulated: f64) -> SizeNote {
    let is_sample = simulated < residents;
    let (figures, as_simulated) = match run.size {
        Size::Expected => (EXPECTED, Vec::new()),
        _ if !is_sample => (EVERYBODY, Vec::new()),
        Size::Real => (REAL_SIZE, kept_as_simulated()),
        Size::Simulated => (AS_SIMULATED, Vec::new()),
    };
    SizeNote {
        figures: figures.to_string(),
        as_simulated,
    }
}

fn kept_as_simulated() -> Vec<String> {
    let files = RESULT_FILES.iter();
    let files = files.filter(|(_, size)| *size == ToldSize::Simulated);
    let files = files.map(|(name, _)| *name);
    files
        .chain(OUTCOMES_AS_SIMULATED)
        .map(str::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_of_the_real_size_unless_asked_for_as_simulated_or_of_everybody() {
        let mut run = RunSettings::default();
        let of = |run: &RunSettings, simulated: f64| size(run, 1_000.0, simulated);
        assert_eq!(of(&run, 1_000.0).figures, EVERYBODY);
        assert_eq!(of(&run, 100.0).figures, REAL_SIZE);
        assert!(
            of(&run, 100.0)
                .as_simulated
                .contains(&"layers.csv".to_string())
        );
        run.size = Size::Expected;
        assert_eq!(of(&run, 1_000.0).figures, EXPECTED);
        run.size = Size::Simulated;
        assert_eq!(of(&run, 100.0).figures, AS_SIMULATED);
        assert!(of(&run, 100.0).as_simulated.is_empty());
    }
}
