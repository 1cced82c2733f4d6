//! Replications kept as they are computed, so that a run that was interrupted goes on, and a finished one is extended.
//!
//! Comes in: replications, from any thread, in any order. Goes out: one file of checked records, and the replications in
//! it, bit for bit what they were. Deliberately absent: which of them a run needs.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::records::{FORMAT, MAGIC, decode, encoded, record};
pub use super::records::{Origin, Replications};
use crate::simulation::Replication;

/// Its file name.
pub const FILE: &str = "replications.bin";

/// The name of the same in order, until it takes the place of the other.
const IN_ORDER: &str = "replications.ordered.bin";

/// So long at most a finished replication may be lost to a power cut; a killed process loses none.
const UNSYNCED: Duration = Duration::from_secs(5);

/// The file of a run that is computing.
#[derive(Debug)]
pub struct Keeper {
    state: Mutex<State>,
    has_failed: AtomicBool,
}

#[derive(Debug)]
struct State {
    folder: PathBuf,
    file: File,
    /// Where the records of replications begin.
    begin: u64,
    /// Number and length of each record, as they stand in the file.
    records: Vec<(u32, u64)>,
    synced: Instant,
    problem: Option<String>,
}

impl Keeper {
    /// Begins the file of a folder with what is known already.
    ///
    /// The file is locked as long as the keeper lives, where the file system has locks.
    pub fn begin(folder: &Path, origin: &Origin, known: &Replications) -> Result<Keeper, String> {
        let state = State::of(folder, origin, known).map_err(cannot_be_kept)?;
        Ok(Keeper {
            state: Mutex::new(state),
            has_failed: AtomicBool::new(false),
        })
    }

    /// Begins it again, with nothing known.
    pub fn begin_again(&self, origin: &Origin) -> Result<(), String> {
        let mut state = self.state();
        state.empty().map_err(cannot_be_kept)?;
        state
            .begin(origin, &Replications::new())
            .map_err(cannot_be_kept)
    }

    /// Adds a replication. What goes wrong is told by [`Keeper::has_failed`] and [`Keeper::finish`].
    pub fn keep(&self, number: u32, replication: &Replication) {
        let body = encoded(replication);
        let mut state = self.state();
        if state.problem.is_some() {
            return;
        }
        if let Err(error) = body.and_then(|body| state.add(number, &body)) {
            state.problem = Some(cannot_be_kept(error));
            self.has_failed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether something could not be kept.
    pub fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Replications in the file.
    pub fn count(&self) -> u32 {
        self.state().records.len() as u32
    }

    /// Puts the replications into the order of their numbers, makes sure that all is on the disk, and gives how many they are.
    pub fn finish(&self) -> Result<u32, String> {
        let mut state = self.state();
        if let Some(problem) = &state.problem {
            return Err(problem.clone());
        }
        state.put_in_order().map_err(cannot_be_kept)?;
        state.file.sync_all().map_err(cannot_be_kept)?;
        Ok(state.records.len() as u32)
    }

    /// What went wrong, if anything did.
    pub fn problem(&self) -> Option<String> {
        self.state().problem.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked while it wrote left an incomplete record at worst, which no reader takes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn of(folder: &Path, origin: &Origin, known: &Replications) -> io::Result<State> {
        let mut state = State {
            folder: folder.to_path_buf(),
            file: made(&folder.join(FILE))?,
            begin: 0,
            records: Vec::new(),
            synced: Instant::now(),
            problem: None,
        };
        state.begin(origin, known)?;
        Ok(state)
    }

    fn begin(&mut self, origin: &Origin, known: &Replications) -> io::Result<()> {
        let head = record(FORMAT, &encoded(origin)?);
        self.file.write_all(MAGIC)?;
        self.file.write_all(&head)?;
        self.begin = (MAGIC.len() + head.len()) as u64;
        for (number, replication) in known {
            self.add(*number, &encoded(replication)?)?;
        }
        self.file.sync_all()
    }

    fn empty(&mut self) -> io::Result<()> {
        self.records.clear();
        self.file.set_len(0)?;
        self.file.rewind()
    }

    fn add(&mut self, number: u32, body: &[u8]) -> io::Result<()> {
        let record = record(u64::from(number), body);
        self.file.write_all(&record)?;
        self.records.push((number, record.len() as u64));
        if self.synced.elapsed() >= UNSYNCED {
            self.file.sync_data()?;
            self.synced = Instant::now();
        }
        Ok(())
    }

    /// Copies the records in order into a file of their own, which takes the place of the other whole or not at all.
    fn put_in_order(&mut self) -> io::Result<()> {
        if self.records.is_sorted() {
            return Ok(());
        }
        let mut at = self.begin;
        let mut places = Vec::with_capacity(self.records.len());
        for &(number, length) in &self.records {
            places.push((number, at, length));
            at += length;
        }
        places.sort_unstable();
        let mut ordered = made(&self.folder.join(IN_ORDER))?;
        let spans = places.iter().map(|&(_, at, length)| (at, length));
        for (at, length) in [(0, self.begin)].into_iter().chain(spans) {
            self.file.seek(SeekFrom::Start(at))?;
            io::copy(&mut Read::by_ref(&mut self.file).take(length), &mut ordered)?;
        }
        ordered.sync_all()?;
        fs::rename(self.folder.join(IN_ORDER), self.folder.join(FILE))?;
        self.file = ordered;
        self.records = places
            .into_iter()
            .map(|(number, _, length)| (number, length))
            .collect();
        Ok(())
    }
}

/// A new file, locked where the file system has locks.
fn made(path: &Path) -> io::Result<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?;
    // Where there are no locks, the number of the process in the folder's name has to do.
    let _ = file.try_lock();
    Ok(file)
}

fn cannot_be_kept(error: io::Error) -> String {
    format!("replications cannot be kept in {FILE}: {error}")
}

/// Why kept replications cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// The file cannot be read, now.
    Unread(String),
    /// It is damaged, or of another run, version or format.
    Wrong(String),
}

impl Unusable {
    /// In words.
    pub fn text(&self) -> &str {
        match self {
            Unusable::Unread(text) | Unusable::Wrong(text) => text,
        }
    }

    /// Whether they may be of use another time.
    pub fn may_pass(&self) -> bool {
        matches!(self, Unusable::Unread(_))
    }
}

/// The replications that a folder keeps of this run; none where it keeps none.
///
/// # Errors
/// When the file cannot be read, is damaged, or is of another run, version or format.
pub fn read(folder: &Path, origin: &Origin) -> Result<Replications, Unusable> {
    let bytes = match fs::read(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Replications::new()),
        read => {
            read.map_err(|error| Unusable::Unread(format!("{FILE} cannot be read: {error}")))?
        }
    };
    decode(&bytes, origin).map_err(|problem| Unusable::Wrong(format!("{FILE} {problem}")))
}

/// Whether some process is still keeping replications in a folder; `None` where that cannot be told.
pub fn is_locked(folder: &Path) -> Option<bool> {
    let file = File::open(folder.join(FILE)).ok()?;
    match file.try_lock_shared() {
        Ok(()) => Some(false),
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    }
}

/// Whether two replications are the same to the last bit, not-a-number included.
pub fn are_same(one: &Replication, other: &Replication) -> bool {
    encoded(one)
        .ok()
        .is_some_and(|bytes| Some(bytes) == encoded(other).ok())
}

#[cfg(test)]
mod tests {
    use super::super::records::{HEAD, NOT_ONE};
    use super::*;
    use crate::base::money::Cents;
    use crate::simulation::ArmResult;

    fn origin() -> Origin {
        Origin {
            version: "0.1.0".into(),
            run_id: "0a1b2c3d".into(),
        }
    }

    /// Numbers that text or rounding would lose.
    fn replication(number: u32) -> Replication {
        let odd = [
            0.1 + 0.2,
            -0.0,
            f64::MIN_POSITIVE / 3.0,
            f64::NEG_INFINITY,
            f64::from_bits(0x7ff8_0000_0000_1234),
            f64::from(number).sqrt(),
        ];
        let arm = ArmResult {
            paid: vec![vec![Cents(i64::MIN), Cents(i64::from(number))]],
            outcomes: vec![odd.to_vec()],
            factor: f64::EPSILON,
            ..ArmResult::default()
        };
        Replication { arms: vec![arm] }
    }

    fn known(count: u32) -> Replications {
        (0..count)
            .map(|number| (number, replication(number)))
            .collect()
    }

    /// The file of a run that is computing, with so many replications, the later ones first.
    fn file(count: u32) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let keeper = Keeper::begin(folder.path(), &origin(), &known(1)).expect("begun");
        for number in (1..count).rev() {
            keeper.keep(number, &replication(number));
        }
        assert_eq!(keeper.count(), count);
        fs::read(folder.path().join(FILE)).expect("read")
    }

    fn numbers(bytes: &[u8]) -> Result<Vec<u32>, String> {
        decode(bytes, &origin()).map(|found| found.into_keys().collect())
    }

    #[test]
    fn what_is_kept_is_the_same_to_the_last_bit() {
        let found = decode(&file(3), &origin()).expect("read");
        assert_eq!(found.len(), 3);
        for (number, found) in found {
            assert!(are_same(&found, &replication(number)));
            let bits = |of: &Replication| -> Vec<u64> {
                of.arms[0].outcomes[0]
                    .iter()
                    .map(|value| value.to_bits())
                    .collect()
            };
            assert_eq!(bits(&found), bits(&replication(number)));
        }
        assert!(!are_same(&replication(1), &replication(2)));
    }

    #[test]
    fn wherever_a_file_ends_only_whole_records_are_taken() {
        let whole = file(3);
        // The last record written is that of number 1.
        let last = HEAD + encoded(&replication(1)).expect("encoded").len();
        for end in 0..whole.len() {
            let found = numbers(&whole[..end]).unwrap_or_else(|problem| panic!("{end}: {problem}"));
            assert!(found.len() < 3, "{end}");
            if end >= whole.len() - last {
                assert_eq!(found, [0, 2], "{end}");
            }
            // The length of the file came to the disk before its content.
            let mut zeros = whole[..end].to_vec();
            zeros.resize(whole.len(), 0);
            let found = numbers(&zeros).unwrap_or_else(|problem| panic!("{end}: {problem}"));
            let whole_ones: [&[u32]; 4] = [&[], &[0], &[0, 2], &[0, 1, 2]];
            assert!(whole_ones.contains(&&found[..]), "{end}: {found:?}");
        }
    }

    #[test]
    fn no_flipped_bit_gets_through() {
        let whole = file(3);
        let last_body = whole.len() - encoded(&replication(1)).expect("encoded").len();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                match numbers(&bytes) {
                    // As if a crash had left it.
                    Ok(found) => assert!(at >= last_body && found == [0, 2], "{at}: {found:?}"),
                    Err(problem) => assert!(problem.starts_with("is "), "{at}: {problem}"),
                }
            }
        }
    }

    #[test]
    fn files_of_another_run_version_or_format_are_refused() {
        let bytes = file(2);
        for other in [
            Origin {
                version: "0.2.0".into(),
                ..origin()
            },
            Origin {
                run_id: "ffffffff".into(),
                ..origin()
            },
        ] {
            let problem = decode(&bytes, &other).expect_err("refused");
            assert_eq!(problem, "is of run 0a1b2c3d of version 0.1.0");
        }
        let mut newer = MAGIC.to_vec();
        newer.extend(record(FORMAT + 1, b"whatever comes"));
        assert_eq!(
            numbers(&newer),
            Err("is of another version of the program".into())
        );
        assert_eq!(numbers(b"thesis"), Err(NOT_ONE.into()));
    }

    #[test]
    fn a_file_begun_again_holds_nothing_of_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let keeper = Keeper::begin(folder.path(), &origin(), &known(3)).expect("begun");
        keeper.begin_again(&origin()).expect("begun");
        keeper.keep(7, &replication(7));
        assert_eq!(keeper.finish(), Ok(1));
        let bytes = fs::read(folder.path().join(FILE)).expect("read");
        assert_eq!(numbers(&bytes), Ok(vec![7]));
    }

    #[test]
    fn a_finished_file_does_not_depend_on_what_was_done_first() {
        let finished = |order: &[u32]| {
            let folder = tempfile::tempdir().expect("a folder");
            let keeper = Keeper::begin(folder.path(), &origin(), &known(1)).expect("begun");
            for &number in order {
                keeper.keep(number, &replication(number));
            }
            assert_eq!(keeper.finish(), Ok(4));
            assert_ne!(is_locked(folder.path()), Some(false));
            // Finished again, it stays as it is.
            assert_eq!(keeper.finish(), Ok(4));
            let entries = fs::read_dir(folder.path()).expect("a folder");
            assert_eq!(entries.count(), 1);
            fs::read(folder.path().join(FILE)).expect("read")
        };
        let in_order = finished(&[1, 2, 3]);
        assert_eq!(numbers(&in_order), Ok(vec![0, 1, 2, 3]));
        for order in [[3, 1, 2], [2, 3, 1], [3, 2, 1]] {
            assert_eq!(finished(&order), in_order);
        }
    }

    #[test]
    fn a_file_is_locked_while_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(is_locked(folder.path()), None);
        let keeper = Keeper::begin(folder.path(), &origin(), &known(1)).expect("begun");
        assert_ne!(is_locked(folder.path()), Some(false));
        drop(keeper);
        assert_ne!(is_locked(folder.path()), Some(true));
    }

    #[test]
    fn a_record_that_stands_twice_is_damage() {
        let mut bytes = file(1);
        bytes.extend(record(0, &encoded(&replication(0)).expect("encoded")));
        assert!(numbers(&bytes).expect_err("refused").contains("twice"));
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_that_is_full_is_told() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(full, folder.path().join(FILE)).expect("a link");
        let problem = Keeper::begin(folder.path(), &origin(), &known(1)).expect_err("refused");
        assert!(problem.contains(FILE), "{problem}");
    }
}
