//! Markov cohorts, slowly and plainly.

/// Probabilities of the moves of one cycle: `[from][to]`, rows adding up to 1.
pub type Matrix = [[f64; 4]; 4];

/// Shares of the cohort in each state at the points 0, 1, 2 … `cycles`: everybody starts in the first state, and
/// `matrix` gives the moves from point t − 1 to point t.
pub fn trace(cycles: usize, matrix: impl Fn(usize) -> Matrix) -> Vec<[f64; 4]> {
    let mut trace = vec![[1.0, 0.0, 0.0, 0.0]];
    for t in 1..=cycles {
        let (before, moves) = (trace[t - 1], matrix(t));
        let mut after = [0.0; 4];
        for from in 0..4 {
            for to in 0..4 {
                after[to] += before[from] * moves[from][to];
            }
        }
        trace.push(after);
    }
    trace
}

/// The value of a year at a point of the trace, given what each state is worth.
pub fn worth(shares: &[f64; 4], values: [f64; 4]) -> f64 {
    shares
        .iter()
        .zip(values)
        .map(|(share, value)| share * value)
        .sum()
}

/// Probability of an event within a year at a yearly rate, alone.
pub fn probability(rate: f64) -> f64 {
    -(-rate).exp_m1()
}

/// Fails unless `found` rounds to the printed figure: `unit` is one in its last digit.
#[track_caller]
pub fn assert_printed(found: f64, printed: f64, unit: f64) {
    assert!(
        (found - printed).abs() <= 0.5 * unit * (1.0 + 1e-6),
        "{found} is not printed as {printed}"
    );
}
