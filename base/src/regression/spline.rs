//! Cubic splines of one parameter, with the penalty on their bends.
//!
//! Comes in: the values of a parameter by draw. Goes out: functions of it that are orthogonal over the draws, the straight
//! one first, each with how much it bends ([`SplineTerms`]). Deliberately absent: what they are fitted to.
//!
//! B-splines on knots at quantiles with the integral of the squared second derivative as penalty (O'Sullivan, Statistical
//! Science 1986), brought to the functions in which both are diagonal (Demmler and Reinsch, Numerische Mathematik 1975).

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Functions of one parameter at its draws.
#[derive(Debug, Clone)]
pub(super) struct SplineTerms {
    /// `[draw, term]`: orthonormal columns with mean 0.
    pub columns: DMatrix<f64>,
    /// By term: the penalty on a unit of it, ascending; 0 of a straight line and of what no line can say.
    pub bends: Vec<f64>,
}

/// Splines so free at most: with the constant, ten functions, as in mgcv's default.
const MOST_TERMS: usize = 9;
/// Draws that each further function needs.
const DRAWS_PER_TERM: usize = 8;
/// Values so few are levels, each with a mean of its own.
const MOST_LEVELS: usize = 4;
/// Directions with less than this part of the largest are rounding.
const ROUNDING: f64 = 1e-10;

/// The functions of a parameter; none of one that is the same in every draw.
pub(super) fn terms(values: &[f64]) -> Option<SplineTerms> {
    let mut distinct = values.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if distinct.len() < 2 {
        return None;
    }
    let wanted = (values.len() / DRAWS_PER_TERM).clamp(1, MOST_TERMS);
    let (columns, penalty) = if distinct.len() <= MOST_LEVELS && distinct.len() <= wanted + 1 {
        levels(values, &distinct)
    } else if wanted < 3 || distinct.len() < 6 {
        straight(values)
    } else {
        cubic(values, &distinct, wanted)
    };
    diagonal(columns, penalty)
}

/// A column a level.
fn levels(values: &[f64], distinct: &[f64]) -> (DMatrix<f64>, DMatrix<f64>) {
    let count = distinct.len();
    let is_of = |draw: usize, level: usize| f64::from(u8::from(values[draw] == distinct[level]));
    let columns = DMatrix::from_fn(values.len(), count, is_of);
    (columns, DMatrix::zeros(count, count))
}

fn straight(values: &[f64]) -> (DMatrix<f64>, DMatrix<f64>) {
    let (middle, width) = middle_and_width(values);
    let columns = DMatrix::from_fn(values.len(), 1, |draw, _| (values[draw] - middle) / width);
    (columns, DMatrix::zeros(1, 1))
}

fn middle_and_width(values: &[f64]) -> (f64, f64) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low / 2.0 + high / 2.0, high / 2.0 - low / 2.0)
}

/// Cubic B-splines, `terms` and one more, on [-1, 1].
fn cubic(values: &[f64], distinct: &[f64], terms: usize) -> (DMatrix<f64>, DMatrix<f64>) {
    let (middle, width) = middle_and_width(values);
    let moved = |value: f64| ((value - middle) / width).clamp(-1.0, 1.0);
    let inner = terms - 3;
    let at = |knot: usize| {
        let place = (knot + 1) as f64 / (inner + 1) as f64 * (distinct.len() - 1) as f64;
        moved(distinct[libm::round(place) as usize])
    };
    let mut breaks: Vec<f64> = (0..inner).map(at).collect();
    breaks.retain(|knot| knot.abs() < 1.0 - 1e-9);
    breaks.dedup_by(|one, other| (*one - *other).abs() < 1e-9);
    let ends = |end: f64| std::iter::repeat_n(end, 4);
    let knots: Vec<f64> = ends(-1.0)
        .chain(breaks.iter().copied())
        .chain(ends(1.0))
        .collect();
    let count = knots.len() - 4;
    let mut columns = DMatrix::zeros(values.len(), count);
    for (draw, &value) in values.iter().enumerate() {
        let (first, found) = b_splines(&knots, moved(value));
        (0..4).for_each(|step| columns[(draw, first + step)] = found[step]);
    }
    (columns, bending(&knots, count))
}

/// The four cubic B-splines that are not 0 at `x`, and the number of the first (de Boor, A Practical Guide to Splines).
fn b_splines(knots: &[f64], x: f64) -> (usize, [f64; 4]) {
    let last = knots.len() - 5;
    let span = (3..=last).rev().find(|&span| knots[span] <= x).unwrap_or(3);
    let mut found = [1.0, 0.0, 0.0, 0.0];
    for degree in 1..=3 {
        let mut saved = 0.0;
        for step in 0..degree {
            let (right, left) = (knots[span + step + 1], knots[span + 1 + step - degree]);
            let share = found[step] / (right - left);
            found[step] = saved + (right - x) * share;
            saved = (x - left) * share;
        }
        found[degree] = saved;
    }
    (span - 3, found)
}

/// The integral of the products of second derivatives, which are straight between knots: Simpson's rule is exact.
fn bending(knots: &[f64], count: usize) -> DMatrix<f64> {
    let mut penalty = DMatrix::zeros(count, count);
    for pair in knots.windows(2).filter(|pair| pair[1] > pair[0]) {
        let (low, high) = (pair[0], pair[1]);
        let inner = (high - low) * 1e-9;
        for (at, weight) in [
            (low + inner, 1.0),
            ((low + high) / 2.0, 4.0),
            (high - inner, 1.0),
        ] {
            let second = second_derivatives(knots, count, at);
            penalty += &second * second.transpose() * (weight * (high - low) / 6.0);
        }
    }
    penalty
}

/// Of every cubic B-spline: differences of differences of straight ones.
fn second_derivatives(knots: &[f64], count: usize, x: f64) -> DVector<f64> {
    let hat = |first: usize| -> f64 {
        let (low, middle, high) = (knots[first], knots[first + 1], knots[first + 2]);
        match () {
            () if x < low || x >= high => 0.0,
            () if x < middle => (x - low) / (middle - low),
            () => (high - x) / (high - middle),
        }
    };
    let over = |value: f64, first: usize, degree: usize| {
        let width = knots[first + degree] - knots[first];
        if width > 0.0 {
            degree as f64 * value / width
        } else {
            0.0
        }
    };
    let slope = |first: usize| over(hat(first), first, 2) - over(hat(first + 1), first + 1, 2);
    let bend = |first: usize| over(slope(first), first, 3) - over(slope(first + 1), first + 1, 3);
    DVector::from_fn(count, |first, _| bend(first))
}

/// The functions in which both the draws and the penalty are diagonal, without the constant.
fn diagonal(mut columns: DMatrix<f64>, penalty: DMatrix<f64>) -> Option<SplineTerms> {
    for mut column in columns.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    let gram = SymmetricEigen::new(columns.transpose() * &columns);
    let largest = gram.eigenvalues.max();
    let kept: Vec<usize> = (0..gram.eigenvalues.len())
        .filter(|&at| gram.eigenvalues[at] > ROUNDING * largest)
        .collect();
    if kept.is_empty() || largest <= 0.0 {
        return None;
    }
    let mut white = gram.eigenvectors.select_columns(&kept);
    for (mut column, &at) in white.column_iter_mut().zip(&kept) {
        column /= gram.eigenvalues[at].sqrt();
    }
    let bends = SymmetricEigen::new(white.transpose() * penalty * &white);
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by(|&one, &other| bends.eigenvalues[one].total_cmp(&bends.eigenvalues[other]));
    let turned = bends.eigenvectors.select_columns(&order);
    let most = bends.eigenvalues.max().max(0.0);
    let bend = |&at: &usize| {
        let bend = bends.eigenvalues[at];
        if bend > ROUNDING * most { bend } else { 0.0 }
    };
    Some(SplineTerms {
        columns: columns * white * turned,
        bends: order.iter().map(bend).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;

    fn draws(count: usize) -> Vec<f64> {
        let mut stream = Key::root(5).stream();
        (0..count).map(|_| stream.uniform()).collect()
    }

    #[test]
    fn b_splines_add_up_to_one_and_their_second_derivatives_to_nothing() {
        let knots = [-1.0, -1.0, -1.0, -1.0, -0.2, 0.5, 1.0, 1.0, 1.0, 1.0];
        for x in [-1.0, -0.7, -0.2, 0.1, 0.5, 0.99, 1.0] {
            let (first, found) = b_splines(&knots, x);
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-14, "{x}");
            assert!(first <= 2 && found.iter().all(|value| *value >= -1e-15));
        }
        for x in [-0.9, 0.0, 0.7] {
            let second = second_derivatives(&knots, 6, x);
            assert!(second.sum().abs() < 1e-12);
            // Against differences of the splines themselves.
            let step = 1e-4;
            let value = |x: f64, which: usize| {
                let (first, found) = b_splines(&knots, x);
                which
                    .checked_sub(first)
                    .filter(|at| *at < 4)
                    .map_or(0.0, |at| found[at])
            };
            for which in 0..6 {
                let [before, here, after] = [x - step, x, x + step].map(|x| value(x, which));
                let by_differences = (before - 2.0 * here + after) / (step * step);
                assert!(
                    (second[which] - by_differences).abs() < 1e-4,
                    "{which} at {x}"
                );
            }
        }
    }

    #[test]
    fn terms_are_orthonormal_without_a_mean_and_the_first_is_straight() {
        let values = draws(200);
        let found = terms(&values).expect("terms");
        assert_eq!(found.columns.ncols(), MOST_TERMS);
        let gram = found.columns.transpose() * &found.columns;
        assert!((gram - DMatrix::identity(9, 9)).abs().max() < 1e-10);
        assert!(found.columns.row_sum().abs().max() < 1e-10);
        assert_eq!(found.bends[0], 0.0);
        assert!(found.bends[1..].iter().all(|bend| *bend > 0.0));
        // The straight one is the parameter itself, up to where it begins and its unit.
        let mean = values.iter().sum::<f64>() / 200.0;
        let size = values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            .sqrt();
        let along: f64 = (0..200)
            .map(|draw| found.columns[(draw, 0)] * (values[draw] - mean) / size)
            .sum();
        assert!((along.abs() - 1.0).abs() < 1e-9, "{along}");
    }

    #[test]
    fn a_constant_has_no_terms_and_few_values_have_one_a_level() {
        assert!(terms(&[3.0; 50]).is_none());
        let levels: Vec<f64> = (0..60).map(|draw| f64::from(draw % 3)).collect();
        let found = terms(&levels).expect("terms");
        assert_eq!((found.columns.ncols(), found.bends), (2, vec![0.0, 0.0]));
    }

    #[test]
    fn few_draws_have_a_straight_line_alone() {
        assert_eq!(terms(&draws(12)).expect("terms").columns.ncols(), 1);
        assert_eq!(terms(&draws(40)).expect("terms").columns.ncols(), 5);
    }
}
