//! Capitation in the place of unit fees: wholly, in part, growing, ending.

use crate::world::{TOWN, World, live, town};

/// The town paid by a forfait of 200 EUR a year on the list, with `keys`, over the unit fees.
fn with_capitation(keys: &str, sets: &[&str]) -> World {
    let text = format!(
        r#"
[[arm]]
name = "forfait"
like = "current"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 200
payers = {{ insurer = 1 }}
{keys}
"#
    );
    live(TOWN, &text, sets)
}

#[test]
fn a_capitation_takes_the_place_of_the_unit_fees_of_its_recipient() {
    // 1,000 on the list × 200 = 200,000 EUR; the 6,000 visits cost nothing more.
    let world = with_capitation("", &[]);
    assert_eq!(world.component("forfait", "list", 0), 20_000_000);
    assert_eq!(world.component("forfait", "fees", 0), 0);
    assert_eq!(world.total("forfait", 0), 20_000_000);
}

#[test]
fn a_capitation_at_a_share_leaves_the_rest_of_every_fee() {
    // 40 % of 200,000 and 60 % of 300,000: 80,000 + 180,000.
    let world = with_capitation("share = 0.4", &[]);
    assert_eq!(world.component("forfait", "list", 0), 8_000_000);
    assert_eq!(world.component("forfait", "fees", 0), 18_000_000);
}

#[test]
fn a_capitation_of_nothing_is_fee_for_service_to_the_cent() {
    let world = with_capitation("share = 0", &[]);
    assert_eq!(world.result("forfait").paid, world.result("current").paid);
    assert_eq!(world.component("forfait", "list", 0), 0);
    assert_eq!(world.total("forfait", 0), 30_000_000);
}

#[test]
fn a_capitation_that_is_phased_in_and_ends_hands_over_from_fees_and_back() {
    // Years 2025 to 2028; from 2026 in two steps: 0, ½, 1; it ends with 2027: 0.
    let world = with_capitation(
        "from_year = 2026\nuntil_year = 2027\nphase_in_years = 2",
        &["run.years=4"],
    );
    assert_eq!(
        world.by_year("forfait", "list"),
        [0, 10_000_000, 20_000_000, 0]
    );
    assert_eq!(
        world.by_year("forfait", "fees"),
        [30_000_000, 15_000_000, 0, 30_000_000]
    );
}

#[test]
fn the_amount_is_adjusted_for_age_deprivation_and_lower_class() {
    // All 1,000 are of forty: 1.5. Half of them are in the second class of deprivation (2), and everyone there is in the
    // lower class of copayments (1.2), nobody in the first. Shares of the classes are drawn, so that the sum is only known
    // from the two parts: 300·n1 + 720·n2 with n1 + n2 = 1,000.
    let world = with_capitation(
        "age_ratios = [{ age_from = 30, age_below = 50, ratio = 1.5 }]\ndeprivation_ratios = [1, 2]\nlower_class_ratio = 1.2",
        &[
            "population.deprivation=[0.5, 0.5]",
            "patient.lower_class=[0, 1]",
        ],
    );
    let second = world.outcome("current", "qalys", "deprivation_1", 0);
    let first = world.outcome("current", "qalys", "deprivation_0", 0);
    assert_eq!(first + second, 1_000.0);
    let exact = 300.0 * first + 720.0 * second;
    assert_eq!(
        world.component("forfait", "list", 0),
        (exact * 100.0) as i64
    );
}

#[test]
fn the_amount_can_follow_the_state_that_people_live_in() {
    // Everybody is well, at 0.8: 160,000.
    let world = with_capitation("state_ratios = { well = 0.8 }", &[]);
    assert_eq!(world.component("forfait", "list", 0), 16_000_000);
}

#[test]
fn copayments_are_part_of_the_forfait_unless_it_waives_them() {
    // 6,000 visits × 4 EUR = 24,000 of the 200,000.
    let sets = &["service.visit.copayment=4"];
    let share = "[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"";
    let world = with_capitation(share, sets);
    assert_eq!(world.component("forfait", "own_part", 0), 2_400_000);
    assert_eq!(world.component("forfait", "list", 0), 17_600_000);
    let waived = with_capitation(&format!("waives_copayments = true\n{share}"), sets);
    assert_eq!(waived.component("forfait", "own_part", 0), 0);
    assert_eq!(waived.component("forfait", "list", 0), 20_000_000);
}

#[test]
fn statutory_payers_pay_a_forfait_that_names_none() {
    let world = town(
        "[[arm]]\nname = \"forfait\"\n[[arm.component]]\nname = \"list\"\nkind = \"capitation\"\nrecipient = \"nurse\"\namount = 200\n",
        &[],
    );
    assert_eq!(
        world.flow("forfait", "list", "insurer", "nurse", 0),
        14_000_000
    );
    assert_eq!(
        world.flow("forfait", "list", "municipality", "nurse", 0),
        6_000_000
    );
}

#[test]
fn the_sicker_the_panel_the_worse_a_flat_forfait_pays() {
    // An hour a visit at 40 EUR: every visit more a person costs 40,000 and brings nothing.
    let margin = |visits: u32| {
        let world = with_capitation(
            "",
            &[
                "discipline.nurse.hourly_cost=40",
                &format!(
                    "need.help.services=[{{ service = \"visit\", units = {visits}, spread = \"fixed\" }}]"
                ),
            ],
        );
        let nurse = world.result("forfait").providers[0][0];
        nurse.income - nurse.cost.expect("a cost")
    };
    assert_eq!(margin(4), 200_000.0 - 160_000.0);
    assert_eq!(margin(6), 200_000.0 - 240_000.0);
    assert_eq!(margin(8), 200_000.0 - 320_000.0);
}

#[test]
fn a_forfait_adjusted_for_health_pays_for_the_sick() {
    // Half are ill and need twelve visits, the others none: at ratios 2 and 0 the list pays what it did.
    let world = with_capitation(
        "state_ratios = { well = 0, ill = 2 }",
        &[
            "state=[{ name = \"well\" }, { name = \"ill\" }, { name = \"dead\", place = \"none\" }]",
            "population.prevalence=[{ shares = { well = 0.5, ill = 0.5 } }]",
        ],
    );
    let ill = world.outcome("current", "state_years", "ill", 0);
    assert_eq!(
        world.component("forfait", "list", 0),
        (ill * 400.0 * 100.0) as i64
    );
}

#[test]
fn ratios_of_states_and_of_deprivation_multiply() {
    // Everybody is well, at 0.8, and in the second class, at 1.25: 200 EUR a resident.
    let world = with_capitation(
        "state_ratios = { well = 0.8 }\ndeprivation_ratios = [1, 1.25]",
        &["population.deprivation=[0, 1]"],
    );
    assert_eq!(world.component("forfait", "list", 0), 20_000_000);
}

#[test]
fn a_forfait_without_payers_is_paid_by_those_of_the_care_it_replaces_though_nobody_used_it() {
    // Nobody falls: a forfait of 10 EUR for nights is the fund's, which pays all of a night; visits are paid as before.
    let more = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { fund = 1 }
[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 0 }
services = [{ service = "night", units = 1 }]
[[arm]]
name = "nights"
like = "current"
[[arm.component]]
name = "forfait"
kind = "capitation"
recipient = "hospital"
services = ["night"]
amount = 10
"#;
    let world = town(more, &[]);
    let paid = ["insurer", "municipality", "fund"].map(|payer| world.paid("nights", payer, 0));
    assert_eq!(paid, [21_000_000, 9_000_000, 1_000_000]);
}
