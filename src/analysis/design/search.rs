//! The search: spread over all terms first, then closer and closer around the best, then checked in draws of its own.
//!
//! Comes in: a plan, terms, what is asked. Goes out: [`FoundDesigns`]. Deliberately absent: how a design is asked (twin.rs).
//!
//! Of designs that meet the chance those on the front are best; of those that do not, the one whose worst-off party has the
//! highest chance. What makes no difference to anybody is no contract. A step around a design is a Latin hypercube a third as wide as the last.

use super::figures::{JudgedParty, SetAgainst, parties};
use super::front::front;
use super::judge::{Design, Judge, mean};
use super::luck::luck;
use super::rows::{DesignRow, rows};
use super::sample::latin_hypercube;
use super::twin::{AskedDraws, Term, with_terms, written};
use crate::base::random::Key;
use crate::scenario::schema::Scenario;
use crate::simulation::{Stopped, Watch};
use crate::system::plan::Plan;

/// What is asked of a search.
pub struct AskedDesigns<'a> {
    /// What is searched over.
    pub terms: &'a [Term],
    /// The chance that nobody loses, party by party.
    pub chance: f64,
    /// What public cost is set against.
    pub beside: SetAgainst,
    /// Designs of each round.
    pub designs: u32,
    /// Draws of the parameters in which they are asked.
    pub draws: u32,
    /// Simulated futures that tell of luck; none: the twin alone.
    pub futures: u32,
    /// Threads; 0 takes all there are.
    pub threads: usize,
}

/// What is searched for, and where.
pub struct DesignSearch<'a> {
    /// A plan of the comparator and the arm, and of no other.
    pub plan: &'a Plan,
    /// Index of the arm.
    pub arm: usize,
    /// Whether a scenario may be; of a design that may not nothing is asked.
    pub is_allowed: &'a dyn Fn(&Scenario) -> bool,
    /// What is asked.
    pub asked: AskedDesigns<'a>,
}

/// Rounds around the best, after the first.
const ROUNDS: u32 = 2;
/// Designs that a round gathers around.
const CENTRES: usize = 4;
/// How wide a round is, by the last.
const NARROWER: f64 = 1.0 / 3.0;
/// Designs that are checked in other draws, at most.
const MOST_CHECKED: usize = 12;
/// Draws of the check, by those of the search.
const CHECK: u32 = 2;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDesigns {
    /// design.csv: the designs shown, checked in other draws, and every design tried.
    pub rows: Vec<DesignRow>,
    /// Designs tried.
    pub tried: usize,
    /// Designs tried that may not be.
    pub refused: usize,
    /// Designs tried that make no difference to anybody, and so are no contracts.
    pub idle: usize,
    /// Of those tried, how many meet 50, 80 and 95 %.
    pub meeting: [usize; 3],
    /// Disciplines that are not judged, since the scenario does not give their costs.
    pub unjudged: Vec<String>,
    /// Whether those shown meet the chance that was asked, in the draws of the check.
    pub is_met: bool,
}

/// The chances that are told of.
const CHANCES: [f64; 3] = [0.5, 0.8, 0.95];

/// How many draws are worked out in all, for a bar.
pub fn steps(draws: u32, futures: u32) -> u32 {
    futures + draws * (1 + ROUNDS) + draws * CHECK
}

/// Searches.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn search(of: &DesignSearch, watch: Watch) -> Result<FoundDesigns, Stopped> {
    let all = parties(of.plan.means());
    let luck = luck(of.plan, of.arm, (of.asked.futures, of.asked.threads), watch)?;
    let mut told = of.asked.futures;
    let mut looked = JudgedDesigns {
        of,
        luck: &luck,
        designs: Vec::new(),
        refused: 0,
    };
    let start: Vec<f64> = of
        .asked
        .terms
        .iter()
        .map(|term| written(&of.plan.scenario, term).unwrap_or(term.low))
        .collect();
    let key = Key::root(of.plan.scenario.run.seed).with_name("designs");
    for round in 0..=ROUNDS {
        let mut wanted = looked.round(round, key);
        if round == 0 {
            wanted.insert(0, start.clone());
        }
        let asked = AskedDraws {
            plan: of.plan,
            arm: of.arm,
            draws: 0..of.asked.draws,
            threads: of.asked.threads,
        };
        looked.ask(round, wanted, &asked, after(watch, told).watch())?;
        told += of.asked.draws;
    }
    let shown = looked.best();
    let checked = looked.checked(&shown, after(watch, told).watch())?;
    let (judge, tried) = (
        Judge {
            luck: &luck,
            chance: of.asked.chance,
        },
        &looked.designs,
    );
    let meeting = CHANCES.map(|chance| {
        tried
            .iter()
            .filter(|design| Judge { chance, ..judge }.is_met(design))
            .count()
    });
    let unjudged = all.iter().zip(&tried[0].gains[0].parties);
    let unjudged = unjudged.filter(|(_, gain)| gain.is_none());
    Ok(FoundDesigns {
        rows: rows(of.asked.terms, &all, &judge, (&checked, tried)),
        tried: tried.len(),
        refused: looked.refused,
        idle: tried.iter().filter(|design| design.is_idle()).count(),
        meeting,
        unjudged: unjudged
            .map(|(party, _): (&JudgedParty, _)| party.name.clone())
            .collect(),
        is_met: checked.iter().any(|design| judge.is_met(design)),
    })
}

/// A watch that counts on from what was done before.
struct Onwards<'a> {
    advanced: Box<dyn Fn(u32) + Sync + 'a>,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
}

fn after(watch: Watch<'_>, before: u32) -> Onwards<'_> {
    Onwards {
        advanced: Box::new(move |done| (watch.advanced)(before + done)),
        is_stopped: watch.is_stopped,
    }
}

impl Onwards<'_> {
    fn watch(&self) -> Watch<'_> {
        Watch {
            advanced: &*self.advanced,
            is_stopped: self.is_stopped,
        }
    }
}

/// What has been looked at.
struct JudgedDesigns<'a> {
    of: &'a DesignSearch<'a>,
    luck: &'a [Vec<f64>],
    designs: Vec<Design>,
    refused: usize,
}

impl JudgedDesigns<'_> {
    fn judge(&self) -> Judge<'_> {
        Judge {
            luck: self.luck,
            chance: self.of.asked.chance,
        }
    }

    /// The values that a round tries: everywhere at first, then around the best so far.
    fn round(&self, round: u32, key: Key) -> Vec<Vec<f64>> {
        let (terms, designs) = (self.of.asked.terms, self.of.asked.designs as usize);
        let at = |shares: Vec<f64>| -> Vec<f64> {
            terms
                .iter()
                .zip(shares)
                .map(|(term, share)| term.at(share))
                .collect()
        };
        let key = key.with(u64::from(round));
        if round == 0 {
            return latin_hypercube(key, designs, terms.len())
                .into_iter()
                .map(at)
                .collect();
        }
        let mut centres = self.best();
        centres.truncate(CENTRES);
        let each = (designs / centres.len()).max(1);
        let width = libm::pow(NARROWER, f64::from(round));
        let around = |(place, &centre): (usize, &usize)| {
            let middle: Vec<f64> = terms
                .iter()
                .zip(&self.designs[centre].values)
                .map(|(term, value)| term.share(*value))
                .collect();
            let points = latin_hypercube(key.with(place as u64), each, terms.len());
            let moved = move |point: Vec<f64>| -> Vec<f64> {
                let pairs = point.iter().zip(&middle);
                pairs
                    .map(|(share, middle)| middle + width * (share - 0.5))
                    .collect()
            };
            points.into_iter().map(moved).collect::<Vec<_>>()
        };
        let points: Vec<Vec<f64>> = centres.iter().enumerate().flat_map(around).collect();
        points.into_iter().map(at).collect()
    }

    /// Asks about those that may be and have not been asked about.
    fn ask(
        &mut self,
        round: u32,
        wanted: Vec<Vec<f64>>,
        asked: &AskedDraws,
        watch: Watch,
    ) -> Result<(), Stopped> {
        let base = &self.of.plan.scenario;
        let (mut values, mut scenarios) = (Vec::new(), Vec::new());
        for one in wanted {
            let is_known = self.designs.iter().any(|design| design.values == one);
            if is_known || values.contains(&one) {
                continue;
            }
            let changed = with_terms(base, self.of.asked.terms, &one).ok();
            match changed.filter(|changed| (self.of.is_allowed)(changed)) {
                Some(changed) => {
                    values.push(one);
                    scenarios.push(changed);
                }
                None => self.refused += 1,
            }
        }
        let gains = asked.gains(&scenarios, watch)?;
        let first = self.designs.len();
        let designs = values.into_iter().zip(gains).enumerate();
        self.designs
            .extend(designs.map(|(place, (values, gains))| Design {
                number: first + place,
                round,
                values,
                gains,
            }));
        Ok(())
    }

    /// The best designs so far, the best first.
    fn best(&self) -> Vec<usize> {
        let judge = self.judge();
        let met: Vec<usize> = (0..self.designs.len())
            .filter(|&place| judge.is_met(&self.designs[place]))
            .collect();
        if met.is_empty() {
            let mut order: Vec<usize> = (0..self.designs.len())
                .filter(|&place| !self.designs[place].is_idle())
                .collect();
            if order.is_empty() {
                return vec![0];
            }
            let worst: Vec<f64> = self.designs.iter().map(|one| judge.worst(one)).collect();
            order.sort_by(|&one, &other| worst[other].total_cmp(&worst[one]));
            order.truncate(CENTRES);
            return order;
        }
        let points: Vec<(f64, f64)> = met.iter().map(|&place| self.point(&judge, place)).collect();
        front(&points).into_iter().map(|place| met[place]).collect()
    }

    /// Public cost, and what it is set against; less of each is better.
    fn point(&self, judge: &Judge, place: usize) -> (f64, f64) {
        let design = &self.designs[place];
        let beside = match self.of.asked.beside {
            SetAgainst::Qalys => -mean(design, |gain| gain.qalys),
            SetAgainst::Waiting => mean(design, |gain| gain.unmet_hours),
            SetAgainst::WorstOff => -judge.worst(design),
        };
        (mean(design, |gain| gain.public_cost), beside)
    }

    /// Those shown, in draws that they were not chosen on.
    fn checked(&self, shown: &[usize], watch: Watch) -> Result<Vec<Design>, Stopped> {
        let every = shown.len().div_ceil(MOST_CHECKED).max(1);
        let shown: Vec<&Design> = shown
            .iter()
            .step_by(every)
            .map(|&place| &self.designs[place])
            .collect();
        let scenarios = shown.iter().filter_map(|design| {
            with_terms(&self.of.plan.scenario, self.of.asked.terms, &design.values).ok()
        });
        let asked = AskedDraws {
            plan: self.of.plan,
            arm: self.of.arm,
            draws: self.of.asked.draws..self.of.asked.draws * (1 + CHECK),
            threads: self.of.asked.threads,
        };
        let gains = asked.gains(&scenarios.collect::<Vec<_>>(), watch)?;
        let pairs = shown.into_iter().zip(gains);
        Ok(pairs
            .map(|(design, gains)| Design {
                gains,
                ..design.clone()
            })
            .collect())
    }
}
