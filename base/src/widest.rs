//! Loops over columns of numbers on the widest vectors that the machine has.
//!
//! Comes in: a piece of arithmetic. Goes out: its result, the same to the bit on every machine: products and sums are not
//! merged, and the order of sums is that of the code. Deliberately absent: vectors by hand; the compiler makes them of plain
//! loops. What the piece calls must be inlined into it (`#[inline(always)]`), or it runs as elsewhere.

/// Runs it.
#[inline(always)]
pub fn on_widest<R>(arithmetic: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(arithmetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_the_same_to_the_bit_on_wide_vectors_and_narrow_ones() {
        let values: Vec<f64> = (0..1_003)
            .map(|number| 1.0 / f64::from(number + 1))
            .collect();
        let sum = || {
            let mut sums = [0.1_f64; 8];
            for chunk in values.chunks_exact(8) {
                for (sum, value) in sums.iter_mut().zip(chunk) {
                    *sum += value * value / 3.0;
                }
            }
            sums
        };
        let bits = |sums: [f64; 8]| sums.map(f64::to_bits);
        assert_eq!(bits(on_widest(sum)), bits(sum()));
    }
}
