//! The care of the comparator: what budget neutrality is measured on, and what every arm can be priced by.
//!
//! Comes in: the comparator's years, as they are closed. Goes out: its counts, its lists, and what its first year was
//! paid. Deliberately absent: what an arm does with them (book.rs).

use crate::base::money::Cents;
use crate::component::town_year::TownYear;
use crate::counts::{Counts, Owed, PanelYear};
use crate::tables::Tables;

/// What the comparator's care came to so far; of a variant, that of the comparator with the same mechanisms.
#[derive(Default, Clone)]
pub(super) struct Comparator {
    /// What happened, by year.
    pub care: Vec<Counts>,
    /// What the lists of practices came to, by year.
    pub panels: Vec<PanelYear>,
    /// What each recipient received in the first year.
    pub received: Vec<Cents>,
    /// What its care cost, by year.
    pub towns: Vec<TownYear>,
    /// What was owed in the first year.
    pub owed: Vec<Owed>,
}

impl Comparator {
    /// Adds a closed year: what happened in it, what was owed for it and what its care cost, and what each recipient received.
    pub fn add_year(
        &mut self,
        tables: &Tables,
        counts: &Counts,
        (owed, town): (Vec<Owed>, Option<TownYear>),
        received: Vec<Cents>,
    ) {
        if self.care.is_empty() {
            self.owed = owed;
            self.received = received;
        }
        self.towns.extend(town);
        self.care.push(counts.clone());
        self.panels.push(PanelYear::new(tables, counts));
    }
}
