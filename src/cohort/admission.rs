//! How places of an institution are given to expected residents in a cycle.
//!
//! Comes in: a town that lives a cycle on trial, what effects do to hazards, and how many places there are at its end. Goes out:
//! [`Admission`]. Deliberately absent: how residents move (passage.rs), and what those who wait need (wishes.rs).
//!
//! The cycle is lived on trial, with places for all first; where more then live in the institution at its end than can, with such a
//! rate of entry of those who wait that as many do. So beds that come free in the cycle are given in it, by share.

use std::sync::Mutex;

use crate::population::health::Hazards;
use crate::provision::Admission;
use crate::system::System;

use super::precision::TwinPrecision;

/// Fewer residents than this wait for nothing.
const NOBODY: f64 = 1e-9;

/// A town at the start of a cycle, which can be lived on trial.
pub(super) trait Trial {
    /// Residents who wait for a place.
    fn waiting(&self) -> f64;

    /// How many live in the institution at the end of the cycle under some hazards.
    fn living(&mut self, hazards: &Hazards) -> f64;
}

/// Answers that are known, by hazards and places: arms to which the same happens ask the same.
#[derive(Debug, Default)]
pub(super) struct KnownAdmissions(Mutex<Vec<(Hazards, Option<u64>, Admission)>>);

impl KnownAdmissions {
    /// How places are given where there are so many at the end of the cycle, in simulated residents, or as in the observed year;
    /// the cycle before, those who waited entered at the rate `before`.
    pub fn find<T: Trial>(
        &self,
        (system, precision): (&System, TwinPrecision),
        hazards: &Hazards,
        (places, before): (Option<f64>, Option<f64>),
        town: impl FnOnce() -> T,
    ) -> Admission {
        let bits = places.map(f64::to_bits);
        let known = |admissions: &Mutex<Vec<(Hazards, Option<u64>, Admission)>>| {
            let admissions = admissions.lock().expect("nobody panics with it");
            let mut found = admissions.iter();
            let found = found.find(|(of, places, _)| *places == bits && of == hazards);
            found.map(|(.., admission)| *admission)
        };
        known(&self.0).unwrap_or_else(|| {
            let trials = Trials {
                system,
                hazards,
                precision,
                town: town(),
            };
            let admission = trials.find(places, before);
            let mut admissions = self.0.lock().expect("nobody panics with it");
            admissions.push((hazards.clone(), bits, admission));
            admission
        })
    }
}

/// Cycles on trial.
struct Trials<'a, T> {
    system: &'a System,
    hazards: &'a Hazards,
    precision: TwinPrecision,
    town: T,
}

impl<T: Trial> Trials<'_, T> {
    fn find(mut self, places: Option<f64>, before: Option<f64>) -> Admission {
        let for_want = self.system.health.places.as_ref();
        let for_want = for_want.map_or(0.0, |places| places.for_want);
        let for_all = match self.town.waiting() > NOBODY {
            true => Admission::ForAll,
            false => Admission::Free,
        };
        let Some(places) = places else {
            // In the observed year those who wait wait as long as is published.
            return match for_want > 0.0 {
                true => Admission::Short(1.0 / for_want),
                false => for_all,
            };
        };
        let near = match self.precision {
            TwinPrecision::Exact => 1e-10 * places,
            TwinPrecision::Fast => 1e-7 * places,
        };
        if self.beyond(for_all, places) <= near {
            return for_all;
        }
        let none = self.beyond(Admission::Short(0.0), places);
        if none >= -near {
            return Admission::Short(0.0);
        }
        let fastest = Admission::fastest(self.system);
        let guess = before.filter(|rate| *rate > 0.0).unwrap_or(1.0);
        let beyond = |rate| self.beyond(Admission::Short(rate), places);
        Admission::Short(root((none, guess, fastest), near, beyond))
    }

    /// Residents of the institution beyond its places at the end of the cycle.
    fn beyond(&mut self, admission: Admission, places: f64) -> f64 {
        let mut hazards = self.hazards.clone();
        admission.act(self.system, &mut hazards);
        self.town.living(&hazards) - places
    }
}

/// Steps in which a rate is found at most.
const STEPS: usize = 60;

/// The rate at which an ascending figure, `none` at 0, is 0, within `near`; the `fastest` where it stays below. From a guess on, by
/// straight lines between the rates on both sides (Illinois method: Dowell and Jarratt, BIT 1971).
fn root(
    (none, guess, fastest): (f64, f64, f64),
    near: f64,
    mut figure: impl FnMut(f64) -> f64,
) -> f64 {
    let (mut low, mut high) = ((0.0, none), None::<(f64, f64)>);
    let mut rate = guess.min(fastest);
    let mut was_below = None;
    for _ in 0..STEPS {
        let found = figure(rate);
        if found.abs() <= near || (rate >= fastest && found < 0.0) {
            return rate;
        }
        // The end that stays for a second time counts for half, so that it is left.
        let stays = was_below == Some(found < 0.0);
        was_below = Some(found < 0.0);
        if found < 0.0 {
            low = (rate, found);
            let half = if stays { 0.5 } else { 1.0 };
            high = high.map(|(rate, found)| (rate, half * found));
        } else {
            high = Some((rate, found));
            low.1 *= if stays { 0.5 } else { 1.0 };
        }
        rate = match high {
            None => (4.0 * rate).min(fastest),
            Some(high) => (low.0 * high.1 - high.0 * low.1) / (high.1 - low.1),
        };
    }
    rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_found_from_either_side_and_the_fastest_where_none_is_fast_enough() {
        let rises = |target: f64| move |rate: f64| 1.0 - libm::exp(-rate) - target;
        for target in [1e-6, 0.3, 0.999] {
            let found = root((-target, 1.0, 800.0), 1e-12, rises(target));
            assert!(
                (found + libm::log1p(-target)).abs() < 1e-6 * found,
                "{target}: {found}"
            );
        }
        assert_eq!(root((-2.0, 1.0, 800.0), 1e-12, rises(2.0)), 800.0);
    }
}
