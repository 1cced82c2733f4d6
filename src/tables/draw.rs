//! One parameter draw: every number of a scenario as a plain value.

use crate::base::random::Key;
use crate::scenario::number::distribution;
use crate::scenario::schema::Number;

/// Turns numbers into values: their means, or one draw per number, keyed by the number's path in the scenario so
/// that a number added to the file moves no other draw. The arm is no part of the key of a component or effect: arms
/// share their luck, whether one is `like` the other, has been made whole, or writes the same again.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    manner: DrawMode,
}

#[derive(Debug, Clone, Copy)]
enum DrawMode {
    Means,
    Free(Key),
}

impl Draw {
    /// Every number at its mean.
    pub fn means() -> Draw {
        Draw {
            manner: DrawMode::Means,
        }
    }

    /// The draw of one replication under `seed`.
    pub fn replication(seed: u64, replication: u32) -> Draw {
        let key = Key::root(seed).with_name("parameters");
        Draw {
            manner: DrawMode::Free(key.with(u64::from(replication))),
        }
    }

    /// The value of `number`; `path` names it in the scenario.
    pub fn value(&self, number: &Number, path: impl FnOnce() -> String) -> f64 {
        if let Some(value) = number.as_point() {
            return value;
        }
        // The checker has turned down impossible numbers; what is left always has a distribution.
        let Ok(distribution) = distribution(number) else {
            return f64::NAN;
        };
        let limits = number.limits;
        match self.manner {
            _ if distribution.is_point() => distribution.mean(),
            DrawMode::Means => distribution.mean(),
            DrawMode::Free(key) => {
                limits.within(distribution.draw(&mut key.with_name(&path()).stream()))
            }
        }
    }

    /// The value of a number that may be absent.
    pub fn or<N: AsRef<Number>>(
        &self,
        number: Option<&N>,
        otherwise: f64,
        path: impl FnOnce() -> String,
    ) -> f64 {
        number.map_or(otherwise, |number| self.value(number.as_ref(), path))
    }
}
