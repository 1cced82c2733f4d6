//! What it is worth to each payer, to all of them, and to society to know more before an arm is chosen.
//!
//! Comes in: draws, how they are weighed, and what is asked. Goes out: rows. Deliberately absent: the regressions (decision/).
//!
//! Every perspective chooses between all arms, and between the comparator and each other arm alone: whether to sign this
//! contract. Amounts are those of the whole population over the run.

use rayon::prelude::*;

use super::draws::DecisionDraws;
use super::perspective::{CostsAndEffects, Perspective, Weighing};
use super::rows::InformationRow;
use super::unknowns::{self, DrawnNumber};
use crate::analysis::decision::bias;
use crate::analysis::decision::information::KnownNumbers;
use crate::analysis::decision::net_benefit::NetBenefits;
use crate::analysis::decision::study;
use crate::base::random::Key;
use crate::base::statistics;
use crate::scenario::limits::Limits;
use crate::system::plan::Plan;

/// Numbers of a scenario that are asked about together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedGroup {
    /// Its name.
    pub name: String,
    /// How the paths of its numbers begin.
    pub paths: Vec<String>,
}

/// What is asked beside the usual.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InformationAsked {
    /// Groups of one's own.
    pub groups: Vec<AskedGroup>,
    /// Residents that a study would follow for a year; each number that it can measure is a study of its own.
    pub study: Option<u64>,
}

impl AskedGroup {
    fn holds(&self, path: &str) -> bool {
        self.paths.iter().any(|begin| path.starts_with(begin))
    }
}

impl InformationAsked {
    /// Whether every group has an uncertain number of the scenario.
    ///
    /// # Errors
    /// In words, with the group that has none.
    pub fn check(&self, plan: &Plan) -> Result<(), String> {
        let drawn = unknowns::drawn(plan, 0);
        let is_empty = |group: &&AskedGroup| !drawn.iter().any(|number| group.holds(&number.path));
        match self.groups.iter().find(is_empty) {
            None => Ok(()),
            Some(group) => Err(format!(
                "group `{}`: no uncertain number of the run has a path that begins with {}",
                group.name,
                group.paths.join(" or ")
            )),
        }
    }
}

/// A choice that somebody has.
struct ArmChoice {
    perspective: String,
    willingness: f64,
    choice: String,
    benefits: NetBenefits,
    /// The same as the run tells it, luck included.
    with_luck: NetBenefits,
}

/// Something that could be known.
struct Knowable<'a> {
    kind: &'static str,
    name: String,
    label: String,
    members: Vec<&'a DrawnNumber>,
}

/// Rows of value_of_information.csv: by question, everything first, then groups, then parameters, the most valuable first.
pub(super) fn rows(
    plan: &Plan,
    draws: &DecisionDraws,
    weighing: &Weighing,
    asked: &InformationAsked,
) -> Result<Vec<InformationRow>, String> {
    let questions = questions(draws, weighing)?;
    let drawn = match plan.draws_parameters() {
        true => unknowns::drawn(plan, draws.count() as u32),
        false => Vec::new(),
    };
    let unknowns = unknowns_of(&drawn, &asked.groups);
    let key = Key::root(plan.scenario.run.seed).with_name("dealt out anew");
    let found: Vec<Vec<Vec<InformationRow>>> = unknowns
        .par_iter()
        .map(|unknown| {
            let values: Vec<&[f64]> = unknown
                .members
                .iter()
                .map(|one| one.values.as_slice())
                .collect();
            let known = KnownNumbers::new(&values, key.with_name(&unknown.name));
            let of = |question: &ArmChoice| question.part(unknown, &known, asked.study);
            questions.iter().map(of).collect()
        })
        .collect();
    let mut rows = Vec::new();
    for (place, question) in questions.iter().enumerate() {
        rows.push(question.everything());
        for kind in ["group", "parameter", "study"] {
            let of_kind = found
                .iter()
                .flat_map(|of| &of[place])
                .filter(|row| row.kind == kind);
            let mut of_kind: Vec<InformationRow> = of_kind.cloned().collect();
            of_kind.sort_by(|one, other| other.value.total_cmp(&one.value));
            rows.extend(of_kind);
        }
    }
    Ok(rows)
}

fn questions(draws: &DecisionDraws, weighing: &Weighing) -> Result<Vec<ArmChoice>, String> {
    let everything: Vec<usize> = (0..draws.arms.len()).collect();
    let mut choices = vec![("all".to_string(), everything.clone())];
    if everything.len() > 2 {
        let others = everything.iter().filter(|&&arm| arm != draws.comparator);
        choices.extend(others.map(|&arm| (draws.arms[arm].clone(), vec![draws.comparator, arm])));
    }
    let mut questions = Vec::new();
    for perspective in Perspective::all(draws) {
        let count = |of: &[_]| CostsAndEffects::new(draws, of, perspective, &weighing.time);
        let (counted, lucky) = (count(&draws.expected), count(&draws.figures));
        for willingness in weighing.deciding(perspective) {
            for (choice, arms) in &choices {
                questions.push(ArmChoice {
                    perspective: perspective.name(draws),
                    willingness,
                    choice: choice.clone(),
                    benefits: counted.net_benefits(draws, arms, willingness)?,
                    with_luck: lucky.net_benefits(draws, arms, willingness)?,
                });
            }
        }
    }
    Ok(questions)
}

fn unknowns_of<'a>(drawn: &'a [DrawnNumber], groups: &[AskedGroup]) -> Vec<Knowable<'a>> {
    let group = |(name, members): (String, Vec<usize>)| Knowable {
        kind: "group",
        label: name.replace('_', " "),
        name,
        members: members.into_iter().map(|member| &drawn[member]).collect(),
    };
    let asked = groups.iter().map(|asked| {
        let is_of = |place: &usize| asked.holds(&drawn[*place].path);
        (asked.name.clone(), (0..drawn.len()).filter(is_of).collect())
    });
    let groups = unknowns::by_table(drawn)
        .into_iter()
        .chain(asked)
        .map(group);
    let alone = drawn.iter().map(|number| Knowable {
        kind: "parameter",
        name: number.path.clone(),
        label: number.label.clone(),
        members: vec![number],
    });
    groups.chain(alone).collect()
}

impl ArmChoice {
    fn row(&self, kind: &str, known: &str, label: &str) -> InformationRow {
        InformationRow {
            perspective: self.perspective.clone(),
            willingness: self.willingness,
            choice: self.choice.clone(),
            kind: kind.to_string(),
            known: known.to_string(),
            label: label.to_string(),
            residents: None,
            value: 0.0,
            mc_error: None,
            noise: None,
            explained: None,
            too_low_at_most: None,
            with_luck: None,
            raised_by_luck_at_most: None,
        }
    }

    fn everything(&self) -> InformationRow {
        let found = self.benefits.evpi();
        InformationRow {
            value: found.value,
            mc_error: found.mc_error,
            too_low_at_most: Some(bias::lowered_by_few_draws(&self.benefits)),
            with_luck: Some(self.with_luck.evpi().value),
            raised_by_luck_at_most: Some(bias::raised_by_luck(&self.luck())),
            ..self.row("everything", "everything", "everything")
        }
    }

    /// By option, the standard deviation of what luck adds to how much more it has than the first.
    fn luck(&self) -> Vec<f64> {
        let draws = self.with_luck.draws().min(self.benefits.draws());
        let more =
            |of: &NetBenefits, option: usize, draw: usize| of.of(option)[draw] - of.of(0)[draw];
        let sd = |option: usize| {
            let luck =
                |draw| more(&self.with_luck, option, draw) - more(&self.benefits, option, draw);
            let luck: Vec<f64> = (0..draws).map(luck).collect();
            statistics::variance(&luck).map_or(0.0, f64::sqrt)
        };
        (0..self.benefits.options()).map(sd).collect()
    }

    /// What one unknown is worth, and a study of it where one is asked for and can measure it.
    fn part(
        &self,
        unknown: &Knowable,
        known: &KnownNumbers,
        residents: Option<u64>,
    ) -> Vec<InformationRow> {
        let found = known.worth(&self.benefits);
        let row = self.row(unknown.kind, &unknown.name, &unknown.label);
        let mut rows = vec![InformationRow {
            value: found.value.value,
            mc_error: found.value.mc_error,
            noise: Some(found.noise),
            explained: Some(found.explained),
            ..row.clone()
        }];
        let [number] = unknown.members[..] else {
            return rows;
        };
        let share = residents.and_then(|residents| measured(number, residents as f64));
        if let (Some(share), "parameter") = (share, unknown.kind) {
            let worth = study::worth(known, &self.benefits, share);
            rows.push(InformationRow {
                kind: "study".to_string(),
                residents,
                value: worth.value,
                mc_error: worth.mc_error,
                ..row
            });
        }
        rows
    }
}

/// The share of the variance of a number that so many residents take away, followed for a year: of a chance or share each shows
/// it or not, of a rate each shows so many events. Other numbers are not what a resident shows.
fn measured(number: &DrawnNumber, residents: f64) -> Option<f64> {
    let [mean, sd] = number.moments;
    match number.limits {
        Limits::Share => Some(study::share_of_chance(mean, sd, residents)),
        Limits::Hazard | Limits::Rate => Some(study::share_of_rate(mean, sd, residents)),
        Limits::Any
        | Limits::NotNegative
        | Limits::AboveZero
        | Limits::AtMostOne
        | Limits::AboveMinusOne
        | Limits::Growth
        | Limits::Discount
        | Limits::Price
        | Limits::Budget
        | Limits::Amount
        | Limits::Slope
        | Limits::Ratio
        | Limits::Arrivals
        | Limits::Utility
        | Limits::Logit => None,
    }
}
