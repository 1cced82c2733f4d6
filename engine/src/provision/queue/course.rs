//! The course of a queue through a cycle: who begins to wait, starts, gives up.
//!
//! Comes in: what the cycle asks for, hours that there are, and the queue at its start. Goes out: [`QueueFindings`] and the
//! queue at its end. Deliberately absent: single residents (turn.rs); all figures are expected ones.
//!
//! With P hours a year of permanent needs in care, q of what does not wait, and K that there are: what does not wait is
//! answered with chance min(1, K/(P + q)), and F = max(0, K − P − q) hours a year start those who wait, the longest first. A
//! cycle is cut into parts of a week or so, which are the same however a year is cut into cycles. In a part of dt years a
//! permanent need takes h·dt of F·dt, and is in care from then on; a temporary one takes its hours. Permanent needs end and
//! begin evenly over a cycle, so that as many are open in all of it as it asks for; where it asks for others than the cycle
//! before, those begin, or end, with it.

use crate::tables::queues::Queue;

use super::line::{LineAsked, LineFindings, QueueFindings};
use super::published::{PublishedWait, begun};

/// Parts of a year.
const PARTS: f64 = 48.0;

/// A queue at the start of a cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueCourse {
    /// Cycles so far.
    cycle: usize,
    wait: PublishedWait,
    lines: Vec<LineCourse>,
    /// Those who began to wait at about the same time, the longest first: from when, until when, and by line how many there
    /// were, and the logarithm of what was left of its line then.
    bins: Vec<f64>,
    first: i64,
    starts: Vec<f64>,
}

/// Needs of one line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct LineCourse {
    /// Open permanent needs.
    open: f64,
    waiting: f64,
    /// Open permanent needs that wait no more and are not in care.
    given_up: f64,
    /// Logarithm of the share of those who began to wait at the start that would still wait.
    left: f64,
}

/// What a cycle asks for, and hours that there are in it.
pub(in crate::provision) struct QueueCycle<'a> {
    pub queue: &'a Queue,
    /// Years.
    pub length: f64,
    /// Per line.
    pub asked: &'a [LineAsked],
    /// Hours of what does not wait.
    pub others: f64,
    /// Hours that there are.
    pub hours: f64,
}

impl QueueCourse {
    /// At the start of a run: as long as it is published to be, of what the first cycle asks for.
    pub(in crate::provision) fn start(of: &QueueCycle, wait: PublishedWait) -> QueueCourse {
        let (queue, length) = (of.queue, of.length);
        let whole = libm::ceil(wait.years / length - 1e-9).max(1.0);
        let mut course = QueueCourse {
            cycle: 0,
            wait,
            lines: Vec::new(),
            bins: Vec::new(),
            first: 1 - whole as i64,
            starts: Vec::new(),
        };
        let pairs = || queue.lines.iter().zip(of.asked);
        course.lines = pairs()
            .map(|(line, asked)| {
                let given_up = queue.given_up * wait.waiting(queue, line) * asked.needs;
                LineCourse {
                    open: asked.needs,
                    waiting: 0.0,
                    given_up: if line.is_permanent { given_up } else { 0.0 },
                    left: 0.0,
                }
            })
            .collect();
        let parts = libm::ceil(wait.years * PARTS) as usize;
        let part = wait.years / parts.max(1) as f64;
        for number in (0..parts).rev() {
            let from = -(number as f64 + 1.0) * part;
            course.bins.extend([from, from + part]);
            for (place, (line, asked)) in pairs().enumerate() {
                let rate = queue.given_up + line.ends;
                let many = begun(line, asked.needs, length) * part;
                let left = -rate * (from + 0.5 * part);
                course.bins.extend([many, left]);
                course.lines[place].waiting += many * libm::exp(-left);
            }
        }
        course
    }

    /// Figures of a bin.
    fn stride(&self) -> usize {
        2 + 2 * self.lines.len()
    }

    /// Lives a cycle.
    pub(in crate::provision) fn live(&mut self, of: &QueueCycle) -> (f64, QueueFindings) {
        let mut part = CyclePart::new(self, of);
        part.begin_with();
        let parts = libm::ceil(PARTS * of.length - 1e-9).max(1.0);
        let from = self_time(part.course.cycle, of.length);
        for number in 0..parts as usize {
            let at = |number: usize| from + of.length * number as f64 / parts;
            part.live([at(number), at(number + 1)]);
        }
        let found = part.findings();
        let gone = part.front;
        self.bins.drain(..gone);
        self.cycle += 1;
        found
    }
}

fn self_time(cycle: usize, length: f64) -> f64 {
    cycle as f64 * length
}

/// A cycle while it is lived.
struct CyclePart<'a> {
    course: &'a mut QueueCourse,
    of: &'a QueueCycle<'a>,
    /// Where the bins of those who still wait begin.
    front: usize,
    /// Per line: hours of one need, a year of a permanent one; needs that start, each by what lateness makes of its units;
    /// years in care as far as there are hours for them, and in all, or needs that start; needs that are given up.
    hours: Vec<f64>,
    started: Vec<f64>,
    in_care: Vec<f64>,
    turns: Vec<f64>,
    lost: Vec<f64>,
    waiting: f64,
    begun: f64,
    starts: f64,
    given_up: f64,
    /// Chance that what does not wait is refused, summed over the years of the cycle, and hours delivered and asked for.
    refused: f64,
    delivered: f64,
    wanted: f64,
}

impl<'a> CyclePart<'a> {
    fn new(course: &'a mut QueueCourse, of: &'a QueueCycle<'a>) -> CyclePart<'a> {
        let none = vec![0.0; of.asked.len()];
        let hours = of.queue.lines.iter().zip(of.asked).map(|(line, asked)| {
            let years = if line.is_permanent { of.length } else { 1.0 };
            if asked.needs > 0.0 {
                asked.hours / asked.needs / years
            } else {
                0.0
            }
        });
        CyclePart {
            hours: hours.collect(),
            front: 0,
            started: none.clone(),
            in_care: none.clone(),
            turns: none.clone(),
            lost: none,
            waiting: 0.0,
            begun: 0.0,
            starts: 0.0,
            given_up: 0.0,
            refused: 0.0,
            delivered: 0.0,
            wanted: 0.0,
            course,
            of,
        }
    }

    /// Permanent needs of which this cycle asks for more than the last one begin to wait with it.
    fn begin_with(&mut self) {
        let time = self_time(self.course.cycle, self.of.length);
        let mut new = vec![0.0; self.of.asked.len()];
        let lines = self.of.queue.lines.iter().zip(self.of.asked).enumerate();
        for (place, (_, asked)) in lines.filter(|(_, (line, _))| line.is_permanent) {
            let line = &mut self.course.lines[place];
            let before = std::mem::replace(&mut line.open, asked.needs);
            if asked.needs > before {
                new[place] = asked.needs - before;
            } else {
                let fewer = before - asked.needs;
                // Those who do not wait are in care or have given up, and end alike.
                let others = before - line.waiting;
                let rest = (fewer - line.waiting).max(0.0);
                if others > 0.0 {
                    line.given_up *= (1.0 - rest / others).clamp(0.0, 1.0);
                }
                self.withdraw(place, fewer);
            }
        }
        self.join([time, time], &new);
    }

    /// So many needs of a line fewer are asked for than would be: they would have been the last to wait, as far as any do.
    fn withdraw(&mut self, place: usize, fewer: f64) {
        let course = &mut *self.course;
        let stride = 2 + 2 * course.lines.len();
        let line = &mut course.lines[place];
        let mut left = fewer.min(line.waiting);
        self.begun -= left;
        line.waiting -= left;
        for bin in course.bins[self.front..].chunks_exact_mut(stride).rev() {
            let entry = &mut bin[2 + 2 * place..][..2];
            let each = libm::exp(line.left - entry[1]);
            let taken = left.min(entry[0] * each);
            entry[0] -= taken / each;
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
    }

    /// So many needs of each line begin to wait.
    fn join(&mut self, [from, to]: [f64; 2], new: &[f64]) {
        if new.iter().all(|many| *many == 0.0) {
            return;
        }
        let course = &mut *self.course;
        course.bins.extend([from, to]);
        for (line, many) in course.lines.iter_mut().zip(new) {
            line.waiting += many;
            course.bins.extend([*many, line.left]);
            self.begun += many;
        }
    }

    fn live(&mut self, [from, to]: [f64; 2]) {
        let head = self.head().unwrap_or(from);
        let years = to - from;
        self.leave(years);
        let of = self.of;
        let pairs = of.queue.lines.iter().zip(of.asked);
        let new: Vec<f64> = pairs
            .map(|(line, asked)| match line.is_permanent {
                true => -asked.needs * libm::expm1(-line.ends * years),
                false => asked.needs * years / of.length,
            })
            .collect();
        self.join([from, to], &new);
        let (others, there) = (of.others / of.length, of.hours / of.length);
        let in_care = self.hours_in_care();
        let free = (there - in_care - others).max(0.0);
        let late = self.start(free * years, [from, to]);
        let in_care = self.hours_in_care();
        // Hours that are just used up, but for rounding, are enough.
        let chance = if in_care + others > there * (1.0 + 1e-9) {
            there / (in_care + others)
        } else {
            1.0
        };
        self.refused += (1.0 - chance) * years;
        self.delivered += (in_care + others) * chance * years + late;
        self.wanted += others * years;
        for (place, line) in of.queue.lines.iter().enumerate() {
            let course = &self.course.lines[place];
            self.waiting += course.waiting * years;
            if line.is_permanent {
                let asking = course.open - course.given_up;
                self.in_care[place] += (asking - course.waiting) * chance * years;
                self.turns[place] += (asking - course.waiting) * years;
                self.wanted += asking * self.hours[place] * years;
            } else {
                self.wanted += new[place] * self.hours[place];
            }
        }
        self.note([from, to], head);
    }

    /// Those who wait give up, die or move; permanent needs end.
    fn leave(&mut self, years: f64) {
        let queue = self.of.queue;
        for (place, (line, course)) in queue.lines.iter().zip(&mut self.course.lines).enumerate() {
            let rate = queue.given_up + line.ends;
            if rate <= 0.0 {
                continue;
            }
            let gone = -course.waiting * libm::expm1(-rate * years);
            let gave_up = gone * queue.given_up / rate;
            course.waiting -= gone;
            course.left -= rate * years;
            self.given_up += gave_up;
            self.lost[place] += gave_up;
            if line.is_permanent {
                course.given_up *= libm::exp(-line.ends * years);
                course.given_up += gave_up;
            }
        }
    }

    /// Hours a year of the permanent needs that are in care.
    fn hours_in_care(&self) -> f64 {
        let lines = self.of.queue.lines.iter().zip(&self.course.lines);
        let pairs = lines.zip(&self.hours);
        let permanent = pairs.filter(|((line, _), _)| line.is_permanent);
        permanent
            .map(|((_, course), hours)| (course.open - course.waiting - course.given_up) * hours)
            .sum()
    }

    /// Starts those who wait longest with so many free hours; gives the hours that temporary needs took.
    fn start(&mut self, free: f64, [from, to]: [f64; 2]) -> f64 {
        let (mut left, mut taken) = (free, 0.0);
        let stride = self.course.stride();
        while self.front < self.course.bins.len() {
            let bin = self.front..self.front + stride;
            let since = 0.5 * (self.course.bins[bin.start] + self.course.bins[bin.start + 1]);
            let waited = (0.5 * (from + to) - since).max(0.0);
            let late = self.of.queue.late(waited, self.course.wait.years);
            let costs: Vec<(f64, f64)> = (0..self.hours.len())
                .map(|place| {
                    let entry = bin.start + 2 + 2 * place;
                    let [many, left] = [self.course.bins[entry], self.course.bins[entry + 1]];
                    let many = many * libm::exp(self.course.lines[place].left - left);
                    let each = match self.of.queue.lines[place].is_permanent {
                        true => self.hours[place] * (to - from),
                        false => self.hours[place] * late,
                    };
                    (many, many * each)
                })
                .collect();
            let cost: f64 = costs.iter().map(|(_, cost)| cost).sum();
            let part = if cost > left { left / cost } else { 1.0 };
            for (place, (many, cost)) in costs.into_iter().enumerate() {
                let line = &mut self.course.lines[place];
                line.waiting = (line.waiting - part * many).max(0.0);
                self.starts += part * many;
                self.started[place] += part * many * late;
                if !self.of.queue.lines[place].is_permanent {
                    self.turns[place] += part * many;
                    taken += part * cost;
                }
            }
            left -= part * cost;
            if part < 1.0 {
                let bins = &mut self.course.bins[bin];
                bins[0] += part * (bins[1] - bins[0]);
                let places = bins[2..].iter_mut().step_by(2);
                places.for_each(|many| *many *= 1.0 - part);
                break;
            }
            self.front = bin.end;
        }
        if self.front == self.course.bins.len() {
            self.course
                .lines
                .iter_mut()
                .for_each(|line| line.waiting = 0.0);
        }
        taken
    }

    /// Since when those wait who wait longest.
    fn head(&self) -> Option<f64> {
        self.course.bins.get(self.front).copied()
    }

    /// Notes when care starts that was first asked for at the start of a cycle: evenly between the two ends of the part, in
    /// which the head of the queue moved on from `before`.
    fn note(&mut self, [from, to]: [f64; 2], before: f64) {
        let head = self.head().unwrap_or(to);
        let length = self.of.length;
        loop {
            let cycle = self.course.first + self.course.starts.len() as i64;
            let since = cycle as f64 * length;
            if since >= head.min(to) - 1e-9 {
                return;
            }
            let part = if head > before {
                ((since - before) / (head - before)).clamp(0.0, 1.0)
            } else {
                1.0
            };
            let start = (from + part * (to - from)).max(since);
            self.course.starts.push(start / length);
        }
    }

    fn findings(&self) -> (f64, QueueFindings) {
        let (of, course) = (self.of, &self.course);
        let lines = of.queue.lines.iter().zip(of.asked).enumerate();
        let lines = lines.map(|(place, (line, asked))| {
            let asked = asked.needs;
            if asked <= 0.0 {
                return LineFindings {
                    met: 1.0,
                    lost: 0.0,
                    turns: 1.0,
                };
            }
            if line.is_permanent {
                let met = (self.in_care[place] / (asked * of.length)).clamp(0.0, 1.0);
                return LineFindings {
                    met,
                    lost: 1.0 - met,
                    turns: (self.turns[place] / (asked * of.length)).clamp(0.0, 1.0),
                };
            }
            LineFindings {
                met: self.started[place] / asked,
                lost: (self.lost[place] / asked).min(1.0),
                turns: self.turns[place] / asked,
            }
        });
        let found = QueueFindings {
            delivered: if self.wanted > 0.0 {
                self.delivered / self.wanted
            } else {
                1.0
            },
            first: course.first,
            starts: course.starts.clone(),
            now: (course.cycle + 1) as f64,
            head: self
                .head()
                .map_or((course.cycle + 1) as f64, |head| head / of.length),
            published: course.wait.years / of.length,
            lines: lines.collect(),
            waiting: self.waiting / of.length,
            begun: self.begun,
            started: self.starts,
            given_up: self.given_up,
        };
        (1.0 - self.refused / of.length, found)
    }
}

#[cfg(test)]
mod tests;
