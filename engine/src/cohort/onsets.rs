//! Needs of one resident in every cell where care may arise, before the effects of a cycle.
//!
//! Comes in: the tables of care. Goes out: [`ExpectedOnsets`]. Deliberately absent: effects, which differ by arm (needs.rs).

use std::ops::Range;

use crate::base::widest::on_widest;
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::ages::AgeNodes;
use super::columns::{Cared, sum_of_pairs};
use super::precision::TwinPrecision;

/// Residents cared for by class, state and node of age: `[row][node]`.
pub(super) type ByNode = Vec<f64>;

/// Needs of one resident in every cell where care may arise, before effects. A row is a class and state, as in [`Cared`].
#[derive(Debug)]
pub(super) struct ExpectedOnsets {
    /// Needs that may arise in each state, in ascending order.
    needs: Vec<Vec<usize>>,
    /// Where the means of each row are.
    rows: Vec<Range<usize>>,
    /// New occurrences per cycle, or the chance to have it: `[row][need of the state][year of age]`.
    means: Vec<f64>,
    /// The largest of each need.
    pub most: Vec<f64>,
    /// Rows whose residents have the same needs at every age.
    pub alike: Vec<Vec<usize>>,
    /// Ages at which what follows from needs is worked out, and the means there: `[row][need of the state][node]`.
    pub nodes: AgeNodes,
    at_nodes: Vec<f64>,
}

impl ExpectedOnsets {
    pub fn new(system: &System, precision: TwinPrecision) -> ExpectedOnsets {
        let (care, health) = (&system.care, &system.health);
        let states = health.states.len();
        let needs = (0..states).map(|state| {
            let own = care.episodic[state].iter().chain(&care.permanent[state]);
            let mut needs: Vec<usize> = own.copied().collect();
            needs.sort_unstable();
            needs
        });
        let mut onsets = ExpectedOnsets {
            needs: needs.collect(),
            rows: Vec::new(),
            means: Vec::new(),
            most: vec![0.0; care.needs.len()],
            alike: Vec::new(),
            nodes: AgeNodes::every(),
            at_nodes: Vec::new(),
        };
        for class in 0..health.classes.count() {
            for state in 0..states {
                onsets.add_row(system, class, state);
            }
        }
        onsets.alike = onsets.groups();
        if precision == TwinPrecision::Fast {
            onsets.nodes = AgeNodes::few(&onsets.means_of_some());
        }
        let rows = onsets.means.chunks_exact(OLDEST_AGE);
        onsets.at_nodes = rows.flat_map(|row| onsets.nodes.at(row)).collect();
        onsets
    }

    fn add_row(&mut self, system: &System, class: usize, state: usize) {
        let care = &system.care;
        let first = self.means.len();
        for need in &self.needs[state] {
            let entry = |of: &[usize]| of.iter().position(|other| other == need);
            let mean = |age: usize| match entry(&care.episodic[state]) {
                Some(entry) => care.onset_per_year(state, class, age, entry) * system.time.length,
                None => entry(&care.permanent[state])
                    .map_or(0.0, |entry| care.prevalence_share(state, class, age, entry)),
            };
            let start = self.means.len();
            self.means.extend((0..OLDEST_AGE).map(mean));
            let most = &mut self.most[*need];
            *most = self.means[start..]
                .iter()
                .fold(*most, |most, mean| most.max(*mean));
        }
        self.rows.push(first..self.means.len());
    }

    /// Means of the first and the last class. Those of others are the same times a ratio.
    fn means_of_some(&self) -> Vec<f64> {
        let (rows, states) = (self.rows.len(), self.needs.len());
        let some = (0..states).chain(rows - states..rows);
        let means = some.flat_map(|row| &self.means[self.rows[row].clone()]);
        means.copied().collect()
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        let states = self.needs.len();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (row, place) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, place)| !place.is_empty())
        {
            let means = &self.means[place.clone()];
            let is_alike = |group: &&mut Vec<usize>| {
                group[0] % states == row % states
                    && self.means[self.rows[group[0]].clone()] == *means
            };
            match groups.iter_mut().find(is_alike) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        groups
    }

    /// The state of a row.
    pub fn state(&self, row: usize) -> usize {
        row % self.needs.len()
    }

    /// The class of a row.
    pub fn class(&self, row: usize) -> usize {
        row / self.needs.len()
    }

    /// Rows in which any need may arise.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, place)| !place.is_empty())
            .map(|(row, _)| row)
    }

    /// Needs of one resident of a row, each by year of age.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let means = self.means[self.rows[row].clone()].chunks_exact(OLDEST_AGE);
        self.needs[self.state(row)].iter().copied().zip(means)
    }

    /// Needs of one resident of a row, each by node of age.
    pub fn of_row_at_nodes(&self, row: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let width = self.nodes.width();
        let place = &self.rows[row];
        let [start, end] = [place.start, place.end].map(|mean| mean / OLDEST_AGE * width);
        let means = self.at_nodes[start..end].chunks_exact(width);
        self.needs[self.state(row)].iter().copied().zip(means)
    }

    /// Residents cared for, shared out over the nodes: `[row][node]`.
    pub fn by_node(&self, cared: &Cared) -> ByNode {
        let width = self.nodes.width();
        let mut by_node = vec![0.0; self.rows.len() * width];
        for row in self.rows() {
            let here = &cared[row * OLDEST_AGE..][..OLDEST_AGE];
            let nodes = &mut by_node[row * width..][..width];
            self.nodes.share_out(here, nodes);
        }
        by_node
    }

    /// Needs of all residents cared for: `[need][deprivation][carer]`.
    pub fn of(&self, system: &System, cared: &Cared) -> Vec<f64> {
        let health = &system.health;
        let pairs = health.classes.deprivation * 2;
        let mut sums = vec![0.0; system.care.needs.len() * pairs];
        on_widest(
            #[inline(always)]
            || self.add_needs(system, cared, &mut sums),
        );
        sums
    }

    #[inline(always)]
    fn add_needs(&self, system: &System, cared: &Cared, sums: &mut [f64]) {
        let health = &system.health;
        let pairs = health.classes.deprivation * 2;
        for row in self.rows() {
            let (_, deprivation, carer) = health.parts(self.class(row));
            let pair = deprivation * 2 + usize::from(carer);
            let here = &cared[row * OLDEST_AGE..][..OLDEST_AGE];
            for (need, means) in self.of_row(row) {
                sums[need * pairs + pair] += sum_of_pairs(here, means);
            }
        }
    }

    /// Whether a need is there or not, instead of arising anew.
    pub fn is_permanent(system: &System, need: usize) -> bool {
        system.care.needs[need].class == NeedClass::Permanent
    }
}
