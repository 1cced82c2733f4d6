//! Arithmetic on a few numbers side by side.
//!
//! Comes in: arrays of one length. Goes out: sums and products, number by number. Deliberately absent: what the numbers are.
//!
//! By number of the lane: of that the compiler makes vectors wherever it is inlined, while pairs of iterators and closures over
//! arrays it often leaves to calls, which cost ten times the arithmetic.

#![allow(clippy::needless_range_loop)]

use std::ops::{Deref, DerefMut};

/// Numbers that one load of a wide vector reads: elsewhere most lie in two lines of the cache.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub struct Aligned<const N: usize>(pub [f64; N]);

impl<const N: usize> Deref for Aligned<N> {
    type Target = [f64; N];

    #[inline(always)]
    fn deref(&self) -> &[f64; N] {
        &self.0
    }
}

impl<const N: usize> DerefMut for Aligned<N> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64; N] {
        &mut self.0
    }
}

/// Adds number by number.
#[inline(always)]
pub fn add<const N: usize>(sum: &mut [f64; N], more: &[f64; N]) {
    for lane in 0..N {
        sum[lane] += more[lane];
    }
}

/// Takes away number by number.
#[inline(always)]
pub fn subtract<const N: usize>(rest: &mut [f64; N], less: &[f64; N]) {
    for lane in 0..N {
        rest[lane] -= less[lane];
    }
}

/// Multiplies number by number.
#[inline(always)]
pub fn multiply<const N: usize>(product: &mut [f64; N], by: &[f64; N]) {
    for lane in 0..N {
        product[lane] *= by[lane];
    }
}

/// Multiplies every number by one factor.
#[inline(always)]
pub fn scale<const N: usize>(lanes: &mut [f64; N], factor: f64) {
    for lane in 0..N {
        lanes[lane] *= factor;
    }
}

/// Multiplies every number by one factor and adds the same to each.
#[inline(always)]
pub fn scale_and_add<const N: usize>(lanes: &mut [f64; N], factor: f64, more: f64) {
    for lane in 0..N {
        lanes[lane] = lanes[lane] * factor + more;
    }
}

/// Adds products.
#[inline(always)]
pub fn add_product<const N: usize>(sum: &mut [f64; N], one: &[f64; N], other: &[f64; N]) {
    for lane in 0..N {
        sum[lane] += one[lane] * other[lane];
    }
}

/// Adds so many times each number.
#[inline(always)]
pub fn add_multiple<const N: usize>(sum: &mut [f64; N], more: &[f64; N], factor: f64) {
    for lane in 0..N {
        sum[lane] += more[lane] * factor;
    }
}

/// Products.
#[inline(always)]
pub fn product<const N: usize>(one: &[f64; N], other: &[f64; N]) -> [f64; N] {
    let mut product = *one;
    multiply(&mut product, other);
    product
}

/// What is left of 1.
#[inline(always)]
pub fn rest<const N: usize>(parts: &[f64; N]) -> [f64; N] {
    let mut rest = [1.0; N];
    subtract(&mut rest, parts);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_their_lanes() {
        let mut sum = [1.0, 2.0, 3.0];
        add(&mut sum, &[10.0, 20.0, 30.0]);
        assert_eq!(sum, [11.0, 22.0, 33.0]);
        subtract(&mut sum, &[1.0, 2.0, 3.0]);
        scale(&mut sum, 0.5);
        assert_eq!(sum, [5.0, 10.0, 15.0]);
        add_product(&mut sum, &[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]);
        assert_eq!(sum, [9.0, 20.0, 33.0]);
        scale_and_add(&mut sum, 2.0, 1.0);
        assert_eq!(sum, [19.0, 41.0, 67.0]);
        assert_eq!(product(&[2.0, 3.0], &[5.0, 7.0]), [10.0, 21.0]);
        assert_eq!(rest(&[0.25, 1.0]), [0.75, 0.0]);
    }
}
