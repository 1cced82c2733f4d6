//! The limits that keys put on a number, in words too.

/// The limits that keys put on a number.
#[derive(Debug, Clone, Copy)]
pub enum Limits {
    /// None.
    Any,
    /// From 0.
    NotNegative,
    /// Above 0.
    AboveZero,
    /// From 0 to 1.
    Share,
    /// At most 1, e.g. a reduction that may be negative.
    AtMostOne,
    /// Above −1, e.g. a growth rate.
    AboveMinusOne,
    /// A yearly growth rate, −0.5 to 1.
    Growth,
    /// EUR per unit, person or month, 0 to ten million.
    Price,
    /// EUR per year of a whole budget, 0 to a trillion.
    Budget,
    /// Events, units or hours per person-year or need, 0 to 100,000.
    Amount,
    /// New needs per person-year, 0 to 1,000.
    Rate,
    /// From −1 (worse than dead) to 1.
    Utility,
    /// What a factor adds on the logit scale, −20 to 20.
    Logit,
}

impl Limits {
    /// Whether a value lies within.
    pub fn allows(self, value: f64) -> bool {
        match self {
            Limits::Any => true,
            Limits::NotNegative => value >= 0.0,
            Limits::AboveZero => value > 0.0,
            Limits::Share => (0.0..=1.0).contains(&value),
            Limits::AtMostOne => value <= 1.0,
            Limits::AboveMinusOne => value > -1.0,
            Limits::Growth => (-0.5..=1.0).contains(&value),
            Limits::Price => (0.0..=1e7).contains(&value),
            Limits::Budget => (0.0..=1e12).contains(&value),
            Limits::Amount => (0.0..=1e5).contains(&value),
            Limits::Rate => (0.0..=1e3).contains(&value),
            Limits::Utility => (-1.0..=1.0).contains(&value),
            Limits::Logit => (-20.0..=20.0).contains(&value),
        }
    }

    /// What to write instead.
    pub fn hint(self) -> &'static str {
        match self {
            Limits::Any => "",
            Limits::NotNegative => "write 0 or more",
            Limits::AboveZero => "write a number above 0",
            Limits::Share => "shares and probabilities are fractions: 40 % is 0.4",
            Limits::AtMostOne => "1 is all of it; a negative number makes it worse",
            Limits::AboveMinusOne => "growth and change are fractions: 1 % less is -0.01",
            Limits::Growth => "growth is a fraction per year: 2 % is 0.02",
            Limits::Price => "write EUR, 0 or more",
            Limits::Budget => "write EUR a year, 0 or more",
            Limits::Amount => "write 0 or more, per need or person-year",
            Limits::Rate => "write new needs per person-year, 0 or more",
            Limits::Logit => "1 on the logit scale moves one half to 0.73",
            Limits::Utility => "1 is full health, 0 dead, below 0 worse than dead",
        }
    }

    /// The limits in words.
    pub fn words(self) -> &'static str {
        match self {
            Limits::Any => "may be any number",
            Limits::NotNegative => "cannot be negative",
            Limits::AboveZero => "must be above 0",
            Limits::Share => "must lie from 0 to 1",
            Limits::AtMostOne => "cannot be above 1",
            Limits::AboveMinusOne => "must be above -1",
            Limits::Growth => "must lie from -0.5 to 1 a year",
            Limits::Price => "must lie from 0 to 10,000,000 EUR",
            Limits::Budget => "must lie from 0 to 1,000,000,000,000 EUR",
            Limits::Amount => "must lie from 0 to 100,000",
            Limits::Rate => "must lie from 0 to 1,000 a year",
            Limits::Utility => "must lie from -1 to 1",
            Limits::Logit => "must lie from -20 to 20",
        }
    }

    /// The same for the end of what a distribution can reach: it may start at 0 where the number itself must be
    /// above 0, since 0 is never drawn.
    pub fn allows_end(self, end: f64) -> bool {
        !end.is_finite() || self.allows(end) || (matches!(self, Limits::AboveZero) && end == 0.0)
    }
}
