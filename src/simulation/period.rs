//! One cycle of a town: the page to read first.

use rayon::prelude::*;

use crate::care::arise::Arising;
use crate::care::{Open, Triage, Triaged, triage};
use crate::population::health::Ageing;
use crate::population::{Census, Moment, Resident, Row, flows};
use crate::provision::background::YearEnd;
use crate::provision::deliver::Delivery;
use crate::provision::desk::{Block, Desk};
use crate::provision::{
    Conditions, Count, Counts, Found, Layout, PersonPrices, PracticeItem, Setting, Single,
};
use crate::system::System;

use super::blocks::{Blocks, Work};
use super::lives::Lives;
use super::steps::Steps;
use super::town::Town;

/// Residents counted together: the count of each kind has to be added to those of others.
const COUNTED: usize = 1 << 16;

/// Lives one cycle: what it finds follows from who is here and what the arm spends; people come, everyone ages, needs arise
/// and are answered.
pub fn period(town: &mut Town, cycle: usize) {
    let system = town.system;
    let here = town.residents.len();
    let arrivals = flows::arrive(system, town.luck, cycle, &mut town.residents);
    town.welcome(arrivals);
    let found = find(town, cycle, here);
    let mut counts = live(town, &found.conditions, cycle, here);
    counts.add(Count::Single(Single::Births), arrivals.births as i64);
    counts.add(Count::Single(Single::Newcomers), arrivals.newcomers as i64);
    town.year.add_cycle(system, &found, &counts);
}

/// What the cycle finds: access, capabilities, integration, from what residents are expected to want.
fn find(town: &mut Town, cycle: usize, here: usize) -> Found {
    let (system, foresight) = (town.system, town.foresight);
    let setting = Setting {
        system,
        arm: &system.arms[town.arm],
        cycle,
        responses: &town.responses,
        administration: &town.administration,
        limits: &foresight.limits,
        paid: (town.factor, town.score),
    };
    let Some(outlook) = &foresight.outlook else {
        let begun = setting.begin(&town.carried, town.by_side(here));
        return setting.find(begun, None, &mut town.carried);
    };
    let (here, coming) = town.residents.split_at(here);
    let [here, coming] = [here, coming].map(|residents| census(town, residents, cycle));
    let begun = setting.begin(&town.carried, here.by_side.map(|many| many as f64));
    let prospects = outlook.of(system, &here, &coming);
    let mut demand = setting.demand(&begun.conditions, &prospects);
    let factors = town
        .sample
        .factors(cycle, &demand.hours, system.people.weight);
    demand.scale(factors.into_iter());
    setting.find(begun, Some(demand), &mut town.carried)
}

/// How many of these residents there are of each kind.
fn census(town: &Town, residents: &[Resident], cycle: usize) -> Census {
    let system = town.system;
    let moment = system.time.moment(cycle);
    let counted = |residents: &[Resident]| {
        let mut census = Census::new(system);
        census.count(system, residents, moment);
        census
    };
    if !town.in_parallel {
        return counted(residents);
    }
    let blocks = residents.par_chunks(COUNTED);
    let both = |mut one: Census, other: Census| {
        one.merge(&other);
        one
    };
    blocks.map(counted).reduce(|| Census::new(system), both)
}

/// One cycle of everyone, in blocks over the threads there are; the first `here` residents were here at its start, the
/// others come in it.
fn live(town: &mut Town, conditions: &Conditions, cycle: usize, here: usize) -> Counts {
    let (prices, counts) = (&town.prices, &town.year.counts);
    let stage = Stage::new(town.system, conditions, prices, counts, cycle);
    let (residents, coming) = town.residents.split_at_mut(here);
    let (totals, of_coming) = town.totals.split_at_mut(here * town.columns.len());
    let (columns, in_parallel) = (town.columns.len(), town.in_parallel);
    let blocks = |residents, totals| Blocks {
        residents,
        totals,
        columns,
        in_parallel,
    };
    let living = |block| Living {
        stage: &stage,
        layout: &town.layout,
        block,
    };
    let mut counts = blocks(residents, totals).each(&living(Stage::block));
    if !coming.is_empty() {
        counts.merge(&blocks(coming, of_coming).each(&living(Stage::arrivals)));
    }
    counts
}

/// How a stage handles blocks of residents: those who are here at the start of the cycle, or those who come in it.
struct Living<'a, 's> {
    stage: &'s Stage<'a>,
    layout: &'s Layout,
    block: fn(&Stage<'a>, &mut [Resident], &mut [f32], &mut Scratch, &mut Counts),
}

impl Work for Living<'_, '_> {
    type Hands = (Scratch, Counts);

    fn start(&self) -> (Scratch, Counts) {
        let scratch = Scratch::new(self.stage.system, self.layout);
        (scratch, Counts::new(self.layout))
    }

    fn block(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        (scratch, counts): &mut (Scratch, Counts),
    ) {
        (self.block)(self.stage, residents, totals, scratch, counts);
    }

    fn finish(&self, hands: (Scratch, Counts)) -> Counts {
        self.stage.finish(hands)
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
    ageing: Ageing<'a>,
    arising: Arising<'a>,
    delivery: Delivery<'a>,
    year_end: YearEnd<'a>,
    lives: Lives<'a>,
    /// Sets of needs that are paid per episode by some arm, as bits.
    coordinations: Vec<u64>,
    is_triaged: bool,
    /// Whether the calendar year ends with the cycle.
    ends_year: bool,
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
        Stage {
            system,
            ageing: Ageing::new(system, &conditions.hazards, cycle),
            arising: Arising::new(system, &conditions.pressure),
            delivery: Delivery::new(system, conditions, prices, counts, cycle),
            lives: Lives::new(system, prices, counts),
            year_end: YearEnd::new(system, prices, counts, cycle / time.per_year),
            coordinations: system.coordinations.clone(),
            is_triaged: triage::is_needed(system),
            ends_year: (cycle + 1).is_multiple_of(time.per_year),
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
        self.lives.count(residents, totals, &moment.rows, steps);
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
        self.lives.count_arrivals(residents, totals, rows, counts);
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
        let entries = Count::Single(Single::InstitutionEntries);
        counts.add(entries, i64::from(moment.entries));
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
        self.lives.count_lists(residents, rows, counts);
        self.ageing.settle(residents, rows);
        for (who, (resident, row)) in residents.iter_mut().zip(rows).enumerate() {
            let ends = self.ends_year || !resident.is_here(&self.system.health);
            if ends && row.step.is_counted() {
                let at = (who, usize::from(row.group));
                self.year_end.settle(resident, at, totals, counts);
            }
        }
    }

    /// The counts of a cycle, with life as all blocks together lived it.
    fn finish(&self, (scratch, mut counts): (Scratch, Counts)) -> Counts {
        for (group, step, times) in scratch.steps.made() {
            self.lives.count_steps(group, step, times, &mut counts);
        }
        counts
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
