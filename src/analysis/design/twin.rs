//! Designs asked of the twin, draw by draw.
//!
//! Comes in: a plan of two arms, terms, and values of them. Goes out: how much better off each party is, by draw and design.
//! Deliberately absent: chances, and which designs are worth asking.
//!
//! In each draw the comparator is worked out once; every design is one arm beside it on the same tables.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::figures::DesignFigures;
use crate::cohort::{Twin, TwinPrecision};
use crate::scenario::parameters::{self, found};
use crate::scenario::schema::Scenario;
use crate::simulation::{Stopped, Watch, pool};
use crate::system::plan::Plan;

/// A term that is searched over.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What it is called.
    pub name: String,
    /// The path of its number.
    pub path: String,
    /// The path of what it leaves of 1, where it has one.
    pub remainder: Option<String>,
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// The step between; 0 where any value goes.
    pub step: f64,
}

impl Term {
    /// The value at a share of its range, on a step.
    pub(super) fn at(&self, share: f64) -> f64 {
        let value = self.low + share.clamp(0.0, 1.0) * (self.high - self.low);
        if self.step <= 0.0 {
            return value;
        }
        // The last step may end before the range does; a hair is for 0.1 three times, which is not quite 0.3.
        let most = libm::floor((self.high - self.low) / self.step + 1e-9);
        let steps = libm::round((value - self.low) / self.step).min(most);
        let value = self.low + steps * self.step;
        libm::round(value * 1e12) / 1e12
    }

    /// Where a value lies in its range.
    pub(super) fn share(&self, value: f64) -> f64 {
        if self.high > self.low {
            (value - self.low) / (self.high - self.low)
        } else {
            0.0
        }
    }
}

/// The scenario with its terms at these values.
pub(super) fn with_terms(
    scenario: &Scenario,
    terms: &[Term],
    values: &[f64],
) -> Result<Scenario, String> {
    let mut numbers = Vec::new();
    for (term, &value) in terms.iter().zip(values) {
        numbers.push((term.path.clone(), value));
        numbers.extend(term.remainder.clone().map(|path| (path, 1.0 - value)));
    }
    parameters::with_plain(scenario, &numbers)
}

/// Whether terms are numbers of arms, which may be what their ranges say: each at both ends with the others as written.
/// `fault` says what is wrong with a scenario.
///
/// # Errors
/// In words, with the first term that is not.
pub fn judge(
    plan: &Plan,
    terms: &[Term],
    fault: &dyn Fn(&Scenario) -> Option<String>,
) -> Result<(), String> {
    let base = &plan.scenario;
    let means = plan.means();
    for term in terms {
        let one = std::slice::from_ref(term);
        for end in [term.at(0.0), term.at(1.0)] {
            let changed = with_terms(base, one, &[end])?;
            if plan.redrawn(&changed, means, (base.run.seed, 0)).is_none() {
                return Err(format!(
                    "`{}` is no term of a contract: it changes more than how an arm pays",
                    term.path
                ));
            }
            if let Some(problem) = fault(&changed) {
                return Err(format!("`{}` at {end}: {problem}", term.path));
            }
        }
    }
    Ok(())
}

/// What a term is in the scenario as written.
pub(super) fn written(scenario: &Scenario, term: &Term) -> Option<f64> {
    let json = serde_json::to_value(scenario).ok()?;
    found(&json, &term.path).map(|found| found.value)
}

/// Draws of the parameters that designs are asked in.
pub(super) struct AskedDraws<'a> {
    pub plan: &'a Plan,
    pub arm: usize,
    pub draws: std::ops::Range<u32>,
    pub threads: usize,
}

impl AskedDraws<'_> {
    /// What each of these scenarios gains on the comparator: `[scenario][draw]`.
    pub fn gains(
        &self,
        scenarios: &[Scenario],
        watch: Watch,
    ) -> Result<Vec<Vec<DesignFigures>>, Stopped> {
        let done = AtomicU32::new(0);
        let draws: Vec<u32> = self.draws.clone().collect();
        let in_draw = |&draw: &u32| {
            if (watch.is_stopped)() {
                return Err(Stopped::Interrupted);
            }
            let found = self.in_draw(scenarios, draw);
            (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
            Ok(found)
        };
        let found: Result<Vec<Vec<DesignFigures>>, Stopped> =
            pool(self.threads)?.install(|| draws.par_iter().map(in_draw).collect());
        let mut by_scenario = vec![Vec::with_capacity(draws.len()); scenarios.len()];
        for of_draw in found? {
            for (of_scenario, figures) in by_scenario.iter_mut().zip(of_draw) {
                of_scenario.push(figures);
            }
        }
        Ok(by_scenario)
    }

    fn in_draw(&self, scenarios: &[Scenario], draw: u32) -> Vec<DesignFigures> {
        let seed = self.plan.scenario.run.seed;
        let drawn = self.plan.system(seed, draw);
        let twin = Twin::new(&drawn, TwinPrecision::Fast);
        let base = twin.expected().arms.swap_remove(drawn.comparator);
        let base = DesignFigures::of(&drawn, &base.result);
        let of = |scenario: &Scenario| {
            let changed = self.plan.redrawn(scenario, &drawn, (seed, draw));
            let changed = changed.expect("terms change arms alone");
            let found = twin.arm(&changed, self.arm);
            DesignFigures::of(&changed, &found.result).gain_on(&base)
        };
        scenarios.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_lies_on_its_steps_within_its_range() {
        let term = Term {
            name: "share".into(),
            path: "x".into(),
            remainder: None,
            low: 0.1,
            high: 0.95,
            step: 0.1,
        };
        assert_eq!(
            [0.0, 0.23, 0.24, 1.0].map(|share| term.at(share)),
            [0.1, 0.3, 0.3, 0.9]
        );
        assert_eq!(term.at(term.share(0.4)), 0.4);
        let any = Term { step: 0.0, ..term };
        assert!((any.at(0.5) - 0.525).abs() < 1e-12);
    }
}
