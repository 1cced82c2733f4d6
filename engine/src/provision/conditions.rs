//! What residents and providers find in a cycle: access, effects of capabilities and of an arm, substitutions.
//!
//! Comes in: stocks, incentives, access. Goes out: [`Conditions`]. Deliberately absent: how access follows from demand
//! (demand.rs).

use std::sync::Arc;

use crate::care::arise::Pressure;
use crate::component::arm::Arm;
use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::capability::Target;

use super::Responses;
use super::places::PlacesFindings;
use super::queue::{self, LineFindings, QueueFindings};
use super::rationing::YearRationing;

/// What the residents and providers find in a cycle: access, and what the capabilities change.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Chance that a wanted unit is delivered, per discipline.
    pub access: Vec<f64>,
    /// Multiplier on the hours that there are, per discipline; of one without a limit, the most that access can be.
    pub capacity: Vec<f64>,
    /// Effects on hazards.
    pub hazards: Hazards,
    /// Effects and incentives on needs.
    pub pressure: Pressure,
    /// Multiplier on the escalation of each need: `[side][need]`.
    pub escalation: [Vec<f64>; 2],
    /// Multiplier on the units of each channel: `[side][channel]`.
    pub units: [Vec<f64>; 2],
    /// Multiplier on the hours per unit of each service.
    pub hours: Vec<f64>,
    /// Units of a service replaced by another: from, to, units per unit, share moved.
    pub substitutions: Vec<(usize, usize, f64, f64)>,
    /// Queues, in the order of the system's; empty where nothing waits. Access is then the chance of what does not wait.
    pub queues: Vec<QueueFindings>,
    /// Places of an institution; `None` where none has any.
    pub places: Option<PlacesFindings>,
    /// What budgets grant; `None` where no payer has one.
    pub rationing: Option<Arc<YearRationing>>,
}

impl Conditions {
    /// From access per discipline, the stock of each capability, what payment makes providers do, and what `arm`
    /// changes by itself in the year with index `year`.
    pub fn new(
        system: &System,
        (arm, year): (&Arm, usize),
        access: &[f64],
        stocks: &[f64],
        responses: &Responses,
    ) -> Conditions {
        let needs = system.care.needs.len();
        let services = system.care.services.len();
        let mut conditions = Conditions {
            access: access.to_vec(),
            capacity: vec![1.0; system.disciplines.len()],
            hazards: Hazards {
                moves: vec![1.0; system.health.moves()],
                most: 1.0,
                is_affected: vec![false; system.health.situations()],
                is_short: false,
                carer_loss: 1.0,
            },
            pressure: Pressure {
                rate: responses.onsets.clone(),
                presented: vec![1.0; needs],
            },
            escalation: responses.escalation.clone(),
            units: responses.units.clone(),
            hours: vec![1.0; services],
            substitutions: Vec::new(),
            queues: Vec::new(),
            places: None,
            rationing: None,
        };
        for effect in &system.effects {
            let stock = stocks[effect.capability];
            if stock > 0.0 && effect.size != 0.0 {
                conditions.apply(system, effect.target, effect.size * stock);
            }
        }
        let outright = arm.effects.iter();
        for effect in outright.filter(|effect| effect.years.contains(&year) && effect.size != 0.0) {
            conditions.apply(system, effect.target, effect.size);
        }
        conditions
    }

    /// What a cycle finds of what waits and is asked for through a channel; `None` of what does not wait.
    pub fn waits(&self, system: &System, channel: usize) -> Option<LineFindings> {
        queue::of_channel(system, &self.queues, channel).map(|(_, _, found)| found)
    }

    /// Needs of a kind whose care starts, or that are in care, for each that is asked for: 1 where not all of its care waits.
    pub fn paid(&self, system: &System, need: usize) -> f64 {
        let mut pairs = self.queues.iter().zip(&system.queues);
        let paid = pairs.find_map(|(found, queue)| {
            let lines = queue.lines.iter().zip(&found.lines);
            let mut own = lines.filter(|(line, _)| line.need == need && system.pays_with(line));
            own.next().map(|(_, found)| found.turns)
        });
        paid.unwrap_or(1.0)
    }

    /// Share of what is asked for of a discipline that is delivered.
    pub fn delivered(&self, system: &System, discipline: usize) -> f64 {
        let own = queue::of_discipline(system, &self.queues, discipline);
        own.map_or(self.access[discipline], |found| found.delivered)
    }

    /// Places of an institution are given so.
    pub fn admit(&mut self, system: &System, found: &PlacesFindings) {
        found.admission.act(system, &mut self.hazards);
        self.places = Some(found.clone());
    }

    /// Those who wait for a place ask for more.
    pub fn ask_more(&mut self, found: &PlacesFindings) {
        for &(need, more) in &found.needs {
            for rates in &mut self.pressure.rate {
                rates[need] *= more;
            }
        }
    }

    /// Budgets grant so much of what is asked for.
    pub fn ration(&mut self, system: &System, year: &Arc<YearRationing>) {
        for (index, channel) in system.care.channels.iter().enumerate() {
            on_both(&mut self.units, index, year.units(channel.service));
        }
        self.rationing = Some(Arc::clone(year));
    }

    /// Share of the units of a service that budgets grant.
    pub(super) fn granted(&self, service: usize) -> f64 {
        let year = self.rationing.as_ref();
        year.map_or(1.0, |year| year.granted(service))
    }

    /// These conditions with both sides as residents of `side` find them.
    pub fn seen_from(mut self, side: usize) -> Conditions {
        for sides in [
            &mut self.pressure.rate,
            &mut self.escalation,
            &mut self.units,
        ] {
            sides[1 - side] = sides[side].clone();
        }
        self
    }

    /// Multiplies the hazard of a move out of a state.
    pub(super) fn move_more(&mut self, state: usize, index: usize, multiplier: f64) {
        self.hazards.moves[index] *= multiplier;
        self.hazards.most = self.hazards.most.max(self.hazards.moves[index]);
        self.hazards.is_affected[state] = true;
    }

    /// Multiplies the target by 1 + `change`, never below 0.
    fn apply(&mut self, system: &System, target: Target, change: f64) {
        let multiplier = (1.0 + change).max(0.0);
        match target {
            Target::Transition(state, index) => self.move_more(state, index, multiplier),
            Target::Capacity(discipline) => self.capacity[discipline] *= multiplier,
            // Not care: life is valued, and states are paid for, when the year is added up.
            Target::Utility(_) | Target::StateCost(_) => {}
            Target::Need(need) => on_both(&mut self.pressure.rate, need, multiplier),
            Target::Presented(need) => self.pressure.presented[need] *= multiplier,
            Target::Escalation(need) => on_both(&mut self.escalation, need, multiplier),
            Target::Units(service) => {
                let channels = system.care.channels.iter().enumerate();
                for (index, _) in channels.filter(|(_, channel)| channel.service == service) {
                    on_both(&mut self.units, index, multiplier);
                }
            }
            Target::Hours(service) => self.hours[service] *= multiplier,
            Target::CarerLoss => self.hazards.carer_loss *= multiplier,
            Target::Substitute(from, to, ratio) => {
                let share = change.clamp(0.0, 1.0);
                if share > 0.0 {
                    self.substitutions.push((from, to, ratio, share));
                }
            }
        }
    }
}

fn on_both(sides: &mut [Vec<f64>; 2], index: usize, multiplier: f64) {
    for side in sides {
        side[index] *= multiplier;
    }
}
