//! From amounts to pixels, and the amounts worth a line of the grid.
//!
//! Comes in: a range of amounts and one of pixels. Goes out: places, and ticks with the decimals that tell them apart.
//! Deliberately absent: text.

/// A straight scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: [f64; 2],
    to: [f64; 2],
}

impl Scale {
    /// Amounts `from[0]` to `from[1]` on pixels `to[0]` to `to[1]`; a range of nothing gets some room about it.
    pub fn new(from: [f64; 2], to: [f64; 2]) -> Scale {
        let is_range = from[1] - from[0] > 0.0;
        let from = if is_range {
            from
        } else {
            [from[0] - 1.0, from[0] + 1.0]
        };
        Scale { from, to }
    }

    /// The place of an amount.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.from[0]) / (self.from[1] - self.from[0]);
        self.to[0] + share * (self.to[1] - self.to[0])
    }

    /// Pixels for an amount of one.
    pub fn per_unit(&self) -> f64 {
        (self.to[1] - self.to[0]) / (self.from[1] - self.from[0])
    }

    /// Round amounts in the range, some `about` of them.
    pub fn ticks(&self, about: usize) -> Ticks {
        ticks(self.from, about)
    }
}

/// Round amounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Rising.
    pub values: Vec<f64>,
    /// Decimals that show each of them in full.
    pub decimals: usize,
}

/// The smallest of 1, 2 and 5 times a power of ten that divides the range in at most `about` steps.
fn ticks([low, high]: [f64; 2], about: usize) -> Ticks {
    let rough = (high - low) / about.max(1) as f64;
    let power = libm::floor(libm::log10(rough)) as i32;
    let unit = libm::pow(10.0, f64::from(power));
    let (step, power) = [(1.0, power), (2.0, power), (5.0, power)]
        .into_iter()
        .map(|(times, power)| (times * unit, power))
        .find(|(step, _)| *step >= rough * (1.0 - 1e-9))
        .unwrap_or((10.0 * unit, power + 1));
    let (first, last) = (
        libm::ceil(low / step - 1e-9) as i64,
        libm::floor(high / step + 1e-9) as i64,
    );
    Ticks {
        values: (first..=last).map(|index| index as f64 * step).collect(),
        decimals: usize::try_from(-power).unwrap_or(0),
    }
}

/// The range of amounts, with zero in it.
pub fn with_zero(values: impl IntoIterator<Item = f64>) -> [f64; 2] {
    values.into_iter().fold([0.0, 0.0], |[low, high], value| {
        [f64::min(low, value), f64::max(high, value)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_runs_from_end_to_end() {
        let scale = Scale::new([-2.0, 8.0], [100.0, 200.0]);
        assert_eq!(
            [scale.at(-2.0), scale.at(0.0), scale.at(8.0)],
            [100.0, 120.0, 200.0]
        );
        assert_eq!(scale.per_unit(), 10.0);
    }

    #[test]
    fn ticks_are_round_and_say_their_decimals() {
        assert_eq!(ticks([-3.1, 4.1], 4).values, [-2.0, 0.0, 2.0, 4.0]);
        let fine = ticks([0.0, 0.44], 5);
        assert_eq!(fine.decimals, 1);
        assert_eq!(fine.values.len(), 5);
        // Steps of 250 would need no decimals either; steps of 0.25 would: they are never taken.
        assert_eq!(ticks([0.0, 1000.0], 4).values, [0.0, 500.0, 1000.0]);
        assert_eq!(ticks([0.0, 0.9], 1).values, [0.0]);
    }

    #[test]
    fn a_range_of_nothing_is_still_a_scale() {
        let scale = Scale::new([0.0, 0.0], [0.0, 100.0]);
        assert_eq!(scale.at(0.0), 50.0);
        assert_eq!(scale.ticks(3).values, [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn a_range_of_amounts_holds_zero() {
        assert_eq!(with_zero([3.0, 5.0]), [0.0, 5.0]);
        assert_eq!(with_zero([]), [0.0, 0.0]);
    }
}
