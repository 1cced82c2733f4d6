//! A file read line by line, so that its size takes no memory.
//!
//! Comes in: a path. Goes out: one line after another, each with its number, or why not. Deliberately absent: cells.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Bytes a file may hold; more is a mistake, and is seen before it is read.
const MOST_BYTES: u64 = 1 << 30;

/// Lines of a file.
#[derive(Debug)]
pub struct LineReader {
    input: BufReader<io::Take<File>>,
    number: usize,
    most: usize,
    is_ended: bool,
}

/// What stands next in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLine {
    /// A whole line, with its number from 1; whether something ended it.
    Whole(usize, bool),
    /// The start of a line that is longer than lines may be.
    TooLong(usize),
    /// Nothing.
    End,
}

impl LineReader {
    /// Opens a file whose lines have at most so many bytes.
    ///
    /// # Errors
    /// In words: it cannot be read, is no ordinary file or is too large.
    pub fn open(path: &Path, most: usize) -> Result<LineReader, String> {
        let kind = std::fs::metadata(path).map_err(unread)?;
        if kind.is_dir() {
            return Err("this is a folder, not a file".to_string());
        }
        if !kind.is_file() {
            return Err("this is not an ordinary file".to_string());
        }
        if kind.len() > MOST_BYTES {
            return Err(format!(
                "the file holds {} MB; {} is the most",
                kind.len() >> 20,
                MOST_BYTES >> 20
            ));
        }
        let file = File::open(path).map_err(unread)?;
        Ok(LineReader {
            input: BufReader::with_capacity(1 << 16, file.take(MOST_BYTES)),
            number: 0,
            most,
            is_ended: false,
        })
    }

    /// Puts the next line, without what ends it, into `line`.
    ///
    /// # Errors
    /// In words, when the file cannot be read on.
    pub fn next(&mut self, line: &mut Vec<u8>) -> Result<NextLine, String> {
        line.clear();
        if self.is_ended {
            return Ok(NextLine::End);
        }
        self.number += 1;
        loop {
            let found = self.input.fill_buf().map_err(unread)?;
            if found.is_empty() {
                self.is_ended = true;
                let is_empty = line.is_empty();
                return Ok(if is_empty {
                    NextLine::End
                } else {
                    NextLine::Whole(self.number, false)
                });
            }
            let end = found.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = end.unwrap_or(found.len());
            let room = self.most - line.len();
            line.extend_from_slice(&found[..taken.min(room)]);
            if taken > room {
                self.is_ended = true;
                return Ok(NextLine::TooLong(self.number));
            }
            let is_return = end.is_some_and(|at| found[at] == b'\r');
            self.input.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                if is_return && self.input.fill_buf().map_err(unread)?.first() == Some(&b'\n') {
                    self.input.consume(1);
                }
                return Ok(NextLine::Whole(self.number, true));
            }
        }
    }
}

fn unread(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "this file does not exist".to_string(),
        io::ErrorKind::PermissionDenied => "this file may not be read".to_string(),
        _ => format!("the file cannot be read: {error}"),
    }
}
