//! What is wrong with the lines of a file that is too large to be kept: the first faults with their lines.
//!
//! Comes in: lines with their numbers, and what is wrong. Goes out: [`Faults`]. Deliberately absent: what cells mean.

use std::path::PathBuf;
use std::sync::Arc;

use super::fault::{Fault, Faults, MOST_SHOWN};
use super::fault_kind::FaultKind;
use super::separated::{LineLimits, Lines, decoded};
use super::source::{Location, SourceFile};

/// Bytes of a line that are shown.
const SHOWN: usize = 2_000;

/// The faults of a file: the first with their lines, the rest only counted.
#[derive(Debug)]
pub struct LineFaults {
    kind: FaultKind,
    first: Vec<LineFault>,
    more: usize,
}

/// A fault in a line of the file.
#[derive(Debug)]
struct LineFault {
    number: usize,
    line: Vec<u8>,
    span: std::ops::Range<usize>,
    message: String,
    hint: String,
}

impl LineFaults {
    /// None yet, of a file in which all are of one kind.
    pub fn of(kind: FaultKind) -> LineFaults {
        LineFaults {
            kind,
            first: Vec::new(),
            more: 0,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.first.len() + self.more
    }

    /// Adds one; `span` is of the line.
    pub fn fault(
        &mut self,
        number: usize,
        line: &[u8],
        span: std::ops::Range<usize>,
        message: String,
        hint: &str,
    ) {
        if self.first.len() >= MOST_SHOWN {
            self.more += 1;
            return;
        }
        self.first.push(LineFault {
            number,
            line: line[..line.len().min(SHOWN)].to_vec(),
            span,
            message,
            hint: hint.to_string(),
        });
    }

    /// Before anything is read of a line: no cell, no list of cells can be larger than it may.
    pub fn refuse_what_is_too_large(
        &mut self,
        number: usize,
        line: &[u8],
        separator: u8,
        most: LineLimits,
    ) {
        let whole = 0..line.len().min(SHOWN);
        if line.len() > most.bytes {
            let message = format!("this line has more than {} bytes", most.bytes);
            self.fault(number, line, whole, message, "one line per row");
            return;
        }
        let mut cells = Lines::cells(line, separator);
        if cells.by_ref().nth(most.cells).is_some() {
            let message = format!("this line has more than {} cells", most.cells);
            self.fault(number, line, whole, message, "one cell per column");
        } else if let Some(open) = Lines::open_quote(line, separator) {
            let message = "this quote is not closed on its line".to_string();
            self.fault(number, line, open..line.len(), message, "one line per row");
        }
    }

    /// With the lines they are in, and nothing else of the file.
    pub fn faults(self, path: PathBuf, shown: String) -> Faults {
        let mut lines: Vec<(usize, String)> = Vec::new();
        let mut faults = Vec::new();
        let mut start = 0;
        for known in self.first {
            let text = decoded(&known.line);
            if lines
                .last()
                .is_none_or(|(number, _)| *number != known.number)
            {
                start = lines.iter().map(|(_, text)| text.len() + 1).sum();
                lines.push((known.number, text.into_owned()));
            }
            let [from, until] = [known.span.start, known.span.end].map(|at| {
                let at = at.min(known.line.len());
                start + decoded(&known.line[..at]).len()
            });
            let index = Location {
                file: 0,
                span: from..until.max(from),
            };
            faults.push(Fault::new(self.kind, index, known.message, known.hint));
        }
        let source = SourceFile::excerpt(path, shown, &lines);
        Faults::new(Arc::new(vec![source]), faults).and(self.more)
    }
}
