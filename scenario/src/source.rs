//! The texts a scenario is made of: its files and the arguments of `--set`.
//!
//! Comes in: paths and arguments. Goes out: texts with an index of their lines, and [`Location`]s in them.
//! Deliberately absent: what the texts mean.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// Larger files are refused: a parser needs up to two hundred times the size of its text, and scenarios are some tens
/// of kilobytes, with all their `extends` some hundreds.
pub const LARGEST_FILE: u64 = 1024 * 1024;

/// What faults in an argument of `--set` name instead of a file.
pub const ARGUMENT: &str = "--set";

/// One text: a file as read, or one argument of `--set`.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it was read; for an argument, the scenario that it changes.
    pub path: PathBuf,
    /// What faults call it.
    pub shown: String,
    /// The text.
    pub text: String,
    /// Whether this is an argument and not a file.
    pub is_argument: bool,
    /// Byte at which each line starts.
    lines: Vec<usize>,
    /// Number of each line, from 1, where the text is only some lines of a file.
    numbers: Option<Vec<usize>>,
}

/// A stretch of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// Index of the text in the list of those loaded.
    pub file: usize,
    /// Bytes of the text.
    pub span: Range<usize>,
}

impl SourceFile {
    /// A file's text.
    pub fn new(path: PathBuf, shown: String, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(starts.map(|(at, _)| at + 1))
            .collect();
        SourceFile {
            path,
            shown,
            text,
            is_argument: false,
            lines,
            numbers: None,
        }
    }

    /// Some lines of a file that is too large to be kept, each with its number (from 1).
    pub fn excerpt(path: PathBuf, shown: String, lines: &[(usize, String)]) -> Self {
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        SourceFile {
            numbers: Some(lines.iter().map(|(number, _)| *number).collect()),
            ..SourceFile::new(path, shown, texts.join("\n"))
        }
    }

    /// The number, from 1, of a line (from 0) of this text in its file.
    pub fn number(&self, line: usize) -> usize {
        let numbers = self.numbers.as_ref();
        numbers
            .and_then(|numbers| numbers.get(line).copied())
            .unwrap_or(line + 1)
    }

    /// An argument of `--set`, which changes the scenario at `path`.
    pub fn argument(path: &Path, text: &str) -> Self {
        SourceFile {
            is_argument: true,
            ..SourceFile::new(path.to_path_buf(), ARGUMENT.to_string(), text.to_string())
        }
    }

    /// Line (from 0) in which a byte lies.
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    /// The bytes of a line without its end.
    pub fn line_span(&self, line: usize) -> Range<usize> {
        let start = self.lines.get(line).copied().unwrap_or(self.text.len());
        let end = self
            .lines
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        start..start + text.trim_end_matches('\r').len()
    }
}

/// Reads a file, or says in words why not and what to do.
pub fn read(path: &Path) -> Result<String, (String, String)> {
    let bytes = read_bytes(path)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let hint = "`caremix new NAME` writes a scenario to start from";
        return Err(("this file is empty".into(), hint.into()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .split(|b| *b == b'\n')
            .count();
        let message = format!("this file is not UTF-8 text (line {line})");
        (message, "save it as UTF-8; scenario files are TOML".into())
    })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, (String, String)> {
    let unreadable = |error: std::io::Error| cannot_read(&error);
    let kind = std::fs::metadata(path).map_err(unreadable)?;
    if kind.is_dir() {
        return Err((
            "this is a folder, not a scenario file".into(),
            "name a .toml file in it".into(),
        ));
    }
    if !kind.is_file() {
        return Err((
            "this is not an ordinary file".into(),
            "name a .toml file".into(),
        ));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        let message = format!("this file is larger than {} MB", LARGEST_FILE / 1024 / 1024);
        return Err((
            message,
            "tables of residents belong in a CSV file, see `population.file`".into(),
        ));
    }
    Ok(bytes)
}

fn cannot_read(error: &std::io::Error) -> (String, String) {
    use std::io::ErrorKind;
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => (
            "this file does not exist",
            "check the path; a path in a file is relative to that file",
        ),
        ErrorKind::PermissionDenied => ("this file may not be read", "check its permissions"),
        ErrorKind::NotADirectory => (
            "a part of this path is a file, not a folder",
            "check the path",
        ),
        _ => {
            return (
                format!("this file cannot be read: {error}"),
                "check the path".into(),
            );
        }
    };
    (message.into(), hint.into())
}

/// A path without `.` and `x/..`, by its words alone: what faults show, and what two names of one file share.
pub fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidied.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidied.pop();
            }
            _ => tidied.push(part),
        }
    }
    tidied
}
