//! What all requests share: scenarios, guard, and room for so many at a time.
//!
//! Comes in: workshops. Goes out: [`Server`]. Deliberately absent: routes.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::answer;
use super::guard::{Guard, Refused};
use super::known::{self, Known};
use super::previews::Previews;
use super::reason;
use super::room::Room;
use super::workshop::Workshop;
use crate::simulation::Watch;

/// Questions in hand at one time, most of which wait for their futures; further ones are told to come back.
const MOST_QUESTIONS: usize = 40;
/// Runs of futures at one time.
const MOST_RUNS: usize = 2;

/// Threads that simulate futures.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get())
}

/// Which figures were drawn for followers: their number, payer and language.
pub type DrawnFigures = (u64, usize, &'static str);

/// The same, as a route is given it.
pub type ServerState = State<Arc<Server>>;

/// What all requests share.
pub struct Server {
    /// The scenarios; the first is that of the page without a name.
    pub workshops: Vec<Arc<Workshop>>,
    /// Whose requests are answered.
    pub guard: Guard,
    /// What beamer and phones see.
    pub room: Room,
    /// Where phones find it, where they can.
    pub address: Option<String>,
    /// The last figures that were drawn for followers, and the pieces.
    pub drawn: tokio::sync::Mutex<Vec<(DrawnFigures, Value)>>,
    /// Whether the server is to end.
    pub is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Room for questions in hand.
    pub questions: Arc<Semaphore>,
    /// Previews, for which futures give way.
    pub previews: Arc<Previews>,
    /// Room for runs of futures at work.
    pub runs: Arc<Semaphore>,
}

impl Server {
    /// Of these scenarios; the first is that of the page without a name.
    pub fn new(
        workshops: Vec<Workshop>,
        (guard, room): (Guard, Room),
        address: Option<String>,
        is_stopped: Arc<dyn Fn() -> bool + Send + Sync>,
    ) -> Server {
        let space = known::space();
        let sharing = |mut workshop: Workshop| {
            workshop.known = Mutex::new(Known::within(Arc::clone(&space)));
            Arc::new(workshop)
        };
        Server {
            workshops: workshops.into_iter().map(sharing).collect(),
            guard,
            room,
            address,
            drawn: tokio::sync::Mutex::default(),
            is_stopped,
            questions: Arc::new(Semaphore::new(MOST_QUESTIONS)),
            previews: Arc::new(Previews::new()),
            runs: Arc::new(Semaphore::new(MOST_RUNS)),
        }
    }

    /// While nobody has asked anything yet, lives what the first scenario is compared with.
    pub fn foresee_start(&self) {
        let is_asked = || self.questions.available_permits() < MOST_QUESTIONS;
        let is_stopped = || (self.is_stopped)() || is_asked();
        let watch = Watch {
            is_stopped: &is_stopped,
            ..Watch::NOBODY
        };
        // Whatever keeps it from being known is told to who asks.
        let _unknown = answer::foresee_start(&self.workshops[0], threads(), watch);
    }

    /// Makes room for what is kept of a scenario's comparator: a room looks at one scenario at a time.
    pub fn make_room(&self, scenario: &Arc<Workshop>) {
        let others = self.workshops.iter();
        for other in others.filter(|other| !Arc::ptr_eq(other, scenario)) {
            let known = || other.known.lock().unwrap_or_else(PoisonError::into_inner);
            let left = known().leave_room();
            drop(left);
        }
    }

    /// The scenario of a name.
    ///
    /// # Errors
    /// When there is none.
    pub fn workshop(&self, name: &str) -> Result<Arc<Workshop>, Refused> {
        let found = self.workshops.iter().find(|workshop| workshop.name == name);
        found
            .cloned()
            .ok_or_else(|| Refused::of(StatusCode::NOT_FOUND, reason::NO_SCENARIO))
    }
}
