//! What can happen again within a year, with cycles of any length.

use caremix::cohort::{self, TwinPrecision};

use crate::world::{TOWN, World, live, town};

const CYCLES: [usize; 6] = [1, 2, 4, 12, 13, 52];

/// Escalations of help to a day in hospital, by the last year: as simulated, and as the twin expects them.
fn escalations(sets: &[&str], cycles: usize) -> (f64, f64) {
    let day = "[[service]]\nname = \"day\"\ndiscipline = \"hospital\"\nline = \"second\"\nprice = 1\n\
               payers = { insurer = 1 }";
    let cycles = format!("run.cycles_per_year={cycles}");
    let mut all = vec![cycles.as_str(), "run.years=2"];
    all.extend(sets);
    both(&town(day, &all), ("service_units", "day"), 1)
}

fn both(world: &World, (outcome, group): (&str, &str), year: usize) -> (f64, f64) {
    let expected = &cohort::expected_at(world.plan.means(), TwinPrecision::Exact).arms[0].result;
    let mut labels = expected.labels.iter();
    let index = labels.position(|label| label.outcome == outcome && label.group == group);
    let index = index.expect("an outcome");
    let found = world.result("current").outcomes[year][index];
    (found, expected.outcomes[year][index])
}

#[test]
fn a_yearly_chance_of_a_permanent_need_is_expected_as_often_in_cycles_of_any_length() {
    // 0.4 a year of 1,000 residents: 400. The standard deviation is at most the root of it.
    let link = "need.help.escalation=[{ service = \"day\", probability = 0.4 }]";
    for cycles in CYCLES {
        let (found, expected) = escalations(&[link], cycles);
        assert!((expected - 400.0).abs() < 1e-6, "{expected}, {cycles}");
        assert!((found - 400.0).abs() < 80.0, "{found}, {cycles}");
    }
}

#[test]
fn a_permanent_need_is_as_unmet_between_its_units_as_at_them() {
    // 1,000 hours for 2,000 visits: half of the need is unmet, 0.5·0.1 + 0.5·0.5 = 0.3 escalations a year, however many
    // cycles there are in which nothing is due.
    let sets = [
        "need.help.escalation=[{ service = \"day\", probability = 0.1, unmet_probability = 0.5 }]",
        "need.help.services=[{ service = \"visit\", units = 2 }]",
        "discipline.nurse.fte=1",
        "discipline.nurse.hours_per_fte=1000",
    ];
    for cycles in CYCLES {
        let (found, expected) = escalations(&sets, cycles);
        assert!((expected - 300.0).abs() < 0.1, "{expected}, {cycles}");
        assert!(
            (found - 300.0).abs() < 4.0 * 300_f64.sqrt(),
            "{found}, {cycles}"
        );
    }
}

#[test]
fn a_short_last_phase_is_passed_through_in_cycles_of_any_length() {
    // Well to a last phase at 0.5 a year, from there into death at 12: after a year 1 − (12·e^−0.5 − 0.5·e^−12)/11.5 of
    // 1,000 have died, and as many as left home have entered the institution where the last phase is spent.
    let last = "[[state]]\nname = \"last\"\nplace = \"institution\"\n\
                [[transition]]\nfrom = \"well\"\nto = \"last\"\nhazard = 0.5\n\
                [[transition]]\nfrom = \"last\"\nto = \"dead\"\nhazard = 12";
    let (well, rest) = ((-0.5_f64).exp(), 0.5 * (-12.0_f64).exp());
    let died = 1_000.0 * (1.0 - (12.0 * well - rest) / 11.5);
    let entered = 1_000.0 * (1.0 - well);
    for cycles in CYCLES {
        let cycles = format!("run.cycles_per_year={cycles}");
        let world = live(TOWN, last, &[&cycles]);
        for (outcome, hand) in [("deaths", died), ("institution_entries", entered)] {
            let (found, expected) = both(&world, (outcome, "all"), 0);
            assert!(
                (expected - hand).abs() < 1e-6,
                "{outcome}: {expected}, {cycles}"
            );
            // Binomial: at most half the root of a thousand.
            assert!((found - hand).abs() < 64.0, "{outcome}: {found}, {cycles}");
        }
    }
}
