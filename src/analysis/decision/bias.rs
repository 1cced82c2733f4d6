//! How far a value of information may be off for reasons that its standard error does not know.
//!
//! Comes in: net benefits, and what is in them beside their expectation. Goes out: bounds. Deliberately absent: taking them
//! off; they are bounds, not estimates.

use super::net_benefit::NetBenefits;
use crate::base::distribution::normal;

/// E[max(0, X)] of a normal X: the unit normal loss integral (Raiffa and Schlaifer 1961).
pub fn gain_above_nothing(mean: f64, sd: f64) -> f64 {
    if sd <= 0.0 {
        return mean.max(0.0);
    }
    let z = mean / sd;
    mean * normal::below(z) + sd * normal::density(z)
}

/// By how much luck within a draw can raise the value of perfect information at most, where option by option it adds an
/// amount with this standard deviation to how much more the option has than one of them: Σ sd/2. The best of a draw rises by
/// no more than what lies above its mean in each, which is half of the mean distance from the mean, whatever the distribution.
/// `[option]`, that one at 0.
pub fn raised_by_luck(sds: &[f64]) -> f64 {
    sds.iter().map(|sd| sd / 2.0).sum()
}

/// By how much the value of perfect information is too low at most on average since the same draws tell which option is best
/// on average: what an option that is not best would have to gain by the error of its mean.
pub fn lowered_by_few_draws(of: &NetBenefits) -> f64 {
    let best = of.best();
    let others = (0..of.options()).filter(|&option| option != best);
    let gains = others.map(|option| {
        let behind = of.difference(option, best);
        let error = behind.mc_error.unwrap_or(0.0);
        if error > 0.0 {
            gain_above_nothing(behind.value, error)
        } else {
            0.0
        }
    });
    gains.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_integral_is_that_of_the_tables() {
        // At 0 it is φ(0); at 1 φ(1) + Φ(1) = 0.241971 + 0.841345.
        assert!((gain_above_nothing(0.0, 1.0) - 0.398_942_280_401).abs() < 1e-12);
        assert!((gain_above_nothing(1.0, 1.0) - 1.083_315_470_588).abs() < 1e-11);
        assert_eq!(gain_above_nothing(-2.0, 0.0), 0.0);
        assert_eq!(gain_above_nothing(2.0, 0.0), 2.0);
    }

    #[test]
    fn luck_of_two_values_raises_the_best_by_as_much_as_its_bound() {
        // Luck of 3 or -3 on nothing: the best of a draw is 3 or 0, on average 1.5. Its sd (of all there is) is 3.
        let table = NetBenefits::new(vec![vec![0.0, 0.0], vec![3.0, -3.0]], 1).expect("a table");
        assert_eq!(table.evpi().value, 1.5);
        assert_eq!(raised_by_luck(&[0.0, 3.0]), 1.5);
    }

    #[test]
    fn options_that_never_differ_are_off_by_nothing() {
        let table = NetBenefits::new(vec![vec![1.0, 2.0], vec![0.0, 1.0]], 1).expect("a table");
        assert_eq!(lowered_by_few_draws(&table), 0.0);
    }

    #[test]
    fn equal_options_are_off_by_the_mean_of_half_the_error() {
        // Differences 1 and -1: mean 0, error 1; E[max(0, X)] = φ(0).
        let table = NetBenefits::new(vec![vec![1.0, 0.0], vec![0.0, 1.0]], 1).expect("a table");
        assert!((lowered_by_few_draws(&table) - 0.398_942_280_401).abs() < 1e-12);
    }
}
