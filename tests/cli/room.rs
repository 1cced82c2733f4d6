//! The room: what a beamer and phones see of the page that leads, and the numbers that phones give.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{Desk, said};
use crate::served::{Served, question, state, status};

/// Another address of the same machine, as a laptop has one on a network.
const ROOM: &str = "127.0.0.2";

fn open() -> Served {
    Served::with(&["--replications", "4", "--listen", ROOM])
}

impl Served {
    fn room(&self) -> &str {
        self.room.as_deref().expect("a room")
    }

    /// The answer at the room's address to a request as it is written here.
    fn in_room(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.room()).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a timeout");
        stream.write_all(request.as_bytes()).expect("written");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        said(&answer)
    }

    fn seen(&self, path: &str) -> String {
        self.in_room(&format!(
            "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n",
            self.room()
        ))
    }

    /// A question without a token.
    fn asked(&self, path: &str, body: &Value, more: &str) -> String {
        let body = body.to_string();
        self.in_room(&format!(
            "POST {path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\n{more}Content-Length: {}\r\n\r\n{body}",
            self.room(),
            body.len()
        ))
    }

    fn news(&self, query: &str) -> Value {
        let answer = self.seen(&format!("/news{query}"));
        assert_eq!(status(&answer), 200, "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }

    fn vote(&self, ballot: u64, device: u8, value: f64) -> u16 {
        let vote = json!({ "ballot": ballot, "device": format!("{device:032x}"), "value": value });
        status(&self.asked("/vote", &vote, ""))
    }
}

#[test]
fn phones_see_and_vote_and_turn_nothing() {
    let served = open();
    for path in [
        "/",
        "/room",
        "/room?lang=nl",
        "/beamer",
        "/room.js",
        "/room.css",
        "/page.js",
    ] {
        assert_eq!(status(&served.seen(path)), 200, "{path}");
    }
    assert!(served.seen("/room?lang=nl").contains("<html lang=\"nl\">"));
    let beamer = served.seen("/beamer");
    assert!(
        beamer.contains(served.room()) && beamer.contains("class=\"qr\""),
        "{beamer}"
    );
    assert!(!beamer.contains(&served.token) && !served.seen("/").contains(&served.token));
    let changes = [
        ("/answer", question(1, &json!({}))),
        ("/overlay", question(1, &json!({}))),
        (
            "/compare",
            json!({ "lang": "en", "scenario": "town", "states": [] }),
        ),
        (
            "/room",
            json!({ "payer": 0, "isCurtained": true, "tally": null, "replay": null }),
        ),
        ("/ballot", json!({ "do": "ask_guess", "party": 0 })),
    ];
    for (path, body) in &changes {
        assert_eq!(status(&served.asked(path, body, "")), 401, "{path}");
        let guessed = format!("Authorization: Bearer {}\r\n", "0".repeat(64));
        assert_eq!(status(&served.asked(path, body, &guessed)), 401, "{path}");
    }
    let token = format!("Authorization: Bearer {}\r\n", served.token);
    assert_eq!(
        status(&served.asked("/ballot", &changes[4].1, &token)),
        204,
        "whoever has the token may"
    );
    for host in ["evil.example", "127.0.0.3:1", ROOM] {
        let answer = served.in_room(&format!("GET /room HTTP/1.0\r\nHost: {host}\r\n\r\n"));
        assert_eq!(status(&answer), 421, "{host}");
    }
}

#[test]
fn a_device_has_one_number_nobody_sees_it_before_the_end_and_their_spread_is_a_range() {
    let served = open();
    assert_eq!(served.vote(1, 1, 0.1), 409, "nothing is asked");
    let ask = json!({ "do": "ask_belief", "scenario": "town", "knob": "emergencies" });
    assert_eq!(status(&served.post("/ballot", &ask)), 204);
    let no_range = json!({ "do": "ask_belief", "scenario": "town", "knob": "years" });
    assert_eq!(
        status(&served.post("/ballot", &no_range)),
        422,
        "whole numbers have no range"
    );
    let numbers = [0.05, 0.1, 0.1, 0.12, 0.2];
    for (device, value) in numbers.into_iter().enumerate() {
        assert_eq!(served.vote(1, device as u8, value), 200);
    }
    assert_eq!(served.vote(1, 0, 0.5), 429, "a device that has just voted");
    assert_eq!(served.vote(1, 9, 0.51), 422, "beyond the knob");
    assert_eq!(served.vote(2, 9, 0.1), 409, "another question");
    for device in ["", "12", &"g".repeat(32), &"0".repeat(33)] {
        let vote = json!({ "ballot": 1, "device": device, "value": 0.1 });
        assert_eq!(status(&served.asked("/vote", &vote, "")), 422, "{device}");
    }
    let plain = served.in_room(&format!(
        "POST /vote HTTP/1.0\r\nHost: {}\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}",
        served.room()
    ));
    assert_eq!(status(&plain), 415);
    let open = &served.news("")["ballot"];
    assert_eq!((&open["count"], &open["isOpen"]), (&json!(5), &json!(true)));
    assert!(
        open["spread"].is_null() && !open["votes"].to_string().contains("circle"),
        "{open}"
    );
    assert_eq!(
        status(&served.post("/ballot", &json!({ "do": "close" }))),
        204
    );
    assert_eq!(served.vote(1, 9, 0.1), 409, "it is closed");
    let closed = &served.news("?lang=nl")["ballot"];
    assert_eq!(closed["spread"], json!([0.05, 0.2]));
    assert_eq!(closed["middle"], json!(0.1));
    assert!(
        closed["words"]
            .as_str()
            .is_some_and(|words| words.contains("noodgevallen")),
        "{closed}"
    );
    let votes = closed["votes"].as_str().expect("markup");
    assert_eq!(votes.matches("<circle").count(), 5, "{votes}");
}

#[test]
fn a_range_is_drawn_from_and_is_that_of_a_run_on_the_overlay() {
    let served = Served::with(&["--replications", "24"]);
    let mut asked = question(1, &json!({}));
    asked["state"]["ranges"] = json!({ "emergencies": [0.0, 0.5] });
    let told = served.answer(&asked).pop().expect("an end").1;
    let rows = served.run_on_overlay(&asked);
    let file = std::fs::read_to_string(served.desk.path("state.toml")).expect("read");
    assert!(file.contains("uniform"), "{file}");
    let row = rows.iter().find(|row| row["payer"] == "all");
    let written: f64 = row.expect("a row")["mean"].parse().expect("a number");
    let shown = told["figures"]["all"]["difference"]
        .as_f64()
        .expect("a figure");
    assert!(
        (written - shown).abs() < 0.006,
        "{written}, the page {shown}"
    );
    // A range is of its own: a plain number in its middle gives other futures.
    let middle = served.answer(&question(1, &json!({ "emergencies": 0.25 })));
    assert_ne!(middle.last().expect("an end").1["figures"], told["figures"]);
    for (ranges, knobs) in [
        (json!({ "emergencies": [0.3, 0.2] }), json!({})),
        (json!({ "emergencies": [0.1, 0.6] }), json!({})),
        (
            json!({ "emergencies": [0.1, 0.2] }),
            json!({ "emergencies": 0.1 }),
        ),
        (json!({ "fee": [1, 2] }), json!({})),
        (json!({ "years": [1, 2] }), json!({})),
        (json!({ "nothing": [1, 2] }), json!({})),
    ] {
        let mut asked = question(1, &knobs);
        asked["state"]["ranges"] = ranges.clone();
        assert_eq!(status(&served.post("/answer", &asked)), 422, "{ranges}");
    }
}

#[test]
fn followers_are_told_what_the_page_that_leads_shows_as_soon_as_it_does() {
    let served = open();
    let nobody = served.news("");
    assert!(nobody["parts"].is_null() && nobody["ballot"].is_null());
    let mut alone = question(1, &json!({ "fee": 30 }));
    served.answer(&alone);
    assert!(
        served.news("")["parts"].is_null(),
        "a page that does not lead is followed by nobody"
    );
    alone["leads"] = json!(true);
    alone["before"] = state(&json!({}));
    served.answer(&alone);
    let news = served.news("?lang=nl");
    let parts = &news["parts"];
    assert!(
        parts["split"]
            .as_str()
            .is_some_and(|split| split.contains("van 4 niet slechter af")),
        "{parts}"
    );
    assert!(
        parts["turned"]
            .as_str()
            .is_some_and(|turned| turned.contains("Bedrag voor het netwerk")),
        "{parts}"
    );
    assert!(
        news["phase"]
            .as_str()
            .is_some_and(|phase| phase.starts_with('✓')),
        "{news}"
    );
    let seen = format!("?seen={}&parts={}&payer=0", news["version"], news["number"]);
    // Who has seen it waits, and is told of a curtain without the figures again.
    let (told, waited) = std::thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let start = Instant::now();
            (served.news(&seen), start.elapsed())
        });
        std::thread::sleep(Duration::from_millis(300));
        let curtain =
            json!({ "payer": 0, "isCurtained": true, "tally": [3, 2, 1], "replay": "before" });
        assert_eq!(status(&served.post("/room", &curtain)), 204);
        waits.join().expect("news")
    });
    assert!(waited >= Duration::from_millis(250), "{waited:?}");
    assert_eq!(told["isCurtained"], json!(true));
    assert_eq!(told["replay"]["side"], json!("before"));
    assert!(
        told["tally"]
            .as_str()
            .is_some_and(|tally| tally.contains("3 dearer")),
        "{told}"
    );
    assert!(told["parts"].is_null() && told["server"] == news["server"]);
    // Another payer is other figures.
    let other = json!({ "payer": 3, "isCurtained": false, "tally": null, "replay": null });
    served.post("/room", &other);
    assert_eq!(served.news(&seen)["parts"]["payer"], json!(3));
    for wrong in ["?seen=x", "?lang=fr", "?payer=-1"] {
        assert_eq!(
            status(&served.seen(&format!("/news{wrong}"))),
            400,
            "{wrong}"
        );
    }
}

#[test]
fn every_address_at_once_and_one_of_another_machine_are_wrong_input() {
    let desk = Desk::with_scenario();
    for (address, told) in [
        ("0.0.0.0", "name one of this machine"),
        ("192.0.2.77", "--listen"),
        ("no/name", "no address"),
    ] {
        let refused = desk.caremix(&["serve", "town.toml", "--port", "0", "--listen", address]);
        assert_eq!(refused.status.code(), Some(2), "{address}");
        assert!(
            said(&refused.stderr).contains(told),
            "{}",
            said(&refused.stderr)
        );
    }
}
