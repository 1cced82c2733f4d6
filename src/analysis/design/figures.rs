//! What is looked at of a design: how much better off every party is than under the comparator, and what the front is drawn in.
//!
//! Comes in: results of an arm, simulated or expected. Goes out: figures in a fixed order. Deliberately absent: chances.
//!
//! A payer gains what it lays out less, over the run, nominal. A discipline gains margin per full-time job; one whose costs the
//! scenario does not give has no margin, and is not judged. A group of residents, a class of deprivation, gains QALYs.

use crate::base::money::Cents;
use crate::outcome::Provider;
use crate::simulation::{ArmResult, OutcomeLabel};
use crate::system::System;

/// Who a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyKind {
    /// Lays out money.
    Payer,
    /// Gives care, and keeps a margin.
    Discipline,
    /// Lives there.
    Residents,
}

impl PartyKind {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            PartyKind::Payer => "payer",
            PartyKind::Discipline => "discipline",
            PartyKind::Residents => "residents",
        }
    }

    /// What it gains is counted in.
    pub fn unit(self) -> &'static str {
        match self {
            PartyKind::Payer => "EUR",
            PartyKind::Discipline => "EUR/FTE-year",
            PartyKind::Residents => "QALY",
        }
    }
}

/// What public cost is set against on the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAgainst {
    /// QALYs of all residents, more of them.
    Qalys,
    /// Hours of care that are wanted and not delivered, fewer of them.
    Waiting,
    /// The chance of the party that has the least.
    WorstOff,
}

/// One party.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct JudgedParty {
    pub kind: PartyKind,
    pub name: String,
}

/// Everybody who may not lose.
pub(super) fn parties(system: &System) -> Vec<JudgedParty> {
    let payers = system
        .payers
        .iter()
        .map(|name| (PartyKind::Payer, name.clone()));
    let disciplines = system.disciplines.iter();
    let disciplines = disciplines.map(|one| (PartyKind::Discipline, one.name.clone()));
    let classes = (0..system.health.classes.deprivation)
        .map(|class| (PartyKind::Residents, format!("{CLASS}{class}")));
    let all = payers.chain(disciplines).chain(classes);
    all.map(|(kind, name)| JudgedParty { kind, name }).collect()
}

/// How classes are called in outcomes.
const CLASS: &str = "deprivation_";

/// What an arm came to in one draw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DesignFigures {
    /// By party, so that more is better; none of a discipline without a margin.
    pub parties: Vec<Option<f64>>,
    /// What all payers but residents lay out, EUR.
    pub public_cost: f64,
    /// QALYs of all residents.
    pub qalys: f64,
    /// Hours wanted and not delivered.
    pub unmet_hours: f64,
}

impl DesignFigures {
    /// Of a result as it is expected or simulated.
    pub fn of(system: &System, result: &ArmResult) -> DesignFigures {
        DesignFigures::new(
            system,
            &result.paid,
            (&result.outcomes, &result.labels),
            &result.providers,
        )
    }

    /// Of the town at its real size, where the result tells of it.
    pub fn at_real_size(system: &System, result: &ArmResult) -> DesignFigures {
        match &result.real_size {
            Some(real) => DesignFigures::new(
                system,
                &real.paid,
                (&real.outcomes, &result.labels),
                &real.providers,
            ),
            None => DesignFigures::of(system, result),
        }
    }

    fn new(
        system: &System,
        paid: &[Vec<Cents>],
        (outcomes, labels): (&[Vec<f64>], &[OutcomeLabel]),
        providers: &[Vec<Provider>],
    ) -> DesignFigures {
        let laid_out = |payer: usize| paid[payer].iter().sum::<Cents>().to_eur();
        let payers = (0..system.payers.len()).map(|payer| Some(-laid_out(payer)));
        let disciplines = (0..system.disciplines.len()).map(|one| margin(providers, one));
        let total = |outcome: &str, group: Option<&str>| -> f64 {
            let is_of = |label: &&OutcomeLabel| {
                label.outcome == outcome && group.is_none_or(|group| label.group == group)
            };
            let places = labels.iter().enumerate().filter(|(_, label)| is_of(label));
            places
                .map(|(place, _)| outcomes.iter().map(|year| year[place]).sum::<f64>())
                .sum()
        };
        let classes = (0..system.health.classes.deprivation)
            .map(|class| Some(total("qalys", Some(&format!("{CLASS}{class}")))));
        let is_public = |payer: &usize| Some(*payer) != system.resident;
        DesignFigures {
            parties: payers.chain(disciplines).chain(classes).collect(),
            public_cost: (0..system.payers.len())
                .filter(is_public)
                .map(laid_out)
                .sum(),
            qalys: total("qalys", Some("all")),
            unmet_hours: total("unmet_hours", None),
        }
    }

    /// How much better this is than `base`.
    pub fn gain_on(&self, base: &DesignFigures) -> DesignFigures {
        let pairs = self.parties.iter().zip(&base.parties);
        DesignFigures {
            parties: pairs.map(|(one, base)| Some((*one)? - (*base)?)).collect(),
            public_cost: self.public_cost - base.public_cost,
            qalys: self.qalys - base.qalys,
            unmet_hours: self.unmet_hours - base.unmet_hours,
        }
    }
}

/// Margin per full-time job over the run; none where costs are not known, or nobody works.
fn margin(providers: &[Vec<Provider>], discipline: usize) -> Option<f64> {
    let (mut kept, mut jobs) = (0.0, 0.0);
    for year in providers {
        let one = year.get(discipline)?;
        kept += one.income - one.cost?;
        jobs += one.fte?;
    }
    (jobs > 0.0).then(|| kept / jobs)
}
