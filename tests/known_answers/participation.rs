//! Practices that join a network, stay or leave, and residents who consent.
//!
//! Comes in: a town of ten practices with a fee for participants. Goes out: who takes part, by hand. Deliberately absent: what
//! payment makes providers do otherwise (behaviour.rs).

use crate::world::{TOWN, World, live};

/// Ten practices under a fee for participants on top, with rules of taking part.
fn network(rules: &str, fee: u32, sets: &[&str]) -> World {
    let text = format!(
        r#"
[[arm]]
name = "network"
like = "current"
[[arm.component]]
name = "list"
kind = "practice_fee"
applies_to = "participants"
recipient = "nurse"
amount = {fee}
payers = {{ insurer = 1 }}
[participation]
consent = 1
{rules}
"#
    );
    let practices = "discipline.nurse.practices={ count = 10, panels = true, size_cv = 0.3 }";
    let more = [practices, "discipline.nurse.hourly_cost=50", "run.years=3"];
    live(TOWN, &text, &[more.as_slice(), sets].concat())
}

/// The share of practices that take part in a year.
fn taking_part(world: &World, year: usize) -> f64 {
    world.outcome("network", "practices_taking_part", "all", year)
}

#[test]
fn practices_join_for_money_and_their_residents_are_enrolled() {
    // Cost is 6 hours × 50 = 300 a person; a fee of 30 is a tenth of it: logistic(−100 + 2,000·0.1) = 1.
    let world = network("join = -100\nstay = 0\nmoney = 2000", 30, &[]);
    assert_eq!(taking_part(&world, 0), 0.0);
    assert_eq!(taking_part(&world, 1), 1.0);
    assert_eq!(world.outcome("network", "enrolled", "all", 1), 1.0);
    assert_eq!(world.by_year("network", "list"), [0, 3_000_000, 3_000_000]);
    // Without the money nobody comes.
    let poor = network("join = -100\nstay = 0\nmoney = 2000", 0, &[]);
    assert_eq!(taking_part(&poor, 2), 0.0);
}

#[test]
fn practices_stay_away_from_administration() {
    // 0.6 hours a resident-year of the fee for participants are a tenth of the six visits: 100 − 2,000·0.1 = −100. A third
    // of it leaves 100 − 67 = 33.
    let taking_part = |hours: &str| {
        let hours = format!("arm.network.component.list.admin_hours={hours}");
        let rules = "join = 100\nstay = 0\nadministration = 2000";
        let world = network(rules, 30, &[&hours]);
        taking_part(&world, 1)
    };
    assert_eq!([taking_part("0.6"), taking_part("0.2")], [0.0, 1.0]);
}

#[test]
fn administration_that_has_not_begun_keeps_no_practice_away() {
    // 0.6 hours a resident-year are a tenth of the six visits, but only from the third year on: the second year is decided by
    // 100 − 2,000·0 = 100, the third by 100 − 2,000·0.1 = −100.
    let text = r#"
[[arm]]
name = "network"
like = "current"
[[arm.component]]
name = "list"
kind = "practice_fee"
applies_to = "participants"
recipient = "nurse"
amount = 30
payers = { insurer = 1 }
[[arm.component]]
name = "reports"
kind = "practice_fee"
applies_to = "participants"
recipient = "nurse"
amount = 1
payers = { insurer = 1 }
admin_hours = 0.6
from_year = 2027
[participation]
consent = 1
join = 100
stay = 100
administration = 2000
"#;
    let practices = "discipline.nurse.practices={ count = 10, panels = true, size_cv = 0.3 }";
    let sets = [practices, "discipline.nurse.hourly_cost=50", "run.years=3"];
    let world = live(TOWN, text, &sets);
    let taking_part = [1, 2].map(|year| taking_part(&world, year));
    assert_eq!(taking_part, [1.0, 0.0]);
}

#[test]
fn administration_is_part_of_the_hours_that_volume_makes() {
    // 0.6 hours of the 8.4 of the year ahead, 1.4 times six, are a fourteenth: 120 − 143. Of 11.76, a year later: 120 − 102.
    let sets = [
        "growth.volume=[{ line = \"first\", per_year = 0.4 }]",
        "arm.network.component.list.admin_hours=0.6",
    ];
    let rules = "join = 120\nstay = 120\nadministration = 2000";
    let world = network(rules, 30, &sets);
    let taking_part = [1, 2].map(|year| taking_part(&world, year));
    assert_eq!(taking_part, [0.0, 1.0]);
}

#[test]
fn administration_is_a_smaller_part_of_longer_visits() {
    // 0.6 hours are a tenth of six visits of an hour, 100 − 150, and a twentieth of those of two, 100 − 75.
    let taking_part = |hours: &str| {
        let sets = ["arm.network.component.list.admin_hours=0.6", hours];
        let rules = "join = 100\nstay = 100\nadministration = 1500";
        taking_part(&network(rules, 30, &sets), 1)
    };
    assert_eq!(taking_part("service.visit.hours=1"), 0.0);
    assert_eq!(taking_part("service.visit.hours=2"), 1.0);
}

#[test]
fn those_who_take_part_leave_when_nothing_holds_them() {
    let world = network("start = 1\njoin = -100\nstay = -100", 0, &[]);
    assert_eq!(taking_part(&world, 0), 1.0);
    assert_eq!(taking_part(&world, 1), 0.0);
}

#[test]
fn only_residents_who_consent_are_enrolled_and_paid_for() {
    let world = network(
        "start = 1\njoin = 100\nstay = 100",
        30,
        &["participation.consent=0.25"],
    );
    let enrolled = world.outcome("network", "enrolled", "all", 0);
    // 1,000 draws at a quarter: an error of 0.0137.
    assert!((enrolled - 0.25).abs() < 0.055, "{enrolled}");
    assert_eq!(
        world.component("network", "list", 0),
        (enrolled * 3_000_000.0).round() as i64
    );
}

#[test]
fn without_the_layer_of_participation_everyone_takes_part() {
    let world = network(
        "join = -100\nstay = -100",
        30,
        &["layers.participation=false"],
    );
    assert_eq!(world.by_year("network", "list"), [3_000_000; 3]);
    // The accounting effect pays for everyone, too.
    let repriced = world
        .result("network")
        .repriced
        .as_ref()
        .expect("of another arm");
    assert_eq!(*repriced, world.result("network").paid);
}

/// All practices take part from 2026 on, and their residents are enrolled.
fn joined(components: &str, more: &str, sets: &[&str]) -> World {
    let text = format!(
        r#"
[[arm.component]]
name = "own"
kind = "patient_share"
[[arm]]
name = "network"
like = "current"
{components}
[participation]
consent = 1
join = 100
stay = 100
{more}
"#
    );
    let always = [
        "discipline.nurse.practices={ count = 10, panels = true }",
        "run.years=2",
    ];
    live(TOWN, &text, &[always.as_slice(), sets].concat())
}

#[test]
fn contracts_hold_what_those_who_are_enrolled_would_have_cost() {
    // Inside the network a visit is 100 EUR, of which residents pay 10. In 2026 all are avoided: 6,000 · 90 EUR are held.
    let world = joined(
        "[[arm.component]]\nname = \"inside\"\nkind = \"fee_for_service\"\napplies_to = \"participants\"\nfactor = 2\n\
        [[arm.effect]]\nname = \"prevention\"\ntargets = [{ units = \"visit\" }]\nreduction = 1\nfrom_year = 2026\n",
        "[[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n",
        &["service.visit.copayment=10"],
    );
    assert_eq!(world.outcome("network", "enrolled", "all", 1), 1.0);
    assert_eq!(world.by_year("network", "contracts"), [0, 54_000_000]);
}

#[test]
fn residents_are_coordinated_where_the_network_is_paid_for_their_episodes() {
    // Needs in three domains each: complex, and coordinated as soon as they are enrolled.
    let domains: String = ["medical", "psychological"]
        .map(|domain| format!("[[need]]\nname = \"{domain}\"\nclass = \"permanent\"\ndomain = \"{domain}\"\nprevalence = {{ well = 1 }}\n"))
        .concat();
    let world = joined(
        "[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\napplies_to = \"participants\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 1\n\
        [[arm.component]]\nname = \"bonus\"\nkind = \"quality_bonus\"\namount = 10\npayers = { insurer = 1 }\nindicators = [{ measure = \"complex_coordinated\", weight = 1, floor = 0, target = 1 }]\n",
        &domains,
        &[],
    );
    assert_eq!(world.by_year("network", "bonus"), [0, 1_000_000]);
}

#[test]
fn practices_of_a_sample_know_what_those_of_the_town_cost() {
    // Cost is 300 EUR a person and 150,000 EUR fixed, 450 together: logistic(−100 + 2,000·30/450) = logistic(33) = 1.
    for sample in ["run.sample=1000", "run.sample=250"] {
        let sets = ["discipline.nurse.fixed_cost=150000", sample];
        let world = network("join = -100\nstay = 0\nmoney = 2000", 30, &sets);
        assert_eq!(taking_part(&world, 1), 1.0, "{sample}");
    }
}

#[test]
fn only_those_who_are_enrolled_pay_as_the_network_says() {
    // 10 EUR for each of 6,000 visits outside; the forfait of the network waives them.
    let world = joined(
        "[[arm.component]]\nname = \"list\"\nkind = \"capitation\"\napplies_to = \"participants\"\nrecipient = \"nurse\"\namount = 200\nwaives_copayments = true\n",
        "",
        &["service.visit.copayment=10"],
    );
    let paid = [0, 1].map(|year| world.paid("network", "resident", year));
    assert_eq!(paid, [6_000_000, 0]);
}
