//! Poisson counts for the hot loop: tables of cumulative probabilities, inverted by sixty-four random bits.
//!
//! Comes in: means, once; random bits, very often. Goes out: counts. Deliberately absent: any approximation: the
//! tables hold the law to the last of the 64 bits.
//!
//! Inversion, unlike faster samplers, is monotone: the same bits under a larger mean never give a smaller count, so
//! arms that differ a little in a rate differ in few counts. The start of the search comes from a guide table (Chen
//! and Asau, AIIE Transactions 1974).

use std::collections::BTreeMap;

use rand::Rng;
use rand_distr::Distribution;

/// The index of one mean's table in [`Poissons`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoissonId(u32);

/// Tables for any number of means, in one place so that they share the cache.
#[derive(Debug, Clone, Default)]
pub struct Poissons {
    tables: Vec<CountTable>,
    /// The thresholds of all tables one after another; each table ends with `u64::MAX`, which no bits exceed.
    thresholds: Vec<u64>,
    guides: Vec<Guide>,
    /// Bits of the mean → its table, so that equal means share one.
    known: BTreeMap<u64, PoissonId>,
    /// Memory used again for every new table.
    weights: Weights,
}

/// Half a cache line: for a small mean it alone decides nearly every draw.
#[derive(Debug, Clone, Copy)]
struct CountTable {
    /// The first thresholds again; all zero in a table with a guide, which sends all bits but 0 there.
    head: [u64; 3],
    /// Where the thresholds begin.
    start: u32,
    /// Which guide; [`NO_GUIDE`] for small means.
    guide: u32,
}

/// Where to start looking, by the top byte of the bits.
#[derive(Debug, Clone)]
struct Guide {
    /// The count that the first stored threshold decides; smaller counts have less than one chance in 2^64.
    first: u32,
    /// Thresholds below all bits with this top byte.
    passed: [u16; 256],
}

const NO_GUIDE: u32 = u32::MAX;

/// From this mean on a guide is faster than the head (by benches/kernel.rs).
const GUIDE_FROM: f64 = 1.0;

impl Poissons {
    /// The largest mean a table is made for: above it, counts are so near their mean that a table has no point, and
    /// would take megabytes.
    pub const LARGEST_MEAN: f64 = 1e6;

    /// No tables yet.
    pub fn new() -> Poissons {
        Poissons::default()
    }

    /// Forgets all tables and keeps the memory.
    pub fn clear(&mut self) {
        self.tables.clear();
        self.thresholds.clear();
        self.guides.clear();
        self.known.clear();
    }

    /// The table of this mean, made where it is new. The mean lies from 0 to [`Poissons::LARGEST_MEAN`].
    pub fn add(&mut self, mean: f64) -> PoissonId {
        assert!(
            (0.0..=Self::LARGEST_MEAN).contains(&mean),
            "{mean} is no mean for a table of Poisson counts"
        );
        // −0 is 0.
        let mean = mean.abs();
        if let Some(&id) = self.known.get(&mean.to_bits()) {
            return id;
        }
        let id = PoissonId(self.tables.len() as u32);
        let start = self.thresholds.len();
        let first = self.weights.add_thresholds(mean, &mut self.thresholds);
        let thresholds = &self.thresholds[start..];
        let (head, guide) = if mean < GUIDE_FROM {
            let head = |count| *thresholds.get(count).unwrap_or(&u64::MAX);
            (std::array::from_fn(head), NO_GUIDE)
        } else {
            self.guides.push(Guide::new(first, thresholds));
            ([0; 3], self.guides.len() as u32 - 1)
        };
        self.tables.push(CountTable {
            head,
            start: start as u32,
            guide,
        });
        self.known.insert(mean.to_bits(), id);
        id
    }

    /// Gives back what only new means need: equal means no longer share a table.
    pub fn finish(&mut self) {
        self.known.clear();
        self.weights = Weights::default();
        self.tables.shrink_to_fit();
        self.thresholds.shrink_to_fit();
        self.guides.shrink_to_fit();
    }

    /// Bytes that the tables take once [finished](Poissons::finish).
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.tables) + size_of_val(&*self.thresholds) + size_of_val(&*self.guides)
    }

    /// All bits below this give no count: most draws of a small mean need nothing else.
    pub fn none_below(&self, id: PoissonId) -> u64 {
        let table = &self.tables[id.0 as usize];
        let guide = self.guides.get(table.guide as usize);
        if guide.is_some_and(|guide| guide.first > 0) {
            return 0;
        }
        self.thresholds[table.start as usize].saturating_add(1)
    }

    /// The table of one mean, for many draws of it.
    #[inline(always)]
    pub fn table(&self, id: PoissonId) -> Poisson<'_> {
        let table = &self.tables[id.0 as usize];
        Poisson {
            head: &table.head,
            thresholds: &self.thresholds[table.start as usize..],
            guide: self.guides.get(table.guide as usize),
        }
    }

    /// The count that these bits give: how many thresholds lie below them. Monotone in the bits and in the mean.
    #[inline(always)]
    pub fn draw(&self, id: PoissonId, bits: u64) -> u32 {
        self.table(id).draw(bits)
    }
}

/// The table of one mean.
#[derive(Debug, Clone, Copy)]
pub struct Poisson<'a> {
    head: &'a [u64; 3],
    /// The thresholds of this mean; the thresholds of other means follow in the same slice.
    thresholds: &'a [u64],
    guide: Option<&'a Guide>,
}

impl Poisson<'_> {
    /// The count that these bits give, as [`Poissons::draw`] does.
    #[inline(always)]
    pub fn draw(&self, bits: u64) -> u32 {
        let [zero, one, two] = *self.head;
        if bits <= two {
            // Without a branch, since which of the first counts it is nobody can predict.
            return u32::from(bits > zero) + u32::from(bits > one);
        }
        match self.guide {
            Some(guide) => {
                let passed = usize::from(guide.passed[(bits >> 56) as usize]);
                guide.first + self.scan(passed, bits)
            }
            None => self.scan(3, bits),
        }
    }

    #[inline(always)]
    fn scan(&self, passed: usize, bits: u64) -> u32 {
        let mut at = passed;
        while self.thresholds[at] < bits {
            at += 1;
        }
        at as u32
    }
}

impl Distribution<u32> for Poisson<'_> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> u32 {
        self.draw(rng.next_u64())
    }
}

/// Probabilities of the counts around the mode, relative to the probability of the mode.
#[derive(Debug, Clone, Default)]
struct Weights {
    each: Vec<f64>,
    /// Sums from after each count.
    above: Vec<f64>,
}

impl Weights {
    /// Appends the thresholds of a mean, 2^64 · P(X ≤ count) − 1, from the first that is not 0 up to the first that
    /// is `u64::MAX`; returns the count of the first.
    ///
    /// Weights are computed from the mode outward and normalised by their sum, so that no mean is so large that
    /// e^−mean underflows; in the upper half thresholds come from the upper tail, so that they have all their bits.
    fn add_thresholds(&mut self, mean: f64, thresholds: &mut Vec<u64>) -> u32 {
        const TWO_64: f64 = 18_446_744_073_709_551_616.0;
        let mode = mean as u32;
        let middle = self.weigh(mode, mean);
        self.sum_above();
        let below_middle: f64 = self.each[..=middle].iter().sum();
        let scale = TWO_64 / (below_middle + self.above[middle]);

        let start = thresholds.len();
        let mut first = mode - middle as u32;
        let mut below = 0.0;
        for (weight, above) in self.each.iter().zip(&self.above) {
            below += weight;
            let tail = above * scale;
            let threshold = if tail < 0.5 * TWO_64 {
                u64::MAX - tail as u64
            } else {
                ((below * scale) as u64).saturating_sub(1)
            };
            if threshold == 0 && thresholds.len() == start {
                first += 1;
                continue;
            }
            thresholds.push(threshold);
            if threshold == u64::MAX {
                break;
            }
        }
        first
    }

    /// Fills `each` as far as weights matter; returns the place of the mode.
    fn weigh(&mut self, mode: u32, mean: f64) -> usize {
        // Far below 2^-64 of the sum, which is at least 1.
        const NEGLIGIBLE: f64 = 1e-24;
        let each = &mut self.each;
        each.clear();
        each.push(1.0);
        let mut weight = 1.0;
        for count in (1..=mode).rev() {
            weight *= f64::from(count) / mean;
            if weight < NEGLIGIBLE {
                break;
            }
            each.push(weight);
        }
        each.reverse();
        let middle = each.len() - 1;
        weight = 1.0;
        for count in mode + 1.. {
            weight *= mean / f64::from(count);
            if weight < NEGLIGIBLE {
                break;
            }
            each.push(weight);
        }
        middle
    }

    /// Fills `above` from the far end, smallest weights first.
    fn sum_above(&mut self) {
        self.above.clear();
        self.above.resize(self.each.len(), 0.0);
        let mut sum = 0.0;
        for (above, weight) in self.above.iter_mut().zip(&self.each).rev() {
            *above = sum;
            sum += weight;
        }
    }
}

impl Guide {
    fn new(first: u32, thresholds: &[u64]) -> Guide {
        let mut at = 0;
        let passed = std::array::from_fn(|byte| {
            while thresholds[at] < (byte as u64) << 56 {
                at += 1;
            }
            // A start too low only costs time.
            at.min(usize::from(u16::MAX)) as u16
        });
        Guide { first, passed }
    }
}

#[cfg(test)]
mod tests;
