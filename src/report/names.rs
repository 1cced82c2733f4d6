//! Names of files in the folder of a run.
//!
//! Comes in: nothing. Goes out: names. Deliberately absent: what the files hold.

/// Its file name.
pub const FILE: &str = "run.json";

/// The file that `caremix share` adds to the folder of a run.
pub const SHARE: &str = "share.csv";

/// The file of the coalitions that it keeps there.
pub const COALITIONS: &str = "coalitions.csv";

/// The report as a page, written into the folder of a run.
pub const REPORT: &str = "report.html";

/// What a folder of sensitivity analysis is known by.
pub const SENSITIVITY: &str = "sensitivity.json";

/// How arms stand in a decision, which `caremix decide` adds.
pub const DECISION: &str = "decision.csv";

/// Where arms stand between cost and effect.
pub const COST_EFFECTIVENESS: &str = "cost_effectiveness.csv";

/// The same draw by draw.
pub const PLANE: &str = "cost_effectiveness_plane.csv";

/// What it is worth to know more.
pub const INFORMATION: &str = "value_of_information.csv";

/// The figures of the run under several conventions.
pub const CONVENTIONS: &str = "conventions.csv";

/// Designs of a contract, which `caremix design` tries.
pub const DESIGN: &str = "design.csv";
