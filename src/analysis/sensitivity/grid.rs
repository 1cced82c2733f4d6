//! Two unknowns at a time: a result over a grid of both, all others at their means.
//!
//! Comes in: a twin to ask, two unknowns, figures. Goes out: a [`GridRow`] an arm, figure and place. Deliberately absent: what lies
//! between places.

use serde::{Deserialize, Serialize};

use crate::base::written::number;
use crate::simulation::Stopped;

use super::asking::{Moved, Subject, TwinAnalysis};
use super::one_way::{ENDS, cell};
use super::unknowns::Unknown;

/// A result with two unknowns at given values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridRow {
    /// What it is about.
    pub subject: Subject,
    /// The path of the first unknown.
    pub parameter: String,
    /// Its value.
    #[serde(serialize_with = "number")]
    pub value: f64,
    /// The chance that the truth is not above it.
    #[serde(serialize_with = "number")]
    pub quantile: f64,
    /// The path of the second unknown.
    pub other_parameter: String,
    /// Its value.
    #[serde(serialize_with = "number")]
    pub other_value: f64,
    /// The chance that the truth is not above it.
    #[serde(serialize_with = "number")]
    pub other_quantile: f64,
    /// The result there.
    #[serde(serialize_with = "cell")]
    pub at: Option<f64>,
}

/// Every arm but the comparator, every figure, over so many values of each from end to end of its 95 % interval, evenly.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
pub fn grid(
    asking: &TwinAnalysis,
    [one, other]: [&Unknown; 2],
    places: usize,
) -> Result<Vec<GridRow>, Stopped> {
    let [ones, others] = [one, other].map(|unknown| places_of(unknown, places));
    let pairs: Vec<[Place; 2]> = ones
        .iter()
        .flat_map(|first| others.iter().map(|second| [*first, *second]))
        .collect();
    let questions = pairs.iter();
    let questions: Vec<Moved> = questions
        .map(|[first, second]| vec![(one, first.quantile), (other, second.quantile)])
        .collect();
    let answers = asking.all(questions)?;
    let mut rows = Vec::new();
    for (arm, figure, subject) in asking.subjects() {
        rows.extend(
            pairs
                .iter()
                .zip(&answers)
                .map(|([first, second], answer)| GridRow {
                    subject: subject.clone(),
                    parameter: one.path().to_string(),
                    value: first.value,
                    quantile: first.quantile,
                    other_parameter: other.path().to_string(),
                    other_value: second.value,
                    other_quantile: second.quantile,
                    at: answer[arm][figure],
                }),
        );
    }
    Ok(rows)
}

#[derive(Debug, Clone, Copy)]
struct Place {
    value: f64,
    quantile: f64,
}

/// The ends themselves are those of one-way sensitivity.
fn places_of(unknown: &Unknown, places: usize) -> Vec<Place> {
    let [low, high] = ENDS.map(|end| unknown.value(end));
    let last = places.saturating_sub(1);
    let place = |index: usize| {
        let quantile = match index {
            0 => ENDS[0],
            index if index == last => ENDS[1],
            index => unknown.below(low + (high - low) * index as f64 / last as f64),
        };
        Place {
            value: unknown.value(quantile),
            quantile,
        }
    };
    (0..places).map(place).collect()
}
