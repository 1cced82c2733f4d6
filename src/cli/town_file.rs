//! Writing the scenario of a town, and the files of its pack where there are none.
//!
//! Comes in: a town and a path. Goes out: files that were not there, or that `import` wrote before. Deliberately absent: what is
//! in them.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::stop::Stop;
use super::{schema, voice};
use crate::import::{self, Draft, Locality};
use crate::report::small;

/// What `import` writes into every file, by which it knows them again.
const MARK: &str = "# Written by `caremix import`";

/// Whether a file may be written: there is none, or one of ours and the user says so.
pub(super) fn is_free(path: &Path, is_forced: bool) -> Result<(), Stop> {
    let shown = path.display();
    if path.file_name().is_none() {
        return Err(Stop::wrong(format_args!("{shown} is no name of a file")));
    }
    let kind = match fs::symlink_metadata(path) {
        Ok(kind) => kind,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Stop::wrong(format_args!("{shown}: {error}"))),
    };
    if !kind.is_file() {
        return Err(Stop::wrong(format_args!(
            "{shown} is there already and no ordinary file; choose another --out"
        )));
    }
    let is_ours = start_of(path).is_some_and(|text| text.contains(MARK));
    match (is_forced, is_ours) {
        (true, true) => Ok(()),
        (false, true) => Err(Stop::wrong(format_args!(
            "{shown} is there already; --force replaces it and what was changed in it"
        ))),
        (_, false) => Err(Stop::wrong(format_args!(
            "{shown} is there already, and import did not write it; choose another --out"
        ))),
    }
}

/// The start of a file, where the mark stands.
fn start_of(path: &Path) -> Option<String> {
    let mut start = Vec::new();
    let file = fs::File::open(path).ok()?;
    file.take(1 << 16).read_to_end(&mut start).ok()?;
    Some(String::from_utf8_lossy(&start).into_owned())
}

/// Checks the scenario of a town, writes it and says what should be known.
pub(super) fn write(town: Locality, out: &Path, told: &str) -> Result<(), Stop> {
    let rendered = |faults: crate::scenario::Faults| Stop::Failed(faults.render(false));
    let draft = import::draft(town, out).map_err(rendered)?;
    schema::is_free_beside(out)?;
    for remark in &draft.remarks {
        voice::remark(&format!("note: {remark}"));
    }
    let made = Made::default().all(&draft, out)?;
    schema::beside(out)?;
    let packs: Vec<String> = made.iter().map(|path| path.display().to_string()).collect();
    let packs = match packs.as_slice() {
        [] => format!("It builds on {}.", draft.extends.join(", ")),
        new => format!("Beside it, what it builds on: {}.", new.join(", ")),
    };
    voice::answer(&format!(
        "Wrote {0}: {told}. {packs} Next:\n  caremix check {0}       see what it resolves to\n  caremix validate {0}    set it beside what was published\n  caremix run {0}         simulate it\n",
        out.display()
    ))
}

/// What was made so far, taken away again when the rest fails.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Made {
    fn all(mut self, draft: &Draft, out: &Path) -> Result<Vec<PathBuf>, Stop> {
        let done = self.try_all(draft, out);
        if done.is_err() {
            for file in &self.files {
                let _ = fs::remove_file(file);
            }
            // Only those that are empty go.
            for folder in self.folders.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
        done.map_err(Stop::failed)?;
        Ok(self.files)
    }

    fn try_all(&mut self, draft: &Draft, out: &Path) -> Result<(), String> {
        for (path, text) in &draft.packs {
            self.folder_of(path)?;
            self.new_file(path, text)?;
        }
        self.folder_of(out)?;
        small::write_whole(out, &draft.text)
    }

    fn folder_of(&mut self, path: &Path) -> Result<(), String> {
        let parents = path.ancestors().skip(1);
        let missing: Vec<&Path> = parents
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)
                .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
            self.folders.push(folder.to_path_buf());
        }
        Ok(())
    }

    fn new_file(&mut self, path: &Path, text: &str) -> Result<(), String> {
        let unwritten = |error| format!("{} cannot be written: {error}", path.display());
        let created = OpenOptions::new().write(true).create_new(true).open(path);
        let mut file = created.map_err(unwritten)?;
        self.files.push(path.to_path_buf());
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(unwritten)
    }
}
