//! Who bears what of what the payer lays out, and what leaves an insurer of a saving.
//!
//! Comes in: flows, shares of insurers, what is kept. Goes out: cents by insurer and year. Deliberately absent: comparison.

use std::ops::Range;

use serde_json::Value;

use super::kept::KeptPart;
use super::rows::{DRAWN, HIGH, LOW};
use crate::base::money::{Cents, split};
use crate::base::statistics;
use crate::component::contracts;
use crate::ledger::{Flow, Reason};
use crate::scenario::claims::components;
use crate::scenario::review::means;
use crate::scenario::schema::{Component, Insurer, Scenario};
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
    /// The comparator agrees it too, under this index and on other terms: what both lay out by everybody, the rest by those
    /// that sign.
    Changed(usize),
}

/// The insurers of a scenario in every draw.
pub struct Insurers<'a> {
    scenario: &'a Scenario,
    payer: usize,
    /// The payer as a recipient.
    as_recipient: usize,
    /// How what is not kept leaves, by calendar year after a saving.
    pub leaves: &'a [f64],
    /// By replication, share of every insurer in the residents.
    shares: Vec<Vec<f64>>,
    /// The same of those that sign, 0 of the others.
    signing: Vec<Vec<f64>>,
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
        let means = means(scenario.insurer.iter().map(|insurer| &insurer.share));
        let (mut shares, mut signing, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
        for draw in draws {
            let insurers = scenario.insurer.iter();
            let share = |insurer: &Insurer| {
                let path = || format!("insurer.{}.share", insurer.name);
                draw.value(&insurer.share, path).max(0.0)
            };
            let of_all: Vec<f64> = insurers.map(share).collect();
            signing.push(of_signers(&scenario.insurer, &of_all, &means));
            shares.push(of_all);
            let kept = insurance.kept.as_ref();
            drawn.push(
                draw.or(kept, 1.0, || "insurance.kept".into())
                    .clamp(0.0, 1.0),
            );
        }
        let mut kept = vec![(DRAWN, drawn)];
        if let Some(ends) = KeptPart::of(insurance).ends {
            for (name, end) in [LOW, HIGH].into_iter().zip(ends) {
                kept.push((name, vec![end; replications as usize]));
            }
        }
        Some(Insurers {
            scenario,
            payer,
            as_recipient: plan.means().recipient_of(payer),
            leaves: insurance.leaving(),
            shares,
            signing,
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
            Some((_, component)) => of_comparator
                .iter()
                .any(|(_, other)| terms(other) == terms(component)),
            // What a form of governance costs.
            None => same_form,
        };
        let namesake = |name: &str| {
            let mut others = system.arms[system.comparator].components();
            others.position(|other| other.name == name && !other.is_declared())
        };
        let mut borne = Vec::new();
        for (index, component) in system.arms[arm].components().enumerate() {
            let is_contract = component.name == contracts::NAME;
            borne.push(if component.is_declared() {
                Borne::Members
            } else if arm == system.comparator || is_contract || is_common(index) {
                Borne::Everybody
            } else {
                namesake(&component.name).map_or(Borne::Signers, Borne::Changed)
            });
        }
        borne
    }

    /// What insurers lay out by these flows of a replication, beside those of the comparator in it.
    pub(super) fn outlays(
        &self,
        (flows, of_comparator): (&[Flow], &[Flow]),
        borne: &[Borne],
        (replication, years): (usize, usize),
    ) -> InsurerOutlays {
        let count = self.scenario.insurer.len();
        let mut sums = [Borne::Members, Borne::Everybody, Borne::Signers]
            .map(|of| (of, vec![Cents::ZERO; years]));
        let mut add = |of: Borne, year: usize, amount: Cents| {
            let sum = sums.iter_mut().find(|(other, _)| *other == of);
            if let Some((_, sum)) = sum {
                sum[year] += amount;
            }
        };
        for flow in flows {
            let of = match flow.reason {
                Reason::Component(index) => borne[index],
                Reason::Background | Reason::StateCost | Reason::PatientShare => Borne::Members,
            };
            add(of, flow.year, self.net(flow));
        }
        for (index, of) in borne.iter().enumerate() {
            let Borne::Changed(namesake) = *of else {
                continue;
            };
            let own = self.laid_out(flows, index, years);
            let other = self.laid_out(of_comparator, namesake, years);
            for (year, (own, other)) in own.into_iter().zip(other).enumerate() {
                let both = common(own, other);
                add(Borne::Everybody, year, both);
                add(Borne::Signers, year, own - both);
            }
        }
        let (shares, signing) = (&self.shares[replication], &self.signing[replication]);
        let empty = || vec![vec![Cents::ZERO; years]; count];
        let (mut care, mut agreements) = (empty(), empty());
        let mut parts = vec![Cents::ZERO; count];
        for (of, sum) in &sums {
            let (by, into) = match of {
                Borne::Members => (shares, &mut care),
                Borne::Everybody => (shares, &mut agreements),
                Borne::Signers | Borne::Changed(_) => (signing, &mut agreements),
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

    /// What the payer lays out for a component, by year.
    fn laid_out(&self, flows: &[Flow], component: usize, years: usize) -> Vec<Cents> {
        let mut sum = vec![Cents::ZERO; years];
        let is_for = |flow: &&Flow| flow.reason == Reason::Component(component);
        for flow in flows.iter().filter(is_for) {
            sum[flow.year] += self.net(flow);
        }
        sum
    }

    /// What the payer lays out in a flow: below 0 where it is the recipient, nothing where it is neither.
    fn net(&self, flow: &Flow) -> Cents {
        let part = |is_its_own: bool| if is_its_own { flow.amount } else { Cents::ZERO };
        part(flow.payer == self.payer) - part(flow.recipient == self.as_recipient)
    }
}

/// What two amounts have in common: the one nearer to nothing, and nothing where one is laid out and the other comes back.
fn common(one: Cents, other: Cents) -> Cents {
    Cents::ZERO.clamp(one.min(other), one.max(other))
}

/// The shares of those that sign, 0 of the others; their means where those drawn come to nothing, so that a split has weights.
fn of_signers(insurers: &[Insurer], drawn: &[f64], means: &[f64]) -> Vec<f64> {
    let signing = |shares: &[f64]| -> Vec<f64> {
        let each = insurers.iter().zip(shares);
        each.map(|(insurer, share)| if insurer.signs { *share } else { 0.0 })
            .collect()
    };
    let found = signing(drawn);
    match statistics::sum(found.iter().copied()) > 0.0 {
        true => found,
        false => signing(means),
    }
}

/// What a component agrees: as written, but for where its figures come from.
fn terms(component: &Component) -> Value {
    let mut written = serde_json::to_value(component).expect("a component is JSON");
    forget_sources(&mut written);
    written
}

fn forget_sources(written: &mut Value) {
    match written {
        Value::Object(keys) => {
            keys.remove("source");
            keys.values_mut().for_each(forget_sources);
        }
        Value::Array(entries) => entries.iter_mut().for_each(forget_sources),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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
    fn two_amounts_have_the_smaller_in_common_and_nothing_across_zero() {
        let of = |one, other| common(Cents(one), Cents(other)).0;
        assert_eq!([of(8, 10), of(10, 8), of(0, 8)], [8, 8, 0]);
        assert_eq!([of(-8, -10), of(-3, 8), of(8, -3)], [-8, 0, 0]);
    }

    #[test]
    fn signers_whose_drawn_shares_come_to_nothing_have_their_written_means() {
        let insurer = |name: &str, signs: bool| Insurer {
            name: name.to_string(),
            title: String::new(),
            share: 0.5.into(),
            signs,
            source: String::new(),
        };
        let both = [insurer("one", false), insurer("two", true)];
        assert_eq!(of_signers(&both, &[0.9, 0.1], &[0.5, 0.5]), [0.0, 0.1]);
        assert_eq!(of_signers(&both, &[1.0, 0.0], &[0.5, 0.5]), [0.0, 0.5]);
    }

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
