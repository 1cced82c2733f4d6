//! What `run` prints: who pays, who gains, and how surely.
//!
//! Comes in: a [`Reading`] and a [`Look`]. Goes out: text, no wider than the terminal where words and numbers allow.
//! Deliberately absent: printing, and anything that is not in the files of the run.

mod calibration;
mod control_variate;
mod diff;
mod expected;
mod first;
mod grid;
mod look;
mod outcomes;
mod practices;
mod share;
mod split;
mod validation;

use std::path::Path;

pub use calibration::calibration;
pub use diff::diff;
pub use expected::{ExpectedHead, expected};
pub use look::{LEAST_WIDTH, Look, USUAL_WIDTH};
pub use share::sharing;
pub use validation::{Head, validation};

use super::manifest::{Manifest, Precision};
use super::numbers::{decimals_for, grouped, percent};
use super::reading::Reading;
use crate::analysis::rows::{ArmNotes, Spread};
use crate::base::statistics::FEWEST_FOR_INTERVAL;
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

/// What intervals are called, or that so few replications have none.
fn interval_words(replications: u32) -> String {
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

/// The unit in which amounts of this size are read, and its name.
fn scale(largest: f64) -> (f64, String) {
    let (unit, name) = match largest {
        large if large >= 1e6 => (1e6, "EUR million"),
        middle if middle >= 1e3 => (1e3, "EUR thousand"),
        _ => (1.0, "EUR"),
    };
    (unit, name.to_string())
}

/// Under a table whose parts do not add up as they are printed.
const ROUNDED: &str = "Rounded: parts need not add up to the total.";

/// What stands where there is no such figure.
fn none() -> String {
    "–".to_string()
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
        if spread.mean <= 0.0 {
            return "cannot be budget-neutral: what is not scaled costs more by itself".to_string();
        }
        format!(
            "prices scaled by {} to be budget-neutral in the first year",
            with_interval(&spread, text)
        )
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
        Some(error) => {
            let interval = spread.interval().map_or_else(String::new, |(low, high)| {
                format!("95 % {} to {}, ", text(low), text(high))
            });
            format!("{} ({interval}MC error {})", text(spread.mean), text(error))
        }
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
        details(&example(), Path::new("outputs/example/0a1b2c3d"), look)
    }

    #[test]
    fn a_discounted_first_year_is_told() {
        let mut reading = example();
        let conventions = &mut reading.manifest.conventions;
        conventions.discounting = "own".into();
        conventions.discount_first_year = true;
        let text = details(
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
            "94 % (87–98)",
            "0 % (<3)",
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
            let text = details(&reading, Path::new("x"), &Look::plain());
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
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80, 100] {
            let look = Look {
                width,
                ..Look::plain()
            };
            let folder = Path::new("outputs/example/0a1b2c3d");
            let text = printed(&look) + &first(&example(), folder, &look);
            for line in text.lines() {
                let columns = line.chars().count();
                assert!(columns <= width, "{columns} columns of {width}: {line}");
            }
            assert!(text.contains("-9.8"), "{text}");
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
            (spread.q025, spread.q975) = (None, None);
        };
        reading
            .payers
            .iter_mut()
            .for_each(|row| unknown(&mut row.spread));
        reading
            .incremental
            .iter_mut()
            .for_each(|row| unknown(&mut row.spread));
        let text = details(&reading, Path::new("x"), &Look::plain());
        assert!(text.contains("One replication"), "{text}");
        assert!(!text.contains("-15.2 to"), "{text}");
        assert!(!text.contains("Pays less"), "{text}");
    }

    #[test]
    fn two_replications_show_no_interval_and_say_why() {
        let mut reading = example();
        reading.manifest.replications = 2;
        for row in &mut reading.incremental {
            (row.spread.q025, row.spread.q975) = (None, None);
        }
        let text = details(&reading, Path::new("x"), &Look::plain());
        assert!(text.contains("2 replications are too few"), "{text}");
        assert!(
            !text.contains("Pays less") && !text.contains("Pays more"),
            "{text}"
        );
    }

    #[test]
    fn nobody_is_said_to_pay_less_where_the_end_of_the_interval_is_unsure() {
        let mut reading = example();
        // The interval ends at −4.4 million: with an error of 3 it may as well end above 0.
        for row in &mut reading.incremental {
            row.ends.q975_mc_error = Some(3e6);
        }
        let text = details(&reading, Path::new("x"), &Look::plain());
        assert!(!text.contains("Pays less"), "{text}");
        assert!(text.contains("Cannot be told: insurer (-9.8)"), "{text}");
        assert!(text.contains("Pays more: municipality"), "{text}");
    }

    #[test]
    fn rounded_rows_that_do_not_add_up_are_remarked_once_a_table() {
        let mut reading = example();
        assert!(!details(&reading, Path::new("x"), &Look::plain()).contains(ROUNDED));
        // 244.54 + 45.64 is 290.18: 244.5 and 45.6 beside 290.2.
        for (row, mean) in reading.payers.iter_mut().zip([244.54e6, 45.64e6, 290.18e6]) {
            row.spread.mean = mean;
        }
        let text = details(&reading, Path::new("x"), &Look::plain());
        assert_eq!(text.matches(ROUNDED).count(), 1, "{text}");
    }
}
