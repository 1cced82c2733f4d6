//! run.json: what was run, with what, and how to read it. The run id and the hash of the scenario are made here.
//!
//! Comes in: the resolved scenario and the circumstances of a run. Goes out: a [`Manifest`], as JSON and back.
//! Deliberately absent: results, which are in the CSV files. run.json is the only file that holds threads and timing.

use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use super::names::{COALITIONS, FILE, REPORT, SHARE};
use super::names::{CONVENTIONS, COST_EFFECTIVENESS, DECISION, INFORMATION, PLANE};
use super::numbers::grouped;
use super::part::Part;
use super::paths::{open_ordinary, text_of};
pub use super::size::{EVERYBODY, EXPECTED, REAL_SIZE, SizeNote, size};
use super::small::write_whole;
use super::store;
use crate::analysis::precision::PrecisionScale;
use crate::analysis::rows::ArmNotes;
use crate::base::currency::Currency;
use crate::scenario::schema::{Counting, Parameters, RunSettings, Scenario};
use crate::tables::convention;
use crate::tables::draw::Draw;
use crate::tables::time::discount_rates;

/// What later commands add to a run; run.json may have notes of them, but the run is whole without.
pub(super) const ADDED: [&str; 8] = [
    SHARE,
    COALITIONS,
    REPORT,
    DECISION,
    COST_EFFECTIVENESS,
    PLANE,
    INFORMATION,
    CONVENTIONS,
];

/// All of run.json.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `caremix`.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Eight hex digits; also the name of the folder.
    pub run_id: String,
    /// The part of the run that the folder holds; none where it is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What was run.
    pub scenario: ScenarioNote,
    /// Replications.
    pub replications: u32,
    /// The precision that decided how many, where one was asked for.
    #[serde(default)]
    pub precision: Option<Precision>,
    /// Root of all random numbers.
    pub seed: u64,
    /// Residents at the start, in the population the scenario describes.
    pub residents: f64,
    /// Residents simulated; empty when all are.
    pub sample: Option<u64>,
    /// Residents that one simulated resident stands for.
    pub weight: f64,
    /// Whose figures they are.
    pub size: SizeNote,
    /// The arm the others are compared with.
    pub comparator: String,
    /// How amounts are to be read.
    pub conventions: Conventions,
    /// What the 95 % intervals cover.
    pub intervals: String,
    /// What there is to say of each arm beside the tables.
    pub arms: Vec<ArmNotes>,
    /// The other files, with their rows where they are tables.
    pub files: Vec<FileNote>,
    /// Threads that computed.
    pub threads: usize,
    /// How long it took.
    pub timing: Timing,
    /// SHA-256 of all of run.json before this; last, and filled in when it is written.
    #[serde(default)]
    pub seal: String,
}

/// The scenario in run.json.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioNote {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The files it came from, the one asked for first.
    pub files: Vec<String>,
    /// SHA-256 of the resolved scenario.
    pub sha256: String,
    /// What `--set` changed, as it was written; replications, seed and sample have a place of their own.
    #[serde(default)]
    pub set: Vec<String>,
    /// The arms asked for with `--arms`; none: all.
    #[serde(default)]
    pub arms: Vec<String>,
    /// All of it, after `extends`, `--set` and the other options.
    pub resolved: Value,
}

/// How precise the totals are, where a precision was asked for: see [`crate::analysis::precision`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The largest Monte Carlo error allowed, as a share.
    pub asked_for: f64,
    /// Of what.
    #[serde(default)]
    pub share_of: PrecisionScale,
    /// Whether no error is larger.
    pub is_reached: bool,
    /// The largest error, as such a share.
    pub largest_error: f64,
    /// The arm that has it.
    pub arm: String,
    /// The payer that has it.
    pub payer: String,
    /// Replications looked at first.
    pub from: u32,
    /// Replications at which it gives up.
    pub most: u32,
}

/// How amounts are to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conventions {
    /// Name of the discounting convention.
    pub discounting: String,
    /// Yearly rate for costs, at its mean where it is uncertain.
    pub discount_rate_costs: f64,
    /// Yearly rate for effects; likewise.
    pub discount_rate_effects: f64,
    /// Whether the first year is discounted as well.
    pub discount_first_year: bool,
    /// When in a cycle residents are counted.
    pub counting: String,
    /// The year whose prices the scenario states.
    pub price_year: Option<i32>,
    /// Of all amounts.
    pub currency: String,
}

/// One file beside run.json.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// Its name.
    pub name: String,
    /// Rows after the header, or replications kept; empty where it is neither.
    pub rows: Option<usize>,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl FileNote {
    /// Whether the file in a folder is still what was written.
    pub(super) fn is_as_written(&self, folder: &Path) -> io::Result<bool> {
        Ok(self.hash(folder)? == self.sha256)
    }

    /// The note of the file as it is in a folder.
    pub(super) fn hashed(self, folder: &Path) -> Result<FileNote, String> {
        let hash = self.hash(folder);
        let sha256 = hash.map_err(|error| format!("{}: {error}", self.name))?;
        Ok(FileNote { sha256, ..self })
    }

    fn hash(&self, folder: &Path) -> io::Result<String> {
        let mut hash = Sha256::new();
        let mut file = open_ordinary(&folder.join(&self.name))?;
        let mut some = vec![0; 1 << 16];
        loop {
            match file.read(&mut some)? {
                0 => return Ok(hex(&hash.finalize())),
                count => hash.update(&some[..count]),
            }
        }
    }

    /// Names the file where it is not what was written, or not there.
    fn checked(&self, folder: &Path) -> Result<(), String> {
        match self.is_as_written(folder) {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("{} is not as it was written", self.name)),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }
}

impl Manifest {
    /// Whether the run has a file of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }

    /// Checks every file of the run in its folder against its hash. Kept replications may be gone, since nothing is
    /// printed from them, and what later commands added is theirs to check.
    ///
    /// # Errors
    /// Names the first file that is not as it was written.
    pub fn check(&self, folder: &Path) -> Result<(), String> {
        let notes = self
            .files
            .iter()
            .filter(|note| !ADDED.contains(&note.name.as_str()));
        for note in notes {
            if note.name != store::FILE || folder.join(store::FILE).exists() {
                note.checked(folder)?;
            }
        }
        Ok(())
    }

    /// Checks a file that a later command added.
    ///
    /// # Errors
    /// Names the file where it is not as it was written.
    pub(super) fn check_added(&self, folder: &Path, name: &str) -> Result<(), String> {
        match self.files.iter().find(|note| note.name == name) {
            Some(note) => note.checked(folder),
            None => Err(format!("{name} is not of this run")),
        }
    }

    /// The text of run.json, sealed.
    pub(super) fn text(&self) -> Result<String, String> {
        let unsealed = Manifest {
            seal: String::new(),
            ..self.clone()
        };
        let text = serde_json::to_string_pretty(&unsealed).map_err(|error| error.to_string())?;
        let sealed = text.strip_suffix(SEALED_END.trim_end());
        let sealed = sealed.ok_or("the seal is not last in run.json")?;
        Ok(format!(
            "{sealed}{}{SEALED_END}",
            hex(&Sha256::digest(sealed))
        ))
    }
}

/// What run.json ends with after the seal.
const SEALED_END: &str = "\"\n}\n";

/// More than this is no run.json: scenarios are files of a megabyte at most, and few of them make one.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Seconds on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Simulating and adding up.
    pub simulation_seconds: f64,
}

/// What a run is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Eight hex digits over the resolved scenario without its replications, its seed, and the program version.
    pub run_id: String,
    /// SHA-256 of the resolved scenario with everything.
    pub sha256: String,
}

/// Names a run. The text of a population file counts as part of the scenario, its path does not; nor do the paths in
/// `extends`, whose content is already in the resolved scenario.
pub fn identity(
    scenario: &Scenario,
    version: &str,
    population_file: Option<&[u8]>,
) -> Result<Identity, String> {
    let mut whole = resolved(scenario)?;
    if let (Some(bytes), Some(file)) = (population_file, whole.pointer_mut("/population/file")) {
        *file = Value::String(hex(&Sha256::digest(bytes)));
    }
    let sha256 = digest(&whole, "");
    // Knobs are words about numbers: no figure depends on them.
    if let Some(table) = whole.as_object_mut() {
        table.shift_remove("knob");
    }
    if let Some(run) = whole.get_mut("run").and_then(Value::as_object_mut) {
        run.shift_remove("replications");
    }
    let run_id = digest(&whole, version)[..8].to_string();
    Ok(Identity { run_id, sha256 })
}

/// The scenario as JSON, without `extends`: what it names is already in it.
pub fn resolved(scenario: &Scenario) -> Result<Value, String> {
    let mut value = serde_json::to_value(scenario)
        .map_err(|error| format!("the scenario cannot be written as JSON: {error}"))?;
    if let Some(table) = value.as_object_mut() {
        table.insert("extends".to_string(), Value::Array(Vec::new()));
    }
    Ok(value)
}

fn digest(value: &Value, version: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(value.to_string());
    hash.update([0]);
    hash.update(version);
    hex(&hash.finalize())
}

/// Bytes as hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Conventions {
    /// The currency of all money.
    pub fn money(&self) -> Currency {
        Currency::of_code(&self.currency).unwrap_or_default()
    }
}

/// The conventions of a scenario in words and rates.
pub fn conventions(run: &RunSettings) -> Conventions {
    let (costs, effects) = discount_rates(run, &Draw::means());
    let counting = match run.counting {
        Counting::Start => "start of the cycle",
        Counting::Middle => "middle of the cycle",
        Counting::End => "end of the cycle",
    };
    Conventions {
        discounting: convention::name(run.convention).to_string(),
        discount_rate_costs: costs,
        discount_rate_effects: effects,
        discount_first_year: run.discount_first_year,
        counting: counting.to_string(),
        price_year: run.price_year,
        currency: run.money().code().to_string(),
    }
}

/// What the 95 % intervals cover, as the end of a sentence.
pub fn intervals(run: &RunSettings, residents: f64, simulated: f64) -> String {
    let figures = size(run, residents, simulated).figures;
    if figures == EXPECTED {
        return match run.parameters {
            _ if run.replications < 2 => "one replication: there are no intervals".to_string(),
            Parameters::Drawn | Parameters::DrawnIndependently => {
                "uncertain parameters alone (expected values at every draw)".to_string()
            }
            Parameters::Means => {
                "nothing: expected values at the means of the parameters".to_string()
            }
        };
    }
    let whose = match figures.as_str() {
        REAL_SIZE => format!("{} residents", grouped(residents, 0)),
        _ => format!("{} simulated residents", grouped(simulated, 0)),
    };
    let chance = format!("chance among {whose}");
    match run.parameters {
        _ if run.replications < 2 => "one replication: there are no intervals".to_string(),
        Parameters::Drawn | Parameters::DrawnIndependently => {
            format!("uncertain parameters and {chance}")
        }
        Parameters::Means => format!("{chance} alone (parameters held at their means)"),
    }
}

/// The arm the others are compared with: the one named, else the first.
pub fn comparator(scenario: &Scenario) -> String {
    scenario.comparator().unwrap_or_default().to_string()
}

/// The run id in a folder's run.json, with the part where it is one, if it is one of this program, whatever else is wrong
/// with it.
pub fn run_id_in(folder: &Path) -> Option<String> {
    let value = lenient(folder)?;
    let is_ours = value.get("program")?.as_str()? == env!("CARGO_PKG_NAME");
    let run_id = value.get("run_id")?.as_str()?;
    let part = value.get("part").cloned();
    let part = part.and_then(|part| serde_json::from_value(part).ok());
    is_ours.then(|| part.unwrap_or(Part::WHOLE).id(run_id))
}

/// Of changes as `--set` writes them those that run.json has no other place for.
pub fn set_apart(sets: &[String]) -> Vec<String> {
    let has_place = |set: &&String| {
        let key = set.split('=').next().unwrap_or_default().trim();
        ["run.replications", "run.seed", "run.sample"].contains(&key)
    };
    sets.iter().filter(|set| !has_place(set)).cloned().collect()
}

/// The notes of the files in a folder's run.json, as far as it has any.
pub(super) fn notes(folder: &Path) -> Vec<FileNote> {
    let value = lenient(folder).unwrap_or_default();
    let notes = value.get("files").and_then(Value::as_array);
    let notes = notes.into_iter().flatten().cloned();
    notes
        .filter_map(|note| serde_json::from_value(note).ok())
        .collect()
}

fn lenient(folder: &Path) -> Option<Value> {
    let text = text_in(folder).ok()?;
    serde_json::from_str(&text).ok()
}

fn text_in(folder: &Path) -> io::Result<String> {
    text_of(&folder.join(FILE), LARGEST)
}

/// Reads the run.json of a whole run.
///
/// # Errors
/// When it cannot be read, is not as it was written, or is that of a part.
pub fn read(folder: &Path) -> Result<Manifest, String> {
    let manifest = read_any(folder)?;
    match manifest.part {
        None => Ok(manifest),
        Some(part) => Err(format!(
            "{} is {part} of a run; `caremix merge` puts all parts together",
            folder.display()
        )),
    }
}

/// Reads the run.json of a part, with its part, and checks its files.
///
/// # Errors
/// When it or a file of the part cannot be read or is not as it was written, or it is that of a whole run.
pub fn read_part(folder: &Path) -> Result<(Part, Manifest), String> {
    let manifest = read_any(folder)?;
    match manifest.part {
        Some(part) => {
            manifest.check(folder)?;
            Ok((part, manifest))
        }
        None => Err("it is a whole run, not a part of one".to_string()),
    }
}

fn read_any(folder: &Path) -> Result<Manifest, String> {
    let text = text_in(folder).map_err(|error| format!("{FILE}: {error}"))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| format!("{FILE}: {error}"))?;
    let end = format!("{}{SEALED_END}", manifest.seal);
    let is_sealed = text.strip_suffix(&end);
    if is_sealed.is_some_and(|sealed| hex(&Sha256::digest(sealed)) == manifest.seal) {
        Ok(manifest)
    } else {
        Err(format!("{FILE} is not as it was written"))
    }
}

/// Writes a file that a later command adds to a run, and its note in run.json.
///
/// # Errors
/// In words.
pub(super) fn add(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let mut manifest = read(folder)?;
    manifest.files.retain(|note| note.name != name);
    manifest.files.push(FileNote {
        name: name.to_string(),
        rows: Some(text.lines().count().saturating_sub(1)),
        sha256: hex(&Sha256::digest(text)),
    });
    write_whole(&folder.join(name), text)?;
    write_whole(&folder.join(FILE), &manifest.text()?)
}

#[cfg(test)]
mod tests;
