//! Arrangements in a file of their own, tried on a run that is finished.
//!
//! Comes in: a path and the scenario of the run. Goes out: [`Arrangement`]s whose payers, arms and components that
//! scenario has, or every fault. Deliberately absent: `extends` and `--set`; a file of terms is short enough to copy.

use std::path::Path;
use std::sync::Arc;

use super::fault::{Fault, Faults};
use super::fault_kind::FaultKind;
use super::form::Forms;
use super::load::apart_from_stand_ins;
use super::locations::Locations;
use super::merge::duplicates;
use super::schema::{Arrangement, Arrangements, Scenario};
use super::source::{self, Location, SourceFile};
use super::tree;
use super::walk::walk;

/// What looks at the meaning of arrangements for a scenario: every fault, each with the path of keys it is about.
pub type ArrangementsCheck = fn(&[Arrangement], &Scenario, &Locations) -> Vec<(Vec<String>, Fault)>;

/// Reads a file of arrangements for a scenario; `check` finds what is wrong in its meaning.
///
/// # Errors
/// Everything that is wrong with it, in one pass.
pub fn load(
    path: &Path,
    scenario: &Scenario,
    check: ArrangementsCheck,
) -> Result<Vec<Arrangement>, Faults> {
    let shown = path.display().to_string();
    let file = |text: String| Arc::new(vec![SourceFile::new(path.to_path_buf(), shown, text)]);
    match source::read(path) {
        Ok(text) => parse(file(text), scenario, check),
        Err((message, hint)) => {
            let fault = Fault::new(FaultKind::Unreadable, Location::default(), message, hint);
            Err(Faults::new(file(String::new()), vec![fault]))
        }
    }
}

fn parse(
    files: Arc<Vec<SourceFile>>,
    scenario: &Scenario,
    check: ArrangementsCheck,
) -> Result<Vec<Arrangement>, Faults> {
    let (mut root, mut faults) = tree::parse(&files[0].text, 0);
    if !faults.is_empty() {
        return Err(Faults::new(files, faults));
    }
    duplicates(&mut root, &files, &mut faults);
    let forms = Forms::of_arrangements();
    let (json, walked) = walk(&root, forms.whole(), false);
    let locations = Locations::new(root, Arc::clone(&files));
    match serde_json::from_value::<Arrangements>(json) {
        Ok(Arrangements { arrangement }) => {
            let found = check(&arrangement, scenario, &locations);
            faults.extend(apart_from_stand_ins(found, &walked));
            faults.extend(walked.faults);
            if faults.is_empty() {
                return Ok(arrangement);
            }
        }
        // The walk lets nothing through that serde refuses; should it ever, this is still a message.
        Err(error) => {
            let message = format!("these are not arrangements: {error}");
            faults.push(Fault::new(
                FaultKind::WrongType,
                Location::default(),
                message,
                "",
            ));
        }
    }
    Err(Faults::new(files, faults))
}
