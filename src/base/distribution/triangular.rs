//! The triangular distribution: a lowest, a most likely and a highest value, joined by straight lines.

use crate::base::random::Stream;

/// One draw, by the quantile of one uniform.
pub fn draw(low: f64, mode: f64, high: f64, stream: &mut Stream) -> f64 {
    quantile(low, mode, high, stream.uniform())
}

/// The quantile: a square root on either side of the mode.
pub fn quantile(low: f64, mode: f64, high: f64, probability: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    if probability * width < mode - low {
        low + (probability * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - probability) * width * (high - mode)).sqrt()
    }
}

/// The mean.
pub fn mean(low: f64, mode: f64, high: f64) -> f64 {
    (low + mode + high) / 3.0
}

/// The standard deviation.
pub fn sd(low: f64, mode: f64, high: f64) -> f64 {
    // The textbook form low² + mode² + high² − … loses its digits far from zero; this is the same in differences.
    let (rise, fall) = (mode - low, high - mode);
    ((rise * rise + rise * fall + fall * fall) / 18.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_areas_of_triangles() {
        // From 0 over 1 to 4: the rising side holds a quarter.
        assert_eq!(quantile(0.0, 1.0, 4.0, 0.25), 1.0);
        assert_eq!(quantile(0.0, 1.0, 4.0, 0.0), 0.0);
        assert_eq!(quantile(0.0, 1.0, 4.0, 1.0), 4.0);
        // Above x the area is (4 − x)² / 12: three quarters of a quarter at x = 4 − √2.25 …
        assert!((quantile(0.0, 1.0, 4.0, 1.0 - 2.25 / 12.0) - 2.5).abs() < 1e-15);
    }

    #[test]
    fn the_standard_deviation_agrees_with_the_textbook() {
        // (0 + 1 + 16 − 0 − 0 − 4) / 18.
        assert!((sd(0.0, 1.0, 4.0) - (13.0_f64 / 18.0).sqrt()).abs() < 1e-15);
    }
}
