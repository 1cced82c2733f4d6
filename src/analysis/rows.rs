//! One row type per result file; the names of its fields are the columns, in order, and it is written and read as serde
//! derives it. Money in EUR, nominal.
//!
//! Comes in: nothing. Goes out: types. Deliberately absent: files (report/tables.rs), and how a figure stands in one
//! (base/written.rs), which three rows choose by their unit.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer};

use crate::base::written::{self, eur, eur_ends, eur_spread, known, known_eur, number};

/// Where a row is of the whole run, nominal.
pub const TOTAL: &str = "total";

/// The outcome that says what of the payments of a contract on savings is luck, by contract.
pub const LUCK_SHARE: &str = "luck_share";
/// The same, discounted.
pub const DISCOUNTED: &str = "discounted";
/// Where a row is of all payers, or of everybody.
pub const ALL: &str = "all";

/// Monte Carlo errors of the ends of an interval.
pub use crate::base::statistics::EndErrors as Ends;
/// Mean over replications with its Monte Carlo error, and the spread of the replications. With one replication the
/// errors are unknown and stay empty, and so does a quantile that so many replications cannot tell.
pub use crate::base::statistics::Summary as Spread;

/// ledger.csv: who paid whom for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
    /// What it grows with by itself: `price`, `volume`, `both`, `neither`, or `settled` (from what is paid otherwise).
    #[serde(default)]
    pub follows: String,
}

/// payers.csv: what each payer lays out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PayerRow {
    /// The arm.
    pub arm: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR, nominal (`discounted`: present value in the first year, or at its start where that is discounted too).
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
}

/// incremental.csv: arm minus comparator, replication by replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Share of replications in which the payer pays no more than under the comparator.
    #[serde(serialize_with = "number")]
    pub p_no_worse_off: f64,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
    /// The least that so many replications leave for that share (95 %, Wilson).
    #[serde(serialize_with = "number")]
    pub p_low: f64,
    /// The most.
    #[serde(serialize_with = "number")]
    pub p_high: f64,
    /// Mean of the replications in which the payer pays more; empty where there are none.
    #[serde(serialize_with = "known_eur")]
    pub mean_if_worse: Option<f64>,
    /// For `total`: the year by whose end, in half of the replications, the sum of differences from the first year on is
    /// back at or below 0 for good; empty where it is not within the run.
    pub break_even_year: Option<i32>,
    /// For `total`: share of replications in which it is not within the run.
    #[serde(serialize_with = "known")]
    pub p_never_breaks_even: Option<f64>,
}

/// layers.csv: an arm's effect by mechanism. The steps are [`crate::simulation::STEPS`], after `accounting`; their
/// means add up to the mean of the full effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
}

/// savings.csv: what a shared-savings contract pays when nothing changes, by size of the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavingsRow {
    /// The arm with the contract.
    pub arm: String,
    /// The component.
    pub component: String,
    /// Mean person-years on a panel.
    #[serde(serialize_with = "number")]
    pub persons: f64,
    /// Settlements looked at: panels, contract years and replications.
    pub settlements: usize,
    /// Share of settlements under the comparator, where nothing changes, in which the contract pays.
    #[serde(serialize_with = "number")]
    pub p_paid_without_effect: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known")]
    pub p_mc_error: Option<f64>,
    /// EUR per person-year that it pays on average (less what is paid back).
    #[serde(serialize_with = "eur")]
    pub paid_per_person_without_effect: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub paid_mc_error: Option<f64>,
}

/// variance.csv: how much of what a figure differs by from replication to replication is parameters, and how much chance.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct VarianceRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with; empty where the row is about what the arm comes to by itself.
    pub comparator: String,
    /// A payer, or an outcome as `outcome:group`.
    pub payer_or_outcome: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// EUR for payers, the outcome's unit otherwise.
    pub unit: String,
    /// Standard deviation over replications at the town's real size.
    pub sd_real_size: Option<f64>,
    /// Variance of what is expected at the parameters of the replications.
    pub by_parameters: Option<f64>,
    /// Variance of what differs from that, at the town's real size: chance.
    pub by_chance_real_size: Option<f64>,
    /// Standard deviation over replications as simulated.
    pub sd_as_simulated: Option<f64>,
    /// The variance by chance as simulated.
    pub by_chance_as_simulated: Option<f64>,
    /// Replications of the sample, each with parameters drawn by itself, that would leave as small a Monte Carlo error in the
    /// mean; empty where there is no error.
    pub plain_replications: Option<f64>,
}

impl Serialize for VarianceRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = written::text_of(&self.unit);
        let [sd, sd_as_simulated] =
            [self.sd_real_size, self.sd_as_simulated].map(|sd| sd.map(text));
        let variances = [
            self.by_parameters,
            self.by_chance_real_size,
            self.by_chance_as_simulated,
        ];
        let [parameters, chance, as_simulated] = variances.map(|of| of.map(written::nine_digits));
        let names = [
            &self.arm,
            &self.comparator,
            &self.payer_or_outcome,
            &self.year,
            &self.unit,
        ];
        let whole = |worth: f64| written::nine_digits(libm::round(worth));
        let worth = self.plain_replications.map(whole);
        (
            names,
            sd,
            parameters,
            chance,
            sd_as_simulated,
            as_simulated,
            worth,
        )
            .serialize(to)
    }
}

/// outcomes.csv: what happened to residents and care.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
    /// Monte Carlo errors of the ends.
    pub ends: Ends,
}

impl Serialize for OutcomeRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = written::text_of(&self.unit);
        let names = [
            &self.arm,
            &self.year,
            &self.outcome,
            &self.group,
            &self.unit,
        ];
        (
            names,
            written::spread(&self.spread, text),
            written::ends(&self.ends, text),
        )
            .serialize(to)
    }
}

/// providers.csv: income beside cost, per discipline; for the discipline with panels also by practice size when the
/// population is simulated at full size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(serialize_with = "eur")]
    pub income: f64,
    /// Monte Carlo error of the income.
    #[serde(serialize_with = "known_eur")]
    pub income_mc_error: Option<f64>,
    /// Cost of hours worked and fixed cost, EUR; empty where the scenario gives no hourly cost.
    #[serde(serialize_with = "known_eur")]
    pub cost: Option<f64>,
    /// Full-time equivalents worked.
    #[serde(serialize_with = "known")]
    pub fte: Option<f64>,
    /// (income − cost) / FTE, EUR.
    #[serde(serialize_with = "known_eur")]
    pub margin_per_fte: Option<f64>,
    /// Monte Carlo error of the margin per FTE.
    #[serde(serialize_with = "known_eur")]
    pub margin_per_fte_mc_error: Option<f64>,
    /// Standard deviation of the margin per FTE over practices; empty where it is not shown.
    #[serde(serialize_with = "known_eur")]
    pub margin_sd_over_practices: Option<f64>,
    /// Share of practices whose margin is above their own under the comparator; empty where it is not shown.
    #[serde(serialize_with = "known")]
    pub share_better_off: Option<f64>,
    /// Monte Carlo error of that share.
    #[serde(serialize_with = "known")]
    pub share_better_off_mc_error: Option<f64>,
}

/// replications.csv: what every later analysis reads.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ReplicationRow<'a> {
    /// The arm.
    #[serde(borrow)]
    pub arm: Cow<'a, str>,
    /// From 0.
    pub replication: u32,
    /// A payer, or an outcome as `outcome:group`.
    #[serde(borrow)]
    pub payer_or_outcome: Cow<'a, str>,
    /// A calendar year, `total` or `discounted`.
    #[serde(borrow)]
    pub year: Cow<'a, str>,
    /// In the unit.
    pub value: f64,
    /// EUR for payers, the outcome's unit otherwise.
    #[serde(borrow)]
    pub unit: Cow<'a, str>,
}

impl Serialize for ReplicationRow<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = written::text_of(&self.unit)(self.value);
        let (name, year) = (&self.payer_or_outcome, &self.year);
        (&self.arm, self.replication, name, year, value, &self.unit).serialize(to)
    }
}

/// replications_wide.csv: every row of ledger.csv and outcomes.csv in every replication, so that a reader can work out
/// its spread anew. One row a figure and one column a replication, since a row a value would be seven times as large.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WideRow {
    /// `ledger` or `outcomes`.
    pub table: String,
    /// The arm.
    pub arm: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// `payer:recipient:component`, or `outcome:group`.
    pub name: String,
    /// EUR, or the outcome's unit.
    pub unit: String,
    /// By replication, from 0: money in cents, other values to nine digits.
    pub values: Vec<f64>,
}

impl Serialize for WideRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = if self.unit == written::EUR {
            written::money
        } else {
            written::nine_digits
        };
        let names = [&self.table, &self.arm, &self.year, &self.name, &self.unit];
        let values: Vec<String> = self.values.iter().copied().map(text).collect();
        (names, values).serialize(to)
    }
}

/// investments.csv: what each payer lays out beforehand on top of the comparator, in every replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(serialize_with = "eur")]
    pub value: f64,
}

/// Budget neutrality of one discipline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeutralDiscipline {
    /// A discipline, or `network`.
    pub discipline: String,
    /// What scaled components pay it is multiplied by.
    pub factor: Spread,
    /// Share of the replications in which no factor pays it what the comparator does.
    pub missed: f64,
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
    /// Each discipline's factor, where each is paid what it is paid under the comparator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neutral_disciplines: Vec<NeutralDiscipline>,
    /// Share of the gap between the comparator's cost and the growth target of the arm's budget that the arm closes over the
    /// whole run, nominal, the budget itself counted as growth.
    pub gap_closed: Option<Spread>,
    /// The share that is closed without the budget itself.
    #[serde(default)]
    pub gap_closed_without_budget: Option<Spread>,
    /// Variance of the arm's incremental total with independent streams over that with shared luck.
    pub variance_ratio_of_shared_luck: Option<f64>,
}
