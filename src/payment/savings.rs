//! Shared savings: a share of what those enrolled cost less than a benchmark, or a part of what they cost more.

use crate::base::money::Cents;
use crate::scenario::schema::{Benchmark, SavingsUnit};
use crate::system::component::Component;
use crate::system::savings::Savings;

use super::{Bill, Owed, PanelYear, Reason, quality};

/// What a contract is settled on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Person-years.
    pub persons: f64,
    /// EUR per person-year that was to be expected.
    pub benchmark: f64,
    /// EUR per person-year that was spent.
    pub spent: f64,
    /// Quality score, from 0 to 1.
    pub score: f64,
}

/// EUR that a contract pays, negative where it is paid back. Savings or losses below the minimum rate count as none;
/// above it they are shared from the first euro, up to the cap; savings only at the quality gate or above.
pub fn settlement(contract: &Savings, terms: Terms) -> f64 {
    let whole = terms.benchmark * terms.persons;
    let saved = whole - terms.spent * terms.persons;
    if whole <= 0.0 || saved.abs() < contract.minimum(terms.persons) * whole || saved == 0.0 {
        return 0.0;
    }
    let limit = contract.cap * whole;
    if saved > 0.0 {
        let passes = terms.score >= contract.quality_gate;
        if passes {
            (contract.rates[0] * saved).min(limit)
        } else {
            0.0
        }
    } else {
        (contract.rates[1] * saved).max(-limit)
    }
}

/// The settlement of a year, over all who have a contract.
pub(super) fn shared(bill: &Bill, place: usize, component: &Component) -> Option<Owed> {
    let contract = component.savings.as_ref()?;
    let part = bill.level(place, component) / bill.system.growth.prices(bill.year);
    if part <= 0.0 {
        return None;
    }
    let today = PanelYear::new(bill.system, bill.counts);
    let practices: Vec<usize> = (0..bill.counts.practices()).collect();
    let score = if component.indicators.is_empty() {
        1.0
    } else {
        quality::score(&bill.scored(), &component.indicators)
    };
    let settle = |practices: &[usize]| settle(bill, component, &today, practices, score);
    let eur: f64 = match contract.unit {
        SavingsUnit::Network => settle(&practices),
        SavingsUnit::Practice => practices.chunks(1).map(settle).sum(),
    };
    let amount = Cents::from_eur(eur * part);
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: component.payers.clone().unwrap_or_default(),
        category: None,
    })
}

/// What one contract, of these practices together, comes to.
fn settle(
    bill: &Bill,
    component: &Component,
    today: &PanelYear,
    practices: &[usize],
    score: f64,
) -> f64 {
    let Some(contract) = &component.savings else {
        return 0.0;
    };
    let holds = |side: usize| bill.enrols_all || component.is_for(side);
    let Some((persons, spent)) = today.enrolled(contract.account, practices, holds) else {
        return 0.0;
    };
    let Some(benchmark) = benchmark(bill, component, contract, practices) else {
        return 0.0;
    };
    settlement(
        contract,
        Terms {
            persons: persons * bill.system.people.weight,
            benchmark,
            spent: spent / persons,
            score,
        },
    )
}

/// EUR per person-year of a trend benchmark in the year with index `year`: what these practices came to in the year before
/// the contract, grown by the trend. `None` where there is no such year, or nobody lived in it.
pub fn trend(
    component: &Component,
    contract: &Savings,
    panels: &[PanelYear],
    year: usize,
    practices: &[usize],
) -> Option<f64> {
    let base = component.years.start.checked_sub(1)?;
    let before = panels.get(base)?.per_person(contract.account, practices)?;
    let years = year as f64 - base as f64;
    Some(before * libm::pow(1.0 + contract.trend, years))
}

/// EUR per person-year that the contract expects of these practices this year.
fn benchmark(
    bill: &Bill,
    component: &Component,
    contract: &Savings,
    practices: &[usize],
) -> Option<f64> {
    match contract.benchmark {
        Benchmark::Trend => trend(component, contract, bill.panels, bill.year, practices),
        Benchmark::Comparator => bill.comparator?.per_person(contract.account, practices),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract() -> Savings {
        Savings {
            rates: [0.5, 0.3],
            minimum_rate: 0.02,
            minimum_by_size: vec![(5_000.0, 0.04)],
            cap: 0.1,
            quality_gate: 0.6,
            benchmark: Benchmark::Trend,
            trend: 0.0,
            unit: SavingsUnit::Network,
            account: 0,
        }
    }

    fn terms(persons: f64, spent: f64) -> Terms {
        Terms {
            persons,
            benchmark: 1_000.0,
            spent,
            score: 0.8,
        }
    }

    #[test]
    fn savings_above_the_minimum_are_shared_from_the_first_euro() {
        // 10,000 persons · (1,000 − 970) = 300,000, which is 3 % of 10 million: half of it.
        assert_eq!(settlement(&contract(), terms(10_000.0, 970.0)), 150_000.0);
        // 1.5 % is below the minimum of 2 %.
        assert_eq!(settlement(&contract(), terms(10_000.0, 985.0)), 0.0);
    }

    #[test]
    fn a_small_panel_has_a_higher_minimum() {
        // 3 % of savings, and a minimum of 4 % below 5,000 persons.
        assert_eq!(settlement(&contract(), terms(4_000.0, 970.0)), 0.0);
        // 5 %: 4,000 · 50 · 0.5
        assert_eq!(settlement(&contract(), terms(4_000.0, 950.0)), 100_000.0);
    }

    #[test]
    fn losses_are_paid_back_at_their_own_rate() {
        // 10,000 · −40 · 0.3
        assert_eq!(
            settlement(&contract(), terms(10_000.0, 1_040.0)),
            -120_000.0
        );
    }

    #[test]
    fn the_cap_holds_both_ways_and_the_gate_holds_back_savings_only() {
        // 30 % saved, half is 15 %, the cap is 10 % of 10 million.
        assert_eq!(settlement(&contract(), terms(10_000.0, 700.0)), 1_000_000.0);
        let poor = |spent: f64| Terms {
            score: 0.5,
            ..terms(10_000.0, spent)
        };
        assert_eq!(settlement(&contract(), poor(900.0)), 0.0);
        assert_eq!(settlement(&contract(), poor(1_040.0)), -120_000.0);
    }
}
