//! What a cycle asks for of a need that waits for a discipline, and what it finds.
//!
//! Comes in: nothing; these are records. Goes out: [`LineAsked`], [`LineFindings`] and [`QueueFindings`]. Deliberately absent:
//! how one follows from the other (course.rs).

use crate::system::System;
use crate::tables::queues::QueueLine;

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

/// What a cycle finds of the queue of a discipline; `None` of one for which nobody waits.
pub fn of_discipline<'a>(
    system: &System,
    found: &'a [QueueFindings],
    discipline: usize,
) -> Option<&'a QueueFindings> {
    let mut pairs = system.queues.iter().zip(found);
    let own = pairs.find(|(queue, _)| queue.discipline == discipline);
    own.map(|(_, found)| found)
}

/// The line of what is asked for through a channel and waits, with its number among all lines and what a cycle finds of it;
/// `None` of what does not wait.
pub fn of_channel(
    system: &System,
    found: &[QueueFindings],
    channel: usize,
) -> Option<(usize, QueueLine, LineFindings)> {
    let pairs = system.queues.iter().zip(found);
    let lines = pairs.flat_map(|(queue, found)| queue.lines.iter().zip(&found.lines));
    let mut lines = lines.enumerate();
    let (number, (line, found)) = lines.find(|(_, (line, _))| line.channel == channel)?;
    Some((number, *line, *found))
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
    /// The end of the cycle, and since when those wait then who wait longest, in cycles since the start of the run.
    pub now: f64,
    /// See `now`.
    pub head: f64,
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
    /// When care starts that was first asked for at some time, both in cycles since the start of the run; `None` where that is yet to
    /// be seen. Between the starts of two cycles, and to the head of the queue, the head moves evenly.
    #[inline(always)]
    pub fn starts(&self, since: f64) -> Option<f64> {
        let cycle = libm::floor(since);
        let start = self.of_cycle(cycle as i64)?;
        let into = since - cycle;
        if into <= 0.0 {
            return Some(start);
        }
        if let Some(next) = self.of_cycle(cycle as i64 + 1) {
            return Some(start + into * (next - start));
        }
        let moved = self.head - cycle;
        (into < moved).then(|| start + into / moved * (self.now - start))
    }

    /// When care starts that was first asked for at the start of a cycle.
    fn of_cycle(&self, cycle: i64) -> Option<f64> {
        let place = cycle - self.first;
        if place < 0 {
            return Some(cycle as f64 + self.published);
        }
        self.starts.get(place as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn care_starts_in_the_order_in_which_it_was_asked_for_however_the_queue_changes() {
        let found = QueueFindings {
            delivered: 1.0,
            first: -1,
            starts: vec![1.0, 1.5, 3.5],
            now: 4.0,
            head: 1.25,
            published: 2.0,
            lines: Vec::new(),
            waiting: 0.0,
            begun: 0.0,
            started: 0.0,
            given_up: 0.0,
        };
        // Before the first cycle known the wait is the published one, up to the start of that.
        assert_eq!(found.starts(-3.5), Some(-1.5));
        assert_eq!(found.starts(-2.0), Some(0.0));
        assert_eq!(found.starts(-1.5), Some(0.5));
        // From 1.0 to 1.5 in one cycle: the queue shortens; from 1.5 to 3.5 in the next: it lengthens.
        assert_eq!(found.starts(-0.5), Some(1.25));
        assert_eq!(found.starts(0.25), Some(2.0));
        assert_eq!(found.starts(1.0), Some(3.5));
        // Who asked at 1.25 starts just now, at 4.
        assert_eq!(found.starts(1.125), Some(3.75));
        assert_eq!(found.starts(1.25), None);
        assert_eq!(found.starts(2.0), None);
    }
}
