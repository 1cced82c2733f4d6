//! The rows of every result file.

use std::collections::BTreeMap;

use crate::base::statistics;
use crate::base::written::EUR;
use crate::component::Follows;
use crate::component::arm::Arm;
use crate::ledger::{Flow, Reason};
use crate::outcome::Total;
use crate::simulation::{ArmResult, ReplicationSource, Run};
use crate::system::System;
use crate::system::plan::Plan;

use super::insurers::{self, Insurers};
use super::practices::PracticeGroups;
use super::real_size::AtRealSize;
use super::result_files::ResultTables;
use super::rows::{
    ArmNotes, LUCK_SHARE, LedgerRow, OutcomeRow, PayerRow, ProviderRow, ReplicationRow, WideRow,
};
use super::series::{self, SeriesColumn};
use super::society::{self, SocietyValues};
use super::{compare, disciplines, gap, investments, layers, luck, variance};

/// Takes the rows of the files that hold every replication (replications.csv and replications_wide.csv) out of the tables as
/// they come, so that they need not be kept.
pub type Sink<'a> = &'a mut dyn FnMut(&mut ResultTables);

/// The rows of all result files, and what run.json says of each arm.
///
/// # Panics
/// Never: a run in memory can be read.
pub fn tables(plan: &Plan, run: &Run) -> (ResultTables, Vec<ArmNotes>) {
    tables_of(plan, run, &mut |_| {}).expect("a run in memory")
}

/// The same of replications wherever they are. One arm after the other is read, with the comparator beside it, so that no
/// more of them is in memory than that; what is a row a replication or has a column for each goes to `sink`.
///
/// # Errors
/// In words, when a replication cannot be read.
pub fn tables_of(
    plan: &Plan,
    source: &dyn ReplicationSource,
    sink: Sink,
) -> Result<(ResultTables, Vec<ArmNotes>), String> {
    let system = plan.means();
    let at_real_size = AtRealSize { system, source };
    let mut tables = ResultTables::default();
    let mut notes = Vec::new();
    let society_values = SocietyValues::of(plan, source.count() as u32);
    let of_payer = Insurers::of(plan, source.count() as u32);
    for (index, arm) in system.arms.iter().enumerate() {
        let run: &Run = &*at_real_size.of(&[system.comparator, index])?;
        ledger(system, run, index, arm, &mut tables);
        sink(&mut tables);
        payers(system, run, index, arm, &mut tables, sink);
        outcomes(system, run, index, arm, &mut tables, sink);
        providers(system, run, index, arm, &mut tables);
        if let Some(of_payer) = &of_payer {
            let rows = insurers::of_arm(system, run, of_payer, index);
            tables.insurers.extend(rows);
        }
        if let Some(values) = &society_values {
            let society = society::of_arm(system, run, values, index);
            tables.society.extend(society);
        }
        if index == system.comparator {
            tables.savings = luck::rows(system, run);
        } else {
            tables
                .incremental
                .extend(compare::incremental(system, run, index));
            let disciplines = disciplines::of_arm(system, run, index);
            tables.disciplines.extend(disciplines);
            let investments = investments::of_arm(&plan.scenario, system, run, index);
            tables.investments.extend(investments);
            tables.layers.extend(layers::of_arm(system, run, index));
        }
        notes.push(compare::notes(system, run, index));
    }
    tables.variance = variance::rows(system, source)?;
    variance::add_worth(&mut tables);
    Ok((tables, notes))
}

/// Name of a recipient: a discipline, the network, or a payer.
pub(super) fn recipient(system: &System, index: usize) -> String {
    let payer = system.payer_at(index);
    let payer = payer.map(|payer| system.payers[payer].clone());
    let discipline = system.disciplines.get(index).map(|one| one.name.clone());
    payer.or(discipline).unwrap_or_else(|| "network".into())
}

/// Name of what money is paid for.
pub(super) fn component(arm: &Arm, reason: Reason) -> String {
    match reason {
        Reason::Component(index) => arm.components[index].name.clone(),
        Reason::Background => "background_care".into(),
        Reason::StateCost => "state_cost".into(),
        Reason::PatientShare => arm
            .components()
            .find(|component| component.is_own_part())
            .map_or_else(
                || "patient_share".into(),
                |component| component.name.clone(),
            ),
    }
}

/// What money that is paid for a reason grows with by itself.
fn follows(arm: &Arm, reason: Reason) -> Follows {
    match reason {
        Reason::Component(index) => arm.components[index].follows,
        Reason::Background | Reason::PatientShare => Follows::Both,
        Reason::StateCost => Follows::Price,
    }
}

fn ledger(system: &System, run: &Run, index: usize, arm: &Arm, tables: &mut ResultTables) {
    let sampled = series::is_sampled(run, index);
    let sampled = sampled.then(|| flows(run, index, &|result| sampled_flows(result)));
    for (key, values) in flows(run, index, &|result| &result.flows) {
        let (year, reason, payer, to) = key;
        let sampled = sampled.as_ref().and_then(|all| all.get(&key));
        let column = SeriesColumn {
            year: String::new(),
            values,
            sampled: sampled.cloned(),
            batch: system.batch,
        };
        let row = LedgerRow {
            arm: arm.name.clone(),
            year: system.time.calendar(year),
            payer: system.payers[payer].clone(),
            recipient: recipient(system, to),
            component: component(arm, reason),
            follows: follows(arm, reason).word().into(),
            spread: column.spread(),
            ends: column.ends(),
        };
        tables.wide.push(WideRow {
            table: "ledger".into(),
            arm: row.arm.clone(),
            year: row.year.to_string(),
            name: format!("{}:{}:{}", row.payer, row.recipient, row.component),
            unit: EUR.into(),
            values: column.values,
        });
        tables.ledger.push(row);
    }
}

/// Amounts over replications by year, reason, payer and recipient.
type LedgerAmounts = BTreeMap<(usize, Reason, usize, usize), Vec<f64>>;

fn flows<'a>(
    run: &'a Run,
    arm: usize,
    of: &dyn Fn(&'a ArmResult) -> &'a Vec<Flow>,
) -> LedgerAmounts {
    let mut amounts = LedgerAmounts::new();
    for (number, replication) in run.replications.iter().enumerate() {
        for flow in of(&replication.arms[arm]) {
            let key = (flow.year, flow.reason, flow.payer, flow.recipient);
            let values = amounts
                .entry(key)
                .or_insert_with(|| vec![0.0; run.replications.len()]);
            values[number] = flow.amount.to_eur();
        }
    }
    amounts
}

fn sampled_flows(result: &ArmResult) -> &Vec<Flow> {
    let sampled = result.sampled.as_ref();
    sampled.map_or(&result.flows, |sampled| &sampled.flows)
}

fn payers(
    system: &System,
    run: &Run,
    index: usize,
    arm: &Arm,
    tables: &mut ResultTables,
    sink: Sink,
) {
    for (payer, columns) in series::payers(system, run, index) {
        for column in &columns {
            tables.payers.push(PayerRow {
                arm: arm.name.clone(),
                year: column.year.clone(),
                payer: payer.clone(),
                spread: column.spread(),
                ends: column.ends(),
            });
            tables
                .replications
                .extend(replications(arm, &payer, EUR, column));
        }
        sink(tables);
    }
}

fn replications<'a>(
    arm: &'a Arm,
    name: &'a str,
    unit: &'a str,
    column: &'a SeriesColumn,
) -> impl Iterator<Item = ReplicationRow<'static>> + 'a {
    column
        .values
        .iter()
        .enumerate()
        .map(|(number, &value)| ReplicationRow {
            arm: arm.name.clone().into(),
            replication: number as u32,
            payer_or_outcome: name.to_string().into(),
            year: column.year.clone().into(),
            value,
            unit: unit.to_string().into(),
        })
}

fn outcomes(
    system: &System,
    run: &Run,
    index: usize,
    arm: &Arm,
    tables: &mut ResultTables,
    sink: Sink,
) {
    let Some(first) = run.replications.first() else {
        return;
    };
    for (number, label) in first.arms[index].labels.iter().enumerate() {
        let name = format!("{}:{}", label.outcome, label.group);
        for column in series::outcome(system, run, index, number, label.total) {
            // Of outcomes by year, replications.csv keeps those that carry value; of the rest, the whole period.
            if label.total == Total::Effects || column.year == "total" {
                tables
                    .replications
                    .extend(replications(arm, &name, &label.unit, &column));
            }
            outcome(
                arm,
                (&label.outcome, &label.group, &label.unit),
                column,
                tables,
            );
        }
        sink(tables);
    }
    for (component, values) in luck::shares(system, run, index) {
        let year = "total".to_string();
        outcome(
            arm,
            (LUCK_SHARE, &component, "share"),
            SeriesColumn::new(system, year, values),
            tables,
        );
    }
    for row in gap::rows(system, run, index) {
        outcome(arm, (row.outcome, &row.group, row.unit), row.column, tables);
    }
    resident_totals(system, run, index, arm, tables);
}

/// A row of outcomes.csv, and its values by replication.
fn outcome(
    arm: &Arm,
    (outcome, group, unit): (&str, &str, &str),
    column: SeriesColumn,
    tables: &mut ResultTables,
) {
    tables.outcomes.push(OutcomeRow {
        arm: arm.name.clone(),
        year: column.year.clone(),
        outcome: outcome.into(),
        group: group.into(),
        unit: unit.into(),
        spread: column.spread(),
        ends: column.ends(),
    });
    tables.wide.push(WideRow {
        table: "outcomes".into(),
        arm: arm.name.clone(),
        year: column.year,
        name: format!("{outcome}:{group}"),
        unit: unit.into(),
        values: column.values,
    });
}

/// Mean and spread over residents of what each cost over the whole run, where they are kept.
fn resident_totals(system: &System, run: &Run, index: usize, arm: &Arm, tables: &mut ResultTables) {
    let kept: Vec<_> = run
        .replications
        .iter()
        .filter_map(|replication| replication.arms[index].resident_totals.as_ref())
        .collect();
    if kept.is_empty() {
        return;
    }
    let groups = system
        .payers
        .iter()
        .map(|payer| (payer.as_str(), EUR))
        .chain([("life_years", "years")]);
    for (number, (group, unit)) in groups.enumerate() {
        let means = kept.iter().map(|totals| totals.mean[number]).collect();
        let sds = kept.iter().map(|totals| totals.sd[number]).collect();
        for (name, values) in [("resident_total_mean", means), ("resident_total_sd", sds)] {
            let year = "discounted".to_string();
            outcome(
                arm,
                (name, group, unit),
                SeriesColumn::new(system, year, values),
                tables,
            );
        }
    }
}

fn providers(system: &System, run: &Run, index: usize, arm: &Arm, tables: &mut ResultTables) {
    let with_lists = system.panels.as_ref().map(|panels| panels.discipline);
    for year in 0..system.time.years {
        for to in 0..=system.disciplines.len() {
            let practices =
                PracticeGroups::new(system, run, index, year).filter(|_| Some(to) == with_lists);
            let spread = practices
                .as_ref()
                .map(PracticeGroups::all)
                .unwrap_or_default();
            let of = |value: &dyn Fn(&ArmResult) -> Option<f64>| -> Option<Vec<f64>> {
                run.replications
                    .iter()
                    .map(|replication| value(&replication.arms[index]))
                    .collect()
            };
            let mean =
                |values: Option<Vec<f64>>| values.and_then(|values| statistics::mean(&values));
            let income = series::spread(
                system,
                &of(&|result| Some(result.providers[year][to].income)).unwrap_or_default(),
            );
            let margin = of(&|result| {
                let provider = result.providers[year][to];
                Some((provider.income - provider.cost?) / provider.fte.filter(|fte| *fte > 0.0)?)
            })
            .map(|values| series::spread(system, &values));
            tables.providers.push(ProviderRow {
                arm: arm.name.clone(),
                year: system.time.calendar(year),
                discipline: recipient(system, to),
                practice_size: "all".into(),
                practices: system
                    .disciplines
                    .get(to)
                    .and_then(|discipline| discipline.practices.as_ref())
                    .map(|practices| practices.count),
                income: income.mean,
                income_mc_error: income.mc_error,
                cost: mean(of(&|result| result.providers[year][to].cost)),
                fte: mean(of(&|result| result.providers[year][to].fte)),
                margin_per_fte: margin.map(|margin| margin.mean),
                margin_per_fte_mc_error: margin.and_then(|margin| margin.mc_error),
                margin_sd_over_practices: spread.margin_sd,
                share_better_off: spread.share_better_off.map(|(share, _)| share),
                share_better_off_mc_error: spread.share_better_off.and_then(|(_, error)| error),
            });
            if let Some(practices) = practices {
                tables
                    .providers
                    .extend(practices.rows(&recipient(system, to)));
            }
        }
    }
}
