//! Numbers whose draws go together, by what their draws are keyed by.
//!
//! Comes in: a scenario. Goes out: [`Ties`]. Deliberately absent: drawing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::distribution::{beta, gamma, normal};
use crate::scenario::correlation::root;
use crate::scenario::number::distribution;
use crate::scenario::numbers::{Entry, entries};
use crate::scenario::schema::{Correlation, Dirichlet, Scenario};

/// The ties of a scenario; most have none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties {
    scores: Arc<BTreeMap<String, Tie>>,
    shares: Arc<BTreeMap<String, SharesTie>>,
}

/// Of one share of a table that is drawn as a whole: gamma variates over their sum.
#[derive(Debug, Clone, PartialEq)]
pub struct SharesTie {
    /// Of every share of the table: its key, and the parameter of its gamma.
    members: Arc<Vec<(String, f64)>>,
    place: usize,
}

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
        if scenario.correlation.is_empty() && scenario.dirichlet.is_empty() {
            return Ties::default();
        }
        let entries = entries(scenario);
        let keys: BTreeMap<String, String> = entries
            .iter()
            .map(|entry| (entry.path.join("."), entry.key.clone()))
            .collect();
        let groups = scenario.correlation.iter();
        let ties = groups.flat_map(|group| of_group(group, &keys));
        let tables = scenario.dirichlet.iter();
        let shares = tables.flat_map(|table| of_table(table, &entries));
        Ties {
            scores: Arc::new(ties.collect()),
            shares: Arc::new(shares.collect()),
        }
    }

    /// What ties a share to the others of its table.
    pub fn of_share(&self, key: &str) -> Option<&SharesTie> {
        self.shares.get(key)
    }

    /// Whether any shares are drawn as a whole.
    pub fn has_shares(&self) -> bool {
        !self.shares.is_empty()
    }

    /// What ties the number of a key to others.
    pub fn of_key(&self, key: &str) -> Option<&Tie> {
        self.scores.get(key)
    }
}

impl SharesTie {
    /// The share, of where the gamma of each of its table falls by itself.
    pub fn value(&self, own: &dyn Fn(&str) -> f64) -> f64 {
        let variate = |(key, shape): &(String, f64)| gamma::quantile(*shape, own(key));
        let variates: Vec<f64> = self.members.iter().map(variate).collect();
        variates[self.place] / variates.iter().sum::<f64>()
    }

    /// The share where some of the table are held at quantiles of their betas and the others share what is left as at the means;
    /// where all are, their gammas are.
    pub fn held(&self, at: &dyn Fn(&str) -> Option<f64>) -> f64 {
        let quantiles: Vec<Option<f64>> = self.members.iter().map(|(key, _)| at(key)).collect();
        if quantiles.iter().all(Option::is_some) {
            return self.value(&|key| at(key).unwrap_or(0.5));
        }
        let all: f64 = self.members.iter().map(|(_, shape)| shape).sum();
        let held = |place: usize| {
            let shape = self.members[place].1;
            let quantile = quantiles[place]?;
            Some(beta::quantile(shape, all - shape, quantile))
        };
        let places = 0..self.members.len();
        let taken: f64 = places.clone().filter_map(held).sum();
        let free = places.filter(|place| quantiles[*place].is_none());
        let of_free: f64 = free.map(|place| self.members[place].1).sum();
        let left = (1.0 - taken).max(0.0);
        // Held shares that come to more than all of it are cut in proportion.
        let share = held(self.place).map(|share| share / taken.max(1.0));
        share.unwrap_or_else(|| left * self.members[self.place].1 / of_free)
    }
}

fn of_table(table: &Dirichlet, entries: &[Entry]) -> Vec<(String, SharesTie)> {
    let of = |path: &String| {
        let mut found = entries.iter();
        let entry = found.find(|entry| entry.path.join(".") == *path)?;
        let share = distribution(&entry.number).ok()?.mean();
        Some((entry.key.clone(), table.observations * share))
    };
    let members: Vec<(String, f64)> = table.parameters.iter().filter_map(of).collect();
    let members = Arc::new(members);
    let places = 0..members.len();
    places
        .map(|place| {
            let tie = SharesTie {
                members: Arc::clone(&members),
                place,
            };
            (members[place].0.clone(), tie)
        })
        .collect()
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
    use crate::scenario::limits::Limits;
    use crate::scenario::schema::Number;
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
            unit = "visit"
            line = "first"
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
    fn shares_that_are_drawn_as_a_whole_add_up_and_have_the_spread_of_their_betas() {
        let table = r#"
        [[dirichlet]]
        name = "paid_by"
        parameters = ["service.visit.payers.insurer", "service.visit.payers.town", "service.visit.payers.fund"]
        observations = 20
        [[service]]
        name = "visit"
        discipline = "practice"
        unit = "visit"
        line = "first"
        price = 1
        payers = { insurer = 0.5, town = 0.3, fund = 0.2 }
        "#;
        let text = format!(
            "payer = [{{ name = \"insurer\" }}]\nstate = [{{ name = \"alive\" }}]\n[population]\n\
             bands = [{{ age_from = 0, age_below = 9, female = 1, male = 1 }}]\n[[arm]]\nname = \"now\"\n{table}"
        );
        let scenario: Scenario = toml::from_str(&text).expect("a scenario");
        let ties = Ties::of(&scenario);
        let keys = ["insurer", "town", "fund"].map(|payer| format!("service.visit.payers.{payer}"));
        let mut insurer = Vec::new();
        for number in 0..200 * BATCH {
            let draw = Draw::in_batch(3, number).tied(&ties);
            let share = |key: &String| {
                let number = Number::point(0.5, Limits::Share);
                draw.value(&number, || key.clone())
            };
            let shares: Vec<f64> = keys.iter().map(share).collect();
            assert!(
                (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12,
                "{shares:?}"
            );
            insurer.push(shares[0]);
        }
        let mean = insurer.iter().sum::<f64>() / insurer.len() as f64;
        assert!((mean - 0.5).abs() < 0.005, "{mean}");
        // 0.5 · 0.5 / 21.
        let spread = variance(&insurer).expect("many");
        assert!((spread / (0.25 / 21.0) - 1.0).abs() < 0.1, "{spread}");
        // One is held: the others share the rest as three to two.
        let tie = |place: usize| ties.of_share(&keys[place]).expect("a tie");
        let at = |key: &str| (key == keys[0]).then_some(0.975);
        let [first, second, third] = [0, 1, 2].map(|place| tie(place).held(&at));
        assert!((first - beta::quantile(10.0, 10.0, 0.975)).abs() < 1e-12);
        assert!((first + second + third - 1.0).abs() < 1e-12);
        assert!((second / third - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_group_that_has_lost_all_but_one_number_ties_nothing() {
        let alone = GROUP.replace("service.visit.hours", "arm.gone.component.fee.amount");
        let alone = alone.replace("arm.now.", "arm.other.");
        assert_eq!(ties(&alone).of_key("service.visit.price"), None);
    }
}
