//! The page in words and pictures.
//!
//! Comes in: a workshop, and what a state comes to. Goes out: markup. Deliberately absent: figures of its own, scripts and styles
//! within the markup (page.js and page.css are files of their own), and what changes without the server (page.js).

mod ballot;
mod compare;
mod dots;
mod idle;
mod knobs;
mod names;
mod page;
mod qr;
mod results;
mod room;
mod shown;
mod tables;
mod why;

pub use compare::comparison;
pub use idle::why_same;
pub use page::page;
pub use results::parts;
pub use room::{Follower, news, room_page, room_parts, voted};
pub use shown::Shown;
