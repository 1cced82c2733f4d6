//! The cohort twin as control variate: means that are right, errors that are honest, and less of them.

use caremix::analysis::control_variate;
use caremix::analysis::rows::ControlVariateRow;
use caremix::base::statistics;
use caremix::cohort::{self, draws};
use caremix::scenario::schema::Scenario;
use caremix::simulation::{self, Options, Watch};
use caremix::system::plan::Plan;

use crate::town;

/// A town with capacity for not quite everything, so that the twin, which has no feedback, is not what is simulated: 750
/// hours, of which 100 in 1,500 are uncertain, for some 740 asked for. With 675 hours what the insurer pays would follow
/// hours in every draw, which the twin does not know, and no longer the rate of the need, which it does: of the variance
/// (price 13²; hours 7²; chance 5²; in the twin price 13² and the rate 9²) 1 − 169² / (243 · 250), a half, would be left.
const TOWN: &str = r#"
name = "hamlet"

[run]
years = 2
cycles_per_year = 1
replications = 20
control_variate = true

[[payer]]
name = "insurer"

[[payer]]
name = "municipality"

[population]
bands = [{ age_from = 20, age_below = 90, female = 150, male = 150 }]
prevalence = [{ age_from = 0, shares = { well = 0.7, ill = 0.3 } }]

[[state]]
name = "well"

[[state]]
name = "ill"

[[state]]
name = "dead"
place = "none"

[[transition]]
name = "falling_ill"
from = "well"
to = "ill"
hazard = { mean = 0.1, se = 0.02, dist = "gamma" }

[[transition]]
name = "dying"
from = "ill"
to = "dead"
hazard = 0.1

[[discipline]]
name = "nursing"
sector = "care_organisation"
fte = 0.5
hours_per_fte = { mean = 1500, se = 100, dist = "normal" }

[[service]]
name = "nursing_hour"
discipline = "nursing"
payers = { insurer = 1.0 }
line = "first"
price = { low = 40, mode = 50, high = 75, dist = "triangular" }
hours = 1

[[service]]
name = "day_care"
discipline = "nursing"
payers = { municipality = 1.0 }
line = "social"
price = { mean = 80, se = 20, dist = "gamma" }
hours = 0

[[need]]
name = "help"
class = "acute"
domain = "medical"
rates = { well = { mean = 0.3, se = 0.1, dist = "gamma" }, ill = 2 }
services = [
  { service = "nursing_hour", units = 3 },
  { service = "day_care", units = { low = 0.5, high = 1.5, dist = "uniform" } },
]

[[arm]]
name = "current"
component = [{ name = "units", kind = "fee_for_service" }]

[[arm]]
name = "cheaper"
component = [{ name = "units", kind = "fee_for_service", factor = 0.9 }]
"#;

fn scenario(sets: &[&str]) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hamlet.toml");
    std::fs::write(&path, TOWN).expect("written");
    town::load(&path, sets)
}

fn rows(scenario: &Scenario, seed: u64, threads: usize) -> Vec<ControlVariateRow> {
    let plan = Plan::new(scenario, None);
    let options = Options {
        replications: scenario.run.replications,
        seed,
        threads,
        shares_luck: true,
    };
    let run = simulation::run(&plan, options, cohort::demand, Watch::NOBODY).expect("a run");
    let twin = draws::draws(&plan, options, Watch::NOBODY).expect("the twin");
    control_variate::rows(&plan, &run, &twin)
}

fn total<'a>(
    rows: &'a [ControlVariateRow],
    comparator: &str,
    payer: &str,
) -> &'a ControlVariateRow {
    let is_it = |row: &&ControlVariateRow| {
        row.comparator == comparator && row.payer == payer && row.year == "total"
    };
    rows.iter().find(is_it).expect("a row")
}

#[test]
fn over_many_seeds_controlled_means_are_right_spread_as_their_errors_say_and_spread_less() {
    let scenario = scenario(&[]);
    let seeds: Vec<Vec<ControlVariateRow>> = (0..80).map(|seed| rows(&scenario, seed, 0)).collect();
    for (comparator, payer) in [
        ("", "insurer"),
        ("", "municipality"),
        ("", "all"),
        ("current", "all"),
    ] {
        let of: Vec<&ControlVariateRow> = seeds
            .iter()
            .map(|rows| total(rows, comparator, payer))
            .collect();
        let values = |value: &dyn Fn(&ControlVariateRow) -> f64| -> Vec<f64> {
            of.iter().map(|row| value(row)).collect()
        };
        let plain = values(&|row| row.mean);
        let controlled = values(&|row| row.controlled_mean);
        let squares = values(&|row| row.controlled_mc_error.expect("an error").powi(2));
        let [of_plain, of_controlled] =
            [&plain, &controlled].map(|values| statistics::variance(values).expect("seeds"));
        let mean = |values: &[f64]| statistics::mean(values).expect("seeds");
        // The plain mean over all seeds is the surest there is: 1,600 replications.
        let apart = mean(&controlled) - mean(&plain);
        let error = (of_plain / 80.0).sqrt();
        assert!(
            apart.abs() < 3.5 * error,
            "{payer}: {apart} against {error}"
        );
        // A variance over 80 seeds has a relative error of √(2/79) = 0.16.
        let claimed = mean(&squares) / of_controlled;
        assert!(
            (0.6..1.7).contains(&claimed),
            "{payer}: errors claim {claimed} of the spread"
        );
        assert!(
            of_controlled < 0.5 * of_plain,
            "{payer}: {of_controlled} of {of_plain}"
        );
    }
}

#[test]
fn rows_are_the_same_for_any_number_of_threads() {
    let scenario = scenario(&[]);
    let one = rows(&scenario, 3, 1);
    assert_eq!(one, rows(&scenario, 3, 2));
    assert_eq!(one, rows(&scenario, 3, 5));
}

#[test]
fn the_plain_mean_and_error_stand_beside_and_are_kept_where_nothing_is_gained() {
    let scenario = scenario(&["run.replications=8"]);
    for row in rows(&scenario, 1, 0) {
        // Eight replications are too few for a slope.
        assert_eq!(
            (row.controlled_mean, row.controlled_mc_error),
            (row.mean, row.mc_error)
        );
        assert_eq!((row.correlation, row.variance_ratio), (None, None));
    }
    let scenario = self::scenario(&["run.replications=40"]);
    for row in rows(&scenario, 1, 0) {
        match row.variance_ratio {
            Some(ratio) => {
                let [before, after] = [row.mc_error, row.controlled_mc_error].map(Option::unwrap);
                assert!(ratio > 1.0 && (ratio - (before / after).powi(2)).abs() < 1e-9 * ratio);
            }
            None => assert_eq!(row.controlled_mean, row.mean),
        }
    }
}
