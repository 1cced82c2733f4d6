//! Practices with lists: how large they are, what their hours cost, and when they close.

use crate::base::distribution::{lognormal, normal};
use crate::scenario::schema::{Number, Practices, Scenario};

use super::draw::Draw;

/// The practices of the one discipline whose residents are on lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Panels {
    /// Index of the discipline.
    pub discipline: usize,
    /// Share of the residents on each list.
    pub shares: Vec<f64>,
    /// Cost of an hour relative to the discipline's, with a mean of 1 over residents.
    pub costs: Vec<f64>,
    /// When they close; `None`: never.
    pub closing: Option<Closing>,
    /// Ends of the shares, ascending to 1.
    ends: Vec<f64>,
}

/// When a practice closes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closing {
    /// Margin relative to cost below which it may.
    pub margin_below: f64,
    /// Chance in a year that it then does.
    pub chance: f64,
    /// Share of its hours that are lost.
    pub hours_lost: f64,
}

/// The conjugate of the golden ratio: its multiples spread evenly over [0, 1) and follow no other order.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

impl Panels {
    /// The practice of a resident whose draw is `u`, from [0, 1).
    #[inline]
    pub fn practice(&self, u: f64) -> usize {
        self.ends
            .partition_point(|end| *end <= u)
            .min(self.ends.len() - 1)
    }

    /// Number of practices.
    pub fn count(&self) -> usize {
        self.shares.len()
    }

    /// Places of the practices in an order that does not follow their size.
    pub fn scattered(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.count()).collect();
        let rank = |index: &usize| (*index as f64 * GOLDEN).fract();
        order.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
        order
    }

    /// Places of the practices, smallest first.
    pub fn by_size(&self) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..self.count()).collect();
        indices.sort_by(|&a, &b| self.shares[a].total_cmp(&self.shares[b]));
        indices
    }
}

/// The practices with lists; `None` where no discipline has them.
pub fn build(scenario: &Scenario, draw: &Draw) -> Option<Panels> {
    let (discipline, practices) = scenario
        .discipline
        .iter()
        .enumerate()
        .find_map(|(index, discipline)| Some((index, discipline.practices.as_ref()?)))
        .filter(|(_, practices)| practices.panels)?;
    let sizes = sizes(practices);
    let total: f64 = sizes.iter().sum();
    let shares: Vec<f64> = sizes.iter().map(|size| size / total).collect();
    let ends = shares
        .iter()
        .scan(0.0, |end, share| {
            *end += share;
            Some(*end)
        })
        .collect();
    Some(Panels {
        discipline,
        closing: closing(scenario, discipline, draw),
        costs: costs(practices, &shares),
        shares,
        ends,
    })
}

fn closing(scenario: &Scenario, discipline: usize, draw: &Draw) -> Option<Closing> {
    let discipline = &scenario.discipline[discipline];
    let rules = discipline.practices.as_ref()?.closing.as_ref()?;
    let path = |key: &str| format!("discipline.{}.practices.closing.{key}", discipline.name);
    let share = |number: Option<&Number>, otherwise: f64, key: &str| {
        draw.or(number, otherwise, || path(key)).clamp(0.0, 1.0)
    };
    Some(Closing {
        margin_below: draw.value(&rules.margin_below, || path("margin_below")),
        chance: share(rules.chance.as_deref(), 1.0, "chance"),
        hours_lost: share(rules.hours_lost.as_deref(), 0.0, "hours_lost"),
    })
}

fn sizes(practices: &Practices) -> Vec<f64> {
    if practices.sizes.is_empty() {
        let count = practices.count as usize;
        let quantile = |index: usize| (index as f64 + 0.5) / count as f64;
        (0..count)
            .map(|index| spread(practices.size_cv, quantile(index)))
            .collect()
    } else {
        practices.sizes.clone()
    }
}

/// Costs in an order of their own, so that they do not go with size.
fn costs(practices: &Practices, shares: &[f64]) -> Vec<f64> {
    let quantile = |index: usize| {
        (0.5 + index as f64 * GOLDEN)
            .fract()
            .clamp(1e-3, 1.0 - 1e-3)
    };
    let costs: Vec<f64> = (0..shares.len())
        .map(|index| spread(practices.cost_cv, quantile(index)))
        .collect();
    let mean: f64 = costs
        .iter()
        .zip(shares)
        .map(|(cost, share)| cost * share)
        .sum();
    costs.iter().map(|cost| cost / mean).collect()
}

/// The quantile of a lognormal distribution with a mean of 1.
fn spread(cv: f64, quantile: f64) -> f64 {
    if cv <= 0.0 {
        return 1.0;
    }
    let (mu, sigma) = lognormal::from_mean(1.0, cv);
    libm::exp(mu + sigma * normal::quantile(quantile))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practices(count: u32, size_cv: f64, cost_cv: f64) -> Practices {
        Practices {
            count,
            panels: true,
            size_cv,
            sizes: Vec::new(),
            cost_cv,
            closing: None,
        }
    }

    #[test]
    fn sizes_have_the_spread_that_is_asked_for() {
        let sizes = sizes(&practices(1_000, 0.4, 0.0));
        let mean = sizes.iter().sum::<f64>() / 1_000.0;
        let variance = sizes
            .iter()
            .map(|size| (size - mean) * (size - mean))
            .sum::<f64>()
            / 1_000.0;
        assert!((variance.sqrt() / mean - 0.4).abs() < 0.01);
    }

    #[test]
    fn costs_have_a_mean_of_one_over_residents_and_do_not_go_with_size() {
        let sizes = sizes(&practices(200, 0.5, 0.2));
        let total: f64 = sizes.iter().sum();
        let shares: Vec<f64> = sizes.iter().map(|size| size / total).collect();
        let costs = costs(&practices(200, 0.5, 0.2), &shares);
        let mean: f64 = costs
            .iter()
            .zip(&shares)
            .map(|(cost, share)| cost * share)
            .sum();
        assert!((mean - 1.0).abs() < 1e-12);
        // Smaller half against larger half: unweighted means within a tenth of the standard deviation.
        let half = |half: &[f64]| half.iter().sum::<f64>() / half.len() as f64;
        assert!((half(&costs[..100]) - half(&costs[100..])).abs() < 0.02);
    }
}
