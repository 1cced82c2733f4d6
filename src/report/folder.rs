//! The folder of a run: claimed while the run computes, published whole or not at all, and never at the cost of anybody's files.
//!
//! Comes in: the folder a run should end up in (its target), and its run id. Goes out: what stands there ([`Standing`]), and a
//! [`Work`] folder beside it that takes the files and becomes the target by a single rename. Deliberately absent: what the files
//! say.
//!
//! Beside a target `NAME` there may be, all hidden: `.NAME.partial-ID`, the work folder of run `ID`, locked by the process that
//! computes in it and taken over by the next when that is no more; `.NAME.replaced`, the run that stood there, between the two
//! renames that replace it; `.NAME.discarded`, what was left of that. Whoever comes next puts the second back or retires it, and
//! clears the third.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::lock::{Held, Lock, OWNER, hold};
use super::{manifest, store};

/// The file that names the newest run of a scenario.
pub const LATEST: &str = "latest";

/// Files that are written by [`write_whole`].
const SMALL: [&str; 5] = [
    LATEST,
    manifest::FILE,
    manifest::SHARE,
    manifest::COALITIONS,
    "validation.csv",
];

/// Attempts at what another process may undo at the same moment.
const ATTEMPTS: usize = 20;

/// What stands where a run should be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
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
pub fn standing(target: &Path, run_id: &str) -> Result<Standing, String> {
    Beside::of(&resolved(target)).recover().map_err(|error| {
        format!(
            "what a killed run left beside {} cannot be put in order: {error}",
            target.display()
        )
    })?;
    stands(target, run_id)
}

fn stands(target: &Path, run_id: &str) -> Result<Standing, String> {
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(format!("{} is a file, not a folder", target.display()));
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", target.display())),
    };
    if entries.next().is_none() {
        return Ok(Standing::Nothing);
    }
    Ok(match manifest::run_id_in(target) {
        Some(found) if found == run_id => Standing::Ours,
        Some(found) => Standing::Another(found),
        None => Standing::Foreign,
    })
}

/// Whether replacing `target` would take one of `kept` with it.
pub fn holds_any(target: &Path, kept: &[PathBuf]) -> Option<PathBuf> {
    let target = fs::canonicalize(target).ok()?;
    let is_inside =
        |path: &&PathBuf| fs::canonicalize(path).is_ok_and(|path| path.starts_with(&target));
    kept.iter().find(is_inside).cloned()
}

/// The names beside a target.
#[derive(Debug, Clone)]
struct Beside {
    target: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Beside {
    fn of(target: &Path) -> Beside {
        let name = target.file_name().unwrap_or_default();
        Beside {
            target: target.to_path_buf(),
            parent: parent_of(target),
            name: name.to_string_lossy().into_owned(),
        }
    }

    fn hidden(&self, what: &str) -> PathBuf {
        self.parent.join(format!(".{}.{what}", self.name))
    }

    fn work(&self, run_id: &str) -> PathBuf {
        self.hidden(&format!("partial-{run_id}"))
    }

    /// Settles what a process that was killed while it replaced the target has left.
    fn recover(&self) -> io::Result<()> {
        let replaced = self.hidden("replaced");
        if replaced.is_dir() && fs::rename(&replaced, &self.target).is_err() {
            self.retire(&replaced)?;
        }
        remove_if_there(&self.hidden("discarded"))
    }

    /// Takes away a folder that the target has replaced. Somebody's own files are never deleted, whatever was forced: what was
    /// put into a run or edited goes to the one that replaced it, and what is no run stays beside it.
    fn retire(&self, replaced: &Path) -> io::Result<()> {
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

/// What interrupted or killed runs of an id left, for any target in this folder, but for those in which a process works.
pub fn interrupted(target: &Path, run_id: &str) -> Vec<Left> {
    let target = resolved(target);
    let of_run = format!(".partial-{run_id}");
    let folders = hidden_in(&parent_of(&target), |name| name.ends_with(&of_run));
    let held = folders
        .into_iter()
        .filter_map(|folder| match hold(&folder) {
            Ok(Held::Ours(lock)) => Some(Left { folder, lock }),
            _ => None,
        });
    held.collect()
}

/// A work folder of a process that is no more, held so that no other process takes it.
#[derive(Debug)]
pub struct Left {
    /// Where it is.
    pub folder: PathBuf,
    lock: Lock,
}

impl Left {
    /// Takes it away.
    pub fn clear(self) {
        // What stays of it is taken away by the next run.
        let _ = remove_if_there(&self.folder);
        drop(self.lock);
    }
}

/// Why a folder cannot be worked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclaimed {
    /// Another process does, with this number where it is known.
    Busy(String),
    /// Something else, in words.
    Failed(String),
}

/// A folder in the making, beside its target.
#[derive(Debug)]
pub struct Work {
    beside: Beside,
    making: PathBuf,
    run_id: String,
    parents_made: Vec<PathBuf>,
    lock: Lock,
    is_published: bool,
}

impl Work {
    /// Makes the hidden folder, and the folders above it that are missing, or takes over that of a dead process. Done before
    /// the long run, so that a folder that cannot be written, or that another process works for, is found out at once.
    ///
    /// # Errors
    /// When another process works for the same target, or the folder cannot be made.
    pub fn claim(target: &Path, run_id: &str) -> Result<Work, Unclaimed> {
        let target = replaceable(target).map_err(Unclaimed::Failed)?;
        let beside = Beside::of(&target);
        let making = beside.work(run_id);
        beside.is_free_for(&making)?;
        let parents_made = missing_above(&beside.parent);
        let made = fs::create_dir_all(&beside.parent).and_then(|()| claimed(&making));
        let lock = match made {
            Ok(Held::Ours(lock)) => lock,
            Ok(Held::Theirs(owner)) => return Err(Unclaimed::Busy(owner)),
            Err(error) => {
                remove_empty(&parents_made);
                return Err(Unclaimed::Failed(format!(
                    "the folder {} cannot be made: {error}",
                    target.display()
                )));
            }
        };
        let work = Work {
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
            Unclaimed::Failed(format!(
                "{} cannot be written: {error}",
                work.making.display()
            ))
        })?;
        Ok(work)
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
            hashed.to.sync_all()?;
            if hashed.to.metadata()?.len() != hashed.count {
                return Err(io::Error::other("it did not come to the disk whole"));
            }
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

    /// Renames the folder into place, instead of what stands there if that may be replaced. Where it cannot, it stays with its
    /// replications.
    ///
    /// # Errors
    /// In words.
    pub fn publish(mut self, may_replace: &dyn Fn(&Standing) -> bool) -> Result<(), String> {
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

    fn rename_into_place(&self, may_replace: &dyn Fn(&Standing) -> bool) -> Result<(), String> {
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
            if there == Standing::Nothing {
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
    fn move_aside(&self, may_replace: &dyn Fn(&Standing) -> bool) -> io::Result<()> {
        let Beside { target, .. } = &self.beside;
        let replaced = self.beside.hidden("replaced");
        self.beside.recover()?;
        gone_is_fine(fs::rename(target, &replaced))?;
        let moved = stands(&replaced, &self.run_id).map_err(io::Error::other)?;
        if moved != Standing::Nothing
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

impl Beside {
    /// Whether no other process works for the target.
    fn is_free_for(&self, making: &Path) -> Result<(), Unclaimed> {
        let for_target = format!(".{}.partial-", self.name);
        let works = hidden_in(&self.parent, |name| name.starts_with(&for_target));
        for work in works.iter().filter(|work| *work != making) {
            if let Ok(Held::Theirs(owner)) = hold(work) {
                return Err(Unclaimed::Busy(owner));
            }
        }
        Ok(())
    }
}

/// Makes and holds a folder, or takes over one whose process is no more.
fn claimed(making: &Path) -> io::Result<Held> {
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

impl Drop for Work {
    fn drop(&mut self) {
        if self.is_published {
            return;
        }
        // Given up: replications stay; the folder goes if it holds none. What cannot be removed is left to the next run.
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

/// Writes a small file whole and onto the disk: a reader sees the old text or the new, never half, also after a power cut.
///
/// # Errors
/// In words.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parent = parent_of(path);
    let making = parent.join(format!(".{name}.partial-{}", std::process::id()));
    let write = || -> io::Result<()> {
        clear_unfinished_of(&parent, &[&name]);
        let mut file = File::create(&making)?;
        // Where there are no locks, the number of the process in the name has to do.
        let _ = file.try_lock();
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
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
        if path.is_file() && matches!(hold(&path), Ok(Held::Ours(_))) {
            // What stays is cleared by the next.
            let _ = fs::remove_file(path);
        }
    }
}

/// What stands in a folder under a name that begins with a dot, in order.
fn hidden_in(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let meant = entries.filter(|entry| {
        let name = entry.file_name();
        name.to_str()
            .is_some_and(|name| name.starts_with('.') && is_meant(name))
    });
    let mut paths: Vec<PathBuf> = meant.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// A name that nobody has yet, beside `path`, for what stood there.
fn free_name(path: &Path) -> PathBuf {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let numbered = |number: u32| parent_of(path).join(format!("{name}.before-{number}"));
    let free = (1..).map(numbered).find(|path| !path.exists());
    free.unwrap_or_else(|| numbered(0))
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

fn remove_if_there(folder: &Path) -> io::Result<()> {
    gone_is_fine(fs::remove_dir_all(folder))
}

fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A rename is only as lasting as the folder it happens in. Systems without folders that can be synchronised have nothing to do.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

/// The folder itself where `target` is a link to one.
fn resolved(target: &Path) -> PathBuf {
    let is_link = target.is_symlink();
    let real = is_link.then(|| fs::canonicalize(target).ok()).flatten();
    real.unwrap_or_else(|| target.to_path_buf())
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
