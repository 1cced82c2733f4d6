//! Where a run is put, and the pointer to the newest.

use std::path::{Path, PathBuf};

use super::stop::Stop;
use crate::report::folder::{self, ClaimError, TargetState, WorkFolder};
use crate::report::manifest;
use crate::report::small::{self, LATEST};

const OUTPUTS: &str = "outputs";

/// The folder of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    /// The folder itself.
    pub folder: PathBuf,
    /// The file that names the newest run; none beside a folder of the user's own choosing.
    latest: Option<PathBuf>,
}

impl RunFolder {
    /// `outputs/<scenario name>/<run id>`, or the folder asked for.
    pub fn of(name: &str, run_id: &str, asked_for: Option<&Path>) -> RunFolder {
        match asked_for {
            Some(folder) => RunFolder {
                folder: folder.to_path_buf(),
                latest: None,
            },
            None => {
                let runs = of_scenario(name);
                RunFolder {
                    folder: runs.join(run_id),
                    latest: Some(runs.join(LATEST)),
                }
            }
        }
    }

    /// Whether this run stands there finished. Another run is refused unless forced, and what is no run always.
    pub fn holds_run(&self, run_id: &str, is_forced: bool, kept: &[PathBuf]) -> Result<bool, Stop> {
        let shown = self.folder.display();
        match folder::target_state(&self.folder, run_id).map_err(Stop::failed)? {
            TargetState::Nothing => Ok(false),
            TargetState::Ours => Ok(true),
            TargetState::Another(_) if is_forced => self.spare(kept).map(|()| false),
            TargetState::Another(other) => Err(Stop::wrong(format_args!(
                "{shown} holds another run ({other}, this one is {run_id}); choose another --out, or replace that run with --force"
            ))),
            TargetState::Foreign => Err(Stop::wrong(format_args!(
                "{shown} holds files and no run.json of caremix, so it is no run and never replaced; choose another --out"
            ))),
        }
    }

    /// Whether what stands there at the end may be replaced: something may have come while the run computed.
    pub fn may_replace(there: &TargetState, is_forced: bool) -> bool {
        match there {
            TargetState::Nothing | TargetState::Ours => true,
            TargetState::Another(_) => is_forced,
            TargetState::Foreign => false,
        }
    }

    /// Claims the folder beside it in which the run is made.
    pub fn claim(&self, run_id: &str) -> Result<WorkFolder, Stop> {
        WorkFolder::claim(&self.folder, run_id).map_err(|problem| match problem {
            ClaimError::Failed(text) => Stop::failed(text),
            ClaimError::Busy(owner) => Stop::failed(format_args!(
                "another caremix{} is computing a run into {}; wait for it, or choose another --out",
                if owner.is_empty() { String::new() } else { format!(" (process {owner})") },
                self.folder.display()
            )),
        })
    }

    /// Not even --force removes the folder one stands in or the scenario itself.
    fn spare(&self, kept: &[PathBuf]) -> Result<(), Stop> {
        match folder::holds_any(&self.folder, kept) {
            None => Ok(()),
            Some(path) => Err(Stop::wrong(format_args!(
                "{} is not replaced, even with --force: {} is in it",
                self.folder.display(),
                path.display()
            ))),
        }
    }

    /// Makes this run the newest of its scenario.
    pub fn point_here(&self, run_id: &str) -> Result<(), String> {
        let line = format!("{run_id}\n");
        // Also where the pointer is right already, a killed process may have left another in the making.
        small::clear_unfinished(self.folder.parent().unwrap_or(Path::new(".")));
        small::clear_unfinished(&self.folder);
        match &self.latest {
            Some(path) if std::fs::read_to_string(path).is_ok_and(|there| there == line) => Ok(()),
            Some(path) => small::write_whole(path, &line),
            None => Ok(()),
        }
    }
}

/// Refuses to write over what a scenario is made of, and over any other file unless forced.
pub fn spare(out: &Path, scenario: &[PathBuf], is_forced: bool) -> Result<(), Stop> {
    let canonical = std::fs::canonicalize(out).ok();
    let is_read = |file: &PathBuf| std::fs::canonicalize(file).ok() == canonical;
    if canonical.is_some() && scenario.iter().any(is_read) {
        return Err(Stop::wrong(format_args!(
            "{} is what the scenario is made of, and is never changed; choose another --out",
            out.display()
        )));
    }
    if out.exists() && !is_forced {
        return Err(Stop::wrong(format_args!(
            "{} is there already; choose another --out, or replace it with --force",
            out.display()
        )));
    }
    Ok(())
}

/// The folder of everything about a scenario: `outputs/<scenario name>`.
pub fn of_scenario(name: &str) -> PathBuf {
    Path::new(OUTPUTS).join(folder_name(name))
}

/// The folder of a finished run: the folder itself, the folder of a scenario's runs, or the name of a scenario; the latter
/// two mean the newest run.
pub fn finished(run: &Path) -> Result<PathBuf, Stop> {
    let is_run = |folder: &Path| folder.join(manifest::FILE).is_file();
    if is_run(run) {
        return Ok(run.to_path_buf());
    }
    let by_name = of_scenario(&run.to_string_lossy());
    let newest = |runs: &Path| {
        let id = std::fs::read_to_string(runs.join(LATEST)).ok()?;
        Some(runs.join(id.trim()))
    };
    let named: Vec<PathBuf> = [run, &by_name].into_iter().filter_map(newest).collect();
    if let Some(found) = named.iter().find(|folder| is_run(folder)) {
        return Ok(found.clone());
    }
    Err(match named.first() {
        Some(gone) => Stop::wrong(format_args!(
            "the newest run of {}, {}, is no longer there; give the folder of another",
            run.display(),
            gone.display()
        )),
        None => Stop::wrong(format_args!(
            "{} is no finished run and no scenario that has one{}",
            run.display(),
            known_runs()
        )),
    })
}

/// The scenarios that have runs, as the end of a complaint.
fn known_runs() -> String {
    let entries = std::fs::read_dir(OUTPUTS).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().join(LATEST).is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    if names.is_empty() {
        "; `caremix run SCENARIO` makes one".to_string()
    } else {
        format!("; there are runs of {}", names.join(", "))
    }
}

/// A scenario's name as one folder inside `outputs`, whatever a file says its name is.
pub fn folder_name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let plain: String = name
        .chars()
        .map(|letter| if is_plain(letter) { letter } else { '-' })
        .collect();
    let visible = plain.trim_start_matches('.');
    if visible.is_empty() {
        "scenario".to_string()
    } else {
        visible.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_under_its_scenario_and_id_unless_asked_elsewhere() {
        assert_eq!(
            RunFolder::of("town", "0a1b2c3d", None).folder,
            Path::new("outputs/town/0a1b2c3d")
        );
        assert_eq!(
            RunFolder::of("town", "0a1b2c3d", Some(Path::new("x"))).folder,
            Path::new("x")
        );
    }

    #[test]
    fn no_name_leads_out_of_the_outputs() {
        assert_eq!(folder_name("../../etc"), "-..-etc");
        assert_eq!(folder_name(".."), "scenario");
        assert_eq!(folder_name("Gent 2025"), "Gent-2025");
    }

    #[test]
    fn what_is_no_run_is_never_replaced_and_a_run_only_when_forced_and_without_the_scenario_in_it()
    {
        let root = tempfile::tempdir().expect("a folder");
        let scenario = root.path().join("town.toml");
        std::fs::write(&scenario, "x").expect("written");
        let run_folder = RunFolder::of("town", "0a1b2c3d", Some(root.path()));
        for is_forced in [false, true] {
            let refused = run_folder.holds_run("0a1b2c3d", is_forced, &[]);
            assert!(
                matches!(&refused, Err(Stop::Input(text)) if !text.contains("--force")),
                "{refused:?}"
            );
        }
        let run = r#"{"program":"caremix","run_id":"ffffffff"}"#;
        std::fs::write(root.path().join("run.json"), run).expect("written");
        assert!(matches!(
            run_folder.holds_run("0a1b2c3d", false, &[]),
            Err(Stop::Input(_))
        ));
        assert_eq!(run_folder.holds_run("0a1b2c3d", true, &[]), Ok(false));
        assert!(matches!(
            run_folder.holds_run("0a1b2c3d", true, &[scenario]),
            Err(Stop::Input(_))
        ));
    }
}
