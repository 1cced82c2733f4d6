//! What competing hazards make of a cycle: a Markov chain in continuous time, in which a resident may move several
//! times.
//!
//! Comes in: Δ·λ of every move, constant inside the cycle. Goes out: P = exp(Q·Δ), the chances of the state after it,
//! and the expected entries into an institution on the way. Deliberately absent: where hazards come from, and single
//! residents, whose moves [`super::health`] draws one after another.

/// Norm of a part of the cycle on which Taylor's series is taken.
const LARGEST_PART: f64 = 0.5;

/// What is left out of the series: below the last digits of a chance.
const NEGLIGIBLE: f64 = 1e-16;

/// The chances of one class and age, and room to work them out again for another.
///
/// Scaling and squaring (Moler and Van Loan, SIAM Review 2003, method 3) of the generator with one more column: the
/// rate of entering an institution, which nobody leaves and which takes nobody away, so that it holds the expected
/// entries so far.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    size: usize,
    /// Entries of the generator that are not 0: row, column, Δ·λ.
    generator: Vec<(usize, usize, f64)>,
    chances: Vec<f64>,
    spare: Vec<f64>,
}

impl Chain {
    /// Forgets all moves; nobody moves between `states` states.
    pub fn clear(&mut self, states: usize) {
        self.size = states + 1;
        self.generator.clear();
    }

    /// Adds a move at `hazard` events a cycle; `is_entry` where it leads from home into an institution.
    pub fn add(&mut self, from: usize, to: usize, hazard: f64, is_entry: bool) {
        self.generator.push((from, to, hazard));
        self.generator.push((from, from, -hazard));
        if is_entry {
            self.generator.push((from, self.size - 1, hazard));
        }
    }

    /// Replaces what the chain makes of the cycle from one state.
    pub fn set(&mut self, from: usize, row: impl Iterator<Item = (usize, f64)>) {
        let first = from * self.size;
        self.chances[first..first + self.size].fill(0.0);
        for (to, chance) in row {
            self.chances[first + to] += chance;
        }
    }

    /// Chances of every state after the cycle from one, and last the expected entries into an institution.
    pub fn row(&self, from: usize) -> &[f64] {
        &self.chances[from * self.size..(from + 1) * self.size]
    }

    /// Works out what the moves make of a cycle.
    pub fn run(&mut self) {
        let mut leaving = vec![0.0; self.size];
        for &(from, to, hazard) in &self.generator {
            if from == to {
                leaving[from] -= hazard;
            }
        }
        let norm = leaving.into_iter().fold(0.0, f64::max);
        let mut part = norm;
        let mut doublings = 0;
        while part > LARGEST_PART {
            part /= 2.0;
            doublings += 1;
        }
        self.series(if norm > 0.0 { part / norm } else { 0.0 }, part);
        for _ in 0..doublings {
            self.square();
        }
    }

    /// exp of the generator times `factor` by Taylor's series, innermost bracket first.
    fn series(&mut self, factor: f64, norm: f64) {
        let mut terms = 1;
        let mut term = 2.0 * norm;
        while term > NEGLIGIBLE {
            terms += 1;
            term *= 2.0 * norm / f64::from(terms);
        }
        let size = self.size;
        identity(&mut self.chances, size);
        for term in (1..=terms).rev() {
            identity(&mut self.spare, size);
            for &(from, to, hazard) in &self.generator {
                let weight = hazard * factor / f64::from(term);
                add_row(&mut self.spare, from, &self.chances, to, weight, size);
            }
            std::mem::swap(&mut self.chances, &mut self.spare);
        }
    }

    fn square(&mut self) {
        let size = self.size;
        self.spare.fill(0.0);
        for from in 0..size {
            for to in 0..size {
                let weight = self.chances[from * size + to];
                if weight > 0.0 {
                    add_row(&mut self.spare, from, &self.chances, to, weight, size);
                }
            }
        }
        std::mem::swap(&mut self.chances, &mut self.spare);
    }
}

fn identity(into: &mut Vec<f64>, size: usize) {
    into.clear();
    into.resize(size * size, 0.0);
    into.iter_mut().step_by(size + 1).for_each(|one| *one = 1.0);
}

/// Adds `weight` times row `of` of one matrix to row `to` of another.
#[inline(always)]
fn add_row(sums: &mut [f64], to: usize, rows: &[f64], of: usize, weight: f64, size: usize) {
    let sums = &mut sums[to * size..(to + 1) * size];
    let row = &rows[of * size..(of + 1) * size];
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += weight * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(states: usize, moves: &[(usize, usize, f64, bool)]) -> Chain {
        let mut chain = Chain::default();
        chain.clear(states);
        for &(from, to, hazard, is_entry) in moves {
            chain.add(from, to, hazard, is_entry);
        }
        chain.run();
        chain
    }

    #[test]
    fn a_way_through_a_short_last_phase_has_its_closed_form() {
        // Home to a last phase at a, from there to death at b: P(last phase) = a/(b − a)·(e^−a − e^−b).
        for (a, b) in [(0.02_f64, 0.3_f64), (0.3, 12.0), (5.0, 40.0)] {
            let chain = chain(3, &[(0, 1, a, false), (1, 2, b, false)]);
            let last = a / (b - a) * ((-a).exp() - (-b).exp());
            assert!((chain.row(0)[0] - (-a).exp()).abs() < 1e-14, "{a} {b}");
            assert!((chain.row(0)[1] - last).abs() < 1e-14, "{a} {b}");
            assert!((chain.row(0)[2] - (1.0 - last - (-a).exp())).abs() < 1e-14);
            assert_eq!(chain.row(2)[2], 1.0);
        }
    }

    #[test]
    fn falling_ill_and_recovering_is_a_chain_of_two_states() {
        // P(ill) = a/(a + b)·(1 − e^−(a + b)).
        let (a, b) = (1.7, 2.9);
        let chain = chain(2, &[(0, 1, a, false), (1, 0, b, false)]);
        let ill = a / (a + b) * -libm::expm1(-(a + b));
        assert!((chain.row(0)[1] - ill).abs() < 1e-14);
    }

    #[test]
    fn entries_count_those_who_die_in_the_same_cycle() {
        // Home to an institution at a, and no way back: a entry with chance 1 − e^−a, however soon death comes.
        let chain = chain(3, &[(0, 1, 0.4, true), (1, 2, 30.0, false)]);
        assert!((chain.row(0)[3] - -libm::expm1(-0.4)).abs() < 1e-14);
        assert_eq!(chain.row(1)[3], 0.0);
    }
}
