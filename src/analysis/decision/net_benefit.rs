//! Net benefits of options by draw: means, chances of being best, expected losses, and the expected value of perfect
//! information (EVPI).
//!
//! Comes in: finite numbers. Goes out: [`NetBenefits`]. Deliberately absent: where they come from.
//!
//! Options are compared exactly, and of equal ones the first wins, so that chances add up to 1 and no luck of a tie enters.
//! The best option is that of the highest mean, which need not be the one that is best most often.

use crate::base::statistics;

/// Net benefits: `[option][draw]`.
#[derive(Debug, Clone, PartialEq)]
pub struct NetBenefits {
    values: Vec<Vec<f64>>,
    batch: usize,
}

/// A figure with the standard error that the number of draws leaves in it; none of one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EstimatedValue {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub mc_error: Option<f64>,
}

/// Why a table of net benefits is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// There is no option, or no draw.
    Empty,
    /// This option has not as many draws as the first.
    Ragged(usize),
    /// The value of an option in a draw is no finite number.
    NotFinite {
        /// Which option.
        option: usize,
        /// Which draw, from 0.
        draw: usize,
    },
}

impl NetBenefits {
    /// A table `[option][draw]`; so many draws in turn depend on each other, 1 where none do.
    ///
    /// # Errors
    /// When it is empty or ragged, or a value is not finite.
    pub fn new(values: Vec<Vec<f64>>, batch: usize) -> Result<NetBenefits, Unusable> {
        let draws = values.first().map_or(0, Vec::len);
        if draws == 0 {
            return Err(Unusable::Empty);
        }
        for (option, draws_of) in values.iter().enumerate() {
            if draws_of.len() != draws {
                return Err(Unusable::Ragged(option));
            }
            if let Some(draw) = draws_of.iter().position(|value| !value.is_finite()) {
                return Err(Unusable::NotFinite { option, draw });
            }
        }
        Ok(NetBenefits {
            values,
            batch: batch.max(1),
        })
    }

    /// How many options there are.
    pub fn options(&self) -> usize {
        self.values.len()
    }

    /// How many draws there are.
    pub fn draws(&self) -> usize {
        self.values[0].len()
    }

    /// Draws in turn that depend on each other.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Draw by draw, of one option.
    pub fn of(&self, option: usize) -> &[f64] {
        &self.values[option]
    }

    /// The mean of every option.
    pub fn means(&self) -> Vec<f64> {
        let draws = self.draws() as f64;
        let mean = |values: &Vec<f64>| statistics::sum(values.iter().copied()) / draws;
        self.values.iter().map(mean).collect()
    }

    /// The option of the highest mean; of equal ones the first.
    pub fn best(&self) -> usize {
        first_highest(self.means())
    }

    /// The option that is best in one draw; of equal ones the first.
    pub fn best_in(&self, draw: usize) -> usize {
        first_highest(self.values.iter().map(|values| values[draw]))
    }

    /// In how many draws each option is best. They add up to all draws.
    pub fn times_best(&self) -> Vec<usize> {
        let mut times = vec![0; self.options()];
        (0..self.draws()).for_each(|draw| times[self.best_in(draw)] += 1);
        times
    }

    /// What each option loses on average against the best of each draw, with the error of that: that of the best option is
    /// the expected value of perfect information.
    pub fn expected_losses(&self) -> Vec<EstimatedValue> {
        let loss = |option: usize| {
            let in_draw =
                |draw: usize| self.values[self.best_in(draw)][draw] - self.values[option][draw];
            let losses: Vec<f64> = (0..self.draws()).map(in_draw).collect();
            estimate(&losses, self.batch)
        };
        (0..self.options()).map(loss).collect()
    }

    /// What it is worth, on average, to know every parameter before an option is chosen: the mean of the best of each draw,
    /// less the mean of the option that is best on average. Never below 0.
    pub fn evpi(&self) -> EstimatedValue {
        self.expected_losses()[self.best()]
    }

    /// How much more `option` has than `other`, with the error of that.
    pub fn difference(&self, option: usize, other: usize) -> EstimatedValue {
        let pairs = self.values[option].iter().zip(&self.values[other]);
        let differences: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
        estimate(&differences, self.batch)
    }
}

/// The mean of values with its error.
pub(super) fn estimate(values: &[f64], batch: usize) -> EstimatedValue {
    EstimatedValue {
        value: statistics::mean(values).unwrap_or(0.0),
        mc_error: statistics::error_of_mean(values, batch),
    }
}

/// The place of the highest; of equal ones the first.
pub(super) fn first_highest(values: impl IntoIterator<Item = f64>) -> usize {
    let mut values = values.into_iter().enumerate();
    let first = values.next().unwrap_or((0, 0.0));
    values
        .fold(first, |best, one| if one.1 > best.1 { one } else { best })
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(values: &[&[f64]]) -> NetBenefits {
        let values = values.iter().map(|values| values.to_vec()).collect();
        NetBenefits::new(values, 1).expect("a table")
    }

    #[test]
    fn knowing_all_is_worth_the_mean_of_the_best_less_the_best_mean() {
        // Best in each draw 4, 5, 3: mean 4. Means 2 and 3: knowing is worth 1.
        let found = table(&[&[4.0, 0.0, 2.0], &[1.0, 5.0, 3.0]]);
        assert_eq!(found.best(), 1);
        assert_eq!(found.evpi().value, 1.0);
        // Losses of the second are 3, 0, 0: sd √3, over √3 draws.
        assert!((found.evpi().mc_error.expect("an error") - 1.0).abs() < 1e-15);
        assert_eq!(found.times_best(), [1, 2]);
        assert_eq!(found.expected_losses()[0].value, 2.0);
    }

    #[test]
    fn one_option_or_one_draw_leaves_nothing_to_know() {
        assert_eq!(table(&[&[1.0, -7.0, 3.0]]).evpi().value, 0.0);
        let one = table(&[&[1.0], &[2.0]]).evpi();
        assert_eq!((one.value, one.mc_error), (0.0, None));
    }

    #[test]
    fn of_equal_options_the_first_is_best_and_chances_add_up() {
        let found = table(&[&[0.0, 1.0, -0.0], &[-0.0, 1.0, 0.0], &[0.0, 1.0, 0.0]]);
        assert_eq!(found.times_best(), [3, 0, 0]);
        assert_eq!(found.best(), 0);
        assert_eq!(found.evpi().value, 0.0);
    }

    #[test]
    fn the_best_on_average_need_not_be_best_most_often() {
        // 9 once and 0 twice (mean 3) against 2 always.
        let found = table(&[&[9.0, 0.0, 0.0], &[2.0, 2.0, 2.0]]);
        assert_eq!((found.best(), found.times_best()), (0, vec![1, 2]));
        // (0 + 2 + 2) / 3.
        assert!((found.evpi().value - 4.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_number_is_named_by_option_and_draw() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let found = NetBenefits::new(vec![vec![0.0, 1.0], vec![2.0, bad]], 1);
            assert_eq!(found, Err(Unusable::NotFinite { option: 1, draw: 1 }));
        }
        let ragged = NetBenefits::new(vec![vec![0.0, 1.0], vec![2.0]], 1);
        assert_eq!(ragged, Err(Unusable::Ragged(1)));
        assert_eq!(NetBenefits::new(vec![], 1), Err(Unusable::Empty));
        assert_eq!(NetBenefits::new(vec![vec![]], 1), Err(Unusable::Empty));
    }
}
