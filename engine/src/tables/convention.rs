//! What guidelines prescribe: yearly rates at which costs and effects are discounted, and what a QALY is held to be worth.
//!
//! Comes in: the name of a convention. Goes out: its [`ConventionTerms`]. Deliberately absent: rates of one's own, which stand
//! in the scenario.

use crate::scenario::schema::Convention;

/// The terms of a convention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConventionTerms {
    /// Yearly rate for costs.
    pub costs: f64,
    /// Yearly rate for effects.
    pub effects: f64,
    /// EUR per QALY at which decisions are judged; none where the guideline has no such value.
    pub reference_values: &'static [f64],
    /// Whose costs it asks for: `society` (all payers, and what nobody pays) or `all` payers. Guidelines were not read for it:
    /// unverified.
    pub perspective: &'static str,
    /// Where they are read.
    pub source: &'static str,
}

/// All payers, and what nobody pays.
pub const SOCIETY: &str = "society";
/// All payers together.
pub const ALL_PAYERS: &str = "all";

/// Every convention with terms of its own.
pub const PRESCRIBED: [Convention; 4] = [
    Convention::Zin2024,
    Convention::Kce,
    Convention::Mkba2021,
    Convention::BudgetImpact,
];

/// The name of a convention in a scenario.
pub fn name(convention: Convention) -> &'static str {
    match convention {
        Convention::Zin2024 => "zin-2024",
        Convention::Kce => "kce",
        Convention::Mkba2021 => "mkba-2021",
        Convention::BudgetImpact => "budget-impact",
        Convention::Own => "own",
    }
}

/// The terms of a convention; none of `own`.
pub fn terms(convention: Convention) -> Option<ConventionTerms> {
    let terms = |perspective, costs, effects, reference_values, source| ConventionTerms {
        costs,
        effects,
        reference_values,
        perspective,
        source,
    };
    Some(match convention {
        Convention::Zin2024 => terms(
            SOCIETY,
            0.03,
            0.015,
            &[20_000.0, 50_000.0, 80_000.0],
            "Zorginstituut Nederland, Guideline for economic evaluations in healthcare, version of January 2024 (rate for costs as \
             told at odelletechnology.com; rate for effects unverified); reference values by burden of disease: Kosteneffectiviteit \
             in de praktijk, 26 June 2015",
        ),
        Convention::Kce => terms(
            ALL_PAYERS,
            0.03,
            0.015,
            &[],
            "Cleemput et al., Belgian methodological guidelines for pharmacoeconomic evaluations, Value in Health 2009 (abstract: \
             3 and 1.5 %), second edition KCE report 183, 2012; no threshold is set",
        ),
        Convention::Mkba2021 => terms(
            SOCIETY,
            0.0225,
            0.0225,
            &[80_000.0, 100_000.0],
            "Werkgroep discontovoet 2020, standard rate from 1 January 2021 (rwseconomie.nl); a QALY is given 80,000 to 100,000 \
             EUR in such analyses (gezondeleefomgeving.nl)",
        ),
        Convention::BudgetImpact => terms(
            ALL_PAYERS,
            0.0,
            0.0,
            &[],
            "What is laid out, as it is laid out",
        ),
        Convention::Own => return None,
    })
}
