//! Contracts on shared savings.

use super::*;

/// A year of care in the whole town.
pub struct TownCare {
    /// Years that residents lived.
    pub years: f64,
    /// By payer and recipient.
    pub cents: BTreeMap<(String, String), f64>,
    /// Postings, each of which may be a cent off.
    pub postings: u32,
}

pub fn is_over_town(component: &Component) -> bool {
    let contract = component.savings.as_ref();
    contract.is_some_and(|contract| contract.unit == SavingsUnit::Town)
}

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
            if let Some(contract) = &other.savings
                && !is_over_town(other)
            {
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

    /// What of these postings is for care, by who pays whom.
    pub fn town_care(&self, postings: &[Posting], counts: &Counts) -> TownCare {
        let is_agreement = |posting: &Posting| {
            let of_posting = |one: &&Component| one.name == posting.reason;
            let component = self.components().iter().find(of_posting);
            component.is_some_and(|one| {
                let agreements = [
                    ComponentKind::NetworkFee,
                    ComponentKind::QualityBonus,
                    ComponentKind::InnovationFee,
                    ComponentKind::TransitionBudget,
                    ComponentKind::SharedSavings,
                    ComponentKind::ProjectGrant,
                    ComponentKind::PooledBudget,
                    ComponentKind::PlatformLevy,
                ];
                agreements.contains(&one.kind)
            })
        };
        let mut care = TownCare {
            years: self.lived(counts) * self.weight,
            cents: BTreeMap::new(),
            postings: 0,
        };
        for posting in postings.iter().filter(|one| !is_agreement(one)) {
            care.postings += posting.follows_from;
            let all: f64 = posting.weights.values().sum();
            let rest = (posting.cents - posting.own) as f64;
            let parts = posting.weights.iter();
            let parts = parts.map(|(payer, weight)| (payer.clone(), rest * weight / all));
            for (payer, cents) in parts.chain([("resident".into(), posting.own as f64)]) {
                *care
                    .cents
                    .entry((payer, posting.recipient.clone()))
                    .or_default() += cents;
            }
        }
        care
    }

    /// What a contract over the whole town pays in a year.
    pub fn town_savings(
        &self,
        component: &Component,
        town: &TownCare,
        year: i32,
        postings: &mut Vec<Posting>,
    ) {
        let contract = component.savings.as_ref().expect("a contract");
        let from = component.from_year.expect("a first year");
        let Some(base) = self.care.get((from - 1 - FIRST_YEAR) as usize) else {
            return;
        };
        let counted = |care: &TownCare| -> f64 {
            let mut cents = 0.0;
            for ((payer, recipient), amount) in &care.cents {
                let pays = match contract.savings_of.is_empty() {
                    true => component.payers.contains_key(payer),
                    false => contract.savings_of.contains(payer),
                };
                let names = &component.disciplines;
                if pays && (names.is_empty() || names.contains(recipient)) {
                    cents += amount;
                }
            }
            cents / 100.0
        };
        if town.years == 0.0 || base.years == 0.0 {
            return;
        }
        let growth = 1.0 + or(&contract.trend, 0.0);
        let expected = counted(base) / base.years * growth.powi(year - from + 1) * town.years;
        let saved = expected - counted(town);
        let paid = settled(contract, saved, expected, town.years, 1.0);
        let paid = paid * self.level(component, year) / self.prices(year);
        self.plain(component, cents(paid), postings);
        let posting = postings.last_mut().expect("just added");
        posting.follows_from = 2 + 2 * town.postings + 4 * base.postings;
    }

    /// What the contracts of a component pay in a year, EUR.
    pub fn shared_savings(&self, component: &Component, counts: &Counts, year: i32) -> f64 {
        let contract = component.savings.as_ref().expect("a contract");
        let practices: Vec<usize> = (0..counts.practices()).collect();
        let together = match contract.unit {
            SavingsUnit::Network => vec![practices],
            SavingsUnit::Practice => practices.into_iter().map(|index| vec![index]).collect(),
            SavingsUnit::Town => unreachable!("settled after all care"),
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
    let cap = contract.cap.as_ref();
    let most = cap.map_or(f64::INFINITY, |cap| point(cap) * expected);
    if saved < 0.0 {
        -(-saved * or(&contract.loss_rate, 0.0)).min(most)
    } else if score < or(&contract.quality_gate, 0.0) {
        0.0
    } else {
        (saved * point(&contract.rate)).min(most)
    }
}
