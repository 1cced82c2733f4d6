//! The Shapley value, in whole cents.
//!
//! A game gives every coalition of payers a worth. The Shapley value (A value for n-person games, 1953) gives each
//! player the mean of what it adds when players join one after the other, over all orders; it is the only division that
//! hands out all there is, treats equals alike, gives nothing to who adds nothing, and is additive over games. Young
//! (Monotonic solutions of cooperative games, Int. J. Game Theory 1985) shows that it is also the only symmetric one in
//! which nobody gets less because it adds more.

use crate::base::money::Cents;

/// The value of each player: n! times it is a whole number of cents, and the cents that remain when it is divided go to
/// the largest remainders (lower index first), so that the values add up to the worth of all together less the worth of
/// nobody. `worth` is by coalition as a bit set: 2^n of them.
pub fn shapley(worth: &[Cents]) -> Vec<Cents> {
    assert!(worth.len().is_power_of_two(), "one worth per coalition");
    let players = worth.len().trailing_zeros() as usize;
    let orders = factorial(players);
    let scaled: Vec<i128> = (0..players)
        .map(|player| scaled(worth, player, players))
        .collect();
    let mut values: Vec<i128> = scaled
        .iter()
        .map(|value| value.div_euclid(orders))
        .collect();
    let to_divide = i128::from(worth[worth.len() - 1].0 - worth[0].0);
    let left = to_divide - values.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..players).collect();
    by_remainder.sort_by_key(|&player| std::cmp::Reverse(scaled[player].rem_euclid(orders)));
    for &player in by_remainder.iter().take(left as usize) {
        values[player] += 1;
    }
    values
        .into_iter()
        .map(|value| Cents(value as i64))
        .collect()
}

/// n! times the value of a player: over the coalitions without it, what it adds to each, times the number of orders in
/// which exactly that coalition is there when it joins.
fn scaled(worth: &[Cents], player: usize, players: usize) -> i128 {
    let without = (0..worth.len()).filter(|coalition| coalition & (1 << player) == 0);
    without
        .map(|coalition| {
            let before = coalition.count_ones() as usize;
            let orders = factorial(before) * factorial(players - before - 1);
            let adds = worth[coalition | 1 << player].0 - worth[coalition].0;
            orders * i128::from(adds)
        })
        .sum()
}

fn factorial(number: usize) -> i128 {
    (1..=number as i128).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition itself: the mean over all orders of joining, in euros.
    fn by_orders(worth: &[Cents]) -> Vec<f64> {
        let players = worth.len().trailing_zeros() as usize;
        let mut sums = vec![0.0; players];
        let mut orders = 0.0;
        let mut order: Vec<usize> = (0..players).collect();
        permute(&mut order, players, &mut |order| {
            orders += 1.0;
            let mut coalition = 0;
            for &player in order {
                let joined = coalition | 1 << player;
                sums[player] += (worth[joined] - worth[coalition]).0 as f64;
                coalition = joined;
            }
        });
        sums.iter().map(|sum| sum / orders).collect()
    }

    /// Heap's algorithm.
    fn permute(order: &mut Vec<usize>, size: usize, visit: &mut dyn FnMut(&[usize])) {
        if size <= 1 {
            return visit(order);
        }
        for at in 0..size {
            permute(order, size - 1, visit);
            order.swap(if size.is_multiple_of(2) { at } else { 0 }, size - 1);
        }
    }

    fn cents(values: &[i64]) -> Vec<Cents> {
        values.iter().map(|value| Cents(*value)).collect()
    }

    #[test]
    fn three_players_worked_by_hand() {
        // Worth, EUR: 1 alone 0, 2 alone 0, 12 together 90, 3 alone 0, 13: 90, 23: 0, all 120 (1 is needed for
        // anything). Orders in which 1 joins: first (2 of 6) adds 0; second after 2 (1) adds 90, after 3 (1) adds 90;
        // last (2) adds 120: (90 + 90 + 240) / 6 = 70. Player 2: after 1 alone (1 of 6) adds 90, last (2) adds 120 − 90
        // = 30 each: (90 + 60) / 6 = 25; player 3 likewise 25. In cents, by coalition {}, 1, 2, 12, 3, 13, 23, 123.
        let worth = cents(&[0, 0, 0, 9000, 0, 9000, 0, 12000]);
        assert_eq!(shapley(&worth), cents(&[7000, 2500, 2500]));
    }

    #[test]
    fn the_odd_cent_goes_to_the_first() {
        assert_eq!(shapley(&cents(&[0, 0, 0, 101])), cents(&[51, 50]));
        assert_eq!(shapley(&cents(&[0, 0, 0, -101])), cents(&[-50, -51]));
    }

    proptest! {
        #[test]
        fn it_is_the_mean_over_all_orders_and_hands_out_everything(
            players in 1_usize..=5,
            amounts in prop::collection::vec(-1_000_000_000_i64..1_000_000_000, 32),
        ) {
            let worth = cents(&amounts[..1 << players]);
            let values = shapley(&worth);
            for (value, exact) in values.iter().zip(by_orders(&worth)) {
                prop_assert!((value.0 as f64 - exact).abs() < 1.0 + 1e-3, "{value} for {exact}");
            }
            prop_assert_eq!(values.iter().sum::<Cents>(), worth[worth.len() - 1] - worth[0]);
        }

        #[test]
        fn equals_get_the_same_to_the_cent(alone in -1000_i64..1000, together in -1000_i64..1000) {
            let values = shapley(&cents(&[0, alone, alone, together]));
            prop_assert!((values[0] - values[1]).0.abs() <= 1);
        }

        #[test]
        fn who_adds_nothing_gets_nothing(amounts in prop::collection::vec(-10_000_i64..10_000, 4)) {
            // The third player changes no coalition.
            let worth = [amounts.clone(), amounts].concat();
            prop_assert_eq!(shapley(&cents(&worth))[2], Cents(0));
        }
    }
}
