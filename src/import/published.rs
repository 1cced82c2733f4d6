//! What one published file says of a place.
//!
//! Comes in: nothing; these are types. Goes out: the words in which readers of files and the town talk. Deliberately
//! absent: how files are laid out, and what a scenario makes of them.

use super::ages::AgeTable;

/// What one published file says of a place. A file tells some of it; the rest comes from other files or the country.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// The place, as the file names it.
    pub names: Vec<String>,
    /// The year it speaks of.
    pub year: Option<i32>,
    /// Residents by age and sex.
    pub residents: Option<AgeTable>,
    /// Whether they are averages over the year; otherwise they are those of its first day.
    pub is_average: bool,
    /// Children born in the year.
    pub births: Option<f64>,
    /// Who moved out in the year.
    pub leavers: Option<f64>,
    /// Who moved in.
    pub newcomers: Option<f64>,
    /// Public indicators by the names of the pack's regression, relative to its level.
    pub indicators: Vec<(&'static str, f64)>,
    /// Shares of the five income classes, highest income first, and how they were found.
    pub classes: Option<([f64; 5], String)>,
    /// What care cost.
    pub accounts: Option<PublishedAccounts>,
    /// The publication, its terms included.
    pub source: String,
    /// What was left out, filled in or assumed.
    pub remarks: Vec<String>,
}

/// What care of a place cost in a year, per insured year.
#[derive(Debug, Clone, Default)]
pub struct PublishedAccounts {
    /// The year.
    pub year: i32,
    /// Of all categories together.
    pub total: CategoryCost,
    /// By the pack's category.
    pub categories: Vec<(&'static str, CategoryCost)>,
    /// Insured years.
    pub insured_years: f64,
}

/// Cost per insured year, EUR of the year.
#[derive(Debug, Clone, Copy, Default)]
pub struct CategoryCost {
    /// As published.
    pub published: f64,
    /// What the same file's rates of the whole country by age and sex give for the place's residents; `None` where the file
    /// holds only some of the country.
    pub expected: Option<f64>,
}

impl CategoryCost {
    /// Published over expected.
    pub fn ratio(&self) -> Option<f64> {
        let expected = self.expected.filter(|expected| *expected > 0.0)?;
        Some(self.published / expected)
    }
}

/// A figure and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced<T> {
    /// The figure.
    pub value: T,
    /// Its source and status.
    pub source: String,
}
