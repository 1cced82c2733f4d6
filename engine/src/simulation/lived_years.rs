//! Years that the towns of one replication have lived. A town to which the same happens as to an earlier one does not live
//! it again: residents and their luck are the same in all arms, so that what they find is all that can tell two towns apart.
//!
//! Comes in: what each town finds in a year, cycle by cycle, and what the year comes to. Goes out: for a town that has found
//! the same so far, what it would come to; and its residents, where it stops being the same. Deliberately absent: living
//! (cycle.rs). Results are the same to the last bit with and without.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::care::Prospects;
use crate::population::Resident;
use crate::provision::{Conditions, Counts, PersonPrices};

/// So many records of residents, of all years of a town together, are kept at most (24 MB): larger towns are lived one by one.
const MOST_RECORDS: usize = 1_000_000;

/// Who asks for care in a cycle.
pub(super) struct CareAsked {
    /// Residents at its start, by side.
    pub by_side: [f64; 2],
    /// What they and those who come are expected to need; `None` where nobody looks at it.
    pub prospects: Option<Prospects>,
}

/// Everyone in a town at one moment.
#[derive(Clone, Default)]
pub(super) struct TownRecords {
    pub residents: Vec<Resident>,
    /// Per resident: the columns that are kept.
    pub totals: Vec<f32>,
    /// Records of people who are no longer here.
    pub gone: i64,
}

/// What of an arm residents meet throughout a year.
#[derive(Clone, PartialEq)]
pub(super) struct YearOpening {
    pub prices: PersonPrices,
    /// Who is enrolled, of those who are here when the year opens.
    pub enrolled: Vec<bool>,
    /// Whether those who come in the year are.
    pub enrols_arrivals: bool,
    /// Share of the residents on each practice's list.
    pub lists: Vec<f64>,
}

/// A cycle as some town lived it.
#[derive(Clone)]
struct KnownCycle {
    asking: Rc<CareAsked>,
    conditions: Conditions,
    /// Units by channel.
    delivered: Vec<i64>,
}

/// A year as some town lived it.
struct KnownYear {
    /// The year before it in the same town; `None` of the first.
    before: Option<usize>,
    opening: YearOpening,
    cycles: Vec<KnownCycle>,
    counts: Counts,
    end: TownRecords,
}

/// All years that towns of a replication have lived so far.
pub(super) struct LivedYears {
    is_kept: bool,
    start: OnceCell<Vec<Resident>>,
    years: RefCell<Vec<Rc<KnownYear>>>,
}

impl LivedYears {
    /// None yet; they are kept where towns have the same luck, and where so many residents through so many years fit.
    pub fn new(is_shared: bool, residents: usize, years: usize) -> LivedYears {
        LivedYears {
            is_kept: is_shared && residents.saturating_mul(years) <= MOST_RECORDS,
            start: OnceCell::new(),
            years: RefCell::default(),
        }
    }

    /// None, and none are kept: of a town that is lived by itself.
    pub fn apart() -> LivedYears {
        LivedYears::new(false, 0, 0)
    }

    /// The residents at the start, whom `make` makes.
    pub fn start(&self, make: impl FnOnce() -> Vec<Resident>) -> Vec<Resident> {
        match self.is_kept {
            true => self.start.get_or_init(make).clone(),
            false => make(),
        }
    }
}

/// Where a town stands among the years that were lived.
pub(super) struct TownCourse<'a> {
    lived: &'a LivedYears,
    /// The year before this one.
    before: Option<usize>,
    /// Years in which all was the same so far, by index; while there are any, this town does not live.
    same: Vec<usize>,
    /// Whether the records of the town are those of the end of the year before.
    is_here: bool,
    /// This year so far.
    opening: Option<YearOpening>,
    cycles: Vec<KnownCycle>,
}

impl<'a> TownCourse<'a> {
    /// At the start.
    pub fn new(lived: &'a LivedYears) -> TownCourse<'a> {
        TownCourse {
            lived,
            before: None,
            same: Vec::new(),
            is_here: true,
            opening: None,
            cycles: Vec::new(),
        }
    }

    fn year(&self, index: usize) -> Rc<KnownYear> {
        Rc::clone(&self.lived.years.borrow()[index])
    }

    /// Everyone at the end of the year before, of a town that did not live it itself.
    pub fn catch_up(&mut self) -> Option<TownRecords> {
        let before = self.before.filter(|_| !self.is_here)?;
        self.is_here = true;
        Some(self.year(before).end.clone())
    }

    /// Opens a year.
    pub fn open(&mut self, opening: impl FnOnce() -> YearOpening) {
        if !self.lived.is_kept {
            return;
        }
        let opening = opening();
        let years = self.lived.years.borrow();
        let is_same = |year: &KnownYear| year.before == self.before && year.opening == opening;
        let same = years.iter().enumerate().filter(|(_, year)| is_same(year));
        self.same = same.map(|(index, _)| index).collect();
        self.cycles.clear();
        self.opening = Some(opening);
    }

    /// Who asks for care in the next cycle, where that is known.
    pub fn asking(&self) -> Option<Rc<CareAsked>> {
        let known = self.year(*self.same.first()?);
        Some(Rc::clone(&known.cycles[self.cycles.len()].asking))
    }

    /// The next cycle finds these conditions. Where a town has lived just this: the units that it came to, by channel.
    pub fn find(&mut self, conditions: &Conditions) -> Option<Vec<i64>> {
        let number = self.cycles.len();
        let lived = self.year(*self.same.first()?);
        let years = self.lived.years.borrow();
        let is_same = |index: &usize| years[*index].cycles[number].conditions == *conditions;
        self.same.retain(is_same);
        match self.same.first() {
            Some(&index) => {
                let cycle = years[index].cycles[number].clone();
                let delivered = cycle.delivered.clone();
                self.cycles.push(cycle);
                Some(delivered)
            }
            None => {
                self.cycles = lived.cycles[..number].to_vec();
                None
            }
        }
    }

    /// What the cycles of the year so far found.
    pub fn found(&self) -> Vec<Conditions> {
        let cycles = self.cycles.iter();
        cycles.map(|cycle| cycle.conditions.clone()).collect()
    }

    /// Adds a cycle that the town has lived.
    pub fn add(&mut self, asking: Rc<CareAsked>, conditions: &Conditions, delivered: Vec<i64>) {
        if self.lived.is_kept {
            self.cycles.push(KnownCycle {
                asking,
                conditions: conditions.clone(),
                delivered,
            });
        }
    }

    /// What the year came to, of a town that did not live it.
    pub fn counts(&self) -> Option<Counts> {
        let lived = self.year(*self.same.first()?);
        let is_whole = self.cycles.len() == lived.cycles.len();
        is_whole.then(|| lived.counts.clone())
    }

    /// Whether the town lives this year itself.
    pub fn is_lived(&self) -> bool {
        self.same.is_empty()
    }

    /// Closes the year, at the end of which a town that lived it has these records.
    pub fn close(&mut self, counts: &Counts, end: impl FnOnce() -> TownRecords) {
        let Some(opening) = self.opening.take() else {
            return;
        };
        if let Some(&same) = self.same.first() {
            self.before = Some(same);
            self.is_here = false;
            return;
        }
        let mut years = self.lived.years.borrow_mut();
        years.push(Rc::new(KnownYear {
            before: self.before,
            opening,
            cycles: std::mem::take(&mut self.cycles),
            counts: counts.clone(),
            end: end(),
        }));
        self.before = Some(years.len() - 1);
    }
}
