//! `caremix run --structure`: what each arm's cost owes to each mechanism, without simulating anybody.

use super::engine::{self, CheckedScenario};
use super::expected::head;
use super::output::Format;
use super::stop::Stop;
use super::voice;
use crate::report::{structure, tables, terminal};

/// Prints the table.
pub(super) fn print(input: &CheckedScenario, format: Format) -> Result<(), Stop> {
    let rows = engine::structure(input)?;
    let comparator = input.scenario.comparator().unwrap_or_default();
    let text = match format {
        Format::Table => {
            let text = terminal::structure(&head(input), &rows, comparator, &voice::look());
            input.scenario.run.money().told(&text)
        }
        Format::Csv => tables::text(&rows).map_err(Stop::failed)?,
        Format::Json => structure::json(&rows, input.name()).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}
