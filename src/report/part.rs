//! A part of a run, computed by itself: which replications it has.
//!
//! Comes in: the number of the part and how many parts there are. Goes out: [`Part`], as written (`3/16`) and in run.json.
//! Deliberately absent: putting parts together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::scenario::schema::MOST_REPLICATIONS;

/// One of several parts of a run. Part `number` has every replication whose place in the run, divided by the number of
/// parts, leaves the same remainder, so that a run that is extended keeps the parts of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "PartAsWritten")]
pub struct Part {
    /// From 1 to `of`.
    pub number: u32,
    /// Parts that make the whole run.
    pub of: u32,
}

impl Part {
    /// A run that is not divided.
    pub const WHOLE: Part = Part { number: 1, of: 1 };

    /// Whether it is all of a run.
    pub fn is_whole(self) -> bool {
        self.of == 1
    }

    /// Whether a replication is one of its own.
    pub fn holds(self, replication: u32) -> bool {
        replication % self.of == self.number - 1
    }

    /// How many of the first `replications` are its own.
    pub fn count_of(self, replications: u32) -> u32 {
        replications / self.of + u32::from(replications % self.of >= self.number)
    }

    /// The run id of this part, which no whole run and no other part has.
    pub fn id(self, run_id: &str) -> String {
        if self.is_whole() {
            run_id.to_string()
        } else {
            format!("{run_id}-part-{}-of-{}", self.number, self.of)
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "part {} of {}", self.number, self.of)
    }
}

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Part, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            let read = |text: &str| text.trim().parse().ok();
            Some(PartAsWritten {
                number: read(number)?,
                of: read(of)?,
            })
        });
        let written = numbers.ok_or("give a part and the number of parts, as 3/16")?;
        Part::try_from(written)
    }
}

/// The two numbers, before they are checked.
#[derive(Deserialize)]
struct PartAsWritten {
    number: u32,
    of: u32,
}

impl TryFrom<PartAsWritten> for Part {
    type Error = String;

    fn try_from(PartAsWritten { number, of }: PartAsWritten) -> Result<Part, String> {
        if of > MOST_REPLICATIONS {
            return Err(format!("a run has at most {MOST_REPLICATIONS} parts"));
        }
        if (1..=of).contains(&number) {
            Ok(Part { number, of })
        } else {
            Err(format!(
                "there is no part {number} of {of}: parts are counted from 1"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_replication_once() {
        for of in 1..20 {
            for replications in 0..50 {
                let parts: Vec<Part> = (1..=of).map(|number| Part { number, of }).collect();
                let counted: u32 = parts.iter().map(|part| part.count_of(replications)).sum();
                assert_eq!(counted, replications);
                for replication in 0..replications {
                    let holders = parts.iter().filter(|part| part.holds(replication));
                    assert_eq!(holders.count(), 1, "{replication} of {of} parts");
                }
                for part in parts {
                    let held = (0..replications).filter(|number| part.holds(*number));
                    assert_eq!(held.count() as u32, part.count_of(replications));
                }
            }
        }
    }

    #[test]
    fn a_part_is_read_as_it_is_written_and_nothing_else_is_one() {
        let part = |text: &str| text.parse::<Part>();
        assert_eq!(part("3/16"), Ok(Part { number: 3, of: 16 }));
        assert_eq!(part(" 1 / 1 "), Ok(Part::WHOLE));
        for wrong in [
            "",
            "3",
            "/",
            "3/",
            "/3",
            "0/3",
            "4/3",
            "0/0",
            "-1/3",
            "1/2/3",
            "1.5/3",
            "1/2000000",
        ] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
        let json = serde_json::to_string(&Part { number: 3, of: 16 }).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Part>(&json).expect("a part"),
            Part { number: 3, of: 16 }
        );
        assert!(serde_json::from_str::<Part>(r#"{"number":0,"of":0}"#).is_err());
    }
}
