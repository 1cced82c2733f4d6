//! Subscriptions by the calendar month, with cycles of any length.

use caremix::cohort::{self, TwinPrecision};

use crate::world::{TOWN, World, town};

/// Cycles a year, those among them that cut months.
const CYCLES: [usize; 7] = [1, 2, 4, 5, 12, 13, 52];

/// A thousand residents of whom each pays 19 EUR for a month with a visit, and what they need.
fn subscribed(need: &str, cycles: usize) -> World {
    let own = "[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n\
               [[patient.subscription]]\nname = \"own_contribution\"\nper_month = 19";
    town(
        own,
        &[
            "service.visit.subscription=\"own_contribution\"",
            &format!("run.cycles_per_year={cycles}"),
            need,
        ],
    )
}

/// EUR of residents in the first year: as simulated, and as the twin expects them.
fn paid(world: &World) -> (f64, f64) {
    let residents = world.plan.means().payers.iter();
    let index = residents.clone().position(|name| name == "resident");
    let expected = cohort::expected_at(world.plan.means(), TwinPrecision::Exact).arms[0]
        .result
        .paid[index.unwrap()][0];
    (
        world.paid("current", "resident", 0) as f64 / 100.0,
        expected.to_eur(),
    )
}

#[test]
fn a_visit_a_month_is_paid_twelve_times_in_cycles_of_any_length() {
    // 12 × 19 × 1,000 = 228,000; six visits a year lie in six months, 24 in twelve.
    for (units, eur) in [(12, 228_000.0), (6, 114_000.0), (24, 228_000.0)] {
        let need = format!(
            "need.help.services=[{{ service = \"visit\", units = {units}, spread = \"fixed\" }}]"
        );
        for cycles in CYCLES {
            let (simulated, expected) = paid(&subscribed(&need, cycles));
            assert_eq!(simulated, eur, "{units} visits, {cycles} cycles");
            assert!((expected - eur).abs() < 0.01, "{expected}, {cycles} cycles");
        }
    }
}

/// 19 EUR times the months with at least one of what comes `per_year` times at random; months are independent, so that the
/// standard deviation over 1,000 residents follows.
fn at_random(per_year: f64) -> (f64, f64) {
    let used = 1.0 - (-per_year / 12.0).exp();
    let sd = (1_000.0 * 12.0 * used * (1.0 - used)).sqrt();
    (19_000.0 * 12.0 * used, 19.0 * sd)
}

#[test]
fn visits_at_random_moments_share_months_in_cycles_of_any_length() {
    // Six a year: 12·(1 − e^−0.5) = 4.72 months.
    let (eur, sd) = at_random(6.0);
    for cycles in CYCLES {
        let need = "need.help.services=[{ service = \"visit\", units = 6 }]";
        let (simulated, expected) = paid(&subscribed(need, cycles));
        assert!((expected - eur).abs() < 0.02, "{expected}, not {eur}");
        assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
    }
}

#[test]
fn all_visits_of_a_new_need_fall_in_one_month() {
    // Three needs a year of four visits each: 12·(1 − e^−0.25) = 2.65 months.
    let (eur, sd) = at_random(3.0);
    for cycles in CYCLES {
        let world = town(
            "[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n\
             [[patient.subscription]]\nname = \"own_contribution\"\nper_month = 19\n\
             [[need]]\nname = \"fall\"\nclass = \"temporary\"\ndomain = \"medical\"\nrates = { well = 3 }\n\
             services = [{ service = \"visit\", units = 4, spread = \"fixed\" }]",
            &[
                "service.visit.subscription=\"own_contribution\"",
                "need.help.services=[]",
                &format!("run.cycles_per_year={cycles}"),
            ],
        );
        let (simulated, expected) = paid(&world);
        assert!((expected - eur).abs() < 0.02, "{expected}, not {eur}");
        assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
    }
}

#[test]
fn seven_subscriptions_are_refused_where_cycles_cut_months() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("seven.toml");
    let seven = (0..7)
        .map(|one| format!("[[patient.subscription]]\nname = \"own_{one}\"\nper_month = 1\n"));
    let text = format!("{TOWN}\n{}", seven.collect::<String>());
    std::fs::write(&path, text).expect("a file");
    let check = |cycles: usize| {
        let sets = [format!("run.cycles_per_year={cycles}")];
        caremix::check::load(&path, &sets).map_err(|faults| faults.to_string())
    };
    assert!(check(12).is_ok());
    let refused = check(13).expect_err("months are cut");
    assert!(refused.contains("there are 7 subscriptions"), "{refused}");
}
