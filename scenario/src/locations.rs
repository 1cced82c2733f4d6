//! Where each value of a resolved scenario was written.
//!
//! Comes in: the merged tree and its texts. Goes out: for a path of keys, a [`Location`], a [`Fault`] or a folder.
//! Deliberately absent: the values; those are in the typed scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Faults};
use super::fault_kind::FaultKind;
use super::source::{Location, SourceFile};
use super::tree::{Node, Tree, entry_at};

/// The places of a scenario's values.
#[derive(Debug, Clone)]
pub struct Locations {
    root: Node,
    files: Arc<Vec<SourceFile>>,
}

impl Locations {
    /// Of a merged tree.
    pub fn new(root: Node, files: Arc<Vec<SourceFile>>) -> Self {
        Locations { root, files }
    }

    /// Where the value at a path was written. Entries of a list go by their name, or by index when unnamed. Where
    /// the path leads to nothing (a default), it is where the nearest table around it was written.
    pub fn value<S: AsRef<str>>(&self, path: &[S]) -> Location {
        self.nearest(path).0.location.clone()
    }

    /// Where the key of a value was written.
    pub fn key<S: AsRef<str>>(&self, path: &[S]) -> Location {
        self.nearest(path).0.key.clone()
    }

    /// Whether a path was written at all.
    pub fn is_written<S: AsRef<str>>(&self, path: &[S]) -> bool {
        self.nearest(path).1
    }

    /// A fault that points at a value.
    pub fn fault<S: AsRef<str>>(
        &self,
        kind: FaultKind,
        path: &[S],
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Fault {
        Fault::new(kind, self.value(path), message, hint)
    }

    /// What faults call the text of a place.
    pub fn file_name(&self, location: &Location) -> &str {
        self.files
            .get(location.file)
            .map_or("", |file| file.shown.as_str())
    }

    /// The file in which the value at a path was written, as faults name it, and the line, from 1; of an argument of `--set`
    /// there is no line.
    pub fn line<S: AsRef<str>>(&self, path: &[S]) -> (String, Option<usize>) {
        let location = self.value(path);
        let Some(file) = self.files.get(location.file) else {
            return (String::new(), None);
        };
        let line = || file.number(file.line_of(location.span.start));
        (file.shown.clone(), (!file.is_argument).then(line))
    }

    /// Faults found later, ready to show.
    pub fn faults(&self, faults: Vec<Fault>) -> Faults {
        Faults::new(Arc::clone(&self.files), faults)
    }

    /// The folder that a relative path written at this path of keys starts from: the folder of the file it was
    /// written in; for `--set`, the scenario's.
    pub fn folder<S: AsRef<str>>(&self, path: &[S]) -> PathBuf {
        let file = self.files.get(self.value(path).file);
        let folder = file.and_then(|file| file.path.parent());
        folder.unwrap_or(Path::new("")).to_path_buf()
    }

    fn nearest<S: AsRef<str>>(&self, path: &[S]) -> (&Node, bool) {
        let mut node = &self.root;
        for word in path {
            match step(node, word.as_ref()) {
                Some(next) => node = next,
                None => return (node, false),
            }
        }
        (node, true)
    }
}

fn step<'n>(node: &'n Node, word: &str) -> Option<&'n Node> {
    match &node.value {
        Tree::Table(entries) => entries.get(word),
        Tree::List(entries) => entries.get(entry_at(entries, word)?),
        _ => None,
    }
}
