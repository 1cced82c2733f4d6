//! What runs leave beside their folders: those in the making of processes that are no more, and folders that were replaced.
//!
//! Comes in: the folder a run should end up in, and its run id. Goes out: folders with replications that may be resumed; all
//! else is put back, carried over or taken away. Deliberately absent: making and publishing a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{kept, manifest};

/// Folders that interrupted or killed runs of this id left beside `target`, with the replications they kept.
pub fn interrupted(target: &Path, run_id: &str) -> Vec<PathBuf> {
    left_by_the_dead(target, &making_prefix(run_id))
        .into_iter()
        .filter(|folder| folder.join(kept::FILE).is_file())
        .collect()
}

/// Takes such folders away.
pub fn clear(folders: &[PathBuf]) {
    for folder in folders {
        let _ = remove_if_there(folder);
    }
}

/// Takes away what killed runs of this id left, if it is not replications, and puts a replaced folder back where its
/// successor never came.
pub(super) fn clear_leftovers(target: &Path, run_id: &str) {
    for replaced in left_by_the_dead(target, &aside_prefix(run_id)) {
        if !target.exists() {
            let _ = fs::rename(&replaced, target);
        } else if is_a_run(&replaced) {
            let _ = retire(&replaced, target);
        }
    }
    for made in left_by_the_dead(target, &making_prefix(run_id)) {
        if !made.join(kept::FILE).is_file() {
            let _ = remove_if_there(&made);
        }
    }
}

/// Folders beside `target` whose names are `prefix` and the number of a process that is no more, in order. A process that
/// keeps replications also holds a lock on them, but for the moments in which it opens and publishes them; in a container
/// that starts anew, a process has the number of one before it. So the dead are those of whom there is neither a lock nor a
/// number, and a folder whose number is another's by now has to wait.
fn left_by_the_dead(target: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent_of(target)).into_iter().flatten();
    let mut left: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let rest = name.to_str().and_then(|name| name.strip_prefix(prefix));
            let pid = rest.map(|rest| rest.split('-').next().unwrap_or(rest));
            let is_locked = || kept::is_locked(&entry.path()) == Some(true);
            pid.is_some_and(|pid| !is_running(pid) && !is_locked())
        })
        .map(|entry| entry.path())
        .collect();
    left.sort();
    left
}

/// Takes away a folder that `target` has replaced. Somebody's own files are never deleted, whatever was forced: what was put
/// into a run goes to the one that replaced it, and what is no run stays beside it.
pub(super) fn retire(replaced: &Path, target: &Path) -> io::Result<()> {
    if is_a_run(replaced) && carry_over(replaced, target).is_ok() {
        remove_if_there(replaced)
    } else if replaced.exists() {
        fs::rename(replaced, kept_beside(target))
    } else {
        Ok(())
    }
}

fn carry_over(replaced: &Path, target: &Path) -> io::Result<()> {
    let ours = manifest::files(replaced);
    for entry in fs::read_dir(replaced)? {
        let name = entry?.file_name();
        let to = target.join(&name);
        if !to.exists() && !ours.iter().any(|file| name == file.as_str()) {
            fs::rename(replaced.join(&name), to)?;
        }
    }
    Ok(())
}

/// Whether a folder holds a run of this program.
fn is_a_run(folder: &Path) -> bool {
    folder.join(super::manifest::FILE).is_file()
}

/// A name that nobody has yet, beside `target`, for what stood there.
fn kept_beside(target: &Path) -> PathBuf {
    let name = target
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let numbered = |number: u32| parent_of(target).join(format!("{name}.before-{number}"));
    (1..)
        .map(numbered)
        .find(|path| !path.exists())
        .unwrap_or_else(|| numbered(0))
}

pub(super) fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(super) fn making_prefix(run_id: &str) -> String {
    format!(".{run_id}.partial-")
}

pub(super) fn aside_prefix(run_id: &str) -> String {
    format!(".{run_id}.replaced-")
}

pub(super) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_path_buf(),
        None => PathBuf::from("."),
    }
}

/// `name` in `parent`, with a number behind it where a dead process of the same number left such a folder.
pub(super) fn not_there(parent: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|number| parent.join(format!("{name}-{number}")));
    std::iter::once(parent.join(name))
        .chain(numbered)
        .find(|path| !path.exists())
        .unwrap_or_else(|| parent.join(name))
}

/// Whether another process of this number is there. Where the system does not tell, a leftover counts as dead.
fn is_running(pid: &str) -> bool {
    pid != std::process::id().to_string()
        && pid.parse::<u32>().is_ok()
        && Path::new("/proc").join(pid).exists()
}
