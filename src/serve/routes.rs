//! What can be asked: the page and its two files, answers to states, states as files, and states beside each other.
//!
//! Comes in: requests that the guard lets through. Goes out: HTML, CSS, a script, JSON, and answers as server-sent events.
//! Deliberately absent: paths of files; a scenario is asked for by its name, from a list.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;
use tokio_stream::wrappers::ReceiverStream;

use super::answer::{self, STEADY};
use super::guard::{Guard, HEADERS, Refused};
use super::overlay::overlay;
use super::state::{Comparison, PageLang, PageState, Question};
use super::view::{self, Shown};
use super::workshop::{Turned, Workshop};
use crate::analysis::beside::Beside;
use crate::chart::theme;
use crate::simulation::{Stopped, Watch};

/// Bytes of a question at most.
const MOST_BODY: usize = 64 * 1024;
/// A question has come within so many seconds.
const BODY_SECONDS: u64 = 10;
/// Questions in hand at one time; further ones are told to come back.
const MOST_QUESTIONS: usize = 10;
/// Runs of futures, and previews, at one time.
const MOST_AT_WORK: usize = 2;
/// States that are set beside each other at most.
const MOST_COMPARED: usize = 5;

/// What all requests share.
pub struct Server {
    workshops: Vec<Arc<Workshop>>,
    guard: Guard,
    is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    questions: Arc<Semaphore>,
    previews: Arc<Semaphore>,
    runs: Arc<Semaphore>,
}

impl Server {
    /// Of these scenarios; the first is that of the page without a name.
    pub fn new(
        workshops: Vec<Workshop>,
        guard: Guard,
        is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Server {
        Server {
            workshops: workshops.into_iter().map(Arc::new).collect(),
            guard,
            is_stopped,
            questions: Arc::new(Semaphore::new(MOST_QUESTIONS)),
            previews: Arc::new(Semaphore::new(MOST_AT_WORK)),
            runs: Arc::new(Semaphore::new(MOST_AT_WORK)),
        }
    }

    fn workshop(&self, name: &str) -> Result<Arc<Workshop>, Refused> {
        let found = self.workshops.iter().find(|workshop| workshop.name == name);
        found
            .cloned()
            .ok_or_else(|| Refused(StatusCode::NOT_FOUND, "there is no such scenario".into()))
    }
}

type Shared = State<Arc<Server>>;

/// All routes.
pub fn routes(server: Server) -> Router {
    let server = Arc::new(server);
    let nothing = || async { Refused(StatusCode::NOT_FOUND, "there is nothing here".into()) };
    let not_so = || async {
        Refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "this is asked in another way".into(),
        )
    };
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
        .method_not_allowed_fallback(not_so)
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(Arc::clone(&server), guarded))
        .with_state(server)
}

/// The guard before, and the headers after every route.
async fn guarded(State(server): Shared, request: Request, next: Next) -> Response {
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

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Refused(status, reason) = self;
        let mut response = (status, json_of(&json!({ "reason": reason }))).into_response();
        if status == StatusCode::TOO_MANY_REQUESTS {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
        }
        response
    }
}

fn json_of(value: &Value) -> Response {
    typed("application/json", value.to_string())
}

fn typed(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

/// The style sheet of pictures, and of the page around them.
fn css() -> &'static str {
    static CSS: OnceLock<String> = OnceLock::new();
    CSS.get_or_init(|| theme::css() + include_str!("page.css"))
}

/// Which page is asked for.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    lang: Option<PageLang>,
    #[serde(default)]
    scenario: Option<String>,
}

async fn page(
    State(server): Shared,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refused> {
    let Query(asked) =
        asked.map_err(|_| Refused(StatusCode::BAD_REQUEST, "lang is en or nl".into()))?;
    let workshop = match &asked.scenario {
        Some(name) => server.workshop(name)?,
        None => Arc::clone(&server.workshops[0]),
    };
    let others: Vec<&str> = server
        .workshops
        .iter()
        .map(|workshop| workshop.name.as_str())
        .collect();
    let lang = asked.lang.unwrap_or(PageLang::En).lang();
    Ok(typed(
        "text/html; charset=utf-8",
        view::page(&workshop, &others, lang),
    ))
}

/// The body of a question, read within its limits.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    let body = tokio::time::timeout(
        Duration::from_secs(BODY_SECONDS),
        to_bytes(request.into_body(), MOST_BODY),
    );
    let bytes: Bytes = match body.await {
        Err(_) => {
            return Err(Refused(
                StatusCode::REQUEST_TIMEOUT,
                "the question did not come in time".into(),
            ));
        }
        Ok(Err(_)) => {
            let reason = format!("a question has at most {MOST_BODY} bytes");
            return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, reason));
        }
        Ok(Ok(bytes)) => bytes,
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| Refused(StatusCode::BAD_REQUEST, format!("not a question: {error}")))
}

/// The scenario of a state, worked out aside.
async fn turned(workshop: &Arc<Workshop>, state: &PageState) -> Result<Turned, Refused> {
    let (workshop, state) = (Arc::clone(workshop), state.clone());
    let found = spawn_blocking(move || workshop.turn(&state))
        .await
        .map_err(|_| failed())?;
    found.map_err(|reasons| Refused(StatusCode::UNPROCESSABLE_ENTITY, reasons.join("; ")))
}

fn failed() -> Refused {
    Refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "this could not be worked out".into(),
    )
}

async fn as_overlay(State(server): Shared, request: Request) -> Result<Response, Refused> {
    let question: Question = read(request).await?;
    let workshop = server.workshop(&question.scenario)?;
    let found = spawn_blocking(move || overlay(&workshop, &question.state))
        .await
        .map_err(|_| failed())?;
    let text =
        found.map_err(|reasons| Refused(StatusCode::UNPROCESSABLE_ENTITY, reasons.join("; ")))?;
    Ok(typed("application/toml; charset=utf-8", text))
}

async fn compared(State(server): Shared, request: Request) -> Result<Response, Refused> {
    let asked: Comparison = read(request).await?;
    if asked.states.len() > MOST_COMPARED {
        let reason = format!("at most {MOST_COMPARED} states stand beside each other");
        return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, reason));
    }
    let workshop = server.workshop(&asked.scenario)?;
    let _at_work = Arc::clone(&server.previews)
        .acquire_owned()
        .await
        .map_err(|_| failed())?;
    let work = move || {
        let mut found = Vec::new();
        for named in &asked.states {
            let turned = workshop.turn(&named.state)?;
            let expected = answer::expected(&workshop, &turned);
            let kept = answer::kept(&workshop, &turned);
            let unkept = answer::KeptAnswer {
                expected,
                futures: None,
            };
            found.push((named, kept.unwrap_or(unkept)));
        }
        Ok(view::comparison(&workshop, asked.lang.lang(), &found).into_string())
    };
    let found: Result<String, Vec<String>> = spawn_blocking(work).await.map_err(|_| failed())?;
    let html =
        found.map_err(|reasons| Refused(StatusCode::UNPROCESSABLE_ENTITY, reasons.join("; ")))?;
    Ok(json_of(&json!({ "compared": html })))
}

/// Events of an answer.
type Events = mpsc::Sender<Result<Event, Infallible>>;

async fn answered(State(server): Shared, request: Request) -> Result<Response, Refused> {
    let busy = |_| {
        Refused(
            StatusCode::TOO_MANY_REQUESTS,
            "too many questions at one time: ask again in a second".into(),
        )
    };
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
    let task = AnswerTask {
        server,
        workshop,
        question: Arc::new(question),
        now: Arc::new(now),
        events,
    };
    tokio::spawn(task.run(before, in_hand));
    Ok(Sse::new(ReceiverStream::new(received)).into_response())
}

/// An answer on its way: it ends when the browser goes away, or asks something newer.
#[derive(Clone)]
struct AnswerTask {
    server: Arc<Server>,
    workshop: Arc<Workshop>,
    question: Arc<Question>,
    now: Arc<Turned>,
    events: Events,
}

impl AnswerTask {
    async fn run(self, before: Option<Turned>, in_hand: OwnedSemaphorePermit) {
        let previewed = self.preview(before).await;
        let Some((expected, before)) = previewed else {
            return;
        };
        let runs = Arc::clone(&self.server.runs);
        let at_work = tokio::select! {
            at_work = runs.acquire_owned() => at_work,
            () = self.events.closed() => return,
        };
        let task = self.clone();
        let work = move || task.simulate(&expected, before.as_deref());
        if spawn_blocking(work).await.is_err() {
            self.fail("this could not be worked out").await;
        }
        drop((at_work, in_hand));
    }

    async fn fail(&self, reason: &str) {
        let event = self.event("failed", json!({ "reason": reason }));
        // Where nobody listens any more there is nobody to tell.
        let _gone = self.events.send(Ok(event)).await;
    }

    /// What is expected, told at once.
    async fn preview(&self, before: Option<Turned>) -> Option<(Arc<Beside>, Option<Arc<Beside>>)> {
        let _at_work = Arc::clone(&self.server.previews)
            .acquire_owned()
            .await
            .ok()?;
        let task = self.clone();
        let work = move || {
            if task.events.is_closed() {
                return None;
            }
            let before = before.map(|before| answer::expected(&task.workshop, &before));
            let expected = answer::expected(&task.workshop, &task.now);
            let futures = answer::kept(&task.workshop, &task.now).and_then(|kept| kept.futures);
            if futures.is_none() {
                task.tell("preview", &expected, None, before.as_deref());
            }
            Some((expected, before))
        };
        match spawn_blocking(work).await {
            Ok(found) => found,
            Err(_) => {
                self.fail("this could not be worked out").await;
                None
            }
        }
    }

    /// Futures, told when they are steady and when all are there.
    fn simulate(&self, expected: &Beside, before: Option<&Beside>) {
        if let Some(futures) = answer::kept(&self.workshop, &self.now).and_then(|kept| kept.futures)
        {
            self.tell("futures", expected, Some(&futures), before);
            return;
        }
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        let all = self.now.scenario.run.replications;
        let advanced = |done: u32| {
            let event = self.event("progress", json!({ "done": done, "all": all }));
            // A count that finds no room is followed by a later one.
            let _full = self.events.try_send(Ok(event));
        };
        let is_stopped = || self.events.is_closed() || (self.server.is_stopped)();
        let watch = Watch {
            advanced: &advanced,
            is_stopped: &is_stopped,
        };
        let mut steady =
            |found: Beside, _: u32| self.tell("steady", expected, Some(&found), before);
        let found = answer::futures(&self.workshop, &self.now, threads, watch, &mut steady);
        match found {
            Ok(futures) => self.tell("futures", expected, Some(&futures), before),
            Err(Stopped::Interrupted) => {}
            Err(Stopped::NoThreads(reason) | Stopped::TooLarge(reason)) => {
                let event = self.event("failed", json!({ "reason": reason }));
                let _gone = self.events.blocking_send(Ok(event));
            }
        }
    }

    fn tell(
        &self,
        name: &str,
        expected: &Beside,
        futures: Option<&Beside>,
        before: Option<&Beside>,
    ) {
        let shown = Shown {
            workshop: &self.workshop,
            lang: self.question.lang.lang(),
            state: &self.question.state,
            expected,
            futures,
            before,
        };
        let told = futures.unwrap_or(expected);
        let figures: BTreeMap<&str, Value> = told
            .payers
            .iter()
            .map(|payer| (payer.name.as_str(), figures(payer, futures.is_some())))
            .collect();
        let done = futures.map_or(0, |futures| futures.payers[0].spent.len());
        let body = json!({
            "parts": view::parts(&shown),
            "figures": figures,
            "done": done,
            "all": self.now.scenario.run.replications,
            "isSteady": done >= STEADY as usize,
            "isSame": before.is_some_and(|before| is_same(before, expected)),
        });
        let _gone = self.events.blocking_send(Ok(self.event(name, body)));
    }

    fn event(&self, name: &str, mut body: Value) -> Event {
        if let Some(table) = body.as_object_mut() {
            table.insert("number".into(), self.question.number.into());
        }
        Event::default().event(name).data(body.to_string())
    }
}

/// The figures of a payer as incremental.csv has them; chances only of futures.
fn figures(payer: &crate::analysis::beside::PayerBeside, is_of_futures: bool) -> Value {
    let row = &payer.difference;
    json!({
        "now": payer.total[0],
        "then": payer.total[1],
        "difference": row.spread.mean,
        "p_no_worse_off": is_of_futures.then_some(row.p_no_worse_off),
        "mean_if_worse": row.mean_if_worse.filter(|_| is_of_futures),
        "break_even_year": row.break_even_year,
        "p_never_breaks_even": row.p_never_breaks_even.filter(|_| is_of_futures),
    })
}

/// Whether a change moves nothing: no amount, no resident, no provider.
fn is_same(before: &Beside, after: &Beside) -> bool {
    let totals = |beside: &Beside| -> Vec<[f64; 2]> {
        beside.payers.iter().map(|payer| payer.total).collect()
    };
    totals(before) == totals(after)
        && before.residents == after.residents
        && before.margins == after.margins
}
