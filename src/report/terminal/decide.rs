//! What `decide` prints: which arm each would choose, how surely, what it is worth to know more before signing, and how arms
//! stand between cost and effect under several conventions.
//!
//! Comes in: [`DecisionTables`] and what they are of. Goes out: text, the answer first. Deliberately absent: figures of its own.

mod choice;
mod effect;
mod sheet;

use std::path::Path;

use super::Look;
use crate::analysis::decide::DecisionTables;
pub use sheet::DecisionHead;
use sheet::DecisionSheet;

/// All that is printed.
pub fn decision(found: &DecisionTables, head: &DecisionHead, folder: &Path, look: &Look) -> String {
    let sheet = DecisionSheet::new(found, head, look);
    let mut parts = vec![sheet.headline()];
    parts.push(choice::who_chooses(&sheet));
    parts.extend(choice::before_signing(&sheet));
    parts.extend(choice::what_first(&sheet));
    parts.push(effect::standing(&sheet));
    parts.push(effect::conventions(&sheet));
    parts.push(sheet.notes(folder));
    look.characters(&parts.join("\n"))
}
