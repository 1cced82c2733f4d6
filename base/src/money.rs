//! Money in whole cents, so that what is paid and what is received agree to the cent.
//!
//! Comes in: amounts in euros where they are computed. Goes out: whole cents, and exact splits of them.
//! Deliberately absent: currencies, price indices, and multiplying money by a number: compute in euros, round once.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount in euro cents, positive or negative.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Cents = Cents(0);

    /// The largest amount whose sums are still exact: half of what fits, 46 quadrillion euros. What is added beyond
    /// what fits stays there and never turns its sign; a run with amounts beyond this is refused.
    pub const LARGEST: Cents = Cents(i64::MAX / 2);

    /// Euros to the nearest cent, halves away from zero. An amount beyond ±92 quadrillion euros becomes the largest
    /// that fits; not-a-number, which a checked care system never produces, becomes zero.
    #[inline]
    pub fn from_eur(eur: f64) -> Cents {
        debug_assert!(eur.is_finite(), "{eur} is no amount");
        let cents = eur * 100.0;
        // Not f64::round: that is a call into the platform's mathematics on processors without SSE 4.1.
        let whole = cents as i64;
        let rest = cents - whole as f64;
        if rest >= 0.5 {
            Cents(whole.saturating_add(1))
        } else if rest <= -0.5 {
            Cents(whole.saturating_sub(1))
        } else {
            Cents(whole)
        }
    }

    /// Whether sums of such amounts are exact.
    pub fn is_exact(self) -> bool {
        (-Cents::LARGEST..=Cents::LARGEST).contains(&self)
    }

    /// The amount in euros.
    #[inline]
    pub fn to_eur(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Add for Cents {
    type Output = Cents;
    #[inline]
    fn add(self, other: Cents) -> Cents {
        Cents(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cents {
    #[inline]
    fn add_assign(&mut self, other: Cents) {
        *self = *self + other;
    }
}

impl Sub for Cents {
    type Output = Cents;
    #[inline]
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Cents {
    #[inline]
    fn sub_assign(&mut self, other: Cents) {
        *self = *self - other;
    }
}

impl Neg for Cents {
    type Output = Cents;
    #[inline]
    fn neg(self) -> Cents {
        Cents(self.0.saturating_neg())
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Cents> for Cents {
    fn sum<I: Iterator<Item = &'a Cents>>(amounts: I) -> Cents {
        amounts.copied().sum()
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// Splits `total` in proportion to `shares` so that the parts add up to the cent: every part gets the whole cents of
/// its exact share, and the cents left over go one each to the largest remainders, on a tie to the lower index (the
/// method of Hamilton). A negative total is split as its opposite. The parts add up whatever the amount; up to ten
/// trillion euros each is also within one cent of its exact share.
///
/// `shares` are weights: they need not add up to 1. Where they are all zero, everything goes to the first.
pub fn split(total: Cents, shares: &[f64], into: &mut [Cents]) {
    assert_eq!(shares.len(), into.len(), "one part per share");
    debug_assert!(
        shares
            .iter()
            .all(|share| share.is_finite() && *share >= 0.0)
    );
    let Some(first) = into.first_mut() else {
        debug_assert_eq!(total, Cents::ZERO, "nobody to split {total} over");
        return;
    };
    let weight: f64 = shares.iter().sum();
    if weight <= 0.0 {
        *first = total;
        into[1..].fill(Cents::ZERO);
        return;
    }

    let amount = total.0.unsigned_abs() as f64;
    let exact = |share: f64| amount * (share / weight);
    let mut left = total.0.unsigned_abs() as i64;
    for (part, share) in into.iter_mut().zip(shares) {
        // A part can round up past its floor only beyond 2^50 cents; never give more than there is.
        *part = Cents((exact(*share) as i64).min(left));
        left -= part.0;
    }
    hand_out(left, into, |index| {
        let part = exact(shares[index]);
        part - part.trunc()
    });
    if total.0 < 0 {
        into.iter_mut().for_each(|part| *part = -*part);
    }
}

/// Gives `left` cents one each to the largest remainders, and anything beyond one each to the first of them.
fn hand_out(left: i64, into: &mut [Cents], remainder: impl Fn(usize) -> f64) {
    if left == 0 {
        return;
    }
    // One cent, by far the most common case, needs no list.
    if left == 1 {
        let largest = (1..into.len()).fold(0, |best, index| {
            if remainder(index) > remainder(best) {
                index
            } else {
                best
            }
        });
        into[largest] += Cents(1);
        return;
    }
    let mut order: Vec<usize> = (0..into.len()).collect();
    // A stable sort keeps the lower index first among equals.
    order.sort_by(|&a, &b| {
        remainder(b)
            .partial_cmp(&remainder(a))
            .unwrap_or(Ordering::Equal)
    });
    for &index in order.iter().take(left as usize) {
        into[index] += Cents(1);
    }
    into[order[0]] += Cents((left - into.len() as i64).max(0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(total: i64, shares: &[f64]) -> Vec<i64> {
        let mut into = vec![Cents::ZERO; shares.len()];
        split(Cents(total), shares, &mut into);
        into.iter().map(|part| part.0).collect()
    }

    #[test]
    fn amounts_print_with_their_sign_and_two_decimals() {
        assert_eq!(Cents(123_456).to_string(), "1234.56");
        assert_eq!(Cents(-5).to_string(), "-0.05");
        assert_eq!(Cents(0).to_string(), "0.00");
        assert_eq!(Cents(-123_400).to_string(), "-1234.00");
        assert_eq!(Cents(i64::MIN).to_string(), "-92233720368547758.08");
    }

    #[test]
    fn euros_round_to_the_nearest_cent_with_halves_away_from_zero() {
        assert_eq!(Cents::from_eur(12.34), Cents(1_234));
        assert_eq!(Cents::from_eur(0.125), Cents(13));
        assert_eq!(Cents::from_eur(-0.125), Cents(-13));
        assert_eq!(Cents::from_eur(0.124), Cents(12));
        assert_eq!(Cents::from_eur(-0.004), Cents(0));
        assert_eq!(Cents::from_eur(1e300), Cents(i64::MAX));
        assert_eq!(Cents::from_eur(-1e300), Cents(i64::MIN));
        assert_eq!(Cents(1_234).to_eur(), 12.34);
    }

    #[test]
    fn amounts_that_do_not_fit_keep_their_sign() {
        let most = Cents(i64::MAX);
        assert_eq!(most + Cents(1), most);
        assert_eq!([most, most, Cents(5)].iter().sum::<Cents>(), most);
        assert_eq!(-Cents(i64::MIN), most);
        assert_eq!(Cents(i64::MIN) - Cents(1), Cents(i64::MIN));
        assert!(!most.is_exact() && Cents(4_611_686_018_427_387_903).is_exact());
    }

    #[test]
    fn amounts_add_up() {
        let amounts = [Cents(5), Cents(-7), Cents(100)];
        assert_eq!(amounts.iter().sum::<Cents>(), Cents(98));
        assert_eq!(-Cents(5) - Cents(2), Cents(-7));
    }

    #[test]
    fn cents_left_over_go_to_the_largest_remainders() {
        // 1.00 by thirds: 33.3 each, the odd cent to the first.
        assert_eq!(parts(100, &[1.0, 1.0, 1.0]), [34, 33, 33]);
        // 0.07 by 0.5, 0.3, 0.2: exact 3.5, 2.1, 1.4; floors 3, 2, 1; the odd cent to the first.
        assert_eq!(parts(7, &[0.5, 0.3, 0.2]), [4, 2, 1]);
        // 0.05 by 0.25, 0.25, 0.5: exact 1.25, 1.25, 2.5; the odd cent to the last.
        assert_eq!(parts(5, &[0.25, 0.25, 0.5]), [1, 1, 3]);
        // 0.02 over four: ties go to the lower indices.
        assert_eq!(parts(2, &[1.0; 4]), [1, 1, 0, 0]);
        assert_eq!(parts(-100, &[1.0, 1.0, 1.0]), [-34, -33, -33]);
    }

    #[test]
    fn a_split_without_weight_goes_to_the_first() {
        assert_eq!(parts(9, &[0.0, 0.0]), [9, 0]);
        assert_eq!(parts(9, &[0.0, 1.0]), [0, 9]);
        assert_eq!(parts(0, &[]), [0_i64; 0]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_within_a_cent_of_their_exact_share(
            total in -1_000_000_000_000_i64..1_000_000_000_000,
            shares in prop::collection::vec(0.0..1.0_f64, 1..40),
        ) {
            let parts = parts(total, &shares);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let weight: f64 = shares.iter().sum();
            if weight > 0.0 {
                for (part, share) in parts.iter().zip(&shares) {
                    let exact = total as f64 * (share / weight);
                    prop_assert!((*part as f64 - exact).abs() < 1.0 + 1e-3, "{} for {}", part, exact);
                }
            }
        }

        #[test]
        fn parts_of_any_amount_add_up(
            total in any::<i64>(),
            shares in prop::collection::vec(0.0..1.0_f64, 1..5),
        ) {
            let parts = parts(total, &shares);
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
        }

        #[test]
        fn cents_survive_the_way_through_euros(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(Cents::from_eur(Cents(cents).to_eur()), Cents(cents));
        }
    }
}
