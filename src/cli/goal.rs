//! How many replications a run is to have.
//!
//! Comes in: what was asked for, and the finished run that is there already. Goes out: a [`Goal`]. Deliberately absent:
//! which of them are known.

use std::path::Path;

use super::stop::Stop;
use crate::analysis::precision::{LEAST, StoppingRule};
use crate::report::manifest::Manifest;
use crate::report::numbers::grouped;
use crate::scenario::schema::MOST_REPLICATIONS;

/// The finest precision that may be asked for: some 10,000 times as many replications as for a ten-thousandth.
const FINEST: f64 = 1e-6;

/// How many replications a run is to have, as options.
#[derive(Debug, clap::Args)]
pub(super) struct ReplicationOptions {
    /// Replications, instead of the scenario's; a finished run is extended, or its first ones are taken
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// So many replications more than the finished run has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..),
        conflicts_with_all = ["replications", "precision", "force"])]
    pub expand: Option<u32>,
    /// Add replications until no arm's total difference from the comparator has a Monte Carlo error above this share of
    /// what the payer lays out under the comparator, for any payer (of a single arm: until no payer's total has)
    #[arg(long, value_name = "P", value_parser = share, allow_negative_numbers = true)]
    pub precision: Option<f64>,
    /// Replications at which --precision gives up
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "precision",
        value_parser = clap::value_parser!(u32).range(i64::from(LEAST)..=i64::from(MOST_REPLICATIONS)))]
    max_replications: u32,
}

/// Reads a precision.
fn share(text: &str) -> Result<f64, String> {
    let wrong = || "give a share from 0.000001 to 1, as 0.001 for a thousandth".to_string();
    let share: f64 = text.trim().parse().map_err(|_| wrong())?;
    // Not-a-number is neither.
    if (FINEST..1.0).contains(&share) {
        Ok(share)
    } else {
        Err(wrong())
    }
}

/// How many replications are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Goal {
    /// So many.
    Exactly(u32),
    /// As many as it takes.
    Precise(StoppingRule),
}

impl Goal {
    /// From the options, the scenario's replications, which `--replications` has changed already, and the finished run.
    pub(super) fn of(
        amount: &ReplicationOptions,
        replications: u32,
        finished: Option<&Manifest>,
        folder: &Path,
    ) -> Result<Goal, Stop> {
        if let Some(asked_for) = amount.precision {
            return precise(asked_for, replications, amount.max_replications);
        }
        let Some(more) = amount.expand else {
            return Ok(Goal::Exactly(replications));
        };
        let Some(finished) = finished else {
            return Err(Stop::wrong(format_args!(
                "--expand adds to a finished run, and {} holds none; --replications says how many a new run has",
                folder.display()
            )));
        };
        finished
            .replications
            .checked_add(more)
            .filter(|wanted| *wanted <= MOST_REPLICATIONS)
            .map(Goal::Exactly)
            .ok_or_else(|| {
                Stop::wrong(format_args!(
                    "--expand {more}: a run has at most {} replications",
                    grouped(f64::from(MOST_REPLICATIONS), 0)
                ))
            })
    }

    /// Whether a finished run is what is wanted.
    pub(super) fn is_met_by(&self, finished: &Manifest) -> bool {
        match self {
            Goal::Exactly(replications) => finished.replications == *replications,
            Goal::Precise(rule) => finished.precision.as_ref().is_some_and(|precision| {
                let is_same = precision.asked_for == rule.asked_for && precision.from == rule.from;
                let has_looked_as_far = precision.most == rule.most
                    || (precision.is_reached && finished.replications <= rule.most);
                is_same && has_looked_as_far
            }),
        }
    }

    /// Replications wanted at first.
    pub(super) fn first(&self) -> u32 {
        match self {
            Goal::Exactly(replications) => *replications,
            Goal::Precise(rule) => rule.from,
        }
    }
}

fn precise(asked_for: f64, replications: u32, most: u32) -> Result<Goal, Stop> {
    let from = replications.max(LEAST);
    if from > most {
        return Err(Stop::wrong(format_args!(
            "--precision begins with {from} replications, more than the {most} at which it gives up; choose fewer \
             --replications or more --max-replications"
        )));
    }
    Ok(Goal::Precise(StoppingRule {
        asked_for,
        from,
        most,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_share_above_nothing_and_below_all() {
        for good in ["0.001", "1e-6", " 0.5 "] {
            assert!(share(good).is_ok(), "{good}");
        }
        for bad in [
            "0", "1e-7", "-0.1", "NaN", "1", "1e300", "inf", "-inf", "", "0,1", "1 %",
        ] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_precision_that_begins_beyond_its_end_is_wrong_input() {
        assert!(matches!(precise(0.1, 200, 100), Err(Stop::Input(_))));
        let Ok(Goal::Precise(rule)) = precise(0.1, 3, 100) else {
            panic!("a rule");
        };
        // Three replications say too little of their error.
        assert_eq!((rule.from, rule.most), (LEAST, 100));
    }
}
