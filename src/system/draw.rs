//! One parameter draw: every number of a scenario as a plain value.

use crate::base::random::Key;
use crate::scenario::number::distribution;
use crate::scenario::schema::Number;

/// Turns numbers into values: their means, or one draw per number, keyed by the number's path in the scenario so
/// that a number added to the file moves no other draw. The arm is no part of the key of a component or effect: arms
/// share their luck, whether one is `like` the other, has been made whole, or writes the same again.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    key: Option<Key>,
}

impl Draw {
    /// Every number at its mean.
    pub fn means() -> Draw {
        Draw { key: None }
    }

    /// The draw of one replication under `seed`.
    pub fn replication(seed: u64, replication: u32) -> Draw {
        Draw {
            key: Some(
                Key::root(seed)
                    .with_name("parameters")
                    .with(u64::from(replication)),
            ),
        }
    }

    /// The value of `number`; `path` names it in the scenario.
    pub fn value(&self, number: &Number, path: impl FnOnce() -> String) -> f64 {
        let Number::Uncertain(_) = number else {
            return number.as_point().unwrap_or(f64::NAN);
        };
        // The checker has turned down impossible numbers; what is left always has a distribution.
        let Ok(distribution) = distribution(number) else {
            return f64::NAN;
        };
        match self.key {
            Some(key) if !distribution.is_point() => {
                distribution.draw(&mut key.with_name(&path()).stream())
            }
            _ => distribution.mean(),
        }
    }

    /// The value of a number that may be absent.
    pub fn or(
        &self,
        number: Option<&Number>,
        otherwise: f64,
        path: impl FnOnce() -> String,
    ) -> f64 {
        number.map_or(otherwise, |number| self.value(number, path))
    }
}
