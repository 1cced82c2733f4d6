//! What each of two practices receives and costs: fees by who is on its list, by units, years and episodes; the rest by its
//! share; hours at what an hour costs it.
//!
//! Who is on which list is drawn, so that a list is no exact tenth of the residents: what is earned person by person and
//! what is divided by shares can be told apart. How many there are follows from the hours, six for each of them.

use caremix::outcome::Provider;

use crate::world::{TOWN, World, assert_close, live};

/// One practice nine times the other, by size.
const SHARES: [f64; 2] = [0.1, 0.9];

const HOURS_PER_FTE: f64 = 1500.0;

/// Visits, and hours, of a resident in a year.
const HOURS: f64 = 6.0;

fn world(component: &str, practices: &str, sets: &[&str]) -> World {
    let arm = format!("[[arm]]\nname = \"paid\"\nlike = \"current\"\n{component}");
    let practices = format!(
        "discipline.nurse.practices={{ count = 2, panels = true, sizes = [1, 9]{practices} }}"
    );
    let costs = [
        &practices,
        "discipline.nurse.hourly_cost=40",
        "discipline.nurse.hours_per_fte=1500",
        "discipline.nurse.fixed_cost=5000",
        "run.years=2",
    ];
    live(TOWN, &arm, &[&costs[..], sets].concat())
}

fn practices(world: &World, year: usize) -> [Provider; 2] {
    let practices = &world.result("paid").practices[year];
    [practices[0], practices[1]]
}

/// Residents on each list, from the hours of the first year.
fn listed(world: &World) -> [f64; 2] {
    let residents = practices(world, 0).map(|practice| {
        let residents = practice.fte.expect("hours") * HOURS_PER_FTE / HOURS;
        assert_close(residents, residents.round());
        residents.round()
    });
    assert_eq!(residents.iter().sum::<f64>(), 1_000.0);
    assert_ne!(residents[0], 100.0, "lists are their shares by chance");
    residents
}

#[test]
fn a_practice_earns_what_is_paid_for_those_on_its_list_and_its_share_of_the_rest() {
    let fee = |kind: &str, more: &str| {
        format!(
            "[[arm.component]]\nname = \"more\"\nkind = \"{kind}\"\nrecipient = \"nurse\"\npayers = {{ insurer = 1 }}\n{more}"
        )
    };
    // EUR for each on the list, and EUR in all that no list tells.
    for (component, of_listed, of_all) in [
        (String::new(), 300.0, 0.0),
        (fee("practice_fee", "amount = 40"), 340.0, 0.0),
        (fee("capitation", "amount = 310"), 310.0, 0.0),
        (
            fee("episode_fee", "amount = 280.40\nneeds = [\"help\"]"),
            280.40,
            0.0,
        ),
        (
            fee("state_fee", "amount = 10\nstates = [\"well\"]"),
            300.0,
            10_000.0,
        ),
    ] {
        let world = world(&component, "", &[]);
        let residents = listed(&world);
        for ((practice, residents), share) in practices(&world, 0).iter().zip(residents).zip(SHARES)
        {
            let expected = residents * of_listed + of_all * share;
            assert_close(practice.income, expected);
        }
    }
}

#[test]
fn units_and_hours_of_a_practice_grow_with_volume_and_its_cost_with_wages() {
    // What the hospital does for those on the list is none of the practice's.
    let night = "[[service]]\nname = \"night\"\ndiscipline = \"hospital\"\nline = \"second\"\nprice = 400\npayers = { insurer = 1 }";
    let growth = [
        "growth.volume=[{ line = \"first\", per_year = 0.1 }]",
        "growth.prices=0.02",
        "growth.wages=0.05",
        "need.help.services=[{ service = \"visit\", units = 6, spread = \"fixed\" }, { service = \"night\", units = 4, spread = \"fixed\" }]",
    ];
    let world = world(night, "", &growth);
    let residents = listed(&world);
    // In the second year 6.6 visits and hours each instead of 6: 330 EUR at prices of 1.02, and (264 EUR of hours + a share of
    // 5,000 EUR) at wages of 1.05.
    for (year, visits, prices, wages) in [(0, 6.0, 1.0, 1.0), (1, 6.6, 1.02, 1.05)] {
        let parts = residents.iter().zip(SHARES);
        for (practice, (residents, share)) in practices(&world, year).iter().zip(parts) {
            assert_close(practice.income, residents * visits * 50.0 * prices);
            let fte = practice.fte.expect("hours");
            assert_close(fte, residents * visits / HOURS_PER_FTE);
            let expected = (residents * visits * 40.0 + 5_000.0 * share) * wages;
            assert_close(practice.cost.expect("a cost"), expected);
        }
    }
}

#[test]
fn an_hour_costs_a_practice_its_own_price() {
    // A coefficient of variation of 0.2 is a lognormal σ of √ln 1.04 = 0.19804. The first practice is the median, the second
    // the quantile 0.11803, −1.18487 standard deviations: the first costs exp(0.19804 · 1.18487) = 1.26447 times as much
    // as the second, and 0.1 and 0.9 of the residents cost 1 on average.
    let world = world("", ", cost_cv = 0.2", &[]);
    let residents = listed(&world);
    let ratio = 1.264_47;
    let second = 1.0 / (0.1 * ratio + 0.9);
    let parts = residents.iter().zip(SHARES);
    for ((practice, (residents, share)), relative) in practices(&world, 0)
        .iter()
        .zip(parts)
        .zip([ratio * second, second])
    {
        let expected = residents * 240.0 * relative + 5_000.0 * share;
        let cost = practice.cost.expect("a cost");
        assert!(
            (cost - expected).abs() < 1e-4 * expected,
            "{cost}, not {expected}"
        );
    }
}

#[test]
fn what_a_discipline_pays_itself_is_a_cost_of_its_practices_by_their_shares() {
    // The nurses pay 1,000 EUR for a budget of the network: 100 and 900 beside hours of 240 EUR a resident and 5,000 EUR.
    let budget = r#"
[[arm.component]]
name = "budget"
kind = "transition_budget"
amount = 1000
payers = { nurses = 1 }

[[payer]]
name = "nurses"
discipline = "nurse"
"#;
    let world = world(budget, "", &[]);
    let residents = listed(&world);
    let parts = residents.iter().zip(SHARES);
    for (practice, (residents, share)) in practices(&world, 0).iter().zip(parts) {
        let expected = residents * 240.0 + (5_000.0 + 1_000.0) * share;
        assert_close(practice.cost.expect("a cost"), expected);
    }
}

#[test]
fn hours_that_contracts_leave_without_work_are_a_cost_of_practices_by_their_shares() {
    // Half of the visits are avoided, and contracts go on paying for 3,000 hours of 40 EUR beside those that are worked.
    let avoided = "[[arm.effect]]\nname = \"prevention\"\ntargets = [{ units = \"visit\" }]\nratio = 0.5\n\
        [[contract]]\nvariable_share = 0\nrenegotiated_share = 0\n";
    let world = world(avoided, "", &["run.cycles_per_year=1"]);
    for (practice, share) in practices(&world, 0).iter().zip(SHARES) {
        let hours = practice.fte.expect("hours") * HOURS_PER_FTE;
        let expected = hours * 40.0 + (5_000.0 + 120_000.0) * share;
        assert_close(practice.cost.expect("a cost"), expected);
    }
}

#[test]
fn practices_that_nobody_asks_for_anything_cost_what_is_fixed() {
    let world = world("", "", &["need.help.prevalence={ well = 0 }"]);
    for (practice, share) in practices(&world, 0).iter().zip(SHARES) {
        assert_eq!(practice.fte, Some(0.0));
        assert_close(practice.cost.expect("a cost"), 5_000.0 * share);
    }
}

#[test]
fn practices_add_up_to_their_discipline_and_are_told_only_where_everybody_is_simulated() {
    let state = "[[arm.component]]\nname = \"more\"\nkind = \"state_fee\"\nrecipient = \"nurse\"\npayers = { insurer = 1 }\namount = 10\nstates = [\"well\"]";
    let whole = world(state, "", &[]);
    let practices = practices(&whole, 0);
    // 1,000 residents: 300 EUR of visits and 10 of the state each; 240 EUR of hours each, and 5,000.
    let income: f64 = practices.iter().map(|practice| practice.income).sum();
    assert_close(income, 310_000.0);
    let cost: f64 = practices.iter().filter_map(|practice| practice.cost).sum();
    assert_close(cost, 245_000.0);
    // In a sample a resident stands for several, who would all be on one list.
    let sample = world(state, "", &["run.sample=500"]);
    assert!(sample.result("paid").practices.concat().is_empty());
    assert_close(sample.result("paid").providers[0][0].income, 310_000.0);
}
