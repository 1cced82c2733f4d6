//! Numbers as text: for files (full precision, no grouping) and for readers (grouped, rounded).
//!
//! Comes in: numbers. Goes out: strings. Deliberately absent: units and alignment.

/// Money in a CSV file: two decimals, and no minus sign before a zero.
pub fn money(value: f64) -> String {
    without_negative_zero(format!("{value:.2}"))
}

/// Any other value in a CSV file: the shortest text that reads back as the same number.
pub fn shortest(value: f64) -> String {
    without_negative_zero(format!("{value}"))
}

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
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && digit.is_ascii_digit() {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn without_negative_zero(text: String) -> String {
    let is_zero =
        text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text[1..].to_string() } else { text }
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
        assert_eq!(money(-0.001), "0.00");
        assert_eq!(shortest(-0.0), "0");
    }

    #[test]
    fn a_difference_carries_its_sign() {
        assert_eq!(signed(3.25, 2), "+3.25");
        assert_eq!(signed(-3.25, 2), "-3.25");
    }

    #[test]
    fn money_in_files_has_two_decimals_and_no_grouping() {
        assert_eq!(money(1_234_567.891), "1234567.89");
    }

    #[test]
    fn values_in_files_read_back_as_the_same_number() {
        let value = 0.1 + 0.2;
        assert_eq!(shortest(value).parse::<f64>(), Ok(value));
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
    fn decimals_follow_the_size_of_the_number() {
        assert_eq!(decimals_for(4.4, 3, 4), 2);
        assert_eq!(decimals_for(0.044, 3, 4), 4);
        assert_eq!(decimals_for(1234.0, 3, 4), 0);
        assert_eq!(decimals_for(0.0, 3, 4), 0);
    }
}
