//! The folder of an analysis for which nobody is simulated: its tables, and a note of what they are of.
//!
//! Comes in: a note and the texts of tables. Goes out: files, the note last, so that a folder without it is unfinished; and what
//! stands in a folder. Deliberately absent: what the tables say, and deleting anything.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::manifest::{Conventions, FileNote, ScenarioNote, hex};
pub use super::names::SENSITIVITY as FILE;
use super::paths::text_of;
use super::small::write_whole;

/// What an analysis is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// `caremix`.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Eight hex digits over scenario, version and question.
    pub id: String,
    /// What was asked, as it stands on the command line.
    pub question: Vec<String>,
    /// The arm the others are compared with.
    pub comparator: String,
    /// The scenario.
    pub scenario: ScenarioNote,
    /// How amounts are to be read.
    pub conventions: Conventions,
    /// The tables, with their rows and hashes.
    #[serde(default)]
    pub files: Vec<FileNote>,
}

/// What stands in the folder that an analysis should go into.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// The same analysis, whole.
    Same,
    /// The same, with a file that is not as it was written, or without its note.
    Damaged,
    /// Another analysis.
    Another(String),
    /// Something else.
    Foreign,
}

/// More than this is no note.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Eight hex digits for a question about a scenario that is known by `of`.
pub fn id(of: &str, version: &str, question: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in [of, version]
        .into_iter()
        .chain(question.iter().map(String::as_str))
    {
        hash.update(part);
        hash.update([0]);
    }
    hex(&hash.finalize())[..8].to_string()
}

/// Looks at a folder.
///
/// # Errors
/// When it cannot be read or is a file.
pub fn standing(folder: &Path, id: &str) -> Result<Standing, String> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(format!("{} is a file, not a folder", folder.display()));
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", folder.display())),
    };
    if entries.next().is_none() {
        return Ok(Standing::Nothing);
    }
    let text = text_of(&folder.join(FILE), LARGEST).ok();
    let note: Option<Findings> = text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(match note {
        None => Standing::Foreign,
        Some(note) if note.program != env!("CARGO_PKG_NAME") => Standing::Foreign,
        Some(note) if note.id != id => Standing::Another(note.id),
        Some(note) => {
            let mut files = note.files.iter();
            let is_whole = files.all(|file| file.is_as_written(folder).unwrap_or(false));
            if is_whole && !note.files.is_empty() {
                Standing::Same
            } else {
                Standing::Damaged
            }
        }
    })
}

/// Writes the tables, then the note of them.
///
/// # Errors
/// In words.
pub fn write(folder: &Path, note: &Findings, tables: &[(&str, String)]) -> Result<(), String> {
    fs::create_dir_all(folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let mut note = note.clone();
    for (name, text) in tables {
        write_whole(&folder.join(name), text)?;
        note.files.push(FileNote {
            name: (*name).to_string(),
            rows: Some(text.lines().count().saturating_sub(1)),
            sha256: hex(&Sha256::digest(text)),
        });
    }
    let text = serde_json::to_string_pretty(&note).map_err(|error| error.to_string())?;
    write_whole(&folder.join(FILE), &(text + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_about_another_scenario_by_another_version_or_of_another_result_has_another_name()
    {
        let question = |text: &str| vec![text.to_string()];
        let one = id("0a1b2c3d", "1.0", &question("all"));
        assert_eq!(one, id("0a1b2c3d", "1.0", &question("all")));
        for other in [
            id("0a1b2c3e", "1.0", &question("all")),
            id("0a1b2c3d", "1.1", &question("all")),
            id("0a1b2c3d", "1.0", &question("insurer")),
            id("0a1b2c3d", "1.0", &["a".into(), "ll".into()]),
        ] {
            assert_ne!(one, other);
        }
    }
}
