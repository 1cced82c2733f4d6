//! Distributions by what somebody is so sure of: a range, and the chance that the truth lies in it, as much of the rest below as
//! above.
//!
//! Comes in: a family, the ends of a range, a level. Goes out: the distribution whose quantiles those ends are. Deliberately absent:
//! families of more than two parameters, which a range does not tell.

use super::normal;
use super::{Distribution, DistributionName};
use crate::base::legible::Legible;

/// Residuals of a fit, as parts of the range, that no reader can see.
const CLOSE: f64 = 1e-9;

/// Steps that a fit takes at most.
const MOST_STEPS: usize = 100;

/// A step of which differences are taken, on the scale of logarithms.
const DIFFERENCE: f64 = 1e-6;

impl Distribution {
    /// From a range in which the truth lies with a chance of `level`.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    pub fn of_range(
        name: DistributionName,
        [low, high]: [f64; 2],
        level: f64,
    ) -> Result<Distribution, String> {
        if !(level > 0.0 && level < 1.0) {
            return Err(format!(
                "`level` is the chance that the truth lies from low to high, above 0 and below 1, but this is {}",
                Legible(level)
            ));
        }
        if low >= high {
            return Err(format!(
                "`low` ({}) must be below `high` ({})",
                Legible(low),
                Legible(high)
            ));
        }
        let range = Range { low, high, level };
        match name {
            DistributionName::Normal => {
                let (mean, sd) = range.as_normal();
                Distribution::of_moments(name, mean, sd)
            }
            DistributionName::Lognormal => {
                range.must_be_above_zero(name)?;
                let logs = Range {
                    low: libm::log(low),
                    high: libm::log(high),
                    level,
                };
                let (mu, sigma) = logs.as_normal();
                Distribution::of_natives(name, &[mu, sigma])
            }
            DistributionName::Uniform => {
                let beyond = (high - low) * (1.0 / level - 1.0) / 2.0;
                Distribution::of_natives(name, &[low - beyond, high + beyond])
            }
            DistributionName::Gamma => {
                range.must_be_above_zero(name)?;
                range.fitted(name, libm::log, libm::exp)
            }
            DistributionName::Beta => {
                range.must_be_above_zero(name)?;
                if high >= 1.0 {
                    return Err(format!(
                        "a beta lies below 1, but `high` is {}",
                        Legible(high)
                    ));
                }
                range.fitted(
                    name,
                    |share| libm::log(share / (1.0 - share)),
                    |logit| 1.0 / (1.0 + libm::exp(-logit)),
                )
            }
            DistributionName::Triangular | DistributionName::Pert => Err(format!(
                "{} has a `low` and a `high` that nothing lies beyond: `level` goes with a normal, lognormal, gamma, beta or uniform",
                name.word()
            )),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
    level: f64,
}

impl Range {
    /// Mean and standard deviation of the normal distribution.
    fn as_normal(&self) -> (f64, f64) {
        let ends = 2.0 * normal::quantile(0.5 + self.level / 2.0);
        let width = self.high - self.low;
        (self.low + width / 2.0, width / ends)
    }

    fn must_be_above_zero(&self, name: DistributionName) -> Result<(), String> {
        match self.low > 0.0 {
            true => Ok(()),
            false => Err(format!(
                "{} lies above 0, but `low` is {}",
                name.word(),
                Legible(self.low)
            )),
        }
    }

    /// How far the quantiles of a distribution lie from the ends, as parts of the range.
    fn off(&self, distribution: &Distribution) -> [f64; 2] {
        let tail = (1.0 - self.level) / 2.0;
        let width = self.high - self.low;
        let [low, high] = [tail, 1.0 - tail].map(|at| distribution.quantile(at));
        [(low - self.low) / width, (high - self.high) / width]
    }

    /// By Newton's steps, halved where they do not come closer, on the mean, through `scaled` and back, and on the logarithm of
    /// the standard deviation.
    fn fitted(
        &self,
        name: DistributionName,
        scaled: fn(f64) -> f64,
        back: fn(f64) -> f64,
    ) -> Result<Distribution, String> {
        let of = |[mean, sd]: [f64; 2]| Distribution::of_moments(name, back(mean), libm::exp(sd));
        let size = |off: [f64; 2]| off[0].abs().max(off[1].abs());
        let (mean, sd) = self.as_normal();
        let mut at = [scaled(mean), libm::log(sd)];
        let mut found = of(at);
        // A beta has less room than a normal: surer until there is one.
        while found.is_err() && at[1] > libm::log(sd) - 10.0 {
            at[1] -= 0.5;
            found = of(at);
        }
        let mut found = found?;
        for _ in 0..MOST_STEPS {
            let off = self.off(&found);
            if size(off) < CLOSE {
                return Ok(found);
            }
            let Some(step) = self.step(at, off, &of) else {
                break;
            };
            let mut parts = std::iter::successors(Some(1.0), |part| Some(part / 2.0)).take(30);
            let closer = parts.find_map(|part| {
                let next = [at[0] + part * step[0], at[1] + part * step[1]];
                let distribution = of(next).ok()?;
                (size(self.off(&distribution)) < size(off)).then_some((next, distribution))
            });
            match closer {
                Some((next, distribution)) => (at, found) = (next, distribution),
                None => break,
            }
        }
        if size(self.off(&found)) < 1e-6 {
            return Ok(found);
        }
        Err(format!(
            "no {} has {} % of it from {} to {}, with as much below as above",
            name.name(),
            Legible(self.level * 100.0),
            Legible(self.low),
            Legible(self.high)
        ))
    }

    /// Newton's step; `None` where there is none.
    fn step(
        &self,
        at: [f64; 2],
        off: [f64; 2],
        of: &dyn Fn([f64; 2]) -> Result<Distribution, String>,
    ) -> Option<[f64; 2]> {
        let slope = |index: usize| {
            let mut moved = at;
            moved[index] += DIFFERENCE;
            let moved = self.off(&of(moved).ok()?);
            Some([0, 1].map(|end| (moved[end] - off[end]) / DIFFERENCE))
        };
        let (by_mean, by_sd) = (slope(0)?, slope(1)?);
        let determinant = by_mean[0] * by_sd[1] - by_mean[1] * by_sd[0];
        let step = [
            (off[1] * by_sd[0] - off[0] * by_sd[1]) / determinant,
            (off[0] * by_mean[1] - off[1] * by_mean[0]) / determinant,
        ];
        step.iter().all(|part| part.is_finite()).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_range_are_the_quantiles_of_what_is_fitted() {
        for (name, range, level) in [
            (DistributionName::Normal, [-2.0, 6.0], 0.9),
            (DistributionName::Lognormal, [0.5, 8.0], 0.8),
            (DistributionName::Uniform, [2.0, 4.0], 0.5),
            (DistributionName::Gamma, [0.01, 4.0], 0.95),
            (DistributionName::Gamma, [100.0, 101.0], 0.5),
            (DistributionName::Beta, [0.02, 0.97], 0.9),
            (DistributionName::Beta, [0.001, 0.004], 0.5),
            (DistributionName::Beta, [0.6, 0.95], 0.8),
        ] {
            let found = Distribution::of_range(name, range, level).expect("a distribution");
            let tail = (1.0 - level) / 2.0;
            for (end, at) in range.into_iter().zip([tail, 1.0 - tail]) {
                let off = (found.quantile(at) - end).abs() / (range[1] - range[0]);
                assert!(off < 1e-6, "{name:?} {range:?}: {off}");
            }
        }
    }

    #[test]
    fn a_normal_and_a_uniform_by_hand() {
        // The quartiles of a standard normal lie at 0.6744898.
        let found = Distribution::of_range(DistributionName::Normal, [1.0, 3.0], 0.5);
        let found = found.expect("a normal");
        assert!(
            (found.mean() - 2.0).abs() < 1e-12
                && (found.sd() - 1.0 / 0.674_489_750_196_081_7).abs() < 1e-9
        );
        // Half of it is two wide: all of it four.
        let found = Distribution::of_range(DistributionName::Uniform, [1.0, 3.0], 0.5);
        assert_eq!(found.expect("a uniform").support(), (0.0, 4.0));
    }

    #[test]
    fn a_range_that_no_distribution_has_is_refused_in_words() {
        let refused =
            |name, range, level| Distribution::of_range(name, range, level).expect_err("a refusal");
        assert!(refused(DistributionName::Normal, [3.0, 1.0], 0.8).contains("below `high`"));
        assert!(refused(DistributionName::Normal, [1.0, 3.0], 80.0).contains("below 1"));
        assert!(
            refused(DistributionName::Gamma, [-1.0, 3.0], 0.8).contains("a gamma lies above 0")
        );
        assert!(refused(DistributionName::Beta, [0.1, 1.2], 0.8).contains("a beta lies below 1"));
        assert!(refused(DistributionName::Pert, [0.1, 1.2], 0.8).contains("goes with a normal"));
    }
}
