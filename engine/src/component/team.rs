//! One fee of a team: how it is divided over the team's disciplines.
//!
//! Comes in: what is owed to the discipline that leads. Goes out: the same, in whole cents, to each discipline with a share.
//! Deliberately absent: how a team divides its work, which its needs and services say.

use crate::base::money::{Cents, split};
use crate::counts::Owed;

use super::{ComponentBuilder, Settling};

/// Shares of the disciplines in what a component pays: (index, share), which add up to 1 and of which none is 0; empty where
/// the recipient gets all.
pub fn shares(making: &ComponentBuilder) -> Vec<(usize, f64)> {
    let written = &making.written.recipient_shares;
    let disciplines = making.scenario.discipline.iter().enumerate();
    let drawn: Vec<(usize, f64)> = disciplines
        .filter_map(|(index, discipline)| {
            let share = written.get(&discipline.name)?;
            let key = format!("recipient_shares.{}", discipline.name);
            Some((index, making.value(Some(share), 0.0, &key).max(0.0)))
        })
        .filter(|(_, share)| *share > 0.0)
        .collect();
    let whole: f64 = drawn.iter().map(|(_, share)| share).sum();
    drawn
        .into_iter()
        .map(|(index, share)| (index, share / whole))
        .collect()
}

/// What is owed, divided over the team of its component.
pub fn divided(settling: &Settling, owed: Owed) -> Vec<Owed> {
    let team = &settling.component.team;
    if team.is_empty() {
        return vec![owed];
    }
    // Each discipline's share is scaled by the factor of that discipline.
    let level = |member: usize| settling.accounting.level_for(settling.index, member);
    let weights: Vec<f64> = (team.iter())
        .map(|&(member, share)| share * level(member))
        .collect();
    let mut parts = vec![Cents::ZERO; team.len()];
    split(owed.amount, &weights, &mut parts);
    let by_residents = residents_parts(owed.by_residents, &weights, &parts);
    let members = team.iter().zip(parts.into_iter().zip(by_residents));
    members
        .filter(|(_, (amount, _))| *amount != Cents::ZERO)
        .map(|(&(recipient, _), (amount, by_residents))| Owed {
            recipient,
            amount,
            by_residents,
            category: settling.accounting.category(recipient),
            ..owed.clone()
        })
        .collect()
}

/// The residents' own part of each part, none more than the part itself: a cent that rounding leaves over goes where there is
/// room.
fn residents_parts(own: Cents, weights: &[f64], parts: &[Cents]) -> Vec<Cents> {
    let mut divided = vec![Cents::ZERO; parts.len()];
    split(own, weights, &mut divided);
    let mut left = Cents::ZERO;
    for (own, part) in divided.iter_mut().zip(parts) {
        let most = (*own).min(*part);
        left = left + *own - most;
        *own = most;
    }
    for (own, part) in divided.iter_mut().zip(parts) {
        let more = left.min(*part - *own);
        *own += more;
        left -= more;
    }
    divided
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents_never_pay_more_of_a_part_than_the_part() {
        // 3 cents in halves are 2 and 1, and so are 3 of the residents; 2 of 3 are 1 and 1; 1 of 3 is 1 and 0.
        let parts = [Cents(2), Cents(1)];
        for (own, expected) in [(3, [2, 1]), (2, [1, 1]), (1, [1, 0]), (0, [0, 0])] {
            let found = residents_parts(Cents(own), &[0.5, 0.5], &parts);
            assert_eq!(found, expected.map(Cents), "{own}");
        }
        // Two thirds of 2 cents are 1 and 1, of which the second has no room: it goes to the first.
        let found = residents_parts(Cents(2), &[0.5, 0.5], &[Cents(3), Cents(0)]);
        assert_eq!(found, [Cents(2), Cents(0)]);
    }
}
