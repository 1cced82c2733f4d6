//! The numbers of a scenario as a table: what each is, how sure, from where, and which arms it acts in.
//!
//! Comes in: a scenario, and where its values were written. Goes out: a [`ParameterRow`] each. Deliberately absent: drawing,
//! and what a number does to results.

mod status;
mod users;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, Serializer};

use crate::base::distribution::{Distribution, DistributionName};
use crate::base::legible::Legible;
use crate::base::written::{nine_digits, shortest};
use crate::scenario::Locations;
use crate::scenario::limits::Limits;
use crate::scenario::numbers::{Entry, entries};
use crate::scenario::schema::{Publication, Scenario, Uncertain, WrittenNumber};
use crate::scenario::shares::{drawn_from, table_of};

pub use status::{Status, is_read};
pub use users::Users;

/// The ends of a 95 % interval, as probabilities.
const ENDS: [f64; 2] = [0.025, 0.975];

/// One number of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterRow {
    /// Its dotted path, as `--set` takes it.
    pub path: String,
    /// The place in words.
    pub label: String,
    /// The mean as written, which `run.parameters = "means"` uses.
    #[serde(serialize_with = "figure")]
    pub mean: f64,
    /// What 2.5 % of the draws do not exceed: an exact quantile, put within the limits of the key as draws are.
    #[serde(serialize_with = "figure")]
    pub q025: f64,
    /// What 97.5 % of the draws do not exceed.
    #[serde(serialize_with = "figure")]
    pub q975: f64,
    /// The mean of the draws, where limits cut off so much of them that it is another; otherwise empty.
    #[serde(serialize_with = "known_figure")]
    pub drawn_mean: Option<f64>,
    /// As the scenario says, else what follows from the kind of key.
    pub unit: String,
    /// The distribution as written (`gamma, se = 0.4`); `fixed` of a number without uncertainty.
    pub distribution: String,
    /// What its source says of how sure it is.
    pub status: Status,
    /// Its own source, else the source of the nearest table around it.
    pub source: String,
    /// The path of the table whose source it is; empty where it is the number's own.
    pub source_of: String,
    /// Where the publications that its source names were read.
    pub read_at: String,
    /// On what terms their figures may be used.
    pub terms: String,
    /// The file it stands in, as faults name it; empty where that is not known.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The arms it acts in: `all`, their names with spaces between, or `none`.
    pub arms: String,
    /// The first sentence of the manual on its key.
    pub meaning: String,
    /// The group of numbers that it is drawn together with; empty where it is drawn by itself.
    pub correlation: String,
    /// From 1: the number that moves a result most, where they were asked by a result; otherwise empty.
    pub rank: Option<u32>,
    /// How far it moves that result from end to end of its 95 % interval, in the arm in which it does most.
    #[serde(serialize_with = "known_figure")]
    pub swing: Option<f64>,
}

impl ParameterRow {
    /// Whether it is drawn.
    pub fn is_uncertain(&self) -> bool {
        self.distribution != FIXED
    }
}

/// How its figures stand in files: as people wrote them, without what binary fractions add.
fn figure<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&nine_digits(*value))
}

fn known_figure<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(nine_digits).serialize(to)
}

/// The word for a number without uncertainty.
const FIXED: &str = "fixed";

/// A row for every number of the scenario, in the order of the manual; `locations` are those of its values.
pub fn rows(scenario: &Scenario, locations: Option<&Locations>) -> Vec<ParameterRow> {
    let users = Users::of(scenario);
    let group = |path: &String| {
        let mut groups = scenario.correlation.iter();
        let group = groups.find(|group| group.parameters.contains(path));
        let table = table_of(scenario, path).map(|table| &table.name);
        let name = group.map(|group| &group.name).or(table);
        name.cloned().unwrap_or_default()
    };
    let found = entries(scenario).into_iter();
    found
        .filter_map(|entry| row(scenario, &entry, &users, locations))
        .map(|row| ParameterRow {
            correlation: group(&row.path),
            ..row
        })
        .collect()
}

/// How many of these rows have each status, in the order of [`Status::ALL`].
pub fn counted<'r>(rows: impl IntoIterator<Item = &'r ParameterRow>) -> Vec<(Status, usize)> {
    let mut counted: Vec<(Status, usize)> = Status::ALL.iter().map(|one| (*one, 0)).collect();
    for row in rows {
        let its = counted.iter_mut().find(|(status, _)| *status == row.status);
        its.into_iter().for_each(|(_, count)| *count += 1);
    }
    counted
}

/// The publications that the sources of these rows name, with how many rows do, in the order of the scenario.
pub fn cited<'s>(rows: &[ParameterRow], scenario: &'s Scenario) -> Vec<(&'s Publication, usize)> {
    let named = |one: &Publication| {
        rows.iter()
            .filter(|row| one.is_named_in(&row.source))
            .count()
    };
    let publications = scenario.publication.iter();
    let counted = publications.map(|one| (one, named(one)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// `None` of a number without a distribution, which a checked scenario does not have.
fn row(
    scenario: &Scenario,
    entry: &Entry,
    users: &Users,
    locations: Option<&Locations>,
) -> Option<ParameterRow> {
    let publications = &scenario.publication;
    let path = entry.path.join(".");
    let distribution = drawn_from(scenario, entry).ok()?;
    let limits = entry.number.limits;
    let [q025, q975] = ENDS.map(|end| limits.within(distribution.quantile(end)));
    let written = match &entry.number.written {
        WrittenNumber::Point(_) => None,
        WrittenNumber::Uncertain(table) => Some(table.as_ref()),
    };
    let own = written.and_then(|table| table.source.clone());
    let around = entry.around.as_ref().filter(|_| own.is_none());
    let source_of = around.map(|around| around.path.clone()).unwrap_or_default();
    let source = own.or(around.map(|around| around.source.clone()));
    let source = source.unwrap_or_default();
    let unit = written.and_then(|table| table.unit.clone());
    let (file, line) = locations
        .map(|locations| locations.line(&entry.path))
        .unwrap_or_default();
    Some(ParameterRow {
        label: entry.label.clone(),
        mean: distribution.mean(),
        q025,
        q975,
        drawn_mean: drawn_mean(&distribution, limits),
        unit: unit.unwrap_or_else(|| limits.unit().to_string()),
        distribution: match table_of(scenario, &path) {
            Some(table) => format!("dirichlet, observations = {}", Legible(table.observations)),
            None => as_written(&distribution, written),
        },
        path,
        correlation: String::new(),
        status: Status::of(&source),
        read_at: said(publications, &source, |one| &one.read_at),
        terms: said(publications, &source, |one| &one.terms),
        source,
        source_of,
        file,
        line,
        arms: users.arms(&entry.path),
        meaning: entry.meaning.to_string(),
        rank: None,
        swing: None,
    })
}

/// What is said of the publications that a source names, each thing once.
fn said(publications: &[Publication], source: &str, of: fn(&Publication) -> &String) -> String {
    let named = publications.iter().filter(|one| one.is_named_in(source));
    let mut said: Vec<&str> = named.map(|one| of(one).as_str()).collect();
    let mut seen = BTreeSet::new();
    said.retain(|one| seen.insert(*one));
    said.join("; ")
}

/// A mean that limits move by less than this part of itself, or of its spread, is the same to every reader.
const LEAST_MOVE: f64 = 1e-3;

fn drawn_mean(distribution: &Distribution, limits: Limits) -> Option<f64> {
    let (least, most) = limits.range();
    let (mean, drawn) = (distribution.mean(), distribution.cut(least, most).mean);
    let size = mean.abs().max(distribution.sd());
    ((drawn - mean).abs() > LEAST_MOVE * size).then_some(drawn)
}

/// What is fitted, for readers.
fn three_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    shortest(rounded)
}

fn as_written(distribution: &Distribution, written: Option<&Uncertain>) -> String {
    let Some(table) = written.filter(|_| !distribution.is_point()) else {
        return FIXED.to_string();
    };
    let told = |(key, value): (&str, f64)| format!("{key} = {}", Legible(value));
    let family = table.dist.unwrap_or(DistributionName::Normal);
    let mut words = vec![family.name().to_string()];
    words.extend(table.se.map(|se| told(("se", se))));
    let interval = |[low, high]: [f64; 2]| format!("95 % {} to {}", Legible(low), Legible(high));
    words.extend(table.ci95.map(interval));
    match table.level {
        None => words.extend(table.natives().into_iter().map(told)),
        Some(level) => {
            let [low, high] = [table.low, table.high].map(Option::unwrap_or_default);
            let [level, low, high] = [level * 100.0, low, high].map(nine_digits);
            words.push(format!("elicited {level} % {low} to {high}"));
            words.push(format!("fitted se = {}", three_digits(distribution.sd())));
        }
    }
    words.join(", ")
}
