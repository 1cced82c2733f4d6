//! What a component is expected to count in a cycle, before the cycle is lived.
//!
//! Comes in: residents expected by side, and, where administration asks, their states and needs. Goes out:
//! resident-years, state-years and episodes as a [`Counted`]. Deliberately absent: units and years on lists, which
//! nobody knows yet.

use crate::tables::Tables;
use crate::tables::lists::ListRatios;

use super::arm_terms::ArmTerms;
use super::basis::{Counted, InLine};
use super::component_terms::ComponentTerms;

/// What is known of the residents of a cycle beforehand.
pub trait Prospect {
    /// Years that residents on a side will live here.
    fn resident_years(&self, side: usize) -> f64;
    /// Years that they will live in a state; `None` where it is not told.
    fn state_years(&self, side: usize, state: usize) -> Option<f64>;
    /// Their new needs that reach the first line, or residents with a permanent one; `None` where it is not told.
    fn presented(&self, side: usize, need: usize) -> Option<f64>;
}

/// A prospect as one of the arm's components counts it.
#[derive(Clone, Copy)]
pub struct CountedProspect<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The terms of the component.
    pub component: &'a ComponentTerms,
    /// Index of the year.
    pub year: usize,
    /// What is known.
    pub prospect: &'a dyn Prospect,
}

impl<'a> CountedProspect<'a> {
    /// As the component at `index` of an arm counts it.
    pub fn new(
        tables: &'a Tables,
        (arm, year): (&'a ArmTerms, usize),
        index: usize,
        prospect: &'a dyn Prospect,
    ) -> CountedProspect<'a> {
        CountedProspect {
            tables,
            component: &arm.components[index],
            year,
            prospect,
        }
    }

    fn sides(&self) -> impl Iterator<Item = usize> + '_ {
        (0..2).filter(|&side| self.component.is_for(side))
    }
}

impl Counted for CountedProspect<'_> {
    fn tables(&self) -> &Tables {
        self.tables
    }

    fn year(&self) -> usize {
        self.year
    }

    fn resident_years(&self) -> Option<f64> {
        let years = self.sides().map(|side| self.prospect.resident_years(side));
        Some(years.sum())
    }

    fn list_years(&self, _: &ListRatios) -> Option<f64> {
        None
    }

    fn state_years(&self, state: usize) -> Option<f64> {
        let years = |side| self.prospect.state_years(side, state);
        self.sides().map(years).sum()
    }

    /// How they are triaged is not known: all of them count as the first.
    fn episodes(&self, need: usize, triage: usize) -> Option<f64> {
        if triage > 0 {
            return Some(0.0);
        }
        let presented = |side| self.prospect.presented(side, need);
        let presented: Option<f64> = self.sides().map(presented).sum();
        Some(presented? * self.tables.per_count(need))
    }

    fn units(&self, _: usize, _: f64) -> Vec<InLine> {
        Vec::new()
    }

    fn calendar_years(&self) -> Option<f64> {
        Some(self.tables.time.length)
    }
}
