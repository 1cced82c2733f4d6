//! The cycle on one page: how everyone in a town lives a month, a quarter or whatever the scenario's cycle is.
//!
//! Comes in: a town. Goes out: its residents one cycle on, and the cycle added to the town's year. Deliberately absent:
//! what each step does (population/, care/, provision/), how it is counted (counting.rs, life_counting.rs), and money,
//! which is settled once a year (year.rs).

use std::rc::Rc;

use crate::care::triage;
use crate::population::flows::{self, Arrivals};
use crate::provision::{Conditions, Count, CycleFindings, Single, desk};

use super::blocks::Blocks;
use super::counting::PaidNeeds;
use super::findings::{self, find};
use super::scratch::Scratch;
use super::stage::{Living, LivingBlock, Stage};
use super::town::Town;

/// Lives one cycle: people come; what the cycle finds (access, capabilities, integration) follows from who is here and
/// what the arm spends; everyone lives; what happened is carried over to the year and, by it, to the next cycle. Where a
/// town of another arm has lived just this, it is not lived again.
pub(super) fn live(town: &mut Town, cycle: usize) {
    let known = town.course.asking();
    let (asking, come, found) = if let Some(asking) = known {
        let found = find(town, cycle, &asking);
        if let Some(delivered) = town.course.find(&found.conditions) {
            town.take_over(&found, &delivered);
            return;
        }
        town.live_up_to(cycle);
        (asking, CycleArrivals::of(town, cycle), found)
    } else {
        let come = CycleArrivals::of(town, cycle);
        let asking = Rc::new(findings::asking(town, cycle, come.here));
        let found = find(town, cycle, &asking);
        (asking, come, found)
    };
    let before = town.delivered();
    everyone(town, cycle, come, &found.conditions);
    let pairs = town.delivered().into_iter().zip(before);
    let delivered: Vec<i64> = pairs.map(|(after, before)| after - before).collect();
    let units = |channel: usize| delivered[channel] as f64;
    town.year.find_cycle(town.system, &found, units);
    town.course.add(asking, &found.conditions, delivered);
}

/// Who is here at the start of a cycle, and how many come in it.
struct CycleArrivals {
    here: usize,
    arrivals: Arrivals,
}

impl CycleArrivals {
    /// People come.
    fn of(town: &mut Town, cycle: usize) -> CycleArrivals {
        let here = town.residents.len();
        let arrivals = flows::arrive(town.system, town.luck, cycle, &mut town.residents);
        town.welcome(arrivals);
        CycleArrivals { here, arrivals }
    }
}

impl Town<'_> {
    /// Units delivered in the year so far, by channel.
    fn delivered(&self) -> Vec<i64> {
        let channels = 0..self.system.care.channels.len();
        let units = channels.map(|channel| self.year.counts.delivered(channel));
        units.collect()
    }

    /// The cycle as another town lived it.
    fn take_over(&mut self, found: &CycleFindings, delivered: &[i64]) {
        let units = |channel: usize| delivered[channel] as f64;
        self.year.find_cycle(self.system, found, units);
        if let Some(counts) = self.course.counts() {
            self.year.counts = counts;
        }
    }

    /// Lives the cycles of the year before `cycle`, whose findings the year has already.
    fn live_up_to(&mut self, cycle: usize) {
        let lived = self.course.found();
        let first = cycle - lived.len();
        for (cycle, conditions) in (first..).zip(&lived) {
            let come = CycleArrivals::of(self, cycle);
            everyone(self, cycle, come, conditions);
        }
    }
}

/// Everyone lives a cycle under its conditions; what happens is added to the counts of the year.
fn everyone(
    town: &mut Town,
    cycle: usize,
    CycleArrivals { here, arrivals }: CycleArrivals,
    conditions: &Conditions,
) {
    let (mut residents, mut totals) = town.take_records();
    let mut counts = town.year.counts.take();
    let stage = Stage::new(town, conditions, cycle, &counts);
    let columns = town.columns.len();
    let (present, coming) = residents.split_at_mut(here);
    let (of_present, of_coming) = totals.split_at_mut(here * columns);
    let blocks = |residents, totals| Blocks {
        residents,
        totals,
        columns,
        in_parallel: town.in_parallel,
    };
    let living = |live| Living {
        stage: &stage,
        live,
    };
    counts = blocks(present, of_present).each(&living(Stage::present), counts);
    if !coming.is_empty() {
        counts = blocks(coming, of_coming).each(&living(Stage::arriving), counts);
    }
    counts.add(Count::Single(Single::Births), arrivals.births as i64);
    counts.add(Count::Single(Single::Newcomers), arrivals.newcomers as i64);
    town.year.counts = counts;
    town.put_back(residents, totals);
}

impl Stage<'_> {
    /// One cycle of a block of residents who are here at its start: the flow of the whole simulation.
    fn present(&self, block: &mut LivingBlock) {
        self.ageing
            .advance(block.residents, &mut block.scratch.moment);
        self.care(block);
        let (rows, steps) = (&block.scratch.moment.rows, &mut block.scratch.steps);
        self.lives.count(block.residents, block.totals, rows, steps);
        self.carry_over(block);
    }

    /// The cycle of a block of residents who are born or move in during it.
    fn arriving(&self, block: &mut LivingBlock) {
        self.ageing
            .arrive(block.residents, &mut block.scratch.moment);
        self.care(block);
        let rows = &block.scratch.moment.rows;
        self.lives
            .count_arrivals(block.residents, block.totals, rows, block.counts);
        self.carry_over(block);
    }

    /// Needs arise, are triaged and answered: delivered, or waiting and unmet.
    fn care(&self, block: &mut LivingBlock) {
        let (residents, totals, counts) = (
            &mut *block.residents,
            &mut *block.totals,
            &mut *block.counts,
        );
        let Scratch {
            moment,
            open,
            triaged,
            desk,
            ..
        } = block.scratch;
        self.counting.entries(moment, counts);
        self.arising.arise(residents, moment, open);
        if self.turns.is_any() {
            let whose = (&*residents, &mut *totals);
            (self.turns).stand(whose, (moment, open), &mut desk.standing, counts);
        }
        if self.is_triaged {
            triage::triage(self.system, moment, open, triaged);
            let paid = PaidNeeds {
                standing: &desk.standing,
                turns: &self.turns,
            };
            self.counting
                .triage((residents, moment), (open, paid), triaged, counts);
        }
        self.delivery.open(residents, desk);
        let needs = open.needs.iter().enumerate();
        for (need, events) in needs.filter(|(_, events)| !events.is_empty()) {
            self.counting.need(need, events, counts);
            let mut asking = desk::CareBlock {
                residents,
                totals,
                desk,
            };
            self.delivery.answer(&mut asking, need, events, counts);
        }
        for need in self.turns.needs_that_wait() {
            let mut asking = desk::CareBlock {
                residents,
                totals,
                desk,
            };
            self.delivery.answer_late(&mut asking, need, counts);
        }
        self.delivery.close(residents, desk);
        self.counting.carers(desk, counts);
    }

    /// Carries a block over to the next cycle: records brought up to date, the year of those who go or end it. Short
    /// loops one after another, each of which finds all it needs in the processor's registers.
    fn carry_over(&self, block: &mut LivingBlock) {
        let (residents, rows) = (&mut *block.residents, &block.scratch.moment.rows);
        self.lives.count_lists(residents, rows, block.counts);
        self.ageing.settle(residents, rows);
        (self.ageing).settle_wishes(residents, &block.scratch.moment.wishes);
        for (who, (resident, row)) in residents.iter_mut().zip(rows).enumerate() {
            let ends = self.ends_year || !resident.is_here(&self.system.health);
            if ends && row.step.is_counted() {
                let at = (who, usize::from(row.group));
                self.year_end
                    .settle(resident, at, block.totals, block.counts);
            }
        }
    }
}
