//! Words and units that the tables of a terminal have in common.
//!
//! Comes in: counts, amounts, what a run was asked for. Goes out: text. Deliberately absent: tables.

use crate::analysis::precision::PrecisionScale;
use crate::analysis::rows::Spread;
use crate::base::statistics::{Chance, FEWEST_FOR_INTERVAL};
use crate::report::manifest::{Manifest, Precision, REAL_SIZE};
use crate::report::numbers::{decimals_for, grouped, percent};

/// What intervals are called, or that so few replications have none.
pub(super) fn interval_words(replications: u32) -> String {
    if replications < FEWEST_FOR_INTERVAL {
        format!(
            "{replications} replications are too few for 95 % intervals ({FEWEST_FOR_INTERVAL} have their ends, shown as {} \
             here); means and chances",
            none()
        )
    } else {
        "95 % intervals".to_string()
    }
}

/// To two digits: an estimate made beforehand is no more precise.
fn rounded_up(count: f64) -> f64 {
    let unit = 10_f64.powf((count.log10().floor() - 1.0).max(0.0));
    (count / unit).ceil() * unit
}

/// What became of the precision asked for.
pub(super) fn precise(precision: &Precision, replications: u32) -> String {
    let share = |share: f64| percent(share, decimals_for(100.0 * share, 2, 9));
    let Precision {
        asked_for,
        largest_error,
        arm,
        payer,
        ..
    } = precision;
    let with = plural(f64::from(replications), "replication");
    let (verdict, outlook) = if precision.is_reached {
        (format!("reached with {with}"), String::new())
    } else {
        // Errors shrink as the root of the number of replications.
        let needed = f64::from(replications) * (largest_error / asked_for).powi(2);
        (
            format!("not reached with {with}, the most allowed"),
            format!("; it would take some {}", grouped(rounded_up(needed), 0)),
        )
    };
    let (asked_of, of) = match precision.share_of {
        PrecisionScale::Outlays => ("", "what the payer pays"),
        PrecisionScale::Spread => (
            " of a standard deviation",
            "the standard deviation of a difference",
        ),
    };
    format!(
        "Precision of {}{asked_of} asked for: {verdict}; the largest MC error in a total is {} of {of} ({payer}, {arm}){outlook}",
        share(*asked_for),
        share(*largest_error)
    )
}

/// What begins a list of the steps that an effect falls apart into.
pub(super) fn by_mechanism(manifest: &Manifest) -> &'static str {
    if manifest.size.figures == REAL_SIZE {
        "By mechanism, all payers, as simulated"
    } else {
        "By mechanism, all payers"
    }
}

pub(super) fn is_discounted(manifest: &Manifest) -> bool {
    let conventions = &manifest.conventions;
    conventions.discount_rate_costs != 0.0 || conventions.discount_rate_effects != 0.0
}

/// The unit in which amounts of this size are read, and its name.
pub(super) fn scale(largest: f64) -> (f64, String) {
    let (unit, name) = match largest {
        large if large >= 1e6 => (1e6, "EUR million"),
        middle if middle >= 1e3 => (1e3, "EUR thousand"),
        _ => (1.0, "EUR"),
    };
    (unit, name.to_string())
}

/// The note under a table whose rounded parts do not add up.
pub(super) const ROUNDED: &str = "Rounded: parts need not add up to the total.";

/// What stands where there is no such figure.
pub(super) fn none() -> String {
    "–".to_string()
}

pub(super) fn plural(count: f64, word: &str) -> String {
    let ending = if count == 1.0 { "" } else { "s" };
    format!("{} {word}{ending}", grouped(count, 0))
}

/// A mean with its interval and its Monte Carlo error, each written by `text`.
pub(super) fn with_interval(spread: &Spread, text: impl Fn(f64) -> String) -> String {
    match spread.mc_error {
        Some(error) => {
            let interval = spread.interval().map_or_else(String::new, |(low, high)| {
                format!("95 % {} to {}, ", text(low), text(high))
            });
            format!("{} ({interval}MC error {})", text(spread.mean), text(error))
        }
        None => text(spread.mean),
    }
}

/// A chance is given out of this many futures.
pub(super) const TWENTY: usize = 20;

/// Of every twenty futures; of those there are, where they are fewer. None and all are said only where it is so.
pub(super) fn of_twenty(chance: Chance) -> String {
    if chance.of < TWENTY {
        return format!("{} of {}", chance.hits, chance.of);
    }
    let rounded = libm::round(chance.share() * TWENTY as f64) as usize;
    match rounded {
        0 if chance.hits > 0 => format!("<1 of {TWENTY}"),
        TWENTY if chance.hits < chance.of => format!(">{} of {TWENTY}", TWENTY - 1),
        rounded => format!("{rounded} of {TWENTY}"),
    }
}
