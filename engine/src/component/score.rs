//! The quality score of a year, for the kinds that pay by one.
//!
//! Comes in: indicators as written, and the residents of an arm. Goes out: [`Indicator`]s, their check, and the score
//! from 0 to 1. Deliberately absent: what is paid for it.

use crate::counts::{Count, Counts, Single};
use crate::scenario::review::{FaultKind, KeyPath, Named, Review};
use crate::scenario::schema::{self, Component as Keys, Measure};
use crate::tables::Tables;
use crate::tables::names::position;

use super::builder::ComponentBuilder;
use super::neighbourhood::Neighbourhood;

/// One indicator of a quality score.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// What is measured.
    pub measure: Measure,
    /// Index of the service counted.
    pub service: Option<usize>,
    /// Weight.
    pub weight: f64,
    /// Value that scores 0.
    pub floor: f64,
    /// Value that scores 1.
    pub target: f64,
}

/// The indicators of a component.
pub fn indicators(making: &ComponentBuilder) -> Vec<Indicator> {
    let services = &making.scenario.service;
    let written = making.written.indicators.iter();
    written
        .map(|indicator| Indicator {
            measure: indicator.measure,
            service: indicator
                .service
                .as_ref()
                .map(|name| position(services, name, |service| &service.name)),
            weight: indicator.weight,
            floor: indicator.floor,
            target: indicator.target,
        })
        .collect()
}

/// The indicators: what they measure, between which values they score, and that their weights add up.
pub fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    let at = at.to("indicators");
    for (index, each) in one.indicators.iter().enumerate() {
        indicator(review, &at.nth(index), each);
    }
    if !one.indicators.is_empty() {
        let weights = one.indicators.iter().map(|each| each.weight);
        review.add_up_to_one(&at, &weights.collect::<Vec<f64>>());
    }
}

/// The rules on one indicator.
fn indicator(review: &mut Review<'_>, at: &KeyPath, one: &schema::Indicator) {
    match (&one.service, one.measure == Measure::UnitsPerResident) {
        (Some(service), true) => {
            review.refer(&at.to("service"), Named::Service, service);
        }
        (None, true) => review.fault(
            FaultKind::DependentKey,
            at,
            "units_per_resident needs a `service`",
            "name the service whose units count",
        ),
        (Some(_), false) => {
            review.key_fault(
                FaultKind::DependentKey,
                &at.to("service"),
                "`service` applies to units_per_resident only",
                "take it out",
            );
        }
        (None, false) => {}
    }
    if one.floor == one.target {
        review.fault(
            FaultKind::Score,
            &at.to("target"),
            "`target` equals `floor`",
            "the score rises from 0 at `floor` to 1 at `target`",
        );
    }
}

/// The score over a year, from 0 to 1.
pub fn score(of: &Neighbourhood, indicators: &[Indicator]) -> f64 {
    indicators
        .iter()
        .map(|indicator| {
            let value = value(of, indicator);
            let method = indicator.target - indicator.floor;
            let done = if method == 0.0 {
                0.0
            } else {
                (value - indicator.floor) / method
            };
            indicator.weight * done.clamp(0.0, 1.0)
        })
        .sum()
}

/// Complex resident-cycles with a need that the arm pays per episode, coordination included.
fn coordinated(of: &Neighbourhood) -> i64 {
    let sets = &of.tables.coordinations;
    let of_side = |side: usize| -> i64 {
        let needs = of.arm.coordinated[side];
        let Some(set) = sets.iter().position(|other| *other == needs) else {
            return 0;
        };
        of.groups(side)
            .map(|group| of.counts.get(Count::Coordinated { group, set }))
            .sum()
    };
    of_side(0) + of_side(1)
}

fn value(of: &Neighbourhood, indicator: &Indicator) -> f64 {
    let (tables, counts) = (of.tables, of.counts);
    let single = |single| counts.get(Count::Single(single)) as f64;
    let years = crate::counts::resident_years(tables, counts);
    let per_resident = |count: f64| ratio(count, years, 0.0);
    match indicator.measure {
        Measure::UnitsPerResident => {
            let of_service =
                |channel: &usize| Some(tables.care.channels[*channel].service) == indicator.service;
            let channels = (0..tables.care.channels.len()).filter(of_service);
            let units: i64 = channels.map(|channel| counts.delivered(channel)).sum();
            per_resident(units as f64)
        }
        Measure::NeedsMet => {
            let (met, all) = (0..tables.care.needs.len()).fold((0.0, 0.0), |(met, all), need| {
                let needs = counts.get(Count::Need { need }) as f64;
                (met + needs * met_share(tables, counts, need), all + needs)
            });
            ratio(met, all, 1.0)
        }
        Measure::ComplexCoordinated => ratio(
            coordinated(of) as f64,
            counts.get(Count::Residents { triage: 3 }) as f64,
            1.0,
        ),
        Measure::CarersNotOverloaded => {
            1.0 - ratio(
                single(Single::OverloadedCycles),
                single(Single::CarerCycles),
                0.0,
            )
        }
        Measure::InstitutionEntries => per_resident(single(Single::InstitutionEntries)),
    }
}

/// The share of a need that is met: that reaches the first line, times the share of its wanted units delivered. 1 where
/// the need did not occur.
pub fn met_share(tables: &Tables, counts: &Counts, need: usize) -> f64 {
    let all = counts.get(Count::Need { need }) as f64;
    let hidden = counts.get(Count::Hidden { need }) as f64;
    let (wanted, delivered) =
        tables.care.needs[need]
            .links
            .iter()
            .fold((0, 0), |(wanted, delivered), link| {
                let channel = link.channel;
                (
                    wanted + counts.wanted(channel),
                    delivered + counts.delivered(channel),
                )
            });
    (1.0 - ratio(hidden, all, 0.0)) * ratio(delivered as f64, wanted as f64, 1.0)
}

fn ratio(part: f64, whole: f64, otherwise: f64) -> f64 {
    if whole > 0.0 { part / whole } else { otherwise }
}
