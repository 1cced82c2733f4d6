//! How much of the gap between cost as it grows and a growth target an arm closes, and of that between hours that are wanted
//! and hours that there are.
//!
//! Comes in: arms with a `growth_target`, and what they and the comparator came to. Goes out: rows of outcomes.csv, by
//! calendar year and over the whole run. Deliberately absent: whether a target is a good one.
//!
//! With C and A what all payers lay out beside and in the arm, and B what the budget itself comes to, what it gives back
//! included, the gap of year t is C_t − C_0·(1 + target)^t. Of it C_t − A_t is closed, and C_t − A_t + B_t without the
//! budget counted as growth. The whole run is the sum of its years over the sum of theirs. At constant prices each year
//! is divided by its price level: years by themselves are then the same shares, their sums are not. In hours, the gap is
//! what the comparator's residents want of a discipline beyond what it has, and the arm closes what it wants less or has
//! more; disciplines that have enough are left out of the sum, since nobody else's hands stand in for missing ones.
//!
//! The denominator is the mean gap over replications: in single ones it can be next to nothing, and the ratio anything.
//! Where there is no gap there is no row.

use crate::base::statistics;
use crate::counts::Reason;
use crate::outcome::{HOURS_AVAILABLE, HOURS_WANTED};
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::{ALL, Spread, TOTAL};
use super::series::{SeriesColumn, totals};

/// A column of outcomes.csv.
pub(super) struct GapRow {
    pub outcome: &'static str,
    pub group: String,
    pub unit: &'static str,
    pub column: SeriesColumn,
}

/// All rows of an arm: none without a growth target.
pub(super) fn rows(system: &System, run: &Run, arm: usize) -> Vec<GapRow> {
    let budgets = budgets(system, arm);
    let mut rows = Vec::new();
    for budget in &budgets {
        let paths = GapPaths::of_money(system, run, arm, budget, &|_| 1.0);
        rows.extend(paths.amounts(system, ("gap", &budget.name, "EUR")));
        let [with, without] = ["gap_closed", "gap_closed_without_budget"];
        rows.extend(paths.shares(system, (with, &budget.name), |path| &path.closed));
        rows.extend(paths.shares(system, (without, &budget.name), |path| &path.otherwise));
        let level = |year: usize| system.growth.prices(year) / system.growth.prices(0);
        let paths = GapPaths::of_money(system, run, arm, budget, &level);
        let all = paths
            .amounts(system, ("gap_at_constant_prices", &budget.name, "EUR"))
            .chain(paths.shares(
                system,
                ("gap_closed_at_constant_prices", &budget.name),
                |path| &path.closed,
            ))
            .chain(paths.shares(
                system,
                ("gap_closed_without_budget_at_constant_prices", &budget.name),
                |path| &path.otherwise,
            ));
        rows.extend(all.filter(|row| row.column.year == TOTAL));
    }
    if !budgets.is_empty() {
        rows.extend(in_hours(system, run, arm));
    }
    rows
}

/// The share that an arm closes over the whole run, nominal, the budget counted as growth or not.
pub(super) fn over_the_run(
    system: &System,
    run: &Run,
    arm: usize,
    counts_budget: bool,
) -> Option<Spread> {
    let budget = budgets(system, arm).into_iter().next()?;
    let paths = GapPaths::of_money(system, run, arm, &budget, &|_| 1.0);
    let of = |path: &'_ GapPath| match counts_budget {
        true => path.closed.clone(),
        false => path.otherwise.clone(),
    };
    let closed: Vec<f64> = paths.0.iter().map(|path| of(path).iter().sum()).collect();
    let values = share(&closed, &paths.gaps(None))?;
    Some(SeriesColumn::new(system, TOTAL.into(), values).spread())
}

/// A component with a growth target.
struct TargetedBudget {
    index: usize,
    name: String,
    target: f64,
}

fn budgets(system: &System, arm: usize) -> Vec<TargetedBudget> {
    let components = system.arms[arm].components().enumerate();
    let with_target = components.filter_map(|(index, component)| {
        Some(TargetedBudget {
            index,
            name: component.name.clone(),
            target: component.growth_target()?,
        })
    });
    with_target.collect()
}

/// By year of one replication: the gap, what is closed of it, and what is closed without the budget.
struct GapPath {
    gap: Vec<f64>,
    closed: Vec<f64>,
    otherwise: Vec<f64>,
}

/// Of every replication.
struct GapPaths(Vec<GapPath>);

impl GapPaths {
    fn of_money(
        system: &System,
        run: &Run,
        arm: usize,
        budget: &TargetedBudget,
        level: &dyn Fn(usize) -> f64,
    ) -> GapPaths {
        let of_replication = |replication: &crate::simulation::Replication| {
            let result = &replication.arms[arm];
            let eur = |result: &ArmResult| -> Vec<f64> {
                totals(result).iter().map(|cents| cents.to_eur()).collect()
            };
            let (here, there) = (eur(result), eur(&replication.arms[system.comparator]));
            let own = of_component(result, budget.index, here.len());
            let of_year = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
                (0..here.len()).map(|year| of(year) / level(year)).collect()
            };
            let target = |year: usize| there[0] * libm::pow(1.0 + budget.target, year as f64);
            GapPath {
                gap: of_year(&|year| there[year] - target(year)),
                closed: of_year(&|year| there[year] - here[year]),
                otherwise: of_year(&|year| there[year] - here[year] + own[year]),
            }
        };
        GapPaths(run.replications.iter().map(of_replication).collect())
    }

    /// The gap of a year, or of all years, by replication.
    fn gaps(&self, year: Option<usize>) -> Vec<f64> {
        self.sums(year, |path| &path.gap)
    }

    fn sums(&self, year: Option<usize>, of: impl Fn(&GapPath) -> &Vec<f64>) -> Vec<f64> {
        let sum = |path: &GapPath| match year {
            Some(year) => of(path)[year],
            None => of(path).iter().sum(),
        };
        self.0.iter().map(sum).collect()
    }

    /// The gap itself, where there is one.
    fn amounts<'a>(
        &'a self,
        system: &'a System,
        (outcome, group, unit): (&'static str, &'a str, &'static str),
    ) -> impl Iterator<Item = GapRow> + 'a {
        columns(system).filter_map(move |(year, name)| {
            let gaps = self.gaps(year);
            statistics::mean(&gaps).filter(|gap| *gap > 0.0)?;
            Some(GapRow {
                outcome,
                group: group.into(),
                unit,
                column: SeriesColumn::new(system, name, gaps),
            })
        })
    }

    /// Shares of it that are closed.
    fn shares<'a>(
        &'a self,
        system: &'a System,
        (outcome, group): (&'static str, &'a str),
        of: impl Fn(&GapPath) -> &Vec<f64> + 'a,
    ) -> impl Iterator<Item = GapRow> + 'a {
        columns(system).filter_map(move |(year, name)| {
            let values = share(&self.sums(year, &of), &self.gaps(year))?;
            Some(GapRow {
                outcome,
                group: group.into(),
                unit: "share",
                column: SeriesColumn::new(system, name, values),
            })
        })
    }
}

/// Every year after the first, in which there is no gap yet, and the whole run.
fn columns(system: &System) -> impl Iterator<Item = (Option<usize>, String)> + '_ {
    let years = 1..system.time.years;
    let years = years.map(|year| (Some(year), system.time.calendar(year).to_string()));
    years.chain([(None, TOTAL.to_string())])
}

fn share(closed: &[f64], gaps: &[f64]) -> Option<Vec<f64>> {
    let gap = statistics::mean(gaps).filter(|gap| *gap > 0.0)?;
    Some(closed.iter().map(|closed| closed / gap).collect())
}

/// EUR that a component came to, by year.
fn of_component(result: &ArmResult, index: usize, years: usize) -> Vec<f64> {
    let mut eur = vec![0.0; years];
    for flow in &result.flows {
        if flow.reason == Reason::Component(index) {
            eur[flow.year] += flow.amount.to_eur();
        }
    }
    eur
}

/// In hours: each discipline that is short of them, and all of these.
fn in_hours(system: &System, run: &Run, arm: usize) -> Vec<GapRow> {
    let names = system.disciplines.iter().map(|one| one.name.clone());
    let by_discipline: Vec<(String, GapPaths)> = names
        .filter_map(|name| Some((name.clone(), hours(system, run, arm, &name)?)))
        .collect();
    let mut rows = Vec::new();
    for (year, column) in columns_of_hours(system) {
        let short: Vec<&(String, GapPaths)> = by_discipline
            .iter()
            .filter(|(_, paths)| statistics::mean(&paths.gaps(year)).is_some_and(|gap| gap > 0.0))
            .collect();
        let mut both = |name: &str, gaps: Vec<f64>, closed: &[f64]| {
            let values = share(closed, &gaps).unwrap_or_default();
            for (outcome, unit, values) in [
                ("gap_in_hours", "hours", gaps),
                ("gap_in_hours_closed", "share", values),
            ] {
                rows.push(GapRow {
                    outcome,
                    group: name.into(),
                    unit,
                    column: SeriesColumn::new(system, column.clone(), values),
                });
            }
        };
        let closed = |paths: &GapPaths| paths.sums(year, |path| &path.closed);
        for (name, paths) in &short {
            both(name, paths.gaps(year), &closed(paths));
        }
        let sum = |of: &dyn Fn(&GapPaths) -> Vec<f64>| {
            let mut sums = vec![0.0; run.replications.len()];
            for (_, paths) in &short {
                let values = of(paths);
                sums.iter_mut()
                    .zip(values)
                    .for_each(|(sum, value)| *sum += value);
            }
            sums
        };
        if !short.is_empty() {
            both(ALL, sum(&|paths| paths.gaps(year)), &sum(&closed));
        }
    }
    // Rows of one outcome and group stand together, in the order of the years.
    rows.sort_by(|one, other| (one.outcome, &one.group).cmp(&(other.outcome, &other.group)));
    rows
}

/// Hours can be short in the first year, too.
fn columns_of_hours(system: &System) -> impl Iterator<Item = (Option<usize>, String)> + '_ {
    let first = (Some(0), system.time.calendar(0).to_string());
    [first].into_iter().chain(columns(system))
}

/// Hours of a discipline; `None` where nothing limits it.
fn hours(system: &System, run: &Run, arm: usize, discipline: &str) -> Option<GapPaths> {
    let of_arm = |result: &ArmResult| -> Option<Vec<f64>> {
        let column = |outcome: &str| {
            let mut labels = result.labels.iter();
            labels.position(|label| label.outcome == outcome && label.group == discipline)
        };
        let wanted = column(HOURS_WANTED.name)?;
        let available = column(HOURS_AVAILABLE.name)?;
        let years = result.outcomes.iter();
        Some(years.map(|year| year[wanted] - year[available]).collect())
    };
    let paths = run.replications.iter().map(|replication| {
        let gap = of_arm(&replication.arms[system.comparator])?;
        let here = of_arm(&replication.arms[arm])?;
        let closed = gap.iter().zip(&here).map(|(there, here)| there - here);
        let closed: Vec<f64> = closed.collect();
        Some(GapPath {
            gap,
            otherwise: closed.clone(),
            closed,
        })
    });
    let paths: Option<Vec<GapPath>> = paths.collect();
    paths.filter(|paths| !paths.is_empty()).map(GapPaths)
}
