//! Points of a Latin hypercube: every term falls once into each of as many parts of its range as there are points.
//!
//! Comes in: a key and how many. Goes out: points in the unit cube. Deliberately absent: what terms are.

use rand::seq::SliceRandom;

use crate::base::random::Key;

/// So many points of so many terms, `[point][term]` (McKay, Beckman and Conover, Technometrics 1979).
pub(super) fn latin_hypercube(key: Key, points: usize, terms: usize) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = (0..terms)
        .map(|term| {
            let mut stream = key.with(term as u64).stream();
            let mut parts: Vec<usize> = (0..points).collect();
            parts.shuffle(&mut stream);
            let within = |part: usize| (part as f64 + stream.uniform()) / points as f64;
            parts.into_iter().map(within).collect()
        })
        .collect();
    (0..points)
        .map(|point| columns.iter().map(|column| column[point]).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_falls_once_into_each_part_of_its_range() {
        let points = latin_hypercube(Key::root(3), 20, 4);
        for term in 0..4 {
            let mut parts: Vec<usize> = points
                .iter()
                .map(|point| (point[term] * 20.0) as usize)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..20).collect::<Vec<_>>());
        }
        assert_eq!(points, latin_hypercube(Key::root(3), 20, 4));
        assert_ne!(points, latin_hypercube(Key::root(4), 20, 4));
    }
}
