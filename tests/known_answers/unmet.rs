//! What care that is not delivered does, worked by hand: a thousand residents who want six hours of a nurse a year and die at
//! a hazard of 0.1, twice that where they get none of it.

use caremix::cohort;

use crate::world::{TOWN, World, assert_close, live};

/// An arm without nurses, and what that does.
const WORLD: &str = r#"
[[transition]]
from = "well"
to = "dead"
hazard = 0.1

[[unmet_care.effect]]
name = "more_deaths"
disciplines = ["nurse"]
to = ["dead"]
ratio = 2
lag = 0.5

[[arm]]
name = "closed"
like = "current"

[[arm.effect]]
name = "no_nurses"
targets = [{ capacity = "nurse" }]
ratio = 0
"#;

/// Carers of everybody, who give six hours beside the nurse's six and stop at a hazard of 0.2.
const CARERS: &str = r#"
[carers]
share = { well = 1 }
loss = { well = 0.2 }

[[discipline]]
name = "family"
sector = "informal"

[[service]]
name = "family_hour"
discipline = "family"
line = "informal"
hours = 1
price = 0

[unmet_care.informal]
needs = ["help"]
share = 0.5
loss_per_hour = 10
"#;

/// The same where nobody dies.
fn nobody_dies() -> String {
    WORLD.replace("hazard = 0.1", "hazard = 0")
}

fn world(more: &str, sets: &[&str]) -> World {
    live(TOWN, &format!("{WORLD}{more}"), sets)
}

/// As the twin expects.
fn expected(world: &World, arm: &str, outcome: &str, year: usize) -> f64 {
    expected_of(world, arm, (outcome, "all"), year)
}

/// The same of one group.
fn expected_of(world: &World, arm: &str, (outcome, group): (&str, &str), year: usize) -> f64 {
    let system = world.plan.means();
    let index = system.arms.iter().position(|each| each.name == arm);
    let result = &cohort::expected(system).arms[index.expect("an arm")].result;
    let is_it = |label: &caremix::simulation::OutcomeLabel| {
        label.outcome == outcome && label.group == group
    };
    let place = result.labels.iter().position(is_it).expect("an outcome");
    result.outcomes[year][place]
}

/// Mean over a year of what is at an unmet share that goes from 0 towards `unmet` with a lag of half a year, by many small
/// steps.
fn over_a_year(unmet: f64, at: impl Fn(f64) -> f64) -> f64 {
    let steps = 100_000;
    let middle = |step: i32| (f64::from(step) + 0.5) / f64::from(steps);
    let values = (0..steps).map(|step| at(unmet * (1.0 - (-2.0 * middle(step)).exp())));
    values.sum::<f64>() / f64::from(steps)
}

/// Residents of a thousand who die in such a year; `multiplier` is on their hazard at a share.
fn deaths(unmet: f64, multiplier: impl Fn(f64) -> f64) -> f64 {
    1_000.0 * (1.0 - (-0.1 * over_a_year(unmet, multiplier)).exp())
}

#[test]
fn residents_die_sooner_where_nobody_nurses_them() {
    let world = world("", &[]);
    let unharmed = 1_000.0 * (1.0 - (-0.1_f64).exp());
    assert_close(expected(&world, "current", "deaths", 0), unharmed);
    let harmed = deaths(1.0, |unmet| 2.0_f64.powf(unmet));
    let found = expected(&world, "closed", "deaths", 0);
    assert!((found - harmed).abs() < 1e-3, "{found} is not {harmed}");
    // A thousand people, of whom some 150 die.
    let simulated = world.outcome("closed", "deaths", "all", 0);
    assert!(
        (simulated - harmed).abs() < 4.0 * harmed.sqrt(),
        "{simulated}"
    );
    assert!(simulated > world.outcome("current", "deaths", "all", 0));
}

#[test]
fn a_year_is_the_same_however_it_is_cut() {
    let whole = |cycles: u32| {
        let set = format!("run.cycles_per_year={cycles}");
        let world = world("", &[&set, "run.years=3"]);
        [0, 1, 2].map(|year| expected(&world, "closed", "deaths", year))
    };
    let quarters = whole(4);
    for cycles in [1, 2, 12] {
        for (found, quarters) in whole(cycles).into_iter().zip(quarters) {
            assert!(
                (found / quarters - 1.0).abs() < 0.005,
                "{cycles}: {found}, {quarters}"
            );
        }
    }
}

#[test]
fn only_those_who_need_the_care_are_harmed() {
    let sets = [
        "need.help.prevalence.well=0.4",
        "unmet_care.effect.more_deaths.needs=[\"help\"]",
    ];
    let world = world("", &sets);
    let harmed = deaths(1.0, |unmet| 1.0 + 0.4 * (2.0_f64.powf(unmet) - 1.0));
    let found = expected(&world, "closed", "deaths", 0);
    assert!((found - harmed).abs() < 1e-3, "{found} is not {harmed}");
}

#[test]
fn what_payment_keeps_from_residents_counts_in_part() {
    // Paid per head, nurses leave out half of the visits, and 0.4 of these were needed: 0.4·3 of 3 + 0.4·3 hours.
    let forfait = r#"
[[arm]]
name = "forfait"
[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 300
payers = { insurer = 1 }

[[incentive]]
discipline = "nurse"
volume = 0.5
"#;
    let world = world(forfait, &["unmet_care.withheld=0.4"]);
    let harmed = deaths(1.2 / 4.2, |unmet| 2.0_f64.powf(unmet));
    let found = expected(&world, "forfait", "deaths", 0);
    assert!((found - harmed).abs() < 1e-3, "{found} is not {harmed}");
    let unharmed = 1_000.0 * (1.0 - (-0.1_f64).exp());
    assert_close(expected(&world, "current", "deaths", 0), unharmed);
}

#[test]
fn carers_take_over_a_share_of_the_hours_and_stop_the_sooner() {
    let sets = [
        "need.help.services=[{ service = \"visit\", units = 6, spread = \"fixed\" }, \
         { service = \"family_hour\", units = 6, spread = \"fixed\" }]",
    ];
    let world = live(TOWN, &format!("{}{CARERS}", nobody_dies()), &sets);
    let hours = |arm: &str| expected(&world, arm, "informal_care_hours", 0);
    let carers = |arm: &str| expected(&world, arm, "carer_years", 0);
    // Six hours of each year with a carer, and half of the nurse's six on top.
    assert_close(hours("current"), 6.0 * carers("current"));
    assert_close(hours("closed"), 9.0 * carers("closed"));
    // Three hours more a year are 3/52.18 a week: the hazard is e^(10·3/52.18) times as high. With a carer at the start
    // of each quarter.
    let years = |hazard: f64| {
        (0..4)
            .map(|cycle| 250.0 * (-hazard * f64::from(cycle) / 4.0).exp())
            .sum::<f64>()
    };
    assert!((carers("current") - years(0.2)).abs() < 1e-3);
    let more = 0.2 * (10.0_f64 * 3.0 / (365.25 / 7.0)).exp();
    assert!(
        (carers("closed") - years(more)).abs() < 1e-3,
        "{}",
        carers("closed")
    );
}

#[test]
fn escalations_follow_the_care_that_is_missing() {
    // Everybody's need escalates 0.4 times a year, met or not, and 1.5 times as often where nobody nurses.
    let night = r#"
[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
counts_as = "nights"
"#;
    let sets = [
        "need.help.escalation=[{ service = \"night\", probability = 0.4, unmet_probability = 0.4 }]",
        "unmet_care.effect.more_deaths.to=[]",
        "unmet_care.effect.more_deaths.escalation=\"night\"",
        "unmet_care.effect.more_deaths.ratio=1.5",
    ];
    let world = live(TOWN, &format!("{}{night}", nobody_dies()), &sets);
    assert_close(expected(&world, "current", "nights", 0), 400.0);
    let nights = 400.0 * over_a_year(1.0, |unmet| 1.5_f64.powf(unmet));
    let found = expected(&world, "closed", "nights", 0);
    assert!((found - nights).abs() < 1e-3, "{found} is not {nights}");
}

#[test]
fn without_sizes_or_without_the_layer_nothing_is_harmed() {
    let sizes = [
        "unmet_care.effect.more_deaths.ratio=1",
        "unmet_care.withheld=0",
    ];
    let off = world("", &["layers.unmet_care=false"]);
    let none = world("", &sizes);
    for arm in ["current", "closed"] {
        assert_eq!(off.result(arm).outcomes, none.result(arm).outcomes, "{arm}");
        assert_eq!(off.result(arm).paid, none.result(arm).paid, "{arm}");
    }
}

#[test]
fn an_observed_year_with_too_few_hands_harms_nobody_more_than_was_observed() {
    // Of 6,000 hours 3,000 are there. The year that was observed is as it was observed, to the last digit.
    let sets = [
        "discipline.nurse.fte=2",
        "discipline.nurse.hours_per_fte=1500",
        "run.years=2",
    ];
    let world = world("", &sets);
    let (first, second) = (
        expected(&world, "current", "deaths", 0),
        expected(&world, "current", "deaths", 1),
    );
    assert_close(first, 1_000.0 * (1.0 - (-0.1_f64).exp()));
    // Those who are left ask for less, so that more of it is delivered, and fewer die.
    assert!(second < first * (-0.1_f64).exp(), "{second}");
    // Closing the rest goes from half unmet to all.
    let found = expected(&world, "closed", "deaths", 0);
    assert!(found > first, "{found}");
}

#[test]
fn hidden_needs_harm_by_a_ratio_of_their_own_until_somebody_finds_them() {
    // Of everybody's need a quarter is hidden; an arm finds all of it. What was hidden when health was observed is in the
    // hazards, so that finding it takes a quarter of ln 2 off them, in time.
    let outreach = r#"
[[unmet_care.effect]]
name = "nobody_asks"
hidden = ["help"]
to = ["dead"]
ratio = 2
lag = 0.5

[[arm]]
name = "found"
like = "current"

[[arm.effect]]
name = "outreach"
targets = [{ presented = "help" }]
ratio = 1.3333333333333333
"#;
    let found = |sets: &[&str]| {
        let world = live(TOWN, &format!("{WORLD}{outreach}"), sets);
        ["current", "found"].map(|arm| expected(&world, arm, "deaths", 0))
    };
    let quarter = "need.help.presented=0.75";
    let [current, outreach] = found(&[quarter]);
    assert_close(current, 1_000.0 * (1.0 - (-0.1_f64).exp()));
    let fewer = deaths(-0.25, |hidden| 2.0_f64.powf(hidden));
    assert!((outreach - fewer).abs() < 1e-3, "{outreach} is not {fewer}");
    // Without a size outreach finds needs, but no health.
    let [current, outreach] = found(&[quarter, "unmet_care.effect.nobody_asks.ratio=1"]);
    assert_eq!(current, outreach);
}

#[test]
fn who_needs_the_care_follows_who_is_here() {
    // Half are well and half frail, and only the frail need a nurse; both call at night four times in ten years. As the frail
    // die, calls that follow the missing nurse become fewer among those of everybody.
    let town = r#"
[[state]]
name = "frail"

[[transition]]
from = "frail"
to = "dead"
hazard = 0.6931471805599453

[[service]]
name = "night"
discipline = "hospital"
line = "second"
price = 400
payers = { insurer = 1 }
counts_as = "nights"

[[need]]
name = "scare"
class = "acute"
domain = "medical"
rates = { well = 0.4, frail = 0.4 }
services = []
escalation = [{ service = "night", probability = 1, unmet_probability = 1 }]
"#;
    let sets = [
        "population.prevalence=[{ shares = { well = 0.5, frail = 0.5 } }]",
        "need.help.prevalence={ frail = 1 }",
        "unmet_care.effect.more_deaths.to=[]",
        "unmet_care.effect.more_deaths.escalation=\"night\"",
        "unmet_care.effect.more_deaths.needs=[\"help\"]",
        "unmet_care.effect.more_deaths.ratio=2",
        "unmet_care.effect.more_deaths.lag=0.01",
        "run.years=2",
        "run.cycles_per_year=12",
    ];
    let world = live(TOWN, &format!("{}{town}", nobody_dies()), &sets);
    let nights = |arm: &str| expected(&world, arm, "nights", 1);
    // In the second year the frail are from a half to a quarter of those at the start: of calls at a moment those of the
    // frail are doubled, 0.4·500·(1 + 2·(share of the frail left)).
    let frail = (0.5 - 0.25) / 2.0_f64.ln();
    assert!((nights("current") - 200.0 * (1.0 + frail)).abs() < 0.01 * 200.0);
    let ratio = nights("closed") / nights("current");
    let by_hand = (1.0 + 2.0 * frail) / (1.0 + frail);
    assert!((ratio / by_hand - 1.0).abs() < 0.005, "{ratio}, {by_hand}");
}

#[test]
fn care_that_grows_by_itself_is_not_missed() {
    // Hands serve the first year. In the second, volumes have grown by half, and nine in ten residents are left: two thirds of
    // what they want is there for every one of the first year, which is more than they wanted then.
    let hands = "discipline.nurse.capacity=\"observed\"";
    let grown = "growth.volume=[{ line = \"first\", per_year = 0.5 }]";
    let sets = ["run.years=2", "service.visit.hours=2", hands];
    let found = |more: &[&str]| world("", &[&sets, more].concat());
    let (same, grown) = (found(&[]), found(&[grown]));
    let access = |world: &World| expected_of(world, "current", ("access", "nurse"), 1);
    assert_close(access(&same), 1.0);
    assert!(access(&grown) < 0.75, "{}", access(&grown));
    let deaths = |world: &World| expected(world, "current", "deaths", 1);
    assert_eq!(deaths(&same), deaths(&grown));
}

#[test]
fn hands_for_what_was_missing_when_health_was_observed_save_lives() {
    // Half of the hours were there, and are all there now: ln 2 halves off a hazard of one in a thousand, in time.
    let sets = [
        "transition.0.hazard=0.001",
        "discipline.nurse.fte=2",
        "discipline.nurse.hours_per_fte=1500",
        "arm.closed.effect.no_nurses.ratio=2",
    ];
    let world = world("", &sets);
    let deaths = |multiplier: f64| 1_000.0 * (1.0 - (-0.001 * multiplier).exp());
    let current = expected(&world, "current", "deaths", 0);
    assert!((current - deaths(1.0)).abs() < 1e-6, "{current}");
    let found = expected(&world, "closed", "deaths", 0);
    let by_hand = deaths(over_a_year(-0.5, |unmet| 2.0_f64.powf(unmet)));
    assert!((found / by_hand - 1.0).abs() < 1e-3, "{found}, {by_hand}");
}

#[test]
fn what_is_remembered_of_missing_care_fades_when_it_is_there_again() {
    // Nobody nurses in the first year: at its end 1 − e^−2 of the harm is there, which fades likewise in the second.
    let sets = ["run.years=2", "arm.closed.effect.no_nurses.until_year=2025"];
    let world = world("", &sets);
    let first = deaths(1.0, |unmet| 2.0_f64.powf(unmet));
    let end = 1.0 - (-2.0_f64).exp();
    // What over_a_year takes as unmet, from there to nothing.
    let fading = over_a_year(1.0, |gone| 2.0_f64.powf(end * (1.0 - gone)));
    let second = (1_000.0 - first) * (1.0 - (-0.1 * fading).exp());
    let found = expected(&world, "closed", "deaths", 1);
    assert!((found - second).abs() < 1e-3, "{found} is not {second}");
}

#[test]
fn a_discipline_of_which_nobody_wants_anything_harms_nobody() {
    let alone = world(
        "",
        &["unmet_care.effect.more_deaths.disciplines=[\"hospital\"]"],
    );
    for arm in ["current", "closed"] {
        let deaths = expected(&alone, arm, "deaths", 0);
        assert_close(deaths, 1_000.0 * (1.0 - (-0.1_f64).exp()));
    }
    // Beside nurses it changes nothing.
    let both = "unmet_care.effect.more_deaths.disciplines=[\"nurse\", \"hospital\"]";
    let harmed = deaths(1.0, |unmet| 2.0_f64.powf(unmet));
    let found = expected(&world("", &[both]), "closed", "deaths", 0);
    assert!((found - harmed).abs() < 1e-3, "{found} is not {harmed}");
}

#[test]
fn payment_that_keeps_a_quarter_from_residents_harms_by_its_part_of_all_they_want() {
    // Nurses leave out a quarter of six visits, and 0.4 of these were needed: 0.4·1.5 of 4.5 + 0.4·1.5 hours.
    let forfait = "[[arm]]\nname = \"forfait\"\n[[arm.component]]\nname = \"list\"\nkind = \"capitation\"\nrecipient = \"nurse\"\namount = 300\npayers = { insurer = 1 }\n[[incentive]]\ndiscipline = \"nurse\"\nvolume = 0.25\n";
    let world = world(forfait, &["unmet_care.withheld=0.4"]);
    let harmed = deaths(0.6 / 5.1, |unmet| 2.0_f64.powf(unmet));
    let found = expected(&world, "forfait", "deaths", 0);
    assert!((found - harmed).abs() < 1e-3, "{found} is not {harmed}");
}

#[test]
fn carers_take_over_what_is_missing_beyond_what_was_observed() {
    // Half of the hours were there, and none are: half of six visits more is missing, of which carers take half: 1.5 hours beside
    // six. Half of the carers have more to do: those of who brings a need forward, or of who has one.
    for half in ["need.help.presented=0.5", "need.help.prevalence.well=0.5"] {
        beyond_what_was_observed(half);
    }
}

fn beyond_what_was_observed(half: &str) {
    let sets = [
        "need.help.services=[{ service = \"visit\", units = 6, spread = \"fixed\" }, \
         { service = \"family_hour\", units = 6, spread = \"fixed\" }]",
        half,
        "discipline.nurse.fte=1",
        "discipline.nurse.hours_per_fte=1500",
    ];
    let world = live(TOWN, &format!("{}{CARERS}", nobody_dies()), &sets);
    let hours = |arm: &str| expected(&world, arm, "informal_care_hours", 0);
    let carers = |arm: &str| expected(&world, arm, "carer_years", 0);
    assert_close(hours("current"), 6.0 * carers("current"));
    assert_close(hours("closed"), 7.5 * carers("closed"));
    // As in the quarters above, with half of the carers so much the sooner gone.
    let each = (10.0_f64 * 1.5 / (365.25 / 7.0)).exp_m1();
    let (mut share, mut years) = (1.0, 0.0);
    for _ in 0..4 {
        years += share * 125.0;
        share *= (-0.2 * (1.0 + 0.5 * each) / 4.0_f64).exp();
    }
    assert!(
        (carers("closed") / years - 1.0).abs() < 1e-3,
        "{}, {years}",
        carers("closed")
    );
}
