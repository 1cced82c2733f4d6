//! What care that is not delivered does, by index.
//!
//! Comes in: `[unmet_care]`, and who is here at the start. Goes out: [`Unmet`]. Deliberately absent: how much is not
//! delivered, which differs from cycle to cycle (provision/unmet.rs).

use crate::scenario::schema::{self, Line, Scenario};

use super::care::Care;
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::needing::{ByState, Needing};
use super::people::People;
use super::time::Timeline;

/// What care that is not delivered does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unmet {
    /// Share of the hours that payment makes providers leave out that counts as not delivered.
    pub withheld: f64,
    /// To health and to escalations.
    pub effects: Vec<UnmetEffect>,
    /// To informal carers, need by need.
    pub taken_over: Vec<TakenOver>,
    /// Logarithm of what one more hour a week multiplies the hazard of losing the carer by.
    pub loss_per_hour: f64,
}

/// What not getting some care does.
#[derive(Debug, Clone, PartialEq)]
pub struct UnmetEffect {
    /// The care.
    pub lack: Lack,
    /// Rate with none of the care relative to the rate with all of it.
    pub ratio: f64,
    /// Years in which it follows.
    pub lag: f64,
    /// State left, place among the moves of health, and share of the state's residents who need the care.
    pub moves: Vec<(usize, usize, f64)>,
    /// Channel of an escalation, and the share of those whose needs escalate who need the care; `None`: of all.
    pub channels: Vec<(usize, Option<ByState>)>,
}

/// Care of which a share is not delivered.
#[derive(Debug, Clone, PartialEq)]
pub enum Lack {
    /// The hours of these disciplines, all together.
    Hours(Vec<usize>),
    /// The care of these needs, as far as they are hidden.
    Hidden(Vec<usize>),
}

/// What carers take over of one need.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenOver {
    /// The channel of its informal care.
    pub channel: usize,
    /// Informal hours a year that carers give for it when all else is delivered.
    pub informal: f64,
    /// Hours a year that carers would take over if nothing of a discipline were delivered: discipline and hours.
    pub formal: Vec<(usize, f64)>,
    /// Share of the needs that are brought forward.
    pub presented: f64,
    /// Share of residents with a carer who have the need.
    pub carers: ByState,
}

impl Unmet {
    /// For the tables of one draw; nothing where the scenario says nothing, or where the layer is off.
    pub fn build(
        scenario: &Scenario,
        (health, people, care): (&Health, &People, &Care),
        time: &Timeline,
        draw: &Draw,
    ) -> Option<Unmet> {
        let written = scenario.unmet_care.as_ref()?;
        scenario.layers.unmet_care.then(|| {
            let needing = Needing::new((health, people, care), time);
            let start = Start {
                scenario,
                health,
                care,
                needing,
            };
            let effects = written.effect.iter();
            let informal = written.informal.as_ref();
            Unmet {
                withheld: draw.or(written.withheld.as_ref(), 0.0, || {
                    "unmet_care.withheld".into()
                }),
                effects: effects.map(|effect| start.effect(effect, draw)).collect(),
                taken_over: informal.map_or_else(Vec::new, |of| start.taken_over(of, draw)),
                loss_per_hour: draw.or(
                    informal.and_then(|of| of.loss_per_hour.as_ref()),
                    0.0,
                    || "unmet_care.informal.loss_per_hour".into(),
                ),
            }
        })
    }
}

/// A scenario, and who is here at its start.
struct Start<'a> {
    scenario: &'a Scenario,
    health: &'a Health,
    care: &'a Care,
    needing: Needing<'a>,
}

impl Start<'_> {
    fn effect(&self, effect: &schema::UnmetEffect, draw: &Draw) -> UnmetEffect {
        let lack = self.lack(effect);
        let needs = match &lack {
            Lack::Hours(_) => self.needs(&effect.needs),
            Lack::Hidden(needs) => needs.clone(),
        };
        UnmetEffect {
            lack,
            ratio: draw.value(&effect.ratio, || {
                format!("unmet_care.effect.{}.ratio", effect.name)
            }),
            lag: effect.lag,
            moves: self.moves(effect, &needs),
            channels: self.escalations(effect, &needs),
        }
    }

    fn lack(&self, effect: &schema::UnmetEffect) -> Lack {
        if effect.disciplines.is_empty() {
            return Lack::Hidden(self.needs(&effect.hidden));
        }
        let all = &self.scenario.discipline;
        let discipline = |name: &String| position(all, name, |each| &each.name);
        Lack::Hours(effect.disciplines.iter().map(discipline).collect())
    }

    /// Moves into the states that are entered more often.
    fn moves(&self, effect: &schema::UnmetEffect, needs: &[usize]) -> Vec<(usize, usize, f64)> {
        let state = |name: &String| position(&self.scenario.state, name, |state| &state.name);
        let to: Vec<usize> = effect.to.iter().map(state).collect();
        let from: Vec<usize> = effect.from.iter().map(state).collect();
        let is_left =
            |state: &usize| !to.contains(state) && (from.is_empty() || from.contains(state));
        let shares = self.needing.of(needs, |_| 1.0);
        let states = (0..self.health.states.len()).filter(is_left);
        let moves = states.flat_map(|from| {
            let (first, ways, _) = self.health.moves_from(from);
            let ways = ways.iter().enumerate().filter(|(_, way)| to.contains(way));
            let share = shares.within(from);
            ways.map(move |(index, _)| (from, first + index, share))
                .collect::<Vec<_>>()
        });
        moves.collect()
    }

    /// The channels by which needs escalate to the effect's service.
    fn escalations(
        &self,
        effect: &schema::UnmetEffect,
        needs: &[usize],
    ) -> Vec<(usize, Option<ByState>)> {
        let Some(service) = &effect.escalation else {
            return Vec::new();
        };
        let service = position(&self.scenario.service, service, |service| &service.name);
        let channels = self.care.channels.iter().enumerate();
        let escalating =
            channels.filter(|(_, channel)| channel.is_escalation && channel.service == service);
        escalating
            .map(|(index, channel)| {
                let occurs = |kind: &_| self.needing.occurs(kind, channel.need);
                let some = || self.needing.of(needs, occurs);
                (index, (!needs.is_empty()).then(some))
            })
            .collect()
    }

    fn taken_over(&self, of: &schema::TakenOver, draw: &Draw) -> Vec<TakenOver> {
        let share = draw.value(&of.share, || "unmet_care.informal.share".into());
        let needs = self.needs(&of.needs).into_iter();
        needs
            .filter_map(|need| self.taken_over_of(need, share))
            .collect()
    }

    fn taken_over_of(&self, need: usize, share: f64) -> Option<TakenOver> {
        let care = self.care;
        let of = &care.needs[need];
        let is_informal = |service: usize| care.services[service].line == Line::Informal;
        let informal = of.links.iter().find(|link| is_informal(link.service))?;
        let formal = of.links.iter().filter(|link| !is_informal(link.service));
        Some(TakenOver {
            channel: informal.channel,
            informal: informal.mean * care.services[informal.service].hours,
            formal: formal
                .map(|link| {
                    let service = &care.services[link.service];
                    (service.discipline, share * link.mean * service.hours)
                })
                .collect(),
            presented: of.presented,
            carers: self.needing.of(&[need], |kind| self.needing.carers(kind)),
        })
    }

    fn needs(&self, names: &[String]) -> Vec<usize> {
        let all = &self.scenario.need;
        let need = |name: &String| position(all, name, |need| &need.name);
        names.iter().map(need).collect()
    }
}
