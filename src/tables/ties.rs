//! Numbers whose draws go together, by what their draws are keyed by.
//!
//! Comes in: a scenario. Goes out: [`Ties`]. Deliberately absent: drawing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::distribution::normal;
use crate::scenario::correlation::root;
use crate::scenario::numbers::entries;
use crate::scenario::schema::{Correlation, Scenario};

/// The ties of a scenario; most have none.
#[derive(Debug, Clone, Default)]
pub struct Ties(Arc<BTreeMap<String, Tie>>);

/// Of one number: a weighted sum of independent normal scores is its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// Keys whose own scores are summed, with their weights, whose squares add up to 1.
    scores: Vec<(String, f64)>,
}

impl Tie {
    /// Where in its distribution the number falls, of where each of its group would fall by itself.
    pub fn quantile(&self, own: &dyn Fn(&str) -> f64) -> f64 {
        let scores = self.scores.iter();
        let score: f64 = scores
            .map(|(key, weight)| weight * normal::quantile(own(key)))
            .sum();
        // Sixteen digits below 1: a quantile is finite.
        normal::below(score).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
    }
}

impl Ties {
    /// Of a checked scenario. Numbers of arms that are left out of it are left out of their group.
    pub fn of(scenario: &Scenario) -> Ties {
        if scenario.correlation.is_empty() {
            return Ties::default();
        }
        let keys: BTreeMap<String, String> = entries(scenario)
            .into_iter()
            .map(|entry| (entry.path.join("."), entry.key))
            .collect();
        let groups = scenario.correlation.iter();
        let ties = groups.flat_map(|group| of_group(group, &keys));
        Ties(Arc::new(ties.collect()))
    }

    /// What ties the number of a key to others.
    pub fn of_key(&self, key: &str) -> Option<&Tie> {
        self.0.get(key)
    }
}

fn of_group(group: &Correlation, keys: &BTreeMap<String, String>) -> Vec<(String, Tie)> {
    let Some(group) = without_missing(group, keys) else {
        return Vec::new();
    };
    let members: Vec<&String> = group.parameters.iter().map(|path| &keys[path]).collect();
    // A part of possible correlations is possible.
    let rows = root(&group).unwrap_or_default().into_iter();
    rows.zip(&members)
        .map(|(weights, key)| {
            let scores = members.iter().map(ToString::to_string).zip(weights);
            let scores = scores.collect();
            ((*key).clone(), Tie { scores })
        })
        .collect()
}

/// The group of those numbers that are there; `None` of fewer than two.
fn without_missing(group: &Correlation, keys: &BTreeMap<String, String>) -> Option<Correlation> {
    let places = 0..group.parameters.len();
    let kept: Vec<usize> = places
        .filter(|place| keys.contains_key(&group.parameters[*place]))
        .collect();
    let of_row = |row: &Vec<f64>| kept.iter().map(|place| row[*place]).collect();
    let matrix = match group.matrix.is_empty() {
        true => Vec::new(),
        false => kept
            .iter()
            .map(|place| of_row(&group.matrix[*place]))
            .collect(),
    };
    let parameters: Vec<String> = kept
        .iter()
        .map(|place| group.parameters[*place].clone())
        .collect();
    (parameters.len() > 1).then(|| Correlation {
        parameters,
        matrix,
        ..group.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::statistics::{covariance, variance};
    use crate::tables::draw::{BATCH, Draw};

    fn ties(group: &str) -> Ties {
        let text = format!(
            r#"
            payer = [{{ name = "insurer" }}]
            state = [{{ name = "alive" }}]
            [population]
            births_per_year = {{ mean = 10, se = 1 }}
            bands = [{{ age_from = 0, age_below = 100, female = 10, male = 10 }}]
            [[service]]
            name = "visit"
            discipline = "practice"
            price = {{ mean = 50, se = 5 }}
            hours = {{ mean = 1, se = 0.1, dist = "gamma" }}
            [[arm]]
            name = "now"
            [[arm.component]]
            name = "fee"
            kind = "network_fee"
            amount = {{ mean = 3, se = 1 }}
            {group}
            "#
        );
        let scenario: Scenario = toml::from_str(&text).expect("a scenario");
        Ties::of(&scenario)
    }

    const GROUP: &str = r#"
        [[correlation]]
        name = "price_and_time"
        parameters = ["service.visit.price", "service.visit.hours", "arm.now.component.fee.amount"]
        matrix = [[1, 0.8, 0], [0.8, 1, 0.3], [0, 0.3, 1]]
        "#;

    fn scores(draw: impl Fn(u32) -> Draw, key: &str) -> Vec<f64> {
        let draws = (0..1_000 * BATCH).map(draw);
        draws
            .map(|draw| normal::quantile(draw.quantile(key).expect("a batch")))
            .collect()
    }

    #[test]
    fn scores_of_a_group_have_its_correlations_and_each_number_keeps_its_distribution() {
        let ties = ties(GROUP);
        let tied = |number: u32| Draw::in_batch(7, number).tied(&ties);
        let [price, hours, fee] = [
            "service.visit.price",
            "service.visit.hours",
            "arm.component.fee.amount",
        ]
        .map(|key| scores(tied, key));
        for (one, other, expected) in [
            (&price, &hours, 0.8),
            (&hours, &fee, 0.3),
            (&price, &fee, 0.0),
        ] {
            // An error of (1 − ρ²)/√16,000 is 0.008 at most.
            let found = covariance(one, other).expect("pairs");
            assert!((found - expected).abs() < 0.035, "{found} not {expected}");
        }
        for scores in [&price, &hours, &fee] {
            let spread = variance(scores).expect("many");
            assert!((spread - 1.0).abs() < 0.05, "{spread}");
            let below = scores.iter().filter(|score| **score < -1.644_854).count();
            // One in twenty.
            assert!((below as f64 / 16_000.0 - 0.05).abs() < 0.008, "{below}");
        }
    }

    #[test]
    fn the_first_of_a_group_and_every_number_outside_are_drawn_as_without() {
        let ties = ties(GROUP);
        for number in 0..BATCH {
            let free = Draw::in_batch(7, number);
            let tied = Draw::in_batch(7, number).tied(&ties);
            for key in ["service.visit.price", "population.births_per_year"] {
                let [one, other] = [&free, &tied].map(|draw| draw.quantile(key).expect("a batch"));
                assert!((one - other).abs() < 1e-12, "{key}: {one}, {other}");
            }
            assert_ne!(
                free.quantile("service.visit.hours"),
                tied.quantile("service.visit.hours")
            );
        }
    }

    #[test]
    fn a_group_that_has_lost_all_but_one_number_ties_nothing() {
        let alone = GROUP.replace("service.visit.hours", "arm.gone.component.fee.amount");
        let alone = alone.replace("arm.now.", "arm.other.");
        assert_eq!(ties(&alone).of_key("service.visit.price"), None);
    }
}
