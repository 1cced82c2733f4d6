//! What the kinds of component see of the arm that they are settled in.
//!
//! Comes in: nothing; arm.rs makes them. Goes out: [`ArmTerms`]: the terms of its components, which of them pay for
//! which units, and what budget neutrality scales. Deliberately absent: the ways of paying, and what the arm changes in
//! care.

use crate::counts::Reason;
use crate::scenario::schema::NeutralPer;
use crate::tables::provider::Growth;

use super::component_terms::ComponentTerms;
use super::nature::Turn;
use super::neutral::Neutral;

/// The terms of an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmTerms {
    /// The terms of its components, in order.
    pub components: Vec<ComponentTerms>,
    /// The components that could pay each channel's units, first in line first: `[side][channel]`.
    pub claims: [Vec<Vec<usize>>; 2],
    /// Needs paid per episode, coordination included, as bits by need, per side.
    pub coordinated: [u64; 2],
    /// Whether any component applies to participants or to others, so that taking part means something.
    pub has_network: bool,
    /// Budget neutrality.
    pub budget_neutral: Option<BudgetNeutral>,
}

/// Recipients and components of budget neutrality, by index.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetNeutral {
    /// Recipients whose receipts are kept: disciplines, then the network.
    pub recipients: Vec<usize>,
    /// Components that are scaled.
    pub components: Vec<usize>,
    /// Receipts relative to the comparator's.
    pub uplift: f64,
    /// Whether the recipients are kept together or one by one.
    pub per: NeutralPer,
}

impl BudgetNeutral {
    /// The recipients that have a factor together.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        match self.per {
            NeutralPer::Arm => vec![self.recipients.clone()],
            NeutralPer::Discipline => self.recipients.iter().map(|one| vec![*one]).collect(),
        }
    }
}

impl ArmTerms {
    /// What each component pays of the units of a channel on a side in the year with index `year`: the first in line
    /// its part, the next of what that leaves, and so on. Components that pay nothing are left out.
    pub fn parts(&self, side: usize, channel: usize, year: usize) -> Vec<(usize, f64)> {
        let mut left = 1.0;
        let claims = self.claims[side][channel].iter();
        claims
            .filter_map(|&component| {
                let part = left * self.components[component].part_of_units(year);
                left -= part;
                (part > 0.0).then_some((component, part))
            })
            .collect()
    }

    /// What is left of copayments for units of which components pay these [parts](ArmTerms::parts), from nothing to 1, after those that
    /// waive them.
    pub fn unwaived(&self, parts: &[(usize, f64)]) -> f64 {
        let waived: f64 = parts
            .iter()
            .map(|(index, part)| part * (1.0 - self.components[*index].copayment_share))
            .sum();
        (1.0 - waived).max(0.0)
    }

    /// Whether money that flows for this reason is paid for care: of single residents, or what contracts hold of it.
    pub fn is_for_care(&self, reason: Reason) -> bool {
        match reason {
            Reason::Component(index) => {
                let component = &self.components[index];
                component.is_declared() || component.nature.turn == Turn::Contracts
            }
            Reason::Background | Reason::StateCost | Reason::PatientShare => true,
        }
    }

    /// Whether budget neutrality scales the component at this place.
    pub fn scales(&self, component: usize) -> bool {
        let rule = self.budget_neutral.as_ref();
        rule.is_some_and(|rule| rule.components.contains(&component))
    }

    /// What budget neutrality multiplies by what the component at this place pays a recipient.
    pub fn scale(&self, (component, recipient): (usize, usize), neutral: &Neutral) -> f64 {
        match self.scales(component) {
            true => neutral.of(recipient),
            false => 1.0,
        }
    }

    /// Price level, phase-in and budget-neutral factor of what the component at this place pays a recipient, as one number.
    /// Phase-in of units is in the parts that are in line.
    pub fn level(
        &self,
        (index, recipient): (usize, usize),
        growth: &Growth,
        year: usize,
        neutral: &Neutral,
    ) -> f64 {
        let component = &self.components[index];
        let part = if component.basis.is_of_units() {
            1.0
        } else {
            component.part_in(year)
        };
        component.price_level(growth, year) * part * self.scale((index, recipient), neutral)
    }

    /// Index of the first year in which the components that budget neutrality scales are paid in full; where that is
    /// none, of the first in which most of them is.
    pub fn year_in_full(&self, years: usize) -> usize {
        let scaled = || {
            let components = self.components.iter().enumerate();
            components.filter(|(index, _)| self.scales(*index))
        };
        let paid =
            |year: usize| -> f64 { scaled().map(|(_, component)| component.part_in(year)).sum() };
        (0..years).fold(
            0,
            |best, year| {
                if paid(year) > paid(best) { year } else { best }
            },
        )
    }

    /// The arm whose components pay in every year the part that they pay in the year with index `year`.
    pub fn standing_in(&self, year: usize) -> ArmTerms {
        let mut arm = self.clone();
        for component in &mut arm.components {
            component.afterwards = component.part_in(year);
            component.years = 0..0;
        }
        arm
    }
}
