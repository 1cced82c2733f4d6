//! How a town of residents lives: the steps of a year for everyone who lives there.
//!
//! Comes in: a [`Town`]. Goes out: [`Life`] for it. Deliberately absent: what the steps do (participation.rs,
//! cycle.rs), and in which order a year takes them (year.rs).

use crate::component::Neutral;
use crate::provision::{PersonPrices, Responses, administration};

use super::closing;
use super::life::{Life, Opening, YearSoFar};
use super::participation;
use super::result::ResidentTotals;
use super::town::Town;
use super::town_cycle;

impl Life for Town<'_> {
    fn fund(&mut self, neutral: &Neutral) {
        self.neutral = neutral.clone();
    }

    fn open_year(&mut self, year: usize, opening: Opening) {
        self.catch_up();
        self.prices = PersonPrices::new(self.system, self.arm, year, self.columns);
        self.responses = Responses::new(self.system, self.arm, year, &self.neutral);
        let arm = &self.system.arms[self.arm];
        self.administration = administration::per_unit(self.system, arm, year);
        let opened = YearSoFar::new(self.system, &self.layout, year);
        let last = std::mem::replace(&mut self.year, opened);
        let before = (year > 0).then_some(&last.counts);
        closing::open_year(self, year, before);
        self.year.lists.clone_from(&self.open.shares);
        self.year.closed = self.open.closed;
        participation::open_year(self, year, before);
        self.carried.participation = self.share_taking_part();
        self.carried.competition = opening.per_unit_share;
        self.carried.adopt(self.system, opening.adoption);
        self.begin_course();
    }

    fn live_cycle(&mut self, cycle: usize) {
        town_cycle::live(self, cycle);
    }

    fn year(&self) -> &YearSoFar {
        &self.year
    }

    fn close_year(&mut self, score: f64) {
        self.score = score;
        if self.course.is_lived() {
            self.remove_gone();
        }
        self.end_course();
    }

    fn taking_part(&self) -> f64 {
        self.share_taking_part()
    }

    fn resident_totals(&self) -> Option<ResidentTotals> {
        Town::resident_totals(self)
    }
}
