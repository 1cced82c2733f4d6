//! The cycle of a whole town: who comes, what the cycle finds, and everyone living it, in blocks.
//!
//! Comes in: a town. Goes out: its residents one cycle on, and the cycle added to the town's year. Deliberately absent: what
//! residents live (cycle.rs), and money, which is settled once a year (year.rs).

use std::rc::Rc;

use crate::population::flows::{self, Arrivals};
use crate::provision::{Conditions, Count, CycleFindings, Single};

use super::blocks::Blocks;
use super::findings::{self, find};
use super::stage::{Living, Stage};
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
