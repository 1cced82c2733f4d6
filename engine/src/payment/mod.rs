//! What is owed at the end of a year: for background care, for states that cost something, and by every component of
//! the arm.
//!
//! Comes in: a [`AccountingYear`]: the counts of a year and the arm that pays for them. Goes out: [`Owed`] amounts in
//! whole cents, each with one recipient, one component, the residents' own part and the shares of the other payers.
//! Deliberately absent: what each kind of component pays, which its file says; chance; and who ends up better off.

mod background;
mod per_state;
pub mod practice;

use crate::base::money::Cents;
use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::component::arm_terms::BudgetNeutral;
use crate::component::neighbourhood::Neighbourhood;
use crate::component::neutral::UNSCALED;
use crate::component::{Neutral, Settling, Turn};
use crate::counts::{Owed, Reason};
use crate::scenario::schema::NeutralPer;

/// Everything owed for a year under an arm, in the turns in which components are settled.
pub fn settle(arm: &Arm, accounting: &AccountingYear) -> Vec<Owed> {
    by_turns(arm, accounting, &Turn::ALL)
}

fn by_turns(arm: &Arm, accounting: &AccountingYear, turns: &[Turn]) -> Vec<Owed> {
    let mut owed = background::owed(accounting);
    owed.extend(per_state::owed(arm, accounting));
    let seen = Neighbourhood::of(accounting);
    for turn in turns {
        // Components that have their turn together do not see each other.
        let mut now = Vec::new();
        for (index, component) in arm.components().enumerate() {
            if component.nature.turn == *turn {
                let settling = Settling {
                    accounting,
                    seen: &seen,
                    index,
                    component: component.terms,
                    so_far: &owed,
                };
                now.extend(component.method.kind().settle(&settling));
            }
        }
        owed.extend(now);
    }
    owed
}

/// The factors by which the arm's budget-neutral components are scaled so that, on the comparator's first-year volumes
/// (`accounting.counts`), its recipients, together or one by one, receive `received` times the uplift. Components are taken as
/// they stand in the first year in which those that are scaled are paid in full: what phases in is not made up for by a larger
/// factor, which would stay when it has. Where nothing can be scaled the factor is 1.
pub fn neutral(
    arm: &Arm,
    accounting: &AccountingYear,
    received: &dyn Fn(usize) -> Cents,
) -> Neutral {
    let mut found = Neutral::default();
    let Some(rule) = &arm.budget_neutral else {
        return found;
    };
    let tables = accounting.tables;
    let standing = arm.standing_in(arm.year_in_full(tables.time.years));
    let unscaled = AccountingYear {
        arm: &standing,
        neutral: &UNSCALED,
        ..*accounting
    };
    let owed = by_turns(&standing, &unscaled, &[Turn::Done]);
    for group in rule.groups() {
        let wanted = group.iter().map(|&one| received(one).to_eur()).sum();
        let factor = factor(rule, &group, &owed, wanted);
        if factor.is_none_or(|factor| factor < 0.0) {
            found.miss(&group);
        }
        let factor = factor.unwrap_or(1.0).max(0.0);
        match rule.per {
            NeutralPer::Arm => found.set(0..tables.recipients(), factor),
            NeutralPer::Discipline => found.set(group.into_iter(), factor),
        }
    }
    found
}

/// The factor at which some recipients together receive `wanted` EUR times the uplift of what is `owed` before it; `None` where
/// what is scaled pays them nothing.
fn factor(rule: &BudgetNeutral, recipients: &[usize], owed: &[Owed], wanted: f64) -> Option<f64> {
    let (mut scaled, mut fixed) = (0.0, 0.0);
    for owed in owed {
        if !recipients.contains(&owed.recipient) {
            continue;
        }
        match owed.reason {
            Reason::Component(index) if rule.components.contains(&index) => {
                scaled += owed.amount.to_eur();
            }
            _ => fixed += owed.amount.to_eur(),
        }
    }
    (scaled > 0.0).then(|| (wanted * rule.uplift - fixed) / scaled)
}
