//! The cohort twin as control variate: what chance has drawn too high or too low in the twin, which knows its own mean, it
//! has most likely drawn too high or too low in the simulation.
//!
//! With y the figures of the replications and x the twin's at the same parameters, the least-squares line of y on x is read
//! at the twin's mean over all parameters, μ: ȳ + b(μ − x̄), with the standard error of a fitted line,
//! s²(1/n + (μ − x̄)²/Σ(x − x̄)²), and b² times the squared error of μ on top (Nelson, Operations Research 1990; with a mean
//! that is estimated itself: Pasupathy and others, IIE Transactions 2012). b is estimated from the same replications, whose
//! bias vanishes faster than the error. The line is used where it shrinks the error, and nowhere else.

use crate::base::statistics;
use crate::cohort::draws::{ExpectedSpending, TwinDraws};
use crate::simulation::Run;
use crate::system::System;
use crate::system::plan::Plan;

use super::rows::ControlVariateRow;
use super::series::{self, SeriesColumn, spread};

/// With fewer replications a slope says nothing.
const FEWEST: usize = 10;
/// A line is used where the squared correlation times the number of replications is more: of figures that have nothing to do
/// with the twin's, one in two hundred. At 4, one in twenty, errors of those were told a fifth too small with 20 replications.
const REAL: f64 = 8.0;

/// Rows of control_variate.csv: what each payer of each arm lays out, then what that differs from the comparator.
pub fn rows(plan: &Plan, run: &Run, twin: &TwinDraws) -> Vec<ControlVariateRow> {
    let system = plan.means();
    let figures: Vec<Vec<PairedAmount>> = (0..system.arms.len())
        .map(|arm| figures(system, run, twin, arm))
        .collect();
    let levels = figures.iter().zip(&system.arms).flat_map(|(figures, arm)| {
        let rows = figures.iter();
        rows.map(|figure| figure.row(&arm.name, ""))
    });
    let comparator = system.comparator;
    let others = (0..system.arms.len()).filter(|&arm| arm != comparator);
    let differences = others.flat_map(|arm| {
        let pairs = figures[arm].iter().zip(&figures[comparator]);
        let [name, with] = [arm, comparator].map(|arm| &system.arms[arm].name);
        pairs.map(|(figure, base)| figure.minus(base).row(name, with))
    });
    levels.chain(differences).collect()
}

/// One amount over replications, and the twin's.
struct PairedAmount {
    payer: String,
    simulated: SeriesColumn,
    /// At the parameters of each replication.
    twin: Vec<f64>,
    /// At further parameters.
    further: Vec<Vec<f64>>,
}

/// Every payer and `all`, every year, in total and discounted.
fn figures(system: &System, run: &Run, twin: &TwinDraws, arm: usize) -> Vec<PairedAmount> {
    let of = |draws: &[ExpectedSpending]| {
        series::payers_in(system, draws.len(), &|draw| &draws[draw][arm])
    };
    let at_replications = of(&twin.replications);
    let batches: Vec<_> = twin.batches.iter().map(|batch| of(batch)).collect();
    let simulated = series::payers(system, run, arm);
    let payers = simulated.into_iter().enumerate();
    payers
        .flat_map(|(payer, (name, columns))| {
            let twins = at_replications[payer].1.iter().enumerate();
            let batches = &batches;
            let pairs = columns.into_iter().zip(twins);
            pairs.map(move |(simulated, (index, twin))| PairedAmount {
                payer: name.clone(),
                simulated,
                twin: twin.values.clone(),
                further: batches
                    .iter()
                    .map(|batch| batch[payer].1[index].values.clone())
                    .collect(),
            })
        })
        .collect()
}

impl PairedAmount {
    fn minus(&self, other: &PairedAmount) -> PairedAmount {
        let less = |left: &[f64], right: &[f64]| -> Vec<f64> {
            left.iter().zip(right).map(|(one, two)| one - two).collect()
        };
        let further = self.further.iter().zip(&other.further);
        PairedAmount {
            payer: self.payer.clone(),
            simulated: self.simulated.minus(&other.simulated),
            twin: less(&self.twin, &other.twin),
            further: further.map(|(left, right)| less(left, right)).collect(),
        }
    }

    fn row(&self, arm: &str, comparator: &str) -> ControlVariateRow {
        let plain = spread(&self.simulated.values);
        let means = self.further.iter().map(|batch| statistics::mean(batch));
        let means: Vec<f64> = means.map(Option::unwrap_or_default).collect();
        let line = FittedLine::fitted(&self.simulated.values, &self.twin, &means);
        let shrinks = |line: &FittedLine| {
            let is_real = line.correlation * line.correlation > REAL / self.twin.len() as f64;
            is_real && plain.mc_error.is_some_and(|error| line.error < error)
        };
        let used = line.as_ref().filter(|line| shrinks(line));
        ControlVariateRow {
            arm: arm.to_string(),
            comparator: comparator.to_string(),
            year: self.simulated.year.clone(),
            payer: self.payer.clone(),
            mean: plain.mean,
            mc_error: plain.mc_error,
            correlation: line.as_ref().map(|line| line.correlation),
            controlled_mean: used.map_or(plain.mean, |line| line.mean),
            controlled_mc_error: used.map(|line| line.error).or(plain.mc_error),
            variance_ratio: plain
                .mc_error
                .zip(used)
                .map(|(error, line)| (error / line.error) * (error / line.error)),
        }
    }
}

/// A line of simulated figures on the twin's, read at the twin's mean.
#[derive(Debug, Clone, PartialEq)]
struct FittedLine {
    correlation: f64,
    mean: f64,
    error: f64,
}

impl FittedLine {
    /// `None` with too few replications, and where either never differs.
    fn fitted(simulated: &[f64], twin: &[f64], batches: &[f64]) -> Option<FittedLine> {
        let replications = simulated.len();
        let [y, x] = [statistics::mean(simulated)?, statistics::mean(twin)?];
        let [in_y, in_x] = [
            statistics::variance(simulated)?,
            statistics::variance(twin)?,
        ];
        if replications < FEWEST || in_y <= 0.0 || in_x <= 0.0 {
            return None;
        }
        let together = statistics::covariance(simulated, twin)?;
        let slope = together / in_x;
        let n = replications as f64;
        let residual = (in_y - slope * together).max(0.0) * (n - 1.0) / (n - 2.0);
        let mean = statistics::mean(batches)?;
        let of_mean = statistics::variance(batches)? / batches.len() as f64;
        let away = mean - x;
        let of_line = residual * (1.0 / n + away * away / (in_x * (n - 1.0)));
        Some(FittedLine {
            correlation: together / (in_x * in_y).sqrt(),
            mean: y + slope * away,
            error: (of_line + slope * slope * of_mean).sqrt(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_at_the_mean_of_the_twin_with_its_error() {
        // Ten replications: x = 1 … 10, x̄ = 5.5, Σ(x − x̄)² = 82.5. y = 2x plus −1, +1 by turns: Σ(x − x̄)·r with r the
        // turns is 5 (pairs 2 − 1, 4 − 3, …), so b = 2 + 5/82.5, ȳ = 11. Residual sum of squares: Σr² − 5²/82.5 = 10 −
        // 0.30303. At μ = 7.5: 11 + 2b.
        let x: Vec<f64> = (1..=10).map(f64::from).collect();
        let turns = [-1.0, 1.0].into_iter().cycle();
        let y: Vec<f64> = x
            .iter()
            .zip(turns)
            .map(|(x, turn)| 2.0 * x + turn)
            .collect();
        let line = FittedLine::fitted(&y, &x, &[7.0, 8.0]).unwrap();
        let slope = 2.0 + 5.0 / 82.5;
        assert!((line.mean - (11.0 + 2.0 * slope)).abs() < 1e-12);
        let residual = (10.0 - 25.0 / 82.5) / 8.0;
        // Two batches half apart from their mean: variance 0.5, of the mean 0.25.
        let variance = residual * (0.1 + 4.0 / 82.5) + slope * slope * 0.25;
        assert!((line.error - variance.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn there_is_no_line_with_few_replications_or_where_nothing_differs() {
        let x: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(FittedLine::fitted(&x, &x, &[5.0, 5.1]), None);
        let (same, other) = (vec![3.0; 12], (0..12).map(f64::from).collect::<Vec<_>>());
        assert_eq!(FittedLine::fitted(&same, &other, &[5.0, 5.1]), None);
        assert_eq!(FittedLine::fitted(&other, &same, &[5.0, 5.1]), None);
    }
}
