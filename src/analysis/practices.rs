//! Practices with lists: their margins, how they spread, and who is better off than under the comparator. Shown where
//! everyone is simulated: a sample would make every list look smaller, and its margin more uncertain, than it is.

use crate::base::statistics::{self, Summary};
use crate::outcome::Provider;
use crate::simulation::{ArmResult, Replication, Run};
use crate::system::System;

use super::rows::ProviderRow;
use super::series;

/// Thirds of the practices by the size of their list.
const SIZES: [&str; 3] = ["small", "medium", "large"];

/// What `all` and the thirds by size come to in one year of one arm.
pub(super) struct Practices<'a> {
    system: &'a System,
    run: &'a Run,
    arm: usize,
    year: usize,
}

/// Spread over practices of one group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Spread {
    /// Standard deviation of the margin per FTE over practices, EUR, mean over replications.
    pub margin_sd: Option<f64>,
    /// Share of practices whose margin is above their own under the comparator, with its Monte Carlo error.
    pub share_better_off: Option<(f64, Option<f64>)>,
}

impl<'a> Practices<'a> {
    /// `None` where practices are not counted one by one.
    pub fn new(system: &'a System, run: &'a Run, arm: usize, year: usize) -> Option<Practices<'a>> {
        let first = run.replications.first()?;
        let is_counted = first.arms[arm]
            .practices
            .get(year)
            .is_some_and(|all| !all.is_empty());
        is_counted.then_some(Practices {
            system,
            run,
            arm,
            year,
        })
    }

    /// The spread over all practices.
    pub fn all(&self) -> Spread {
        self.spread(&self.places(None))
    }

    /// A row a third.
    pub fn rows(&self, discipline: &str) -> Vec<ProviderRow> {
        SIZES
            .iter()
            .enumerate()
            .filter_map(|(third, name)| self.row(discipline, name, &self.places(Some(third))))
            .collect()
    }

    fn places(&self, third: Option<usize>) -> Vec<usize> {
        let Some(panels) = &self.system.panels else {
            return Vec::new();
        };
        let by_size = panels.by_size();
        let end = |third: usize| by_size.len() * third / SIZES.len();
        match third {
            Some(third) => by_size[end(third)..end(third + 1)].to_vec(),
            None => by_size,
        }
    }

    fn row(&self, discipline: &str, name: &str, places: &[usize]) -> Option<ProviderRow> {
        if places.is_empty() {
            return None;
        }
        let sums: Vec<Provider> = self
            .results()
            .map(|result| sum(&result.practices[self.year], places))
            .collect();
        let income = series::spread(&sums.iter().map(|sum| sum.income).collect::<Vec<_>>());
        let mean = |of: &dyn Fn(&Provider) -> Option<f64>| -> Option<f64> {
            let values: Option<Vec<f64>> = sums.iter().map(of).collect();
            statistics::mean(&values?)
        };
        let margins: Option<Vec<f64>> = sums.iter().map(margin_per_fte).collect();
        let margin = margins.map(|values| series::spread(&values));
        let spread = self.spread(places);
        Some(ProviderRow {
            arm: self.system.arms[self.arm].name.clone(),
            year: self.system.time.calendar(self.year),
            discipline: discipline.into(),
            practice_size: name.into(),
            practices: Some(places.len() as u32),
            income: income.mean,
            income_mc_error: income.mc_error,
            cost: mean(&|sum| sum.cost),
            fte: mean(&|sum| sum.fte),
            margin_per_fte: margin.map(|margin| margin.mean),
            margin_per_fte_mc_error: margin.and_then(|margin| margin.mc_error),
            margin_sd_over_practices: spread.margin_sd,
            share_better_off: spread.share_better_off.map(|(share, _)| share),
            share_better_off_mc_error: spread.share_better_off.and_then(|(_, error)| error),
        })
    }

    fn results(&self) -> impl Iterator<Item = &ArmResult> {
        let replications = self.run.replications.iter();
        replications.map(|replication| &replication.arms[self.arm])
    }

    fn spread(&self, places: &[usize]) -> Spread {
        let sds: Option<Vec<f64>> = self
            .results()
            .map(|result| {
                let margins = places
                    .iter()
                    .map(|&place| &result.practices[self.year][place]);
                let margins: Option<Vec<f64>> = margins.map(margin_per_fte).collect();
                statistics::variance(&margins?).map(f64::sqrt)
            })
            .collect();
        Spread {
            margin_sd: sds.and_then(|values| statistics::mean(&values)),
            share_better_off: self.share_better_off(places),
        }
    }

    /// Practice by practice and replication by replication, against the same practice under the comparator; with the error
    /// that the number of replications leaves, whose practices share their luck.
    fn share_better_off(&self, places: &[usize]) -> Option<(f64, Option<f64>)> {
        if self.arm == self.system.comparator {
            return None;
        }
        let better = |replication: &Replication| -> Option<f64> {
            let of = |arm: usize| &replication.arms[arm].practices[self.year];
            let (here, there) = (of(self.arm), of(self.system.comparator));
            let gains: Option<Vec<f64>> = places
                .iter()
                .map(|&place| {
                    let (here, there) = (margin(&here[place])?, margin(&there[place])?);
                    Some(f64::from(u8::from(here > there)))
                })
                .collect();
            statistics::mean(&gains?)
        };
        let shares: Option<Vec<f64>> = self.run.replications.iter().map(better).collect();
        Summary::of(&shares?).map(|shares| (shares.mean, shares.mc_error))
    }
}

fn margin(provider: &Provider) -> Option<f64> {
    Some(provider.income - provider.cost?)
}

fn margin_per_fte(provider: &Provider) -> Option<f64> {
    Some(margin(provider)? / provider.fte.filter(|fte| *fte > 0.0)?)
}

fn sum(practices: &[Provider], places: &[usize]) -> Provider {
    let add = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
    let none = Provider {
        income: 0.0,
        cost: Some(0.0),
        fte: Some(0.0),
    };
    places.iter().fold(none, |sum, &place| Provider {
        income: sum.income + practices[place].income,
        cost: add(sum.cost, practices[place].cost),
        fte: add(sum.fte, practices[place].fte),
    })
}
