//! What each insurer lays out in an arm, and how much more than under the comparator, before and after equalisation.
//!
//! Comes in: the replications of a run, the insurers. Goes out: rows of insurers.csv. Deliberately absent: who bears what of a flow
//! (outlays.rs).

use super::outlays::{InsurerOutlays, InsurerPaths, Insurers, leaving};
use super::rows::{ALL, EQUALISATION, FUND, InsurerRow, LATER, NET, NOT_SIGNING, PAID, SIGNING};
use crate::analysis::series::{self, SeriesColumn};
use crate::base::money::Cents;
use crate::base::statistics::Chance;
use crate::ledger::Flow;
use crate::outcome::Total;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

/// Rows of an arm: what is laid out, and how much more than under the comparator.
pub fn of_arm(system: &System, run: &Run, insurers: &Insurers, arm: usize) -> Vec<InsurerRow> {
    let table = InsurerTable {
        system,
        run,
        insurers,
        arm,
    };
    let told = table.figures(&|result| &result.flows);
    let sampled = series::is_sampled(run, arm).then(|| {
        table.figures(&|result| {
            let sampled = result.sampled.as_ref();
            sampled.map_or(&result.flows, |sampled| &sampled.flows)
        })
    });
    let rows = told.iter().enumerate().flat_map(|(index, figure)| {
        let by_error = sampled.as_ref().map(|sampled| &sampled[index]);
        table.rows(figure, by_error)
    });
    rows.collect()
}

/// A figure over replications.
struct InsurerFigure {
    insurer: String,
    measure: &'static str,
    kept: &'static str,
    /// Cents by replication and year.
    paths: Vec<Vec<Cents>>,
    /// What follows after the run, by replication.
    later: Option<Vec<Cents>>,
}

/// What the rows of an arm are made of.
struct InsurerTable<'a> {
    system: &'a System,
    run: &'a Run,
    insurers: &'a Insurers<'a>,
    arm: usize,
}

impl InsurerTable<'_> {
    fn figures(&self, flows: &dyn Fn(&ArmResult) -> &Vec<Flow>) -> Vec<InsurerFigure> {
        let Self {
            system,
            insurers,
            arm,
            ..
        } = *self;
        let years = system.time.years;
        let outlays = |arm: usize| -> Vec<InsurerOutlays> {
            let borne = insurers.borne(system, arm);
            let replications = self.run.replications.iter().enumerate();
            replications
                .map(|(number, one)| {
                    let of = |arm: usize| flows(&one.arms[arm]).as_slice();
                    let both = (of(arm), of(system.comparator));
                    insurers.outlays(both, &borne, (number, years))
                })
                .collect()
        };
        let own = outlays(arm);
        let mut found = Vec::new();
        let paid = |outlays: &InsurerOutlays| sum(&outlays.care, &outlays.agreements);
        self.add(&mut found, (PAID, ""), own.iter().map(paid).collect(), None);
        if arm == system.comparator {
            return found;
        }
        let base = outlays(system.comparator);
        let pairs = || own.iter().zip(&base);
        let care: Vec<InsurerPaths> = pairs()
            .map(|(own, base)| less(&own.care, &base.care))
            .collect();
        let agreements: Vec<InsurerPaths> = pairs()
            .map(|(own, base)| less(&own.agreements, &base.agreements))
            .collect();
        self.add(&mut found, ("care", ""), care.clone(), None);
        self.add(&mut found, ("agreements", ""), agreements.clone(), None);
        for (name, kept) in &insurers.kept {
            let leaving_of = |(care, kept): (&InsurerPaths, &f64)| {
                let leaves = insurers.leaves;
                let each = care.iter().map(|more| leaving(more, leaves, *kept));
                each.unzip::<_, _, InsurerPaths, Vec<Cents>>()
            };
            let (left, later): (Vec<InsurerPaths>, Vec<Vec<Cents>>) =
                care.iter().zip(kept).map(leaving_of).unzip();
            let net = care.iter().zip(&agreements).zip(&left);
            let net = net.map(|((care, agreements), left)| sum(&sum(care, agreements), left));
            let net: Vec<InsurerPaths> = net.collect();
            self.add(&mut found, (EQUALISATION, *name), left.clone(), Some(later));
            self.add(&mut found, (NET, *name), net, None);
        }
        found
    }

    /// The figures of every insurer, of those that sign and those that do not, of the fund where money leaves to it, and of
    /// all.
    fn add(
        &self,
        found: &mut Vec<InsurerFigure>,
        (measure, kept): (&'static str, &'static str),
        paths: Vec<InsurerPaths>,
        later: Option<Vec<Vec<Cents>>>,
    ) {
        let insurers = self.insurers.written();
        let years = self.system.time.years;
        let of = |which: &dyn Fn(usize) -> bool, sign: i64| {
            let members = || (0..insurers.len()).filter(|index| which(*index));
            let path = |paths: &InsurerPaths| -> Vec<Cents> {
                let in_year =
                    |year: usize| members().map(|index| paths[index][year]).sum::<Cents>();
                (0..years)
                    .map(|year| Cents(sign * in_year(year).0))
                    .collect()
            };
            let after = |later: &Vec<Cents>| {
                let all: Cents = members().map(|index| later[index]).sum();
                Cents(sign * all.0)
            };
            let later = later.as_ref();
            (
                paths.iter().map(path).collect::<Vec<Vec<Cents>>>(),
                later.map(|later| later.iter().map(after).collect::<Vec<Cents>>()),
            )
        };
        let mut push = |insurer: &str, (paths, later)| {
            found.push(InsurerFigure {
                insurer: insurer.to_string(),
                measure,
                kept,
                paths,
                later,
            });
        };
        for (index, insurer) in insurers.iter().enumerate() {
            push(&insurer.name, of(&|other| other == index, 1));
        }
        push(SIGNING, of(&|index| insurers[index].signs, 1));
        push(NOT_SIGNING, of(&|index| !insurers[index].signs, 1));
        // What leaves to the fund is all it has. `net` has no row of all: insurers' net and the fund's equalisation together are
        // the payer's.
        match measure {
            EQUALISATION => push(FUND, of(&|_| true, -1)),
            NET => {}
            _ => push(ALL, of(&|_| true, 1)),
        }
    }

    fn rows(&self, figure: &InsurerFigure, by_error: Option<&InsurerFigure>) -> Vec<InsurerRow> {
        let Self { system, arm, .. } = *self;
        let years = system.time.years;
        let is_difference = figure.measure != PAID;
        let comparator = match is_difference {
            true => system.arms[system.comparator].name.clone(),
            false => String::new(),
        };
        let of = |figure: &InsurerFigure| -> Vec<SeriesColumn> {
            let in_year = |at: usize| figure.paths.iter().map(|path| path[at].to_eur()).collect();
            let by_year = (0..years).map(in_year).collect();
            let mut columns = series::columns(system, by_year, Total::Costs);
            if let Some(later) = &figure.later {
                let later = later.iter().map(|cents| cents.to_eur()).collect();
                columns.insert(years, SeriesColumn::new(system, LATER.to_string(), later));
            }
            columns
        };
        let mut columns = of(figure);
        if let Some(by_error) = by_error {
            for (column, sampled) in columns.iter_mut().zip(of(by_error)) {
                column.sampled = Some(sampled.values);
            }
        }
        let row = |column: SeriesColumn| InsurerRow {
            arm: system.arms[arm].name.clone(),
            comparator: comparator.clone(),
            insurer: figure.insurer.clone(),
            measure: figure.measure.to_string(),
            kept: figure.kept.to_string(),
            spread: column.spread(),
            p_no_worse_off: (figure.measure == NET).then(|| {
                let no_worse = column.values.iter().map(|more| *more <= 0.0);
                Chance::count(no_worse).share()
            }),
            ends: column.ends(),
            year: column.year,
        };
        columns.into_iter().map(row).collect()
    }
}

fn sum(one: &InsurerPaths, other: &InsurerPaths) -> InsurerPaths {
    each(one, other, |one, other| one + other)
}

fn less(one: &InsurerPaths, other: &InsurerPaths) -> InsurerPaths {
    each(one, other, |one, other| one - other)
}

fn each(
    one: &InsurerPaths,
    other: &InsurerPaths,
    of: impl Fn(Cents, Cents) -> Cents,
) -> InsurerPaths {
    let pairs = one.iter().zip(other);
    pairs
        .map(|(one, other)| {
            one.iter()
                .zip(other)
                .map(|(one, other)| of(*one, *other))
                .collect()
        })
        .collect()
}
