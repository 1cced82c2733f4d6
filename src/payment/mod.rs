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
use crate::component::neighbourhood::Neighbourhood;
use crate::component::{Settling, Turn};
use crate::counts::{Owed, Reason};

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

/// What budget neutrality comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neutral {
    /// What the components are multiplied by; 1 without a rule, and where nothing can be scaled.
    pub factor: f64,
    /// Whether the recipients then receive what they are meant to.
    pub is_reached: bool,
}

/// The factor by which the arm's budget-neutral components are scaled so that, on the comparator's first-year volumes
/// (`accounting.counts`), its recipients receive `received` times the uplift. Components are taken as they stand in the
/// first year in which those that are scaled are paid in full: what phases in is not made up for by a larger factor,
/// which would stay when it has.
pub fn neutral(
    arm: &Arm,
    accounting: &AccountingYear,
    received: &dyn Fn(usize) -> Cents,
) -> Neutral {
    let Some(rule) = &arm.budget_neutral else {
        return Neutral {
            factor: 1.0,
            is_reached: true,
        };
    };
    let wanted: f64 = rule
        .recipients
        .iter()
        .map(|&recipient| received(recipient).to_eur())
        .sum();
    let standing = arm.standing_in(arm.year_in_full(accounting.tables.time.years));
    let unscaled = AccountingYear {
        arm: &standing,
        factor: 1.0,
        ..*accounting
    };
    let (mut scaled, mut fixed) = (0.0, 0.0);
    for owed in by_turns(&standing, &unscaled, &[Turn::Done]) {
        if !rule.recipients.contains(&owed.recipient) {
            continue;
        }
        match owed.reason {
            Reason::Component(index) if rule.components.contains(&index) => {
                scaled += owed.amount.to_eur();
            }
            _ => fixed += owed.amount.to_eur(),
        }
    }
    if scaled <= 0.0 {
        return Neutral {
            factor: 1.0,
            is_reached: false,
        };
    }
    let factor = (wanted * rule.uplift - fixed) / scaled;
    Neutral {
        factor: factor.max(0.0),
        is_reached: factor >= 0.0,
    }
}
