//! Two published models as ordinary scenario files.
//!
//! Comes in: `sick-sicker.toml` and `hiv.toml`. Goes out: agreement with the printed figures. Each model is written down
//! a second time in the test itself, slowly and plainly, as transition matrices with the arithmetic beside them; that
//! copy must give the printed digits, and caremix must give that copy. Deliberately absent: anything read off a run.

mod expected;
mod hiv;
mod plain;
mod scenario;
mod sick_sicker;
