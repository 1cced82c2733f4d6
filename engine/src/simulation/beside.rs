//! Runs of two arms beside what is known of the comparator.
//!
//! Comes in: plans of a comparator and one arm. Goes out: the same replications as [`run_each`](super::run_each) makes, the
//! comparator of those that are kept not lived again. Deliberately absent: what is kept, and for how long (known.rs).

use std::sync::Arc;

use crate::system::System;
use crate::system::plan::{Plan, same_tables};

use super::book::Book;
use super::comparator::Comparator;
use super::exact::too_large;
use super::expecting::{DrawExpectation, Expecting, ToldFigures, TownExpectation};
use super::foresight::{Foresight, asks_expectation};
use super::groups::{Member, groups};
use super::history::{Again, Kept};
use super::known::{ComparatorDraw, DrawnArm, KnownComparator, KnownTown, LivedComparator, other};
use super::life::Life;
use super::lived_years::LivedYears;
use super::real_size::{between, figures, told_weight, weighing};
use super::replication::{live, luck, repriced};
use super::result::{ArmResult, Replication};
use super::run::{Options, Stopped, Watch, each_number, pool_behind};
use super::town::Town;

/// How the replications of a run are lived.
struct BesideRun<'a> {
    plan: &'a Plan,
    known: &'a KnownComparator,
    seed: u64,
    is_told: bool,
    is_expected: bool,
    /// Whether the tables of its draws are those that are kept.
    shares_tables: bool,
    begin: fn() -> Arc<dyn DrawExpectation>,
    /// Where parameters are never drawn.
    at_means: Option<(Arc<ComparatorDraw>, Arc<DrawnArm>)>,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
}

/// Runs the replications with these numbers of a scenario of two arms, at the real size or as simulated, as
/// [`run_each`](super::run_each) does. What the comparator comes to is taken from what is known of it, and kept there.
///
/// # Errors
/// As [`run_each`](super::run_each).
pub fn run_beside(
    plan: &Plan,
    options: Options,
    expecting: Expecting,
    numbers: &[u32],
    (known, watch): (&KnownComparator, Watch),
    finished: &(dyn Fn(u32, Replication) + Sync),
) -> Result<(), Stopped> {
    let of = (plan, options, expecting, known);
    each(of, numbers, watch, &|run, number, in_parallel| {
        let (arm, town) = run.comparator(number, in_parallel)?;
        let lived = run.beside(&town, &arm, number, in_parallel);
        let lived = lived.ok_or(Stopped::Interrupted)?;
        if let Some(problem) = too_large(plan.means(), &lived) {
            return Err(Stopped::TooLarge(problem));
        }
        finished(number, lived);
        Ok(())
    })
}

/// Lives the comparator of replications of which nothing is known yet, and keeps what it came to, for [`run_beside`].
///
/// # Errors
/// As [`run_each`](super::run_each).
pub fn know_comparator(
    plan: &Plan,
    options: Options,
    expecting: Expecting,
    numbers: &[u32],
    (known, watch): (&KnownComparator, Watch),
) -> Result<(), Stopped> {
    let of = (plan, options, expecting, known);
    each(of, numbers, watch, &|run, number, in_parallel| {
        run.comparator(number, in_parallel).map(|_| ())
    })
}

/// What is done with a replication, spread over threads or not.
type OfReplication<'a> = dyn Fn(&BesideRun, u32, bool) -> Result<(), Stopped> + Sync + 'a;

/// Does it with each replication, on threads to which the machine prefers every other one.
fn each(
    (plan, options, expecting, known): (&Plan, Options, Expecting, &KnownComparator),
    numbers: &[u32],
    watch: Watch,
    of_replication: &OfReplication,
) -> Result<(), Stopped> {
    let is_sample = plan.means().people.weight > 1.0;
    let is_told = expecting.told == ToldFigures::AtRealSize && is_sample;
    let mut run = BesideRun {
        plan,
        known,
        seed: options.seed,
        is_told,
        is_expected: is_told || asks_expectation(plan.means()),
        shares_tables: plan.draws_parameters() && {
            let first = known.first.get_or_init(|| plan.scenario.clone());
            same_tables(first, &plan.scenario)
        },
        begin: expecting.begin,
        at_means: None,
        is_stopped: watch.is_stopped,
    };
    let pool = pool_behind(options.threads)?;
    if !plan.draws_parameters() {
        run.at_means = Some(pool.install(|| run.means()));
    }
    let each = |number: u32, in_parallel: bool| of_replication(&run, number, in_parallel);
    let done = each_number(&pool, numbers, watch, &each);
    if let Some((draw, _)) = &run.at_means {
        draw.twin.rest();
    }
    done
}

impl BesideRun<'_> {
    /// The plan's arm in a replication, and what the comparator came to there.
    fn comparator(
        &self,
        number: u32,
        in_parallel: bool,
    ) -> Result<(Arc<DrawnArm>, Arc<KnownTown>), Stopped> {
        if (self.is_stopped)() {
            return Err(Stopped::Interrupted);
        }
        let known = self.known.kept().towns.get(&number).cloned();
        let known = known.and_then(|(town, _)| {
            let found = self.with(&town.draw, number);
            if found.is_none() {
                self.rest(&town.draw);
            }
            Some((found?, town))
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let (draw, arm) = self.at_means.clone().unwrap_or_else(|| {
            ComparatorDraw::new(self.system(number), self.begin, self.is_expected)
        });
        let town = self.lived_comparator(draw, &arm, number, in_parallel);
        let town = Arc::new(town.ok_or(Stopped::Interrupted)?);
        self.known.keep_town(number, &town);
        Ok((arm, town))
    }

    /// The means, beside what was known first where the comparator lives as it does in the plan.
    fn means(&self) -> (Arc<ComparatorDraw>, Arc<DrawnArm>) {
        let first = self.known.at_means.get();
        let on_first = first.and_then(|draw| Some((Arc::clone(draw), self.set_on(draw, 0)?)));
        on_first.unwrap_or_else(|| {
            let means = self.plan.means().clone();
            let (draw, arm) = ComparatorDraw::new(means, self.begin, self.is_expected);
            self.known.at_means.get_or_init(|| Arc::clone(&draw));
            (draw, arm)
        })
    }

    /// Lets go of what a twin can work out again, but for one draw that all replications share.
    fn rest(&self, draw: &ComparatorDraw) {
        if self.at_means.is_none() {
            draw.twin.rest();
        }
    }

    /// The plan's arm in a draw that is known.
    fn with(&self, draw: &Arc<ComparatorDraw>, number: u32) -> Option<Arc<DrawnArm>> {
        match &self.at_means {
            Some((means, arm)) => Arc::ptr_eq(means, draw).then(|| Arc::clone(arm)),
            None => self.set_on(draw, number),
        }
    }

    fn set_on(&self, draw: &ComparatorDraw, number: u32) -> Option<Arc<DrawnArm>> {
        draw.with(self.system(number))
    }

    /// The system of a replication, on tables that are kept where there are any.
    fn system(&self, number: u32) -> System {
        if !self.shares_tables {
            return self.plan.system(self.seed, number);
        }
        let known = self.known.kept().systems.get(&number).cloned();
        if let Some(known) = known {
            return self.plan.system_on(&known, (self.seed, number));
        }
        let system = self.plan.system(self.seed, number);
        self.known.keep_tables(number, &system);
        system
    }

    /// Lives the comparator in a draw.
    fn lived_comparator(
        &self,
        draw: Arc<ComparatorDraw>,
        drawn: &DrawnArm,
        number: u32,
        in_parallel: bool,
    ) -> Option<KnownTown> {
        let (system, expected) = (&drawn.system, drawn.expected.as_ref());
        let foresight = Foresight::new(system, (&*draw.twin, expected), true);
        let history = expected.map(|expected| &*expected[system.comparator].1);
        let known = (&*draw.twin, history);
        let own = foresight.of_arm((system, system), system.comparator, known);
        self.rest(&draw);
        let luck = luck(self.seed, number);
        let apart = LivedYears::apart();
        let of = (system.comparator, &foresight, &apart);
        let town = Town::new(system, of, (luck, own), in_parallel, false);
        let mut town = Kept::new(town, system.people.weight);
        let measure = Comparator::default();
        let settled = self.settle(system, system.comparator, expected, &mut town, measure);
        let (mut result, accounts) = settled?;
        let (town, history) = town.into_parts();
        foresight.learn(system.comparator, town.sample);
        let mut real = None;
        if let Some((of_expected, of_years)) = draw.expected.as_ref().filter(|_| self.is_told) {
            let weight = told_weight(of_years);
            let whole = weighing(system, weight);
            let years = Arc::new(between(of_years, &history, weight));
            let mut town = Again::new(Arc::clone(&years));
            let measure = Comparator::default();
            let settled = self.settle(&whole, system.comparator, expected, &mut town, measure);
            let (found, accounts) = settled?;
            result.real_size = Some(Box::new(figures(found, of_expected)));
            real = Some(LivedComparator::new(years, accounts));
        }
        Some(KnownTown {
            foresight: foresight.without_outlook(),
            draw,
            result,
            sample: LivedComparator::new(history, accounts),
            real,
        })
    }

    /// Lives an arm beside the comparator.
    fn beside(
        &self,
        town: &KnownTown,
        drawn: &DrawnArm,
        number: u32,
        in_parallel: bool,
    ) -> Option<Replication> {
        let (system, expected) = (&drawn.system, drawn.expected.as_ref());
        let arm = other(system);
        let measure = town.sample.measure();
        let shares_care = groups(std::slice::from_ref(system), true).len() == 1;
        let known = (!shares_care).then(|| {
            let foresight = town.foresight.again(system);
            let history = expected.map(|expected| &*expected[arm].1);
            let known = (&*town.draw.twin, history);
            let own = foresight.of_arm((system, system), arm, known);
            (foresight, own)
        });
        self.rest(&town.draw);
        let (mut result, history) = if let Some((foresight, own)) = known {
            let luck = luck(self.seed, number);
            let apart = LivedYears::apart();
            let of = (arm, &foresight, &apart);
            let lived = Town::new(system, of, (luck, own), in_parallel, false);
            let mut lived = Kept::new(lived, system.people.weight);
            let (result, _) = self.settle(system, arm, expected, &mut lived, measure)?;
            (result, lived.into_parts().1)
        } else {
            let mut again = Again::new(Arc::clone(&town.sample.history));
            let (result, _) = self.settle(system, arm, expected, &mut again, measure)?;
            (result, Arc::clone(&town.sample.history))
        };
        if let (Some(expected), Some(real)) = (expected, &town.real) {
            let (of_expected, of_years) = &expected[arm];
            let weight = told_weight(of_years);
            let mut again = Again::new(Arc::new(between(of_years, &history, weight)));
            let whole = weighing(system, weight);
            let found = self.settle(&whole, arm, Some(expected), &mut again, real.measure());
            result.real_size = Some(Box::new(figures(found?.0, of_expected)));
        }
        let mut arms = vec![town.result.clone(), result];
        if system.comparator == 1 {
            arms.swap(0, 1);
        }
        Some(Replication { arms })
    }

    /// Lives and settles the years of one arm, measured by the comparator, and gives what others are measured by then.
    fn settle(
        &self,
        system: &System,
        arm: usize,
        expected: Option<&TownExpectation>,
        town: &mut dyn Life,
        measure: Comparator,
    ) -> Option<(ArmResult, Comparator)> {
        let book = Book::new(system, Member { variant: 0, arm }, expected);
        let mut measures = [measure];
        let lived = live(town, vec![book], &mut measures, self.is_stopped)?;
        let [measure] = measures;
        let (_, mut result) = lived.into_iter().next()?;
        let is_other = arm != system.comparator;
        result.repriced = is_other.then(|| repriced(system, arm, &measure));
        Some((result, measure))
    }
}
