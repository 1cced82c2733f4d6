//! The folder of a run: claimed while the run computes, published whole or not at all, and never at the cost of
//! anybody's files.
//!
//! Comes in: the folder a run should end up in (its target), and its run id. Goes out: what stands there
//! ([`TargetState`]), and a
//! [`WorkFolder`] folder beside it that takes the files and becomes the target by a single rename. Deliberately absent: what the files
//! say.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use super::beside::{LeftoverFolder, interrupted};
use super::beside::{
    SiblingNames, free_name, gone_is_fine, hidden_in, parent_of, remove_if_there, resolved,
    sync_folder,
};
use super::lock::{Lock, LockState, OWNER, hold};
use super::paths::sync_whole;
use super::{manifest, store};

/// Attempts at what another process may undo at the same moment.
const ATTEMPTS: usize = 20;

/// What stands where a run should be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetState {
    /// Nothing, or an empty folder.
    Nothing,
    /// A finished run with this id.
    Ours,
    /// A finished run with another id.
    Another(String),
    /// Anything else.
    Foreign,
}

/// Looks at what stands at `target`, after settling what killed processes left of replacing it.
///
/// # Errors
/// In words, when it cannot be read or is a file.
pub fn target_state(target: &Path, run_id: &str) -> Result<TargetState, String> {
    SiblingNames::of(&resolved(target))
        .recover()
        .map_err(|error| {
            format!(
                "what a killed run left beside {} cannot be put in order: {error}",
                target.display()
            )
        })?;
    stands(target, run_id)
}

fn stands(target: &Path, run_id: &str) -> Result<TargetState, String> {
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(TargetState::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(format!("{} is a file, not a folder", target.display()));
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", target.display())),
    };
    if entries.next().is_none() {
        return Ok(TargetState::Nothing);
    }
    Ok(match manifest::run_id_in(target) {
        Some(found) if found == run_id => TargetState::Ours,
        Some(found) => TargetState::Another(found),
        None => TargetState::Foreign,
    })
}

/// Whether replacing `target` would take one of `kept` with it.
pub fn holds_any(target: &Path, kept: &[PathBuf]) -> Option<PathBuf> {
    let target = fs::canonicalize(target).ok()?;
    let is_inside =
        |path: &&PathBuf| fs::canonicalize(path).is_ok_and(|path| path.starts_with(&target));
    kept.iter().find(is_inside).cloned()
}

/// Why a folder cannot be worked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimError {
    /// Another process does, with this number where it is known.
    Busy(String),
    /// Something else, in words.
    Failed(String),
}

/// A folder in the making, beside its target.
#[derive(Debug)]
pub struct WorkFolder {
    beside: SiblingNames,
    making: PathBuf,
    run_id: String,
    parents_made: Vec<PathBuf>,
    lock: Lock,
    is_published: bool,
}

impl WorkFolder {
    /// Makes the hidden folder, and the folders above it that are missing, or takes over that of a dead process. Done
    /// before the long run, so that a folder that cannot be written, or that another process works for, is found out at
    /// once.
    ///
    /// # Errors
    /// When another process works for the same target, or the folder cannot be made.
    pub fn claim(target: &Path, run_id: &str) -> Result<WorkFolder, ClaimError> {
        let target = replaceable(target).map_err(ClaimError::Failed)?;
        let beside = SiblingNames::of(&target);
        let making = beside.work(run_id);
        is_free(&beside, &making)?;
        let parents_made = missing_above(&beside.parent);
        let made = fs::create_dir_all(&beside.parent).and_then(|()| claimed(&making));
        let lock = match made {
            Ok(LockState::Ours(lock)) => lock,
            Ok(LockState::Theirs(owner)) => return Err(ClaimError::Busy(owner)),
            Err(error) => {
                remove_empty(&parents_made);
                return Err(ClaimError::Failed(format!(
                    "the folder {} cannot be made: {error}",
                    target.display()
                )));
            }
        };
        let work = WorkFolder {
            beside,
            making,
            run_id: run_id.to_string(),
            parents_made,
            lock,
            is_published: false,
        };
        // Signed only once what a dead process left is gone.
        let tidied = work.tidy().and_then(|()| work.lock.sign(&work.making));
        tidied.map_err(|error| {
            ClaimError::Failed(format!(
                "{} cannot be written: {error}",
                work.making.display()
            ))
        })?;
        Ok(work)
    }

    /// The run, or the part of one, that is made in it.
    pub fn run_id(&self) -> &str {
        &self.run_id
    }

    /// The hidden folder, for what is written while the run computes.
    pub fn folder(&self) -> &Path {
        &self.making
    }

    /// Writes one file, makes sure that it is on the disk, and gives the SHA-256 of what was written.
    ///
    /// # Errors
    /// In words.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<String, String> {
        let fill_file = || {
            let file = File::create(self.making.join(name))?;
            let mut hashed = Hashed {
                to: file,
                hash: Sha256::new(),
                count: 0,
            };
            let mut buffered = BufWriter::with_capacity(1 << 16, &mut hashed);
            fill(&mut buffered)?;
            buffered.flush()?;
            drop(buffered);
            sync_whole(&hashed.to, hashed.count)?;
            Ok(manifest::hex(&hashed.hash.finalize()))
        };
        fill_file().map_err(|error: io::Error| {
            format!(
                "{} cannot be written: {error}",
                self.beside.target.join(name).display()
            )
        })
    }

    /// Makes sure that what was made in it is found again after a power cut.
    ///
    /// # Errors
    /// In words.
    pub fn sync(&self) -> Result<(), String> {
        sync_folder(&self.making)
            .and_then(|()| sync_folder(&self.beside.parent))
            .map_err(|error| format!("{} cannot be written: {error}", self.making.display()))
    }

    /// Renames the folder into place, instead of what stands there if that may be replaced. Where it cannot, it stays
    /// with its replications.
    ///
    /// # Errors
    /// In words.
    pub fn publish(mut self, may_replace: &dyn Fn(&TargetState) -> bool) -> Result<(), String> {
        let target = self.beside.target.display().to_string();
        let failed = |error: io::Error| format!("the results cannot be put into {target}: {error}");
        gone_is_fine(fs::remove_file(self.making.join(OWNER)))
            .and_then(|()| sync_folder(&self.making))
            .map_err(failed)?;
        self.rename_into_place(may_replace)?;
        self.is_published = true;
        // The new folder is in place; an old one that does not go away is retired by whoever comes next.
        let replaced = self.beside.hidden("replaced");
        if replaced.is_dir() {
            let _ = self.beside.retire(&replaced);
        }
        sync_folder(&self.beside.parent).map_err(failed)
    }

    fn rename_into_place(&self, may_replace: &dyn Fn(&TargetState) -> bool) -> Result<(), String> {
        let target = &self.beside.target;
        let shown = target.display();
        let mut last = None;
        for _ in 0..ATTEMPTS {
            // The system refuses to rename over a folder with anything in it.
            match fs::rename(&self.making, target) {
                Ok(()) => return Ok(()),
                Err(error) => last = Some(error),
            }
            let there = stands(target, &self.run_id)?;
            if there == TargetState::Nothing {
                continue;
            }
            if !may_replace(&there) {
                return Err(format!(
                    "{shown} holds something else by now, which another process put there; choose another --out"
                ));
            }
            if let Err(error) = self.move_aside(may_replace) {
                last = Some(error);
            }
        }
        let error = last.map_or_else(String::new, |error| format!(": {error}"));
        Err(format!("the results cannot be put into {shown}{error}"))
    }

    /// Moves what stands at the target aside; back again if it turns out to be what may not be replaced.
    fn move_aside(&self, may_replace: &dyn Fn(&TargetState) -> bool) -> io::Result<()> {
        let SiblingNames { target, .. } = &self.beside;
        let replaced = self.beside.hidden("replaced");
        self.beside.recover()?;
        gone_is_fine(fs::rename(target, &replaced))?;
        let moved = stands(&replaced, &self.run_id).map_err(io::Error::other)?;
        if moved != TargetState::Nothing
            && !may_replace(&moved)
            && fs::rename(&replaced, target).is_err()
        {
            fs::rename(&replaced, free_name(target))?;
        }
        Ok(())
    }

    /// Takes away everything but replications.
    fn tidy(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.making)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(store::is_part) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Whether no other process works for the target.
fn is_free(beside: &SiblingNames, making: &Path) -> Result<(), ClaimError> {
    let for_target = format!(".{}.partial-", beside.name);
    let works = hidden_in(&beside.parent, |name| name.starts_with(&for_target));
    for work in works.iter().filter(|work| *work != making) {
        if let Ok(LockState::Theirs(owner)) = hold(work) {
            return Err(ClaimError::Busy(owner));
        }
    }
    Ok(())
}

/// Makes and holds a folder, or takes over one whose process is no more.
fn claimed(making: &Path) -> io::Result<LockState> {
    for _ in 0..ATTEMPTS {
        match fs::create_dir(making) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        match hold(making) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            held => return held,
        }
    }
    Err(io::Error::other("other processes keep taking it away"))
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        if self.is_published {
            return;
        }
        // Given up: replications stay; the folder goes if it holds none. What cannot be removed is left to the next
        // run.
        let _ = self.tidy();
        if store::parts(&self.making).is_empty() {
            let _ = remove_if_there(&self.making);
            remove_empty(&self.parents_made);
        }
        let _ = sync_folder(&self.beside.parent);
    }
}

/// Takes a hash of what is written.
struct Hashed {
    to: File,
    hash: Sha256,
    count: u64,
}

impl Write for &mut Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The folders that `create_dir_all` would make, innermost first.
fn missing_above(parent: &Path) -> Vec<PathBuf> {
    parent
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_path_buf)
        .collect()
}

fn remove_empty(folders: &[PathBuf]) {
    for folder in folders {
        // Only succeeds while nobody else has put anything in.
        let _ = fs::remove_dir(folder);
    }
}

/// The folder that a rename would replace: what a link leads to.
///
/// # Errors
/// In words, when no rename can: of the folder one stands in, one above it, a mount point, or a link to nothing.
fn replaceable(target: &Path) -> Result<PathBuf, String> {
    if !target.is_symlink() && !target.exists() {
        return Ok(target.to_path_buf());
    }
    let shown = target.display();
    let real =
        fs::canonicalize(target).map_err(|error| format!("{shown} leads nowhere: {error}"))?;
    let stands_here = std::env::current_dir().is_ok_and(|here| here.starts_with(&real));
    if stands_here {
        return Err(format!(
            "{shown} is the folder one stands in, or above it; name a folder in it"
        ));
    }
    if is_mounted(&real) {
        return Err(format!(
            "{shown} is a mount point, which cannot be replaced; name a folder in it"
        ));
    }
    Ok(resolved(target))
}

/// Whether a folder is on another file system than the one it is in.
#[cfg(unix)]
fn is_mounted(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).ok().map(|about| about.dev());
    device(folder) != device(&parent_of(folder))
}

#[cfg(not(unix))]
fn is_mounted(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
