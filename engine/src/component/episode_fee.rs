//! Periode: a fee per episode of a temporary need, or per year with a permanent one, coordination included; it takes
//! the place of those needs' unit fees.
//!
//! Comes in: the fee, its weights by triage, and the needs. Goes out: what is owed per need, with what residents still
//! pay for the units it replaces. Deliberately absent: which units those are, which the arm knows.
//!
//! Worked example: 1,000 years with a permanent need at 200 EUR, weighted by 1.2 since everybody has needs in two
//! domains, are 240,000 EUR, which the statutory payers of the visits share; no visit is paid any more.
//!
//! ```toml
//! [[need]]
//! name = "worries"
//! class = "permanent"
//! domain = "psychological"
//! prevalence = { well = 1 }
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "episodes"
//! kind = "episode_fee"
//! recipient = "nurse"
//! needs = ["help"]
//! amount = 200
//! triage_weights = [1, 1.2, 2]
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | episodes | insurer | nurse | 168000.00 |
//! | 2025 | episodes | municipality | nurse | 72000.00 |
//!
//! With `recipient_shares = { nurse = 0.75, hospital = 0.25 }` it is the fee of a team: a quarter of it goes to the hospital.

use crate::counts::Owed;
use crate::scenario::review::{FaultKind, KeyPath, Limits, Named, Review, means};
use crate::scenario::schema::{Component as Keys, NeedClass, Service};
use crate::tables::care::Care;
use crate::tables::names::position;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::team;
use super::written::{AMOUNT, Key, RECIPIENT, Services, WrittenKind, no_more};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "episode_fee",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Recipient,
        Key::RecipientShares,
        Key::Amount,
        Key::WaivesCopayments,
        Key::CopaymentShare,
        Key::Needs,
        Key::TriageWeights,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        RECIPIENT,
        AMOUNT,
        (Key::Needs, "the temporary or permanent needs it pays for"),
    ],
    amount_is_per: Some("episode of a temporary need, or year with a permanent one"),
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: true,
    follows: Follows::Price,
    rank: |one, units| {
        let is_paid = !units.is_escalation && one.needs.contains(&units.need.name);
        is_paid.then_some(3)
    },
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// The fee.
#[derive(Debug, Clone, PartialEq)]
pub struct EpisodeFee {
    /// EUR of the price year per episode or year active.
    pub amount: f64,
    /// Needs it pays for, by index.
    pub needs: Vec<usize>,
    /// Weight by triage: single, multiple, complex.
    pub triage_weights: [f64; 3],
    /// Whether residents pay no copayment or subscription for units it replaces.
    pub waives_copayments: bool,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> EpisodeFee {
    let (scenario, written) = (making.scenario, making.written);
    EpisodeFee {
        amount: making.amount(),
        needs: written
            .needs
            .iter()
            .map(|name| position(&scenario.need, name, |need| &need.name))
            .collect(),
        triage_weights: written.triage_weights.unwrap_or([1.0; 3]),
        waives_copayments: written.waives_copayments,
    }
}

impl EpisodeFee {
    /// The fee for one of its needs alone.
    fn of_one(&self, need: usize) -> EpisodeFee {
        EpisodeFee {
            needs: vec![need],
            ..self.clone()
        }
    }
}

/// Needs that have episodes, and units that they replace; a team whose shares add up.
fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    let shares = at.to("recipient_shares");
    review.by_name(
        &shares,
        Named::Discipline,
        &one.recipient_shares,
        Limits::Share,
    );
    if !one.recipient_shares.is_empty() {
        review.add_up_to_one(&shares, &means(one.recipient_shares.values()));
    }
    for (index, name) in one.needs.iter().enumerate() {
        let at = at.to("needs").nth(index);
        lasting(review, &at, name);
        replaces_something(review, &at, one, name);
    }
}

/// Acute needs have no episode to pay for.
fn lasting(review: &mut Review<'_>, at: &KeyPath, name: &str) {
    let need = review.scenario.need.iter().find(|need| need.name == name);
    if need.is_some_and(|need| need.class == NeedClass::Acute) {
        review.fault(
            FaultKind::NothingReplaced,
            at,
            format!("`{name}` is acute and has no episode"),
            "pay acute needs by service_fee",
        );
    }
}

/// Without `payers`, an episode is paid by the statutory payers of the units it replaces: there must be some.
fn replaces_something(review: &mut Review<'_>, at: &KeyPath, one: &Keys, name: &str) {
    let Some(need) = review.scenario.need.iter().find(|need| need.name == name) else {
        return;
    };
    let is_listed = |service: &Service| {
        (one.services.is_empty() && one.disciplines.is_empty())
            || one.services.contains(&service.name)
            || one.disciplines.contains(&service.discipline)
    };
    let is_paid = |name: &str| {
        let mut services = review.scenario.service.iter();
        services
            .any(|service| service.name == name && is_listed(service) && !service.payers.is_empty())
    };
    if one.payers.is_empty() && !need.services.iter().any(|link| is_paid(&link.service)) {
        review.fault(
            FaultKind::NoPayers,
            at,
            format!(
                "nobody pays for an episode of `{name}`: it replaces no units that have payers"
            ),
            "say who pays, in shares, e.g. payers = { insurer = 1 }",
        );
    }
}

impl Kind for EpisodeFee {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: Some(1.0),
            waives_copayments: self.waives_copayments,
            coordinates: false,
            is_income: true,
            linearity: Linearity::ByWorth,
        }
    }

    fn basis(&self) -> Basis {
        Basis::Episodes(self.needs.clone(), self.triage_weights)
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        self.amount
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let of_need = |&need: &usize| {
            let amount = settling.amount(&self.of_one(need));
            let channels = &settling.accounting.tables.care.channels;
            let replaced = settling.replaced(|channel| channels[channel].need == need);
            let statutory = || settling.statutory(&replaced);
            Some(Owed {
                by_residents: settling.own_part(&replaced).min(amount),
                shares: settling.component.payers.clone().unwrap_or_else(statutory),
                ..settling.owed(amount)?
            })
        };
        let owed = self.needs.iter().filter_map(of_need);
        owed.flat_map(|owed| team::divided(settling, owed))
            .collect()
    }
}
