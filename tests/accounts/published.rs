//! Accounts of the shipped scenarios as the cohort twin expects them, and what accounts of some ages mean.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use caremix::scenario::parameters::{mean, with};
use caremix::scenario::schema::{Account, Calibrate, CalibrateBounds, Scenario};
use caremix::simulation::{Options, Watch};
use caremix::validation::{calibrate, compare, expected};
use nalgebra::{DMatrix, DVector};

use crate::town;

const TOWN: &str = include_str!("../known/town.toml");

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"))
}

/// The Dutch pack, and what is expected of its accounts.
static DUTCH: LazyLock<(Scenario, Vec<f64>)> = LazyLock::new(|| {
    let scenario = town::load(&shipped("netherlands-2023"), &[]);
    let expected = expected(&scenario, None);
    (scenario, expected)
});

/// Ratios of expected to published.
fn ratios<'a>(scenario: &'a Scenario, expected: &[f64]) -> Vec<(&'a Account, f64)> {
    let accounts = scenario.account.iter().zip(expected);
    accounts
        .map(|(account, expected)| (account, expected / account.amount))
        .collect()
}

#[test]
fn towns_are_predicted_from_age_and_sex_alone() {
    for name in ["zoetermeer-2025", "three-p-nl"] {
        let scenario = town::load(&shipped(name), &[]);
        let found = ratios(&scenario, &expected(&scenario, None));
        let zvw = found.iter().find(|(account, _)| account.name == "zvw");
        let (account, ratio) = zvw.expect("an account");
        println!("{name}: {ratio:.4}");
        assert!(account.required && account.held_out);
        assert!((ratio - 1.0).abs() <= account.tolerance, "{name}: {ratio}");
    }
}

#[test]
fn the_dutch_pack_meets_what_insured_care_cost_at_every_age_and_sex() {
    let (scenario, expected) = &*DUTCH;
    let found = ratios(scenario, expected);
    let zvw: Vec<_> = found
        .iter()
        .filter(|(account, _)| account.name.starts_with("zvw"))
        .collect();
    assert_eq!(zvw.len(), 39);
    for (account, ratio) in zvw {
        let is_met = (ratio - 1.0).abs() <= account.tolerance;
        assert!(is_met, "{}: {ratio}", account.name);
    }
}

/// Accounts of the country that the pack is known to miss: too many admissions of the young, childbirth among them.
const MISSED: [&str; 1] = ["admissions_20"];

#[test]
fn the_dutch_pack_meets_the_accounts_of_the_country() {
    let (scenario, expected) = &*DUTCH;
    for (account, ratio) in ratios(scenario, expected) {
        let is_met = (ratio - 1.0).abs() <= account.tolerance;
        let is_known = MISSED.contains(&account.name.as_str());
        assert_ne!(is_met, is_known, "{}: {ratio}", account.name);
    }
}

/// How far each account that the Dutch pack is fitted to is missed, in tolerances.
fn deviations(expected: &[f64]) -> DVector<f64> {
    let accounts = DUTCH.0.account.iter().zip(expected);
    let fitted_to = accounts.filter(|(account, _)| !account.held_out);
    let off = fitted_to.map(|(one, value)| (value / one.amount - 1.0) / one.tolerance);
    DVector::from_vec(off.collect())
}

/// The same with the numbers of a row multiplied by a factor.
fn deviations_at(row: &Calibrate, factor: f64) -> DVector<f64> {
    let number = |path: &String| factor * mean(&DUTCH.0, path).expect("a number");
    let paths = row.parameters.iter();
    let changes: Vec<(String, f64)> = paths.map(|path| (path.clone(), number(path))).collect();
    let changed = with(&DUTCH.0, &changes).expect("a scenario");
    deviations(&expected(&changed, None))
}

/// Whether the numbers of a row may go to either side.
fn is_free(row: &Calibrate) -> bool {
    row.low < 1.0 && row.high > 1.0
}

/// How deviations change with the factor of a row, at what the pack holds.
fn slope(row: &Calibrate, here: &DVector<f64>) -> DVector<f64> {
    // All are bounded as factors of what the pack holds.
    assert_eq!(row.bounds, CalibrateBounds::Factor);
    let inside = inside(row);
    (deviations_at(row, 1.0 + inside) - here) / inside
}

/// A little way between the bounds of a row.
fn inside(row: &Calibrate) -> f64 {
    if row.high > 1.0 { 0.002 } else { -0.002 }
}

/// Where the least is, no number leads away from it by itself either: one shows whether the pack was changed since.
#[test]
fn no_step_of_one_number_leads_away_from_what_the_dutch_pack_holds() {
    let (scenario, expected) = &*DUTCH;
    let here = deviations(expected);
    let row = scenario.calibrate.iter().find(|row| is_free(row));
    let slope = slope(row.expect("a number"), &here);
    let step = -slope.dot(&here) / slope.norm_squared();
    println!("{step}");
    assert!(step.abs() < 0.01, "{step}");
}

/// One step of Gauss and Newton from what the pack holds: where the least is within a hundredth, so is the step. A row on a
/// side of its bounds stays there as long as going inside would miss the accounts by more.
#[test]
#[ignore = "every account for every number: tests/campaign/run; above is one of them"]
fn no_step_leads_away_from_what_the_dutch_pack_holds() {
    let (scenario, expected) = &*DUTCH;
    let here = deviations(expected);
    let mut free = Vec::new();
    for row in &scenario.calibrate {
        let slope = slope(row, &here);
        if is_free(row) {
            free.push(slope);
        } else {
            assert!(slope.dot(&here) * inside(row) >= 0.0, "{}", row.name);
        }
    }
    assert_eq!((free.len(), scenario.calibrate.len()), (4, 5));
    let slopes = DMatrix::from_columns(&free);
    let squares = slopes.tr_mul(&slopes).cholesky().expect("a least");
    let step = squares.solve(&slopes.tr_mul(&-here));
    assert!(step.amax() < 0.01, "{step}");
}

#[test]
#[ignore = "half a minute, the whole search: tests/campaign/run; above is its first step"]
fn the_dutch_pack_holds_what_calibration_finds() {
    let scenario = town::load(&shipped("netherlands-2023"), &[]);
    let found = calibrate(&scenario, None, &scenario.calibrate, &|| false).expect("a fit");
    let numbers: Vec<_> = found.fitted.iter().flat_map(|row| &row.numbers).collect();
    assert_eq!(numbers.len(), 32);
    for (path, before, after) in numbers {
        assert!(
            (after / before - 1.0).abs() < 0.01,
            "{path}: {before} {after}"
        );
    }
    assert!(found.misfit[1] <= found.misfit[0], "{:?}", found.misfit);
}

/// The town of known answers with half its people at seventy, where needs are three times as many.
fn two_ages(accounts: &str) -> Scenario {
    let text = TOWN
        .replace(
            "bands = [{ age_from = 40, age_below = 41, female = 500, male = 500 }]",
            "bands = [{ age_from = 40, age_below = 41, female = 500 }, { age_from = 70, age_below = 71, male = 500 }]",
        )
        .replace(
            "prevalence = { well = 1 }\n",
            "prevalence = { well = 0.2 }\nage_ratios = [{ age_from = 60, ratio = 3 }]\n",
        );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ages.toml");
    std::fs::write(&path, format!("{text}\n{accounts}")).expect("written");
    town::load(&path, &[])
}

#[test]
fn an_account_of_some_ages_or_one_sex_is_theirs_alone() {
    // One in five has six visits a year at forty: 1.2 a resident-year, and 3.6 at seventy. Together 500 · 4.8 = 2,400.
    let account = |name: &str, who: &str, amount: f64| {
        format!(
            "[[account]]\nname = \"{name}\"\nservices = [\"visit\"]\ntolerance = 0.1\namount = {amount}\n{who}\n"
        )
    };
    let accounts = [
        account("women", "sex = \"female\"", 1.2),
        account("old", "age_from = 60", 3.6),
        account("old_all", "age_from = 60\nper = \"population\"", 1_800.0),
        account("young_fees", "age_below = 60", 1.2),
        account("all", "per = \"population\"", 2_400.0),
        account("thousand", "per = \"thousand_resident_years\"", 2_400.0),
    ];
    let scenario = two_ages(&accounts.concat());
    for (account, ratio) in ratios(&scenario, &expected(&scenario, None)) {
        assert!((ratio - 1.0).abs() < 1e-9, "{}: {ratio}", account.name);
    }
    let options = Options {
        replications: 200,
        seed: 1,
        threads: 0,
        shares_luck: true,
    };
    let compared = compare(&scenario, None, options, Watch::NOBODY).expect("a run");
    for (one, alone) in compared.iter().zip(expected(&scenario, None)) {
        assert!((one.expected - alone).abs() < 1e-9 * alone, "{one:?}");
        let error = one.mc_error.expect("replications");
        assert!(error > 0.0);
        assert!((one.simulated - alone).abs() < 4.0 * error, "{one:?}");
    }
}

#[test]
fn slices_from_shared_tables_are_those_of_their_own() {
    let mut scenario = town::load(&shipped("netherlands-2023"), &["run.sample=500"]);
    let is_kept = |account: &Account| {
        ["zvw_male_90", "gp_contacts_0", "deaths_75", "zvw_female_40"].contains(&&*account.name)
    };
    scenario.account.retain(is_kept);
    let options = Options {
        replications: 1,
        seed: 1,
        threads: 0,
        shares_luck: true,
    };
    let compared = compare(&scenario, None, options, Watch::NOBODY).expect("a run");
    assert_eq!(compared.len(), 4);
    for (one, shared) in compared.iter().zip(expected(&scenario, None)) {
        assert!(
            (one.expected / shared - 1.0).abs() < 1e-9,
            "{one:?} {shared}"
        );
    }
}

#[test]
fn a_rate_is_found_from_the_use_that_it_makes() {
    // The share in need is 0.2; accounts say 1.2 times the visits, so 0.24.
    let accounts = "[[account]]\nname = \"visits\"\nservices = [\"visit\"]\namount = 2.88\ntolerance = 0.01\n\
                    [[calibrate]]\nname = \"need\"\nparameters = [\"need.help.prevalence.well\"]\nlow = 0.1\nhigh = 0.33\n";
    let scenario = two_ages(accounts);
    let found = calibrate(&scenario, None, &scenario.calibrate, &|| false).expect("a fit");
    let (path, before, after) = &found.fitted[0].numbers[0];
    assert_eq!((path.as_str(), *before), ("need.help.prevalence.well", 0.2));
    assert!((after / 0.24 - 1.0).abs() < 1e-3, "{after}");
    assert!(
        found.misfit[1] < 1e-4 && found.misfit[0] > 100.0,
        "{:?}",
        found.misfit
    );
    assert!(!found.fitted[0].is_at_bound);
}

#[test]
fn accounts_that_are_held_out_pull_nothing_and_bounds_are_kept() {
    let accounts = "[[account]]\nname = \"visits\"\nservices = [\"visit\"]\namount = 24\ntolerance = 0.01\n\
                    [[account]]\nname = \"told\"\nservices = [\"visit\"]\nper = \"population\"\namount = 1\ntolerance = 0.001\nheld_out = true\n\
                    [[calibrate]]\nname = \"need\"\nparameters = [\"need.help.prevalence.well\"]\nlow = 0.1\nhigh = 0.3\n";
    let scenario = two_ages(accounts);
    let found = calibrate(&scenario, None, &scenario.calibrate, &|| false).expect("a fit");
    let after = found.fitted[0].numbers[0].2;
    assert!((0.298..=0.3).contains(&after), "{after}");
    assert!(found.fitted[0].is_at_bound);
    assert_eq!(found.met.len(), 2);
}
