//! Ages at which needs are looked at, so that not every year of age has to be.
//!
//! Comes in: needs by year of age. Goes out: [`AgeNodes`]: every age, or few of them, and residents of all ages shared out over
//! these. Deliberately absent: what is worked out of needs at an age.
//!
//! What follows from needs is smooth in age where needs are: between three ages it lies on the parabola through them. A
//! resident of another age counts as parts of residents of these three (the weights of that parabola), which add up to one.

use crate::tables::time::OLDEST_AGE;

/// Nodes that are looked at side by side.
pub(super) const NODE_LANES: usize = 8;

/// A figure at each of them.
pub(super) type NodeLanes = [f64; NODE_LANES];

/// Ages, and what residents of each year of age count as.
#[derive(Debug)]
pub(super) struct AgeNodes {
    /// In completed years, ascending.
    pub ages: Vec<usize>,
    /// By year of age: the first of three nodes, and the part of a resident who is counted at each.
    parts: Vec<(usize, [f64; 3])>,
}

/// Nodes of ages that are told together: one where all are alike, two on a straight line, three on a parabola.
const NODES: [usize; 3] = [1, 2, 3];

/// Ages that may be told together.
const LENGTHS: [usize; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 18, 25, 35];

/// By how much a need may differ from that, as a share of its largest mean at these ages, or at any.
const TOLERANCE: f64 = 2e-3;
const TOLERANCE_AT_ANY: f64 = 1e-4;

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
        let rows = means.chunks_exact(OLDEST_AGE);
        let rows: Vec<(&[f64], f64)> = rows.map(|row| (row, largest(row))).collect();
        let mut nodes = AgeNodes {
            ages: Vec::new(),
            parts: Vec::new(),
        };
        while nodes.parts.len() < OLDEST_AGE {
            nodes.add_panel(&rows);
        }
        nodes
    }

    /// Adds the ages after the last that are told by the fewest nodes each.
    fn add_panel(&mut self, rows: &[(&[f64], f64)]) {
        let first = self.parts.len();
        let fits = |nodes: usize, ages: usize| {
            let places = places(nodes, ages);
            let weights: Vec<[f64; 3]> = (0..ages).map(|age| parts(age, nodes, places)).collect();
            let mut rows = rows.iter();
            rows.all(|(row, most)| is_told(&row[first..first + ages], &weights, places, *most))
        };
        let longest = NODES.map(|nodes| {
            let lengths = LENGTHS.into_iter().filter(|ages| *ages >= nodes);
            let longer = lengths.take_while(|ages| first + ages <= OLDEST_AGE);
            let longest = longer.take_while(|ages| fits(nodes, *ages)).last();
            (nodes, longest.unwrap_or(0))
        });
        // A node alone tells at least its own age.
        let per_node = |(nodes, ages): (usize, usize)| ages as f64 / nodes as f64;
        let best = longest.into_iter().fold((1, 1), |best, other| {
            if per_node(other) > per_node(best) {
                other
            } else {
                best
            }
        });
        let (nodes, ages) = best;
        let node = self.ages.len();
        let places = places(nodes, ages);
        self.ages
            .extend(places[..nodes].iter().map(|age| first + age));
        let parts = (0..ages).map(|age| (node, parts(age, nodes, places)));
        self.parts.extend(parts);
    }

    /// Places of a row by node: whole lanes, and three from every node on.
    pub fn width(&self) -> usize {
        (self.ages.len() + 2).next_multiple_of(NODE_LANES)
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
            let three = nodes[*node..].first_chunk_mut::<3>();
            for (sum, part) in three.into_iter().flatten().zip(parts) {
                *sum += here * part;
            }
        }
    }
}

/// Where the nodes of some ages are, counted from the first.
fn places(nodes: usize, ages: usize) -> [usize; 3] {
    match nodes {
        1 => [0; 3],
        2 => [0, ages - 1, ages - 1],
        _ => [0, ages / 2, ages - 1],
    }
}

/// The weights of the values at the nodes in the value at an age counted from the first.
fn parts(age: usize, nodes: usize, places: [usize; 3]) -> [f64; 3] {
    std::array::from_fn(|own| {
        if own >= nodes {
            return 0.0;
        }
        let others = (0..nodes).filter(|other| *other != own);
        let distance = |from: usize, to: usize| from as f64 - places[to] as f64;
        others
            .map(|other| distance(age, other) / distance(places[own], other))
            .product()
    })
}

fn largest(row: &[f64]) -> f64 {
    row.iter().fold(0.0_f64, |most, mean| most.max(*mean))
}

/// Whether ages are told by those at some places, by these weights.
fn is_told(row: &[f64], weights: &[[f64; 3]], places: [usize; 3], most_at_any: f64) -> bool {
    let tolerance = (TOLERANCE * largest(row)).max(TOLERANCE_AT_ANY * most_at_any);
    let ends = places.map(|place| row[place]);
    let is_near = |(mean, weights): (&f64, &[f64; 3])| {
        let told: f64 = weights.iter().zip(ends).map(|(part, end)| part * end).sum();
        (mean - told).abs() <= tolerance
    };
    row.iter().zip(weights).all(is_near)
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
