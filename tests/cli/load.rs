//! A room that turns knobs all at once, and clients that do nothing but hold the line.
//!
//! A few questions each in every test run. `CAREMIX_LOAD_SECONDS=600 cargo test --release --test cli load -- --nocapture --test-threads 1`
//! is the ten minutes of docs/reliability.md; `CAREMIX_LOAD_SCENARIO` is another scenario than a small one, and
//! `CAREMIX_LOAD_THINK_SECONDS` how long somebody looks at an answer on average before turning again: people take some seconds,
//! and without it clients hardly pause.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::served::{Served, status};

const CLIENTS: u64 = 30;

fn seconds() -> Option<u64> {
    let seconds = std::env::var("CAREMIX_LOAD_SECONDS").ok()?;
    Some(seconds.parse().expect("a number of seconds"))
}

/// How long somebody looks at an answer, on average.
fn think() -> Duration {
    let seconds = std::env::var("CAREMIX_LOAD_THINK_SECONDS");
    let seconds = seconds.map(|seconds| seconds.parse().expect("a number of seconds"));
    seconds.map_or(Duration::from_millis(600), Duration::from_secs)
}

/// Draws of one client.
struct Luck(u64);

impl Luck {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// A knob as the page has it.
struct Knob {
    name: String,
    low: f64,
    steps: u64,
    step: f64,
}

/// The start of the page and the knobs of its arm.
fn page(served: &Served) -> (Value, Value, Vec<Knob>) {
    let page = served.get("/");
    let data = page
        .split("data-page=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("data");
    let data = data
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let arm = data["start"]["arm"].as_str().expect("an arm");
    let knob = |text: &str| {
        let of = |key: &str| {
            text.split(&format!("data-{key}=\""))
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .expect("a key")
        };
        let number = |key: &str| of(key).parse::<f64>().expect("a number");
        let (low, high, step) = (number("low"), number("high"), number("step"));
        let starts = of("starts").replace("&quot;", "\"");
        let starts: Value = serde_json::from_str(&starts).expect("JSON");
        let steps = ((high - low) / step).round() as u64;
        (!starts[arm].is_null()).then(|| Knob {
            name: of("name").into(),
            low,
            steps,
            step,
        })
    };
    let knobs = page
        .split("class=\"knob\"")
        .skip(1)
        .filter_map(knob)
        .collect();
    (data["scenario"].clone(), data["start"].clone(), knobs)
}

/// What all clients met.
#[derive(Default)]
struct Met {
    previews: Vec<Duration>,
    statuses: BTreeMap<u16, u64>,
    wholes: u64,
    /// Figures of states that were answered to the end: the same whoever asks, and whenever.
    figures: BTreeMap<String, Value>,
}

impl Met {
    /// Where no time is asked for: more than two answers for each client, and some of them to the end. Whoever is only
    /// told to come back gives up after twenty questions each.
    fn is_enough(&self) -> bool {
        let answered = self.statuses.get(&200).copied().unwrap_or(0);
        let asked: u64 = self.statuses.values().sum();
        (answered > 2 * CLIENTS && self.wholes >= 4) || asked > 20 * CLIENTS
    }
}

/// Asks for one state: to the end, or until something newer is wanted.
fn ask(served: &Served, question: &Value, is_whole: bool, met: &Mutex<Met>) -> u16 {
    let start = Instant::now();
    let mut stream = served.connect();
    stream
        .write_all(served.question("/answer", &question.to_string()).as_bytes())
        .expect("written");
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    let code = status(&first);
    let (mut name, mut is_known) = (String::new(), false);
    for line in lines.map_while(Result::ok) {
        if let Some(event) = line.strip_prefix("event:") {
            name = event.trim().to_string();
            assert_ne!(name, "failed", "{question}");
            if !is_known && name != "progress" {
                is_known = true;
                met.lock()
                    .expect("unpoisoned")
                    .previews
                    .push(start.elapsed());
                if !is_whole {
                    break;
                }
            }
        } else if let Some(data) = line.strip_prefix("data:").filter(|_| name == "futures") {
            let told: Value = serde_json::from_str(data).expect("JSON");
            let mut met = met.lock().expect("unpoisoned");
            met.wholes += 1;
            let known = met
                .figures
                .entry(question["state"].to_string())
                .or_insert_with(|| told["figures"].clone());
            assert_eq!(*known, told["figures"], "{question}");
            break;
        }
    }
    *met.lock()
        .expect("unpoisoned")
        .statuses
        .entry(code)
        .or_default() += 1;
    code
}

/// A room's worth of clients for as long as asked for, or until enough was answered; `seen` is told now and then.
fn turn(served: &Served, seen: &mut dyn FnMut()) -> Met {
    let (scenario, start, knobs) = page(served);
    let met = Mutex::new(Met::default());
    let end = seconds().map(|long| Instant::now() + Duration::from_secs(long));
    let is_over = || match end {
        Some(end) => Instant::now() >= end,
        None => met.lock().expect("unpoisoned").is_enough(),
    };
    let look = Duration::from_millis(if end.is_some() { 500 } else { 50 });
    let think = think().as_millis() as u64;
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (scenario, start, knobs, met) = (&scenario, &start, &knobs, &met);
            let is_over = &is_over;
            scope.spawn(move || {
                let mut luck = Luck(client);
                let mut number = 0;
                // They do not begin all at once.
                std::thread::sleep(Duration::from_millis(luck.below(think)));
                while !is_over() {
                    number += 1;
                    let mut turned = Map::new();
                    for _ in 0..=luck.below(2) {
                        let knob = &knobs[luck.below(knobs.len() as u64) as usize];
                        let at = knob.low + knob.step * luck.below(knob.steps + 1) as f64;
                        turned.insert(knob.name.clone(), json!((at * 1e9).round() / 1e9));
                    }
                    let mut state = start.clone();
                    state["knobs"] = Value::Object(turned);
                    let question = json!({ "number": number, "lang": "en", "scenario": scenario, "state": state, "before": start });
                    let is_whole = luck.below(8) == 0;
                    // A full queue says when to come back; a person looks for a while before the next turn.
                    let pause = match ask(served, &question, is_whole, met) {
                        429 => 1000,
                        _ => think / 2 + luck.below(think),
                    };
                    let pause = Duration::from_millis(pause);
                    let left = end.map(|end| end.saturating_duration_since(Instant::now()));
                    std::thread::sleep(left.map_or(pause, |left| pause.min(left)));
                }
            });
        }
        while !is_over() {
            seen();
            std::thread::sleep(look);
        }
    });
    met.into_inner().expect("unpoisoned")
}

fn share(sorted: &[Duration], of: f64) -> Duration {
    sorted[((sorted.len() - 1) as f64 * of) as usize]
}

/// What it came to, for the record.
fn told(what: &str, met: &mut Met) {
    met.previews.sort();
    let count: u64 = met.statuses.values().sum();
    println!(
        "{what}: {count} questions, by status {:?}, {} answered to the end; preview p50 {:?}, p95 {:?}, most {:?}",
        met.statuses,
        met.wholes,
        share(&met.previews, 0.5),
        share(&met.previews, 0.95),
        share(&met.previews, 1.0),
    );
}

/// Resident memory of a process, KB.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn served() -> Served {
    match std::env::var("CAREMIX_LOAD_SCENARIO") {
        Ok(path) => Served::of(&PathBuf::from(path), &[]),
        Err(_) => Served::with(&["--replications", "24"]),
    }
}

/// Nobody meets a fault, and whoever is told to come back finds an answer later.
fn is_served(met: &Met) {
    assert!(
        met.statuses
            .keys()
            .all(|status| [200, 429].contains(status)),
        "{:?}",
        met.statuses
    );
    assert!(met.statuses[&200] > 2 * CLIENTS, "{:?}", met.statuses);
    assert!(met.wholes > 0, "nobody was answered to the end");
}

#[test]
fn thirty_clients_turn_knobs_and_none_meets_a_fault() {
    let served = served();
    let mut sizes: Vec<u64> = Vec::new();
    let mut met = turn(&served, &mut || sizes.extend(memory(served.id())));
    told("thirty clients", &mut met);
    is_served(&met);
    if let [first, .., last] = sizes[..] {
        let half = sizes[sizes.len() / 2..].iter();
        let (least, most) = (
            half.clone().min().copied().unwrap_or(0),
            half.max().copied().unwrap_or(0),
        );
        println!(
            "memory {first} KB at first, {last} KB at the end; in the last half {least} to {most} KB"
        );
        // Answers that are kept fill up in the first minutes.
        let middle = &sizes[sizes.len() / 2..sizes.len() * 3 / 4];
        let end = &sizes[sizes.len() * 3 / 4..];
        let mean = |sizes: &[u64]| sizes.iter().sum::<u64>() as f64 / sizes.len().max(1) as f64;
        if seconds().is_some() {
            assert!(
                mean(end) <= 1.05 * mean(middle),
                "memory grows: {} to {} KB",
                mean(middle),
                mean(end)
            );
        }
    }
}

#[test]
fn clients_that_only_hold_the_line_stop_nobody() {
    let served = served();
    let slow = if seconds().is_some() { 500 } else { 100 };
    let is_over = AtomicBool::new(false);
    let mut met = std::thread::scope(|scope| {
        // Each writes the head of a request, a byte a second, and begins again where it is cut off.
        scope.spawn(|| {
            let connect = || {
                let mut stream = served.connect();
                // The server may have let go of it already.
                let _ = stream.write_all(b"GET / HTTP/1.1\r\nX: ");
                stream
            };
            let mut held: Vec<TcpStream> = (0..slow).map(|_| connect()).collect();
            while !is_over.load(Ordering::Relaxed) {
                for stream in &mut held {
                    if stream.write_all(b"x").is_err() {
                        *stream = connect();
                    }
                }
                std::thread::sleep(Duration::from_secs(1));
            }
        });
        // Who holds the line lets go of it whatever became of the others.
        let met = catch_unwind(AssertUnwindSafe(|| turn(&served, &mut || ())));
        is_over.store(true, Ordering::Relaxed);
        met.unwrap_or_else(|cause| resume_unwind(cause))
    });
    told(
        &format!("thirty clients beside {slow} that hold the line"),
        &mut met,
    );
    is_served(&met);
}

#[test]
fn who_does_not_read_what_it_asked_for_makes_room() {
    let served = Served::with(&["--replications", "4"]);
    let question = json!({ "number": 1, "lang": "en", "scenario": "town", "state": { "comparator": "current", "arm": "network" } });
    // As many as are answered at one time ask, and read nothing.
    let unread: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = served.connect();
            stream
                .write_all(served.question("/answer", &question.to_string()).as_bytes())
                .expect("written");
            stream
        })
        .collect();
    let is_answered = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        let mut stream = served.connect();
        stream
            .write_all(served.question("/answer", &question.to_string()).as_bytes())
            .expect("written");
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("a head");
        &first == b"HTTP/1.0 200"
    });
    assert!(is_answered, "answers that nobody reads hold up the others");
    drop(unread);
}
