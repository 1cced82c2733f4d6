//! The rows of design.csv.
//!
//! Comes in: designs. Goes out: a row a design and thing that is told of it. Deliberately absent: files.

use serde::{Deserialize, Serialize};

use super::figures::JudgedParty;
use super::judge::{Design, Judge, mean};
use super::twin::Term;
use crate::base::statistics;
use crate::base::written::{known, number};

/// design.csv: one thing that is told of a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesignRow {
    /// Its number; 0 is the scenario as written.
    pub design: u32,
    /// `checked` in draws of its own, or `tried` in those of the search.
    pub stage: String,
    /// The round in which it was tried, from 0.
    pub round: u32,
    /// Whether everybody is no worse off with the chance asked.
    pub is_met: bool,
    /// `term`, `payer`, `discipline`, `residents` or `result`.
    pub kind: String,
    /// The path of a term; a party; `public_cost`, `qalys`, `unmet_hours` or `worst_off`.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Of a term its value; of a party what it gains on average; of a result how much more than under the comparator, and of
    /// `worst_off` the chance of the party that has the least.
    #[serde(serialize_with = "number")]
    pub value: f64,
    /// Of a party: the chance that it is no worse off.
    #[serde(serialize_with = "known")]
    pub p_no_worse_off: Option<f64>,
    /// Of a party: what it would have to gain more in every draw to have the chance asked; 0 where it has.
    #[serde(serialize_with = "known")]
    pub short_by: Option<f64>,
    /// Of a party: what it could give up in every draw and still have the chance asked.
    #[serde(serialize_with = "known")]
    pub could_give: Option<f64>,
}

/// Those checked, then all that were tried.
pub(super) fn rows(
    terms: &[Term],
    parties: &[JudgedParty],
    judge: &Judge,
    (checked, tried): (&[Design], &[Design]),
) -> Vec<DesignRow> {
    let checked = checked.iter().map(|design| ("checked", design));
    let tried = tried.iter().map(|design| ("tried", design));
    let all = checked.chain(tried);
    all.flat_map(|(stage, design)| of_design(terms, parties, judge, (stage, design)))
        .collect()
}

fn of_design(
    terms: &[Term],
    parties: &[JudgedParty],
    judge: &Judge,
    (stage, design): (&str, &Design),
) -> Vec<DesignRow> {
    let row = |kind: &str, name: &str, unit: &str, value: f64| DesignRow {
        design: design.number as u32,
        stage: stage.to_string(),
        round: design.round,
        is_met: judge.is_met(design),
        kind: kind.to_string(),
        name: name.to_string(),
        unit: unit.to_string(),
        value,
        p_no_worse_off: None,
        short_by: None,
        could_give: None,
    };
    let terms = terms.iter().zip(&design.values);
    let terms = terms.map(|(term, value)| row("term", &term.path, "", *value));
    let of_party = |(place, party): (usize, &JudgedParty)| {
        let gains = judge.gains(design, place)?;
        let room = room(&gains, judge.chance);
        let gain = statistics::mean(&gains).unwrap_or(0.0);
        Some(DesignRow {
            p_no_worse_off: judge.chance_of(design, place),
            short_by: Some((-room).max(0.0)),
            could_give: Some(room.max(0.0)),
            ..row(party.kind.name(), &party.name, party.kind.unit(), gain)
        })
    };
    let results = [
        row(
            "result",
            "public_cost",
            "EUR",
            mean(design, |gain| gain.public_cost),
        ),
        row("result", "qalys", "QALY", mean(design, |gain| gain.qalys)),
        row(
            "result",
            "unmet_hours",
            "hours",
            mean(design, |gain| gain.unmet_hours),
        ),
        row("result", "worst_off", "chance", judge.worst(design)),
    ];
    terms
        .chain(results)
        .chain(parties.iter().enumerate().filter_map(of_party))
        .collect()
}

/// What the gain of a party could fall by in every draw so that it is above nothing in this share of them; below 0 what it
/// would have to rise by.
fn room(gains: &[f64], chance: f64) -> f64 {
    let mut sorted = gains.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let enough = libm::ceil(chance * sorted.len() as f64 - 1e-9) as usize;
    sorted
        .get(enough.clamp(1, sorted.len().max(1)) - 1)
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_has_room_up_to_the_gain_that_enough_draws_reach() {
        let gains = [5.0, -1.0, 3.0, 2.0, -4.0];
        // Three of five are at least 2, four at least -1.
        assert_eq!(room(&gains, 0.6), 2.0);
        assert_eq!(room(&gains, 0.8), -1.0);
        assert_eq!(room(&gains, 1.0), -4.0);
        assert_eq!(room(&gains, 0.5), 2.0);
    }
}
