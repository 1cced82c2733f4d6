//! Publishing a run: all of a folder, or nothing.
//!
//! Comes in: the folder a run should end up in, and its run id. Goes out: a [`Partial`], a hidden sibling folder that
//! takes the files and becomes the real one by a single rename; dropped before that, it takes itself away, or leaves the
//! replications kept in it to a later run. Deliberately absent: what the files say.
//!
//! Renames replace the old folder of the same run in two steps (old away, new in). A process killed between the two
//! leaves the old folder under its hidden name, and the next run of the same id puts it back.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::leftovers::{
    aside_prefix, clear_leftovers, making_prefix, not_there, parent_of, remove_if_there, retire,
};
use super::{kept, manifest};

/// What stands where a run should be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing, or an empty folder.
    Nothing,
    /// A finished run with this id.
    Ours,
    /// Anything else.
    Foreign,
}

/// Looks at what stands at `target`, after clearing away what killed runs of the same id left beside it, but for the
/// replications they kept.
pub fn standing(target: &Path, run_id: &str) -> Result<Standing, String> {
    clear_leftovers(target, run_id);
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(format!("{} is a file, not a folder", target.display()));
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", target.display())),
    };
    if entries.next().is_none() {
        return Ok(Standing::Nothing);
    }
    let is_ours = manifest::run_id_in(target).is_some_and(|found| found == run_id);
    Ok(if is_ours {
        Standing::Ours
    } else {
        Standing::Foreign
    })
}

/// Whether replacing `target` would take one of `kept` with it.
pub fn holds_any(target: &Path, kept: &[PathBuf]) -> Option<PathBuf> {
    let target = fs::canonicalize(target).ok()?;
    let is_inside =
        |path: &&PathBuf| fs::canonicalize(path).is_ok_and(|path| path.starts_with(&target));
    kept.iter().find(is_inside).cloned()
}

/// A folder in the making, beside its target.
#[derive(Debug)]
pub struct Partial {
    target: PathBuf,
    making: PathBuf,
    aside: PathBuf,
    parents_made: Vec<PathBuf>,
    /// Published, or left with its replications.
    stays: bool,
}

impl Partial {
    /// Makes the hidden folder, and the folders above it that are missing. Done before the long run, so that a folder
    /// that cannot be written is found out at once.
    pub fn open(target: &Path, run_id: &str) -> Result<Partial, String> {
        let target = &replaceable(target)?;
        let parent = parent_of(target);
        let pid = std::process::id();
        let parents_made = missing_above(&parent);
        let partial = Partial {
            target: target.to_path_buf(),
            making: not_there(&parent, &format!("{}{pid}", making_prefix(run_id))),
            aside: parent.join(format!("{}{pid}", aside_prefix(run_id))),
            parents_made,
            stays: false,
        };
        // From here on a failure drops `partial`, which removes whatever was made.
        fs::create_dir_all(&parent)
            .and_then(|()| fs::create_dir(&partial.making))
            .map_err(|error| format!("the folder {} cannot be made: {error}", target.display()))?;
        Ok(partial)
    }

    /// Writes one file and makes sure it is on the disk.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), String> {
        let fill_file = || {
            let mut file = BufWriter::new(File::create(self.making.join(name))?);
            fill(&mut file)?;
            file.into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .sync_all()
        };
        fill_file().map_err(|error| {
            format!(
                "{} cannot be written: {error}",
                self.target.join(name).display()
            )
        })
    }

    /// The hidden folder, for what is written while the run computes.
    pub fn folder(&self) -> &Path {
        &self.making
    }

    /// Makes sure that what was made in it is found again after a power cut.
    pub fn sync(&self) {
        sync_folder(&self.making);
        sync_folder(&parent_of(&self.target));
    }

    /// Gives up, but leaves the replications kept so far.
    pub fn leave_kept(mut self) {
        for entry in fs::read_dir(&self.making).into_iter().flatten().flatten() {
            if entry.file_name() != kept::FILE {
                // A file too many does no harm: only the kept replications are read.
                let _ = fs::remove_file(entry.path());
            }
        }
        sync_folder(&self.making);
        self.stays = true;
    }

    /// Renames the folder into place, instead of what stands there. Where that fails, it stays for its replications.
    pub fn publish(mut self) -> Result<(), String> {
        let moved = self.rename_into_place();
        self.stays = moved.is_ok() || self.making.join(kept::FILE).is_file();
        moved.map_err(|error| {
            format!(
                "the results cannot be put into {}: {error}",
                self.target.display()
            )
        })?;
        // The new folder is in place; an old one that does not go away is cleared by the next run of this id.
        let _ = retire(&self.aside, &self.target);
        sync_folder(&parent_of(&self.target));
        Ok(())
    }

    fn rename_into_place(&self) -> io::Result<()> {
        sync_folder(&self.making);
        if !self.target.exists() {
            return fs::rename(&self.making, &self.target);
        }
        retire(&self.aside, &self.target)?;
        fs::rename(&self.target, &self.aside)?;
        fs::rename(&self.making, &self.target).inspect_err(|_| {
            // Nothing better can be done if even this fails; the next run of this id tries again.
            let _ = fs::rename(&self.aside, &self.target);
        })
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        let _ = remove_if_there(&self.making);
        for parent in &self.parents_made {
            // Only succeeds while nobody else has put anything in.
            let _ = fs::remove_dir(parent);
        }
    }
}

/// Writes a small file whole: a reader sees the old text or the new, never half.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let making = parent_of(path).join(format!(".{name}.partial-{}", std::process::id()));
    let written = fs::write(&making, text).and_then(|()| fs::rename(&making, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&making);
        format!("{} cannot be written: {error}", path.display())
    })
}

/// The folders that `create_dir_all` would make, innermost first.
fn missing_above(parent: &Path) -> Vec<PathBuf> {
    parent
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_path_buf)
        .collect()
}

/// A rename is only as lasting as the folder it happens in; where folders cannot be synchronised this does nothing.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The folder that a rename would replace: what a link leads to.
///
/// # Errors
/// In words, when no rename can: of the folder one stands in, one above it, a mount point, or a link to nothing.
fn replaceable(target: &Path) -> Result<PathBuf, String> {
    if !target.is_symlink() && !target.exists() {
        return Ok(target.to_path_buf());
    }
    let shown = target.display();
    let real =
        fs::canonicalize(target).map_err(|error| format!("{shown} leads nowhere: {error}"))?;
    let stands_here = std::env::current_dir().is_ok_and(|here| here.starts_with(&real));
    if stands_here {
        return Err(format!(
            "{shown} is the folder one stands in, or above it; name a folder in it"
        ));
    }
    if is_mounted(&real) {
        return Err(format!(
            "{shown} is a mount point, which cannot be replaced; name a folder in it"
        ));
    }
    Ok(if target.is_symlink() {
        real
    } else {
        target.to_path_buf()
    })
}

/// Whether a folder is on another file system than the one it is in.
#[cfg(unix)]
fn is_mounted(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).ok().map(|about| about.dev());
    device(folder) != device(&parent_of(folder))
}

#[cfg(not(unix))]
fn is_mounted(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::super::leftovers::{clear, interrupted};
    use super::*;

    const ID: &str = "0a1b2c3d";

    fn place() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().expect("a folder");
        let target = root.path().join("outputs/place").join(ID);
        (root, target)
    }

    fn publish(target: &Path, text: &str) {
        let partial = Partial::open(target, ID).expect("opened");
        partial
            .write("a.csv", |file| file.write_all(text.as_bytes()))
            .expect("written");
        partial
            .write("run.json", |file| write!(file, r#"{{"run_id":"{ID}"}}"#))
            .expect("written");
        partial.publish().expect("published");
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_published_run_is_all_there_and_alone() {
        let (_root, target) = place();
        publish(&target, "x");
        assert_eq!(names(&target), ["a.csv", "run.json"]);
        assert_eq!(names(&parent_of(&target)), [ID]);
        assert_eq!(standing(&target, ID), Ok(Standing::Ours));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays_a_link_and_one_to_nothing_is_told() {
        let (root, target) = place();
        let there = root.path().join("there");
        fs::create_dir(&there).expect("made");
        fs::create_dir_all(parent_of(&target)).expect("made");
        std::os::unix::fs::symlink(&there, &target).expect("a link");
        publish(&target, "new");
        assert!(target.is_symlink());
        assert_eq!(names(&there), ["a.csv", "run.json"]);
        fs::remove_dir_all(&there).expect("removed");
        let problem = Partial::open(&target, ID).expect_err("refused");
        assert!(problem.contains("leads nowhere"), "{problem}");
    }

    #[test]
    fn the_folder_one_stands_in_is_told_before_anything_is_computed() {
        let here = std::env::current_dir().expect("a folder");
        for target in [here.clone(), parent_of(&here)] {
            let problem = Partial::open(&target, ID).expect_err("refused");
            assert!(problem.contains("stands in"), "{problem}");
        }
    }

    #[test]
    fn a_run_given_up_leaves_nothing_not_even_the_folders_above() {
        let (root, target) = place();
        let partial = Partial::open(&target, ID).expect("opened");
        partial
            .write("a.csv", |file| file.write_all(b"x"))
            .expect("written");
        drop(partial);
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn a_replaced_run_keeps_nothing_of_the_old_one() {
        let (_root, target) = place();
        publish(&target, "old");
        fs::write(target.join(manifest::SHARE), "old").expect("written");
        publish(&target, "new");
        assert_eq!(names(&target), ["a.csv", "run.json"]);
        assert_eq!(
            fs::read_to_string(target.join("a.csv")).expect("read"),
            "new"
        );
        assert_eq!(names(&parent_of(&target)), [ID]);
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_by_the_next_of_the_same_id() {
        let (_root, target) = place();
        let parent = parent_of(&target);
        // No process has number 4294967295.
        let left = parent.join(format!(".{ID}.partial-4294967295"));
        let of_another_id = parent.join(".ffffffff.partial-4294967295");
        for folder in [&left, &of_another_id] {
            fs::create_dir_all(folder).expect("made");
            fs::write(folder.join("half.csv"), "x").expect("written");
        }
        assert_eq!(standing(&target, ID), Ok(Standing::Nothing));
        assert!(!left.exists());
        assert!(of_another_id.exists());
    }

    #[test]
    fn what_somebody_put_into_a_run_stays_when_it_is_replaced() {
        let (_root, target) = place();
        let publish_run = |text: &str, more: &str| {
            let partial = Partial::open(&target, ID).expect("opened");
            for name in [manifest::FILE, "a.csv", more] {
                let write = |file: &mut dyn Write| file.write_all(text.as_bytes());
                partial.write(name, write).expect("written");
            }
            partial.publish().expect("published");
        };
        publish_run(r#"{"files":[{"name":"a.csv"},{"name":"b.csv"}]}"#, "b.csv");
        fs::write(target.join("notes.txt"), "mine").expect("written");
        fs::create_dir(target.join("plots")).expect("made");
        fs::write(target.join("share.csv"), "of before").expect("written");
        publish_run("{}", "c.csv");
        let expected = ["a.csv", "c.csv", "notes.txt", "plots", manifest::FILE];
        assert_eq!(names(&target), expected);
        assert_eq!(names(&parent_of(&target)), [ID]);
    }

    #[test]
    fn replications_of_a_killed_run_stay_until_they_are_cleared() {
        let (_root, target) = place();
        let parent = parent_of(&target);
        let left = parent.join(format!(".{ID}.partial-4294967295"));
        fs::create_dir_all(&left).expect("made");
        fs::write(left.join(kept::FILE), "x").expect("written");
        assert_eq!(standing(&target, ID), Ok(Standing::Nothing));
        assert_eq!(interrupted(&target, ID), vec![left.clone()]);
        assert_eq!(interrupted(&target, "ffffffff"), Vec::<PathBuf>::new());
        clear(&[left]);
        assert_eq!(names(&parent), Vec::<String>::new());
    }

    #[test]
    fn a_run_given_up_may_leave_its_replications_alone() {
        let (_root, target) = place();
        let fill = |partial: &Partial| {
            fs::write(partial.folder().join(kept::FILE), "x").expect("made");
            partial
                .write("a.csv", |file| file.write_all(b"x"))
                .expect("written");
        };
        let first = Partial::open(&target, ID).expect("opened");
        fill(&first);
        first.leave_kept();
        // A process of the same number, as in a container that starts anew, takes another name.
        let second = Partial::open(&target, ID).expect("opened");
        fill(&second);
        assert_eq!(interrupted(&target, ID).len(), 2);
        second.publish().expect("published");
        let left = interrupted(&target, ID);
        assert_eq!(left.len(), 1);
        assert_eq!(names(&left[0]), [kept::FILE]);
    }

    #[test]
    fn what_was_put_into_a_run_survives_a_kill_just_after_it_was_replaced() {
        let (_root, target) = place();
        publish(&target, "old");
        fs::write(target.join("notes.txt"), "mine").expect("written");
        let replaced = parent_of(&target).join(format!(".{ID}.replaced-4294967295"));
        fs::rename(&target, &replaced).expect("moved");
        publish(&target, "new");
        assert_eq!(standing(&target, ID), Ok(Standing::Ours));
        assert_eq!(names(&target), ["a.csv", "notes.txt", "run.json"]);
        assert_eq!(names(&parent_of(&target)), [ID]);
    }

    #[test]
    fn a_folder_moved_aside_by_a_killed_run_comes_back() {
        let (_root, target) = place();
        publish(&target, "old");
        fs::rename(
            &target,
            parent_of(&target).join(format!(".{ID}.replaced-4294967295")),
        )
        .expect("renamed");
        assert_eq!(standing(&target, ID), Ok(Standing::Ours));
    }

    #[test]
    fn files_of_somebody_else_are_recognised_as_such() {
        let (_root, target) = place();
        fs::create_dir_all(&target).expect("made");
        assert_eq!(standing(&target, ID), Ok(Standing::Nothing));
        fs::write(target.join("thesis.docx"), "x").expect("written");
        assert_eq!(standing(&target, ID), Ok(Standing::Foreign));
        fs::write(target.join("run.json"), r#"{"run_id":"ffffffff"}"#).expect("written");
        assert_eq!(standing(&target, ID), Ok(Standing::Foreign));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("file"), "x").expect("written");
        let problem = Partial::open(&root.path().join("file/inside/run"), ID).expect_err("refused");
        assert!(problem.contains("file/inside/run"), "{problem}");
        assert_eq!(names(root.path()), ["file"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let (root, target) = place();
        let partial = Partial::open(&target, ID).expect("opened");
        let full = |_: &mut dyn Write| Err(io::Error::from(io::ErrorKind::StorageFull));
        assert!(
            partial
                .write("a.csv", full)
                .expect_err("full")
                .contains("a.csv")
        );
        drop(partial);
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_holds_what_must_be_kept_is_told() {
        let root = tempfile::tempdir().expect("a folder");
        let scenario = root.path().join("inside.toml");
        fs::write(&scenario, "x").expect("written");
        let elsewhere = tempfile::tempdir().expect("a folder");
        assert_eq!(
            holds_any(root.path(), std::slice::from_ref(&scenario)),
            Some(scenario.clone())
        );
        assert_eq!(holds_any(elsewhere.path(), &[scenario]), None);
    }
}
