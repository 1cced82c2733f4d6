//! The workshop page: a room turns a knob and sees who pays.
//!
//! Comes in: scenario files and requests over HTTP. Goes out: one page, and answers to states of its knobs: what the cohort twin
//! expects at once, then futures at the real size as a run has them, as a stream. Deliberately absent: anything kept on disk;
//! what a room did is held by its links, its overlays (files that `caremix run` takes) and the browser.
//!
//! The way of a request: listen.rs takes the connection, guard.rs looks whose it is, routes.rs what it asks, workshop.rs makes a
//! scenario of the state asked for, previews.rs has what is expected worked out, task.rs answers, answer.rs works it out, view/ puts it into words and pictures. room/ is
//! what others than the page that leads see: a beamer, and phones that vote. No route takes a path of a file.

mod answer;
mod guard;
mod known;
mod listen;
#[cfg(test)]
mod mutated;
mod overlay;
mod patience;
mod previews;
mod reason;
mod reply;
mod room;
mod routes;
mod say;
mod server;
mod state;
mod task;
mod view;
mod workshop;

pub use listen::{Listener, RoomAddress, ServeError};
pub use workshop::{Workshop, WorkshopError};
