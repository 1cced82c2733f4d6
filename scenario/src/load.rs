//! From a path to a scenario that can be relied on, or to everything that is wrong with it.
//!
//! Comes in: a path and the arguments of `--set`. Goes out: [`Loaded`] or [`Faults`]. Deliberately absent: any
//! repair. What is missing may have a default; what is wrong is never guessed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::extend::{GatheredFile, gather};
use super::fault::{Fault, Faults};
use super::fault_kind::FaultKind;
use super::form::Forms;
use super::locations::Locations;
use super::merge::{duplicates, merge};
use super::overrides;
use super::review::is_name_character;
use super::schema::Scenario;
use super::source::{Location, SourceFile};
use super::tree::Node;
use super::walk::{Walked, walk};

/// A scenario without faults.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario with everything it builds on, and `--set`, in it.
    pub scenario: Scenario,
    /// Where its values were written.
    pub locations: Locations,
    /// The texts it was made of: the scenario file first, arguments of `--set` last.
    pub files: Arc<Vec<SourceFile>>,
}

/// A check of the meaning of a typed scenario: every fault with the path of keys that it is about.
pub type ScenarioCheck = fn(&Scenario, &Locations) -> Vec<(Vec<String>, Fault)>;

/// Loads a scenario file; `check` finds what is wrong in its meaning. All faults that can be seen come at once: a file
/// that is not TOML hides only what lies in it, and a value of the wrong type hides only the checks on the table around
/// it.
pub fn load(path: &Path, sets: &[String], check: ScenarioCheck) -> Result<Loaded, Faults> {
    let gathered = gather(path, BTreeMap::new());
    resolve(gathered, path, sets, check)
}

/// Loads a scenario some of whose files are not written yet: `texts` stand for them, by their paths without `.` and `..`.
pub fn load_among(
    path: &Path,
    texts: BTreeMap<PathBuf, String>,
    check: ScenarioCheck,
) -> Result<Loaded, Faults> {
    resolve(gather(path, texts), path, &[], check)
}

fn resolve(
    gathered: GatheredFile,
    path: &Path,
    sets: &[String],
    check: ScenarioCheck,
) -> Result<Loaded, Faults> {
    let GatheredFile {
        mut files,
        mut trees,
        mut faults,
        ..
    } = gathered;
    if trees.is_empty() {
        return Err(Faults::new(Arc::new(files), faults));
    }
    let forms = Forms::new();
    // What is not there cannot be known to be missing when a file could not be read.
    let incomplete = !faults.is_empty();
    for tree in &mut trees {
        duplicates(tree, &files, &mut faults);
    }
    let mut root = merged(trees, &forms);
    for argument in sets {
        let file = files.len();
        files.push(SourceFile::argument(path, argument));
        if !incomplete {
            faults.extend(overrides::set(&mut root, forms.whole(), argument, file));
        }
    }
    let (json, walked) = walk(&root, forms.whole(), incomplete);
    let files = Arc::new(files);
    let locations = Locations::new(root, Arc::clone(&files));
    let scenario = typed(json, path, &mut faults);
    if let Some(scenario) = scenario.as_ref().filter(|_| !incomplete) {
        let found = check(scenario, &locations);
        faults.extend(apart_from_stand_ins(found, &walked));
    }
    faults.extend(walked.faults);
    let more = walked.more;
    match scenario {
        Some(scenario) if faults.is_empty() => Ok(Loaded {
            scenario,
            locations,
            files,
        }),
        _ => Err(Faults::new(files, faults).and(more)),
    }
}

fn merged(trees: Vec<Node>, forms: &Forms) -> Node {
    let start = Node::empty_table(Location::default());
    trees.into_iter().fold(start, |mut root, tree| {
        merge(&mut root, tree, Some(forms.whole()));
        root
    })
}

fn typed(json: Value, path: &Path, faults: &mut Vec<Fault>) -> Option<Scenario> {
    match serde_json::from_value::<Scenario>(json) {
        Ok(mut scenario) => {
            scenario.name.get_or_insert_with(|| file_name(path));
            Some(scenario)
        }
        // The walk lets nothing through that serde refuses; should it ever, this is still a message.
        Err(error) => {
            faults.push(Fault::new(
                FaultKind::WrongType,
                Location::default(),
                format!("this is not a scenario: {error}"),
                "",
            ));
            None
        }
    }
}

/// The file's name as a scenario's name: the characters that names may not have become dashes.
fn file_name(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name: String = stem
        .chars()
        .map(|each| if is_name_character(each) { each } else { '-' })
        .collect();
    if name.is_empty() {
        "scenario".into()
    } else {
        name
    }
}

/// The faults that do not lie at, in or around a table that has another fault already.
pub(super) fn apart_from_stand_ins(
    found: Vec<(Vec<String>, Fault)>,
    walked: &Walked,
) -> Vec<Fault> {
    let related =
        |path: &[String], patched: &[String]| path.iter().zip(patched).all(|(a, b)| a == b);
    found
        .into_iter()
        .filter(|(path, _)| !walked.patched.iter().any(|patched| related(path, patched)))
        .map(|(_, fault)| fault)
        .collect()
}
