//! What a component counts: written once, and asked by payment, by administration (hours), by what money builds, and by
//! the accounts of single practices.
//!
//! Comes in: a [`Basis`], and a [`Counted`]: a neighbourhood or the list of one practice. Goes out: how much of
//! it there was. Deliberately absent: what one of them is paid.

use crate::tables::Tables;
use crate::tables::lists::ListRatios;

/// What a component counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// Units of services, each at its tariff: EUR per unit of each channel, of the price year. The one basis that
    /// follows the growth of volume.
    Units(Vec<f64>),
    /// Years of residents.
    ResidentYears,
    /// Years on practices' lists, each weighted by the ratios.
    ListYears(ListRatios),
    /// Years lived in some states, by index.
    StateYears(Vec<usize>),
    /// Episodes of temporary needs and years with permanent ones, by index of the need, weighted by triage.
    Episodes(Vec<usize>, [f64; 3]),
    /// The calendar year, once.
    CalendarYear,
    /// Nothing by itself: it follows from what is paid otherwise, or from what the payers spent.
    Settlement,
}

/// Units of a channel that a component pays in part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InLine {
    /// The part that it pays, above 0.
    pub part: f64,
    /// Units delivered.
    pub units: f64,
    /// The value of all of these units at the tariff asked for, EUR.
    pub eur: f64,
}

/// What has been counted for a component, in a year, a cycle or on a list; `None` for what this source does not know.
pub trait Counted {
    /// The tables that it was counted on.
    fn tables(&self) -> &Tables;
    /// Index of the year.
    fn year(&self) -> usize;
    /// Years of residents for whom the component pays.
    fn resident_years(&self) -> Option<f64>;
    /// Years of those residents, each weighted by the ratios of a list.
    fn list_years(&self, ratios: &ListRatios) -> Option<f64>;
    /// Years lived in a state.
    fn state_years(&self, state: usize) -> Option<f64>;
    /// Episodes of a need, or years with a permanent one, by triage.
    fn episodes(&self, need: usize, triage: usize) -> Option<f64>;
    /// Units of a channel that the component pays, per side, at a tariff.
    fn units(&self, channel: usize, tariff: f64) -> Vec<InLine>;
    /// Calendar years.
    fn calendar_years(&self) -> Option<f64>;
}

impl Basis {
    /// Whether it pays those who deliver units, by the parts in line for it, in which phase-in is counted.
    pub fn is_of_units(&self) -> bool {
        match self {
            Basis::Units(_) => true,
            Basis::ResidentYears
            | Basis::ListYears(_)
            | Basis::StateYears(_)
            | Basis::Episodes(..)
            | Basis::CalendarYear
            | Basis::Settlement => false,
        }
    }

    /// How much there is to pay, for an amount of 1: units count as their tariffs, years and episodes by their weights.
    pub fn count(&self, of: &dyn Counted) -> Option<f64> {
        match self {
            Basis::Units(tariffs) => {
                let channels = tariffs.iter().enumerate();
                Some(
                    channels
                        .map(|(channel, tariff)| eur_of_units(of, channel, *tariff))
                        .sum(),
                )
            }
            Basis::ResidentYears => of.resident_years(),
            Basis::ListYears(ratios) => of.list_years(ratios),
            Basis::StateYears(states) => states.iter().map(|state| of.state_years(*state)).sum(),
            Basis::Episodes(needs, weights) => episodes(of, needs, weights),
            Basis::CalendarYear => of.calendar_years(),
            Basis::Settlement => None,
        }
    }

    /// Calls `add` with the unweighted number and the discipline that does the work; `None`: the
    /// recipient's.
    pub fn each(&self, of: &dyn Counted, add: &mut dyn FnMut(Option<usize>, f64)) {
        let counted = match self {
            Basis::Units(tariffs) => {
                let care = &of.tables().care;
                for channel in 0..tariffs.len() {
                    let service = &care.services[care.channels[channel].service];
                    let lines = of.units(channel, 1.0);
                    let units = lines.iter().map(|line| line.units).sum();
                    add(Some(service.discipline), units);
                }
                None
            }
            Basis::ResidentYears | Basis::ListYears(_) => of.resident_years(),
            Basis::Episodes(needs, _) => episodes(of, needs, &[1.0; 3]),
            Basis::StateYears(_) | Basis::CalendarYear | Basis::Settlement => self.count(of),
        };
        if let Some(counted) = counted {
            add(None, counted);
        }
    }
}

/// EUR of the price year that a component pays for the units of a channel at a tariff, in the volume of the year.
pub fn eur_of_units(of: &dyn Counted, channel: usize, tariff: f64) -> f64 {
    let tables = of.tables();
    let service = &tables.care.services[tables.care.channels[channel].service];
    let lines = of.units(channel, tariff);
    let eur: f64 = lines.iter().map(|line| line.eur * line.part).sum();
    eur * tables.growth.volume(service.line, of.year())
}

fn episodes(of: &dyn Counted, needs: &[usize], weights: &[f64; 3]) -> Option<f64> {
    let of_need = |&need: &usize| -> Option<f64> {
        (0..3)
            .map(|triage| Some(of.episodes(need, triage)? * weights[triage]))
            .sum()
    };
    needs.iter().map(of_need).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,000 residents for a year, 200 of them in state 3, with 100, 50 and 25 episodes of need 7 by triage.
    struct MadeCounts;

    impl Counted for MadeCounts {
        fn tables(&self) -> &Tables {
            unreachable!("only units look at the tables")
        }

        fn year(&self) -> usize {
            0
        }

        fn resident_years(&self) -> Option<f64> {
            Some(1_000.0)
        }

        fn list_years(&self, _ratios: &ListRatios) -> Option<f64> {
            Some(1_100.0)
        }

        fn state_years(&self, state: usize) -> Option<f64> {
            (state == 3).then_some(200.0)
        }

        fn episodes(&self, need: usize, triage: usize) -> Option<f64> {
            (need == 7).then(|| [100.0, 50.0, 25.0][triage])
        }

        fn units(&self, _channel: usize, _tariff: f64) -> Vec<InLine> {
            Vec::new()
        }

        fn calendar_years(&self) -> Option<f64> {
            Some(1.0)
        }
    }

    fn worked(basis: &Basis) -> Vec<(Option<usize>, f64)> {
        let mut found = Vec::new();
        basis.each(&MadeCounts, &mut |discipline, counted| {
            found.push((discipline, counted))
        });
        found
    }

    #[test]
    fn what_is_paid_for_is_weighted_and_what_is_worked_for_is_not() {
        // 100 · 1 + 50 · 1.2 + 25 · 2 = 210 to pay, 175 to work for.
        let episodes = Basis::Episodes(vec![7], [1.0, 1.2, 2.0]);
        assert_eq!(episodes.count(&MadeCounts), Some(210.0));
        assert_eq!(worked(&episodes), [(None, 175.0)]);
        let ratios = ListRatios {
            age: Vec::new(),
            deprivation: Vec::new(),
            lower_class: 1.0,
            state: None,
        };
        let lists = Basis::ListYears(ratios);
        assert_eq!(lists.count(&MadeCounts), Some(1_100.0));
        assert_eq!(worked(&lists), [(None, 1_000.0)]);
    }

    #[test]
    fn what_was_not_counted_is_not_taken_for_nothing() {
        assert_eq!(Basis::StateYears(vec![3]).count(&MadeCounts), Some(200.0));
        assert_eq!(Basis::StateYears(vec![3, 4]).count(&MadeCounts), None);
        assert_eq!(Basis::Settlement.count(&MadeCounts), None);
        assert_eq!(worked(&Basis::Settlement), []);
    }
}
