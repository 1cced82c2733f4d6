//! Contracts on savings over the whole town, which a payer can receive.

use caremix::component::neutral::UNSCALED;
use caremix::provision::Responses;

use crate::world::{TOWN, World, assert_close, live, mean_of_year};

/// The town, in which care costs the insurer 210 EUR a person each year and the municipality 90, with a contract from 2026 on.
fn contract(keys: &str, savings: &str, more: &str) -> World {
    let text = format!(
        r#"
[[arm]]
name = "contract"
like = "current"
[[arm.component]]
name = "savings"
kind = "shared_savings"
from_year = 2026
payers = {{ insurer = 1 }}
savings = {{ rate = 0.5, unit = "town", {savings} }}
{keys}
{more}
"#
    );
    live(TOWN, &text, &["run.years=3"])
}

const TO_MUNICIPALITY: &str = "recipient = \"municipality\"";
const GENEROUS: &str = "benchmark = \"trend\", trend = 0.1";

/// All visits are avoided.
const AVOIDED: &str = r#"
[[arm.effect]]
name = "prevention"
targets = [{ units = "visit" }]
reduction = 1
"#;

#[test]
fn what_a_payer_receives_is_its_own_money_and_cancels_in_the_sum() {
    // 1,000 persons · (231 − 210) · 0.5 = 10,500 EUR, then (254.1 − 210) · 500 = 22,050.
    let world = contract(TO_MUNICIPALITY, GENEROUS, "");
    let flow = |year| world.flow("contract", "savings", "insurer", "municipality", year);
    assert_eq!([0, 1, 2].map(flow), [0, 1_050_000, 2_205_000]);
    let paid = |payer: &str| [0, 1, 2].map(|year| world.paid("contract", payer, year));
    assert_eq!(paid("insurer"), [21_000_000, 22_050_000, 23_205_000]);
    assert_eq!(paid("municipality"), [9_000_000, 7_950_000, 6_795_000]);
    assert_eq!(
        [0, 1, 2].map(|year| world.total("contract", year)),
        [30_000_000; 3]
    );
    assert_eq!(world.received("contract", "network", 1), 0);
}

#[test]
fn it_needs_no_lists_and_a_discipline_or_the_network_can_receive_it_too() {
    let world = contract("", GENEROUS, "");
    assert_eq!(world.received("contract", "network", 1), 1_050_000);
    let world = contract("recipient = \"nurse\"", GENEROUS, "");
    assert_eq!(
        world.received("contract", "nurse", 1),
        30_000_000 + 1_050_000
    );
    assert_eq!(world.total("contract", 1), 31_050_000);
}

#[test]
fn only_the_disciplines_named_and_the_payers_named_count() {
    // Nobody is in hospital; of nurses the municipality pays 90 EUR a person: 9 and 18.9 saved a person, half of it.
    let of = |discipline: &str, savings_of: &str| {
        let keys = format!("{TO_MUNICIPALITY}\ndisciplines = [\"{discipline}\"]");
        let savings = format!("{GENEROUS}, savings_of = [{savings_of}]");
        contract(&keys, &savings, "").by_year("contract", "savings")
    };
    assert_eq!(of("hospital", "\"insurer\""), [0, 0, 0]);
    assert_eq!(of("nurse", "\"municipality\""), [0, 450_000, 945_000]);
    let both = "\"insurer\", \"municipality\"";
    assert_eq!(of("nurse", both), [0, 1_500_000, 3_150_000]);
}

#[test]
fn a_true_saving_is_paid_on_the_comparators_spending_and_a_loss_back() {
    // Nothing is left of 210 EUR a person: half of it is paid, from the first year of the contract on.
    let saved = contract(TO_MUNICIPALITY, "benchmark = \"comparator\"", AVOIDED);
    assert_eq!(
        saved.by_year("contract", "savings"),
        [0, 10_500_000, 10_500_000]
    );
    // A trend of −20 %: 168 expected of 210, 42 lost; 134.4 and 75.6 in the year after.
    let trend = "benchmark = \"trend\", trend = -0.2, loss_rate = 0.4";
    let lost = contract(TO_MUNICIPALITY, trend, "");
    assert_eq!(
        lost.by_year("contract", "savings"),
        [0, -1_680_000, -3_024_000]
    );
    assert_eq!(
        lost.paid("contract", "municipality", 1),
        9_000_000 + 1_680_000
    );
    assert_eq!(lost.paid("contract", "insurer", 1), 21_000_000 - 1_680_000);
}

#[test]
fn what_contracts_hold_of_care_avoided_is_not_saved_yet() {
    // Of the price 60 % do not follow the volume, and half of what is left is taken in a year: of the insurer's 210,000 EUR avoided,
    // 0.6 · 0.5^t · 0.5/ln 2 are still paid in the year t, 45,444.89 and 22,722.44.
    let held = r#"
[[contract]]
variable_share = 0.4
renegotiated_share = 0.5
"#;
    let comparator = "benchmark = \"comparator\"";
    let world = contract(TO_MUNICIPALITY, comparator, &format!("{AVOIDED}{held}"));
    let paid = world.by_year("contract", "savings");
    for (found, expected) in paid.iter().zip([0, 8_227_756, 9_363_878]) {
        assert!((found - expected).abs() <= 1, "{paid:?}");
    }
}

#[test]
fn money_that_is_agreed_beside_care_is_no_spending_of_the_contract() {
    let grant = r#"
[[arm.component]]
name = "project"
kind = "project_grant"
recipient = "nurse"
amount = 50000
until_year = 2030
payers = { insurer = 1 }
"#;
    let world = contract(TO_MUNICIPALITY, GENEROUS, grant);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 1_050_000, 2_205_000]
    );
}

#[test]
fn a_pool_does_not_balance_what_one_payer_gives_another() {
    // Insurer and municipality pool what they pay for care, 300,000 EUR as in the first year: nothing is short. What the insurer gives
    // the municipality stays with it.
    let pool = r#"
[[arm.component]]
name = "pool"
kind = "pooled_budget"
payers_pooled = ["insurer", "municipality"]
split = "equal"
"#;
    let world = contract(TO_MUNICIPALITY, GENEROUS, pool);
    assert_eq!(world.by_year("contract", "pool"), [0, 0, 0]);
    assert_eq!(world.paid("contract", "municipality", 1), 7_950_000);
}

#[test]
fn what_a_payer_receives_is_no_income_of_those_who_give_care() {
    // All income is paid per unit, and at the reference of 1 integration stays; where the network receives 10,500 EUR of 2026
    // beside 300,000, in 2027 it moves towards logistic(5 · (300/310.5 − 1)) = logistic(−0.16908) = 0.45783 within a year.
    let dynamic = "[integration]\nsurvey = [{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]\n\
        years = 1\n[integration.dynamic]\ncompetition = { beta = 5, reference = 1 }\n";
    let last = |keys: &str| {
        let world = contract(keys, GENEROUS, dynamic);
        world.outcome("contract", "integration", "all", 2)
    };
    assert_eq!(last(TO_MUNICIPALITY), 0.5);
    let exact = mean_of_year(0.5, 0.457_83, 1.0, 0);
    // The cycles of a quarter are as exact as one.
    assert!((last("") - exact).abs() < 1e-4, "{}", last(""));
}

#[test]
fn savings_that_a_payer_receives_are_none_of_those_who_refer() {
    // Half of what nights cost is kept where the network has the contract: 1 − 0.4 · 0.5.
    let more = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 1 }
services = [{ service = "visit", units = 1 }]
escalation = [{ service = "night", probability = 0.3 }]
[[incentive]]
discipline = "nurse"
downstream = 0.4
"#;
    for (keys, ratio) in [("", 0.8), (TO_MUNICIPALITY, 1.0)] {
        let world = contract(keys, GENEROUS, more);
        // The arm is the second, the need too.
        let escalation = Responses::new(world.plan.means(), 1, 1, &UNSCALED).escalation[0][1];
        assert_close(escalation, ratio);
    }
}
