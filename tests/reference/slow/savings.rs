//! Contracts on shared savings.

use super::*;

impl<'s> Slow<'s> {
    /// Who of these practices lived, in years of simulated residents, and EUR they cost in an account.
    pub fn lists(&self, counts: &Counts, practices: &[usize], account: usize) -> (f64, f64) {
        let (mut lived, mut spent) = (0, 0);
        for &practice in practices {
            for side in 0..2 {
                let count = |item| Count::Practice {
                    practice,
                    side,
                    item,
                };
                lived += counts.get(count(PracticeItem::Lived));
                spent += counts.get(count(PracticeItem::Spent(account)));
            }
        }
        (lived as f64 * self.cycle() / 2.0, spent as f64 / 100.0)
    }

    /// Which account a contract looks at: contracts with the same payers and the same limit share one, in the order in
    /// which they are written.
    pub fn account(&self, component: &Component) -> usize {
        let terms = |component: &Component, contract: &SavingsContract| {
            let mut payers = contract.savings_of.clone();
            if payers.is_empty() {
                payers = component.payers.keys().cloned().collect();
            }
            payers.sort();
            (payers, contract.truncate_at.as_ref().map(point))
        };
        let mut known = Vec::new();
        for other in self.components() {
            if let Some(contract) = &other.savings {
                let found = terms(other, contract);
                if !known.contains(&found) {
                    known.push(found);
                }
            }
        }
        let own = terms(component, component.savings.as_ref().expect("a contract"));
        known
            .iter()
            .position(|terms| *terms == own)
            .expect("an account")
    }

    /// What the contracts of a component pay in a year, EUR.
    pub fn shared_savings(&self, component: &Component, counts: &Counts, year: i32) -> f64 {
        let contract = component.savings.as_ref().expect("a contract");
        let practices: Vec<usize> = (0..counts.practices()).collect();
        let together = match contract.unit {
            SavingsUnit::Network => vec![practices],
            SavingsUnit::Practice => practices.into_iter().map(|index| vec![index]).collect(),
        };
        let mut score = if component.indicators.is_empty() {
            1.0
        } else {
            0.0
        };
        for indicator in &component.indicators {
            score += self.score(indicator, counts);
        }
        let account = self.account(component);
        let mut paid = 0.0;
        for practices in together {
            let (years, spent) = self.lists(counts, &practices, account);
            // The year before the contract, or the same year under the comparator.
            let from = component.from_year.expect("a first year");
            let (other, grown) = match contract.benchmark {
                Benchmark::Trend => {
                    let base = (from - 1 - FIRST_YEAR) as usize;
                    let growth = 1.0 + or(&contract.trend, 0.0);
                    (self.earlier.get(base), growth.powi(year - from + 1))
                }
                Benchmark::Comparator => (self.comparator.as_ref(), 1.0),
            };
            let Some(other) = other else { continue };
            let (other_years, other_spent) = self.lists(other, &practices, account);
            if years == 0.0 || other_years == 0.0 {
                continue;
            }
            let expected = other_spent / other_years * grown * years * self.weight;
            let saved = expected - spent * self.weight;
            let persons = years * self.weight;
            paid += settled(contract, saved, expected, persons, score);
        }
        paid * self.level(component, year) / self.prices(year)
    }
}

/// What a contract pays of `saved` EUR where `expected` were to be spent on so many persons.
pub fn settled(
    contract: &SavingsContract,
    saved: f64,
    expected: f64,
    persons: f64,
    score: f64,
) -> f64 {
    let mut minimum = or(&contract.minimum_rate, 0.0);
    for row in contract.minimum_by_size.iter().rev() {
        if persons < row.persons_below {
            minimum = row.rate;
        }
    }
    if saved.abs() < minimum * expected {
        return 0.0;
    }
    let most = or(&contract.cap, f64::INFINITY) * expected;
    if saved < 0.0 {
        -(-saved * or(&contract.loss_rate, 0.0)).min(most)
    } else if score < or(&contract.quality_gate, 0.0) {
        0.0
    } else {
        (saved * point(&contract.rate)).min(most)
    }
}
