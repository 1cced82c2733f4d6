//! Project grants and budgets that several payers pool.

use crate::world::{World, town};

#[test]
fn a_project_grant_ends_with_its_last_year() {
    let grant = |recipient: &str| {
        let arm = format!(
            "[[arm]]\nname = \"project\"\nlike = \"current\"\n[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\namount = 50000\nuntil_year = 2026\npayers = {{ fund = 0.75, insurer = 0.25 }}\n{recipient}\n[growth]\nprices = 0.1"
        );
        town(&arm, &["run.years=4"])
    };
    // 50,000 in 2025, 55,000 with the prices of 2026, then nothing: 41,250 and 13,750 in 2026.
    let world = grant("");
    assert_eq!(
        world.by_year("project", "grant"),
        [5_000_000, 5_500_000, 0, 0]
    );
    assert_eq!(
        world.flow("project", "grant", "fund", "network", 1),
        4_125_000
    );
    assert_eq!(
        world.flow("project", "grant", "insurer", "network", 1),
        1_375_000
    );
    let world = grant("recipient = \"nurse\"");
    assert_eq!(world.received("project", "nurse", 0), 35_000_000);
}

/// Insurer and municipality pool what they pay: 210,000 and 90,000 in 2025, shares of 0.7 and 0.3.
fn pool(keys: &str, more: &str) -> World {
    pool_with(keys, more, &[])
}

fn pool_with(keys: &str, more: &str, sets: &[&str]) -> World {
    let arm = format!(
        "[[arm]]\nname = \"pooled\"\nlike = \"current\"\n[[arm.component]]\nname = \"pool\"\nkind = \"pooled_budget\"\npayers_pooled = [\"insurer\", \"municipality\"]\n{keys}\n{more}"
    );
    town(&arm, &[&["run.years=2"], sets].concat())
}

/// Balancing flows of insurer and municipality, cents.
fn flows(world: &World, year: usize) -> [i64; 2] {
    ["insurer", "municipality"].map(|payer| world.flow("pooled", "pool", payer, "network", year))
}

const PRICES: &str = "[growth]\nprices = 0.04";

#[test]
fn a_deficit_in_historical_shares_moves_no_money_when_payers_pay_as_before() {
    // 2026: care costs 312,000, the budget is 306,000; 0.7 · 306,000 + 0.7 · 6,000 is what the insurer pays already.
    let world = pool("growth = 0.02", PRICES);
    assert_eq!([flows(&world, 0), flows(&world, 1)], [[0, 0], [0, 0]]);
}

#[test]
fn a_deficit_in_equal_parts_moves_money_from_payer_to_payer() {
    // 2026: budget 306,000 = 214,200 + 91,800; short 6,000, 3,000 each. The insurer ends with 217,200 and pays
    // 218,400 already; the municipality with 94,800 and pays 93,600.
    let world = pool("growth = 0.02\nsplit = \"equal\"", PRICES);
    assert_eq!(
        [flows(&world, 0), flows(&world, 1)],
        [[0, 0], [-120_000, 120_000]]
    );
    assert_eq!(world.paid("pooled", "insurer", 1), 21_720_000);
    assert_eq!(world.paid("pooled", "municipality", 1), 9_480_000);
    assert_eq!(world.received("pooled", "network", 1), 0);
    assert_eq!(world.received("pooled", "nurse", 1), 31_200_000);
}

#[test]
fn the_network_bears_its_part_of_a_deficit() {
    // Short 6,000, of which the network bears 1,500 and the insurer alone the other 4,500: 218,700 instead of 218,400,
    // and 91,800 instead of 93,600 for the municipality.
    let keys = "growth = 0.02\nnetwork_share = 0.25\nsplit_shares = { insurer = 1 }";
    let world = pool(keys, PRICES);
    assert_eq!(flows(&world, 1), [30_000, -180_000]);
    assert_eq!(world.received("pooled", "network", 1), -150_000);
}

#[test]
fn the_network_keeps_its_part_of_a_surplus() {
    // 2026: budget 330,000, care 300,000: 30,000 over, of which the network keeps 7,500 and each payer 11,250. The
    // insurer ends with 231,000 − 11,250 = 219,750, the municipality with 99,000 − 11,250 = 87,750.
    let world = pool("growth = 0.1\nnetwork_share = 0.25\nsplit = \"equal\"", "");
    assert_eq!(flows(&world, 1), [975_000, -225_000]);
    assert_eq!(world.received("pooled", "network", 1), 750_000);
}

/// A fee of 12,000 EUR a year that the municipality alone pays.
const FEE: &str = "[[arm.component]]\nname = \"fee\"\nkind = \"network_fee\"\namount = 12\npayers = { municipality = 1 }";

#[test]
fn a_pool_covers_all_that_its_payers_pay_unless_it_says_what() {
    // All: 312,000 against 300,000. The insurer bears 0.7 of it, 218,400, and has paid 210,000.
    assert_eq!(flows(&pool("", FEE), 0), [840_000, -840_000]);
    assert_eq!(
        flows(&pool("disciplines = [\"nurse\", \"network\"]", FEE), 0),
        [840_000, -840_000]
    );
    assert_eq!(flows(&pool("disciplines = [\"nurse\"]", FEE), 0), [0, 0]);
    // The fee alone: nobody paid it in the comparator's first year, so the budget is 0 and the split has no history.
    let alone = "disciplines = [\"network\"]\nsplit = \"equal\"";
    assert_eq!(flows(&pool(alone, FEE), 0), [600_000, -600_000]);
}

#[test]
fn a_pool_covers_categories_of_accounts() {
    let category = "service.visit.category=\"nursing\"";
    let arm = |listed: &str| {
        format!(
            "[[arm]]\nname = \"pooled\"\nlike = \"current\"\n[[arm.component]]\nname = \"pool\"\nkind = \"pooled_budget\"\npayers_pooled = [\"insurer\", \"municipality\"]\ncategories = [\"{listed}\"]\nsplit = \"equal\"\n{FEE}\n{PRICES}"
        )
    };
    let world = town(&arm("nursing"), &["run.years=2", category]);
    // 2026: 312,000 against 300,000, 6,000 each: 216,000 and 96,000 instead of 218,400 and 93,600.
    assert_eq!(
        [flows(&world, 0), flows(&world, 1)],
        [[0, 0], [-240_000, 240_000]]
    );
}

#[test]
fn a_pool_balances_in_its_years_only() {
    let later = pool("from_year = 2026", FEE);
    assert_eq!(
        [flows(&later, 0), flows(&later, 1)],
        [[0, 0], [840_000, -840_000]]
    );
    let ends = pool("until_year = 2025", FEE);
    assert_eq!(
        [flows(&ends, 0), flows(&ends, 1)],
        [[840_000, -840_000], [0, 0]]
    );
}

#[test]
fn odd_cents_are_neither_lost_nor_made() {
    // Poisson visits at 33.33 EUR, three payers, growth and thirds: the pool moves money but makes none.
    let arm = "[[arm]]\nname = \"pooled\"\nlike = \"current\"\n[[arm.component]]\nname = \"pool\"\nkind = \"pooled_budget\"\npayers_pooled = [\"insurer\", \"municipality\", \"fund\"]\ngrowth = 0.0137\nsplit = \"equal\"";
    let sets = [
        "run.years=6",
        "service.visit.price=33.33",
        "service.visit.payers={ insurer = 0.37, municipality = 0.31, fund = 0.32 }",
        "need.help.services=[{ service = \"visit\", units = 6 }]",
    ];
    let world = town(arm, &sets);
    for year in 1..6 {
        let moved = ["insurer", "municipality", "fund"]
            .map(|payer| world.flow("pooled", "pool", payer, "network", year));
        assert_ne!(moved, [0; 3]);
        assert_eq!(moved.iter().sum::<i64>(), 0, "year {year}: {moved:?}");
        assert_eq!(world.total("pooled", year), world.total("current", year));
    }
}

#[test]
fn what_a_provider_organisation_pays_is_a_cost_of_its_discipline() {
    // 6,000 hours of 20 EUR; of the fee of 12,000 the nurses' organisation pays half.
    let arm = "[[payer]]\nname = \"nurses\"\ndiscipline = \"nurse\"\n[[arm]]\nname = \"levied\"\nlike = \"current\"\n[[arm.component]]\nname = \"fee\"\nkind = \"network_fee\"\namount = 12\npayers = { municipality = 0.5, nurses = 0.5 }";
    let sets = [
        "discipline.nurse.hourly_cost=20",
        "discipline.nurse.hours_per_fte=1000",
    ];
    let world = town(arm, &sets);
    let cost = |arm: &str| world.result(arm).providers[0][0].cost;
    assert_eq!(cost("current"), Some(120_000.0));
    assert_eq!(cost("levied"), Some(126_000.0));
}

#[test]
fn payers_of_a_pool_that_cost_nothing_in_the_first_year_bear_alike_what_it_costs_later() {
    // The hospital received nothing in 2025. Of its grant of 10,000 EUR in 2026, which the insurer pays, each bears half.
    let grant = "[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\namount = 10000\nrecipient = \"hospital\"\nfrom_year = 2026\nuntil_year = 2026\npayers = { insurer = 1 }";
    let world = pool("disciplines = [\"hospital\"]", grant);
    assert_eq!(
        [flows(&world, 0), flows(&world, 1)],
        [[0, 0], [-500_000, 500_000]]
    );
}

#[test]
fn money_for_a_discipline_is_in_the_category_of_its_background_care_or_its_states() {
    // Hospital and clinic give background care, the home receives what living there costs. A forfait of 10 EUR for each of
    // 1,000 residents, which the insurer pays, counts in the category of who receives it: where that is the pool's, each of
    // the two bears half of what the comparator did not pay.
    let line = |discipline: &str| {
        format!(
            "[[background_care]]\nname = \"in_{discipline}\"\ndiscipline = \"{discipline}\"\ncategory = \"{discipline}_care\"\nline = \"second\"\npayers = {{ fund = 1 }}\nage_from = [0]\nfemale = [1]\nmale = [1]\n"
        )
    };
    let lines = [line("hospital"), line("clinic")].concat();
    let others = "[[discipline]]\nname = \"clinic\"\nsector = \"other\"\n[[discipline]]\nname = \"home\"\nsector = \"other\"\n";
    let states = r#"state=[{ name = "well", cost = 1, discipline = "home", category = "home_care", payers = { fund = 1 } }, { name = "dead", place = "none" }]"#;
    for recipient in ["hospital", "clinic", "home"] {
        let fee = format!(
            "[[arm.component]]\nname = \"list\"\nkind = \"practice_fee\"\nrecipient = \"{recipient}\"\namount = 10\npayers = {{ insurer = 1 }}\n"
        );
        let more = [&fee, others, lines.as_str()].concat();
        for category in ["hospital", "clinic", "home"] {
            let keys = format!("categories = [\"{category}_care\"]\nsplit = \"equal\"");
            let world = pool_with(&keys, &more, &[states]);
            let moved = if category == recipient { 500_000 } else { 0 };
            assert_eq!(flows(&world, 1), [-moved, moved], "{recipient} {category}");
        }
    }
}

#[test]
fn savings_that_are_shared_are_no_care_of_the_category_of_those_who_receive_them() {
    // In 2026 the nurses receive half of 231 − 210 EUR a resident beside the 300,000 for visits, to which the pool is bound.
    let savings = "[[arm.component]]\nname = \"savings\"\nkind = \"shared_savings\"\nrecipient = \"nurse\"\nfrom_year = 2026\npayers = { insurer = 1 }\n\
        savings = { rate = 0.5, benchmark = \"trend\", trend = 0.1 }\n";
    let keys = "categories = [\"home\"]\nsplit = \"equal\"";
    let sets = [
        "service.visit.category=\"home\"",
        "discipline.nurse.practices={ count = 4, panels = true }",
    ];
    let world = pool_with(keys, savings, &sets);
    assert_eq!(world.component("pooled", "savings", 1), 1_050_000);
    assert_eq!([flows(&world, 0), flows(&world, 1)], [[0, 0], [0, 0]]);
}
