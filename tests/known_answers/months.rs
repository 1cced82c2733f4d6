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

/// The same where all of them are for new needs, `rate` a year, that ask for `services`.
fn for_new_needs(rate: f64, services: &str, more: &str, cycles: usize) -> World {
    town(
        &format!(
            "[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n\
             [[patient.subscription]]\nname = \"own_contribution\"\nper_month = 19\n\
             [[need]]\nname = \"fall\"\nclass = \"temporary\"\ndomain = \"medical\"\nrates = {{ well = {rate} }}\n\
             services = [{services}]\n{more}"
        ),
        &[
            "service.visit.subscription=\"own_contribution\"",
            "need.help.services=[]",
            &format!("run.cycles_per_year={cycles}"),
        ],
    )
}

#[test]
fn all_visits_of_a_new_need_fall_in_one_month() {
    // Three needs a year of four visits each: 12·(1 − e^−0.25) = 2.65 months. Six of one visit each: 4.72.
    for (rate, units) in [(3.0, 4), (6.0, 1)] {
        let (eur, sd) = at_random(rate);
        let services = format!("{{ service = \"visit\", units = {units}, spread = \"fixed\" }}");
        for cycles in CYCLES {
            let (simulated, expected) = paid(&for_new_needs(rate, &services, "", cycles));
            assert!((expected - eur).abs() < 0.02, "{expected}, not {eur}");
            assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
        }
    }
}

#[test]
fn a_new_need_that_happens_to_ask_for_no_visit_has_no_month() {
    // Six needs a year of a visit each on average: 1 − 1/e of them ask for any, 3.79, in 12·(1 − e^−0.316) = 3.25 months.
    let (eur, sd) = at_random(6.0 * (1.0 - (-1.0_f64).exp()));
    for cycles in CYCLES {
        let visits = "{ service = \"visit\", units = 1 }";
        let (simulated, _) = paid(&for_new_needs(6.0, visits, "", cycles));
        assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
    }
}

#[test]
fn needs_that_nobody_brings_forward_have_no_month() {
    // A quarter of twelve needs a year, of four visits each.
    let (eur, sd) = at_random(3.0);
    let visits = "{ service = \"visit\", units = 4, spread = \"fixed\" }";
    for cycles in CYCLES {
        let world = for_new_needs(12.0, visits, "presented = 0.25", cycles);
        let (simulated, _) = paid(&world);
        assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
    }
}

#[test]
fn visits_that_are_left_are_spread_over_the_needs_that_asked_for_them() {
    // Of n visits, one for each of n needs a year, half are left, rounded up or down by chance, of as many needs, whose months
    // are any of twelve: 12·(1 − E[(11/12)^visits]), with n from a Poisson distribution of mean six.
    let effect = "[[arm]]\nname = \"fewer\"\nlike = \"current\"\n[[arm.effect]]\nname = \"half\"\n\
                  targets = [{ units = \"visit\" }]\nratio = 0.5\n";
    let visits = "{ service = \"visit\", units = 1, spread = \"fixed\" }";
    let world = for_new_needs(6.0, visits, effect, 1);
    let free = |visits: i32| (11.0_f64 / 12.0).powi(visits);
    let (mut chance, mut none) = ((-6.0_f64).exp(), 0.0);
    for needs in 0..60 {
        none += chance * (free(needs / 2) + free((needs + 1) / 2)) / 2.0;
        chance *= 6.0 / f64::from(needs + 1);
    }
    let eur = 19_000.0 * 12.0 * (1.0 - none);
    // At most 1.5 months of each resident.
    let sd = 19.0 * 1.5 * 1_000_f64.sqrt();
    let simulated = world.paid("fewer", "resident", 0) as f64 / 100.0;
    assert!((simulated - eur).abs() < 4.0 * sd, "{simulated}, not {eur}");
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

#[test]
fn two_subscriptions_are_paid_for_each_by_itself() {
    // 12 × (19 + 10) × 1,000.
    let two = "[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n\
               [[patient.subscription]]\nname = \"one\"\nper_month = 19\n\
               [[patient.subscription]]\nname = \"other\"\nper_month = 10\n\
               [[service]]\nname = \"round\"\ndiscipline = \"hospital\"\nline = \"first\"\nprice = 50\n\
               payers = { insurer = 1 }\nsubscription = \"other\"";
    let services = "need.help.services=[{ service = \"visit\", units = 12, spread = \"fixed\" }, \
                    { service = \"round\", units = 12, spread = \"fixed\" }]";
    for cycles in CYCLES {
        let sets = [
            "service.visit.subscription=\"one\"",
            services,
            &format!("run.cycles_per_year={cycles}"),
        ];
        let (simulated, expected) = paid(&town(two, &sets));
        assert_eq!(simulated, 348_000.0, "{cycles} cycles");
        assert!((expected - 348_000.0).abs() < 0.01, "{expected}, {cycles}");
    }
}
