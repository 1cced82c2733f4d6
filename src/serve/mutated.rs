//! Requests with mistakes in them, byte by byte, through everything but the socket: none ends in a fault of the server.
//!
//! A few thousand in every test run; `CAREMIX_MUTATIONS=1000000 cargo test --release --lib mutated` makes a million.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::guard::Guard;
use super::room::Room;
use super::room::routes::Peer;
use super::routes::routes;
use super::server::Server;
use super::workshop::Workshop;
use crate::scenario::template;

const PORT: u16 = 4321;
const FEW: u64 = 4_000;

/// Draws that depend on the number of a request alone, so that every failure can be had again.
struct Mutations(u64);

impl Mutations {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most.max(1) as u64) as usize
    }
}

const KNOBS: &str = r#"
[[knob]]
name = "fee"
kind = "choice"
path = "arm.network.component.network_fee.amount"
label = "Fee"
explanation = "EUR."
low = 0
high = 100
step = 1

[[knob]]
name = "emergencies"
kind = "belief"
path = "effect.fewer_emergencies.reduction"
label = "Emergencies"
explanation = "Of 100."
low = 0
high = 0.5
step = 0.01
"#;

/// A small scenario that a room may turn.
pub(super) fn workshop() -> Workshop {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.toml");
    std::fs::write(&path, template("town") + KNOBS).expect("written");
    // The fee begins in 2026.
    let sets = [
        "run.sample=20",
        "run.replications=2",
        "run.years=1",
        "run.first_year=2026",
    ];
    let sets = sets.map(str::to_string);
    Workshop::open(&path, &sets, false).unwrap_or_else(|error| panic!("{error:?}"))
}

fn app() -> Router {
    let guard = Guard::with_token(PORT, &[], "a".repeat(64));
    let room = Room::new("room".into());
    routes(Arc::new(Server::new(
        vec![workshop()],
        (guard, room),
        None,
        Arc::new(|| false),
    )))
}

/// Requests as pages ask them.
fn right() -> Vec<Vec<u8>> {
    let state = r#"{"comparator":"current","arm":"network","knobs":{"fee":20},"ranges":{"emergencies":[0.1,0.2]}}"#;
    let question = format!(
        r#"{{"number":1,"lang":"en","scenario":"town","state":{state},"before":null,"leads":true}}"#
    );
    let posts = [
        ("/answer", question.clone()),
        ("/overlay", question),
        (
            "/compare",
            format!(
                r#"{{"lang":"nl","scenario":"town","states":[{{"name":"A","state":{state}}}]}}"#
            ),
        ),
        (
            "/room",
            r#"{"payer":1,"isCurtained":false,"tally":[1,2,3],"replay":"after"}"#.into(),
        ),
        (
            "/ballot",
            r#"{"do":"ask_belief","scenario":"town","knob":"emergencies"}"#.into(),
        ),
        ("/ballot", r#"{"do":"close"}"#.into()),
        (
            "/vote",
            format!(
                r#"{{"ballot":1,"device":"{}","value":0.1}}"#,
                "0".repeat(32)
            ),
        ),
    ];
    let posts = posts.into_iter().map(|(path, body)| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Origin: http://127.0.0.1:{PORT}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n{body}",
            "a".repeat(64),
            body.len()
        )
    });
    let gets = [
        "/",
        "/?lang=nl&scenario=town",
        "/page.js",
        "/page.css",
        "/news?seen=0&parts=1&payer=2&lang=nl",
        "/beamer",
        "/room",
    ];
    let gets = gets.map(|path| {
        format!("GET {path} HTTP/1.1\r\nHost: localhost:{PORT}\r\nAccept-Language: nl\r\n\r\n")
    });
    posts.chain(gets).map(String::into_bytes).collect()
}

const TOKENS: [&[u8]; 20] = [
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b"[[[[[[",
    b"}}}}",
    b"\\u0000",
    b"\xff\xfe",
    b"\r\n\r\n",
    b"\r\n",
    b"../",
    b"%00",
    b"18446744073709551616",
    b"0.30000000000000004",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Length: 0\r\n",
    b"Host: evil\r\n",
    b"\"knobs\":{",
    b"HTTP/1.0",
    b"\"",
];

/// A right request with one to four mistakes.
fn mutated(right: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut luck = Mutations(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut bytes = right[luck.below(right.len())].clone();
    for _ in 0..=luck.below(4) {
        let at = luck.below(bytes.len() + 1);
        match luck.below(7) {
            0 if at < bytes.len() => bytes[at] = luck.below(256) as u8,
            1 if at < bytes.len() => bytes[at] ^= 1 << luck.below(8),
            2 => drop(bytes.drain(at..(at + luck.below(12)).min(bytes.len()))),
            3 => {
                let some = bytes[at..(at + luck.below(60)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, some));
            }
            4 => bytes.truncate(at),
            5 => {
                let other = &right[luck.below(right.len())];
                let from = luck.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => drop(bytes.splice(at..at, TOKENS[luck.below(TOKENS.len())].iter().copied())),
        }
    }
    bytes
}

/// The status of the first answer to what is sent; none where the connection is closed without one.
async fn status(app: Router, request: &[u8]) -> Option<u16> {
    let (near, mut far) = duplex(1 << 16);
    let peer = Extension(Peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    let service = TowerToHyperService::new(app.layer(peer));
    let asks = async {
        // A server that refuses may close before all is written.
        let _written = far.write_all(request).await;
        let _shut = far.shutdown().await;
        let mut head = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(60), far.read_exact(&mut head)).await;
        drop(far);
        read.unwrap_or_else(|_| panic!("no answer within a minute"))
            .ok()?;
        std::str::from_utf8(&head[9..]).ok()?.parse().ok()
    };
    let mut http = http1::Builder::new();
    // Nothing comes after a request here, and its answer is still wanted.
    let answers = http
        .half_close(true)
        .max_buf_size(16 * 1024)
        .max_headers(64)
        .serve_connection(TokioIo::new(near), service);
    let (status, _closed) = tokio::join!(asks, answers);
    status
}

#[test]
fn no_mistake_in_a_request_is_a_fault_of_the_server() {
    let wanted = std::env::var("CAREMIX_MUTATIONS").ok();
    let count = wanted.map_or(FEW, |count| count.parse().expect("a number of mutations"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let (app, right) = (app(), right());
    let mut found = std::collections::BTreeMap::<u16, u64>::new();
    runtime.block_on(async {
        for request in &right {
            let status = status(app.clone(), request).await.unwrap_or(0);
            let shown = String::from_utf8_lossy(request);
            // The vote comes after the question was closed.
            assert!(
                (200..300).contains(&status) || status == 409,
                "{status}: {shown}"
            );
        }
        for number in 0..count {
            let request = mutated(&right, number);
            let status = status(app.clone(), &request).await.unwrap_or(0);
            let shown = String::from_utf8_lossy(&request);
            assert!(status < 500, "request {number}: {status}\n{shown}");
            *found.entry(status).or_default() += 1;
        }
    });
    println!("{count} mutated requests by status (0: closed without an answer): {found:?}");
    for status in [200, 400, 401, 404, 421] {
        assert!(
            found.contains_key(&status),
            "no {status}: the mistakes are too alike: {found:?}"
        );
    }
}
