//! What beamer and phones ask, and what the page that leads tells the room.
//!
//! Comes in: requests that the guard lets through. Goes out: the pages of followers, news as JSON, and counted votes. Deliberately
//! absent: a connection that stays: a follower asks for news and is answered when there are some, or after a while, so that a
//! phone that sleeps, a network that breaks and a program that is started again all come to the same.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, response::IntoResponse};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::{BallotSubject, Posture, Uncounted};
use crate::chart::words::Lang;
use crate::serve::guard::{Refused, VOTE};
use crate::serve::reason::{self, RefusalReason};
use crate::serve::reply::{failed, json_of, read, typed};
use crate::serve::server::{Server, ServerState};
use crate::serve::state::PageLang;
use crate::serve::view::{self, Follower};

/// A follower without news is answered after so many seconds.
const NEWS_SECONDS: u64 = 15;

/// Letters of a device's own mark: 16 bytes, as the phone draws them.
const DEVICE: usize = 32;

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Routes of the room.
pub fn routes() -> Router<Arc<Server>> {
    let script = || async { typed("text/javascript; charset=utf-8", include_str!("room.js")) };
    let style = || async { typed("text/css; charset=utf-8", include_str!("room.css")) };
    Router::new()
        .route("/room", get(phone).post(stand))
        .route("/beamer", get(beamer))
        .route("/room.js", get(script))
        .route("/room.css", get(style))
        .route("/news", get(news))
        .route("/ballot", post(ballot))
        .route(VOTE, post(vote))
}

/// What a follower asks for.
#[derive(Debug, Deserialize)]
struct FollowerQuery {
    /// The language; that of the page that leads where none is said.
    #[serde(default)]
    lang: Option<PageLang>,
    /// The version of the last news.
    #[serde(default)]
    seen: u64,
    /// The number of the figures that are known.
    #[serde(default)]
    parts: u64,
    /// The payer whose figures these are.
    #[serde(default)]
    payer: usize,
    /// Of which scenario the votes on beliefs are wanted that were closed.
    #[serde(default)]
    scenario: Option<String>,
}

type AskedFollower = Result<Query<FollowerQuery>, QueryRejection>;

fn asked(query: AskedFollower) -> Result<FollowerQuery, Refused> {
    let Query(query) =
        query.map_err(|_| Refused::of(StatusCode::BAD_REQUEST, reason::FOLLOWER_QUERY))?;
    Ok(query)
}

impl FollowerQuery {
    /// The language asked for, that of the page that leads, or the browser's.
    fn lang(&self, server: &Server, headers: &HeaderMap) -> Lang {
        let leading = || server.room.sight().1.led.map(|(_, led)| led.lang);
        let asked = self.lang.map(PageLang::lang).or_else(leading);
        let browser = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let is_dutch = browser.is_some_and(|value| value.to_ascii_lowercase().starts_with("nl"));
        asked.unwrap_or(if is_dutch { Lang::Nl } else { Lang::En })
    }
}

async fn phone(
    State(server): ServerState,
    headers: HeaderMap,
    query: AskedFollower,
) -> Result<Response, Refused> {
    follower(&server, Follower::Phone, (&headers, query))
}

async fn beamer(
    State(server): ServerState,
    headers: HeaderMap,
    query: AskedFollower,
) -> Result<Response, Refused> {
    follower(&server, Follower::Beamer, (&headers, query))
}

fn follower(
    server: &Server,
    follower: Follower,
    (headers, query): (&HeaderMap, AskedFollower),
) -> Result<Response, Refused> {
    let lang = asked(query)?.lang(server, headers);
    let page = view::room_page(follower, server.address.as_deref(), lang);
    Ok(typed("text/html; charset=utf-8", page))
}

/// What is new since a version, at once or as soon as something is.
async fn news(
    State(server): ServerState,
    headers: HeaderMap,
    query: AskedFollower,
) -> Result<Response, Refused> {
    let query = asked(query)?;
    server
        .room
        .news(query.seen, Duration::from_secs(NEWS_SECONDS))
        .await;
    let (version, sight) = server.room.sight();
    let lang = query.lang(&server, &headers);
    let mut news = view::news(&sight, &server.workshops, lang);
    news.insert("server".into(), server.room.mark.clone().into());
    news.insert("version".into(), version.into());
    if let Some(name) = &query.scenario {
        let workshop = server.workshop(name)?;
        let voted = view::voted(&workshop, &server.room.said(name), lang);
        news.insert("voted".into(), voted);
    }
    if let Some((number, led)) = sight.led {
        let payer = sight.posture.payer;
        news.insert("number".into(), number.into());
        if (query.parts, query.payer) != (number, payer) {
            let key = (number, payer, lang.code());
            let mut drawn = server.drawn.lock().await;
            if !drawn.iter().any(|(known, _)| *known == key) {
                let parts = spawn_blocking(move || view::room_parts(&led, payer, lang));
                let parts = parts.await.map_err(|_| failed())?;
                drawn.retain(|((known, _, _), _)| *known == number);
                drawn.push((key, parts));
            }
            let found = drawn.iter().find(|(known, _)| *known == key);
            news.insert(
                "parts".into(),
                found.map_or(Value::Null, |(_, parts)| parts.clone()),
            );
        }
    }
    Ok(json_of(&Value::Object(news)))
}

async fn stand(State(server): ServerState, request: Request) -> Result<Response, Refused> {
    let posture: Posture = read(request).await?;
    server.room.stand(posture);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What is done with the question to the phones.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum BallotChange {
    /// A belief is asked for.
    AskBelief { scenario: String, knob: String },
    /// A guess is asked for, of a payer by its place.
    AskGuess { party: usize },
    /// Votes count no more, and are shown.
    Close,
    /// The question goes away.
    Clear,
}

async fn ballot(State(server): ServerState, request: Request) -> Result<Response, Refused> {
    match read(request).await? {
        BallotChange::AskBelief { scenario, knob } => {
            let workshop = server.workshop(&scenario)?;
            let mut beliefs = workshop.scenario().knob.iter();
            let found = beliefs.find(|one| one.name == knob && workshop.takes_range(one));
            let none = || {
                let reason = RefusalReason::filled(reason::NO_BELIEF, &[("knob", &knob)]);
                Refused(StatusCode::UNPROCESSABLE_ENTITY, reason)
            };
            let found = found.ok_or_else(none)?;
            let within = [found.low, found.high, found.step];
            server.room.ask(BallotSubject::Belief {
                scenario,
                knob,
                within,
            });
        }
        BallotChange::AskGuess { party } => server.room.ask(BallotSubject::Guess { party }),
        BallotChange::Close => server.room.close(),
        BallotChange::Clear => server.room.clear(),
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A number from a phone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhoneVote {
    ballot: u64,
    device: String,
    value: f64,
}

async fn vote(
    State(server): ServerState,
    Extension(Peer(address)): Extension<Peer>,
    request: Request,
) -> Result<Response, Refused> {
    let vote: PhoneVote = read(request).await?;
    let is_mark =
        vote.device.len() == DEVICE && vote.device.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_mark {
        let digits = DEVICE.to_string();
        let reason = RefusalReason::filled(reason::DEVICE, &[("digits", &digits)]);
        return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, reason));
    }
    let counted = server
        .room
        .vote(vote.ballot, &vote.device, vote.value, address);
    counted.map_err(|uncounted| {
        let (status, reason) = match uncounted {
            Uncounted::Closed => (StatusCode::CONFLICT, reason::VOTE_CLOSED),
            Uncounted::Outside => (StatusCode::UNPROCESSABLE_ENTITY, reason::VOTE_OUTSIDE),
            Uncounted::Soon => (StatusCode::TOO_MANY_REQUESTS, reason::VOTE_SOON),
            Uncounted::Full => (StatusCode::FORBIDDEN, reason::VOTE_FULL),
        };
        Refused::of(status, reason)
    })?;
    Ok(json_of(&json!({ "counted": true })))
}
