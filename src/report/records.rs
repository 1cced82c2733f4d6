//! How replications are written: one file of checked records.
//!
//! Comes in: replications by number, and the run they are of. Goes out: bytes, and from bytes the same replications bit for
//! bit. Deliberately absent: files.
//!
//! A file is a line that says what it is, a record that says of which run, and a record a replication: in the order in which
//! they were done, and of a finished run in that of their numbers, so that it is the same bytes for any number of threads.
//! A record is a number, the length of its body, checks of the body and of these three (8 bytes each, the first of their
//! SHA-256), and the body: a postcard message, in which every f64 has its eight bytes. Last records that were not written to
//! their end, or whose content did not reach the disk as their length did, are what a crash leaves: they are dropped. Anything
//! else that does not fit its checks is damage, and nothing of the file is used.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::simulation::Replication;

/// The line a file begins with.
pub(super) const MAGIC: &[u8] = b"caremix replications\n";

/// To be raised whenever [`Replication`] or anything in it changes.
pub(super) const FORMAT: u64 = 1;

/// Bytes before the body of a record.
pub(super) const HEAD: usize = 32;

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

/// The replications in the bytes of a file.
///
/// # Errors
/// In words, when they are damaged or of another run, version or format.
pub(super) fn decode(bytes: &[u8], origin: &Origin) -> Result<Replications, String> {
    let mut found = Replications::new();
    let written = bytes
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |last| last + 1);
    if written < MAGIC.len() && MAGIC.starts_with(&bytes[..written]) {
        return Ok(found);
    }
    let Some(mut rest) = bytes.strip_prefix(MAGIC) else {
        return Err(NOT_ONE.to_string());
    };
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

pub(super) const NOT_ONE: &str = "is no file of replications";

fn damaged(what: &str) -> String {
    format!("is damaged ({what})")
}

/// Takes a record off the front; none where the rest was not written to its end.
fn next<'a>(rest: &mut &'a [u8]) -> Result<Option<(u64, &'a [u8])>, String> {
    let Some((head, after)) = rest.split_at_checked(HEAD) else {
        return Ok(None);
    };
    let (fields, check_of_head) = head.split_at(HEAD - CHECK);
    if check(fields) != check_of_head {
        if is_unwritten(after) {
            return Ok(None);
        }
        return Err(damaged("the head of a record"));
    }
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| fields[at + byte]));
    let length = usize::try_from(number(8)).map_err(|_| damaged("the length of a record"))?;
    let Some((body, after)) = after.split_at_checked(length) else {
        return Ok(None);
    };
    if check(body) != fields[16..] {
        if is_unwritten(after) {
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

const CHECK: usize = 8;

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|byte| digest[byte])
}

/// The body of a record.
pub(super) fn encoded<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

fn decoded<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        _ => Err(damaged("what a record holds")),
    }
}
