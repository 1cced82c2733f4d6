//! Options in the plane of cost and effect: which are dominated, by one or by a mixture of two, and what a unit more of
//! effect costs along the frontier.
//!
//! Comes in: means of cost and effect. Goes out: an [`OnPlane`] an option. Deliberately absent: chance; ratios are of means,
//! never means of ratios.

/// An option in the plane of cost and effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// Mean cost.
    pub cost: f64,
    /// Mean effect.
    pub effect: f64,
}

/// Where an option stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OnPlane {
    /// On the frontier: what it costs to gain a unit more than the option before it, and which that is; none of the first.
    Frontier(Option<(usize, f64)>),
    /// Another option costs no more and has no less effect.
    Dominated,
    /// A mixture of two other options costs no more and has more effect.
    ExtendedlyDominated,
}

impl PlanePoint {
    /// Cost for a unit of effect, less `other`.
    pub fn ratio(&self, other: &PlanePoint) -> f64 {
        (self.cost - other.cost) / (self.effect - other.effect)
    }

    /// The ratio, where it is one of paying for more or saving by less, and what stands in words for it.
    pub fn against(&self, other: &PlanePoint) -> (Option<f64>, &'static str) {
        let (cost, effect) = (self.cost - other.cost, self.effect - other.effect);
        match () {
            () if cost == 0.0 && effect == 0.0 => (None, "same"),
            () if cost <= 0.0 && effect >= 0.0 => (None, "dominates"),
            () if cost >= 0.0 && effect <= 0.0 => (None, "dominated"),
            () if effect > 0.0 => (Some(cost / effect), "gains"),
            () => (Some(cost / effect), "saves"),
        }
    }
}

/// Where every option stands. Sorted by cost, and of equal cost by effect downwards, an option that has no more effect than
/// one before it is dominated; of the rest, those go, until none is left, to which the ratio is no lower than the one from
/// them to the next.
pub fn on_plane(points: &[PlanePoint]) -> Vec<OnPlane> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&one, &other| {
        let costs = points[one].cost.total_cmp(&points[other].cost);
        costs.then(points[other].effect.total_cmp(&points[one].effect))
    });
    let mut found = vec![OnPlane::Dominated; points.len()];
    let mut kept: Vec<usize> = Vec::new();
    for option in order {
        let is_better = |&last: &usize| points[option].effect > points[last].effect;
        if !kept.last().is_none_or(is_better) {
            continue;
        }
        while let [.., before, last] = kept[..] {
            let slope = points[last].ratio(&points[before]);
            if points[option].ratio(&points[last]) > slope {
                break;
            }
            found[last] = OnPlane::ExtendedlyDominated;
            kept.pop();
        }
        kept.push(option);
    }
    for (place, &option) in kept.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| kept[before]);
        let ratio = before.map(|before| (before, points[option].ratio(&points[before])));
        found[option] = OnPlane::Frontier(ratio);
    }
    found
}

/// The options on the frontier, by effect.
pub fn frontier(points: &[PlanePoint]) -> Vec<usize> {
    let found = on_plane(points);
    let is_on = |option: &usize| matches!(found[*option], OnPlane::Frontier(_));
    let mut kept: Vec<usize> = (0..points.len()).filter(is_on).collect();
    kept.sort_by(|&one, &other| points[one].effect.total_cmp(&points[other].effect));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cost: f64, effect: f64) -> PlanePoint {
        PlanePoint { cost, effect }
    }

    #[test]
    fn the_frontier_leaves_out_what_is_dominated_by_one_or_by_a_mixture() {
        // Third: dearer and worse than the second. Fourth to the first: 300/3 = 100 a unit, fifth to the fourth 50: the
        // fourth is beaten by mixing the first and the fifth (500/7 = 71).
        let points = [
            point(0.0, 10.0),
            point(700.0, 18.0),
            point(800.0, 17.5),
            point(300.0, 13.0),
            point(500.0, 17.0),
        ];
        // First to fifth 500/7 = 71.4, fifth to second 200/1.
        assert_eq!(frontier(&points), [0, 4, 1]);
        assert_eq!(points[1].ratio(&points[4]), 200.0);
        assert_eq!(on_plane(&points)[2], OnPlane::Dominated);
        assert_eq!(on_plane(&points)[3], OnPlane::ExtendedlyDominated);
    }

    #[test]
    fn the_order_of_the_published_table_of_dominance_is_met() {
        // The example of dampack's test_calculate_icers.R (DARTH group): 12k dominated, 25k by extension, ratios 5,000, 12,500
        // and 20,000.
        let costs = [55e3, 35e3, 25e3, 10e3, 12e3, 5e3];
        let effects = [5.0, 4.0, 3.0, 2.0, 1.5, 1.0];
        let pairs = costs.iter().zip(effects);
        let points: Vec<PlanePoint> = pairs.map(|(&cost, effect)| point(cost, effect)).collect();
        assert_eq!(
            on_plane(&points),
            [
                OnPlane::Frontier(Some((1, 20_000.0))),
                OnPlane::Frontier(Some((3, 12_500.0))),
                OnPlane::ExtendedlyDominated,
                OnPlane::Frontier(Some((5, 5_000.0))),
                OnPlane::Dominated,
                OnPlane::Frontier(None),
            ]
        );
    }

    #[test]
    fn a_frontier_of_a_hundred_options_is_that_of_the_slow_reading_of_the_rules() {
        // The rules as they are taught: strike out the dominated; then, until nothing changes, strike out every option whose
        // ratio is above that of the next.
        let slow = |points: &[PlanePoint]| -> Vec<usize> {
            let mut left: Vec<usize> = (0..points.len()).collect();
            let beats = |one: usize, other: usize| {
                let (a, b) = (points[one], points[other]);
                let is_no_worse = a.cost <= b.cost && a.effect >= b.effect;
                is_no_worse && (a != b || one < other)
            };
            let all = left.clone();
            left.retain(|&option| !all.iter().any(|&one| one != option && beats(one, option)));
            left.sort_by(|&one, &other| points[one].effect.total_cmp(&points[other].effect));
            loop {
                let ratio = |at: usize| points[left[at]].ratio(&points[left[at - 1]]);
                let out = (1..left.len().saturating_sub(1)).find(|&at| ratio(at) >= ratio(at + 1));
                match out {
                    Some(at) => left.remove(at),
                    None => return left,
                };
            }
        };
        for seed in 0..200 {
            let mut stream = crate::base::random::Key::root(seed).stream();
            let mut whole = || libm::floor(stream.uniform() * 40.0);
            let points: Vec<PlanePoint> = (0..100).map(|_| point(whole(), whole())).collect();
            assert_eq!(frontier(&points), slow(&points), "seed {seed}");
        }
    }

    #[test]
    fn of_options_that_are_the_same_the_first_is_on_the_frontier() {
        let points = [point(5.0, 1.0), point(5.0, 1.0)];
        assert_eq!(frontier(&points), [0]);
        assert_eq!(on_plane(&points)[1], OnPlane::Dominated);
    }

    #[test]
    fn a_ratio_is_told_only_where_it_means_something() {
        let now = point(100.0, 10.0);
        assert_eq!(point(150.0, 12.0).against(&now), (Some(25.0), "gains"));
        assert_eq!(point(50.0, 8.0).against(&now), (Some(25.0), "saves"));
        assert_eq!(point(50.0, 10.0).against(&now), (None, "dominates"));
        assert_eq!(point(100.0, 9.0).against(&now), (None, "dominated"));
        assert_eq!(now.against(&now), (None, "same"));
    }
}
