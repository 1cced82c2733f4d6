//! Publishing, replacing, killing in between.

use super::*;

const ID: &str = "0a1b2c3d";

fn target_folder() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("a folder");
    let target = root.path().join("outputs/place").join(ID);
    (root, target)
}

fn claim(target: &Path) -> WorkFolder {
    WorkFolder::claim(target, ID).expect("claimed")
}

fn put(work: &WorkFolder, name: &str, text: &str) -> String {
    let write = |file: &mut dyn Write| file.write_all(text.as_bytes());
    work.write(name, write).expect("written")
}

/// A run with one table.
fn write_run(work: &WorkFolder, text: &str) {
    let sha256 = put(work, "a.csv", text);
    let notes = format!(r#"[{{"name":"a.csv","rows":1,"sha256":"{sha256}"}}]"#);
    let run = format!(r#"{{"program":"caremix","run_id":"{ID}","files":{notes}}}"#);
    put(work, "run.json", &run);
}

fn always(_: &TargetState) -> bool {
    true
}

fn publish(target: &Path, text: &str) {
    let work = claim(target);
    write_run(&work, text);
    work.publish(&always).expect("published");
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

fn read(target: &Path) -> String {
    fs::read_to_string(target.join("a.csv")).expect("read")
}

#[test]
fn a_published_run_is_all_there_and_alone() {
    let (_root, target) = target_folder();
    publish(&target, "x");
    assert_eq!(names(&target), ["a.csv", "run.json"]);
    assert_eq!(names(&parent_of(&target)), [ID]);
    assert_eq!(target_state(&target, ID), Ok(TargetState::Ours));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link_and_one_to_nothing_is_told() {
    let (root, target) = target_folder();
    let there = root.path().join("there");
    fs::create_dir(&there).expect("made");
    fs::create_dir_all(parent_of(&target)).expect("made");
    std::os::unix::fs::symlink(&there, &target).expect("a link");
    publish(&target, "new");
    assert!(target.is_symlink());
    assert_eq!(names(&there), ["a.csv", "run.json"]);
    fs::remove_dir_all(&there).expect("removed");
    let problem = WorkFolder::claim(&target, ID).expect_err("refused");
    assert!(matches!(problem, ClaimError::Failed(text) if text.contains("leads nowhere")));
}

#[test]
fn the_folder_one_stands_in_is_told_before_anything_is_computed() {
    let here = std::env::current_dir().expect("a folder");
    for target in [here.clone(), parent_of(&here)] {
        let problem = WorkFolder::claim(&target, ID).expect_err("refused");
        assert!(matches!(problem, ClaimError::Failed(text) if text.contains("stands in")));
    }
}

#[test]
fn a_run_given_up_leaves_nothing_not_even_the_folders_above_or_only_replications() {
    let (root, target) = target_folder();
    let work = claim(&target);
    put(&work, "a.csv", "x");
    drop(work);
    assert_eq!(names(root.path()), Vec::<String>::new());
    let work = claim(&target);
    put(&work, "a.csv", "x");
    put(&work, "replications-1.bin", "x");
    let making = work.folder().to_path_buf();
    drop(work);
    assert_eq!(names(&making), ["replications-1.bin"]);
    let left = interrupted(&target, ID);
    assert_eq!(left.len(), 1);
    assert_eq!(interrupted(&target, "ffffffff").len(), 0);
    left.into_iter().for_each(LeftoverFolder::clear);
    assert_eq!(names(&parent_of(&target)), Vec::<String>::new());
}

#[test]
fn a_replaced_run_keeps_nothing_of_the_old_one_but_what_is_not_of_it() {
    let (_root, target) = target_folder();
    publish(&target, "old");
    fs::write(target.join(manifest::SHARE), "old").expect("written");
    publish(&target, "new");
    assert_eq!(names(&target), ["a.csv", "run.json"]);
    assert_eq!(read(&target), "new");

    // What somebody put there, and what somebody changed.
    fs::write(target.join("notes.txt"), "mine").expect("written");
    fs::create_dir(target.join("plots")).expect("made");
    fs::write(target.join("a.csv"), "edited").expect("written");
    publish(&target, "newer");
    let expected = ["a.csv", "a.csv.before-1", "notes.txt", "plots", "run.json"];
    assert_eq!(names(&target), expected);
    assert_eq!(read(&target), "newer");
    let edited = fs::read_to_string(target.join("a.csv.before-1"));
    assert_eq!(edited.expect("read"), "edited");
    assert_eq!(names(&parent_of(&target)), [ID]);
}

#[test]
fn what_came_while_a_run_computed_is_not_replaced_unless_it_may_be() {
    let (_root, target) = target_folder();
    let work = claim(&target);
    write_run(&work, "new");
    fs::create_dir_all(&target).expect("made");
    fs::write(target.join("thesis.docx"), "x").expect("written");
    let is_run = |there: &TargetState| *there != TargetState::Foreign;
    let problem = work.publish(&is_run).expect_err("refused");
    assert!(problem.contains("another process"), "{problem}");
    assert_eq!(names(&target), ["thesis.docx"]);
    assert_eq!(names(&parent_of(&target)), [ID]);
}

#[test]
fn two_do_not_work_for_one_folder() {
    let (_root, target) = target_folder();
    let work = claim(&target);
    let own = std::process::id().to_string();
    for id in [ID, "ffffffff"] {
        let busy = WorkFolder::claim(&target, id).expect_err("refused");
        assert_eq!(busy, ClaimError::Busy(own.clone()), "{id}");
    }
    // For another folder they do.
    WorkFolder::claim(&target.with_file_name("other"), ID).expect("claimed");
    drop(work);
    WorkFolder::claim(&target, "ffffffff").expect("claimed");
}

#[test]
fn what_a_killed_run_left_is_taken_over_by_the_next_of_the_same_id() {
    let (_root, target) = target_folder();
    let parent = parent_of(&target);
    let of_another_id = parent.join(format!(".{ID}.partial-ffffffff"));
    for folder in [
        parent.join(format!(".{ID}.partial-{ID}")),
        of_another_id.clone(),
    ] {
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("half.csv"), "x").expect("written");
    }
    let work = claim(&target);
    assert_eq!(names(work.folder()), ["owner"]);
    drop(work);
    assert!(of_another_id.exists());
    assert_eq!(names(&parent), [format!(".{ID}.partial-ffffffff")]);
}

/// What stands beside the target after a kill at each step of replacing a run, and what it must come to.
#[test]
fn a_kill_anywhere_in_replacing_a_run_leaves_the_old_or_the_new_and_nothing_beside() {
    let (_root, target) = target_folder();
    let parent = parent_of(&target);
    let hidden = |what: &str| parent.join(format!(".{ID}.{what}"));
    // Moved aside: the old one comes back, also into an empty folder that somebody made.
    for is_made in [false, true] {
        publish(&target, "old");
        fs::rename(&target, hidden("replaced")).expect("moved");
        if is_made {
            fs::create_dir(&target).expect("made");
        }
        assert_eq!(target_state(&target, ID), Ok(TargetState::Ours));
        assert_eq!(read(&target), "old");
    }
    // The new one in place: what is not of the old one is carried over.
    fs::write(target.join("notes.txt"), "mine").expect("written");
    fs::rename(&target, hidden("replaced")).expect("moved");
    let work = claim(&target);
    write_run(&work, "new");
    fs::rename(work.folder(), &target).expect("moved");
    drop(work);
    assert_eq!(target_state(&target, ID), Ok(TargetState::Ours));
    assert_eq!(read(&target), "new");
    assert_eq!(names(&target), ["a.csv", "notes.txt", "owner", "run.json"]);
    // Half deleted, its run.json first.
    fs::create_dir(hidden("discarded")).expect("made");
    fs::write(hidden("discarded").join("a.csv"), "old").expect("written");
    assert_eq!(target_state(&target, ID), Ok(TargetState::Ours));
    assert_eq!(names(&parent), [ID]);
}

#[test]
fn what_is_moved_aside_and_no_run_stays_beside_the_target() {
    let (_root, target) = target_folder();
    publish(&target, "x");
    let replaced = parent_of(&target).join(format!(".{ID}.replaced"));
    fs::create_dir(&replaced).expect("made");
    fs::write(replaced.join("thesis.docx"), "x").expect("written");
    assert_eq!(target_state(&target, ID), Ok(TargetState::Ours));
    assert_eq!(
        names(&parent_of(&target)),
        [ID.to_string(), format!("{ID}.before-1")]
    );
}

#[test]
fn files_of_somebody_else_and_of_other_runs_are_recognised_as_such() {
    let (_root, target) = target_folder();
    fs::create_dir_all(&target).expect("made");
    assert_eq!(target_state(&target, ID), Ok(TargetState::Nothing));
    fs::write(target.join("thesis.docx"), "x").expect("written");
    assert_eq!(target_state(&target, ID), Ok(TargetState::Foreign));
    fs::write(target.join("run.json"), r#"{"run_id":"0a1b2c3d"}"#).expect("written");
    assert_eq!(target_state(&target, ID), Ok(TargetState::Foreign));
    let other = r#"{"program":"caremix","run_id":"ffffffff"}"#;
    fs::write(target.join("run.json"), other).expect("written");
    assert_eq!(
        target_state(&target, ID),
        Ok(TargetState::Another("ffffffff".into()))
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let root = tempfile::tempdir().expect("a folder");
    fs::write(root.path().join("file"), "x").expect("written");
    let problem = WorkFolder::claim(&root.path().join("file/inside/run"), ID).expect_err("refused");
    assert!(matches!(problem, ClaimError::Failed(text) if text.contains("file/inside/run")));
    assert_eq!(names(root.path()), ["file"]);
}

#[test]
fn a_failed_write_leaves_nothing() {
    let (root, target) = target_folder();
    let work = claim(&target);
    let full = |_: &mut dyn Write| Err(io::Error::from(io::ErrorKind::StorageFull));
    assert!(
        work.write("a.csv", full)
            .expect_err("full")
            .contains("a.csv")
    );
    drop(work);
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
