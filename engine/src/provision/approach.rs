//! Something that moves towards a value at a rate in proportion to its distance: its exact course over a cycle, which
//! does not depend on how a year is cut into cycles. Deliberately absent: what it is.

/// The course over a cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approach {
    /// Mean over the cycle.
    pub mean: f64,
    /// At its end.
    pub end: f64,
}

impl Approach {
    /// From `start` towards `target`, of which it nears by a factor e in one over `part` cycles: x' = part·(target −
    /// x).
    pub fn new(start: f64, target: f64, part: f64) -> Approach {
        let away = start - target;
        Approach {
            mean: target + away * -libm::expm1(-part) / part,
            end: target + away * libm::exp(-part),
        }
    }

    /// Of what does not move.
    pub fn still(value: f64) -> Approach {
        Approach {
            mean: value,
            end: value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_in_one_step_is_a_year_in_many() {
        let whole = Approach::new(0.8, 0.2, 0.5);
        let (mut now, mut mean) = (0.8, 0.0);
        for _ in 0..12 {
            let step = Approach::new(now, 0.2, 0.5 / 12.0);
            (now, mean) = (step.end, mean + step.mean / 12.0);
        }
        assert!((whole.end - now).abs() < 1e-14);
        assert!((whole.mean - mean).abs() < 1e-14);
    }

    #[test]
    fn the_course_is_what_very_many_straight_steps_come_to() {
        let found = Approach::new(0.0, 1.0, 2.0);
        let steps = 1_000_000;
        let (mut now, mut mean) = (0.0, 0.0);
        for _ in 0..steps {
            mean += now / f64::from(steps);
            now += 2.0 / f64::from(steps) * (1.0 - now);
        }
        assert!((found.end - now).abs() < 1e-5);
        assert!((found.mean - mean).abs() < 1e-5);
    }
}
