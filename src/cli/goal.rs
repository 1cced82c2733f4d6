//! How many replications a run is to have.
//!
//! Comes in: what was asked for, and the finished run that is there already. Goes out: a [`Goal`]. Deliberately absent:
//! which of them are known.

use std::path::Path;

use super::stop::Stop;
use crate::analysis::precision::{LEAST, PrecisionScale, StoppingRule};
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
    /// what the payer lays out under the comparator, for any payer (of a single arm: until no payer's total has); as `0.03sd`,
    /// above this share of the difference's own standard deviation
    #[arg(long, value_name = "P", value_parser = asked, allow_negative_numbers = true)]
    pub precision: Option<AskedPrecision>,
    /// Replications at which --precision gives up
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "precision",
        value_parser = clap::value_parser!(u32).range(i64::from(LEAST)..=i64::from(MOST_REPLICATIONS)))]
    max_replications: u32,
}

/// The largest error allowed, as a share, and of what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AskedPrecision {
    share: f64,
    scale: PrecisionScale,
}

/// Reads a precision.
fn asked(text: &str) -> Result<AskedPrecision, String> {
    let wrong = || {
        "give a share from 0.000001 to 1, as 0.001 for a thousandth of what a payer lays out, or 0.03sd for 3 % of the \
         standard deviation of the difference"
            .to_string()
    };
    let text = text.trim();
    let (number, scale) = match text.strip_suffix("sd") {
        Some(number) => (number.trim_end(), PrecisionScale::Spread),
        None => (text, PrecisionScale::Outlays),
    };
    let share: f64 = number.parse().map_err(|_| wrong())?;
    // Not-a-number is neither.
    if (FINEST..1.0).contains(&share) {
        Ok(AskedPrecision { share, scale })
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
        if let Some(asked) = amount.precision {
            return precise(asked, replications, amount.max_replications);
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
                let asked = (precision.asked_for, precision.share_of, precision.from);
                let is_same = asked == (rule.asked_for, rule.scale, rule.from);
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

fn precise(asked: AskedPrecision, replications: u32, most: u32) -> Result<Goal, Stop> {
    let from = replications.max(LEAST);
    if from > most {
        return Err(Stop::wrong(format_args!(
            "--precision begins with {from} replications, more than the {most} at which it gives up; choose fewer \
             --replications or more --max-replications"
        )));
    }
    Ok(Goal::Precise(StoppingRule {
        asked_for: asked.share,
        scale: asked.scale,
        from,
        most,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_share_above_nothing_and_below_all() {
        let of = |text: &str| asked(text).map(|asked| (asked.share, asked.scale));
        for (good, share, scale) in [
            ("0.001", 0.001, PrecisionScale::Outlays),
            ("1e-6", 1e-6, PrecisionScale::Outlays),
            (" 0.5 ", 0.5, PrecisionScale::Outlays),
            ("0.03sd", 0.03, PrecisionScale::Spread),
            ("0.1 sd", 0.1, PrecisionScale::Spread),
        ] {
            assert_eq!(of(good), Ok((share, scale)), "{good}");
        }
        for bad in [
            "0", "1e-7", "-0.1", "NaN", "1", "1e300", "inf", "-inf", "", "0,1", "1 %", "sd", "1sd",
            "0.03 se",
        ] {
            assert!(asked(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_precision_that_begins_beyond_its_end_is_wrong_input() {
        let tenth = asked("0.1").expect("a precision");
        assert!(matches!(precise(tenth, 200, 100), Err(Stop::Input(_))));
        let Ok(Goal::Precise(rule)) = precise(tenth, 3, 100) else {
            panic!("a rule");
        };
        // Three replications say too little of their error.
        assert_eq!((rule.from, rule.most), (LEAST, 100));
    }
}
