//! How many hours for residents there are, and what share of the wanted ones they are: access A = min(1, K/D).
//!
//! Comes in: capacity of the disciplines, and hours wanted. Goes out: [`HoursLimits`] and access. Deliberately absent:
//! why hours are wanted.

use crate::system::System;
use crate::tables::provider::Capacity;

use super::demand::Demand;
use super::places::PlacesLimits;
use super::queue::{LineAsked, PublishedWait};
use super::rationing::Rationing;
use super::unmet::Shortfall;

/// Hours for residents of every discipline, for the whole population.
#[derive(Debug, Clone, PartialEq)]
pub struct HoursLimits {
    per_year: usize,
    /// Care wanted and not delivered in the cycles of the observed year of the observed arm, and in all of it; `None` where
    /// that is not known.
    observed: Option<(Vec<Shortfall>, Shortfall)>,
    /// `None`: no limit.
    disciplines: Vec<Option<HoursLimit>>,
    /// Waiting in the observed year, queue by queue; `None` where nothing waits, or as long as it is not known.
    waits: Option<Vec<PublishedWait>>,
    /// Places of an institution; `None` where there are enough, or as long as it is not known.
    pub places: Option<PlacesLimits>,
    /// What budgets grant in one arm; nothing where no payer has one, or as long as it is not known.
    rationing: Rationing,
}

/// Hours of one discipline.
#[derive(Debug, Clone, PartialEq)]
struct HoursLimit {
    /// In each cycle of the first year.
    first_year: Vec<f64>,
    /// In a cycle of a later year, before its change since the first.
    later: f64,
    /// Change per year.
    growth: f64,
}

impl HoursLimits {
    /// `observed` are the hours wanted in each cycle of the first year in the arm under which rates were observed; they
    /// are read of disciplines whose capacity is what serves them.
    pub fn new(system: &System, observed: &[Vec<f64>]) -> HoursLimits {
        let per_year = system.time.per_year;
        let disciplines = system.disciplines.iter().enumerate();
        let limit = |index: usize, capacity: Capacity| match capacity {
            Capacity::Hours(hours) => (vec![hours; per_year], hours),
            Capacity::Observed(part) => {
                let wanted = observed.iter().map(|hours| part * hours[index]);
                let mean = wanted.clone().sum::<f64>() / per_year as f64;
                let is_queued = system.queues.iter().any(|queue| queue.discipline == index);
                // The observed year was served in all of its cycles, those with more demand than others, too; where needs
                // wait, with the hours that keep the queue as it is.
                let in_cycle = |hours: f64| if is_queued { hours } else { hours.max(mean) };
                (wanted.map(in_cycle).collect(), mean)
            }
        };
        HoursLimits {
            per_year,
            observed: None,
            waits: None,
            places: PlacesLimits::known(system),
            rationing: Rationing::default(),
            disciplines: disciplines
                .map(|(index, discipline)| {
                    let (first_year, later) = limit(index, discipline.capacity?);
                    Some(HoursLimit {
                        first_year,
                        later,
                        growth: discipline.capacity_growth,
                    })
                })
                .collect(),
        }
    }

    /// With queues as long as they are published to be: `asked` is what each cycle of the first year asks for in the arm under
    /// which rates were observed, queue by queue. Hours that serve that year keep them so.
    pub fn with_queues(mut self, system: &System, asked: &[Vec<Vec<LineAsked>>]) -> HoursLimits {
        let length = system.time.length;
        let queues = system.queues.iter().enumerate();
        let waits = queues.map(|(number, queue)| {
            let cycles = || asked.iter().map(|queues| &queues[number]);
            let first = cycles().next().map_or(&[][..], Vec::as_slice);
            let wait = PublishedWait::new(queue, first, length);
            let capacity = system.disciplines[queue.discipline].capacity;
            let limit = &mut self.disciplines[queue.discipline];
            if let (Some(limit), Some(Capacity::Observed(_))) = (limit, capacity) {
                let undelivered = cycles().map(|asked| wait.undelivered(queue, asked));
                let per_cycle = limit.first_year.iter_mut().zip(undelivered);
                per_cycle.for_each(|(hours, less)| *hours = (*hours - less).max(0.0));
                let all: f64 = limit.first_year.iter().sum();
                limit.later = all / limit.first_year.len() as f64;
            }
            wait
        });
        let waits = waits.collect();
        self.waits = Some(waits);
        self
    }

    /// Of what is asked for through a channel by a need that waits, the share that is delivered in the observed year: need,
    /// channel, share.
    pub fn delivered_as_observed(&self, system: &System) -> Vec<(usize, usize, f64)> {
        let waits = self.waits.iter().flatten();
        let queues = system.queues.iter().zip(waits);
        let lines = queues.flat_map(|(queue, wait)| {
            let lines = queue.lines.iter();
            lines.map(|line| (line.need, line.channel, wait.starting(queue, line)))
        });
        lines.collect()
    }

    /// With the places in which so many live in the observed year, at its start and at the end of each cycle.
    pub fn with_places(mut self, system: &System, living: &[f64]) -> HoursLimits {
        self.places = PlacesLimits::observed(system, living);
        self
    }

    /// With what budgets grant in the arm of which these are the limits.
    pub fn with_rationing(&self, rationing: Rationing) -> HoursLimits {
        HoursLimits {
            rationing,
            ..self.clone()
        }
    }

    /// What budgets grant.
    pub(super) fn rationing(&self) -> &Rationing {
        &self.rationing
    }

    /// Waiting in the observed year, queue by queue; `None` where nothing waits.
    pub(super) fn waits(&self) -> Option<&[PublishedWait]> {
        self.waits.as_deref()
    }

    /// With the care that was not delivered in the observed year, cycle by cycle.
    pub fn with_observed(mut self, cycles: Vec<Shortfall>) -> HoursLimits {
        let mut year = Shortfall::default();
        cycles.iter().for_each(|cycle| year.add(cycle));
        self.observed = Some((cycles, year));
        self
    }

    /// Care that was not delivered in the observed year: in this cycle of it, or in all of it once it is over.
    pub(super) fn observed(&self, cycle: usize) -> Option<&Shortfall> {
        let (cycles, year) = self.observed.as_ref()?;
        Some(cycles.get(cycle).unwrap_or(year))
    }

    /// Of disciplines whose hours are known; those whose hours are what serves the first year have no limit.
    pub fn known(system: &System) -> HoursLimits {
        let mut limits = HoursLimits::new(system, &[]);
        for (limit, discipline) in limits.disciplines.iter_mut().zip(&system.disciplines) {
            if let Some(Capacity::Observed(_)) = discipline.capacity {
                *limit = None;
            }
        }
        limits
    }

    /// Hours of each discipline in a cycle, with the hours that are bought.
    pub fn hours(&self, cycle: usize, bought: &[f64]) -> Vec<Option<f64>> {
        let (year, cycle) = (cycle / self.per_year, cycle % self.per_year);
        let hours = |limit: &HoursLimit| match year {
            0 => limit.first_year[cycle],
            _ => limit.later * libm::pow(1.0 + limit.growth, year as f64),
        };
        let limits = self.disciplines.iter().zip(bought);
        limits
            .map(|(limit, bought)| Some(hours(limit.as_ref()?) + bought))
            .collect()
    }
}

/// Rounds in which access and what hangs on it come together.
const ROUNDS: usize = 200;

/// Nearer than this they are.
const NEAR: f64 = 1e-12;

/// Access A = min(1, K/D(A)), from full access on; of a discipline without a limit the share that effects on its `capacity`
/// leave, of one with a queue what `queued` makes of the access so far. What is not met escalates and asks for more hours,
/// what is not delivered is not administered.
pub(super) fn access(
    demand: &Demand,
    hours: &[Option<f64>],
    capacity: &[f64],
    mut queued: impl FnMut(&[f64], &mut [f64]),
) -> Vec<f64> {
    let mut access = vec![1.0; hours.len()];
    for _ in 0..ROUNDS {
        let wanted = demand.at(&access);
        let limits = hours.iter().zip(capacity);
        let mut next: Vec<f64> = limits
            .zip(&wanted)
            .map(|((hours, capacity), &wanted)| match hours {
                Some(hours) if wanted > *hours => hours / wanted,
                Some(_) => 1.0,
                None => capacity.min(1.0),
            })
            .collect();
        queued(&access, &mut next);
        let is_near = |(one, other): (&f64, &f64)| (one - other).abs() < NEAR;
        let is_found = access.iter().zip(&next).all(is_near);
        access = next;
        if is_found {
            break;
        }
    }
    access
}

/// Hours wanted above those that there are, as a share of these, over the disciplines with a limit.
pub(super) fn excess(wanted: &[f64], hours: &[Option<f64>]) -> f64 {
    let limited = wanted.iter().zip(hours);
    let limited = limited.filter_map(|(wanted, hours)| Some((wanted, (*hours)?)));
    let (excess, all) = limited.fold((0.0, 0.0), |(excess, all), (wanted, hours)| {
        (excess + (wanted - hours).max(0.0), all + hours)
    });
    if all > 0.0 { excess / all } else { 0.0 }
}
