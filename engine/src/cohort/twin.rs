//! The twin of a system: the comparator worked out once, and every other arm beside it.
//!
//! Comes in: a system, and a [`TwinBasis`] where there is one. Goes out: [`Twin`], which gives every arm or one that has changed.
//! Deliberately absent: how an arm is lived (life.rs) and settled (simulation).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::component::arm::Arm;
use crate::provision::HoursLimits;
use crate::simulation::{ComparatorAccounts, Kept, limits};
use crate::system::System;

use super::ahead::foreseen;
use super::basis::TwinBasis;
use super::budgets::{TwinBudgets, without_budgets};
use super::expectation::Grain;
use super::life::Cohorts;
use super::measure::{ExpectedArm, TwinMeasure, with_trace};
use super::precision::TwinPrecision;

/// Expected values of a system.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Per arm, in scenario order.
    pub arms: Vec<ExpectedArm>,
}

/// The expected values of every arm of a system, without luck.
///
/// # Panics
/// When an amount is no finite number, which the checks of a scenario rule out.
pub fn expected(system: &System) -> Expected {
    expected_at(system, TwinPrecision::Fast)
}

/// What the twin expects, as exactly or as fast as is asked.
///
/// # Panics
/// As [`expected`].
pub fn expected_at(system: &System, precision: TwinPrecision) -> Expected {
    Twin::new(system, precision).expected()
}

/// Parts of a resident for which there is room at first: so many that rounding shows in the twelfth digit.
const FINEST_BITS: i32 = 36;

/// Coarser than this, not even the largest numbers of floating point would need.
const COARSEST_BITS: i32 = -1_024;

/// A system with its comparator worked out.
pub struct Twin {
    system: System,
    precision: TwinPrecision,
    /// Nothing where it has been let go of.
    basis: Mutex<Option<Arc<TwinBasis>>>,
    limits: HoursLimits,
    budgets: Option<Arc<TwinBudgets>>,
    /// The system in which each counted part of a resident stands for the residents it does.
    parts: System,
    grain: Grain,
    bits: i32,
    measure: ComparatorAccounts,
    /// The arms that share the comparator's care.
    first: Vec<(usize, ExpectedArm)>,
}

impl Twin {
    /// Works out the basis and the comparator.
    ///
    /// # Panics
    /// When an amount is no finite number, which the checks of a scenario rule out.
    pub fn new(system: &System, precision: TwinPrecision) -> Twin {
        Twin::on(Arc::new(TwinBasis::new(system, precision)), system)
    }

    /// The same on a basis that carries the system, see [`TwinBasis::carries`].
    ///
    /// # Panics
    /// As [`Twin::new`], and on a basis that does not carry the system.
    pub fn on(basis: Arc<TwinBasis>, system: &System) -> Twin {
        assert!(basis.carries(system), "the basis is of other tables");
        let limits = limits(system, |arm, cycles, limits| {
            foreseen(system, (arm, cycles), limits, &basis.lives)
        });
        if system.patient.deductible.iter().any(|cents| *cents > 0) {
            basis.deductibles(system).prepare(system);
        }
        let budgets = budgets(&basis, system, &limits);
        from_grain(&basis, system, (&limits, budgets.as_ref()), FINEST_BITS)
    }

    /// What budgets grant; `None` where no payer has one.
    pub(super) fn budgets(&self) -> Option<&Arc<TwinBudgets>> {
        self.budgets.as_ref()
    }

    /// Limits of an arm of a system in the draw.
    fn limits(&self, basis: &Arc<TwinBasis>, system: &System, arm: usize) -> HoursLimits {
        let Some(known) = &self.budgets else {
            return self.limits.clone();
        };
        let found = known.of(basis, system, arm);
        let found = found.or_else(|| budgets(basis, system, &self.limits)?.of(basis, system, arm));
        self.limits.with_rationing(found.unwrap_or_default())
    }

    /// The basis that the twin stands on, worked out again where it has been let go of.
    pub fn basis(&self) -> Arc<TwinBasis> {
        let known = || self.basis.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(basis) = &*known() {
            return Arc::clone(basis);
        }
        // Nobody waits for the lock meanwhile: whoever works it out at the same time comes to the same.
        let basis = Arc::new(TwinBasis::new(&self.system, self.precision));
        Arc::clone(known().get_or_insert(basis))
    }

    /// What arms are measured by.
    pub(super) fn measure(&self) -> TwinMeasure {
        TwinMeasure {
            limits: self.limits.clone(),
            grain: self.grain,
            accounts: self.measure.clone(),
        }
    }

    /// Lets go of the basis, which grows with every arm that lives on it and is most of the memory.
    pub fn rest(&self) {
        let mut basis = self.basis.lock().unwrap_or_else(PoisonError::into_inner);
        *basis = None;
    }

    /// Every arm.
    ///
    /// # Panics
    /// As [`Twin::new`].
    pub fn expected(&self) -> Expected {
        self.all().unwrap_or_else(|| self.coarser().expected())
    }

    fn all(&self) -> Option<Expected> {
        let mut found: Vec<Option<ExpectedArm>> = vec![None; self.system.arms.len()];
        let others = self.others();
        let settled = others.par_iter().flat_map_iter(|run| {
            let groups = run.iter();
            groups.map(|arms| self.beside(&self.system, &self.parts, arms))
        });
        let settled: Option<Vec<Vec<(usize, ExpectedArm)>>> = settled.collect();
        for (arm, expected) in self
            .first
            .iter()
            .cloned()
            .chain(settled?.into_iter().flatten())
        {
            found[arm] = Some(expected);
        }
        Some(Expected {
            arms: found.into_iter().flatten().collect(),
        })
    }

    /// One arm of a system that differs from the twin's in arms other than the comparator alone: what is known of the
    /// comparator is not worked out again.
    ///
    /// # Panics
    /// When the basis does not carry the system, or the arm is the comparator; otherwise as [`Twin::new`].
    pub fn arm(&self, changed: &System, arm: usize) -> ExpectedArm {
        assert!(
            self.basis().carries(changed),
            "the basis is of other tables"
        );
        assert_ne!(
            arm, self.system.comparator,
            "a comparator is worked out as a twin"
        );
        let parts = self.grain.of(changed);
        let found = self.beside(changed, &parts, &[arm]);
        match found.and_then(|mut found| found.pop()) {
            Some((_, found)) => found,
            None => self.coarser().arm(changed, arm),
        }
    }

    /// The same with coarser parts, for an arm whose counts do not fit.
    fn coarser(&self) -> Twin {
        let beside = (&self.limits, self.budgets.as_ref());
        from_grain(&self.basis(), &self.system, beside, self.bits - 2)
    }

    /// Arms that share their care; `None` where counts do not fit the grain.
    fn beside(
        &self,
        system: &System,
        parts: &System,
        arms: &[usize],
    ) -> Option<Vec<(usize, ExpectedArm)>> {
        let (is_too_fine, basis) = (AtomicBool::new(false), self.basis());
        let town = Cohorts::new(
            parts,
            arms[0],
            self.limits(&basis, system, arms[0]),
            (self.grain, &is_too_fine),
            &basis,
        );
        let town = Kept::new(town, parts.people.weight);
        let settled = self.measure.beside(parts, arms, town);
        let found = with_trace(system, settled);
        (!is_too_fine.load(Ordering::Relaxed)).then_some(found)
    }

    /// Groups of arms with the same care, the comparator's left out, in runs: those that build the same capabilities live
    /// the same cycles at first, and are worked out one after another so that each cycle is lived once.
    fn others(&self) -> Vec<Vec<Vec<usize>>> {
        let mut runs: Vec<Vec<Vec<usize>>> = Vec::new();
        let groups = ComparatorAccounts::groups(&self.system).into_iter().skip(1);
        for group in groups {
            let built = |arms: &[usize]| built_by(&self.system.arms[arms[0]]);
            match runs.iter_mut().find(|run| built(&run[0]) == built(&group)) {
                Some(run) => run.push(group),
                None => runs.push(vec![group]),
            }
        }
        runs
    }
}

/// With at most so many parts: coarser ones where amounts per resident are so large that whole numbers would overflow.
fn from_grain(
    basis: &Arc<TwinBasis>,
    system: &System,
    limits: (&HoursLimits, Option<&Arc<TwinBudgets>>),
    finest: i32,
) -> Twin {
    (COARSEST_BITS..=finest)
        .rev()
        .step_by(2)
        .find_map(|bits| at_grain(basis, system, limits, bits))
        .expect("finite amounts fit whole numbers of parts that are coarse enough")
}

/// The comparator's group at a grain; `None` where counts do not fit it.
fn at_grain(
    basis: &Arc<TwinBasis>,
    system: &System,
    (limits, budgets): (&HoursLimits, Option<&Arc<TwinBudgets>>),
    bits: i32,
) -> Option<Twin> {
    let grain = Grain::new(system, bits);
    let is_too_fine = AtomicBool::new(false);
    let parts = grain.of(system);
    let groups = ComparatorAccounts::groups(&parts);
    let arms = groups.first()?;
    let counted = (grain, &is_too_fine);
    let own = match budgets {
        Some(budgets) => limits.with_rationing(budgets.of(basis, system, arms[0])?),
        None => limits.clone(),
    };
    let town = Cohorts::new(&parts, arms[0], own, counted, basis);
    let town = Kept::new(town, parts.people.weight);
    let (measure, settled) = ComparatorAccounts::first(&parts, arms, town);
    let first = with_trace(system, settled);
    (!is_too_fine.load(Ordering::Relaxed)).then(|| Twin {
        system: system.clone(),
        precision: basis.precision,
        basis: Mutex::new(Some(Arc::clone(basis))),
        limits: limits.clone(),
        budgets: budgets.cloned(),
        parts,
        grain,
        bits,
        measure,
        first,
    })
}

/// What budgets grant in every arm, from what arms come to without them; `None` where no payer has a budget.
pub(super) fn budgets(
    basis: &Arc<TwinBasis>,
    system: &System,
    limits: &HoursLimits,
) -> Option<Arc<TwinBudgets>> {
    if system.rationing().is_empty() {
        return None;
    }
    let free = without_budgets(system);
    let twin = from_grain(basis, &free, (limits, None), FINEST_BITS);
    let arms = twin.expected().arms;
    Some(Arc::new(TwinBudgets::new(system, &arms, twin.measure())))
}

/// The capabilities that an arm's money builds.
fn built_by(arm: &Arm) -> Vec<usize> {
    let components = arm.components.iter();
    let built = components.flat_map(|component| component.earmark.iter().map(|(of, _)| *of));
    let mut built: Vec<usize> = built.collect();
    built.sort_unstable();
    built
}
