//! Arrangements that ship, and the coalitions that the Shapley rule simulates.

use std::path::{Path, PathBuf};

use caremix::check::load_arrangements;
use caremix::scenario::schema::{Arm, Scenario};
use caremix::scenario::template;
use caremix::sharing::Programme;
use caremix::simulation::Run;
use caremix::system::plan::Plan;

use crate::town;

fn shipped(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/arrangements");
    folder.join(format!("{name}.toml"))
}

fn names(path: &Path, scenario: &Scenario) -> Vec<String> {
    match load_arrangements(path, scenario) {
        Ok(arrangements) => arrangements.into_iter().map(|each| each.name).collect(),
        Err(faults) => panic!("{}", faults.render(false)),
    }
}

#[test]
fn the_arrangements_of_zoetermeer_fit_its_scenario() {
    let scenario = town::load(&town::zoetermeer(), &[]);
    let names = names(&shipped("zoetermeer-2025"), &scenario);
    assert!(
        names.len() >= 9 && names.contains(&"shapley".to_string()),
        "{names:?}"
    );
}

#[test]
fn the_arrangements_of_oude_ijsselstreek_fit_an_arm_named_proeftuin_between_dutch_payers() {
    let mut scenario = town::load(&town::zoetermeer(), &[]);
    let is_last = |arm: &&mut Arm| arm.name == "transition_budget";
    let arm = scenario.arm.iter_mut().find(is_last).expect("an arm");
    arm.name = "proeftuin".into();
    let names = names(&shipped("oude-ijsselstreek-palliative"), &scenario);
    assert!(names.contains(&"fifty_fifty".to_string()), "{names:?}");
}

/// The scenario that `caremix new` writes, small.
fn small() -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("small.toml");
    std::fs::write(&path, template("small")).expect("written");
    town::load(
        &path,
        &["run.sample=80", "run.replications=2", "run.years=4"],
    )
}

/// What payers laid out in an arm, by replication.
fn paid<'r>(
    scenario: &Scenario,
    run: &'r Run,
    arm: &str,
) -> Vec<&'r Vec<Vec<caremix::base::money::Cents>>> {
    let index = scenario
        .arm
        .iter()
        .position(|other| other.name == arm)
        .expect("an arm");
    run.replications
        .iter()
        .map(|replication| &replication.arms[index].paid)
        .collect()
}

#[test]
fn everybody_together_is_the_arm_itself_and_some_of_them_are_something_else() {
    let scenario = small();
    let programme = Programme {
        arm: "network".into(),
        components: vec!["network_fee".into()],
    };
    assert_eq!(programme.investors(&scenario), ["insurer", "municipality"]);
    let whole = town::run(&Plan::new(&scenario, None));
    let of = |members: &[&str]| {
        let members: Vec<String> = members.iter().map(ToString::to_string).collect();
        let scaled = programme.scaled(&scenario, "current", &members);
        let run = town::run(&Plan::new(&scaled, None));
        (scaled, run)
    };
    let (scaled, run) = of(&["insurer", "municipality"]);
    assert_eq!(
        paid(&scaled, &run, "network"),
        paid(&scenario, &whole, "network")
    );
    let (scaled, run) = of(&["municipality"]);
    // The same people with the same luck.
    assert_eq!(
        paid(&scaled, &run, "current"),
        paid(&scenario, &whole, "current")
    );
    assert_ne!(
        paid(&scaled, &run, "network"),
        paid(&scenario, &whole, "network")
    );
}
