//! How figures stand in files: money with two decimals, any other number as the shortest text that reads back the same,
//! nothing where a value is unknown.
//!
//! Comes in: numbers. Goes out: text, and the functions that rows of files name in `serialize_with`. Deliberately
//! absent: grouping and rounding for readers.

use serde::{Serialize, Serializer};

use super::statistics::{EndErrors, Summary};

/// Money in a file: two decimals, and no minus sign before a zero.
pub fn money(value: f64) -> String {
    without_negative_zero(format!("{value:.2}"))
}

/// Any other value in a file: the shortest text that reads back as the same number.
pub fn shortest(value: f64) -> String {
    without_negative_zero(format!("{value}"))
}

/// A value to nine significant digits, where there are many.
pub fn nine_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.8e}").parse().unwrap_or(value);
    shortest(rounded)
}

/// The unit of money.
pub const EUR: &str = "EUR";

/// How values of a unit are written.
pub fn text_of(unit: &str) -> fn(f64) -> String {
    if unit == EUR { money } else { shortest }
}

/// Without the sign of a zero.
pub fn without_negative_zero(text: String) -> String {
    let is_zero =
        text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text[1..].to_string() } else { text }
}

/// A summary as the fields of its columns.
pub fn spread(spread: &Summary, text: fn(f64) -> String) -> [Option<String>; 8] {
    [
        Some(spread.mean),
        spread.mc_error,
        spread.sd,
        spread.q025,
        spread.q250,
        spread.q500,
        spread.q750,
        spread.q975,
    ]
    .map(|value| value.map(text))
}

/// Errors of the ends of an interval as the fields of their columns.
pub fn ends(ends: &EndErrors, text: fn(f64) -> String) -> [Option<String>; 2] {
    [ends.q025_mc_error, ends.q975_mc_error].map(|value| value.map(text))
}

/// `serialize_with` of a summary of money.
pub fn eur_spread<S: Serializer>(value: &Summary, to: S) -> Result<S::Ok, S::Error> {
    spread(value, money).serialize(to)
}

/// `serialize_with` of errors of money.
pub fn eur_ends<S: Serializer>(value: &EndErrors, to: S) -> Result<S::Ok, S::Error> {
    ends(value, money).serialize(to)
}

/// `serialize_with` of money.
pub fn eur<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&money(*value))
}

/// `serialize_with` of money that may be unknown.
pub fn known_eur<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(money).serialize(to)
}

/// `serialize_with` of any other number.
pub fn number<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&shortest(*value))
}

/// `serialize_with` of any other number that may be unknown.
pub fn known<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(shortest).serialize(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_files_has_two_decimals_no_grouping_and_no_sign_of_zero() {
        assert_eq!(money(1_234_567.891), "1234567.89");
        assert_eq!(money(-0.001), "0.00");
        assert_eq!(text_of("EUR")(5.5), "5.50");
    }

    #[test]
    fn values_in_files_read_back_as_the_same_number() {
        let value = 0.1 + 0.2;
        assert_eq!(shortest(value).parse::<f64>(), Ok(value));
        assert_eq!(shortest(-0.0), "0");
        assert_eq!(text_of("hours")(1_234.0), "1234");
        assert_eq!(nine_digits(2.0 / 3.0), "0.666666667");
        assert_eq!(nine_digits(123_456_789_012.0), "123456789000");
    }
}
