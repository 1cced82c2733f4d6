//! What can be asked: the page and its two files, answers to states, states as files, and states beside each other.
//!
//! Comes in: requests that the guard lets through. Goes out: HTML, CSS, a script, JSON, and answers as server-sent events.
//! Deliberately absent: paths of files; a scenario is asked for by its name, from a list.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::sse::Sse;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_stream::wrappers::ReceiverStream;

use super::answer;
use super::guard::{HEADERS, Refused};
use super::known::KeptAnswer;
use super::overlay::overlay;
use super::reason::{self, RefusalReason};
use super::reply::{failed, json_of, read, typed};
use super::room;
use super::server::{Server, ServerState};
use super::state::{NamedState, PageLang, PageState, Question, StateComparison};
use super::task::AnswerTask;
use super::view;
use super::workshop::{Refusal, Turned, Workshop};
use crate::chart::theme;

/// States that are set beside each other at most.
const MOST_COMPARED: usize = 5;

/// All routes.
pub fn routes(server: Arc<Server>) -> Router {
    let nothing = || async { Refused::of(StatusCode::NOT_FOUND, reason::NOTHING_HERE) };
    let not_so = || async { Refused::of(StatusCode::METHOD_NOT_ALLOWED, reason::OTHER_METHOD) };
    Router::new()
        .route("/", get(page))
        .route(
            "/page.css",
            get(|| async { typed("text/css; charset=utf-8", css()) }),
        )
        .route(
            "/page.js",
            get(|| async { typed("text/javascript; charset=utf-8", include_str!("page.js")) }),
        )
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route("/answer", post(answered))
        .route("/overlay", post(as_overlay))
        .route("/compare", post(compared))
        .merge(room::routes::routes())
        .method_not_allowed_fallback(not_so)
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(Arc::clone(&server), guarded))
        .with_state(server)
}

/// The guard before, and the headers after every route.
async fn guarded(State(server): ServerState, request: Request, next: Next) -> Response {
    let checked = server
        .guard
        .check(request.method(), request.uri(), request.headers());
    let mut response = match checked {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The style sheet of pictures, and of the page around them.
fn css() -> &'static str {
    static CSS: OnceLock<String> = OnceLock::new();
    CSS.get_or_init(|| theme::css() + include_str!("page.css"))
}

/// Which page is asked for.
#[derive(Debug, Deserialize)]
struct PageQuery {
    #[serde(default)]
    lang: Option<PageLang>,
    #[serde(default)]
    scenario: Option<String>,
}

async fn page(
    State(server): ServerState,
    asked: Result<Query<PageQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refused> {
    let Query(asked) = asked.map_err(|_| Refused::of(StatusCode::BAD_REQUEST, reason::LANG_OR))?;
    let workshop = match &asked.scenario {
        Some(name) => server.workshop(name)?,
        None => Arc::clone(&server.workshops[0]),
    };
    let lang = asked.lang.unwrap_or(PageLang::En).lang();
    Ok(typed(
        "text/html; charset=utf-8",
        view::page(
            &workshop,
            &server.workshops,
            server.address.as_deref(),
            lang,
        ),
    ))
}

/// The scenario of a state, worked out aside.
async fn turned(workshop: &Arc<Workshop>, state: &PageState) -> Result<Turned, Refused> {
    let (workshop, state) = (Arc::clone(workshop), state.clone());
    let found = spawn_blocking(move || workshop.turn(&state))
        .await
        .map_err(|_| failed())?;
    found.map_err(unusable)
}

/// A state that has no scenario.
fn unusable(reasons: Refusal) -> Refused {
    Refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        RefusalReason::joined(&reasons),
    )
}

async fn as_overlay(State(server): ServerState, request: Request) -> Result<Response, Refused> {
    let question: Question = read(request).await?;
    let workshop = server.workshop(&question.scenario)?;
    let found = spawn_blocking(move || overlay(&workshop, &question.state))
        .await
        .map_err(|_| failed())?;
    let text = found.map_err(unusable)?;
    Ok(typed("application/toml; charset=utf-8", text))
}

async fn compared(State(server): ServerState, request: Request) -> Result<Response, Refused> {
    let asked: StateComparison = read(request).await?;
    if asked.states.len() > MOST_COMPARED {
        let most = MOST_COMPARED.to_string();
        let reason = RefusalReason::filled(reason::MOST_COMPARED, &[("most", &most)]);
        return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, reason));
    }
    let workshop = server.workshop(&asked.scenario)?;
    let mut found = Vec::new();
    for named in asked.states {
        let now = Arc::new(turned(&workshop, &named.state).await?);
        let coming = server.previews.ask(&workshop, &now, None)?;
        let (expected, _) = coming.wait().await.ok_or_else(failed)?;
        let unkept = KeptAnswer {
            expected,
            plan: None,
            futures: None,
            first: None,
        };
        let kept = answer::kept(&workshop, &now);
        found.push((named, kept.unwrap_or(unkept)));
    }
    let work = move || {
        let states: Vec<_> = found
            .iter()
            .map(|(named, kept): &(NamedState, KeptAnswer)| (named, kept.clone()))
            .collect();
        view::comparison(&workshop, asked.lang.lang(), &states).into_string()
    };
    let html: String = spawn_blocking(work).await.map_err(|_| failed())?;
    Ok(json_of(&json!({ "compared": html })))
}

async fn answered(State(server): ServerState, request: Request) -> Result<Response, Refused> {
    let busy = |_| Refused::of(StatusCode::TOO_MANY_REQUESTS, reason::MANY_QUESTIONS);
    let in_hand = Arc::clone(&server.questions)
        .try_acquire_owned()
        .map_err(busy)?;
    let question: Question = read(request).await?;
    let workshop = server.workshop(&question.scenario)?;
    let now = turned(&workshop, &question.state).await?;
    let before = match &question.before {
        Some(state) => Some(turned(&workshop, state).await?),
        None => None,
    };
    let (events, received) = mpsc::channel(16);
    let now = Arc::new(now);
    let coming = server.previews.ask(&workshop, &now, before)?;
    let task = AnswerTask {
        server,
        workshop,
        question: Arc::new(question),
        now,
        events,
    };
    tokio::spawn(task.run(coming, in_hand));
    Ok(Sse::new(ReceiverStream::new(received)).into_response())
}
