//! The wait of the observed year, from what is published of it.
//!
//! Comes in: a queue as published, and what the year asks for. Goes out: [`PublishedWait`], and the hours that keep the queue
//! as long as it is. Deliberately absent: later years.
//!
//! In a queue that stays as it is, B needs a year begin to wait, all wait w years, and of those who wait some give up, die or
//! move at a rate r: W = B·(1 − e^−rw)/r wait, B·e^−rw start a year. Of N permanent needs, which end at a rate e, B = e·N
//! begin; with r = δ + e, N·e^−rw are in care and N·δ·(1 − e^−rw)/r have given up.

use crate::tables::queues::{Queue, QueueLength, QueueLine};

use super::line::LineAsked;

/// No queue is longer, in years.
const LONGEST: f64 = 50.0;

/// Halvings of that until a wait is found.
const HALVINGS: u32 = 60;

/// How long needs wait for a discipline in the observed year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedWait {
    /// Years.
    pub years: f64,
}

impl PublishedWait {
    /// From what a cycle of the observed year asks for, line by line; a cycle has `length` years.
    pub fn new(queue: &Queue, asked: &[LineAsked], length: f64) -> PublishedWait {
        let is_long = |years: f64| {
            let wait = PublishedWait { years };
            let lines = || queue.lines.iter().zip(asked);
            let sum = |of: &dyn Fn(&QueueLine, &LineAsked) -> f64| -> f64 {
                lines().map(|(line, asked)| of(line, asked)).sum()
            };
            let begun = |line: &QueueLine, asked: &LineAsked| begun(line, asked.needs, length);
            let waits = |line: &QueueLine| wait.waiting(queue, line);
            match queue.published {
                QueueLength::Years(published) => {
                    let waiting = sum(&|line, asked| begun(line, asked) * waits(line));
                    let starts =
                        sum(&|line, asked| begun(line, asked) * wait.starting(queue, line));
                    waiting >= published * starts
                }
                QueueLength::Share(published) => {
                    let of = |line: &QueueLine, asked: &LineAsked, share: f64| {
                        f64::from(u8::from(line.is_permanent)) * asked.hours * share
                    };
                    let waiting = sum(&|line, asked| of(line, asked, line.ends * waits(line)));
                    let in_care = sum(&|line, asked| of(line, asked, wait.starting(queue, line)));
                    waiting >= published * (waiting + in_care)
                }
            }
        };
        let (mut least, mut most) = (0.0, LONGEST);
        if is_long(0.0) {
            return PublishedWait { years: 0.0 };
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (least + most);
            match is_long(middle) {
                true => most = middle,
                false => least = middle,
            }
        }
        PublishedWait { years: most }
    }

    /// Of those who begin to wait, the share whose care starts; of a permanent need also the share of those with it who are in
    /// care.
    pub fn starting(&self, queue: &Queue, line: &QueueLine) -> f64 {
        libm::exp(-(queue.given_up + line.ends) * self.years)
    }

    /// Years that each who begins to wait waits on average.
    pub fn waiting(&self, queue: &Queue, line: &QueueLine) -> f64 {
        let rate = queue.given_up + line.ends;
        if rate * self.years > 1e-9 {
            -libm::expm1(-rate * self.years) / rate
        } else {
            self.years
        }
    }

    /// Hours of those that lines ask for in a cycle that are not delivered in it.
    pub fn undelivered(&self, queue: &Queue, asked: &[LineAsked]) -> f64 {
        let lines = queue.lines.iter().zip(asked);
        lines
            .map(|(line, asked)| asked.hours * (1.0 - self.starting(queue, line)))
            .sum()
    }
}

/// Needs a year that begin to ask for care, where so many are asked for in a cycle.
pub(super) fn begun(line: &QueueLine, needs: f64, length: f64) -> f64 {
    match line.is_permanent {
        true => line.ends * needs,
        false => needs / length,
    }
}
