//! Hours that a cycle will want of each discipline, known before it is lived.
//!
//! Comes in: expected needs, and what the cycle finds. Goes out: [`Demand`]: hours of all wanted units and of
//! administration, as a function of access: needs that are not met escalate, and what is not delivered is not
//! administered. Deliberately absent: how many hours there are.

use crate::care::Prospects;
use crate::component::arm::Arm;
use crate::component::expected::Prospect;
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::channels::Channel;
use crate::tables::needs::{Link, UnitsPerNeed};
use crate::tables::queues::Queue;

use super::Conditions;
use super::administration;
use super::incentives::Responses;
use super::person_prices::is_informal;
use super::queue::LineAsked;

/// Hours wanted in a cycle, linear in access A: D(A) = hours + Σ lack·(1 − A).
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Hours per discipline when all that is wanted is delivered.
    pub hours: Vec<f64>,
    /// More hours of a discipline when nothing of another is delivered: `[discipline][other]`.
    lack: Vec<f64>,
    /// Hours of administration of the simulated residents that do not depend on units, and hours of administration of
    /// units by discipline when all are delivered.
    standing: f64,
    administered: Vec<f64>,
    /// Hours per discipline that providers leave out because of how they are paid, that budgets do not grant (negative where they
    /// grant more than is asked for), and hours wanted before volumes grow.
    pub(super) withheld: Vec<f64>,
    rationed: Vec<f64>,
    before_growth: Vec<f64>,
    /// Needs, and those of them that nobody brings forward.
    pub(super) occurring: Vec<f64>,
    pub(super) hidden: Vec<f64>,
    /// Years that the simulated residents live in the cycle.
    resident_years: f64,
    /// Of each channel, what is asked for through it, before anything takes its place; empty where nothing waits.
    channels: Vec<(usize, LineAsked)>,
}

impl Demand {
    /// The demand of the simulated residents under an arm in the year with index `year`. `per_unit` are hours of
    /// administration as [`administration::per_unit`] gives them, `responses` what payment makes providers do.
    pub fn new(
        system: &System,
        (arm, year): (&Arm, usize),
        conditions: &Conditions,
        prospects: &Prospects,
        (per_unit, responses): (&[Vec<f64>], &Responses),
    ) -> Demand {
        let disciplines = system.disciplines.len();
        let expected = ExpectedVolumes {
            system,
            conditions,
            prospects,
        };
        let mut hours = administration::standing(system, arm, &expected, year);
        let standing = hours.iter().sum();
        // The network's own staff works outside the capacity of disciplines.
        hours.truncate(disciplines);
        let sides = 0..system.sides();
        let services = system.care.services.iter().zip(&conditions.hours);
        let mut wanted = Wanted {
            system,
            conditions,
            prospects,
            per_unit,
            responses,
            year,
            hours: services
                .map(|(service, ratio)| {
                    service.hours * ratio * system.growth.volume(service.line, year)
                })
                .collect(),
            demand: Demand {
                standing,
                before_growth: hours.clone(),
                hours,
                lack: vec![0.0; disciplines * disciplines],
                administered: vec![0.0; disciplines],
                withheld: vec![0.0; disciplines],
                rationed: vec![0.0; disciplines],
                occurring: vec![0.0; system.care.needs.len()],
                hidden: vec![0.0; system.care.needs.len()],
                resident_years: sides.map(|side| expected.resident_years(side)).sum(),
                channels: if system.queues.is_empty() {
                    Vec::new()
                } else {
                    let channels = system.care.channels.iter();
                    let discipline = |of: &Channel| system.care.services[of.service].discipline;
                    channels
                        .map(|of| (discipline(of), LineAsked::default()))
                        .collect()
                },
            },
        };
        for side in 0..system.sides() {
            for need in 0..system.care.needs.len() {
                for has_carer in [false, true] {
                    wanted.add_need((side, has_carer), need);
                }
            }
        }
        wanted.demand
    }

    /// Hours per discipline at an access.
    pub fn at(&self, access: &[f64]) -> Vec<f64> {
        let rows = self.lack.chunks(access.len().max(1));
        let more = rows.map(|row| {
            let others = row.iter().zip(access);
            others
                .map(|(lack, access)| lack * (1.0 - access))
                .sum::<f64>()
        });
        let hours = self.hours.iter().zip(more);
        hours.map(|(hours, more)| (hours + more).max(0.0)).collect()
    }

    /// Hours of administration per resident-year at an access.
    pub fn administrative_hours(&self, access: &[f64]) -> f64 {
        let units = self.administered.iter().zip(access);
        let hours = self.standing + units.map(|(hours, access)| hours * access).sum::<f64>();
        hours / self.resident_years.max(1e-9)
    }

    /// How much volumes that grow by themselves have raised the hours of a discipline.
    pub(super) fn volume(&self, discipline: usize) -> f64 {
        let before = self.before_growth[discipline];
        if before > 0.0 {
            self.hours[discipline] / before
        } else {
            1.0
        }
    }

    /// Hours of a discipline that budgets do not grant.
    pub(super) fn rationed(&self, discipline: usize) -> f64 {
        self.rationed[discipline].max(0.0)
    }

    /// What budgets leave of the hours of a discipline.
    pub(super) fn granted(&self, discipline: usize) -> f64 {
        let rationed = self.rationed[discipline];
        if rationed == 0.0 {
            1.0
        } else {
            self.hours[discipline] / (self.hours[discipline] + rationed)
        }
    }

    /// What the lines of a queue ask for.
    pub fn lines(&self, queue: &Queue) -> Vec<LineAsked> {
        let lines = queue.lines.iter();
        lines.map(|line| self.channels[line.channel].1).collect()
    }

    /// More hours of a discipline when nothing of it is delivered itself.
    pub(super) fn own_lack(&self, discipline: usize) -> f64 {
        self.lack[discipline * self.hours.len() + discipline]
    }

    /// Multiplies the demand for each discipline by its factor.
    pub fn scale(&mut self, factors: impl Iterator<Item = f64>) {
        let disciplines = self.hours.len();
        for (index, factor) in factors.enumerate() {
            self.hours[index] *= factor;
            self.withheld[index] *= factor;
            self.rationed[index] *= factor;
            self.before_growth[index] *= factor;
            let row = index * disciplines;
            let row = &mut self.lack[row..row + disciplines];
            row.iter_mut().for_each(|lack| *lack *= factor);
            let own = self.channels.iter_mut().filter(|(of, _)| *of == index);
            for (_, asked) in own {
                asked.needs *= factor;
                asked.hours *= factor;
            }
        }
    }
}

/// Units that are wanted, while they are added up.
struct Wanted<'a> {
    system: &'a System,
    conditions: &'a Conditions,
    prospects: &'a Prospects,
    per_unit: &'a [Vec<f64>],
    /// What payment makes providers do.
    responses: &'a Responses,
    year: usize,
    /// Hours per unit of each service, growth of volume included.
    hours: Vec<f64>,
    demand: Demand,
}

/// Share of a need's units that no access to each discipline leaves out.
type Lacking = Vec<(usize, f64)>;

impl Wanted<'_> {
    fn add_need(&mut self, who: (usize, bool), need: usize) {
        let (side, has_carer) = who;
        let system = self.system;
        let all = self.prospects.need(who, need) * self.conditions.pressure.rate[side][need];
        if all <= 0.0 {
            return;
        }
        let of = &system.care.needs[need];
        let presented = (of.presented * self.conditions.pressure.presented[need]).min(1.0);
        self.demand.occurring[need] += all;
        self.demand.hidden[need] += all * (1.0 - presented);
        let mut asked: Vec<(&Link, f64)> = Vec::with_capacity(of.links.len());
        for link in of
            .links
            .iter()
            .filter(|link| has_carer || !is_informal(system, link.service))
        {
            let units = self.mean_units(of.class, link);
            asked.push((link, units));
            if let Some((_, asked)) = self.demand.channels.get_mut(link.channel) {
                asked.needs += all * presented;
            }
            self.meet(who, link.channel, all * presented * units, &[]);
        }
        if of.escalations.is_empty() {
            return;
        }
        let lacking = self.lacking(&asked);
        let multiplier = self.conditions.escalation[side][need];
        for link in &of.escalations {
            let [met, unmet] = [0.0, 1.0].map(|lacking| link.chance(multiplier, lacking));
            let units = all * (presented * met + (1.0 - presented) * unmet);
            let more = all * presented * (unmet - met);
            let more: Lacking = lacking
                .iter()
                .map(|&(of, part)| (of, part * more))
                .collect();
            self.meet(who, link.channel, units, &more);
        }
    }

    /// Mean units of one presented need in the cycle.
    fn mean_units(&self, class: NeedClass, link: &Link) -> f64 {
        match (&link.units, class) {
            (UnitsPerNeed::Fixed(units), _) => f64::from(*units),
            (UnitsPerNeed::Spread(mean), _) => *mean,
            (UnitsPerNeed::Poisson(_), NeedClass::Permanent) => link.mean * self.system.time.length,
            (UnitsPerNeed::Poisson(_), NeedClass::Acute | NeedClass::Temporary) => link.mean,
        }
    }

    /// Per discipline the share of a need's units that is not delivered without access to it. Of Poisson numbers, which
    /// share n units with chance 1 − P(n = 0), exactly; of others nearly.
    fn lacking(&self, asked: &[(&Link, f64)]) -> Lacking {
        let all: f64 = asked.iter().map(|(_, units)| units).sum();
        let none = asked.iter().map(|(link, units)| match link.units {
            UnitsPerNeed::Poisson(_) => libm::exp(-units),
            UnitsPerNeed::Fixed(_) | UnitsPerNeed::Spread(_) => (1.0 - units).max(0.0),
        });
        let any = 1.0 - none.product::<f64>();
        let shares = asked.iter().filter(|(_, units)| *units > 0.0);
        shares
            .map(|(link, units)| (self.discipline(link.channel), any * units / all))
            .collect()
    }

    /// Units wanted through a channel, and more of them without access, after what effects make of them and what
    /// replaces them.
    fn meet(
        &mut self,
        (side, has_carer): (usize, bool),
        channel: usize,
        units: f64,
        more: &[(usize, f64)],
    ) {
        let mut part = self.conditions.units[side][channel];
        let conditions = self.conditions;
        let service = self.system.care.channels[channel].service;
        let granted = conditions.granted(service);
        for &(from, to, ratio, share) in &conditions.substitutions {
            let is_there = has_carer || !is_informal(self.system, to);
            let replacement = self.system.care.replacement(channel, to);
            if let Some(replacement) = replacement.filter(|_| from == service && is_there) {
                let moved = part * share * ratio;
                self.book((side, replacement), (moved, granted), units, more);
                part -= part * share;
            }
        }
        self.book((side, channel), (part, granted), units, more);
    }

    /// Books `part` of units, which is what budgets leave of them when they grant `granted`.
    fn book(
        &mut self,
        (side, channel): (usize, usize),
        (part, granted): (f64, f64),
        units: f64,
        more: &[(usize, f64)],
    ) {
        let system = self.system;
        let disciplines = system.disciplines.len();
        let index = system.care.channels[channel].service;
        let service = &system.care.services[index];
        let administered = self
            .per_unit
            .get(side)
            .map_or(0.0, |channels| channels[channel]);
        let hours = part * (self.hours[index] + administered);
        let row = service.discipline * disciplines;
        self.demand.hours[service.discipline] += units * hours;
        if let Some((_, asked)) = self.demand.channels.get_mut(channel) {
            asked.hours += units * hours;
        }
        let growth = system.growth.volume(service.line, self.year);
        self.demand.before_growth[service.discipline] += units * hours / growth;
        let withheld = (1.0 / self.responses.units[side][channel] - 1.0).max(0.0);
        self.demand.withheld[service.discipline] += units * hours * withheld;
        self.demand.rationed[service.discipline] += units * hours * (1.0 / granted - 1.0);
        // Only what is delivered is administered.
        self.demand.lack[row + service.discipline] -= units * part * administered;
        self.demand.administered[service.discipline] += units * part * administered;
        for &(other, more) in more {
            self.demand.lack[row + other] += more * hours;
        }
    }

    fn discipline(&self, channel: usize) -> usize {
        let care = &self.system.care;
        care.services[care.channels[channel].service].discipline
    }
}

/// Expected volumes by which administration is counted.
struct ExpectedVolumes<'a> {
    system: &'a System,
    conditions: &'a Conditions,
    prospects: &'a Prospects,
}

impl Prospect for ExpectedVolumes<'_> {
    fn resident_years(&self, side: usize) -> f64 {
        let states = 0..self.system.health.states.len();
        states.map(|state| self.years(side, state)).sum()
    }

    fn state_years(&self, side: usize, state: usize) -> Option<f64> {
        Some(self.years(side, state))
    }

    fn presented(&self, side: usize, need: usize) -> Option<f64> {
        let pressure = &self.conditions.pressure;
        let share = self.system.care.needs[need].presented * pressure.presented[need];
        let before = [false, true].map(|carer| self.prospects.need((side, carer), need));
        Some(before.iter().sum::<f64>() * pressure.rate[side][need] * share.min(1.0))
    }
}

impl ExpectedVolumes<'_> {
    fn years(&self, side: usize, state: usize) -> f64 {
        self.prospects.residents(side, state) * self.system.time.length
    }
}
