//! Every shipped scenario at a small sample gives the figures in tests/golden/.
//!
//! `UPDATE_GOLDEN=1 cargo test --test scenarios` writes them anew; CHANGELOG.md says why results moved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use caremix::analysis::rows::OutcomeRow;
use caremix::base::written::nine_digits;
use caremix::check;
use caremix::report::tables::write;
use caremix::scenario::people_file;
use caremix::system::plan::Plan;

use crate::town;

/// Residents simulated, or all where there are fewer.
const SAMPLE: u64 = 1_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scenarios that ship, by file name without its end.
fn shipped() -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(root().join("scenarios")).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let tomls = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    tomls
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
        .collect()
}

/// Two replications of three years at a small sample: payers.csv, incremental.csv, and means of the last year's outcomes.
fn figures(path: &Path) -> [(&'static str, Vec<u8>); 3] {
    let load = |sets: &[String]| match check::load(path, sets) {
        Ok(loaded) => loaded,
        Err(faults) => panic!("{}", faults.render(false)),
    };
    let as_written = load(&[]);
    let persons = people_file::read(&as_written).expect("the residents");
    let persons = persons.map(|people| people.persons);
    let bands = &as_written.scenario.population.bands;
    let in_bands: f64 = bands.iter().map(|band| band.female + band.male).sum();
    let residents = persons
        .as_ref()
        .map_or(in_bands as u64, |persons| persons.len() as u64);
    let sets = [
        format!("run.sample={}", residents.min(SAMPLE)),
        "run.years=3".to_string(),
        "run.replications=2".to_string(),
    ];
    let plan = Plan::new(&load(&sets).scenario, persons.as_deref());
    let (tables, _) = caremix::analysis::tables(&plan, &town::run(&plan));
    each_stands_once(&tables.outcomes);
    let (mut payers, mut incremental) = (Vec::new(), Vec::new());
    write(&tables.payers, &mut payers).expect("written");
    write(&tables.incremental, &mut incremental).expect("written");
    let last = plan.means().time.first_year + 2;
    [
        ("payers.csv", payers),
        ("incremental.csv", incremental),
        ("outcomes.csv", outcomes_of(last, &tables.outcomes)),
    ]
}

/// Means of every outcome of every arm in one year: by then what the years before built and used up shows. A whole
/// outcomes.csv would be ten times as long.
fn outcomes_of(year: i32, rows: &[OutcomeRow]) -> Vec<u8> {
    let year = year.to_string();
    let rows = rows.iter().filter(|row| row.year == year);
    let lines = rows.map(|row| {
        let mean = nine_digits(row.spread.mean);
        format!("{},{},{},{mean}\n", row.arm, row.outcome, row.group)
    });
    let lines: String = lines.collect();
    assert!(!lines.is_empty(), "no outcome in {year}");
    format!("arm,outcome,group,mean\n{lines}").into_bytes()
}

/// One name has one meaning: an outcome of a group stands once an arm and year, with one unit.
fn each_stands_once(outcomes: &[OutcomeRow]) {
    let mut seen = BTreeSet::new();
    let mut units = BTreeMap::new();
    for row in outcomes {
        let key = (&row.arm, &row.year, &row.outcome, &row.group);
        assert!(
            seen.insert(key),
            "{}:{} stands twice",
            row.outcome,
            row.group
        );
        let unit = units.entry((&row.outcome, &row.group)).or_insert(&row.unit);
        assert_eq!(*unit, &row.unit, "{}:{}", row.outcome, row.group);
    }
}

#[test]
fn no_service_counts_as_an_outcome_that_every_run_has() {
    let path = town::zoetermeer();
    let small = ["run.years=2", "run.replications=1", "run.sample=50"];
    let scenario = town::load(&path, &small);
    let services = scenario.service.iter();
    let counted: BTreeSet<&str> = services
        .filter_map(|one| one.counts_as.as_deref())
        .collect();
    let finished = town::finish(&scenario);
    let names = finished
        .tables
        .outcomes
        .iter()
        .map(|row| row.outcome.as_str());
    let own: BTreeSet<&str> = names.filter(|name| !counted.contains(name)).collect();
    assert!(own.len() > 20 && own.contains("informal_care_hours"));
    let first = &scenario.service[0].name;
    for name in own {
        let set = format!("service.{first}.counts_as=\"{name}\"");
        let refused = check::load(&path, &[set]).map(|_| ()).expect_err(name);
        let text = refused.render(false);
        assert!(
            text.contains("is counted whatever a scenario says"),
            "{text}"
        );
    }
}

/// The first line in which two texts differ.
fn first_difference(golden: &[u8], now: &[u8]) -> String {
    let [golden, now] = [golden, now].map(String::from_utf8_lossy);
    let mut pairs = golden.lines().zip(now.lines()).enumerate();
    match pairs.find(|(_, (golden, now))| golden != now) {
        Some((line, (golden, now))) => {
            format!("line {}\n  golden {golden}\n  now    {now}", line + 1)
        }
        None => format!(
            "{} lines, now {}",
            golden.lines().count(),
            now.lines().count()
        ),
    }
}

#[test]
fn every_shipped_scenario_gives_its_golden_figures() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for (name, path) in shipped() {
        let folder = root().join("tests/golden").join(&name);
        for (file, now) in figures(&path) {
            if update {
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(folder.join(file), &now).expect("written");
            }
            let golden = fs::read(folder.join(file)).unwrap_or_default();
            if golden != now {
                let difference = first_difference(&golden, &now);
                wrong.push(format!("{name}/{file}: {difference}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}\nif results were meant to move: UPDATE_GOLDEN=1 cargo test --test scenarios",
        wrong.join("\n")
    );
}

#[test]
fn every_golden_folder_belongs_to_a_shipped_scenario() {
    let entries = fs::read_dir(root().join("tests/golden")).expect("a folder");
    let folders: BTreeSet<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let names: BTreeSet<String> = shipped().into_keys().collect();
    assert_eq!(folders, names);
}
