//! Cents per replication, payer and year, side by side in memory.

use crate::base::money::Cents;

/// One amount a replication, payer and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    payers: usize,
    years: usize,
    cents: Vec<Cents>,
}

impl Amounts {
    /// Nothing anywhere.
    pub fn new(replications: usize, payers: usize, years: usize) -> Amounts {
        Amounts {
            payers,
            years,
            cents: vec![Cents::ZERO; replications * payers * years],
        }
    }

    /// Number of replications.
    pub fn replications(&self) -> usize {
        self.cents.len() / (self.payers * self.years).max(1)
    }

    /// Number of payers.
    pub fn payers(&self) -> usize {
        self.payers
    }

    /// Number of years.
    pub fn years(&self) -> usize {
        self.years
    }

    /// The years of one payer in one replication.
    pub fn of(&self, replication: usize, payer: usize) -> &[Cents] {
        let start = (replication * self.payers + payer) * self.years;
        &self.cents[start..start + self.years]
    }

    /// The amounts of a payer in a replication, to write.
    pub fn of_mut(&mut self, replication: usize, payer: usize) -> &mut [Cents] {
        let start = (replication * self.payers + payer) * self.years;
        &mut self.cents[start..start + self.years]
    }

    /// All years of one payer in one replication together.
    pub fn total(&self, replication: usize, payer: usize) -> Cents {
        self.of(replication, payer).iter().sum()
    }

    /// Amount by amount, `combine` of this and another of the same size.
    fn with(&self, other: &Amounts, combine: impl Fn(Cents, Cents) -> Cents) -> Amounts {
        assert_eq!(
            (self.payers, self.years, self.cents.len()),
            (other.payers, other.years, other.cents.len()),
            "amounts of the same payers, years and replications"
        );
        let pairs = self.cents.iter().zip(&other.cents);
        Amounts {
            cents: pairs.map(|(one, two)| combine(*one, *two)).collect(),
            ..*self
        }
    }

    /// These amounts less `other`.
    pub fn minus(&self, other: &Amounts) -> Amounts {
        self.with(other, |one, two| one - two)
    }

    /// These amounts and `other`.
    pub fn plus(&self, other: &Amounts) -> Amounts {
        self.with(other, |one, two| one + two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_replications_payers_and_years_as_were_asked_for() {
        // 5 · 3 · 4 amounts: 60 by 12 a replication, not by 7.
        let amounts = Amounts::new(5, 3, 4);
        let found = (amounts.replications(), amounts.payers(), amounts.years());
        assert_eq!(found, (5, 3, 4));
    }
}
