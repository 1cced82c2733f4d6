//! The least sum of squares inside a box: Levenberg and Marquardt, as in MINPACK (Moré, Numerical Analysis 1978), on bounds
//! taken away by a logit, with differences for derivatives.

use std::cell::{Cell, RefCell};

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::storage::Owned;
use nalgebra::{DMatrix, DVector, Dyn};

/// Step of the differences, on the logit scale: wide enough for deviations that are known to six digits.
const STEP: f64 = 1e-3;
/// The search ends when it would gain less than this share of the sum, or move by less than this share.
const TOLERANCE: f64 = 1e-6;
/// Looks at new points, per dimension.
const MOST_LOOKS: usize = 50;
/// Share of the width of the box that keeps a start off its sides, where the logit is infinite.
const OFF_SIDE: f64 = 0.01;

/// How far a point is off, in each respect, or why that cannot be told.
pub type Deviations<'a> = dyn Fn(&[f64]) -> Result<Vec<f64>, String> + 'a;

/// Where the least was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The point, inside the box.
    pub point: Vec<f64>,
    /// The sum of squares there.
    pub sum: f64,
    /// How often the deviations were asked for.
    pub evaluations: u64,
}

/// What is minimized, at a point of the free scale.
struct Boxed<'a> {
    bounds: &'a [(f64, f64)],
    deviations: &'a dyn Fn(&[f64]) -> Option<Vec<f64>>,
    /// The logits at the start.
    origin: DVector<f64>,
    /// How far the logits are from those at the start, and one: the first step is measured by the size of its start, which
    /// a logit of nothing would make nothing.
    free: DVector<f64>,
    here: Option<DVector<f64>>,
}

impl Boxed<'_> {
    fn inside(&self, free: &DVector<f64>) -> Vec<f64> {
        let logits = self
            .origin
            .iter()
            .zip(free)
            .map(|(at, free)| at + free - 1.0);
        let sides = self.bounds.iter().zip(logits);
        sides
            .map(|((low, high), logit)| low + (high - low) / (1.0 + libm::exp(-logit)))
            .collect()
    }

    fn look(&self, free: &DVector<f64>) -> Option<DVector<f64>> {
        (self.deviations)(&self.inside(free)).map(DVector::from_vec)
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Boxed<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, free: &DVector<f64>) {
        self.here = self.look(free);
        self.free.clone_from(free);
    }

    fn params(&self) -> DVector<f64> {
        self.free.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        self.here.clone()
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        let here = self.here.as_ref()?;
        let column = |axis: usize| {
            let mut beside = self.free.clone();
            beside[axis] += STEP;
            self.look(&beside).map(|there| (there - here) / STEP)
        };
        let columns: Option<Vec<DVector<f64>>> = (0..self.free.len()).map(column).collect();
        columns.map(|columns| DMatrix::from_columns(&columns))
    }
}

/// The logits of a point of the box.
fn logits(bounds: &[(f64, f64)], point: &[f64]) -> DVector<f64> {
    let sides = bounds.iter().zip(point);
    let logits = sides.map(|((low, high), value)| {
        let share = ((value - low) / (high - low)).clamp(OFF_SIDE, 1.0 - OFF_SIDE);
        libm::log(share / (1.0 - share))
    });
    DVector::from_iterator(bounds.len(), logits)
}

/// The point between `bounds` (low and high of every dimension) at which the squares of `deviations` add up to least, searched
/// for from `start`. Deviations are expected to be smooth: of several minima it finds the one downhill from the start.
///
/// # Errors
/// The first one that `deviations` gives.
pub fn minimum(
    bounds: &[(f64, f64)],
    start: &[f64],
    deviations: &Deviations,
) -> Result<Optimum, String> {
    let evaluations = Cell::new(0);
    let failed: RefCell<Option<String>> = RefCell::new(None);
    let counted = |point: &[f64]| {
        evaluations.set(evaluations.get() + 1);
        deviations(point)
            .map_err(|problem| *failed.borrow_mut() = Some(problem))
            .ok()
    };
    let mut problem = Boxed {
        bounds,
        deviations: &counted,
        origin: logits(bounds, start),
        free: DVector::zeros(0),
        here: None,
    };
    problem.set_params(&DVector::from_element(bounds.len(), 1.0));
    let solver = LevenbergMarquardt::new()
        .with_tol(TOLERANCE)
        .with_patience(MOST_LOOKS);
    let (found, _) = solver.minimize(problem);
    let sum = |deviations: &[f64]| deviations.iter().map(|off| off * off).sum::<f64>();
    let mut best = (found.inside(&found.free), f64::INFINITY);
    if let Some(here) = &found.here {
        best.1 = sum(here.as_slice());
    }
    // A start on a side of the box was moved off it, and may have been the least.
    let mut sides = bounds.iter().zip(start);
    if sides.all(|((low, high), value)| (low..=high).contains(&value))
        && let Some(there) = counted(start)
        && sum(&there) <= best.1
    {
        best = (start.to_vec(), sum(&there));
    }
    let (point, sum) = best;
    let optimum = || Optimum {
        point,
        sum,
        evaluations: evaluations.get(),
    };
    failed.take().map_or_else(|| Ok(optimum()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_followed_to_its_end() {
        // (1 − x)² + (10·(y − x²))²: least, 0, at (1, 1).
        let deviations = |p: &[f64]| Ok(vec![1.0 - p[0], 10.0 * (p[1] - p[0] * p[0])]);
        let bounds = [(-3.0, 3.0), (-3.0, 3.0)];
        let found = minimum(&bounds, &[-1.2, 1.0], &deviations).expect("a minimum");
        assert!((found.point[0] - 1.0).abs() < 1e-3, "{found:?}");
        assert!((found.point[1] - 1.0).abs() < 1e-3, "{found:?}");
        assert!(found.evaluations < 100, "{found:?}");
    }

    #[test]
    fn more_deviations_than_numbers_meet_in_the_middle() {
        // (x − 1)² + (x − 2)² + (2·(x − 4))²: the mean of 1, 2, 4, 4, 4, 4 is 19/6; the sum there, with its rounding,
        // (13/6)² + (7/6)² + (10/6)² = 318/36.
        let deviations = |p: &[f64]| Ok(vec![p[0] - 1.0, p[0] - 2.0, 2.0 * (p[0] - 4.0)]);
        let found = minimum(&[(0.0, 5.0)], &[1.0], &deviations).expect("a minimum");
        assert!((found.point[0] - 19.0 / 6.0).abs() < 1e-3, "{found:?}");
        assert!((found.sum - 318.0 / 36.0).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn a_minimum_outside_the_box_is_found_on_its_side() {
        let deviations = |p: &[f64]| Ok(vec![p[0] - 7.0, p[1] - 2.5]);
        let bounds = [(0.0, 5.0), (0.0, 5.0)];
        let found = minimum(&bounds, &[1.0, 1.0], &deviations).expect("a minimum");
        assert!(found.point[0] <= 5.0 && found.point[0] > 4.99, "{found:?}");
        assert!((found.point[1] - 2.5).abs() < 1e-2, "{found:?}");
    }

    #[test]
    fn a_start_outside_the_box_is_moved_inside() {
        let deviations = |p: &[f64]| Ok(vec![p[0] - 2.0]);
        let found = minimum(&[(1.0, 3.0)], &[40.0], &deviations).expect("a minimum");
        assert!((found.point[0] - 2.0).abs() < 1e-3, "{found:?}");
        assert!(found.evaluations > 3, "{found:?}");
    }

    #[test]
    fn a_start_in_the_middle_of_the_box_moves_to_a_least_far_outside() {
        let deviations = |p: &[f64]| Ok(vec![100.0 * (p[0] - 10.0)]);
        let found = minimum(&[(1.0, 3.0)], &[2.0], &deviations).expect("a minimum");
        assert!(found.point[0] <= 3.0 && found.point[0] > 2.99, "{found:?}");
    }

    #[test]
    fn a_start_on_the_side_where_the_least_lies_stays_there() {
        let deviations = |p: &[f64]| Ok(vec![p[0] - 0.5]);
        let found = minimum(&[(1.0, 3.0)], &[1.0], &deviations).expect("a minimum");
        assert_eq!((found.point[0], found.sum), (1.0, 0.25));
    }

    #[test]
    fn fewer_deviations_than_numbers_can_all_be_met() {
        let deviations = |p: &[f64]| Ok(vec![p[0] + p[1] - 3.0]);
        let bounds = [(0.0, 5.0), (0.0, 5.0)];
        let found = minimum(&bounds, &[1.0, 1.0], &deviations).expect("a minimum");
        assert!(
            (found.point[0] + found.point[1] - 3.0).abs() < 1e-3,
            "{found:?}"
        );
    }

    #[test]
    fn a_number_that_moves_nothing_stays_where_it_was() {
        let deviations = |p: &[f64]| Ok(vec![p[0] - 2.0, 1.0]);
        let bounds = [(0.0, 5.0), (0.0, 5.0)];
        let found = minimum(&bounds, &[1.0, 4.0], &deviations).expect("a minimum");
        assert!((found.point[0] - 2.0).abs() < 1e-3, "{found:?}");
        assert!((found.point[1] - 4.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn deviations_that_cannot_be_told_end_the_search() {
        let deviations = |_: &[f64]| Err("no cost".to_string());
        assert_eq!(
            minimum(&[(0.0, 1.0)], &[0.5], &deviations),
            Err("no cost".to_string())
        );
    }
}
