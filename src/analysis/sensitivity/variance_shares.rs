//! What spreads a result: the share of its variance over draws that each unknown brings by itself.
//!
//! Comes in: a twin to ask, unknowns, draws. Goes out: a [`VarianceShareRow`] an arm, figure and unknown, the largest share first.
//! Deliberately absent: chance among persons, which the twin has none of.
//!
//! All unknowns are drawn together, as a run of the same seed draws them, and the result is regressed on each of them: on the
//! normal score of its quantile (a straight line) and on that squared less one over the root of two (a bend), which are uncorrelated and of variance one
//! each where unknowns are independent. The share of an unknown is the squared coefficients, less what their errors add on
//! average, over the variance of the result. Of unknowns that go together the share is the coefficient times the covariance with the
//! result: by itself and through those it goes with (Li and others, Journal of Physical Chemistry A 2010). R² says how much all of that explains; what is left is stronger bends, and unknowns that
//! work together.

use nalgebra::{Cholesky, DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use crate::base::distribution::normal;
use crate::base::statistics;
use crate::base::written::{known, number};
use crate::simulation::Stopped;

use super::asking::{Moved, Subject, TwinAnalysis};
use super::one_way::cell;
use super::unknowns::Unknown;

/// Draws for each coefficient below which a regression is refused: fewer leave the errors too little to be told from.
const LEAST_DRAWS_EACH: f64 = 1.5;

/// What one unknown does to the spread of one result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VarianceShareRow {
    /// What it is about.
    pub subject: Subject,
    /// From 1: the unknown that brings most.
    pub rank: u32,
    /// The dotted path of the unknown.
    pub parameter: String,
    /// The place in words.
    pub label: String,
    /// Share of the variance that it brings by itself; by error below 0 where it brings next to nothing.
    #[serde(serialize_with = "known")]
    pub share: Option<f64>,
    /// Standard error of that.
    #[serde(serialize_with = "known")]
    pub error: Option<f64>,
    /// The part of the share that is a straight line; the rest is a bend.
    #[serde(serialize_with = "known")]
    pub straight: Option<f64>,
    /// What a standard score more of it changes the result by, in the unit of the result.
    #[serde(serialize_with = "known")]
    pub slope: Option<f64>,
    /// Standard deviation of the result over draws.
    #[serde(serialize_with = "cell")]
    pub sd: Option<f64>,
    /// Its mean over draws.
    #[serde(serialize_with = "cell")]
    pub mean: Option<f64>,
    /// Share of the variance that all unknowns explain one by one, corrected for their number.
    #[serde(serialize_with = "known")]
    pub r_squared: Option<f64>,
    /// Draws.
    #[serde(serialize_with = "number")]
    pub draws: f64,
}

/// The least draws that so many unknowns need.
pub fn least_draws(unknowns: usize) -> u32 {
    ((1.0 + 2.0 * unknowns as f64) * LEAST_DRAWS_EACH) as u32 + 16
}

/// Every arm but the comparator, every figure, every unknown.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
///
/// # Panics
/// With fewer than [`least_draws`].
pub fn variance_shares(
    asking: &TwinAnalysis,
    unknowns: &[Unknown],
    seed: u64,
    draws: u32,
) -> Result<Vec<VarianceShareRow>, Stopped> {
    assert!(draws >= least_draws(unknowns.len()), "too few draws");
    let scores: Vec<Vec<f64>> = (0..draws)
        .map(|number| {
            let draw = asking.question.draw(seed, number);
            let at = |unknown: &Unknown| draw.quantile(&unknown.key).unwrap_or(0.5);
            unknowns.iter().map(at).collect()
        })
        .collect();
    let questions: Vec<Moved> = scores
        .iter()
        .map(|at| unknowns.iter().zip(at.iter().copied()).collect())
        .collect();
    let answers = asking.all(questions)?;
    let tied = unknowns
        .iter()
        .map(|unknown| asking.question.is_tied(unknown));
    let regression = Regression::on(&scores, tied.collect());
    let mut rows = Vec::new();
    for (arm, figure, subject) in asking.subjects() {
        let results: Option<Vec<f64>> = answers.iter().map(|answer| answer[arm][figure]).collect();
        let found = results.as_ref().and_then(|results| regression.of(results));
        let mut of_subject: Vec<VarianceShareRow> = unknowns
            .iter()
            .enumerate()
            .map(|(index, unknown)| row(&subject, unknown, found.as_ref(), index, draws))
            .collect();
        let share = |row: &VarianceShareRow| row.share.unwrap_or(f64::NEG_INFINITY);
        of_subject.sort_by(|one, other| share(other).total_cmp(&share(one)));
        for (place, row) in of_subject.iter_mut().enumerate() {
            row.rank = place as u32 + 1;
        }
        rows.extend(of_subject);
    }
    Ok(rows)
}

fn row(
    subject: &Subject,
    unknown: &Unknown,
    found: Option<&ExplainedVariance>,
    index: usize,
    draws: u32,
) -> VarianceShareRow {
    let of = |value: &dyn Fn(&ExplainedVariance) -> f64| found.map(value);
    VarianceShareRow {
        subject: subject.clone(),
        rank: 0,
        parameter: unknown.path().to_string(),
        label: unknown.label.clone(),
        share: of(&|found| found.shares[index].share),
        error: of(&|found| found.shares[index].error),
        straight: of(&|found| found.shares[index].straight),
        slope: of(&|found| found.shares[index].slope),
        sd: of(&|found| found.variance.sqrt()),
        mean: of(&|found| found.mean),
        r_squared: of(&|found| found.r_squared),
        draws: f64::from(draws),
    }
}

/// A regression on the same draws, for any result.
struct Regression {
    design: DMatrix<f64>,
    /// Of the products of columns; `None` where draws do not tell all columns apart.
    factor: Option<Cholesky<f64, Dyn>>,
    /// Whether an unknown goes with others.
    tied: Vec<bool>,
}

/// What a regression tells of one result.
#[derive(Debug, Clone, PartialEq)]
struct ExplainedVariance {
    mean: f64,
    variance: f64,
    r_squared: f64,
    shares: Vec<Share>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Share {
    share: f64,
    error: f64,
    straight: f64,
    slope: f64,
}

impl Regression {
    /// Where unknowns stand in each draw.
    fn on(quantiles: &[Vec<f64>], tied: Vec<bool>) -> Regression {
        let unknowns = quantiles.first().map_or(0, Vec::len);
        let design = DMatrix::from_fn(quantiles.len(), 1 + 2 * unknowns, |draw, column| {
            let score = |unknown: usize| normal::quantile(quantiles[draw][unknown]);
            match column {
                0 => 1.0,
                column if column % 2 == 1 => score(column / 2),
                column => {
                    let score = score(column / 2 - 1);
                    (score * score - 1.0) * std::f64::consts::FRAC_1_SQRT_2
                }
            }
        });
        let factor = (design.transpose() * &design).cholesky();
        Regression {
            design,
            factor,
            tied,
        }
    }

    /// `None` of a result that does not vary.
    fn of(&self, results: &[f64]) -> Option<ExplainedVariance> {
        let variance = statistics::variance(results).filter(|variance| *variance > 0.0)?;
        let mean = statistics::mean(results)?;
        let factor = self.factor.as_ref()?;
        let results = DMatrix::from_fn(results.len(), 1, |draw, _| results[draw] - mean);
        let products = self.design.transpose() * &results;
        let coefficients = factor.solve(&products);
        let left = &results - &self.design * &coefficients;
        let (draws, columns) = self.design.shape();
        let unexplained = left.norm_squared() / (draws - columns) as f64;
        let inverse = factor.inverse();
        let squared_error = |column: usize| unexplained * inverse[(column, column)];
        let alone = |column: usize| coefficients[column].powi(2) - squared_error(column);
        let with_others =
            |column: usize| coefficients[column] * products[column] / (draws - 1) as f64;
        let part = |column: usize| match self.tied[(column - 1) / 2] {
            true => with_others(column),
            false => alone(column),
        };
        let share = |unknown: usize| {
            let columns = [1 + 2 * unknown, 2 + 2 * unknown];
            // The variance of a squared estimate: 4β²σ² + 2σ⁴, with β² as it was estimated.
            let errors = columns.map(|column| {
                let own = squared_error(column);
                4.0 * alone(column).max(0.0) * own + 2.0 * own * own
            });
            Share {
                share: columns.iter().map(|column| part(*column)).sum::<f64>() / variance,
                error: errors.iter().sum::<f64>().sqrt() / variance,
                straight: part(columns[0]) / variance,
                slope: coefficients[columns[0]],
            }
        };
        Some(ExplainedVariance {
            mean,
            variance,
            r_squared: 1.0 - unexplained / variance,
            shares: (0..columns / 2).map(share).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::draw::Draw;

    /// Draws of three unknowns, each once in every sixteenth.
    fn draws(count: u32) -> Vec<Vec<f64>> {
        let of = |number: u32| {
            let draw = Draw::in_batch(5, number);
            let keys = ["one", "two", "three"];
            keys.map(|key| draw.quantile(key).expect("a batch"))
                .to_vec()
        };
        (0..count).map(of).collect()
    }

    fn score(quantile: f64) -> f64 {
        normal::quantile(quantile)
    }

    #[test]
    fn a_line_and_a_bend_of_independent_unknowns_bring_their_own_variance() {
        let draws = draws(480);
        let regression = Regression::on(&draws, vec![false; 3]);
        // 3 of the first, 4 of the second's bend (variance two each time half), nothing of the third.
        let results: Vec<f64> = draws
            .iter()
            .map(|at| 7.0 + 3.0 * score(at[0]) + 4.0 * (score(at[1]).powi(2) - 1.0) / 2f64.sqrt())
            .collect();
        let found = regression.of(&results).expect("a result that varies");
        assert!((found.r_squared - 1.0).abs() < 1e-9, "{found:?}");
        let explained = |variance: f64| variance / found.variance;
        for (index, variance) in [9.0, 16.0, 0.0].into_iter().enumerate() {
            let off = found.shares[index].share - explained(variance);
            assert!(off.abs() < 1e-9, "{index}: {found:?}");
        }
        assert!((found.shares[0].straight - found.shares[0].share).abs() < 1e-9);
        assert!(found.shares[1].straight.abs() < 1e-9);
        assert!((found.shares[0].slope - 3.0).abs() < 1e-9);
    }

    #[test]
    fn what_unknowns_do_together_is_left_unexplained_and_noise_brings_nothing_beyond_its_error() {
        let draws = draws(1_600);
        let regression = Regression::on(&draws, vec![false; 3]);
        let results: Vec<f64> = draws
            .iter()
            .map(|at| score(at[0]) + score(at[0]) * score(at[1]))
            .collect();
        let found = regression.of(&results).expect("a result that varies");
        // One half of the variance of two is the product.
        assert!((found.r_squared - 0.5).abs() < 0.06, "{found:?}");
        assert!(
            (found.shares[0].share - 0.5).abs() < 4.0 * found.shares[0].error,
            "{found:?}"
        );
        let noise = found.shares[2];
        assert!(
            noise.share.abs() < 4.0 * noise.error && noise.error < 0.01,
            "{found:?}"
        );
    }

    #[test]
    fn a_result_that_does_not_vary_has_no_shares() {
        let regression = Regression::on(&draws(32), vec![false; 3]);
        assert_eq!(regression.of(&[2.0; 32]), None);
    }
}
