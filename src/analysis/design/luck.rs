//! The luck of the real town: how far simulated futures lie from what the twin expects of their parameters.
//!
//! Comes in: a plan of two arms. Goes out: by future, what luck adds to the gain of every party. Deliberately absent: other
//! terms; luck is taken to be what it is under the terms as written.

use super::figures::DesignFigures;
use crate::cohort;
use crate::simulation::{self, Options, Stopped, Watch};
use crate::system::plan::Plan;

/// By future and party, what luck adds to its gain; 0 where it has none to tell. Nothing where no future is wanted.
pub(super) fn luck(
    plan: &Plan,
    arm: usize,
    (futures, threads): (u32, usize),
    watch: Watch,
) -> Result<Vec<Vec<f64>>, Stopped> {
    if futures == 0 {
        return Ok(Vec::new());
    }
    let seed = plan.scenario.run.seed;
    let options = Options {
        replications: futures,
        seed,
        threads,
        shares_luck: true,
    };
    let run = simulation::run(plan, options, cohort::REAL_SIZE, watch)?;
    let system = plan.means();
    let of = |(number, replication): (usize, &simulation::Replication)| {
        let drawn = plan.system(seed, number as u32);
        let expected = cohort::expected(&drawn).arms;
        let real = |arm: usize| DesignFigures::at_real_size(system, &replication.arms[arm]);
        let twin = |arm: usize| DesignFigures::of(system, &expected[arm].result);
        let base = system.comparator;
        let (real, twin) = (
            real(arm).gain_on(&real(base)),
            twin(arm).gain_on(&twin(base)),
        );
        let pairs = real.parties.iter().zip(&twin.parties);
        pairs
            .map(|(real, twin)| real.zip(*twin).map_or(0.0, |(real, twin)| real - twin))
            .collect()
    };
    let found: Vec<Vec<f64>> = run.replications.iter().enumerate().map(of).collect();
    Ok(centred(found))
}

/// Without its mean: what the twin leaves out on average is not luck.
fn centred(mut luck: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let futures = luck.len() as f64;
    let parties = luck.first().map_or(0, Vec::len);
    for party in 0..parties {
        let mean = luck.iter().map(|one| one[party]).sum::<f64>() / futures;
        luck.iter_mut().for_each(|one| one[party] -= mean);
    }
    luck
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luck_has_no_mean() {
        assert_eq!(
            centred(vec![vec![3.0, 1.0], vec![1.0, 1.0]]),
            [[1.0, 0.0], [-1.0, 0.0]]
        );
    }
}
