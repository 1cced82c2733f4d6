//! How replications are written: files of checked records.
//!
//! Comes in: replications, and the run they are of. Goes out: bytes; from a file, the positions of its records; and
//! from a position, the same replication bit for bit. Deliberately absent: which files there are.
//!
//! A file is a line that says what it is, a record that says of which run, and a record a replication. A record is a
//! number, the length of its body, checks of the body and of these three (8 bytes each, the first of their SHA-256),
//! and the body: one postcard message an arm, each after its length (4 bytes), so that single arms can be read. Every
//! f64 has its eight bytes. Last records that were not written to their end, or whose content did not reach the disk as
//! their length did, are what a crash leaves: they are dropped. Anything else that does not fit its checks is damage,
//! and nothing of the file is used.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::simulation::{ArmResult, Replication};

/// The line a file begins with.
pub(super) const MAGIC: &[u8] = b"caremix replications\n";

/// To be raised whenever [`Replication`] or anything in it changes.
pub(super) const FORMAT: u64 = 3;

/// Bytes before the body of a record.
pub(super) const HEAD: usize = 32;

const CHECK: usize = 8;
type RecordCheck = [u8; CHECK];

/// What a file of replications is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Version of the program.
    pub version: String,
    /// The run.
    pub run_id: String,
}

/// Why a file or a record cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordError {
    /// The file cannot be read at this moment.
    Unread(String),
    /// It is damaged, or of another run, version or format.
    Wrong(String),
}

impl RecordError {
    fn unread(error: &io::Error) -> RecordError {
        RecordError::Unread(format!("cannot be read: {error}"))
    }

    fn damaged(what: &str) -> RecordError {
        RecordError::Wrong(format!("is damaged ({what})"))
    }

    /// In words.
    pub fn text(&self) -> &str {
        match self {
            RecordError::Unread(text) | RecordError::Wrong(text) => text,
        }
    }
}

/// Where a record stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub number: u32,
    /// The byte at which its body begins.
    at: u64,
    length: usize,
    check: RecordCheck,
}

impl Spot {
    /// Whether two records hold the same, wherever they stand.
    pub fn is_same(&self, other: &Spot) -> bool {
        (self.number, self.length, self.check) == (other.number, other.length, other.check)
    }

    /// Where this record stands when it begins at byte `at` of another file, and the byte after it.
    pub fn moved(self, at: u64) -> (Spot, u64) {
        let at = at + HEAD as u64;
        (Spot { at, ..self }, at + self.length as u64)
    }

    /// The bytes of the body, which must still match its check.
    pub fn body(&self, file: &mut File) -> Result<Vec<u8>, RecordError> {
        let mut body = vec![0; self.length];
        file.seek(SeekFrom::Start(self.at))
            .and_then(|_| file.read_exact(&mut body))
            .map_err(|error| RecordError::unread(&error))?;
        if check(&body) == self.check {
            Ok(body)
        } else {
            Err(RecordError::damaged("the body of a record"))
        }
    }
}

/// What a file begins with.
pub(super) fn beginning(origin: &Origin) -> io::Result<Vec<u8>> {
    let body = postcard::to_stdvec(origin).map_err(io::Error::other)?;
    Ok([MAGIC, &record(FORMAT, &body)].concat())
}

/// A record with its checks.
pub(super) fn record(number: u64, body: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(HEAD + body.len());
    record.extend(number.to_le_bytes());
    record.extend((body.len() as u64).to_le_bytes());
    record.extend(check(body));
    let check_of_head = check(&record);
    record.extend(check_of_head);
    record.extend(body);
    record
}

/// The record of a replication, and where it stands when it is written at a byte of a file.
pub(super) fn placed(
    number: u32,
    replication: &Replication,
    at: u64,
) -> io::Result<(Vec<u8>, Spot)> {
    let body = encoded(replication)?;
    let spot = Spot {
        number,
        at: at + HEAD as u64,
        length: body.len(),
        check: check(&body),
    };
    Ok((record(u64::from(number), &body), spot))
}

/// The records of a file of `length` bytes, each checked, in the order of the file. Only one of them is in
/// memory at a time.
pub(super) fn scan(
    file: impl Read,
    length: u64,
    origin: &Origin,
) -> Result<Vec<Spot>, RecordError> {
    let mut scan = Scan {
        file: BufReader::new(file),
        at: 0,
        length,
    };
    let mut spots = Vec::new();
    if !scan.begins(origin)? {
        return Ok(spots);
    }
    while let Some((number, spot, _)) = scan.next()? {
        let number = u32::try_from(number).map_err(|_| RecordError::damaged("a number"))?;
        spots.push(Spot { number, ..spot });
    }
    Ok(spots)
}

/// A file being gone through.
struct Scan<R> {
    file: BufReader<R>,
    at: u64,
    length: u64,
}

impl<R: Read> Scan<R> {
    /// Whether the file begins as one of this run; not where its beginning was never written.
    fn begins(&mut self, origin: &Origin) -> Result<bool, RecordError> {
        let not_one = || RecordError::Wrong("is no file of replications".to_string());
        let mut magic = [0; MAGIC.len()];
        let there = magic
            .len()
            .min(usize::try_from(self.length).unwrap_or(magic.len()));
        self.read(&mut magic[..there])?;
        if magic != *MAGIC {
            let written = magic
                .iter()
                .rposition(|&byte| byte != 0)
                .map_or(0, |last| last + 1);
            let is_torn = MAGIC.starts_with(&magic[..written]) && self.is_unwritten()?;
            return if is_torn { Ok(false) } else { Err(not_one()) };
        }
        let Some((format, _, body)) = self.next()? else {
            return Ok(false);
        };
        if format != FORMAT {
            return Err(RecordError::Wrong(
                "is of another version of the program".to_string(),
            ));
        }
        let of: Origin = decoded(&body)?;
        if of != *origin {
            let Origin { run_id, version } = of;
            return Err(RecordError::Wrong(format!(
                "is of run {run_id} of version {version}"
            )));
        }
        Ok(true)
    }

    /// The next record: its number, its place and its body; none where the rest was not written to its end.
    fn next(&mut self) -> Result<Option<(u64, Spot, Vec<u8>)>, RecordError> {
        if self.length - self.at < HEAD as u64 {
            return Ok(None);
        }
        let mut head = [0; HEAD];
        self.read(&mut head)?;
        let (fields, check_of_head) = head.split_at(HEAD - CHECK);
        if check(fields) != check_of_head {
            return self.torn_or("the head of a record");
        }
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| fields[at + byte]));
        if number(8) > self.length - self.at {
            return Ok(None);
        }
        let spot = Spot {
            number: 0,
            at: self.at,
            length: usize::try_from(number(8))
                .map_err(|_| RecordError::damaged("the length of a record"))?,
            check: std::array::from_fn(|byte| fields[16 + byte]),
        };
        let mut body = vec![0; spot.length];
        self.read(&mut body)?;
        if check(&body) != spot.check {
            return self.torn_or("the body of a record");
        }
        Ok(Some((number(0), spot, body)))
    }

    fn torn_or<T>(&mut self, what: &str) -> Result<Option<T>, RecordError> {
        if self.is_unwritten()? {
            return Ok(None);
        }
        Err(RecordError::damaged(what))
    }

    /// Whether nothing but zeros follows: a crash leaves this of a file that had grown before its content was on the
    /// disk.
    fn is_unwritten(&mut self) -> Result<bool, RecordError> {
        let mut some = [0; 4096];
        while self.at < self.length {
            let count = some.len().min((self.length - self.at) as usize);
            self.read(&mut some[..count])?;
            if some[..count].iter().any(|&byte| byte != 0) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), RecordError> {
        self.file
            .read_exact(into)
            .map_err(|error| RecordError::unread(&error))?;
        self.at += into.len() as u64;
        Ok(())
    }
}

fn check(bytes: &[u8]) -> RecordCheck {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|byte| digest[byte])
}

/// The body of a record.
fn encoded(replication: &Replication) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    for arm in &replication.arms {
        let begin = body.len();
        body.extend([0; LENGTH]);
        body = postcard::to_extend(arm, body).map_err(io::Error::other)?;
        let length = u32::try_from(body.len() - begin - LENGTH).map_err(io::Error::other)?;
        body[begin..begin + LENGTH].copy_from_slice(&length.to_le_bytes());
    }
    Ok(body)
}

/// Bytes before the message of an arm.
const LENGTH: usize = 4;

/// The replication in a body, with the results of the wanted arms only.
pub(super) fn replication(
    body: &[u8],
    is_wanted: &dyn Fn(usize) -> bool,
) -> Result<Replication, RecordError> {
    let damaged = || RecordError::damaged("what a record holds");
    let mut arms = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<LENGTH>().ok_or_else(damaged)?;
        let length = u32::from_le_bytes(*length) as usize;
        let (message, after) = after.split_at_checked(length).ok_or_else(damaged)?;
        arms.push(if is_wanted(arms.len()) {
            decoded(message)?
        } else {
            ArmResult::default()
        });
        rest = after;
    }
    Ok(Replication { arms })
}

fn decoded<'a, T: Deserialize<'a>>(message: &'a [u8]) -> Result<T, RecordError> {
    match postcard::take_from_bytes(message) {
        Ok((value, [])) => Ok(value),
        _ => Err(RecordError::damaged("what a record holds")),
    }
}

/// Whether two replications are the same to the last bit, not-a-number included.
pub(super) fn are_same(one: &Replication, other: &Replication) -> bool {
    let bytes = |of| encoded(of).ok();
    bytes(one).is_some() && bytes(one) == bytes(other)
}
