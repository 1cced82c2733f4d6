//! What society.csv tells of arms, for every place that shows it.
//!
//! Comes in: its rows. Goes out: means by what they are of. Deliberately absent: words, and how figures are written.

use crate::analysis::society::{DRAWN, NET_BENEFIT, SOCIETY, SocietyRow};

/// The rows of a run.
#[derive(Debug, Clone, Copy)]
pub struct SocietyFigures<'a>(pub &'a [SocietyRow]);

impl<'a> SocietyFigures<'a> {
    fn mean(
        &self,
        [arm, comparator]: [&str; 2],
        is_it: impl Fn(&SocietyRow) -> bool,
    ) -> Option<f64> {
        let mut rows = self.0.iter();
        rows.find(|row| row.arm == arm && row.comparator == comparator && is_it(row))
            .map(|row| row.spread.mean)
    }

    /// EUR of a measure of no QALYs, with an hour of informal care at what `hour_value` names; of an arm by itself beside no
    /// comparator.
    pub fn cost(&self, arms: [&str; 2], measure: &str, hour_value: &str) -> Option<f64> {
        self.mean(arms, |row| {
            row.measure == measure && row.hour_value == hour_value
        })
    }

    /// What all payers, informal care and society come to, then the net benefit at each of `worths`.
    pub fn compared(&self, arms: [&str; 2], worths: &[f64]) -> Vec<Option<f64>> {
        let costs = [("payers", ""), ("informal_care", DRAWN), (SOCIETY, DRAWN)];
        let costs = costs.map(|(measure, hour)| self.cost(arms, measure, hour));
        let net = worths.iter().map(|worth| {
            self.mean(arms, |row| {
                let is_worth = row.eur_per_qaly == Some(*worth);
                row.measure == NET_BENEFIT && row.hour_value == DRAWN && is_worth
            })
        });
        costs.into_iter().chain(net).collect()
    }

    /// EUR that a QALY is held to be worth.
    pub fn worths(&self) -> Vec<f64> {
        let mut worths: Vec<f64> = Vec::new();
        for worth in self.0.iter().filter_map(|row| row.eur_per_qaly) {
            if !worths.contains(&worth) {
                worths.push(worth);
            }
        }
        worths
    }

    /// Disciplines whose full-time equivalents are told of an arm.
    pub fn disciplines(&self, arm: &str) -> Vec<&'a str> {
        let rows = self.0.iter();
        rows.filter(|row| row.arm == arm && row.measure == "fte_wanted")
            .map(|row| row.group.as_str())
            .collect()
    }

    /// Full-time equivalents of a discipline in an arm that there are, and that are wanted.
    pub fn there_and_wanted(&self, arm: &str, discipline: &str) -> [f64; 2] {
        ["fte_available", "fte_wanted"].map(|measure| {
            let found = self.mean([arm, ""], |row| {
                row.measure == measure && row.group == discipline
            });
            found.unwrap_or_default()
        })
    }
}
