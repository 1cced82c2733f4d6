//! One cycle of a town: the page to read first.

use rayon::prelude::*;

use crate::care::{Open, Triage, Triaged, arise, triage};
use crate::population::{Moment, Row, Step};
use crate::population::{Resident, flows, health};
use crate::provision::deliver::{Block, Delivery, Desk};
use crate::provision::{
    Conditions, Count, Counts, MILLION, PracticeItem, Single, background, carry_over,
};
use crate::scenario::schema::{Counting, Place};
use crate::system::System;

use super::town::Town;

/// Residents handled together: small enough for the fastest memory, large enough to be worth a thread. The results do
/// not depend on it.
const BLOCK: usize = 1_024;

/// Lives one cycle: everyone ages, needs arise and are answered, people come, and what this cycle wanted and spent
/// decides what the next one finds.
pub fn period(town: &mut Town, cycle: usize) {
    let system = town.system;
    let (arm, year) = (&system.arms[town.arm], cycle / system.time.per_year);
    let (access, stocks) = (&town.carried.access, &town.carried.stocks);
    let conditions = Conditions::new(system, (arm, year), access, stocks, &town.responses);
    let mut counts = live(town, &conditions, cycle);
    let arrivals = flows::arrive(system, town.luck, cycle, &mut town.residents);
    town.welcome(arrivals);
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

/// One cycle of everyone, in blocks over the threads there are. Counts are whole numbers, so that their sum is the
/// same in any order.
fn live(town: &mut Town, conditions: &Conditions, cycle: usize) -> Counts {
    let stage = Stage {
        system: town.system,
        conditions,
        delivery: Delivery::new(
            town.system,
            conditions,
            &town.prices,
            &town.year.counts,
            cycle,
        ),
        coordinations: town.system.coordinations(),
        has_state_lists: town.layout.keeps_practices()
            && town.system.lists.iter().any(|list| list.state.is_some()),
        is_triaged: triage::is_needed(town.system),
        cycle,
        lived: town.year.counts.place(Count::Lived { group: 0, state: 0 }),
    };
    let layout = &town.layout;
    let each = town.columns.len();
    let start = || (Scratch::default(), Counts::new(layout));
    if !town.in_parallel {
        let (mut scratch, mut counts) = start();
        let mut totals = town.totals.chunks_mut((BLOCK * each).max(1));
        for residents in town.residents.chunks_mut(BLOCK) {
            stage.block(
                residents,
                totals.next().unwrap_or_default(),
                &mut scratch,
                &mut counts,
            );
        }
        return counts;
    }
    let residents = town.residents.par_chunks_mut(BLOCK);
    let lived = |(mut scratch, mut counts): (Scratch, Counts),
                 (residents, totals): (&mut [Resident], &mut [f32])| {
        stage.block(residents, totals, &mut scratch, &mut counts);
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
            .map(|(_, counts)| counts)
            .reduce(|| Counts::new(layout), together)
    } else {
        let blocks = residents.zip(town.totals.par_chunks_mut(BLOCK * each));
        blocks
            .fold(start, lived)
            .map(|(_, counts)| counts)
            .reduce(|| Counts::new(layout), together)
    }
}

/// Columns that blocks use one after another.
#[derive(Debug, Default)]
struct Scratch {
    moment: Moment,
    open: Open,
    triaged: Triaged,
    desk: Desk,
}

/// What is the same for every resident in a cycle.
struct Stage<'a> {
    system: &'a System,
    conditions: &'a Conditions,
    delivery: Delivery<'a>,
    /// Sets of needs that are paid per episode by some arm, as bits.
    coordinations: Vec<u64>,
    is_triaged: bool,
    /// Whether some amounts per person on a list look at health.
    has_state_lists: bool,
    cycle: usize,
    /// Where half-cycles lived in the first state are counted for group 0.
    lived: usize,
}

impl Stage<'_> {
    /// One cycle of a block of residents: the flow of the whole simulation.
    fn block(
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
        } = scratch;
        let Conditions {
            hazards, pressure, ..
        } = self.conditions;
        health::advance(self.system, hazards, residents, self.cycle, moment);
        arise::arise(self.system, pressure, residents, moment, open);
        if self.is_triaged {
            triage::triage(self.system, moment, open, triaged);
            self.count_triage(residents, moment, open, triaged, counts);
        }
        desk.clear(residents.len());
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
                moment,
                desk,
            };
            self.delivery.answer(&mut block, need, events, counts);
        }
        self.count_carers(desk, counts);
        self.close(residents, totals, moment, counts);
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
            let level = triaged.levels[usize::from(here.who)];
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
                let who = usize::from(event.who);
                let (level, resident) = (triaged.levels[who], &residents[who]);
                let triage = level as usize - 1;
                let group = usize::from(moment.rows[who].group);
                let presented = i64::from(event.presented);
                counts.add(
                    Count::Triaged {
                        group,
                        need,
                        triage,
                    },
                    presented,
                );
                if counts.layout().keeps_practices() {
                    let count = Count::Practice {
                        practice: usize::from(resident.practice),
                        side: resident.side(),
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

    /// The end of the cycle for a block: life counted, records brought up to date, the year of those who go or end it.
    fn close(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        moment: &Moment,
        counts: &mut Counts,
    ) {
        let system = self.system;
        let ends_year = (self.cycle + 1).is_multiple_of(system.time.per_year);
        let each = totals.len() / residents.len().max(1);
        for (who, (resident, row)) in residents.iter_mut().zip(&moment.rows).enumerate() {
            if !row.step.is_here() {
                continue;
            }
            let lived = self.count_life(usize::from(row.group), row.step, counts);
            resident.lived += lived.iter().sum::<u8>();
            if self.has_state_lists {
                self.count_lists(resident, row, counts);
            }
            if each > 0 {
                self.add_totals(&mut totals[who * each..][..each], row.step, lived);
            }
            health::settle(system, &self.conditions.hazards, resident, row);
            if ends_year || !resident.is_here(&system.health) {
                let year = self.cycle / system.time.per_year;
                let totals = &mut totals[who * each..(who + 1) * each];
                let prices = self.delivery.prices();
                background::settle_year(system, prices, year, resident, totals, counts);
            }
        }
    }

    /// Half-cycles on a practice's list weighted by state, for amounts that look at health.
    fn count_lists(&self, resident: &Resident, row: &Row, counts: &mut Counts) {
        let classes = self.system.health.classes.deprivation;
        let class = usize::from(row.group) % classes;
        for (list, ratios) in self.system.lists.iter().enumerate() {
            let Some(states) = &ratios.state else {
                continue;
            };
            let of = |state: u8| states[usize::from(state)] * ratios.deprivation[class];
            let [start, end] = self.halves(row.step);
            let weighted =
                f64::from(start) * of(row.step.before) + f64::from(end) * of(row.step.after);
            let count = Count::Practice {
                practice: usize::from(resident.practice),
                side: resident.side(),
                item: PracticeItem::Weighted(list),
            };
            counts.add(count, libm::round(weighted * MILLION) as i64);
        }
    }

    /// What half-cycles lived in the states at the start and the end add to each total, and the life-years they are.
    fn add_totals(&self, totals: &mut [f32], step: Step, lived: [u8; 2]) {
        let prices = self.delivery.prices();
        for (state, halves) in [step.before, step.after].into_iter().zip(lived) {
            let of_state = &prices.states[usize::from(state)];
            for (total, price) in totals.iter_mut().zip(of_state) {
                *total += f32::from(halves) * price;
            }
        }
        if let Some(life_years) = totals.last_mut() {
            let years = f32::from(lived[0] + lived[1]) / 2.0 * self.system.time.length as f32;
            *life_years += years;
        }
    }

    /// Half-cycles lived in the state at the start, and in that at the end.
    #[inline(always)]
    fn halves(&self, step: Step) -> [u8; 2] {
        let [start, end] = match self.system.time.counting {
            Counting::Start => [2, 0],
            Counting::Middle => [1, 1],
            Counting::End => [0, 2],
        };
        let lives_on = self.system.health.is_alive(usize::from(step.after));
        [start, if lives_on { end } else { 0 }]
    }

    /// Half-cycles lived in the states at the start and the end, deaths and moves.
    #[inline(always)]
    fn count_life(&self, group: usize, step: Step, counts: &mut Counts) -> [u8; 2] {
        let health = &self.system.health;
        let [start, end] = self.halves(step);
        let (before, after) = (usize::from(step.before), usize::from(step.after));
        let lives_on = health.is_alive(after);
        let lived = self.lived + group * counts.block();
        counts.add_at(lived + before, i64::from(start));
        if end > 0 {
            counts.add_at(lived + after, i64::from(end));
        }
        if after != before {
            let [from, to] = [before, after].map(|state| health.states[state].place);
            counts.add(Count::Single(Single::Deaths), i64::from(!lives_on));
            let enters = from == Place::Home && to == Place::Institution;
            counts.add(Count::Single(Single::InstitutionEntries), i64::from(enters));
        }
        if step.leaves && lives_on {
            counts.add(Count::Single(Single::Leavers), 1);
        }
        [start, end]
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
