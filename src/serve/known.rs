//! What has been worked out of earlier states, so that going back and forth asks nothing again.
//!
//! Comes in: answers. Goes out: the same, by their scenario. Deliberately absent: the working out (answer.rs).

use std::sync::Arc;

use crate::analysis::beside::ArmBeside;
use crate::cohort::{ExpectedArm, Twin};
use crate::scenario::schema::Scenario;
use crate::system::plan::Plan;

/// Answers that are kept, so that going back and forth asks nothing again.
const KEPT: usize = 12;

/// What has been worked out of earlier states.
#[derive(Default)]
pub struct Known {
    /// The twin of the last of them.
    pub twin: Option<KnownTwin>,
    answers: Vec<(Scenario, KeptAnswer)>,
}

/// What is known of a scenario.
#[derive(Clone)]
pub struct KeptAnswer {
    /// What is expected.
    pub expected: Arc<ArmBeside>,
    /// Its tables, until its futures have been simulated.
    pub plan: Option<Arc<Plan>>,
    /// Of all its futures, once they have been simulated.
    pub futures: Option<Arc<ArmBeside>>,
    /// In which share of the first futures each payer was no worse off, where there were more than these.
    pub first: Option<Arc<[f64]>>,
}

/// The twin of a scenario, whose tables and comparator others share.
#[derive(Clone)]
pub struct KnownTwin {
    /// Its tables.
    pub plan: Arc<Plan>,
    /// The twin.
    pub twin: Arc<Twin>,
    /// The comparator's expected values.
    pub comparator: Arc<ExpectedArm>,
}

impl Known {
    /// The answer to a scenario, if it was asked before.
    pub fn of(&self, scenario: &Scenario) -> Option<KeptAnswer> {
        let mut answers = self.answers.iter();
        let found = answers.find(|(known, _)| known == scenario);
        found.map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer, and lets go of the oldest where there are many.
    pub fn keep(&mut self, scenario: &Scenario, answer: KeptAnswer) {
        self.answers.retain(|(known, _)| known != scenario);
        self.answers.push((scenario.clone(), answer));
        if self.answers.len() > KEPT {
            self.answers.remove(0);
        }
    }
}
