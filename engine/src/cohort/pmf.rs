//! Chances of whole numbers: sums, thinning, expected values.
//!
//! Comes in: a mean or other chances. Goes out: [`Pmf`]. Deliberately absent: what the numbers count.

/// Chances of whole numbers, from `first` on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pmf {
    first: usize,
    chances: Vec<f64>,
}

/// Chances below this are left out: their sum stays far below the digits of a result.
const NEGLIGIBLE: f64 = 1e-18;

/// Up to this mean a Poisson number is none with a chance that has all its digits.
const SMALL_MEAN: f64 = 30.0;

impl Pmf {
    /// Always `number`.
    pub fn certain(number: usize) -> Pmf {
        Pmf {
            first: number,
            chances: vec![1.0],
        }
    }

    /// Poisson, from the mode outward, so that no mean is so large that the first chance underflows.
    pub fn poisson(mean: f64) -> Pmf {
        let mode = mean as usize;
        let down = std::iter::successors(Some((mode, 1.0)), |&(number, weight)| {
            let less = weight * number as f64 / mean;
            (number > 0 && less > NEGLIGIBLE).then(|| (number - 1, less))
        });
        let mut weights: Vec<f64> = down.map(|(_, weight)| weight).collect();
        let first = mode + 1 - weights.len();
        weights.reverse();
        let (mut weight, mut number) = (1.0, mode);
        loop {
            number += 1;
            weight *= mean / number as f64;
            if weight <= NEGLIGIBLE {
                break;
            }
            weights.push(weight);
        }
        let total: f64 = weights.iter().sum();
        let chances = weights.iter().map(|weight| weight / total).collect();
        Pmf { first, chances }
    }

    /// Successes among `trials`.
    pub fn binomial(trials: usize, chance: f64) -> Pmf {
        let mut chances = vec![1.0];
        for _ in 0..trials {
            let mut next = vec![0.0; chances.len() + 1];
            for (number, part) in chances.iter().enumerate() {
                next[number] += part * (1.0 - chance);
                next[number + 1] += part * chance;
            }
            chances = next;
        }
        Pmf { first: 0, chances }
    }

    /// Numbers with their chances.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let numbers = self.first..;
        numbers.zip(self.chances.iter().copied())
    }

    /// Chance of none.
    pub fn none(&self) -> f64 {
        if self.first == 0 {
            self.chances[0]
        } else {
            0.0
        }
    }

    /// floor(n·factor + u) for a uniform u: as care is scaled.
    pub fn scaled(&self, factor: f64) -> Pmf {
        if factor == 1.0 {
            return self.clone();
        }
        let first = (self.first as f64 * factor) as usize;
        let last = (self.first + self.chances.len() - 1) as f64 * factor;
        let mut chances = vec![0.0; last as usize + 2 - first];
        for (number, chance) in self.iter() {
            let exact = number as f64 * factor;
            let whole = exact as usize;
            let above = exact - whole as f64;
            chances[whole - first] += chance * (1.0 - above);
            chances[whole + 1 - first] += chance * above;
        }
        Pmf { first, chances }
    }

    /// What is left of n when floor(n·share + u) of it goes elsewhere.
    pub fn without(&self, share: f64) -> Pmf {
        self.scaled(1.0 - share)
    }

    /// The sum of two independent numbers.
    pub fn plus(&self, other: &Pmf) -> Pmf {
        let mut chances = vec![0.0; self.chances.len() + other.chances.len() - 1];
        for (one, chance) in self.chances.iter().enumerate() {
            for (two, part) in other.chances.iter().enumerate() {
                chances[one + two] += chance * part;
            }
        }
        Pmf {
            first: self.first + other.first,
            chances,
        }
    }
}

/// Expected value of `of` a Poisson number.
pub(super) fn poisson_mean_of(mean: f64, of: impl Fn(usize) -> f64) -> f64 {
    if mean == 0.0 {
        return of(0);
    }
    if mean > SMALL_MEAN {
        let numbers = Pmf::poisson(mean);
        return numbers.iter().map(|(many, chance)| chance * of(many)).sum();
    }
    let mut chance = libm::exp(-mean);
    let mut sum = chance * of(0);
    let mut many = 0;
    while chance > NEGLIGIBLE || (many as f64) < mean {
        many += 1;
        chance *= mean / many as f64;
        sum += chance * of(many);
    }
    sum
}

/// Expected values of something that follows a Poisson number, by its mean: known at means a little apart, in between on
/// the cubic through the nearest four.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    step: f64,
    values: Vec<f64>,
}

/// At most so far are the means of a curve from each other: the cubic is then off by 10⁻⁸ of the largest value at most.
const LARGEST_STEP: f64 = 0.03;

impl Curve {
    /// Up to a largest mean.
    pub fn new(most: f64, of: impl Fn(usize) -> f64) -> Curve {
        let steps = libm::ceil(most / LARGEST_STEP).max(3.0);
        let step = (most / steps).max(f64::MIN_POSITIVE);
        let means = (0..=steps as usize).map(|number| number as f64 * step);
        Curve {
            step,
            values: means.map(|mean| poisson_mean_of(mean, &of)).collect(),
        }
    }

    pub fn at(&self, mean: f64) -> f64 {
        let exact = mean / self.step;
        let first = (exact as usize)
            .saturating_sub(1)
            .min(self.values.len() - 4);
        let [one, two, three, four] = [0, 1, 2, 3].map(|place| self.values[first + place]);
        let x = exact - first as f64;
        let (x1, x2, x3) = (x - 1.0, x - 2.0, x - 3.0);
        (x * x1 * x2 * four - x1 * x2 * x3 * one) / 6.0
            + (x * x2 * x3 * two - x * x1 * x3 * three) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(pmf: &Pmf) -> f64 {
        pmf.iter()
            .map(|(number, chance)| number as f64 * chance)
            .sum()
    }

    #[test]
    fn chances_add_up_and_keep_their_mean() {
        for (pmf, expected) in [
            (Pmf::certain(3), 3.0),
            (Pmf::poisson(0.0), 0.0),
            (Pmf::poisson(0.3), 0.3),
            (Pmf::poisson(400.0), 400.0),
            (Pmf::binomial(7, 0.2), 1.4),
            (Pmf::poisson(2.5).scaled(0.3), 0.75),
            (Pmf::poisson(2.5).scaled(1.7), 4.25),
            (Pmf::poisson(2.5).plus(&Pmf::certain(2)), 4.5),
        ] {
            let total: f64 = pmf.iter().map(|(_, chance)| chance).sum();
            assert!((total - 1.0).abs() < 1e-14, "{pmf:?}");
            assert!(
                (mean(&pmf) - expected).abs() < 1e-12 * expected.max(1.0),
                "{pmf:?}"
            );
        }
    }

    #[test]
    fn the_mean_of_anything_that_follows_a_poisson_number_needs_no_table() {
        for mean in [0.0, 1e-9, 0.4, 29.0, 31.0, 400.0] {
            // E[N²] = m + m², E[0.7^N] = exp(-0.3 m).
            let squares = poisson_mean_of(mean, |many| (many * many) as f64);
            let expected = mean + mean * mean;
            assert!((squares - expected).abs() <= 1e-12 * expected, "{mean}");
            let powers = poisson_mean_of(mean, |many| libm::pow(0.7, many as f64));
            assert!((powers - libm::exp(-0.3 * mean)).abs() < 1e-13, "{mean}");
        }
    }

    #[test]
    fn a_curve_of_means_is_right_between_them() {
        for most in [1e-7, 0.4, 2.0, 40.0] {
            // E[N·0.7^N] = 0.7 m·exp(-0.3 m).
            let curve = Curve::new(most, |many| many as f64 * libm::pow(0.7, many as f64));
            for part in [0.0, 0.013, 0.35, 0.7131, 0.999, 1.0] {
                let mean = part * most;
                let exact = 0.7 * mean * libm::exp(-0.3 * mean);
                assert!((curve.at(mean) - exact).abs() < 1e-8, "{mean} of {most}");
            }
        }
    }

    #[test]
    fn none_of_a_scaled_number_agrees_with_one_worked_by_hand() {
        // One or two, half and half, a third of each: 1/3 stays none with chance 2/3, 2/3 with chance 1/3.
        let pmf = Pmf {
            first: 1,
            chances: vec![0.5, 0.5],
        };
        assert!((pmf.scaled(1.0 / 3.0).none() - 0.5).abs() < 1e-15);
        assert!((Pmf::poisson(2.0).none() - libm::exp(-2.0)).abs() < 1e-16);
    }
}
