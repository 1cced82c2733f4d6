//! A rate is not a probability: two types, and one named conversion each way.
//!
//! Comes in: numbers that the checker has let through. Goes out: the other quantity. Deliberately absent: units of
//! anything else; limits, which are the checker's.

/// Events per unit of time (a year, or a cycle where it says so), from 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Rate(f64);

/// A chance, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Rate {
    /// So many per unit of time.
    pub fn new(rate: f64) -> Rate {
        debug_assert!(rate.is_nan() || rate >= 0.0, "{rate} is no rate");
        Rate(rate)
    }

    /// Chance of at least one event in a period, at a constant rate: 1 − exp(−rate · time).
    pub fn probability_over(self, time: f64) -> Probability {
        Probability(-libm::expm1(-(self.0 * time)))
    }
}

impl Probability {
    /// This chance.
    pub fn new(probability: f64) -> Probability {
        debug_assert!(
            (0.0..=1.0).contains(&probability),
            "{probability} is no probability"
        );
        Probability(probability)
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The constant rate that gives this chance over a period: −ln(1 − p) / time; infinite for certainty.
    pub fn rate_over(self, time: f64) -> Rate {
        Rate(-libm::log1p(-self.0) / time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_becomes_a_probability_and_comes_back() {
        // 1 − exp(−0.5 · 2) = 1 − 1/e.
        let probability = Rate::new(0.5).probability_over(2.0);
        assert!((probability.get() - 0.632_120_558_828_557_7).abs() < 1e-15);
        let Rate(rate) = probability.rate_over(2.0);
        assert!((rate - 0.5).abs() < 1e-15);
    }

    #[test]
    fn a_small_rate_keeps_its_digits() {
        // 1 − exp(−x) computed as it is written would be off by about 1e−16, a millionth of this.
        let probability = Rate::new(1e-10).probability_over(1.0);
        assert!((probability.get() - 1e-10).abs() < 1e-20);
    }

    #[test]
    fn certainty_is_an_infinite_rate_and_stays_certain_over_any_period() {
        let certain = Probability::new(1.0).rate_over(1.0);
        assert_eq!(certain.probability_over(0.25).get(), 1.0);
    }
}
