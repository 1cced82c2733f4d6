//! What is kept, wherever a file ends and whichever bit of it flips.

use super::records::{HEAD, MAGIC, placed, record};
use super::*;
use crate::base::money::Cents;
use crate::component::Neutral;
use crate::simulation::ArmResult;

fn origin() -> Origin {
    Origin {
        version: "0.1.0".into(),
        run_id: "0a1b2c3d".into(),
    }
}

/// Numbers that text or rounding would lose, in two arms.
fn replication(number: u32) -> Replication {
    let odd = [
        0.1 + 0.2,
        -0.0,
        f64::MIN_POSITIVE / 3.0,
        f64::NEG_INFINITY,
        f64::from_bits(0x7ff8_0000_0000_1234),
        f64::from(number).sqrt(),
    ];
    let label = OutcomeLabel {
        outcome: "qalys".into(),
        group: "all".into(),
        unit: "QALYs".into(),
        total: crate::outcome::Total::Effects,
    };
    let arm = |amount: i64| ArmResult {
        paid: vec![vec![Cents(i64::MIN), Cents(amount)]],
        outcomes: vec![odd.to_vec()],
        labels: [label.clone()].into(),
        neutral: Neutral::everywhere(f64::EPSILON, 2),
        ..ArmResult::default()
    };
    Replication {
        arms: vec![arm(i64::from(number)), arm(-1)],
    }
}

/// A folder with a part that holds these, in this order.
fn folder(numbers: &[u32]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    kept(folder.path(), numbers).close();
    folder
}

fn kept(folder: &Path, numbers: &[u32]) -> Store {
    let store = Store::new(origin());
    store.begin(folder).expect("begun");
    for &number in numbers {
        store.keep(number, &replication(number));
    }
    assert_eq!(store.problem(), None);
    store
}

fn bytes(numbers: &[u32]) -> Vec<u8> {
    fs::read(folder(numbers).path().join(part(1))).expect("read")
}

/// The numbers in the bytes of a file.
fn numbers(bytes: &[u8]) -> Result<Vec<u32>, RecordError> {
    numbers_of(bytes, &origin())
}

fn numbers_of(bytes: &[u8], origin: &Origin) -> Result<Vec<u32>, RecordError> {
    let spots = scan(bytes, bytes.len() as u64, origin)?;
    let mut numbers: Vec<u32> = spots.iter().map(|spot| spot.number).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn last_record() -> usize {
    let (record, _) = placed(1, &replication(1), 0).expect("encoded");
    record.len()
}

#[test]
fn what_is_kept_is_the_same_to_the_last_bit_and_may_be_had_by_arm() {
    let folder = folder(&[2, 0, 1]);
    let store = Store::new(origin());
    assert_eq!(store.take(&folder.path().join(part(1))), Ok(3));
    assert_eq!(store.take(&folder.path().join("not there")), Ok(0));
    for number in 0..3 {
        assert_eq!(store.holds(number, &replication(number)), Ok(true));
        assert_eq!(store.holds(number, &replication(number + 1)), Ok(false));
    }
    let run = store.first(3).of(&[1]).expect("read").into_owned();
    for (number, found) in run.replications.iter().enumerate() {
        assert_eq!(found.arms[0], ArmResult::default());
        assert_eq!(found.arms[1].paid, replication(number as u32).arms[1].paid);
        // All replications share one list of labels.
        assert!(Arc::ptr_eq(
            &found.arms[1].labels,
            &run.replications[0].arms[1].labels
        ));
    }
    assert!(store.first(4).of(&[0]).is_err());
}

#[test]
fn wherever_a_file_ends_only_whole_records_are_taken() {
    let whole = bytes(&[0, 2, 1]);
    let last = last_record();
    for end in 0..whole.len() {
        let found = numbers(&whole[..end]).unwrap_or_else(|problem| panic!("{end}: {problem:?}"));
        assert!(found.len() < 3, "{end}");
        if end >= whole.len() - last {
            assert_eq!(found, [0, 2], "{end}");
        }
        // The length of the file came to the disk before its content.
        let mut zeros = whole[..end].to_vec();
        zeros.resize(whole.len(), 0);
        let found = numbers(&zeros).unwrap_or_else(|problem| panic!("{end}: {problem:?}"));
        let whole_ones: [&[u32]; 4] = [&[], &[0], &[0, 2], &[0, 1, 2]];
        assert!(whole_ones.contains(&&found[..]), "{end}: {found:?}");
    }
}

#[test]
fn no_flipped_bit_gets_through() {
    let whole = bytes(&[0, 2, 1]);
    let last_body = whole.len() - last_record() + HEAD;
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            match numbers(&bytes) {
                // As if a crash had left it.
                Ok(found) => assert!(at >= last_body && found == [0, 2], "{at}: {found:?}"),
                Err(problem) => assert!(problem.text().starts_with("is "), "{at}: {problem:?}"),
            }
        }
    }
}

#[test]
fn a_record_that_changes_after_it_was_found_is_not_read() {
    let folder = folder(&[0, 1]);
    let path = folder.path().join(part(1));
    let store = Store::new(origin());
    store.take(&path).expect("read");
    let mut bytes = fs::read(&path).expect("read");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&path, bytes).expect("written");
    assert!(
        store
            .first(2)
            .of(&[0])
            .expect_err("refused")
            .contains("replication 1 is damaged")
    );
    assert!(store.finish(folder.path()).is_err());
}

#[test]
fn files_of_another_run_version_or_format_are_refused() {
    let bytes = bytes(&[0]);
    let other_version = Origin {
        version: "0.2.0".into(),
        ..origin()
    };
    let other_run = Origin {
        run_id: "ffffffff".into(),
        ..origin()
    };
    for other in [other_version, other_run] {
        let problem = numbers_of(&bytes, &other).expect_err("refused");
        assert!(
            problem
                .text()
                .starts_with("is of run 0a1b2c3d of version 0.1.0")
        );
    }
    let mut newer = MAGIC.to_vec();
    newer.extend(record(99, b"whatever comes"));
    let problem = numbers(&newer).expect_err("refused");
    assert!(problem.text().contains("another version of the program"));
    let problem = numbers(b"thesis").expect_err("refused");
    assert!(problem.text().contains("is no file of replications"));
}

#[test]
fn a_number_stands_for_the_same_bytes_in_every_part() {
    let folder = folder(&[0, 1]);
    kept(folder.path(), &[1, 2]).close();
    let store = Store::new(origin());
    for part in parts(folder.path()) {
        store.take(&part).expect("read");
    }
    assert_eq!((store.count(), store.missing(5)), (3, vec![3, 4]));
    assert_eq!(store.tried(), [0, 2]);
    let other = Store::new(origin());
    other.begin(folder.path()).expect("begun");
    other.keep(2, &replication(3));
    other.keep(5, &replication(5));
    other.close();
    let problem = store
        .take(&folder.path().join(part(3)))
        .expect_err("refused");
    assert!(
        problem.text().contains("another replication 2"),
        "{problem:?}"
    );
    assert_eq!(store.count(), 3);
}

#[test]
fn parts_nobody_asked_for_are_added_where_they_prove_to_be_the_same() {
    let folder = folder(&[0, 1, 2]);
    let spare = folder.path().join(part(1));
    let unproven = kept(folder.path(), &[7]);
    assert_eq!(unproven.take_if_same(&spare), Ok(3));
    assert_eq!(unproven.count(), 1);
    let same = kept(folder.path(), &[2]);
    assert_eq!(same.take_if_same(&spare), Ok(3));
    assert_eq!(same.count(), 3);
    let other = kept(folder.path(), &[]);
    other.keep(2, &replication(3));
    assert!(other.take_if_same(&spare).is_err());
    assert_eq!(other.count(), 1);
}

#[test]
fn a_finished_file_does_not_depend_on_what_was_done_first_or_by_whom() {
    let finished = |parts_of: &[&[u32]]| {
        let folder = tempfile::tempdir().expect("a folder");
        let (last, before) = parts_of.split_last().expect("one");
        before
            .iter()
            .for_each(|numbers| kept(folder.path(), numbers).close());
        let store = kept(folder.path(), last);
        for path in parts(folder.path()) {
            store.take(&path).expect("read");
        }
        assert_eq!(store.finish(folder.path()), Ok(4));
        // Finished again, and read from, it stays as it is.
        assert_eq!(store.holds(3, &replication(3)), Ok(true));
        assert_eq!(store.finish(folder.path()), Ok(4));
        store.close();
        let entries = fs::read_dir(folder.path()).expect("a folder");
        assert_eq!(entries.count(), 1);
        fs::read(folder.path().join(FILE)).expect("read")
    };
    let in_order = finished(&[&[0, 1, 2, 3]]);
    assert_eq!(numbers(&in_order), Ok(vec![0, 1, 2, 3]));
    let orders: [&[&[u32]]; 3] = [
        &[&[3, 1, 0, 2]],
        &[&[3, 0], &[2, 1]],
        &[&[1], &[0, 1], &[3, 2]],
    ];
    for order in orders {
        assert_eq!(finished(order), in_order);
    }
}

#[test]
fn a_part_without_replications_goes_and_one_with_some_stays() {
    assert_eq!(parts(folder(&[]).path()).len(), 0);
    assert_eq!(parts(folder(&[4]).path()).len(), 1);
    let names = [
        "replications.bin",
        "replications-12.bin",
        "replications-x.bin",
        "replications.csv",
    ];
    assert_eq!(names.map(is_part), [true, true, false, false]);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_told() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let store = kept(folder.path(), &[0]);
    std::os::unix::fs::symlink("/dev/full", folder.path().join(IN_ORDER)).expect("a link");
    let problem = store.finish(folder.path()).expect_err("refused");
    assert!(problem.contains(FILE), "{problem}");
}
