//! The least of a function inside a box: Nelder and Mead (The Computer Journal 1965) on bounds taken away by a logit.
//!
//! The simplex can shrink onto a point that is no minimum, so the search starts anew around what it found until nothing
//! is gained.

use std::cell::{Cell, RefCell};

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::neldermead::NelderMead;

/// How far the corners of the first simplex, and of later ones, lie from their start, on the logit scale.
const STEPS: [f64; 2] = [0.5, 0.05];
/// The search ends when the cost of the corners spreads by less.
const SPREAD: f64 = 1e-8;
/// Searches one after the other, at most.
const MOST_SEARCHES: u32 = 5;
/// Steps of one search, per dimension.
const MOST_STEPS: u64 = 150;
/// The cost of a point whose cost cannot be told: the solver panics on errors, so that it is given the worst there is, and the
/// error is kept beside it.
const WORST: f64 = 1e100;
/// Share of the width of the box that keeps a start off its sides, where the logit is infinite.
const OFF_SIDE: f64 = 0.01;

/// Where the least was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The point, inside the box.
    pub point: Vec<f64>,
    /// The cost there.
    pub cost: f64,
    /// How often the cost was asked for.
    pub evaluations: u64,
}

struct Boxed<'a> {
    bounds: &'a [(f64, f64)],
    cost: &'a dyn Fn(&[f64]) -> f64,
}

impl Boxed<'_> {
    fn inside(&self, free: &[f64]) -> Vec<f64> {
        let sides = self.bounds.iter().zip(free);
        sides
            .map(|((low, high), free)| low + (high - low) / (1.0 + libm::exp(-free)))
            .collect()
    }

    fn free(&self, point: &[f64]) -> Vec<f64> {
        let sides = self.bounds.iter().zip(point);
        sides
            .map(|((low, high), value)| {
                let share = (value - low) / (high - low);
                let share = share.clamp(OFF_SIDE, 1.0 - OFF_SIDE);
                libm::log(share / (1.0 - share))
            })
            .collect()
    }
}

impl CostFunction for &Boxed<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, free: &Vec<f64>) -> Result<f64, Error> {
        Ok((self.cost)(&self.inside(free)))
    }
}

/// The point between `bounds` (low and high of every dimension) at which `cost` is least, searched for from `start`.
///
/// # Errors
/// The first one that `cost` gives.
pub fn minimum(
    bounds: &[(f64, f64)],
    start: &[f64],
    cost: &dyn Fn(&[f64]) -> Result<f64, String>,
) -> Result<Optimum, String> {
    let evaluations = Cell::new(0);
    let failed: RefCell<Option<String>> = RefCell::new(None);
    let counted = |point: &[f64]| {
        if failed.borrow().is_some() {
            return WORST;
        }
        evaluations.set(evaluations.get() + 1);
        cost(point).unwrap_or_else(|problem| {
            *failed.borrow_mut() = Some(problem);
            WORST
        })
    };
    let found = within(bounds, start, &counted)?;
    let optimum = |(point, cost)| Optimum {
        point,
        cost,
        evaluations: evaluations.get(),
    };
    failed.take().map_or_else(|| Ok(optimum(found)), Err)
}

/// The point and its cost, after as many searches as gain something.
fn within(
    bounds: &[(f64, f64)],
    start: &[f64],
    cost: &dyn Fn(&[f64]) -> f64,
) -> Result<(Vec<f64>, f64), String> {
    let boxed = Boxed { bounds, cost };
    let mut best = search(&boxed, boxed.free(start), STEPS[0])?;
    for _ in 1..MOST_SEARCHES {
        let again = search(&boxed, best.0.clone(), STEPS[1])?;
        let gain = best.1 - again.1;
        if gain > 0.0 {
            best = again;
        }
        if gain <= SPREAD * (1.0 + best.1) {
            break;
        }
    }
    Ok((boxed.inside(&best.0), best.1))
}

/// One search on the free scale: the point and its cost.
fn search(boxed: &Boxed, start: Vec<f64>, step: f64) -> Result<(Vec<f64>, f64), String> {
    let corner = |axis: usize| {
        let mut corner = start.clone();
        corner[axis] += step;
        corner
    };
    let corners = (0..start.len()).map(corner);
    let simplex: Vec<Vec<f64>> = [start.clone()].into_iter().chain(corners).collect();
    let solver = NelderMead::new(simplex)
        .with_sd_tolerance(SPREAD)
        .map_err(|error| error.to_string())?;
    let steps = MOST_STEPS * start.len() as u64;
    let found = Executor::new(boxed, solver)
        .configure(|state| state.max_iters(steps))
        .run()
        .map_err(|error| error.to_string())?;
    let state = found.state();
    let point = state.get_best_param().cloned().unwrap_or(start);
    Ok((point, state.get_best_cost()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rosenbrocks_valley_is_followed_to_its_end() {
        // (1 − x)² + 100·(y − x²)²: least, 0, at (1, 1).
        let cost = |p: &[f64]| Ok((1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2));
        let bounds = [(-3.0, 3.0), (-3.0, 3.0)];
        let found = minimum(&bounds, &[-1.2, 1.0], &cost).expect("a minimum");
        assert!((found.point[0] - 1.0).abs() < 1e-3, "{found:?}");
        assert!((found.point[1] - 1.0).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn a_minimum_outside_the_box_is_found_on_its_side() {
        let cost = |p: &[f64]| Ok((p[0] - 7.0).powi(2) + (p[1] - 2.5).powi(2));
        let bounds = [(0.0, 5.0), (0.0, 5.0)];
        let found = minimum(&bounds, &[1.0, 1.0], &cost).expect("a minimum");
        assert!(found.point[0] <= 5.0 && found.point[0] > 4.99, "{found:?}");
        assert!((found.point[1] - 2.5).abs() < 1e-2, "{found:?}");
    }

    #[test]
    fn a_start_outside_the_box_is_moved_inside() {
        let cost = |p: &[f64]| Ok((p[0] - 2.0).powi(2));
        let found = minimum(&[(1.0, 3.0)], &[40.0], &cost).expect("a minimum");
        assert!((found.point[0] - 2.0).abs() < 1e-3, "{found:?}");
        assert!(found.evaluations > 3, "{found:?}");
    }

    #[test]
    fn a_cost_that_cannot_be_told_ends_the_search() {
        let cost = |_: &[f64]| Err("no cost".to_string());
        assert_eq!(
            minimum(&[(0.0, 1.0)], &[0.5], &cost),
            Err("no cost".to_string())
        );
    }
}
