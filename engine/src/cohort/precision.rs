//! How finely the twin is worked out: exactly, or as fast as a question in a conversation wants.
//!
//! Comes in: what cycles found. Goes out: [`TwinPrecision`], and what a year's cycles found on average. Deliberately absent: the
//! working out. Both are the same code; what one leaves out is said at each of its values.

use crate::provision::Conditions;

/// How finely the twin is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwinPrecision {
    /// Every half-cycle of birth, every year of age and every cycle by itself.
    Exact,
    /// Residents in cohorts that are born in a year, who move by the mean of their ages' chances (places.rs, age_spread.rs); what
    /// follows from needs at few ages (ages.rs); deprivation classes between others told by these (lived_classes.rs); effects on
    /// moves at ages eight years apart, in between on a straight line, of one deprivation class, and those on people who have
    /// just come as when the year began; triage, subscriptions and help by carers at the mean of what the cycles of a year find;
    /// the deductible of most years between those of four. In shipped scenarios a payer's total is off by less than 10⁻⁴ of
    /// it, a total difference between arms by less than 1 % of what its years differ by and a ten-millionth of the total (tests/twin).
    Fast,
}

/// What cycles found on average; `None` of no cycles. Cycles that all found the same found that.
pub(super) fn mean(found: &[Conditions]) -> Option<Conditions> {
    let (first, others) = found.split_first()?;
    let mut mean = first.clone();
    if others.iter().all(|other| other == first) {
        return Some(mean);
    }
    for (number, conditions) in found.iter().enumerate().skip(1) {
        // A running mean: of what does not change it is that, without rounding.
        let so_far = (number + 1) as f64;
        each_figure(&mut mean, conditions, |mean, figure| {
            *mean += (figure - *mean) / so_far
        });
    }
    let part = 1.0 / found.len() as f64;
    mean.substitutions.clear();
    for &(from, to, ratio, share) in found.iter().flat_map(|found| &found.substitutions) {
        let mut known = mean.substitutions.iter_mut();
        match known.find(|known| (known.0, known.1, known.2) == (from, to, ratio)) {
            Some(known) => known.3 += part * share,
            None => mean.substitutions.push((from, to, ratio, part * share)),
        }
    }
    Some(mean)
}

/// Applies something to each figure that needs and their answers see, with the same figure of others.
fn each_figure(mean: &mut Conditions, of: &Conditions, apply: impl Fn(&mut f64, f64)) {
    let [rate, rate_inside] = &mut mean.pressure.rate;
    let [escalation, escalation_inside] = &mut mean.escalation;
    let [units, units_inside] = &mut mean.units;
    let pairs = [
        (&mut mean.access, &of.access),
        (&mut mean.pressure.presented, &of.pressure.presented),
        (rate, &of.pressure.rate[0]),
        (rate_inside, &of.pressure.rate[1]),
        (escalation, &of.escalation[0]),
        (escalation_inside, &of.escalation[1]),
        (units, &of.units[0]),
        (units_inside, &of.units[1]),
    ];
    for (mean, of) in mean.queues.iter_mut().zip(&of.queues) {
        for (mean, of) in mean.lines.iter_mut().zip(&of.lines) {
            apply(&mut mean.met, of.met);
            apply(&mut mean.lost, of.lost);
            apply(&mut mean.turns, of.turns);
        }
    }
    for (means, figures) in pairs {
        means
            .iter_mut()
            .zip(figures)
            .for_each(|(mean, figure)| apply(mean, *figure));
    }
}
