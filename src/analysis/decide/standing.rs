//! How every arm stands: net benefits, chances of being best, expected losses, the frontier, and the plane.
//!
//! Comes in: draws, and how they are weighed. Goes out: rows. Deliberately absent: what it is worth to know more.

use super::draws::DecisionDraws;
use super::perspective::{CostsAndEffects, Perspective, Weighing};
use super::rows::{CostEffectivenessRow, DecisionRow, PlaneRow};
use crate::analysis::decision::frontier::{OnPlane, PlanePoint, on_plane};
use crate::base::statistics;

/// Rows of decision.csv, by perspective, willingness and arm.
pub(super) fn decision(
    draws: &DecisionDraws,
    weighing: &Weighing,
) -> Result<Vec<DecisionRow>, String> {
    let mut rows = Vec::new();
    let arms: Vec<usize> = (0..draws.arms.len()).collect();
    for perspective in Perspective::all(draws) {
        let counted = CostsAndEffects::new(draws, &draws.expected, perspective, &weighing.time);
        for willingness in weighing.grid() {
            let benefits = counted.net_benefits(draws, &arms, willingness)?;
            let (means, times, losses) = (
                benefits.means(),
                benefits.times_best(),
                benefits.expected_losses(),
            );
            let best = benefits.best();
            for &arm in &arms {
                let more = benefits.difference(arm, draws.comparator);
                rows.push(DecisionRow {
                    perspective: perspective.name(draws),
                    willingness,
                    arm: draws.arms[arm].clone(),
                    net_benefit: means[arm],
                    more_than_comparator: more.value,
                    more_mc_error: more.mc_error.filter(|_| arm != draws.comparator),
                    p_best: times[arm] as f64 / draws.count() as f64,
                    expected_loss: losses[arm].value,
                    loss_mc_error: losses[arm].mc_error,
                    is_best: arm == best,
                });
            }
        }
    }
    Ok(rows)
}

/// Rows of cost_effectiveness.csv, by perspective and arm.
pub(super) fn cost_effectiveness(
    draws: &DecisionDraws,
    weighing: &Weighing,
) -> Vec<CostEffectivenessRow> {
    let perspectives = Perspective::all(draws).into_iter();
    let of = |perspective: Perspective| {
        let counted = CostsAndEffects::new(draws, &draws.expected, perspective, &weighing.time);
        on_frontier(draws, &counted, &perspective.name(draws))
    };
    perspectives.flat_map(of).collect()
}

fn on_frontier(
    draws: &DecisionDraws,
    counted: &CostsAndEffects,
    perspective: &str,
) -> Vec<CostEffectivenessRow> {
    let mean = |values: &[f64]| statistics::mean(values).unwrap_or(0.0);
    let points: Vec<PlanePoint> = counted
        .costs
        .iter()
        .zip(&counted.effects)
        .map(|(costs, effects)| PlanePoint {
            cost: mean(costs),
            effect: mean(effects),
        })
        .collect();
    let base = draws.comparator;
    let error = |values: &[Vec<f64>], arm: usize| {
        let pairs = values[arm].iter().zip(&values[base]);
        let more: Vec<f64> = pairs.map(|(one, base)| one - base).collect();
        statistics::error_of_mean(&more, draws.batch).filter(|_| arm != base)
    };
    let row = |(arm, standing): (usize, OnPlane)| {
        let (ratio, verdict) = match arm == base {
            true => (None, "comparator"),
            false => points[arm].against(&points[base]),
        };
        let (name, before) = match standing {
            OnPlane::Frontier(before) => ("frontier", before),
            OnPlane::Dominated => ("dominated", None),
            OnPlane::ExtendedlyDominated => ("extendedly_dominated", None),
        };
        CostEffectivenessRow {
            perspective: perspective.to_string(),
            arm: draws.arms[arm].clone(),
            cost: points[arm].cost,
            qalys: points[arm].effect,
            more_cost: points[arm].cost - points[base].cost,
            more_cost_mc_error: error(&counted.costs, arm),
            more_qalys: points[arm].effect - points[base].effect,
            more_qalys_mc_error: error(&counted.effects, arm),
            ratio_to_comparator: ratio,
            verdict: verdict.to_string(),
            standing: name.to_string(),
            after: before.map_or(String::new(), |(before, _)| draws.arms[before].clone()),
            ratio_on_frontier: before.map(|(_, ratio)| ratio),
        }
    };
    on_plane(&points).into_iter().enumerate().map(row).collect()
}

/// Rows of cost_effectiveness_plane.csv: all arms but the comparator, draw by draw, of society and all payers.
pub(super) fn plane(draws: &DecisionDraws, weighing: &Weighing) -> Vec<PlaneRow> {
    let mut rows = Vec::new();
    for perspective in [Perspective::Society, Perspective::Together] {
        let counted = CostsAndEffects::new(draws, &draws.expected, perspective, &weighing.time);
        for arm in (0..draws.arms.len()).filter(|&arm| arm != draws.comparator) {
            let more = |values: &[Vec<f64>], draw: usize| {
                values[arm][draw] - values[draws.comparator][draw]
            };
            rows.extend((0..draws.count()).map(|draw| PlaneRow {
                perspective: perspective.name(draws),
                arm: draws.arms[arm].clone(),
                draw: draw as u32,
                more_cost: more(&counted.costs, draw),
                more_qalys: more(&counted.effects, draw),
            }));
        }
    }
    rows
}
