//! From whose side costs are counted, and what a QALY is held to be worth.
//!
//! Comes in: yearly figures of an arm. Goes out: its discounted cost and effect, and net benefits. Deliberately absent: which
//! rates a guideline has (tables/convention.rs).
//!
//! Net benefit is what a QALY is held to be worth times the QALYs of all residents, less the cost. At nothing per QALY it is
//! money alone: what a payer that looks at its own budget compares.

use super::draws::{ArmYears, DecisionDraws, UnpaidValues};
use crate::analysis::decision::net_benefit::{NetBenefits, Unusable};
use crate::base::statistics;
use crate::tables::convention::{ALL_PAYERS, SOCIETY};
use crate::tables::time::Timeline;

/// Whose costs are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Perspective {
    /// All payers, the hours of informal care at their value, and the work that overloaded carers lose.
    Society,
    /// All payers together.
    Together,
    /// One payer.
    Payer(usize),
}

/// EUR per QALY where money alone counts.
pub const MONEY_ALONE: f64 = 0.0;

/// How a decision is weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// The name of the convention.
    pub convention: String,
    /// Time with its discounting.
    pub time: Timeline,
    /// EUR per QALY at which all payers and society judge; none: money alone is told.
    pub reference_values: Vec<f64>,
    /// Rates of one's own to set beside the conventions: costs, effects, whether the first year is discounted as well.
    pub own: Option<(f64, f64, bool)>,
}

/// Steps of EUR per QALY at which curves are told, and their number.
const STEP: f64 = 5_000.0;
const STEPS: usize = 20;

impl Weighing {
    /// EUR per QALY at which curves are told: 0 to 100,000, and the reference values.
    pub fn grid(&self) -> Vec<f64> {
        let steps = (0..=STEPS).map(|step| STEP * step as f64);
        let mut grid: Vec<f64> = steps.chain(self.reference_values.iter().copied()).collect();
        grid.sort_by(f64::total_cmp);
        grid.dedup();
        grid
    }

    /// EUR per QALY at which a perspective decides: a payer by its own money, the others by the reference values, or by money
    /// where there are none.
    pub fn deciding(&self, perspective: Perspective) -> Vec<f64> {
        match perspective {
            Perspective::Payer(_) => vec![MONEY_ALONE],
            Perspective::Society | Perspective::Together => {
                let values = self.reference_values.iter().copied();
                std::iter::once(MONEY_ALONE).chain(values).collect()
            }
        }
    }
}

impl Perspective {
    /// Every one of these draws.
    pub fn all(draws: &DecisionDraws) -> Vec<Perspective> {
        let payers = (0..draws.payers.len()).map(Perspective::Payer);
        [Perspective::Society, Perspective::Together]
            .into_iter()
            .chain(payers)
            .collect()
    }

    /// Its name in files.
    pub fn name(self, draws: &DecisionDraws) -> String {
        match self {
            Perspective::Society => SOCIETY.to_string(),
            Perspective::Together => ALL_PAYERS.to_string(),
            Perspective::Payer(payer) => draws.payers[payer].clone(),
        }
    }

    /// What an arm costs, discounted; society counts what nobody pays at the values of `unpaid`.
    pub fn cost(self, arm: &ArmYears, unpaid: Option<&UnpaidValues>, time: &Timeline) -> f64 {
        let in_year = |year: usize| -> f64 {
            let all = || statistics::sum(arm.paid.iter().map(|years| years[year]));
            match self {
                Perspective::Payer(payer) => arm.paid[payer][year],
                Perspective::Together => all(),
                Perspective::Society => {
                    let of = |values: &UnpaidValues| {
                        informal_care(arm, values, year) + lost_work(arm, values, year)
                    };
                    all() + unpaid.map_or(0.0, of)
                }
            }
        };
        let discounted = |year: usize| in_year(year) * time.discount(time.discount_costs, year);
        statistics::sum((0..time.years).map(discounted))
    }
}

/// EUR that the informal care of a year is worth.
pub fn informal_care(arm: &ArmYears, values: &UnpaidValues, year: usize) -> f64 {
    values.hour[year] * arm.informal_hours[year]
}

/// EUR of paid work that overloaded carers lose in a year.
pub fn lost_work(arm: &ArmYears, values: &UnpaidValues, year: usize) -> f64 {
    values.overloaded_year[year] * arm.overloaded_years[year]
}

/// QALYs of an arm, discounted.
pub fn effect(arm: &ArmYears, time: &Timeline) -> f64 {
    let discounted =
        |(year, qalys): (usize, &f64)| qalys * time.discount(time.discount_effects, year);
    statistics::sum(arm.qalys.iter().enumerate().map(discounted))
}

/// Costs and effects of every arm: `[arm][draw]`.
#[derive(Debug, Clone, PartialEq)]
pub struct CostsAndEffects {
    /// Discounted EUR.
    pub costs: Vec<Vec<f64>>,
    /// Discounted QALYs.
    pub effects: Vec<Vec<f64>>,
}

impl CostsAndEffects {
    /// As a perspective counts them in some draws (`[draw][arm]`).
    pub fn new(
        draws: &DecisionDraws,
        of: &[Vec<ArmYears>],
        perspective: Perspective,
        time: &Timeline,
    ) -> CostsAndEffects {
        let unpaid = |draw: usize| draws.unpaid.as_ref().map(|values| &values[draw]);
        let arms = 0..draws.arms.len();
        let cost = |arm: usize| {
            let each = of.iter().enumerate();
            each.map(|(draw, arms)| perspective.cost(&arms[arm], unpaid(draw), time))
                .collect()
        };
        let effects = |arm: usize| of.iter().map(|arms| effect(&arms[arm], time)).collect();
        CostsAndEffects {
            costs: arms.clone().map(cost).collect(),
            effects: arms.map(effects).collect(),
        }
    }

    /// Net benefits of these arms where a QALY is worth so much.
    ///
    /// # Errors
    /// In words, with the draw and the arm, when one is not a finite number.
    pub fn net_benefits(
        &self,
        draws: &DecisionDraws,
        arms: &[usize],
        willingness: f64,
    ) -> Result<NetBenefits, String> {
        let of_arm = |&arm: &usize| -> Vec<f64> {
            let pairs = self.effects[arm].iter().zip(&self.costs[arm]);
            pairs
                .map(|(effect, cost)| willingness * effect - cost)
                .collect()
        };
        let values = arms.iter().map(of_arm).collect();
        NetBenefits::new(values, draws.batch).map_err(|problem| match problem {
            Unusable::NotFinite { option, draw } => format!(
                "the net benefit of arm `{}` in draw {draw} is not a finite number",
                draws.arms[arms[option]]
            ),
            Unusable::Empty => "the run has no draws".to_string(),
            Unusable::Ragged(option) => {
                format!(
                    "arm `{}` has fewer draws than others",
                    draws.arms[arms[option]]
                )
            }
        })
    }
}

#[cfg(test)]
pub mod tests {
    //! What a perspective counts, by hand.

    use super::*;
    use crate::scenario::schema::RunSettings;
    use crate::tables::draw::Draw;

    /// So many years without discounting.
    pub fn timeline(years: u32) -> Timeline {
        let run = RunSettings {
            years,
            ..RunSettings::default()
        };
        Timeline::new(&run, &Draw::means())
    }

    fn arm() -> ArmYears {
        ArmYears {
            paid: vec![vec![100.0, 110.0], vec![50.0, 55.0]],
            qalys: vec![8.0, 4.0],
            informal_hours: vec![10.0, 20.0],
            overloaded_years: vec![0.5, 1.0],
        }
    }

    #[test]
    fn each_counts_its_own_costs_and_society_the_hours_that_nobody_pays() {
        let time = timeline(2);
        let values = UnpaidValues {
            hour: vec![2.0, 3.0],
            overloaded_year: vec![4.0, 5.0],
        };
        let cost = |of: Perspective| of.cost(&arm(), Some(&values), &time);
        assert_eq!(cost(Perspective::Payer(1)), 105.0);
        assert_eq!(cost(Perspective::Together), 315.0);
        // 315 and 10 hours at 2, 20 at 3, half a year of lost work at 4, a whole one at 5.
        assert_eq!(cost(Perspective::Society), 402.0);
        assert_eq!(Perspective::Society.cost(&arm(), None, &time), 315.0);
        assert_eq!(effect(&arm(), &time), 12.0);
    }

    #[test]
    fn costs_and_effects_have_rates_of_their_own() {
        let time = Timeline {
            discount_costs: 0.1,
            discount_effects: 1.0,
            ..timeline(2)
        };
        // 100 + 110/1.1, 8 + 4/2.
        assert!((Perspective::Payer(0).cost(&arm(), None, &time) - 200.0).abs() < 1e-12);
        assert_eq!(effect(&arm(), &time), 10.0);
    }

    #[test]
    fn payers_decide_by_money_and_the_others_also_by_what_a_qaly_is_worth() {
        let weighing = Weighing {
            convention: "own".into(),
            time: timeline(1),
            reference_values: vec![20_000.0, 42_000.0],
            own: None,
        };
        assert_eq!(weighing.deciding(Perspective::Payer(0)), [0.0]);
        assert_eq!(
            weighing.deciding(Perspective::Society),
            [0.0, 20_000.0, 42_000.0]
        );
        let grid = weighing.grid();
        assert_eq!((grid.len(), grid[0], grid[21]), (22, 0.0, 100_000.0));
        assert!(grid.contains(&42_000.0));
    }
}
