//! A shared platform of 12,000 EUR a year: who pays, who leaves, and what is left of it.

use crate::world::{World, assert_close, mean_of_year, town};

const PAYERS: [&str; 3] = ["insurer", "municipality", "fund"];

/// Partners of size 3, 1 and 2 to whom the platform is worth 27,000, 6,000 and 3,000 EUR a year when all take part.
fn platform(rule: &str, keys: &str) -> World {
    platform_with(rule, keys, &[])
}

fn platform_with(rule: &str, keys: &str, sets: &[&str]) -> World {
    let more = format!(
        r#"
[platform]
cost = 12000
patience = 2
partners = [
  {{ payer = "insurer", size = 3, benefit = 27 }},
  {{ payer = "municipality", size = 1, benefit = 6 }},
  {{ payer = "fund", size = 2, benefit = 3 }},
]
{keys}

[[capability]]
name = "records"
half = 12
build = 2
fade = 5

[[arm]]
name = "shared"
like = "current"

[[arm.component]]
name = "levy"
kind = "platform_levy"
rule = {rule}
"#
    );
    let mut all = vec!["run.years=6", "run.cycles_per_year=1"];
    all.extend(sets);
    town(&more, &all)
}

/// What each partner pays in a year, EUR.
fn paid(world: &World, year: usize) -> [i64; 3] {
    PAYERS.map(|payer| world.flow("shared", "levy", payer, "network", year) / 100)
}

fn by_year(world: &World, outcome: &str) -> Vec<f64> {
    (0..6)
        .map(|year| world.outcome("shared", outcome, "all", year))
        .collect()
}

#[test]
fn the_cost_of_a_platform_is_split_by_its_rule() {
    let rules = [
        ("\"equal\"", [4_000, 4_000, 4_000]),
        ("\"by_size\"", [6_000, 2_000, 4_000]),
        ("\"by_benefit\"", [9_000, 2_000, 1_000]),
        ("\"sponsor\"\nsponsor = \"municipality\"", [0, 12_000, 0]),
    ];
    for (rule, expected) in rules {
        let world = platform(rule, "");
        assert_eq!(paid(&world, 0), expected, "{rule}");
        assert_eq!(world.received("shared", "network", 0), 1_200_000, "{rule}");
    }
}

#[test]
fn nobody_leaves_while_all_get_more_than_they_pay() {
    // By benefit everybody pays a third of what it gets.
    let world = platform("\"by_benefit\"", "");
    assert_eq!(by_year(&world, "platform_partners"), [3.0; 6]);
    assert_eq!(paid(&world, 5), [9_000, 2_000, 1_000]);
}

#[test]
fn a_partner_that_pays_more_than_it_gets_leaves_after_its_patience_and_the_others_pay_more() {
    // 2025, 2026: 4,000 each; the fund gets 3,000. From 2027 the other two pay 6,000 for 4/6 of the benefit: 18,000
    // for the insurer, 4,000 for the municipality, which leaves after 2028. Alone, the insurer pays 12,000 for 13,500.
    let world = platform("\"equal\"", "");
    let years: Vec<[i64; 3]> = (0..6).map(|year| paid(&world, year)).collect();
    let expected = [
        [4_000, 4_000, 4_000],
        [4_000, 4_000, 4_000],
        [6_000, 6_000, 0],
        [6_000, 6_000, 0],
        [12_000, 0, 0],
        [12_000, 0, 0],
    ];
    assert_eq!(years, expected);
    assert_eq!(
        by_year(&world, "platform_partners"),
        [3.0, 3.0, 2.0, 2.0, 1.0, 1.0]
    );
    let adoption = [1.0, 1.0, 4.0 / 6.0, 4.0 / 6.0, 0.5, 0.5];
    for (found, exact) in by_year(&world, "platform_adoption")
        .into_iter()
        .zip(adoption)
    {
        assert_close(found, exact);
    }
}

#[test]
fn benefits_follow_prices_as_the_cost_does() {
    let world = platform("\"equal\"", "[growth]\nprices = 0.1");
    assert_eq!(
        by_year(&world, "platform_partners"),
        [3.0, 3.0, 2.0, 2.0, 1.0, 1.0]
    );
    assert_eq!(paid(&world, 1), [4_400, 4_400, 4_400]);
}

#[test]
fn a_year_that_pays_ends_the_count_of_those_that_did_not() {
    // A cost that prices do not touch: the fund gets 3,000 for 4,000 in 2025, and 4,200 in 2026.
    let world = platform("\"equal\"\nindexed = false", "[growth]\nprices = 0.4");
    assert_eq!(by_year(&world, "platform_partners"), [3.0; 6]);
    assert_eq!(paid(&world, 5), [4_000, 4_000, 4_000]);
}

#[test]
fn a_sponsor_that_is_a_partner_leaves_too_and_the_others_pay_by_size() {
    // The municipality gets 6,000 for 12,000; after it, insurer and fund pay 3 : 2. The fund gets 3,000 · 5/6 for 4,800
    // and leaves after 2028.
    let world = platform("\"sponsor\"\nsponsor = \"municipality\"", "");
    let years: Vec<[i64; 3]> = (0..6).map(|year| paid(&world, year)).collect();
    assert_eq!(years[1], [0, 12_000, 0]);
    assert_eq!([years[2], years[3]], [[7_200, 0, 4_800]; 2]);
    assert_eq!([years[4], years[5]], [[12_000, 0, 0]; 2]);
}

#[test]
fn where_only_partners_without_benefit_are_left_they_pay_by_size() {
    // By benefit the insurer pays all, 12,000 for 3,000, and leaves after 2026; then 1 : 2 of what is worth nothing.
    let partners = r#"platform.partners=[{ payer = "insurer", size = 3, benefit = 3 }, { payer = "municipality", size = 1 }, { payer = "fund", size = 2 }]"#;
    let world = platform_with("\"by_benefit\"", "", &[partners]);
    assert_eq!(paid(&world, 1), [12_000, 0, 0]);
    assert_eq!(paid(&world, 2), [0, 4_000, 8_000]);
    assert_eq!(paid(&world, 4), [0, 0, 0]);
}

#[test]
fn a_sponsor_from_outside_keeps_everybody() {
    let world = platform("\"sponsor\"\nsponsor = \"resident\"", "");
    assert_eq!(by_year(&world, "platform_partners"), [3.0; 6]);
    assert_eq!(
        world.flow("shared", "levy", "resident", "network", 5),
        1_200_000
    );
}

#[test]
fn below_the_critical_share_nothing_is_left_of_the_platform() {
    let keys = "critical_share = 0.7\ncapability = \"records\"";
    let world = platform("\"equal\"", keys);
    // 12 EUR a resident: towards G = 0.5 in two years. In 2027 4/6 take part, too few: nobody benefits, and both leave
    // after 2028.
    let stock = |year| world.outcome("shared", "capability_stock", "records", year);
    for year in 0..6 {
        let exact = mean_of_year(0.0, 0.5, 2.0, year);
        assert_close(stock(year), if year < 2 { exact } else { 0.0 });
    }
    assert_eq!(
        by_year(&world, "platform_adoption"),
        [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        by_year(&world, "platform_partners"),
        [3.0, 3.0, 2.0, 2.0, 0.0, 0.0]
    );
    assert_eq!(paid(&world, 3), [6_000, 6_000, 0]);
    assert_eq!(paid(&world, 4), [0, 0, 0]);
}

#[test]
fn a_platform_that_enough_partners_share_builds_its_capability() {
    let world = platform(
        "\"by_benefit\"",
        "critical_share = 0.7\ncapability = \"records\"",
    );
    for year in 0..6 {
        let stock = world.outcome("shared", "capability_stock", "records", year);
        assert_close(stock, mean_of_year(0.0, 0.5, 2.0, year));
    }
}

#[test]
fn a_platform_that_is_no_longer_paid_for_fades() {
    let rule = "\"by_benefit\"\nuntil_year = 2026";
    let world = platform(rule, "capability = \"records\"");
    for year in 2..6 {
        let stock = world.outcome("shared", "capability_stock", "records", year);
        let built = 0.5 * (1.0 - (-1.0_f64).exp());
        assert_close(stock, mean_of_year(built, 0.0, 5.0, year - 2));
    }
    assert_eq!(
        by_year(&world, "platform_adoption"),
        [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(
        world.by_year("shared", "levy"),
        [1_200_000, 1_200_000, 0, 0, 0, 0]
    );
}

#[test]
fn what_a_partner_pays_is_its_part_of_a_cost_that_follows_prices() {
    // Prices double each year. The fund gets 3,500 for 4,000 in 2025 and 7,000 for 8,000 in 2026, and leaves after it.
    let partners = r#"platform.partners=[{ payer = "insurer", size = 3, benefit = 27 }, { payer = "municipality", size = 1, benefit = 6 }, { payer = "fund", size = 2, benefit = 3.5 }]"#;
    let world = platform_with("\"equal\"", "[growth]\nprices = 1", &[partners]);
    assert_eq!(by_year(&world, "platform_partners")[..3], [3.0, 3.0, 2.0]);
}

#[test]
fn partners_of_a_sample_get_what_those_of_the_town_get() {
    for sample in ["run.sample=250", "run.sample=1000"] {
        let world = platform_with("\"equal\"", "", &[sample]);
        assert_eq!(
            by_year(&world, "platform_partners"),
            [3.0, 3.0, 2.0, 2.0, 1.0, 1.0]
        );
    }
}

#[test]
fn a_platform_that_too_few_share_buys_no_hours_though_it_is_paid_for() {
    // Half of the 8,000 hours wanted are there. 12,000 EUR buy 400 at 30 EUR. In 2027 two partners are left, too few; they pay until
    // they leave after 2028.
    let keys = "critical_share = 0.7\ncapability = \"records\"";
    let sets = [
        "need.help.services=[{ service = \"visit\", units = 8, spread = \"fixed\" }]",
        "discipline.nurse.fte=2",
        "discipline.nurse.hours_per_fte=2000",
        "capability.records.buys_hours=[{ discipline = \"nurse\", price_per_hour = 30 }]",
    ];
    let world = platform_with("\"equal\"", keys, &sets);
    for year in 0..6 {
        let access = world.outcome("shared", "access", "nurse", year);
        assert_close(access, if year < 2 { 4_400.0 } else { 4_000.0 } / 8_000.0);
    }
    assert_eq!(paid(&world, 3), [6_000, 6_000, 0]);
}

#[test]
fn what_the_network_is_paid_is_its_income() {
    let world = platform("\"equal\"", "");
    let income = |arm: &str| -> Vec<f64> {
        let years = world.result(arm).providers.iter();
        let network = years.map(|recipients| recipients.last().expect("the network"));
        network.map(|network| network.income).collect()
    };
    assert_eq!(income("shared"), [12_000.0; 6]);
    assert_eq!(income("current"), [0.0; 6]);
}
