//! What has been worked out of earlier states, so that going back and forth asks nothing again.
//!
//! Comes in: answers. Goes out: the same, by their scenario. Deliberately absent: the working out (answer.rs).

use std::sync::Arc;

use crate::analysis::beside::ArmBeside;
use crate::cohort::{ExpectedArm, Twin};
use crate::scenario::schema::Scenario;
use crate::simulation::{KeptSpace, KnownComparator};
use crate::system::plan::Plan;

/// Answers that are kept, so that going back and forth asks nothing again.
const KEPT: usize = 12;

/// Twins that are kept: rooms go back and forth between a few beliefs.
const KEPT_TWINS: usize = 3;

/// Bytes of comparators' futures, and the tables of their draws, that are kept of all scenarios together.
const MOST_BYTES: usize = 1280 << 20;

/// Room for what is kept of comparators.
pub fn space() -> Arc<KeptSpace> {
    Arc::new(KeptSpace::new(MOST_BYTES))
}

/// What has been worked out of earlier states.
pub struct Known {
    space: Arc<KeptSpace>,
    /// Twins of the last beliefs turned to, the newest last.
    pub twins: Vec<KnownTwin>,
    /// What the comparator came to in the futures of the last state, with a scenario that has it.
    towns: Option<(Scenario, Arc<KnownComparator>)>,
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
    /// Arms that it has been asked beside the comparator.
    pub asked: usize,
}

/// A twin lets go of what arms lived on it, some ten megabytes each, after so many of them.
const MOST_LIVED: usize = 8;

impl Known {
    /// Of nothing yet; what will be kept of comparators shares a space.
    pub fn within(space: Arc<KeptSpace>) -> Known {
        Known {
            space,
            twins: Vec::new(),
            towns: None,
            answers: Vec::new(),
        }
    }

    /// Makes room for what is kept of other comparators, once what it gives is dropped: after the lock on what is known, since it may be
    /// a gigabyte.
    #[must_use]
    pub fn leave_room(&mut self) -> Option<Arc<KnownComparator>> {
        let (_, towns) = self.towns.take()?;
        Some(towns)
    }

    /// The answer to a scenario, if it was asked before.
    pub fn of(&self, scenario: &Scenario) -> Option<KeptAnswer> {
        let mut answers = self.answers.iter();
        let found = answers.find(|(known, _)| known == scenario);
        found.map(|(_, answer)| answer.clone())
    }

    /// The last futures of a scenario with the same comparator.
    pub fn beside(
        &self,
        scenario: &Scenario,
        is_beside: impl Fn(&Scenario, &Scenario) -> bool,
    ) -> Option<Arc<ArmBeside>> {
        let newest_first = self.answers.iter().rev();
        let with_futures =
            newest_first.filter_map(|(of, answer)| Some((of, answer.futures.as_ref()?)));
        // A preview waits for it: a few are looked at.
        let mut few = with_futures.take(KEPT_TWINS);
        few.find_map(|(of, futures)| is_beside(of, scenario).then(|| Arc::clone(futures)))
    }

    /// Keeps an answer, and lets go of the oldest where there are many.
    pub fn keep(&mut self, scenario: &Scenario, answer: KeptAnswer) {
        self.answers.retain(|(known, _)| known != scenario);
        self.answers.push((scenario.clone(), answer));
        if self.answers.len() > KEPT {
            self.answers.remove(0);
        }
    }

    /// Keeps a twin, instead of the one on the same plan or of the oldest where there are many.
    pub fn keep_twin(&mut self, twin: KnownTwin) {
        self.twins
            .retain(|known| !Arc::ptr_eq(&known.twin, &twin.twin));
        if twin.asked.is_multiple_of(MOST_LIVED) {
            twin.twin.rest();
        }
        self.twins.push(twin);
        if self.twins.len() > KEPT_TWINS {
            self.twins.remove(0);
        }
    }

    /// What the comparator of a scenario came to in its futures; nothing yet where what it feels differs from the last, and then what was
    /// known of that, to be dropped as [`Known::leave_room`] says.
    pub fn towns(
        &mut self,
        scenario: &Scenario,
        is_beside: impl Fn(&Scenario, &Scenario) -> bool,
    ) -> (Arc<KnownComparator>, Option<Arc<KnownComparator>>) {
        let known = self.towns.as_ref();
        if let Some((_, towns)) = known.filter(|(of, _)| is_beside(of, scenario)) {
            return (Arc::clone(towns), None);
        }
        let before = self.leave_room();
        let towns = Arc::new(KnownComparator::within(Arc::clone(&self.space)));
        self.towns = Some((scenario.clone(), Arc::clone(&towns)));
        (towns, before)
    }
}
