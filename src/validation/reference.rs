//! The numbers of a reference population: what its needs leave of its accounts, and how that differs by class.
//!
//! Comes in: a scenario with `[reference]`, at its means. Goes out: a [`ReferenceFit`]: remainders and ratios per line of
//! background care, and how near the published ratios come. Deliberately absent: towns, which these numbers are used in
//! and never worked out from.
//!
//! Of a category with cost S, N_g of it by needs and what arms pay per resident in class g, and R by background care, the
//! ratio ρ_g of class g makes both together the published t_g of the mean: ρ_g = (t_g·S − N_g)/R. Where needs alone are
//! above that, ρ_g is 0; the others are then scaled so that Σ d_g·ρ_g is 1 and the reference keeps its cost.

use crate::cohort;
use crate::cohort::linear::without_feedback;
use crate::scenario::schema::{BackgroundCare, BandsAre, Reference, Scenario};
use crate::simulation::ArmResult;
use crate::system::plan::Plan;

use super::served::as_served;
use super::slice::Slice;

/// What `caremix calibrate --reference` works out.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceFit {
    /// Per line of background care that there is anything to say of.
    pub lines: Vec<ReferenceLine>,
    /// Per category, and of all of `whole` at the end: what was published and what is reached.
    pub reached: Vec<Reached>,
    /// National cost over its remainder.
    pub whole_to_remainder: f64,
}

/// The numbers of one line of background care.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceLine {
    /// Its name.
    pub name: String,
    /// EUR per resident-year per band that needs leave, women and men; `None` where the bands are that cost themselves.
    pub remainder: Option<[Vec<f64>; 2]>,
    /// Ratio per class; empty of categories outside `whole`.
    pub ratios: Vec<f64>,
}

/// How near the ratios of a category come.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The category; `None` for all of `whole`.
    pub category: Option<String>,
    /// EUR per resident-year in the reference.
    pub cost: f64,
    /// The part of the whole that background care costs.
    pub remainder: f64,
    /// Ratio per class that is wanted.
    pub wanted: Vec<f64>,
    /// Ratio per class that is reached.
    pub reached: Vec<f64>,
}

/// Decimals of ratios that are written: more than they are known to.
const RATIO_DIGITS: f64 = 1e4;

/// Works them out.
///
/// # Errors
/// In words: without `[reference]`, or where a category has no cost.
pub fn reference(scenario: &Scenario) -> Result<ReferenceFit, String> {
    let Some(reference) = &scenario.reference else {
        return Err(
            "the scenario has no [reference]: say whose accounts background care states".into(),
        );
    };
    let national = national(scenario, reference);
    let plan = Plan::new(&national, None);
    let spent = spending(&plan, &reference.whole.categories);
    let by_class: Vec<Vec<f64>> = (0..reference.deprivation.len())
        .map(|class| {
            spending(
                &Plan::new(&of_class(&national, reference, class), None),
                &reference.whole.categories,
            )
        })
        .collect();
    let categories = Categories {
        reference,
        spent,
        by_class,
    };
    let reached = categories.fit()?;
    let ratios_of = |category: &str| {
        let mut fitted = reached.iter();
        let found = fitted.find(|(of, _)| of.category.as_deref() == Some(category));
        found.map(|(_, ratios)| ratios.clone()).unwrap_or_default()
    };
    let lines = national.background_care.iter().map(|line| ReferenceLine {
        name: line.name.clone(),
        remainder: plan
            .remainders(line)
            .map(|sexes| sexes.map(|bands| bands.iter().map(|eur| cents(*eur)).collect())),
        ratios: line.category.as_deref().map(ratios_of).unwrap_or_default(),
    });
    let lines = lines
        .filter(|line| line.remainder.is_some() || !line.ratios.is_empty())
        .collect();
    let cost: f64 = categories.spent.iter().sum();
    let remainder: f64 = (0..categories.spent.len())
        .map(|index| categories.remainder(index))
        .sum();
    if remainder <= 0.0 {
        return Err(
            "needs leave nothing of the accounts of `reference.whole` to background care".into(),
        );
    }
    let mut reached: Vec<Reached> = reached.into_iter().map(|(reached, _)| reached).collect();
    reached.push(categories.whole(&reached));
    Ok(ReferenceFit {
        lines,
        reached,
        whole_to_remainder: libm::round(cost / remainder * RATIO_DIGITS) / RATIO_DIGITS,
    })
}

/// The scenario's first year in the reference population, served as it was, with background care that fills its accounts.
fn national(scenario: &Scenario, reference: &Reference) -> Scenario {
    let served = as_served(scenario, None);
    let mut national = without_feedback(&Slice::EVERYBODY.scenario(&served, 1));
    national
        .population
        .deprivation
        .clone_from(&reference.deprivation);
    national.population.factor = None;
    national.population.indicators.clear();
    for line in &mut national.background_care {
        line.remainder = None;
        line.deprivation_ratios.clear();
    }
    national
}

/// The people of the nation in one class, with needs alone.
fn of_class(national: &Scenario, reference: &Reference, class: usize) -> Scenario {
    let mut one = national.clone();
    let shares =
        (0..reference.deprivation.len()).map(|other| if other == class { 1.0 } else { 0.0 });
    one.population.deprivation = shares.collect();
    let is_of_whole = |line: &BackgroundCare| {
        line.category
            .as_ref()
            .is_some_and(|name| reference.whole.categories.contains(name))
    };
    for line in one
        .background_care
        .iter_mut()
        .filter(|line| is_of_whole(line))
    {
        line.bands_are = BandsAre::Cost;
        line.female.fill(0.0);
        line.male.fill(0.0);
    }
    one
}

/// What every category costs all payers, EUR per resident-year, as the twin expects of the arm under which rates were
/// observed.
fn spending(plan: &Plan, categories: &[String]) -> Vec<f64> {
    let system = plan.means();
    let expected = cohort::expected(system);
    let result = &expected.arms[system.observed_under].result;
    let years = outcome(result, "life_years", "all");
    categories
        .iter()
        .map(|name| outcome(result, "spending", name) / years)
        .collect()
}

fn outcome(result: &ArmResult, outcome: &str, group: &str) -> f64 {
    let mut labels = result.labels.iter();
    let index = labels.position(|label| label.outcome == outcome && label.group == group);
    index.map_or(0.0, |index| result.outcomes[0][index])
}

/// The categories of `whole`, EUR per resident-year.
struct Categories<'a> {
    reference: &'a Reference,
    /// In the reference, by category.
    spent: Vec<f64>,
    /// By needs alone: `[class][category]`.
    by_class: Vec<Vec<f64>>,
}

impl Categories<'_> {
    fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        let shares = self.reference.deprivation.iter().enumerate();
        shares.map(|(class, share)| share * of(class)).sum()
    }

    /// Ratios over their mean.
    fn normal(&self, ratios: &[f64]) -> Vec<f64> {
        let mean = self.mean(|class| ratios[class]);
        ratios.iter().map(|ratio| ratio / mean).collect()
    }

    fn remainder(&self, index: usize) -> f64 {
        (self.spent[index] - self.mean(|class| self.by_class[class][index])).max(0.0)
    }

    /// Every category with the ratios of its background care: first those with a published ratio of their own, then the
    /// others, which share what these leave of the ratio of all.
    fn fit(&self) -> Result<Vec<(Reached, Vec<f64>)>, String> {
        let names = &self.reference.whole.categories;
        let own = |name: &String| {
            self.reference
                .ratio
                .iter()
                .find(|row| row.categories.contains(name))
        };
        let mut fitted = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if let Some(row) = own(name) {
                fitted.push(self.category(index, self.normal(&row.ratios))?);
            }
        }
        let rest: Vec<usize> = (0..names.len())
            .filter(|index| own(&names[*index]).is_none())
            .collect();
        let wanted = self.shared(&fitted, &rest);
        for &index in &rest {
            fitted.push(self.category(index, wanted.clone())?);
        }
        Ok(fitted)
    }

    /// The ratio of the categories without one of their own.
    fn shared(&self, fitted: &[(Reached, Vec<f64>)], rest: &[usize]) -> Vec<f64> {
        let all: f64 = self.spent.iter().sum();
        let own: f64 = rest.iter().map(|&index| self.spent[index]).sum();
        let whole = self.normal(&self.reference.whole.ratios);
        let of = |(class, ratio): (usize, f64)| {
            let taken = fitted
                .iter()
                .map(|(category, _)| category.cost * category.reached[class]);
            ((ratio * all - taken.sum::<f64>()) / own.max(f64::MIN_POSITIVE)).max(0.0)
        };
        whole.into_iter().enumerate().map(of).collect()
    }

    fn category(&self, index: usize, wanted: Vec<f64>) -> Result<(Reached, Vec<f64>), String> {
        let name = &self.reference.whole.categories[index];
        let (cost, remainder) = (self.spent[index], self.remainder(index));
        if cost <= 0.0 {
            return Err(format!(
                "category `{name}` costs nothing in the first year of the arm that was observed"
            ));
        }
        let needs = |class: usize| self.by_class[class][index];
        let ratio = |class: usize| {
            let of = (wanted[class] * cost - needs(class)) / remainder;
            if remainder > 0.0 { of.max(0.0) } else { 1.0 }
        };
        let ratios: Vec<f64> = (0..wanted.len()).map(ratio).collect();
        let mean = self.mean(|class| ratios[class]);
        let ratios: Vec<f64> = ratios
            .iter()
            .map(|ratio| written(if mean > 0.0 { ratio / mean } else { 1.0 }))
            .collect();
        let reached =
            (0..wanted.len()).map(|class| (needs(class) + remainder * ratios[class]) / cost);
        let reached = Reached {
            category: Some(name.clone()),
            cost,
            remainder,
            reached: reached.collect(),
            wanted,
        };
        Ok((reached, ratios))
    }

    /// All categories together.
    fn whole(&self, categories: &[Reached]) -> Reached {
        let cost: f64 = categories.iter().map(|category| category.cost).sum();
        let of = |class: usize| {
            let each = categories
                .iter()
                .map(|category| category.cost * category.reached[class]);
            each.sum::<f64>() / cost
        };
        Reached {
            category: None,
            cost,
            remainder: categories.iter().map(|category| category.remainder).sum(),
            wanted: self.normal(&self.reference.whole.ratios),
            reached: (0..self.by_class.len()).map(of).collect(),
        }
    }
}

fn written(ratio: f64) -> f64 {
    libm::round(ratio * RATIO_DIGITS) / RATIO_DIGITS
}

fn cents(eur: f64) -> f64 {
    libm::round(eur * 100.0) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::ClassRatios;

    fn reference(deprivation: &[f64], whole: &[f64], own: &[f64]) -> Reference {
        let row = |name: &str, categories: &[&str], ratios: &[f64]| ClassRatios {
            name: name.into(),
            categories: categories.iter().map(ToString::to_string).collect(),
            ratios: ratios.to_vec(),
            source: String::new(),
        };
        Reference {
            deprivation: deprivation.to_vec(),
            whole: row("all", &["hospital", "pharmacy"], whole),
            ratio: vec![row("hospital", &["hospital"], own)],
            whole_to_remainder: None,
            regression: None,
            source: String::new(),
        }
    }

    #[test]
    fn ratios_make_needs_and_remainder_together_the_published_ratio() {
        // Hospital: 100 a head, 30 by the needs of the richer half and 50 of the poorer, 60 by background care. Published
        // 0.9 and 1.1: background of (90 − 30)/60 = 1 and (110 − 50)/60 = 1. Pharmacy, 100, all of it background: what is
        // left of 0.8 and 1.2 of 200 is 160 − 90 = 70 and 130.
        let reference = reference(&[0.5, 0.5], &[0.8, 1.2], &[0.9, 1.1]);
        let categories = Categories {
            reference: &reference,
            spent: vec![100.0, 100.0],
            by_class: vec![vec![30.0, 0.0], vec![50.0, 0.0]],
        };
        let fitted = categories.fit().expect("a fit");
        assert_eq!(fitted[0].1, [1.0, 1.0]);
        assert_eq!(fitted[1].1, [0.7, 1.3]);
        let reached: Vec<Reached> = fitted.into_iter().map(|(reached, _)| reached).collect();
        let whole = categories.whole(&reached);
        assert!(
            whole
                .reached
                .iter()
                .zip([0.8, 1.2])
                .all(|(one, other)| (one - other).abs() < 1e-12)
        );
    }

    #[test]
    fn what_needs_alone_exceed_is_told_and_the_reference_keeps_its_cost() {
        // Needs of the richer half come to 70 of a wanted 50: its background is 0, and the other half's 2, so that both
        // together keep 40 on average. Wanted 0.5 and 1.5, reached 0.7 and (50 + 80)/100.
        let reference = reference(&[0.5, 0.5], &[1.0, 1.0], &[0.5, 1.5]);
        let categories = Categories {
            reference: &reference,
            spent: vec![100.0, 100.0],
            by_class: vec![vec![70.0, 0.0], vec![50.0, 0.0]],
        };
        let (hospital, ratios) = categories.category(0, vec![0.5, 1.5]).expect("a fit");
        assert_eq!(ratios, [0.0, 2.0]);
        assert!(
            (hospital.reached[0] - 0.7).abs() < 1e-12 && (hospital.reached[1] - 1.3).abs() < 1e-12
        );
    }
}
