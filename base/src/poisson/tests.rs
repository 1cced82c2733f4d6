//! Poisson tables against the law itself: chances, moments, and draws from the first byte of the bits on.

use super::*;
use crate::base::random::Key;
use proptest::prelude::*;

/// Frequencies of counts, ours and the library's, differ by chance only: 4.5 standard errors.
#[test]
fn counts_fall_where_those_of_the_library_fall() {
    let n = 100_000;
    for mean in [0.05, 0.8, 3.0, 12.0, 90.0] {
        let mut poissons = Poissons::new();
        let id = poissons.add(mean);
        let library = rand_distr::Poisson::new(mean).expect("a Poisson");
        let (mut here, mut there) = (Key::root(1).stream(), Key::root(2).stream());
        let top = (mean + 6.0 * mean.sqrt() + 3.0) as usize;
        let mut counts = vec![[0_u32; 2]; top + 1];
        for _ in 0..n {
            let (ours, theirs): (u32, f64) = (
                poissons.table(id).sample(&mut here),
                library.sample(&mut there),
            );
            counts[(ours as usize).min(top)][0] += 1;
            counts[(theirs as usize).min(top)][1] += 1;
        }
        for (count, [ours, theirs]) in counts.iter().enumerate() {
            let off = (f64::from(*ours) - f64::from(*theirs)).abs();
            let error = f64::from(ours + theirs).sqrt();
            assert!(
                off <= 4.5 * error.max(1.0),
                "mean {mean}, {count}: {ours} and {theirs}"
            );
        }
    }
}

fn thresholds(mean: f64) -> (u32, Vec<u64>) {
    let mut thresholds = Vec::new();
    let first = Weights::default().add_thresholds(mean, &mut thresholds);
    (first, thresholds)
}

/// Counts and their probabilities in the order of the bits: from one threshold to the next.
fn law(poissons: &Poissons, id: PoissonId) -> Vec<(u32, f64)> {
    let table = poissons.tables[id.0 as usize];
    let first = poissons
        .guides
        .get(table.guide as usize)
        .map_or(0, |guide| guide.first);
    let mut last = -1.0;
    let mut law = Vec::new();
    for (index, &threshold) in poissons.thresholds[table.start as usize..]
        .iter()
        .enumerate()
    {
        let next = threshold as f64;
        law.push((first + index as u32, (next - last) / 2.0_f64.powi(64)));
        last = next;
        if threshold == u64::MAX {
            break;
        }
    }
    law
}

#[test]
fn bits_below_a_bound_give_no_count_and_the_next_do() {
    let mut poissons = Poissons::new();
    for mean in [0.02, 0.7, 1.0, 12.0, 40.0] {
        let id = poissons.add(mean);
        let below = poissons.none_below(id);
        assert!(below > 0, "mean {mean}");
        assert_eq!(poissons.draw(id, below - 1), 0, "mean {mean}");
        assert!(poissons.draw(id, below) > 0, "mean {mean}");
    }
    // Of a mean of 0 there is never one; of 150 none has less than one chance in 2^64.
    let id = poissons.add(0.0);
    assert_eq!(poissons.draw(id, u64::MAX), 0);
    let id = poissons.add(150.0);
    assert_eq!(poissons.none_below(id), 0);
}

#[test]
fn tables_hold_the_probabilities_of_the_law() {
    for mean in [0.02, 0.2, 0.69, 0.7, 4.0, 45.0, 2_000.0, 50_000.0] {
        let mut poissons = Poissons::new();
        let id = poissons.add(mean);
        let law = law(&poissons, id);
        for &(count, probability) in &law {
            let k = f64::from(count);
            let logarithm = k * libm::log(mean) - mean - libm::lgamma(k + 1.0);
            let expected = libm::exp(logarithm);
            // The error of the logarithm, a difference of numbers this large, is the error of the reference.
            let digits = 4e-16 * (k * libm::log(mean)).abs().max(4.0);
            assert!(
                (probability - expected).abs() < 1e-15 + digits * expected,
                "P({count}; {mean}) = {probability} against {expected}"
            );
        }
        let moment: f64 = law.iter().map(|(k, p)| f64::from(*k) * p).sum();
        assert!((moment / mean - 1.0).abs() < 1e-12, "{moment} for {mean}");
        let spread: f64 = law
            .iter()
            .map(|(k, p)| (f64::from(*k) - mean).powi(2) * p)
            .sum();
        assert!((spread / mean - 1.0).abs() < 1e-11, "{spread} for {mean}");
    }
}

#[test]
fn thresholds_agree_with_ones_computed_to_sixty_digits() {
    // P(X ≤ count) · 2^64; the last is in the upper tail, where all bits count.
    let known = [
        (0.2, 0, 15_102_916_667_305_019_919),
        (4.0, 4, 11_599_994_007_359_009_370),
        (2_000.0, 2_000, 9_333_069_298_171_842_807),
        (2_000.0, 2_300, 18_446_744_073_227_998_621_u64),
    ];
    for (mean, count, expected) in known {
        let (first, thresholds) = thresholds(mean);
        let found = thresholds[(count - first) as usize];
        let tail = (u64::MAX - expected).min(expected) as f64;
        assert!(
            (found.abs_diff(expected) as f64) < 4e-15 * tail + 4.0,
            "{found} against {expected} for {count} at {mean}"
        );
    }
}

#[test]
fn a_mean_of_zero_gives_no_counts() {
    let mut poissons = Poissons::new();
    let id = poissons.add(0.0);
    assert_eq!(poissons.add(-0.0), id);
    for bits in [0, 1, u64::MAX / 2, u64::MAX] {
        assert_eq!(poissons.draw(id, bits), 0);
    }
}

#[test]
fn equal_means_share_a_table() {
    let mut poissons = Poissons::new();
    let id = poissons.add(3.0);
    assert_ne!(poissons.add(3.5), id);
    let stored = poissons.thresholds.len();
    assert_eq!(poissons.add(3.0), id);
    assert_eq!(poissons.thresholds.len(), stored);
    poissons.clear();
    assert!(poissons.thresholds.is_empty());
}

#[test]
fn draws_have_the_mean_and_variance_of_the_law() {
    let n = 400_000_u64;
    for mean in [0.05, 0.5, 0.9, 12.0, 150.0, 1e6] {
        let mut poissons = Poissons::new();
        let id = poissons.add(mean);
        let draws: Vec<f64> = (0..n)
            .map(|i| f64::from(poissons.draw(id, Key::root(3).with(i).bits(0))))
            .collect();
        let found = crate::base::statistics::mean(&draws).unwrap();
        let spread = crate::base::statistics::variance(&draws).unwrap();
        assert!(
            (found - mean).abs() < 4.0 * (mean / n as f64).sqrt(),
            "{found} for {mean}"
        );
        // Fourth central moment of a Poisson: mean + 3·mean².
        let error = ((mean + 2.0 * mean * mean) / n as f64).sqrt();
        assert!((spread - mean).abs() < 4.0 * error, "{spread} for {mean}");
    }
}

#[test]
fn extreme_bits_end_the_search() {
    let mut poissons = Poissons::new();
    for mean in [
        5e-324,
        1e-30,
        0.1,
        0.7,
        1.0,
        30.0,
        2_000.0,
        Poissons::LARGEST_MEAN,
    ] {
        let id = poissons.add(mean);
        let least = poissons.draw(id, 0);
        let most = poissons.draw(id, u64::MAX);
        assert!(f64::from(least) <= mean && f64::from(most) >= mean.floor());
    }
}

proptest! {
    #[test]
    fn counts_never_fall_with_the_bits_or_the_mean(
        mean in prop_oneof![0.0..1.0_f64, 0.5..20.0_f64, 20.0..3_000.0_f64],
        ratio in 1.0..1.2_f64,
        bits in prop_oneof![any::<u64>(), (0..64_u32).prop_map(|shift| u64::MAX >> shift)],
        further in any::<u64>(),
    ) {
        let mut poissons = Poissons::new();
        let smaller = poissons.add(mean);
        let larger = poissons.add(mean * ratio);
        prop_assert!(poissons.draw(larger, bits) >= poissons.draw(smaller, bits));
        let more = bits.saturating_add(further);
        prop_assert!(poissons.draw(smaller, more) >= poissons.draw(smaller, bits));
    }

    #[test]
    fn a_draw_is_the_number_of_thresholds_below_the_bits(
        mean in prop_oneof![0.0..1.0_f64, 0.5..20.0_f64, 20.0..3_000.0_f64],
        bits in any::<u64>(),
    ) {
        let mut poissons = Poissons::new();
        let id = poissons.add(mean);
        let (first, thresholds) = thresholds(mean);
        let below = thresholds.iter().filter(|threshold| **threshold < bits).count() as u32;
        prop_assert_eq!(poissons.draw(id, bits), first + below);
    }
}
