//! Counts between those expected and those simulated.
//!
//! Comes in: counts of the same things. Goes out: counts. Deliberately absent: why they lie so far between
//! (simulation/real_size.rs).

use super::Counts;

impl Counts {
    /// Counts that lie so far, as a `share`, from those expected to those simulated; `parts` says how many of the parts in
    /// which they are told each one of either stands for. How much of a count is on either side is as simulated, and so are
    /// counts of single practices, and those of which nothing at all is expected.
    pub fn between([expected, simulated]: [&Counts; 2], parts: [f64; 2], share: f64) -> Counts {
        let layout = &simulated.layout;
        let mut counts = Counts::new(layout);
        let by_class = layout.classes * layout.block;
        for index in 0..layout.len {
            let is_by_group = index < layout.shared;
            let indices = match is_by_group {
                true => (index % by_class..layout.shared).step_by(by_class),
                false => (index..index + 1).step_by(1),
            };
            let sum =
                |of: &Counts| indices.clone().map(|index| of.values[index]).sum::<i64>() as f64;
            let whole = [sum(expected) * parts[0], sum(simulated) * parts[1]];
            let own = [
                expected.values[index] as f64 * parts[0],
                simulated.values[index] as f64 * parts[1],
            ];
            let is_known = index < layout.first_practice && whole[0] != 0.0;
            counts.values[index] = libm::round(if is_known {
                told(whole, own, share)
            } else {
                own[1]
            }) as i64;
        }
        counts
    }
}

/// The part of a count on one side, of which so much is expected and simulated, in all and there.
fn told([expected, simulated]: [f64; 2], own: [f64; 2], share: f64) -> f64 {
    let whole = expected + share * (simulated - expected);
    if simulated == 0.0 {
        whole * own[0] / expected
    } else {
        whole * own[1] / simulated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Count;
    use crate::counts::counted::{Layout, PracticeItem, Single};
    use crate::tables::time::OLDEST_AGE;

    #[test]
    fn counts_between_are_told_in_parts_by_side_as_simulated_and_untouched_where_nothing_is_expected()
     {
        let layout = Layout {
            classes: 1,
            groups: 2,
            channels: 1,
            lines: 0,
            needs: 0,
            states: 0,
            sets: 0,
            block: 5 + 2 * OLDEST_AGE,
            shared: 2 * (5 + 2 * OLDEST_AGE),
            first_practice: 2 * (5 + 2 * OLDEST_AGE) + 4 + Single::ALL.len(),
            practices: 1,
            practice_row: 2,
            lists: 0,
            len: 2 * (5 + 2 * OLDEST_AGE) + 4 + Single::ALL.len() + 2 * 2,
        };
        let delivered = |group| Count::Delivered { group, channel: 0 };
        let (deaths, births) = (Count::Single(Single::Deaths), Count::Single(Single::Births));
        let listed = Count::Practice {
            practice: 0,
            side: 0,
            item: PracticeItem::Lived,
        };
        let [mut expected, mut simulated] = [Counts::new(&layout), Counts::new(&layout)];
        // In eighths: 100 units, all of them inside; 10 deaths.
        expected.add(delivered(1), 800);
        expected.add(deaths, 80);
        expected.add(listed, 80);
        // Each of these stands for four: 40 units outside and 80 inside, 20 births that nobody expects.
        simulated.add(delivered(0), 10);
        simulated.add(delivered(1), 20);
        simulated.add(births, 5);
        simulated.add(listed, 3);
        let found = Counts::between([&expected, &simulated], [0.125, 4.0], 0.5);
        // Half way from 100 to 120 are 110, of which a third outside; half way from 10 deaths to none are 5.
        assert_eq!(found.get(delivered(0)), 37);
        assert_eq!(found.get(delivered(1)), 73);
        assert_eq!(found.get(deaths), 5);
        assert_eq!(found.get(births), 20);
        assert_eq!(found.get(listed), 12);
    }
}
