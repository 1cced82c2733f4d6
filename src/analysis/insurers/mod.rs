//! What each of several insurers lays out, and what it keeps of a saving after risk equalisation.
//!
//! Comes in: the flows of every replication, the insurers of a scenario. Goes out: rows of insurers.csv, none where a payer is
//! not several. Deliberately absent: residents. Nothing that happens to a resident hangs on who insures it, people change
//! insurers at random, and an arm serves everybody: so an insurer's expected part of what is declared is its share, whatever
//! the year and however many change, and to draw memberships would add luck and nothing else. What is not told is that luck:
//! which residents an insurer happens to have. A saving goes with the person by the same argument: those who do not sign have
//! their share of it.
//!
//! Care that is declared falls to insurers by their members; what an arm agrees beside the comparator falls to those that sign;
//! what both arms agree, and what contracts hold, falls to all. Where an arm agrees the same on other terms, what both lay out
//! in a year falls to all, and what the arm lays out beyond it to those that sign. Of a saving on declared care −ΔC of a year,
//! (1 − kept) goes to the equalisation fund in the years after it: E(t) = Σ_k leaves(k) · (1 − kept) · (−ΔC(t − k)). The fund
//! stands among the insurers with the opposite sign, so that the rows of a year add up to what the payer lays out, to the cent.

mod kept;
mod outlays;
mod rows;
mod table;

pub use kept::KeptPart;
pub(super) use outlays::Insurers;
pub use rows::{
    ALL, DRAWN, EQUALISATION, FUND, HIGH, InsurerRow, LATER, LOW, NET, NOT_SIGNING, PAID, SIGNING,
};
pub(super) use table::of_arm;
