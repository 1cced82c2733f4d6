//! How large a scenario may be, and how small a resident is.

use std::path::Path;

use caremix::check;
use caremix::population::Resident;
use caremix::simulation::town_bytes;
use caremix::system::plan::Plan;

use crate::town;

/// What a load of the shipped scenario with `sets` says.
fn refusal(sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match check::load(&town::zoetermeer(), &sets) {
        Ok(_) => panic!("{sets:?} loads"),
        Err(faults) => faults.render(false),
    }
}

#[test]
fn a_country_too_large_is_refused_before_anybody_is_made() {
    let band = |female: &str| {
        format!("population.bands=[{{age_from=0, age_below=100, female={female}, male=0}}]")
    };
    let told = refusal(&[&band("20000001")]);
    assert!(told.contains("20000001 residents"), "{told}");
    // A sample does not help: weights of a population that cannot be are no results.
    let told = refusal(&[&band("1e9"), "run.sample=100"]);
    assert!(told.contains("residents"), "{told}");
    let most = town::load(&town::zoetermeer(), &[&band("2e7"), "run.sample=100"]);
    assert_eq!(Plan::new(&most, None).means().people.residents, 2e7);
}

#[test]
fn more_arrivals_than_a_country_holds_are_refused() {
    for key in [
        "population.births_per_year",
        "population.newcomers.per_year",
    ] {
        for number in ["1e12", "{ mean = 1e12, se = 1e11, dist = \"gamma\" }"] {
            let told = refusal(&[&format!("{key}={number}")]);
            assert!(told.contains("2000000 is the most"), "{told}");
        }
    }
}

#[test]
fn more_cycles_than_tables_are_made_for_are_refused() {
    let told = refusal(&["run.years=200", "run.cycles_per_year=52"]);
    assert!(told.contains("10400 cycles"), "{told}");
    for set in ["run.years=201", "run.cycles_per_year=53"] {
        assert!(refusal(&[set]).contains("run"), "{set}");
    }
}

#[test]
fn a_sample_larger_than_the_population_is_refused() {
    for sample in ["127000", "99999999999999"] {
        let refusal = refusal(&[&format!("run.sample={sample}")]);
        assert!(refusal.contains("larger than the population"), "{refusal}");
        assert!(!refusal.contains("births_per_year"), "{refusal}");
    }
}

#[test]
fn more_needs_than_a_record_has_bits_are_refused() {
    let needs: Vec<String> = (0..65)
        .map(|number| {
            format!("{{name=\"need_{number}\", class=\"acute\", domain=\"medical\", rates={{healthy=0.1}}}}")
        })
        .collect();
    let told = refusal(&[&format!("need=[{}]", needs.join(", "))]);
    assert!(told.contains("64 is the most"), "{told}");
}

#[test]
fn a_resident_takes_24_bytes() {
    assert!(size_of::<Resident>() <= 24);
}

#[test]
fn a_resident_with_totals_of_the_bench_takes_64_bytes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bench-b.toml");
    let plan = Plan::new(&town::load(&path, &[]), None);
    assert!(plan.scenario.run.resident_totals);
    // One total per payer, and the years lived.
    let totals = (plan.means().payers.len() + 1) * size_of::<f32>();
    assert!(size_of::<Resident>() + totals <= 64, "{totals}");
}

#[test]
fn a_town_takes_memory_for_everybody_who_ever_lives_in_it() {
    // Ten years for a sample of 5,000, of whom each stands for 25.234: 1,300 births a year are 515 people more.
    let sets = [
        "run.years=10",
        "run.sample=5000",
        "population.births_per_year=1300",
        // Since when each waits takes more.
        "layers.queues=false",
    ];
    let plan = Plan::new(&town::load(&town::zoetermeer(), &sets), None);
    let system = plan.means();
    let coming = 1_300.0 * 10.0 / system.people.weight;
    let newcomers = system.people.newcomers * system.time.cycles() as f64;
    let people = system.people.sample as f64 + coming + newcomers;
    let bytes = town_bytes(system, false) as f64;
    assert!(
        (bytes / (40.0 * people) - 1.0).abs() < 1e-6,
        "{bytes} {people}"
    );
    // Four payers and life-years, in four bytes each.
    let with_totals = town_bytes(system, true) as f64;
    assert!(
        (with_totals / (60.0 * people) - 1.0).abs() < 1e-6,
        "{with_totals}"
    );
}
