//! `places` of a state that is an institution, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Num};
use crate::scenario::limits::limit;

/// Places of an institution, of which one state has some at most. A move into it from a state at home is a wish for a place: where
/// one is free the resident enters, and otherwise waits in the state of before, where needs, deaths and all moves go on, until a
/// place comes free. Of places that come free in a cycle everybody who waits has the same chance, when they come free. How many
/// are free follows from what is expected of the town, so that a sample meets the places of its town.
///
/// Two kinds of waiting: by preference (for one home rather than another, or until a room is ready), which is part of the hazard
/// of moving in and binds nobody, and for want of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstitutionPlaces {
    /// Places for the whole population in the first year. Absent: those in which the residents live who are expected there in the
    /// arm under which rates were observed (`observed_under`), in every draw, and those that `slack` says.
    #[serde(default)]
    pub number: Option<Num<limit::NotNegative>>,
    /// Places that are free in the first year, as a share of those taken, where `number` is absent; absent: 0. With free places
    /// nobody waits for want of one, so that `by_preference` is 1.
    #[serde(default)]
    pub slack: Option<Num<limit::NotNegative>>,
    /// Change of places per year, after the first; absent: 0.
    #[serde(default)]
    pub growth: Option<Num<limit::Growth>>,
    /// Weeks of waiting that are published of the first year: people who wait over people who enter in a year. Absent: 0.
    #[serde(default)]
    pub weeks: Option<Num<limit::NotNegative>>,
    /// Share of that list that waits by preference, whatever places there are; absent: 1. The others wait for want of a place from
    /// the start on, and as many more wish for one as die, move or give up while they do, so that as many enter as the hazards say.
    #[serde(default)]
    pub by_preference: Option<Num<limit::Share>>,
    /// Rate per year at which those who wait for want of a place give up; they may wish for one again. Absent: nobody does.
    #[serde(default)]
    pub given_up: Option<Num<limit::Hazard>>,
    /// Needs that arise so many times as often in those who wait for want of a place, by name; no permanent ones. The more is spread
    /// over everybody with the need.
    #[serde(default)]
    pub needs: ByName<Num<limit::Ratio>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
