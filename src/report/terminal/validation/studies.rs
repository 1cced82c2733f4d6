//! Published effects beside the difference between two arms.
//!
//! Comes in: comparisons. Goes out: text. Deliberately absent: a word on who is right.

use crate::report::numbers::{grouped, signed};
use crate::report::terminal::Look;
use crate::report::terminal::grid::Grid;
use crate::scenario::schema::StudyUse;
use crate::validation::{Direction, StudyComparison};

/// The table of studies under how they were simulated, with what its words mean.
pub fn text(size: &str, found: &[StudyComparison], look: &Look) -> String {
    let error = format!("{} MC\nerror", look.plus_minus());
    let heads = [
        "study",
        "arm, against",
        "in",
        "published",
        "simulated",
        &error,
        "95 % of\nreplications",
        "expected",
        "ratio",
        "",
    ];
    let mut grid = Grid::new(&heads).left(1).left(2).left(heads.len() - 1);
    for comparison in found {
        grid.row(row(comparison));
    }
    let others = found
        .iter()
        .filter(|each| each.direction() == Direction::Other)
        .count();
    let legend = format!(
        "simulated: arm less what it is against, on the same residents with the same luck, mean over replications; 95 % of \
         replications: parameters and the luck of the sample; expected: the cohort twin with parameters at their means; ratio: \
         simulated to published; open: chance could have given the sign, or the study found none; outside: what was found lies \
         outside these 95 %. check: no number comes from the study; fit: some were chosen with it in mind. {others} of {} \
         with the other sign.",
        found.len()
    );
    format!(
        "{}\n{}\n{}{}\n",
        look.bold("Published effects"),
        look.wrap(size, ""),
        grid.text(look),
        look.wrap(&legend, "")
    )
}

fn row(comparison: &StudyComparison) -> Vec<String> {
    let study = &comparison.study;
    // Shares are shown as percentages, money in EUR with one decimal.
    let scale = if study.relative { 100.0 } else { 1.0 };
    let value = |value: f64| signed(scale * value, 1);
    let interval = |ends: Option<(f64, f64)>| {
        ends.map(|(low, high)| format!("({} to {})", value(low), value(high)))
            .unwrap_or_default()
    };
    let published = [value(study.amount), interval(study.low.zip(study.high))];
    let unit = match (&study.need, study.relative) {
        (_, true) => "%".to_string(),
        (Some(need), false) => format!("EUR/year of {need}"),
        (None, false) => "EUR/res.-year".to_string(),
    };
    let error = comparison.mc_error.map(|error| grouped(scale * error, 2));
    let ratio = comparison.ratio().map(|ratio| grouped(ratio, 2));
    vec![
        format!("{} {}", study.name, comparison.year),
        format!("{}, {}", study.arm, comparison.against),
        unit,
        published.join(" ").trim_end().to_string(),
        value(comparison.simulated),
        error.unwrap_or_default(),
        interval(comparison.interval),
        value(comparison.expected),
        ratio.unwrap_or_default(),
        verdict(comparison),
    ]
}

fn verdict(comparison: &StudyComparison) -> String {
    let sign = match comparison.direction() {
        Direction::Same => "same sign",
        Direction::Open => "open",
        Direction::Other => "OTHER SIGN",
    };
    let place = match comparison.is_inside() {
        Some(true) => Some("inside"),
        Some(false) => Some("outside"),
        None => None,
    };
    let used = match comparison.study.used_as {
        StudyUse::Check => "check",
        StudyUse::Fit => "fit",
    };
    let words = [Some(sign), place, Some(used)];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
