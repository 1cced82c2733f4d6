//! Options that change a scenario for one run.

/// What a run has other than its scenario.
#[derive(Debug, clap::Args)]
pub(super) struct Changes {
    /// Root of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Residents to simulate; each stands for several
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
}

impl Changes {
    /// One way for all, as if written with --set, later ones winning over earlier: what is set, then what has an option
    /// of its own, among them those for `replications` and for `others`.
    pub(super) fn overrides(&self, replications: Option<u32>, others: &[&str]) -> Vec<String> {
        let named = [
            replications.map(|value| format!("run.replications={value}")),
            self.seed.map(|value| format!("run.seed={value}")),
            self.sample.map(|value| format!("run.sample={value}")),
        ];
        let others = others.iter().map(ToString::to_string);
        let set = self.set.iter().cloned();
        set.chain(named.into_iter().flatten())
            .chain(others)
            .collect()
    }
}
