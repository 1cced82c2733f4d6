//! Many questions to the twin, on all threads.
//!
//! Comes in: where unknowns stand, question by question. Goes out: an [`ArmFigures`] each, in their order whatever the threads.
//! Deliberately absent: what is asked.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::simulation::{Stopped, Watch, pool};

use super::figure::{ResultFigure, ResultTime};
use super::question::{ArmFigures, TwinQuestion};
use super::unknowns::Unknown;

/// What is asked: figures of a time.
pub type AskedFigures<'a> = (&'a [ResultFigure], &'a ResultTime);

/// Some unknowns, each with the probability that a draw does not exceed where it stands.
pub type Moved<'u> = Vec<(&'u Unknown, f64)>;

/// How an analysis asks and is followed.
#[derive(Clone, Copy)]
pub struct TwinAnalysis<'a> {
    /// The twin.
    pub question: &'a TwinQuestion<'a>,
    /// What is asked of it.
    pub asked: AskedFigures<'a>,
    /// Threads; 0: all there are.
    pub threads: usize,
    /// Who follows.
    pub watch: Watch<'a>,
}

impl TwinAnalysis<'_> {
    /// Answers to all questions.
    ///
    /// # Errors
    /// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
    pub(super) fn all(&self, questions: Vec<Moved>) -> Result<Vec<ArmFigures>, Stopped> {
        let done = AtomicU32::new(0);
        let answer = |moved: Moved| {
            let found = self.one(&moved)?;
            (self.watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
            Ok(found)
        };
        pool(self.threads)?.install(|| questions.into_par_iter().map(answer).collect())
    }

    /// The answer to one.
    pub(super) fn one(&self, moved: &[(&Unknown, f64)]) -> Result<ArmFigures, Stopped> {
        if (self.watch.is_stopped)() {
            return Err(Stopped::Interrupted);
        }
        let found = self.question.ask(moved, self.asked);
        found.map_err(|problem| {
            let at = |(unknown, at): &(&Unknown, f64)| {
                format!("`{}` at its {at} quantile", unknown.path())
            };
            let moved: Vec<String> = moved.iter().take(2).map(at).collect();
            Stopped::TooLarge(match moved.is_empty() {
                true => problem,
                false => format!("with {}: {problem}", moved.join(" and ")),
            })
        })
    }

    /// What rows of an arm and figure begin with, and the index of both: every arm but the comparator, every figure.
    pub(super) fn subjects(&self) -> Vec<(usize, usize, Subject)> {
        let arms = self.question.arms().into_iter().enumerate();
        arms.flat_map(|(arm, name)| {
            let figures = self.asked.0.iter().enumerate();
            figures.map(move |(index, figure)| (arm, index, self.subject(name, figure)))
        })
        .collect()
    }

    fn subject(&self, arm: &str, figure: &ResultFigure) -> Subject {
        Subject {
            arm: arm.to_string(),
            comparator: match figure.is_difference() {
                true => self.question.comparator().to_string(),
                false => String::new(),
            },
            result: figure.name.clone(),
            year: self.asked.1.word().to_string(),
            unit: figure.unit.clone(),
        }
    }
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The arm.
    pub arm: String,
    /// The arm whose result is taken off; empty where the result is of the arm itself.
    pub comparator: String,
    /// A payer, `all`, or an outcome, by the names of replications.csv.
    pub result: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// The unit of the result.
    pub unit: String,
}
