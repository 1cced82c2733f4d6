//! What `run` prints: who pays, who gains, and how surely.
//!
//! Comes in: a [`Reading`] and a [`Look`]. Goes out: text, no wider than the terminal where words and numbers allow.
//! Deliberately absent: printing, and anything that is not in the files of the run.

mod batch;
mod calibration;
mod classes;
mod contracts;
mod decide;
mod design;
mod diff;
mod disciplines;
mod expected;
mod first;
mod gap;
mod grid;
mod growth;
mod insurers;
mod look;
mod outcomes;
mod parameters;
mod practices;
mod reach;
mod reference;
mod sensitivity;
mod share;
mod society;
mod split;
mod structure;
#[cfg(test)]
mod tests;
mod unknowns;
mod validation;
mod variance;
mod wording;

use std::path::Path;

pub use batch::batch;
pub use calibration::calibration;
pub use decide::{DecisionHead, decision};
pub use design::{DesignHead, design};
pub use diff::diff;
pub use expected::{ExpectedHead, expected};
pub use look::{LEAST_WIDTH, Look, USUAL_WIDTH};
pub use parameters::{ParametersHead, parameters};
pub use reach::{ReachHead, reach};
pub use reference::reference;
pub use sensitivity::sensitivity;
pub use share::sharing;
pub use structure::structure;
pub use unknowns::{sensitivity_grid, thresholds, variance_shares};
pub use validation::{Head, validation};
use wording::{
    ROUNDED, TWENTY, interval_words, is_discounted, none, of_twenty, plural, precise, scale,
    with_interval,
};

use super::manifest::{EXPECTED, Manifest};
use super::numbers::{grouped, percent};
use super::reading::Reading;
use crate::analysis::rows::{ArmNotes, NeutralDiscipline};
use crate::base::written::shortest;

/// What is printed first: one table of who pays what more or less, how surely, and until when.
pub fn first(reading: &Reading, folder: &Path, look: &Look) -> String {
    look.characters(&first::table(reading, folder, look))
}

/// Every table there is, to be printed after the first.
pub fn details(reading: &Reading, folder: &Path, look: &Look) -> String {
    let mut parts = vec![headline(reading, look)];
    parts.extend(split::blocks(reading, look));
    parts.extend(outcomes::tables(reading, look));
    parts.extend(classes::tables(reading, look));
    parts.extend(gap::table(reading, look));
    parts.extend(disciplines::tables(reading, look));
    parts.extend(practices::table(reading, look));
    parts.extend(insurers::tables(reading, look));
    parts.extend(society::tables(reading, look));
    parts.extend(variance::table(reading, look));
    parts.extend(notes(reading, look));
    parts.push(whereabouts(&reading.manifest, folder, look));
    look.characters(&parts.join("\n"))
}

/// Title, size, what the intervals cover, how amounts are to be read.
fn headline(reading: &Reading, look: &Look) -> String {
    let manifest = &reading.manifest;
    let run = &reading.scenario.run;
    let title = if manifest.scenario.title.is_empty() {
        &manifest.scenario.name
    } else {
        &manifest.scenario.title
    };
    let size = [
        residents(manifest),
        plural(f64::from(run.years), "year"),
        plural(reading.scenario.arm.len() as f64, "arm"),
        plural(f64::from(manifest.replications), "replication"),
        format!("seed {}", manifest.seed),
    ]
    .join(" · ");
    let intervals = if manifest.replications < 2 {
        "One replication: Monte Carlo errors and intervals are unknown".to_string()
    } else {
        format!(
            "{} cover {}",
            interval_words(manifest.replications),
            manifest.intervals
        )
    };
    let mut lines = vec![
        look.bold(&look.wrap(title, "")),
        look.wrap(&size, ""),
        look.wrap(&intervals, ""),
        look.wrap(&amounts(manifest), ""),
    ];
    let precision = manifest.precision.as_ref();
    lines.extend(precision.map(|of| look.wrap(&precise(of, manifest.replications), "")));
    lines.join("\n") + "\n"
}

fn residents(manifest: &Manifest) -> String {
    let all = plural(manifest.residents, "resident");
    if manifest.size.figures == EXPECTED {
        return format!("{all} (nobody simulated: {EXPECTED})");
    }
    match manifest.sample {
        Some(sample) if manifest.weight != 1.0 => {
            format!(
                "{all} ({} simulated, each for {}), {}",
                grouped(sample as f64, 0),
                grouped(manifest.weight, 2),
                manifest.size.figures
            )
        }
        _ => all,
    }
}

fn amounts(manifest: &Manifest) -> String {
    let conventions = &manifest.conventions;
    let rate = |rate: f64| format!("{} %", shortest(tidy(rate)));
    let prices = conventions
        .price_year
        .map(|year| format!(", prices stated for {year}"))
        .unwrap_or_default();
    let discounting = if is_discounted(manifest) {
        format!(
            "{} discounts costs at {}, effects at {}{}",
            conventions.discounting,
            rate(conventions.discount_rate_costs),
            rate(conventions.discount_rate_effects),
            if conventions.discount_first_year {
                ", from the first year on"
            } else {
                ""
            }
        )
    } else {
        format!("not discounted ({})", conventions.discounting)
    };
    format!("Nominal {}{prices}; {discounting}", conventions.currency)
}

/// A rate in percent without the noise of binary fractions.
fn tidy(rate: f64) -> f64 {
    (rate * 1e6).round() / 1e4
}

/// Budget neutrality, the gap closed, contracts on savings and unpaid growth, for the arms that have them.
fn notes(reading: &Reading, look: &Look) -> Option<String> {
    let arms = reading.manifest.arms.iter().filter_map(note);
    let lines: Vec<String> = arms
        .chain(contracts::sentences(reading))
        .chain(growth::sentences(reading))
        .map(|line| look.wrap(&line, "  "))
        .collect();
    if lines.is_empty() {
        return None;
    }
    Some(format!(
        "{}\n{}\n",
        look.bold("On the arms"),
        lines.join("\n")
    ))
}

fn note(arm: &ArmNotes) -> Option<String> {
    let factor = arm.budget_neutral_factor.map(|spread| {
        let text = |value: f64| grouped(value, 3);
        if arm.not_budget_neutral >= 1.0 && spread.mean <= 0.0 {
            return "cannot be budget-neutral: what is not scaled costs more by itself".to_string();
        }
        if arm.not_budget_neutral >= 1.0 {
            return "cannot be budget-neutral: what is scaled pays the recipients nothing"
                .to_string();
        }
        let scaled = format!(
            "prices scaled by {} to be budget-neutral in the first year",
            with_interval(&spread, text)
        );
        if arm.not_budget_neutral > 0.0 {
            let share = percent(arm.not_budget_neutral, 0);
            return format!("{scaled}, which {share} of the replications cannot be");
        }
        scaled
    });
    let gap = arm.gap_closed.map(|spread| {
        let text = |value: f64| percent(value, 0);
        format!(
            "{} of the gap to the growth target closed over the whole run, the budget itself counted as growth",
            with_interval(&spread, text)
        )
    });
    let without = arm.gap_closed_without_budget.map(|spread| {
        let text = |value: f64| percent(value, 0);
        format!("{} without it", with_interval(&spread, text))
    });
    let said = [factor, apart(&arm.neutral_disciplines), gap, without];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() {
        None
    } else {
        Some(format!("{}: {}", arm.arm, said.join("; ")))
    }
}

/// Budget neutrality of single disciplines.
fn apart(disciplines: &[NeutralDiscipline]) -> Option<String> {
    let of = |one: &NeutralDiscipline| {
        let missed = match one.missed > 0.0 {
            true => format!(
                ", which {} of the replications cannot be",
                percent(one.missed, 0)
            ),
            false => String::new(),
        };
        let factor = grouped(one.factor.mean, 3);
        format!("{} by {factor}{missed}", one.discipline)
    };
    let all: Vec<String> = disciplines.iter().map(of).collect();
    (!all.is_empty()).then(|| {
        format!(
            "prices scaled so that each discipline is paid in the first year what it is paid under the comparator: {}",
            all.join(", ")
        )
    })
}

fn whereabouts(manifest: &Manifest, folder: &Path, look: &Look) -> String {
    let files: Vec<&str> = manifest
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let list = look.wrap(
        &format!("{}, {}", super::manifest::FILE, files.join(", ")),
        "  ",
    );
    format!("{} {}\n{list}\n", look.bold("Files in"), folder.display())
}
