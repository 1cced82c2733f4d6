//! Life in a cycle: half-cycles lived by state, deaths and moves, and what living adds to residents' totals.

use crate::population::{Resident, ResidentRow, StateStep};
use crate::provision::{Count, Counts, MILLION, PersonPrices, PracticeItem, Single};
use crate::system::System;

use super::steps::Steps;

/// How life in a cycle counts, looked up once for all residents.
#[derive(Debug)]
pub(super) struct LifeCounting<'a> {
    system: &'a System,
    prices: &'a PersonPrices,
    /// Half-cycles lived in the state at the start, and in that at the end by who is alive then.
    halves: [u8; 2],
    /// Whether living in some state adds to residents' totals.
    has_state_costs: bool,
    /// Years that half a cycle is.
    half_cycle: f32,
    /// Whether some amounts per person on a list look at health.
    has_state_lists: bool,
}

impl<'a> LifeCounting<'a> {
    /// `counts` are of the layout that will be counted in.
    pub fn new(system: &'a System, prices: &'a PersonPrices, counts: &Counts) -> LifeCounting<'a> {
        let time = &system.time;
        LifeCounting {
            system,
            prices,
            halves: time.counted_parts().map(|part| (2.0 * part) as u8),
            half_cycle: (time.length / 2.0) as f32,
            has_state_costs: prices.states.iter().any(|state| !state.is_empty()),
            has_state_lists: counts.layout().keeps_practices()
                && system.lists.iter().any(|list| list.state.is_some()),
        }
    }

    /// Life in a cycle, and what it adds to residents' totals.
    pub fn count(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        rows: &[ResidentRow],
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
    pub fn count_arrivals(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        rows: &[ResidentRow],
        counts: &mut Counts,
    ) {
        for (resident, row) in residents.iter_mut().zip(rows) {
            let group = usize::from(row.group);
            for (state, halves) in self.lived(row.step) {
                resident.lived += halves;
                counts.add(Count::Lived { group, state }, i64::from(halves));
            }
            self.count_ends(row.step, 1, counts);
        }
        self.add_lives(totals, rows);
    }

    fn add_lives(&self, totals: &mut [f32], rows: &[ResidentRow]) {
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
    pub fn count_lists(&self, residents: &[Resident], rows: &[ResidentRow], counts: &mut Counts) {
        if !self.has_state_lists {
            return;
        }
        let each = residents.iter().zip(rows);
        for (resident, row) in each.filter(|(_, row)| row.step.is_counted()) {
            self.count_lists_of(resident, row, counts);
        }
    }

    fn count_lists_of(&self, resident: &Resident, row: &ResidentRow, counts: &mut Counts) {
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
    fn add_totals(&self, totals: &mut [f32], step: StateStep) {
        let [start, end] = self.halves_of(step);
        if let Some(years) = totals.get_mut(self.prices.totals.life_years()) {
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
    fn halves_of(&self, step: StateStep) -> [u8; 2] {
        let [start, end] = self.halves;
        let lives_on = self.system.health.is_alive(usize::from(step.end));
        [
            if step.is_here() { start } else { 0 },
            if lives_on { end } else { 0 },
        ]
    }

    /// The states in which half-cycles are lived, and how many.
    #[inline(always)]
    fn lived(&self, step: StateStep) -> impl Iterator<Item = (usize, u8)> + use<> {
        let states = [step.before, step.end].map(usize::from);
        let lived = states.into_iter().zip(self.halves_of(step));
        lived.filter(|(_, halves)| *halves > 0)
    }

    /// Half-cycles lived in the states at the start and the end, deaths and moves of residents who make the same step.
    pub fn count_steps(&self, group: usize, step: StateStep, times: i64, counts: &mut Counts) {
        for (state, halves) in self.lived(step) {
            let lived = Count::Lived { group, state };
            counts.add(lived, times * i64::from(halves));
        }
        self.count_ends(step, times, counts);
    }

    /// Deaths and moves out of residents who make the same step.
    fn count_ends(&self, step: StateStep, times: i64, counts: &mut Counts) {
        let mut single = |single, happens: bool| {
            counts.add(Count::Single(single), if happens { times } else { 0 });
        };
        let lives_on = self.system.health.is_alive(usize::from(step.after));
        single(Single::Deaths, !lives_on);
        single(Single::Leavers, step.leaves() && lives_on);
    }
}
