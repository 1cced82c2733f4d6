//! How integration moves, and what forms of governance cost.

use crate::world::{World, assert_close, mean_of_year, town};

/// A survey of one referral and three coordinations: I0 = (0 + 3·2/3) / 4 = 0.5, whose logit is 0.
const SURVEY: &str = "[integration]\nsurvey = [{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]";

/// The comparator and an arm like it, by the year, with `keys` of integration and `more`.
fn live(keys: &str, more: &str, sets: &[&str]) -> World {
    let text =
        format!("{SURVEY}\n{keys}\n[[arm]]\nname = \"together\"\nlike = \"current\"\n{more}");
    let mut all = vec!["run.years=6", "run.cycles_per_year=1"];
    all.extend(sets);
    town(&text, &all)
}

fn integration(world: &World, arm: &str, year: usize) -> f64 {
    world.outcome(arm, "integration", "all", year)
}

fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

/// From 0.5 in four years towards logistic(pull).
#[track_caller]
fn assert_path(world: &World, arm: &str, pull: f64) {
    for year in 0..6 {
        let exact = mean_of_year(0.5, logistic(pull), 4.0, year);
        assert_close(integration(world, arm, year), exact);
    }
}

#[test]
fn without_factors_integration_is_what_the_survey_found() {
    let world = live("", "", &["run.cycles_per_year=4"]);
    for year in 0..6 {
        assert_eq!(integration(&world, "together", year), 0.5);
    }
}

#[test]
fn factors_move_integration_towards_what_they_support() {
    // 0.8·1 − 0.3·2 + 0.5·0.6 = 0.5.
    let factors = "years = 4\nfactor = [{ name = \"shared_goals\", group = \"content\", beta = 0.8 }, { name = \"privacy_law\", group = \"legal\", beta = -0.3, value = 2 }, { name = \"earlier_projects\", group = \"historical\", beta = 0.5, value = 0.6 }]";
    let world = live(factors, "", &[]);
    assert_path(&world, "current", 0.5);
    assert_path(&world, "together", 0.5);
    // In quarters and months the same.
    for cycles in ["run.cycles_per_year=4", "run.cycles_per_year=12"] {
        assert_path(&live(factors, "", &[cycles]), "current", 0.5);
    }
}

#[test]
fn integration_of_nothing_can_be_moved() {
    // All referral: I0 = 0, taken for 0.001 where its logit is needed; 1/999 · e² = 0.0074 of odds.
    let keys = "years = 4\nfactor = [{ name = \"meetings\", group = \"practical\", beta = 2 }]";
    let survey = "integration.survey=[{ respondent = \"place\", referral = 4, information_sharing = 0, coordination = 0, joint_activities = 0 }]";
    let world = live(keys, "", &[survey]);
    let odds = 2_f64.exp() / 999.0;
    let end = odds / (1.0 + odds);
    assert_close(
        integration(&world, "current", 0),
        mean_of_year(0.0, end, 4.0, 0),
    );
    assert_close(
        integration(&world, "current", 1),
        mean_of_year(0.0, end, 4.0, 1),
    );
}

#[test]
fn integration_of_everything_can_be_lost() {
    // All joint activities: I0 = 1, taken for 0.999 where its logit is needed; 999 · e^−2 = 135 of odds.
    let keys = "years = 4\nfactor = [{ name = \"quarrels\", group = \"personal\", beta = -2 }]";
    let survey = "integration.survey=[{ respondent = \"place\", referral = 0, information_sharing = 0, coordination = 0, joint_activities = 4 }]";
    let world = live(keys, "", &[survey]);
    let odds = 999.0 * (-2_f64).exp();
    let end = odds / (1.0 + odds);
    for year in 0..2 {
        assert_close(
            integration(&world, "current", year),
            mean_of_year(1.0, end, 4.0, year),
        );
    }
}

const FORMS: &str = r#"
[[discipline]]
name = "club"
sector = "welfare"

[[governance]]
name = "alliance"
years = 2
beta = 0.5
partners = ["nurse", "hospital", "club"]
cost_per_pair = 1000
payers = { insurer = 0.6, municipality = 0.4 }
"#;

#[test]
fn a_governance_form_costs_each_pair_and_sets_the_pace() {
    let text = format!(
        "{SURVEY}\n{FORMS}\n[growth]\nprices = 0.1\n[[arm]]\nname = \"together\"\nlike = \"current\"\ngovernance = \"alliance\""
    );
    let world = town(&text, &["run.years=6", "run.cycles_per_year=1"]);
    // Three partners make 3·2/2 = 3 pairs: 3,000 EUR, 3,300 in the prices of 2026.
    assert_eq!(world.component("together", "alliance", 0), 300_000);
    assert_eq!(
        world.flow("together", "alliance", "insurer", "network", 1),
        198_000
    );
    assert_eq!(
        world.flow("together", "alliance", "municipality", "network", 1),
        132_000
    );
    assert_eq!(world.total("current", 1), 33_000_000);
    let end = logistic(0.5);
    for year in 0..6 {
        let exact = mean_of_year(0.5, end, 2.0, year);
        assert_close(integration(&world, "together", year), exact);
        assert_eq!(integration(&world, "current", year), 0.5);
    }
}

/// A network fee of 12 EUR a resident.
const FEE: &str = "[[arm.component]]\nname = \"fee\"\nkind = \"network_fee\"\namount = 12\npayers = { insurer = 1 }\n";

#[test]
fn funded_coordination_moves_integration() {
    // 12 EUR of 60 EUR an hour: 0.2 hours, 0.1 above those of the survey; 0.1 · 4 = 0.4.
    let keys = "years = 4\n[integration.dynamic]\ncoordination_price = 60\ncoordination_hours = { beta = 4, reference = 0.1 }\ncoordinating = [\"meetings\"]\n[[capability]]\nname = \"meetings\"\nhalf = 1\nbuild = 1\nfade = 1\n[[capability]]\nname = \"records\"\nhalf = 1\nbuild = 1\nfade = 1";
    assert_path(&live(keys, FEE, &[]), "together", 0.4);
    // Of the comparator nobody pays: 0 hours.
    assert_path(&live(keys, FEE, &[]), "current", -0.4);
    // Half of it for records: 0.1 hours. Half of it for meetings: all of it coordinates.
    let records = format!("{FEE}earmark = {{ records = 0.5 }}");
    assert_path(&live(keys, &records, &[]), "together", 0.0);
    let meetings = format!("{FEE}earmark = {{ meetings = 0.5 }}");
    assert_path(&live(keys, &meetings, &[]), "together", 0.4);
    // A grant for meetings of 9,000 EUR, 9 a resident: 0.15 hours.
    let grant = "[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\namount = 9000\nuntil_year = 2040\npayers = { fund = 1 }\nearmark = { meetings = 1 }";
    assert_path(&live(keys, grant, &[]), "together", 0.2);
}

#[test]
fn administration_moves_integration() {
    // 6 visits of 0.1 hours: 0.6 hours a resident-year; −0.5 · 0.6 = −0.3.
    let keys = "years = 4\n[integration.dynamic]\nadministrative_hours = { beta = -0.5 }";
    let arm = "[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\nadmin_hours = 0.1";
    let world = live(keys, arm, &[]);
    assert_path(&world, "together", -0.3);
    assert_path(&world, "current", 0.0);
    // Where all is delivered whatever hours there are, all of it is administered.
    let sets = [
        "layers.access=false",
        "discipline.nurse.fte=1",
        "discipline.nurse.hours_per_fte=1000",
    ];
    assert_path(&live(keys, arm, &sets), "together", -0.3);
}

#[test]
fn administration_of_years_with_a_need_moves_integration_however_the_year_is_cut() {
    // 0.6 hours for each of 1,000 years with a permanent need that an episode fee pays for; −0.5 · 0.6 = −0.3.
    let keys = "years = 4\n[integration.dynamic]\nadministrative_hours = { beta = -0.5 }";
    let arm = "[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 200\nadmin_hours = 0.6";
    for cycles in ["run.cycles_per_year=1", "run.cycles_per_year=4"] {
        assert_path(&live(keys, arm, &[cycles]), "together", -0.3);
    }
}

#[test]
fn administration_of_the_networks_staff_moves_integration_too() {
    // 0.3 hours a resident-year; −0.5 · 0.3 = −0.15.
    let keys = "years = 4\n[integration.dynamic]\nadministrative_hours = { beta = -0.5 }";
    let world = live(keys, &format!("{FEE}admin_hours = 0.3"), &[]);
    assert_path(&world, "together", -0.15);
}

#[test]
fn work_above_capacity_moves_integration() {
    // 6,000 hours wanted of 4,000: half of the capacity too much; −0.4 · 0.5 = −0.2.
    let keys = "years = 4\n[integration.dynamic]\nworkload = { beta = -0.4 }";
    let sets = [
        "discipline.nurse.fte=4",
        "discipline.nurse.hours_per_fte=1000",
    ];
    assert_path(&live(keys, "", &sets), "current", -0.2);
    // Capacity that is not used makes no good weather.
    let sets = [
        "discipline.nurse.fte=40",
        "discipline.nurse.hours_per_fte=1000",
    ];
    assert_path(&live(keys, "", &sets), "current", 0.0);
}

#[test]
fn competition_moves_integration_from_the_second_year_on() {
    // 300,000 of 312,000 is paid per unit; at the reference of 1 that is 5·(300/312 − 1) = −5/26.
    let keys = "years = 4\n[integration.dynamic]\ncompetition = { beta = 5, reference = 1 }";
    let world = live(keys, FEE, &[]);
    assert_path(&world, "current", 0.0);
    let end = logistic(-5.0 / 26.0);
    assert_eq!(integration(&world, "together", 0), 0.5);
    for year in 1..6 {
        let exact = mean_of_year(0.5, end, 4.0, year - 1);
        assert_close(integration(&world, "together", year), exact);
    }
    // Where nothing is paid nothing is known of it.
    let world = live(keys, "", &["service.visit.price=0"]);
    assert_path(&world, "together", 0.0);
}

#[test]
fn adoption_of_the_platform_moves_integration() {
    let keys = "years = 4\n[integration.dynamic]\nplatform = { beta = 0.6 }\n[platform]\ncost = 1000\npatience = 1\npartners = [{ payer = \"insurer\", benefit = 10 }, { payer = \"fund\" }]";
    let levy = "[[arm.component]]\nname = \"levy\"\nkind = \"platform_levy\"\nrule = \"equal\"";
    // The fund has nothing of it and leaves after 2025: adoption 1, then 1/2.
    let world = live(keys, levy, &[]);
    assert_path(&world, "current", 0.0);
    let (first, second) = (logistic(0.6), logistic(0.3));
    assert_close(
        integration(&world, "together", 0),
        mean_of_year(0.5, first, 4.0, 0),
    );
    let after = first + (0.5 - first) * (-0.25_f64).exp();
    assert_close(
        integration(&world, "together", 1),
        mean_of_year(after, second, 4.0, 0),
    );
}

#[test]
fn a_capability_that_needs_integration_follows_it() {
    // dS/dt = (0.5·I(t) − S)/2 with I in four years towards logistic(1), by a hundred thousand small steps a year. Over a
    // cycle the stock follows the mean of I, which is nearer the shorter the cycle.
    let keys = "years = 4\nfactor = [{ name = \"trust\", group = \"personal\", beta = 1 }]\n[[capability]]\nname = \"teams\"\nhalf = 12\nbuild = 2\nfade = 9\nneeds_integration = true";
    let end = logistic(1.0);
    let (mut stock, step) = (0.0, 1e-5);
    let mut exact = Vec::new();
    for year in 0..6 {
        let mut sum = 0.0;
        for part in 0..100_000 {
            let time = f64::from(year) + f64::from(part) * step;
            let now = end + (0.5 - end) * (-time / 4.0).exp();
            stock += step * (0.5 * now - stock) / 2.0;
            sum += step * stock;
        }
        exact.push(sum);
    }
    for (cycles, allowed) in [("1", 0.002), ("12", 0.0002)] {
        let cycles = format!("run.cycles_per_year={cycles}");
        let world = live(keys, &format!("{FEE}earmark = {{ teams = 1 }}"), &[&cycles]);
        for (year, exact) in exact.iter().enumerate() {
            let found = world.outcome("together", "capability_stock", "teams", year);
            assert!((found - exact).abs() < allowed, "{found} is not {exact}");
        }
    }
}
