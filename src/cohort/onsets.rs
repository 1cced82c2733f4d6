//! Needs of one resident in every cell where care may arise, before the effects of a cycle.
//!
//! Comes in: the tables of care. Goes out: [`ExpectedOnsets`]. Deliberately absent: effects, which differ by arm (needs.rs).

use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::passage::Cared;

/// Needs of one resident in every cell where care may arise, before effects, side by side in the order of [`Cared`].
#[derive(Debug)]
pub(super) struct ExpectedOnsets {
    /// A need, and its new occurrences per cycle or the chance to have it; needs in ascending order in each cell.
    rows: Vec<(u32, f64)>,
    /// Ends of the rows of each cell; the first entry is 0.
    ends: Vec<u32>,
    /// The largest of each need.
    pub most: Vec<f64>,
}

impl ExpectedOnsets {
    pub fn new(system: &System) -> ExpectedOnsets {
        let mut onsets = ExpectedOnsets {
            rows: Vec::new(),
            ends: vec![0],
            most: vec![0.0; system.care.needs.len()],
        };
        for age in 0..OLDEST_AGE {
            for class in 0..system.health.classes.count() {
                for state in 0..system.health.states.len() {
                    onsets.add_cell(system, (state, class, age));
                }
            }
        }
        onsets
    }

    fn add_cell(&mut self, system: &System, (state, class, age): (usize, usize, usize)) {
        let care = &system.care;
        let first = self.rows.len();
        for (entry, &need) in care.episodic[state].iter().enumerate() {
            let mean = care.onset_per_year(state, class, age, entry) * system.time.length;
            self.rows.push((need as u32, mean));
        }
        for (entry, &need) in care.permanent[state].iter().enumerate() {
            let share = care.prevalence_share(state, class, age, entry);
            self.rows.push((need as u32, share));
        }
        self.rows[first..].sort_unstable_by_key(|(need, _)| *need);
        for (need, mean) in &self.rows[first..] {
            let most = &mut self.most[*need as usize];
            *most = most.max(*mean);
        }
        self.ends.push(self.rows.len() as u32);
    }

    /// Needs of one resident of the cell at this place of [`Cared`].
    #[inline(always)]
    pub fn at(&self, index: usize) -> &[(u32, f64)] {
        &self.rows[self.ends[index] as usize..self.ends[index + 1] as usize]
    }

    /// The first row of the cell at a place.
    pub fn first(&self, index: usize) -> usize {
        self.ends[index] as usize
    }

    /// Rows of all cells.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Needs of all residents cared for: `[need][deprivation][carer]`.
    pub fn of(&self, system: &System, cared: &Cared) -> Vec<f64> {
        let health = &system.health;
        let pairs = health.classes.deprivation * 2;
        let (states, classes) = (health.states.len(), health.classes.count());
        let mut sums = vec![0.0; system.care.needs.len() * pairs];
        for (index, &here) in cared.iter().enumerate().filter(|(_, here)| **here > 0.0) {
            let (_, deprivation, carer) = health.parts(index / states % classes);
            let pair = deprivation * 2 + usize::from(carer);
            for &(need, mean) in self.at(index) {
                sums[need as usize * pairs + pair] += here * mean;
            }
        }
        sums
    }

    /// Whether a need is there or not, instead of arising anew.
    pub fn is_permanent(system: &System, need: usize) -> bool {
        system.care.needs[need].class == NeedClass::Permanent
    }
}
