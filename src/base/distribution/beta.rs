//! The beta distribution, for shares and probabilities.

use super::gamma;
use crate::base::random::Stream;

/// One draw: the first of two gammas as a share of both, computed on logarithms so that tiny parameters do not
/// divide zero by zero.
pub fn draw(alpha: f64, beta: f64, stream: &mut Stream) -> f64 {
    let first = gamma::draw_logarithm(alpha, stream);
    let second = gamma::draw_logarithm(beta, stream);
    1.0 / (1.0 + libm::exp(second - first))
}

/// The mean.
pub fn mean(alpha: f64, beta: f64) -> f64 {
    alpha / (alpha + beta)
}

/// The standard deviation.
pub fn sd(alpha: f64, beta: f64) -> f64 {
    let total = alpha + beta;
    (alpha * beta / (total + 1.0)).sqrt() / total
}

/// The alpha and beta that give a mean and a standard deviation, by the method of moments.
pub fn from_mean(mean: f64, sd: f64) -> Result<(f64, f64), String> {
    if !(mean > 0.0 && mean < 1.0) {
        return Err(format!(
            "the mean of a beta lies between 0 and 1, and {mean} does not"
        ));
    }
    let most = (mean * (1.0 - mean)).sqrt();
    let total = most * most / (sd * sd) - 1.0;
    if !(total > 0.0 && total.is_finite()) {
        return Err(format!(
            "around a mean of {mean} the standard error of a beta is at most {most:.4}, and {sd} is not below it"
        ));
    }
    Ok((mean * total, (1.0 - mean) * total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;

    #[test]
    fn moments_give_the_parameters_worked_by_hand() {
        // Beta(2, 6): mean 1/4, variance 12 / (64·9).
        let (alpha, beta) = from_mean(0.25, (12.0_f64 / 576.0).sqrt()).unwrap();
        assert!((alpha - 2.0).abs() < 1e-14 && (beta - 6.0).abs() < 1e-14);
        assert!((sd(2.0, 6.0) - (12.0_f64 / 576.0).sqrt()).abs() < 1e-16);
    }

    #[test]
    fn tiny_parameters_still_give_shares() {
        for i in 0..1_000 {
            let share = draw(1e-4, 1e-4, &mut Key::root(5).with(i).stream());
            assert!((0.0..=1.0).contains(&share), "{share}");
        }
    }
}
