//! The town of the twin: expected residents who live through the years of one arm.
//!
//! Comes in: what a year opens with. Goes out: [`Life`] for [`Cohorts`], so that payment, ledger and outcomes are the
//! simulation's. Deliberately absent: luck, and people one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::care::triage;
use crate::component::Neutral;
use crate::provision::{
    Conditions, Count, Counts, HoursLimits, Layout, MILLION, PersonColumns, PersonPrices,
    PlaceItem, QueueItem, Single,
};
use crate::simulation::{ExpectedCycle, Life, Opening, ResidentTotals, YearSoFar};
use crate::system::System;

use super::ahead::{Ahead, Cycle};
use super::answer::{Answers, Divisions, LackingShares};
use super::asked::Asked;
use super::basis::{Stretch, TwinBasis};
use super::care::ExpectedCare;
use super::deductible::Deductible;
use super::expectation::{Expectation, Grain};
use super::lives::LivedCycle;
use super::passage::YearLived;
use super::precision::{TwinPrecision, mean};

/// Cycles of which triage, subscriptions and help by carers are yet to be counted.
#[derive(Default)]
struct Pending {
    cycles: Vec<Arc<LivedCycle>>,
    found: Vec<Conditions>,
}

/// Expected residents of a town while they live through the years of one arm.
pub(super) struct Cohorts<'a> {
    system: &'a System,
    arm: usize,
    grain: Grain,
    /// Set where counts do not fit the grain.
    is_too_fine: &'a AtomicBool,
    /// Shared with other arms.
    basis: &'a TwinBasis,
    /// What cycles find.
    ahead: Ahead<'a>,
    pending: Pending,
    /// What the cycle finds.
    conditions: Conditions,
    prices: PersonPrices,
    /// What was not delivered in the last cycle of the year, and what it found.
    lacking: Option<(Conditions, LackingShares)>,
    /// How units are divided over the links of needs.
    divisions: Divisions,
    layout: Layout,
    expected: Expectation,
    neutral: Neutral,
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
        (grain, is_too_fine): (Grain, &'a AtomicBool),
        basis: &'a TwinBasis,
    ) -> Cohorts<'a> {
        let layout = Layout::new(system);
        let side = usize::from(system.arms[arm].has_network);
        let lives = &basis.lives;
        let ahead = Ahead::new(system, arm, lives, (limits, grain.per_resident()));
        Cohorts {
            arm,
            grain,
            is_too_fine,
            conditions: ahead.at_first(),
            ahead,
            side,
            trace: vec![lives.at_start(system)],
            basis,
            pending: Pending::default(),
            prices: PersonPrices::new(system, arm, 0, PersonColumns::default()).seen_from(side),
            lacking: None,
            divisions: Divisions::default(),
            expected: Expectation::new(&layout, system.care.channels.len(), side),
            neutral: Neutral::default(),
            score: 0.0,
            lived: YearLived::new(system, lives.places()),
            deductible: None,
            year: YearSoFar::new(system, &layout, 0),
            layout,
            system,
        }
    }

    /// What of needs is not delivered, which is told anew where the cycle finds something else than the last one.
    fn lacking(&mut self) -> LackingShares {
        let known = self.lacking.take();
        let known = known.filter(|(found, _)| *found == self.conditions);
        let (found, lacking) = known.unwrap_or_else(|| {
            let most = self.most(&self.conditions);
            let asked = self.asked(&self.conditions);
            let lacking = LackingShares::new(&asked, &most, &mut self.divisions);
            (self.conditions.clone(), lacking)
        });
        self.lacking = Some((found, lacking.clone()));
        lacking
    }

    /// What cycles ask that find this.
    fn asked<'c>(&self, conditions: &'c Conditions) -> Asked<'c>
    where
        'a: 'c,
    {
        Asked::in_cycle(self.system, conditions, self.basis.precision)
    }

    /// The largest means of new needs of each kind in a cycle.
    fn most(&self, conditions: &Conditions) -> Vec<f64> {
        let most = &self.basis.lives.onsets.most;
        let pairs = most.iter().zip(&conditions.pressure.rate[0]);
        pairs.map(|(most, rate)| most * rate).collect()
    }

    /// Adds the lives, needs and care of a cycle.
    fn count(&mut self, cycle: usize, lived: &Arc<LivedCycle>) {
        let system = self.system;
        let lacking = self.lacking();
        self.trace.push(lived.by_state.clone());
        let of_all_ages = &lived.of_all_ages;
        lived.passage.count(system, of_all_ages, &mut self.expected);
        self.lived.add(&lived.passage);
        {
            let lives = &self.basis.lives;
            let [births, newcomers] = lives.arriving();
            for (single, many) in [(Single::Births, births), (Single::Newcomers, newcomers)] {
                self.expected.add(Count::Single(single), many);
            }
            let care = ExpectedCare {
                asked: self.asked(&self.conditions),
                prices: &self.prices,
                lacking: &lacking,
            };
            let needs = care.needs(&lives.onsets, lived);
            care.count(&needs, &mut self.expected);
        }
        self.put_off(lived);
        if self.ends_year(cycle) {
            if system.health.places.is_some() {
                let at_end = Count::Place(PlaceItem::AtEnd);
                self.expected.add(at_end, lived.waiting);
            }
            self.count_pending();
        }
    }

    /// What residents have once, and how they are triaged, is counted for several cycles together: those that find the
    /// same, or all of a year at the mean of what they find.
    fn put_off(&mut self, lived: &Arc<LivedCycle>) {
        let is_other = |found: &Conditions| *found != self.conditions;
        if self.basis.precision == TwinPrecision::Exact
            && self.pending.found.first().is_some_and(is_other)
        {
            self.count_pending();
        }
        self.pending.cycles.push(Arc::clone(lived));
        self.pending.found.push(self.conditions.clone());
    }

    fn count_pending(&mut self) {
        let Pending { cycles, found } = std::mem::take(&mut self.pending);
        let Some(conditions) = mean(&found) else {
            return;
        };
        let system = self.system;
        let most = self.most(&conditions);
        let asked = Asked::in_cycle(system, &conditions, self.basis.precision);
        let lacking = LackingShares::new(&asked, &most, &mut self.divisions);
        let answers = Answers {
            asked,
            prices: &self.prices,
            lacking: &lacking,
            most: &most,
        };
        let stretch = Stretch {
            cycles,
            pressure: conditions.pressure.clone(),
        };
        let once = answers.once();
        let firsts = self.basis.firsts(system, &stretch, &once);
        let care = ExpectedCare {
            asked,
            prices: &self.prices,
            lacking: &lacking,
        };
        care.count_once(&once, &firsts, &mut self.expected);
        if triage::is_needed(system) {
            let triaged = self.basis.triaged(system, &stretch);
            triaged.count(|need| conditions.paid(system, need), &mut self.expected);
        }
    }

    fn count_queues(&mut self) {
        let length = self.system.time.length;
        let each = self.system.people.weight * self.grain.per_resident();
        for (queue, found) in self.conditions.queues.iter().enumerate() {
            let items = [
                (QueueItem::Waiting, found.waiting * length * MILLION),
                (QueueItem::Started, found.started * MILLION),
            ];
            for (item, many) in items {
                self.expected.add(Count::Queue { queue, item }, many / each);
            }
        }
    }

    fn ends_year(&self, cycle: usize) -> bool {
        (cycle + 1).is_multiple_of(self.system.time.per_year)
    }

    /// The year in whole parts.
    fn counted(&self) -> Counts {
        self.grain.counts(&self.expected).unwrap_or_else(|| {
            self.is_too_fine.store(true, Ordering::Relaxed);
            Counts::new(&self.layout)
        })
    }
}

impl Life for Cohorts<'_> {
    fn fund(&mut self, neutral: &Neutral) {
        self.neutral = neutral.clone();
    }

    fn open_year(&mut self, year: usize, opening: Opening) {
        let prices = PersonPrices::new(self.system, self.arm, year, PersonColumns::default());
        self.prices = prices.seen_from(self.side);
        let known = || self.basis.deductibles(self.system);
        self.deductible = Deductible::open((self.system, self.arm), known, &self.prices, year);
        self.ahead.open_year(year, &self.neutral);
        self.lacking = None;
        self.year = YearSoFar::new(self.system, &self.layout, year);
        self.ahead.carried.competition = opening.per_unit_share;
        self.ahead.carried.adopt(self.system, opening.adoption);
    }

    fn live_cycle(&mut self, cycle: usize) {
        let system = self.system;
        self.expected.open_cycle();
        let paid = (&self.neutral, self.score);
        let Cycle {
            found,
            lived,
            hours,
            ..
        } = self.ahead.live(&self.basis.lives, cycle, paid);
        self.conditions = found.conditions.clone();
        self.year.expected.push(ExpectedCycle {
            hours,
            places: self.conditions.places.clone(),
        });
        self.count(cycle, &lived);
        if let Some(deductible) = &mut self.deductible {
            let cells = &self.basis.deductibles(system).cells;
            deductible.add(lived.in_cells(system, cells, cycle));
        }
        self.count_queues();
        if self.ends_year(cycle) {
            if let Some(deductible) = &mut self.deductible {
                deductible.close(&mut self.expected);
            }
            let levels = &self.prices.background;
            let places = self.basis.lives.places();
            let year = (places, cycle / system.time.per_year);
            self.lived.close(system, year, levels, &mut self.expected);
            let counts = self.counted();
            self.year.counts.merge(&counts);
            self.expected.clear();
        }
        let (delivered, parts) = (&self.expected.delivered, self.grain.per_resident());
        let parts_of = |channel: usize| delivered[channel] * parts;
        self.year.find_cycle(system, &found, parts_of);
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
