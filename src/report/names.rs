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
