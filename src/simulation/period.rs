//! One cycle of a town: the page to read first.

use rayon::prelude::*;

use crate::care::arise::Arising;
use crate::care::{Open, Triage, Triaged, triage};
use crate::population::health::Ageing;
use crate::population::{Moment, Resident, Row, Step, flows};
use crate::provision::background::YearEnd;
use crate::provision::deliver::Delivery;
use crate::provision::desk::{Block, Desk};
use crate::provision::{
    Conditions, Count, Counts, Layout, MILLION, PersonPrices, PracticeItem, Single, carry_over,
};
use crate::system::System;

use super::steps::Steps;
use super::town::Town;

/// Residents handled together: small enough for the fastest memory, large enough to be worth a thread. The results do
/// not depend on it.
const BLOCK: usize = 1_024;

/// Lives one cycle: people come, everyone ages, needs arise and are answered, and what this cycle wanted and spent
/// decides what the next one finds.
pub fn period(town: &mut Town, cycle: usize) {
    let system = town.system;
    let (arm, year) = (&system.arms[town.arm], cycle / system.time.per_year);
    let (access, stocks) = (&town.carried.access, &town.carried.stocks);
    let conditions = Conditions::new(system, (arm, year), access, stocks, &town.responses);
    let here = town.residents.len();
    let arrivals = flows::arrive(system, town.luck, cycle, &mut town.residents);
    town.welcome(arrivals);
    let mut counts = live(town, &conditions, cycle, here);
    counts.add(Count::Single(Single::Births), arrivals.births as i64);
    counts.add(Count::Single(Single::Newcomers), arrivals.newcomers as i64);
    town.year
        .add_cycle(system, &conditions, &town.carried, &counts);
    let carried = &mut town.carried;
    carry_over(
        system,
        arm,
        &conditions,
        &counts,
        year,
        (town.factor, town.score),
        carried,
    );
}

/// One cycle of everyone, in blocks over the threads there are; the first `here` residents were here at its start, the
/// others come in it. Counts are whole numbers, so that their sum is the same in any order.
fn live(town: &mut Town, conditions: &Conditions, cycle: usize, here: usize) -> Counts {
    let (prices, counts) = (&town.prices, &town.year.counts);
    let stage = Stage::new(town.system, conditions, prices, counts, cycle);
    let (residents, coming) = town.residents.split_at_mut(here);
    let (totals, of_coming) = town.totals.split_at_mut(here * town.columns.len());
    let group = |residents, totals| Group {
        residents,
        totals,
        each: town.columns.len(),
        layout: &town.layout,
        in_parallel: town.in_parallel,
    };
    let mut counts = group(residents, totals).live(&stage, Stage::block);
    if !coming.is_empty() {
        counts.merge(&group(coming, of_coming).live(&stage, Stage::arrivals));
    }
    counts
}

/// Residents who live the same part of a cycle, and their totals.
struct Group<'t> {
    residents: &'t mut [Resident],
    totals: &'t mut [f32],
    /// Columns of totals.
    each: usize,
    layout: &'t Layout,
    in_parallel: bool,
}

/// What a stage does with a block of residents and their totals.
type OfBlock<'a> = fn(&Stage<'a>, &mut [Resident], &mut [f32], &mut Scratch, &mut Counts);

impl Group<'_> {
    fn live<'a>(self, stage: &Stage<'a>, block: OfBlock<'a>) -> Counts {
        let (layout, each) = (self.layout, self.each);
        let start = || (Scratch::new(stage.system, layout), Counts::new(layout));
        if !self.in_parallel {
            let (mut scratch, mut counts) = start();
            let mut totals = self.totals.chunks_mut((BLOCK * each).max(1));
            for residents in self.residents.chunks_mut(BLOCK) {
                let totals = totals.next().unwrap_or_default();
                block(stage, residents, totals, &mut scratch, &mut counts);
            }
            return stage.finish((scratch, counts));
        }
        let residents = self.residents.par_chunks_mut(BLOCK);
        let lived = |(mut scratch, mut counts): (Scratch, Counts),
                     (residents, totals): (&mut [Resident], &mut [f32])| {
            block(stage, residents, totals, &mut scratch, &mut counts);
            (scratch, counts)
        };
        let together = |mut one: Counts, other: Counts| {
            one.merge(&other);
            one
        };
        if each == 0 {
            let blocks = residents.map(|residents| (residents, <&mut [f32]>::default()));
            blocks
                .fold(start, lived)
                .map(|worked| stage.finish(worked))
                .reduce(|| Counts::new(layout), together)
        } else {
            let blocks = residents.zip(self.totals.par_chunks_mut(BLOCK * each));
            blocks
                .fold(start, lived)
                .map(|worked| stage.finish(worked))
                .reduce(|| Counts::new(layout), together)
        }
    }
}

/// Columns that blocks use one after another.
#[derive(Debug)]
struct Scratch {
    moment: Moment,
    open: Open,
    triaged: Triaged,
    desk: Desk,
    steps: Steps,
}

impl Scratch {
    fn new(system: &System, layout: &Layout) -> Scratch {
        Scratch {
            moment: Moment::default(),
            open: Open::default(),
            triaged: Triaged::default(),
            desk: Desk::default(),
            steps: Steps::new(layout.groups(), system.health.states.len()),
        }
    }
}

/// What is the same for every resident in a cycle.
struct Stage<'a> {
    system: &'a System,
    prices: &'a PersonPrices,
    ageing: Ageing<'a>,
    arising: Arising<'a>,
    delivery: Delivery<'a>,
    year_end: YearEnd<'a>,
    /// Sets of needs that are paid per episode by some arm, as bits.
    coordinations: Vec<u64>,
    is_triaged: bool,
    /// Whether some amounts per person on a list look at health.
    has_state_lists: bool,
    /// Whether the calendar year ends with the cycle.
    ends_year: bool,
    /// Half-cycles lived in the state at the start, and in that at the end by who is alive then.
    halves: [u8; 2],
    /// Whether living in some state adds to residents' totals.
    has_state_costs: bool,
    /// Years that half a cycle is.
    half_cycle: f32,
}

impl<'a> Stage<'a> {
    fn new(
        system: &'a System,
        conditions: &'a Conditions,
        prices: &'a PersonPrices,
        counts: &Counts,
        cycle: usize,
    ) -> Stage<'a> {
        let time = &system.time;
        let halves = time.counting.parts().map(|part| (2.0 * part) as u8);
        Stage {
            system,
            prices,
            ageing: Ageing::new(system, &conditions.hazards, cycle),
            arising: Arising::new(system, &conditions.pressure),
            delivery: Delivery::new(system, conditions, prices, counts, cycle),
            year_end: YearEnd::new(system, prices, counts, cycle / time.per_year),
            coordinations: system.coordinations(),
            is_triaged: triage::is_needed(system),
            has_state_lists: counts.layout().keeps_practices()
                && system.lists.iter().any(|list| list.state.is_some()),
            ends_year: (cycle + 1).is_multiple_of(time.per_year),
            halves,
            has_state_costs: prices.states.iter().any(|state| !state.is_empty()),
            half_cycle: (time.length / 2.0) as f32,
        }
    }

    /// One cycle of a block of residents who are here at its start: the flow of the whole simulation.
    fn block(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        scratch: &mut Scratch,
        counts: &mut Counts,
    ) {
        self.ageing.advance(residents, &mut scratch.moment);
        self.care(residents, totals, scratch, counts);
        let Scratch { moment, steps, .. } = scratch;
        let entries = Count::Single(Single::InstitutionEntries);
        counts.add(entries, i64::from(moment.entries));
        self.count_lives(residents, totals, &moment.rows, steps);
        self.close(residents, totals, &moment.rows, counts);
    }

    /// The same of a block of residents who come in it.
    fn arrivals(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        scratch: &mut Scratch,
        counts: &mut Counts,
    ) {
        self.ageing.arrive(residents, &mut scratch.moment);
        self.care(residents, totals, scratch, counts);
        let rows = &scratch.moment.rows;
        self.count_arrivals(residents, totals, rows, counts);
        self.close(residents, totals, rows, counts);
    }

    /// The care of a block of residents.
    fn care(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        scratch: &mut Scratch,
        counts: &mut Counts,
    ) {
        let Scratch {
            moment,
            open,
            triaged,
            desk,
            ..
        } = scratch;
        self.arising.arise(residents, moment, open);
        if self.is_triaged {
            triage::triage(self.system, moment, open, triaged);
            self.count_triage(residents, moment, open, triaged, counts);
        }
        self.delivery.open(residents, desk);
        for (need, events) in open
            .needs
            .iter()
            .enumerate()
            .filter(|(_, events)| !events.is_empty())
        {
            count_need(need, events, counts);
            let mut block = Block {
                residents,
                totals,
                desk,
            };
            self.delivery.answer(&mut block, need, events, counts);
        }
        self.delivery.close(residents, desk);
        self.count_carers(desk, counts);
    }

    fn count_triage(
        &self,
        residents: &[Resident],
        moment: &Moment,
        open: &Open,
        triaged: &Triaged,
        counts: &mut Counts,
    ) {
        for here in moment
            .cared_for(&self.system.health)
            .flat_map(|(_, here)| here)
        {
            let level = triaged.levels[here.who.place()];
            counts.add(
                Count::Residents {
                    triage: level as usize,
                },
                1,
            );
        }
        // The sets that each resident's open needs are in, as bits.
        let mut coordinated = vec![0_u64; moment.rows.len()];
        for (need, events) in open.needs.iter().enumerate() {
            let sets = self.sets_with(need);
            for event in events.iter().filter(|event| event.presented > 0) {
                let who = event.who.place();
                let level = triaged.levels[who];
                let triage = level as usize - 1;
                let presented = i64::from(event.presented);
                let count = Count::Triaged {
                    group: event.who.group(),
                    need,
                    triage,
                };
                counts.add(count, presented);
                if counts.layout().keeps_practices() {
                    let count = Count::Practice {
                        practice: usize::from(residents[who].practice),
                        side: event.who.side(),
                        item: PracticeItem::Triaged(need, triage),
                    };
                    counts.add(count, presented);
                }
                if level == Triage::Complex {
                    coordinated[who] |= sets;
                }
            }
        }
        for (row, sets) in moment
            .rows
            .iter()
            .zip(coordinated)
            .filter(|(_, sets)| *sets > 0)
        {
            let group = usize::from(row.group);
            for set in (0..self.coordinations.len()).filter(|set| sets >> set & 1 == 1) {
                counts.add(Count::Coordinated { group, set }, 1);
            }
        }
    }

    /// The sets of needs that a need is in, as bits.
    fn sets_with(&self, need: usize) -> u64 {
        let sets = self.coordinations.iter().enumerate();
        let with = sets.filter(|(_, needs)| **needs >> need & 1 == 1);
        with.fold(0, |bits, (set, _)| bits | 1 << set)
    }

    fn count_carers(&self, desk: &Desk, counts: &mut Counts) {
        if !self.system.health.has_carers {
            return;
        }
        let helped = desk.informal_hours.iter().filter(|hours| **hours > 0.0);
        counts.add(
            Count::Single(Single::CarerCycles),
            helped.clone().count() as i64,
        );
        if let Some(limit) = self.system.overloaded_above {
            let overloaded = helped.filter(|hours| f64::from(**hours) > limit).count();
            counts.add(Count::Single(Single::OverloadedCycles), overloaded as i64);
        }
    }

    /// The end of the cycle for a block: records brought up to date, the year of those who go or end it. Short loops one
    /// after another, each of which finds all it needs in the processor's registers.
    fn close(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        rows: &[Row],
        counts: &mut Counts,
    ) {
        if self.has_state_lists {
            self.count_lists(residents, rows, counts);
        }
        self.ageing.settle(residents, rows);
        for (who, (resident, row)) in residents.iter_mut().zip(rows).enumerate() {
            let ends = self.ends_year || !resident.is_here(&self.system.health);
            if ends && row.step.is_counted() {
                let at = (who, usize::from(row.group));
                self.year_end.settle(resident, at, totals, counts);
            }
        }
    }

    /// Life in a cycle, and what it adds to residents' totals.
    fn count_lives(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        rows: &[Row],
        steps: &mut Steps,
    ) {
        let alive = self.system.health.lookups();
        let [start, end] = self.halves;
        for (resident, row) in residents.iter_mut().zip(rows) {
            if row.step.is_here() {
                let lives_on = alive.is_alive(row.step.end);
                resident.lived += start + if lives_on { end } else { 0 };
                steps.count(usize::from(row.group), row.step);
            }
        }
        self.add_lives(totals, rows);
    }

    /// Life in the cycle in which residents come.
    fn count_arrivals(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        rows: &[Row],
        counts: &mut Counts,
    ) {
        for (resident, row) in residents.iter_mut().zip(rows) {
            let group = usize::from(row.group);
            for (state, halves) in self.lived(row.step) {
                resident.lived += halves;
                counts.add(Count::Lived { group, state }, i64::from(halves));
            }
        }
        self.add_lives(totals, rows);
    }

    fn add_lives(&self, totals: &mut [f32], rows: &[Row]) {
        let each = self.prices.columns();
        if each == 0 {
            return;
        }
        for (totals, row) in totals.chunks_exact_mut(each).zip(rows) {
            if row.step.is_counted() {
                self.add_totals(totals, row.step);
            }
        }
    }

    /// Half-cycles on a practice's list weighted by state, for amounts that look at health.
    fn count_lists(&self, residents: &[Resident], rows: &[Row], counts: &mut Counts) {
        let each = residents.iter().zip(rows);
        for (resident, row) in each.filter(|(_, row)| row.step.is_counted()) {
            self.count_lists_of(resident, row, counts);
        }
    }

    fn count_lists_of(&self, resident: &Resident, row: &Row, counts: &mut Counts) {
        let classes = self.system.health.classes.deprivation;
        let class = usize::from(row.group) % classes;
        for (list, ratios) in self.system.lists.iter().enumerate() {
            let Some(states) = &ratios.state else {
                continue;
            };
            let lived = self.lived(row.step);
            let weighted: f64 = lived
                .map(|(state, halves)| f64::from(halves) * states[state])
                .sum::<f64>()
                * ratios.deprivation[class];
            let count = Count::Practice {
                practice: usize::from(resident.practice),
                side: resident.side(),
                item: PracticeItem::Weighted(list),
            };
            counts.add(count, libm::round(weighted * MILLION) as i64);
        }
    }

    /// What half-cycles lived in the states at the start and the end add to each total, and the years they are.
    #[inline(always)]
    fn add_totals(&self, totals: &mut [f32], step: Step) {
        let [start, end] = self.halves_of(step);
        if let Some(years) = totals.last_mut() {
            *years += f32::from(start + end) * self.half_cycle;
        }
        if self.has_state_costs {
            for (state, halves) in self.lived(step) {
                for &(column, eur) in &self.prices.states[state] {
                    totals[column] += f32::from(halves) * eur;
                }
            }
        }
    }

    /// Half-cycles lived in the state at the start, and in that at the end.
    #[inline(always)]
    fn halves_of(&self, step: Step) -> [u8; 2] {
        let [start, end] = self.halves;
        let lives_on = self.system.health.is_alive(usize::from(step.end));
        [
            if step.is_here() { start } else { 0 },
            if lives_on { end } else { 0 },
        ]
    }

    /// The states in which half-cycles are lived, and how many.
    #[inline(always)]
    fn lived(&self, step: Step) -> impl Iterator<Item = (usize, u8)> + use<> {
        let states = [step.before, step.end].map(usize::from);
        let lived = states.into_iter().zip(self.halves_of(step));
        lived.filter(|(_, halves)| *halves > 0)
    }

    /// The counts of a cycle, with life as all blocks together lived it.
    fn finish(&self, (scratch, mut counts): (Scratch, Counts)) -> Counts {
        for (group, step, times) in scratch.steps.made() {
            self.count_life(group, step, times, &mut counts);
        }
        counts
    }

    /// Half-cycles lived in the states at the start and the end, deaths and moves of residents who make the same step.
    fn count_life(&self, group: usize, step: Step, times: i64, counts: &mut Counts) {
        let health = &self.system.health;
        let after = usize::from(step.after);
        for (state, halves) in self.lived(step) {
            let lived = Count::Lived { group, state };
            counts.add(lived, times * i64::from(halves));
        }
        let mut single = |single, happens: bool| {
            counts.add(Count::Single(single), if happens { times } else { 0 });
        };
        let lives_on = health.is_alive(after);
        single(Single::Deaths, !lives_on);
        single(Single::Leavers, step.leaves() && lives_on);
    }
}

fn count_need(need: usize, events: &[crate::care::Event], counts: &mut Counts) {
    let (mut all, mut hidden) = (0, 0);
    for event in events {
        all += i64::from(event.presented) + i64::from(event.hidden);
        hidden += i64::from(event.hidden);
    }
    counts.add(Count::Need { need }, all);
    counts.add(Count::Hidden { need }, hidden);
}
