//! The acceptable range against the same question asked share by share.
//!
//! Comes in: positions made up here. Goes out: ranges. Deliberately absent: a run.

use super::*;

fn stakes(gains: &[&[f64]], invested: &[f64]) -> Stakes {
    Stakes {
        gains: gains.iter().map(|gains| gains.to_vec()).collect(),
        invested: invested.to_vec(),
    }
}

/// The same question asked share by share: how often is the party no worse off?
fn accepts(stakes: &Stakes, party: usize, share: f64, confidence: f64) -> bool {
    let pairs = stakes.gains[party].iter().zip(&stakes.invested);
    let hits = pairs
        .filter(|(gain, invested)| share * **invested <= **gain + 1e-9)
        .count();
    // One more, since the next replication is one of n + 1.
    hits as f64 >= confidence * (stakes.invested.len() + 1) as f64 - 1e-9
}

#[test]
fn two_payers_worked_by_hand() {
    // Investment 100 in each of four replications. Payer 1 saves 80, 60, 40, 20, payer 2 saves 70, 50, 50, 30.
    // q = 40 %: 0.4 · 5 = second largest: payer 1 at most 0.60, payer 2 at most 0.50: payer 1 bears 0.50 to 0.60.
    // q = 80 %: the smallest (0.8 · 5 = 4th): 0.20 and 0.30: together 0.50 < 1, no division. Money needed: payers carry
    // 20 and 30 of 100 for sure, so 50; twice the effect would do.
    let stakes = stakes(
        &[&[80.0, 60.0, 40.0, 20.0], &[70.0, 50.0, 50.0, 30.0]],
        &[100.0; 4],
    );
    let nothing = self::stakes(&[&[0.0; 4], &[0.0; 4]], &[0.0; 4]);
    let half = at(0.4, &stakes, &nothing);
    let region = half.region.expect("a range");
    assert_eq!(region.extents, [(0.5, 0.6), (0.4, 0.5)]);
    assert_eq!(region.vertices.len(), 2);
    assert_eq!(half.missing, None);
    let sure = at(0.8, &stakes, &nothing);
    assert_eq!(sure.region, None);
    assert_eq!((sure.bearable[0].most, sure.bearable[1].most), (20.0, 30.0));
    let missing = sure.missing.expect("none without it");
    assert!((missing.outside_money - 50.0).abs() < 1e-9);
    assert_eq!((missing.compensation, missing.further_years), (0.0, None));
    assert!((missing.effect.expect("a multiple") - 2.0).abs() < 1e-12);
}

#[test]
fn so_few_replications_have_no_range_at_high_probabilities() {
    // 0.95 · (n + 1) is at most n from n = 19 on.
    assert_eq!((rank(18, 0.95), rank(19, 0.95)), (None, Some(19)));
    assert_eq!((rank(1, 0.5), rank(1, 0.8)), (Some(1), None));
}

#[test]
fn a_longer_horizon_helps_where_savings_go_on_and_the_investment_ends() {
    // 60 of 100 saved so far; every further year saves 10 and 5 and costs nothing: after 3 years 105 of 100.
    let so_far = stakes(&[&[40.0], &[20.0]], &[100.0]);
    let last = stakes(&[&[10.0], &[5.0]], &[0.0]);
    let missing = so_far.missing(0.5, &last);
    assert_eq!(missing.further_years, Some(3));
}

#[test]
fn a_payer_that_loses_without_bearing_anything_needs_compensation() {
    // Payer 1 loses 30 by the arm itself; payer 2 gains 200 of an investment of 100.
    let stakes = stakes(&[&[-30.0], &[200.0]], &[100.0]);
    assert_eq!(stakes.region(0.5), None);
    let missing = stakes.missing(0.5, &stakes);
    assert_eq!(
        (missing.outside_money, missing.compensation, missing.effect),
        (0.0, 30.0, None)
    );
}

#[test]
fn three_payers_make_a_polygon() {
    // Bounds 0.5, 0.4, 0.3 (sum 1.2): each at least 1 less the others' bounds: 0.3, 0.2, 0.1; a triangle.
    let region = region(&[0.5, 0.4, 0.3]).expect("a region");
    let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
    let extents = [(0.3, 0.5), (0.2, 0.4), (0.1, 0.3)];
    for (found, expected) in region.extents.iter().zip(extents) {
        assert!(
            near(found.0, expected.0) && near(found.1, expected.1),
            "{found:?}"
        );
    }
    assert_eq!(region.vertices.len(), 3);
    // All three at least 1: the whole simplex.
    assert_eq!(
        super::region(&[1.0, 2.0, 1.5])
            .expect("a region")
            .vertices
            .len(),
        3
    );
    // 0.9, 0.9, 0.9 cuts three corners off: a hexagon.
    assert_eq!(
        super::region(&[0.9; 3]).expect("a region").vertices.len(),
        6
    );
}

#[test]
fn the_ends_of_the_range_are_accepted_and_what_lies_beyond_is_not() {
    let draws = |seed: u64, mean: f64| -> Vec<f64> {
        let step = |state: &mut u64, _| {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            Some(mean + 60.0 * ((*state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5))
        };
        (0..200).scan(seed, step).collect()
    };
    let (one, two) = (draws(1, 70.0), draws(2, 75.0));
    let stakes = stakes(&[&one, &two], &draws(3, 100.0));
    for confidence in CONFIDENCES {
        let bounds = stakes.bounds(confidence);
        for (party, bound) in bounds.iter().enumerate() {
            assert!(accepts(&stakes, party, *bound, confidence));
            assert!(!accepts(&stakes, party, bound + 1e-6, confidence));
        }
    }
}

#[test]
fn a_single_party_bears_all_of_it_or_nothing_is_divided() {
    let alone = region(&[1.0]).expect("a region");
    assert_eq!(
        (alone.extents, alone.vertices),
        (vec![(1.0, 1.0)], vec![vec![1.0]])
    );
    assert_eq!(region(&[0.9]), None);
}

#[test]
fn bounds_that_add_up_to_one_leave_one_division_and_a_bound_below_zero_none() {
    let exact = region(&[0.5, 0.5]).expect("a region");
    assert_eq!(
        (exact.extents, exact.vertices),
        (vec![(0.5, 0.5); 2], vec![vec![0.5, 0.5]])
    );
    // Who bears nothing is at the table still; who would have to be paid is not, whatever the others could bear.
    let nothing = region(&[0.0, 1.0]).expect("a region");
    assert_eq!(nothing.vertices, [[0.0, 1.0]]);
    assert_eq!(region(&[-0.5, 1.0, 1.0]), None);
}

#[test]
fn where_nothing_is_invested_any_share_is_borne_by_who_does_not_lose() {
    let bounds = |gain: f64| stakes(&[&[gain]], &[0.0]).bounds(0.5)[0];
    assert_eq!(
        [bounds(5.0), bounds(0.0), bounds(-5.0)],
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY]
    );
}

#[test]
fn no_multiple_of_no_gain_is_enough() {
    let nothing = stakes(&[&[0.0], &[0.0]], &[100.0]);
    assert_eq!(nothing.missing(0.5, &nothing).effect, None);
}

#[test]
fn the_error_of_what_is_bearable_is_that_of_order_statistics() {
    // Of 1..100 the 51st largest is 50 (0.5 · 101, up). √(100 · ½ · ½) · 1.96 = 9.8, ten ranks up and down: 60 and 40,
    // so that 20 are two times 1.96 errors: 5.1021.
    let gains: Vec<f64> = (1..=100).map(f64::from).collect();
    let half = bearable(&gains, 0.5);
    assert_eq!(half.most, 50.0);
    assert!((half.error.expect("an error") - 5.102_1).abs() < 1e-4);
    // At 0.95 the 96th, and 2.18 · 1.96 = 4.3, five ranks: there is no 101st. At 0.9 the 91st, three standard
    // deviations: 5.9, six ranks: 16 and 4.
    assert_eq!(bearable(&gains, 0.95).error, None);
    let error = bearable(&gains, 0.9).error.expect("an error");
    assert!((error - 12.0 / 2.0 / 1.96).abs() < 1e-3);
    // Of four at 0.4 the second largest and two ranks up: there is none before the first.
    assert_eq!(bearable(&gains[..4], 0.4).error, None);
}
