//! A server of its own for one test: a real process at a free port, and requests byte by byte.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::{Desk, rows, said};

/// What a room may turn in the scenario of `caremix new`.
pub const KNOBS: &str = r#"
[[knob]]
name = "fee"
kind = "choice"
path = "arm.network.component.network_fee.amount"
label = "Fee of the network"
label_nl = "Bedrag voor het netwerk"
explanation = "EUR per resident and year."
low = 0
high = 100
step = 1
level = [ { value = 0, label = "none" }, { value = 20, label = "proposal" } ]

[[knob]]
name = "municipality"
kind = "choice"
path = "arm.{arm}.component.network_fee.payers.municipality"
arms = ["network"]
remainder = "arm.{arm}.component.network_fee.payers.insurer"
label = "Share of the municipality"
explanation = "The insurer pays the rest."
low = 0
high = 1
step = 0.1

[[knob]]
name = "years"
kind = "belief"
path = "run.years"
label = "Years"
explanation = "How many years are looked at."
low = 1
high = 10
step = 1

[[knob]]
name = "emergencies"
kind = "belief"
path = "effect.fewer_emergencies.reduction"
label = "Coordination prevents emergencies"
label_nl = "Coördinatie voorkomt noodgevallen"
explanation = "Of every 100, so many do not happen."
low = 0
high = 0.5
step = 0.01
shown_times = 100
unit = "of 100"
unit_nl = "van 100"
"#;

/// A server of its own, ended with the test.
pub struct Served {
    pub desk: Desk,
    process: Child,
    pub host: String,
    pub token: String,
    /// The address of the room, where one is listened at.
    pub room: Option<String>,
}

impl Served {
    /// What a run on the overlay of a state differs from its comparator by, in total.
    pub fn run_on_overlay(&self, asked: &Value) -> Vec<BTreeMap<String, String>> {
        let overlay = self.post("/overlay", asked);
        let (_, overlay) = overlay.split_once("\r\n\r\n").expect("a file");
        std::fs::write(self.desk.path("state.toml"), overlay).expect("written");
        // Each run has its folder to itself.
        let _none_before = std::fs::remove_dir_all(self.desk.path("results"));
        let options = ["run", "state.toml", "--arms", "network", "--out", "results"];
        let run = self.desk.caremix(&options);
        assert!(run.status.success(), "{overlay}\n{}", said(&run.stderr));
        let written = std::fs::read_to_string(self.desk.path("results/incremental.csv"));
        let mut rows = rows(&written.expect("rows"));
        rows.retain(|row| row["effect"] == "full" && row["year"] == "total");
        rows
    }

    pub fn with(more: &[&str]) -> Served {
        let desk = Desk::with_scenario();
        let path = desk.path("town.toml");
        let text = std::fs::read_to_string(&path).expect("the scenario");
        std::fs::write(&path, text + KNOBS).expect("written");
        let small = ["--sample", "50", "--set", "run.years=3"];
        Served::start(desk, &path, &[&small, more].concat())
    }

    /// Of a scenario as it is.
    pub fn of(scenario: &Path, more: &[&str]) -> Served {
        let path = scenario.canonicalize().expect("a scenario");
        Served::start(Desk::empty(), &path, more)
    }

    fn start(desk: Desk, scenario: &Path, more: &[&str]) -> Served {
        // CAREMIX is another program, as one that was built to be measured.
        let own = env!("CARGO_BIN_EXE_caremix").to_string();
        let program = std::env::var("CAREMIX").unwrap_or(own);
        let mut process = Command::new(program)
            .current_dir(desk.folder.path())
            .arg("serve")
            .arg(scenario)
            .args(["--port", "0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("an address");
        let (address, token) = line.trim().split_once("/#token=").expect("a token");
        let host = address
            .strip_prefix("http://")
            .expect("an address")
            .to_string();
        let token = token.to_string();
        let room = more.contains(&"--listen").then(|| {
            let mut line = String::new();
            out.read_line(&mut line).expect("the room's address");
            let room = line.trim().strip_prefix("http://").expect("an address");
            room.trim_end_matches('/').to_string()
        });
        // Whoever stops reading would end the program at its next line.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Served {
            desk,
            process,
            host,
            token,
            room,
        }
    }

    /// The process, to look at its memory.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .expect("a timeout");
        stream
    }

    /// The answer to a request as it is written here, until the server closes.
    pub fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // A server that refuses may close before all of a request is written.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        said(&answer)
    }

    pub fn get(&self, path: &str) -> String {
        self.raw(
            format!(
                "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.host
            )
            .as_bytes(),
        )
    }

    /// A question as HTTP/1.0 has it: the answer is not cut into chunks, and ends with the connection.
    pub fn question(&self, path: &str, body: &str) -> String {
        format!(
            "POST {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.host,
            self.token,
            body.len()
        )
    }

    pub fn post(&self, path: &str, body: &Value) -> String {
        let mut stream = self.connect();
        stream
            .write_all(self.question(path, &body.to_string()).as_bytes())
            .expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// The events of an answer: names and what they hold.
    pub fn answer(&self, body: &Value) -> Vec<(String, Value)> {
        let answer = self.post("/answer", body);
        assert_eq!(status(&answer), 200, "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let event = |text: &str| {
            let of = |name: &str| {
                text.lines()
                    .find_map(|line| line.strip_prefix(name))
                    .map(str::trim)
            };
            let data = serde_json::from_str(of("data:")?).expect("JSON");
            Some((of("event:")?.to_string(), data))
        };
        body.split("\n\n").filter_map(event).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn status(answer: &str) -> u16 {
    let code = answer.split(' ').nth(1).unwrap_or_default();
    code.parse().unwrap_or(0)
}

pub fn state(knobs: &Value) -> Value {
    json!({ "comparator": "current", "arm": "network", "knobs": knobs })
}

pub fn question(number: u64, knobs: &Value) -> Value {
    json!({ "number": number, "lang": "en", "scenario": "town", "state": state(knobs) })
}
