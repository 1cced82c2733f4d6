//! Yearly figures do not depend on the length of a cycle.
//!
//! Comes in: shipped scenarios with 1, 2, 4 and 12 cycles a year. Goes out: what the cohort twin expects of the
//! comparator, by payer and year, deaths and QALYs, beside the same with twelve cycles. Deliberately absent: luck; that the
//! simulation follows the twin in cycles of any length, known_answers/recurring.rs and months.rs hold.

use std::path::Path;

use caremix::base::money::Cents;
use caremix::cohort::{self, ExpectedArm};
use caremix::scenario::schema::Scenario;
use caremix::system::plan::Plan;

use crate::town;

/// Scenarios as shipped.
const SHIPPED: [&str; 17] = [
    "zoetermeer-2025",
    "zoetermeer-2025-budget",
    "zoetermeer-2025-outcome-contract",
    "zoetermeer-2025-state-money",
    "netherlands-2023",
    "three-p-nl",
    "three-p-flanders",
    "digital-platform",
    "steering-forms",
    "oude-ijsselstreek-palliative",
    "capitation-share",
    "collaboration-places",
    "collaboration-places-geraardsbergen-ninove",
    "collaboration-places-tongeren",
    "studies-health-centres",
    "studies-shared-savings",
    "studies-chronic-bundles",
];

fn comparator_of(name: &str, cycles: usize) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    let sets = [
        format!("run.cycles_per_year={cycles}"),
        "run.parameters=\"means\"".to_owned(),
    ];
    let scenario = caremix::check::load(&path, &sets).unwrap().scenario;
    let comparator = scenario.comparator().unwrap().to_owned();
    town::only(scenario, &comparator)
}

/// Figures of the comparator by year.
fn figures(scenario: &Scenario) -> Vec<(String, Vec<f64>)> {
    let plan = Plan::new(scenario, None);
    let expected = cohort::expected(plan.means());
    let ExpectedArm { result, .. } = &expected.arms[0];
    let payers = scenario.payer.iter().zip(&result.paid);
    let eur = |cents: &Cents| cents.0 as f64 / 100.0;
    let mut figures: Vec<(String, Vec<f64>)> = payers
        .map(|(payer, paid)| (payer.name.clone(), paid.iter().map(eur).collect()))
        .collect();
    for (index, label) in result.labels.iter().enumerate() {
        let by_year = result.outcomes.iter().map(|year| year[index]);
        figures.push((
            format!("{}:{}", label.outcome, label.group),
            by_year.collect(),
        ));
    }
    figures
}

/// Cycles a year beside twelve.
const CYCLES: [usize; 3] = [4, 2, 1];

/// Total and yearly figures may differ by so much from those with twelve cycles a year.
const TOLERANCE: f64 = 0.005;

/// Deaths by so much: who moves out does so at the end of a cycle and may die here before, so that a town whose old people
/// move away has 0.5 to 0.7 % more deaths with annual cycles (0.1 % with quarterly ones).
const TOLERANCE_OF_DEATHS: f64 = 0.01;

/// How far a scenario's payers, deaths and QALYs are from those with twelve cycles a year, one line a figure; and those that
/// are too far.
fn compare(name: &str) -> (Vec<String>, Vec<String>) {
    let twelve = figures(&comparator_of(name, 12));
    let others = CYCLES.map(|cycles| figures(&comparator_of(name, cycles)));
    let is_payer = |figure: &str| !figure.contains(':');
    let counts = |figure: &str| is_payer(figure) || ["deaths:all", "qalys:all"].contains(&figure);
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (index, (figure, by_year)) in twelve.iter().enumerate() {
        let sum: f64 = by_year.iter().sum();
        if sum == 0.0 || !counts(figure) {
            continue;
        }
        let mut line = format!("{name:28} {figure:20} {sum:16.0}");
        for (cycles, other) in CYCLES.iter().zip(&others) {
            let other = &other[index].1;
            let total = other.iter().sum::<f64>() / sum - 1.0;
            let years = other
                .iter()
                .zip(by_year)
                .map(|(one, twelve)| one / twelve - 1.0);
            let worst = years.fold(0.0_f64, |worst, off| worst.max(off.abs()));
            line += &format!(
                " | {cycles} {:+.2} % (years {:.2})",
                100.0 * total,
                100.0 * worst
            );
            let tolerance = if figure == "deaths:all" {
                TOLERANCE_OF_DEATHS
            } else {
                TOLERANCE
            };
            if total.abs() > tolerance {
                faults.push(format!(
                    "{name}, {figure}, {cycles} cycles: {:+.2} %",
                    100.0 * total
                ));
            }
        }
        lines.push(line);
    }
    (lines, faults)
}

#[test]
fn a_shipped_scenario_comes_to_the_same_in_cycles_of_any_length() {
    let (lines, faults) = compare("netherlands-2023");
    assert!(lines.len() >= 6, "payers, deaths and QALYs: {lines:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
#[ignore = "minutes, every shipped scenario: tests/campaign/run; with --nocapture it prints a table"]
fn every_shipped_scenario_comes_to_the_same_in_cycles_of_any_length() {
    let compared = SHIPPED.map(compare);
    let (lines, faults): (Vec<_>, Vec<_>) = compared.into_iter().unzip();
    println!("{}", lines.concat().join("\n"));
    assert!(faults.concat().is_empty(), "{}", faults.concat().join("\n"));
}
