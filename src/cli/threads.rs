//! The option of every command that works in parallel.
//!
//! Comes in: what was written. Goes out: a number of threads. Deliberately absent: the threads.

/// More threads than this take longer to start than they save, whatever the machine has: refused at the command line.
const MOST: i64 = 256;

/// How many threads may be taken.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct ThreadsOption {
    /// Threads; results do not depend on them [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST))]
    threads: Option<u16>,
}

impl ThreadsOption {
    /// The threads asked for, or one a processor.
    pub(super) fn count(self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, |count| count.get());
        self.threads
            .map_or_else(|| processors().min(MOST as usize), usize::from)
    }
}
