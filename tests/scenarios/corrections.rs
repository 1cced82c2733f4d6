//! The published figures that the shipped scenarios were corrected by: each number's mean and interval, worked out here from
//! what was published, against the table of `caremix parameters`.

use std::collections::BTreeMap;
use std::path::Path;

use caremix::analysis::parameters::{ParameterRow, Status, rows};
use caremix::check;
use caremix::scenario::Loaded;
use caremix::scenario::schema::Account;

fn shipped(name: &str) -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    match check::load(&path, &[]) {
        Ok(loaded) => loaded,
        Err(faults) => panic!("{}", faults.render(false)),
    }
}

fn table(name: &str) -> BTreeMap<String, ParameterRow> {
    let loaded = shipped(name);
    let rows = rows(&loaded.scenario, Some(&loaded.locations)).into_iter();
    rows.map(|row| (row.path.clone(), row)).collect()
}

/// Path, mean, and the ends of the 95 % interval, each to so much.
type Correction = (&'static str, f64, [f64; 2], f64);

fn assert_holds(table: &BTreeMap<String, ParameterRow>, corrections: &[Correction]) {
    for (path, mean, [low, high], within) in corrections {
        let row = table.get(*path).unwrap_or_else(|| panic!("no {path}"));
        for (what, found, expected) in [
            ("mean", row.mean, *mean),
            ("low end", row.q025, *low),
            ("high end", row.q975, *high),
        ] {
            let is_near = (found - expected).abs() <= *within;
            assert!(is_near, "{path}: {what} {found}, published {expected}");
        }
    }
}

/// As far as the second decimal of an effect goes: intervals are printed to two decimals, some a little out of the middle.
const EFFECT: f64 = 0.0075;

#[test]
fn effects_are_those_of_trials_and_reviews() {
    for (name, home, loss) in [
        (
            "zoetermeer-2025",
            "effect.carer_support_on_nursing_home.reduction",
            EFFECT,
        ),
        (
            "three-p-flanders",
            "effect.carer_support_on_residential_care.reduction",
            EFFECT,
        ),
    ] {
        assert_holds(
            &table(name),
            &[
                // 282 studies: no mean effect; case management 0.94 (0.85–1.03), of which a third.
                (home, 0.06 / 3.0, [-0.05, 0.10], EFFECT),
                (
                    "effect.carer_support_on_loss.reduction",
                    0.08,
                    [-0.05, 0.20],
                    loss,
                ),
                // 0.30 of those reached, 3 % of people of 65 and over a year, for about three years.
                (
                    "effect.prevention_on_falls.reduction",
                    0.30 * 0.03 * 3.0,
                    [-0.01, 0.07],
                    EFFECT,
                ),
                (
                    "effect.coordination_on_decline.reduction",
                    0.02,
                    [-0.06, 0.10],
                    EFFECT,
                ),
                (
                    "effect.platform_on_gp_hours.reduction",
                    0.0,
                    [-0.04, 0.04],
                    EFFECT,
                ),
                (
                    "effect.palliative_team_on_crises.reduction",
                    0.15,
                    [0.02, 0.35],
                    0.01,
                ),
            ],
        );
    }
    // What the palliative team asks of district nurses goes with what it avoids: 0.35 (0.10–0.60) of those reached, and 0.15 of a
    // town where those reached have 0.35.
    let reach = 0.15 / 0.35;
    assert_holds(
        &table("zoetermeer-2025"),
        &[
            (
                "effect.palliative_team_on_nursing.increase",
                0.35 * reach,
                [0.10 * reach, 0.60 * reach],
                EFFECT,
            ),
            ("incentive.0.referral", 0.02, [-0.04, 0.08], EFFECT),
        ],
    );
    assert_holds(
        &table("oude-ijsselstreek-palliative"),
        &[(
            "effect.palliative_team_on_crises.reduction",
            0.43 * reach,
            [0.0, 0.86 * reach],
            0.01,
        )],
    );
}

#[test]
fn effects_on_care_that_was_out_of_reach_are_centred_on_nothing_found() {
    let table = table("zoetermeer-2025");
    assert_holds(
        &table,
        &[
            (
                "effect.coordination_on_planned_admissions.reduction",
                0.0,
                [-0.05, 0.05],
                1e-6,
            ),
            (
                "effect.platform_on_outpatient_visits.reduction",
                0.0,
                [-0.05, 0.05],
                1e-6,
            ),
            (
                "effect.coordination_on_medicines.reduction",
                0.01,
                [-0.04, 0.06],
                1e-6,
            ),
            (
                "effect.prevention_on_mental_health_treatment.reduction",
                0.0,
                [-0.10, 0.10],
                1e-6,
            ),
            (
                "effect.coordination_on_mental_health_contacts.reduction",
                0.0,
                [-0.05, 0.05],
                1e-6,
            ),
        ],
    );
    // Somebody's money builds each of these capabilities, so that the effects can be found at all.
    let arms = |path: &str| table[path].arms.contains("transition_budget");
    assert!(arms("effect.coordination_on_medicines.reduction"));
    assert!(arms("effect.platform_on_outpatient_visits.reduction"));
    assert!(arms(
        "effect.prevention_on_mental_health_treatment.reduction"
    ));
}

#[test]
fn a_year_of_health_is_worth_what_the_instruments_found() {
    // Means and standard errors; the ends of a beta lie a little within or beyond two of these.
    let published = [
        ("chronic", 0.92, 0.02),
        ("multimorbid", 0.88, 0.03),
        ("frail", 0.74, 0.05),
        ("dependent", 0.57, 0.07),
        ("nursing_home", 0.42, 0.10),
        ("palliative", 0.38, 0.10),
    ];
    for name in ["zoetermeer-2025", "three-p-flanders"] {
        let table = table(name);
        for (state, mean, se) in published {
            let row = &table[&format!("state.{state}.utility")];
            assert!((row.mean - mean).abs() < 1e-9, "{state}: {}", row.mean);
            let width = (row.q975 - row.q025) / 2.0;
            assert!((width / (1.96 * se) - 1.0).abs() < 0.05, "{state}: {width}");
        }
        assert_eq!(
            shipped(name)
                .scenario
                .carers
                .expect("carers")
                .overloaded_above_hours_per_week,
            Some(14.0)
        );
    }
}

#[test]
fn users_and_their_hours_are_those_of_the_registers() {
    let table = table("netherlands-2023");
    // Household help: 2,560 EUR a user-year over about 28 EUR an hour. Support at home: 5,130 EUR a user-year over the reference
    // prices of an hour and of half a day. District nursing: 0.85 times the users, so 1 / 0.85 times the hours of each; those in need
    // are users over what the queue leaves of hours.
    let means = [
        (
            "need.household_support.services.0.units",
            2_560.0 / 28.0,
            0.5,
        ),
        (
            "need.severe_mental_illness.services.1.units",
            5_130.0 / 66.43,
            0.5,
        ),
        (
            "need.cognitive_decline.services.1.units",
            5_130.0 / 86.46,
            0.5,
        ),
        (
            "need.personal_care.prevalence.dependent",
            0.90 * 0.85 / 0.977,
            1e-3,
        ),
        ("need.personal_care.services.0.units", 130.0 / 0.85, 0.1),
        (
            "need.nursing_episode.rates.frail",
            0.75 * 0.85 / 0.977,
            1e-3,
        ),
        ("need.nursing_episode.services.0.units", 38.0 / 0.85, 0.1),
    ];
    for (path, expected, within) in means {
        let found = table[path].mean;
        assert!(
            (found - expected).abs() <= within,
            "{path}: {found}, not {expected}"
        );
    }
    // Mental health care cost by income fifth, least deprived first (CBS 81827NED).
    for (index, ratio) in [0.45, 0.57, 0.70, 1.00, 2.28].into_iter().enumerate() {
        let path = format!("need.severe_mental_illness.deprivation_ratios.{index}");
        assert_eq!(table[&path].mean, ratio);
    }
}

#[test]
fn the_accounts_of_the_country_are_published_ones() {
    let loaded = shipped("netherlands-2023");
    let account = |name: &str| -> &Account {
        let mut accounts = loaded.scenario.account.iter();
        accounts
            .find(|account| account.name == name)
            .expect("an account")
    };
    let people = 5_483_969.0 / 308.0;
    for (name, amount, tolerance) in [
        ("wlz", 33.5e6 / people, 0.05),
        ("wmo", 308.0, 0.05),
        // 16 and 30 % in 2024, 14.7 and 29.3 % in 2022: of those in need 0.926 are in care.
        ("household_support_75", (0.16 + 0.147) / 2.0 / 0.926, 0.1),
        ("household_support_85", (0.30 + 0.293) / 2.0 / 0.926, 0.1),
        // 219,000 below 75 of 556,000 users in 2024, and 545,000 users in 2023.
        (
            "household_support_below_75",
            219e3 * 545.0 / 556.0 / 16.0e6 / 0.926,
            0.1,
        ),
    ] {
        let found = account(name);
        assert!(
            (found.amount / amount - 1.0).abs() < 0.011,
            "{name}: {}, not {amount}",
            found.amount
        );
        assert_eq!(found.tolerance, tolerance, "{name}");
        assert_ne!(Status::of(&found.source), Status::Unverified, "{name}");
    }
}

#[test]
fn transformation_money_is_what_is_left_of_it() {
    let table = table("zoetermeer-2025");
    let residents = 126_169.0;
    let a_year = 1.961e9 / 17.8e6 / 5.0 * residents;
    let of_town = 6.725e6 / 0.85e6 * residents;
    for arm in [
        "transition_budget",
        "transition_structural",
        "transition_claw_back",
        "regional_capacity",
    ] {
        let number =
            |key: &str| table[&format!("arm.{arm}.component.transition_budget.{key}")].mean;
        assert!((number("amount") / a_year - 1.0).abs() < 0.005, "{arm}");
        let share = number("payers.municipality");
        assert!((share - of_town / a_year).abs() < 0.005, "{arm}: {share}");
    }
}

#[test]
fn a_town_without_the_task_of_shelter_pays_none_and_loses_as_many_residents_as_were_counted() {
    for name in [
        "zoetermeer-2025",
        "three-p-nl",
        "oude-ijsselstreek-palliative",
        "digital-platform",
    ] {
        let table = table(name);
        assert_eq!(
            table["background_care.residence_and_shelter.scale"].mean, 0.0,
            "{name}"
        );
        let rest = &table["background_care.other_wmo.scale"];
        // 205 ± 50 EUR over the country's 200.
        assert!(
            (rest.mean - 205.0 / 200.0).abs() < 0.006,
            "{name}: {}",
            rest.mean
        );
        let width = (rest.q975 - rest.q025) / 2.0;
        assert!(
            (width / (1.96 * 50.0 / 200.0) - 1.0).abs() < 0.05,
            "{name}: {width}"
        );
    }
    let scenario = shipped("zoetermeer-2025").scenario;
    let people = &scenario.population;
    let (mut leaving, mut all) = (0.0, 0.0);
    for band in &people.bands {
        // Bands of five years lie within the bands of leavers, but for 15 to 19, of which three fifths are below 18.
        let hazard = |age: f64| {
            let mut rows = people.leavers.iter();
            let row = rows
                .find(|row| row.age_from <= age && row.age_below.is_none_or(|below| age < below));
            row.and_then(|row| row.hazard.as_point()).expect("a hazard")
        };
        let ages = (0..5).map(|year| hazard(band.age_from + f64::from(year)) / 5.0);
        let number = band.female + band.male;
        leaving += number * ages.sum::<f64>();
        all += number;
    }
    let counted = (4_567.0 + 719.0) / 124_025.0;
    assert!(
        (leaving / all - counted).abs() < 0.0005,
        "{}, not {counted}",
        leaving / all
    );
}

#[test]
fn fees_for_a_year_of_care_are_what_its_units_cost() {
    let table = table("zoetermeer-2025");
    let mean = |path: &str| table[path].mean;
    for (fee, units, price) in [
        (
            "household_fee",
            "need.household_support.services.0.units",
            "household_help_hour",
        ),
        (
            "mental_illness_fee",
            "need.severe_mental_illness.services.1.units",
            "guidance_hour",
        ),
        (
            "dementia_day_fee",
            "need.cognitive_decline.services.1.units",
            "day_activities",
        ),
    ] {
        let amount = mean(&format!("arm.three_p.component.{fee}.amount"));
        let value = mean(units) * mean(&format!("service.{price}.price"));
        assert!(
            (amount - value).abs() <= 0.5,
            "{fee}: {amount}, not {value}"
        );
    }
    // With coordination, 1 to 3 % on top.
    for (fee, units) in [
        ("personal_care_fee", "need.personal_care.services.0.units"),
        (
            "nursing_episode_fee",
            "need.nursing_episode.services.0.units",
        ),
    ] {
        let amount = mean(&format!("arm.three_p.component.{fee}.amount"));
        let value = mean(units) * mean("service.district_nursing_hour.price");
        assert!(
            (1.01..1.03).contains(&(amount / value)),
            "{fee}: {amount}, {value}"
        );
    }
}
