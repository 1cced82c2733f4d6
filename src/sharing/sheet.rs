//! All rows of share.csv: of payers, and of what no arrangement moves.
//!
//! Comes in: [`Shared`]. Goes out: rows, in the order of the arrangements. Deliberately absent: what a row is, and the rows of payers
//! (rows.rs).

use crate::analysis::disciplines::{COST, DisciplineRow, INCOME, RESULT};
use crate::base::statistics::Chance;

use super::compare::Shared;
use super::rows::{Figures, ShareRow, of_payers, row};

/// All rows, in the order of the arrangements.
pub fn rows(shared: &[Shared]) -> Vec<ShareRow> {
    let of_one = |one: &Shared| [of_payers(one), of_contracts(one), of_disciplines(one)].concat();
    shared.iter().flat_map(of_one).collect()
}

/// What contracts on savings between payers pay within the cost of the arm.
fn of_contracts(shared: &Shared) -> Vec<ShareRow> {
    let mut rows = Vec::new();
    for contract in &shared.contracts {
        for (payer, series) in &contract.payers {
            let subject = (payer.as_str(), "contract", contract.component.as_str());
            for (year, paid) in shared.years.iter().zip(&series.years) {
                rows.push(row(
                    shared,
                    subject,
                    (&year.to_string(), "EUR"),
                    paid.into(),
                ));
            }
            let ends = [("total", &series.total), ("discounted", &series.discounted)];
            rows.extend(ends.map(|(year, paid)| row(shared, subject, (year, "EUR"), paid.into())));
        }
    }
    rows
}

const MEASURES: [(&str, &str); 3] = [
    (INCOME, "discipline_income"),
    (COST, "discipline_cost"),
    (RESULT, "discipline_result"),
];

/// What disciplines are left with: transfers move money between payers only, and no term pays a discipline.
fn of_disciplines(shared: &Shared) -> Vec<ShareRow> {
    let rows = shared.disciplines.iter();
    rows.flat_map(|told| of_discipline(shared, told)).collect()
}

fn of_discipline(shared: &Shared, told: &DisciplineRow) -> Vec<ShareRow> {
    let measure = MEASURES.iter().find(|(own, _)| *own == told.measure);
    let amounts = Figures {
        q025_mc_error: told.ends.q025_mc_error,
        q975_mc_error: told.ends.q975_mc_error,
        ..Figures::from(&told.spread)
    };
    let name = told.discipline.as_str();
    let amounts =
        measure.map(|(_, measure)| row(shared, ("", *measure, name), (&told.year, "EUR"), amounts));
    // Of payers too, chances are told of the whole run.
    let is_year = told.year.starts_with(|first: char| first.is_ascii_digit());
    let chance = told.p_no_worse_off.filter(|_| !is_year);
    let chance = chance.map(|share| {
        let chance = Chance::from_share(share, shared.replications);
        let subject = ("", "p_discipline_no_worse_off", name);
        row(shared, subject, (&told.year, "share"), chance.into())
    });
    amounts.into_iter().chain(chance).collect()
}
