//! One fee of a team divided over its disciplines; a bonus that a discipline receives instead of the network; an own part that is
//! lower, but not nothing, for those enrolled.

use crate::world::{TOWN, World, assert_close, live, town};

/// An episode fee for everybody's permanent need, divided over nurse and hospital.
fn team(shares: &str, more: &str) -> String {
    format!(
        r#"
[[arm]]
name = "team"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
recipient_shares = {shares}
needs = ["help"]
amount = 200
{more}"#
    )
}

#[test]
fn a_teams_fee_is_divided_over_its_disciplines() {
    // 1,000 × 200 = 200,000: 150,000 and 50,000, each 0.7 and 0.3 by the statutory payers of the visits.
    let world = town(&team("{ nurse = 0.75, hospital = 0.25 }", ""), &[]);
    let flow = |payer: &str, to: &str| world.flow("team", "episodes", payer, to, 0);
    assert_eq!(flow("insurer", "nurse"), 10_500_000);
    assert_eq!(flow("municipality", "nurse"), 4_500_000);
    assert_eq!(flow("insurer", "hospital"), 3_500_000);
    assert_eq!(flow("municipality", "hospital"), 1_500_000);
    assert_eq!(world.total("team", 0), 20_000_000);
    assert_eq!(world.received("team", "nurse", 0), 15_000_000);
}

#[test]
fn the_one_who_leads_need_not_share() {
    let world = town(&team("{ hospital = 1 }", ""), &[]);
    assert_eq!(world.received("team", "nurse", 0), 0);
    assert_eq!(world.received("team", "hospital", 0), 20_000_000);
}

#[test]
fn a_teams_fee_is_divided_to_the_cent() {
    // 7 × 33.33 = 233.31 EUR: 116.655 each, of which the odd cent is the first one's. 116.66 by 0.7 and 0.3: 81.662 and 34.998, the
    // cent left over to the municipality, 35.00; 116.65: 81.655 and 34.995, a tie that goes to the first, 81.66.
    let world = town(
        &team("{ nurse = 0.5, hospital = 0.5 }", ""),
        &[
            "population.bands=[{ age_from = 40, age_below = 41, female = 7, male = 0 }]",
            "arm.team.component.episodes.amount=33.33",
        ],
    );
    let of = |recipient: &str| {
        ["insurer", "municipality"].map(|payer| world.flow("team", "episodes", payer, recipient, 0))
    };
    assert_eq!(world.received("team", "nurse", 0), 11_666);
    assert_eq!(world.received("team", "hospital", 0), 11_665);
    assert_eq!(of("nurse"), [8_166, 3_500]);
    assert_eq!(of("hospital").iter().sum::<i64>(), 11_665);
    assert_eq!(world.total("team", 0), 23_331);
}

#[test]
fn residents_pay_their_part_of_every_member_of_the_team() {
    // A copayment of 7.50 for each of 6,000 visits: 45,000 of 200,000 EUR, three quarters of it with the nurse.
    let more = "[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n";
    let world = town(
        &team("{ nurse = 0.75, hospital = 0.25 }", more),
        &["service.visit.copayment=7.50"],
    );
    let own = |to: &str| world.flow("team", "own_part", "resident", to, 0);
    assert_eq!([own("nurse"), own("hospital")], [3_375_000, 1_125_000]);
    assert_eq!(world.paid("team", "insurer", 0), 15_500_000 * 7 / 10);
    assert_eq!(world.total("team", 0), 20_000_000);
}

const PRACTICES: [&str; 1] =
    ["discipline.nurse.practices={ count = 2, panels = true, sizes = [1, 9] }"];

/// What the practices have in all in the first year.
fn practices(world: &World, arm: &str) -> f64 {
    let practices = &world.result(arm).practices[0];
    practices.iter().map(|practice| practice.income).sum()
}

#[test]
fn practices_have_their_disciplines_part_of_a_teams_fee() {
    let arm = team("{ nurse = 0.75, hospital = 0.25 }", "");
    let world = live(TOWN, &arm, &PRACTICES);
    assert_close(practices(&world, "team"), 150_000.0);
    // By list, and not by the practices' sizes: 150 EUR each, of whole residents.
    for practice in &world.result("team").practices[0] {
        let residents = practice.income / 150.0;
        assert_close(residents, residents.round());
    }
}

/// Six visits a resident between a floor of 4 and a target of 8 score 0.5: 5 EUR a resident.
fn bonus(recipient: &str) -> String {
    format!(
        r#"
[[arm]]
name = "bonus"
like = "current"

[[arm.component]]
name = "bonus"
kind = "quality_bonus"
{recipient}
amount = 10
payers = {{ insurer = 1 }}
indicators = [{{ measure = "units_per_resident", service = "visit", weight = 1, floor = 4, target = 8 }}]
"#
    )
}

#[test]
fn a_bonus_goes_to_the_network_or_to_a_discipline_and_its_practices() {
    let network = live(TOWN, &bonus(""), &PRACTICES);
    assert_eq!(network.received("bonus", "network", 0), 500_000);
    assert_eq!(network.received("bonus", "nurse", 0), 30_000_000);
    assert_close(practices(&network, "bonus"), 300_000.0);
    let nurses = live(TOWN, &bonus("recipient = \"nurse\""), &PRACTICES);
    assert_eq!(nurses.received("bonus", "network", 0), 0);
    assert_eq!(nurses.received("bonus", "nurse", 0), 30_500_000);
    assert_close(practices(&nurses, "bonus"), 305_000.0);
    for practice in &nurses.result("bonus").practices[0] {
        let residents = practice.income / 305.0;
        assert_close(residents, residents.round());
    }
}

/// Six visits at 50 EUR with a copayment of 7.50, of which a part is left.
fn left(component: &str) -> World {
    let arm = format!(
        r#"
[[arm.component]]
name = "own_part"
kind = "patient_share"

[[arm]]
name = "lower"
like = "current"
{component}"#
    );
    town(&arm, &["service.visit.copayment=7.50"])
}

#[test]
fn a_part_of_the_copayment_is_left_and_the_payers_have_the_rest() {
    // 45,000 EUR by residents; 40 % of it are 18,000, and the other payers have 282,000.
    let fees =
        "[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\ncopayment_share = 0.4\n";
    let world = left(fees);
    assert_eq!(world.paid("current", "resident", 0), 4_500_000);
    assert_eq!(world.paid("lower", "resident", 0), 1_800_000);
    assert_eq!(world.paid("lower", "insurer", 0), 19_740_000);
    assert_eq!(world.paid("lower", "municipality", 0), 8_460_000);
    assert_eq!(world.total("lower", 0), 30_000_000);
}

#[test]
fn a_part_is_left_inside_an_episode_fee_as_waiving_leaves_none() {
    let episodes = |key: &str| {
        format!(
            "[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 200\n{key}\n"
        )
    };
    for (key, cents) in [
        ("", 4_500_000),
        ("copayment_share = 1", 4_500_000),
        ("copayment_share = 0.4", 1_800_000),
        ("copayment_share = 0", 0),
        ("waives_copayments = true", 0),
    ] {
        let world = left(&episodes(key));
        assert_eq!(world.paid("lower", "resident", 0), cents, "{key}");
        assert_eq!(world.total("lower", 0), 20_000_000, "{key}");
    }
}

#[test]
fn a_capitation_for_a_part_leaves_fees_with_the_whole_copayment() {
    // Of each visit 40 % by list, at a quarter of the copayment, and 60 % by fee, at all of it: 0.1 + 0.6 of 45,000 = 31,500.
    let world = left(
        "[[arm.component]]\nname = \"list\"\nkind = \"capitation\"\nrecipient = \"nurse\"\namount = 300\nshare = 0.4\ncopayment_share = 0.25\n",
    );
    assert_eq!(world.paid("lower", "resident", 0), 3_150_000);
    assert_eq!(world.total("lower", 0), 30_000_000);
}

#[test]
fn those_who_are_enrolled_pay_less_than_those_who_are_not() {
    // Every resident is on the list of a practice that takes part, and consents; the fee for participants comes first.
    let component = r#"
[[arm.component]]
name = "inside"
kind = "fee_for_service"
applies_to = "participants"
copayment_share = 0.5

[participation]
start = CONSENT
join = -50
stay = 50
consent = 1
"#;
    for (start, cents) in [("1", 2_250_000), ("0", 4_500_000)] {
        let arm = component.replace("CONSENT", start);
        let more = format!(
            "\n[[arm.component]]\nname = \"own_part\"\nkind = \"patient_share\"\n\n[[arm]]\nname = \"lower\"\nlike = \"current\"\n{arm}"
        );
        let sets = [
            "service.visit.copayment=7.50",
            "discipline.nurse.practices={ count = 2, panels = true }",
        ];
        let world = town(&more, &sets);
        assert_eq!(world.paid("lower", "resident", 0), cents, "{start}");
    }
}
