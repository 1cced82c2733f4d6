//! The part of a saving that insurers keep, and between which ends it may lie.
//!
//! Comes in: `[insurance]`. Goes out: [`KeptPart`]. Deliberately absent: draws of it.

use super::rows::{HIGH, LOW};
use crate::scenario::number::distribution;
use crate::scenario::schema::Insurance;

/// The part that is kept in the long run, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptPart {
    /// On average.
    pub mean: f64,
    /// The least and the most, where they are not the same.
    pub ends: Option<[f64; 2]>,
}

impl KeptPart {
    /// As written; all of it where nothing is.
    pub fn of(insurance: &Insurance) -> KeptPart {
        let written = insurance.kept.as_ref();
        match written.and_then(|kept| distribution(kept).ok()) {
            None => KeptPart {
                mean: 1.0,
                ends: None,
            },
            Some(kept) => {
                let (least, most) = kept.support();
                KeptPart {
                    mean: kept.mean(),
                    ends: (!kept.is_point()).then(|| [least, most].map(|end| end.clamp(0.0, 1.0))),
                }
            }
        }
    }

    /// The part that rows of insurers.csv name: at the low end, the high one, or on average as it is drawn.
    pub fn named(self, name: &str) -> f64 {
        match (name, self.ends) {
            (LOW, Some([least, _])) => least,
            (HIGH, Some([_, most])) => most,
            _ => self.mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_ends_of_its_own_lies_between_nothing_and_all() {
        let of = |kept: &str| {
            let text = format!(r#"{{"payer":"insurer","kept":{kept}}}"#);
            KeptPart::of(&serde_json::from_str(&text).expect("a table"))
        };
        let normal = of(r#"{"mean":0.5,"se":0.1,"dist":"normal"}"#);
        assert_eq!(
            [LOW, HIGH, "drawn"].map(|name| normal.named(name)),
            [0.0, 1.0, 0.5]
        );
        let range = of(r#"{"low":0.2,"high":0.8,"dist":"uniform"}"#);
        assert_eq!(
            [LOW, HIGH, "drawn"].map(|name| range.named(name)),
            [0.2, 0.8, 0.5]
        );
        assert_eq!(of("0.3").ends, None);
        assert_eq!(of("null").mean, 1.0);
    }
}
