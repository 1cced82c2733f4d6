//! The cycle on one page: how residents live a month, a quarter or whatever the scenario's cycle is.
//!
//! Comes in: a block of residents, and the tables of the cycle. Goes out: the block one cycle on, and what happened added to the
//! counts. Deliberately absent: what each step does (population/, care/, provision/), how needs are met one by one (caring.rs),
//! how it is counted (counting.rs, life_counting.rs), and money, which is settled once a year (year.rs).

use super::stage::{LivingBlock, Stage};

impl Stage<'_> {
    /// One cycle of a block of residents who are here at its start: the flow of the whole simulation.
    pub fn present(&self, block: &mut LivingBlock) {
        self.ageing
            .advance(block.residents, &mut block.scratch.moment);
        self.care(block);
        let (rows, steps) = (&block.scratch.moment.rows, &mut block.scratch.steps);
        self.lives.count(block.residents, block.totals, rows, steps);
        self.carry_over(block);
    }

    /// The cycle of a block of residents who are born or move in during it.
    pub fn arriving(&self, block: &mut LivingBlock) {
        self.ageing
            .arrive(block.residents, &mut block.scratch.moment);
        self.care(block);
        let rows = &block.scratch.moment.rows;
        self.lives
            .count_arrivals(block.residents, block.totals, rows, block.counts);
        self.carry_over(block);
    }

    /// Needs arise, are triaged and answered: delivered, or waiting and unmet.
    fn care(&self, block: &mut LivingBlock) {
        self.arise(block);
        if self.is_triaged {
            self.triage(block);
        }
        self.deliver(block);
    }

    /// Carries a block over to the next cycle: records brought up to date, the year of those who go or end it. Short
    /// loops one after another, each of which finds all it needs in the processor's registers.
    fn carry_over(&self, block: &mut LivingBlock) {
        let (residents, rows) = (&mut *block.residents, &block.scratch.moment.rows);
        self.lives.count_lists(residents, rows, block.counts);
        self.ageing.settle(residents, rows);
        (self.ageing).settle_wishes(residents, &block.scratch.moment.wishes);
        for (who, (resident, row)) in residents.iter_mut().zip(rows).enumerate() {
            let ends = self.ends_year || !resident.is_here(&self.system.health);
            if ends && row.step.is_counted() {
                let at = (who, usize::from(row.group));
                self.year_end
                    .settle(resident, at, block.totals, block.counts);
            }
        }
    }
}
