//! Chance as countable futures: how many of every twenty.
//!
//! Comes in: values over futures. Goes out: counts, and the twenty values that stand for all. Deliberately absent: places
//! on a picture. Ends are not claimed by rounding: "20 of 20" and "0 of 20" are said only where all futures agree.

use super::phrases::{
    COUNT, COUNT_EVERY, COUNT_EVERY_OVER, COUNT_EVERY_UNDER, COUNT_OVER, COUNT_UNDER, Phrase,
};
use super::words::Lang;

/// Marks that stand for all futures.
pub const MARKS: usize = 20;

/// How many of the marks something holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkCount {
    /// Marks it holds for.
    pub marks: usize,
    /// Marks in all: twenty, or the futures where there are fewer.
    pub of: usize,
    /// Whether all futures are as the marks say at the ends.
    is_exact: bool,
}

impl MarkCount {
    /// The count of `held` futures out of `futures`.
    pub fn of(held: usize, futures: usize) -> MarkCount {
        let of = marks(futures);
        // Rounded half up: as many as the quantiles below that are of this kind.
        let marks = (2 * held * of + futures) / (2 * futures).max(1);
        let is_end = marks == 0 || marks == of;
        MarkCount {
            marks,
            of,
            is_exact: !is_end || held * of == marks * futures,
        }
    }

    /// The count of `held` futures out of `futures`, with as many marks as their first ones had, of whose share `first` it held,
    /// while the two shares differ by no more than the standard error of that of all: a mark that chance alone moves stays.
    pub fn steadied(held: usize, futures: usize, first: f64) -> MarkCount {
        let count = MarkCount::of(held, futures);
        let share = held as f64 / futures.max(1) as f64;
        let error = libm::sqrt(share * (1.0 - share) / futures.max(1) as f64);
        let is_open = |share: f64| share > 0.0 && share < 1.0;
        if !is_open(share) || !is_open(first) || (share - first).abs() > error {
            return count;
        }
        let marks = libm::floor(first * count.of as f64 + 0.5) as usize;
        MarkCount {
            marks,
            is_exact: marks != 0 && marks != count.of,
            ..count
        }
    }

    /// "14 of 20", for beside marks.
    pub fn words(&self, lang: Lang) -> String {
        self.said(lang, [&COUNT, &COUNT_OVER, &COUNT_UNDER])
    }

    /// "14 of every 20", for in a sentence; "3 of 5" where there are fewer futures than marks.
    pub fn every(&self, lang: Lang) -> String {
        if self.of < MARKS {
            return self.words(lang);
        }
        self.said(lang, [&COUNT_EVERY, &COUNT_EVERY_OVER, &COUNT_EVERY_UNDER])
    }

    fn said(&self, lang: Lang, [exact, over, under]: [&Phrase; 3]) -> String {
        let of = self.of.to_string();
        let say = |phrase: &Phrase, count: usize| {
            phrase.fill(lang, &[("count", &count.to_string()), ("of", &of)])
        };
        match (self.is_exact, self.marks) {
            (true, marks) => say(exact, marks),
            (false, 0) => say(under, 0),
            (false, marks) => say(over, marks - 1),
        }
    }
}

fn marks(futures: usize) -> usize {
    futures.min(MARKS)
}

/// The values that stand for all, rising: of `n` marks the quantiles 1/2n, 3/2n … that occur among the futures themselves.
/// As many of them are at most 0 as [`MarkCount::of`] says of the futures that are.
pub fn quantiles(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let of = marks(sorted.len());
    // The smallest rank r with r / futures ≥ (2 mark + 1) / 2 of, in whole numbers.
    let rank = |mark: usize| ((2 * mark + 1) * sorted.len()).div_ceil(2 * of);
    (0..of).map(|mark| sorted[rank(mark) - 1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_of_every_twenty() {
        assert_eq!(MarkCount::of(28, 40).words(Lang::Nl), "14 van 20");
        assert_eq!(MarkCount::of(260, 400).every(Lang::En), "13 of every 20");
    }

    #[test]
    fn ends_are_said_only_where_all_futures_agree() {
        assert_eq!(MarkCount::of(40, 40).words(Lang::En), "20 of 20");
        assert_eq!(MarkCount::of(0, 40).words(Lang::En), "0 of 20");
        assert_eq!(MarkCount::of(399, 400).words(Lang::En), "over 19 of 20");
        assert_eq!(
            MarkCount::of(1, 400).every(Lang::Nl),
            "nog geen 1 van elke 20"
        );
    }

    #[test]
    fn a_mark_stays_until_the_share_moves_by_more_than_its_error() {
        // 13.6 of 20 of 400 futures; the first hundred said 13.2, and the error is half a mark.
        assert_eq!(MarkCount::of(272, 400).marks, 14);
        assert_eq!(MarkCount::steadied(272, 400, 0.66).marks, 13);
        // 0.61 lies three errors away.
        assert_eq!(MarkCount::steadied(272, 400, 0.61).marks, 14);
        // Ends are never held: one future of 400 disagrees.
        assert_eq!(
            MarkCount::steadied(399, 400, 1.0).words(Lang::En),
            "over 19 of 20"
        );
        assert_eq!(
            MarkCount::steadied(9, 400, 0.029).words(Lang::En),
            "1 of 20"
        );
    }

    #[test]
    fn few_futures_are_counted_as_they_are() {
        assert_eq!(MarkCount::of(2, 3).words(Lang::En), "2 of 3");
        assert_eq!(MarkCount::of(2, 3).every(Lang::En), "2 of 3");
        assert_eq!(quantiles(&[3.0, 1.0, 2.0]), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn as_many_marks_are_at_most_zero_as_the_count_says() {
        for futures in 1..=90_usize {
            for held in 0..=futures {
                let values: Vec<f64> = (0..futures)
                    .map(|future| if future < held { -1.0 } else { 1.0 })
                    .collect();
                let marks = quantiles(&values);
                let below = marks.iter().filter(|value| **value <= 0.0).count();
                let count = MarkCount::of(held, futures);
                assert_eq!(
                    (below, marks.len()),
                    (count.marks, count.of),
                    "{held} of {futures}"
                );
            }
        }
    }
}
