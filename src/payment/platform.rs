//! A shared platform: its yearly cost by the rule of the arm, and partners who leave when it brings them less than it
//! costs.

use crate::base::money::{Cents, split};
use crate::provision::{Adoption, administration};
use crate::scenario::schema::{ComponentKind, LevyRule};
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;
use crate::system::platform::{Levy, Partner, Platform};

use super::{Bill, Owed, Reason};

/// Who takes part, and for how long the others have had enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partners {
    /// Per partner: years in a row that it paid more than it got; `None` once it has left.
    years_worse_off: Vec<Option<u32>>,
}

impl Partners {
    /// At the start: everybody.
    pub fn new(system: &System) -> Partners {
        let platform = system.collaboration.platform.as_ref();
        let partners = platform.map_or(0, |platform| platform.partners.len());
        Partners {
            years_worse_off: vec![Some(0); partners],
        }
    }

    /// Partners that take part.
    pub fn count(&self) -> usize {
        self.years_worse_off.iter().flatten().count()
    }

    fn takes_part(&self, partner: usize) -> bool {
        self.years_worse_off[partner].is_some()
    }

    /// Adoption in the year with index `year`.
    pub fn adoption(&self, system: &System, arm: &Arm, year: usize) -> Adoption {
        let is_paid = levy(arm).is_some_and(|(_, component)| component.part_in(year) > 0.0);
        match &system.collaboration.platform {
            Some(platform) if is_paid => self.among(platform),
            _ => Adoption::default(),
        }
    }

    fn among(&self, platform: &Platform) -> Adoption {
        let size = |takes_part: &dyn Fn(usize) -> bool| -> f64 {
            let partners = platform.partners.iter().enumerate();
            let counted = partners.filter(|(place, _)| takes_part(*place));
            counted.map(|(_, partner)| partner.size).sum()
        };
        let share = size(&|place| self.takes_part(place)) / size(&|_| true);
        let has_collapsed = share < platform.critical_share || self.count() == 0;
        Adoption {
            share: if has_collapsed { 0.0 } else { share },
            has_collapsed,
        }
    }

    /// Weight of each partner in the cost; 0 for those who left. Where the rule leaves nobody to pay, those who are left
    /// pay by size.
    fn weights(&self, platform: &Platform, levy: Levy) -> Vec<f64> {
        let by_rule = self.weights_by(levy.rule, platform, levy.sponsor);
        if by_rule.iter().any(|weight| *weight > 0.0) {
            by_rule
        } else {
            self.weights_by(LevyRule::BySize, platform, None)
        }
    }

    fn weights_by(&self, rule: LevyRule, platform: &Platform, sponsor: Option<usize>) -> Vec<f64> {
        let partners = platform.partners.iter().enumerate();
        let weight = |(place, partner): (usize, &Partner)| match rule {
            _ if !self.takes_part(place) => 0.0,
            LevyRule::Equal => 1.0,
            LevyRule::BySize => partner.size,
            LevyRule::ByBenefit => partner.benefit,
            LevyRule::Sponsor => f64::from(u8::from(sponsor == Some(partner.payer))),
        };
        partners.map(weight).collect()
    }

    /// What each partner pays of `cost`.
    fn paid(&self, platform: &Platform, levy: Levy, cost: Cents) -> Vec<Cents> {
        let mut paid = vec![Cents::ZERO; platform.partners.len()];
        if !is_outside(platform, levy) && self.count() > 0 {
            split(cost, &self.weights(platform, levy), &mut paid);
        }
        paid
    }

    /// At the end of a year: who paid more than it got for too long is gone the next.
    pub(super) fn after(&self, bill: &Bill) -> Partners {
        let (Some(platform), Some((place, component))) =
            (&bill.system.collaboration.platform, levy(bill.arm))
        else {
            return self.clone();
        };
        let (level, levy) = (bill.level(place, component), component.levy);
        let Some(levy) = levy.filter(|_| level > 0.0) else {
            return self.clone();
        };
        let paid = self.paid(platform, levy, Cents::from_eur(component.amount * level));
        let residents = administration::resident_years(bill.system, bill.counts);
        let adopted = residents * bill.system.people.weight * self.among(platform).share;
        let partners = platform.partners.iter().zip(paid);
        let stays = |(years, (partner, paid)): (&Option<u32>, (&Partner, Cents))| {
            let prices = bill.system.growth.prices(bill.year);
            let gets = Cents::from_eur(partner.benefit * adopted * prices);
            let worse_off = years.map(|years| if paid > gets { years + 1 } else { 0 });
            worse_off.filter(|years| *years < platform.patience)
        };
        Partners {
            years_worse_off: self
                .years_worse_off
                .iter()
                .zip(partners)
                .map(stays)
                .collect(),
        }
    }
}

/// Whether somebody who is no partner pays for all.
fn is_outside(platform: &Platform, levy: Levy) -> bool {
    let is_partner = |payer: usize| platform.partners.iter().any(|each| each.payer == payer);
    levy.rule == LevyRule::Sponsor && levy.sponsor.is_some_and(|payer| !is_partner(payer))
}

/// The platform levy of an arm.
fn levy(arm: &Arm) -> Option<(usize, &Component)> {
    let mut components = arm.components.iter().enumerate();
    components.find(|(_, component)| component.kind == ComponentKind::PlatformLevy)
}

/// What the platform costs this year, from the partners that take part; nothing once nobody does.
pub(super) fn cost(bill: &Bill, place: usize, component: &Component) -> Option<Owed> {
    let platform = bill.system.collaboration.platform.as_ref()?;
    let levy = component.levy?;
    let partners = &bill.standing.partners;
    let amount = Cents::from_eur(component.amount * bill.level(place, component));
    let mut shares = vec![0.0; bill.system.payers.len()];
    if is_outside(platform, levy) {
        shares[levy.sponsor?] = 1.0;
    } else {
        let weights = partners.weights(platform, levy);
        for (partner, weight) in platform.partners.iter().zip(weights) {
            shares[partner.payer] = weight;
        }
    }
    (amount != Cents::ZERO && partners.count() > 0).then_some(Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares,
        category: None,
    })
}
