//! Previews before futures: what is expected is worked out at once, and once for all who wait for it.
//!
//! Comes in: states asked about. Goes out: what is expected of them, or a refusal where too many wait; and a pause for whoever
//! simulates futures, as long as a preview waits or is worked out. Deliberately absent: figures (answer.rs).

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;

use super::answer;
use super::guard::Refused;
use super::reason;
use super::workshop::{Turned, Workshop};
use crate::analysis::beside::ArmBeside;
use crate::scenario::schema::Scenario;

/// Previews that are worked out at one time: a twin makes use of every processor at some of its steps only.
const MOST_AT_WORK: usize = 2;

/// Previews that wait beside these at most; further ones are told to come back.
const MOST_WAITING: usize = 4;

/// Futures give way for so long at a time, and then go on for a turn: a room that never stops asking is to see some too.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
const TURN: Duration = Duration::from_millis(100);

/// What is expected of a state, and of the state it comes from.
pub type Previewed = (Arc<ArmBeside>, Option<Arc<ArmBeside>>);

/// What comes of waiting for a preview; `None` as long as it is not there.
type Awaited = Option<Result<Previewed, ()>>;

/// Previews waited for.
pub struct Previews {
    waited_for: Mutex<WaitedFor>,
    /// Told when one is done.
    done: Condvar,
    at_work: Arc<Semaphore>,
}

#[derive(Default)]
struct WaitedFor {
    flights: Vec<Arc<Flight>>,
    /// Until when futures go on whatever waits.
    turn_ends: Option<Instant>,
}

/// One preview, and everybody who waits for it.
struct Flight {
    workshop: Arc<Workshop>,
    now: Scenario,
    before: Option<Scenario>,
    awaited: watch::Sender<Awaited>,
}

/// A preview that comes.
pub struct ComingPreview(watch::Receiver<Awaited>);

impl ComingPreview {
    /// The preview, or nothing where it could not be worked out.
    pub async fn wait(mut self) -> Option<Previewed> {
        let found = self.0.wait_for(Option::is_some).await.ok()?;
        found.clone()?.ok()
    }
}

impl Previews {
    /// Nobody waits.
    pub fn new() -> Previews {
        Previews {
            waited_for: Mutex::default(),
            done: Condvar::new(),
            at_work: Arc::new(Semaphore::new(MOST_AT_WORK)),
        }
    }

    fn waited_for(&self) -> MutexGuard<'_, WaitedFor> {
        self.waited_for
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a state previewed beside the state it comes from. Where somebody waits for the same, both get what is found once.
    ///
    /// # Errors
    /// A refusal where too many wait already.
    pub fn ask(
        self: &Arc<Self>,
        workshop: &Arc<Workshop>,
        now: &Arc<Turned>,
        before: Option<Turned>,
    ) -> Result<ComingPreview, Refused> {
        if let Some(known) = known(workshop, now, before.as_ref()) {
            return Ok(ComingPreview(watch::channel(Some(Ok(known))).1));
        }
        let mut waited_for = self.waited_for();
        let of_before = before.as_ref().map(|before| &before.scenario);
        let is_same = |flight: &&Arc<Flight>| {
            Arc::ptr_eq(&flight.workshop, workshop)
                && flight.now == now.scenario
                && flight.before.as_ref() == of_before
        };
        if let Some(flight) = waited_for.flights.iter().find(is_same) {
            return Ok(ComingPreview(flight.awaited.subscribe()));
        }
        if waited_for.flights.len() >= MOST_AT_WORK + MOST_WAITING {
            return Err(Refused::of(
                StatusCode::TOO_MANY_REQUESTS,
                reason::MANY_PREVIEWS,
            ));
        }
        let (awaited, coming) = watch::channel(None);
        let flight = Arc::new(Flight {
            workshop: Arc::clone(workshop),
            now: now.scenario.clone(),
            before: of_before.cloned(),
            awaited,
        });
        waited_for.flights.push(Arc::clone(&flight));
        drop(waited_for);
        let (previews, now) = (Arc::clone(self), Arc::clone(now));
        tokio::spawn(async move { previews.work_out(&flight, now, before).await });
        Ok(ComingPreview(coming))
    }

    async fn work_out(&self, flight: &Arc<Flight>, now: Arc<Turned>, before: Option<Turned>) {
        let _at_work = Arc::clone(&self.at_work).acquire_owned().await;
        if self.is_wanted(flight) {
            let workshop = Arc::clone(&flight.workshop);
            let work = move || {
                let before = before.map(|before| answer::expected(&workshop, &before));
                (answer::expected(&workshop, &now), before)
            };
            let found = spawn_blocking(work).await;
            flight.awaited.send_replace(Some(found.map_err(|_| ())));
            self.land(flight);
        }
    }

    /// Whether anybody still waits for a preview; one that nobody waits for is let go of.
    fn is_wanted(&self, flight: &Arc<Flight>) -> bool {
        // Who comes to wait holds the same lock.
        let mut waited_for = self.waited_for();
        let is_wanted = flight.awaited.receiver_count() > 0;
        if !is_wanted {
            waited_for.land(flight);
            self.done.notify_all();
        }
        is_wanted
    }

    fn land(&self, flight: &Arc<Flight>) {
        self.waited_for().land(flight);
        self.done.notify_all();
    }

    /// Called by whoever simulates futures, between two cycles: returns when no preview is waited for, or after a while.
    pub fn give_way(&self) {
        let waited_for = self.waited_for();
        let has_turn = waited_for
            .turn_ends
            .is_some_and(|ends| Instant::now() < ends);
        if waited_for.flights.is_empty() || has_turn {
            return;
        }
        let is_waited_for = |waited_for: &mut WaitedFor| !waited_for.flights.is_empty();
        let waited = self
            .done
            .wait_timeout_while(waited_for, LONGEST_PAUSE, is_waited_for);
        let (mut waited_for, ended) = waited.unwrap_or_else(PoisonError::into_inner);
        if ended.timed_out() {
            waited_for.turn_ends = Some(Instant::now() + TURN);
        }
    }
}

impl WaitedFor {
    fn land(&mut self, flight: &Arc<Flight>) {
        self.flights.retain(|other| !Arc::ptr_eq(other, flight));
    }
}

/// What is expected, where both states were asked about before.
fn known(workshop: &Workshop, now: &Turned, before: Option<&Turned>) -> Option<Previewed> {
    let before = match before {
        Some(before) => Some(answer::kept(workshop, before)?.expected),
        None => None,
    };
    Some((answer::kept(workshop, now)?.expected, before))
}

#[cfg(test)]
mod tests {
    use super::super::mutated::workshop;
    use super::*;

    fn turned(workshop: &Workshop, fee: f64) -> Arc<Turned> {
        let mut state = workshop.start();
        state.knobs.insert("fee".into(), fee);
        let turned = workshop.turn(&state);
        Arc::new(turned.unwrap_or_else(|reasons| panic!("{reasons:?}")))
    }

    fn in_runtime<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(work)
    }

    #[test]
    fn as_many_wait_as_there_is_room_and_who_asks_for_the_same_takes_none() {
        let workshop = Arc::new(workshop());
        let previews = Arc::new(Previews::new());
        in_runtime(async {
            // Nothing is worked out before all have asked.
            let busy = Arc::clone(&previews.at_work).acquire_many_owned(MOST_AT_WORK as u32);
            let busy = busy.await.expect("room");
            let ask = |fee: usize| previews.ask(&workshop, &turned(&workshop, fee as f64), None);
            let room = MOST_AT_WORK + MOST_WAITING;
            let waiting: Vec<ComingPreview> =
                (0..room).map(|fee| ask(fee).expect("room")).collect();
            let Err(Refused(status, reason)) = ask(room) else {
                panic!("one more than there is room for");
            };
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(reason, reason::RefusalReason::of(reason::MANY_PREVIEWS));
            let same = ask(0).expect("the same as the first");
            assert_eq!(previews.waited_for().flights.len(), room);
            drop(busy);

            let mut found = Vec::new();
            for coming in waiting {
                found.push(coming.wait().await.expect("a preview").0);
            }
            let same = same.wait().await.expect("a preview").0;
            assert!(Arc::ptr_eq(&found[0], &same), "worked out once");
            let all = |of: &ArmBeside| of.payers.last().map(|all| all.total[1]);
            assert_ne!(all(&found[0]), all(&found[1]), "each its own");
            assert!(previews.waited_for().flights.is_empty());
            // What is known takes no room.
            let known = ask(1).expect("known").wait().await.expect("a preview").0;
            assert!(Arc::ptr_eq(&found[1], &known));
        });
    }

    #[test]
    fn a_preview_that_nobody_waits_for_any_more_is_not_worked_out() {
        let workshop = Arc::new(workshop());
        let previews = Arc::new(Previews::new());
        in_runtime(async {
            let busy = Arc::clone(&previews.at_work).acquire_many_owned(MOST_AT_WORK as u32);
            let busy = busy.await.expect("room");
            let (left, wanted) = (turned(&workshop, 1.0), turned(&workshop, 2.0));
            drop(previews.ask(&workshop, &left, None).expect("room"));
            let coming = previews.ask(&workshop, &wanted, None).expect("room");
            drop(busy);
            assert!(coming.wait().await.is_some());
            assert!(previews.waited_for().flights.is_empty());
            assert!(answer::kept(&workshop, &wanted).is_some());
            assert!(answer::kept(&workshop, &left).is_none());
        });
    }

    #[test]
    fn futures_wait_for_previews_but_get_their_turn() {
        let workshop = Arc::new(workshop());
        let previews = Arc::new(Previews::new());
        in_runtime(async {
            let busy = Arc::clone(&previews.at_work).acquire_many_owned(MOST_AT_WORK as u32);
            let busy = busy.await.expect("room");
            previews.give_way();
            assert!(
                previews.waited_for().turn_ends.is_none(),
                "nobody was there to wait for"
            );
            let coming = previews.ask(&workshop, &turned(&workshop, 3.0), None);
            let coming = coming.expect("room");
            previews.give_way();
            let turn_ends = previews.waited_for().turn_ends;
            assert!(turn_ends.is_some(), "it waited in vain and goes on");
            drop(busy);
            assert!(coming.wait().await.is_some());
        });
    }
}
