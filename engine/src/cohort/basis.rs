//! What is worked out once for all arms, and for all systems on the same tables.
//!
//! Comes in: a system. Goes out: [`TwinBasis`]: who lives here, how they move, what they need, and every stretch of cycles that
//! arms have lived so far. Deliberately absent: what an arm does.

use std::sync::{Arc, Mutex, OnceLock, Weak};

use crate::care::arise::Pressure;
use crate::scenario::schema::Triage;
use crate::system::System;
use crate::tables::Tables;
use crate::tables::care::Care;
use crate::tables::health::Health;
use crate::tables::patient::Patient;
use crate::tables::people::People;
use crate::tables::provider::Growth;
use crate::tables::time::Timeline;

use super::answer::Once;
use super::care::{Firsts, firsts};
use super::columns::add;
use super::deductible::Deductibles;
use super::lives::{ExpectedLives, LivedCycle};
use super::needs::Needs;
use super::onsets::{ByNode, ExpectedOnsets};
use super::precision::TwinPrecision;
use super::triage::ExpectedTriage;

/// What evaluations of the twin share: people, health and needs of one draw of their parameters. Whatever else differs
/// between two systems on the same tables (arms, effects, capacity, prices of components), both can stand on one basis.
pub struct TwinBasis {
    pub(super) lives: ExpectedLives,
    pub(super) precision: TwinPrecision,
    tables: Tables,
    triaged: Mutex<Vec<(Stretch, Sorting, Arc<ExpectedTriage>)>>,
    firsts: Mutex<Vec<KnownFirsts>>,
    deductibles: OnceLock<Arc<Deductibles>>,
}

/// What of a basis is small and long to work out, for another on the same tables.
#[derive(Clone)]
pub(super) struct RestingBasis {
    /// Of the tables, which may be gone by then.
    health: Weak<Health>,
    people: Weak<People>,
    care: Weak<Care>,
    patient: Patient,
    growth: Growth,
    deductibles: Option<Arc<Deductibles>>,
}

impl RestingBasis {
    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.deductibles.as_ref().map_or(0, |known| known.bytes())
    }

    /// Deductibles of a system on the same tables.
    fn deductibles(&self, system: &System) -> Option<&Arc<Deductibles>> {
        let is_of = self.health.as_ptr() == Arc::as_ptr(&system.health)
            && self.people.as_ptr() == Arc::as_ptr(&system.people)
            && self.care.as_ptr() == Arc::as_ptr(&system.care)
            && self.patient == system.patient
            && self.growth == system.growth;
        self.deductibles.as_ref().filter(|_| is_of)
    }
}

/// What residents are sorted by: the rules, and the sets of needs whose complex residents are counted.
type Sorting = (Triage, Vec<u64>);

/// To whom things come that residents have once, in a stretch of cycles.
type KnownFirsts = (Stretch, Vec<Once>, Arc<Vec<Firsts>>);

/// Cycles one after another, and the effects on needs in them.
#[derive(Clone)]
pub(super) struct Stretch {
    pub cycles: Vec<Arc<LivedCycle>>,
    pub pressure: Pressure,
}

impl Stretch {
    fn is(&self, other: &Stretch) -> bool {
        let mut pairs = self.cycles.iter().zip(&other.cycles);
        self.cycles.len() == other.cycles.len()
            && self.pressure == other.pressure
            && pairs.all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// Residents cared for in all cycles together.
    fn by_node(&self, onsets: &ExpectedOnsets) -> ByNode {
        let mut sums = ByNode::new();
        for lived in &self.cycles {
            let here = lived.by_node(onsets);
            sums.resize(here.len(), 0.0);
            add(&mut sums, here);
        }
        sums
    }
}

impl TwinBasis {
    /// Of the tables of a system.
    pub fn new(system: &System, precision: TwinPrecision) -> TwinBasis {
        TwinBasis {
            lives: ExpectedLives::new(system, precision),
            precision,
            tables: system.tables.clone(),
            triaged: Mutex::default(),
            firsts: Mutex::default(),
            deductibles: OnceLock::new(),
        }
    }

    /// Of the tables of a system, with what another basis left.
    pub(super) fn after(
        left: Option<&RestingBasis>,
        system: &System,
        precision: TwinPrecision,
    ) -> TwinBasis {
        let basis = TwinBasis::new(system, precision);
        let deductibles = left.and_then(|left| left.deductibles(system));
        TwinBasis {
            deductibles: deductibles.map_or_else(OnceLock::new, |known| Arc::clone(known).into()),
            ..basis
        }
    }

    /// What is kept of it where it is let go of.
    pub(super) fn rest(&self) -> RestingBasis {
        let (tables, deductibles) = (&self.tables, self.deductibles.get());
        if let Some(deductibles) = deductibles {
            deductibles.rest();
        }
        RestingBasis {
            health: Arc::downgrade(&tables.health),
            people: Arc::downgrade(&tables.people),
            care: Arc::downgrade(&tables.care),
            patient: tables.patient.clone(),
            growth: tables.growth.clone(),
            deductibles: deductibles.cloned(),
        }
    }

    /// Whether a system stands on the same people, health, needs and time, and its residents pay by the same rules.
    pub fn carries(&self, system: &System) -> bool {
        let own = &self.tables;
        Arc::ptr_eq(&own.health, &system.health)
            && Arc::ptr_eq(&own.people, &system.people)
            && Arc::ptr_eq(&own.care, &system.care)
            && same_time(&own.time, &system.time)
            && own.patient == system.patient
            && own.growth == system.growth
    }

    /// What deductibles are worked out from.
    pub(super) fn deductibles(&self, system: &System) -> &Deductibles {
        let new = || Arc::new(Deductibles::new(system));
        self.deductibles.get_or_init(new)
    }

    /// To whom things come that residents have once.
    pub(super) fn firsts(
        &self,
        system: &System,
        stretch: &Stretch,
        all: &[Once],
    ) -> Arc<Vec<Firsts>> {
        let known = self.firsts.lock().expect("nobody panics with it");
        let mut found = known.iter();
        if let Some((.., found)) = found.find(|(of, once, _)| once == all && of.is(stretch)) {
            return Arc::clone(found);
        }
        drop(known);
        let (needs, onsets) = (
            Needs {
                system,
                pressure: &stretch.pressure,
            },
            &self.lives.onsets,
        );
        let here = stretch.by_node(onsets);
        let found = firsts(needs, onsets, all, (&here, self.precision));
        let found = Arc::new(found);
        let mut known = self.firsts.lock().expect("nobody panics with it");
        known.push((stretch.clone(), all.to_vec(), Arc::clone(&found)));
        found
    }

    /// How residents are triaged.
    pub(super) fn triaged(&self, system: &System, stretch: &Stretch) -> Arc<ExpectedTriage> {
        let sorting = (system.triage.clone(), system.coordinations.clone());
        let known = self.triaged.lock().expect("nobody panics with it");
        let mut found = known.iter();
        if let Some((.., found)) = found.find(|(of, by, _)| *by == sorting && of.is(stretch)) {
            return Arc::clone(found);
        }
        drop(known);
        let onsets = &self.lives.onsets;
        let here = stretch.by_node(onsets);
        let found = ExpectedTriage::new(system, &stretch.pressure, onsets, &here);
        let found = Arc::new(found);
        let mut known = self.triaged.lock().expect("nobody panics with it");
        known.push((stretch.clone(), sorting, Arc::clone(&found)));
        found
    }
}

/// Whether two timelines have the same cycles.
fn same_time(one: &Timeline, other: &Timeline) -> bool {
    (one.years, one.per_year, one.counting) == (other.years, other.per_year, other.counting)
}
