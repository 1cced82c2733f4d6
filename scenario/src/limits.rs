//! The limits that keys put on a number: what may be written, what may be drawn, and how messages say so, each once.
//!
//! Comes in: the kind of number that a key holds. Goes out: its range, its words, and values put within it.
//! Deliberately absent: which key holds which kind; that is the type of the key in [`mod@super::schema`].

use serde::{Deserialize, Serialize};

/// The least that differs from 0: less is written as 0, and drawn as 0.
const SMALLEST: f64 = 1e-12;

/// A kind of number as a type, for the keys of a scenario.
pub trait Limit {
    /// Its limits.
    const LIMITS: Limits;
}

/// The list of kinds, from which follow the limits as values and as types.
macro_rules! limits {
    ($(#[doc = $doc:literal] $name:ident: $least:expr, $most:expr, $unit:literal, $words:literal, $hint:literal;)*) => {
        /// The limits that keys put on a number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Limits {
            $(#[doc = $doc] $name,)*
        }

        /// The limits as types.
        pub mod limit {
            $(
                #[doc = $doc]
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct $name;

                impl super::Limit for $name {
                    const LIMITS: super::Limits = super::Limits::$name;
                }
            )*
        }

        impl Limits {
            /// The least and the most.
            pub fn range(self) -> (f64, f64) {
                match self {
                    $(Limits::$name => ($least, $most),)*
                }
            }

            /// The unit of what the key holds, where that follows from its kind; empty where each key has its own.
            pub fn unit(self) -> &'static str {
                match self {
                    $(Limits::$name => $unit,)*
                }
            }

            /// The limits in words.
            pub fn words(self) -> &'static str {
                match self {
                    $(Limits::$name => $words,)*
                }
            }

            /// What would be right.
            pub fn hint(self) -> &'static str {
                match self {
                    $(Limits::$name => $hint,)*
                }
            }
        }
    };
}

limits! {
    /// Any number of a size that can be computed with.
    Any: -1e9, 1e9, "", "must lie from -1,000,000,000 to 1,000,000,000", "write a number";
    /// From 0.
    NotNegative: 0.0, 1e9, "", "must lie from 0 to 1,000,000,000", "write 0 or more";
    /// Above 0.
    AboveZero: 1e-9, 1e9, "", "must be above 0, up to 1,000,000,000", "write a number above 0";
    /// From 0 to 1.
    Share: 0.0, 1.0, "share", "must lie from 0 to 1", "shares and probabilities are fractions: 40 % is 0.4";
    /// A change for the better of at most 1, that may be one for the worse.
    AtMostOne: -1e3, 1.0, "share", "must lie from -1,000 to 1", "1 is all of it; a negative number makes it worse";
    /// A change above −1.
    AboveMinusOne: -0.999_999, 1e3, "share", "must be above -1, up to 1,000", "growth and change are fractions: 1 % less is -0.01";
    /// A yearly growth rate, −0.5 to 1.
    Growth: -0.5, 1.0, "share/year", "must lie from -0.5 to 1 a year", "growth is a fraction per year: 2 % is 0.02";
    /// A yearly discount rate, 0 to 1.
    Discount: 0.0, 1.0, "share/year", "must lie from 0 to 1 a year", "a discount rate is a fraction per year: 3 % is 0.03";
    /// EUR per unit, person or month, 0 to ten million.
    Price: 0.0, 1e7, "EUR", "must lie from 0 to 10,000,000 EUR", "write EUR, 0 or more";
    /// EUR per year of a whole budget, 0 to a trillion.
    Budget: 0.0, 1e12, "EUR", "must lie from 0 to 1,000,000,000,000 EUR", "write EUR a year, 0 or more";
    /// Events, units or hours per person-year or need, 0 to 100,000.
    Amount: 0.0, 1e5, "", "must lie from 0 to 100,000", "write 0 or more, per need or person-year";
    /// New needs per person-year, 0 to 1,000.
    Rate: 0.0, 1e3, "1/person-year", "must lie from 0 to 1,000 a year", "write new needs per person-year, 0 or more";
    /// Hazards of one person per year, 0 to 1,000.
    Hazard: 0.0, 1e3, "1/person-year", "must lie from 0 to 1,000 a year", "write a rate per person-year, 0 or more";
    /// Change of a logarithm per year of age, −5 to 5.
    Slope: -5.0, 5.0, "log ratio/year of age", "must lie from -5 to 5 per year of age", "0.1 doubles in seven years";
    /// Factors, 0 to 1,000.
    Ratio: 0.0, 1e3, "ratio", "must lie from 0 to 1,000", "1 changes nothing, 0.5 halves, 2 doubles";
    /// Persons who arrive in a year, 0 to a tenth of the most residents.
    Arrivals: 0.0, 2e6, "persons/year", "must lie from 0 to 2,000,000 a year", "write persons per year in the whole population";
    /// From −1 (worse than dead) to 1.
    Utility: -1.0, 1.0, "QALY/year", "must lie from -1 to 1", "1 is full health, 0 dead, below 0 worse than dead";
    /// What a factor adds on the logit scale, −20 to 20.
    Logit: -20.0, 20.0, "logit", "must lie from -20 to 20", "1 on the logit scale moves one half to 0.73";
}

impl Limits {
    /// Whether a value lies within.
    pub fn allows(self, value: f64) -> bool {
        let (least, most) = self.range();
        (least..=most).contains(&value) && (value == 0.0 || value.abs() >= SMALLEST)
    }

    /// Whether an end of what a distribution can reach lies within: it may start at 0 where the number itself must be
    /// above 0, since 0 is never drawn; what has no end is cut off at the limits.
    pub fn allows_end(self, end: f64) -> bool {
        !end.is_finite() || self.allows(end) || (self == Limits::AboveZero && end == 0.0)
    }

    /// A draw within the limits: a draw outside becomes the nearer limit, and one too small to distinguish from 0
    /// becomes 0.
    pub fn within(self, draw: f64) -> f64 {
        let (least, most) = self.range();
        let told = if draw.abs() < SMALLEST { 0.0 } else { draw };
        told.clamp(least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_outside_become_the_nearer_limit() {
        assert_eq!(Limits::Price.within(-3.0), 0.0);
        assert_eq!(Limits::Price.within(1e20), 1e7);
        assert_eq!(Limits::Share.within(0.25), 0.25);
        assert_eq!(Limits::AboveZero.within(-1.0), 1e-9);
        assert_eq!(Limits::Amount.within(1e-308), 0.0);
    }

    #[test]
    fn what_cannot_be_told_from_nothing_is_no_number_to_write() {
        assert!(!Limits::Amount.allows(1e-308) && Limits::Amount.allows(0.0));
        assert!(!Limits::Share.allows(f64::NAN) && !Limits::AboveZero.allows(0.0));
    }
}
