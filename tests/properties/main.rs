//! What holds of every run, whatever the figures are: money is conserved, arms share people and luck, steps add up,
//! nothing drifts by itself, and the length of a cycle moves nothing.
//!
//! Comes in: shipped and made-up scenarios at small samples, through the library. Goes out: agreement. Deliberately
//! absent: what the figures should be (known_answers, accounts), and the program as users meet it (cli).

mod accounting;
mod arrangements;
mod conservation;
mod contracts;
mod cycle_length;
mod drift;
mod hamlet;
mod known_comparator;
mod layers;
mod luck;
mod real_size;
#[path = "../town/mod.rs"]
mod town;

use std::sync::LazyLock;

/// Sets that make the shipped scenario small.
const SMALL: [&str; 3] = ["run.sample=700", "run.years=4", "run.replications=2"];

/// The shipped scenario, small: one run for every test that looks at it.
static SHIPPED: LazyLock<town::Finished> =
    LazyLock::new(|| town::finish(&town::load(&town::zoetermeer(), &SMALL)));
