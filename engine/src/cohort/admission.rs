//! How places of an institution are given to expected residents in a cycle.
//!
//! Comes in: a town that tells who would live there, what effects do to hazards, and how many places there are at its end. Goes out:
//! [`Admission`]. Deliberately absent: how residents move (passage.rs), and what those who wait need (wishes.rs).
//!
//! It is asked with places for all first; where more would live in the institution at the end of the cycle than can, with such a
//! rate of entry of those who wait that as many do. So beds that come free in the cycle are given in it, by share. Where there were too
//! few in the cycle before, the search begins at its rate: two or three trials then find the next.

use std::sync::Mutex;

use crate::population::health::Hazards;
use crate::provision::Admission;
use crate::system::System;

use super::precision::TwinPrecision;

/// Fewer residents than this wait for nothing.
const NOBODY: f64 = 1e-9;

/// A town at the start of a cycle.
pub(super) trait Trial {
    /// Residents who wait for a place.
    fn waiting(&self) -> f64;

    /// How many live in the institution at the end of the cycle under some hazards, under which it will most likely be lived.
    fn lived_on_trial(&mut self, hazards: &Hazards) -> f64;

    /// The same without living the cycle: under hazards that are one of several.
    fn would_live(&mut self, hazards: &Hazards) -> f64;
}

/// The rate at which those who wait enter where places are too few, and how many more live in the institution at the end of the
/// cycle per unit of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct EntryRate {
    rate: f64,
    slope: f64,
}

/// How places are given in a cycle, and where the search for the next cycle's way begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FoundAdmission {
    pub admission: Admission,
    pub entry: Option<EntryRate>,
}

/// Answers that are known, by hazards and places: arms to which the same happens ask the same.
#[derive(Debug, Default)]
pub(super) struct KnownAdmissions(Mutex<Vec<(Hazards, Option<u64>, FoundAdmission)>>);

impl KnownAdmissions {
    /// How places are given where there are so many at the end of the cycle, in simulated residents, or as in the observed year;
    /// `before` is how those who waited entered in the cycle before.
    pub fn find<T: Trial>(
        &self,
        (system, precision): (&System, TwinPrecision),
        hazards: &Hazards,
        (places, before): (Option<f64>, Option<EntryRate>),
        town: impl FnOnce() -> T,
    ) -> FoundAdmission {
        let bits = places.map(f64::to_bits);
        let known = || {
            let admissions = self.0.lock().expect("nobody panics with it");
            let mut found = admissions.iter();
            let found = found.find(|(of, places, _)| *places == bits && of == hazards);
            found.map(|(.., found)| *found)
        };
        known().unwrap_or_else(|| {
            let trials = Trials {
                system,
                hazards,
                precision,
                town: town(),
            };
            let found = trials.find(places, before);
            let mut admissions = self.0.lock().expect("nobody panics with it");
            admissions.push((hazards.clone(), bits, found));
            found
        })
    }
}

/// Trials of how places are given in a cycle.
struct Trials<'a, T> {
    system: &'a System,
    hazards: &'a Hazards,
    precision: TwinPrecision,
    town: T,
}

impl<T: Trial> Trials<'_, T> {
    fn find(mut self, places: Option<f64>, before: Option<EntryRate>) -> FoundAdmission {
        let for_want = self.system.health.places.as_ref();
        let for_want = for_want.map_or(0.0, |places| places.for_want);
        let found = |admission| FoundAdmission {
            admission,
            entry: None,
        };
        let for_all = match self.town.waiting() > NOBODY {
            true => Admission::ForAll,
            false => Admission::Free,
        };
        let Some(places) = places else {
            // In the observed year those who wait wait as long as is published.
            if for_want <= 0.0 {
                return found(for_all);
            }
            let entry = EntryRate {
                rate: 1.0 / for_want,
                slope: 0.0,
            };
            return FoundAdmission {
                admission: Admission::Short(entry.rate),
                entry: Some(entry),
            };
        };
        let near = match self.precision {
            TwinPrecision::Exact => 1e-10 * places,
            TwinPrecision::Fast => 1e-6 * places,
        };
        if before.is_none() {
            let hazards = self.hazards_under(for_all);
            if self.town.lived_on_trial(&hazards) - places <= near {
                return found(for_all);
            }
        }
        let fastest = Admission::fastest(self.system);
        let begin = before.unwrap_or(EntryRate {
            rate: 1.0,
            slope: 0.0,
        });
        let beyond = |rate| self.beyond(Admission::Short(rate), places);
        let (entry, is_enough) = root(begin, fastest, near, beyond);
        // Where the fastest entry leaves places empty, there may be one for all.
        if !is_enough && before.is_some() && self.beyond(for_all, places) <= near {
            return found(for_all);
        }
        FoundAdmission {
            admission: Admission::Short(entry.rate),
            entry: (entry.slope > 0.0).then_some(entry),
        }
    }

    /// Residents of the institution beyond its places at the end of the cycle.
    fn beyond(&mut self, admission: Admission, places: f64) -> f64 {
        let hazards = self.hazards_under(admission);
        self.town.would_live(&hazards) - places
    }

    fn hazards_under(&self, admission: Admission) -> Hazards {
        let mut hazards = self.hazards.clone();
        admission.act(self.system, &mut hazards);
        hazards
    }
}

/// Steps in which a rate is found at most.
const STEPS: usize = 60;

/// The rate at which an ascending figure is 0, within `near`, 0 where it is above at once, and the `fastest` where it stays below,
/// which is then said by `false`. From a first rate on by straight lines: with the slope that is known, then through the last two rates; where
/// such a line leaves what lies between a rate too low and one too high, through these (Illinois method: Dowell and Jarratt, BIT 1971).
fn root(
    begin: EntryRate,
    fastest: f64,
    near: f64,
    mut figure: impl FnMut(f64) -> f64,
) -> (EntryRate, bool) {
    let EntryRate { rate, mut slope } = begin;
    let mut rate = rate.min(fastest);
    let (mut low, mut high) = (None::<(f64, f64)>, None::<(f64, f64)>);
    let mut last = None::<(f64, f64)>;
    for _ in 0..STEPS {
        let found = figure(rate);
        if let Some((other, before)) = last.filter(|(other, _)| *other != rate) {
            slope = (found - before) / (rate - other);
        }
        let is_below = found < 0.0;
        if found.abs() <= near || (is_below && rate >= fastest) || (!is_below && rate <= 0.0) {
            return (EntryRate { rate, slope }, !is_below || found >= -near);
        }
        // The end that stays for a second time counts for half, so that it is left.
        let stays = last.is_some_and(|(_, before)| (before < 0.0) == is_below);
        let half = if stays { 0.5 } else { 1.0 };
        if is_below {
            low = Some((rate, found));
            high = high.map(|(rate, found)| (rate, half * found));
        } else {
            high = Some((rate, found));
            low = low.map(|(rate, found)| (rate, half * found));
        }
        last = Some((rate, found));
        let line = (slope > 0.0).then(|| rate - found / slope);
        rate = match (low, high) {
            (Some((low, below)), Some((high, above))) => line
                .filter(|line| *line > low && *line < high)
                .unwrap_or((low * above - high * below) / (above - below)),
            (Some((low, _)), None) => {
                let most = if low > 0.0 { 16.0 * low } else { fastest };
                line.unwrap_or(4.0 * low.max(0.25)).min(most).min(fastest)
            }
            (None, _) => line.unwrap_or(0.0).max(0.0),
        };
    }
    (EntryRate { rate, slope }, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_found_from_either_side_and_the_fastest_where_none_is_fast_enough() {
        let rises = |target: f64| move |rate: f64| 1.0 - libm::exp(-rate) - target;
        for target in [1e-6, 0.3, 0.999] {
            for (rate, slope) in [(1.0, 0.0), (1e-3, 1.0), (20.0, 0.3), (0.5, 1e-9)] {
                let begin = EntryRate { rate, slope };
                let (found, is_enough) = root(begin, 800.0, 1e-12, rises(target));
                assert!(is_enough);
                assert!(
                    (found.rate + libm::log1p(-target)).abs() < 1e-6 * found.rate,
                    "{target} from {rate}: {found:?}"
                );
            }
        }
        let begin = EntryRate {
            rate: 1.0,
            slope: 0.0,
        };
        let (found, is_enough) = root(begin, 800.0, 1e-12, rises(2.0));
        assert_eq!((found.rate, is_enough), (800.0, false));
        let (found, is_enough) = root(begin, 800.0, 1e-12, rises(-0.1));
        assert_eq!((found.rate, is_enough), (0.0, true));
    }

    #[test]
    fn three_trials_find_a_rate_that_is_near_the_one_before() {
        // 30 % of those who wait entered, and 31 % do now; the slope is that of before.
        let before = -libm::log1p(-0.3);
        let begin = EntryRate {
            rate: before,
            slope: 0.7,
        };
        let mut trials = 0;
        let figure = |rate: f64| {
            trials += 1;
            1.0 - libm::exp(-rate) - 0.31
        };
        let (found, _) = root(begin, 800.0, 1e-6, figure);
        assert!((found.rate + libm::log1p(-0.31)).abs() < 2e-6);
        assert!(trials <= 3, "{trials}");
    }
}
