//! Input as no hand would write it: files of scenarios, their numbers, `--set` and kept replications, changed by chance.
//!
//! Comes in: scenarios that are right, and the number of a case, from which every change follows. Goes out: no panic; a refusal has
//! words; what loads runs, and what is read back is what was kept. Deliberately absent: mistakes that people make (mistakes.rs).
//!
//! A few hundred of each in every test run; `CAREMIX_FUZZED=10000000 cargo test --test scenarios hostile::` makes ten million in all, most
//! of what takes least.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use caremix::base::random::Key;
use caremix::check;
use caremix::cohort;
use caremix::report::store::{Origin, Store};
use caremix::scenario::schema::Scenario;
use caremix::scenario::{Faults, template};
use caremix::simulation::{self, Options, Watch};
use caremix::system::plan::Plan;

/// Cases of each kind in every test run.
const FEW: u64 = 300;

/// Parts of all cases that are made of each kind, most of what takes least: files, numbers, settings and kept replications.
const PARTS: [u64; 4] = [3, 1, 1, 5];

/// What a parser, a table or arithmetic may not have thought of.
const STRANGE: [&str; 28] = [
    "0",
    "-0.0",
    "-1",
    "1",
    "1e-320",
    "1e308",
    "-1e308",
    "1e400",
    "nan",
    "-nan",
    "inf",
    "-inf",
    "9223372036854775807",
    "-9223372036854775808",
    "1.0000001",
    "0.9999999",
    "4_000_000_000",
    "\"\"",
    "\"../x\"",
    "\"\\u001b[2J\"",
    "\"\\u202e\"",
    "[]",
    "{}",
    "[[]]",
    "true",
    "2025-11-29",
    "{ mean = 1, se = inf }",
    "{ mean = 0.5, se = 0.5, dist = \"beta\" }",
];

/// Needs that wait, several insurers, and money that is given back, on top of the town.
const PARTIES: &str = r#"
[insurance]
payer = "insurer"
kept = { low = 0.2, high = 0.8, dist = "uniform" }

[[insurer]]
name = "one"
share = 0.4
signs = true

[[insurer]]
name = "other"
share = 0.6

[[payer]]
name = "state"

[[arm]]
name = "given_back"

[[arm.component]]
name = "grant"
kind = "project_grant"
amount = 1000
until_year = 2040
payers = { municipality = 1 }
reimbursed_by = { municipality = { state = 0.5 } }
"#;

/// Draws that depend on the number of a case alone, so that every failure can be had again.
struct Changes {
    key: Key,
    drawn: u64,
}

impl Changes {
    fn new(target: u64, number: u64) -> Changes {
        Changes {
            key: Key::root(target).with(number),
            drawn: 0,
        }
    }

    fn below(&mut self, most: usize) -> usize {
        self.drawn += 1;
        (self.key.bits(self.drawn) % most.max(1) as u64) as usize
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    fn strange(&mut self) -> &'static str {
        self.one_of(&STRANGE)
    }
}

/// Goes through all cases of a target, and names the one that panics.
fn each_case(target: u64, case: impl Fn(&mut Changes)) {
    let asked = std::env::var("CAREMIX_FUZZED").ok();
    let asked = asked.map(|count| count.parse::<u64>().expect("a number of cases"));
    let part = |all: u64| all * PARTS[target as usize] / PARTS.iter().sum::<u64>();
    let cases = asked.map_or(FEW, part);
    for number in 0..cases {
        let mut changes = Changes::new(target, number);
        let outcome = catch_unwind(AssertUnwindSafe(|| case(&mut changes)));
        assert!(outcome.is_ok(), "case {number} of target {target}");
    }
    println!("{cases} cases");
}

fn seeds() -> Vec<String> {
    let mut seeds: Vec<String> = ["town", "busy", "together"]
        .map(|name| fs::read_to_string(format!("tests/known/{name}.toml")).expect("a scenario"))
        .to_vec();
    seeds.push(template("seed"));
    let nurse = "name = \"nurse\"\n";
    let queue =
        "capacity = \"observed\"\nqueue = { share = 0.1, given_up = 0.2, late_ratio = 1.1 }\n";
    let parties = seeds[0].replace(nurse, &format!("{nurse}{queue}")) + PARTIES;
    assert!(loaded(parties.clone()).is_some());
    seeds.push(parties);
    seeds
}

/// What is loaded of a text, of which nothing is written; a refusal that says nothing is none.
fn loaded(text: String) -> Option<Scenario> {
    let path = PathBuf::from("hostile.toml");
    let texts = BTreeMap::from([(path.clone(), text)]);
    match check::load_among(&path, texts) {
        Ok(loaded) => Some(loaded.scenario),
        Err(faults) => {
            assert_has_words(&faults);
            None
        }
    }
}

fn assert_has_words(faults: &Faults) {
    let said = faults.render(false);
    assert!(said.contains("error"), "{said:?}");
    let is_control = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    assert!(!said.chars().any(is_control), "{said:?}");
}

/// Where numbers are written in a text: the first letter of each and the one after it.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_part = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        while at < bytes.len() && is_part(bytes[at]) {
            at += 1;
        }
        let is_value = from > 0 && matches!(bytes[from - 1], b' ' | b'[');
        if at > from && is_value {
            found.push((from, at));
        }
        at += 1;
    }
    found
}

/// Runs a scenario, unless it asks for more than a test has time for.
fn try_run(mut scenario: Scenario) {
    scenario.run.replications = 1;
    let cycles = u64::from(scenario.run.years) * u64::from(scenario.run.cycles_per_year);
    let plan = Plan::new(&scenario, None);
    let people = &plan.means().people;
    let coming = (people.births + people.newcomers) * cycles as f64;
    if cycles > 60 || people.sample as f64 + coming > 3_000.0 {
        return;
    }
    let options = Options {
        replications: 1,
        seed: 1,
        threads: 1,
        shares_luck: true,
    };
    // Money that cannot be kept to the cent is refused in words.
    let _ = simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY);
}

#[test]
fn files_changed_by_chance_load_or_are_refused_in_words() {
    let seeds = seeds();
    each_case(0, |changes| {
        let mut text = seeds[changes.below(seeds.len())].clone().into_bytes();
        for _ in 0..=changes.below(4) {
            let at = changes.below(text.len());
            match changes.below(5) {
                0 => text[at] = changes.below(256) as u8,
                1 => text.truncate(at),
                2 => {
                    let more = text[at..(at + changes.below(200)).min(text.len())].to_vec();
                    text.splice(at..at, more);
                }
                3 => {
                    text.drain(at..(at + changes.below(60)).min(text.len()));
                }
                _ => {
                    text.splice(at..at, changes.strange().bytes());
                }
            }
            if text.is_empty() {
                text.push(b'[');
            }
        }
        loaded(String::from_utf8_lossy(&text).into_owned());
    });
}

#[test]
fn scenarios_with_numbers_of_any_size_run_or_are_refused_in_words() {
    let seeds = seeds();
    each_case(1, |changes| {
        let mut text = seeds[changes.below(seeds.len())].clone();
        for _ in 0..=changes.below(2) {
            let places = numbers(&text);
            let (from, to) = places[changes.below(places.len())];
            text.replace_range(from..to, changes.strange());
        }
        loaded(text).into_iter().for_each(try_run);
    });
}

#[test]
fn settings_of_any_kind_are_taken_or_refused_in_words() {
    const KEYS: [&str; 16] = [
        "run",
        "years",
        "arm",
        "network",
        "component",
        "need",
        "0",
        "-1",
        "99999999999",
        "price",
        "",
        "\"",
        "[",
        "name",
        "population",
        "bands",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    fs::write(&path, template("town")).expect("written");
    each_case(2, |changes| {
        let depth = 1 + changes.below(4);
        let keys: Vec<&str> = (0..depth).map(|_| changes.one_of(&KEYS)).collect();
        let equals = ["=", "=", "=", "", "=="][changes.below(5)];
        let set = format!("{}{equals}{}", keys.join("."), changes.strange());
        if let Err(faults) = check::load(&path, &[set]) {
            assert_has_words(&faults);
        }
    });
}

#[test]
fn kept_replications_changed_by_chance_are_what_was_kept_or_are_refused() {
    let scenario = loaded(seeds().swap_remove(0)).expect("it is right");
    let plan = Plan::new(&scenario, None);
    let options = Options {
        replications: 3,
        seed: 1,
        threads: 1,
        shares_luck: true,
    };
    let made = simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY);
    let made = made.expect("it runs").replications;
    let origin = Origin {
        version: "1".into(),
        run_id: "hostile".into(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::new(origin.clone());
    store.begin(folder.path()).expect("a file");
    for (number, replication) in (0..).zip(&made) {
        store.keep(number, replication);
    }
    assert_eq!(store.finish(folder.path()), Ok(3));
    store.close();
    let kept = fs::read(folder.path().join("replications.bin")).expect("it is there");
    let changed = folder.path().join("changed.bin");
    each_case(3, |changes| {
        let mut bytes = kept.clone();
        let at = changes.below(bytes.len());
        match changes.below(4) {
            0 => bytes[at] ^= 1 << changes.below(8),
            1 => bytes.truncate(at),
            2 => bytes[at..].iter_mut().for_each(|byte| *byte = 0),
            _ => bytes
                .splice(at..at, [changes.below(256) as u8])
                .for_each(drop),
        }
        fs::write(&changed, &bytes).expect("written");
        let store = Store::new(origin.clone());
        if store.take(&changed).is_ok() {
            for (number, replication) in (0..).zip(&made) {
                let is_missing = store.missing(number + 1).contains(&number);
                assert!(is_missing || store.holds(number, replication).expect("read"));
            }
        }
    });
}
