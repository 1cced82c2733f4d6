//! Budget neutrality discipline by discipline, and the growth of volume that fees per person leave unpaid.
//!
//! In the town of tests/known the nurses receive 6,000 visits · 50 EUR = 300,000 EUR; here the hospital makes a scan of everybody, once a
//! year, for 100 EUR: 100,000 EUR.

use caremix::analysis;
use caremix::check;
use caremix::cohort::{self, TwinPrecision};

use crate::world::{World, assert_close, town};

/// What every test adds: the scan, and an arm that pays both disciplines 200 EUR a person, 200,000 EUR each, and a network fee.
fn paid_per_person(neutral: &str, sets: &[&str]) -> World {
    let more = format!(
        r#"
[[service]]
name = "scan"
discipline = "hospital"
unit = "scan"
hours = 1
line = "second"
price = 100
payers = {{ insurer = 1 }}

[[need]]
name = "checks"
class = "permanent"
domain = "social"
prevalence = {{ well = 1 }}
services = [{{ service = "scan", units = 1, spread = "fixed" }}]

[[arm]]
name = "lists"
budget_neutral = {{ {neutral} }}

[[arm.component]]
name = "nurses"
kind = "capitation"
recipient = "nurse"
amount = 200
payers = {{ insurer = 1 }}

[[arm.component]]
name = "hospitals"
kind = "capitation"
recipient = "hospital"
amount = 200
payers = {{ insurer = 1 }}

[[arm.component]]
name = "network"
kind = "network_fee"
amount = 10
payers = {{ municipality = 1 }}
"#
    );
    town(&more, sets)
}

const BOTH: &str =
    "recipients = [\"nurse\", \"hospital\"], components = [\"nurses\", \"hospitals\"]";

#[test]
fn one_factor_for_all_pays_one_discipline_less_and_another_more() {
    // 400,000 wanted, 400,000 by the lists: 1.
    let world = paid_per_person(BOTH, &[]);
    assert_eq!(world.received("lists", "nurse", 0), 20_000_000);
    assert_eq!(world.received("lists", "hospital", 0), 20_000_000);
    assert_close(
        world.outcome("lists", "budget_neutral_factor", "all", 0),
        1.0,
    );
}

#[test]
fn a_factor_for_each_discipline_pays_each_what_the_comparator_pays_it() {
    // 300,000 over 200,000 is 1.5, and 100,000 over 200,000 is 0.5; the network's 10,000 come on top.
    let world = paid_per_person(&format!("{BOTH}, per = \"discipline\""), &["run.years=2"]);
    for year in 0..2 {
        assert_eq!(world.received("lists", "nurse", year), 30_000_000);
        assert_eq!(world.received("lists", "hospital", year), 10_000_000);
        assert_eq!(world.received("lists", "network", year), 1_000_000);
    }
    let factor = |of: &str| world.outcome("lists", "budget_neutral_factor", of, 1);
    assert_close(factor("nurse"), 1.5);
    assert_close(factor("hospital"), 0.5);
    // The twin finds the same.
    let system = world.plan.means();
    let expected = cohort::expected_at(system, TwinPrecision::Exact);
    let arm = system.arms.iter().position(|arm| arm.name == "lists");
    let neutral = &expected.arms[arm.expect("the arm")].result.neutral;
    assert_close(neutral.of(0), 1.5);
    assert_close(neutral.of(1), 0.5);
    let (_, notes) = analysis::tables(&world.plan, &world.run);
    let note = notes
        .iter()
        .find(|note| note.arm == "lists")
        .expect("notes");
    assert_eq!(note.budget_neutral_factor, None);
    let told = note.neutral_disciplines.iter();
    let told: Vec<(&str, f64, f64)> = told
        .map(|one| (one.discipline.as_str(), one.factor.mean, one.missed))
        .collect();
    assert_eq!(told, [("nurse", 1.5, 0.0), ("hospital", 0.5, 0.0)]);
}

#[test]
fn fees_per_unit_are_scaled_by_the_factor_of_who_delivers_them() {
    // Half of all fees, and lists of 100 EUR: (300,000 − 100,000) over 150,000 is 4/3, (100,000 − 100,000) over 50,000 is 0.
    let more = r#"
[[arm]]
name = "lists"
budget_neutral = { recipients = ["nurse", "hospital"], components = ["fees"], per = "discipline" }
[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.5
[[arm.component]]
name = "nurses"
kind = "practice_fee"
recipient = "nurse"
amount = 100
payers = { insurer = 1 }
[[arm.component]]
name = "hospitals"
kind = "practice_fee"
recipient = "hospital"
amount = 100
payers = { insurer = 1 }
"#;
    let scan = r#"
[[service]]
name = "scan"
discipline = "hospital"
unit = "scan"
hours = 1
line = "second"
price = 100
payers = { insurer = 1 }
[[need]]
name = "checks"
class = "permanent"
domain = "social"
prevalence = { well = 1 }
services = [{ service = "scan", units = 1, spread = "fixed" }]
"#;
    let world = town(&format!("{scan}{more}"), &[]);
    assert!((world.received("lists", "nurse", 0) - 30_000_000).abs() <= 1);
    assert_eq!(world.received("lists", "hospital", 0), 10_000_000);
    // Of the nurses' 200,000 EUR of fees the insurer pays 70 % by statute.
    let fees = world.flow("lists", "fees", "insurer", "nurse", 0);
    assert!((fees - 14_000_000).abs() <= 1, "{fees}");
}

#[test]
fn a_discipline_that_nothing_scaled_pays_is_refused_and_so_is_what_pays_none() {
    let base = include_str!("../known/town.toml");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    let refused = |neutral: &str| {
        let arm = format!(
            "{base}\n[[arm]]\nname = \"lists\"\nbudget_neutral = {{ {neutral}, per = \"discipline\" }}\n\
             [[arm.component]]\nname = \"list\"\nkind = \"practice_fee\"\nrecipient = \"nurse\"\namount = 100\npayers = {{ insurer = 1 }}\n\
             [[arm.component]]\nname = \"network\"\nkind = \"network_fee\"\namount = 10\npayers = {{ insurer = 1 }}\n"
        );
        std::fs::write(&path, arm).expect("a file");
        check::load(&path, &[]).map_or_else(|faults| faults.to_string(), |_| "nothing".to_string())
    };
    let of_nurses = refused("recipients = [\"nurse\"], components = [\"list\"]");
    assert_eq!(of_nurses, "nothing");
    let of_hospital = refused("recipients = [\"nurse\", \"hospital\"], components = [\"list\"]");
    assert!(
        of_hospital.contains("`hospital` cannot be made neutral"),
        "{of_hospital}"
    );
    let of_network =
        refused("recipients = [\"nurse\", \"network\"], components = [\"list\", \"network\"]");
    assert!(
        of_network.contains("the comparator pays the network nothing"),
        "{of_network}"
    );
    let idle = refused("recipients = [\"nurse\"], components = [\"list\", \"network\"]");
    assert!(
        idle.contains("`network` pays none of the `recipients`"),
        "{idle}"
    );
}

#[test]
fn growth_that_fees_per_unit_would_have_paid_is_told_and_what_grows_not_has_none() {
    // Volume of the first line grows by a tenth, prices by a twentieth: in the second year 0.1 · 300,000 · 1.05 EUR of the nurses'.
    let sets = [
        "run.years=2",
        "growth.prices=0.05",
        "growth.volume=[{ line = \"first\", per_year = 0.1 }]",
    ];
    let world = paid_per_person(BOTH, &sets);
    assert_close(world.outcome("lists", "unpaid_growth", "nurse", 0), 0.0);
    assert_close(
        world.outcome("lists", "unpaid_growth", "nurse", 1),
        31_500.0,
    );
    assert_close(world.outcome("lists", "unpaid_growth", "hospital", 1), 0.0);
    assert_close(world.outcome("lists", "unpaid_growth", "all", 1), 31_500.0);
    // Fees per unit leave none.
    let labels = world.result("current").labels.iter();
    assert_eq!(
        labels
            .filter(|label| label.outcome == "unpaid_growth")
            .count(),
        0
    );
}
