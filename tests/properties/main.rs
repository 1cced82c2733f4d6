//! What holds of every run, whatever the figures are: money is conserved, arms share people and luck, steps add up,
//! nothing drifts by itself, and the length of a cycle moves nothing.
//!
//! Comes in: shipped and made-up scenarios at small samples, through the library. Goes out: agreement. Deliberately
//! absent: what the figures should be (known_answers, accounts), and the program as users meet it (cli).

mod accounting;
mod arrangements;
mod conservation;
mod control_variate;
mod cycle_length;
mod drift;
mod layers;
mod luck;
#[path = "../town/mod.rs"]
mod town;
