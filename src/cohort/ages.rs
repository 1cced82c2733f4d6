//! Ages at which needs are looked at, so that not every year of age has to be.
//!
//! Comes in: needs by year of age. Goes out: [`AgeNodes`]: every age, or few of them, and residents of all ages shared out over
//! these. Deliberately absent: what is worked out of needs at an age.
//!
//! What follows from needs is smooth in age where needs are: between three ages it lies on the parabola through them. A
//! resident of another age counts as parts of residents of these three (the weights of that parabola), which add up to one.

use crate::tables::chains::LANES;
use crate::tables::time::OLDEST_AGE;

/// Ages, and what residents of each year of age count as.
#[derive(Debug)]
pub(super) struct AgeNodes {
    /// In completed years, ascending.
    pub ages: Vec<usize>,
    /// By year of age: the first of three nodes, and the part of a resident who is counted at each.
    parts: Vec<(usize, [f64; 3])>,
}

/// Ages of which the first, the middle and the last are looked at: so many as needs allow.
const PANELS: [usize; 5] = [13, 9, 7, 5, 3];

/// By how much a need may differ from the parabola, as a share of its largest mean at these ages.
const TOLERANCE: f64 = 1e-3;

impl AgeNodes {
    /// Every age.
    pub fn every() -> AgeNodes {
        AgeNodes {
            ages: (0..OLDEST_AGE).collect(),
            parts: (0..OLDEST_AGE).map(|age| (age, [1.0, 0.0, 0.0])).collect(),
        }
    }

    /// As few as needs allow; `means` are those of all kinds of residents, each by year of age.
    pub fn few(means: &[f64]) -> AgeNodes {
        let mut nodes = AgeNodes {
            ages: Vec::new(),
            parts: Vec::new(),
        };
        while nodes.parts.len() < OLDEST_AGE {
            let first = nodes.parts.len();
            nodes.add_panel(first, means);
        }
        nodes
    }

    fn add_panel(&mut self, first: usize, means: &[f64]) {
        let rows = || means.chunks_exact(OLDEST_AGE);
        let node = self.ages.len();
        let same = (first..OLDEST_AGE)
            .take_while(|&age| rows().all(|row| row[age] == row[first]))
            .count();
        let fits = |ages: &&usize| {
            let end = first + **ages;
            end <= OLDEST_AGE && rows().all(|row| is_parabola(&row[first..end]))
        };
        let longest = PANELS.iter().find(fits).copied().unwrap_or(1);
        if same >= longest {
            self.ages.push(first);
            self.parts
                .extend((0..same).map(|_| (node, [1.0, 0.0, 0.0])));
            return;
        }
        let half = longest / 2;
        self.ages.extend([first, first + half, first + 2 * half]);
        let parts = (0..longest).map(|age| (node, parabola(age, half)));
        self.parts.extend(parts);
    }

    /// Places of a row by node: whole lanes, and three from every node on.
    pub fn width(&self) -> usize {
        (self.ages.len() + 2).next_multiple_of(LANES)
    }

    /// A figure of every age at the nodes; 0 beyond the last.
    pub fn at(&self, by_age: &[f64]) -> impl Iterator<Item = f64> {
        let at_nodes = self.ages.iter().map(|age| by_age[*age]);
        let rest = self.width() - self.ages.len();
        at_nodes.chain(std::iter::repeat_n(0.0, rest))
    }

    /// Shares residents by year of age out over the nodes.
    pub fn share_out(&self, here: &[f64], nodes: &mut [f64]) {
        for (here, (node, parts)) in here.iter().zip(&self.parts) {
            for (sum, part) in nodes[*node..].iter_mut().zip(parts) {
                *sum += here * part;
            }
        }
    }
}

/// The weights of three values, so far apart, in the value at an age counted from the first.
fn parabola(age: usize, half: usize) -> [f64; 3] {
    let x = age as f64 / half as f64;
    [
        (x - 1.0) * (x - 2.0) / 2.0,
        x * (2.0 - x),
        x * (x - 1.0) / 2.0,
    ]
}

fn is_parabola(row: &[f64]) -> bool {
    let half = row.len() / 2;
    let ends = [row[0], row[half], row[2 * half]];
    let largest = row.iter().fold(0.0_f64, |most, mean| most.max(*mean));
    let is_near = |(age, mean): (usize, &f64)| {
        let parts = parabola(age, half).into_iter().zip(ends);
        let on_it: f64 = parts.map(|(part, end)| part * end).sum();
        (mean - on_it).abs() <= TOLERANCE * largest
    };
    row.iter().enumerate().all(is_near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents_of_all_ages_are_looked_at_at_few_where_needs_are_smooth() {
        // Growing by 4 % a year of age from 20 on, and a step at 65.
        let of_age = |age: usize| match age {
            0..20 => 0.1,
            20..65 => 0.1 * libm::exp(0.04 * (age - 20) as f64),
            _ => 1.3,
        };
        let means: Vec<f64> = (0..OLDEST_AGE).map(of_age).collect();
        let nodes = AgeNodes::few(&means);
        assert!(nodes.ages.len() < 25, "{:?}", nodes.ages);
        // More at the oldest than at the youngest, and what follows from needs by the exponential.
        let here: Vec<f64> = (0..OLDEST_AGE).map(|age| 1.0 + age as f64).collect();
        let mut shared = vec![0.0; nodes.width()];
        nodes.share_out(&here, &mut shared);
        let open = |mean: f64| 1.0 - libm::exp(-mean);
        let exact: f64 = here.iter().zip(&means).map(|(n, m)| n * open(*m)).sum();
        let at_nodes = shared.iter().zip(nodes.at(&means));
        let found: f64 = at_nodes.map(|(n, m)| n * open(m)).sum();
        assert!((found / exact - 1.0).abs() < 1e-4, "{found} {exact}");
        let [all, kept] = [&here, &shared].map(|sums| sums.iter().sum::<f64>());
        assert!((all - kept).abs() < 1e-9 * all);
    }

    #[test]
    fn every_age_stands_for_itself() {
        let nodes = AgeNodes::every();
        let here: Vec<f64> = (0..OLDEST_AGE).map(|age| age as f64).collect();
        let mut shared = vec![0.0; nodes.width()];
        nodes.share_out(&here, &mut shared);
        assert_eq!(shared[..OLDEST_AGE], here[..]);
        assert_eq!(nodes.at(&here).collect::<Vec<f64>>(), shared);
    }
}
