//! Whether what a run keeps in memory at a time fits, before any of it is simulated.
//!
//! Comes in: a checked scenario, threads and replications, and what may be taken. Goes out: nothing, or a refusal that names both
//! amounts. Deliberately absent: what towns and twins keep (simulation, cohort).

use super::engine::CheckedScenario;
use super::stop::Stop;
use crate::report::numbers::grouped;

/// The bytes of a MiB.
const MIB: u64 = 1 << 20;

/// The most memory that a run may take.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct MemoryOption {
    /// Memory that may be taken, in MiB; a run that is expected to need more is refused [default: what the machine has free]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..))]
    max_memory: Option<u32>,
}

impl MemoryOption {
    /// Refuses a run of so many replications that needs more than there is. Where neither the option nor the machine tells how much
    /// that is, everything fits.
    pub(super) fn check(
        self,
        input: &CheckedScenario,
        threads: usize,
        replications: u32,
    ) -> Result<(), Stop> {
        let towns = threads.min(replications as usize).max(1);
        let needed = input.memory_needed(threads, towns);
        let asked = self.max_memory.map(|most| u64::from(most) * MIB);
        let Some(most) = asked.or_else(free).filter(|most| needed > *most) else {
            return Ok(());
        };
        let there = match asked {
            Some(_) => "--max-memory allows",
            None => "this machine has free",
        };
        let of = |bytes: u64| grouped((bytes / MIB) as f64, 0);
        Err(Stop::failed(format_args!(
            "this run needs about {} MiB of memory, and {there} {}: simulate fewer residents (--sample) or take fewer threads \
             (--threads, {threads} now); --max-memory allows more",
            of(needed),
            of(most),
        )))
    }
}

/// What the machine, or the group of processes that this one is in, has free; `None` where neither tells. Of a group that is all
/// but what its processes hold themselves: pages of files that it has read are given back when they are needed.
fn free() -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let of_group = system.cgroup_limits();
    let of_group = of_group.map(|limits| limits.total_memory.saturating_sub(limits.rss));
    let of_machine = Some(system.available_memory()).filter(|bytes| *bytes > 0);
    of_machine.into_iter().chain(of_group).min()
}
