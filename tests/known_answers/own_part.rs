//! What residents pay themselves: deductible, copayments, subscriptions.

use std::fs;

use caremix::check;

use crate::queues::{expected, near};
use crate::world::{TOWN, World, assert_within, town};

const OWN_PART: &str = r#"
[[arm.component]]
name = "own_part"
kind = "patient_share"

[[arm]]
name = "free"
like = "current"
without = ["own_part"]
"#;

const DEDUCTIBLE: &str = "[patient]\ndeductible = { amount = 385, from_age = 18 }\n";

/// Three visits of 150 EUR a resident and year, that count towards a deductible of 385.
fn three_visits(more: &str, sets: &[&str]) -> World {
    let mut all = vec![
        "service.visit.deductible=true",
        "service.visit.price=150",
        "need.help.services=[{ service = \"visit\", units = 3, spread = \"fixed\" }]",
        "run.years=3",
    ];
    all.extend(sets);
    town(&format!("{OWN_PART}{DEDUCTIBLE}{more}"), &all)
}

#[test]
fn residents_pay_up_to_the_deductible_once_in_each_calendar_year() {
    // 3 × 150 = 450 a resident: 385 by the resident, 65 by the others, 0.7 and 0.3 of it. 1,000 residents.
    let world = three_visits("", &[]);
    for year in 0..3 {
        assert_eq!(
            world.flow("current", "own_part", "resident", "nurse", year),
            38_500_000
        );
        assert_eq!(world.paid("current", "insurer", year), 4_550_000);
        assert_eq!(world.paid("current", "municipality", year), 1_950_000);
        assert_eq!(
            world.outcome("current", "residents_pay", "deductible", year),
            385_000.0
        );
    }
}

#[test]
fn a_deductible_that_care_does_not_reach_takes_all_of_the_care_and_no_more() {
    // 2 × 150 = 300 < 385.
    let units = "need.help.services=[{ service = \"visit\", units = 2, spread = \"fixed\" }]";
    let world = three_visits("", &[units]);
    assert_eq!(world.paid("current", "resident", 0), 30_000_000);
    assert_eq!(world.paid("current", "insurer", 0), 0);
}

#[test]
fn the_deductible_does_not_follow_the_price_index() {
    // Prices double: 3 × 300 = 900, of which 385 by the resident.
    let world = three_visits("[growth]\nprices = 1", &[]);
    assert_eq!(world.paid("current", "resident", 1), 38_500_000);
    assert_eq!(world.total("current", 1), 90_000_000);
}

#[test]
fn the_deductible_starts_in_the_year_after_the_eighteenth_birthday() {
    // Seventeen at the start of the first year, eighteen at the start of the second.
    let world = three_visits(
        "",
        &[
            "population.bands=[{ age_from = 17, age_below = 17.5, female = 500, male = 500 }]",
            "run.counting=\"start\"",
        ],
    );
    assert_eq!(world.paid("current", "resident", 0), 0);
    assert_eq!(world.paid("current", "insurer", 0), 31_500_000);
    assert_eq!(world.paid("current", "resident", 1), 38_500_000);
}

#[test]
fn a_service_that_is_exempt_leaves_the_deductible_untouched() {
    // Ten exempt units of 80 EUR beside the visits: paid in full by their payers.
    let more = r#"
[[service]]
name = "gp_contact"
discipline = "hospital"
line = "first"
price = 80
payers = { insurer = 1 }

[[need]]
name = "advice"
class = "permanent"
domain = "medical"
prevalence = { well = 1 }
services = [{ service = "gp_contact", units = 10, spread = "fixed" }]
"#;
    let world = three_visits(more, &[]);
    assert_eq!(
        world.flow("current", "fees", "insurer", "hospital", 0),
        80_000_000
    );
    assert_eq!(
        world.flow("current", "own_part", "resident", "hospital", 0),
        0
    );
    assert_eq!(world.paid("current", "resident", 0), 38_500_000);
}

#[test]
fn background_care_takes_what_the_needs_leave_of_the_deductible() {
    // One visit of 150, then 300 of background care: 150 + 235 = 385.
    let more = r#"
[[background_care]]
name = "pharmacy"
discipline = "hospital"
line = "second"
payers = { insurer = 1 }
deductible = true
age_from = [0]
female = [300]
male = [300]
"#;
    let units = "need.help.services=[{ service = \"visit\", units = 1, spread = \"fixed\" }]";
    let world = three_visits(more, &[units]);
    for year in 0..3 {
        assert_eq!(
            world.flow("current", "own_part", "resident", "nurse", year),
            15_000_000
        );
        assert_eq!(
            world.flow("current", "own_part", "resident", "hospital", year),
            23_500_000
        );
        assert_eq!(
            world.flow("current", "background", "insurer", "hospital", year),
            6_500_000
        );
    }
}

#[test]
fn background_care_that_is_exempt_leaves_the_deductible_to_the_next_line_whatever_the_class() {
    // One visit of 150, then 100 of the clinic that do not count, then 300 of the hospital: 150 + 235 = 385.
    let line = |discipline: &str, eur: u32, counts: bool| {
        format!(
            "[[background_care]]\nname = \"{discipline}\"\ndiscipline = \"{discipline}\"\nline = \"second\"\npayers = {{ insurer = 1 }}\ndeductible = {counts}\nage_from = [0]\nfemale = [{eur}]\nmale = [{eur}]\n"
        )
    };
    let clinic = "[[discipline]]\nname = \"clinic\"\nsector = \"other\"\n";
    let more = [
        clinic,
        &line("clinic", 100, false),
        &line("hospital", 300, true),
    ]
    .concat();
    let units = "need.help.services=[{ service = \"visit\", units = 1, spread = \"fixed\" }]";
    for deprivation in ["[1, 0]", "[0, 1]"] {
        let deprivation = format!("population.deprivation={deprivation}");
        let world = three_visits(&more, &[units, &deprivation]);
        let flow =
            |component: &str, payer: &str, to: &str| world.flow("current", component, payer, to, 2);
        assert_eq!(flow("own_part", "resident", "nurse"), 15_000_000);
        assert_eq!(flow("own_part", "resident", "clinic"), 0);
        assert_eq!(flow("background", "insurer", "clinic"), 10_000_000);
        assert_eq!(flow("own_part", "resident", "hospital"), 23_500_000);
        assert_eq!(flow("background", "insurer", "hospital"), 6_500_000);
    }
}

#[test]
fn an_arm_without_a_patient_share_takes_nothing_from_residents() {
    let world = three_visits("", &["service.visit.copayment=10"]);
    assert_eq!(world.paid("free", "resident", 0), 0);
    assert_eq!(world.total("free", 0), 45_000_000);
    assert_eq!(world.total("current", 0), 45_000_000);
}

#[test]
fn copayments_are_lower_in_the_lower_class() {
    let paid = |share: &str| {
        let world = town(
            &format!("{OWN_PART}[patient]\nlower_class = [{share}]"),
            &[
                "service.visit.copayment=5",
                "service.visit.copayment_lower=2",
            ],
        );
        assert_eq!(world.total("current", 0), 30_000_000);
        world.paid("current", "resident", 0)
    };
    // 6,000 visits.
    assert_eq!(paid("0"), 6_000 * 500);
    assert_eq!(paid("1"), 6_000 * 200);
}

#[test]
fn copayments_follow_the_price_index() {
    // 5 EUR and 10 % a year: 5.50.
    let world = town(
        &format!("{OWN_PART}[growth]\nprices = 0.1"),
        &["service.visit.copayment=5", "run.years=2"],
    );
    assert_eq!(world.paid("current", "resident", 1), 6_000 * 550);
}

#[test]
fn copayments_follow_their_own_growth_where_they_have_one() {
    // 5 EUR and 2 % a year, while prices rise by 10 %: 5.10. A unit stands for 1.5 of the second year: 7.65.
    let volume = "volume = [{ line = \"first\", per_year = 0.5 }]";
    let world = town(
        &format!("{OWN_PART}[patient]\ncopayment_growth = 0.02\n[growth]\nprices = 0.1\n{volume}"),
        &["service.visit.copayment=5", "run.years=2"],
    );
    assert_eq!(world.paid("current", "resident", 0), 6_000 * 500);
    assert_eq!(world.paid("current", "resident", 1), 6_000 * 765);
}

#[test]
fn a_deductible_grows_only_where_the_scenario_says_so() {
    // 385 in 2024, 3 % a year more: 396.55 in 2025, 408.45 in 2026 (408.4465).
    let grows = ["run.price_year=2024", "patient.deductible.growth=0.03"];
    let world = three_visits("", &grows);
    assert_eq!(world.paid("current", "resident", 0), 39_655_000);
    assert_eq!(world.paid("current", "resident", 1), 40_845_000);
    let stays = three_visits("", &grows[..1]);
    assert_eq!(stays.paid("current", "resident", 1), 38_500_000);
}

/// Visits with a subscription of 19 EUR a month, of 20.60 from 2026, in cycles of a month.
fn subscribed(units: u32, exempt: &str, sets: &[&str]) -> World {
    let units = format!(
        "need.help.services=[{{ service = \"visit\", units = {units}, spread = \"fixed\" }}]"
    );
    let mut all = vec![
        "service.visit.subscription=\"own_contribution\"",
        "run.cycles_per_year=12",
        "run.years=2",
        &units,
    ];
    all.extend(sets);
    let subscription = format!(
        "{OWN_PART}[[patient.subscription]]\nname = \"own_contribution\"\nper_month = 19\nlater = [{{ from_year = 2026, per_month = 20.60 }}]\nexempt_share = {exempt}"
    );
    town(&subscription, &all)
}

#[test]
fn a_subscription_is_paid_in_every_month_of_use() {
    // A visit every month: 12 × 19 = 228.00, in 2026 12 × 20.60 = 247.20.
    let world = subscribed(12, "0", &[]);
    assert_eq!(world.paid("current", "resident", 0), 22_800_000);
    assert_eq!(world.paid("current", "resident", 1), 24_720_000);
    // Six visits are spread over six months, and two in a month are paid once.
    assert_eq!(
        subscribed(6, "0", &[]).paid("current", "resident", 0),
        11_400_000
    );
    assert_eq!(
        subscribed(24, "0", &[]).paid("current", "resident", 0),
        22_800_000
    );
}

#[test]
fn those_who_are_exempt_pay_no_subscription() {
    let world = subscribed(12, "1", &[]);
    assert_eq!(world.paid("current", "resident", 0), 0);
    assert_eq!(world.total("current", 0), 60_000_000);
}

/// Poisson probabilities of 0, 1, 2 … 59 at mean λ.
fn poisson(mean: f64) -> impl Iterator<Item = f64> {
    let next = move |(n, p): (u32, f64)| (n + 1, p * mean / f64::from(n + 1));
    std::iter::successors(Some((0, (-mean).exp())), move |&state| Some(next(state)))
        .take(60)
        .map(|(_, p)| p)
}

#[test]
fn the_expected_deductible_of_one_service_is_that_of_a_capped_poisson_sum() {
    // N ~ Poisson(2) visits of 150 EUR a year against a deductible of D = 385:
    // E[min(D, 150·N)] = 385 − 385·P(0) − 235·P(1) − 85·P(2), since two visits are 300 and three are more than 385.
    // With P = e^−2·(1, 2, 2): 385 − e^−2·(385 + 470 + 170) = 385 − 138.72 = 246.28.
    let illness = r#"
[[need]]
name = "illness"
class = "acute"
domain = "medical"
rates = { well = 2 }
services = [{ service = "visit", units = 1, spread = "fixed" }]
"#;
    let residents = 20_000.0_f64;
    let world = three_visits(
        illness,
        &[
            "need.help.prevalence={ well = 0 }",
            "population.bands=[{ age_from = 40, age_below = 41, female = 10000, male = 10000 }]",
        ],
    );
    let part = |n: usize| (150.0 * n as f64).min(385.0);
    let moment = |power: i32| -> f64 {
        let chances = poisson(2.0).enumerate();
        chances.map(|(n, p)| p * part(n).powi(power)).sum()
    };
    let exact = 385.0 - (-2.0_f64).exp() * (385.0 + 2.0 * 235.0 + 2.0 * 85.0);
    assert!((moment(1) - exact).abs() < 1e-9);
    let error = ((moment(2) - exact * exact) / residents).sqrt();
    for year in 0..3 {
        let paid = world.paid("current", "resident", year) as f64 / 100.0;
        assert_within(paid / residents, exact, error);
    }
}

#[test]
fn a_subscription_that_is_waived_for_one_service_is_paid_for_another() {
    // A forfait waives it for the visits; 19 EUR a month are paid for the nights of the same months.
    let more = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
subscription = "own_contribution"

[[arm]]
name = "waived"
like = "current"
[[arm.component]]
name = "forfait"
kind = "capitation"
amount = 300
recipient = "nurse"
services = ["visit"]
waives_copayments = true
"#;
    let services = "need.help.services=[{ service = \"visit\", units = 12, spread = \"fixed\" }, { service = \"night\", units = 12, spread = \"fixed\" }]";
    let world = subscribed(12, &format!("0\n{more}"), &[services]);
    for arm in ["current", "waived"] {
        assert_eq!(world.paid(arm, "resident", 0), 22_800_000, "{arm}");
    }
}

#[test]
fn units_that_replace_others_are_paid_for_in_the_months_of_the_needs_that_asked() {
    // Of four falls a year one is told of: 12 visits, all replaced by nights, in the month of the fall. 19 EUR in each month of the
    // year in which somebody tells of one: 12 · (1 − e^(−1/12)) of them, with variance 12 · e^(−1/12) · (1 − e^(−1/12)).
    let more = r#"0
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
subscription = "own_contribution"

[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 4 }
presented = 0.25
services = [{ service = "visit", units = 12, spread = "fixed" }]

[[arm]]
name = "nights"
like = "current"
[[arm.effect]]
name = "instead"
targets = [{ substitute = { from = "visit", to = "night", ratio = 1 } }]
reduction = 1
"#;
    let sets = [
        "need.help.prevalence={ well = 0 }",
        "run.cycles_per_year=1",
        "run.years=1",
    ];
    let world = subscribed(6, more, &sets);
    let none = (-1.0_f64 / 12.0).exp();
    let error = 19.0 * (12_000.0 * none * (1.0 - none)).sqrt();
    for arm in ["current", "nights"] {
        let paid = world.paid(arm, "resident", 0) as f64 / 100.0;
        let months = 12_000.0 * (1.0 - none);
        assert_within(paid, 19.0 * months, error);
        // As the twin expects.
        let own = ["residents_pay", "copayments_and_subscriptions"];
        near(expected(&world, arm, own, 0), 19.0 * months, 1e-6);
    }
}

#[test]
fn a_patient_share_needs_residents_who_pay() {
    let load = |payer: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("known.toml");
        let text = TOWN.replace("name = \"resident\"", payer);
        fs::write(&path, format!("{text}\n{OWN_PART}")).expect("a file");
        check::load(&path, &[])
            .err()
            .map(|faults| faults.to_string())
    };
    assert_eq!(load("name = \"resident\""), None);
    let told = load("name = \"person\"").expect("a fault");
    assert!(
        told.contains("a patient_share needs a payer named `resident`"),
        "{told}"
    );
}

#[test]
fn a_forfait_for_a_part_keeps_its_part_of_copayments_or_waives_it() {
    // Three visits at 5 EUR a resident, or at 3 EUR where the forfait for two fifths of them waives as much.
    for (waives, paid) in [(false, 1_500_000), (true, 900_000)] {
        let forfait = format!(
            r#"
[[arm]]
name = "mixed"
like = "current"
[[arm.component]]
name = "forfait"
kind = "capitation"
recipient = "nurse"
services = ["visit"]
amount = 450
share = 0.4
waives_copayments = {waives}
"#
        );
        let sets = [
            "service.visit.copayment=5",
            "service.visit.deductible=false",
        ];
        let world = three_visits(&forfait, &sets);
        assert_eq!(world.paid("mixed", "resident", 0), paid);
        assert_eq!(world.total("mixed", 0), 45_000_000);
    }
}

#[test]
fn components_that_each_pay_a_part_of_the_units_share_the_deductible() {
    // In the first of two years a fee for acute needs pays half of a visit and the other fees the rest: residents pay what they do
    // where these pay all of it.
    let illness = r#"
[[need]]
name = "illness"
class = "acute"
domain = "medical"
rates = { well = 2 }
services = [{ service = "visit", units = 1, spread = "fixed" }]

[[arm]]
name = "acute"
like = "current"
[[arm.component]]
name = "acute"
kind = "service_fee"
phase_in_years = 2
"#;
    let world = three_visits(illness, &["need.help.prevalence={ well = 0 }"]);
    let flow = |component: &str| world.flow("acute", component, "insurer", "nurse", 0);
    assert!((flow("acute") - flow("fees")).abs() <= 2);
    let [paid, all] = ["acute", "current"].map(|arm| world.paid(arm, "resident", 0));
    assert!(
        all > 20_000_000 && (paid - all).abs() <= 2,
        "{paid} and {all}"
    );
}
