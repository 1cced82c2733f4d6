//! What a cycle asks for of a need that waits for a discipline, and what it finds.
//!
//! Comes in: nothing; these are records. Goes out: [`LineAsked`], [`LineFindings`] and [`QueueFindings`]. Deliberately absent:
//! how one follows from the other (course.rs).

/// Needs that are brought forward in a cycle, or are open in it, and the hours they ask for when all wait for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LineAsked {
    /// New needs, or residents with a permanent one.
    pub needs: f64,
    /// Hours in the cycle.
    pub hours: f64,
}

/// What a cycle finds of one need that waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineFindings {
    /// Units delivered for each that is asked for: of a permanent need at most 1, of others more while a queue shortens.
    pub met: f64,
    /// Units that are never delivered, likewise: of a permanent need all others.
    pub lost: f64,
    /// Needs that are in care, of a permanent need, or whose care starts, for each that is asked for.
    pub turns: f64,
}

/// What a cycle finds of a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueFindings {
    /// Share of the hours asked for that are delivered; those who gave up ask for none.
    pub delivered: f64,
    /// The first cycle of which it is known when care starts that was first asked for in it; before it, care started after
    /// the wait of the observed year.
    pub first: i64,
    /// When it starts, in cycles since the start of the run, for that cycle and those after it; of later ones it is not known
    /// yet.
    pub starts: Vec<f64>,
    /// Cycles of waiting in the observed year.
    pub published: f64,
    /// Per line.
    pub lines: Vec<LineFindings>,
    /// Needs that waited on average over the cycle, in all; and those that begin to wait or are served at once, start, and
    /// are given up in it.
    pub waiting: f64,
    /// See `waiting`.
    pub begun: f64,
    /// See `waiting`.
    pub started: f64,
    /// See `waiting`.
    pub given_up: f64,
}

impl QueueFindings {
    /// When care starts that was first asked for in a cycle, in cycles since the start of the run; `None` where that is yet
    /// to be seen.
    #[inline(always)]
    pub fn starts(&self, since: i64) -> Option<f64> {
        let place = since - self.first;
        if place < 0 {
            return Some(since as f64 + self.published);
        }
        self.starts.get(place as usize).copied()
    }
}
