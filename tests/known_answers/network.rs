//! Fees for residents, whatever care they use, and bonuses for quality.

use crate::world::{World, assert_close, town};

fn fee(kind: &str, keys: &str) -> String {
    format!(
        "[[arm]]\nname = \"populatie\"\nlike = \"current\"\n[[arm.component]]\nname = \"fee\"\nkind = \"{kind}\"\npayers = {{ insurer = 0.6, municipality = 0.4 }}\n{keys}\n"
    )
}

#[test]
fn a_network_fee_pays_for_every_year_that_residents_live_here() {
    // 1,000 × 12.50 = 12,500: 7,500 and 5,000, on top of fee for service.
    let world = town(&fee("network_fee", "amount = 12.50"), &[]);
    assert_eq!(
        world.flow("populatie", "fee", "insurer", "network", 0),
        750_000
    );
    assert_eq!(
        world.flow("populatie", "fee", "municipality", "network", 0),
        500_000
    );
    assert_eq!(world.total("populatie", 0), 31_250_000);
    assert_eq!(world.total("current", 0), 30_000_000);
}

#[test]
fn a_sample_stands_for_the_whole_population() {
    let world = town(&fee("network_fee", "amount = 12.50"), &["run.sample=250"]);
    assert_eq!(world.total("populatie", 0), 31_250_000);
}

#[test]
fn a_practice_fee_weighs_age_and_deprivation() {
    let keys = r#"
recipient = "nurse"
amount = 20
age_ratios = [{ age_below = 18, ratio = 0.8 }, { age_from = 65, ratio = 1.4 }]
deprivation_ratios = [1, 1.25]
"#;
    let bands = "population.bands=[{ age_from = 10, age_below = 11, female = 100, male = 100 }, { age_from = 40, age_below = 41, female = 250, male = 250 }, { age_from = 70, age_below = 71, female = 300, male = 0 }]";
    // 200 × 0.8 + 500 × 1 + 300 × 1.4 = 1,080 weighted years of 20 EUR: 21,600. All in the second class: × 1.25.
    for (deprivation, cents) in [("[1, 0]", 2_160_000), ("[0, 1]", 2_700_000)] {
        let world = town(
            &fee("practice_fee", keys),
            &[bands, &format!("population.deprivation={deprivation}")],
        );
        assert_eq!(world.component("populatie", "fee", 0), cents);
        assert_eq!(world.received("populatie", "nurse", 0), 30_000_000 + cents);
    }
}

#[test]
fn an_innovation_fee_ends_with_its_last_year() {
    let world = town(
        &fee(
            "innovation_fee",
            "amount = 10\nfrom_year = 2026\nuntil_year = 2027",
        ),
        &["run.years=5"],
    );
    assert_eq!(
        world.by_year("populatie", "fee"),
        [0, 1_000_000, 1_000_000, 0, 0]
    );
}

#[test]
fn a_fee_phases_in_by_equal_steps_from_its_first_year() {
    // 10,000 EUR a year in four steps.
    let world = town(
        &fee(
            "network_fee",
            "amount = 10\nfrom_year = 2026\nphase_in_years = 4",
        ),
        &["run.years=6"],
    );
    let steps = [0, 250_000, 500_000, 750_000, 1_000_000, 1_000_000];
    assert_eq!(world.by_year("populatie", "fee"), steps);
}

#[test]
fn a_fee_that_began_before_the_run_is_as_far_in_its_steps_as_its_years_say() {
    // From 2023 in four steps: 2025 is the third year.
    let world = town(
        &fee(
            "network_fee",
            "amount = 10\nfrom_year = 2023\nphase_in_years = 4",
        ),
        &["run.years=3"],
    );
    assert_eq!(
        world.by_year("populatie", "fee"),
        [750_000, 1_000_000, 1_000_000]
    );
}

#[test]
fn a_fee_follows_the_price_index() {
    // 12,345.67 × 1.03 = 12,716.0401; × 1.03 = 13,097.521…
    let world = town(
        &format!(
            "{}[growth]\nprices = 0.03",
            fee("network_fee", "amount = 12.34567")
        ),
        &["run.years=3"],
    );
    assert_eq!(
        world.by_year("populatie", "fee"),
        [1_234_567, 1_271_604, 1_309_752]
    );
}

#[test]
fn twice_the_fee_is_twice_the_money() {
    let with = |amount: &str| {
        let growth = "[growth]\nprices = 0.017";
        town(
            &format!(
                "{}{growth}",
                fee("network_fee", &format!("amount = {amount}"))
            ),
            &["run.years=5"],
        )
    };
    let (once, twice) = (with("7.77"), with("15.54"));
    for year in 0..5 {
        let (once, twice) = (
            once.component("populatie", "fee", year),
            twice.component("populatie", "fee", year),
        );
        assert!((twice - 2 * once).abs() <= 1, "{once} and {twice}");
    }
}

#[test]
fn administration_costs_the_recipient_hours() {
    // A quarter of an hour for each of 1,000 patient-years and 6,000 visits.
    let world = town(
        &format!(
            "admin_hours = 0.25\n{}",
            fee(
                "practice_fee",
                "recipient = \"hospital\"\namount = 1\nadmin_hours = 0.5"
            )
        ),
        &[],
    );
    assert_close(
        world.outcome("populatie", "administrative_hours", "nurse", 0),
        1_500.0,
    );
    assert_close(
        world.outcome("populatie", "administrative_hours", "hospital", 0),
        500.0,
    );
}

#[test]
fn administration_of_what_the_network_is_paid_is_its_own_staffs() {
    // Half an hour for each of 1,000 resident-years, none of them a discipline's.
    let indicators =
        "indicators = [{ measure = \"needs_met\", weight = 1, floor = 0, target = 1 }]";
    for (kind, more) in [
        ("network_fee", ""),
        ("innovation_fee", ""),
        ("quality_bonus", indicators),
    ] {
        let keys = format!("amount = 1\nadmin_hours = 0.5\n{more}");
        for sample in ["run.sample=1000", "run.sample=250"] {
            let world = town(&fee(kind, &keys), &[sample]);
            for (group, hours) in [("network", 500.0), ("nurse", 0.0), ("hospital", 0.0)] {
                assert_close(
                    world.outcome("populatie", "administrative_hours", group, 0),
                    hours,
                );
            }
        }
    }
}

/// A bonus of 10 EUR a resident at score 1, by the indicators given, in 2025 to 2026.
fn bonus(indicators: &str, more: &str, sets: &[&str]) -> World {
    let mut all = vec!["run.years=2"];
    all.extend(sets);
    let keys = format!("amount = 10\nindicators = [{indicators}]\n{more}");
    town(&fee("quality_bonus", &keys), &all)
}

#[test]
fn a_bonus_adds_up_the_weighted_scores_of_its_indicators() {
    // Six visits a resident between 4 and 8: 0.5. All needs met, between 0.5 and 1: 1. So 0.6 × 0.5 + 0.4 × 1 = 0.7.
    let world = bonus(
        r#"{ measure = "units_per_resident", service = "visit", weight = 0.6, floor = 4, target = 8 },
        { measure = "needs_met", weight = 0.4, floor = 0.5, target = 1 }"#,
        "",
        &[],
    );
    assert_close(world.outcome("populatie", "quality_score", "fee", 0), 0.7);
    assert_eq!(world.by_year("populatie", "fee"), [700_000, 700_000]);
}

#[test]
fn scores_stay_between_nothing_and_all() {
    let with = |floor: &str, target: &str| {
        let indicator = format!(
            "{{ measure = \"units_per_resident\", service = \"visit\", weight = 1, floor = {floor}, target = {target} }}"
        );
        bonus(&indicator, "", &[]).component("populatie", "fee", 0)
    };
    // Six visits: beyond the target, short of the floor, and half-way where fewer is better.
    assert_eq!(with("1", "5"), 1_000_000);
    assert_eq!(with("7", "9"), 0);
    assert_eq!(with("8", "4"), 500_000);
}

#[test]
fn needs_that_stay_hidden_are_not_met() {
    // Two needs for everybody, one of them never presented: half of the needs are met.
    let world = bonus(
        "{ measure = \"needs_met\", weight = 1, floor = 0, target = 1 }",
        "[[need]]\nname = \"grief\"\nclass = \"permanent\"\ndomain = \"psychological\"\nprevalence = { well = 1 }\npresented = 0\nservices = [{ service = \"visit\", units = 4, spread = \"fixed\" }]\n",
        &[],
    );
    assert_eq!(world.by_year("populatie", "fee"), [500_000, 500_000]);
    assert_close(
        world.outcome("populatie", "unmet_needs", "grief", 0),
        1_000.0,
    );
    assert_close(
        world.outcome("populatie", "service_units", "visit", 0),
        6_000.0,
    );
}

#[test]
fn complex_residents_are_coordinated_where_a_need_of_theirs_is_paid_per_episode() {
    let others: String = ["medical", "psychological"]
        .map(|domain| format!("[[need]]\nname = \"{domain}\"\nclass = \"permanent\"\ndomain = \"{domain}\"\nprevalence = {{ well = 1 }}\n"))
        .concat();
    let indicator = "{ measure = \"complex_coordinated\", weight = 1, floor = 0, target = 1 }";
    let world = bonus(indicator, &others, &[]);
    assert_close(
        world.outcome("populatie", "triage_years", "complex", 0),
        1_000.0,
    );
    assert_eq!(world.component("populatie", "fee", 0), 0);
    let episodes = "[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 1\n";
    let world = bonus(indicator, &format!("{episodes}{others}"), &[]);
    assert_eq!(world.component("populatie", "fee", 0), 1_000_000);
    // Or by two fees, each for what its recipient does.
    let scan = "[[service]]\nname = \"scan\"\ndiscipline = \"hospital\"\nline = \"second\"\nprice = 100\npayers = { insurer = 1 }\n";
    let services = "need.help.services=[{ service = \"visit\", units = 6 }, { service = \"scan\", units = 1 }]";
    let first = format!("{episodes}disciplines = [\"nurse\"]\n");
    let second = first
        .replace("episodes", "more")
        .replace("nurse", "hospital");
    let both = format!("{first}{second}{scan}{others}");
    let world = bonus(indicator, &both, &[services]);
    assert_eq!(world.component("populatie", "fee", 0), 1_000_000);
}

#[test]
fn carers_are_overloaded_above_their_hours_a_week() {
    let with = |hours: u32| {
        let more = format!(
            r#"
[carers]
share = {{ well = 1 }}
overloaded_above_hours_per_week = 8

[[service]]
name = "family_hour"
discipline = "nurse"
line = "informal"
hours = 2
price = 0

[[need]]
name = "company"
class = "permanent"
domain = "social"
prevalence = {{ well = 1 }}
services = [{{ service = "family_hour", units = {}, spread = "fixed" }}]
"#,
            hours / 2
        );
        let indicator =
            "{ measure = \"carers_not_overloaded\", weight = 1, floor = 0, target = 1 }";
        let world = bonus(indicator, &more, &[]);
        assert_close(
            world.outcome("populatie", "informal_care_hours", "all", 0),
            1_000.0 * f64::from(hours),
        );
        world.component("populatie", "fee", 0)
    };
    // 8 hours × 52.18 weeks / 4 = 104.36 a quarter: 50 visits of two hours are not too many, 55 are.
    assert_eq!(with(400), 1_000_000);
    assert_eq!(with(440), 0);
}

#[test]
fn entries_into_an_institution_count_per_resident_year() {
    // Everybody moves in the first year, one cycle long, and nobody in the second: 1 and 0 entries a resident-year.
    let more = "[[state]]\nname = \"home\"\nplace = \"institution\"\n[[transition]]\nfrom = \"well\"\nto = \"home\"\nprobability = 1\n";
    let indicator = "{ measure = \"institution_entries\", weight = 1, floor = 2, target = 0 }";
    let world = bonus(indicator, more, &["run.cycles_per_year=1"]);
    assert_eq!(world.by_year("populatie", "fee"), [500_000, 1_000_000]);
}
