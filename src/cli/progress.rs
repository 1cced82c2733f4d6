//! The progress bar: replications done, resident-years a second, time to go.
//!
//! Comes in: replications as they are done, from any thread. Goes out: a bar on stderr, when that is a terminal.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::numbers::grouped;

/// While the twin is asked.
const TWIN: &str = "{bar:30} {pos}/{len} questions to the twin  {eta} to go";
const LAYOUT: &str = "{bar:30} {pos}/{len} replications  {msg}{eta} to go";

/// A bar, or nothing when it is hidden.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// What one replication simulates over all arms; `None` for the twin.
    resident_years_each: Option<f64>,
    /// Done before it started.
    known: u32,
}

impl Progress {
    /// Starts at nothing done. `resident_years_each` is what one replication simulates over all arms.
    pub fn start(replications: u32, resident_years_each: f64, is_quiet: bool) -> Progress {
        Progress::drawn(replications, Some(resident_years_each), LAYOUT, is_quiet)
    }

    /// So many questions to the cohort twin.
    pub fn of_twin(questions: u32, is_quiet: bool) -> Progress {
        Progress::drawn(questions, None, TWIN, is_quiet)
    }

    fn drawn(
        length: u32,
        resident_years_each: Option<f64>,
        layout: &str,
        is_quiet: bool,
    ) -> Progress {
        let is_hidden = is_quiet || !std::io::stderr().is_terminal();
        let target = if is_hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(u64::from(length)), target);
        if let Ok(style) = ProgressStyle::with_template(layout) {
            bar.set_style(style.progress_chars("=> "));
        }
        // Drawn before the first replication is done, which may take a while.
        bar.tick();
        Progress {
            bar,
            started: Instant::now(),
            resident_years_each,
            known: 0,
        }
    }

    /// So many were known before.
    pub fn continued(self, known: u32) -> Progress {
        self.bar.set_position(u64::from(known));
        self.bar.reset_eta();
        Progress { known, ..self }
    }

    /// So many are wanted now.
    pub fn up_to(&self, replications: u32) {
        self.bar.set_length(u64::from(replications));
    }

    /// So many are done, those known before included.
    pub fn advanced(&self, done: u32) {
        let seconds = self.started.elapsed().as_secs_f64().max(1e-3);
        if let Some(each) = self.resident_years_each {
            let rate = f64::from(done.saturating_sub(self.known)) * each / seconds;
            self.bar
                .set_message(format!("{} resident-years/s  ", grouped(rate, 0)));
        }
        self.bar.set_position(u64::from(done));
    }

    /// Takes the bar away and gives the seconds it stood.
    pub fn finish(self) -> f64 {
        self.bar.finish_and_clear();
        self.started.elapsed().as_secs_f64()
    }
}
