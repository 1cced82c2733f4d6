//! `caremix run --expected`: the cohort twin's table, without simulating anybody.

use super::engine::{self, CheckedScenario};
use super::output::Format;
use super::stop::Stop;
use super::voice;
use crate::report::terminal::ExpectedHead;
use crate::report::{expected, manifest, numbers, tables, terminal};

/// What is said where practices may close.
const CLOSING: &str = "practices that close are left out of expected values, which have no single practices: none does there";

/// Prints what is expected.
pub(super) fn print(input: &CheckedScenario, format: Format) -> Result<(), Stop> {
    let rows = engine::expected(input)?;
    let mut practices = input
        .scenario
        .discipline
        .iter()
        .filter_map(|one| one.practices.as_ref());
    if practices.any(|practices| practices.closing.is_some()) {
        voice::remark(CLOSING);
    }
    let conventions = manifest::conventions(&input.scenario.run);
    let currency = conventions.money();
    let text = match format {
        Format::Table => currency.told(&terminal::expected(&head(input), &rows, &voice::look())),
        Format::Csv => tables::text_in(&rows, currency).map_err(Stop::failed)?,
        Format::Json => expected::json(&rows, input.name(), &conventions).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

/// What stands above a table of the twin.
pub(super) fn head(input: &CheckedScenario) -> ExpectedHead<'_> {
    let scenario = &input.scenario;
    let run = &scenario.run;
    let conventions = manifest::conventions(run);
    ExpectedHead {
        title: match scenario.title.as_str() {
            "" => input.name(),
            title => title,
        },
        size: format!(
            "{} residents · years {}–{} · discounting {}: costs {} a year, effects {}",
            numbers::grouped(input.residents, 0),
            run.first_year,
            run.first_year + run.years as i32 - 1,
            conventions.discounting,
            numbers::percent(conventions.discount_rate_costs, 1),
            numbers::percent(conventions.discount_rate_effects, 1)
        ),
    }
}
