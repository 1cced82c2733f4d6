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
    /// From −1 (worse than dead) to 1.
    Utility,
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
            Limits::Utility => (-1.0..=1.0).contains(&value),
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
            Limits::Utility => "must lie from -1 to 1",
        }
    }

    /// The same for the end of what a distribution can reach: it may start at 0 where the number itself must be
    /// above 0, since 0 is never drawn.
    pub fn allows_end(self, end: f64) -> bool {
        !end.is_finite() || self.allows(end) || (matches!(self, Limits::AboveZero) && end == 0.0)
    }
}
