//! Why a command ends before it is done, and the exit code of each reason.

use std::process::ExitCode;

/// The reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Something the user wrote is wrong; the text is complete, rendered faults or one line.
    Input(String),
    /// The run failed for another reason, in one line.
    Failed(String),
    /// The user interrupted it.
    Interrupted,
    /// The user interrupted a run whose replications so far are kept.
    Paused {
        /// Kept.
        kept: u32,
        /// Wanted so far.
        wanted: u32,
    },
    /// Nobody reads the output any more, as in `caremix run … | head`.
    Unread,
}

impl Stop {
    /// Wrong input in one line.
    pub fn wrong(line: impl std::fmt::Display) -> Stop {
        Stop::Input(format!("error: {line}"))
    }

    /// A failure in one line.
    pub fn failed(line: impl std::fmt::Display) -> Stop {
        Stop::Failed(format!("error: {line}"))
    }

    /// This reason for a run that keeps `kept` of `wanted` replications.
    pub fn with_kept(self, kept: u32, wanted: u32) -> Stop {
        match self {
            Stop::Interrupted => Stop::Paused { kept, wanted },
            Stop::Failed(text) => Stop::Failed(format!(
                "{text}\n{kept} of {wanted} replications are kept, and the same command with --resume continues"
            )),
            other => other,
        }
    }

    /// Its exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Stop::Unread => 0,
            Stop::Failed(_) => 1,
            Stop::Input(_) => 2,
            Stop::Interrupted | Stop::Paused { .. } => 130,
        })
    }
}
