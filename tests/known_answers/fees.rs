//! Units × tariff, fees for acute needs and fees per episode.

use crate::world::{TOWN, plan, town};

/// A need that comes to about half of the residents a year: two visits each, and always a night of 400 EUR.
fn flu(class: &str, more: &str) -> String {
    format!(
        r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = {{ insurer = 1 }}

[[need]]
name = "flu"
class = "{class}"
domain = "medical"
rates = {{ well = 0.5 }}
services = [{{ service = "visit", units = 2, spread = "fixed" }}]
escalation = [{{ service = "night", probability = 1 }}]

{more}"#
    )
}

#[test]
fn units_times_reference_price_are_split_by_statute() {
    // 1,000 × 6 × 50 = 300,000 EUR.
    let world = town("", &[]);
    assert_eq!(
        world.outcome("current", "service_units", "visit", 0),
        6_000.0
    );
    assert_eq!(
        world.flow("current", "fees", "insurer", "nurse", 0),
        21_000_000
    );
    assert_eq!(
        world.flow("current", "fees", "municipality", "nurse", 0),
        9_000_000
    );
    assert_eq!(world.total("current", 0), 30_000_000);
}

#[test]
fn cents_that_shares_leave_over_go_to_the_largest_remainder() {
    // 7 visits of 33.33 = 233.31 EUR; by 0.5, 0.3 and 0.2: 116.655, 69.993, 46.662. The floors add up to 233.30; the
    // odd cent is the insurer's, whose remainder of half a cent is the largest.
    let world = town(
        "",
        &[
            "population.bands=[{ age_from = 40, age_below = 41, female = 7, male = 0 }]",
            "need.help.services=[{ service = \"visit\", units = 1, spread = \"fixed\" }]",
            "service.visit.price=33.33",
            "service.visit.payers={ insurer = 0.5, municipality = 0.3, fund = 0.2 }",
        ],
    );
    assert_eq!(world.paid("current", "insurer", 0), 11_666);
    assert_eq!(world.paid("current", "municipality", 0), 6_999);
    assert_eq!(world.paid("current", "fund", 0), 4_666);
}

#[test]
fn a_tariff_replaces_the_reference_price_and_a_factor_multiplies_either() {
    let arm = |name: &str, keys: &str| {
        format!(
            "[[arm]]\nname = \"{name}\"\n[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\n{keys}\n"
        )
    };
    let world = town(
        &[
            arm("tariff", "tariffs = { visit = 55 }"),
            arm("factor", "factor = 1.1"),
            arm("both", "tariffs = { visit = 40 }\nfactor = 1.5"),
            arm("other", "payers = { fund = 1 }"),
        ]
        .concat(),
        &[],
    );
    assert_eq!(world.total("tariff", 0), 6_000 * 5_500);
    assert_eq!(world.total("factor", 0), 6_000 * 5_500);
    // 40 × 1.5 = 60 EUR.
    assert_eq!(world.total("both", 0), 6_000 * 6_000);
    assert_eq!(world.paid("other", "fund", 0), 30_000_000);
    assert_eq!(world.paid("other", "insurer", 0), 0);
}

#[test]
fn prices_rise_from_the_price_year_and_volumes_from_the_first_year() {
    // Prices of 2023 in 2025: 1.02²; then 2 % a year. First-line volume: 1 % a year from 2025.
    let more = "[growth]\nprices = 0.02\nvolume = [{ line = \"first\", per_year = 0.01 }, { line = \"second\", per_year = 0.5 }]";
    let world = town(more, &["run.years=3", "run.price_year=2023"]);
    // 300,000 × 1.0404 = 312,120.00
    // 312,120 × 1.0302 = 321,546.024
    // 321,546.024 × 1.0302 = 331,256.7139…
    assert_eq!(
        world.by_year("current", "fees"),
        [31_212_000, 32_154_602, 33_125_671]
    );
    // 6,000 visits, a hundredth more each year.
    assert!((world.outcome("current", "service_units", "visit", 2) - 6_120.6).abs() < 1e-6);
}

#[test]
fn a_component_that_is_not_indexed_keeps_its_price() {
    let world = town("indexed = false\n[growth]\nprices = 0.02", &["run.years=2"]);
    assert_eq!(world.by_year("current", "fees"), [30_000_000, 30_000_000]);
}

#[test]
fn a_service_fee_pays_units_for_acute_needs_and_nothing_else() {
    let arm = r#"
[[arm]]
name = "prestatie"
like = "current"

[[arm.component]]
name = "acute"
kind = "service_fee"
tariffs = { visit = 70 }
payers = { fund = 1 }
"#;
    let world = town(&flu("acute", arm), &[]);
    let flus = world.outcome("current", "needs", "flu", 0);
    assert!(flus > 300.0);
    // Two visits a flu; the visits of `help` and the nights that flu escalates to stay with fee for service.
    let cents = flus as i64 * 2 * 7_000;
    assert_eq!(world.component("prestatie", "acute", 0), cents);
    assert_eq!(world.flow("prestatie", "acute", "fund", "nurse", 0), cents);
    let nights = flus as i64 * 40_000;
    assert_eq!(world.component("prestatie", "fees", 0), 30_000_000 + nights);
    assert_eq!(
        world.total("current", 0),
        30_000_000 + nights + flus as i64 * 10_000
    );

    let lasting = town(&flu("temporary", arm), &[]);
    assert_eq!(lasting.component("prestatie", "acute", 0), 0);
}

/// Everybody also has needs in other domains, that no service answers.
fn domains(count: usize) -> String {
    let need = |domain: &str| {
        format!(
            "[[need]]\nname = \"{domain}\"\nclass = \"permanent\"\ndomain = \"{domain}\"\nprevalence = {{ well = 1 }}\n"
        )
    };
    ["psychological", "medical"][..count]
        .iter()
        .map(|domain| need(domain))
        .collect()
}

#[test]
fn an_episode_fee_pays_per_episode_by_triage_and_replaces_the_unit_fees() {
    let arm = r#"
[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["flu"]
amount = 120
triage_weights = [1, 1.5, 2.5]
"#;
    // Flu is medical and help is social: with help open, flu is multiple (two domains); with a psychological need open
    // as well it is complex (three domains). Where nobody has `help` it is single.
    for (set, others, weight) in [
        ("need.help.prevalence={ well = 0 }", 0, 1.0),
        ("need.help.prevalence={ well = 1 }", 0, 1.5),
        ("need.help.prevalence={ well = 1 }", 1, 2.5),
    ] {
        let world = town(
            &flu("temporary", &format!("{}{arm}", domains(others))),
            &[set],
        );
        let flus = world.outcome("current", "needs", "flu", 0);
        let cents = (flus * 120.0 * weight) as i64 * 100;
        assert_eq!(world.component("periode", "episodes", 0), cents);
        // Statutory payers of the visits that the fee replaces: 0.7 and 0.3.
        let insurer = world.flow("periode", "episodes", "insurer", "nurse", 0);
        assert!((insurer as f64 - 0.7 * cents as f64).abs() <= 1.0);
        // Left to fee for service: help, and the nights that flu escalates to.
        let help = world.outcome("current", "needs", "help", 0) as i64 * 6 * 5_000;
        assert_eq!(
            world.component("periode", "fees", 0),
            help + flus as i64 * 40_000
        );
    }
}

#[test]
fn an_episode_fee_for_a_permanent_need_pays_per_year_active() {
    let arm = r#"
[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["help"]
amount = 280.40
"#;
    // Everybody has help the whole year: 1,000 × 280.40, whatever the length of a cycle.
    for cycles in [
        "run.cycles_per_year=1",
        "run.cycles_per_year=4",
        "run.cycles_per_year=12",
    ] {
        let world = town(arm, &[cycles]);
        assert_eq!(world.by_year("periode", "episodes"), [28_040_000]);
        assert_eq!(world.by_year("periode", "fees"), [0]);
        assert_eq!(world.paid("periode", "municipality", 0), 8_412_000);
    }
}

#[test]
fn an_episode_fee_replaces_only_the_services_it_lists() {
    let arm = r#"
[[service]]
name = "meal"
discipline = "nurse"
line = "social"
price = 8
payers = { municipality = 1 }

[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["help"]
services = ["visit"]
amount = 100
"#;
    let services = "need.help.services=[{ service = \"visit\", units = 6, spread = \"fixed\" }, { service = \"meal\", units = 10, spread = \"fixed\" }]";
    let world = town(arm, &[services]);
    // 1,000 × 100 for the year and 1,000 × 10 meals of 8.
    assert_eq!(world.by_year("periode", "episodes"), [10_000_000]);
    assert_eq!(world.by_year("periode", "fees"), [8_000_000]);
}

#[test]
fn fixed_units_of_a_permanent_need_add_up_over_the_cycles_of_every_year() {
    for (units, cycles) in [(7, 12), (5, 4), (365, 12), (3, 52), (1, 1)] {
        let services = format!(
            "need.help.services=[{{ service = \"visit\", units = {units}, spread = \"fixed\" }}]"
        );
        let world = town(
            "",
            &[
                &services,
                &format!("run.cycles_per_year={cycles}"),
                "run.years=3",
            ],
        );
        for year in 0..3 {
            let visits = world.outcome("current", "service_units", "visit", year);
            assert_eq!(visits, 1_000.0 * f64::from(units));
        }
    }
}

#[test]
fn fixed_units_with_a_fraction_add_up_over_the_years() {
    // Two and a half visits a year are five in two years, not two a year.
    let services = "need.help.services=[{ service = \"visit\", units = 2.5, spread = \"fixed\" }]";
    let world = town("", &[services, "run.years=4"]);
    let visits: f64 = (0..4)
        .map(|year| world.outcome("current", "service_units", "visit", year))
        .sum();
    assert_eq!(visits, 10_000.0);
}

#[test]
fn a_fee_for_units_that_no_need_asks_for_gets_a_remark() {
    // The one need of the town is permanent; with an acute one beside it the same fee pays for something.
    let arm = r#"
[[arm]]
name = "prestatie"
like = "current"

[[arm.component]]
name = "acute"
kind = "service_fee"
payers = { fund = 1 }
"#;
    let remark = "component `acute` pays nothing: no acute need asks for what it pays for";
    let remarks = |more: &str| plan(TOWN, more, &[]).warnings();
    assert_eq!(remarks(arm), [remark]);
    assert_eq!(remarks(&flu("acute", arm)), [] as [&str; 0]);
}

#[test]
fn units_that_an_arm_leaves_unpaid_are_named_with_the_first_year() {
    // `ended` pays until 2025, `half` half of 2025, `bare` never; all of them in both parts of a town with a network. What
    // is free is nobody's loss, and the comparator pays everything.
    let arm = |name: &str, keys: &str| {
        format!(
            r#"
[[arm]]
name = "{name}"

[[arm.component]]
name = "network"
kind = "network_fee"
amount = 1
payers = {{ fund = 1 }}

[[arm.component]]
name = "fees"
kind = "fee_for_service"
{keys}
"#
        )
    };
    let more = [
        r#"
[[service]]
name = "call"
discipline = "nurse"
unit = "call"
hours = 1
line = "first"
price = 20
payers = { insurer = 0.4, municipality = 0.3, fund = 0.2, resident = 0.1 }

[[service]]
name = "leaflet"
discipline = "nurse"
unit = "leaflet"
hours = 0
line = "first"
price = 0
payers = { insurer = 1 }

[[service]]
name = "favour"
discipline = "nurse"
unit = "favour"
hours = 0
line = "informal"
price = 10
"#
        .to_string(),
        arm("ended", "until_year = 2025"),
        arm("half", "phase_in_years = 2"),
        arm("bare", "services = [\"leaflet\"]"),
    ];
    let asked = ["visit", "call", "leaflet", "favour"]
        .map(|service| format!("{{ service = \"{service}\", units = 1, spread = \"fixed\" }}"));
    let asked = format!("need.help.services=[{}]", asked.join(", "));
    let told = plan(TOWN, &more.concat(), &["run.years=2", &asked]).warnings();
    let unpaid = |arm: &str, years: [i32; 2]| {
        let [visit, call] = years;
        format!("arm `{arm}` leaves units unpaid: visit from {visit}, call from {call}")
    };
    let expected = [
        unpaid("ended", [2026, 2026]),
        unpaid("half", [2025, 2025]),
        unpaid("bare", [2025, 2025]),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_fee_for_two_needs_is_paid_once_for_each_of_them() {
    // A thousand years with each of two needs at 100 EUR, and no visit.
    let more = "[[need]]\nname = \"worries\"\nclass = \"permanent\"\ndomain = \"psychological\"\nprevalence = { well = 1 }\nservices = [{ service = \"visit\", units = 2, spread = \"fixed\" }]\n\
        [[arm]]\nname = \"paid\"\nlike = \"current\"\n[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\", \"worries\"]\namount = 100\n";
    let world = town(more, &[]);
    assert_eq!(world.component("paid", "episodes", 0), 20_000_000);
    assert_eq!(world.total("paid", 0), 20_000_000);
}

#[test]
fn copayments_are_part_of_a_fee_for_an_episode() {
    // 6,000 visits at 4 EUR are 24,000 of 200,000.
    let more = "[[arm]]\nname = \"paid\"\nlike = \"current\"\n[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"\n\
        [[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 200\n";
    let world = town(more, &["service.visit.copayment=4"]);
    assert_eq!(world.paid("paid", "resident", 0), 2_400_000);
    assert_eq!(world.total("paid", 0), 20_000_000);
}

#[test]
fn units_are_paid_by_everybody_who_has_a_share_and_informal_care_by_nobody() {
    // A call of 20 EUR is paid by all four, a carer's favour that is worth 10 EUR by nobody.
    let more = r#"
[[service]]
name = "call"
discipline = "nurse"
line = "first"
price = 20
payers = { insurer = 0.4, municipality = 0.3, fund = 0.2, resident = 0.1 }

[[service]]
name = "favour"
discipline = "nurse"
line = "informal"
price = 10

[carers]
share = { well = 1 }
overloaded_above_hours_per_week = 80
"#;
    let asked = ["call", "favour"]
        .map(|service| format!("{{ service = \"{service}\", units = 1, spread = \"fixed\" }}"));
    let asked = format!("need.help.services=[{}]", asked.join(", "));
    let world = town(more, &[&asked]);
    let paid = ["insurer", "municipality", "fund", "resident"]
        .map(|payer| world.paid("current", payer, 0));
    assert_eq!(paid, [800_000, 600_000, 400_000, 200_000]);
}
