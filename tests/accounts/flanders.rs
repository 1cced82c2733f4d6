//! The base year of the Flemish pack against what is published: fees per act, 2024.

use std::path::Path;
use std::sync::LazyLock;

use crate::town::{self, Finished};

/// The insurance's target for 2024, 37,825 million EUR (RIZIV press release of 16 October 2023), over 11.76 million
/// people: EUR per head.
const INSURANCE: f64 = 3_216.0;

/// Flemish social protection 2022: 3.3bn EUR over 6.7 million people, times 1.10 to 2024 (unverified), and subsidised
/// family care, 2.7 hours a head at 34.4 EUR net of the user's part (unverified): EUR per head.
const FLANDERS: f64 = 3_300.0 / 6.7 * 1.10 + 2.7 * 34.4;

/// The base year of some arms, parameters at their means.
fn first_year(arms: &[&str], sets: &[&str]) -> Finished {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/three-p-flanders.toml");
    let all = [&["run.parameters=means", "run.replications=3"], sets].concat();
    let mut scenario = town::few(town::load(&path, &all), arms);
    // Not by --set: components of other arms begin later, and would be refused.
    scenario.run.years = 1;
    town::finish(&scenario)
}

fn base_year(sets: &[&str]) -> Finished {
    first_year(&["fee_for_service"], sets)
}

/// Everybody: one run for every test that looks at it.
static WHOLE_TOWN: LazyLock<Finished> = LazyLock::new(|| base_year(&["run.sample=35000"]));

/// A sample under three arms, likewise.
static THREE_ARMS: LazyLock<Finished> = LazyLock::new(|| {
    first_year(
        &["fee_for_service", "new_deal", "community_health_centre"],
        &[],
    )
});

/// Mean over replications of an outcome per person-year.
fn per_head(finished: &Finished, outcome: &str, group: &str) -> f64 {
    let values = finished.outcome(0, 0, outcome, group);
    let years = finished.outcome(0, 0, "life_years", "all");
    let ratios: Vec<f64> = values.iter().zip(years).map(|(v, y)| v / y).collect();
    town::mean_and_error(&ratios).0
}

/// Mean of an arm's ledger rows that `picks` takes, by recipient, payer and component.
fn ledger(finished: &Finished, arm: &str, picks: impl Fn(&str, &str, &str) -> bool) -> f64 {
    let rows = finished.tables.ledger.iter();
    rows.filter(|row| row.arm == arm && picks(&row.recipient, &row.payer, &row.component))
        .map(|row| row.spread.mean)
        .sum()
}

/// Shares of components in what GPs receive under an arm; what is left over are fees, technical acts and duties.
fn shares_of_gp_income<const N: usize>(
    finished: &Finished,
    arm: &str,
    components: [&str; N],
) -> [f64; N] {
    let of = |name: Option<&str>| {
        ledger(finished, arm, |recipient, _, found| {
            recipient == "general_practice" && name.is_none_or(|name| found == name)
        })
    };
    let income = of(None);
    components.map(|name| of(Some(name)) / income)
}

fn assert_within(name: &str, value: f64, target: f64, share: f64) {
    println!("{name}: {value:.3}, published {target:.3}");
    assert!(
        (value / target - 1.0).abs() <= share,
        "{name}: {value:.3}, published {target:.3}"
    );
}

#[test]
fn the_insurance_and_flanders_spend_per_head_what_is_published() {
    let finished = &*WHOLE_TOWN;
    let years = town::mean_and_error(&finished.outcome(0, 0, "life_years", "all")).0;
    let paid = |by: &str| ledger(finished, "fee_for_service", |_, payer, _| payer == by) / years;
    assert_within("insurance", paid("insurer"), INSURANCE, 0.03);
    assert_within("Flanders", paid("long_term_care_fund"), FLANDERS, 0.10);
}

#[test]
fn a_classic_gp_lives_from_fees_files_and_premiums_as_published() {
    // KCE: 77 % fees (technical acts and duties included), 17 % global medical file, 7 % premiums.
    let [file, premiums] = shares_of_gp_income(
        &WHOLE_TOWN,
        "fee_for_service",
        ["medical_file_fee", "practice_premiums"],
    );
    println!("file {file:.3}, premiums {premiums:.3}");
    assert!((file - 0.17).abs() < 0.04, "file {file:.3}");
    assert!((premiums - 0.07).abs() < 0.04, "premiums {premiums:.3}");
}

#[test]
fn the_new_deal_pays_about_half_by_list_and_half_by_fee() {
    // Its design: capitation (with the medical file) and fees about equal halves of 80 to 90 %, premiums 10 to 20 %.
    let finished = &*THREE_ARMS;
    let [file, capitation, premiums] = shares_of_gp_income(
        finished,
        "new_deal",
        [
            "medical_file_fee",
            "weighted_capitation",
            "practice_premiums",
        ],
    );
    let (list, fees) = (file + capitation, 1.0 - file - capitation - premiums);
    println!("list {list:.3}, fees {fees:.3}, premiums {premiums:.3}");
    assert!((list - fees).abs() < 0.08, "list {list:.3}, fees {fees:.3}");
    assert!((0.10..0.20).contains(&premiums), "premiums {premiums:.3}");
}

#[test]
fn the_forfait_of_community_health_centres_costs_the_insurance_what_was_found() {
    // IMA 2017: first line +184 EUR per patient, +203 with the medical file, on younger and poorer patients.
    let finished = &*THREE_ARMS;
    let years = town::mean_and_error(&finished.outcome(0, 0, "life_years", "all")).0;
    let first_line = ["general_practice", "home_nursing", "physiotherapy"];
    let paid = |arm| {
        ledger(finished, arm, |recipient, payer, _| {
            first_line.contains(&recipient) && payer == "insurer"
        }) / years
    };
    let more = paid("community_health_centre") - paid("fee_for_service");
    assert_within("first line", more, 194.0, 0.15);
}

#[test]
fn hospital_use_is_that_of_flanders() {
    let finished = &*WHOLE_TOWN;
    // Belgium 2021: 1,662,115 classic admissions over 11.55 million people, much the same in every region.
    let admissions = per_head(finished, "admissions", "all");
    assert_within("admissions", admissions, 0.144, 0.06);
    // Emergency contacts without admission 2021: 2,334,932 in Belgium, 0.202 a head, Flanders below and Brussels twice
    // as many; here with those that are admitted.
    let emergency = per_head(finished, "emergency_visits", "all");
    assert_within("emergency visits", emergency, 0.202, 0.15);
}

#[test]
fn contacts_with_the_gp_of_people_of_75_and_over_are_as_published() {
    // IMA 2021: 11 contacts of the 97 % of women with one, 9.3 of the 95 % of men.
    for (sex, other, published) in [
        ("female", "male", 11.0 * 0.97),
        ("male", "female", 9.3 * 0.95),
    ] {
        let bands = [(75, 80, 35), (80, 85, 26), (85, 90, 20), (90, 100, 12)];
        let bands = bands.map(|(from, below, count)| {
            format!(
                "{{age_from={from}, age_below={below}, {sex}={}, {other}=0}}",
                count * 50
            )
        });
        let finished = base_year(&[
            &format!("population.bands=[{}]", bands.join(", ")),
            "population.births_per_year=0",
            "population.newcomers.per_year=0",
            "run.sample=4650",
        ]);
        let contacts = per_head(&finished, "gp_contacts", "all");
        assert_within(sex, contacts, published, 0.10);
    }
}
