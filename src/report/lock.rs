//! Who works in a folder: a lock that goes with the process, so that the dead hold nothing, however they died.
//!
//! Comes in: a folder or file. Goes out: whether this process holds it from now on, or another one does. Deliberately
//! absent: what a holder does.
//!
//! A process that was killed but not yet collected by its parent is still listed, but its locks are gone. Only where
//! the file system has no locks, the number that the holder wrote down has to do.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

/// The file in a held folder with the number of the process.
pub(super) const OWNER: &str = "owner";

/// A lock may be another's for a moment, while that one looks whether it is free.
const LOOKS: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(10);

/// Held as long as it lives; empty where there are no locks.
#[derive(Debug)]
pub(super) struct Lock {
    file: Option<File>,
}

/// Who holds a lock.
#[derive(Debug)]
pub(super) enum LockState {
    /// This process holds the lock now.
    Ours(Lock),
    /// Another process, with its number where that is known.
    Theirs(String),
}

impl Lock {
    /// Writes down who holds a folder.
    pub fn sign(&self, folder: &Path) -> io::Result<()> {
        fs::write(folder.join(OWNER), std::process::id().to_string())
    }

    /// Whether what is locked is still what stands at the path.
    fn is_of(&self, path: &Path) -> bool {
        self.file.as_ref().is_none_or(|file| is_same(file, path))
    }
}

/// Holds a folder or a file that nobody else holds.
///
/// # Errors
/// When it is not there or cannot be opened.
pub(super) fn hold(path: &Path) -> io::Result<LockState> {
    for look in 1..=LOOKS {
        let file = match File::open(path) {
            // Some systems open no folders.
            Err(_) if cfg!(not(unix)) && path.is_dir() => return Ok(unlocked(path)),
            opened => opened?,
        };
        let lock = match file.try_lock() {
            Ok(()) => Lock { file: Some(file) },
            Err(TryLockError::WouldBlock) if look < LOOKS => {
                std::thread::sleep(BETWEEN);
                continue;
            }
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(_)) => return Ok(unlocked(path)),
        };
        if lock.is_of(path) {
            return Ok(LockState::Ours(lock));
        }
    }
    Ok(LockState::Theirs(owner(path)))
}

/// Who holds a lock, on systems without locks.
fn unlocked(path: &Path) -> LockState {
    let owner = owner(path);
    if is_running(&owner) {
        LockState::Theirs(owner)
    } else {
        LockState::Ours(Lock { file: None })
    }
}

fn owner(path: &Path) -> String {
    fs::read_to_string(path.join(OWNER)).unwrap_or_default()
}

/// Whether another process of this number is there, and not only waiting to be collected. Where the system does not
/// tell, it counts as dead.
fn is_running(owner: &str) -> bool {
    let is_other = owner != std::process::id().to_string() && owner.parse::<u32>().is_ok();
    let state = fs::read_to_string(Path::new("/proc").join(owner).join("stat")).ok();
    // The state stands after the name, which is in brackets and may hold anything.
    let state = state.as_deref().and_then(|text| text.rsplit_once(") "));
    is_other && state.is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let key = |about: io::Result<fs::Metadata>| about.ok().map(|about| (about.dev(), about.ino()));
    let here = key(file.metadata());
    here.is_some() && here == key(fs::metadata(path))
}

#[cfg(not(unix))]
fn is_same(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_held_until_it_is_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let LockState::Ours(lock) = hold(folder.path()).expect("there") else {
            panic!("nobody holds it");
        };
        lock.sign(folder.path()).expect("written");
        let own = std::process::id().to_string();
        assert!(matches!(hold(folder.path()), Ok(LockState::Theirs(owner)) if owner == own));
        drop(lock);
        assert!(matches!(hold(folder.path()), Ok(LockState::Ours(_))));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_was_killed_is_dead_before_its_parent_collects_it() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("a process");
        let number = child.id().to_string();
        assert!(is_running(&number));
        child.kill().expect("killed");
        let stat = format!("/proc/{number}/stat");
        while !fs::read_to_string(&stat)
            .expect("not collected yet")
            .contains(") Z")
        {
            std::thread::yield_now();
        }
        assert!(!is_running(&number));
        child.wait().expect("an end");
    }
}
