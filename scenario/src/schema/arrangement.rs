//! `[[arrangement]]` as written, and a file of them.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use crate::base::listed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ByName;

/// A file of arrangements, for `caremix share --arrangements FILE`: the same tables as in a scenario, apart from it, so
/// that terms can be tried on a finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrangements {
    /// The arrangements to compare.
    #[schemars(length(min = 1))]
    pub arrangement: Vec<Arrangement>,
}

/// A cost-sharing arrangement: what payers pay each other on top of what the arm makes each of them lay out, settled on
/// the net position of every replication (cost of the arm − cost of the comparator). What is paid in is paid out, to
/// the cent. Which keys apply depends on `rule`; a key that does not apply is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// The name used in share.csv and reports.
    pub name: String,
    /// What a reader sees.
    #[serde(default)]
    pub title: String,
    /// The same for readers of a Dutch report (`caremix report --lang nl`); absent: the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_nl: String,
    /// What was agreed, and by whom.
    #[serde(default)]
    pub description: String,
    /// How cost and saving are shared.
    pub rule: SharingRule,
    /// The arms it is applied to; absent: all but the comparator.
    #[serde(default)]
    pub arms: Vec<String>,
    /// The payers at the table; absent: all but `resident`. The others keep the position that statute gives them.
    #[serde(default)]
    pub payers: Vec<String>,
    /// The components of the arm that are the investment; absent: its budgets and earmarked components that the
    /// comparator does not have.
    #[serde(default)]
    pub investment: Vec<String>,
    /// Shares by payer, adding up to 1; a payer not named has 0. fixed_shares: of the investment; corridor: of what lies
    /// outside (absent: equal); nash: bargaining power (absent: equal).
    #[serde(default)]
    pub shares: ByName<f64>,
    /// guarantee: the payer that covers the other's loss.
    #[serde(default)]
    pub guarantor: Option<String>,
    /// guarantee: the payer whose loss is covered.
    #[serde(default)]
    pub beneficiary: Option<String>,
    /// guarantee: the most that is covered, EUR over the whole run.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e12))]
    pub cap: Option<f64>,
    /// corridor: EUR per settlement that a payer may gain or lose on its own.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e12))]
    pub width: Option<f64>,
    /// When it is settled.
    #[serde(default)]
    pub timing: SettlementTiming,
    /// The most that changes hands over the whole run, EUR; absent: no limit.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e12))]
    pub ceiling: Option<f64>,
    /// The most a payer can pay the others in one year, EUR. What a limit holds back is paid in later years as far as
    /// they have room.
    #[serde(default)]
    pub budget_limit: ByName<f64>,
    /// Where the terms come from.
    #[serde(default)]
    pub source: String,
}

impl Arrangement {
    /// A rule with nothing said about its terms.
    pub fn of(name: &str, rule: SharingRule) -> Arrangement {
        Arrangement {
            name: name.into(),
            title: String::new(),
            title_nl: String::new(),
            description: String::new(),
            rule,
            arms: Vec::new(),
            payers: Vec::new(),
            investment: Vec::new(),
            shares: ByName::new(),
            guarantor: None,
            beneficiary: None,
            cap: None,
            width: None,
            timing: SettlementTiming::default(),
            ceiling: None,
            budget_limit: ByName::new(),
            source: String::new(),
        }
    }
}

listed! {
/// How cost and saving are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharingRule {
    /// Everyone pays what the law makes it pay: no transfers.
    Statutory,
    /// The investment by agreed shares; savings stay where they fall.
    FixedShares,
    /// The net result in equal parts.
    EqualGains,
    /// The investment in proportion to what each pays under the comparator.
    ByBaselineSpending,
    /// The investment in proportion to what each saves before investing (beneficiary pays); no transfers where nobody
    /// saves.
    ByGrossBenefit,
    /// One payer covers another's loss so far up to a cap; what was covered is paid back from later gains.
    Guarantee,
    /// Nothing inside a band around no gain and no loss; what lies outside is pooled and shared.
    Corridor,
    /// Nash bargaining: transfers agreed beforehand that divide the expected gain over no agreement; none when the arm is
    /// not expected to gain anything.
    Nash,
    /// The Shapley value of the game in which payers join the programme; needs coalition arms, which caremix simulates.
    Shapley,
}
}

/// When an arrangement is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettlementTiming {
    /// Every year on that year's result.
    #[default]
    Yearly,
    /// Once, in the last year, on the nominal result of the whole run.
    AtEnd,
}
