//! More and fewer replications of a finished run, and as many as a precision takes.

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;
use std::sync::{Arc, Mutex, OnceLock};

use caremix::base::money::Cents;
use caremix::report::store::{self, Origin, Store};
use caremix::simulation::ReplicationSource;
use serde_json::Value;

use super::desk::{Desk, newest, said, tables};

/// A finished run with so many replications, on a desk of its own: a copy of one that was made once.
fn finished(replications: &str) -> Desk {
    static MADE: Mutex<BTreeMap<String, Arc<OnceLock<Desk>>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().expect("nothing fails here");
    let of_these = Arc::clone(made.entry(replications.to_string()).or_default());
    drop(made);
    let made = of_these.get_or_init(|| {
        let desk = Desk::with_scenario();
        done(&small(&desk, &["--replications", replications]));
        desk
    });
    made.copied()
}

fn small(desk: &Desk, more: &[&str]) -> Output {
    let small = ["run", "town.toml", "--sample", "50", "--set", "run.years=2"];
    desk.caremix(&[&small, more].concat())
}

/// What a run that must succeed said on the way.
fn done(output: &Output) -> String {
    let remarks = said(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{remarks}");
    remarks
}

fn manifest(desk: &Desk) -> Value {
    let text = fs::read_to_string(newest(desk).join("run.json")).expect("read");
    serde_json::from_str(&text).expect("JSON")
}

fn fresh(replications: &str) -> BTreeMap<String, Vec<u8>> {
    tables(&finished(replications))
}

#[test]
fn an_expanded_run_is_the_same_as_a_fresh_one() {
    let desk = finished("7");
    let output = small(&desk, &["--expand", "6", "--threads", "2"]);
    assert!(done(&output).contains("extended to 13"));
    assert!(tables(&desk).contains_key("variance.csv"));
    assert_eq!(tables(&desk), fresh("13"));
    // Also what describes it, but for where it was computed and how fast.
    let other = finished("13");
    let (mut one, mut two) = (manifest(&desk), manifest(&other));
    for manifest in [&mut one, &mut two] {
        manifest["timing"] = Value::Null;
        manifest["threads"] = Value::Null;
        manifest["seal"] = Value::Null;
    }
    assert_eq!(one, two);
    let scenario = |desk: &Desk| fs::read_to_string(newest(desk).join("scenario.toml"));
    assert_eq!(
        scenario(&desk).expect("read"),
        scenario(&other).expect("read")
    );
}

#[test]
fn more_and_fewer_replications_are_the_same_as_fresh_ones() {
    let desk = finished("8");
    assert!(done(&small(&desk, &["--replications", "12"])).contains("extended to 12"));
    assert_eq!(tables(&desk), fresh("12"));
    assert!(done(&small(&desk, &["--replications", "5"])).contains("the first 5 are taken"));
    assert_eq!(tables(&desk), fresh("5"));
    // What was computed is not lost by that.
    assert_eq!(manifest(&desk)["replications"], 5);
    let kept = manifest(&desk)["files"]
        .as_array()
        .and_then(|files| files.iter().find(|file| file["name"] == store::FILE))
        .map(|file| file["rows"].clone());
    assert_eq!(kept, Some(Value::from(12)));
}

#[test]
fn only_a_finished_run_is_expanded() {
    let desk = Desk::with_scenario();
    let output = small(&desk, &["--expand", "6"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = said(&output.stderr);
    assert!(complaint.contains("holds none"), "{complaint}");
    assert!(!desk.path("outputs").exists());
    for more in [
        &["--expand", "6", "--force"][..],
        &["--expand", "6", "--replications", "9"],
        &["--expand", "0"],
        &["--expand", "6", "--precision", "0.1"],
    ] {
        assert_eq!(small(&desk, more).status.code(), Some(2), "{more:?}");
    }
    let desk = finished("2");
    let output = small(&desk, &["--expand", "4294967295"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output.stderr));
}

#[test]
fn a_run_whose_replications_are_damaged_or_gone_is_computed_anew() {
    let desk = finished("4");
    let file = newest(&desk).join(store::FILE);
    let mut bytes = fs::read(&file).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&file, bytes).expect("written");
    let remarks = done(&small(&desk, &["--expand", "3"]));
    assert!(
        remarks.contains("is damaged") && remarks.contains("computed anew"),
        "{remarks}"
    );
    assert_eq!(tables(&desk), fresh("7"));
    fs::remove_file(&file).expect("removed");
    let remarks = done(&small(&desk, &["--replications", "5"]));
    assert!(
        remarks.contains("keeps 0 of them: computed anew"),
        "{remarks}"
    );
    assert_eq!(tables(&desk), fresh("5"));
}

#[test]
fn replications_that_this_program_does_not_make_again_are_not_used() {
    let desk = finished("4");
    let folder = newest(&desk);
    let origin = Origin {
        version: env!("CARGO_PKG_VERSION").to_string(),
        run_id: folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned(),
    };
    let store = Store::new(origin.clone());
    store.take(&folder.join(store::FILE)).expect("read");
    let known = store.first(4).of(&[0, 1]).expect("read").into_owned();
    let other = Store::new(origin);
    other.begin(&folder).expect("begun");
    for (number, mut replication) in (0..).zip(known.replications) {
        // As another build would have it: a cent more in the first replication.
        replication.arms[0].paid[0][0] += Cents(i64::from(number == 0));
        other.keep(number, &replication);
    }
    other.finish(&folder).expect("kept");
    let remarks = done(&small(&desk, &["--expand", "3"]));
    assert!(remarks.contains("another build"), "{remarks}");
    assert_eq!(tables(&desk), fresh("7"));
}

#[test]
fn there_may_be_nothing_to_resume() {
    let desk = Desk::with_scenario();
    let remarks = done(&small(&desk, &["--replications", "3", "--resume"]));
    assert!(remarks.contains("no interrupted run"), "{remarks}");
    let remarks = done(&small(&desk, &["--replications", "3", "--resume"]));
    assert!(remarks.contains("found"), "{remarks}");
}

/// The largest Monte Carlo error of a total difference as a share of what the payer lays out under the comparator, from
/// the files of the newest run.
fn largest_error(desk: &Desk) -> f64 {
    let rows = |file: &str| -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(newest(desk).join(file)).expect("a table");
        reader
            .deserialize()
            .map(|row| row.expect("a row"))
            .collect()
    };
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row[column].parse().expect("a number")
    };
    let payers = rows("payers.csv");
    let base = |payer: &str| {
        let is_it = |row: &&BTreeMap<String, String>| {
            row["arm"] == "current" && row["year"] == "total" && row["payer"] == payer
        };
        number(payers.iter().find(is_it).expect("a row"), "mean")
    };
    let incremental = rows("incremental.csv");
    incremental
        .iter()
        .filter(|row| row["effect"] == "full" && row["year"] == "total")
        .map(|row| number(row, "mc_error") / base(&row["payer"]))
        .fold(0.0, f64::max)
}

#[test]
fn a_precision_adds_replications_until_it_is_reached_and_tells() {
    // What a precision that takes 40 replications or fewer looks at: 10, then at least ten more at a time.
    let looks = ["10", "20", "30", "40"];
    let desk = finished("40");
    let errors: Vec<f64> = looks
        .iter()
        .map(|replications| {
            done(&small(&desk, &["--replications", replications]));
            largest_error(&desk)
        })
        .collect();
    // A little more than the error of the last, since files have whole cents.
    let asked_for = errors[3] * 1.001;
    let expected = errors.iter().position(|error| *error <= asked_for);
    let expected = looks[expected.expect("the last")];

    let precision = asked_for.to_string();
    let ask = ["--replications", "10", "--precision", &precision];
    let desk = finished("10");
    let output = small(&desk, &ask);
    done(&output);
    let found = manifest(&desk);
    assert_eq!(found["replications"].to_string(), expected);
    assert_eq!(found["precision"]["is_reached"], true);
    let reached = found["precision"]["largest_error"].as_f64();
    let reached = reached.expect("a number");
    assert!(reached <= asked_for, "{reached} > {asked_for}");
    assert!((reached / largest_error(&desk) - 1.0).abs() < 1e-3);
    let text = said(&output.stdout);
    assert!(text.contains("asked for: reached"), "{text}");
    assert!(done(&small(&desk, &ask)).contains("found"));

    // Threads, and what was known before, decide nothing.
    assert_eq!(tables(&desk), fresh(expected));
    let other = finished("60");
    done(&small(&other, &[&ask[..], &["--threads", "2"]].concat()));
    assert_eq!(tables(&other), tables(&desk));
}

#[test]
fn a_precision_of_the_spread_is_the_error_of_a_difference_over_its_standard_deviation() {
    let desk = finished("10");
    let output = small(&desk, &["--replications", "10", "--precision", "0.2sd"]);
    done(&output);
    let found = manifest(&desk);
    assert_eq!(found["precision"]["share_of"], "spread");
    let reached = found["precision"]["largest_error"]
        .as_f64()
        .expect("a number");
    assert!(
        reached <= 0.2 && found["precision"]["is_reached"] == true,
        "{found}"
    );
    let file = fs::read_to_string(newest(&desk).join("incremental.csv")).expect("read");
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row[column].parse().expect("a number")
    };
    let largest = super::desk::rows(&file)
        .iter()
        .filter(|row| row["effect"] == "full" && row["year"] == "total" && row["payer"] != "all")
        .map(|row| (number(row, "mc_error"), number(row, "sd")))
        .filter(|(error, _)| *error > 0.0)
        .map(|(error, sd)| error / sd)
        .fold(0.0, f64::max);
    assert!(
        (reached / largest - 1.0).abs() < 1e-3,
        "{reached} beside {largest}"
    );
    let text = said(&output.stdout);
    assert!(
        text.contains("of a standard deviation asked for: reached"),
        "{text}"
    );
    // Of what payers lay out the same number is another question.
    let other = small(&desk, &["--replications", "10", "--precision", "0.2"]);
    assert!(!done(&other).contains("found"));
    assert_eq!(manifest(&desk)["precision"]["share_of"], "outlays");
}

#[test]
fn a_precision_out_of_reach_ends_at_the_most_replications_and_tells() {
    let desk = Desk::with_scenario();
    let ask = [
        "--replications",
        "10",
        "--precision",
        "1e-6",
        "--max-replications",
    ];
    let output = small(&desk, &[&ask[..], &["25"]].concat());
    done(&output);
    let text = said(&output.stdout);
    assert!(text.contains("not reached"), "{text}");
    assert_eq!(manifest(&desk)["precision"]["is_reached"], false);
    assert_eq!(tables(&desk), fresh("25"));
    let again = small(&desk, &[&ask[..], &["30"]].concat());
    assert!(!done(&again).contains("found"));
    assert_eq!(manifest(&desk)["replications"], 30);
}

#[test]
fn what_somebody_put_into_a_run_stays_when_it_is_extended() {
    let desk = finished("4");
    let folder = newest(&desk);
    fs::write(folder.join("notes.txt"), "mine").expect("written");
    done(&small(&desk, &["--expand", "2"]));
    assert_eq!(
        fs::read_to_string(folder.join("notes.txt")).expect("read"),
        "mine"
    );
    fs::remove_file(folder.join("notes.txt")).expect("removed");
    assert_eq!(tables(&desk), fresh("6"));
}

#[test]
fn where_the_comparator_costs_nothing_a_precision_is_that_of_the_arm() {
    let desk = Desk::with_scenario();
    let free: Vec<String> = ["gp_visit", "home_care_hour", "emergency_visit"]
        .iter()
        .map(|service| format!("service.{service}.price=0"))
        .collect();
    let sets = free.iter().flat_map(|set| ["--set", set]);
    let ask = [
        "--precision",
        "0.5",
        "--replications",
        "10",
        "--max-replications",
        "20",
    ];
    let ask: Vec<&str> = ask.into_iter().chain(sets).collect();
    done(&small(&desk, &ask));
    let error = manifest(&desk)["precision"]["largest_error"].as_f64();
    assert!(error.is_some_and(f64::is_finite), "{error:?}");
    assert!(done(&small(&desk, &ask)).contains("found"));
}

#[test]
fn of_a_single_arm_what_payers_lay_out_is_precise() {
    let desk = Desk::with_scenario();
    let ask = [
        "--arms",
        "current",
        "--replications",
        "10",
        "--precision",
        "0.03",
    ];
    done(&small(&desk, &ask));
    assert_eq!(manifest(&desk)["precision"]["arm"], "current");
    assert_eq!(manifest(&desk)["precision"]["is_reached"], true);
}

#[test]
fn a_precision_that_means_nothing_is_wrong_input() {
    let desk = Desk::with_scenario();
    for precision in [
        "0", "-0.1", "NaN", "1", "1e300", "inf", "much", "", "sd", "2sd",
    ] {
        let output = small(&desk, &["--precision", precision]);
        let complaint = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{precision}: {complaint}");
        let told = "from 0.000001 to 1";
        assert!(complaint.contains(told), "{precision}: {complaint}");
    }
    for more in [
        &["--max-replications", "100"][..],
        &["--precision", "0.1", "--max-replications", "5"],
        &[
            "--precision",
            "0.1",
            "--replications",
            "200",
            "--max-replications",
            "100",
        ],
    ] {
        assert_eq!(small(&desk, more).status.code(), Some(2), "{more:?}");
    }
    assert!(!desk.path("outputs").exists());
}
