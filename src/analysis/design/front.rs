//! Designs that none is better than in both respects at once (the Pareto front).
//!
//! Comes in: two figures a design, less of each being better. Goes out: the designs on the front. Deliberately absent: which
//! figures.

/// Places of the designs that no other is at least as good as in both and better in one, by the first figure; of equal ones the
/// first.
pub(super) fn front(points: &[(f64, f64)]) -> Vec<usize> {
    let beats = |one: usize, other: usize| {
        let (a, b) = (points[one], points[other]);
        a.0 <= b.0 && a.1 <= b.1 && (a != b || one < other)
    };
    let is_on =
        |place: &usize| !(0..points.len()).any(|other| other != *place && beats(other, *place));
    let mut kept: Vec<usize> = (0..points.len()).filter(is_on).collect();
    kept.sort_by(|&one, &other| points[one].0.total_cmp(&points[other].0));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_is_no_worse_than_in_both_is_not_on_the_front() {
        let points = [
            (3.0, 1.0),
            (1.0, 3.0),
            (2.0, 2.0),
            (2.5, 2.5),
            (1.0, 4.0),
            (2.0, 2.0),
        ];
        assert_eq!(front(&points), [1, 2, 0]);
        assert_eq!(front(&[]), Vec::<usize>::new());
    }
}
