//! Informal carers: who has one, loses one and gains one.
//!
//! share(s) has a carer at the start; a carer is lost at loss(s) and gained at gain(s), per year; on entering a worse
//! state, relatives step in so that the share with a carer rises from share(before) to share(after), and nobody loses
//! one by getting better. A way over several states in one cycle has the same chance as the move from its first to its
//! last: (1 − share(after)) / (1 − share(before)) is a product over the ways between.

use super::health::Health;
use super::rates::in_cycle;

impl Health {
    /// Share of residents in `state` that has a carer at the start.
    pub fn carer_share(&self, state: usize) -> f64 {
        self.carers.get(state).map_or(0.0, |chance| chance.share)
    }

    /// Chance of an informal carer after a cycle; `loss` multiplies the hazard of losing one. Gain and loss are a chain
    /// of two states: in the long run the share with a carer is gain / (gain + loss), whatever the cycle's length. Who
    /// changes state has the mean of both states' hazards, and relatives step in on entering a worse one.
    pub fn carer_probability(&self, had: bool, from: usize, to: usize, loss: f64) -> f64 {
        let (Some(before), Some(after)) = (self.carers.get(from), self.carers.get(to)) else {
            return 0.0;
        };
        let gain = (before.gain + after.gain) / 2.0;
        let loss = loss * (before.loss + after.loss) / 2.0;
        let (all, changes) = (gain + loss, in_cycle(gain + loss));
        let part = |hazard: f64| {
            if all > 0.0 {
                hazard / all * changes
            } else {
                0.0
            }
        };
        if had {
            return 1.0 - part(loss);
        }
        let gained = part(gain);
        gained + (1.0 - gained) * self.carer_on_entry(from, to)
    }

    /// Chance of one after a cycle at every change of state: `[from][to][had]`, by [`Health::carer_change`].
    pub fn carer_changes(&self, loss: f64) -> Vec<f64> {
        let states = self.states.len();
        let pairs = (0..states).flat_map(|from| (0..states).map(move |to| (from, to)));
        pairs
            .flat_map(|(from, to)| {
                [false, true].map(|had| self.carer_probability(had, from, to, loss))
            })
            .collect()
    }

    /// Where a change stands in [`Health::carer_changes`].
    #[inline(always)]
    pub fn carer_change(&self, from: usize, to: usize, had: bool) -> usize {
        (from * self.states.len() + to) * 2 + usize::from(had)
    }

    /// Of those without a carer in `from`, the share that has one on entering `to`, so that the share of all residents rises to
    /// the share in the state entered; nobody loses a carer by entering a better one.
    fn carer_on_entry(&self, from: usize, to: usize) -> f64 {
        let (before, after) = (self.carer_share(from), self.carer_share(to));
        if from == to || after <= before {
            0.0
        } else {
            (after - before) / (1.0 - before)
        }
    }
}
