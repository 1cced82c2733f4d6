use crate::population::Step;

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
    pub fn count(&mut self, group: usize, step: Step) {
        let [before, after] = [step.before, step.after].map(usize::from);
        let place = (2 * group + usize::from(step.leaves)) * self.states + before;
        self.times[place * self.states + after] += 1;
    }

    /// Every step that was made, as (group, step, times).
    pub fn made(&self) -> impl Iterator<Item = (usize, Step, i64)> {
        let made = self.times.iter().enumerate();
        made.filter(|(_, times)| **times > 0)
            .map(|(place, &times)| {
                let (from, after) = (place / self.states, place % self.states);
                let (group, before) = (from / self.states, from % self.states);
                let step = Step {
                    before: before as u8,
                    after: after as u8,
                    leaves: group % 2 == 1,
                };
                (group / 2, step, i64::from(times))
            })
    }
}
