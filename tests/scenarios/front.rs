//! The front end of scenarios: what merging, `--set`, places and the schema promise.

use std::fs;
use std::path::{Path, PathBuf};

use caremix::check::load;
use caremix::component::manual::schema;
use caremix::scenario::number::numbers;
use caremix::scenario::schema::WrittenNumber;
use caremix::scenario::{FaultKind, Loaded};
use proptest::prelude::*;

const BASE: &str = include_str!("../mistakes/good/base.toml");

struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with the good scenario in it.
    fn new() -> Self {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        folder.write("base.toml", BASE);
        folder
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }
}

fn loaded(path: &Path, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    load(path, &sets).unwrap_or_else(|faults| panic!("{faults}"))
}

fn refusal(path: &Path, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    load(path, &sets).expect_err("a refusal").render(false)
}

#[test]
fn later_files_win_key_by_key_and_name_by_name() {
    let folder = Folder::new();
    let path = folder.write(
        "own.toml",
        "extends = [\"base.toml\"]\n[run]\nyears = 3\n[[service]]\nname = \"gp_visit\"\nprice = 55\n\
         [[payer]]\nname = \"fund\"\n",
    );
    let scenario = loaded(&path, &[]).scenario;
    assert_eq!(scenario.run.years, 3);
    assert_eq!(scenario.run.first_year, 2025);
    assert_eq!(scenario.service[0].price, 55.0.into());
    assert_eq!(scenario.service[0].discipline, "general_practice");
    let payers: Vec<&str> = scenario
        .payer
        .iter()
        .map(|payer| payer.name.as_str())
        .collect();
    assert_eq!(payers, ["insurer", "municipality", "resident", "fund"]);
    assert!(
        scenario.extends.is_empty(),
        "what is resolved builds on nothing"
    );
    assert_eq!(scenario.name.as_deref(), Some("own"));
}

#[test]
fn a_list_of_tables_without_names_is_replaced_whole() {
    let folder = Folder::new();
    let bands = "population.bands = [{ age_from = 0, age_below = 90, female = 5, male = 5 }]\n";
    let path = folder.write("own.toml", format!("extends = [\"base.toml\"]\n{bands}"));
    assert_eq!(loaded(&path, &[]).scenario.population.bands.len(), 1);
}

#[test]
fn an_uncertain_number_is_replaced_whole() {
    let folder = Folder::new();
    let text = "extends = [\"base.toml\"]\n[[state]]\nname = \"frail\"\nutility = { mean = 0.7 }\n";
    let scenario = loaded(&folder.write("own.toml", text), &[]).scenario;
    let Some(WrittenNumber::Uncertain(utility)) =
        scenario.state[1].utility.as_ref().map(|it| &it.written)
    else {
        panic!("{:?}", scenario.state[1]);
    };
    assert_eq!((utility.mean, utility.se), (Some(0.7), None));
}

#[test]
fn a_file_that_two_files_build_on_does_not_undo_the_first() {
    let folder = Folder::new();
    folder.write("one.toml", "extends = [\"base.toml\"]\nrun.years = 7\n");
    folder.write(
        "two.toml",
        "extends = [\"base.toml\"]\nrun.replications = 3\n",
    );
    let path = folder.write("own.toml", "extends = [\"one.toml\", \"two.toml\"]\n");
    let run = loaded(&path, &[]).scenario.run;
    assert_eq!((run.years, run.replications), (7, 3));
}

#[test]
fn set_reaches_tables_entries_by_name_and_by_index() {
    let folder = Folder::new();
    let path = folder.write("own.toml", "extends = [\"base.toml\"]\n");
    let sets = [
        "run.seed = 18446744073709551615",
        "arm.transition.component.budget.amount=5e6",
        "population.bands.0.female=1",
        "run.counting=end",
        "triage.multiple_needs=4",
        "state.frail.utility.se=0.01",
        "title=A town of one",
    ];
    let scenario = loaded(&path, &sets).scenario;
    assert_eq!(scenario.run.seed, u64::MAX);
    assert_eq!(scenario.arm[2].component[0].amount, Some(5e6.into()));
    assert_eq!(scenario.population.bands[0].female, 1.0);
    assert_eq!(scenario.triage.multiple_needs, 4);
    assert_eq!(scenario.title, "A town of one");
}

#[test]
fn places_point_at_the_file_that_had_the_last_word() {
    let folder = Folder::new();
    let path = folder.write(
        "own.toml",
        "extends = [\"base.toml\"]\n\n[[service]]\nname = \"gp_visit\"\nprice = 55\n",
    );
    let loaded = loaded(&path, &["run.years=3"]);
    let shown = |keys: &[&str]| {
        let fault = loaded
            .locations
            .fault(FaultKind::WrongType, keys, "here", "");
        let found = loaded.locations.faults(vec![fault]).located().remove(0);
        let file = Path::new(&found.file)
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (file, found.line, found.column)
    };
    assert_eq!(
        shown(&["service", "gp_visit", "price"]),
        ("own.toml".into(), 5, 9)
    );
    assert_eq!(shown(&["run", "years"]), ("--set".into(), 1, 11));
    let (file, _, _) = shown(&[
        "arm",
        "network",
        "component",
        "network_fee",
        "payers",
        "insurer",
    ]);
    assert_eq!(file, "base.toml");
    assert!(!loaded.locations.is_written(&["run", "sample"]));
}

#[test]
fn a_path_in_a_pack_starts_from_the_pack() {
    let folder = Folder::new();
    folder.write("packs/people.csv", "age,sex\n40,female\n");
    folder.write(
        "packs/pack.toml",
        BASE.replacen("[population]", "[population]\nfile = \"people.csv\"", 1),
    );
    let path = folder.write(
        "own.toml",
        "extends = [\"packs/pack.toml\"]\n[population]\nbands = []\n",
    );
    let loaded = loaded(&path, &[]);
    assert_eq!(
        loaded.locations.folder(&["population", "file"]),
        folder.0.path().join("packs")
    );
}

#[test]
fn every_number_is_visited_with_its_path() {
    let folder = Folder::new();
    let scenario = loaded(
        &folder.write("own.toml", "extends = [\"base.toml\"]\n"),
        &[],
    )
    .scenario;
    let all = numbers(&scenario);
    let paths: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
    for path in [
        "state.frail.utility",
        "service.home_care_hour.payers.insurer",
        "arm.transition.component.budget.amount",
        "need.help_at_home.services.0.units",
        "run.discount_costs",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
    }
    assert!(!paths.contains(&"run.years"));
}

#[test]
fn the_schema_is_json_that_describes_every_key() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    assert_eq!(schema["title"], "caremix scenario");
    assert!(
        schema["$schema"]
            .as_str()
            .expect("a draft")
            .contains("2020-12")
    );
    assert!(
        schema["required"].is_null(),
        "a file that builds on others may leave anything out"
    );
    for (key, form) in schema["properties"].as_object().expect("keys") {
        assert!(form["description"].is_string(), "{key} has no description");
    }
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    let folder = Folder::new();
    assert!(refusal(folder.0.path(), &[]).contains("this is a folder"));
    assert!(refusal(&folder.0.path().join("no.toml"), &[]).contains("does not exist"));
    let large = folder.write("large.toml", vec![b'#'; 5 * 1024 * 1024]);
    assert!(refusal(&large, &[]).contains("larger than"));
    assert!(refusal(&folder.write("spaces.toml", " \n\t\n"), &[]).contains("empty"));
}

#[test]
fn every_scenario_that_ships_has_no_faults() {
    let entries = fs::read_dir("scenarios").expect("the folder of scenarios");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    for path in paths.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        loaded(&path, &[]);
    }
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let folder = Folder::new();
    let path = folder.write("own.toml", "extends = [\"base.toml\"]\nyears = 3\n");
    let faults = load(&path, &[]).expect_err("a refusal");
    assert!(faults.render(true).contains('\u{1b}'));
    assert!(!faults.render(false).contains('\u{1b}'));
}

#[test]
fn a_hostile_file_of_many_mistakes_is_refused_quickly() {
    let folder = Folder::new();
    let keys: String = (0..30_000)
        .map(|at| format!("unknown_key_{at} = {at}\n"))
        .collect();
    let path = folder.write("many.toml", keys);
    let said = refusal(&path, &[]);
    assert!(said.contains("more"), "the rest is counted");
}

#[test]
fn keys_nested_by_dots_and_braces_do_not_exhaust_the_stack() {
    let folder = Folder::new();
    let keys = ["a"; 75].join(".");
    let text = format!(
        "{} 1 {}",
        format!("{{ {keys} = ").repeat(70),
        "}".repeat(70)
    );
    let path = folder.write("deep.toml", format!("{keys} = {text}\n"));
    assert!(!refusal(&path, &[]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let folder = Folder::new();
        if let Err(faults) = load(&folder.write("own.toml", bytes), &[]) {
            prop_assert!(!faults.render(true).is_empty());
        }
    }

    #[test]
    fn text_that_looks_like_toml_never_panics(text in "(\\[{1,2}[a-e.\"]{0,5}\\]{1,2}\n|[a-e.]{1,6} = [{\\[0-9a-e\"'=,.}\\]]{0,12}\n){0,12}") {
        let folder = Folder::new();
        if let Err(faults) = load(&folder.write("own.toml", text), &[]) {
            prop_assert!(!faults.render(false).is_empty());
        }
    }

    #[test]
    fn the_good_scenario_with_bytes_changed_never_panics(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..20),
    ) {
        let folder = Folder::new();
        let mut bytes = BASE.as_bytes().to_vec();
        for (index, change) in changes {
            let at = index.index(bytes.len());
            match change {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        if let Err(faults) = load(&folder.write("own.toml", bytes), &[]) {
            prop_assert!(!faults.render(false).is_empty());
        }
    }

    #[test]
    fn the_good_scenario_with_values_changed_never_panics(
        line in any::<prop::sample::Index>(),
        value in prop::sample::select(vec![
            "-1", "0", "1e308", "nan", "\"\"", "\"x\"", "[]", "{}", "[[]]", "true", "1979-05-27",
            "9223372036854775807", "{ mean = 1e308, se = 1e308, dist = \"gamma\" }", "[1, \"a\", {}]",
        ]),
    ) {
        let folder = Folder::new();
        let mut lines: Vec<String> = BASE.lines().map(str::to_string).collect();
        let valued: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains(" = ")).collect();
        let at = valued[line.index(valued.len())];
        let key = lines[at].split(" = ").next().unwrap_or_default().to_string();
        lines[at] = format!("{key} = {value}");
        if let Err(faults) = load(&folder.write("own.toml", lines.join("\n")), &[]) {
            prop_assert!(!faults.render(false).is_empty());
        }
    }

    #[test]
    fn arbitrary_arguments_never_panic(argument in "\\PC{0,30}|[a-z_]{1,8}(\\.[a-z0-9_]{1,8}){0,4}=\\PC{0,12}") {
        let folder = Folder::new();
        let path = folder.write("own.toml", "extends = [\"base.toml\"]\n");
        if let Err(faults) = load(&path, &[argument]) {
            prop_assert!(!faults.render(false).is_empty());
        }
    }
}
