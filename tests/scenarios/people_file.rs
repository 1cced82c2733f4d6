//! A population that comes one by one, from a file.

use caremix::analysis;
use caremix::check;
use caremix::cohort;
use caremix::scenario::people_file;
use caremix::simulation::{self, Options, Watch};
use caremix::system::plan::Plan;

use crate::town;

/// Person-years in the first year of a run of the shipped care system on `people`, by outcome and group.
fn years(people: &str) -> impl Fn(&str, &str) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one_by_one.toml");
    let pack = town::zoetermeer().with_file_name("packs/nl-2023.toml");
    let text = format!(
        "extends = [\"{}\"]\n\
         population = {{ file = \"people.csv\", deprivation = [0.2, 0.2, 0.2, 0.2, 0.2] }}\n\
         [run]\nyears = 1\nreplications = 1\nparameters = \"means\"\n\
         [[arm]]\nname = \"current\"\ncomponent = [{{ name = \"fees\", kind = \"fee_for_service\" }}]\n",
        pack.display()
    );
    std::fs::write(&path, text).expect("written");
    std::fs::write(folder.path().join("people.csv"), people).expect("written");
    let loaded = check::load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let read = people_file::read(&loaded).unwrap_or_else(|faults| panic!("{faults}"));
    let plan = Plan::new(
        &loaded.scenario,
        read.as_ref().map(|people| people.persons.as_slice()),
    );
    let options = Options {
        replications: 1,
        seed: 1,
        threads: 1,
        shares_luck: true,
    };
    let run = simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY)
        .expect("nobody stops it");
    let (tables, _) = analysis::tables(&plan, &run);
    let first = plan.means().time.first_year.to_string();
    move |outcome, group| {
        let row = tables
            .outcomes
            .iter()
            .find(|row| row.year == first && row.outcome == outcome && row.group == group);
        row.map_or(0.0, |row| row.spread.mean)
    }
}

#[test]
fn residents_of_a_file_have_the_age_class_and_state_it_gives() {
    let people = format!(
        "age,sex,deprivation,state\n{}",
        "70.5,female,4,frail\n".repeat(400)
    );
    let of = years(&people);
    // Nobody is born or moves in; 400 residents lose a few to death in a year.
    assert!((370.0..=400.0).contains(&of("life_years", "all")));
    assert!(
        of("state_years", "frail") > 250.0,
        "{}",
        of("state_years", "frail")
    );
    assert_eq!(of("state_years", "healthy"), 0.0);
    assert_eq!(of("qalys", "deprivation_0"), 0.0);
    assert_eq!(of("qalys", "deprivation_4"), of("qalys", "all"));
}

#[test]
fn frail_residents_of_a_file_have_the_carers_of_frail_residents() {
    let healthy = format!("age,sex,state\n{}", "60.5,female,healthy\n".repeat(1_000));
    let frail = format!("age,sex,state\n{}", "60.5,female,frail\n".repeat(1_000));
    let (healthy, frail) = (years(&healthy), years(&frail));
    assert!(
        frail("carer_years", "all") > 10.0 * healthy("carer_years", "all").max(1.0),
        "{} against {}",
        frail("carer_years", "all"),
        healthy("carer_years", "all")
    );
}
