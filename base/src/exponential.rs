//! e to the power of many numbers side by side.
//!
//! Comes in: numbers from −700 to 700; those beyond are taken as these. Goes out: e^x − 1 of each, to about two units of the last
//! digit, the same to the bit on every machine. Deliberately absent: single numbers, which `libm` is there for.
//!
//! x = k·ln 2 + r with |r| ≤ ln 2 / 2, e^r − 1 by its series, and 2^k put together from its bits: no branch and no table, so
//! that the compiler makes vectors of it.

#![allow(clippy::needless_range_loop)]

/// 1.5·2⁵²: added to a number, it leaves the nearest whole number in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts, the first so short that its products with k are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// 1/n! from the highest power that matters down to 1.
const SERIES: [f64; 13] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
    1.0,
];

const LARGEST: f64 = 700.0;

/// e^x − 1 of each number.
#[inline(always)]
pub fn exp_m1<const N: usize>(numbers: [f64; N]) -> [f64; N] {
    let (mut rounded, mut rest) = ([0.0; N], [0.0; N]);
    for lane in 0..N {
        let x = numbers[lane].clamp(-LARGEST, LARGEST);
        rounded[lane] = x * std::f64::consts::LOG2_E + ROUND;
        let k = rounded[lane] - ROUND;
        rest[lane] = (x - k * LN_2[0]) - k * LN_2[1];
    }
    let mut found = [0.0; N];
    for lane in 0..N {
        let mut sum = SERIES[0];
        for factor in &SERIES[1..] {
            sum = sum * rest[lane] + factor;
        }
        found[lane] = sum * rest[lane];
    }
    for lane in 0..N {
        // The last bits of `rounded` are k in two's complement.
        let bits = rounded[lane].to_bits() << 52;
        let power = f64::from_bits(bits.wrapping_add(1_023 << 52));
        found[lane] = power * found[lane] + (power - 1.0);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::widest::on_widest;

    #[test]
    fn powers_are_those_of_the_library_to_two_units_of_the_last_digit() {
        let small = (0..400).map(|number| f64::from(number - 200) * 0.0173);
        let tiny = (1..60).map(|number| -libm::pow(0.5, f64::from(number)));
        let large = [-1e9, -700.0, -690.3, -40.0, 33.3, 691.0, 0.0, 1e-300];
        let numbers: Vec<f64> = small.chain(tiny).chain(large).collect();
        for number in numbers {
            let expected = libm::expm1(number.max(-700.0));
            let [found] = exp_m1([number]);
            let off = (found - expected).abs();
            assert!(
                off <= 5e-16 * expected.abs(),
                "{number}: {found} {expected}"
            );
        }
    }

    #[test]
    fn side_by_side_they_are_what_each_is_alone() {
        let numbers: [f64; 8] = std::array::from_fn(|lane| -0.37 * lane as f64);
        let found = on_widest(
            #[inline(always)]
            || exp_m1(numbers),
        );
        for (found, number) in found.iter().zip(numbers) {
            assert_eq!(found.to_bits(), exp_m1([number])[0].to_bits());
        }
    }
}
