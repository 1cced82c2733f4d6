//! The coalitions that the Shapley rule needs: those the folder of the run holds, and the rest simulated on the same
//! people with the same luck.

use std::sync::atomic::Ordering;

use super::engine::Resimulation;
use super::progress::Progress;
use super::shared_run::SharedRun;
use super::stop::Stop;
use crate::report::coalitions::{self, Coalitions};
use crate::sharing::{self, Amounts, Programme};
use crate::simulation::{self, Watch};

/// A programme, and the investors that take part in it.
type Coalition = (Programme, Vec<String>);

/// What payers laid out in every coalition of these programmes.
pub(super) fn of(run: &SharedRun, programmes: &[Programme]) -> Result<Coalitions, Stop> {
    let id = &run.manifest.run_id;
    let mut found = coalitions::read(&run.folder, id, &run.outlays).unwrap_or_else(|problem| {
        run.remark(&format!("{problem}: coalitions are simulated anew"));
        Coalitions::new()
    });
    let mut missing: Vec<Coalition> = Vec::new();
    for programme in programmes {
        let kept = found.entry(programme.clone()).or_default();
        for members in sharing::coalitions(&programme.investors(&run.scenario)) {
            let coalition = (programme.clone(), members);
            // The same programme may be asked for by several arrangements.
            if !kept.contains_key(&coalition.1) && !missing.contains(&coalition) {
                missing.push(coalition);
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    for ((programme, members), costs) in simulated(run, missing)? {
        found.entry(programme).or_default().insert(members, costs);
    }
    coalitions::write(&run.folder, id, &run.outlays, &found).map_err(Stop::failed)?;
    Ok(found)
}

fn simulated(run: &SharedRun, missing: Vec<Coalition>) -> Result<Vec<(Coalition, Amounts)>, Stop> {
    let again = Resimulation::of_run(&run.folder, &run.manifest)?;
    let replications = run.manifest.replications;
    let listed: Vec<String> = missing
        .iter()
        .map(|(programme, members)| format!("{}: {}", programme.arm, members.join("+")))
        .collect();
    run.remark(&format!(
        "rule `shapley` needs {} extra {} of {replications} replications, each with the comparator again ({}); they are \
         kept for the next time",
        missing.len(),
        if missing.len() == 1 { "run" } else { "runs" },
        listed.join("; ")
    ));
    let is_interrupted = super::run::listen_for_interrupt()?;
    let sample = run
        .manifest
        .sample
        .map_or(run.manifest.residents, |sample| sample as f64);
    let resident_years = sample * run.outlays.years.len() as f64 * 2.0;
    let total = replications * missing.len() as u32;
    let progress = Progress::start(total, resident_years, run.is_quiet);
    let mut done = Vec::with_capacity(missing.len());
    for (number, (programme, members)) in missing.into_iter().enumerate() {
        let before = number as u32 * replications;
        let watch = Watch {
            advanced: &|count| progress.advanced(before + count),
            is_stopped: &|| is_interrupted.load(Ordering::Relaxed),
        };
        let costs = costs(run, &again, &programme, &members, watch)?;
        done.push(((programme, members), costs));
    }
    progress.finish();
    Ok(done)
}

/// What payers laid out when only `members` took part.
///
/// The comparator is simulated again, and must cost to the cent what it cost in the run: the proof that people and
/// luck are the same.
fn costs(
    run: &SharedRun,
    again: &Resimulation,
    programme: &Programme,
    members: &[String],
    watch: Watch,
) -> Result<Amounts, Stop> {
    let comparator = &run.manifest.comparator;
    let scenario = programme.scaled(&again.scenario, comparator, members);
    let result = again.simulate(
        &scenario,
        run.manifest.replications,
        run.threads.count(),
        watch,
    )?;
    let amounts = |arm: &str| {
        let index = scenario.arm.iter().position(|other| other.name == arm);
        index.map(|index| paid(run, &result, index))
    };
    if amounts(comparator).as_ref() != run.outlays.by_arm.get(comparator) {
        return Err(Stop::failed(
            "the comparator of a coalition does not come to what it came to in the run; `caremix run … --force` computes \
             the run anew",
        ));
    }
    amounts(&programme.arm)
        .ok_or_else(|| Stop::failed(format_args!("there is no arm `{}`", programme.arm)))
}

fn paid(run: &SharedRun, result: &simulation::Run, arm: usize) -> Amounts {
    let mut amounts = run.outlays.nothing();
    for (number, replication) in result.replications.iter().enumerate() {
        for (payer, years) in replication.arms[arm].paid.iter().enumerate() {
            amounts.of_mut(number, payer).copy_from_slice(years);
        }
    }
    amounts
}
