//! The file that `caremix calibrate --reference` writes.
//!
//! Comes in: the numbers of a reference population. Goes out: TOML that builds on the scenario they are of. Deliberately
//! absent: how they are worked out (validation/reference.rs).

use std::fmt::Write;

use super::engine::CheckedScenario;
use crate::validation::{Reached, ReferenceFit, ReferenceLine};

/// The numbers, on top of what `extends` names.
pub(super) fn overlay(extends: &str, input: &CheckedScenario, found: &ReferenceFit) -> String {
    let reached: String = found.reached.iter().map(told).collect();
    let lines: String = found.lines.iter().map(line).collect();
    format!(
        "# {} with the numbers of its reference population, worked out by caremix calibrate --reference. Cost per \
         resident-year of each category,\n# of it by background care, and ratios by deprivation class that are reached, of \
         those wanted:\n{reached}\n{extends}\n[reference]\nwhole_to_remainder = {}\n{lines}",
        input.name(),
        found.whole_to_remainder
    )
}

fn told(of: &Reached) -> String {
    let name = of.category.as_deref().unwrap_or("all together");
    let pairs = of.reached.iter().zip(&of.wanted);
    let ratios: Vec<String> = pairs
        .map(|(reached, wanted)| format!("{reached:.3} of {wanted:.3}"))
        .collect();
    format!(
        "#   {name}: {:.2}, {:.2}; {}\n",
        of.cost,
        of.remainder,
        ratios.join(", ")
    )
}

fn line(line: &ReferenceLine) -> String {
    let mut text = format!(
        "\n[[background_care]]\nname = {}\n",
        toml::Value::from(line.name.as_str())
    );
    if let Some([female, male]) = &line.remainder {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "remainder.female = {}\nremainder.male = {}",
            list(female),
            list(male)
        );
    }
    if !line.ratios.is_empty() {
        let _ = writeln!(text, "deprivation_ratios = {}", list(&line.ratios));
    }
    text
}

/// Numbers as TOML.
fn list(numbers: &[f64]) -> String {
    let each: Vec<String> = numbers
        .iter()
        .map(|number| toml::Value::from(*number).to_string())
        .collect();
    format!("[{}]", each.join(", "))
}
