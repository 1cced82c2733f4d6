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
pub(super) struct PracticeGroups<'a> {
    system: &'a System,
    run: &'a Run,
    arm: usize,
    year: usize,
}

/// Spread over practices of one group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct PracticeSpread {
    /// Standard deviation of the margin per FTE over practices, EUR, mean over replications.
    pub margin_sd: Option<f64>,
    /// Share of practices whose margin is above their own under the comparator, with its Monte Carlo error.
    pub share_better_off: Option<(f64, Option<f64>)>,
}

impl<'a> PracticeGroups<'a> {
    /// `None` where practices are not counted one by one.
    pub fn new(
        system: &'a System,
        run: &'a Run,
        arm: usize,
        year: usize,
    ) -> Option<PracticeGroups<'a>> {
        let first = run.replications.first()?;
        let is_counted = first.arms[arm]
            .practices
            .get(year)
            .is_some_and(|all| !all.is_empty());
        is_counted.then_some(PracticeGroups {
            system,
            run,
            arm,
            year,
        })
    }

    /// The spread over all practices.
    pub fn all(&self) -> PracticeSpread {
        self.spread(&self.indices(None))
    }

    /// A row a third.
    pub fn rows(&self, discipline: &str) -> Vec<ProviderRow> {
        SIZES
            .iter()
            .enumerate()
            .filter_map(|(third, name)| self.row(discipline, name, &self.indices(Some(third))))
            .collect()
    }

    fn indices(&self, third: Option<usize>) -> Vec<usize> {
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

    fn row(&self, discipline: &str, name: &str, indices: &[usize]) -> Option<ProviderRow> {
        if indices.is_empty() {
            return None;
        }
        let sums: Vec<Provider> = self
            .results()
            .map(|result| sum(&result.practices[self.year], indices))
            .collect();
        let income = series::spread(
            self.system,
            &sums.iter().map(|sum| sum.income).collect::<Vec<_>>(),
        );
        let mean = |of: &dyn Fn(&Provider) -> Option<f64>| -> Option<f64> {
            let values: Option<Vec<f64>> = sums.iter().map(of).collect();
            statistics::mean(&values?)
        };
        let margins: Option<Vec<f64>> = sums.iter().map(margin_per_fte).collect();
        let margin = margins.map(|values| series::spread(self.system, &values));
        let spread = self.spread(indices);
        Some(ProviderRow {
            arm: self.system.arms[self.arm].name.clone(),
            year: self.system.time.calendar(self.year),
            discipline: discipline.into(),
            practice_size: name.into(),
            practices: Some(indices.len() as u32),
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

    fn spread(&self, indices: &[usize]) -> PracticeSpread {
        let sds: Option<Vec<f64>> = self
            .results()
            .map(|result| {
                let margins = indices
                    .iter()
                    .map(|&index| &result.practices[self.year][index]);
                let open = margins.filter(|practice| is_open(practice));
                let margins: Option<Vec<f64>> = open.map(margin_per_fte).collect();
                statistics::variance(&margins?).map(f64::sqrt)
            })
            .collect();
        PracticeSpread {
            margin_sd: sds.and_then(|values| statistics::mean(&values)),
            share_better_off: self.share_better_off(indices),
        }
    }

    /// Practice by practice and replication by replication, against the same practice under the comparator; with the error
    /// that the number of replications leaves, whose practices share their luck.
    fn share_better_off(&self, indices: &[usize]) -> Option<(f64, Option<f64>)> {
        if self.arm == self.system.comparator {
            return None;
        }
        let better = |replication: &Replication| -> Option<f64> {
            let of = |arm: usize| &replication.arms[arm].practices[self.year];
            let (here, there) = (of(self.arm), of(self.system.comparator));
            let gains: Option<Vec<f64>> = indices
                .iter()
                .map(|&index| {
                    let is_better = is_open(&here[index]);
                    let (here, there) = (margin(&here[index])?, margin(&there[index])?);
                    Some(f64::from(u8::from(is_better && here > there)))
                })
                .collect();
            statistics::mean(&gains?)
        };
        let shares: Option<Vec<f64>> = self.run.replications.iter().map(better).collect();
        Summary::of(&shares?).map(|shares| (shares.mean, shares.mc_error))
    }
}

/// A practice that works no hours has closed: it has no margin, and is not better off.
fn is_open(provider: &Provider) -> bool {
    provider.fte != Some(0.0)
}

fn margin(provider: &Provider) -> Option<f64> {
    Some(provider.income - provider.cost?)
}

fn margin_per_fte(provider: &Provider) -> Option<f64> {
    Some(margin(provider)? / provider.fte.filter(|fte| *fte > 0.0)?)
}

fn sum(practices: &[Provider], indices: &[usize]) -> Provider {
    let add = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
    let none = Provider {
        income: 0.0,
        cost: Some(0.0),
        fte: Some(0.0),
    };
    indices.iter().fold(none, |sum, &index| Provider {
        income: sum.income + practices[index].income,
        cost: add(sum.cost, practices[index].cost),
        fte: add(sum.fte, practices[index].fte),
    })
}
