//! How the needs of a block of residents arise, are triaged and are answered in a cycle.
//!
//! Comes in: residents who have aged, and the tables of the cycle. Goes out: the same with what was delivered to them, and what
//! happened added to the counts. Deliberately absent: what each step does (care/, provision/), and who is carried over (cycle.rs).

use crate::care::triage;
use crate::provision::desk::CareBlock;

use super::counting::PaidNeeds;
use super::scratch::Scratch;
use super::stage::{LivingBlock, Stage};

impl Stage<'_> {
    /// Needs arise; those whose care is by the turn of a queue stand in line.
    pub fn arise(&self, block: &mut LivingBlock) {
        let Scratch {
            moment, open, desk, ..
        } = &mut *block.scratch;
        self.counting.entries(moment, block.counts);
        self.arising.arise(block.residents, moment, open);
        if self.turns.is_any() {
            let whose = (&*block.residents, &mut *block.totals);
            self.turns
                .stand(whose, (moment, open), &mut desk.standing, block.counts);
        }
    }

    /// Needs are overlooked or answered in another domain.
    pub fn triage(&self, block: &mut LivingBlock) {
        let Scratch {
            moment,
            open,
            triaged,
            desk,
            ..
        } = &mut *block.scratch;
        triage::triage(self.system, moment, open, triaged);
        let paid = PaidNeeds {
            standing: &desk.standing,
            turns: &self.turns,
        };
        let whose = (&*block.residents, &*moment);
        self.counting
            .triage(whose, (open, paid), triaged, block.counts);
    }

    /// Needs are answered one after another: delivered, or waiting and unmet; then those that waited for their turn.
    pub fn deliver(&self, block: &mut LivingBlock) {
        let Scratch { open, desk, .. } = &mut *block.scratch;
        let (residents, totals) = (&mut *block.residents, &mut *block.totals);
        let counts = &mut *block.counts;
        self.delivery.open(residents, desk);
        let mut asking = CareBlock {
            residents,
            totals,
            desk,
        };
        let needs = open.needs.iter().enumerate();
        for (need, events) in needs.filter(|(_, events)| !events.is_empty()) {
            self.counting.need(need, events, counts);
            self.delivery.answer(&mut asking, need, events, counts);
        }
        for need in self.turns.needs_that_wait() {
            self.delivery.answer_late(&mut asking, need, counts);
        }
        self.delivery.close(asking.residents, asking.desk);
        self.counting.carers(asking.desk, counts);
    }
}
