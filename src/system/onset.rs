//! How many needs of each kind are new in a cycle, in one state.
//!
//! The sum of independent Poisson counts is Poisson, and given the sum each event is of a kind with the share of that
//! kind in the sum of the means. Needs that are rare in every cell therefore share one draw: most residents have none
//! of them, and learn so at once.

use crate::base::poisson::{PoissonId, Poissons};
use crate::base::random::threshold;

/// A need with at most this mean per cycle in every cell is rare.
const RARE_UP_TO: f64 = 0.4;

/// The tables of one state. A cell is a place by age and class, as `Classes::cell` counts them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Onset {
    /// Needs with a draw of their own.
    pub frequent: Vec<Frequent>,
    /// Needs that share a draw; `None` where fewer than two are rare.
    pub rare: Option<Rare>,
}

/// A need with a draw of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequent {
    /// Index of the need.
    pub need: usize,
    tables: Vec<PoissonId>,
}

impl Frequent {
    /// Table of new needs in a cycle.
    #[inline(always)]
    pub fn table(&self, cell: u32) -> PoissonId {
        self.tables[cell as usize]
    }
}

/// Needs that share a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Rare {
    /// Indices of the needs.
    pub needs: Vec<usize>,
    total: Vec<PoissonId>,
    /// Cumulative shares of the needs as thresholds: [cell][need].
    cumulative: Vec<u64>,
}

impl Rare {
    /// Table of new needs of all kinds in a cycle.
    #[inline(always)]
    pub fn total(&self, cell: u32) -> PoissonId {
        self.total[cell as usize]
    }

    /// Which of [`Rare::needs`] a new need is, from random bits.
    #[inline(always)]
    pub fn pick(&self, cell: u32, bits: u64) -> usize {
        let first = cell as usize * self.needs.len();
        let ends = &self.cumulative[first..first + self.needs.len() - 1];
        ends.iter().filter(|end| bits >= **end).count()
    }
}

impl Onset {
    /// From the means per cycle of each need, `means[place][cell]` for `needs[place]`.
    pub fn new(needs: &[usize], means: &[&[f64]], length: f64, poissons: &mut Poissons) -> Onset {
        let in_cycle = |mean: f64| (mean * length).min(Poissons::LARGEST_MEAN);
        let is_rare = |place: &usize| {
            means[*place]
                .iter()
                .all(|mean| in_cycle(*mean) <= RARE_UP_TO)
        };
        let mut rare: Vec<usize> = (0..needs.len()).filter(is_rare).collect();
        if rare.len() < 2 {
            rare.clear();
        }
        let frequent = (0..needs.len()).filter(|place| !rare.contains(place));
        Onset {
            frequent: frequent
                .map(|place| Frequent {
                    need: needs[place],
                    tables: means[place]
                        .iter()
                        .map(|mean| poissons.add(in_cycle(*mean)))
                        .collect(),
                })
                .collect(),
            rare: (!rare.is_empty()).then(|| {
                let of_rare: Vec<&[f64]> = rare.iter().map(|&place| means[place]).collect();
                Rare::new(
                    rare.iter().map(|&place| needs[place]).collect(),
                    &of_rare,
                    &in_cycle,
                    poissons,
                )
            }),
        }
    }
}

impl Rare {
    fn new(
        needs: Vec<usize>,
        means: &[&[f64]],
        in_cycle: &dyn Fn(f64) -> f64,
        poissons: &mut Poissons,
    ) -> Rare {
        let cells = means[0].len();
        let mut total = Vec::with_capacity(cells);
        let mut cumulative = Vec::with_capacity(cells * needs.len());
        for cell in 0..cells {
            let sum: f64 = means.iter().map(|means| means[cell]).sum();
            total.push(poissons.add(in_cycle(sum)));
            let mut part = 0.0;
            cumulative.extend(means.iter().map(|means| {
                part += means[cell];
                threshold(if sum > 0.0 { part / sum } else { 1.0 })
            }));
        }
        Rare {
            needs,
            total,
            cumulative,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;

    #[test]
    fn needs_that_share_a_draw_keep_their_means_and_stay_independent() {
        let means = [vec![0.4], vec![1.2], vec![0.0]];
        let views: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
        let mut poissons = Poissons::new();
        // Quarterly: 0.1 and 0.3 per cycle.
        let onset = Onset::new(&[7, 3, 5], &views, 0.25, &mut poissons);
        let rare = onset.rare.expect("all are rare");
        let n = 400_000;
        let (mut first, mut second, mut both) = (0.0, 0.0, 0.0);
        for resident in 0..n {
            let key = Key::root(1).with(resident);
            let mut counts = [0.0; 3];
            for event in 0..poissons.draw(rare.total(0), key.bits(0)) {
                counts[rare.pick(0, key.bits(1 + u64::from(event)))] += 1.0;
            }
            assert_eq!(counts[2], 0.0);
            first += counts[0];
            second += counts[1];
            both += counts[0] * counts[1];
        }
        let n = n as f64;
        // Poisson: variance = mean; of the product of independent counts (0.1 + 0.01)(0.3 + 0.09) − 0.03² = 0.042.
        assert!((first / n - 0.1).abs() < 4.0 * (0.1 / n).sqrt());
        assert!((second / n - 0.3).abs() < 4.0 * (0.3 / n).sqrt());
        assert!((both / n - 0.03).abs() < 4.0 * (0.042 / n).sqrt());
    }

    #[test]
    fn a_need_that_is_frequent_somewhere_has_a_draw_of_its_own() {
        let means = [vec![0.4, 40.0], vec![0.4, 0.1], vec![0.2, 0.3]];
        let views: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
        let onset = Onset::new(&[0, 1, 2], &views, 0.25, &mut Poissons::new());
        assert_eq!(onset.frequent[0].need, 0);
        assert_eq!(onset.rare.expect("two are rare").needs, [1, 2]);
    }
}
