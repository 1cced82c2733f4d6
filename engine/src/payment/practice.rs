//! What a single practice with a list receives and works for its own residents, had they been paid for as enrolled or
//! not.
//!
//! Comes in: the year that is paid for, and the counts of one practice. Goes out: income, hours and cost, in simulated
//! residents. Deliberately absent: what cannot be told apart by persons on a list; budgets, and what goes to the
//! network.

use std::ops::Range;

use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::component::basis::{Counted, InLine};
use crate::component::neighbourhood::Neighbourhood;
use crate::component::score::{Indicator, score};
use crate::component::{ComponentTerms, RateContext};
use crate::counts::{Count, MILLION, PracticeItem};
use crate::tables::Tables;
use crate::tables::lists::ListRatios;

/// EUR for the discipline of the practices that an arm pays, of the residents of `practice` counted on side `counted` and
/// paid for as on side `paid`.
pub fn income(
    arm: &Arm,
    accounting: &AccountingYear,
    practice: usize,
    (counted, paid): (usize, usize),
) -> f64 {
    let Some(list) = List::new(accounting, practice, counted..counted + 1, paid) else {
        return 0.0;
    };
    let score = |indicators: &[Indicator]| score(&Neighbourhood::of(accounting), indicators);
    let known = RateContext {
        score: &score,
        has_platform: false,
    };
    let amount = |(index, component): (usize, &ComponentTerms)| {
        let counted = component.basis.count(&list.seen_by(index)).unwrap_or(0.0);
        let rate = arm.component(index).method.kind().rate(&known);
        let level = accounting.level_for(index, list.discipline);
        counted * rate * level * list.part_of(component)
    };
    list.paying().map(amount).sum()
}

/// Hours that a practice works with its residents.
pub fn hours(accounting: &AccountingYear, practice: usize) -> f64 {
    let Some(list) = List::new(accounting, practice, 0..2, 0) else {
        return 0.0;
    };
    let care = &accounting.tables.care;
    let with_residents: f64 = (0..care.channels.len())
        .filter(|&channel| list.is_own(channel))
        .map(|channel| {
            let service = &care.services[care.channels[channel].service];
            let volume = accounting
                .tables
                .growth
                .volume(service.line, accounting.year);
            list.count(PracticeItem::Units(channel)) * service.hours * volume
        })
        .sum();
    accounting.tables.disciplines[list.discipline].worked(with_residents)
}

/// Administrative hours that components would cost a practice on a side.
pub fn administration(accounting: &AccountingYear, practice: usize, side: usize) -> f64 {
    let Some(list) = List::new(accounting, practice, 0..2, side) else {
        return 0.0;
    };
    let mut hours = 0.0;
    let with_hours = list
        .paying()
        .filter(|(_, component)| {
            component.basis.is_of_units() || component.recipient == list.discipline
        })
        .filter(|(_, component)| component.admin_hours > 0.0)
        .filter(|(_, component)| component.part_in(accounting.year) > 0.0);
    for (index, component) in with_hours {
        let mut add = |_: Option<usize>, counted: f64| hours += counted * component.admin_hours;
        component.basis.each(&list.seen_by(index), &mut add);
    }
    hours
}

/// EUR that a practice's hours and its part of the fixed cost come to, by its share of the residents; `None` where the scenario gives no hourly cost.
pub fn cost(
    accounting: &AccountingYear,
    (practice, share): (usize, f64),
    hours: f64,
) -> Option<f64> {
    let panels = accounting.tables.panels.as_ref()?;
    let discipline = &accounting.tables.disciplines[panels.discipline];
    let fixed = discipline.fixed_cost * share / accounting.tables.people.weight;
    let hourly = discipline.hourly_cost? * panels.costs[practice];
    Some((hours * hourly + fixed) * accounting.tables.growth.wages(accounting.year))
}

/// The residents of a practice counted on some sides, paid for as on one.
struct List<'a> {
    accounting: &'a AccountingYear<'a>,
    practice: usize,
    counted: Range<usize>,
    paid: usize,
    discipline: usize,
}

impl<'a> List<'a> {
    /// `None` where no discipline has lists.
    fn new(
        accounting: &'a AccountingYear<'a>,
        practice: usize,
        counted: Range<usize>,
        paid: usize,
    ) -> Option<List<'a>> {
        let panels = accounting.tables.panels.as_ref()?;
        Some(List {
            accounting,
            practice,
            counted,
            paid,
            discipline: panels.discipline,
        })
    }

    fn count(&self, item: PracticeItem) -> f64 {
        let of_side = |side: usize| {
            let practice = self.practice;
            self.accounting.counts.get(Count::Practice {
                practice,
                side,
                item,
            })
        };
        self.counted.clone().map(of_side).sum::<i64>() as f64
    }

    /// Whether a channel is one of the discipline's own.
    fn is_own(&self, channel: usize) -> bool {
        let care = &self.accounting.tables.care;
        care.services[care.channels[channel].service].discipline == self.discipline
    }

    /// The components that pay the discipline for these residents, or are led by it: by units, or as recipient.
    fn paying(&self) -> impl Iterator<Item = (usize, &ComponentTerms)> {
        let components = self.accounting.arm.components.iter().enumerate();
        components.filter(|(_, component)| {
            let is_recipient = component.recipient == self.discipline;
            component.is_for(self.paid) && (is_recipient || self.part_of(component) > 0.0)
        })
    }

    /// The part of a component that goes to the discipline; what is paid per unit goes to those who deliver.
    fn part_of(&self, component: &ComponentTerms) -> f64 {
        if component.basis.is_of_units() {
            1.0
        } else {
            component.share_of(self.discipline)
        }
    }

    fn seen_by(&self, index: usize) -> CountedList<'_> {
        CountedList { list: self, index }
    }
}

/// A list as one of the arm's components counts it.
struct CountedList<'a> {
    list: &'a List<'a>,
    index: usize,
}

impl Counted for CountedList<'_> {
    fn tables(&self) -> &Tables {
        self.list.accounting.tables
    }

    fn year(&self) -> usize {
        self.list.accounting.year
    }

    fn resident_years(&self) -> Option<f64> {
        Some(self.list.count(PracticeItem::Lived) * self.tables().time.length / 2.0)
    }

    fn list_years(&self, ratios: &ListRatios) -> Option<f64> {
        let mut lists = self.tables().lists.iter();
        let list = lists.position(|list| list == ratios)?;
        let half_cycles = self.list.count(PracticeItem::Weighted(list)) / MILLION;
        Some(half_cycles * self.tables().time.length / 2.0)
    }

    /// States are not counted by practice.
    fn state_years(&self, _state: usize) -> Option<f64> {
        None
    }

    fn episodes(&self, need: usize, triage: usize) -> Option<f64> {
        let events = self.list.count(PracticeItem::Triaged(need, triage));
        Some(events * self.tables().per_count(need))
    }

    fn units(&self, channel: usize, tariff: f64) -> Vec<InLine> {
        let list = self.list;
        if !list.is_own(channel) {
            return Vec::new();
        }
        let units = list.count(PracticeItem::Units(channel));
        let parts = list
            .accounting
            .arm
            .parts(list.paid, channel, list.accounting.year);
        parts
            .into_iter()
            .filter(|(component, _)| *component == self.index)
            .map(|(_, part)| InLine {
                part,
                units,
                eur: units * tariff,
            })
            .collect()
    }

    /// Amounts by calendar year are not divided over practices here.
    fn calendar_years(&self) -> Option<f64> {
        None
    }
}
