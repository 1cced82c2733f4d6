//! A rate is not a probability: two types, and one named conversion to what happens in a part of the time.
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
    /// The probability of this value.
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

    /// This chance a unit of time, of something that can happen again in every part of it: the chance in a part, p ·
    /// part, so that as often is expected over all parts together, into however many the time is cut. (A chance of
    /// happening at all would be 1 − (1 − p)^part, and more often expected the shorter the parts.)
    pub fn of_part(self, part: f64) -> Probability {
        debug_assert!((0.0..=1.0).contains(&part), "{part} is no part");
        Probability(self.0 * part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_becomes_a_probability() {
        // 1 − exp(−0.5 · 2) = 1 − 1/e.
        let probability = Rate::new(0.5).probability_over(2.0);
        assert!((probability.get() - 0.632_120_558_828_557_7).abs() < 1e-15);
    }

    #[test]
    fn a_small_rate_keeps_its_digits() {
        // 1 − exp(−x) computed directly would be off by about 1e−16, a millionth of this.
        let probability = Rate::new(1e-10).probability_over(1.0);
        assert!((probability.get() - 1e-10).abs() < 1e-20);
    }

    #[test]
    fn what_can_happen_again_is_expected_as_often_in_parts_as_in_one() {
        let yearly = Probability::new(0.15);
        for parts in [1, 2, 4, 12, 13, 52] {
            let in_part = yearly.of_part(1.0 / f64::from(parts)).get();
            assert!((in_part * f64::from(parts) - 0.15).abs() < 1e-15, "{parts}");
        }
    }
}
