//! The manual of every way of paying holds: the worked example at the head of its file is run, and pays what stands
//! below it; docs/components.md shows it.
//!
//! Comes in: the `//!` of engine/src/component/<kind>.rs: TOML that is added to tests/known/town.toml, and the ledger of the arm
//! `worked`, worked out by hand. Goes out: any line that differs, from the simulation to the cent and, where all of it is
//! linear, from the expected values too. Deliberately absent: any arithmetic of the model; a kind without an example
//! fails.

mod page;

use std::fs;
use std::path::Path;

use caremix::check;
use caremix::cohort::{self, TwinPrecision};
use caremix::component::written::WrittenKind;
use caremix::component::{Follows, Linearity};
use caremix::ledger::{Flow, Reason};
use caremix::scenario::schema::ComponentKind;
use caremix::simulation::{self, Options, Watch};
use caremix::system::System;
use caremix::system::plan::Plan;

/// A thousand residents to whom nothing happens by chance.
const TOWN: &str = include_str!("../known/town.toml");

/// One replication.
const ONCE: Options = Options {
    replications: 1,
    seed: 7,
    threads: 1,
    shares_luck: true,
};

/// An example as a file of engine/src/component tells it.
struct Example {
    /// What it is and what is paid, in paragraphs; what is for programmers is left out.
    prose: Vec<String>,
    toml: String,
    /// Year, component, payer, recipient, EUR, as one line each.
    ledger: Vec<String>,
    /// Whether the ledger is what is expected, because chance has a part in it.
    is_expected: bool,
}

/// The example in the text of a file; panics with what is wrong with it.
fn example(word: &str) -> Example {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("engine/src/component");
    let text = fs::read_to_string(src.join(format!("{word}.rs")))
        .unwrap_or_else(|error| panic!("kind `{word}` has no file of its own: {error}"));
    let manual: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .collect();
    let toml = manual
        .iter()
        .skip_while(|line| **line != "```toml")
        .skip(1)
        .take_while(|line| **line != "```");
    let mut rows = manual.iter().filter(|line| line.starts_with('|'));
    let head = rows.next().unwrap_or_else(|| panic!("`{word}`: no ledger"));
    let is_expected = match *head {
        "| year | component | payer | recipient | EUR |" => false,
        "| year | component | payer | recipient | EUR expected |" => true,
        other => panic!("`{word}`: the head of its ledger is {other}"),
    };
    let mut ledger: Vec<String> = rows.skip(1).map(|row| row.to_string()).collect();
    ledger.sort();
    Example {
        prose: prose(&manual),
        toml: toml.copied().collect::<Vec<&str>>().join("\n"),
        ledger,
        is_expected,
    }
}

/// The paragraphs in front of the TOML, without the one on what comes in and goes out.
fn prose(manual: &[&str]) -> Vec<String> {
    let before: Vec<&str> = manual
        .iter()
        .take_while(|line| **line != "```toml")
        .copied()
        .collect();
    let paragraphs = before.split(|line| line.is_empty());
    let paragraphs = paragraphs.map(|lines| lines.join(" "));
    let is_for_readers = |one: &String| !one.is_empty() && !one.starts_with("Comes in:");
    paragraphs.filter(is_for_readers).collect()
}

/// What the engine pays in an example: what is expected where all is linear, else one simulated run.
fn paid(example: &Example) -> Vec<String> {
    let plan = plan(example);
    let system = plan.means();
    let arm = worked(system);
    let components = &system.arms[arm].components;
    let mut linearities = components.iter().map(|one| one.nature.linearity);
    if linearities.all(|linearity| linearity == Linearity::Linear) {
        let expected = cohort::expected_at(system, TwinPrecision::Exact);
        return written(system, &expected.arms[arm].result.flows);
    }
    let run = simulation::run(&plan, ONCE, cohort::AS_SIMULATED, Watch::NOBODY);
    let run = run.expect("a run");
    written(system, &run.replications[0].arms[arm].flows)
}

fn plan(example: &Example) -> Plan {
    plan_with(example, &[])
}

/// With some values of the example set to others.
fn plan_with(example: &Example, sets: &[&str]) -> Plan {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("town.toml"), TOWN).expect("a file");
    let path = folder.path().join("example.toml");
    let text = format!("extends = [\"town.toml\"]\n{}\n", example.toml);
    fs::write(&path, text).expect("a file");
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    let loaded = check::load(&path, &sets).unwrap_or_else(|faults| panic!("{faults}"));
    Plan::new(&loaded.scenario, None)
}

/// Index of the arm that an example is about.
fn worked(system: &System) -> usize {
    let mut arms = system.arms.iter();
    arms.position(|arm| arm.name == "worked")
        .expect("an arm `worked`")
}

/// The flows of the arm as an example writes them.
fn written(system: &System, flows: &[Flow]) -> Vec<String> {
    let components = &system.arms[worked(system)].components;
    let line = |flow: &Flow| {
        let component = match flow.reason {
            Reason::Component(index) => components[index].name.as_str(),
            Reason::PatientShare => "own_part",
            Reason::Background => "background_care",
            Reason::StateCost => "state_cost",
        };
        let recipient = system.disciplines.get(flow.recipient);
        format!(
            "| {} | {component} | {} | {} | {:.2} |",
            system.time.calendar(flow.year),
            system.payers[flow.payer],
            recipient.map_or("network", |discipline| &discipline.name),
            flow.amount.to_eur()
        )
    };
    let paid = flows.iter().filter(|flow| flow.amount.0 != 0);
    let mut lines: Vec<String> = paid.map(line).collect();
    lines.sort();
    lines
}

#[test]
fn the_worked_example_of_every_kind_pays_what_its_manual_says() {
    for kind in ComponentKind::ALL {
        let word = WrittenKind::of(*kind).word;
        let example = example(word);
        assert!(!example.ledger.is_empty(), "`{word}` shows nothing paid");
        let plan = plan(&example);
        let system = plan.means();
        let arm = worked(system);
        if !example.is_expected {
            let run = simulation::run(&plan, ONCE, cohort::AS_SIMULATED, Watch::NOBODY);
            let run = run.expect("a run");
            let flows = &run.replications[0].arms[arm].flows;
            assert_eq!(written(system, flows), example.ledger, "`{word}`");
        }
        let components = system.arms[arm].components.iter();
        let mut linearities = components.map(|component| component.nature.linearity);
        let is_linear = linearities.all(|linearity| linearity == Linearity::Linear);
        assert!(is_linear || !example.is_expected, "`{word}`");
        if is_linear {
            let expected = cohort::expected_at(system, TwinPrecision::Exact);
            let flows = &expected.arms[arm].result.flows;
            assert_eq!(written(system, flows), example.ledger, "`{word}`, expected");
        }
    }
}

#[test]
fn an_example_pays_by_the_kind_that_its_file_is_about() {
    for kind in ComponentKind::ALL {
        let word = WrittenKind::of(*kind).word;
        let toml = example(word).toml;
        // What contracts hold follows from `[[contract]]`, which no component writes.
        let key = match kind {
            ComponentKind::Contracts => "[[contract]]".to_string(),
            _ => format!("kind = \"{word}\""),
        };
        assert!(toml.contains(&key), "`{word}` shows no {key}");
    }
}

/// EUR that each component of an example's arm pays in the second year, what residents pay by statute under its name included.
fn second_year(example: &Example, sets: &[&str]) -> Vec<(String, Follows, f64)> {
    let plan = plan_with(example, &[&["run.years=2"], sets].concat());
    let arm = worked(plan.means());
    let run = simulation::run(&plan, ONCE, cohort::AS_SIMULATED, Watch::NOBODY).expect("a run");
    let arm_of_system = &plan.means().arms[arm];
    let components = arm_of_system.components().enumerate();
    components
        .map(|(index, component)| {
            let is_its = |flow: &&Flow| {
                let is_by_name = flow.reason == Reason::Component(index);
                let is_own = component.is_own_part() && flow.reason == Reason::PatientShare;
                flow.year == 1 && (is_by_name || is_own)
            };
            let flows = run.replications[0].arms[arm].flows.iter();
            let paid = flows.filter(is_its).map(|flow| flow.amount.to_eur());
            (component.name.clone(), component.follows, paid.sum())
        })
        .collect()
}

#[test]
fn every_kind_grows_with_what_it_says_it_follows_and_with_nothing_else() {
    for kind in ComponentKind::ALL {
        let example = example(WrittenKind::of(*kind).word);
        let still = second_year(&example, &["growth.prices=0"]);
        let dearer = second_year(&example, &["growth.prices=0.5"]);
        let more = [
            "growth.prices=0",
            "growth.volume=[{ line = \"first\", per_year = 0.5 }]",
        ];
        let more = second_year(&example, &more);
        for ((name, follows, paid), (dearer, more)) in still.iter().zip(dearer.iter().zip(&more)) {
            let [with_prices, with_volume] = match follows {
                Follows::Price => [1.5, 1.0],
                Follows::Volume => [1.0, 1.5],
                Follows::Both => [1.5, 1.5],
                Follows::Neither => [1.0, 1.0],
                Follows::Settled => continue,
            };
            let told = format!("{name} in the example of {}", WrittenKind::of(*kind).word);
            assert!((dearer.2 - paid * with_prices).abs() < 0.05, "{told}");
            // Of a change that grows, contracts have taken in another part than of one that stays.
            let is_later_change = name == "contracts" && more.2 > *paid;
            let is_told = (more.2 - paid * with_volume).abs() < 0.05;
            assert!(is_told || is_later_change, "{told}");
        }
    }
}
