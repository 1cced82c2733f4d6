//! Scenarios as written: what loads, what is refused and with which words, and what those that ship come to.
//!
//! Comes in: the scenarios that ship, and made-up ones with mistakes. Goes out: messages beside tests/mistakes/, figures
//! beside tests/golden/. Deliberately absent: what the figures should be (known_answers, accounts).

mod corrections;
mod evidence;
mod explanations;
mod front;
mod golden;
mod hostile;
mod knobs;
mod limits;
mod mistakes;
mod people_file;
mod size;
#[path = "../town/mod.rs"]
mod town;
