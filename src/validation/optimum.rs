//! The least sum of squares inside a box: the method of Levenberg and Marquardt (Marquardt, SIAM Journal 1963) with
//! steps cut off at the sides, and differences for derivatives.
//!
//! A number on a side of the box that the sum would push further out is left there while the others move (an active
//! set), and is let go when that is no longer so.

use nalgebra::{DMatrix, DVector};

/// Step of the differences, as a share of the width of the box: wide enough for deviations that are known to six
/// digits.
const STEP: f64 = 1e-3;
/// The search ends when a step gains less than this share of the sum.
const GAIN: f64 = 1e-7;
/// Or when the sum is as good as nothing.
const NOTHING: f64 = 1e-14;
/// Steps, at most.
const MOST_STEPS: usize = 100;
/// How much a step is damped at first, at least and at most; where no step gains anything by then, none does.
const DAMPING: [f64; 3] = [1e-4, 1e-10, 1e8];

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

/// The point between `bounds` (low and high of every dimension) at which the squares of `deviations` add up to least,
/// searched for from `start`. Deviations are expected to be smooth: of several minima it finds the one downhill from
/// the start.
///
/// # Errors
/// The first one that `deviations` gives.
pub fn minimum(
    bounds: &[(f64, f64)],
    start: &[f64],
    deviations: &Deviations,
) -> Result<Optimum, String> {
    let mut search = Search {
        bounds,
        deviations,
        evaluations: 0,
    };
    let sides = bounds.iter().zip(start);
    let shares = sides.map(|((low, high), value)| ((value - low) / (high - low)).clamp(0.0, 1.0));
    let mut here = search.look(DVector::from_iterator(bounds.len(), shares))?;
    let mut damping = DAMPING[0];
    for _ in 0..MOST_STEPS {
        let Some(there) = search.step(&here, &mut damping)? else {
            break;
        };
        let gain = here.sum() - there.sum();
        let is_near = gain <= GAIN * here.sum() && here.sides() == there.sides();
        here = there;
        if is_near || here.sum() < NOTHING {
            break;
        }
    }
    Ok(Optimum {
        point: search.inside(&here.shares),
        sum: here.sum(),
        evaluations: search.evaluations,
    })
}

struct Search<'a> {
    bounds: &'a [(f64, f64)],
    deviations: &'a Deviations<'a>,
    evaluations: u64,
}

/// A point that was looked at.
struct Point {
    /// Where it lies between the sides of the box, from 0 to 1.
    shares: DVector<f64>,
    off: DVector<f64>,
}

impl Point {
    fn sum(&self) -> f64 {
        self.off.norm_squared()
    }

    /// Which of its numbers lie on a side.
    fn sides(&self) -> Vec<bool> {
        let shares = self.shares.iter();
        shares.map(|share| *share <= 0.0 || *share >= 1.0).collect()
    }
}

impl Search<'_> {
    fn inside(&self, shares: &DVector<f64>) -> Vec<f64> {
        let sides = self.bounds.iter().zip(shares.iter());
        // Written so that a share of 1 is the upper side itself.
        let value = |((low, high), share): (&(f64, f64), &f64)| low * (1.0 - share) + high * share;
        sides.map(value).collect()
    }

    fn look(&mut self, shares: DVector<f64>) -> Result<Point, String> {
        self.evaluations += 1;
        let off = (self.deviations)(&self.inside(&shares))?;
        Ok(Point {
            shares,
            off: DVector::from_vec(off),
        })
    }

    /// Derivatives of the deviations, by differences towards the inside.
    fn slopes(&mut self, here: &Point) -> Result<DMatrix<f64>, String> {
        let mut slopes = DMatrix::zeros(here.off.len(), here.shares.len());
        for axis in 0..here.shares.len() {
            let mut beside = here.shares.clone();
            let step = if beside[axis] + STEP > 1.0 {
                -STEP
            } else {
                STEP
            };
            beside[axis] += step;
            let there = self.look(beside)?;
            slopes.set_column(axis, &((there.off - &here.off) / step));
        }
        Ok(slopes)
    }

    /// A point with a smaller sum; none where no step gains anything.
    fn step(&mut self, here: &Point, damping: &mut f64) -> Result<Option<Point>, String> {
        let slopes = self.slopes(here)?;
        let gradient = slopes.tr_mul(&here.off);
        let free: Vec<usize> = (0..gradient.len())
            .filter(|&axis| match here.shares[axis] {
                share if share <= 0.0 => gradient[axis] < 0.0,
                share if share >= 1.0 => gradient[axis] > 0.0,
                _ => gradient[axis] != 0.0,
            })
            .collect();
        let slopes = slopes.select_columns(&free);
        let squares = slopes.tr_mul(&slopes);
        let down = -gradient.select_rows(&free);
        while !free.is_empty() && *damping <= DAMPING[2] {
            let damped = &squares + DMatrix::from_diagonal(&(squares.diagonal() * *damping));
            if let Some(solved) = damped.cholesky() {
                let step = solved.solve(&down);
                let mut shares = here.shares.clone();
                for (&axis, step) in free.iter().zip(step.iter()) {
                    shares[axis] = (shares[axis] + step).clamp(0.0, 1.0);
                }
                let there = self.look(shares)?;
                if there.sum() < here.sum() {
                    *damping = (*damping / 10.0).max(DAMPING[1]);
                    return Ok(Some(there));
                }
            }
            *damping *= 10.0;
        }
        Ok(None)
    }
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
        assert!(found.evaluations < 200, "{found:?}");
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
    fn a_number_is_found_wherever_the_search_starts() {
        // One number in three boxes, as it is, as its square, and as a share of itself and two more.
        let laws: [fn(f64) -> f64; 3] = [|x| x, |x| x * x, |x| x / (x + 2.0)];
        for (low, high) in [(0.0, 1.0), (0.001, 0.999), (40.0, 60.0)] {
            let at = |tenth: i32| low + (high - low) * f64::from(tenth) / 10.0;
            for (start, target) in (-2..=12).flat_map(|start| (0..=10).map(move |to| (start, to))) {
                for law in laws {
                    let deviations =
                        |p: &[f64]| Ok(vec![(law(p[0]) / law(at(target).max(0.01)) - 1.0) / 0.01]);
                    let found =
                        minimum(&[(low, high)], &[at(start)], &deviations).expect("a minimum");
                    let apart = (found.point[0] - at(target).max(0.01)).abs() / (high - low);
                    assert!(apart < 1e-4, "{low} {high} {start} {target}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn three_numbers_of_different_weight_are_found_from_every_corner() {
        // Seven deviations of products and sums, all nothing at (0.7, 0.2, 0.9).
        let deviations = |p: &[f64]| {
            let law = |p: &[f64]| {
                [
                    p[0],
                    p[0] + 30.0 * p[1],
                    p[1] * p[2],
                    p[0] * p[2],
                    p[2] * p[2],
                    p[0] * p[1] + p[2],
                    p[1],
                ]
            };
            let wanted = law(&[0.7, 0.2, 0.9]);
            Ok(law(p)
                .iter()
                .zip(wanted)
                .map(|(is, wanted)| is - wanted)
                .collect())
        };
        for corner in 0..27 {
            let start = [corner % 3, corner / 3 % 3, corner / 9].map(|side| f64::from(side) / 2.0);
            let found = minimum(&[(0.0, 1.0); 3], &start, &deviations).expect("a minimum");
            assert!(found.sum < 1e-8, "{start:?} {found:?}");
        }
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
        for start in [0.0, 4.0, 5.0] {
            let bounds = [(0.0, 5.0), (0.0, 5.0)];
            let found = minimum(&bounds, &[1.0, start], &deviations).expect("a minimum");
            assert!((found.point[0] - 2.0).abs() < 1e-3, "{found:?}");
            assert_eq!(found.point[1], start, "{found:?}");
        }
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
