//! How often residents made each step from state to state in a cycle.
//!
//! Comes in: steps, resident by resident. Goes out: steps with their number. Deliberately absent: what a step counts as
//! (life_counting.rs).

use crate::population::{Resident, StateStep};

/// How many residents of each group made each step: one count a resident, from which all counts of life follow at the
/// end of the cycle.
#[derive(Debug)]
pub(super) struct Steps {
    states: usize,
    /// `[group][leaves][before][after]`.
    times: Vec<u32>,
}

impl Steps {
    /// None yet.
    pub fn new(groups: usize, states: usize) -> Steps {
        Steps {
            states,
            times: vec![0; groups * 2 * states * states],
        }
    }

    /// Counts one resident.
    #[inline(always)]
    pub fn count(&mut self, group: usize, step: StateStep) {
        let [before, after] = [step.before, step.after].map(usize::from);
        let index = (2 * group + usize::from(step.leaves())) * self.states + before;
        self.times[index * self.states + after] += 1;
    }

    /// Hands over every step that was made, as (group, step, times), and forgets it.
    pub fn take(&mut self, mut take: impl FnMut(usize, StateStep, i64)) {
        let states = self.states;
        let made = self.times.iter_mut().enumerate();
        for (index, times) in made.filter(|(_, times)| **times > 0) {
            let (from, after) = (index / states, index % states);
            let (group, before) = (from / states, from % states);
            let step = StateStep {
                before: before as u8,
                after: after as u8,
                end: if group % 2 == 1 {
                    Resident::GONE
                } else {
                    after as u8
                },
            };
            take(group / 2, step, i64::from(std::mem::take(times)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_back_as_they_were_counted() {
        let step = |before, after, leaves| StateStep {
            before,
            after,
            end: if leaves { Resident::GONE } else { after },
        };
        let mut steps = Steps::new(2, 3);
        for _ in 0..4 {
            steps.count(0, step(1, 1, false));
        }
        steps.count(1, step(0, 2, false));
        steps.count(1, step(2, 0, true));
        let mut made = Vec::new();
        steps.take(|group, step, times| made.push((group, step, times)));
        let counted = vec![
            (0, step(1, 1, false), 4),
            (1, step(0, 2, false), 1),
            (1, step(2, 0, true), 1),
        ];
        assert_eq!(made, counted);
        steps.take(|group, step, times| panic!("{group} {step:?} {times} times more"));
    }
}
