//! Numbers as text for readers: grouped and rounded.
//!
//! Comes in: numbers. Goes out: strings. Deliberately absent: units, alignment, and numbers in files (base/written.rs).

use crate::base::statistics::Chance;
use crate::base::written::without_negative_zero;

/// For readers: thousands separated by commas, `1,234.5`.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = without_negative_zero(format!("{value:.decimals$}"));
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (digits, String::new()),
    };
    format!("{sign}{}{fraction}", with_commas(whole))
}

/// A difference for readers: grouped, with its sign; nothing at all is `0`.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    let is_positive =
        !text.starts_with('-') && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if is_positive {
        format!("+{text}")
    } else {
        text
    }
}

/// A share as a percentage for readers.
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", grouped(share * 100.0, decimals))
}

/// A probability for readers. The ends are never claimed by rounding: only 0 and 1 themselves read 0 % and 100 %.
pub fn probability(value: f64) -> String {
    if value > 0.0 && value < 0.005 {
        "<1 %".to_string()
    } else if value < 1.0 && value > 0.995 {
        ">99 %".to_string()
    } else {
        percent(value, 0)
    }
}

/// A chance for readers with the interval that the number of replications gives: `35 % (22–50)`; at an end, on which
/// side it is open: `0 % (<7)`.
pub fn chance(chance: Chance) -> String {
    let share = percent(chance.share(), 0);
    let (low, high) = chance.interval();
    // Away from the chance itself, so that rounding never makes it surer.
    let [low, high] = [libm::floor(low * 100.0), libm::ceil(high * 100.0)];
    match chance.hits {
        _ if chance.of < 2 => share,
        0 => format!("{share} (<{high})"),
        hits if hits == chance.of => format!("{share} (>{low})"),
        _ => format!("{share} ({low}–{high})"),
    }
}

/// Whether parts rounded to `decimals` do not add up to the rounded total.
pub fn is_apart(parts: &[f64], total: f64, decimals: usize) -> bool {
    let unit = libm::pow(10.0, decimals as f64);
    let rounded = |value: f64| libm::round(value * unit);
    let sum: f64 = parts.iter().copied().map(rounded).sum();
    sum != rounded(total)
}

/// Decimals that show `significant` digits of `size`, between 0 and `most`.
pub fn decimals_for(size: f64, significant: i32, most: usize) -> usize {
    if !size.is_finite() || size == 0.0 {
        return 0;
    }
    let digits_before_point = libm::floor(libm::log10(size.abs())) as i32 + 1;
    usize::try_from(significant - digits_before_point)
        .unwrap_or(0)
        .min(most)
}

fn with_commas(whole: &str) -> String {
    let mut out = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated_by_commas() {
        assert_eq!(grouped(1234.54, 1), "1,234.5");
        assert_eq!(grouped(-1_234_567.0, 0), "-1,234,567");
        assert_eq!(grouped(999.96, 1), "1,000.0");
        assert_eq!(grouped(12.0, 0), "12");
    }

    #[test]
    fn a_value_that_rounds_to_zero_has_no_sign() {
        assert_eq!(grouped(-0.04, 1), "0.0");
        assert_eq!(signed(0.04, 1), "0.0");
    }

    #[test]
    fn a_difference_carries_its_sign() {
        assert_eq!(signed(3.25, 2), "+3.25");
        assert_eq!(signed(-3.25, 2), "-3.25");
    }

    #[test]
    fn a_probability_is_not_rounded_to_certainty() {
        assert_eq!(probability(0.999), ">99 %");
        assert_eq!(probability(0.001), "<1 %");
        assert_eq!(probability(1.0), "100 %");
        assert_eq!(probability(0.0), "0 %");
        assert_eq!(probability(0.944), "94 %");
    }

    #[test]
    fn a_chance_says_what_its_number_of_replications_leaves_open() {
        assert_eq!(chance(Chance { hits: 0, of: 40 }), "0 % (<7)");
        assert_eq!(chance(Chance { hits: 40, of: 40 }), "100 % (>93)");
        assert_eq!(chance(Chance { hits: 10, of: 40 }), "25 % (14–41)");
        assert_eq!(chance(Chance { hits: 1, of: 1 }), "100 %");
    }

    #[test]
    fn rounded_parts_that_do_not_add_up_are_noticed() {
        // 0.3 + 0.3 + 0.3 beside 1.0 (0.33 three times is 0.99).
        assert!(is_apart(&[0.33, 0.33, 0.33], 0.99, 1));
        assert!(!is_apart(&[0.33, 0.33, 0.33], 0.99, 2));
        assert!(!is_apart(&[-1.2, 3.4], 2.2, 1));
    }

    #[test]
    fn decimals_follow_the_size_of_the_number() {
        assert_eq!(decimals_for(4.4, 3, 4), 2);
        assert_eq!(decimals_for(0.044, 3, 4), 4);
        assert_eq!(decimals_for(1234.0, 3, 4), 0);
        assert_eq!(decimals_for(0.0, 3, 4), 0);
    }
}
