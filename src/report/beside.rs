//! What stands beside the folder of a run, hidden: work of processes that are no more, and runs that are being
//! replaced.
//!
//! Comes in: the folder a run should end up in (its target), and its run id. Goes out: folders with replications that
//! may be resumed; all else is put back, carried over or taken away. Deliberately absent: making and publishing a
//! folder.
//!
//! Beside a target `NAME` there may be `.NAME.partial-ID`, the work folder of run `ID`, locked by the process that
//! computes in it and taken over by the next when that is no more; `.NAME.replaced`, the run that stood there, between
//! the two renames that replace it; `.NAME.discarded`, what was left of that. Whoever comes next puts the second back
//! or retires it, and clears the third.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::{Lock, LockState, hold};
pub(super) use super::paths::{hidden_in, parent_of, sync_folder};
use super::{manifest, store};

/// The names beside a target.
#[derive(Debug, Clone)]
pub(super) struct SiblingNames {
    pub target: PathBuf,
    pub parent: PathBuf,
    pub name: String,
}

impl SiblingNames {
    pub(super) fn of(target: &Path) -> SiblingNames {
        let name = target.file_name().unwrap_or_default();
        SiblingNames {
            target: target.to_path_buf(),
            parent: parent_of(target),
            name: name.to_string_lossy().into_owned(),
        }
    }

    pub(super) fn hidden(&self, what: &str) -> PathBuf {
        self.parent.join(format!(".{}.{what}", self.name))
    }

    pub(super) fn work(&self, run_id: &str) -> PathBuf {
        self.hidden(&format!("partial-{run_id}"))
    }

    /// Settles what a process that was killed while it replaced the target has left.
    pub(super) fn recover(&self) -> io::Result<()> {
        let replaced = self.hidden("replaced");
        if replaced.is_dir() && fs::rename(&replaced, &self.target).is_err() {
            self.retire(&replaced)?;
        }
        remove_if_there(&self.hidden("discarded"))
    }

    /// Takes away a folder that the target has replaced. Somebody's own files are never deleted, whatever was forced:
    /// files that a user put into a run or edited move to the run that replaced it, and a folder that is no run stays
    /// beside it.
    pub(super) fn retire(&self, replaced: &Path) -> io::Result<()> {
        let are_runs = [replaced, &self.target].map(|folder| manifest::run_id_in(folder).is_some());
        if are_runs != [true, true] {
            return gone_is_fine(fs::rename(replaced, free_name(&self.target)));
        }
        let discarded = self.hidden("discarded");
        carry_over(replaced, &self.target)?;
        remove_if_there(&discarded)?;
        gone_is_fine(fs::rename(replaced, &discarded))?;
        remove_if_there(&discarded)
    }
}

/// Moves what is not of the replaced run, or is no longer as it was written, to the run that replaced it.
fn carry_over(replaced: &Path, target: &Path) -> io::Result<()> {
    let notes = manifest::notes(replaced);
    for entry in fs::read_dir(replaced)? {
        let name = entry?.file_name();
        let own = notes.iter().find(|note| name == note.name.as_str());
        let from = replaced.join(&name);
        let is_ours = match own {
            Some(note) => note.name == store::FILE || note.is_as_written(replaced)?,
            None => name == manifest::FILE || manifest::ADDED.iter().any(|added| name == *added),
        };
        if !is_ours {
            let to = target.join(&name);
            let to = if to.exists() { free_name(&to) } else { to };
            gone_is_fine(fs::rename(from, to))?;
        }
    }
    Ok(())
}

/// What interrupted or killed runs of an id left, for any target in this folder, but for those in which a process
/// works.
pub fn interrupted(target: &Path, run_id: &str) -> Vec<LeftoverFolder> {
    let target = resolved(target);
    let of_run = format!(".partial-{run_id}");
    let folders = hidden_in(&parent_of(&target), |name| name.ends_with(&of_run));
    let held = folders
        .into_iter()
        .filter_map(|folder| match hold(&folder) {
            Ok(LockState::Ours(lock)) => Some(LeftoverFolder { folder, lock }),
            // Nothing is taken of another process, nor where it cannot be told whose it is.
            Ok(LockState::Theirs(_)) | Err(_) => None,
        });
    held.collect()
}

/// A work folder of a process that is no more, held so that no other process takes it.
#[derive(Debug)]
pub struct LeftoverFolder {
    /// Where it is.
    pub folder: PathBuf,
    lock: Lock,
}

impl LeftoverFolder {
    /// Takes it away.
    pub fn clear(self) {
        // What stays of it is taken away by the next run.
        let _ = remove_if_there(&self.folder);
        drop(self.lock);
    }
}

/// A name that nobody has yet, beside `path`, for what stood there.
pub(super) fn free_name(path: &Path) -> PathBuf {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let numbered = |number: u32| parent_of(path).join(format!("{name}.before-{number}"));
    let free = (1..).map(numbered).find(|path| !path.exists());
    free.unwrap_or_else(|| numbered(0))
}

pub(super) fn remove_if_there(folder: &Path) -> io::Result<()> {
    gone_is_fine(fs::remove_dir_all(folder))
}

pub(super) fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The folder itself where `target` is a link to one.
pub(super) fn resolved(target: &Path) -> PathBuf {
    let is_link = target.is_symlink();
    let real = is_link.then(|| fs::canonicalize(target).ok()).flatten();
    real.unwrap_or_else(|| target.to_path_buf())
}
