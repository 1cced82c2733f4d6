//! One row type per result file; the fields are its columns, in order. Money in EUR, nominal.

use serde::{Deserialize, Serialize};

/// Mean over replications with its Monte Carlo error, and the spread of the replications. With one replication the
/// errors are unknown and stay empty.
pub use crate::base::statistics::Summary as Spread;

/// ledger.csv: who paid whom for what.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    /// The arm.
    pub arm: String,
    /// Calendar year.
    pub year: i32,
    /// Who paid.
    pub payer: String,
    /// A discipline, or `network`.
    pub recipient: String,
    /// The component, as named in the arm; `background_care` and `state_cost` are paid whatever the arm.
    pub component: String,
    /// EUR, nominal.
    pub spread: Spread,
}

/// payers.csv: what each payer lays out.
#[derive(Debug, Clone, PartialEq)]
pub struct PayerRow {
    /// The arm.
    pub arm: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR, nominal (`discounted`: present value in the first year, or at its start where that is discounted too).
    pub spread: Spread,
}

/// incremental.csv: arm minus comparator, replication by replication.
#[derive(Debug, Clone, PartialEq)]
pub struct IncrementalRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// `full`, or `accounting`: the same care at the arm's prices.
    pub effect: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR.
    pub spread: Spread,
    /// Share of replications in which the payer pays no more than under the comparator.
    pub p_no_worse_off: f64,
}

/// layers.csv: an arm's effect by mechanism. The steps are those of [`crate::simulation::STEPS`] after `accounting`; their
/// means add up to the mean of the full effect.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// `accounting`, then the mechanism that the step adds.
    pub step: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR that the step adds to what the payer lays out.
    pub spread: Spread,
}

/// savings.csv: what a shared-savings contract pays when nothing changes, by size of the panel.
#[derive(Debug, Clone, PartialEq)]
pub struct SavingsRow {
    /// The arm with the contract.
    pub arm: String,
    /// The component.
    pub component: String,
    /// Mean person-years on a panel.
    pub persons: f64,
    /// Settlements looked at: panels, contract years and replications.
    pub settlements: usize,
    /// Share of settlements under the comparator, where nothing changes, in which the contract pays.
    pub p_paid_without_effect: f64,
    /// Its Monte Carlo error.
    pub p_mc_error: Option<f64>,
    /// EUR per person-year that it pays on average (less what is paid back).
    pub paid_per_person_without_effect: f64,
    /// Its Monte Carlo error.
    pub paid_mc_error: Option<f64>,
}

/// control_variate.csv: what payers lay out, with the cohort twin as control variate where it shrinks the Monte Carlo error.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlVariateRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with; empty where the row tells what the arm costs by itself.
    pub comparator: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR, over replications as in payers.csv and incremental.csv.
    pub mean: f64,
    /// Its Monte Carlo error.
    pub mc_error: Option<f64>,
    /// Correlation over replications of the figure with what the twin expects at the same parameters.
    pub correlation: Option<f64>,
    /// EUR, with the twin as control variate; the plain mean where that is as sure.
    pub controlled_mean: f64,
    /// Its Monte Carlo error.
    pub controlled_mc_error: Option<f64>,
    /// Times that the variance of the mean shrinks; `None` where the twin is not used.
    pub variance_ratio: Option<f64>,
}

/// outcomes.csv: what happened to residents and care.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeRow {
    /// The arm.
    pub arm: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// What is measured.
    pub outcome: String,
    /// A state, need, service, discipline, category, deprivation class …, or `all`.
    pub group: String,
    /// Unit.
    pub unit: String,
    /// In that unit.
    pub spread: Spread,
}

/// providers.csv: income beside cost, per discipline; for the discipline with panels also by practice size when the
/// population is simulated at full size.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRow {
    /// The arm.
    pub arm: String,
    /// Calendar year.
    pub year: i32,
    /// The discipline, or `network`.
    pub discipline: String,
    /// `all`, or `small`, `medium`, `large` (thirds of the practices by panel).
    pub practice_size: String,
    /// Practices in this row; empty where the scenario gives none.
    pub practices: Option<u32>,
    /// Receipts, EUR, mean over replications.
    pub income: f64,
    /// Monte Carlo error of the income.
    pub income_mc_error: Option<f64>,
    /// Cost of hours worked and fixed cost, EUR; empty where the scenario gives no hourly cost.
    pub cost: Option<f64>,
    /// Full-time equivalents worked.
    pub fte: Option<f64>,
    /// (income − cost) / FTE, EUR.
    pub margin_per_fte: Option<f64>,
    /// Monte Carlo error of the margin per FTE.
    pub margin_per_fte_mc_error: Option<f64>,
    /// Standard deviation of the margin per FTE over practices; empty where it is not shown.
    pub margin_sd_over_practices: Option<f64>,
    /// Share of practices whose margin is above their own under the comparator; empty where it is not shown.
    pub share_better_off: Option<f64>,
}

/// replications.csv: what every later analysis reads.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplicationRow {
    /// The arm.
    pub arm: String,
    /// From 0.
    pub replication: u32,
    /// A payer, or an outcome as `outcome:group`.
    pub payer_or_outcome: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// EUR for payers, the outcome's unit otherwise.
    pub value: f64,
}

/// investments.csv: what each payer lays out beforehand on top of the comparator, in every replication.
#[derive(Debug, Clone, PartialEq)]
pub struct InvestmentRow {
    /// The arm.
    pub arm: String,
    /// A component that is not paid by care delivered, and that the comparator does not have in the same form.
    pub component: String,
    /// Who lays it out.
    pub payer: String,
    /// Calendar year.
    pub year: i32,
    /// From 0.
    pub replication: u32,
    /// EUR, nominal, less what the comparator lays out on a component of the same name.
    pub value: f64,
}

/// Everything the result files hold, in file order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// ledger.csv.
    pub ledger: Vec<LedgerRow>,
    /// payers.csv.
    pub payers: Vec<PayerRow>,
    /// incremental.csv.
    pub incremental: Vec<IncrementalRow>,
    /// layers.csv.
    pub layers: Vec<LayerRow>,
    /// savings.csv; empty without contracts on shared savings.
    pub savings: Vec<SavingsRow>,
    /// control_variate.csv; empty without one.
    pub control_variate: Vec<ControlVariateRow>,
    /// outcomes.csv.
    pub outcomes: Vec<OutcomeRow>,
    /// providers.csv.
    pub providers: Vec<ProviderRow>,
    /// replications.csv.
    pub replications: Vec<ReplicationRow>,
    /// investments.csv.
    pub investments: Vec<InvestmentRow>,
}

/// What run.json says of each arm beside the tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmNotes {
    /// The arm.
    pub arm: String,
    /// Mean factor of budget neutrality over replications, where the arm has one.
    pub budget_neutral_factor: Option<Spread>,
    /// Share of the replications in which no factor made the arm budget-neutral; 0 where it has no such rule.
    #[serde(default)]
    pub not_budget_neutral: f64,
    /// Share of the gap between the comparator's growth and the target that the arm closed, per transition budget.
    pub gap_closed: Option<Spread>,
    /// Variance of the arm's incremental total with independent streams over that with shared luck.
    pub variance_ratio_of_shared_luck: Option<f64>,
}
