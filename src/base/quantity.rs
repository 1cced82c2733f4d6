//! Quantities that are easily mistaken for one another: a rate per year is not a probability, and a share is
//! neither.
//!
//! Comes in: plain numbers. Goes out: numbers that say what they are, converted in one named way.
//! Deliberately absent: units of services and money, which have names of their own.

/// Events per year: a hazard, or the intensity of a Poisson process. Not negative, finite.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// A rate per year.
    pub fn per_year(rate: f64) -> Result<Rate, String> {
        if rate.is_finite() && rate >= 0.0 {
            Ok(Rate(rate))
        } else {
            Err(format!(
                "a rate is a number per year of 0 or more, and {rate} is not"
            ))
        }
    }

    /// Events per year.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The probability of at least one event in so many years at this constant rate: 1 − exp(−rate · years).
    pub fn probability_over(self, years: f64) -> Probability {
        debug_assert!(years >= 0.0, "{years} years is no period");
        // expm1 keeps the digits of small probabilities. The clamp keeps −0 and rounding out.
        Probability((-libm::expm1(-self.0 * years)).clamp(0.0, 1.0))
    }
}

/// The probability of an event over some period, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// A probability.
    pub fn new(probability: f64) -> Result<Probability, String> {
        if (0.0..=1.0).contains(&probability) {
            Ok(Probability(probability))
        } else {
            Err(format!(
                "a probability lies from 0 to 1, and {probability} does not"
            ))
        }
    }

    /// The number from 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The constant rate at which an event has this probability within so many years: −ln(1 − p) / years.
    pub fn rate_over(self, years: f64) -> Result<Rate, String> {
        if !(years > 0.0 && years.is_finite()) {
            return Err(format!(
                "a period is a number of years above 0, and {years} is not"
            ));
        }
        if self.0 >= 1.0 {
            return Err(
                "an event that is certain within a period has no finite rate per year".to_string(),
            );
        }
        // The absolute value turns −0, the rate of what never happens, into 0.
        Ok(Rate((-libm::log1p(-self.0) / years).abs()))
    }
}

/// A part of a whole, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// Nothing of it.
    pub const NONE: Share = Share(0.0);
    /// All of it.
    pub const ALL: Share = Share(1.0);

    /// A share.
    pub fn new(share: f64) -> Result<Share, String> {
        if (0.0..=1.0).contains(&share) {
            Ok(Share(share))
        } else {
            Err(format!("a share lies from 0 to 1, and {share} does not"))
        }
    }

    /// The number from 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// What this share leaves.
    pub fn rest(self) -> Share {
        Share(1.0 - self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_gives_the_probability_of_at_least_one_event() {
        let rate = Rate::per_year(0.5).unwrap();
        // 1 − e^−1 over two years.
        assert!((rate.probability_over(2.0).get() - 0.632_120_558_828_557_7).abs() < 1e-15);
        assert_eq!(rate.probability_over(0.0).get(), 0.0);
        assert_eq!(rate.probability_over(1e6).get(), 1.0);
    }

    #[test]
    fn rate_and_probability_convert_back_and_forth() {
        for rate in [0.0, 1e-12, 0.01, 0.3, 5.0] {
            let back = Rate::per_year(rate)
                .unwrap()
                .probability_over(0.25)
                .rate_over(0.25)
                .unwrap()
                .get();
            assert!((back - rate).abs() <= 1e-14 * rate, "{back} for {rate}");
        }
    }

    #[test]
    fn impossible_quantities_are_refused_in_words() {
        assert!(Rate::per_year(-0.1).unwrap_err().contains("-0.1"));
        assert!(Rate::per_year(f64::INFINITY).is_err());
        assert!(Probability::new(1.2).unwrap_err().contains("1.2"));
        assert!(Probability::new(f64::NAN).is_err());
        assert!(Share::new(-1e-9).is_err());
        assert!(Share::new(1.0).is_ok());
        let certain = Probability::new(1.0).unwrap();
        assert!(certain.rate_over(1.0).unwrap_err().contains("certain"));
        assert!(certain.rate_over(0.0).unwrap_err().contains("period"));
    }

    #[test]
    fn a_share_and_its_rest_are_the_whole() {
        assert_eq!(Share::new(0.25).unwrap().rest(), Share::new(0.75).unwrap());
        assert_eq!(Share::ALL.rest(), Share::NONE);
    }
}
