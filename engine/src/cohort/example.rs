//! A small world in which most that can happen to residents does, for tests of the twin.
//!
//! Comes in: keys to set. Goes out: its plan. Deliberately absent: tests.

use crate::system::plan::Plan;

/// Healthy, ill, at home with help, in an institution, palliative for days, and in a state left once a cycle at most.
const WORLD: &str = r#"
[run]
first_year = 2025
years = 2
cycles_per_year = 1
parameters = "means"
seed = 1

[[payer]]
name = "insurer"

[population]
prevalence = [{ shares = { well = 1 } }]
bands = [{ age_from = 0, age_below = 90, female = 500, male = 500 }]

state = [
  { name = "well" }, { name = "ill" }, { name = "institution", place = "institution" },
  { name = "last" }, { name = "ward" }, { name = "dead", place = "none" },
]

transition = [
  { from = "well", to = "ill", hazard = 0.3, slope = 0.03, age_reference = 50, age_from = 20 },
  { from = "ill", to = "well", hazard = 0.9 },
  { from = "ill", to = "institution", hazard = 0.4, slope = 0.05, age_reference = 60 },
  { from = "ill", to = "last", hazard = 0.2 },
  { from = "last", to = "dead", hazard = 60 },
  { from = "well", to = "ward", hazard = 0.1 },
  { from = "ward", to = "institution", probability = 0.2 },
  { from = "ward", to = "dead", probability = 0.3 },
  { from = "institution", to = "dead", hazard = 0.5 },
]

[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
line = "first"
price = 10
payers = { insurer = 1 }

[[need]]
name = "help"
class = "permanent"
domain = "medical"
prevalence = { ill = 1 }
services = [{ service = "visit", units = 1 }]

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#;

/// The world, with some of its keys set.
pub(super) fn world(sets: &[&str]) -> Plan {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.toml");
    let (head, tables) = WORLD.split_once("state = [").expect("states");
    std::fs::write(
        &path,
        format!("state = [{tables}").replace("[[discipline]]", &format!("{head}\n[[discipline]]")),
    )
    .expect("written");
    match crate::scenario::load(&path, &sets, |_, _| Vec::new()) {
        Ok(loaded) => Plan::new(&loaded.scenario, None),
        Err(faults) => panic!("{}", faults.render(false)),
    }
}
