//! Replications kept as they are computed, so that a run that was interrupted goes on, and a finished one is extended.
//!
//! Comes in: replications, from any thread, in any order. Goes out: one file of checked records, and the replications in
//! it, bit for bit what they were. Deliberately absent: which of them a run needs.
//!
//! The file is a line that says what it is, a record that says of which run, and a record a replication. A record is a
//! number, the length of its body, checks of the body and of these three (8 bytes each, the first of their SHA-256), and
//! the body: a postcard message, in which every f64 has its eight bytes. A last record that was not written to its end, or
//! whose content did not reach the disk as its length did, is what a crash leaves: it is dropped. Anything else that does
//! not fit its checks is damage, and nothing of the file is used.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::simulation::Replication;

/// Its file name.
pub const FILE: &str = "replications.bin";

const MAGIC: &[u8] = b"caremix replications\n";

/// To be raised whenever [`Replication`] or anything in it changes.
const FORMAT: u64 = 1;

/// Bytes before the body of a record.
const HEAD: usize = 32;

/// So long at most a finished replication may be lost to a power cut; a killed process loses none.
const UNSYNCED: Duration = Duration::from_secs(5);

/// What a file of replications is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Version of the program.
    pub version: String,
    /// The run.
    pub run_id: String,
}

/// Replications by number.
pub type Replications = BTreeMap<u32, Replication>;

/// The file of a run that is computing.
#[derive(Debug)]
pub struct Keeper {
    state: Mutex<State>,
    has_failed: AtomicBool,
}

#[derive(Debug)]
struct State {
    file: File,
    kept: u32,
    synced: Instant,
    problem: Option<String>,
}

impl Keeper {
    /// Begins a file with what is known already.
    ///
    /// The file is locked as long as the keeper lives, where the file system has locks.
    pub fn begin(file: File, origin: &Origin, known: &Replications) -> Result<Keeper, String> {
        let _ = file.try_lock();
        let mut state = State {
            file,
            kept: 0,
            synced: Instant::now(),
            problem: None,
        };
        state.begin(origin, known).map_err(cannot_be_kept)?;
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
        let record = encoded(replication).map(|body| record(u64::from(number), &body));
        let mut state = self.state();
        if state.problem.is_some() {
            return;
        }
        if let Err(error) = record.and_then(|record| state.add(&record)) {
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
        self.state().kept
    }

    /// Makes sure that all is on the disk, and gives the replications in the file.
    pub fn finish(&self) -> Result<u32, String> {
        let state = self.state();
        if let Some(problem) = &state.problem {
            return Err(problem.clone());
        }
        state.file.sync_all().map_err(cannot_be_kept)?;
        Ok(state.kept)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panicked while it wrote left an incomplete record at worst, which no reader takes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin(&mut self, origin: &Origin, known: &Replications) -> io::Result<()> {
        self.file.write_all(MAGIC)?;
        self.file.write_all(&record(FORMAT, &encoded(origin)?))?;
        for (number, replication) in known {
            self.add(&record(u64::from(*number), &encoded(replication)?))?;
        }
        self.file.sync_all()
    }

    fn empty(&mut self) -> io::Result<()> {
        self.kept = 0;
        self.file.set_len(0)?;
        self.file.rewind()
    }

    fn add(&mut self, record: &[u8]) -> io::Result<()> {
        self.file.write_all(record)?;
        self.kept += 1;
        if self.synced.elapsed() >= UNSYNCED {
            self.file.sync_data()?;
            self.synced = Instant::now();
        }
        Ok(())
    }
}

fn cannot_be_kept(error: io::Error) -> String {
    format!("replications cannot be kept in {FILE}: {error}")
}

/// The replications that a folder keeps of this run; none where it keeps none.
///
/// # Errors
/// In words, when the file is damaged or of another run, version or format.
pub fn read(folder: &Path, origin: &Origin) -> Result<Replications, String> {
    let bytes = match fs::read(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Replications::new()),
        read => read.map_err(|error| format!("{FILE} cannot be read: {error}"))?,
    };
    decode(&bytes, origin).map_err(|problem| format!("{FILE} {problem}"))
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

fn decode(bytes: &[u8], origin: &Origin) -> Result<Replications, String> {
    let mut found = Replications::new();
    if bytes.len() < MAGIC.len() {
        return if MAGIC.starts_with(bytes) || is_unwritten(bytes) {
            Ok(found)
        } else {
            Err(NOT_ONE.to_string())
        };
    }
    let (magic, mut rest) = bytes.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(NOT_ONE.to_string());
    }
    let Some((format, body)) = next(&mut rest)? else {
        return Ok(found);
    };
    if format != FORMAT {
        return Err("is of another version of the program".to_string());
    }
    let of: Origin = decoded(body)?;
    if of != *origin {
        return Err(format!("is of run {} of version {}", of.run_id, of.version));
    }
    while let Some((number, body)) = next(&mut rest)? {
        let number = u32::try_from(number).map_err(|_| damaged("a number"))?;
        if found.insert(number, decoded(body)?).is_some() {
            return Err(damaged("a replication that is there twice"));
        }
    }
    Ok(found)
}

const NOT_ONE: &str = "is no file of replications";

fn damaged(what: &str) -> String {
    format!("is damaged ({what})")
}

/// Takes a record off the front; none where the rest was not written to its end.
fn next<'a>(rest: &mut &'a [u8]) -> Result<Option<(u64, &'a [u8])>, String> {
    let Some((head, after)) = rest.split_at_checked(HEAD) else {
        return Ok(None);
    };
    if is_unwritten(rest) {
        return Ok(None);
    }
    let (fields, check_of_head) = head.split_at(HEAD - CHECK);
    if check(fields) != check_of_head {
        return Err(damaged("the head of a record"));
    }
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| fields[at + byte]));
    let length = usize::try_from(number(8)).map_err(|_| damaged("the length of a record"))?;
    let Some((body, after)) = after.split_at_checked(length) else {
        return Ok(None);
    };
    if check(body) != fields[16..] {
        if after.is_empty() {
            return Ok(None);
        }
        return Err(damaged("the body of a record"));
    }
    *rest = after;
    Ok(Some((number(0), body)))
}

/// Whether a crash left this of a file that had grown before its content was on the disk.
fn is_unwritten(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}

fn record(number: u64, body: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(HEAD + body.len());
    record.extend(number.to_le_bytes());
    record.extend((body.len() as u64).to_le_bytes());
    record.extend(check(body));
    let check_of_head = check(&record);
    record.extend(check_of_head);
    record.extend(body);
    record
}

const CHECK: usize = 8;

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|byte| digest[byte])
}

fn encoded<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

fn decoded<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        _ => Err(damaged("what a record holds")),
    }
}

#[cfg(test)]
mod tests {
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

    /// A file with so many replications.
    fn file(count: u32) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        let begun = File::create(&path).expect("made");
        let keeper = Keeper::begin(begun, &origin(), &known(1)).expect("begun");
        for number in (1..count).rev() {
            keeper.keep(number, &replication(number));
        }
        assert_eq!(keeper.finish(), Ok(count));
        fs::read(path).expect("read")
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
            let mut zeros = whole[..whole.len() - last].to_vec();
            zeros.resize(end.max(zeros.len()), 0);
            assert_eq!(numbers(&zeros), Ok(vec![0, 2]), "{end} with zeros");
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
        let path = folder.path().join(FILE);
        let begun = File::create(&path).expect("made");
        let keeper = Keeper::begin(begun, &origin(), &known(3)).expect("begun");
        keeper.begin_again(&origin()).expect("begun");
        keeper.keep(7, &replication(7));
        assert_eq!(keeper.finish(), Ok(1));
        assert_eq!(numbers(&fs::read(path).expect("read")), Ok(vec![7]));
    }

    #[test]
    fn a_file_is_locked_while_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(is_locked(folder.path()), None);
        let begun = File::create(folder.path().join(FILE)).expect("made");
        let keeper = Keeper::begin(begun, &origin(), &known(1)).expect("begun");
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

    #[test]
    fn a_disk_that_is_full_is_told() {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            return;
        };
        let problem = Keeper::begin(full, &origin(), &known(1)).expect_err("refused");
        assert!(problem.contains(FILE), "{problem}");
    }
}
