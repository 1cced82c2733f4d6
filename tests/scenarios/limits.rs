//! Limits of numbers hold for means, standard errors, native parameters and years, and for every draw; each message says so.

use std::path::Path;

use caremix::scenario::limits::Limits;
use caremix::scenario::remarks::remarks;
use caremix::scenario::schema::{Num, Scenario};
use caremix::tables::draw::Draw;

fn load(sets: &[&str]) -> Result<Scenario, String> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    caremix::check::load(Path::new("tests/mistakes/good/base.toml"), &sets)
        .map(|loaded| loaded.scenario)
        .map_err(|faults| faults.render(false))
}

#[test]
fn numbers_that_cannot_be_computed_with_are_refused_with_their_limits() {
    let refused = [
        (
            "service.gp_visit.price={mean=40, se=1e20}",
            "10,000,000 EUR",
        ),
        ("state.healthy.utility={mean=1, se=1e308}", "from -1 to 1"),
        ("service.gp_visit.hours=1e-308", "from 0 to 100,000"),
        (
            "population.births_per_year={mean=95, se=1e300}",
            "2,000,000 a year",
        ),
        (
            "service.gp_visit.price={dist=\"gamma\", shape=1e300, scale=1e-300}",
            "the mean alone",
        ),
        ("run.price_year=-2147483648", "from 1900 to 2200"),
        ("run.price_year=2201", "from 1900 to 2200"),
    ];
    for (set, words) in refused {
        let told = load(&[set]).expect_err(set);
        assert!(told.contains(words), "{set}: {told}");
    }
}

#[test]
fn a_standard_deviation_is_answered_with_what_a_standard_error_is() {
    let told = load(&["service.gp_visit.price={mean=40, sd=4}"]).expect_err("no key `sd`");
    assert!(told.contains("square root of the number of"), "{told}");
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn every_draw_of_a_number_lies_within_its_limits() {
    // Half of the draws of this normal lie below 0, and Φ(−1) above 1.
    let share: Num<caremix::scenario::limits::limit::Share> =
        serde_json::from_str(r#"{"mean":0.0,"se":1.0}"#).expect("a number");
    let n = 4_000;
    let draws: Vec<f64> = (0..n)
        .map(|replication| Draw::replication(1, replication).value(&share, || "it".into()))
        .collect();
    assert!(draws.iter().all(|draw| (0.0..=1.0).contains(draw)));
    let at = |end: f64| draws.iter().filter(|draw| **draw == end).count() as f64 / f64::from(n);
    // 4 standard errors of a share: 0.0316 and 0.0231.
    assert!((at(0.0) - 0.5).abs() < 0.0316, "{}", at(0.0));
    assert!((at(1.0) - 0.158_655).abs() < 0.0231, "{}", at(1.0));
    assert_eq!(share.limits, Limits::Share);
}

#[test]
fn draws_that_are_cut_off_and_prices_without_a_year_are_remarked() {
    let wide = load(&["service.gp_visit.price={mean=100, se=100}"]).expect("a scenario");
    let told = remarks(&wide).join("\n");
    assert!(
        told.contains("`service.gp_visit.price`, 15.87 % at 0"),
        "{told}"
    );
    assert!(told.contains("becomes 108.3 instead of 100"), "{told}");
    let means = load(&[
        "service.gp_visit.price={mean=100, se=100}",
        "run.parameters=means",
    ]);
    let told = remarks(&means.expect("a scenario")).join("\n");
    assert!(!told.contains("cut off"), "{told}");
    let without = Scenario {
        run: caremix::scenario::schema::Run {
            price_year: None,
            ..wide.run.clone()
        },
        ..wide
    };
    let told = remarks(&without).join("\n");
    assert!(told.contains("`run.price_year` is absent"), "{told}");
}

#[test]
fn a_list_too_long_is_refused_once_and_faults_without_number_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.toml");
    let told = |text: String| {
        std::fs::write(&path, text).expect("written");
        let faults = caremix::check::load(&path, &[]).expect_err("faults");
        (faults.count(), faults.render(false))
    };
    let (_, text) = told(format!("population.bands = [{}]", "1,".repeat(20_000)));
    assert!(text.contains("this list has 20000 entries"), "{text}");
    // Three thousand services without a key but their name: a fault each.
    let services: String = (0..3_000)
        .map(|n| format!("[[service]]\nname = \"s{n}\"\n"))
        .collect();
    let (count, text) = told(services);
    assert!(count >= 3_000, "{count}");
    assert!(text.contains("more"), "{text}");
}
