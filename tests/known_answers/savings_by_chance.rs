//! Shared savings without any effect: what chance alone pays out, against the closed form.

use crate::world::{World, assert_within, town};

/// A thousand residents with new visits at 3 a year of 50 EUR, whatever the arm.
const VISITS: &str = r#"
[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 3 }
services = [{ service = "visit", units = 1, spread = "fixed" }]
"#;

/// Trends and minima of contracts, each in an arm of its own: arms that care for everybody alike are lived once.
const CONTRACTS: [(f64, f64); 5] = [
    (0.0, 0.0),
    (0.01, 0.0),
    (-0.01, 0.0),
    (0.0, 0.02),
    (0.01, 0.03),
];

const RESIDENTS: f64 = 1_000.0;
const RATE: f64 = 0.5;
/// Mean and variance of what one resident costs in a year: Poisson(3) visits of 50 EUR.
const MEAN: f64 = 3.0 * 50.0;
const VARIANCE: f64 = 3.0 * 50.0 * 50.0;

/// An arm with a contract that starts in the second year.
fn contract(number: usize, (trend, minimum): (f64, f64)) -> String {
    format!(
        r#"
[[arm]]
name = "savings_{number}"
like = "current"

[[arm.component]]
name = "contract"
kind = "shared_savings"
payers = {{ fund = 1 }}
from_year = 2026

[arm.component.savings]
rate = {RATE}
benchmark = "trend"
trend = {trend}
minimum_rate = {minimum}
savings_of = ["insurer", "municipality"]
"#
    )
}

/// What the fund pays in the second year under each contract, by replication.
fn paid() -> [Vec<f64>; CONTRACTS.len()] {
    let arms = CONTRACTS.into_iter().enumerate();
    let arms: String = arms
        .map(|(number, terms)| contract(number, terms))
        .collect();
    let world: World = town(
        &format!("{VISITS}{arms}"),
        &[
            "need.help.prevalence={ well = 0 }",
            "discipline.nurse.practices={ count = 4, panels = true }",
            "run.years=2",
            "run.cycles_per_year=1",
            "run.replications=2000",
        ],
    );
    let fund = 2;
    std::array::from_fn(|number| {
        let replications = world.run.replications.iter();
        replications
            .map(|replication| replication.arms[1 + number].paid[fund][1].to_eur())
            .collect()
    })
}

fn density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn distribution(z: f64) -> f64 {
    0.5 * libm::erfc(-z / 2.0_f64.sqrt())
}

/// Expected payment and the chance of one, by the normal approximation.
///
/// With A and B the mean costs of the N residents in the year before the contract and in it, independent with variance
/// σ²/N, what is saved is X = N·((1 + g)·A − B), and it is paid where it exceeds the share k of the benchmark, that is
/// where Z = N·((1 + g)·(1 − k)·A − B) > 0. X and Z are jointly normal, so that
///
///   E[X; Z > 0] = μ_X·Φ(μ_Z/σ_Z) + Cov(X, Z)/σ_Z·φ(μ_Z/σ_Z).
///
/// Without a minimum X is Z, and this is E[max(0, X)] = μ·Φ(μ/σ) + σ·φ(μ/σ).
fn by_chance_alone(trend: f64, minimum: f64) -> (f64, f64) {
    let (benchmark, threshold) = (1.0 + trend, (1.0 + trend) * (1.0 - minimum));
    let (mean_saved, mean_above) = (
        RESIDENTS * MEAN * (benchmark - 1.0),
        RESIDENTS * MEAN * (threshold - 1.0),
    );
    let deviation = (RESIDENTS * VARIANCE * (threshold * threshold + 1.0)).sqrt();
    let covariance = RESIDENTS * VARIANCE * (benchmark * threshold + 1.0);
    let z = mean_above / deviation;
    let saved = mean_saved * distribution(z) + covariance / deviation * density(z);
    (RATE * saved, distribution(z))
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

#[test]
fn a_contract_without_effect_pays_what_chance_alone_makes_of_it() {
    // Without trend and minimum: half of σ·φ(0), σ² = 1,000 · 7,500 · 2: 0.5 · 3,872.98 · 0.398942 = 772.55 EUR.
    let (exact, _) = by_chance_alone(0.0, 0.0);
    assert!((exact - 772.55).abs() < 0.01, "{exact}");
    for ((trend, minimum), paid) in CONTRACTS.into_iter().zip(paid()) {
        let (exact, chance) = by_chance_alone(trend, minimum);
        let (mean, error) = mean_and_error(&paid);
        assert!(error < 0.1 * exact, "{error} is too coarse for {exact}");
        assert_within(mean, exact, error);
        let often = paid.iter().filter(|eur| **eur > 0.0).count() as f64 / paid.len() as f64;
        let error = (chance * (1.0 - chance) / paid.len() as f64).sqrt();
        assert_within(often, chance, error);
    }
}
