//! Periode: a fee per episode of a temporary need, or per year with a permanent one, coordination included; it takes
//! the place of those needs' unit fees.
//!
//! Comes in: the fee, its weights by triage, and the needs. Goes out: what is owed per need, with what residents still pay
//! for the units it replaces. Deliberately absent: which units those are, which the arm knows.
//!
//! Worked example: 100 single and 50 complex episodes at 200 EUR with weights of 1, 1.2 and 2 are 100 · 200 + 50 · 400 = 40,000
//! EUR.

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::names::position;
use crate::tables::needs::Need;

use super::bill::Settling;
use super::{Basis, Kind, Known, Linearity, Making, Nature, Turn};

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
pub fn make(making: &Making) -> EpisodeFee {
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
    /// The same for one of its needs.
    fn of_one(&self, need: usize) -> EpisodeFee {
        EpisodeFee {
            needs: vec![need],
            ..self.clone()
        }
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

    fn basis(&self) -> Basis<'_> {
        Basis::Episodes(&self.needs, self.triage_weights)
    }

    fn rate(&self, _known: &Known) -> f64 {
        self.amount
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let of_need = |&need: &usize| {
            let amount = settling.amount_by(&self.of_one(need));
            let channels = &settling.bill.tables.care.channels;
            let replaced = settling.replaced(|channel| channels[channel].need == need);
            let statutory = || settling.statutory(&replaced);
            Some(Owed {
                by_residents: settling.own_part(&replaced).min(amount),
                shares: settling.component.payers.clone().unwrap_or_else(statutory),
                ..settling.owed(amount)?
            })
        };
        self.needs.iter().filter_map(of_need).collect()
    }
}
