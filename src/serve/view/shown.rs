//! What is shown of a state: its figures and the words for who pays and which way it goes.
//!
//! Comes in: a workshop, a state and what it comes to. Goes out: [`Shown`]. Deliberately absent: markup.

use super::names;
use crate::analysis::beside::ArmBeside;
use crate::chart::Party;
use crate::chart::words::Lang;
use crate::serve::say;
use crate::serve::state::PageState;
use crate::serve::workshop::Workshop;

/// What is shown of a state.
pub struct Shown<'a> {
    /// The scenario with its knobs.
    pub workshop: &'a Workshop,
    /// The reader's language.
    pub lang: Lang,
    /// The state.
    pub state: &'a PageState,
    /// What is expected of it.
    pub expected: &'a ArmBeside,
    /// Its futures, as far as they are shown.
    pub futures: Option<&'a ArmBeside>,
    /// In which share of the first futures each payer was no worse off, where there are more.
    pub first: Option<&'a [f64]>,
    /// Whether it is seen from afar: in fewer words.
    pub is_brief: bool,
    /// What was expected before the last change.
    pub before: Option<&'a ArmBeside>,
}

impl Shown<'_> {
    /// Years of the run.
    pub(super) fn years(&self) -> f64 {
        self.expected.years.len() as f64
    }

    /// Payers, and all together last.
    pub(super) fn parties(&self) -> Vec<Party> {
        names::parties(self.workshop.scenario(), self.lang)
    }
}

/// Which way a difference goes.
pub fn word(lang: Lang, difference: f64) -> &'static str {
    match difference {
        more if more >= 0.005 => say::DEARER.of(lang),
        less if less <= -0.005 => say::CHEAPER.of(lang),
        _ => say::EQUAL.of(lang),
    }
}
