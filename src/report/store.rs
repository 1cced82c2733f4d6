//! The store of replications: append-only parts on disk and an index in memory, so that memory does not grow with what
//! replications hold.
//!
//! Comes in: files that may hold replications of a run, and replications from any thread in any order. Goes out: any of
//! them, bit for bit what it was, or single arms of all of them ([`ReplicationSource`]); at the end one file in the
//! order of their numbers. Deliberately absent: which of them a run needs.
//!
//! Every process writes a part of its own and never touches another's, so that parts made side by side, by one machine
//! or several, are one store once their files are taken together: a number stands for the same bytes in every part, or
//! one of the parts is of another build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::records::{self, Spot, beginning, placed, record, scan};
pub use super::records::{Origin, RecordError};
use crate::simulation::{OutcomeLabel, Replication, ReplicationSource};

/// The file of a finished run.
pub const FILE: &str = "replications.bin";

/// The name of the same until it is whole.
const IN_ORDER: &str = "replications.ordered";

/// So long at most a finished replication may be lost to a power cut; a killed process loses none.
const UNSYNCED: Duration = Duration::from_secs(5);

/// Whether a file of this name holds replications.
pub fn is_part(name: &str) -> bool {
    let number = name.strip_prefix("replications-");
    let number = number.and_then(|rest| rest.strip_suffix(".bin"));
    name == FILE || number.is_some_and(|digits| digits.parse::<u32>().is_ok())
}

fn part(number: u32) -> String {
    format!("replications-{number}.bin")
}

/// The files of a folder that hold replications, in order.
pub fn parts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let parts = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_part));
    let mut paths: Vec<PathBuf> = parts.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// By number, in which of the files a replication stands, and where.
type Index = BTreeMap<u32, (usize, Spot)>;

/// Replications of one run.
#[derive(Debug)]
pub struct Store {
    state: Mutex<StoreState>,
    has_failed: AtomicBool,
}

#[derive(Debug)]
struct StoreState {
    origin: Origin,
    files: Vec<File>,
    index: Index,
    /// The least number that each file adds, by which it is tried whether this build of the program makes the same.
    tried: BTreeSet<u32>,
    own: Option<OwnShard>,
    problem: Option<String>,
}

/// The part that this process writes.
#[derive(Debug)]
struct OwnShard {
    path: PathBuf,
    /// Which of the files.
    file: usize,
    /// Where the next record begins.
    end: u64,
    synced: Instant,
}

impl Store {
    /// The store of a run that has no replications yet.
    pub fn new(origin: Origin) -> Store {
        Store {
            state: Mutex::new(StoreState {
                origin,
                files: Vec::new(),
                index: BTreeMap::new(),
                tried: BTreeSet::new(),
                own: None,
                problem: None,
            }),
            has_failed: AtomicBool::new(false),
        }
    }

    /// Adds the replications of a file, and gives how many it holds; none where it is not there.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is of another run, version or format; nothing of it is added then.
    pub fn take(&self, path: &Path) -> Result<u32, RecordError> {
        self.state().take(path, &|_, _| true)
    }

    /// As [`Store::take`], if the file proves to be of this build: at least one of its replications is known already,
    /// and all known ones are equal to the last bit. Otherwise no replication is added.
    ///
    /// # Errors
    /// As [`Store::take`].
    pub fn take_if_same(&self, path: &Path) -> Result<u32, RecordError> {
        let is_proven = |known: &Index, spots: &[Spot]| {
            spots.iter().any(|spot| known.contains_key(&spot.number))
        };
        self.state().take(path, &is_proven)
    }

    /// Begins the part of this process in a folder.
    ///
    /// # Errors
    /// In words, when it cannot be written.
    pub fn begin(&self, folder: &Path) -> Result<(), String> {
        self.state().begin(folder).map_err(cannot_be_kept)
    }

    /// Forgets what is known: it is of another build.
    pub fn forget(&self) {
        let mut state = self.state();
        state.index.clear();
        state.tried.clear();
    }

    /// Adds a replication. Failures are reported by [`Store::has_failed`] and [`Store::finish`].
    pub fn keep(&self, number: u32, replication: &Replication) {
        let mut state = self.state();
        if state.problem.is_some() {
            return;
        }
        if let Err(error) = state.add(number, replication) {
            state.problem = Some(cannot_be_kept(error));
            self.has_failed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a replication could not be kept.
    pub fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// What went wrong, if anything did.
    pub fn problem(&self) -> Option<String> {
        self.state().problem.clone()
    }

    /// Replications in it.
    pub fn count(&self) -> u32 {
        self.state().index.len() as u32
    }

    /// How many of the first `count` replications it holds.
    pub fn count_of_first(&self, wanted: u32) -> u32 {
        self.state().index.range(..wanted).count() as u32
    }

    /// The numbers below `wanted` that are not in it.
    pub fn missing(&self, wanted: u32) -> Vec<u32> {
        let state = self.state();
        (0..wanted)
            .filter(|number| !state.index.contains_key(number))
            .collect()
    }

    /// The numbers of the replications that are simulated again to test whether this build gives what the files hold.
    pub fn tried(&self) -> Vec<u32> {
        self.state().tried.iter().copied().collect()
    }

    /// Whether a replication equals, to the last bit, the stored one of this number.
    ///
    /// # Errors
    /// In words, when the stored one cannot be read any more.
    pub fn holds(&self, number: u32, replication: &Replication) -> Result<bool, String> {
        let known = self.state().read(number, &|_| true)?;
        Ok(records::are_same(&known, replication))
    }

    /// The first `count` replications; none may be missing.
    pub fn first(&self, count: u32) -> FirstReplications<'_> {
        FirstReplications { store: self, count }
    }

    /// Writes all replications in the order of their numbers into one file of the folder, makes sure that it is on the
    /// disk, and takes the parts in the folder away. Gives how many replications it holds.
    ///
    /// # Errors
    /// In words.
    pub fn finish(&self, folder: &Path) -> Result<u32, String> {
        let mut state = self.state();
        if let Some(problem) = &state.problem {
            return Err(problem.clone());
        }
        state.write_in_order(&folder.join(IN_ORDER))?;
        let put_in_place = || {
            fs::rename(folder.join(IN_ORDER), folder.join(FILE))?;
            let mut others = parts(folder)
                .into_iter()
                .filter(|path| !path.ends_with(FILE));
            others.try_for_each(fs::remove_file)
        };
        put_in_place().map_err(cannot_be_kept)?;
        Ok(state.index.len() as u32)
    }

    /// Closes all files, and takes the part of this process away if it holds nothing.
    pub fn close(self) {
        let state = self.state.into_inner();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = state.own
            && !state.index.values().any(|(file, _)| *file == own.file)
        {
            // An empty part too many does no harm.
            let _ = fs::remove_file(own.path);
        }
    }

    fn state(&self) -> MutexGuard<'_, StoreState> {
        // A thread that panicked while it wrote left an incomplete record at worst, which no reader takes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StoreState {
    fn take(
        &mut self,
        path: &Path,
        is_proven: &dyn Fn(&Index, &[Spot]) -> bool,
    ) -> Result<u32, RecordError> {
        let named = |text: &str| format!("{} {text}", path.display());
        let unread =
            |error: io::Error| RecordError::Unread(named(&format!("cannot be read: {error}")));
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            opened => opened.map_err(unread)?,
        };
        let length = file.metadata().map_err(unread)?.len();
        let spots = scan(&file, length, &self.origin).map_err(|problem| match problem {
            RecordError::Unread(text) => RecordError::Unread(named(&text)),
            RecordError::Wrong(text) => RecordError::Wrong(named(&text)),
        })?;
        let mut new = BTreeMap::new();
        for spot in &spots {
            let known = self.index.get(&spot.number).or(new.get(&spot.number));
            match known {
                None => {
                    new.insert(spot.number, (self.files.len(), *spot));
                }
                Some((_, known)) if known.is_same(spot) => {}
                Some(_) => {
                    let other = format!("holds another replication {} than is known", spot.number);
                    return Err(RecordError::Wrong(named(&other)));
                }
            }
        }
        if is_proven(&self.index, &spots) {
            self.tried.extend(new.keys().next());
            self.index.extend(new);
            self.files.push(file);
        }
        Ok(spots.len() as u32)
    }

    fn begin(&mut self, folder: &Path) -> io::Result<()> {
        let free = (1..).map(|number| folder.join(part(number)));
        let path = free.into_iter().find(|path| !path.exists());
        let path = path.unwrap_or_else(|| folder.join(part(0)));
        let mut file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        let beginning = beginning(&self.origin)?;
        file.write_all(&beginning)?;
        file.sync_all()?;
        self.own = Some(OwnShard {
            path,
            file: self.files.len(),
            end: beginning.len() as u64,
            synced: Instant::now(),
        });
        self.files.push(file);
        Ok(())
    }

    fn add(&mut self, number: u32, replication: &Replication) -> io::Result<()> {
        let own = self.own.as_mut();
        let own = own.ok_or_else(|| io::Error::other("no part was begun"))?;
        let (record, spot) = placed(number, replication, own.end)?;
        let file = &mut self.files[own.file];
        // Where replications were read in between, the file stands elsewhere.
        io::Seek::seek(file, io::SeekFrom::Start(own.end))?;
        file.write_all(&record)?;
        own.end += record.len() as u64;
        self.index.insert(number, (own.file, spot));
        if own.synced.elapsed() >= UNSYNCED {
            file.sync_data()?;
            own.synced = Instant::now();
        }
        Ok(())
    }

    fn body(&mut self, number: u32) -> Result<Vec<u8>, String> {
        let Some((file, spot)) = self.index.get(&number).copied() else {
            return Err(format!("replication {number} is not there"));
        };
        spot.body(&mut self.files[file])
            .map_err(|problem| format!("replication {number} {}", problem.text()))
    }

    fn read(
        &mut self,
        number: u32,
        is_wanted: &dyn Fn(usize) -> bool,
    ) -> Result<Replication, String> {
        records::replication(&self.body(number)?, is_wanted)
            .map_err(|problem| format!("replication {number} {}", problem.text()))
    }

    /// Copies all records in order into one file, each checked once more, and reads from that from then on.
    fn write_in_order(&mut self, path: &Path) -> Result<(), String> {
        let beginning = beginning(&self.origin).map_err(cannot_be_kept)?;
        let mut file = (File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true))
        .open(path)
        .map_err(cannot_be_kept)?;
        file.write_all(&beginning).map_err(cannot_be_kept)?;
        let mut end = beginning.len() as u64;
        let mut index = BTreeMap::new();
        for (number, (_, spot)) in self.index.clone() {
            let record = record(u64::from(number), &self.body(number)?);
            file.write_all(&record).map_err(cannot_be_kept)?;
            let (spot, next) = spot.moved(end);
            index.insert(number, (0, spot));
            end = next;
        }
        file.sync_all().map_err(cannot_be_kept)?;
        self.index = index;
        self.files = vec![file];
        self.own = None;
        Ok(())
    }
}

fn cannot_be_kept(error: io::Error) -> String {
    format!("replications cannot be kept in {FILE}: {error}")
}

/// The first replications of a store, to go through.
#[derive(Debug, Clone, Copy)]
pub struct FirstReplications<'a> {
    store: &'a Store,
    count: u32,
}

impl ReplicationSource for FirstReplications<'_> {
    fn count(&self) -> usize {
        self.count as usize
    }

    fn each(&self, arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String> {
        let mut lists: Vec<Arc<[OutcomeLabel]>> = Vec::new();
        for number in 0..self.count {
            let is_wanted = |arm: usize| arms.contains(&arm);
            let mut replication = self.store.state().read(number, &is_wanted)?;
            for result in &mut replication.arms {
                // One list for all: replications of a run have the same.
                match lists.iter().find(|list| **list == result.labels) {
                    Some(list) => result.labels = Arc::clone(list),
                    None => lists.push(Arc::clone(&result.labels)),
                }
            }
            take(replication);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
