//! Every linear figure of a run beside what the twin expects of it.

use caremix::system::plan::Plan;
use caremix::validation::{self, Agreement, Figure};

use crate::town;

/// Runs the plan, which must be without a draw of parameters, and sets it beside its twin.
pub fn of(plan: &Plan) -> Vec<Figure> {
    validation::figures(plan, &town::run(plan))
}

/// Fails unless every replication of a figure shows what is expected.
pub fn assert_exact(figure: &Figure) {
    let Figure {
        name,
        expected,
        found,
        ..
    } = figure;
    assert!(figure.is_exact(), "{name}: {found:?} is not {expected}");
}

/// Figures that chance has no part in hold in every replication. Of the others, no mean lies more than four standard
/// errors from its expected value, and together they lie neither above nor below it. Returns the standard deviation of
/// the z-scores.
pub fn assert_agreement(figures: &[Figure]) -> f64 {
    let found = agreement(figures);
    assert!(found.apart.is_empty(), "{:#?}", found.apart);
    found.sd
}

/// Prints how z-scores are spread, fails where figures without chance or all figures together are off, and gives the rest.
pub fn agreement(figures: &[Figure]) -> Agreement {
    let found = validation::agreement(figures).expect("figures in which chance has a part");
    println!("{found:#?}");
    assert!(found.wrong.is_empty(), "\n{}", found.wrong.join("\n"));
    assert!(
        found.bias.abs() < 4.0,
        "all figures together are off by {} errors",
        found.bias
    );
    found
}

/// Standard errors beyond which a figure is asked again: by chance one in 60,000 of 120 replications.
pub const ASKED_AGAIN: f64 = 4.5;

/// Fails when a figure that is apart in one run lies three errors apart in `again`, with other luck and twice as much of
/// it: chance does so to fewer than one figure in ten million, and what is truly 4.5 errors off is then found in 999 of
/// 1,000.
pub fn assert_nobody_is_apart_again(once: &Agreement, again: &[Figure]) {
    let was_apart = |figure: &&Figure| once.apart.iter().any(|(name, _)| *name == figure.name);
    let again = again.iter().filter(was_apart);
    let twice = again.filter(|figure| figure.z().abs() > 3.0);
    let twice: Vec<_> = twice.map(|figure| (&figure.name, figure.z())).collect();
    assert!(twice.is_empty(), "{twice:#?}\nbefore: {:#?}", once.apart);
}
