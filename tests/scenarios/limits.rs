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
        ("need.illness.age_reference=-1e9", "from 0 to 120"),
    ];
    for (set, words) in refused {
        let told = load(&[set]).expect_err(set);
        assert!(told.contains(words), "{set}: {told}");
    }
}

#[test]
fn a_number_beyond_all_reading_is_shown_with_its_exponent() {
    let shown = [
        ("service.gp_visit.price=1e300", "is 1e300, but"),
        ("service.gp_visit.hours=1e-308", "is 1e-308, but"),
        ("population.bands.0.female=1e300", "is 1e300, but"),
        (
            "service.gp_visit.price={ci95=[1e300, 1e299]}",
            "(1e300 and 1e299)",
        ),
        (
            "service.gp_visit.price={mean=40, se=-1e300}",
            "is -1e300, but",
        ),
        (
            "service.gp_visit.price={dist=\"uniform\", low=1e300, high=1e299}",
            "(1e300) must be below",
        ),
    ];
    for (set, words) in shown {
        let told = load(&[set]).expect_err(set);
        assert!(told.contains(words), "{set}: {told}");
        assert!(!told.contains(&"0".repeat(20)), "{set}: {told}");
    }
}

#[test]
fn who_comes_over_all_years_counts_among_those_simulated() {
    // 10,000 at the start and 2,000,000 a year over 20 years are 40,010,000; over 19 years 38,010,000.
    let births = "population.births_per_year=2000000";
    let told = load(&[births, "run.years=20"]).expect_err("too many");
    assert!(told.contains("40,010,000 would be simulated"), "{told}");
    assert!(told.contains("40,000,000 is the most"), "{told}");
    load(&[births, "run.years=19"]).expect("as many as there may be");
    // Of a sample of one in ten a tenth are simulated.
    load(&[births, "run.years=100", "run.sample=1000"]).expect("a tenth of 200,010,000");
    // A draw may be larger than the mean: births lie within their own limit, and reach it.
    let wide = "population.births_per_year={mean=1, se=1000000}";
    let told = load(&[wide, "run.years=200"]).expect_err("draws too large");
    assert!(told.contains("up to 2,000,000 people a year"), "{told}");
}

#[test]
fn a_rate_is_within_its_limit_after_its_slope_and_ratios_too() {
    // 400 × 3 = 1,200 a year, above 1,000; 400 × 2 is below.
    let set = |ratio: &str| {
        load(&[
            "need.illness.rates.healthy=400",
            &format!("need.illness.male_ratio={ratio}"),
        ])
    };
    let told = set("3").expect_err("too often");
    assert!(told.contains("reach 1200 per person-year"), "{told}");
    set("2").expect("800 a year");
}

#[test]
fn keys_that_would_do_nothing_are_refused_or_remarked() {
    let growing = load(&["discipline.hospital.capacity_growth=0.01"]).expect("a scenario");
    let told = remarks(&growing).join("\n");
    assert!(
        told.contains("`capacity_growth` of `hospital` changes nothing"),
        "{told}"
    );
    assert!(!told.contains("general_practice"), "{told}");
    let told = load(&["discipline.hospital.fixed_cost=1000"]).expect_err("no cost is shown");
    assert!(told.contains("`fixed_cost` needs `hourly_cost`"), "{told}");
    let folder = tempfile::tempdir().expect("a folder");
    let base = std::fs::canonicalize("tests/mistakes/good/base.toml").expect("the base");
    std::fs::write(folder.path().join("people.csv"), "age,sex\n40,female\n").expect("written");
    let path = folder.path().join("file.toml");
    let text = format!("extends = [{base:?}]\n[population]\nbands = []\nfile = \"people.csv\"\n");
    let told = |more: &str| {
        std::fs::write(&path, format!("{text}{more}\n")).expect("written");
        caremix::check::load(&path, &[]).map_err(|faults| faults.render(false))
    };
    told("").expect("a scenario");
    let refused = told("counted = \"middle_of_year\"").expect_err("no bands");
    assert!(refused.contains("`counted` is of `bands`"), "{refused}");
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
        .map(|replication| Draw::in_batch(1, replication).value(&share, || "it".into()))
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
    // 2.5 % below 0, as an interval that begins there says, move the mean by 0.3 %: nothing to remark.
    let interval = load(&["service.gp_visit.price={ci95=[0, 100]}"]).expect("a scenario");
    assert!(!remarks(&interval).join("").contains("cut off"));
    let means = load(&[
        "service.gp_visit.price={mean=100, se=100}",
        "run.parameters=means",
    ]);
    let told = remarks(&means.expect("a scenario")).join("\n");
    assert!(!told.contains("cut off"), "{told}");
    let without = Scenario {
        run: caremix::scenario::schema::RunSettings {
            price_year: None,
            ..wide.run.clone()
        },
        ..wide
    };
    let told = remarks(&without).join("\n");
    assert!(told.contains("`run.price_year` is absent"), "{told}");
}

#[test]
fn probabilities_that_add_up_to_more_than_1_are_remarked_with_what_becomes_of_them() {
    let text = r#"{"payer":[{"name":"insurer"}],"population":{},"run":{"price_year":2025},"arm":[{"name":"current"}],
        "state":[{"name":"well"},{"name":"ill"},{"name":"dead","place":"none"}],
        "transition":[{"from":"well","to":"dead","probability":{"mean":0.6,"se":0.3}},
                      {"from":"well","to":"ill","probability":0.35}]}"#;
    let scenario: Scenario = serde_json::from_str(text).expect("a scenario");
    let told = remarks(&scenario).join("\n");
    // The normal cut off at 0 and 1 has mean 0.5902.
    assert!(told.contains("becomes 0.59 instead of 0.6"), "{told}");
    // By the midpoint rule over 20,000 quantiles: p + 0.35 exceeds 1 in 43.4 % of the draws, and min(p, p/(p + 0.35)) has
    // mean 0.5295. 4 standard errors of 4,000 draws: 3.1 points and 0.013.
    let number = |after: &str| -> f64 {
        let (_, rest) = told.split_once(after).unwrap_or_else(|| panic!("{told}"));
        let words: Vec<&str> = rest.split_whitespace().collect();
        words[0].parse().unwrap_or_else(|_| panic!("{told}"))
    };
    assert!((number("in about ") - 43.4).abs() < 3.1, "{told}");
    assert!(
        (number("moving to `dead` becomes ") - 0.5295).abs() < 0.018,
        "{told}"
    );
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
