//! Needs: what each asks for, and what it escalates to.
//!
//! Comes in: `[[need]]`. Goes out: a [`Need`] each, by index, with a channel for every service it may lead to.
//! Deliberately absent: who has them and how often, which are onset tables.

use crate::base::poisson::{PoissonId, Poissons};
use crate::base::quantity::Probability;
use crate::scenario::schema::{self, Domain, NeedClass, Scenario, UnitVariation};

use super::channels::Channel;
use super::draw::Draw;
use super::names::position;
use super::time::Timeline;

/// A need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Name.
    pub name: String,
    /// Class.
    pub class: NeedClass,
    /// Bit of its domain.
    pub domain: u8,
    /// Share that reaches the first line.
    pub presented: f64,
    /// Bit in a resident's set of permanent needs.
    pub bit: u32,
    /// Services that meet it.
    pub links: Vec<Link>,
    /// Services it may escalate to.
    pub escalations: Vec<EscalationLink>,
}

/// A need asking for a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The channel.
    pub channel: usize,
    /// The service.
    pub service: usize,
    /// Mean units per need, or per year for a permanent need.
    pub mean: f64,
    /// How many.
    pub units: UnitsPerNeed,
}

/// Units one need asks for: per onset, or per cycle for a permanent need.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitsPerNeed {
    /// Always this many.
    Fixed(u32),
    /// Poisson.
    Poisson(PoissonId),
    /// This many in a cycle on average, spread evenly over time, from a moment of the resident's own.
    Spread(f64),
}

/// A need escalating to a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EscalationLink {
    /// The channel.
    pub channel: usize,
    /// The service.
    pub service: usize,
    /// Probability per met need, or per year with a met permanent need.
    pub met: f64,
    /// Probability per unmet or hidden need, or per year with an unmet permanent need.
    pub unmet: f64,
    /// The part of it that falls in a cycle: of a permanent need the cycle's part of the year.
    pub part: f64,
}

impl EscalationLink {
    /// Chance in a cycle that a presented need escalates when a share of its care is lacking and effects multiply the
    /// chance. The chance after effects is at most 1, per need or year, so that the bound does not depend on the
    /// cycle's length.
    #[inline(always)]
    pub fn chance(&self, multiplier: f64, lacking: f64) -> f64 {
        let chance = self.met + lacking * (self.unmet - self.met);
        let chance = Probability::new((chance * multiplier).clamp(0.0, 1.0));
        chance.of_part(self.part).get()
    }
}

pub(super) fn needs(
    scenario: &Scenario,
    time: &Timeline,
    draw: &Draw,
    channels: &mut Vec<Channel>,
    poissons: &mut Poissons,
) -> Vec<Need> {
    let mut next_bit = 0;
    scenario
        .need
        .iter()
        .enumerate()
        .map(|(index, need)| {
            let path = format!("need.{}", need.name);
            let is_permanent = need.class == NeedClass::Permanent;
            let links = need
                .services
                .iter()
                .map(|link| {
                    let service =
                        position(&scenario.service, &link.service, |service| &service.name);
                    let mean = draw
                        .value(&link.units, || {
                            format!("{path}.services.{}.units", link.service)
                        })
                        .max(0.0);
                    channels.push(Channel {
                        need: index,
                        service,
                        is_escalation: false,
                    });
                    let units = units(mean, link.spread, is_permanent, time, poissons);
                    Link {
                        channel: channels.len() - 1,
                        service,
                        mean,
                        units,
                    }
                })
                .collect();
            let escalations = need
                .escalation
                .iter()
                .map(|link| {
                    let service =
                        position(&scenario.service, &link.service, |service| &service.name);
                    channels.push(Channel {
                        need: index,
                        service,
                        is_escalation: true,
                    });
                    escalation(
                        link,
                        service,
                        channels.len() - 1,
                        &path,
                        is_permanent,
                        time,
                        draw,
                    )
                })
                .collect();
            let bit = if is_permanent { 1 << next_bit } else { 0 };
            next_bit += u32::from(is_permanent);
            Need {
                name: need.name.clone(),
                class: need.class,
                domain: match need.domain {
                    Domain::Medical => 1,
                    Domain::Psychological => 2,
                    Domain::Social => 4,
                },
                presented: draw
                    .or(need.presented.as_ref(), 1.0, || format!("{path}.presented"))
                    .clamp(0.0, 1.0),
                bit,
                links,
                escalations,
            }
        })
        .collect()
}

fn units(
    mean: f64,
    spread: UnitVariation,
    is_permanent: bool,
    time: &Timeline,
    poissons: &mut Poissons,
) -> UnitsPerNeed {
    match (spread, is_permanent) {
        (UnitVariation::Fixed, false) => UnitsPerNeed::Fixed(libm::round(mean) as u32),
        (UnitVariation::Poisson, false) => {
            UnitsPerNeed::Poisson(poissons.add(mean.min(Poissons::LARGEST_MEAN)))
        }
        (UnitVariation::Poisson, true) => {
            UnitsPerNeed::Poisson(poissons.add((mean * time.length).min(Poissons::LARGEST_MEAN)))
        }
        (UnitVariation::Fixed, true) => UnitsPerNeed::Spread(mean * time.length),
    }
}

fn escalation(
    link: &schema::Escalation,
    service: usize,
    channel: usize,
    path: &str,
    is_permanent: bool,
    time: &Timeline,
    draw: &Draw,
) -> EscalationLink {
    let path = format!("{path}.escalation.{}", link.service);
    let met = draw.value(&link.probability, || format!("{path}.probability"));
    let unmet = draw.or(link.unmet_probability.as_ref(), met, || {
        format!("{path}.unmet_probability")
    });
    EscalationLink {
        channel,
        service,
        met: met.clamp(0.0, 1.0),
        unmet: unmet.clamp(0.0, 1.0),
        part: if is_permanent { time.length } else { 1.0 },
    }
}
