//! One cycle of a town: the page to read first.

use rayon::prelude::*;

use crate::care::{Open, arise, triage};
use crate::population::{Purpose, Resident, flows, health};
use crate::provision::deliver::{Delivery, Visit};
use crate::provision::{Conditions, Count, Counts, PersonPrices, Single, background, carry_over};
use crate::scenario::schema::{Counting, NeedClass, Place};
use crate::system::System;

use super::town::Town;

/// Residents handled together: small enough for the fastest memory, large enough to be worth a thread. The results do
/// not depend on it.
const BLOCK: usize = 4_096;

/// Lives one cycle: everyone ages, needs arise and are answered, people come, and what this cycle wanted and spent
/// decides what the next one finds.
pub fn period(town: &mut Town, cycle: usize) {
    let system = town.system;
    let conditions = Conditions::new(system, &town.carried.access, &town.carried.stocks);
    let mut counts = live(town, &conditions, cycle);
    let arrivals = flows::arrive(system, town.luck, cycle, &mut town.residents);
    town.totals.resize(town.residents.len() * town.totals_each, 0.0);
    counts.add(Count::Single(Single::Births), arrivals.births as i64);
    counts.add(Count::Single(Single::Newcomers), arrivals.newcomers as i64);
    town.add_cycle(&conditions, &counts);
    let arm = &system.arms[town.arm];
    let (year, carried) = (cycle / system.time.per_year, &mut town.carried);
    carry_over(system, arm, &conditions, &counts, year, (town.factor, town.score), carried);
}

/// One cycle of everyone, in blocks over the threads there are.
fn live(town: &mut Town, conditions: &Conditions, cycle: usize) -> Counts {
    let stage = Stage::new(town.system, conditions, &town.prices, town.coordinated(), cycle);
    let each = town.totals_each;
    let block = |residents: &mut [Resident], totals: &mut [f32], mut counts: Counts| {
        let mut open = Open::default();
        for (place, resident) in residents.iter_mut().enumerate() {
            let totals = &mut totals[place * each..(place + 1) * each];
            stage.resident(resident, totals, &mut open, &mut counts);
        }
        counts
    };
    if !town.in_parallel {
        return block(&mut town.residents, &mut town.totals, Counts::new(&town.layout));
    }
    let layout = &town.layout;
    let blocks: Vec<Counts> = if each == 0 {
        let residents = town.residents.par_chunks_mut(BLOCK);
        residents.map(|residents| block(residents, &mut [], Counts::new(layout))).collect()
    } else {
        let residents = town.residents.par_chunks_mut(BLOCK);
        let totals = town.totals.par_chunks_mut(BLOCK * each);
        residents.zip(totals).map(|(residents, totals)| block(residents, totals, Counts::new(layout))).collect()
    };
    let mut counts = Counts::new(layout);
    blocks.iter().for_each(|block| counts.merge(block));
    counts
}

/// What is the same for every resident in a cycle.
struct Stage<'a> {
    system: &'a System,
    conditions: &'a Conditions,
    delivery: Delivery<'a>,
    coordinated: u64,
    is_triaged: bool,
    cycle: usize,
    year: usize,
    ends_year: bool,
}

impl<'a> Stage<'a> {
    fn new(
        system: &'a System,
        conditions: &'a Conditions,
        prices: &'a PersonPrices,
        coordinated: u64,
        cycle: usize,
    ) -> Stage<'a> {
        let cycle_of_year = cycle % system.time.per_year;
        Stage {
            system,
            conditions,
            delivery: Delivery { system, conditions, prices, cycle_of_year },
            coordinated,
            is_triaged: system.care.needs.iter().any(|need| need.class != NeedClass::Acute),
            cycle,
            year: cycle / system.time.per_year,
            ends_year: cycle_of_year + 1 == system.time.per_year,
        }
    }

    /// One resident's cycle.
    #[inline(always)]
    fn resident(&self, resident: &mut Resident, totals: &mut [f32], open: &mut Open, counts: &mut Counts) {
        let system = self.system;
        if !resident.is_here(&system.health) {
            return;
        }
        let key = resident.key.with(self.cycle as u64);
        let age = resident.age(self.cycle);
        let hazards = &self.conditions.hazards;
        let step = health::advance(system, hazards, resident, key, age);
        if let Some(state) = self.care_state(step, key) {
            self.care(resident, key, (state, age), totals, open, counts);
        }
        self.count_life(resident, step, totals, counts);
        health::settle(system, hazards, resident, key, age, step);
        if self.ends_year || !resident.is_here(&system.health) {
            background::settle_year(system, self.delivery.prices, self.year, resident, counts);
        }
    }

    /// The state in which care arises; `None` when that is after death.
    #[inline(always)]
    fn care_state(&self, step: health::Step, key: crate::base::random::Key) -> Option<usize> {
        let is_before = match self.system.time.counting {
            Counting::Start => true,
            Counting::End => false,
            // A fair coin per change of state gives the mean of start and end without counting anyone twice.
            Counting::Middle => step.before == step.after || key.bits(Purpose::MIDDLE) >> 63 == 0,
        };
        let state = if is_before { step.before } else { step.after };
        self.system.health.states[state].is_alive().then_some(state)
    }

    #[inline(always)]
    fn care(
        &self,
        resident: &mut Resident,
        key: crate::base::random::Key,
        (state, age): (usize, usize),
        totals: &mut [f32],
        open: &mut Open,
        counts: &mut Counts,
    ) {
        let system = self.system;
        arise::arise(system, &self.conditions.pressure, resident, key, (state, age / system.time.per_year), open);
        if self.is_triaged {
            self.count_triage(state, open, counts);
        }
        if open.needs().is_empty() {
            return;
        }
        let (_, class, has_carer) = system.health.classes.parts(usize::from(resident.class));
        let has_deductible =
            self.delivery.prices.is_any && background::deductible_applies(system, resident, self.year);
        let mut visit = Visit {
            resident,
            key,
            class,
            has_carer,
            has_deductible,
            informal_hours: 0.0,
            subscriptions: 0,
            totals,
        };
        for &need in open.needs() {
            counts.add(Count::Need { need: usize::from(need.need) }, i64::from(need.presented + need.hidden));
            if need.hidden > 0 {
                counts.add(Count::Hidden { need: usize::from(need.need) }, i64::from(need.hidden));
            }
            self.delivery.answer(&mut visit, need, counts);
        }
        if visit.informal_hours > 0.0 {
            counts.add(Count::Single(Single::CarerCycles), 1);
            let is_overloaded = system.overloaded_above.is_some_and(|limit| visit.informal_hours > limit);
            counts.add(Count::Single(Single::OverloadedCycles), i64::from(is_overloaded));
        }
    }

    fn count_triage(&self, state: usize, open: &Open, counts: &mut Counts) {
        let triage = triage::triage(self.system, state, open);
        counts.add(Count::Residents { triage: triage as usize }, 1);
        let Some(level) = (triage as usize).checked_sub(1) else {
            return;
        };
        let mut is_coordinated = false;
        for need in open.needs().iter().filter(|need| need.presented > 0) {
            let index = usize::from(need.need);
            counts.add(Count::Triaged { need: index, triage: level }, i64::from(need.presented));
            is_coordinated |= self.coordinated >> index & 1 == 1;
        }
        if triage == triage::Triage::Complex && is_coordinated {
            counts.add(Count::Single(Single::ComplexCoordinated), 1);
        }
    }

    /// Half-cycles lived, deaths and moves.
    #[inline(always)]
    fn count_life(&self, resident: &mut Resident, step: health::Step, totals: &mut [f32], counts: &mut Counts) {
        let health = &self.system.health;
        let (_, class, _) = health.classes.parts(usize::from(resident.class));
        let [start, end] = match self.system.time.counting {
            Counting::Start => [2, 0],
            Counting::Middle => [1, 1],
            Counting::End => [0, 2],
        };
        let lives_on = health.states[step.after].is_alive();
        counts.add(Count::Lived { class, state: step.before }, start);
        let mut lived = start;
        if lives_on {
            counts.add(Count::Lived { class, state: step.after }, end);
            lived += end;
        }
        resident.lived += lived as u8;
        if let Some(life_years) = totals.last_mut() {
            *life_years += lived as f32 / 2.0 * self.delivery.prices.life_years;
        }
        if step.after != step.before {
            let [from, to] = [step.before, step.after].map(|state| health.states[state].place);
            counts.add(Count::Single(Single::Deaths), i64::from(!lives_on));
            let enters = from == Place::Home && to == Place::Institution;
            counts.add(Count::Single(Single::InstitutionEntries), i64::from(enters));
        }
        counts.add(Count::Single(Single::Leavers), i64::from(step.leaves && lives_on));
    }
}
