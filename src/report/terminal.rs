//! What `run` prints: who pays, who gains, and how surely.
//!
//! Comes in: a [`Reading`] and a [`Look`]. Goes out: text, at most about 100 columns wide.
//! Deliberately absent: printing, and anything that is not in the files of the run.

mod calibration;
mod control_variate;
mod grid;
mod look;
mod outcomes;
mod practices;
mod share;
mod split;
mod validation;

use std::path::Path;

pub use calibration::calibration;
pub use look::Look;
pub use share::sharing;
pub use validation::{Head, validation};

use super::manifest::{Manifest, Precision};
use super::numbers::{decimals_for, grouped, percent, shortest};
use super::reading::Reading;
use crate::analysis::rows::{ArmNotes, Spread};

/// The whole printed report.
pub fn report(reading: &Reading, folder: &Path, look: &Look) -> String {
    let mut parts = vec![headline(reading, look)];
    parts.extend(split::blocks(reading, look));
    parts.extend(outcomes::tables(reading, look));
    parts.extend(practices::table(reading, look));
    parts.extend(control_variate::table(reading, look));
    parts.extend(notes(&reading.manifest.arms, look));
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
        format!("95 % intervals cover {}", manifest.intervals)
    };
    let mut lines = vec![
        look.bold(title),
        size,
        look.wrap(&intervals, ""),
        look.wrap(&amounts(manifest), ""),
    ];
    let precision = manifest.precision.as_ref();
    lines.extend(precision.map(|of| look.wrap(&precise(of, manifest.replications), "")));
    lines.join("\n") + "\n"
}

/// To two digits, since more cannot be told beforehand.
fn rounded_up(count: f64) -> f64 {
    let unit = 10_f64.powf((count.log10().floor() - 1.0).max(0.0));
    (count / unit).ceil() * unit
}

/// What became of the precision asked for.
fn precise(precision: &Precision, replications: u32) -> String {
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
    format!(
        "Precision of {} asked for: {verdict}; the largest MC error in a total is {} of what the payer pays ({payer}, \
         {arm}){outlook}",
        share(*asked_for),
        share(*largest_error)
    )
}

fn residents(manifest: &Manifest) -> String {
    let all = plural(manifest.residents, "resident");
    match manifest.sample {
        Some(sample) if manifest.weight != 1.0 => {
            format!(
                "{all} ({} simulated, each for {})",
                grouped(sample as f64, 0),
                grouped(manifest.weight, 2)
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

fn is_discounted(manifest: &Manifest) -> bool {
    let conventions = &manifest.conventions;
    conventions.discount_rate_costs != 0.0 || conventions.discount_rate_effects != 0.0
}

fn plural(count: f64, word: &str) -> String {
    let ending = if count == 1.0 { "" } else { "s" };
    format!("{} {word}{ending}", grouped(count, 0))
}

/// Budget neutrality and the gap closed, for the arms that have them.
fn notes(arms: &[ArmNotes], look: &Look) -> Option<String> {
    let lines: Vec<String> = arms
        .iter()
        .filter_map(note)
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
            "{} of the gap to the growth target closed",
            with_interval(&spread, text)
        )
    });
    let said: Vec<String> = [factor, gap].into_iter().flatten().collect();
    if said.is_empty() {
        None
    } else {
        Some(format!("{}: {}", arm.arm, said.join("; ")))
    }
}

fn with_interval(spread: &Spread, text: impl Fn(f64) -> String) -> String {
    match spread.mc_error {
        Some(error) => format!(
            "{} (95 % {} to {}, MC error {})",
            text(spread.mean),
            text(spread.q025),
            text(spread.q975),
            text(error)
        ),
        None => text(spread.mean),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    fn printed(look: &Look) -> String {
        report(&example(), Path::new("outputs/example/0a1b2c3d"), look)
    }

    #[test]
    fn a_discounted_first_year_is_told() {
        let mut reading = example();
        let conventions = &mut reading.manifest.conventions;
        conventions.discounting = "own".into();
        conventions.discount_first_year = true;
        let text = report(
            &reading,
            Path::new("outputs/example/0a1b2c3d"),
            &Look::plain(),
        );
        let told = "own discounts costs at 3 %, effects at 1.5 %, from the first year on";
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(
            words.join(" ").contains(told),
            "`{told}` is missing from\n{text}"
        );
    }

    #[test]
    fn the_report_says_who_pays_who_gains_and_how_surely() {
        let text = printed(&Look::plain());
        for expected in [
            "Example neighbourhood",
            "20,000 residents (5,000 simulated, each for 4.00)",
            "95 % intervals cover uncertain parameters and chance among 5,000 simulated residents",
            "zin-2024 discounts costs at 3 %, effects at 1.5 %",
            "EUR per",
            "Pays less: insurer (-9.8)",
            "Pays more: municipality (+5.4)",
            "94 %",
            "all, discounted",
            "prices scaled by 0.973 (95 % 0.961 to 0.985, MC error 0.001)",
            "outputs/example/0a1b2c3d",
        ] {
            assert!(
                text.contains(expected),
                "`{expected}` is missing from\n{text}"
            );
        }
    }

    #[test]
    fn a_precision_is_told_with_what_it_would_take() {
        let mut reading = example();
        let mut precision = Precision {
            asked_for: 0.001,
            is_reached: true,
            largest_error: 0.00084,
            arm: "bundle".into(),
            payer: "insurer".into(),
            from: 100,
            most: 1000,
        };
        let mut told = |precision: &Precision| -> String {
            reading.manifest.precision = Some(precision.clone());
            let text = report(&reading, Path::new("x"), &Look::plain());
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert!(told(&precision).contains(
            "Precision of 0.10 % asked for: reached with 100 replications; the largest MC error in a total is 0.084 % \
             of what the payer pays (insurer, bundle)"
        ));
        // 100 · (0.00351 / 0.001)² = 1,232.
        precision.largest_error = 0.00351;
        precision.is_reached = false;
        let text = told(&precision);
        assert!(
            text.contains("not reached with 100 replications, the most allowed"),
            "{text}"
        );
        assert!(text.contains("it would take some 1,300"), "{text}");
    }

    #[test]
    fn no_line_is_wider_than_a_hundred_columns() {
        for line in printed(&Look::plain()).lines() {
            assert!(
                line.chars().count() <= 100,
                "{} columns: {line}",
                line.chars().count()
            );
        }
    }

    #[test]
    fn escape_codes_appear_only_when_colour_is_asked_for() {
        assert!(!printed(&Look::plain()).contains('\u{1b}'));
        assert!(
            printed(&Look {
                has_colour: true,
                ..Look::plain()
            })
            .contains('\u{1b}')
        );
    }

    #[test]
    fn without_utf8_everything_is_ascii() {
        let text = printed(&Look {
            has_unicode: false,
            ..Look::plain()
        });
        assert!(text.is_ascii(), "{text}");
        assert!(text.contains("###"), "{text}");
    }

    #[test]
    fn one_replication_shows_no_intervals() {
        let mut reading = example();
        reading.manifest.replications = 1;
        let unknown = |spread: &mut Spread| {
            spread.mc_error = None;
            spread.sd = None;
        };
        reading
            .payers
            .iter_mut()
            .for_each(|row| unknown(&mut row.spread));
        reading
            .incremental
            .iter_mut()
            .for_each(|row| unknown(&mut row.spread));
        let text = report(&reading, Path::new("x"), &Look::plain());
        assert!(text.contains("One replication"), "{text}");
        assert!(!text.contains("-15.2 to"), "{text}");
        assert!(!text.contains("Pays less"), "{text}");
    }
}
