//! Counts between those expected and those simulated.
//!
//! Comes in: counts of the same things. Goes out: counts. Deliberately absent: why they lie so far between
//! (simulation/real_size.rs).

use super::Counts;

impl Counts {
    /// Counts that lie so far, as a `share`, from those expected to those simulated; `parts` says how many of the parts in
    /// which they are told each one of either stands for. How much of a count is on either side is as simulated, and so are
    /// counts of single practices, and those of which nothing at all is expected. Copayments are expected of all classes
    /// together, since nobody pays by class; how much of them is of a class is as simulated too.
    pub fn between([expected, simulated]: [&Counts; 2], parts: [f64; 2], share: f64) -> Counts {
        let layout = &simulated.layout;
        let mut counts = Counts::new(layout);
        let by_class = layout.classes * layout.block;
        for index in 0..layout.len {
            let apart = match layout.is_copayment(index) {
                true => layout.block,
                false => by_class,
            };
            let indices = match index < layout.shared {
                true => (index % apart..layout.shared).step_by(apart),
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

    /// Both sides of a town with one channel and one practice.
    fn layout(classes: usize) -> Layout {
        let block = 5 + 2 * OLDEST_AGE;
        let shared = 2 * classes * block;
        let first_practice = shared + 4 + Single::ALL.len();
        Layout {
            classes,
            groups: 2 * classes,
            channels: 1,
            lines: 0,
            needs: 0,
            states: 0,
            sets: 0,
            block,
            shared,
            queues: first_practice,
            places: first_practice,
            first_practice,
            practices: 1,
            practice_row: 2,
            lists: 0,
            len: first_practice + 4,
        }
    }

    #[test]
    fn counts_between_are_told_in_parts_by_side_as_simulated_and_untouched_where_nothing_is_expected()
     {
        let layout = layout(1);
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

    #[test]
    fn copayments_that_are_expected_under_one_class_are_divided_over_classes_as_simulated() {
        let layout = layout(2);
        let copaid = |group| Count::Copayment { group, channel: 0 };
        let [mut expected, mut simulated] = [Counts::new(&layout), Counts::new(&layout)];
        // In eighths 100 cents of all; each simulated stands for four: 16 and 64 cents.
        expected.add(copaid(0), 800);
        simulated.add(copaid(0), 4);
        simulated.add(copaid(1), 16);
        let found = Counts::between([&expected, &simulated], [0.125, 4.0], 0.5);
        // Half way from 100 to 80 are 90, of which a fifth in the first class.
        assert_eq!(found.get(copaid(0)), 18);
        assert_eq!(found.get(copaid(1)), 72);
    }
}
