//! scenarios/capitation-share.toml against the figures of Basu and others 2017 (doi 10.1377/hlthaff.2017.0367): its four
//! surpluses come out, its two thresholds do not, as scenarios/README.md says.
//!
//! A visit earns 139.01 and an hour costs 246.41 US dollars. A list of 1,684 has 755.2 visits of low complexity (0.4 h)
//! and 3,020.8 others (0.5 h) a year; after the shift 755.2 team contacts (0.115 h) and 3,624.96 others. Capitation is
//! 399.90 a patient.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::town::{Finished, few, finish, load, mean_and_error};

/// Practices, of one physician each on average.
const PRACTICES: f64 = 969.0;

const REPLICATIONS: f64 = 3.0;

/// Capitation shares of the arms with the shift, percent.
const SHARES: [u32; 13] = [0, 10, 20, 23, 30, 40, 50, 60, 63, 70, 80, 90, 100];

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/capitation-share.toml")
}

fn run(sets: &[&str]) -> Finished {
    let replications = format!("run.replications={REPLICATIONS}");
    let sets: Vec<&str> = sets.iter().copied().chain([&*replications]).collect();
    finish(&load(&path(), &sets))
}

/// The scenario as it ships.
static SHIPPED: LazyLock<Finished> = LazyLock::new(|| run(&[]));

fn shifted(share: u32) -> String {
    format!("shifted_{share:02}")
}

/// Income less cost per physician, mean over replications.
fn surplus(finished: &Finished, arm: &str) -> f64 {
    let arm = finished.arm(arm);
    let of = |replication: &caremix::simulation::Replication| {
        let all = &replication.arms[arm].providers[0][0];
        (all.income - all.cost.expect("a known cost")) / PRACTICES
    };
    let values: Vec<f64> = finished.run.replications.iter().map(of).collect();
    mean_and_error(&values).0
}

/// Four standard errors of a mean surplus, from numbers a list that are Poisson and what one of each leaves, and three
/// dollars for the rounding of the scenario's figures.
fn tolerance(lefts: &[(f64, f64)]) -> f64 {
    let variance: f64 = lefts
        .iter()
        .map(|(number, left)| number * left * left)
        .sum();
    4.0 * (variance / PRACTICES / REPLICATIONS).sqrt() + 3.0
}

fn assert_within(value: f64, expected: f64, tolerance: f64) {
    let difference = (value - expected).abs();
    assert!(
        difference <= tolerance,
        "{value:.0}, expected {expected:.0} within {tolerance:.0}"
    );
}

/// What a contact of the team leaves: −0.115 × 246.41.
const TEAM: (f64, f64) = (755.2, -28.34);

#[test]
fn the_published_surplus_with_visits_comes_out() {
    // A visit of low complexity leaves 139.01 − 0.4 × 246.41 = 40.45, another 139.01 − 0.5 × 246.41 = 15.81.
    let tolerance = tolerance(&[(755.2, 40.45), (3_020.8, 15.81)]);
    assert_within(surplus(&SHIPPED, "visits"), 78_288.0, tolerance);
}

#[test]
fn the_published_surpluses_after_the_shift_come_out() {
    // A visit leaves (1 − share) × 139.01 − 123.205.
    for (share, published, left) in [
        (0, 35_890.0, 15.81),
        (50, 120_654.0, -53.70),
        (100, 205_418.0, -123.21),
    ] {
        let tolerance = tolerance(&[(3_624.96, left), TEAM]);
        assert_within(surplus(&SHIPPED, &shifted(share)), published, tolerance);
    }
}

#[test]
fn without_the_shift_full_capitation_would_leave_the_cost_of_the_team_more() {
    // 399.90 × 1,684 − 446,613 = 226,818, which is 755.2 × 28.34 = 21,400 above 205,418.
    let tolerance = tolerance(&[(3_020.8, 123.21), (755.2, 98.56)]);
    assert_within(surplus(&SHIPPED, "visits_100"), 226_818.0, tolerance);
    assert!(surplus(&SHIPPED, "visits_100") > surplus(&SHIPPED, "shifted_100"));
}

fn better_off(finished: &Finished, arm: &str) -> f64 {
    let mut rows = finished.tables.providers.iter();
    let row = rows.find(|row| {
        row.arm == arm && row.discipline == "primary_care" && row.practice_size == "all"
    });
    row.and_then(|row| row.share_better_off).expect("a share")
}

#[test]
fn more_practices_are_better_off_the_more_is_capitated() {
    let shares = SHARES.map(|share| better_off(&SHIPPED, &shifted(share)));
    assert!(
        shares.windows(2).all(|pair| pair[0] <= pair[1]),
        "{shares:?}"
    );
    assert_eq!((shares[0], shares[12]), (0.0, 1.0));
}

/// Shares of capitation from which each practice is better off than with visits and fees, ascending, all replications.
/// Its gain is a straight line in the share, through its gains at none and all.
fn break_even(finished: &Finished) -> Vec<f64> {
    let [visits, none, all] = ["visits", "shifted_00", "shifted_100"].map(|arm| finished.arm(arm));
    let mut shares = Vec::new();
    for replication in &finished.run.replications {
        for practice in 0..PRACTICES as usize {
            let margin = |arm: usize| {
                let of = &replication.arms[arm].practices[0][practice];
                of.income - of.cost.expect("a known cost")
            };
            let [lost, gained] = [margin(visits) - margin(none), margin(all) - margin(none)];
            shares.push(lost / gained);
        }
    }
    shares.sort_by(f64::total_cmp);
    shares
}

/// The shares at which 5 % and 95 % of the practices are better off.
fn thresholds(finished: &Finished) -> [f64; 2] {
    let shares = break_even(finished);
    [0.05, 0.95].map(|part| shares[(part * shares.len() as f64) as usize])
}

#[test]
fn five_percent_gain_from_about_20_percent_capitation_on_and_95_percent_from_about_30() {
    // The mean is 42,397 / 169,526 = 0.250. Around it the cost of the team's hours spreads 0.2 × 21,400 / 169,526 =
    // 0.025, and chance among the visits of a list √(3,020.8 × 34.75² + 604.2 × 18.94² + 755.2 × 68.78²) / 169,526 =
    // 0.016, for unequal lists about 0.017: 0.250 ± 1.645 × 0.030, a little more above than below as costs are skewed.
    let [low, high] = thresholds(&SHIPPED);
    assert!((low - 0.20).abs() < 0.01, "{low}");
    assert!((high - 0.30).abs() < 0.01, "{high}");
}

#[test]
fn no_spread_of_cost_between_practices_gives_both_published_thresholds() {
    // Of one replication the 969 practices are enough for shares that lie so far apart.
    let sets = [
        "discipline.primary_care.practices.cost_cv=1",
        "run.replications=1",
    ];
    let widest = few(
        load(&path(), &sets),
        &["visits", "shifted_00", "shifted_100"],
    );
    let [low, high] = thresholds(&finish(&widest));
    assert!(low < 0.16, "{low}");
    assert!(high > 0.40 && high < 0.55, "{high}");
}
