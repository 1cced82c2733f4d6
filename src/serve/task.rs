//! An answer on its way: what is expected at once, then futures, as events.
//!
//! Comes in: a question and the scenario of its state. Goes out: events, until all is said, the browser has gone, or something
//! newer is asked. Deliberately absent: figures (answer.rs) and markup (view/).

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::Event;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::spawn_blocking;

use super::answer::{self, STEADY, Steadied};
use super::previews::ComingPreview;
use super::reason::{self, RefusalReason};
use super::room::Led;
use super::server::{Server, threads};
use super::state::Question;
use super::view::{self, Shown};
use super::workshop::{Turned, Workshop};
use crate::analysis::beside::{ArmBeside, PayerBeside};
use crate::simulation::{Stopped, Watch};

/// Events of which the queue always has room for the parts of a page: a browser that reads slowly misses counts, and holds up nobody.
const ROOM_FOR_PARTS: usize = 8;

/// Events of an answer.
pub type Events = mpsc::Sender<Result<Event, Infallible>>;

/// An answer on its way: it ends when the browser goes away, or asks something newer.
#[derive(Clone)]
pub struct AnswerTask {
    /// What all requests share.
    pub server: Arc<Server>,
    /// The scenario asked about.
    pub workshop: Arc<Workshop>,
    /// The question.
    pub question: Arc<Question>,
    /// The scenario of its state.
    pub now: Arc<Turned>,
    /// Where the answer goes.
    pub events: Events,
}

impl AnswerTask {
    /// Answers: what is expected, then futures.
    pub async fn run(self, coming: ComingPreview, in_hand: OwnedSemaphorePermit) {
        let previewed = tokio::select! {
            previewed = coming.wait() => previewed,
            () = self.events.closed() => return,
        };
        let Some((expected, before)) = previewed else {
            return self.fail(&RefusalReason::of(reason::FAILED)).await;
        };
        let task = self.clone();
        let (known, of_before) = (Arc::clone(&expected), before.clone());
        let told = spawn_blocking(move || {
            let kept = answer::kept(&task.workshop, &task.now);
            if kept.and_then(|kept| kept.futures).is_none() {
                let shown = answer::at_known_level(&task.workshop, &task.now, &known);
                task.tell("preview", [&known, &shown], None, of_before.as_ref());
            }
        });
        if told.await.is_err() {
            return self.fail(&RefusalReason::of(reason::FAILED)).await;
        }
        let runs = Arc::clone(&self.server.runs);
        let at_work = tokio::select! {
            at_work = runs.acquire_owned() => at_work,
            () = self.events.closed() => return,
        };
        let task = self.clone();
        let work = move || task.simulate(&expected, before.as_ref());
        if spawn_blocking(work).await.is_err() {
            self.fail(&RefusalReason::of(reason::FAILED)).await;
        }
        drop((at_work, in_hand));
    }

    async fn fail(&self, reason: &RefusalReason) {
        let event = self.failed(reason);
        // Where nobody listens any more there is nobody to tell.
        let _gone = self.events.send(Ok(event)).await;
    }

    /// Futures, told when they are steady and when all are there.
    fn simulate(&self, expected: &Arc<ArmBeside>, before: Option<&Arc<ArmBeside>>) {
        let kept = answer::kept(&self.workshop, &self.now);
        if let Some((futures, first)) = kept.and_then(|kept| Some((kept.futures?, kept.first))) {
            let found = Steadied { futures, first };
            self.tell("futures", [expected; 2], Some(&found), before);
            return;
        }
        self.server.make_room(&self.workshop);
        let all = self.now.scenario.run.replications;
        let advanced = |done: u32| {
            if self.leads() {
                self.server.room.count(done);
            }
            // Room is left for what must not be lost: a count is followed by a later one.
            if self.events.capacity() > ROOM_FOR_PARTS {
                let event = self.event("progress", json!({ "done": done, "all": all }));
                let _full = self.events.try_send(Ok(event));
            }
        };
        let is_gone = || self.events.is_closed() || (self.server.is_stopped)();
        let is_stopped = || {
            if !is_gone() {
                self.server.previews.give_way();
            }
            is_gone()
        };
        let watch = Watch {
            advanced: &advanced,
            is_stopped: &is_stopped,
        };
        let mut steady = |found: Steadied| self.tell("steady", [expected; 2], Some(&found), before);
        let found = answer::futures(&self.workshop, &self.now, threads(), watch, &mut steady);
        match found {
            Ok(found) => self.tell("futures", [expected; 2], Some(&found), before),
            Err(Stopped::Interrupted) => {}
            Err(Stopped::NoThreads(said) | Stopped::TooLarge(said)) => {
                let reason = RefusalReason::filled(reason::RUN_STOPPED, &[("said", &said)]);
                let event = self.failed(&reason);
                let _gone = self.events.blocking_send(Ok(event));
            }
        }
    }

    /// Whether beamer and phones show it: the page that asks leads, and is still there.
    fn leads(&self) -> bool {
        self.question.leads && !self.events.is_closed()
    }

    /// Tells the page, and the room where it leads. What is expected is shown at a level of its own.
    fn tell(
        &self,
        name: &str,
        [expected, at_level]: [&Arc<ArmBeside>; 2],
        found: Option<&Steadied>,
        before: Option<&Arc<ArmBeside>>,
    ) {
        let futures = found.map(|found| &*found.futures);
        let done = futures.map_or(0, |futures| futures.payers[0].spent.len());
        if self.leads() {
            let led = Led {
                workshop: Arc::clone(&self.workshop),
                lang: self.question.lang.lang(),
                state: self.question.state.clone(),
                origin: self.question.before.clone(),
                expected: Arc::clone(at_level),
                futures: found.map(|found| Arc::clone(&found.futures)),
                first: found.and_then(|found| found.first.clone()),
                before: before.cloned(),
            };
            self.server.room.lead(led, done as u32);
        }
        let shown = Shown {
            workshop: &self.workshop,
            lang: self.workshop.lang(self.question.lang.lang()),
            state: &self.question.state,
            expected: at_level,
            futures,
            first: found.and_then(|found| found.first.as_deref()),
            is_brief: false,
            before: before.map(|before| &**before),
        };
        let told = futures.unwrap_or(at_level);
        let figures: BTreeMap<&str, Value> = told
            .payers
            .iter()
            .map(|payer| (payer.name.as_str(), figures(payer, futures.is_some())))
            .collect();
        let is_same = before.is_some_and(|before| is_same(before, expected));
        let lang = self.question.lang.lang();
        let changed = self.question.before.as_ref().filter(|_| is_same);
        let same =
            changed.map(|before| view::why_same(&self.now, before, &self.question.state, lang));
        let body = json!({
            "parts": view::parts(&shown),
            "figures": figures,
            "done": done,
            "all": self.now.scenario.run.replications,
            "isSteady": done >= STEADY as usize,
            "same": same,
        });
        let _gone = self.events.blocking_send(Ok(self.event(name, body)));
    }

    /// That it went wrong, in the reader's language.
    fn failed(&self, reason: &RefusalReason) -> Event {
        let reason = reason.text(self.question.lang.lang());
        self.event("failed", json!({ "reason": reason }))
    }

    fn event(&self, name: &str, mut body: Value) -> Event {
        if let Some(table) = body.as_object_mut() {
            table.insert("number".into(), self.question.number.into());
        }
        Event::default().event(name).data(body.to_string())
    }
}

/// The figures of a payer as incremental.csv has them; chances only of futures.
fn figures(payer: &PayerBeside, is_of_futures: bool) -> Value {
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
fn is_same(before: &ArmBeside, after: &ArmBeside) -> bool {
    let totals = |beside: &ArmBeside| -> Vec<[f64; 2]> {
        beside.payers.iter().map(|payer| payer.total).collect()
    };
    totals(before) == totals(after)
        && before.residents == after.residents
        && before.margins == after.margins
}
