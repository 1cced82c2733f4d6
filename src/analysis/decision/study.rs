//! What a study of some parameters is worth: the expected value of sample information (EVSI), by matching moments (Heath,
//! Manolopoulou and Baio, Medical Decision Making 2018).
//!
//! Comes in: net benefits, the parameters by draw, and how much of their variance a study takes away. Goes out: a value.
//! Deliberately absent: which study takes away how much.
//!
//! Before a study its result is not known; the mean that it will leave for a parameter varies with the share of the
//! parameter's variance that the study takes away. Net benefits given the parameters are drawn together about their mean by
//! the root of that share, so that they vary as those given the study's result.

use super::information::KnownNumbers;
use super::net_benefit::{EstimatedValue, NetBenefits, estimate, first_highest};

/// What a study is worth that takes away this share (0 to 1) of the variance of the parameters. At 1 it is worth as much as
/// knowing them, at 0 nothing.
pub fn worth(known: &KnownNumbers, of: &NetBenefits, share: f64) -> EstimatedValue {
    let nothing = EstimatedValue {
        value: 0.0,
        mc_error: (of.draws() > 1).then_some(0.0),
    };
    let Some(mut given) = known.expected(of) else {
        return nothing;
    };
    for values in &mut given {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let narrower = share.clamp(0.0, 1.0).sqrt();
        values
            .iter_mut()
            .for_each(|value| *value = mean + narrower * (*value - mean));
    }
    let means = given.iter().map(|values| values.iter().sum::<f64>());
    let on_average = first_highest(means);
    let gain = |draw: usize| {
        let best = first_highest(given.iter().map(|values| values[draw]));
        given[best][draw] - given[on_average][draw]
    };
    let gains: Vec<f64> = (0..of.draws()).map(gain).collect();
    estimate(&gains, of.batch())
}

/// The share of a parameter's variance that a study takes away whose estimate of it has this standard error, where prior and
/// likelihood are normal: σ²/(σ² + error²).
pub fn share_by_error(sd: f64, error: f64) -> f64 {
    let (variance, noise) = (sd * sd, error * error);
    if variance > 0.0 {
        variance / (variance + noise)
    } else {
        0.0
    }
}

/// The share that `residents` take away of the variance of a chance with this mean and standard deviation, each of whom
/// shows it or not: n/(n + a + b) of the beta distribution with those moments.
pub fn share_of_chance(mean: f64, sd: f64, residents: f64) -> f64 {
    let before = mean * (1.0 - mean) / (sd * sd) - 1.0;
    by_residents(residents, before)
}

/// The share that so many resident-years take away of the variance of a rate per resident-year with this mean and standard
/// deviation: t/(t + b) of the gamma distribution with those moments.
pub fn share_of_rate(mean: f64, sd: f64, resident_years: f64) -> f64 {
    by_residents(resident_years, mean / (sd * sd))
}

fn by_residents(residents: f64, before: f64) -> f64 {
    if residents <= 0.0 || !before.is_finite() {
        return 0.0;
    }
    residents / (residents + before.max(0.0))
}
