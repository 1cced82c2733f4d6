//! An analysis for which nobody is simulated: found where the same was asked before, else worked out and kept.
//!
//! Comes in: a scenario, the question in words, and how it is worked out. Goes out: rows, and the folder they are in. Deliberately
//! absent: which questions there are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;

use super::engine::CheckedScenario;
use super::progress::Progress;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::{run_folder, voice};
use crate::report::findings::{self, Findings, Standing};
use crate::report::manifest::{self, ScenarioNote};
use crate::report::tables::{self, FileRow};
use crate::simulation::Watch;

/// Where an answer is kept, and how it is worked out.
pub(super) struct Keeping<'a> {
    /// The folder asked for.
    pub out: Option<&'a Path>,
    pub threads: ThreadsOption,
    pub is_forced: bool,
    pub is_quiet: bool,
    /// What Ctrl-C sets.
    pub is_interrupted: Arc<AtomicBool>,
}

/// How rows are worked out: in so many steps, by so many threads.
pub(super) struct Work<'a, R> {
    pub steps: u32,
    pub rows: &'a WorkedOut<'a, R>,
}

/// Works rows out.
type WorkedOut<'a, R> = dyn Fn(usize, Watch) -> Result<Vec<R>, Stop> + 'a;

/// The rows of a question, and the folder they are in. What a question needs to be put is made only where it has to be.
pub(super) fn rows<R: FileRow + DeserializeOwned>(
    input: &CheckedScenario,
    question: Vec<String>,
    keeping: &Keeping,
    work: &Work<R>,
) -> Result<(Vec<R>, PathBuf), Stop> {
    let note = note(input, question)?;
    let folder = keeping.out.map_or_else(
        || {
            let of_scenario = run_folder::of_scenario(input.name());
            of_scenario.join("sensitivity").join(&note.id)
        },
        Path::to_path_buf,
    );
    if is_there(&folder, &note.id, keeping)? {
        if !keeping.is_quiet {
            voice::remark(&format!(
                "found: {} (--force works it out anew)",
                folder.display()
            ));
        }
        let rows = tables::read(&folder).map_err(Stop::failed)?;
        return Ok((rows, folder));
    }
    let progress = Progress::of_twin(work.steps, keeping.is_quiet);
    let watch = Watch {
        advanced: &|done| progress.advanced(done),
        is_stopped: &|| keeping.is_interrupted.load(Ordering::Relaxed),
    };
    let rows = (work.rows)(keeping.threads.count(), watch);
    progress.finish();
    let rows = rows?;
    let text = tables::text_in(&rows, input.scenario.run.money()).map_err(Stop::failed)?;
    findings::write(&folder, &note, &[(R::FILE, text)]).map_err(Stop::failed)?;
    Ok((rows, folder))
}

/// Whether the same analysis stands there whole. What is none is never written over, another only when forced.
fn is_there(folder: &Path, id: &str, keeping: &Keeping) -> Result<bool, Stop> {
    let shown = folder.display();
    match findings::standing(folder, id).map_err(Stop::failed)? {
        Standing::Nothing | Standing::Damaged => Ok(false),
        Standing::Same => Ok(!keeping.is_forced),
        Standing::Another(_) if keeping.is_forced => Ok(false),
        Standing::Another(other) => Err(Stop::wrong(format_args!(
            "{shown} holds another analysis ({other}, this one is {id}); choose another --out, or replace it with --force"
        ))),
        Standing::Foreign => Err(Stop::wrong(format_args!(
            "{shown} holds files and no {} of caremix, so it is never written over; choose another --out",
            findings::FILE
        ))),
    }
}

fn note(input: &CheckedScenario, question: Vec<String>) -> Result<Findings, Stop> {
    let version = env!("CARGO_PKG_VERSION");
    let scenario = &input.scenario;
    let identity = manifest::identity(scenario, version, input.population_file.as_deref())
        .map_err(Stop::failed)?;
    let files = input.files.iter();
    Ok(Findings {
        program: env!("CARGO_PKG_NAME").to_string(),
        version: version.to_string(),
        id: findings::id(&identity.run_id, version, &question),
        question,
        comparator: manifest::comparator(scenario),
        scenario: ScenarioNote {
            name: input.name().to_string(),
            title: scenario.title.clone(),
            files: files.map(|file| file.display().to_string()).collect(),
            sha256: identity.sha256,
            set: input.sets.clone(),
            arms: input.arms.clone(),
            resolved: manifest::resolved(scenario).map_err(Stop::failed)?,
        },
        conventions: manifest::conventions(&scenario.run),
        files: Vec::new(),
    })
}
