//! The acceptable range: which divisions of the investment leave every party no worse off, surely enough.
//!
//! Savings stay where they fall; only the investment is divided. A party that bears the share s of the investment I
//! ends no worse off where s·I is at most its gross benefit g. A further replication reaches the ratio g/I that stands
//! r-th from above among n with probability r/(n + 1), so with probability at least q where r = ⌈q(n + 1)⌉. That order
//! statistic bounds the party's share from above; the bounds of all parties cut a region out of the divisions that add
//! up to 1. There is no grid of shares. Where r is above n, so few replications have no range at that probability.
//!
//! q is each party's own probability, as each decides for itself; that all are no worse off at once is less likely.

use crate::base::statistics;

use super::{Amounts, Observed};

/// The probabilities q at which the range is worked out.
pub const CONFIDENCES: [f64; 3] = [0.5, 0.8, 0.95];

/// Further years that are looked at for a range to appear.
const MOST_FURTHER_YEARS: u32 = 50;

/// Steps in which shares are tried where the money needed is looked for.
const STEPS: usize = 100;

/// The normal quantile of 97.5 %.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// What all parties accept at one probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptable {
    /// The probability q.
    pub confidence: f64,
    /// The most each party can bear.
    pub bearable: Vec<Bearable>,
    /// The divisions that all accept; `None` when there is none.
    pub region: Option<Region>,
    /// What would make one exist; `None` when there is one.
    pub missing: Option<MissingAmounts>,
}

/// The most of the investment that a party can bear and be no worse off with the probability asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bearable {
    /// EUR; below 0: it loses even when it bears nothing.
    pub most: f64,
    /// Its Monte Carlo error, from the order statistics around it; `None` where there are too few replications.
    pub error: Option<f64>,
}

/// A polytope of shares that add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Least and largest share of each party in it.
    pub extents: Vec<(f64, f64)>,
    /// Its corners, one share a party.
    pub vertices: Vec<Vec<f64>>,
}

/// What would make an acceptable division exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MissingAmounts {
    /// Least money from outside, EUR for certain, with which some division is accepted; 0 where the parties have enough
    /// among them. Found over divisions in steps of 1 %.
    pub outside_money: f64,
    /// What parties that lose even when they bear nothing would have to get from the others beside the investment, EUR.
    pub compensation: f64,
    /// How many times as large all gross benefits would have to be; `None`: no multiple is enough.
    pub effect: Option<f64>,
    /// How many more years like the last; `None`: not within fifty.
    pub further_years: Option<u32>,
}

/// Works out the range at every probability that so many replications can tell; `None` where nothing is invested.
pub(super) fn acceptable(observed: &Observed, parties: &[usize]) -> Option<Vec<Acceptable>> {
    let years = observed.difference.years();
    let whole = Stakes::new(observed, parties, 0..years);
    if statistics::mean(&whole.invested).is_none_or(|mean| mean <= 0.0) {
        return None;
    }
    let last = Stakes::new(observed, parties, years - 1..years);
    let told = CONFIDENCES.into_iter();
    let told = told.filter(|confidence| rank(whole.invested.len(), *confidence).is_some());
    Some(
        told.map(|confidence| at(confidence, &whole, &last))
            .collect(),
    )
}

fn at(confidence: f64, whole: &Stakes, last: &Stakes) -> Acceptable {
    let region = whole.region(confidence);
    Acceptable {
        confidence,
        bearable: whole
            .gains
            .iter()
            .map(|gains| bearable(gains, confidence))
            .collect(),
        missing: region.is_none().then(|| whole.missing(confidence, last)),
        region,
    }
}

/// Gross benefits and the investment over some years, EUR.
struct Stakes {
    /// By party and replication.
    gains: Vec<Vec<f64>>,
    /// By replication.
    invested: Vec<f64>,
}

impl Stakes {
    fn new(observed: &Observed, parties: &[usize], years: std::ops::Range<usize>) -> Stakes {
        let eur = |amounts: &Amounts, party: usize| -> Vec<f64> {
            let of = |replication| -> f64 {
                let years = &amounts.of(replication, party)[years.clone()];
                years.iter().sum::<crate::base::money::Cents>().to_eur()
            };
            (0..amounts.replications()).map(of).collect()
        };
        let invested: Vec<Vec<f64>> = parties
            .iter()
            .map(|&party| eur(&observed.investment, party))
            .collect();
        let gains = parties.iter().zip(&invested).map(|(&party, invested)| {
            let paid = eur(&observed.difference, party);
            invested
                .iter()
                .zip(paid)
                .map(|(invested, paid)| invested - paid)
                .collect()
        });
        let together = |replication: usize| invested.iter().map(|values| values[replication]).sum();
        Stakes {
            gains: gains.collect(),
            invested: (0..observed.investment.replications())
                .map(together)
                .collect(),
        }
    }

    /// These and `times` times the `further` ones.
    fn and(&self, further: &Stakes, times: f64) -> Stakes {
        let add = |values: &Vec<f64>, more: &Vec<f64>| -> Vec<f64> {
            values
                .iter()
                .zip(more)
                .map(|(value, more)| value + times * more)
                .collect()
        };
        let pairs = self.gains.iter().zip(&further.gains);
        Stakes {
            gains: pairs.map(|(gains, more)| add(gains, more)).collect(),
            invested: add(&self.invested, &further.invested),
        }
    }

    /// The largest share that each party accepts.
    fn bounds(&self, confidence: f64) -> Vec<f64> {
        let ratio = |(gain, invested): (&f64, &f64)| match *invested > 0.0 {
            true => gain / invested,
            // Nothing to divide: what a party bears does not depend on its share.
            false if *gain >= 0.0 => f64::INFINITY,
            false => f64::NEG_INFINITY,
        };
        let bound = |gains: &Vec<f64>| {
            let ratios: Vec<f64> = gains.iter().zip(&self.invested).map(ratio).collect();
            held(&ratios, confidence)
        };
        self.gains.iter().map(bound).collect()
    }

    fn region(&self, confidence: f64) -> Option<Region> {
        region(&self.bounds(confidence))
    }

    fn missing(&self, confidence: f64, last: &Stakes) -> MissingAmounts {
        let nothing_borne = self
            .gains
            .iter()
            .map(|gains| (-held(gains, confidence)).max(0.0));
        let bounds = self.bounds(confidence);
        let sum: f64 = bounds.iter().sum();
        let further = |years: &u32| {
            self.and(last, f64::from(*years))
                .region(confidence)
                .is_some()
        };
        MissingAmounts {
            outside_money: self.outside_money(confidence),
            compensation: statistics::sum(nothing_borne),
            effect: (sum > 0.0 && bounds.iter().all(|bound| *bound >= 0.0)).then_some(1.0 / sum),
            further_years: (1..=MOST_FURTHER_YEARS).find(further),
        }
    }

    /// The least sum, over divisions, of what each party would have to get for certain to accept its share: a shortest
    /// path over the parties, each taking some of the steps.
    fn outside_money(&self, confidence: f64) -> f64 {
        let mut least = vec![f64::INFINITY; STEPS + 1];
        least[0] = 0.0;
        for gains in &self.gains {
            let needs: Vec<f64> = (0..=STEPS)
                .map(|step| self.needs(gains, step, confidence))
                .collect();
            let best = |steps: usize| {
                let ways = (0..=steps).map(|own| least[steps - own] + needs[own]);
                ways.fold(f64::INFINITY, f64::min)
            };
            least = (0..=STEPS).map(best).collect();
        }
        least[STEPS].max(0.0)
    }

    /// What a party with these gains would have to get to accept so many steps of the investment.
    fn needs(&self, gains: &[f64], step: usize, confidence: f64) -> f64 {
        let share = step as f64 / STEPS as f64;
        let pairs = gains.iter().zip(&self.invested);
        let left: Vec<f64> = pairs
            .map(|(gain, invested)| gain - share * invested)
            .collect();
        -held(&left, confidence)
    }
}

/// The ⌈q(n + 1)⌉-th largest: the value that a further one reaches with probability q at least.
fn held(values: &[f64], confidence: f64) -> f64 {
    nth_largest(
        values,
        rank(values.len(), confidence).unwrap_or(values.len()),
    )
}

/// `None` where there is no such place among so many.
fn rank(count: usize, confidence: f64) -> Option<usize> {
    // A hair less, so that 0.95 · 20 is 19 and not the 20 that binary fractions could make of it.
    let rank = libm::ceil(confidence * (count + 1) as f64 - 1e-9).max(1.0) as usize;
    (rank <= count).then_some(rank)
}

/// From 1.
fn nth_largest(values: &[f64], rank: usize) -> f64 {
    let mut sorted = values.to_vec();
    let index = rank.clamp(1, sorted.len()) - 1;
    *sorted
        .select_nth_unstable_by(index, |one, other| other.total_cmp(one))
        .1
}

/// The number of replications that reach a value is binomial; the order statistics 1.96 of its standard deviations up
/// and down hold the true bound in 95 % of runs (Conover, Practical Nonparametric Statistics), which gives the error.
fn bearable(gains: &[f64], confidence: f64) -> Bearable {
    let count = gains.len();
    let rank = rank(count, confidence).unwrap_or(count);
    let off =
        libm::ceil(NORMAL_975 * (count as f64 * confidence * (1.0 - confidence)).sqrt()) as usize;
    let has_both = rank > off && rank + off <= count;
    let half = || nth_largest(gains, rank - off) - nth_largest(gains, rank + off);
    Bearable {
        most: nth_largest(gains, rank),
        error: has_both.then(|| half() / 2.0 / NORMAL_975),
    }
}

/// Shares from 0 that add up to 1, each at most its bound.
fn region(bounds: &[f64]) -> Option<Region> {
    let upper: Vec<f64> = bounds.iter().map(|bound| bound.min(1.0)).collect();
    if upper.iter().any(|bound| *bound < 0.0) || upper.iter().sum::<f64>() < 1.0 {
        return None;
    }
    let least = |party: usize| {
        let others = upper
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != party);
        (1.0 - others.map(|(_, bound)| bound).sum::<f64>()).max(0.0)
    };
    Some(Region {
        extents: upper
            .iter()
            .enumerate()
            .map(|(party, bound)| (least(party), *bound))
            .collect(),
        vertices: vertices(&upper),
    })
}

/// At a corner every share but one is at an end, 0 or its bound; the one left takes the rest.
fn vertices(upper: &[f64]) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    for free in 0..upper.len() {
        for ends in (0..1_usize << upper.len()).filter(|ends| ends & (1 << free) == 0) {
            let mut corner: Vec<f64> = (0..upper.len())
                .map(|party| {
                    if ends & (1 << party) == 0 {
                        0.0
                    } else {
                        upper[party]
                    }
                })
                .collect();
            let rest = 1.0 - corner.iter().sum::<f64>();
            // Rounding must not lose a corner where the free share is at its own end.
            if rest < -1e-12 || rest > upper[free] + 1e-12 {
                continue;
            }
            corner[free] = rest.clamp(0.0, upper[free]);
            let is_known = |known: &Vec<f64>| {
                known
                    .iter()
                    .zip(&corner)
                    .all(|(one, other)| (one - other).abs() < 1e-9)
            };
            if !found.iter().any(is_known) {
                found.push(corner);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
