//! Numbers in sentences.
//!
//! Comes in: a number. Goes out: [`Legible`]. Deliberately absent: numbers in files (written.rs).

/// A number in a sentence, as people write it: with an exponent where it would be longer than anybody reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Legible(pub f64);

impl std::fmt::Display for Legible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.0.abs();
        if size.is_finite() && size != 0.0 && !(1e-9..1e15).contains(&size) {
            write!(f, "{:e}", self.0)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_sentence_has_an_exponent_where_it_would_be_long() {
        let told = [0.0, -2.5, 1e9, 1e15, -1e300, 1e-308].map(|value| Legible(value).to_string());
        assert_eq!(
            told,
            ["0", "-2.5", "1000000000", "1e15", "-1e300", "1e-308"]
        );
    }
}
