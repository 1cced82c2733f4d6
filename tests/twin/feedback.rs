//! Feedback in the simulation and in its twin: what is left of chance in access, samples against everybody, and years cut
//! into more or fewer cycles.
//!
//! Access follows from what those who are here are expected to ask for. What chance is left is who is here; its part in the
//! mean of access falls as one over the residents. By the closed form of the test, 0.4 and a little more in small towns.

use std::sync::LazyLock;

use caremix::cohort::{self, TwinPrecision};
use caremix::simulation::ArmResult;
use caremix::system::plan::Plan;

use crate::town;

/// Falls of the ill, half of the residents, that ask for visits, of which a nurse has hours for two in five.
fn world(residents: u32, replications: u32) -> Plan {
    let half = residents / 2;
    let text = format!(
        r#"
[run]
first_year = 2025
years = 4
cycles_per_year = 4
replications = {replications}
parameters = "means"
seed = 3

[[payer]]
name = "insurer"

[population]
prevalence = [{{ shares = {{ well = 0.5, ill = 0.5 }} }}]
bands = [{{ age_from = 40, age_below = 41, female = {half}, male = {half} }}]

[[state]]
name = "well"

[[state]]
name = "ill"

[[state]]
name = "dead"
place = "none"

[[discipline]]
name = "nurse"
sector = "care_organisation"
fte = {fte}
hours_per_fte = 1

[[discipline]]
name = "hospital"
sector = "other"

[[service]]
name = "visit"
discipline = "nurse"
hours = 1
line = "first"
price = 50
payers = {{ insurer = 1 }}

[[service]]
name = "emergency"
discipline = "hospital"
line = "second"
price = 300
payers = {{ insurer = 1 }}

[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = {{ ill = 6 }}
services = [{{ service = "visit", units = 2 }}]
escalation = [{{ service = "emergency", probability = 0.1, unmet_probability = 0.6 }}]

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#,
        // Six visits a resident and year; hours for 2.4 of them.
        fte = f64::from(residents) * 2.4
    );
    Plan::new(&town::of_text(&text, &[]), None)
}

/// Mean access.
fn access(result: &ArmResult) -> f64 {
    let index = result
        .labels
        .iter()
        .position(|label| label.outcome == "access");
    let index = index.expect("access");
    let years = &result.outcomes;
    years.iter().map(|year| year[index]).sum::<f64>() / years.len() as f64
}

#[test]
fn the_difference_to_the_twin_falls_as_one_over_the_residents() {
    // Of N residents a binomial number is ill, of mean N/2 and variance N/4, so that K/D is on average K/E[D] · (1 + 1/N):
    // access is 0.4 in the twin and 0.4/N more in a town of N. How many falls and visits there are does not matter.
    let mut apart = Vec::new();
    for residents in [40, 160] {
        let plan = world(residents, 1_000);
        let expected =
            access(&cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[0].result);
        assert!((expected - 0.4).abs() < 1e-9);
        let found = town::run(&plan);
        let found: Vec<f64> = found
            .replications
            .iter()
            .map(|one| access(&one.arms[0]))
            .collect();
        let (mean, error) = town::mean_and_error(&found);
        let many = f64::from(residents);
        println!(
            "{residents} residents: {:+.5} ± {error:.5}, times residents {:+.3} ± {:.3}",
            mean - expected,
            (mean - expected) * many,
            error * many
        );
        apart.push(((mean - expected) * many, error * many));
    }
    for (times_residents, error) in apart {
        // The next term of the series is 3/N²: 0.03 at forty residents.
        let allowed = 4.0 * error + 0.05;
        assert!(
            (times_residents - 0.4).abs() < allowed,
            "{times_residents} ± {error} is not 0.4"
        );
    }
}

/// A town in which everything feeds back: ever more of the ill who want hours of nurses, whose number was enough in the
/// first year; unmet needs escalate. In one arm money builds prevention that works as far as care is integrated, which
/// work above capacity hinders.
const GROWING: &str = r#"
[run]
first_year = 2025
years = 5
cycles_per_year = 4
replications = 40
parameters = "means"
seed = 11

[[payer]]
name = "insurer"

[population]
prevalence = [{ shares = { well = 0.9, ill = 0.1 } }]
bands = [{ age_from = 40, age_below = 60, female = 4000, male = 4000 }]

[growth]
volume = [{ line = "first", per_year = 0.015 }]

[[state]]
name = "well"

[[state]]
name = "ill"

[[state]]
name = "dead"
place = "none"

[[transition]]
name = "falls_ill"
from = "well"
to = "ill"
hazard = 0.008

[[transition]]
name = "dies"
from = "ill"
to = "dead"
hazard = 0.03

[[discipline]]
name = "nurse"
sector = "care_organisation"
capacity = "observed"
slack = 0.03

[[discipline]]
name = "hospital"
sector = "other"

[[service]]
name = "visit"
discipline = "nurse"
hours = 1
line = "first"
price = 50
payers = { insurer = 1 }

[[service]]
name = "emergency"
discipline = "hospital"
line = "second"
price = 300
payers = { insurer = 1 }

[[need]]
name = "support"
class = "permanent"
domain = "social"
prevalence = { ill = 0.5 }
services = [{ service = "visit", units = 30, spread = "fixed" }]

[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 0.05, ill = 3 }
services = [{ service = "visit", units = 4 }]
escalation = [{ service = "emergency", probability = 0.05, unmet_probability = 0.5 }]

[[capability]]
name = "prevention"
half = 10
build = 1.5
fade = 1
needs_integration = true

[[effect]]
capability = "prevention"
target = { transition = ["well", "ill"] }
reduction = 0.5

[[effect]]
capability = "prevention"
target = { need = "fall" }
reduction = 0.3

[integration]
survey = [{ respondent = "place", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]
factor = [{ name = "trust", group = "personal", beta = 1 }]
years = 2

[integration.dynamic]
workload = { beta = -3 }

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"

[[arm]]
name = "prevention"
like = "current"

[[arm.component]]
name = "money"
kind = "project_grant"
amount = 80000
until_year = 2027
payers = { insurer = 1 }
earmark = { prevention = 1 }
"#;

fn growing(sets: &[&str]) -> Plan {
    Plan::new(&town::of_text(GROWING, sets), None)
}

/// The yearly figures that feedback bends: access, and what the insurer lays out, of both arms.
fn figures(results: [&ArmResult; 2]) -> Vec<f64> {
    let of = |result: &ArmResult| {
        let index = |outcome: &str, group: &str| {
            let mut labels = result.labels.iter();
            let found = labels.position(|label| label.outcome == outcome && label.group == group);
            found.expect("an outcome")
        };
        let access = index("access", "nurse");
        let access = result.outcomes.iter().map(|year| year[access]);
        let paid = result.paid[0].iter().map(|cents| cents.to_eur());
        access.chain(paid).collect::<Vec<f64>>()
    };
    results.into_iter().flat_map(of).collect()
}

/// What the arm with prevention pays more in all years together.
fn difference(figures: &[f64]) -> f64 {
    let (one, other) = figures.split_at(figures.len() / 2);
    let total = |of: &[f64]| of[of.len() / 2..].iter().sum::<f64>();
    total(other) - total(one)
}

/// Mean and error of every figure, and of the difference between the arms.
fn lived(plan: &Plan) -> Vec<(f64, f64)> {
    let run = town::run(plan);
    let replications = run.replications.iter();
    let each: Vec<Vec<f64>> = replications
        .map(|one| {
            let mut found = figures([&one.arms[0], &one.arms[1]]);
            found.push(difference(&found));
            found
        })
        .collect();
    let column = |index: usize| each.iter().map(|row| row[index]).collect::<Vec<f64>>();
    (0..each[0].len())
        .map(|index| town::mean_and_error(&column(index)))
        .collect()
}

/// Everybody of the town, for both tests that look at it.
static EVERYBODY: LazyLock<Vec<(f64, f64)>> =
    LazyLock::new(|| lived(&growing(&["run.replications=30"])));

#[test]
fn a_sample_and_everybody_agree_where_demand_outgrows_the_staff() {
    let everybody = &*EVERYBODY;
    let sample = lived(&growing(&["run.sample=800", "run.replications=300"]));
    for (index, (one, other)) in everybody.iter().zip(&sample).enumerate() {
        let (apart, error) = (one.0 - other.0, one.1.hypot(other.1));
        println!("{index}: {} {} {:.2}", one.0, other.0, apart / error);
        assert!(
            apart.abs() <= 4.0 * error,
            "{index}: {one:?} is not {other:?}"
        );
    }
    // In the first year all are served but for luck, in the last many are not: or the comparison shows nothing.
    assert!(everybody[0].0 > 0.99 && everybody[4].0 < 0.9);
}

#[test]
fn a_year_is_the_same_in_one_cycle_and_in_many() {
    let expected = |cycles: u32| {
        let plan = growing(&[&format!("run.cycles_per_year={cycles}")]);
        let arms = cohort::expected_at(plan.means(), TwinPrecision::Exact).arms;
        figures([&arms[0].result, &arms[1].result])
    };
    let months = expected(12);
    for cycles in [1, 2, 4] {
        for (index, (found, month)) in expected(cycles).iter().zip(&months).enumerate() {
            let off = found / month - 1.0;
            assert!(off.abs() < 0.005, "{cycles} cycles, {index}: {off}");
        }
    }
}

#[test]
fn feedback_of_a_large_town_is_its_twins() {
    let plan = growing(&[]);
    let arms = cohort::expected_at(plan.means(), TwinPrecision::Exact).arms;
    let expected = figures([&arms[0].result, &arms[1].result]);
    for (index, (expected, (found, error))) in expected.iter().zip(&*EVERYBODY).enumerate() {
        // What chance does to access falls as one over the residents: 1 in 8,000.
        let allowed = 4.0 * error + 0.0005 * expected;
        let apart = found - expected;
        assert!(apart.abs() < allowed, "{index}: {found} is not {expected}");
    }
}
