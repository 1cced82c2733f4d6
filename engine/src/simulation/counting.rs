//! What a cycle counts of needs, triage and carers, block by block.
//!
//! Comes in: a block of residents with their open needs. Goes out: counts. Deliberately absent: half-cycles lived,
//! deaths and moves (life_counting.rs), and units delivered, which delivery counts itself (provision/).

use crate::care::{BlockTriage, Event, OpenNeeds, TriageLevel};
use crate::population::{Moment, Resident};
use crate::provision::desk::Desk;
use crate::provision::{Count, Counts, PlaceItem, PracticeItem, QueueStanding, Single, Turns};
use crate::system::System;
use crate::tables::institution::WishMove;

/// Which needs are paid for in a cycle, of those that wait.
#[derive(Clone, Copy)]
pub(super) struct PaidNeeds<'a> {
    pub standing: &'a QueueStanding,
    pub turns: &'a Turns<'a>,
}

/// How care counts, the same for every resident in a cycle.
#[derive(Debug)]
pub(super) struct CareCounting<'a> {
    system: &'a System,
    /// Whether the calendar year ends with the cycle.
    ends_year: bool,
}

impl<'a> CareCounting<'a> {
    /// For a cycle of a system.
    pub fn new(system: &'a System, cycle: usize) -> CareCounting<'a> {
        let ends_year = (cycle + 1).is_multiple_of(system.time.per_year);
        CareCounting { system, ends_year }
    }

    /// Residents who enter an institution, and those who wait for a place.
    pub fn entries(&self, moment: &Moment, counts: &mut Counts) {
        let entries = Count::Single(Single::InstitutionEntries);
        counts.add(entries, i64::from(moment.entries));
        if self.system.health.places.is_none() {
            return;
        }
        for (wish, times) in WishMove::ALL.iter().zip(moment.wished) {
            counts.add(Count::Place(PlaceItem::of(*wish)), i64::from(times));
        }
        let [start, end] = self.system.time.counted_parts();
        for wish in &moment.wishes {
            let [before, after, left] = [wish.before, wish.after, wish.leaves].map(i64::from);
            let waits = 2.0 * (start * before as f64 + end * after as f64);
            counts.add(Count::Place(PlaceItem::Waiting), waits as i64);
            counts.add(Count::Place(PlaceItem::Left), left);
            if self.ends_year {
                counts.add(Count::Place(PlaceItem::AtEnd), after);
            }
        }
    }

    /// Events of a need, and those that stay hidden.
    pub fn need(&self, need: usize, events: &[Event], counts: &mut Counts) {
        let (mut all, mut hidden) = (0, 0);
        for event in events {
            all += i64::from(event.presented) + i64::from(event.hidden);
            hidden += i64::from(event.hidden);
        }
        counts.add(Count::Need { need }, all);
        counts.add(Count::Hidden { need }, hidden);
    }

    /// Residents by level of triage, their needs by level, and residents with a set of needs that is coordinated.
    pub fn triage(
        &self,
        (residents, moment): (&[Resident], &Moment),
        (open, paid): (&OpenNeeds, PaidNeeds),
        triaged: &BlockTriage,
        counts: &mut Counts,
    ) {
        self.residents_by_level(moment, triaged, counts);
        let coordinated = self.needs_by_level((residents, moment), (open, paid), triaged, counts);
        for (row, sets) in moment.rows.iter().zip(coordinated) {
            let group = usize::from(row.group);
            let mut left = sets;
            while left > 0 {
                let set = left.trailing_zeros() as usize;
                counts.add(Count::Coordinated { group, set }, 1);
                left &= left - 1;
            }
        }
    }

    fn residents_by_level(&self, moment: &Moment, triaged: &BlockTriage, counts: &mut Counts) {
        let cared_for = moment.cared_for(&self.system.health);
        for resident in cared_for.flat_map(|(_, here)| here) {
            let triage = triaged.levels[resident.who.index()] as usize;
            counts.add(Count::Residents { triage }, 1);
        }
    }

    /// Counts presented needs by level of triage; gives the sets that each resident's complex needs are in, as bits.
    fn needs_by_level(
        &self,
        (residents, moment): (&[Resident], &Moment),
        (open, paid): (&OpenNeeds, PaidNeeds),
        triaged: &BlockTriage,
        counts: &mut Counts,
    ) -> Vec<u64> {
        let mut coordinated = vec![0_u64; moment.rows.len()];
        for (need, events) in open.needs.iter().enumerate() {
            let sets = self.sets_with(need);
            for event in events.iter().filter(|event| event.presented > 0) {
                let who = event.who.index();
                let level = triaged.levels[who];
                let presented = paid.standing.paid(need, event);
                self.paid_need(residents, (event, presented), (need, level), counts);
                if level == TriageLevel::Complex {
                    coordinated[who] |= sets;
                }
            }
            for event in paid.standing.paid_late(paid.turns, need) {
                let level = triaged.levels[event.who.index()].max(TriageLevel::Single);
                self.paid_need(residents, (&event, event.presented), (need, level), counts);
            }
        }
        coordinated
    }

    /// Needs whose care starts, or that are in care, by level of triage.
    fn paid_need(
        &self,
        residents: &[Resident],
        (event, presented): (&Event, u16),
        (need, level): (usize, TriageLevel),
        counts: &mut Counts,
    ) {
        let triage = level as usize - 1;
        let presented = i64::from(presented);
        let group = event.who.group();
        let count = Count::Triaged {
            group,
            need,
            triage,
        };
        counts.add(count, presented);
        if counts.layout().keeps_practices() {
            let count = Count::Practice {
                practice: usize::from(residents[event.who.index()].practice),
                side: event.who.side(),
                item: PracticeItem::Triaged(need, triage),
            };
            counts.add(count, presented);
        }
    }

    /// The sets of needs that a need is in, as bits: sets that some arm pays per episode.
    fn sets_with(&self, need: usize) -> u64 {
        let sets = self.system.coordinations.iter().enumerate();
        let with = sets.filter(|(_, needs)| **needs >> need & 1 == 1);
        with.fold(0, |bits, (set, _)| bits | 1 << set)
    }

    /// Cycles with help by an informal carer, and those with more than a carer can bear.
    pub fn carers(&self, desk: &Desk, counts: &mut Counts) {
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
}
