//! What is owed at the end of a year: for background care, for states that cost something, and by every component of the
//! arm.
//!
//! Comes in: a [`Bill`]: the counts of a year and the arm that pays for them. Goes out: [`Owed`] amounts in whole
//! cents, each with one recipient, one component, the residents' own part and the shares of the other payers.
//! Deliberately absent: what each kind of component pays, which its file says; chance; and who ends up better off.

mod background;
mod per_state;
pub mod practice;

use crate::base::money::Cents;
use crate::component::Turn;
use crate::component::bill::{Bill, Settling};
use crate::component::neighbourhood::Neighbourhood;
use crate::counts::{Owed, Reason};

/// Everything owed for a year, in the turns in which components are settled.
pub fn settle(bill: &Bill) -> Vec<Owed> {
    by_turns(bill, &Turn::ALL)
}

fn by_turns(bill: &Bill, turns: &[Turn]) -> Vec<Owed> {
    let mut owed = background::owed(bill);
    owed.extend(per_state::owed(bill));
    let seen = Neighbourhood::of(bill);
    for turn in turns {
        // Components that have their turn together do not see each other.
        let mut now = Vec::new();
        for (place, component) in bill.arm.components.iter().enumerate() {
            if component.nature().turn == *turn {
                let settling = Settling {
                    bill,
                    seen: &seen,
                    place,
                    component,
                    so_far: &owed,
                };
                now.extend(component.way.kind().settle(&settling));
            }
        }
        owed.extend(now);
    }
    owed
}

/// The factor by which the arm's budget-neutral components are scaled so that, on the comparator's first-year volumes
/// (`bill.counts`), its recipients receive `received` times the uplift. 1 where the arm has no such rule.
pub fn neutral_factor(bill: &Bill, received: &dyn Fn(usize) -> Cents) -> f64 {
    let Some(rule) = &bill.arm.budget_neutral else {
        return 1.0;
    };
    let wanted: f64 = rule
        .recipients
        .iter()
        .map(|&recipient| received(recipient).to_eur())
        .sum();
    let unscaled = Bill {
        factor: 1.0,
        ..*bill
    };
    let (mut scaled, mut fixed) = (0.0, 0.0);
    for owed in by_turns(&unscaled, &[Turn::Done]) {
        if !rule.recipients.contains(&owed.recipient) {
            continue;
        }
        match owed.reason {
            Reason::Component(place) if rule.components.contains(&place) => {
                scaled += owed.amount.to_eur();
            }
            _ => fixed += owed.amount.to_eur(),
        }
    }
    if scaled > 0.0 {
        ((wanted * rule.uplift - fixed) / scaled).max(0.0)
    } else {
        1.0
    }
}
