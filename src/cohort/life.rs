use std::cell::{Cell, RefCell};

use crate::care::triage;
use crate::provision::{
    Adoption, Carried, Columns, Conditions, Count, Counts, Layout, PersonPrices, Responses, Single,
    carry_over,
};
use crate::simulation::{Life, ResidentTotals, YearSoFar};
use crate::system::System;
use crate::system::time::OLDEST_AGE;

use super::answer::Answers;
use super::asked::Asked;
use super::care::{Care, Sums};
use super::expectation::{Expectation, Grain};
use super::moves::Moves;
use super::needs::{Needs, Rates};
use super::occupancy::{Arrivals, Occupancy};
use super::passage::Passage;
use super::triage::Triages;

/// What arms have in common where nothing feeds back: the same people have the same needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Common {
    cycles: Vec<Lived>,
    triages: Triages,
}

/// A cycle of expected residents.
#[derive(Debug, Clone)]
struct Lived {
    passage: Passage,
    needs: Vec<Sums>,
    by_state: Vec<f64>,
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
    /// Shared with other arms without feedback.
    common: &'a RefCell<Common>,
    /// Largest means of new needs of each kind, without effects.
    most: Vec<f64>,
    moves: Moves,
    arrivals: Arrivals,
    occupancy: Occupancy,
    passage: Passage,
    rates: Rates,
    triages: Triages,
    /// Residents cared for whose triage and subscriptions are yet to be counted.
    pending: Vec<f64>,
    carried: Carried,
    conditions: Conditions,
    prices: PersonPrices,
    answers: Option<Answers>,
    layout: Layout,
    expected: Expectation,
    factor: f64,
    score: f64,
    /// What the arm's payment makes providers do this year.
    responses: Responses,
    /// The side on which everyone is.
    side: usize,
    year: YearSoFar,
    /// Residents by state at every boundary between cycles so far.
    pub trace: Vec<Vec<f64>>,
}

impl<'a> Cohorts<'a> {
    /// The town of `arm` with the residents of the start. `system` counts in parts of the grain.
    pub fn new(
        system: &'a System,
        arm: usize,
        start: Occupancy,
        (grain, is_too_fine): (Grain, &'a Cell<bool>),
        common: &'a RefCell<Common>,
    ) -> Cohorts<'a> {
        let layout = Layout::new(system);
        let carried = Carried::new(system);
        let side = usize::from(system.arms[arm].has_network);
        let responses = Responses::none(system);
        let conditions = conditions(system, (arm, 0), &carried, &responses);
        let passage = Passage::new(system);
        Cohorts {
            arm,
            grain,
            is_too_fine,
            has_feedback: has_feedback(system, arm),
            responses,
            side,
            common,
            most: most_needs(system, &conditions),
            moves: Moves::new(system, &conditions.hazards),
            arrivals: Arrivals::new(system),
            trace: vec![start.by_state()],
            occupancy: start,
            rates: Rates::default(),
            triages: Triages::default(),
            pending: vec![0.0; passage.cared.len()],
            passage,
            carried,
            conditions,
            prices: PersonPrices::new(system, arm, 0, Columns::default()).seen_from(side),
            answers: None,
            expected: Expectation::new(&layout, side),
            factor: 1.0,
            score: 0.0,
            year: YearSoFar::new(system, &layout, 0),
            layout,
            system,
        }
    }

    /// What the cycle finds, and the tables that follow from it.
    fn meet_conditions(&mut self, year: usize) {
        let at = (self.arm, year);
        self.conditions = conditions(self.system, at, &self.carried, &self.responses);
        if !self.moves.are_for(&self.conditions.hazards) {
            self.moves = Moves::new(self.system, &self.conditions.hazards);
        }
    }

    /// Ages everyone, and finds what they need.
    fn live(&mut self, answers: &Answers, cycle: usize) -> Lived {
        let known = self.common.borrow().cycles.get(cycle).cloned();
        if let Some(lived) = known.filter(|_| !self.has_feedback) {
            return lived;
        }
        let system = self.system;
        self.passage
            .advance(system, &self.moves, cycle, &mut self.occupancy);
        self.rates.refresh(system, &self.conditions.pressure);
        let care = Care {
            asked: self.asked(cycle),
            prices: &self.prices,
            answers,
        };
        let needs = care.needs(&self.rates, &self.passage.cared);
        self.arrivals.arrive(cycle, &mut self.occupancy);
        let lived = Lived {
            passage: self.passage.clone(),
            needs,
            by_state: self.occupancy.by_state(),
        };
        if !self.has_feedback {
            self.common.borrow_mut().cycles.push(lived.clone());
        }
        lived
    }

    fn answers(&self, cycle: usize) -> Answers {
        let rates = self.most.iter().zip(&self.conditions.pressure.rate[0]);
        let most: Vec<f64> = rates.map(|(most, rate)| most * rate).collect();
        Answers::new(&self.asked(cycle), &self.prices, &most)
    }

    /// Adds what needs get. What residents have once, and how they are triaged, is the same in every cycle while nothing
    /// changes: it is counted for all of those cycles together.
    fn care(&mut self, needs: &[Sums], answers: Answers, cycle: usize) {
        let before = self.answers.as_ref();
        if before.is_some_and(|before| *before != answers) {
            self.count_pending(cycle);
        }
        for (pending, cared) in self.pending.iter_mut().zip(&self.passage.cared) {
            *pending += cared;
        }
        Care {
            asked: Asked {
                system: self.system,
                conditions: &self.conditions,
                cycle,
            },
            prices: &self.prices,
            answers: &answers,
        }
        .count(needs, &mut self.expected);
        self.answers = Some(answers);
        if self.has_feedback || self.ends_year(cycle) {
            self.count_pending(cycle);
        }
    }

    fn asked(&self, cycle: usize) -> Asked<'_> {
        Asked {
            system: self.system,
            conditions: &self.conditions,
            cycle,
        }
    }

    fn count_pending(&mut self, cycle: usize) {
        let Some(answers) = &self.answers else {
            return;
        };
        Care {
            asked: Asked {
                system: self.system,
                conditions: &self.conditions,
                cycle,
            },
            prices: &self.prices,
            answers,
        }
        .count_once(&self.pending, &mut self.expected);
        if triage::is_needed(self.system) {
            let common = &mut self.common.borrow_mut().triages;
            let triages = if self.has_feedback {
                &mut self.triages
            } else {
                common
            };
            triages.count(
                self.system,
                &self.conditions.pressure,
                &self.pending,
                &mut self.expected,
            );
        }
        self.pending.fill(0.0);
    }

    fn ends_year(&self, cycle: usize) -> bool {
        (cycle + 1).is_multiple_of(self.system.time.per_year)
    }

    fn count_arrivals(&mut self) {
        let arrivals = &self.arrivals;
        for (single, many) in [
            (Single::Births, arrivals.births),
            (Single::Newcomers, arrivals.newcomers),
        ] {
            self.expected.add(Count::Single(single), many);
        }
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

    fn open_year(&mut self, year: usize) {
        let prices = PersonPrices::new(self.system, self.arm, year, Columns::default());
        self.prices = prices.seen_from(self.side);
        self.responses = Responses::new(self.system, self.arm, year, self.factor);
        self.carried.participation = self.taking_part();
        self.answers = None;
        self.year = YearSoFar::new(self.system, &self.layout, year);
    }

    fn hear(&mut self, competition: Option<f64>, adoption: Adoption) {
        self.carried.competition = competition;
        self.carried.adopt(self.system, adoption);
    }

    fn live_cycle(&mut self, cycle: usize) {
        let system = self.system;
        self.expected.clear();
        let year = cycle / system.time.per_year;
        self.meet_conditions(year);
        let answers = self.answers(cycle);
        let lived = self.live(&answers, cycle);
        self.passage = lived.passage;
        self.trace.push(lived.by_state);
        self.passage.count(system, &mut self.expected);
        self.count_arrivals();
        self.care(&lived.needs, answers, cycle);
        if self.ends_year(cycle) {
            let levels = &self.prices.background;
            self.passage.close_year(system, levels, &mut self.expected);
        }
        let counts = self.counted();
        self.year
            .add_cycle(system, &self.conditions, &self.carried, &counts);
        carry_over(
            system,
            &system.arms[self.arm],
            &self.conditions,
            &counts,
            year,
            (self.factor, self.score),
            &mut self.carried,
        );
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

/// What residents of an arm find in a year, on the side on which they are.
fn conditions(
    system: &System,
    (arm, year): (usize, usize),
    carried: &Carried,
    responses: &Responses,
) -> Conditions {
    let arm = &system.arms[arm];
    let side = usize::from(arm.has_network);
    let found = Conditions::new(
        system,
        (arm, year),
        &carried.access,
        &carried.stocks,
        responses,
    );
    found.seen_from(side)
}

/// Whether what a cycle finds may differ from what other arms find, or from cycle to cycle: capacity limits somebody's
/// care, money builds something, payment makes providers do something, or the arm changes something by itself.
fn has_feedback(system: &System, arm: usize) -> bool {
    let (layers, found) = (system.layers, &system.arms[arm]);
    let builds = found
        .components
        .iter()
        .any(|component| !component.earmark.is_empty());
    let mut disciplines = system.disciplines.iter();
    let is_limited = disciplines.any(|discipline| discipline.capacity.is_some());
    let responds = [1.0, 2.0]
        .iter()
        .any(|factor| Responses::any(system, arm, *factor));
    (layers.access && is_limited)
        || (layers.capabilities && builds)
        || responds
        || !found.effects.is_empty()
}

fn most_needs(system: &System, conditions: &Conditions) -> Vec<f64> {
    let needs = Needs::new(system, &conditions.pressure);
    let mut most = vec![0.0_f64; system.care.needs.len()];
    for state in 0..system.health.states.len() {
        for class in 0..system.health.classes.count() {
            for age in 0..OLDEST_AGE {
                for (need, of) in needs.of(state, class, age) {
                    most[need] = most[need].max(of.all());
                }
            }
        }
    }
    most
}
