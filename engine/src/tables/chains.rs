//! Chances of the state after a cycle, and after half of one, for several places of the tables at a time.
//!
//! Comes in: the moves of [`Health`] and Δ·λ of each. Goes out: exp(Q·Δ) and exp(Q·Δ/2) of [`LANES`] places side by side, with
//! what is counted of moves (entries into an institution, wishes for a place) as more destinations. Deliberately absent: single places, which
//! [`super::chain::Chain`] works out one by one; the tests hold one against the other.
//!
//! Uniformisation (Jensen 1953) with squaring: exp(Q) = e^−λ·exp(Q + λI), λ the fastest way out of any state, so that all
//! terms are positive and none cancel. Which state leads where is the same at all places: a plan of products, worked out
//! once, leaves out everything that is 0.

use crate::base::lanes::{Aligned, add, add_multiple, add_product, multiply, scale, subtract};
use crate::base::widest::on_widest;

use super::health::Health;
use super::lookups::HazardCell;

/// Places worked out side by side.
pub const LANES: usize = 16;

/// A figure at each of them.
pub type Lanes = [f64; LANES];

/// The same where many follow each other.
type AlignedLanes = Aligned<LANES>;

const NONE: AlignedLanes = Aligned([0.0; LANES]);

/// Up to this many events in a part of the cycle, sixteen terms are the series.
const LARGEST_PART: f64 = 0.58;

/// Powers of the moves that a series is made of.
const POWERS: usize = 4;

/// What is left out of a series: below the last digits of a chance.
const NEGLIGIBLE: f64 = 1e-17;

/// A situation, and one that can be reached from it within a cycle; from the number of situations on they stand for what is counted of
/// moves, in the order of [`Health::counted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatePassage {
    /// The situation at the start.
    pub from: usize,
    /// The situation at the end.
    pub to: usize,
}

/// How the moves of a system combine.
#[derive(Debug, Clone)]
pub struct Chains {
    passages: Vec<StatePassage>,
    /// Of each passage, the moves that begin it: the move, and the passage that completes it.
    begun: Vec<Vec<(usize, usize)>>,
    /// Of each passage, the pairs of passages that it is made of in two halves.
    halves: Vec<Vec<(usize, usize)>>,
    /// Moves out of each state by hazards.
    out: Vec<Vec<usize>>,
    /// States that are left once a cycle at most.
    at_once: Vec<LeftOnce>,
}

/// A state that is left with a probability per cycle, once at most.
#[derive(Debug, Clone)]
struct LeftOnce {
    stays: usize,
    /// Its moves and the passages that they are; of entries into an institution two.
    moves: Vec<(usize, usize)>,
    /// Its moves.
    all: Vec<usize>,
}

/// Chances of every passage at each place.
#[derive(Debug, Clone, Default)]
pub struct Chances {
    /// After a cycle.
    pub full: Vec<AlignedLanes>,
    /// After half of one.
    pub half: Vec<AlignedLanes>,
    hazards: Vec<AlignedLanes>,
    stays: Vec<AlignedLanes>,
    spare: Vec<AlignedLanes>,
    powers: [Vec<AlignedLanes>; POWERS],
}

impl Chains {
    /// Of the moves that a system has.
    pub fn new(health: &Health) -> Chains {
        Chains::where_short(health, false)
    }

    /// The same where places are short, so that who wants one waits.
    pub fn where_short(health: &Health, is_short: bool) -> Chains {
        let (states, all) = (health.situations(), health.situations() + health.counters());
        let steps = steps(health, is_short);
        let mut passages = Vec::new();
        for from in 0..all {
            let reached = reached(&steps, from, all);
            passages.extend(
                (0..all)
                    .filter(|&to| reached[to])
                    .map(|to| StatePassage { from, to }),
            );
        }
        let place = |from: usize, to: usize| {
            let wanted = StatePassage { from, to };
            passages.iter().position(|passage| *passage == wanted)
        };
        let begun = passages.iter().map(|passage| {
            let first = steps
                .iter()
                .filter(|step| !step.is_once && step.from == passage.from);
            first
                .filter_map(|step| Some((step.number, place(step.to, passage.to)?)))
                .collect()
        });
        let halves = passages.iter().map(|&StatePassage { from, to }| {
            (0..all)
                .filter_map(|middle| Some((place(from, middle)?, place(middle, to)?)))
                .collect()
        });
        let is_once = |from: usize| steps.iter().any(|step| step.is_once && step.from == from);
        let at_once = (0..states).filter(|&from| is_once(from)).map(|from| {
            let of_state = || steps.iter().filter(move |step| step.from == from);
            LeftOnce {
                stays: place(from, from).expect("a state leads to itself"),
                moves: of_state()
                    .filter_map(|step| Some((step.number, place(from, step.to)?)))
                    .collect(),
                all: of_state()
                    .filter(|step| step.to < states)
                    .map(|step| step.number)
                    .collect(),
            }
        });
        let out = (0..all).map(|from| {
            let by_hazards = steps
                .iter()
                .filter(|step| !step.is_once && step.to < states);
            let out = by_hazards.filter(|step| step.from == from);
            out.map(|step| step.number).collect()
        });
        Chains {
            begun: begun.collect(),
            halves: halves.collect(),
            out: out.collect(),
            at_once: at_once.collect(),
            passages,
        }
    }

    /// Every passage, in the order of the chances; those from one state stand side by side.
    pub fn passages(&self) -> &[StatePassage] {
        &self.passages
    }

    /// Works out the chances of places where effects multiply hazards as in [`Health::expect`].
    pub fn run(
        &self,
        health: &Health,
        cells: &[HazardCell; LANES],
        multipliers: Option<&[f64]>,
        chances: &mut Chances,
    ) {
        let moves = health.moves();
        let hazards = &mut chances.hazards;
        hazards.resize(moves, NONE);
        for (lane, cell) in cells.iter().enumerate() {
            let row = health.hazards_at(*cell);
            match multipliers {
                Some(multipliers) => {
                    let row = row.iter().zip(multipliers);
                    for (hazards, (hazard, multiplier)) in hazards.iter_mut().zip(row) {
                        hazards[lane] = hazard * multiplier;
                    }
                }
                None => {
                    for (hazards, hazard) in hazards.iter_mut().zip(row) {
                        hazards[lane] = *hazard;
                    }
                }
            }
        }
        on_widest(
            #[inline(always)]
            || self.series(chances),
        );
        self.patch(&chances.hazards, 0.5, &mut chances.half);
        self.patch(&chances.hazards, 1.0, &mut chances.full);
    }

    /// Chances of all passages, as if states that are left once a cycle were never left.
    #[inline(always)]
    fn series(&self, chances: &mut Chances) {
        let (leaving, most) = self.leaving(&chances.hazards);
        // The last doubling makes two halves of a cycle one.
        let (mut doublings, mut part) = (1, most / 2.0);
        while part > LARGEST_PART {
            part /= 2.0;
            doublings += 1;
        }
        let factor = libm::exp2(-f64::from(doublings));
        for hazards in &mut chances.hazards {
            scale(hazards, factor);
        }
        chances.stays.clear();
        for out in &leaving {
            let mut stay = Aligned([most; LANES]);
            subtract(&mut stay, out);
            scale(&mut stay, factor);
            chances.stays.push(stay);
        }
        self.sum(part, chances);
        for doubling in 1..=doublings {
            if doubling == doublings {
                chances.half.clone_from(&chances.full);
            }
            self.multiply(&chances.full, &chances.full, &mut chances.spare);
            std::mem::swap(&mut chances.full, &mut chances.spare);
        }
        let whole = 1.0 / factor;
        for hazards in &mut chances.hazards {
            scale(hazards, whole);
        }
    }

    /// Hazards of leaving each state, and the largest at any place.
    #[inline(always)]
    fn leaving(&self, hazards: &[AlignedLanes]) -> (Vec<AlignedLanes>, f64) {
        let leaving: Vec<AlignedLanes> = self
            .out
            .iter()
            .map(|moves| {
                let mut sum = NONE;
                for &number in moves {
                    add(&mut sum, &hazards[number]);
                }
                sum
            })
            .collect();
        let most = leaving
            .iter()
            .flat_map(|out| out.0)
            .fold(0.0, |most: f64, out| most.max(out));
        (leaving, most)
    }

    /// e^−λ·Σ Mᵏ/k!, M = Q + λI: as a polynomial in M⁴ whose factors are polynomials in M up to its cube (Paterson and Stockmeyer
    /// 1973), since a power of M by M itself takes fewer products than one by another power.
    #[inline(always)]
    fn sum(&self, most: f64, chances: &mut Chances) {
        let (mut terms, mut term) = (0, 1.0);
        while term > NEGLIGIBLE {
            terms += 1;
            term *= most / f64::from(terms);
        }
        self.first_powers(chances);
        let Chances {
            full,
            spare,
            powers,
            ..
        } = chances;
        // 1/k!, of all that whole polynomials in M have.
        let mut factors = vec![1.0];
        for number in 1..(terms as usize + 1).next_multiple_of(POWERS) {
            factors.push(factors[number - 1] / number as f64);
        }
        full.clear();
        full.resize(self.passages.len(), NONE);
        let (polynomials, _) = factors.as_chunks::<POWERS>();
        let last = polynomials.len() - 1;
        for (number, polynomial) in polynomials.iter().enumerate().rev() {
            if number < last {
                self.multiply(full, &powers[POWERS - 1], spare);
                std::mem::swap(full, spare);
            }
            let [zeroth, first, second, third] = *polynomial;
            for (place, passage) in self.passages.iter().enumerate() {
                let own = zeroth * f64::from(u8::from(passage.from == passage.to));
                let mut sum = full[place];
                add(&mut sum, &[own; LANES]);
                add_multiple(&mut sum, &powers[0][place], first);
                add_multiple(&mut sum, &powers[1][place], second);
                add_multiple(&mut sum, &powers[2][place], third);
                full[place] = sum;
            }
        }
        let none = libm::exp(-most);
        for chance in full {
            scale(chance, none);
        }
    }

    /// M to M⁴ of part of a cycle.
    #[inline(always)]
    fn first_powers(&self, chances: &mut Chances) {
        let Chances {
            hazards,
            stays,
            powers,
            ..
        } = chances;
        for power in powers.iter_mut() {
            power.resize(self.passages.len(), NONE);
        }
        let [first, higher @ ..] = powers;
        for (place, passage) in self.passages.iter().enumerate() {
            let mut sum = NONE;
            if passage.from == passage.to {
                sum = stays[passage.from];
            }
            for &(number, rest) in &self.begun[place] {
                if self.passages[rest].from == passage.to {
                    add(&mut sum, &hazards[number]);
                }
            }
            first[place] = sum;
        }
        let mut last = &*first;
        for power in higher {
            for (place, passage) in self.passages.iter().enumerate() {
                let mut sum = last[place];
                multiply(&mut sum, &stays[passage.from]);
                for &(number, rest) in &self.begun[place] {
                    add_product(&mut sum, &hazards[number], &last[rest]);
                }
                power[place] = sum;
            }
            last = power;
        }
    }

    #[inline(always)]
    fn multiply(&self, one: &[AlignedLanes], other: &[AlignedLanes], into: &mut Vec<AlignedLanes>) {
        into.resize(one.len(), NONE);
        for (pairs, into) in self.halves.iter().zip(into) {
            let mut sum = NONE;
            for &(first, second) in pairs {
                add_product(&mut sum, &one[first], &other[second]);
            }
            *into = sum;
        }
    }

    /// The rows of states that are left once a cycle at most, in a part of a cycle.
    fn patch(&self, hazards: &[AlignedLanes], part: f64, chances: &mut [AlignedLanes]) {
        for once in &self.at_once {
            let mut total = NONE;
            for &number in &once.all {
                let mut hazard = hazards[number];
                scale(&mut hazard, part);
                add(&mut total, &hazard);
            }
            let leave = total.map(|total| total.min(1.0));
            for &(_, place) in &once.moves {
                chances[place] = NONE;
            }
            chances[once.stays] = Aligned(leave.map(|leave| 1.0 - leave));
            for &(number, place) in &once.moves {
                let shares = leave.iter().zip(&*total);
                let each = chances[place].iter_mut().zip(&*hazards[number]);
                for ((chance, hazard), (leave, total)) in each.zip(shares) {
                    if *total > 0.0 {
                        *chance += hazard * part * (leave / total);
                    }
                }
            }
        }
    }
}

/// One move, or what it adds to a count of moves.
struct ChainMove {
    from: usize,
    to: usize,
    number: usize,
    is_once: bool,
}

fn steps(health: &Health, is_short: bool) -> Vec<ChainMove> {
    let states = health.situations();
    let mut steps = Vec::new();
    for from in 0..states {
        let (first, destinations, is_once) = health.moves_from(from);
        for (place, &to) in destinations.iter().enumerate() {
            let step = |to: usize| ChainMove {
                from,
                to,
                number: first + place,
                is_once,
            };
            let to = health.led(from, to, is_short);
            steps.push(step(to));
            steps.extend(
                health
                    .counted(from, to)
                    .map(|counter| step(states + counter)),
            );
        }
    }
    steps
}

/// Where somebody can be after a cycle; states left once a cycle at most are left only by those who start in them.
fn reached(steps: &[ChainMove], from: usize, all: usize) -> Vec<bool> {
    let mut reached = vec![false; all];
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        if std::mem::replace(&mut reached[state], true) {
            continue;
        }
        let moves = steps.iter().filter(|step| step.from == state);
        let onward = moves.filter(|step| !step.is_once || state == from);
        open.extend(onward.map(|step| step.to));
        // Nobody moves on from what a move of theirs led to.
        if state == from && steps.iter().any(|step| step.from == from && step.is_once) {
            for state in open.drain(..) {
                reached[state] = true;
            }
        }
    }
    reached
}
