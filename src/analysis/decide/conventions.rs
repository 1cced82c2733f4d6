//! The figures of a finished run under the conventions of several guidelines, side by side, without simulating again.
//!
//! Comes in: the yearly figures of a run. Goes out: rows. Deliberately absent: the twin; these are the figures that the run
//! tells, so that under its own convention they are those of payers.csv.

use super::draws::{ArmYears, DecisionDraws};
use super::perspective::{CostsAndEffects, Perspective};
use super::rows::ConventionRow;
use crate::analysis::decision::frontier::PlanePoint;
use crate::base::statistics;
use crate::base::written::EUR;
use crate::scenario::schema::Convention;
use crate::tables::convention::{self, PRESCRIBED};
use crate::tables::time::Timeline;

/// The unit of effects.
const QALY: &str = "QALY";

/// The time of a run with the discounting of a convention that has terms of its own.
pub fn discounting_of(time: &Timeline, convention: Convention) -> Option<Timeline> {
    let terms = convention::terms(convention)?;
    Some(at_rates(time, (terms.costs, terms.effects, false)))
}

/// The same with these rates for costs and effects; the first year discounted as well or not.
pub fn at_rates(time: &Timeline, (costs, effects, first): (f64, f64, bool)) -> Timeline {
    Timeline {
        discount_costs: costs,
        discount_effects: effects,
        discounts_first_year: first,
        ..time.clone()
    }
}

/// Rows of conventions.csv: by convention, arm and measure.
pub(super) fn rows(draws: &DecisionDraws, own: &Option<(f64, f64, bool)>) -> Vec<ConventionRow> {
    let prescribed = PRESCRIBED.into_iter().filter_map(|convention| {
        let terms = convention::terms(convention)?;
        let time = discounting_of(&draws.time, convention)?;
        let words = [
            convention::name(convention),
            terms.perspective,
            terms.source,
        ];
        Some((words, time))
    });
    let own = own.map(|rates| {
        let name = convention::name(Convention::Own);
        ([name, "", ""], at_rates(&draws.time, rates))
    });
    let times = prescribed.chain(own);
    times
        .flat_map(|(words, time)| under(draws, words, &time))
        .collect()
}

/// A measure under a convention.
struct MeasuredFigure {
    name: String,
    unit: &'static str,
    /// `[arm][replication]`.
    values: Vec<Vec<f64>>,
}

fn under(
    draws: &DecisionDraws,
    [convention, perspective, source]: [&str; 3],
    time: &Timeline,
) -> Vec<ConventionRow> {
    let figures: &[Vec<ArmYears>] = &draws.figures;
    let count = |perspective| CostsAndEffects::new(draws, figures, perspective, time);
    let perspectives = Perspective::all(draws).into_iter();
    let mut measures: Vec<MeasuredFigure> = perspectives
        .map(|perspective| MeasuredFigure {
            name: perspective.name(draws),
            unit: EUR,
            values: count(perspective).costs,
        })
        .collect();
    let effects = count(Perspective::Together).effects;
    measures.push(MeasuredFigure {
        name: "qalys".into(),
        unit: QALY,
        values: effects.clone(),
    });
    let mut rows = Vec::new();
    for arm in 0..draws.arms.len() {
        rows.extend(measures.iter().map(|measure| {
            let (cost_per_qaly, verdict) = match measure.unit {
                EUR => against(&measure.values, &effects, arm, draws.comparator),
                _ => (None, String::new()),
            };
            let more = more(&measure.values, arm, draws.comparator);
            ConventionRow {
                convention: convention.to_string(),
                perspective: perspective.to_string(),
                rate_costs: time.discount_costs,
                rate_effects: time.discount_effects,
                arm: draws.arms[arm].clone(),
                measure: measure.name.clone(),
                unit: measure.unit.to_string(),
                discounted: rounded(mean(&measure.values[arm]), measure.unit),
                more_than_comparator: rounded(mean(&more), measure.unit),
                more_mc_error: statistics::error_of_mean(&more, draws.batch)
                    .filter(|_| arm != draws.comparator)
                    .map(|error| rounded(error, measure.unit)),
                cost_per_qaly,
                verdict,
                source: source.to_string(),
            }
        }));
    }
    rows
}

fn mean(values: &[f64]) -> f64 {
    statistics::mean(values).unwrap_or(0.0)
}

fn more(values: &[Vec<f64>], arm: usize, base: usize) -> Vec<f64> {
    let pairs = values[arm].iter().zip(&values[base]);
    pairs.map(|(one, base)| one - base).collect()
}

/// Money to the cent.
fn rounded(value: f64, unit: &str) -> f64 {
    if unit == EUR {
        libm::round(value * 100.0) / 100.0
    } else {
        value
    }
}

fn against(
    costs: &[Vec<f64>],
    effects: &[Vec<f64>],
    arm: usize,
    base: usize,
) -> (Option<f64>, String) {
    if arm == base {
        return (None, "comparator".to_string());
    }
    let [one, base] = [arm, base].map(|arm| PlanePoint {
        cost: mean(&costs[arm]),
        effect: mean(&effects[arm]),
    });
    let (ratio, verdict) = one.against(&base);
    (ratio, verdict.to_string())
}
