//! Triage that errs: a share of the multiple and the complex taken for one step less.

use crate::world::{World, town};

/// Everybody has needs in so many domains beside the social one, and an episode fee weighs them; a bonus asks for coordination.
fn sorted(domains: usize, overlooked: &str) -> World {
    let others: String = ["medical", "psychological"][..domains]
        .iter()
        .map(|domain| {
            format!(
                "[[need]]\nname = \"{domain}\"\nclass = \"permanent\"\ndomain = \"{domain}\"\nprevalence = {{ well = 1 }}\n"
            )
        })
        .collect();
    let arm = r#"
[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["help"]
amount = 100
triage_weights = [1, 1.5, 2.5]

"#;
    town(&format!("{arm}{others}"), &[overlooked])
}

fn years(world: &World, level: &str) -> f64 {
    world.outcome("periode", "triage_years", level, 0)
}

#[test]
fn who_is_overlooked_is_paid_for_one_step_lower() {
    // 1,000 years at 100 EUR: complex 2.5, multiple 1.5, single 1.
    for (domains, overlooked, level, eur) in [
        (2, "0", "complex", 250_000),
        (2, "1", "multiple", 150_000),
        (1, "0", "multiple", 150_000),
        (1, "1", "single", 100_000),
        (0, "1", "single", 100_000),
    ] {
        let world = sorted(domains, &format!("triage.overlooked={overlooked}"));
        assert_eq!(years(&world, level), 1_000.0, "{domains}, {overlooked}");
        assert_eq!(world.component("periode", "episodes", 0), eur * 100);
        // Care is that of their needs, whatever they are taken for.
        assert_eq!(
            world.outcome("periode", "service_units", "visit", 0),
            6_000.0
        );
    }
}

#[test]
fn a_share_is_overlooked_by_chance_in_each_cycle() {
    // Of 4,000 cycles of complex residents a quarter are multiple, in years 250 ± 4·√(4,000·0.25·0.75)/4 = 27.4 (four errors).
    let world = sorted(2, "triage.overlooked=0.25");
    let [multiple, complex] = ["multiple", "complex"].map(|level| years(&world, level));
    assert!((multiple - 250.0).abs() < 27.4, "{multiple}");
    assert_eq!(multiple + complex, 1_000.0);
    // Paid to the cent for those who were taken for each.
    let eur = 150.0 * multiple + 250.0 * complex;
    assert_eq!(
        world.component("periode", "episodes", 0),
        (eur * 100.0).round() as i64
    );
}
