//! The rows of validation.csv.
//!
//! Comes in: accounts and studies compared, and how run and twin agree. Goes out: one row a figure. Deliberately absent: the file.

use serde::{Deserialize, Serialize};

use crate::base::written::{known, number};
use crate::scenario::schema::{Account, AccountPer, Sex, StudyUse};

use super::agreement::Agreement;
use super::compare::Comparison;
use super::study::{Direction, StudyComparison};

/// One line of validation.csv: an account, a study, or a figure of how run and twin agree.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ValidationRow {
    /// `account`, `study` or `twin`.
    pub part: String,
    /// Account, study, or figure of agreement.
    pub name: String,
    /// Calendar year of an account or study.
    pub year: Option<i32>,
    /// First age counted.
    #[serde(serialize_with = "known")]
    pub age_from: Option<f64>,
    /// First age not counted.
    #[serde(serialize_with = "known")]
    pub age_below: Option<f64>,
    /// Sex counted; empty for both.
    pub sex: String,
    /// What an account is per; of a study the need whose person-years it is per, `resident_year`, or `share`.
    pub per: String,
    /// Published amount; of a figure of agreement, what noise alone gives.
    #[serde(serialize_with = "known")]
    pub published: Option<f64>,
    /// Simulated mean, or the figure of agreement.
    #[serde(serialize_with = "number")]
    pub simulated: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known")]
    pub mc_error: Option<f64>,
    /// Expected by the twin.
    #[serde(serialize_with = "known")]
    pub expected: Option<f64>,
    /// Expected of the same ages and sexes in the reference population.
    #[serde(serialize_with = "known")]
    pub by_age_and_sex: Option<f64>,
    /// Simulated over published.
    #[serde(serialize_with = "known")]
    pub ratio: Option<f64>,
    /// Tolerance.
    #[serde(serialize_with = "known")]
    pub tolerance: Option<f64>,
    /// Whether it is required.
    pub required: Option<Answer>,
    /// Whether it is held out of calibration.
    pub held_out: Option<Answer>,
    /// Whether an account lies within its tolerance, or what a study found within the simulated interval.
    pub met: Option<Answer>,
    /// Source.
    pub source: String,
    /// The arm of a study.
    pub arm: String,
    /// The arm that it is compared with.
    pub against: String,
    /// Published interval of a study.
    #[serde(serialize_with = "known")]
    pub published_low: Option<f64>,
    /// Its high end.
    #[serde(serialize_with = "known")]
    pub published_high: Option<f64>,
    /// What holds 95 % of the replications of a study.
    #[serde(serialize_with = "known")]
    pub q025: Option<f64>,
    /// Its high end.
    #[serde(serialize_with = "known")]
    pub q975: Option<f64>,
    /// Of a study: `same` sign as published, `other`, or `open` where chance could have given it.
    pub direction: String,
    /// Of a study: `check`, or `fit` where the scenario was made with it.
    pub used_as: String,
}

/// A yes or no in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for Answer {
    fn from(is_so: bool) -> Answer {
        if is_so { Answer::Yes } else { Answer::No }
    }
}

/// The lines: accounts in the order of the scenario, then studies, then how run and twin agree.
pub fn rows(
    comparisons: &[Comparison],
    studies: &[StudyComparison],
    agreement: Option<&Agreement>,
) -> Vec<ValidationRow> {
    let accounts = comparisons.iter().map(of_account);
    accounts
        .chain(studies.iter().map(of_study))
        .chain(agreement.into_iter().flat_map(of_agreement))
        .collect()
}

fn of_account(comparison: &Comparison) -> ValidationRow {
    let account = &comparison.account;
    ValidationRow {
        part: "account".into(),
        name: account.name.clone(),
        year: Some(comparison.year),
        age_from: account.age_from,
        age_below: account.age_below,
        sex: sex(account).into(),
        per: per(account.per).into(),
        published: Some(account.amount),
        simulated: comparison.simulated,
        mc_error: comparison.mc_error,
        expected: Some(comparison.expected),
        by_age_and_sex: comparison.by_age_and_sex,
        ratio: Some(comparison.ratio()),
        tolerance: Some(account.tolerance),
        required: Some(account.required.into()),
        held_out: Some(account.held_out.into()),
        met: Some(comparison.is_met().into()),
        source: account.source.clone(),
        ..ValidationRow::default()
    }
}

fn of_study(comparison: &StudyComparison) -> ValidationRow {
    let study = &comparison.study;
    let per = match (&study.need, study.relative) {
        (_, true) => "share",
        (Some(need), false) => need,
        (None, false) => "resident_year",
    };
    let direction = match comparison.direction() {
        Direction::Same => "same",
        Direction::Open => "open",
        Direction::Other => "other",
    };
    let used_as = match study.used_as {
        StudyUse::Check => "check",
        StudyUse::Fit => "fit",
    };
    let [low, high] = [
        comparison.interval.map(|(low, _)| low),
        comparison.interval.map(|(_, high)| high),
    ];
    ValidationRow {
        part: "study".into(),
        name: study.name.clone(),
        year: Some(comparison.year),
        per: per.to_string(),
        published: Some(study.amount),
        simulated: comparison.simulated,
        mc_error: comparison.mc_error,
        expected: Some(comparison.expected),
        ratio: comparison.ratio(),
        met: comparison.is_inside().map(Answer::from),
        source: study.source.clone(),
        arm: study.arm.clone(),
        against: comparison.against.clone(),
        published_low: study.low,
        published_high: study.high,
        q025: low,
        q975: high,
        direction: direction.into(),
        used_as: used_as.into(),
        ..ValidationRow::default()
    }
}

fn sex(account: &Account) -> &'static str {
    match account.sex {
        None => "",
        Some(Sex::Female) => "female",
        Some(Sex::Male) => "male",
    }
}

/// The word for what an account is per, as in scenarios.
fn per(per: AccountPer) -> &'static str {
    match per {
        AccountPer::ResidentYear => "resident_year",
        AccountPer::ThousandResidentYears => "thousand_resident_years",
        AccountPer::Population => "population",
    }
}

fn of_agreement(agreement: &Agreement) -> Vec<ValidationRow> {
    let noise = &agreement.noise;
    let figures = [
        ("figures_by_chance", agreement.by_chance as f64, None),
        ("figures_without_chance", agreement.certain as f64, None),
        (
            "figures_without_chance_apart",
            agreement.wrong.len() as f64,
            Some(0.0),
        ),
        ("z_mean", agreement.mean, Some(0.0)),
        ("z_mean_in_its_errors", agreement.bias, Some(0.0)),
        ("z_sd", agreement.sd, Some(noise.sd)),
        ("z_share_beyond_2", agreement.beyond_2, Some(noise.beyond_2)),
        ("z_share_beyond_4", agreement.beyond_4, Some(noise.beyond_4)),
    ];
    figures
        .into_iter()
        .map(|(name, simulated, published)| ValidationRow {
            part: "twin".into(),
            name: name.to_string(),
            published,
            simulated,
            ..ValidationRow::default()
        })
        .collect()
}
