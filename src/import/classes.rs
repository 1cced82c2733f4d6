//! Shares of the income classes of a place.
//!
//! Comes in: what is published of its incomes. Goes out: a share for each fifth of the country, highest income first.
//! Deliberately absent: what classes cost, which the pack knows.

/// Mean standardised income of each fifth of the country over that of all, highest first: a lognormal distribution with a
/// Gini coefficient of 0.27, whose highest fifth has 3.9 times the income of the lowest (D; Eurostat gives 3.9 to 4.0).
const FIFTHS: [f64; 5] = [1.809, 1.155, 0.890, 0.687, 0.459];

/// Shares of the fifths from those of the highest and of the lowest two: within the pair of the lowest and the pair in the
/// middle, the lower fifth is to the higher as the root of what the pairs are to each other, so that a country with 0.2 in
/// each has 0.2 in each.
pub fn of_fifths(low: f64, high: f64) -> Option<[f64; 5]> {
    let middle = 1.0 - low - high;
    if !(low >= 0.0 && high >= 0.0 && middle > 0.0) {
        return None;
    }
    let ratio = (low / middle).sqrt();
    let pair = |both: f64| [both / (1.0 + ratio), both * ratio / (1.0 + ratio)];
    let ([second, third], [fourth, fifth]) = (pair(middle), pair(low));
    Some([high, second, third, fourth, fifth])
}

/// Shares of the fifths, in proportion to a constant ratio from one to the next, that have this mean income.
pub fn tilted(income: f64) -> [f64; 5] {
    let shares = |tilt: f64| {
        let weights = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|step: f64| libm::exp(tilt * step));
        let all: f64 = weights.iter().sum();
        weights.map(|weight| weight / all)
    };
    let mean = |tilt: f64| -> f64 {
        let pairs = shares(tilt).into_iter().zip(FIFTHS);
        pairs.map(|(share, income)| share * income).sum()
    };
    // The steeper, the poorer; beyond these slopes everybody is in one fifth.
    let (mut rich, mut poor) = (-6.0, 6.0);
    for _ in 0..60 {
        let middle = f64::midpoint(rich, poor);
        if mean(middle) > income {
            rich = middle;
        } else {
            poor = middle;
        }
    }
    shares(f64::midpoint(rich, poor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_has_a_fifth_in_each_class_and_a_poor_place_more_in_the_last() {
        let near = |shares: [f64; 5], wanted: [f64; 5]| {
            shares
                .iter()
                .zip(wanted)
                .all(|(one, other)| (one - other).abs() < 5e-4)
        };
        assert!(near(of_fifths(0.4, 0.2).expect("shares"), [0.2; 5]));
        assert!(near(tilted(1.0), [0.2; 5]));
        // 0.54 in the lowest two, 0.10 in the highest, 0.36 between: the root of 0.54/0.36 is 1.2247.
        let poor = of_fifths(0.54, 0.10).expect("shares");
        assert!(
            near(poor, [0.10, 0.1618, 0.1982, 0.2427, 0.2973]),
            "{poor:?}"
        );
        assert!(of_fifths(0.8, 0.3).is_none());
        // With tilt 0.25 weights are e^(0.25·(−2…2)) = 0.6065, 0.7788, 1, 1.2840, 1.6487, together 5.3180: mean income
        // (0.6065·1.809 + 0.7788·1.155 + 0.890 + 1.2840·0.687 + 1.6487·0.459) / 5.3180 = 0.8510.
        let poor = tilted(0.8510);
        assert!(
            near(poor, [0.1140, 0.1464, 0.1880, 0.2414, 0.3100]),
            "{poor:?}"
        );
    }
}
