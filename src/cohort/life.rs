//! The town of the twin: expected residents who live through the years of one arm.
//!
//! Comes in: what a year opens with. Goes out: [`Life`] for [`Cohorts`], so that payment, ledger and outcomes are the
//! simulation's. Deliberately absent: luck, and people one by one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::care::arise::Pressure;
use crate::care::triage;
use crate::provision::{
    Conditions, Count, Counts, HoursLimits, Layout, PersonColumns, PersonPrices, Single,
};
use crate::simulation::{Life, Opening, ResidentTotals, YearSoFar};
use crate::system::System;
use crate::tables::integration::Drivers;

use super::ahead::{Ahead, Cycle};
use super::answer::Answers;
use super::asked::Asked;
use super::care::{ExpectedCare, Firsts, firsts};
use super::deductible::{Deductible, Deductibles};
use super::expectation::{Expectation, Grain};
use super::lives::{ExpectedLives, LivedCycle};
use super::needs::Needs;
use super::passage::{Cared, YearLived};
use super::triage::{ExpectedTriage, Triages};

/// Tables of triage that are kept, the newest of those of different effects.
const MOST_TRIAGES: usize = 4;

/// What arms have in common: lives under the same hazards, and what is worked out of them once.
pub(super) struct Common {
    pub lives: ExpectedLives,
    triages: Vec<Triages>,
    /// What was found for residents cared for in steady cycles.
    triaged: Vec<(Rc<Steady>, ExpectedTriage)>,
    firsts: Vec<(Rc<Steady>, Vec<Firsts>)>,
    deductibles: Option<Deductibles>,
}

impl Common {
    pub fn new(system: &System) -> Common {
        Common {
            lives: ExpectedLives::new(system),
            triages: Vec::new(),
            triaged: Vec::new(),
            firsts: Vec::new(),
            deductibles: None,
        }
    }

    /// To whom things come that residents have once. Of cycles that other arms may have too, it `is_kept`.
    fn firsts(&mut self, system: &System, steady: &Rc<Steady>, is_kept: bool) -> Vec<Firsts> {
        if steady.answers.once.is_empty() {
            return Vec::new();
        }
        let known = self.firsts.iter().find(|(known, _)| known == steady);
        if let Some((_, found)) = known {
            return found.clone();
        }
        let needs = Needs {
            system,
            pressure: &steady.pressure,
        };
        let found = firsts(needs, &self.lives.onsets, &steady.answers, &steady.cared);
        if is_kept {
            self.firsts.push((Rc::clone(steady), found.clone()));
        }
        found
    }

    /// How residents are triaged, likewise.
    fn triaged(&mut self, system: &System, steady: &Rc<Steady>, is_kept: bool) -> ExpectedTriage {
        let mut known = self.triaged.iter();
        if let Some((_, found)) = known.find(|(known, _)| known.has_same_needs(steady)) {
            return found.clone();
        }
        let is_of = |triages: &Triages| triages.pressure == steady.pressure;
        let index = self.triages.iter().position(is_of).unwrap_or_else(|| {
            if self.triages.len() == MOST_TRIAGES {
                self.triages.remove(0);
            }
            self.triages.push(Triages::new(system, &steady.pressure));
            self.triages.len() - 1
        });
        let found = self.triages[index].of(system, &self.lives.onsets, &steady.cared);
        if is_kept {
            self.triaged.push((Rc::clone(steady), found.clone()));
        }
        found
    }
}

/// Residents cared for in cycles one after another that answer needs alike.
#[derive(Debug, Clone, PartialEq)]
struct Steady {
    pressure: Pressure,
    answers: Rc<Answers>,
    cared: Cared,
}

impl Steady {
    fn has_same_needs(&self, other: &Steady) -> bool {
        self.pressure == other.pressure && self.cared == other.cared
    }
}

/// Expected residents of a town while they live through the years of one arm.
pub(super) struct Cohorts<'a> {
    system: &'a System,
    arm: usize,
    grain: Grain,
    /// Set where counts do not fit the grain.
    is_too_fine: &'a Cell<bool>,
    /// Whether what one cycle wants or spends changes the next.
    has_feedback: bool,
    /// Shared with other arms.
    common: &'a RefCell<Common>,
    /// What cycles find.
    ahead: Ahead<'a>,
    /// Residents cared for whose triage and subscriptions are yet to be counted.
    pending: Option<Steady>,
    /// What the cycle finds.
    conditions: Conditions,
    prices: PersonPrices,
    /// How needs were answered in the last cycle of the year, and what it found.
    answered: Option<(Conditions, Rc<Answers>)>,
    layout: Layout,
    expected: Expectation,
    factor: f64,
    score: f64,
    /// The side on which everyone is.
    side: usize,
    lived: YearLived,
    /// Where residents pay one.
    deductible: Option<Deductible>,
    year: YearSoFar,
    /// Residents by state at every boundary between cycles so far.
    pub trace: Vec<Vec<f64>>,
}

impl<'a> Cohorts<'a> {
    /// The town of `arm` with the residents of the start. `system` counts in parts of the grain.
    pub fn new(
        system: &'a System,
        arm: usize,
        limits: HoursLimits,
        (grain, is_too_fine): (Grain, &'a Cell<bool>),
        common: &'a RefCell<Common>,
    ) -> Cohorts<'a> {
        let layout = Layout::new(system);
        let side = usize::from(system.arms[arm].has_network);
        let lives = &mut common.borrow_mut().lives;
        let ahead = Ahead::new(system, arm, lives, (limits, grain.per_resident()));
        Cohorts {
            arm,
            grain,
            is_too_fine,
            has_feedback: has_feedback(system, arm),
            conditions: ahead.at_first(),
            ahead,
            side,
            trace: vec![lives.at_start()],
            common,
            pending: None,
            prices: PersonPrices::new(system, arm, 0, PersonColumns::default()).seen_from(side),
            answered: None,
            expected: Expectation::new(&layout, side),
            factor: 1.0,
            score: 0.0,
            lived: YearLived::new(system),
            deductible: None,
            year: YearSoFar::new(system, &layout, 0),
            layout,
            system,
        }
    }

    /// How needs are answered, which is told anew where the cycle finds something else than the last one.
    fn answers(&mut self) -> Rc<Answers> {
        let known = self.answered.as_ref();
        if let Some((_, known)) = known.filter(|(found, _)| *found == self.conditions) {
            return Rc::clone(known);
        }
        let rates = &self.conditions.pressure.rate[0];
        let most: Vec<f64> = {
            let most = &self.common.borrow().lives.onsets.most;
            most.iter()
                .zip(rates)
                .map(|(most, rate)| most * rate)
                .collect()
        };
        let asked = Asked {
            system: self.system,
            conditions: &self.conditions,
            part: 1.0,
        };
        let answers = Rc::new(Answers::new(&asked, &self.prices, &most));
        self.answered = Some((self.conditions.clone(), Rc::clone(&answers)));
        answers
    }

    /// Adds the lives, needs and care of a cycle.
    fn count(&mut self, cycle: usize, lived: &LivedCycle) {
        let system = self.system;
        let answers = self.answers();
        let mut common = self.common.borrow_mut();
        let common = &mut *common;
        self.trace.push(lived.by_state.clone());
        lived.passage.count(system, &mut self.expected);
        self.lived.add(&lived.passage);
        let [births, newcomers] = common.lives.arriving();
        for (single, many) in [(Single::Births, births), (Single::Newcomers, newcomers)] {
            self.expected.add(Count::Single(single), many);
        }
        let care = ExpectedCare {
            asked: Asked {
                system,
                conditions: &self.conditions,
                part: 1.0,
            },
            prices: &self.prices,
            answers: &answers,
        };
        let cared = &lived.passage.cared;
        let needs = care.needs(&common.lives.onsets, &lived.needs, cared);
        care.count(&needs, &mut self.expected);
        self.put_off(answers, cared, common);
        if self.has_feedback || self.ends_year(cycle) {
            self.count_pending(common);
        }
    }

    /// What residents have once, and how they are triaged, is the same in every cycle while nothing changes: it is counted
    /// for all of those cycles together.
    fn put_off(&mut self, answers: Rc<Answers>, cared: &Cared, common: &mut Common) {
        let pressure = &self.conditions.pressure;
        let is_other =
            |pending: &Steady| pending.answers != answers || pending.pressure != *pressure;
        if self.pending.as_ref().is_some_and(is_other) {
            self.count_pending(common);
        }
        match &mut self.pending {
            Some(pending) => {
                for (sum, here) in pending.cared.iter_mut().zip(cared) {
                    *sum += here;
                }
            }
            None => {
                self.pending = Some(Steady {
                    pressure: self.conditions.pressure.clone(),
                    answers,
                    cared: cared.clone(),
                });
            }
        }
    }

    fn count_pending(&mut self, common: &mut Common) {
        let Some(pending) = self.pending.take().map(Rc::new) else {
            return;
        };
        let system = self.system;
        let care = ExpectedCare {
            asked: Asked {
                system,
                conditions: &self.conditions,
                part: 1.0,
            },
            prices: &self.prices,
            answers: &pending.answers,
        };
        let firsts = common.firsts(system, &pending, !self.has_feedback);
        care.count_once(&firsts, &mut self.expected);
        if triage::is_needed(system) {
            let triaged = common.triaged(system, &pending, !self.has_feedback);
            triaged.count(&mut self.expected);
        }
    }

    fn ends_year(&self, cycle: usize) -> bool {
        (cycle + 1).is_multiple_of(self.system.time.per_year)
    }

    /// The cycle in whole parts.
    fn counted(&self) -> Counts {
        self.grain.counts(&self.expected).unwrap_or_else(|| {
            self.is_too_fine.set(true);
            Counts::new(&self.layout)
        })
    }
}

impl Life for Cohorts<'_> {
    fn fund(&mut self, factor: f64) {
        self.factor = factor;
    }

    fn open_year(&mut self, year: usize, opening: Opening) {
        let prices = PersonPrices::new(self.system, self.arm, year, PersonColumns::default());
        self.prices = prices.seen_from(self.side);
        let known = &mut self.common.borrow_mut().deductibles;
        self.deductible = Deductible::open((self.system, self.arm), known, &self.prices, year);
        self.ahead.open_year(year, self.factor);
        self.answered = None;
        self.year = YearSoFar::new(self.system, &self.layout, year);
        self.ahead.carried.competition = opening.per_unit_share;
        self.ahead.carried.adopt(self.system, opening.adoption);
    }

    fn live_cycle(&mut self, cycle: usize) {
        let system = self.system;
        self.expected.clear();
        let paid = (self.factor, self.score);
        let Cycle { found, lived, .. } = {
            let lives = &mut self.common.borrow_mut().lives;
            self.ahead.live(lives, cycle, paid)
        };
        self.conditions = found.conditions.clone();
        self.count(cycle, &lived);
        if let Some(deductible) = &mut self.deductible {
            deductible.add(system, cycle, &lived.passage.cared, &self.expected);
        }
        if self.ends_year(cycle) {
            if let Some(deductible) = &self.deductible {
                deductible.close(&mut self.expected);
            }
            let levels = &self.prices.background;
            self.lived.close(system, levels, &mut self.expected);
        }
        let counts = self.counted();
        self.year.add_cycle(system, &found, &counts);
    }

    fn year(&self) -> &YearSoFar {
        &self.year
    }

    fn close_year(&mut self, score: f64) {
        self.score = score;
    }

    /// Nobody decides here: where there is a network, everyone takes part in it.
    fn taking_part(&self) -> f64 {
        self.side as f64
    }

    fn resident_totals(&self) -> Option<ResidentTotals> {
        None
    }
}

/// Whether what a cycle wants or spends changes the next: capacity limits somebody's care, money builds something, or how
/// well care is integrated is measured on it.
fn has_feedback(system: &System, arm: usize) -> bool {
    let (layers, found) = (system.layers, &system.arms[arm]);
    let builds = found
        .components
        .iter()
        .any(|component| !component.earmark.is_empty());
    let mut disciplines = system.disciplines.iter();
    let is_limited = disciplines.any(|discipline| discipline.capacity.is_some());
    let drivers = system.collaboration.drivers.as_ref();
    let is_measured = drivers.is_some_and(Drivers::is_dynamic);
    (layers.access && is_limited) || (layers.capabilities && builds) || is_measured
}
