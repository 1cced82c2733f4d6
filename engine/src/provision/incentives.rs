//! What the payment of an arm makes providers do, in one year: units, escalations and episodes relative to those
//! observed.

use crate::component::arm::Arm;
use crate::component::neutral::UNSCALED;
use crate::component::{Component, Neutral};
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::incentive::{Incentive, class_index};

/// Multipliers on what providers do, per side: 0 outside the network, 1 inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// On the units of each channel.
    pub units: [Vec<f64>; 2],
    /// On the escalation of each need.
    pub escalation: [Vec<f64>; 2],
    /// On new needs of each kind.
    pub onsets: [Vec<f64>; 2],
}

impl Responses {
    /// Of nobody: providers do what was observed.
    pub fn none(system: &System) -> Responses {
        let ones = |length: usize| [vec![1.0; length], vec![1.0; length]];
        Responses {
            units: ones(system.care.channels.len()),
            escalation: ones(system.care.needs.len()),
            onsets: ones(system.care.needs.len()),
        }
    }

    /// Whether an arm's payment makes providers do anything in any year, at budget-neutral factors.
    pub fn any(system: &System, arm: usize, neutral: &Neutral) -> bool {
        let none = Responses::none(system);
        (0..system.time.years).any(|year| Responses::new(system, arm, year, neutral) != none)
    }

    /// Under the arm with index `arm` in the year with index `year`; `neutral` are its budget-neutral factors. In the arm
    /// under which the scenario's rates were observed nothing changes.
    pub fn new(system: &System, arm: usize, year: usize, neutral: &Neutral) -> Responses {
        let mut responses = Responses::none(system);
        let is_on = system.layers.incentives && system.incentives.is_any();
        if !is_on || arm == system.observed_under {
            return responses;
        }
        let here = Payment {
            system,
            arm: &system.arms[arm],
            year,
            neutral,
        };
        let observed = Payment {
            arm: &system.arms[system.observed_under],
            neutral: &UNSCALED,
            ..here
        };
        for side in 0..2 {
            for channel in 0..system.care.channels.len() {
                responses.units[side][channel] =
                    here.volume(side, channel) / observed.volume(0, channel);
            }
            for need in 0..system.care.needs.len() {
                responses.escalation[side][need] =
                    ratio(here.referral(side, need), observed.referral(0, need));
                responses.onsets[side][need] =
                    ratio(here.episodes(side, need), observed.episodes(0, need));
            }
        }
        responses
    }
}

fn ratio(here: f64, observed: f64) -> f64 {
    if observed > 0.0 { here / observed } else { 1.0 }
}

/// How an arm pays in one year.
#[derive(Clone, Copy)]
struct Payment<'a> {
    system: &'a System,
    arm: &'a Arm,
    year: usize,
    neutral: &'a Neutral,
}

impl Payment<'_> {
    fn incentive(&self, discipline: usize) -> Option<&Incentive> {
        self.system.incentives.disciplines[discipline].as_ref()
    }

    /// π: what one more unit pays over what it pays under fee-for-service, from 0 to 2.
    fn marginal(&self, side: usize, channel: usize, incentive: &Incentive) -> f64 {
        let service = &self.system.care.services[self.system.care.channels[channel].service];
        let full = service.price * incentive.fee_for_service_level;
        if full <= 0.0 {
            return 1.0;
        }
        let pays = |(index, part): (usize, f64)| {
            let tariff = self.arm.components[index].tariff(channel);
            let scale = self.scale(index, service.discipline);
            tariff.map_or(0.0, |tariff| part * tariff * scale)
        };
        let paid: f64 = self
            .arm
            .parts(side, channel, self.year)
            .into_iter()
            .map(pays)
            .sum();
        (paid / full).clamp(0.0, 2.0)
    }

    fn scale(&self, index: usize, recipient: usize) -> f64 {
        self.arm.scale((index, recipient), self.neutral)
    }

    /// 1 − θ·(1 − π) of a channel.
    fn volume(&self, side: usize, channel: usize) -> f64 {
        let found = self.system.care.channels[channel];
        let discipline = self.system.care.services[found.service].discipline;
        let Some(incentive) = self.incentive(discipline) else {
            return 1.0;
        };
        let class = class_index(self.system.care.needs[found.need].class);
        let paid = self.marginal(side, channel, incentive);
        (1.0 - incentive.volume[class] * (1.0 - paid)).max(0.05)
    }

    /// 1 + φ·(1 − π)·(1 − g) − ψ·g of a need.
    fn referral(&self, side: usize, need: usize) -> f64 {
        let Some(discipline) = self.system.incentives.leading[need] else {
            return 1.0;
        };
        let Some(incentive) = self.incentive(discipline) else {
            return 1.0;
        };
        let paid = self.mean_marginal(side, need, discipline, incentive);
        let borne = self.borne(side, need);
        let rise = incentive.referral * (1.0 - paid) * (1.0 - borne);
        (1.0 + rise - incentive.downstream * borne).max(0.0)
    }

    /// π over the units of the discipline that leads a need, of which it asks for some.
    fn mean_marginal(
        &self,
        side: usize,
        need: usize,
        discipline: usize,
        incentive: &Incentive,
    ) -> f64 {
        let care = &self.system.care;
        let links = care.needs[need].links.iter();
        let own = links.filter(|link| care.services[link.service].discipline == discipline);
        let (paid, units) = own.fold((0.0, 0.0), |(paid, units), link| {
            let marginal = self.marginal(side, link.channel, incentive);
            (paid + link.mean * marginal, units + link.mean)
        });
        paid / units
    }

    /// g: the share of what a need's escalations cost that the provider side bears or keeps.
    fn borne(&self, side: usize, need: usize) -> f64 {
        let care = &self.system.care;
        let holds =
            |component: &Component| component.part_in(self.year) > 0.0 && component.is_for(side);
        let components = self.arm.components().filter(holds);
        let borne: f64 = components
            .map(|component| component.downstream_share(care, &care.needs[need]))
            .sum();
        borne.clamp(0.0, 1.0)
    }

    /// 1 + ω·max(0, fee / value of the units − 1) of a temporary need that is paid per episode.
    fn episodes(&self, side: usize, need: usize) -> f64 {
        let care = &self.system.care;
        if care.needs[need].class != NeedClass::Temporary {
            return 1.0;
        }
        let components = self.arm.components().enumerate();
        let fees = components.filter_map(|(index, component)| {
            let fee = component.episode_fee()?;
            fee.needs.contains(&need).then_some((index, component, fee))
        });
        let paid = fees.filter(|(_, component, _)| {
            component.part_in(self.year) > 0.0 && component.is_for(side)
        });
        paid.fold(1.0, |ratio, (index, component, fee)| {
            let Some(incentive) = self.incentive_of_recipient(component.recipient) else {
                return ratio;
            };
            let links = care.needs[need].links.iter();
            let value: f64 = links
                .filter(|link| self.arm.claims[side][link.channel].contains(&index))
                .map(|link| {
                    link.mean * care.services[link.service].price * incentive.fee_for_service_level
                })
                .sum();
            let fee = fee.amount * self.scale(index, component.recipient);
            let surplus = if value > 0.0 {
                (fee / value - 1.0).max(0.0)
            } else {
                0.0
            };
            ratio * (1.0 + incentive.episodes * surplus)
        })
    }

    fn incentive_of_recipient(&self, recipient: usize) -> Option<&Incentive> {
        self.system.incentives.disciplines.get(recipient)?.as_ref()
    }
}
