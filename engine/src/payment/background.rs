//! Background care: its cost, paid by statute whatever the arm.
//!
//! Comes in: cents counted by line. Goes out: what is owed per line. Deliberately absent: who used it.

use crate::base::money::Cents;
use crate::component::accounting_year::AccountingYear;
use crate::counts::{Count, Owed, Reason};

/// Background care, paid by statute whatever the arm.
pub fn owed(accounting: &AccountingYear) -> Vec<Owed> {
    let weigh = |cents: i64| cents as f64 * accounting.tables.people.weight;
    let lines = accounting.tables.care.background.iter().enumerate();
    lines
        .filter_map(|(index, line)| {
            let cents = accounting
                .counts
                .sum(|group| Count::Background { group, line: index });
            let amount = Cents::from_eur(weigh(cents) / 100.0);
            let own = accounting
                .counts
                .sum(|group| Count::DeductibleBackground { group, line: index });
            (amount != Cents::ZERO).then(|| Owed {
                reason: Reason::Background,
                recipient: line.discipline,
                amount,
                by_residents: Cents::from_eur(weigh(own) / 100.0).min(amount),
                shares: line.payers.clone(),
                category: line.category.clone(),
            })
        })
        .collect()
}
