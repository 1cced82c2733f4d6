//! Text in lines and cells, as spreadsheets write it.
//!
//! Comes in: a file. Goes out: what separates its cells, its lines, where the cells of a line stand and what they hold,
//! and text from bytes. Deliberately absent: what cells mean. The csv package tells neither where a cell stands nor
//! whether a line is one record before memory is taken for it; a test holds the rest against that package.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// Bytes a file may hold; more is a mistake, and is seen before memory is taken.
const MOST_BYTES: u64 = 1 << 30;

/// How large a line may be.
#[derive(Debug, Clone, Copy)]
pub struct LineLimits {
    /// Bytes.
    pub bytes: usize,
    /// Cells.
    pub cells: usize,
}

/// The bytes of a file.
///
/// # Errors
/// In words.
pub fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let unread = |error: std::io::Error| format!("the file cannot be read: {error}");
    if !std::fs::metadata(path).map_err(unread)?.is_file() {
        return Err("this is not an ordinary file".to_string());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unread)?;
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("the file holds more than {MOST_BYTES} bytes"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("the file is UTF-16 text; save it as CSV in UTF-8".to_string());
    }
    Ok(bytes)
}

/// A file of separated cells.
pub struct Separated<'a> {
    /// Without the byte order mark and the line `sep=` that some spreadsheets write.
    pub text: &'a [u8],
    /// Between the cells of a line.
    pub separator: u8,
    /// Number of the first line.
    first: usize,
}

impl<'a> Separated<'a> {
    /// The separator that a line `sep=` names, or the one between the cells of the first line.
    pub fn of(bytes: &'a [u8]) -> Separated<'a> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (_, header) = Lines::of(text, 1).next().unwrap_or((1, b""));
        if let Some([separator @ (b',' | b';' | b'\t')]) = header.strip_prefix(b"sep=") {
            let rest = &text[header.len()..];
            let end = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n"));
            return Separated {
                text: end.unwrap_or(rest),
                separator: *separator,
                first: 2,
            };
        }
        let has = |separator: &u8| Lines::cells(header, *separator).nth(1).is_some();
        let separator = [b';', b'\t', b'|'].into_iter().find(has).unwrap_or(b',');
        Separated {
            text,
            separator,
            first: 1,
        }
    }

    /// The lines that hold anything, with their numbers from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &'a [u8])> {
        Lines::of(self.text, self.first).filter(|(_, line)| !line.is_empty())
    }
}

/// Goes through lines, whatever ends them.
pub struct Lines<'a> {
    rest: Option<&'a [u8]>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8], first: usize) -> Lines<'a> {
        Lines {
            rest: Some(text),
            number: first,
        }
    }

    /// Where the cells of a line stand, quotes included.
    pub fn cells(line: &[u8], separator: u8) -> impl Iterator<Item = Range<usize>> {
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let start = next?;
            let (end, _) = cell_end(line, start, separator);
            next = (end < line.len()).then_some(end + 1);
            Some(start..end)
        })
    }

    /// What a cell holds: without the quotes around it, and with one quote where two stand.
    pub fn content(cell: &[u8]) -> Cow<'_, [u8]> {
        let Some(quoted) = cell.strip_prefix(b"\"") else {
            return Cow::Borrowed(cell);
        };
        let mut content = Vec::with_capacity(quoted.len());
        let mut rest = quoted;
        // After the quote that closes, what stands there is taken as it is.
        while let Some(at) = rest.iter().position(|&byte| byte == b'"') {
            content.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
            match rest.strip_prefix(b"\"") {
                Some(after) => {
                    content.push(b'"');
                    rest = after;
                }
                None => break,
            }
        }
        content.extend_from_slice(rest);
        Cow::Owned(content)
    }

    /// Where a quote opens that does not close on the line.
    pub fn open_quote(line: &[u8], separator: u8) -> Option<usize> {
        let mut cells = Lines::cells(line, separator);
        cells.find_map(|cell| (!cell_end(line, cell.start, separator).1).then_some(cell.start))
    }
}

/// Where a cell ends, and whether its quote, if it begins with one, is closed. A quote in it is written twice.
fn cell_end(line: &[u8], start: usize, separator: u8) -> (usize, bool) {
    let mut at = start;
    if line.get(at) == Some(&b'"') {
        at += 1;
        loop {
            match (line.get(at), line.get(at + 1)) {
                (None, _) => return (line.len(), false),
                (Some(b'"'), Some(b'"')) => at += 2,
                (Some(b'"'), _) => break,
                _ => at += 1,
            }
        }
    }
    let rest = &line[at..];
    let end = rest.iter().position(|&byte| byte == separator);
    (end.map_or(line.len(), |end| at + end), true)
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest?;
        let number = self.number;
        self.number += 1;
        let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            self.rest = None;
            return Some((number, rest));
        };
        let after = &rest[end..];
        self.rest = Some(after.strip_prefix(b"\r\n").unwrap_or(&after[1..]));
        Some((number, &rest[..end]))
    }
}

/// Bytes as text: UTF-8, or where they are not, Latin-1, in which every byte is a character.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_where_the_csv_package_finds_them() {
        // Every line of up to six of these bytes.
        let letters = b",\"a ";
        for length in 0..6_u32 {
            for code in 0..letters.len().pow(length) {
                let digit = |index: u32| code / letters.len().pow(index) % letters.len();
                let line: Vec<u8> = (0..length).map(|index| letters[digit(index)]).collect();
                let next = [line.as_slice(), b"\nnext"].concat();
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .flexible(true)
                    .from_reader(next.as_slice());
                let mut record = csv::ByteRecord::new();
                let is_read = reader.read_byte_record(&mut record).expect("read");
                assert!(is_read);
                let shown = String::from_utf8_lossy(&line);
                if line.is_empty() {
                    continue;
                }
                let is_one = !record.iter().any(|cell| cell.contains(&b'\n'));
                assert_eq!(Lines::open_quote(&line, b',').is_none(), is_one, "{shown}");
                if is_one {
                    let cells = Lines::cells(&line, b',').map(|cell| Lines::content(&line[cell]));
                    let cells: Vec<_> = cells.collect();
                    let read: Vec<&[u8]> = record.iter().collect();
                    assert_eq!(cells, read, "{shown}");
                }
            }
        }
    }
}
