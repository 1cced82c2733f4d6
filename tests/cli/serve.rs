//! The workshop page as a browser, and as a stranger, meets it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::said;
use crate::served::{Served, question, state, status};

#[test]
fn the_page_and_its_files_are_served_with_a_policy_that_lets_nothing_else_in() {
    let served = Served::with(&["--replications", "2"]);
    for (path, kind, holds) in [
        ("/", "text/html", "<html lang=\"en\">"),
        (
            "/?lang=nl&scenario=town",
            "text/html",
            "Bedrag voor het netwerk",
        ),
        ("/page.css", "text/css", ".knob"),
        ("/page.js", "text/javascript", "\"use strict\""),
    ] {
        let answer = served.get(path);
        assert_eq!(status(&answer), 200, "{path}");
        let head = answer
            .split("\r\n\r\n")
            .next()
            .expect("a head")
            .to_lowercase();
        assert!(
            head.contains(kind) && answer.contains(holds),
            "{path}: {head}"
        );
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(head.contains(header), "{path} without {header}");
        }
        assert!(!head.contains("access-control"), "{path}");
    }
    let page = served.get("/");
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
}

#[test]
fn a_mark_is_one_of_twenty_or_one_future_where_there_are_fewer() {
    for (futures, english, dutch) in [
        (
            "19",
            "Each mark is one future.",
            "Elk teken is één toekomst.",
        ),
        (
            "20",
            "Each mark is 1 of every 20 futures.",
            "Elk teken is 1 van elke 20 toekomsten.",
        ),
    ] {
        let served = Served::with(&["--replications", futures]);
        assert!(served.get("/").contains(english), "{futures}");
        assert!(served.get("/?lang=nl").contains(dutch), "{futures}");
    }
}

#[test]
fn what_is_hostile_or_wrong_is_refused_with_a_reason() {
    let served = Served::with(&["--replications", "2"]);
    let host = &served.host;
    let get = |line: &str, headers: &str| {
        format!("{line}\r\n{headers}Connection: close\r\n\r\n").into_bytes()
    };
    let ours = format!("Host: {host}\r\n");
    let post = |path: &str, body: &str| served.question(path, body).into_bytes();
    let right = question(1, &json!({})).to_string();
    let with_knobs = |knobs: Value| question(1, &knobs).to_string();
    let mut cases: Vec<(Vec<u8>, u16)> = vec![
        (get("GET / HTTP/1.1", "Host: evil.example\r\n"), 421),
        (get("GET / HTTP/1.0", ""), 421),
        (get("GET / HTTP/1.1", &format!("{ours}{ours}")), 421),
        (get("GET http://evil.example/ HTTP/1.1", &ours), 421),
        (get("GET / HTTP/1.1", &format!("{ours}Origin: null\r\n")), 403),
        (get("GET / HTTP/1.1", &format!("{ours}Origin: http://evil.example\r\n")), 403),
        (get("GET / HTTP/1.1", &format!("{ours}Sec-Fetch-Site: cross-site\r\n")), 403),
        (get("OPTIONS /answer HTTP/1.1", &ours), 405),
        (get("DELETE / HTTP/1.1", &ours), 405),
        (get("GET /answer HTTP/1.1", &ours), 405),
        (get("GET /?lang=fr HTTP/1.1", &ours), 400),
        (get("GET /?scenario=../../etc/passwd HTTP/1.1", &ours), 404),
        (post("/answer", ""), 400),
        (post("/answer", "{"), 400),
        (post("/answer", "[]"), 400),
        (post("/answer", &right.replace("\"number\":1", "\"number\":-1")), 400),
        (post("/answer", &right.replace("\"number\":1", "\"number\":1,\"more\":1")), 400),
        (post("/answer", &right.replace("\"en\"", "\"fr\"")), 400),
        (post("/answer", &"[".repeat(10_000)), 400),
        (post("/answer", &" ".repeat(65_600)), 413),
        (post("/answer", &right.replace("\"town\"", "\"/etc/passwd\"")), 404),
        (post("/answer", &right.replace("\"network\"", "\"netwerk\"")), 422),
        (post("/answer", &right.replace("\"network\"", "\"current\"")), 422),
        (post("/answer", &with_knobs(json!({ "fees": 1 }))), 422),
        (post("/answer", &with_knobs(json!({ "fee": 100.5 }))), 422),
        (post("/answer", &with_knobs(json!({ "fee": -1 }))), 422),
        (post("/answer", &with_knobs(json!({ "years": 1.5 }))), 422),
        (post("/answer", &right.replace("{}", "{\"fee\":1e999}")), 400),
        (post("/answer", &right.replace("{}", "{\"fee\":null}")), 400),
        (post("/compare", &json!({ "lang": "en", "scenario": "town", "states": vec![json!({ "name": "x", "state": state(&json!({})) }); 6] }).to_string()), 422),
    ];
    let paths = [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc",
        "//etc/passwd",
        "/%00",
        "/page.js?raw??",
        "/town.toml",
        "/@fs/etc/passwd",
        "/.git/config",
        "/page.css/../town.toml",
        "/answer/..",
        "/outputs",
        "/page.js/",
    ];
    for path in paths {
        let expected = if path.starts_with("/page.js?") {
            200
        } else {
            404
        };
        cases.push((get(&format!("GET {path} HTTP/1.1"), &ours), expected));
    }
    let strange = |headers: &str| {
        format!(
            "POST /answer HTTP/1.0\r\n{ours}{headers}Content-Length: {}\r\n\r\n{right}",
            right.len()
        )
        .into_bytes()
    };
    let token = format!("Authorization: Bearer {}\r\n", served.token);
    cases.push((strange("Content-Type: application/json\r\n"), 401));
    cases.push((
        strange("Authorization: Bearer 00\r\nContent-Type: application/json\r\n"),
        401,
    ));
    cases.push((
        strange(&format!("{token}Content-Type: text/plain\r\n")),
        415,
    ));
    cases.push((strange(&token), 415));
    for (request, expected) in &cases {
        let answer = served.raw(request);
        let shown = said(&request[..request.len().min(200)]);
        assert_eq!(status(&answer), *expected, "{shown}\n{answer}");
        if *expected != 200 {
            let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
            let reason: Value =
                serde_json::from_str(body).unwrap_or_else(|_| panic!("JSON for {shown}: {body}"));
            assert!(
                reason["reason"]
                    .as_str()
                    .is_some_and(|reason| !reason.is_empty()),
                "{shown}"
            );
            assert!(
                head.to_lowercase().contains("content-security-policy"),
                "{shown}"
            );
        }
    }
    // What is no HTTP, or too much of it, is refused before any of this.
    let many = format!("GET / HTTP/1.1\r\n{ours}{}\r\n", "X-A: b\r\n".repeat(200));
    let long = format!(
        "GET / HTTP/1.1\r\n{ours}X-A: {}\r\n\r\n",
        "b".repeat(1 << 20)
    );
    for request in [many.as_bytes(), long.as_bytes()] {
        let answer = served.raw(request);
        assert!(answer.is_empty() || status(&answer) == 431, "{answer}");
    }
    for request in [
        &b"\x00\x01\x02\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = served.raw(request);
        assert!(
            answer.is_empty() || (400..500).contains(&status(&answer)),
            "{answer}"
        );
    }
    assert_eq!(status(&served.get("/")), 200, "it still answers");
}

#[test]
fn an_answer_is_expected_first_then_in_futures_and_is_that_of_a_run_on_the_overlay() {
    let served = Served::with(&["--replications", "24"]);
    let knobs = json!({ "fee": 35, "municipality": 0.7 });
    let events = served.answer(&question(7, &knobs));
    assert!(events.iter().all(|(_, told)| told["number"] == 7));
    let (first, preview) = &events[0];
    assert_eq!(first, "preview");
    assert_eq!(
        preview["figures"]["all"]["p_no_worse_off"],
        Value::Null,
        "no chance before futures"
    );
    let words = preview["parts"]["split"].as_str().expect("markup");
    assert!(
        words.contains("provisional") && !words.contains("f-better"),
        "{words}"
    );
    let counts: Vec<u64> = events
        .iter()
        .filter(|(name, _)| name == "progress")
        .filter_map(|(_, told)| told["done"].as_u64())
        .collect();
    assert!(
        !counts.is_empty() && counts.iter().all(|count| *count <= 24),
        "{counts:?}"
    );
    let (last, told) = events.last().expect("an end");
    assert_eq!(last, "futures");

    let rows = served.run_on_overlay(&question(1, &knobs));
    assert_eq!(rows.len(), 4, "three payers and all together: {rows:?}");
    agrees(told, &rows);
}

/// The figures of an answer are those of a run, to the cent and to every digit that files have of a chance.
fn agrees(told: &Value, rows: &[BTreeMap<String, String>]) {
    for row in rows {
        let figures = &told["figures"][&row["payer"]];
        for (column, figure) in [
            ("mean", "difference"),
            ("p_no_worse_off", "p_no_worse_off"),
            ("mean_if_worse", "mean_if_worse"),
            ("break_even_year", "break_even_year"),
        ] {
            let (written, shown) = (row[column].parse::<f64>().ok(), figures[figure].as_f64());
            let near = match (written, shown) {
                (Some(written), Some(shown)) => (written - shown).abs() < 0.006,
                (written, shown) => written.is_none() && shown.is_none(),
            };
            assert!(
                near,
                "{}: {column} {written:?}, the page {shown:?}",
                row["payer"]
            );
        }
    }
}

#[test]
fn choices_after_each_other_and_beliefs_between_them_are_answered_as_runs_on_their_own() {
    let served = Served::with(&["--replications", "8"]);
    let states = [
        json!({ "fee": 35 }),
        json!({ "fee": 80, "municipality": 0.5 }),
        json!({ "fee": 80, "municipality": 0.5, "emergencies": 0.4 }),
        json!({ "fee": 10, "emergencies": 0.4 }),
        json!({ "fee": 80, "municipality": 0.5 }),
        json!({ "fee": 35, "years": 2 }),
        json!({ "fee": 60, "years": 2 }),
    ];
    for (number, knobs) in states.iter().enumerate() {
        let asked = question(number as u64, knobs);
        let (last, told) = served.answer(&asked).pop().expect("an end");
        assert_eq!(last, "futures");
        agrees(&told, &served.run_on_overlay(&asked));
    }
}

#[test]
fn a_change_tells_why_by_payer_and_that_nothing_changes_where_nothing_does() {
    let served = Served::with(&["--replications", "2"]);
    let asked = |knobs: Value| {
        let mut question = question(3, &knobs);
        question["before"] = state(&json!({}));
        served.answer(&question).pop().expect("an end").1
    };
    let told = asked(json!({ "fee": 40 }));
    assert_eq!(told["same"], Value::Null);
    let why = told["parts"]["why"].as_str().expect("markup");
    // Twice the fee: the network has more, and the payers of the fee pay it.
    assert!(why.contains("Fixed amount, network"), "{why}");
    let told = asked(json!({ "fee": 20 }));
    let same = told["same"].as_str().expect("a reason");
    assert!(
        same.contains("changes nothing"),
        "20 is what the scenario has: {same}"
    );
    // Without a fee nobody builds coordination, and who pays for nothing does not matter.
    let idle = |knobs: Value, before: Value| {
        let mut question = question(3, &knobs);
        question["before"] = state(&before);
        let told = served.answer(&question).pop().expect("an end").1;
        told["same"].as_str().unwrap_or_default().to_string()
    };
    let none = json!({ "fee": 0 });
    let believed = idle(json!({ "fee": 0, "emergencies": 0.4 }), none.clone());
    assert!(
        believed.contains("because neither") && believed.contains("pays for this"),
        "{believed}"
    );
    let divided = idle(json!({ "fee": 0, "municipality": 0.9 }), none);
    assert!(divided.contains("because the amount is 0"), "{divided}");
}

#[test]
fn a_comparator_is_chosen_and_the_same_rates_hold() {
    let served = Served::with(&["--replications", "2"]);
    let mut turned = question(1, &json!({}));
    turned["state"] = json!({ "comparator": "network", "arm": "current", "knobs": {} });
    let there = served
        .answer(&question(1, &json!({})))
        .pop()
        .expect("an end")
        .1;
    let back = served.answer(&turned).pop().expect("an end").1;
    let of = |told: &Value, key: &str| told["figures"]["all"][key].as_f64().expect("a figure");
    assert!(
        (of(&there, "difference") + of(&back, "difference")).abs() < 1.0,
        "{there}\n{back}"
    );
    assert!((of(&there, "now") - of(&back, "then")).abs() < 1.0);
}

/// Questions that are answered at one time.
const MOST_QUESTIONS: usize = 40;

#[test]
fn a_full_queue_says_so_and_who_goes_away_makes_room() {
    let served = Served::with(&["--replications", "100000"]);
    let body = |fee: usize| question(1, &json!({ "fee": fee })).to_string();
    let ask = |fee: usize| {
        let mut stream = served.connect();
        stream
            .write_all(served.question("/answer", &body(fee)).as_bytes())
            .expect("written");
        BufReader::new(stream)
    };
    let mut waiting = Vec::new();
    for fee in 0..MOST_QUESTIONS {
        let mut answer = ask(fee);
        // The preview is there before anybody's futures: the question is in hand.
        let mut lines = answer.by_ref().lines().map_while(Result::ok);
        assert!(lines.any(|line| line == "event: preview"), "{fee}");
        waiting.push(answer);
    }
    let refused = served.post("/answer", &question(1, &json!({ "fee": 50 })));
    assert_eq!(status(&refused), 429, "{refused}");
    assert!(
        refused.to_lowercase().contains("retry-after: 1") && refused.contains("\"reason\""),
        "{refused}"
    );
    drop(waiting);
    let is_free = (0..200).any(|_| {
        let mut first = [0; 12];
        ask(60).read_exact(&mut first).expect("a head");
        std::thread::sleep(Duration::from_millis(50));
        &first == b"HTTP/1.0 200"
    });
    assert!(is_free, "who went away still counts");
}

#[test]
fn a_port_that_is_taken_and_a_scenario_of_one_arm_are_wrong_input() {
    let served = Served::with(&["--replications", "2"]);
    let port = served.host.rsplit(':').next().expect("a port");
    let taken = served.desk.caremix(&["serve", "town.toml", "--port", port]);
    assert_eq!(taken.status.code(), Some(2));
    assert!(
        said(&taken.stderr).contains("--port"),
        "{}",
        said(&taken.stderr)
    );
    let nowhere = served.desk.caremix(&["serve"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(
        said(&nowhere.stderr).contains("caremix serve town.toml"),
        "{}",
        said(&nowhere.stderr)
    );
}
