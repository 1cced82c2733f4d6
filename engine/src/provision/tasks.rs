//! Everything that a cycle has to know about the units of one channel, side by side in memory.
//!
//! Comes in: conditions and prices. Goes out: [`Tasks`] of every need. Deliberately absent: residents.

use crate::base::gamma_table::GammaTable;
use crate::base::random::threshold;
use crate::system::System;
use crate::tables::needs::{EscalationLink, UnitsPerNeed};

use super::idle::lacking_when_idle;
use super::person_prices::is_informal;
use super::queue;
use super::{Conditions, PerColumn, PersonPrice, PersonPrices};
use crate::counts::{Count, Counts, PracticeItem};

/// Everything that is looked up once a cycle about the units of one channel, side by side in memory: the loop over
/// residents reads nothing else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task<'a> {
    /// How many one need asks for; `None` for an escalation, which books one.
    pub units: Option<&'a UnitsPerNeed>,
    /// The channel.
    pub channel: usize,
    /// The service.
    pub service: usize,
    /// Where delivered and unmet units are counted for group 0.
    pub delivered: usize,
    pub unmet: usize,
    /// Where the cents of units that differ in cost are counted for group 0.
    pub unit_cents: usize,
    /// Where the resident's own cents are counted for group 0: copayments, deductible.
    pub own_cents: [usize; 2],
    /// Chance that a wanted unit is delivered.
    pub access: f64,
    /// Multiplier on the units asked for.
    pub multiplier: f64,
    /// Whether a share of the units goes to another service.
    pub is_substituted: bool,
    /// Whether only carers who are there deliver it.
    pub is_informal: bool,
    /// Hours per unit.
    pub hours: f64,
    /// Spread of the cost of a unit, and its mean in cents.
    pub spread: Option<(&'a GammaTable, f64)>,
    /// What a unit costs the resident, where it does.
    pub person: Option<&'a PersonPrice>,
    /// What a unit adds to the residents' totals, where they are kept.
    pub totals: &'a [PerColumn],
    /// Its line where the need waits for it.
    pub turn: Option<TurnTask>,
    /// Where its units stand in the counts of a practice, for the discipline whose practices are counted one by one.
    pub practice: Option<usize>,
}

/// A line of a queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct TurnTask {
    /// Its number among all lines.
    pub line: usize,
    pub is_permanent: bool,
    /// Share of its units that are never delivered.
    pub lost: f64,
}

/// A way a need may escalate in one cycle.
#[derive(Debug, Clone, Copy)]
pub(super) struct EscalationTask<'a> {
    /// The unit that is booked.
    pub task: Task<'a>,
    /// Chances as the scenario has them, met and unmet.
    pub link: &'a EscalationLink,
    /// Multiplier on both.
    pub multiplier: f64,
    /// Thresholds of a met need and of an unmet one.
    pub thresholds: [u64; 2],
    /// Thresholds of a permanent need that asks for nothing in the cycle, without a carer and with one.
    pub when_idle: [u64; 2],
}

/// The tasks of every need and channel in one cycle.
#[derive(Debug, Clone)]
pub(super) struct Tasks<'a> {
    links: Vec<Task<'a>>,
    escalations: Vec<EscalationTask<'a>>,
    /// Ends of each need's part of `links` and `escalations`; the first entry is 0.
    ends: Vec<(u32, u32)>,
    replacements: Vec<Task<'a>>,
}

impl<'a> Tasks<'a> {
    pub fn new(
        system: &'a System,
        conditions: &'a Conditions,
        prices: &'a PersonPrices,
        counts: &Counts,
        side: usize,
    ) -> Tasks<'a> {
        let task = |channel: usize, units: Option<&'a UnitsPerNeed>| {
            task(system, conditions, prices, counts, (side, channel), units)
        };
        let mut tasks = Tasks {
            links: Vec::new(),
            escalations: Vec::new(),
            ends: vec![(0, 0)],
            replacements: (0..system.care.channels.len())
                .map(|channel| task(channel, None))
                .collect(),
        };
        for (index, need) in system.care.needs.iter().enumerate() {
            tasks.links.extend(
                need.links
                    .iter()
                    .map(|link| task(link.channel, Some(&link.units))),
            );
            tasks
                .escalations
                .extend(need.escalations.iter().map(|link| {
                    let multiplier = conditions.escalation[side][index];
                    let chance = |lacking: f64| threshold(link.chance(multiplier, lacking));
                    let when_idle = [false, true].map(|has_carer| {
                        chance(lacking_when_idle(
                            system,
                            conditions,
                            (side, index),
                            has_carer,
                        ))
                    });
                    EscalationTask {
                        task: task(link.channel, None),
                        link,
                        multiplier,
                        thresholds: [0.0, 1.0].map(chance),
                        when_idle,
                    }
                }));
            tasks
                .ends
                .push((tasks.links.len() as u32, tasks.escalations.len() as u32));
        }
        tasks
    }

    /// What a need asks for.
    #[inline(always)]
    pub fn links(&self, need: usize) -> &[Task<'a>] {
        &self.links[self.ends[need].0 as usize..self.ends[need + 1].0 as usize]
    }

    /// What a need may escalate to.
    #[inline(always)]
    pub fn escalations(&self, need: usize) -> &[EscalationTask<'a>] {
        &self.escalations[self.ends[need].1 as usize..self.ends[need + 1].1 as usize]
    }

    /// Whether a need may escalate at all.
    #[inline(always)]
    pub fn escalates(&self, need: usize) -> bool {
        !self.escalations(need).is_empty()
    }

    /// The task of a channel whose units replace others.
    pub fn replacement(&self, channel: usize) -> &Task<'a> {
        &self.replacements[channel]
    }
}

fn task<'a>(
    system: &'a System,
    conditions: &'a Conditions,
    prices: &'a PersonPrices,
    counts: &Counts,
    (side, channel): (usize, usize),
    units: Option<&'a UnitsPerNeed>,
) -> Task<'a> {
    let care = &system.care;
    let index = care.channels[channel].service;
    let service = &care.services[index];
    let price = &prices.channels[side][channel];
    let is_informal = is_informal(system, index);
    let access = conditions.access[service.discipline];
    let person = price.takes_anything().then_some(price);
    let multiplier = conditions.units[side][channel];
    let turn = turn(system, conditions, channel).filter(|_| units.is_some());
    let is_substituted = conditions
        .substitutions
        .iter()
        .any(|&(from, ..)| from == index);
    Task {
        units,
        channel,
        service: index,
        delivered: counts.index(Count::Delivered { group: 0, channel }),
        unmet: counts.index(Count::Unmet { group: 0, channel }),
        unit_cents: counts.index(Count::UnitCents { group: 0, channel }),
        own_cents: [
            counts.index(Count::Copayment { group: 0, channel }),
            counts.index(Count::Deductible { group: 0, channel }),
        ],
        // Of a temporary need all is delivered when its turn comes.
        access: match turn {
            Some(turn) if !turn.is_permanent => 1.0,
            _ => access,
        },
        turn,
        multiplier,
        is_substituted,
        is_informal,
        hours: service.hours,
        spread: care.unit_spread[index]
            .map(|spread| (&care.spreads[spread], service.price * 100.0)),
        person,
        totals: &price.totals,
        practice: is_of_practices(system, counts, service.discipline)
            .then(|| counts.layout().practice_item(PracticeItem::Units(channel))),
    }
}

/// The line of what waits and is asked for through a channel.
fn turn(system: &System, conditions: &Conditions, channel: usize) -> Option<TurnTask> {
    let (number, line, found) = queue::of_channel(system, &conditions.queues, channel)?;
    Some(TurnTask {
        line: number,
        is_permanent: line.is_permanent,
        lost: found.lost,
    })
}

/// Whether units of a discipline are counted for single practices.
fn is_of_practices(system: &System, counts: &Counts, discipline: usize) -> bool {
    let panels = system.panels.as_ref();
    counts.layout().keeps_practices()
        && panels.is_some_and(|panels| panels.discipline == discipline)
}
