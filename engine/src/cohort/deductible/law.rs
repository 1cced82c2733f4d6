//! Chances of what somebody is charged in a year, on an even grid below the deductible.
//!
//! Comes in: charges as parts of the deductible. Goes out: [`ChargeLaw`]s of sums of them, and what is left of the deductible on
//! average. Deliberately absent: chances above the deductible, where nothing is left of it.
//!
//! The expected rest of the deductible, E max(0, 1 − x − Y), is a straight line in x but for a bend where Y ends. A charge
//! between two points of the grid is told as either of them, so that E min(1, Y) of one charge is exact, and of sums off by
//! a small part of a step squared.

use crate::base::widest::on_widest;

/// Steps of the grid.
pub const STEPS: usize = 32;

const STEP: f64 = 1.0 / STEPS as f64;

/// Halvings of a rate beyond which e to its power would have no digits left.
const LARGEST_RATE: f64 = 100.0;

/// Chances of a charge at the points of the grid from 0 to below the whole deductible; the rest is a charge that is at
/// least as large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChargeLaw([f64; STEPS]);

/// What is left of a deductible of which so many steps are spent already, on average over a charge.
pub type Rest = [f64; STEPS];

impl ChargeLaw {
    /// No charge.
    pub fn none() -> ChargeLaw {
        let mut chances = [0.0; STEPS];
        chances[0] = 1.0;
        ChargeLaw(chances)
    }

    /// A charge of which `limited(z)` is E min(z, charge).
    pub fn of(limited: impl Fn(f64) -> f64) -> ChargeLaw {
        let limited: [f64; STEPS + 1] = std::array::from_fn(|at| limited(at as f64 * STEP));
        ChargeLaw(std::array::from_fn(|at| {
            let before = if at == 0 { -STEP } else { limited[at - 1] };
            ((2.0 * limited[at] - before - limited[at + 1]) / STEP).max(0.0)
        }))
    }

    /// The sum of two charges that know nothing of each other.
    pub fn plus(&self, other: &ChargeLaw) -> ChargeLaw {
        on_widest(
            #[inline(always)]
            || self.sum(other),
        )
    }

    #[inline(always)]
    fn sum(&self, other: &ChargeLaw) -> ChargeLaw {
        let mut sum = [0.0; STEPS];
        for (at, chance) in self
            .0
            .iter()
            .enumerate()
            .filter(|(_, chance)| **chance > 0.0)
        {
            for (sum, part) in sum[at..].iter_mut().zip(&other.0) {
                *sum += chance * part;
            }
        }
        ChargeLaw(sum)
    }

    /// This law with a chance, or else the other law.
    pub fn or(&self, chance: f64, other: &ChargeLaw) -> ChargeLaw {
        ChargeLaw(std::array::from_fn(|at| {
            chance * self.0[at] + (1.0 - chance) * other.0[at]
        }))
    }

    /// So many of the charge.
    pub fn times(&self, count: usize) -> ChargeLaw {
        let (mut sum, mut power, mut left) = (ChargeLaw::none(), *self, count);
        while left > 0 {
            if left % 2 == 1 {
                sum = sum.plus(&power);
            }
            left /= 2;
            if left > 0 {
                power = power.plus(&power);
            }
        }
        sum
    }

    /// A number of the charge that is this one on average, and never off by one or more.
    pub fn about(&self, count: f64) -> ChargeLaw {
        let whole = libm::floor(count);
        let less = self.times(whole as usize);
        less.plus(self).or(count - whole, &less)
    }

    /// A Poisson number of the charge, by Panjer's recursion: p₀ = e^(−λ(1 − q₀)), p_n = λ/n · Σ j·q_j·p_(n−j).
    pub fn poisson(&self, rate: f64) -> ChargeLaw {
        if rate > LARGEST_RATE {
            let half = self.poisson(rate / 2.0);
            return half.plus(&half);
        }
        let mut found = [0.0; STEPS];
        found[0] = libm::exp(-rate * (1.0 - self.0[0]));
        let weights: [f64; STEPS] = std::array::from_fn(|at| rate * at as f64 * self.0[at]);
        for at in 1..STEPS {
            let earlier = found[..at].iter().rev();
            let sum: f64 = weights[1..=at]
                .iter()
                .zip(earlier)
                .map(|(w, p)| w * p)
                .sum();
            found[at] = sum / at as f64;
        }
        ChargeLaw(found)
    }

    /// Chances weighted by a rate, to be added up to what many kinds of charges come to together.
    pub fn add_to(&self, rate: f64, sums: &mut Severity) {
        sums.rate += rate;
        for (sum, chance) in sums.weighted.iter_mut().zip(&self.0) {
            *sum += rate * chance;
        }
    }

    /// What is left of the deductible after so many steps and this charge.
    pub fn rest(&self) -> Rest {
        let (mut below, mut left) = (0.0, 0.0);
        let mut rest = [0.0; STEPS];
        for (at, chance) in self.0.iter().enumerate() {
            below += chance;
            left += STEP * below;
            rest[STEPS - 1 - at] = left;
        }
        rest
    }

    /// Mean over this charge of what a rest says.
    pub fn mean(&self, rest: &Rest) -> f64 {
        self.0
            .iter()
            .zip(rest)
            .map(|(chance, rest)| chance * rest)
            .sum()
    }
}

/// The whole deductible, by how much of it is spent.
pub fn whole() -> Rest {
    ChargeLaw::none().rest()
}

/// Charges of many kinds, each at its own rate.
#[derive(Debug, Clone, Copy)]
pub struct Severity {
    rate: f64,
    weighted: [f64; STEPS],
}

impl Severity {
    /// None.
    pub fn none() -> Severity {
        Severity {
            rate: 0.0,
            weighted: [0.0; STEPS],
        }
    }

    /// What they come to in a time in which they occur as often as their rates say.
    pub fn poisson(&self, time: f64) -> ChargeLaw {
        self.mean().poisson(self.rate * time)
    }

    /// The charge of one of them, whichever it is.
    pub fn mean(&self) -> ChargeLaw {
        if self.rate <= 0.0 {
            return ChargeLaw::none();
        }
        ChargeLaw(self.weighted.map(|weighted| weighted / self.rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(amount: f64) -> ChargeLaw {
        ChargeLaw::of(|z| z.min(amount))
    }

    fn spent(law: &ChargeLaw) -> f64 {
        1.0 - law.mean(&whole())
    }

    #[test]
    fn one_charge_is_spent_up_to_the_deductible() {
        for (amount, expected) in [
            (0.0, 0.0),
            (0.3333, 0.3333),
            (0.999, 0.999),
            (1.0, 1.0),
            (40.0, 1.0),
        ] {
            let found = spent(&fixed(amount));
            assert!((found - expected).abs() < 1e-12, "{amount}: {found}");
        }
    }

    #[test]
    fn a_poisson_number_of_one_price_has_its_closed_form() {
        // E min(1, N/4) = 1 − Σ_(n<4) (1 − n/4)·e^(−m)·m^n/n!, and 1/4 lies on the grid.
        for mean in [0.01_f64, 0.7, 2.0, 6.0, 300.0] {
            let chances = [1.0, mean, mean * mean / 2.0, mean.powi(3) / 6.0];
            let left: f64 = chances
                .iter()
                .enumerate()
                .map(|(n, chance)| (1.0 - n as f64 / 4.0) * chance * libm::exp(-mean))
                .sum();
            let found = spent(&fixed(0.25).poisson(mean));
            assert!((found - (1.0 - left)).abs() < 1e-12, "{mean}: {found}");
        }
    }

    #[test]
    fn sums_of_prices_between_the_points_of_the_grid_are_off_by_little() {
        // Three or four of 0.27, half and half: 0.81 and the whole. Of a Poisson number with mean 1.5 the closed form.
        let found = spent(&fixed(0.27).about(3.5));
        assert!((found - 0.905).abs() < 5e-4, "{found}");
        let chance = |n: i32| libm::exp(-1.5) * 1.5_f64.powi(n) / [1.0, 1.0, 2.0, 6.0][n as usize];
        let left: f64 = (0..4)
            .map(|n| (1.0 - 0.27 * f64::from(n)) * chance(n))
            .sum();
        let found = spent(&fixed(0.27).poisson(1.5));
        assert!((found - (1.0 - left)).abs() < 2e-4, "{found}");
    }

    #[test]
    fn an_exponential_charge_has_its_closed_form() {
        // E min(1, Y) = m·(1 − e^(−1/m)).
        let mean = 0.4;
        let law = ChargeLaw::of(|z| mean * -libm::expm1(-z / mean));
        let expected = mean * -libm::expm1(-1.0 / mean);
        assert!((spent(&law) - expected).abs() < 1e-12);
        // Two of them: E max(0, 1 − Y1 − Y2) = 1 − 2m + e^(−1/m)·(1 + 2m).
        let left = 1.0 - 2.0 * mean + libm::exp(-1.0 / mean) * (1.0 + 2.0 * mean);
        assert!((spent(&law.times(2)) - (1.0 - left)).abs() < 2e-4);
    }

    #[test]
    fn a_mixture_and_the_rest_after_what_is_spent_agree_with_ones_worked_by_hand() {
        // Half the people are charged 0.5 once, the others nothing: a quarter of the deductible each.
        let mixed = fixed(0.5).or(0.5, &ChargeLaw::none());
        assert!((spent(&mixed) - 0.25).abs() < 1e-12);
        // After 0.75 is spent, 0.5 more leaves nothing and nothing leaves a quarter.
        let rest = mixed.rest()[STEPS * 3 / 4];
        assert!((rest - 0.125).abs() < 1e-12, "{rest}");
    }

    #[test]
    fn kinds_of_charges_together_are_the_sum_of_each() {
        let (one, other) = (fixed(0.3), fixed(0.15));
        let mut severity = Severity::none();
        one.add_to(0.8, &mut severity);
        other.add_to(2.0, &mut severity);
        let apart = one.poisson(0.4).plus(&other.poisson(1.0));
        let together = severity.poisson(0.5);
        for (one, other) in together.0.iter().zip(&apart.0) {
            assert!((one - other).abs() < 1e-14);
        }
        assert_eq!(Severity::none().poisson(1.0), ChargeLaw::none());
    }
}
