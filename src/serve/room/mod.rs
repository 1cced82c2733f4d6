//! The room: what beamer and phones see of the page that leads, and what phones are asked.
//!
//! Comes in: answers of the page that leads, how it stands (which payer, curtain, replay), and votes. Goes out: the same with a
//! version, and word of a newer one. Deliberately absent: words and pictures (view/), and anything kept on disk: a server that is
//! started again is another room, and says so by its mark.

mod ballot;
pub mod routes;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::sync::watch;

pub use ballot::{Ballot, BallotSubject, Uncounted, spread};

use super::state::PageState;
use super::workshop::Workshop;
use crate::analysis::beside::ArmBeside;
use crate::chart::words::Lang;

/// A count of futures is handed on at most so often.
const COUNT_PAUSE: Duration = Duration::from_millis(700);

/// What the page that leads shows.
#[derive(Clone)]
pub struct Led {
    /// The scenario.
    pub workshop: Arc<Workshop>,
    /// The language of the page that leads.
    pub lang: Lang,
    /// The state.
    pub state: PageState,
    /// The state it comes from, where it is a change.
    pub origin: Option<PageState>,
    /// What is expected of it.
    pub expected: Arc<ArmBeside>,
    /// Its futures, as far as they are there.
    pub futures: Option<Arc<ArmBeside>>,
    /// Chances of the first futures.
    pub first: Option<Arc<[f64]>>,
    /// What was expected before the last change.
    pub before: Option<Arc<ArmBeside>>,
}

/// How the page that leads stands, beside its figures.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Posture {
    /// The payer whose course and reasons are shown; all together come last.
    pub payer: usize,
    /// Whether a curtain is before the figures.
    pub is_curtained: bool,
    /// What the room guessed: dearer, the same, cheaper.
    pub tally: Option<[u32; 3]>,
    /// Of which payer it guessed that; the one that is shown where none is said.
    #[serde(default)]
    pub tally_of: Option<usize>,
    /// Which side of the last change is replayed.
    pub replay: Option<ReplaySide>,
}

/// A side of the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplaySide {
    /// The state before it.
    Before,
    /// The state after it.
    After,
}

/// All that beamer and phones are told.
#[derive(Clone, Default)]
pub struct RoomSight {
    /// What is shown, with its number.
    pub led: Option<(u64, Arc<Led>)>,
    /// Futures that are simulated, of all.
    pub done: u32,
    /// How it stands.
    pub posture: Posture,
    /// What is asked.
    pub ballot: Option<Ballot>,
}

#[derive(Default)]
struct KeptRoom {
    sight: RoomSight,
    leads: u64,
    ballots: u64,
    counted: Option<Instant>,
    /// The last votes on each belief that were closed, by scenario and knob.
    said: BTreeMap<(String, String), Ballot>,
}

/// The room of a server.
pub struct Room {
    /// By which a page knows that the server was started again.
    pub mark: String,
    kept: Mutex<KeptRoom>,
    version: watch::Sender<u64>,
}

impl Room {
    /// An empty room.
    pub fn new(mark: String) -> Room {
        Room {
            mark,
            kept: Mutex::default(),
            version: watch::Sender::new(1),
        }
    }

    fn kept(&self) -> MutexGuard<'_, KeptRoom> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// What is to be seen now, with its version.
    pub fn sight(&self) -> (u64, RoomSight) {
        let kept = self.kept();
        (*self.version.borrow(), kept.sight.clone())
    }

    /// Returns when there is something newer than `seen`, or after a while.
    pub async fn news(&self, seen: u64, wait: Duration) {
        let mut version = self.version.subscribe();
        let newer = version.wait_for(|version| *version != seen);
        // A while without news is no failure: the answer says that there are none.
        let _waited = tokio::time::timeout(wait, newer).await;
    }

    /// Shows something else, of which so many futures are simulated.
    pub fn lead(&self, led: Led, done: u32) {
        {
            let mut kept = self.kept();
            kept.leads += 1;
            kept.sight.led = Some((kept.leads, Arc::new(led)));
            kept.sight.done = done;
            kept.counted = Some(Instant::now());
        }
        self.changed();
    }

    /// Tells how many futures are simulated, now and then.
    pub fn count(&self, done: u32) {
        {
            let mut kept = self.kept();
            let is_soon = |at: Instant| at.elapsed() < COUNT_PAUSE;
            if kept.counted.is_some_and(is_soon) {
                return;
            }
            kept.counted = Some(Instant::now());
            kept.sight.done = done;
        }
        self.changed();
    }

    /// Stands in another way.
    pub fn stand(&self, posture: Posture) {
        self.kept().sight.posture = posture;
        self.changed();
    }

    /// Asks the phones something.
    pub fn ask(&self, subject: BallotSubject) {
        {
            let mut kept = self.kept();
            kept.ballots += 1;
            kept.sight.ballot = Some(Ballot::new(kept.ballots, subject));
        }
        self.changed();
    }

    /// Votes count no more, and are shown.
    pub fn close(&self) {
        {
            let mut kept = self.kept();
            if let Some(ballot) = &mut kept.sight.ballot {
                ballot.is_open = false;
                let ballot = ballot.clone();
                if let BallotSubject::Belief { scenario, knob, .. } = &ballot.subject
                    && ballot.count() > 0
                {
                    let key = (scenario.clone(), knob.clone());
                    kept.said.insert(key, ballot);
                }
            }
        }
        self.changed();
    }

    /// What the room said of the beliefs of a scenario, the last time that each was asked.
    pub fn said(&self, scenario: &str) -> Vec<Ballot> {
        let kept = self.kept();
        let said = kept.said.iter();
        let of_scenario = said.filter(|((of, _), _)| of == scenario);
        of_scenario.map(|(_, ballot)| ballot.clone()).collect()
    }

    /// Nothing is asked any more.
    pub fn clear(&self) {
        self.kept().sight.ballot = None;
        self.changed();
    }

    /// Counts a vote on a question.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn vote(
        &self,
        number: u64,
        device: &str,
        value: f64,
        address: IpAddr,
    ) -> Result<(), Uncounted> {
        {
            let mut kept = self.kept();
            let ballot = kept.sight.ballot.as_mut();
            let ballot = ballot.filter(|ballot| ballot.number == number);
            let ballot = ballot.ok_or(Uncounted::Closed)?;
            ballot.vote(device, value, (address, Instant::now()))?;
        }
        self.changed();
        Ok(())
    }
}
