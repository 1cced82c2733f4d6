//! The twin asked again and again, with some numbers elsewhere in their distributions.
//!
//! Comes in: a plan, figures, and quantiles of unknowns. Goes out: an [`ArmFigures`]. Deliberately absent: which questions are asked.
//!
//! What does not change is not worked out again: people, health and needs where none of their numbers move, and all arms but
//! those in which the unknowns act, where the comparator is not one of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::money::Cents;
use crate::cohort::{Twin, TwinPrecision};
use crate::simulation::{ArmResult, Replication, Run};
use crate::system::System;
use crate::system::plan::Plan;
use crate::tables::draw::Draw;

use super::figure::{ResultFigure, ResultTime};
use super::unknowns::Unknown;

/// Where unknowns stand in their distributions: the probability that a draw does not exceed them, by key.
type Quantiles = BTreeMap<String, f64>;

/// What figures come to in the arms that are not the comparator: `[arm][figure]`, in the order of the scenario; `None` where there
/// is nothing to tell.
pub type ArmFigures = Vec<Vec<Option<f64>>>;

/// A twin that can be asked about figures.
pub struct TwinQuestion<'a> {
    plan: &'a Plan,
    /// At the means, with how often its basis has served.
    twin: Mutex<(Arc<Twin>, u32)>,
    means: Vec<ArmResult>,
}

/// A basis keeps the cycles that arms have lived on it, some ten megabytes a question: after so many it is made anew.
const QUESTIONS_A_BASIS: u32 = 16;

impl<'a> TwinQuestion<'a> {
    /// Of a plan; works out the means.
    pub fn new(plan: &'a Plan) -> TwinQuestion<'a> {
        let twin = Twin::new(plan.means(), TwinPrecision::Fast);
        let arms = twin.expected().arms.into_iter();
        TwinQuestion {
            plan,
            twin: Mutex::new((Arc::new(twin), 0)),
            means: arms.map(|arm| arm.result).collect(),
        }
    }

    /// The system at the means.
    pub fn system(&self) -> &System {
        self.plan.means()
    }

    /// One draw of all unknowns, as a run of this seed draws them.
    pub fn draw(&self, seed: u64, number: u32) -> Draw {
        self.plan.draw_of_batch(seed, number)
    }

    /// Whether the draws of an unknown go with those of others.
    pub fn is_tied(&self, unknown: &Unknown) -> bool {
        self.plan.ties().of_key(&unknown.key).is_some()
    }

    /// What arms come to at the means.
    pub fn at_means(&self) -> Run {
        as_run(self.means.clone())
    }

    /// The names of the arms that are not the comparator.
    pub fn arms(&self) -> Vec<&str> {
        let system = self.system();
        let arms = others(system).into_iter();
        arms.map(|arm| system.arms[arm].name.as_str()).collect()
    }

    /// The name of the comparator.
    pub fn comparator(&self) -> &str {
        let system = self.system();
        &system.arms[system.comparator].name
    }

    /// What figures come to with some unknowns at quantiles, all others at their means.
    ///
    /// # Errors
    /// In words, when an amount is too large to be kept to the cent.
    pub fn ask(
        &self,
        moved: &[(&Unknown, f64)],
        (figures, year): (&[ResultFigure], &ResultTime),
    ) -> Result<ArmFigures, String> {
        let quantiles = moved.iter().map(|(unknown, at)| (unknown.key.clone(), *at));
        let quantiles: Quantiles = quantiles.collect();
        let is_touched = |arm: usize| moved.iter().any(|(unknown, _)| unknown.arms[arm]);
        let touched = 0..self.system().arms.len();
        let touched: Vec<usize> = touched.filter(|arm| is_touched(*arm)).collect();
        if touched.is_empty() {
            return answer(self.system(), &self.at_means(), figures, year);
        }
        let system = self.plan.held(Arc::new(quantiles));
        let run = as_run(self.arms_of(&system, &touched));
        answer(&system, &run, figures, year)
    }

    /// A twin at the means. One that is made anew is made without holding on to the old: on the way a thread may turn to
    /// another question.
    fn known(&self) -> Arc<Twin> {
        let lock = || self.twin.lock().unwrap_or_else(PoisonError::into_inner);
        let mut twin = lock();
        if twin.1 < QUESTIONS_A_BASIS {
            twin.1 += 1;
            return Arc::clone(&twin.0);
        }
        drop(twin);
        let anew = Arc::new(Twin::new(self.plan.means(), TwinPrecision::Fast));
        *lock() = (Arc::clone(&anew), 1);
        anew
    }

    fn arms_of(&self, system: &System, touched: &[usize]) -> Vec<ArmResult> {
        let known = self.known();
        let basis = known.basis();
        let is_known = basis.carries(system);
        let decides = |arm: &usize| [system.comparator, system.observed_under].contains(arm);
        if is_known && !touched.iter().any(decides) {
            let mut arms = self.means.clone();
            for &arm in touched {
                arms[arm] = known.arm(system, arm).result;
            }
            return arms;
        }
        let twin = match is_known {
            true => Twin::on(basis, system),
            false => Twin::new(system, TwinPrecision::Fast),
        };
        let arms = twin.expected().arms.into_iter();
        arms.map(|arm| arm.result).collect()
    }
}

fn as_run(arms: Vec<ArmResult>) -> Run {
    Run {
        replications: vec![Replication { arms }],
        threads: 0,
    }
}

fn others(system: &System) -> Vec<usize> {
    let arms = 0..system.arms.len();
    arms.filter(|arm| *arm != system.comparator).collect()
}

fn answer(
    system: &System,
    run: &Run,
    figures: &[ResultFigure],
    year: &ResultTime,
) -> Result<ArmFigures, String> {
    for (arm, result) in run.replications[0].arms.iter().enumerate() {
        let all: Cents = result.paid.iter().flatten().copied().sum();
        if !all.is_exact() {
            return Err(format!(
                "under arm `{}` what payers lay out exceeds the {:e} EUR that can be kept to the cent: look at its prices, units \
                 and growth",
                system.arms[arm].name,
                Cents::LARGEST.to_eur().round()
            ));
        }
    }
    let of_arm = |arm: usize| {
        let figures = figures.iter();
        figures
            .map(|figure| figure.value(system, run, arm, year))
            .collect()
    };
    Ok(others(system).into_iter().map(of_arm).collect())
}
