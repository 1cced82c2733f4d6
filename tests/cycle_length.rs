//! Yearly figures do not depend on the length of a cycle.
//!
//! Comes in: shipped scenarios with 1, 2, 4 and 12 cycles a year. Goes out: what the cohort twin expects of the
//! comparator, by payer and year, deaths and QALYs, beside the same with twelve cycles. Deliberately absent: luck, but for
//! one small check that the simulation follows the twin.

use std::path::Path;

use caremix::base::money::Cents;
use caremix::cohort::{self, ExpectedArm};
use caremix::scenario::{self, schema::Scenario};
use caremix::system::plan::Plan;

/// Scenarios as shipped.
const SHIPPED: [&str; 11] = [
    "zoetermeer-2025",
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
];

fn comparator_of(name: &str, cycles: usize) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    let sets = [
        format!("run.cycles_per_year={cycles}"),
        "run.parameters=\"means\"".to_owned(),
    ];
    let mut scenario = scenario::load(&path, &sets).unwrap().scenario;
    let comparator = scenario.comparator().unwrap().to_owned();
    scenario.arm.retain(|arm| arm.name == comparator);
    scenario
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
    for (place, label) in result.labels.iter().enumerate() {
        let by_year = result.outcomes.iter().map(|year| year[place]);
        figures.push((
            format!("{}:{}", label.outcome, label.group),
            by_year.collect(),
        ));
    }
    figures
}

#[test]
#[ignore = "every shipped scenario takes minutes: a table to read"]
fn print() {
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    for name in SHIPPED.into_iter().filter(|name| name.contains(&wanted)) {
        let all: Vec<_> = [12, 4, 2, 1]
            .into_iter()
            .map(|cycles| figures(&comparator_of(name, cycles)))
            .collect();
        println!("{name}");
        for (place, (figure, by_year)) in all[0].iter().enumerate() {
            let sum: f64 = by_year.iter().sum();
            if sum == 0.0 {
                continue;
            }
            let off: Vec<String> = all[1..]
                .iter()
                .map(|other| {
                    let other = &other[place].1;
                    let year = |place: usize| 100.0 * (other[place] / by_year[place] - 1.0);
                    let total = 100.0 * (other.iter().sum::<f64>() / sum - 1.0);
                    format!(
                        "{:7.2} ({:6.2} {:6.2})",
                        total,
                        year(0),
                        year(by_year.len() - 1)
                    )
                })
                .collect();
            println!("  {figure:50} {sum:18.1} {}", off.join(" | "));
        }
    }
}
