//! What payment makes providers do, and the steps from one arm to the other.

use caremix::component::neutral::UNSCALED;
use caremix::provision::Responses;

use crate::world::{TOWN, World, assert_close, live, plan};

/// The town under a forfait for everything, with `more`.
fn forfait(more: &str, sets: &[&str]) -> World {
    let text = format!(
        r#"
[[arm]]
name = "forfait"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = {{ insurer = 1 }}
{more}
"#
    );
    live(TOWN, &text, sets)
}

/// A hospital that the need may escalate to.
const NIGHT: &str = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
"#;

#[test]
fn providers_who_are_not_paid_for_a_unit_deliver_fewer() {
    // π = 0 under the forfait and 1 where it was observed: 1 − 0.1 = 0.9 of 6,000 visits, give or take the luck of a unit
    // per person and cycle: 1.5 visits a cycle are 1 or 2 of 0.9 or 1.8, always rounded by a draw: mean 5,400.
    let world = forfait("[[incentive]]\ndiscipline = \"nurse\"\nvolume = 0.1\n", &[]);
    let visits = world.outcome("forfait", "service_units", "visit", 0);
    // Var of floor(n·f + u) with fraction p is p(1 − p): 2,000 cycles each of 0.9 and 1.8: 2,000·(0.09 + 0.16).
    let error = (2_000.0_f64 * (0.09 + 0.16)).sqrt();
    assert!((visits - 5_400.0).abs() < 4.0 * error, "{visits}");
    assert_eq!(
        world.outcome("current", "service_units", "visit", 0),
        6_000.0
    );
}

#[test]
fn nothing_changes_in_the_arm_under_which_rates_were_observed() {
    // Seen from the forfait, paying per unit is what changes: 1 / (1 − 0.1).
    let world = forfait(
        "[[incentive]]\ndiscipline = \"nurse\"\nvolume = 0.1\n",
        &["observed_under=\"forfait\"", "run.replications=20"],
    );
    assert_eq!(
        world.outcome("forfait", "service_units", "visit", 0),
        6_000.0
    );
    let visits = world.outcomes("current", "service_units", "visit", 0);
    let mean = visits.iter().sum::<f64>() / 20.0;
    assert!((mean - 6_000.0 / 0.9).abs() < 15.0, "{mean}");
}

#[test]
fn switching_incentives_off_leaves_the_same_care_to_the_unit() {
    let incentive =
        "[[incentive]]\ndiscipline = \"nurse\"\nvolume = 0.3\nreferral = 0.2\nepisodes = 0.1\n";
    let world = forfait(incentive, &["layers.incentives=false"]);
    assert_eq!(
        world.outcome("forfait", "service_units", "visit", 0),
        6_000.0
    );
    assert_eq!(world.total("forfait", 0), 30_000_000);
}

#[test]
fn unpaid_units_are_referred_and_borne_cost_is_not() {
    // Everybody's need escalates with 0.4 a year (0.1 a cycle). φ = 0.5 under π = 0: 1.5 times as often; with a share of
    // g = 0.5 of what it costs kept and ψ = 0.4: 1 + 0.5·0.5 − 0.4·0.5 = 1.05.
    let text = |savings: &str| {
        format!(
            r#"
{NIGHT}
[[arm]]
name = "forfait"
like = "current"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = {{ insurer = 1 }}
{savings}
[[incentive]]
discipline = "nurse"
referral = 0.5
downstream = 0.4
"#
        )
    };
    let sets: &[&str] = &[
        "need.help.escalation=[{ service = \"night\", probability = 0.4 }]",
        "run.replications=40",
        "discipline.nurse.practices={ count = 1, panels = true }",
        "run.years=2",
    ];
    let ratio = |world: &World| {
        let nights = |arm: &str| {
            world
                .outcomes(arm, "service_units", "night", 1)
                .iter()
                .sum::<f64>()
        };
        nights("forfait") / nights("current")
    };
    // 40 replications × 1,000 × 0.4 = 16,000 nights: an error of about 1 % in the ratio.
    let plain = ratio(&live(TOWN, &text(""), sets));
    assert!((plain - 1.5).abs() < 0.05, "{plain}");
    let savings = "[[arm.component]]\nname = \"savings\"\nkind = \"shared_savings\"\nfrom_year = 2026\npayers = { insurer = 1 }\nsavings = { rate = 0.5, benchmark = \"trend\", trend = 0 }";
    let shared = ratio(&live(TOWN, &text(savings), sets));
    assert!((shared - 1.05).abs() < 0.04, "{shared}");
}

/// Escalations of a need in two years of an arm with a pooled budget in the second, over those as observed. The need
/// escalates to nights of 400 EUR with 0.3 and to days of 200 EUR with 0.4 a case: 120 + 80 = 200 EUR. Of nights the
/// insurer pays 75 %, the fund the rest; of days the municipality pays all. φ = 0.5 under π = 0, ψ = 0.4.
fn pooled(pool: &str) -> [f64; 2] {
    pooled_with(pool, &[])
}

fn pooled_with(pool: &str, sets: &[&str]) -> [f64; 2] {
    let text = format!(
        r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = {{ insurer = 0.75, fund = 0.25 }}
[[service]]
name = "day"
discipline = "hospital"
category = "day_care"
line = "second"
price = 200
payers = {{ municipality = 1 }}
[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = {{ well = 1 }}
services = [{{ service = "visit", units = 1 }}]
escalation = [{{ service = "night", probability = 0.3 }}, {{ service = "day", probability = 0.4 }}]
[[arm]]
name = "pooled"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = {{ insurer = 1 }}
[[arm.component]]
name = "nights"
kind = "fee_for_service"
disciplines = ["hospital"]
[[arm.component]]
name = "pool"
kind = "pooled_budget"
payers_pooled = ["insurer", "municipality"]
from_year = 2026
{pool}
[[incentive]]
discipline = "nurse"
referral = 0.5
downstream = 0.4
"#
    );
    let plan = plan(TOWN, &text, &[&["run.years=2"], sets].concat());
    // The arm is the second, the need too.
    [0, 1].map(|year| Responses::new(plan.means(), 1, year, &UNSCALED).escalation[0][1])
}

#[test]
fn the_network_bears_of_escalations_what_a_pooled_budget_covers_of_them() {
    let assert_second_year = |pool: &str, borne: f64| {
        let [before, after] = pooled(pool);
        // Before the pool begins nothing is borne: 1 + 0.5.
        assert_close(before, 1.5);
        assert_close(after, 1.0 + 0.5 * (1.0 - borne) - 0.4 * borne);
    };
    // All care: 0.75 · 120 + 80 = 170 of 200 EUR is in the pool, of which the network bears 0.4: g = 0.34, and
    // 1 + 0.5 · 0.66 − 0.4 · 0.34 = 1.194.
    assert_second_year("network_share = 0.4", 0.34);
    assert_close(pooled("network_share = 0.4")[1], 1.194);
    // Day care alone: 80 of 200 EUR, g = 0.16.
    let days = "network_share = 0.4\ncategories = [\"day_care\"]";
    assert_second_year(days, 0.16);
    // A pool of what goes to the nurses loses nothing when a resident goes to hospital, and one that leaves surplus and
    // deficit to the payers makes the network bear nothing.
    assert_second_year("network_share = 0.4\ndisciplines = [\"nurse\"]", 0.0);
    assert_second_year("", 0.0);
}

#[test]
fn what_is_paid_beside_a_pool_bears_nothing_of_escalations_and_those_that_cost_nothing_bear_nothing()
 {
    // Of 200 EUR the network bears 0.34, whatever contracts hold, a platform costs or an episode of worries is paid.
    let beside = r#"network_share = 0.4
[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "hospital"
needs = ["worries"]
amount = 100
[[arm.component]]
name = "levy"
kind = "platform_levy"
rule = "equal"
[[need]]
name = "worries"
class = "temporary"
domain = "psychological"
rates = { well = 1 }
services = [{ service = "night", units = 1 }]
[platform]
cost = 1000
patience = 1
partners = [{ payer = "insurer", benefit = 10 }, { payer = "fund", benefit = 10 }]
[[contract]]
variable_share = 0
renegotiated_share = 0
"#;
    assert_close(pooled(beside)[1], 1.194);
    let free = ["service.night.price=0", "service.day.price=0"];
    assert_eq!(pooled_with("network_share = 0.4", &free), [1.5, 1.5]);
}

#[test]
fn who_is_paid_no_differently_when_a_need_escalates_bears_nothing_of_it() {
    // Beside the pool, of whose escalations the network bears g = 0.34.
    let indicators =
        "indicators = [{ measure = \"needs_met\", weight = 1, floor = 0, target = 1 }]";
    let to_nurses = "recipient = \"nurse\"";
    let amount = "amount = 1\npayers = { fund = 1 }";
    let kinds = [
        ("network_fee", amount.to_string()),
        ("innovation_fee", amount.to_string()),
        ("quality_bonus", format!("{amount}\n{indicators}")),
        ("practice_fee", format!("{amount}\n{to_nurses}")),
        (
            "state_fee",
            format!("{amount}\n{to_nurses}\nstates = [\"well\"]"),
        ),
        (
            "project_grant",
            format!("{amount}\n{to_nurses}\nuntil_year = 2026"),
        ),
        ("transition_budget", amount.to_string()),
        ("service_fee", "services = [\"day\"]".to_string()),
        ("patient_share", String::new()),
    ];
    for (kind, keys) in kinds {
        let more = format!("[[arm.component]]\nname = \"more\"\nkind = \"{kind}\"\n{keys}");
        let found = pooled(&format!("network_share = 0.4\n{more}"))[1];
        assert!((found - 1.194).abs() < 1e-9, "{kind}: {found}");
    }
}

#[test]
fn who_sees_a_patient_now_and_then_refers_the_patients_of_the_hospital_too() {
    // Follow-up asks half a visit and 3.5 nights a year. Of those only nurses have incentives: 1 + 0.5 under π = 0. What
    // the hospital does alone stays as observed.
    let text = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
[[need]]
name = "follow_up"
class = "permanent"
domain = "medical"
prevalence = { well = 0.1 }
services = [{ service = "visit", units = 0.5 }, { service = "night", units = 3.5 }]
escalation = [{ service = "night", probability = 0.3 }]
[[need]]
name = "treatment"
class = "permanent"
domain = "medical"
prevalence = { well = 0.1 }
services = [{ service = "night", units = 3.5 }]
escalation = [{ service = "night", probability = 0.3 }]
[[arm]]
name = "forfait"
like = "current"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = { insurer = 1 }
[[incentive]]
discipline = "nurse"
referral = 0.5
"#;
    let plan = plan(TOWN, text, &[]);
    let escalation = &Responses::new(plan.means(), 1, 0, &UNSCALED).escalation[0];
    assert_close(escalation[1], 1.5);
    assert_eq!(escalation[2], 1.0);
}

#[test]
fn a_fee_above_the_value_of_its_units_makes_more_episodes() {
    // Two visits of 50 are worth 100; a fee of 120 with ω = 0.5: 1 + 0.5·0.2 = 1.1 times the episodes.
    let text = r#"
[[need]]
name = "flu"
class = "temporary"
domain = "medical"
rates = { well = 2 }
services = [{ service = "visit", units = 2, spread = "fixed" }]
[[arm]]
name = "episodes"
like = "current"
[[arm.component]]
name = "flu_fee"
kind = "episode_fee"
recipient = "nurse"
needs = ["flu"]
amount = 120
[[incentive]]
discipline = "nurse"
episodes = 0.5
"#;
    let world = live(TOWN, text, &["run.replications=40"]);
    let needs = |arm: &str| world.outcomes(arm, "needs", "flu", 0).iter().sum::<f64>();
    // 80,000 episodes, and 8,000 more: an error of 0.1 %.
    assert!((needs("episodes") / needs("current") - 1.1).abs() < 0.005);
}

#[test]
fn practices_share_what_their_discipline_receives_and_the_smaller_one_varies_more() {
    // Two practices, one nine times the other; needs by chance, fees per unit, cost per hour at 40 of 50.
    let text = r#"
[[need]]
name = "flu"
class = "acute"
domain = "medical"
rates = { well = 2 }
services = [{ service = "visit", units = 2 }]
[[arm]]
name = "forfait"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = { insurer = 1 }
"#;
    let world = live(
        TOWN,
        text,
        &[
            "run.replications=60",
            "discipline.nurse.practices={ count = 2, panels = true, sizes = [1, 9] }",
            "discipline.nurse.hourly_cost=40",
        ],
    );
    let mut margins: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for replication in &world.run.replications {
        let arm = &replication.arms[1];
        let income: f64 = arm.practices[0]
            .iter()
            .map(|practice| practice.income)
            .sum();
        assert_close(income, arm.providers[0][0].income);
        for (margins, practice) in margins.iter_mut().zip(&arm.practices[0]) {
            let cost = practice.cost.expect("a cost");
            margins.push((practice.income - cost) / practice.fte.expect("hours"));
        }
    }
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
    };
    // A list a ninth of the size has nine times the variance.
    let ratio = variance(&margins[0]) / variance(&margins[1]);
    assert!(ratio > 3.0, "{ratio}");
}

#[test]
fn selection_keeps_the_sickest_out_of_a_flat_forfait_and_not_out_of_one_adjusted_for_health() {
    // The ill need 24 visits (1,200 EUR) under a fee of 300: exp(−σ·3) of the odds of consent, 1/1: with σ = 1 the chance
    // is e⁻³/(1 + e⁻³) = 0.0474.
    let text = |keys: &str| {
        format!(
            r#"
[[need]]
name = "illness"
class = "permanent"
domain = "medical"
prevalence = {{ ill = 1 }}
services = [{{ service = "visit", units = 24, spread = "fixed" }}]
[[arm]]
name = "network"
like = "current"
[[arm.component]]
name = "list"
kind = "capitation"
applies_to = "participants"
recipient = "nurse"
amount = 300
payers = {{ insurer = 1 }}
{keys}
[participation]
start = 1
join = 100
stay = 100
consent = 0.5
[[incentive]]
discipline = "nurse"
selection = 1
"#
        )
    };
    let sets: &[&str] = &[
        "state=[{ name = \"fit\", utility = 1 }, { name = \"well\", utility = 0.9 }, { name = \"ill\", utility = 0.5 }, { name = \"dead\", place = \"none\" }]",
        "population.prevalence=[{ shares = { fit = 0.5, ill = 0.5 } }]",
        "need.help.prevalence={ fit = 1 }",
        "discipline.nurse.practices={ count = 1, panels = true }",
    ];
    let units_inside = |keys: &str| {
        let world = live(TOWN, &text(keys), sets);
        (
            world.component("network", "list", 0),
            world.outcome("network", "enrolled", "all", 0),
        )
    };
    // Half of 500 fit and 4.7 % of 500 ill; without selection half of everyone.
    let (_, flat) = units_inside("");
    assert!((flat - 0.2737).abs() < 0.05, "{flat}");
    let (_, adjusted) = units_inside("state_ratios = { ill = 4 }");
    assert!((adjusted - 0.5).abs() < 0.063, "{adjusted}");
}
