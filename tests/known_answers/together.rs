//! All ways of working together in one town, for five years: what must hold whatever they come to.

use std::collections::BTreeMap;

use caremix::analysis;

use crate::world::{TOWN, World, live};

const TOGETHER: &str = include_str!("../known/together.toml");

const ARMS: [&str; 3] = ["by_programme", "by_alliance", "by_company"];

fn together() -> World {
    live(TOWN, TOGETHER, &["run.years=5", "run.cycles_per_year=2"])
}

#[test]
fn what_is_paid_is_what_is_received_in_every_arm_and_year() {
    let world = together();
    for arm in ARMS {
        for year in 0..5 {
            let recipients = ["nurse", "hospital", "club", "network"];
            let received: i64 = recipients
                .iter()
                .map(|recipient| world.received(arm, recipient, year))
                .sum();
            assert_eq!(received, world.total(arm, year), "{arm} {year}");
        }
    }
}

#[test]
fn every_way_of_paying_is_in_the_ledger_under_its_name() {
    let world = together();
    let (tables, _) = analysis::tables(&world.plan, &world.run);
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &tables.ledger {
        let of_arm = names.entry(&row.arm).or_default();
        if !of_arm.contains(&row.component.as_str()) {
            of_arm.push(&row.component);
        }
    }
    let sorted = |arm: &str| {
        let mut names = names[arm].clone();
        names.sort_unstable();
        names
    };
    assert_eq!(sorted("current"), ["fees"]);
    let programme = ["contracts", "fees", "grant", "programme"];
    assert_eq!(sorted("by_programme"), programme);
    let alliance = ["alliance", "contracts", "fees", "grant", "levy"];
    assert_eq!(sorted("by_alliance"), alliance);
    let company = [
        "contracts",
        "fees",
        "grant",
        "levy",
        "neighbourhood_company",
        "pool",
    ];
    assert_eq!(sorted("by_company"), company);
}

#[test]
fn the_pool_covers_the_whole_of_what_its_payers_pay() {
    // Equal parts of four fifths of what is short, on top of 0.7 and 0.3 of 300,000 · 1.02^t: the difference between
    // the two payers is that of their parts of the budget, whatever they paid first.
    let world = together();
    for year in 0..5 {
        let paid = |payer| world.paid("by_company", payer, year);
        let budget = 300_000.0 * 1.02_f64.powi(year as i32);
        let apart = (0.7 - 0.3) * budget * 100.0;
        let found = (paid("insurer") - paid("municipality")) as f64;
        // Budget and shortage are each split to within a cent of either part.
        assert!(
            (found - apart).abs() <= 4.0,
            "year {year}: {found}, {apart}"
        );
        let short = (paid("insurer") + paid("municipality")) as f64 - budget * 100.0;
        let network: i64 = world.component("by_company", "pool", year);
        // Four fifths are theirs, one fifth is the network's.
        assert!((network as f64 + short / 4.0).abs() <= 3.0, "year {year}");
    }
}

#[test]
fn the_partner_with_the_least_benefit_leaves_first_and_costs_fall_on_the_rest() {
    // 2,000 each; worth 500 to the club. After one year the others pay 3,000 of 8/10 of the benefit: 3,200 and 2,400.
    // After two the municipality leaves too; five tenths are too few.
    let world = together();
    let levy = |payer, year| world.flow("by_alliance", "levy", payer, "network", year);
    assert_eq!(
        [levy("club_board", 0), levy("insurer", 0)],
        [200_000, 200_000]
    );
    assert_eq!([levy("club_board", 1), levy("insurer", 1)], [0, 312_000]);
    assert_eq!(levy("insurer", 2), 648_960);
    assert_eq!(
        world.outcome("by_alliance", "platform_adoption", "all", 2),
        0.0
    );
    assert_eq!(
        world.outcome("by_alliance", "capability_stock", "records", 2),
        0.0
    );
    assert_eq!(world.component("by_alliance", "levy", 3), 0);
    let cost = |year: usize| world.result("by_alliance").providers[year][2].cost;
    assert_eq!(cost(0), Some(22_000.0));
}

#[test]
fn better_steering_integrates_more() {
    let world = together();
    let at = |arm| world.outcome(arm, "integration", "all", 4);
    let path = [at("by_programme"), at("by_alliance"), at("by_company")];
    assert!(
        path.is_sorted_by(|before, after| before < after),
        "{path:?}"
    );
    assert!(path[0] > 0.5);
}
