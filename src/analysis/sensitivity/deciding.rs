//! The numbers of a scenario in the order in which they decide a result.
//!
//! Comes in: rows of numbers, and of one-way sensitivity. Goes out: the former, with rank and swing. Deliberately absent: asking
//! the twin.

use std::collections::BTreeMap;

use crate::analysis::parameters::ParameterRow;

use super::one_way::SensitivityRow;

/// Numbers that move a result first, by how far they do in the arm in which they do most; then all others, as they stood.
pub fn those_that_decide_first(
    mut rows: Vec<ParameterRow>,
    sensitivity: &[SensitivityRow],
    result: &str,
) -> Vec<ParameterRow> {
    let mut swings: BTreeMap<&str, f64> = BTreeMap::new();
    for row in sensitivity
        .iter()
        .filter(|row| row.subject.result == result)
    {
        let numbers = row.also.split_whitespace();
        for path in numbers.chain([row.parameter.as_str()]) {
            let swing = swings.entry(path).or_default();
            *swing = swing.max(row.swing.unwrap_or_default());
        }
    }
    for row in &mut rows {
        row.swing = swings.get(row.path.as_str()).copied();
    }
    let swing = |row: &ParameterRow| row.swing.unwrap_or(-1.0);
    rows.sort_by(|one, other| swing(other).total_cmp(&swing(one)));
    let ranked = rows.iter_mut().filter(|row| row.swing.is_some());
    for (place, row) in ranked.enumerate() {
        row.rank = Some(place as u32 + 1);
    }
    rows
}
