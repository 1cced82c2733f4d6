//! What a comparator came to in every replication, kept for runs of two arms in which nothing that it feels is another.
//!
//! Comes in: comparators as they were lived, and tables of their draws. Goes out: the same, as far as there was room for them.
//! Deliberately absent: whether two plans differ in more than the comparator feels, which the caller knows; effects mechanism by
//! mechanism and spreads over residents, which stay empty; how they are lived (beside.rs).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::scenario::schema::Scenario;
use crate::system::System;
use crate::tables::CountedForArms;

use super::comparator::Comparator;
use super::expecting::{DrawExpectation, TownExpectation};
use super::foresight::Foresight;
use super::history::History;
use super::result::ArmResult;

/// Bytes that may be kept, which several comparators share: of replications that find no room nothing is kept.
#[derive(Debug)]
pub struct KeptSpace {
    free: AtomicUsize,
}

impl KeptSpace {
    /// So many bytes.
    pub fn new(bytes: usize) -> KeptSpace {
        KeptSpace {
            free: AtomicUsize::new(bytes),
        }
    }

    /// Bytes that nobody has taken.
    pub fn free(&self) -> usize {
        self.free.load(Ordering::Relaxed)
    }

    /// Takes so many bytes, where there are any left.
    fn take(&self, bytes: usize) -> bool {
        let rest = |free: usize| free.checked_sub(bytes);
        self.free
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest)
            .is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.free.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// What is kept of a comparator, replication by replication.
pub struct KnownComparator {
    space: Arc<KeptSpace>,
    /// Of parameters that are never drawn, which are the same in every replication.
    pub(super) at_means: OnceLock<Arc<ComparatorDraw>>,
    /// The first of its scenarios, whose tables are kept: for others that have the same.
    pub(super) first: OnceLock<Scenario>,
    kept: Mutex<KeptReplications>,
}

/// What is kept by replication, tables and towns, as far as there is room.
#[derive(Default)]
pub(super) struct KeptReplications {
    /// With the bytes that they take.
    pub towns: BTreeMap<u32, (Arc<KnownTown>, usize)>,
    /// For their tables.
    pub systems: BTreeMap<u32, Arc<System>>,
    pub bytes: usize,
}

/// What is kept of one draw of the parameters, but for its tables.
pub(super) struct ComparatorDraw {
    pub comparator: usize,
    /// Whether rates were observed under it.
    pub is_observed: bool,
    pub counted: CountedForArms,
    pub twin: Arc<dyn DrawExpectation>,
    /// What the comparator is expected to come to, where that is asked.
    pub expected: Option<(ArmResult, Arc<History>)>,
}

/// A comparator and an arm in one draw.
pub(super) struct DrawnArm {
    pub system: System,
    pub expected: Option<TownExpectation>,
}

/// What the comparator came to in one replication.
pub(super) struct KnownTown {
    pub draw: Arc<ComparatorDraw>,
    pub foresight: Foresight,
    pub result: ArmResult,
    pub sample: LivedComparator,
    /// The same at the real size, where that is told.
    pub real: Option<LivedComparator>,
}

/// The years of a comparator, and what other arms are measured by beside them.
pub(super) struct LivedComparator {
    pub history: Arc<History>,
    /// Without what happened in the years, which the history has.
    pub accounts: Comparator,
}

impl LivedComparator {
    pub(super) fn new(history: Arc<History>, mut accounts: Comparator) -> LivedComparator {
        accounts.care.clear();
        LivedComparator { history, accounts }
    }

    /// What other arms are measured by.
    pub(super) fn measure(&self) -> Comparator {
        let mut measure = self.accounts.clone();
        let years = self.history.years.iter();
        measure.care = years.map(|(year, _)| year.counts.clone()).collect();
        measure
    }

    /// Bytes of its counts.
    fn bytes(&self) -> usize {
        let years = &self.history.years;
        let counts = years.first().map(|(year, _)| year.counts.layout().len());
        years.len() * counts.unwrap_or(0) * size_of::<i64>()
    }
}

impl KnownComparator {
    /// Of nothing yet; what will be kept shares a space.
    pub fn within(space: Arc<KeptSpace>) -> KnownComparator {
        KnownComparator {
            space,
            at_means: OnceLock::new(),
            first: OnceLock::new(),
            kept: Mutex::default(),
        }
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, KeptReplications> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the town of a replication, instead of an earlier one.
    pub(super) fn keep_town(&self, replication: u32, town: &Arc<KnownTown>) {
        let mut kept = self.kept();
        if let Some((_, before)) = kept.towns.remove(&replication) {
            self.space.give_back(before);
            kept.bytes -= before;
        }
        let bytes = town.bytes();
        if self.space.take(bytes) {
            kept.bytes += bytes;
            kept.towns.insert(replication, (Arc::clone(town), bytes));
        }
    }

    /// Keeps the tables of a system.
    pub(super) fn keep_tables(&self, replication: u32, system: &System) {
        let mut kept = self.kept();
        let bytes = system.bytes();
        if !kept.systems.contains_key(&replication) && self.space.take(bytes) {
            kept.bytes += bytes;
            kept.systems.insert(replication, Arc::new(system.clone()));
        }
    }
}

impl Drop for KnownComparator {
    fn drop(&mut self) {
        let bytes = self.kept().bytes;
        self.space.give_back(bytes);
    }
}

impl ComparatorDraw {
    /// The draw of a system, and the system in it.
    pub(super) fn new(
        system: System,
        begin: fn() -> Arc<dyn DrawExpectation>,
        is_expected: bool,
    ) -> (Arc<ComparatorDraw>, Arc<DrawnArm>) {
        let twin = begin();
        let expected = is_expected.then(|| twin.results(&system));
        let of_comparator = |both: &TownExpectation| both[system.comparator].clone();
        let draw = ComparatorDraw {
            expected: expected.as_ref().map(of_comparator),
            comparator: system.comparator,
            is_observed: system.observed_under == system.comparator,
            counted: system.counted_for_arms(),
            twin,
        };
        (Arc::new(draw), Arc::new(DrawnArm { system, expected }))
    }

    /// Another system in the draw; `None` where its comparator would live another life, or what is expected be told in coarser
    /// parts.
    pub(super) fn with(&self, system: System) -> Option<Arc<DrawnArm>> {
        // What an arm does decides limits where rates were observed under it.
        let is_alike = self.is_observed
            && self.comparator == system.comparator
            && system.observed_under == system.comparator
            && self.counted == system.counted_for_arms();
        if !is_alike {
            return None;
        }
        let expected = match &self.expected {
            None => None,
            Some(comparator) => {
                let arm = self.twin.beside(&system, other(&system))?;
                if arm.1.weight != comparator.1.weight {
                    return None;
                }
                let mut both = vec![comparator.clone(), arm];
                if system.comparator == 1 {
                    both.swap(0, 1);
                }
                Some(both)
            }
        };
        Some(Arc::new(DrawnArm { system, expected }))
    }
}

impl KnownTown {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        // The sample, the real size, what is expected, what the twin measures by, and about as much of results.
        5 * self.sample.bytes() + self.draw.twin.bytes()
    }
}

/// The arm that is not the comparator, of two.
pub(super) fn other(system: &System) -> usize {
    1 - system.comparator.min(1)
}
