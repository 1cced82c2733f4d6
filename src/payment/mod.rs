//! What is owed at the end of a year, one file a family of components.
//!
//! Comes in: a [`Bill`]: the counts of a year and the arm that pays for them. Goes out: [`Owed`] amounts in whole
//! cents, each with one recipient, one component, the residents' own part and the shares of the other payers.
//! Deliberately absent: chance, and who ends up better off.

pub mod budget;
mod capitation;
mod cashability;
mod panel;
mod per_episode;
mod per_person;
mod per_service;
mod per_state;
pub mod platform;
pub mod pool;
pub mod practice;
pub mod quality;
mod savings;
mod standing;

use serde::{Deserialize, Serialize};

use crate::base::money::{Cents, split};
use crate::provision::{Count, Counts};
use crate::scenario::schema::ComponentKind;
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;

pub use panel::PanelYear;
pub use savings::{Terms, settlement, trend};
pub use standing::Standing;

/// The year that is paid for.
#[derive(Debug, Clone, Copy)]
pub struct Bill<'a> {
    /// The system.
    pub system: &'a System,
    /// The arm that pays.
    pub arm: &'a Arm,
    /// Index of the year.
    pub year: usize,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// The budget-neutral factor on the components that have one.
    pub factor: f64,
    /// What all payers together laid out in earlier years, nominal.
    pub earlier: &'a [Cents],
    /// What practices' lists came to in earlier years of this arm.
    pub panels: &'a [PanelYear],
    /// The same in this year under the comparator, for benchmarks that only a simulation knows.
    pub comparator: Option<&'a PanelYear>,
    /// What happened under the comparator in the same year; `None` for the comparator itself.
    pub comparator_counts: Option<&'a Counts>,
    /// What earlier years and the comparator leave to this arm.
    pub standing: &'a Standing,
    /// Whether the care of everyone is paid for as if they were enrolled: where the comparator's care, in which nobody
    /// is, is priced in an arm's way.
    pub enrols_all: bool,
}

/// Why money flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// A component of the arm, by index.
    Component(usize),
    /// What residents pay themselves.
    PatientShare,
    /// Background care.
    Background,
    /// The cost of health states.
    StateCost,
}

/// An amount owed to one recipient for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed {
    /// Why: never [`Reason::PatientShare`], which is a part of what is owed for another reason.
    pub reason: Reason,
    /// Index of the recipient: disciplines, then the network.
    pub recipient: usize,
    /// All that is owed; negative where money comes back.
    pub amount: Cents,
    /// The part of it that residents pay themselves.
    pub by_residents: Cents,
    /// Shares of the payers in the rest.
    pub shares: Vec<f64>,
    /// Category of accounts it falls in.
    pub category: Option<String>,
}

impl Owed {
    /// What one of `payers` payers owes, all by itself.
    fn by_one(
        component: usize,
        recipient: usize,
        payer: usize,
        payers: usize,
        amount: Cents,
    ) -> Owed {
        let mut shares = vec![0.0; payers];
        shares[payer] = 1.0;
        Owed {
            reason: Reason::Component(component),
            recipient,
            amount,
            by_residents: Cents::ZERO,
            shares,
            category: None,
        }
    }

    /// What each payer pays beside the residents' own part, which falls to the payer `resident` where there is one.
    pub fn parts(&self, resident: Option<usize>) -> Vec<Cents> {
        let own = resident.map_or(Cents::ZERO, |_| self.by_residents);
        let mut parts = vec![Cents::ZERO; self.shares.len()];
        split(self.amount - own, &self.shares, &mut parts);
        parts
    }
}

/// Everything owed for a year: for what was done, then what is still paid for avoided care, then what balances pools.
pub fn settle(bill: &Bill) -> Vec<Owed> {
    let mut owed = for_what_was_done(bill);
    let components = bill.arm.components.iter().enumerate();
    let of_kind = |kind| components.clone().filter(move |(_, one)| one.kind == kind);
    for (place, _) in of_kind(ComponentKind::NotCashed) {
        owed.extend(cashability::not_cashed(bill, place));
    }
    let balances = of_kind(ComponentKind::PooledBudget)
        .map(|(place, component)| pool::balance(bill, place, component, &owed));
    let balances: Vec<Vec<Owed>> = balances.collect();
    owed.extend(balances.into_iter().flatten());
    owed
}

fn for_what_was_done(bill: &Bill) -> Vec<Owed> {
    let mut owed = per_service::background(bill);
    owed.extend(per_state::costs(bill));
    let parts = Parts::new(bill);
    for (place, component) in bill.arm.components.iter().enumerate() {
        match component.kind {
            ComponentKind::FeeForService | ComponentKind::ServiceFee => {
                owed.extend(per_service::units(bill, &parts, place, component));
            }
            ComponentKind::EpisodeFee => {
                owed.extend(per_episode::episodes(bill, &parts, place, component))
            }
            ComponentKind::Capitation => {
                owed.extend(capitation::forfait(bill, &parts, place, component))
            }
            ComponentKind::SharedSavings => owed.extend(savings::shared(bill, place, component)),
            ComponentKind::NetworkFee
            | ComponentKind::InnovationFee
            | ComponentKind::PracticeFee
            | ComponentKind::StateFee
            | ComponentKind::QualityBonus => owed.extend(per_person::fee(bill, place, component)),
            ComponentKind::TransitionBudget => {
                owed.extend(budget::transition(bill, place, component))
            }
            ComponentKind::ProjectGrant => owed.extend(budget::grant(bill, place, component)),
            ComponentKind::PlatformLevy => owed.extend(platform::cost(bill, place, component)),
            // These follow from what is owed for what was done; what residents pay is part of it.
            ComponentKind::NotCashed | ComponentKind::PooledBudget => {}
            ComponentKind::PatientShare => {}
        }
    }
    owed
}

/// The factor by which the arm's budget-neutral components are scaled so that, on the comparator's first-year volumes
/// (`bill.counts`), its recipients receive `received` times the uplift. 1 where the arm has no such rule.
pub fn neutral_factor(bill: &Bill, received: &dyn Fn(usize) -> Cents) -> f64 {
    let Some(rule) = &bill.arm.budget_neutral else {
        return 1.0;
    };
    let wanted: f64 = rule
        .recipients
        .iter()
        .map(|&recipient| received(recipient).to_eur())
        .sum();
    let (mut scaled, mut fixed) = (0.0, 0.0);
    for owed in for_what_was_done(&Bill {
        factor: 1.0,
        ..*bill
    }) {
        if !rule.recipients.contains(&owed.recipient) {
            continue;
        }
        let is_scaled =
            matches!(owed.reason, Reason::Component(place) if rule.components.contains(&place));
        if is_scaled {
            scaled += owed.amount.to_eur();
        } else {
            fixed += owed.amount.to_eur();
        }
    }
    if scaled > 0.0 {
        ((wanted * rule.uplift - fixed) / scaled).max(0.0)
    } else {
        1.0
    }
}

impl Bill<'_> {
    /// Price level, phase-in and budget-neutral factor of a component this year, as one number.
    fn level(&self, place: usize, component: &Component) -> f64 {
        let prices = if component.is_indexed {
            self.system.growth.prices(self.year)
        } else {
            1.0
        };
        let is_scaled = self.arm.scales(place);
        prices * component.part_in(self.year) * if is_scaled { self.factor } else { 1.0 }
    }

    /// Price level and budget-neutral factor of a component that pays part of some units, without its phase-in.
    fn unit_level(&self, place: usize, component: &Component) -> f64 {
        let prices = if component.is_indexed {
            self.system.growth.prices(self.year)
        } else {
            1.0
        };
        prices
            * if self.arm.scales(place) {
                self.factor
            } else {
                1.0
            }
    }

    /// The year as quality looks at it.
    fn scored(&self) -> quality::Scored<'_> {
        quality::Scored {
            system: self.system,
            arm: self.arm,
            counts: self.counts,
            enrols_all: self.enrols_all,
        }
    }

    /// The groups that are paid for as residents on a side.
    fn groups(&self, side: usize) -> std::ops::Range<usize> {
        self.scored().groups(side)
    }

    /// The groups that a component pays for.
    fn groups_for<'b>(&'b self, component: &'b Component) -> impl Iterator<Item = usize> + 'b {
        let sides = (0..2).filter(|&side| component.is_for(side));
        sides.flat_map(|side| self.groups(side))
    }

    /// The sum of a count over some groups.
    fn sum(&self, groups: impl Iterator<Item = usize>, of_group: impl Fn(usize) -> Count) -> i64 {
        groups.map(|group| self.counts.get(of_group(group))).sum()
    }

    /// Simulated residents or cents to the whole population.
    fn weigh(&self, count: i64) -> f64 {
        count as f64 * self.system.people.weight
    }

    /// Years that residents of some groups lived in a state, for the whole population.
    fn state_years(&self, groups: impl Iterator<Item = usize>, state: usize) -> f64 {
        let half_cycles = self.sum(groups, |group| Count::Lived { group, state });
        self.weigh(half_cycles) * self.system.time.length / 2.0
    }

    /// The category of accounts of a recipient: that of its services, of its background care, or of the states whose
    /// cost it receives.
    fn category(&self, recipient: usize) -> Option<String> {
        let care = &self.system.care;
        let services = care
            .services
            .iter()
            .filter(|service| service.discipline == recipient);
        let lines = care
            .background
            .iter()
            .filter(|line| line.discipline == recipient);
        let costs = self
            .system
            .health
            .states
            .iter()
            .filter_map(|state| state.cost.as_ref());
        let costs = costs.filter(|cost| cost.recipient == recipient);
        services
            .map(|service| service.category.clone())
            .chain(lines.map(|line| line.category.clone()))
            .chain(costs.map(|cost| cost.category.clone()))
            .next()
            .flatten()
    }
}

/// What each component pays of the units of every channel this year: `[side][channel]`.
struct Parts([Vec<Vec<(usize, f64)>>; 2]);

impl Parts {
    fn new(bill: &Bill) -> Parts {
        let of_side = |side: usize| {
            (0..bill.system.care.channels.len())
                .map(|channel| bill.arm.parts(side, channel, bill.year))
                .collect()
        };
        Parts([0, 1].map(of_side))
    }

    /// The part that the component at `place` pays.
    fn of(&self, side: usize, channel: usize, place: usize) -> f64 {
        let parts = self.0[side][channel].iter();
        parts
            .filter(|(component, _)| *component == place)
            .map(|(_, part)| part)
            .sum()
    }

    /// The part of residents' own payments for a channel that falls within the component at `place`, among those that
    /// `takes` says they fall within.
    fn of_own(
        &self,
        side: usize,
        channel: usize,
        place: usize,
        takes: impl Fn(usize) -> bool,
    ) -> f64 {
        let parts = self.0[side][channel]
            .iter()
            .filter(|(component, _)| takes(*component));
        let (own, all) = parts.fold((0.0, 0.0), |(own, all), &(component, part)| {
            (
                own + if component == place { part } else { 0.0 },
                all + part,
            )
        });
        if all > 0.0 { own / all } else { 0.0 }
    }
}
