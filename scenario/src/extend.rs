//! A scenario file and all files it builds on.
//!
//! Comes in: a path. Goes out: the texts and their trees, those built on first. Deliberately absent: merging.
//!
//! A file that is named more than once is taken once, where it is first needed; taken again it would undo what
//! the files between had changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::fault_kind::FaultKind;
use super::nearest::quoted;
use super::source::{self, Location, SourceFile};
use super::tree::{self, Node, Tree};

/// More files than this are a mistake.
const MOST_FILES: usize = 64;

/// What was read.
#[derive(Default)]
pub struct GatheredFile {
    /// All texts, the scenario itself first.
    pub files: Vec<SourceFile>,
    /// The trees to merge, in that order.
    pub trees: Vec<Node>,
    /// Files that cannot be read or are not TOML, cycles.
    pub faults: Vec<Fault>,
    /// Files being read: each builds on the next.
    open: Vec<PathBuf>,
    /// Files read before.
    done: Vec<PathBuf>,
    /// Texts of files that are not written yet.
    texts: BTreeMap<PathBuf, String>,
}

/// Reads a scenario and what it builds on. `texts` stand for files that are not written yet.
pub fn gather(path: &Path, texts: BTreeMap<PathBuf, String>) -> GatheredFile {
    let mut gathered = GatheredFile {
        texts,
        ..GatheredFile::default()
    };
    let shown = path.display().to_string();
    match gathered.read(path) {
        Ok(text) => gathered.take(path.to_path_buf(), shown, text),
        Err((message, hint)) => {
            gathered
                .files
                .push(SourceFile::new(path.to_path_buf(), shown, String::new()));
            gathered.faults.push(Fault::new(
                FaultKind::Unreadable,
                Location::default(),
                message,
                hint,
            ));
        }
    }
    gathered
}

impl GatheredFile {
    fn read(&self, path: &Path) -> Result<String, (String, String)> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => source::read(path),
        }
    }

    fn take(&mut self, path: PathBuf, shown: String, text: String) {
        let file = self.files.len();
        let (mut tree, faults) = tree::parse(&text, file);
        self.files.push(SourceFile::new(path.clone(), shown, text));
        self.faults.extend(faults);
        self.open.push(identity(&path));
        self.take_extended(&path, &mut tree);
        self.open.pop();
        self.done.push(identity(&path));
        self.trees.push(tree);
    }

    /// Reads the files in `extends` and takes the key out: what is resolved builds on nothing any more.
    fn take_extended(&mut self, path: &Path, tree: &mut Node) {
        let Some(entries) = tree.table_mut() else {
            return;
        };
        let Some(extends) = entries.remove("extends") else {
            return;
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let Tree::List(list) = &extends.value else {
            return self.not_a_list(extends);
        };
        for entry in list {
            match entry.text() {
                Some(name) if !name.is_empty() => {
                    self.take_one(source::tidy(&folder.join(name)), entry)
                }
                _ => self.fault(
                    FaultKind::Extends,
                    entry,
                    "an entry of `extends` must be the path of a file",
                    "e.g. \"packs/base.toml\"",
                ),
            }
        }
    }

    fn take_one(&mut self, path: PathBuf, entry: &Node) {
        let identity = identity(&path);
        if let Some(start) = self.open.iter().position(|open| *open == identity) {
            return self.cycle(start, entry);
        }
        if self.done.contains(&identity) {
            return;
        }
        if self.files.len() >= MOST_FILES {
            return self.fault(
                FaultKind::Extends,
                entry,
                "this scenario builds on too many files",
                "64 is the most",
            );
        }
        let shown = path.display().to_string();
        match self.read(&path) {
            Ok(text) => self.take(path, shown, text),
            Err((message, hint)) => {
                let message = format!("cannot build on {}: {message}", quoted(&shown));
                self.fault(FaultKind::Unreadable, entry, &message, &hint);
                self.done.push(identity);
            }
        }
    }

    fn cycle(&mut self, start: usize, entry: &Node) {
        let names = self.open[start..].iter().chain(self.open.get(start));
        let chain: Vec<String> = names.map(|path| file_name(path)).collect();
        let message = format!(
            "these files build on each other in a circle: {}",
            chain.join(" → ")
        );
        self.fault(
            FaultKind::Extends,
            entry,
            &message,
            "take one of them out of `extends`",
        );
    }

    fn not_a_list(&mut self, extends: Node) {
        let hint = match extends.text() {
            Some(name) => format!("write extends = [\"{}\"]", name.escape_debug()),
            None => "e.g. extends = [\"packs/base.toml\"]".to_string(),
        };
        self.fault(
            FaultKind::Extends,
            &extends,
            "`extends` must be a list of files",
            &hint,
        );
    }

    fn fault(&mut self, kind: FaultKind, node: &Node, message: &str, hint: &str) {
        self.faults
            .push(Fault::new(kind, node.location.clone(), message, hint));
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// What two names of one file have in common.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
