//! Distributions of uncertain numbers, one file each: how they are written, what they mean, how they are drawn, what is
//! wrong with their parameters in words. Another one costs a file, its `mod` line and its line in the list below.
//!
//! Comes in: parameters, or a mean and its standard error; random bits from a [`Stream`]. Goes out: draws by
//! `rand_distr`, quantiles, means, standard deviations, and what limits cut off. Deliberately absent: reading them from
//! files, correlation, and the tables of the engine's hot loop ([`super::poisson`], [`super::gamma_table`]).
//!
//! Draws are pinned: a change of any of them changes published results and needs a word in the changelog. They are the
//! same on every machine only while no dependency switches on the feature `std` of `num-traits`, which would replace
//! `libm` in `rand_distr` by the platform's mathematics.

pub mod beta;
mod elicited;
pub mod gamma;
mod law;
pub mod lognormal;
pub mod normal;
mod pert;
mod triangular;
mod uniform;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::random::Stream;
use law::{Family, Law};

/// The list of distributions, from which follow the words of scenario files, the variants, and who answers for each.
macro_rules! distributions {
    ($($(#[doc = $doc:literal])* $name:ident: $family:ty,)*) => {
        /// Distributions a number may have. `dirichlet` is for whole tables of shares, see their own keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum DistributionName {
            $($name,)*
        }

        /// A number that is known, or known with uncertainty.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(missing_docs)]
        pub enum Distribution {
            /// Known exactly.
            Point(f64),
            $($(#[doc = $doc])* $name($family),)*
        }

        impl DistributionName {
            /// All of them.
            pub const ALL: &'static [DistributionName] = &[$(DistributionName::$name),*];

            /// With its article, for messages.
            pub fn word(self) -> &'static str {
                match self {
                    $(DistributionName::$name => <$family>::WORD,)*
                }
            }

            /// Its name without the article, as files write it.
            pub fn name(self) -> &'static str {
                let word = self.word();
                word.split_once(' ').map_or(word, |(_, name)| name)
            }

            /// The keys of its native parameters.
            pub fn keys(self) -> &'static [&'static str] {
                match self {
                    $(DistributionName::$name => <$family>::KEYS,)*
                }
            }

            fn of_natives(self, values: &[f64]) -> Result<Distribution, String> {
                match self {
                    $(DistributionName::$name => <$family>::of_natives(values).map(Distribution::$name),)*
                }
            }

            fn of_moments(self, mean: f64, se: f64) -> Result<Distribution, String> {
                match self {
                    $(DistributionName::$name => <$family>::of_moments(mean, se).map(Distribution::$name),)*
                }
            }

            fn of_interval(self, mean: Option<f64>, ends: [f64; 2]) -> Result<Distribution, String> {
                match self {
                    $(DistributionName::$name => <$family>::of_interval(mean, ends).map(Distribution::$name),)*
                }
            }
        }

        impl Distribution {
            fn law(&self) -> &dyn Law {
                match self {
                    Distribution::Point(value) => value,
                    $(Distribution::$name(family) => family,)*
                }
            }
        }
    };
}

distributions! {
    /// Bell-shaped.
    Normal: normal::Normal,
    /// Its natural logarithm is normal.
    Lognormal: lognormal::Lognormal,
    /// Positive, with mean shape · scale.
    Gamma: gamma::Gamma,
    /// Between 0 and 1, with mean alpha / (alpha + beta).
    Beta: beta::Beta,
    /// Anything from low to high, equally likely.
    Uniform: uniform::Uniform,
    /// Rises in a straight line to the mode and falls in one from there.
    Triangular: triangular::Triangular,
    /// A beta stretched from low to high with the mode weighing four times either end.
    Pert: pert::Pert,
}

/// What limits cut off a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Share of the draws below the lower limit, which become it.
    pub below: f64,
    /// Share of the draws above the upper limit, which become it.
    pub above: f64,
    /// The mean that results.
    pub mean: f64,
}

impl Distribution {
    /// From native parameters, in the order of [`DistributionName::keys`].
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    pub fn of_natives(name: DistributionName, values: &[f64]) -> Result<Distribution, String> {
        computable(name.of_natives(values)?)
    }

    /// From a mean and a standard error; an error of 0 stands for "known exactly", the way tables print it.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    pub fn of_moments(name: DistributionName, mean: f64, se: f64) -> Result<Distribution, String> {
        match se {
            0.0 => Ok(Distribution::Point(mean)),
            se => computable(name.of_moments(mean, se)?),
        }
    }

    /// From a 95 % interval, and a mean inside it where one is given.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    pub fn of_interval(
        name: DistributionName,
        mean: Option<f64>,
        ends: [f64; 2],
    ) -> Result<Distribution, String> {
        computable(name.of_interval(mean, ends)?)
    }

    /// The mean, which `run.parameters = "means"` uses.
    pub fn mean(&self) -> f64 {
        self.law().mean()
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        self.law().sd()
    }

    /// The ends of what can be drawn.
    pub fn support(&self) -> (f64, f64) {
        self.law().support()
    }

    /// One draw. How many random bits it takes differs, so give every uncertain number a stream of its own.
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        self.law().draw(stream)
    }

    /// The value that is not exceeded with this probability, which lies between 0 and 1, both excluded.
    pub fn quantile(&self, probability: f64) -> f64 {
        self.law().quantile(probability)
    }

    /// The probability of at most this value.
    pub fn below(&self, value: f64) -> f64 {
        self.law().below(value)
    }

    /// Whether it is known exactly.
    pub fn is_point(&self) -> bool {
        matches!(self, Distribution::Point(_))
    }

    /// What becomes of the draws when those outside `least` to `most` are put at the nearer of the two.
    pub fn cut(&self, least: f64, most: f64) -> Cut {
        let law = self.law();
        let (below, above) = (law.below(least), 1.0 - law.below(most));
        let inside = law.mean_below(most) - law.mean_below(least);
        Cut {
            below,
            above,
            mean: least * below + inside + most * above,
        }
    }
}

/// A number known exactly; at its own value it lies below, not above.
impl Law for f64 {
    fn mean(&self) -> f64 {
        *self
    }

    fn sd(&self) -> f64 {
        0.0
    }

    fn support(&self) -> (f64, f64) {
        (*self, *self)
    }

    fn draw(&self, _stream: &mut Stream) -> f64 {
        *self
    }

    fn quantile(&self, _probability: f64) -> f64 {
        *self
    }

    fn below(&self, x: f64) -> f64 {
        f64::from(u8::from(*self <= x))
    }

    fn mean_below(&self, x: f64) -> f64 {
        *self * Law::below(self, x)
    }
}

/// Refuses parameters that are finite but lead to numbers that are not.
fn computable(distribution: Distribution) -> Result<Distribution, String> {
    if distribution.mean().is_finite() && distribution.sd().is_finite() {
        Ok(distribution)
    } else {
        Err("these parameters are too extreme to compute with".into())
    }
}

#[cfg(test)]
mod tests;
