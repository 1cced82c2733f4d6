//! What replications differ by: their parameters, and chance.
//!
//! Comes in: replications that tell what is expected at their parameters, what they came to as simulated, and what at the
//! town's real size. Goes out: rows of variance.csv. Deliberately absent: replications without an expectation, which have
//! no rows, and which of the parameters it is.
//!
//! A figure is what is expected at the parameters and the luck on top of it. The variance of the first over replications is
//! that by parameters, the variance of the second that by chance. The two add up to the variance of the figure but for what
//! they have in common: where the twin leaves something out that hangs on parameters, that counts as chance here.

use std::collections::BTreeMap;

use crate::base::money::Cents;
use crate::base::statistics::Moments;
use crate::base::written::EUR;
use crate::outcome::Total;
use crate::simulation::{ArmResult, RealSize, ReplicationSource};
use crate::system::System;

use super::compare::FULL;
use super::result_files::ResultTables;
use super::rows::{ALL, DISCOUNTED, TOTAL, VarianceRow};

/// Rows of variance.csv, arm by arm: payers, outcomes, and what payers lay out more than under the comparator.
///
/// # Errors
/// In words, when a replication cannot be read.
pub(super) fn rows(
    system: &System,
    source: &dyn ReplicationSource,
) -> Result<Vec<VarianceRow>, String> {
    let arms: Vec<usize> = (0..system.arms.len()).collect();
    let mut of_arms: Vec<Vec<FigureVariance>> = arms.iter().map(|_| Vec::new()).collect();
    // All arms at once: what costs is to read a replication and to check what was read.
    source.each(&arms, &mut |replication| {
        let base = &replication.arms[system.comparator];
        let results = replication.arms.iter().zip(&mut of_arms);
        for (index, (arm, figures)) in results.enumerate() {
            let mut at = 0;
            told(system, base, arm, index, &mut |label, parts| {
                if at == figures.len() {
                    figures.push(FigureVariance::new(label()));
                }
                figures[at].add(parts);
                at += 1;
            });
        }
    })?;
    let rows = of_arms
        .into_iter()
        .enumerate()
        .flat_map(|(index, figures)| {
            let rows = figures.into_iter();
            rows.map(move |figure| figure.row(system, index))
        });
    Ok(rows.collect())
}

/// Says of every row how many plain replications of the sample its mean is worth, by the Monte Carlo errors in the other tables.
pub(super) fn add_worth(tables: &mut ResultTables) {
    let key = |arm: &str, comparator: &str, name: &str, year: &str| {
        [arm, comparator, name, year].map(str::to_string)
    };
    let payers = tables.payers.iter().map(|row| {
        (
            key(&row.arm, "", &row.payer, &row.year),
            row.spread.mc_error,
        )
    });
    let full = tables.incremental.iter().filter(|row| row.effect == FULL);
    let differences = full.map(|row| {
        (
            key(&row.arm, &row.comparator, &row.payer, &row.year),
            row.spread.mc_error,
        )
    });
    let outcomes = tables.outcomes.iter().map(|row| {
        let name = format!("{}:{}", row.outcome, row.group);
        (key(&row.arm, "", &name, &row.year), row.spread.mc_error)
    });
    let errors: BTreeMap<[String; 4], Option<f64>> =
        payers.chain(differences).chain(outcomes).collect();
    for row in &mut tables.variance {
        let key = key(&row.arm, &row.comparator, &row.payer_or_outcome, &row.year);
        let error = errors.get(&key).copied().flatten();
        row.plain_replications = worth(row.sd_as_simulated, error);
    }
}

/// So many independent values of this standard deviation leave this error in their mean; `None` where there is no error.
fn worth(sd: Option<f64>, error: Option<f64>) -> Option<f64> {
    let error = error.filter(|error| *error > 0.0)?;
    Some((sd? / error).powi(2))
}

/// What a figure is called.
struct FigureLabel {
    is_difference: bool,
    name: String,
    year: String,
    unit: String,
}

/// A figure in one replication: what is expected of it, at the real size, and as simulated.
type FigureParts = [f64; 3];

/// A figure over replications.
struct FigureVariance {
    label: FigureLabel,
    expected: Moments,
    real: Moments,
    chance: Moments,
    simulated: Moments,
    chance_simulated: Moments,
}

impl FigureVariance {
    fn new(label: FigureLabel) -> FigureVariance {
        let none = Moments::default;
        FigureVariance {
            label,
            expected: none(),
            real: none(),
            chance: none(),
            simulated: none(),
            chance_simulated: none(),
        }
    }

    fn add(&mut self, [expected, real, simulated]: FigureParts) {
        self.expected.add(expected);
        self.real.add(real);
        self.chance.add(real - expected);
        self.simulated.add(simulated);
        self.chance_simulated.add(simulated - expected);
    }

    fn row(self, system: &System, arm: usize) -> VarianceRow {
        let name = |arm: usize| system.arms[arm].name.clone();
        let comparator = self.label.is_difference.then(|| name(system.comparator));
        let sd = |moments: &Moments| moments.variance().map(f64::sqrt);
        VarianceRow {
            arm: name(arm),
            comparator: comparator.unwrap_or_default(),
            payer_or_outcome: self.label.name,
            year: self.label.year,
            unit: self.label.unit,
            sd_real_size: sd(&self.real),
            by_parameters: self.expected.variance(),
            by_chance_real_size: self.chance.variance(),
            sd_as_simulated: sd(&self.simulated),
            by_chance_as_simulated: self.chance_simulated.variance(),
            plain_replications: None,
        }
    }
}

/// Every figure of an arm in one replication, always in the same order; none where nothing is expected.
fn told(
    system: &System,
    base: &ArmResult,
    arm: &ArmResult,
    index: usize,
    take: &mut dyn FnMut(&dyn Fn() -> FigureLabel, FigureParts),
) {
    let (Some(base_real), Some(real)) = (&base.real_size, &arm.real_size) else {
        return;
    };
    let paid = |result: &ArmResult, real: &RealSize| -> Vec<Vec<FigureParts>> {
        let of = [&real.expected.paid, &real.paid, &result.paid];
        by_payer(system, of)
    };
    let of_arm = paid(arm, real);
    payers(system, &of_arm, false, take);
    outcomes(system, arm, real, take);
    if index != system.comparator {
        let mut difference = of_arm;
        let pairs = difference.iter_mut().flatten();
        let base = paid(base, base_real);
        for (figure, base) in pairs.zip(base.iter().flatten()) {
            figure
                .iter_mut()
                .zip(base)
                .for_each(|(of, base)| *of -= base);
        }
        payers(system, &difference, true, take);
    }
}

/// What every payer, then all of them, lay out by year, in EUR.
fn by_payer(system: &System, of: [&Vec<Vec<Cents>>; 3]) -> Vec<Vec<FigureParts>> {
    let years = 0..system.time.years;
    let one = |payer: usize| {
        years
            .clone()
            .map(move |year| of.map(|paid| paid[payer][year]))
    };
    let all = years
        .clone()
        .map(|year| of.map(|paid| paid.iter().map(|years| years[year]).sum::<Cents>()));
    let payers: Vec<Vec<[Cents; 3]>> = (0..system.payers.len())
        .map(|payer| one(payer).collect())
        .chain([all.collect()])
        .collect();
    let in_eur =
        |years: Vec<[Cents; 3]>| years.into_iter().map(|of| of.map(Cents::to_eur)).collect();
    payers.into_iter().map(in_eur).collect()
}

fn payers(
    system: &System,
    payers: &[Vec<FigureParts>],
    is_difference: bool,
    take: &mut dyn FnMut(&dyn Fn() -> FigureLabel, FigureParts),
) {
    for (payer, years) in payers.iter().enumerate() {
        let name = system.payers.get(payer).map_or(ALL, String::as_str);
        columns(system, years, Total::Costs, true, &mut |year, parts| {
            let label = || FigureLabel {
                is_difference,
                name: name.to_string(),
                year: year.named(system),
                unit: EUR.to_string(),
            };
            take(&label, parts);
        });
    }
}

/// Outcomes, of which those that carry value by year too.
fn outcomes(
    system: &System,
    arm: &ArmResult,
    real: &RealSize,
    take: &mut dyn FnMut(&dyn Fn() -> FigureLabel, FigureParts),
) {
    let of = [&real.expected.outcomes, &real.outcomes, &arm.outcomes];
    for (index, outcome) in arm.labels.iter().enumerate() {
        let years: Vec<FigureParts> = (0..system.time.years)
            .map(|year| of.map(|outcomes| outcomes[year][index]))
            .collect();
        let by_year = outcome.total == Total::Effects;
        columns(
            system,
            &years,
            outcome.total,
            by_year,
            &mut |year, parts| {
                let label = || FigureLabel {
                    is_difference: false,
                    name: format!("{}:{}", outcome.outcome, outcome.group),
                    year: year.named(system),
                    unit: outcome.unit.clone(),
                };
                take(&label, parts);
            },
        );
    }
}

/// A column of a table.
#[derive(Clone, Copy)]
enum FigureYear {
    Of(usize),
    Total,
    Discounted,
}

impl FigureYear {
    fn named(self, system: &System) -> String {
        match self {
            FigureYear::Of(year) => system.time.calendar(year).to_string(),
            FigureYear::Total => TOTAL.to_string(),
            FigureYear::Discounted => DISCOUNTED.to_string(),
        }
    }
}

fn columns(
    system: &System,
    years: &[FigureParts],
    total: Total,
    by_year: bool,
    take: &mut dyn FnMut(FigureYear, FigureParts),
) {
    let time = &system.time;
    let weighted = |weight: &dyn Fn(usize) -> f64| -> FigureParts {
        let add = |sum: FigureParts, (year, parts): (usize, &FigureParts)| {
            std::array::from_fn(|of| sum[of] + weight(year) * parts[of])
        };
        years.iter().enumerate().fold([0.0; 3], add)
    };
    if by_year {
        let years = years.iter().enumerate();
        years.for_each(|(year, parts)| take(FigureYear::Of(year), *parts));
    }
    let mean = 1.0 / time.years as f64;
    let (in_total, rate) = match total {
        Total::Sum => (1.0, None),
        Total::Mean => (mean, None),
        Total::Costs => (1.0, Some(time.discount_costs)),
        Total::Effects => (1.0, Some(time.discount_effects)),
    };
    take(FigureYear::Total, weighted(&|_| in_total));
    if let Some(rate) = rate {
        take(
            FigureYear::Discounted,
            weighted(&|year| time.discount(rate, year)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_falls_apart_into_what_is_expected_of_it_and_the_luck_on_top() {
        // Expected 10, 14, 12 (variance 4); at the real size 1 more, 1 less, as many (variance 1); as simulated 3 more, 3
        // less, as many (9). The figures are 11, 13, 12 (1) and 13, 11, 12 (1): what chance adds here, it takes from what
        // parameters do.
        let label = FigureLabel {
            is_difference: false,
            name: "insurer".into(),
            year: TOTAL.into(),
            unit: EUR.into(),
        };
        let mut figure = FigureVariance::new(label);
        for parts in [[10.0, 11.0, 13.0], [14.0, 13.0, 11.0], [12.0, 12.0, 12.0]] {
            figure.add(parts);
        }
        let found = [&figure.expected, &figure.chance, &figure.chance_simulated];
        assert_eq!(found.map(Moments::variance), [4.0, 1.0, 9.0].map(Some));
        let found = [&figure.real, &figure.simulated];
        assert_eq!(found.map(Moments::variance), [1.0, 1.0].map(Some));
    }

    #[test]
    fn an_error_a_tenth_as_large_is_worth_a_hundred_times_the_replications() {
        // Forty plain replications of sd 20 leave 20 / √40 = 3.162; an error of 0.3162 takes 4,000.
        let found = worth(Some(20.0), Some(20.0 / 40.0_f64.sqrt() / 10.0)).unwrap();
        assert!((found - 4_000.0).abs() < 1e-6, "{found}");
        assert_eq!(worth(Some(20.0), Some(0.0)), None);
        assert_eq!(worth(Some(20.0), None), None);
    }
}
