//! What all rules on scenarios share: paths, references, shares, numbers and bands.

use std::collections::BTreeSet;

pub use super::key_path::KeyPath;
pub use super::named::Named;
use crate::base::legible::Legible;
use crate::scenario::fault::Fault;
pub use crate::scenario::fault_kind::FaultKind;
pub use crate::scenario::limits::Limits;
use crate::scenario::locations::Locations;
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::number::distribution;
use crate::scenario::schema::{ByName, Num, Number, Scenario, WrittenNumber};
use crate::scenario::source::Location;

/// How far shares may be from adding up to 1.
pub const TOLERANCE: f64 = 1e-6;

/// Names longer than this fit no table.
const LONGEST_NAME: usize = 64;

/// What numbers with uncertainty look like.
const NUMBER_HINT: &str = "e.g. { mean = 4.1, se = 0.4, dist = \"gamma\" } or { dist = \"pert\", low = 1, mode = 2, high = 4 }";

/// Beyond this, faults are only more of the same, and hints for each would take time without bound.
const MANY_FAULTS: usize = 1_000;

/// A scenario being looked at, and what was found.
pub struct Review<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Where its values were written.
    pub locations: &'a Locations,
    faults: Vec<(Vec<String>, Fault)>,
}

impl<'a> Review<'a> {
    /// Nothing found yet.
    pub fn new(scenario: &'a Scenario, locations: &'a Locations) -> Self {
        let faults = Vec::new();
        Review {
            scenario,
            locations,
            faults,
        }
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// What was found.
    pub fn into_faults(self) -> Vec<(Vec<String>, Fault)> {
        self.faults
    }

    /// A fault that points at a value.
    pub fn fault(
        &mut self,
        kind: FaultKind,
        at: &KeyPath,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let fault = self.locations.fault(kind, &at.0, message, hint);
        self.push(at, fault);
    }

    fn push(&mut self, at: &KeyPath, fault: Fault) {
        if self.faults.len() < MANY_FAULTS {
            self.faults.push((at.0.clone(), fault));
        }
    }

    /// A fault that points at a key.
    pub fn key_fault(
        &mut self,
        kind: FaultKind,
        at: &KeyPath,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let fault = Fault::new(kind, self.locations.key(&at.0), message, hint);
        self.push(at, fault);
    }

    /// Names appear in files, folders and dotted paths, so they are plain.
    pub fn name(&mut self, entry: &KeyPath, name: &str) {
        self.word(&entry.to("name"), name);
    }

    /// As [`Review::name`], for a name under another key.
    pub fn word(&mut self, at: &KeyPath, name: &str) {
        let hint = "names hold letters, digits, _ and - only";
        if name.is_empty() {
            self.fault(FaultKind::UnusableName, at, "this name is empty", hint);
        } else if !name.chars().all(is_name_character) {
            self.fault(
                FaultKind::UnusableName,
                at,
                format!("{} cannot be a name", quoted(name)),
                hint,
            );
        } else if name.len() > LONGEST_NAME {
            self.fault(
                FaultKind::UnusableName,
                at,
                format!("this name is longer than {LONGEST_NAME} characters"),
                hint,
            );
        }
    }

    /// A name that must exist, written as a value.
    pub fn refer(&mut self, at: &KeyPath, named: Named, name: &str) -> bool {
        let unknown = self.unknown(named, name);
        let found = unknown.is_none();
        unknown
            .into_iter()
            .for_each(|(message, hint)| self.fault(FaultKind::UnknownName, at, message, hint));
        found
    }

    /// A name that must exist, written as a key.
    fn refer_key(&mut self, at: &KeyPath, named: Named, name: &str) {
        if let Some((message, hint)) = self.unknown(named, name) {
            self.key_fault(FaultKind::UnknownName, at, message, hint);
        }
    }

    fn unknown(&self, named: Named, name: &str) -> Option<(String, String)> {
        if self.faults.len() >= MANY_FAULTS {
            return None;
        }
        let known = named.known(self.scenario);
        let message = || format!("there is no {} {}", named.word(), quoted(name));
        (!known.contains(&name)).then(|| (message(), suggest(name, &known)))
    }

    /// A list of names that must exist, each once.
    pub fn refer_all(&mut self, at: &KeyPath, named: Named, names: &[String]) {
        for (index, name) in names.iter().enumerate() {
            self.refer(&at.nth(index), named, name);
        }
        self.once(at, names);
    }

    /// A list in which nothing may occur twice.
    pub fn once<T: Ord + ToString>(&mut self, at: &KeyPath, names: &[T]) {
        let mut seen = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            if !seen.insert(name) {
                let message = format!("{} is listed twice", quoted(&name.to_string()));
                self.fault(
                    FaultKind::ListedTwice,
                    &at.nth(index),
                    message,
                    "take one of them out",
                );
            }
        }
    }

    /// A table of numbers by name.
    pub fn by_name<L>(
        &mut self,
        at: &KeyPath,
        named: Named,
        table: &ByName<Num<L>>,
        limits: Limits,
    ) {
        self.refer_keys(at, named, table);
        for (name, number) in table {
            self.number(&at.to(name), number, limits);
        }
    }

    /// A table whose keys are names that must exist.
    pub fn refer_keys<T>(&mut self, at: &KeyPath, named: Named, table: &ByName<T>) {
        for name in table.keys() {
            self.refer_key(&at.to(name), named, name);
        }
    }

    /// Payers and their shares, which add up to 1.
    pub fn payers<L>(&mut self, at: &KeyPath, shares: &ByName<Num<L>>) {
        self.refer_keys(at, Named::Payer, shares);
        if !shares.is_empty() {
            let (last, hint) = self.written_last(at, shares.keys());
            self.sum_is_one(at, last, &hint, &means(shares.values()));
        }
    }

    /// The location of the key that overrode the others, in a table whose keys come from several texts; and a hint.
    fn written_last<'n>(
        &self,
        at: &KeyPath,
        names: impl Iterator<Item = &'n String>,
    ) -> (Location, String) {
        let mut locations: Vec<Location> = names
            .map(|name| self.locations.key(&at.to(name).0))
            .collect();
        locations.sort_by_key(|location| location.file);
        let whole = self.locations.value(&at.0);
        match (locations.first(), locations.last()) {
            (Some(first), Some(last)) if first.file != last.file => {
                let names = [
                    self.locations.file_name(first),
                    self.locations.file_name(last),
                ];
                let hint = format!(
                    "they come from {} and {} together; a share may be 0",
                    names[0], names[1]
                );
                let table_is_last = whole.file == last.file;
                (if table_is_last { whole } else { last.clone() }, hint)
            }
            _ => (whole, "a share lies from 0 to 1: 40 % is 0.4".to_string()),
        }
    }

    /// Shares that must add up to 1; a share that is itself wrong has its own fault.
    pub fn add_up_to_one(&mut self, at: &KeyPath, shares: &[f64]) {
        self.sum_is_one(
            at,
            self.locations.value(&at.0),
            "a share lies from 0 to 1: 40 % is 0.4",
            shares,
        );
    }

    fn sum_is_one(&mut self, at: &KeyPath, location: Location, hint: &str, shares: &[f64]) {
        let sum: f64 = shares.iter().sum();
        if shares.iter().all(|share| Limits::Share.allows(*share)) && (sum - 1.0).abs() > TOLERANCE
        {
            let message = format!(
                "the shares of {} add up to {}, not to 1",
                at.called(),
                legible(sum)
            );
            self.push(at, Fault::new(FaultKind::Shares, location, message, hint));
        }
    }

    /// Shares that may add up to less than 1.
    pub fn add_up_to_at_most_one(&mut self, at: &KeyPath, shares: &[f64]) {
        let sum: f64 = shares.iter().sum();
        if shares.iter().all(|share| Limits::Share.allows(*share)) && sum > 1.0 + TOLERANCE {
            let message = format!(
                "the shares of {} add up to {}, more than 1",
                at.called(),
                legible(sum)
            );
            self.fault(
                FaultKind::Shares,
                at,
                message,
                "what is not listed is what is left over",
            );
        }
    }

    /// A number and its uncertainty within limits.
    pub fn number(&mut self, at: &KeyPath, number: &Number, limits: Limits) {
        let distribution = match distribution(number) {
            Ok(distribution) => distribution,
            Err(message) => {
                return self.fault(
                    FaultKind::Uncertainty,
                    at,
                    format!("{}: {message}", at.called()),
                    NUMBER_HINT,
                );
            }
        };
        if !limits.allows(distribution.mean()) {
            return self.plain(at, distribution.mean(), limits);
        }
        let (least, most) = limits.range();
        if distribution.sd() > most - least {
            let message = format!(
                "the standard error of {} is {}, but the number {}",
                at.called(),
                Legible(distribution.sd()),
                limits.words()
            );
            return self.fault(FaultKind::DrawsOutside, at, message, NUMBER_HINT);
        }
        let interval = match &number.written {
            WrittenNumber::Uncertain(table) => table.ci95.map(|[low, high]| (low, high)),
            WrittenNumber::Point(_) => None,
        };
        let (low, high) = interval.unwrap_or_else(|| distribution.support());
        for end in [low, high] {
            if !limits.allows_end(end) {
                let message = format!(
                    "{} reaches {}, but {}",
                    at.called(),
                    legible(end),
                    limits.words()
                );
                self.fault(
                    FaultKind::DrawsOutside,
                    at,
                    message,
                    "choose an interval or distribution within these limits",
                );
            }
        }
    }

    /// A number that may be absent.
    pub fn optional<N: AsRef<Number>>(
        &mut self,
        at: &KeyPath,
        key: &str,
        number: Option<&N>,
        limits: Limits,
    ) {
        if let Some(number) = number {
            self.number(&at.to(key), number.as_ref(), limits);
        }
    }

    /// A plain number within limits.
    pub fn plain(&mut self, at: &KeyPath, value: f64, limits: Limits) {
        if !limits.allows(value) {
            let message = format!(
                "{} is {}, but {}",
                at.called(),
                legible(value),
                limits.words()
            );
            self.fault(FaultKind::OutOfRange, at, message, limits.hint());
        }
    }

    /// Ratios by deprivation class: none, or one a class.
    pub fn deprivation_ratios<L>(&mut self, at: &KeyPath, ratios: &[Num<L>]) {
        let at = at.to("deprivation_ratios");
        let classes = self.scenario.population.deprivation.len().max(1);
        if !ratios.is_empty() && ratios.len() != classes {
            let message = format!(
                "{} ratios are given, but the number of deprivation classes is {classes}",
                ratios.len()
            );
            self.fault(
                FaultKind::CountOfEntries,
                &at,
                message,
                "one ratio a class of `population.deprivation`, least deprived first",
            );
        }
    }

    /// A band that is not empty; whether it is.
    pub fn band(&mut self, at: &KeyPath, from: f64, below: Option<f64>) -> bool {
        if from < 0.0 {
            self.fault(
                FaultKind::Bands,
                &at.to("age_from"),
                "`age_from` cannot be negative",
                "ages start at 0",
            );
        }
        let is_empty = below.is_some_and(|below| below <= from);
        if let Some(below) = below.filter(|_| is_empty) {
            let message = format!(
                "this band is empty: it starts at {} and ends below {}",
                Legible(from),
                Legible(below)
            );
            self.fault(
                FaultKind::Bands,
                &at.to("age_below"),
                message,
                "`age_below` is the first age after the band",
            );
        }
        !is_empty && from >= 0.0
    }

    /// Bands that are not empty and do not overlap.
    pub fn bands(&mut self, at: &KeyPath, bands: &[(f64, Option<f64>)]) -> bool {
        let mut sound = true;
        for (index, (from, below)) in bands.iter().enumerate() {
            sound &= self.band(&at.nth(index), *from, *below);
        }
        if !sound {
            return false;
        }
        let mut order: Vec<usize> = (0..bands.len()).collect();
        order.sort_by(|a, b| bands[*a].0.total_cmp(&bands[*b].0));
        for pair in order.windows(2) {
            let (first, second) = (bands[pair[0]], bands[pair[1]]);
            if first.1.is_none_or(|below| below > second.0) {
                sound = false;
                let message = format!(
                    "this band from {} overlaps with the one from {}",
                    second.0, first.0
                );
                self.fault(
                    FaultKind::Bands,
                    &at.nth(pair[1]),
                    message,
                    "`age_below` is the first age after a band",
                );
            }
        }
        sound
    }

    /// The arm that the others are compared with: the first, unless one is named.
    pub fn comparator(&self) -> Option<&'a str> {
        let first = self.scenario.arm.first().map(|arm| arm.name.as_str());
        self.scenario.run.comparator.as_deref().or(first)
    }

    /// Number of residents in the bands.
    pub fn residents(&self) -> f64 {
        self.scenario
            .population
            .bands
            .iter()
            .map(|band| band.female + band.male)
            .sum()
    }
}

/// The means of numbers; one without a mean counts as a share that is wrong.
pub fn means<'n, N: AsRef<Number> + 'n>(numbers: impl IntoIterator<Item = &'n N>) -> Vec<f64> {
    numbers
        .into_iter()
        .map(|number| {
            distribution(number.as_ref()).map_or(f64::NAN, |distribution| distribution.mean())
        })
        .collect()
}

/// Whether a name may hold this character.
pub fn is_name_character(each: char) -> bool {
    each.is_ascii_alphanumeric() || each == '_' || each == '-'
}

/// A number rounded for a sentence.
pub fn legible(value: f64) -> Legible {
    Legible(rounded(value))
}

/// A number as people write it.
pub fn rounded(value: f64) -> f64 {
    let scaled = (value * 1e9).round() / 1e9;
    if scaled.is_finite() && scaled != 0.0 {
        scaled
    } else {
        value
    }
}
