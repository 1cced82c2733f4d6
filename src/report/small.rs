//! Small files that are written whole: the pointer to the newest run, and what later commands add to one.
//!
//! Comes in: a path and a text. Goes out: the file, on the disk. Deliberately absent: the files of a run, which are
//! published together with their folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::lock::{LockState, hold};
use super::names;
use super::paths::{hidden_in, parent_of, sync_folder, sync_whole};

/// The file that names the newest run of a scenario.
pub const LATEST: &str = "latest";

/// Files that are written by [`write_whole`].
const SMALL: [&str; 11] = [
    LATEST,
    names::FILE,
    names::SHARE,
    names::COALITIONS,
    names::REPORT,
    names::DECISION,
    names::COST_EFFECTIVENESS,
    names::PLANE,
    names::INFORMATION,
    names::CONVENTIONS,
    "validation.csv",
];

/// Writes a small file whole and onto the disk: a reader sees the old text or the new, never half, also after a power
/// cut. A pipe or a device is written into, and stays what it is.
///
/// # Errors
/// In words.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parent = parent_of(path);
    let making = parent.join(format!(".{name}.partial-{}", std::process::id()));
    let is_special = fs::metadata(path).is_ok_and(|is| !is.is_file() && !is.is_dir());
    let write = || -> io::Result<()> {
        if is_special {
            return fs::write(path, text);
        }
        clear_unfinished_of(&parent, &[&name]);
        let mut file = File::create(&making)?;
        // Where there are no locks, the number of the process in the name has to do.
        let _ = file.try_lock();
        file.write_all(text.as_bytes())?;
        sync_whole(&file, text.len() as u64)?;
        fs::rename(&making, path)?;
        sync_folder(&parent)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&making);
        format!("{} cannot be written: {error}", path.display())
    })
}

/// Clears what processes that are no more left in a folder of the small files of runs.
pub fn clear_unfinished(folder: &Path) {
    clear_unfinished_of(folder, &SMALL);
}

fn clear_unfinished_of(folder: &Path, names: &[&str]) {
    let is_one = |hidden: &str| {
        let split = hidden.rsplit_once(".partial-");
        split.is_some_and(|(of, number)| {
            let is_meant = names.iter().any(|name| of.strip_prefix('.') == Some(name));
            is_meant && number.parse::<u32>().is_ok()
        })
    };
    for path in hidden_in(folder, is_one) {
        if path.is_file() && matches!(hold(&path), Ok(LockState::Ours(_))) {
            // What stays is cleared by the next.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_killed_processes_left_of_small_files_is_cleared_and_other_hidden_files_are_not() {
        let root = tempfile::tempdir().expect("a folder");
        let hidden = [
            ".latest.partial-12",
            ".share.csv.partial-13",
            ".mine.partial-14",
            ".latest.partial-x",
        ];
        for name in hidden {
            fs::write(root.path().join(name), "x").expect("written");
        }
        let live = File::open(root.path().join(hidden[1])).expect("opened");
        live.lock().expect("locked");
        clear_unfinished(root.path());
        let left = hidden_in(root.path(), |_| true);
        let expected = [hidden[3], hidden[2], hidden[1]].map(|name| root.path().join(name));
        assert_eq!(left, expected);
        write_whole(&root.path().join("mine"), "x").expect("written");
        assert!(!root.path().join(hidden[2]).exists());
    }
}
