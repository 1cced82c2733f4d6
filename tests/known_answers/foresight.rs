//! What a cycle knows beforehand: whether it has to look ahead, hours that will be wanted, and what idle needs lack.
//!
//! Comes in: tables of small scenarios, expected residents and needs, and what a cycle finds, all set by hand. Goes out: hours.
//! Deliberately absent: a run; what comes of access is told by access.rs.

use caremix::care::Prospects;
use caremix::provision::{Conditions, Demand, Responses, harming, lacking_when_idle, looks_ahead};
use caremix::system::System;

use crate::world::{TOWN, assert_close, plan};

fn system(more: &str, sets: &[&str]) -> System {
    plan(TOWN, more, sets).means().clone()
}

const DYING: &str = "[[transition]]\nfrom = \"well\"\nto = \"dead\"\nhazard = 0.1\n";

/// Deaths that follow missing nurses, and who stay away from needs that nobody brings forward.
const HARM: &str = "[[unmet_care.effect]]\nname = \"more_deaths\"\ndisciplines = [\"nurse\"]\nto = [\"dead\"]\nratio = 2\nlag = 0.5\n";
const HIDDEN: &str = "[[unmet_care.effect]]\nname = \"nobody_asks\"\nhidden = [\"help\"]\nto = [\"dead\"]\nratio = 2\nlag = 0.5\n";

const NURSES: [&str; 2] = [
    "discipline.nurse.fte=4",
    "discipline.nurse.hours_per_fte=1000",
];

/// An arm with an effect on a target.
fn arm_on(target: &str) -> String {
    format!(
        "[[arm]]\nname = \"other\"\nlike = \"current\"\n[[arm.effect]]\nname = \"on\"\ntargets = [{target}]\nratio = 0.9\n"
    )
}

/// A capability that acts on a target.
fn capability_on(target: &str) -> String {
    format!(
        "[[capability]]\nname = \"skill\"\nhalf = 1\nbuild = 1\nfade = 1\n[[effect]]\nname = \"on\"\ncapability = \"skill\"\ntarget = {target}\nreduction = 0.1\n"
    )
}

#[test]
fn a_cycle_looks_ahead_where_hours_are_limited_and_access_follows_them() {
    let looks = |more: &str, sets: &[&str]| looks_ahead(&system(more, sets));
    assert!(!looks("", &[]));
    assert!(looks("", &NURSES));
    let [fte, each] = NURSES;
    assert!(!looks("", &[fte, each, "layers.access=false"]));
    // What an arm, or a capability, does to hours limits them; what they do to units does not.
    let [hours, units] = ["{ capacity = \"nurse\" }", "{ units = \"visit\" }"];
    assert!(looks(&arm_on(hours), &[]));
    assert!(looks(&capability_on(hours), &[]));
    assert!(!looks(&arm_on(units), &[]));
    assert!(!looks(&capability_on(units), &[]));
}

#[test]
fn a_cycle_looks_ahead_where_integration_follows_work() {
    let dynamic = |factor: &str| {
        format!(
            "[integration]\nsurvey = [{{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }}]\nyears = 4\n[integration.dynamic]\n{factor}\n"
        )
    };
    let off = ["layers.access=false"];
    let looks = |factor: &str, sets: &[&str]| {
        looks_ahead(&system(&dynamic(factor), &[&off, sets].concat()))
    };
    // Of work above capacity there is none without a capacity; administration is work by itself.
    assert!(!looks("workload = { beta = -0.4 }", &[]));
    assert!(looks("workload = { beta = -0.4 }", &NURSES));
    assert!(!looks("workload = { beta = 0 }", &NURSES));
    assert!(looks("administrative_hours = { beta = -0.4 }", &[]));
    assert!(!looks("administrative_hours = { beta = 0 }", &[]));
    assert!(!looks("competition = { beta = 5, reference = 1 }", &NURSES));
}

#[test]
fn missing_care_harms_only_where_some_may_be_missing() {
    let harms = |more: &str, sets: &[&str]| {
        let system = system(&format!("{DYING}{more}"), sets);
        let harms = harming(&system).is_some();
        // Where it harms, a cycle has to look ahead.
        assert!(looks_ahead(&system) || !harms);
        harms
    };
    let [fte, each] = NURSES;
    assert!(!harms("", &NURSES));
    assert!(!harms(HARM, &[]));
    assert!(harms(HARM, &NURSES));
    assert!(!harms(HARM, &[fte, each, "layers.access=false"]));
    assert!(harms(
        &format!("{HARM}{}", arm_on("{ capacity = \"nurse\" }")),
        &[]
    ));
}

#[test]
fn what_payment_keeps_from_residents_may_harm_in_an_arm_that_pays_otherwise() {
    let incentive = "[[incentive]]\ndiscipline = \"nurse\"\nvolume = 0.5\n";
    let forfait = "[[arm]]\nname = \"forfait\"\n[[arm.component]]\nname = \"list\"\nkind = \"capitation\"\nrecipient = \"nurse\"\namount = 300\npayers = { insurer = 1 }\n";
    let kept = "unmet_care.withheld=0.4";
    let harms = |more: &str, sets: &[&str]| {
        let system = system(&format!("{DYING}{HARM}{more}"), sets);
        let harms = harming(&system).is_some();
        assert_eq!(looks_ahead(&system), harms);
        harms
    };
    let both = format!("{forfait}{incentive}");
    assert!(harms(&both, &[kept]));
    assert!(!harms(&both, &["unmet_care.withheld=0"]));
    assert!(!harms(&both, &[kept, "layers.incentives=false"]));
    assert!(!harms(forfait, &[kept]));
    // Alone, an arm pays as was observed.
    assert!(!harms(incentive, &[kept]));
}

#[test]
fn what_is_hidden_may_harm_less_where_something_brings_it_forward() {
    let quarter = ["need.help.presented=0.75"];
    let harms = |more: &str| harming(&system(&format!("{DYING}{more}"), &quarter)).is_some();
    let [presented, units] = ["{ presented = \"help\" }", "{ units = \"visit\" }"];
    assert!(harms(&format!("{HIDDEN}{}", arm_on(presented))));
    assert!(harms(&format!("{HIDDEN}{}", capability_on(presented))));
    assert!(!harms(HIDDEN));
    assert!(!harms(&format!("{HIDDEN}{}", arm_on(units))));
    assert!(!harms(&format!("{HARM}{}", arm_on(presented))));
}

/// Help of half a visit of four hours and one session of five on average, by nurses and in hospital, and of two hours of family;
/// it may end in a night of seven hours. Effects may put calls of three hours, or family, in the place of visits and sessions.
const HELP: &str = r#"
[carers]
share = { well = 0.5 }

[[discipline]]
name = "family"
sector = "informal"

[[service]]
name = "session"
discipline = "hospital"
hours = 5
line = "second"
price = 1
payers = { insurer = 1 }

[[service]]
name = "night"
discipline = "hospital"
hours = 7
line = "second"
price = 1
payers = { insurer = 1 }

[[service]]
name = "call"
discipline = "hospital"
hours = 3
line = "second"
price = 1
payers = { insurer = 1 }

[[service]]
name = "family_hour"
discipline = "family"
line = "informal"
hours = 1
price = 0

[[arm]]
name = "swaps"
like = "current"

[[arm.effect]]
name = "on"
targets = [
  { substitute = { from = "visit", to = "call", ratio = 2 } },
  { substitute = { from = "session", to = "call", ratio = 1 } },
  { substitute = { from = "session", to = "family_hour", ratio = 1 } },
]
reduction = 0.5
"#;

const HELP_SETS: [&str; 5] = [
    "run.cycles_per_year=1",
    "run.years=2",
    "service.visit.hours=4",
    "need.help.presented=0.8",
    "need.help.services=[{ service = \"visit\", units = 0.5, spread = \"fixed\" }, \
     { service = \"session\", units = 1 }, { service = \"family_hour\", units = 2, spread = \"fixed\" }]",
];
const NIGHT: &str =
    "need.help.escalation=[{ service = \"night\", probability = 0.1, unmet_probability = 0.4 }]";

/// Help, and what a cycle finds of it: 1.5 times the need, half of which is brought forward of 0.8, thrice the visits, half of the
/// sessions, and a quarter of nights, which are twice as likely; visits and nights last twice as long.
struct Helped {
    system: System,
    conditions: Conditions,
    /// Hours of administration by channel: half an hour a visit, a quarter a session, 1.5 a night.
    per_unit: Vec<Vec<f64>>,
}

impl Helped {
    fn new(more: &str, sets: &[&str]) -> Helped {
        let system = system(
            &format!("{HELP}{more}"),
            &[&HELP_SETS, &[NIGHT][..], sets].concat(),
        );
        let responses = Responses::none(&system);
        let access = vec![1.0; system.disciplines.len()];
        let mut conditions =
            Conditions::new(&system, (&system.arms[0], 0), &access, &[], &responses);
        let mut per_unit = vec![0.0; system.care.channels.len()];
        conditions.pressure.rate[0][0] = 1.5;
        conditions.pressure.presented[0] = 0.5;
        conditions.escalation[0][0] = 2.0;
        for (name, units, length, administration) in [
            ("visit", 3.0, 2.0, 0.5),
            ("session", 0.5, 1.0, 0.25),
            ("night", 0.25, 2.0, 1.5),
        ] {
            let service = service(&system, name);
            let mut channels = system.care.channels.iter();
            let Some(channel) = channels.position(|each| each.service == service) else {
                continue;
            };
            conditions.units[0][channel] = units;
            conditions.hours[service] = length;
            per_unit[channel] = administration;
        }
        Helped {
            system,
            conditions,
            per_unit: vec![per_unit],
        }
    }

    fn substitute(&mut self, from: &str, to: &str, ratio: f64, share: f64) {
        let [from, to] = [from, to].map(|name| service(&self.system, name));
        self.conditions.substitutions.push((from, to, ratio, share));
    }

    /// What a hundred without a carer, or forty with one, ask for of 200 residents, in a year.
    fn demand(&self, has_carer: bool, year: usize) -> Demand {
        self.of_arm(0, has_carer, year)
    }

    fn of_arm(&self, arm: usize, has_carer: bool, year: usize) -> Demand {
        let mut prospects = Prospects::new(&self.system);
        let many = if has_carer { 40.0 } else { 100.0 };
        prospects.add_need((0, has_carer), 0, many);
        let mut states = self.system.health.states.iter();
        let well = states.position(|state| state.name == "well");
        prospects.add_residents(0, well.expect("a state"), 200.0);
        let responses = Responses::none(&self.system);
        let arm = (&self.system.arms[arm], year);
        let paid = (&self.per_unit[..], &responses);
        Demand::new(&self.system, arm, &self.conditions, &prospects, paid)
    }

    fn lacking(&self, has_carer: bool) -> f64 {
        lacking_when_idle(&self.system, &self.conditions, (0, 0), has_carer)
    }
}

fn service(system: &System, name: &str) -> usize {
    let mut services = system.care.services.iter();
    let found = services.position(|service| service.name == name);
    found.expect("a service")
}

#[track_caller]
fn assert_hours(found: &[f64], exact: [f64; 3]) {
    assert_eq!(found.len(), 3);
    found
        .iter()
        .zip(exact)
        .for_each(|(found, exact)| assert_close(*found, exact));
}

/// Where nobody is refused, half of the hours of nurses are there and a quarter of those of the hospital.
const FULL: [f64; 3] = [1.0, 1.0, 1.0];
const SHORT: [f64; 3] = [0.5, 0.25, 1.0];

#[test]
fn hours_wanted_are_those_of_needs_brought_forward_and_of_what_they_come_to() {
    // 60 of 150 needs are brought forward: 30 visits, thrice as many, of 8.5 hours; 60 sessions, half as many, of 5.25. Nights
    // come of 0.2 of the 60 and 0.8 of the 90: 84, a quarter of it, of 15.5 hours. Nobody has a carer for the family's hours.
    let helped = Helped::new("", &[]);
    let demand = helped.demand(false, 0);
    assert_hours(&demand.hours, [765.0, 157.5 + 325.5, 0.0]);
    assert_hours(&demand.at(&FULL), [765.0, 483.0, 0.0]);
    // Of units that are refused none are administered: 45 hours of visits, 7.5 of sessions, 31.5 of nights. A share of the need
    // is lacking without either: any of its units is asked for with chance 1 − 0.5/e, a third of them visits. 0.6 of the 60
    // come to a night because of it: 36, a quarter of it, of 15.5 hours.
    let any = 1.0 - 0.5 * (-1.0_f64).exp();
    let nights = 36.0 * 0.25 * 15.5 * any;
    let hospital = 483.0 + nights / 3.0 * 0.5 + (nights * 2.0 / 3.0 - 39.0) * 0.75;
    assert_hours(&demand.at(&SHORT), [765.0 - 22.5, hospital, 0.0]);
    // Of 200 residents who live a year.
    assert_close(demand.administrative_hours(&FULL), 84.0 / 200.0);
    assert_close(
        demand.administrative_hours(&SHORT),
        (22.5 + 39.0 / 4.0) / 200.0,
    );
}

#[test]
fn nights_that_a_permanent_need_comes_to_are_wanted_by_the_part_of_the_year() {
    // A quarter of a year has a quarter of everything, of nights too, whose chances are those of a year.
    let demand = Helped::new("", &["run.cycles_per_year=4"]).demand(false, 0);
    assert_hours(&demand.hours, [765.0 / 4.0, (157.5 + 325.5) / 4.0, 0.0]);
}

#[test]
fn hours_of_carers_are_wanted_where_there_are_carers() {
    // 24 of 60 needs: 12 visits, 24 sessions, 48 hours of family; 0.56 · 60 nights. Two hours of family are always asked for, so
    // that something is: 0.6 of the 24 come to a night without all of it, a seventh without visits, two without sessions.
    let helped = Helped::new("", &[]);
    let demand = helped.demand(true, 0);
    let night = 0.25 * 15.5;
    assert_hours(&demand.hours, [306.0, 63.0 + 33.6 * night, 48.0]);
    let administered = 24.0 * 0.5 * 0.25 + 33.6 * 0.25 * 1.5;
    let lacking = 14.4 * night / 7.0;
    let hospital = 63.0 + 33.6 * night + lacking * 0.5 + (2.0 * lacking - administered) * 0.75;
    assert_hours(&demand.at(&SHORT), [306.0 - 9.0, hospital, 48.0]);
    let nobody = [0.5, 0.25, 0.0];
    let hospital = hospital + 4.0 * lacking;
    assert_hours(&demand.at(&nobody), [306.0 - 9.0, hospital, 48.0]);
}

#[test]
fn hours_wanted_follow_the_volume_and_the_town() {
    // Visits are a quarter longer in the second year, their administration is not: 90 · (8 · 1.25 + 0.5).
    let growth = "[growth]\nvolume = [{ line = \"first\", per_year = 0.25 }]\n";
    let helped = Helped::new(growth, &[]);
    let mut demand = helped.demand(false, 1);
    assert_hours(&demand.hours, [945.0, 483.0, 0.0]);
    let at_short = demand.at(&SHORT);
    demand.scale([2.0, 3.0, 5.0].into_iter());
    assert_hours(&demand.hours, [1_890.0, 1_449.0, 0.0]);
    let scaled = demand.at(&SHORT);
    assert_hours(&scaled, [2.0 * at_short[0], 3.0 * at_short[1], 0.0]);
}

#[test]
fn hours_wanted_are_those_of_what_takes_the_place_of_others() {
    // A quarter of 90 visits becomes twice as many calls of three hours; carers whom nobody has take over no session.
    let mut helped = Helped::new("", &[]);
    helped.substitute("visit", "call", 2.0, 0.25);
    helped.substitute("session", "family_hour", 1.0, 0.5);
    let demand = helped.demand(false, 0);
    assert_hours(&demand.hours, [573.75, 483.0 + 135.0, 0.0]);
    // With carers half of 12 sessions become hours of family; then a tenth of what is left of them calls.
    helped.substitute("session", "call", 1.0, 0.1);
    let demand = helped.demand(true, 0);
    let nights = 33.6 * 0.25 * 15.5;
    let sessions = 12.0 * 0.5 * 0.9 * 5.25;
    let calls = 36.0 * 0.25 * 2.0 * 3.0 + 0.6 * 3.0;
    assert_hours(
        &demand.hours,
        [36.0 * 0.75 * 8.5, sessions + calls + nights, 48.0 + 6.0],
    );
}

#[test]
fn administration_by_the_episode_is_foreseen() {
    // Two hours for each of 60 needs that are brought forward, whatever is delivered, beside 765 of the visits.
    let episodes = "[[arm]]\nname = \"periode\"\nlike = \"current\"\n[[arm.component]]\nname = \"episodes\"\nkind = \"episode_fee\"\nrecipient = \"nurse\"\nneeds = [\"help\"]\namount = 200\nadmin_hours = 2\n";
    let helped = Helped::new(episodes, &[]);
    let demand = helped.of_arm(2, false, 0);
    assert_hours(&demand.hours, [765.0 + 120.0, 483.0, 0.0]);
    assert_close(demand.administrative_hours(&[0.0; 3]), 120.0 / 200.0);
}

#[test]
fn administration_is_foreseen_from_the_year_on_in_which_its_component_pays() {
    // Half an hour for each of 200 residents.
    let fee = "[[arm]]\nname = \"later\"\nlike = \"current\"\n[[arm.component]]\nname = \"state\"\nkind = \"state_fee\"\nrecipient = \"nurse\"\nstates = [\"well\"]\namount = 1\npayers = { insurer = 1 }\nadmin_hours = 0.5\nfrom_year = 2026\n";
    let helped = Helped::new(fee, &[]);
    for (year, hours) in [(0, 0.0), (1, 100.0)] {
        let demand = helped.of_arm(2, false, year);
        assert_hours(&demand.hours, [765.0 + hours, 483.0, 0.0]);
    }
}

#[test]
fn a_quarter_of_a_year_wants_a_quarter_of_it() {
    // At even distances or not: 60 needs ask for an eighth of a visit and a quarter of a session.
    let helped = Helped::new("", &["run.cycles_per_year=4", "need.help.escalation=[]"]);
    let demand = helped.demand(false, 0);
    assert_hours(&demand.hours, [765.0 / 4.0, 157.5 / 4.0, 0.0]);
}

#[test]
fn an_idle_need_lacks_what_its_units_are_refused_on_average() {
    let mut helped = Helped::new("", &[]);
    helped.conditions.access = SHORT.to_vec();
    // 1.5 visits, half of them refused, and half a session, three quarters of it; carers give two hours that nobody refuses.
    assert_close(helped.lacking(false), (0.75 + 0.375) / 2.0);
    assert_close(helped.lacking(true), (0.75 + 0.375) / 4.0);
    // What others take over is not lacking: of sessions a tenth, then half of the rest where there are carers. A night in the
    // place of a session is not known.
    helped.substitute("session", "call", 1.0, 0.1);
    helped.substitute("session", "family_hour", 1.0, 0.5);
    helped.substitute("session", "night", 1.0, 0.2);
    assert_close(helped.lacking(false), (0.75 + 0.3375) / 1.95);
    assert_close(helped.lacking(true), (0.75 + 0.168_75) / 3.725);
    // Needs that ask for nothing lack nothing, nor do those that are no longer there between their units.
    let nothing = Helped::new("", &["need.help.services=[]"]);
    assert_eq!(nothing.lacking(true), 0.0);
    let acute = "[[need]]\nname = \"fall\"\nclass = \"acute\"\ndomain = \"medical\"\nrates = { well = 1 }\nservices = [{ service = \"visit\", units = 1 }]\n";
    let mut acute = Helped::new(acute, &[]);
    acute.conditions.access = SHORT.to_vec();
    assert_eq!(
        lacking_when_idle(&acute.system, &acute.conditions, (0, 1), false),
        0.0
    );
}
