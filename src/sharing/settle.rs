//! From a rule to transfers: when it is settled, and what limits let pass.
//!
//! Comes in: [`Terms`] and what was [`Observed`]. Goes out: what every payer pays in or gets back per replication and
//! year. Deliberately absent: interest on what is paid later.

use std::ops::Range;

use crate::base::money::{Cents, split};

use super::coalition::Worths;
use super::rule::{Looks, Stake};
use super::schedule;
use super::terms::Terms;
use super::{Amounts, Observed};

/// Transfers, and what limits held back to the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settled {
    /// Above 0: paid in.
    pub transfers: Amounts,
    /// Owed and never paid, in the last year; all zero without limits.
    pub unsettled: Amounts,
    /// Whether there is an agreement at all.
    pub is_agreed: bool,
}

/// Settles every replication.
///
/// # Panics
/// When transfers do not add up to zero to the cent.
pub(super) fn settle(terms: &Terms, observed: &Observed, worths: Option<&Worths>) -> Settled {
    let empty = Amounts::new(
        observed.difference.replications(),
        observed.difference.payers(),
        observed.difference.years(),
    );
    let mut settled = Settled {
        transfers: empty.clone(),
        unsettled: empty,
        is_agreed: true,
    };
    let is_agreed_beforehand = terms.looks() == Looks::Expectations;
    let agreed = if is_agreed_beforehand {
        schedule::schedule(terms, observed, &terms.parties, &periods(terms, observed))
    } else {
        Some(Vec::new())
    };
    let Some(agreed) = agreed else {
        settled.is_agreed = false;
        return settled;
    };
    for replication in 0..observed.difference.replications() {
        let case = Case {
            terms,
            observed,
            worths,
            replication,
        };
        let claims = if is_agreed_beforehand {
            agreed.clone()
        } else {
            case.claims()
        };
        post(&mut settled, terms, replication, &case.by_year(claims));
    }
    settled
}

/// The years of each settlement.
fn periods(terms: &Terms, observed: &Observed) -> Vec<Range<usize>> {
    let years = observed.difference.years();
    if terms.is_yearly {
        (0..years).map(|year| year..year + 1).collect()
    } else {
        std::iter::once(0..years).collect()
    }
}

fn post(settled: &mut Settled, terms: &Terms, replication: usize, claims: &[Vec<Cents>]) {
    let (paid, open) = within_limits(terms, claims);
    for (year, amounts) in paid.iter().enumerate() {
        assert_eq!(
            amounts.iter().sum::<Cents>(),
            Cents::ZERO,
            "transfers of replication {replication} do not add up to zero in year {year}"
        );
        for (party, amount) in terms.parties.iter().zip(amounts) {
            settled.transfers.of_mut(replication, *party)[year] = *amount;
        }
    }
    let last = paid.len() - 1;
    for (party, amount) in terms.parties.iter().zip(open) {
        settled.unsettled.of_mut(replication, *party)[last] = amount;
    }
}

/// One replication being settled.
struct Case<'a> {
    terms: &'a Terms,
    observed: &'a Observed,
    worths: Option<&'a Worths>,
    replication: usize,
}

impl Case<'_> {
    /// What each party owes, by settlement.
    fn claims(&self) -> Vec<Vec<Cents>> {
        let terms = self.terms;
        let periods = periods(self.terms, self.observed);
        if terms.looks() != Looks::ResultSoFar {
            return periods
                .into_iter()
                .map(|period| terms.owed(&self.stake(period)))
                .collect();
        }
        // A guarantee looks at the result so far; what is owed now is what it has come to less what it came to before.
        let so_far = periods
            .into_iter()
            .map(|period| terms.owed(&self.stake(0..period.end)));
        let mut before = vec![Cents::ZERO; self.terms.parties.len()];
        so_far
            .map(|now| {
                let change = now
                    .iter()
                    .zip(&before)
                    .map(|(now, before)| *now - *before)
                    .collect();
                before = now;
                change
            })
            .collect()
    }

    /// Settlements put into their years: each in the last of its period.
    fn by_year(&self, claims: Vec<Vec<Cents>>) -> Vec<Vec<Cents>> {
        let nothing = vec![Cents::ZERO; self.terms.parties.len()];
        let mut years = vec![nothing; self.observed.difference.years()];
        for (period, claim) in periods(self.terms, self.observed).into_iter().zip(claims) {
            years[period.end - 1] = claim;
        }
        years
    }

    fn stake(&self, period: Range<usize>) -> Stake {
        let of = |amounts: &Amounts| -> Vec<Cents> {
            let parties = self.terms.parties.iter();
            parties
                .map(|&party| {
                    amounts.of(self.replication, party)[period.clone()]
                        .iter()
                        .sum()
                })
                .collect()
        };
        let worths = self.worths;
        let worths = worths.filter(|_| self.terms.looks() == Looks::Coalitions);
        let worth = worths.map_or_else(Vec::new, |worths| {
            worths.of(self.replication, period.clone())
        });
        Stake {
            difference: of(&self.observed.difference),
            baseline: of(&self.observed.baseline),
            investment: of(&self.observed.investment),
            worth,
        }
    }
}

/// What is paid each year, `[year][party]`, and what is still owed at the end. What a party's yearly limit holds back
/// waits for later years; what the ceiling holds back is never paid. Those who are owed share what comes in by what
/// they are owed.
fn within_limits(terms: &Terms, claims: &[Vec<Cents>]) -> (Vec<Vec<Cents>>, Vec<Cents>) {
    let mut open = vec![Cents::ZERO; terms.parties.len()];
    let mut room = terms.ceiling;
    let paid = claims
        .iter()
        .map(|claim| {
            for (open, claim) in open.iter_mut().zip(claim) {
                *open += *claim;
            }
            let paid = pay(&open, &terms.limits, room);
            for (open, paid) in open.iter_mut().zip(&paid) {
                *open -= *paid;
            }
            room = room.map(|room| room - paid.iter().copied().filter(|amount| amount.0 > 0).sum());
            paid
        })
        .collect();
    (paid, open)
}

/// One year's transfers out of what is open.
fn pay(open: &[Cents], limits: &[Option<Cents>], room: Option<Cents>) -> Vec<Cents> {
    let able: Vec<Cents> = open
        .iter()
        .zip(limits)
        .map(|(owes, limit)| {
            (*owes)
                .max(Cents::ZERO)
                .min(limit.unwrap_or(Cents(i64::MAX)))
        })
        .collect();
    let in_all: Cents = able.iter().sum();
    let moves = room.map_or(in_all, |room| in_all.min(room));
    let is_owed: Vec<Cents> = open.iter().map(|owes| (-*owes).max(Cents::ZERO)).collect();
    let (mut paid, mut received) = (vec![Cents::ZERO; open.len()], vec![Cents::ZERO; open.len()]);
    // Where nothing is cut, exactly what is owed is paid, whatever its size.
    if moves == open.iter().copied().filter(|owes| owes.0 > 0).sum() {
        return open.to_vec();
    }
    split(moves, &weights(&able), &mut paid);
    split(moves, &weights(&is_owed), &mut received);
    paid.iter()
        .zip(&received)
        .map(|(paid, received)| *paid - *received)
        .collect()
}

fn weights(amounts: &[Cents]) -> Vec<f64> {
    amounts.iter().map(|amount| amount.0 as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::SharingRule;
    use crate::sharing::rule::RuleTerms;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn limits_hold_and_lose_nothing(
            owed in prop::collection::vec((-1_000_000_i64..1_000_000, -1_000_000_i64..1_000_000), 1..8),
            limits in prop::array::uniform3(prop::option::of(0_i64..500_000)),
            ceiling in prop::option::of(0_i64..2_000_000),
        ) {
            let claims: Vec<Vec<Cents>> = owed
                .iter()
                .map(|(one, two)| [*one, *two, -one - two].map(Cents).to_vec())
                .collect();
            let terms = Terms {
                rule: SharingRule::Statutory,
                of_rule: RuleTerms {
                    shares: Vec::new(),
                    guarantor: 0,
                    beneficiary: 0,
                    cap: Cents::ZERO,
                    width: Cents::ZERO,
                },
                parties: vec![0, 1, 2],
                is_yearly: true,
                ceiling: ceiling.map(Cents),
                limits: limits.map(|limit| limit.map(Cents)).to_vec(),
            };
            let (paid, open) = within_limits(&terms, &claims);
            let mut moved = Cents::ZERO;
            for year in &paid {
                prop_assert_eq!(year.iter().sum::<Cents>(), Cents::ZERO);
                for (amount, limit) in year.iter().zip(&terms.limits) {
                    prop_assert!(limit.is_none_or(|limit| *amount <= limit), "{amount} over {limit:?}");
                }
                moved += year.iter().copied().filter(|amount| amount.0 > 0).sum();
            }
            prop_assert!(terms.ceiling.is_none_or(|ceiling| moved <= ceiling));
            for party in 0..3 {
                let claimed: Cents = claims.iter().map(|claim| claim[party]).sum();
                let given: Cents = paid.iter().map(|year| year[party]).sum();
                prop_assert_eq!(given + open[party], claimed);
            }
        }
    }

    #[test]
    fn what_is_not_cut_is_paid_to_the_cent_beyond_what_a_float_can_tell() {
        // 2⁵³ + 1 cents: as weights the first and the second would be 2⁵³ and 1, and a share of the second lost in
        // rounding.
        let open = [9_007_199_254_740_993, 1, -9_007_199_254_740_994].map(Cents);
        assert_eq!(pay(&open, &[None; 3], None), open);
    }
}
