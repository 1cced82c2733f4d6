//! What a cycle finds: access, capabilities and integration.
//!
//! Comes in: who is here at its start, what they are expected to need, and what the arm spends. Goes out: the
//! [`Conditions`] of the cycle, and what it leaves to the next. Deliberately absent: anything that was counted. Feedback
//! is driven by expected values, so that it does not follow chance, which a small sample has more of than a town; and
//! by those of the same cycle, so that nothing depends on how a year is cut into cycles.
//!
//! Care that is not delivered acts on health in the same cycle, see unmet.rs.
//!
//! Stocks and integration move continuously, dS/dt = (G − S)/τ with G = x/(x + half)·I, and act with their mean over
//! the cycle. Two things are of the year before because they are decided or settled once a year: the share of income
//! paid per unit, and the quality score.

use crate::care::Prospects;
use crate::component::arm::Arm;
use crate::component::spending::Spending;
use crate::component::{Neutral, RateContext};
use crate::system::System;
use crate::tables::platform::Adoption;
use crate::tables::unmet::Unmet;

use super::approach::Approach;
use super::demand::Demand;
use super::integration::{self, Measured, ProviderWork};
use super::limits::{HoursLimits, access, excess};
use super::queue::{QueueCourse, QueueCycle, QueueFindings};
use super::unmet::{Shortfall, Undelivered};
use super::{Conditions, Responses};

/// What one cycle leaves to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct CarriedState {
    /// Stock of each capability, S.
    pub stocks: Vec<f64>,
    /// Integration of care, I.
    pub integration: f64,
    /// Share of practices that take part in the network.
    pub participation: f64,
    /// Share of last year's income that was paid per unit; `None` in the first year.
    pub competition: Option<f64>,
    /// Who takes part in the shared platform this year.
    pub platform: Adoption,
    /// Work in the last cycle; `None` before the first.
    work: Option<ProviderWork>,
    /// What is remembered of unmet care, effect by effect; empty before the first cycle.
    unmet: Vec<f64>,
    /// Queues; empty before the first cycle, and where nothing waits.
    queues: Vec<QueueCourse>,
}

impl CarriedState {
    /// At the start: nothing built.
    pub fn new(system: &System) -> CarriedState {
        CarriedState {
            stocks: vec![0.0; system.capabilities.len()],
            integration: system.integration,
            participation: 0.0,
            competition: None,
            platform: Adoption::default(),
            work: None,
            unmet: Vec::new(),
            queues: Vec::new(),
        }
    }

    /// The shared platform stands as `adoption` says; of one that too few take part in, nothing is left.
    pub fn adopt(&mut self, system: &System, adoption: Adoption) {
        self.platform = adoption;
        if let Some(capability) = self.collapsed(system) {
            self.stocks[capability] = 0.0;
        }
    }

    /// The capability of a platform that too few take part in.
    fn collapsed(&self, system: &System) -> Option<usize> {
        let platform = system.collaboration.platform.as_ref();
        let built = platform.and_then(|platform| platform.capability);
        built.filter(|_| self.platform.has_collapsed)
    }
}

/// An arm in one cycle.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The system.
    pub system: &'a System,
    /// The arm.
    pub arm: &'a Arm,
    /// The cycle.
    pub cycle: usize,
    /// What the arm's payment makes providers do.
    pub responses: &'a Responses,
    /// Administrative hours per delivered unit in this year, as [`super::administration::per_unit`].
    pub administration: &'a [Vec<f64>],
    /// Hours that there are.
    pub limits: &'a HoursLimits,
    /// The arm's budget-neutral factors, and its last quality score.
    pub paid: (&'a Neutral, f64),
}

/// What is known of a cycle from its money.
#[derive(Debug, Clone, PartialEq)]
pub struct BegunCycle {
    /// What the cycle finds, at full access.
    pub conditions: Conditions,
    /// Stocks over the cycle.
    stocks: Vec<Approach>,
    /// EUR per resident-year by capability, and what pays for coordination.
    spending: Vec<f64>,
    coordination: f64,
    /// Hours per discipline that capabilities buy.
    bought: Vec<f64>,
}

/// What a cycle finds.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleFindings {
    /// Access and effects.
    pub conditions: Conditions,
    /// Mean stock of each capability.
    pub stocks: Vec<f64>,
    /// Mean integration.
    pub integration: f64,
    /// Hours per discipline that the whole population wants; empty where nobody looks at them.
    pub wanted: Vec<f64>,
    /// Hours per discipline that there are, `None` without a limit; empty where nobody looks at them.
    pub available: Vec<Option<f64>>,
}

impl Setting<'_> {
    fn year(&self) -> usize {
        self.cycle / self.system.time.per_year
    }

    /// The conditions that `residents` (simulated, by side) at the start of the cycle and their money make. Work, which
    /// follows from the conditions, is taken to be the work of the last cycle.
    pub fn begin(&self, carried: &CarriedState, residents: [f64; 2]) -> BegunCycle {
        let (system, arm) = (self.system, self.arm);
        let (neutral, score) = self.paid;
        let weight = system.people.weight;
        let money = Spending {
            tables: system,
            arm,
            year: self.year(),
            residents: residents.map(|residents| residents * weight),
            neutral,
            known: RateContext {
                score: &|_| score,
                has_platform: carried.platform.share > 0.0,
            },
        };
        let spending = if system.layers.capabilities {
            money.per_capability()
        } else {
            vec![0.0; system.capabilities.len()]
        };
        let coordination = money.on_coordination(&spending);
        let measured = measured(carried, coordination, carried.work);
        let integration = integration::course(system, arm, carried.integration, &measured);
        let stocks = stocks(system, carried, &spending, integration.mean);
        let means: Vec<f64> = stocks.iter().map(|stock| stock.mean).collect();
        let access = vec![1.0; system.disciplines.len()];
        let at = (arm, self.year());
        let mut conditions = Conditions::new(system, at, &access, &means, self.responses);
        if let Some(year) = self.limits.rationing().year(self.year()) {
            conditions.ration(system, year);
        }
        BegunCycle {
            conditions,
            bought: bought(system, &spending, money.residents()),
            stocks,
            spending,
            coordination,
        }
    }

    /// Hours per discipline that the whole population will want in a cycle at full access and more without; `prospects`
    /// are expected residents and needs.
    pub fn demand(&self, conditions: &Conditions, prospects: &Prospects) -> Demand {
        let (system, at) = (self.system, (self.arm, self.year()));
        let paid = (self.administration, self.responses);
        let mut demand = Demand::new(system, at, conditions, prospects, paid);
        let weight = system.people.weight;
        demand.scale(system.disciplines.iter().map(|_| weight));
        demand
    }

    /// Hours that there are; those that budgets do not grant are not there for others either.
    fn hours(&self, begun: &BegunCycle, demand: &Demand) -> Vec<Option<f64>> {
        let hours = self.limits.hours(self.cycle, &begun.bought).into_iter();
        let pairs = hours.zip(&begun.conditions.capacity).enumerate();
        pairs
            .map(|(discipline, (hours, capacity))| {
                Some(hours? * capacity * demand.granted(discipline))
            })
            .collect()
    }

    /// What care that is not delivered in the cycle does, before it is lived; `demand` is what residents will want, who
    /// are expected to need so much. What is not delivered do nothing where it is not known what was observed, as when that is worked out.
    pub fn harm(
        &self,
        unmet: &Unmet,
        begun: &mut BegunCycle,
        (demand, prospects): (&Demand, &Prospects),
        carried: &mut CarriedState,
    ) -> Shortfall {
        let hours = self.hours(begun, demand);
        let reach = self.reach(demand, &hours, &begun.conditions, carried);
        let found = Shortfall::new(
            self.system,
            demand,
            (&reach.delivered, &reach.queues),
            &hours,
        );
        if let Some(observed) = self.limits.observed(self.cycle) {
            let undelivered = Undelivered {
                system: self.system,
                unmet,
                found: &found,
                observed,
                prospects,
            };
            undelivered.act(&mut carried.unmet, &mut begun.conditions);
        }
        found
    }

    /// How far the hours that there are reach.
    fn reach(
        &self,
        demand: &Demand,
        hours: &[Option<f64>],
        found: &Conditions,
        carried: &CarriedState,
    ) -> Reach {
        let system = self.system;
        if !system.layers.access {
            return Reach::all(hours.len());
        }
        let Some(waits) = self.limits.waits().filter(|waits| !waits.is_empty()) else {
            let delivered = access(demand, hours, &found.capacity, |_, _| {});
            return Reach {
                chances: delivered.clone(),
                delivered,
                ..Reach::default()
            };
        };
        let mut reach = Reach::default();
        let delivered = access(demand, hours, &found.capacity, |so_far, next| {
            let wanted = demand.at(so_far);
            reach.chances = next.to_vec();
            reach.queues.clear();
            reach.courses.clear();
            for (number, queue) in system.queues.iter().enumerate() {
                let of = queue.discipline;
                let there = hours[of].unwrap_or(f64::INFINITY);
                let asked = demand.lines(queue);
                let lines: f64 = asked.iter().map(|line| line.hours).sum();
                let all = wanted[of] - demand.own_lack(of) * (1.0 - so_far[of]);
                let cycle = QueueCycle {
                    queue,
                    length: system.time.length,
                    asked: &asked,
                    others: (all - lines).max(0.0),
                    hours: there,
                };
                let course = carried.queues.get(number).cloned();
                let start = || QueueCourse::start(&cycle, waits[number]);
                let mut course = course.unwrap_or_else(start);
                let (chance, found) = course.live(&cycle);
                let met = found.lines.iter().zip(&asked);
                let met: f64 = met
                    .map(|(found, asked)| asked.hours * found.met.min(1.0))
                    .sum();
                if all > 0.0 {
                    next[of] = (met + cycle.others * chance) / all;
                }
                reach.chances[of] = chance;
                reach.queues.push(found);
                reach.courses.push(course);
            }
        });
        Reach { delivered, ..reach }
    }

    /// Access from the hours wanted, and what the cycle leaves in `carried`. Demand is `None` where nothing looks at
    /// it.
    pub fn find(
        &self,
        begun: BegunCycle,
        demand: Option<Demand>,
        carried: &mut CarriedState,
    ) -> CycleFindings {
        let (system, arm) = (self.system, self.arm);
        let hours = demand.as_ref().map(|demand| self.hours(&begun, demand));
        let mut conditions = begun.conditions;
        let (mut wanted, mut available) = (Vec::new(), Vec::new());
        let work = demand.zip(hours).map(|(demand, hours)| {
            let reach = self.reach(&demand, &hours, &conditions, carried);
            wanted = demand.at(&reach.delivered);
            let work = ProviderWork {
                excess: excess(&wanted, &hours),
                administrative_hours: demand.administrative_hours(&reach.delivered),
            };
            conditions.access = reach.chances;
            conditions.queues = reach.queues;
            carried.queues = reach.courses;
            available = hours;
            work
        });
        let work = work.unwrap_or_default();
        let measured = measured(carried, begun.coordination, Some(work));
        let integration = integration::course(system, arm, carried.integration, &measured);
        let ends = stocks(system, carried, &begun.spending, integration.mean);
        carried.stocks = ends.iter().map(|stock| stock.end).collect();
        carried.integration = integration.end;
        carried.work = Some(work);
        CycleFindings {
            conditions,
            stocks: begun.stocks.iter().map(|stock| stock.mean).collect(),
            integration: integration.mean,
            wanted,
            available,
        }
    }
}

/// How far the hours of a cycle reach.
#[derive(Default)]
struct Reach {
    /// Chance that what does not wait is delivered, by discipline.
    chances: Vec<f64>,
    /// Share of all hours wanted that is delivered, likewise.
    delivered: Vec<f64>,
    /// What the cycle finds of queues, and what it leaves of them.
    queues: Vec<QueueFindings>,
    courses: Vec<QueueCourse>,
}

impl Reach {
    /// Everything is delivered.
    fn all(disciplines: usize) -> Reach {
        Reach {
            chances: vec![1.0; disciplines],
            delivered: vec![1.0; disciplines],
            ..Reach::default()
        }
    }
}

/// What the run computes of the factors that move integration.
fn measured(carried: &CarriedState, coordination: f64, work: Option<ProviderWork>) -> Measured {
    Measured {
        coordination,
        participation: carried.participation,
        work,
        competition: carried.competition,
        adoption: carried.platform.share,
    }
}

/// Every stock over the cycle, towards what spending and integration support.
fn stocks(
    system: &System,
    carried: &CarriedState,
    spending: &[f64],
    integration: f64,
) -> Vec<Approach> {
    let collapsed = carried.collapsed(system);
    let capabilities = system.capabilities.iter().enumerate();
    capabilities
        .map(|(index, capability)| {
            if collapsed == Some(index) {
                return Approach::still(0.0);
            }
            let (now, spent) = (carried.stocks[index], spending[index]);
            let works = if capability.needs_integration {
                integration
            } else {
                1.0
            };
            let supported = spent / (spent + capability.half) * works;
            let years = if supported > now {
                capability.build
            } else {
                capability.fade
            };
            Approach::new(now, supported, system.time.length / years)
        })
        .collect()
}

/// Hours per discipline that the cycle's money buys, for the whole population.
fn bought(system: &System, spending: &[f64], residents: f64) -> Vec<f64> {
    let mut hours = vec![0.0; system.disciplines.len()];
    for (capability, spent) in system.capabilities.iter().zip(spending) {
        for &(discipline, per_eur) in &capability.buys {
            hours[discipline] += spent * residents * system.time.length * per_eur;
        }
    }
    hours
}
