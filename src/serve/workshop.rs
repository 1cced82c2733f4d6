//! A scenario whose knobs a room turns.
//!
//! Comes in: a scenario file, and states of the page. Goes out: the scenario of a state, checked as a file is, with the comparator
//! and the arm asked for. Deliberately absent: figures (answer.rs).

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::known::{self, Known};
use super::reason::{self, RefusalReason};
use super::state::PageState;
use crate::chart::words::Lang;
use crate::check;
use crate::report::manifest;
use crate::scenario::parameters::{found, with_plain, with_ranges};
use crate::scenario::people_file::{self, Person};
use crate::scenario::schema::{Knob, KnobKind, Parameters, Scenario};
use crate::scenario::{Loaded, selection};

/// Why there is no workshop on a file.
#[derive(Debug, Clone)]
pub enum WorkshopError {
    /// It has faults, rendered.
    Faults(String),
    /// It lacks what a page needs, in one line.
    Unfit(String),
}

/// A scenario that a page is of.
pub struct Workshop {
    /// Its name in links.
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// A few letters by which a link knows the scenario it was made with.
    pub mark: String,
    /// As written, with its knobs at their values.
    pub loaded: Loaded,
    /// The same as JSON.
    json: Value,
    /// The persons of `population.file`, where there is one.
    pub persons: Option<Vec<Person>>,
    /// Arms that others can be compared with.
    pub comparators: Vec<String>,
    /// Options of the command that change the scenario, as `--set` writes them.
    pub sets: Vec<String>,
    /// What has been worked out of earlier states.
    pub known: Mutex<Known>,
}

/// The scenario of a state.
#[derive(Debug, Clone)]
pub struct Turned {
    /// With the comparator and one arm only.
    pub scenario: Scenario,
    /// Paths that differ from the file.
    pub paths: Vec<String>,
    /// With all arms, as `caremix run` on the overlay has it.
    pub whole: Scenario,
}

/// Why a state has no scenario: one reason or several.
pub type Refusal = Vec<RefusalReason>;

impl Workshop {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// Its faults, or that it has not two arms.
    pub fn open(
        path: &Path,
        sets: &[String],
        is_coloured: bool,
    ) -> Result<Workshop, WorkshopError> {
        let rendered =
            |faults: crate::scenario::Faults| WorkshopError::Faults(faults.render(is_coloured));
        let loaded = check::load(path, sets).map_err(rendered)?;
        let people = people_file::read(&loaded).map_err(rendered)?;
        let name = loaded.scenario.name.clone().unwrap_or_default();
        if loaded.scenario.arm.len() < 2 {
            let problem = format!("{}: one arm alone cannot be compared", path.display());
            return Err(WorkshopError::Unfit(problem));
        }
        let resolved = manifest::resolved(&loaded.scenario).map_err(WorkshopError::Unfit)?;
        let hash = Sha256::digest(resolved.to_string());
        let mut workshop = Workshop {
            name,
            file: file_name(path),
            mark: manifest::hex(&hash[..4]),
            persons: people.map(|people| people.persons),
            comparators: Vec::new(),
            sets: sets.to_vec(),
            known: Mutex::new(Known::within(known::space())),
            json: resolved,
            loaded,
        };
        workshop.comparators = workshop.possible_comparators();
        Ok(workshop)
    }

    /// The scenario as written.
    pub fn scenario(&self) -> &Scenario {
        &self.loaded.scenario
    }

    /// A language, of the money of the scenario.
    pub fn lang(&self, lang: Lang) -> Lang {
        lang.of_money(self.scenario().run.money())
    }

    /// The state it starts in: its comparator, and of the other arms that with most choices, the first of several.
    pub fn start(&self) -> PageState {
        let comparator = self.scenario().comparator().unwrap_or_default().to_string();
        let choices = |arm: &&String| {
            let knobs = self.scenario().knob.iter();
            let choices = knobs.filter(|knob| knob.kind == KnobKind::Choice && knob.is_of(arm));
            choices.count()
        };
        let arms = self.scenario().arm.iter().map(|arm| &arm.name);
        let others = arms.filter(|arm| **arm != comparator);
        let arm = others
            .rev()
            .max_by_key(choices)
            .cloned()
            .unwrap_or_default();
        PageState {
            comparator,
            arm,
            ..PageState::default()
        }
    }

    /// The scenario of a state.
    ///
    /// # Errors
    /// What the scenario does not have, or refuses.
    pub fn turn(&self, state: &PageState) -> Result<Turned, Refusal> {
        let base = self.scenario();
        self.has_arms(state)?;
        let values = self.values(state)?;
        let ranges = self.ranges(state)?;
        let whole = with_plain(base, &values).and_then(|whole| with_ranges(&whole, &ranges));
        let mut whole = whole.map_err(not_accepted)?;
        let turned = values.into_iter().map(|(path, _)| path);
        let mut paths: Vec<String> = turned
            .chain(ranges.into_iter().map(|(path, _)| path))
            .collect();
        if base.comparator() != Some(state.comparator.as_str()) {
            // Rates stay those that were observed under the arm that the scenario has for it.
            if base.observed_under.is_none() {
                whole.observed_under = base.observed().map(str::to_string);
                paths.push("observed_under".into());
            }
            whole.run.comparator = Some(state.comparator.clone());
            paths.push("run.comparator".into());
        }
        let faults = check::check(&whole, &self.loaded.locations);
        if !faults.is_empty() {
            let said = faults.iter().map(|(_, fault)| fault.message.as_str());
            return Err(said.map(RefusalReason::not_accepted).collect());
        }
        let mut scenario = whole.clone();
        selection::select(&mut scenario, std::slice::from_ref(&state.arm)).map_err(not_accepted)?;
        Ok(Turned {
            scenario,
            paths,
            whole,
        })
    }

    fn has_arms(&self, state: &PageState) -> Result<(), Refusal> {
        for name in [&state.comparator, &state.arm] {
            if !self.scenario().arm.iter().any(|arm| arm.name == *name) {
                return Err(vec![RefusalReason::filled(
                    reason::NO_ARM,
                    &[("arm", name)],
                )]);
            }
        }
        if state.comparator == state.arm {
            return Err(vec![RefusalReason::of(reason::SAME_ARM)]);
        }
        Ok(())
    }

    /// The numbers that knobs are turned to. A knob of another arm turns nothing.
    fn values(&self, state: &PageState) -> Result<Vec<(String, f64)>, Refusal> {
        let knobs = &self.scenario().knob;
        let mut reasons = Vec::new();
        let mut values = Vec::new();
        for (name, value) in &state.knobs {
            let Some(knob) = knobs.iter().find(|knob| knob.name == *name) else {
                reasons.push(no_knob(name));
                continue;
            };
            if !(knob.low..=knob.high).contains(value) {
                let [low, high, value] = [knob.low, knob.high, *value].map(|end| end.to_string());
                let parts = [
                    ("knob", name.as_str()),
                    ("low", &low),
                    ("high", &high),
                    ("value", &value),
                ];
                reasons.push(RefusalReason::filled(reason::KNOB_OUTSIDE, &parts));
                continue;
            }
            if !knob.is_of(&state.arm) {
                continue;
            }
            let path = knob.path_of(&state.arm);
            if self
                .start_of(knob, &state.arm)
                .is_some_and(|(_, is_whole)| is_whole && value.fract() != 0.0)
            {
                let value = value.to_string();
                let parts = [("knob", name.as_str()), ("value", &value)];
                reasons.push(RefusalReason::filled(reason::KNOB_WHOLE, &parts));
                continue;
            }
            values.extend(
                knob.remainder_of(&state.arm)
                    .map(|path| (path, without(*value))),
            );
            values.push((path, *value));
        }
        if reasons.is_empty() {
            Ok(values)
        } else {
            Err(reasons)
        }
    }

    /// The ranges that beliefs are given.
    fn ranges(&self, state: &PageState) -> Result<Vec<(String, [f64; 2])>, Refusal> {
        let mut reasons = Vec::new();
        let mut ranges = Vec::new();
        for (name, range) in &state.ranges {
            let knob = self.scenario().knob.iter().find(|knob| knob.name == *name);
            match knob.ok_or_else(|| no_knob(name)) {
                Ok(knob) => match self.range_refused(knob, state, *range) {
                    None => ranges.push((knob.path_of(&state.arm), *range)),
                    Some(reason) => reasons.push(reason),
                },
                Err(reason) => reasons.push(reason),
            }
        }
        if reasons.is_empty() {
            Ok(ranges)
        } else {
            Err(reasons)
        }
    }

    /// Why a knob cannot have a range, or not this one.
    fn range_refused(
        &self,
        knob: &Knob,
        state: &PageState,
        [low, high]: [f64; 2],
    ) -> Option<RefusalReason> {
        let name = ("knob", knob.name.as_str());
        if !self.takes_range(knob) {
            return Some(RefusalReason::filled(reason::KNOB_NO_RANGE, &[name]));
        }
        if state.knobs.contains_key(&knob.name) {
            return Some(RefusalReason::filled(reason::KNOB_NOT_BOTH, &[name]));
        }
        let is_in = knob.low <= low && low < high && high <= knob.high;
        (!is_in).then(|| {
            let [least, most, from, to] =
                [knob.low, knob.high, low, high].map(|end| end.to_string());
            let parts = [
                name,
                ("low", &least),
                ("high", &most),
                ("from", &from),
                ("to", &to),
            ];
            RefusalReason::filled(reason::RANGE_OUTSIDE, &parts)
        })
    }

    /// Whether futures can draw a knob from a range: a belief about a number that may be uncertain, where parameters are drawn.
    pub fn takes_range(&self, knob: &Knob) -> bool {
        let start = found(&self.json, &knob.path);
        knob.kind == KnobKind::Belief
            && knob.remainder.is_none()
            && start.is_some_and(|start| !start.is_whole)
            && self.scenario().run.parameters != Parameters::Means
    }

    /// What a knob starts from under an arm, and whether it is whole; none where it is of other arms.
    pub fn start_of(&self, knob: &Knob, arm: &str) -> Option<(f64, bool)> {
        if !knob.is_of(arm) {
            return None;
        }
        let found = found(&self.json, &knob.path_of(arm))?;
        Some((found.value, found.is_whole))
    }

    /// Arms that pass the checks as comparators.
    fn possible_comparators(&self) -> Vec<String> {
        let arms = self.scenario().arm.iter().map(|arm| &arm.name);
        let others = |comparator: &String| arms.clone().find(|arm| *arm != comparator).cloned();
        let is_possible = |comparator: &&String| {
            let arm = others(comparator).unwrap_or_default();
            let state = PageState {
                comparator: (*comparator).clone(),
                arm,
                ..PageState::default()
            };
            self.turn(&state).is_ok()
        };
        arms.clone().filter(is_possible).cloned().collect()
    }
}

fn not_accepted(problem: String) -> Refusal {
    vec![RefusalReason::not_accepted(&problem)]
}

fn no_knob(name: &str) -> RefusalReason {
    RefusalReason::filled(reason::NO_KNOB, &[("knob", name)])
}

/// What a share leaves of 1, to the thousandth of a percent as people write shares.
fn without(share: f64) -> f64 {
    libm::round((1.0 - share) * 1e5) / 1e5
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().map(PathBuf::from);
    name.map_or_else(String::new, |name| name.display().to_string())
}
