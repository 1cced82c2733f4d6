//! With feedback the twin leaves out what chance does to access: the difference falls as one over the residents.
//!
//! | residents | access, simulation − twin | times residents |
//! |---|---|---|
//! | 40 | 0.0217 ± 0.0010 | 0.87 ± 0.04 |
//! | 160 | 0.0048 ± 0.0004 | 0.76 ± 0.07 |
//! | 640 | 0.0011 ± 0.0002 | 0.67 ± 0.13 |
//!
//! By the closed form of the test, 0.8 and a little more in small towns.

use caremix::cohort;
use caremix::simulation::ArmResult;
use caremix::system::plan::Plan;

use crate::town;

/// Falls that ask for visits, of which a nurse has hours for two in five.
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
prevalence = [{{ shares = {{ well = 1 }} }}]
bands = [{{ age_from = 40, age_below = 41, female = {half}, male = {half} }}]

[[state]]
name = "well"

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
rates = {{ well = 3 }}
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
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("feedback.toml");
    std::fs::write(&path, text).expect("written");
    Plan::new(&town::load(&path, &[]), None)
}

/// Mean access after the first year, by which everybody's demand is known.
fn access(result: &ArmResult) -> f64 {
    let place = result
        .labels
        .iter()
        .position(|label| label.outcome == "access");
    let place = place.expect("access");
    let years = &result.outcomes[1..];
    years.iter().map(|year| year[place]).sum::<f64>() / years.len() as f64
}

#[test]
fn the_difference_to_the_twin_falls_as_one_over_the_residents() {
    // Visits of a cycle are compound Poisson, D with mean λm = 0.75 · 2 a resident and variance λ(m + m²) = 0.75 · 6, so
    // that K/D is on average K/E[D] · (1 + 2/N): access is 0.4 in the twin and 0.8/N more in a town of N.
    let mut apart = Vec::new();
    for residents in [40, 160, 640] {
        let plan = world(residents, 1_000);
        let expected = access(&cohort::expected(plan.means()).arms[0].result);
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
        // The next term of the series is of the order of 1/N²: a tenth of the first at forty residents.
        let allowed = 4.0 * error + 0.1;
        assert!(
            (times_residents - 0.8).abs() < allowed,
            "{times_residents} ± {error} is not 0.8"
        );
    }
}
