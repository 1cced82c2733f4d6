//! Every linear figure of a run beside what the twin expects of it.

use caremix::system::plan::Plan;
use caremix::validation::{Figure, agreement};

use crate::town;

/// Runs the plan, which must be without a draw of parameters, and sets it beside its twin.
pub fn of(plan: &Plan) -> Vec<Figure> {
    caremix::validation::figures(plan, &town::run(plan))
}

/// Fails unless every replication of a figure shows what is expected.
pub fn assert_exact(figure: &Figure) {
    let Figure {
        name,
        expected,
        found,
    } = figure;
    assert!(figure.is_exact(), "{name}: {found:?} is not {expected}");
}

/// Figures that chance has no part in hold in every replication. Of the others, no mean lies more than four standard
/// errors from its expected value, and together they lie neither above nor below it. Returns the standard deviation of
/// the z-scores.
pub fn assert_agreement(figures: &[Figure]) -> f64 {
    let found = agreement(figures).expect("figures in which chance has a part");
    println!("{found:#?}");
    assert!(found.wrong.is_empty(), "\n{}", found.wrong.join("\n"));
    assert!(found.apart.is_empty(), "{:#?}", found.apart);
    assert!(
        found.bias.abs() < 4.0,
        "all figures together are off by {} errors",
        found.bias
    );
    found.sd
}
