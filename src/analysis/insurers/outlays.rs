//! Who bears what of what the payer lays out, and what leaves an insurer of a saving.
//!
//! Comes in: flows, shares of insurers, what is kept. Goes out: cents by insurer and year. Deliberately absent: comparison.

use std::ops::Range;

use super::rows::{DRAWN, HIGH, LOW};
use crate::base::money::{Cents, split};
use crate::base::statistics;
use crate::component::contracts;
use crate::ledger::{Flow, Reason};
use crate::scenario::claims::components;
use crate::scenario::number::distribution;
use crate::scenario::schema::{Insurer, Scenario};
use crate::system::System;
use crate::system::plan::Plan;

/// Whose part of a flow is whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Borne {
    /// Declared care: by members, and equalised.
    Members,
    /// By members, and not equalised.
    Everybody,
    /// By those that sign.
    Signers,
}

/// The insurers of a scenario in every draw.
pub struct Insurers<'a> {
    scenario: &'a Scenario,
    payer: usize,
    /// How what is not kept leaves, by calendar year after a saving.
    pub leaves: &'a [f64],
    /// By replication, share of every insurer in the residents.
    shares: Vec<Vec<f64>>,
    /// By name of what is kept, by replication.
    pub kept: Vec<(&'static str, Vec<f64>)>,
}

/// Cents by insurer and year.
pub(super) type InsurerPaths = Vec<Vec<Cents>>;

/// What insurers lay out in an arm.
pub(super) struct InsurerOutlays {
    /// For care that is declared.
    pub care: InsurerPaths,
    /// For all else.
    pub agreements: InsurerPaths,
}

impl<'a> Insurers<'a> {
    /// Of so many replications; `None` where no payer is several.
    pub fn of(plan: &'a Plan, replications: u32) -> Option<Insurers<'a>> {
        let scenario = &plan.scenario;
        let insurance = scenario.insurance.as_ref()?;
        let mut payers = plan.means().payers.iter();
        let payer = payers.position(|name| *name == insurance.payer)?;
        let draws = (0..replications).map(|number| plan.draw(scenario.run.seed, number));
        let (mut shares, mut drawn) = (Vec::new(), Vec::new());
        for draw in draws {
            let insurers = scenario.insurer.iter();
            let share = |insurer: &Insurer| {
                let path = || format!("insurer.{}.share", insurer.name);
                draw.value(&insurer.share, path).max(0.0)
            };
            shares.push(insurers.map(share).collect());
            let kept = insurance.kept.as_ref();
            drawn.push(
                draw.or(kept, 1.0, || "insurance.kept".into())
                    .clamp(0.0, 1.0),
            );
        }
        let mut kept = vec![(DRAWN, drawn)];
        let range = insurance
            .kept
            .as_ref()
            .and_then(|kept| distribution(kept).ok());
        if let Some(range) = range.filter(|range| !range.is_point()) {
            let (least, most) = range.support();
            for (name, end) in [(LOW, least), (HIGH, most)] {
                kept.push((name, vec![end.clamp(0.0, 1.0); replications as usize]));
            }
        }
        Some(Insurers {
            scenario,
            payer,
            leaves: insurance.leaving(),
            shares,
            kept,
        })
    }

    /// The insurers as written.
    pub fn written(&self) -> &'a [Insurer] {
        &self.scenario.insurer
    }

    /// Whose part is whose of every component of an arm.
    pub(super) fn borne(&self, system: &System, arm: usize) -> Vec<Borne> {
        let written = |arm: usize| components(self.scenario, &self.scenario.arm[arm]);
        let (own, of_comparator) = (written(arm), written(system.comparator));
        let same_form =
            self.scenario.arm[arm].governance == self.scenario.arm[system.comparator].governance;
        let is_common = |index: usize| match own.get(index) {
            Some((_, component)) => of_comparator.iter().any(|(_, other)| other == component),
            // What a form of governance costs.
            None => same_form,
        };
        let mut borne = Vec::new();
        for (index, component) in system.arms[arm].components().enumerate() {
            let is_contract = component.name == contracts::NAME;
            borne.push(if component.is_declared() {
                Borne::Members
            } else if arm == system.comparator || is_contract || is_common(index) {
                Borne::Everybody
            } else {
                Borne::Signers
            });
        }
        borne
    }

    /// What insurers lay out by these flows of a replication.
    pub(super) fn outlays(
        &self,
        flows: &[Flow],
        borne: &[Borne],
        (replication, years): (usize, usize),
    ) -> InsurerOutlays {
        let count = self.scenario.insurer.len();
        let mut sums = [Borne::Members, Borne::Everybody, Borne::Signers]
            .map(|of| (of, vec![Cents::ZERO; years]));
        for flow in flows.iter().filter(|flow| flow.payer == self.payer) {
            let of = match flow.reason {
                Reason::Component(index) => borne[index],
                Reason::Background | Reason::StateCost | Reason::PatientShare => Borne::Members,
            };
            let sum = sums.iter_mut().find(|(other, _)| *other == of);
            if let Some((_, sum)) = sum {
                sum[flow.year] += flow.amount;
            }
        }
        let shares = &self.shares[replication];
        let signing: Vec<f64> = self
            .scenario
            .insurer
            .iter()
            .zip(shares)
            .map(|(insurer, share)| if insurer.signs { *share } else { 0.0 })
            .collect();
        let empty = || vec![vec![Cents::ZERO; years]; count];
        let (mut care, mut agreements) = (empty(), empty());
        let mut parts = vec![Cents::ZERO; count];
        for (of, sum) in &sums {
            let (by, into) = match of {
                Borne::Members => (shares, &mut care),
                Borne::Everybody => (shares, &mut agreements),
                Borne::Signers => (&signing, &mut agreements),
            };
            for (year, amount) in sum.iter().enumerate() {
                split(*amount, by, &mut parts);
                let whole: Cents = parts.iter().sum();
                assert_eq!(whole, *amount, "insurers bear what their payer lays out");
                for (path, part) in into.iter_mut().zip(&parts) {
                    path[year] += *part;
                }
            }
        }
        InsurerOutlays { care, agreements }
    }
}

/// What leaves an insurer to the fund of its savings on declared care `more` (below 0: saved): by year of the run, and after it.
pub(super) fn leaving(more: &[Cents], leaves: &[f64], kept: f64) -> (Vec<Cents>, Cents) {
    let years = more.len();
    let in_year = |year: usize| {
        let saved = leaves.iter().enumerate().filter_map(|(lag, share)| {
            let before = year.checked_sub(lag + 1)?;
            Some(-more.get(before)?.to_eur() * share)
        });
        Cents::from_eur(statistics::sum(saved) * (1.0 - kept))
    };
    let later: Range<usize> = years..years + leaves.len();
    ((0..years).map(in_year).collect(), later.map(in_year).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::Insurance;

    #[test]
    fn of_a_saving_the_part_that_is_not_kept_leaves_in_the_years_after_it() {
        // 1,000 EUR saved in the first year of five: at 0.2 kept, 800 leave as 400, 160, 160 and 80.
        let mut more = vec![Cents::ZERO; 5];
        more[0] = Cents(-100_000);
        let (left, later) = leaving(&more, &Insurance::LEAVES, 0.2);
        assert_eq!(
            left.iter().map(|cents| cents.0).collect::<Vec<_>>(),
            [0, 40_000, 16_000, 16_000, 8_000]
        );
        assert_eq!(later, Cents::ZERO);
        // Saved in the last year, all of it leaves after the run; of dearer care money comes back.
        more = vec![Cents::ZERO, Cents(50_000), Cents(-100_000)];
        let (left, later) = leaving(&more, &Insurance::LEAVES, 0.8);
        // 500 dearer: a fifth of it, 100, comes back as 50 in the next year, the rest of it later.
        assert_eq!(
            left.iter().map(|cents| cents.0).collect::<Vec<_>>(),
            [0, 0, -5_000]
        );
        assert_eq!(later, Cents(20_000 - 5_000));
        assert_eq!(
            leaving(&more, &Insurance::LEAVES, 1.0),
            (vec![Cents::ZERO; 3], Cents::ZERO)
        );
    }
}
