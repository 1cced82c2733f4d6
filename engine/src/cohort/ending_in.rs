//! How many are in one situation at the end of a cycle, which is not lived: what a search for the rate of entry asks again and again.
//!
//! Comes in: who is where at the start, and the chances of moves without effects. Goes out: [`EndingIn`]. Under effects each chance is
//! what it is without them times a ratio, on a straight line between the ratios at two nodes of age. Who ends in a situation is a sum of
//! chances, and so a sum over nodes, whose weights are worked out once. Deliberately absent: everything else that a cycle does.

use super::coming::Arriving;
use super::moves::Moves;
use super::occupancy::Occupancy;
use super::phase::PhaseMoves;
use super::place_blocks::BLOCK;

/// Residents who are in one situation at the end.
#[derive(Debug)]
pub(super) struct EndingIn {
    /// How many, without effects.
    own: f64,
    /// How many more for each by which a ratio is larger than 1: `[reference][passage][node]`.
    by_ratio: Vec<f64>,
}

/// A passage that has a part in who ends in a situation.
struct PassagePart {
    row: usize,
    from: usize,
    /// Of those who take it without effects, those who end there.
    own: f64,
    /// Of those who take it more often under effects.
    more: f64,
}

impl EndingIn {
    /// Of those who are here at the start of a cycle.
    pub fn of_residents(
        moves: &Moves,
        now: &Occupancy,
        cycle: usize,
        situation: usize,
    ) -> EndingIn {
        let (places, phase) = (now.places, moves.phase(now.places.phase(cycle)));
        let (width, first) = (places.count(), places.first(cycle));
        let blocks = moves.cohorts().div_ceil(BLOCK);
        let chance = |class: usize, row: usize, chances: &mut Vec<f64>| {
            let of_class = moves.of_class(class, places.phase(cycle), None);
            chances.clear();
            chances.extend((0..blocks).flat_map(|block| of_class.of_block(block).0[row]));
        };
        let here = |row: usize| &now.residents[row * width..][first..width];
        let moving = MovingClasses {
            moves,
            phase,
            stay: &phase.stay,
            halves: places.halves,
        };
        moving.ending_in(situation, here, chance)
    }

    /// Of those who come in a cycle.
    pub fn of_arriving(moves: &Moves, arriving: &Arriving, situation: usize) -> EndingIn {
        let phase = moves.phase(arriving.phase());
        let cohorts = moves.cohorts();
        let chance = |class: usize, row: usize, chances: &mut Vec<f64>| {
            let mut room = Vec::new();
            let of_class = moves.of_class_in_half(class, arriving.phase(), None, &mut room);
            chances.clear();
            chances.extend_from_slice(&of_class[row * cohorts..][..cohorts]);
        };
        let moving = MovingClasses {
            moves,
            phase,
            stay: &phase.stay_in_half,
            halves: arriving.halves(),
        };
        moving.ending_in(situation, |row| arriving.row(row), chance)
    }

    /// Under effects of which these are the ratios, or without.
    ///
    /// # Panics
    /// Where they are of other moves.
    pub fn under(&self, ratios: Option<&[f64]>) -> f64 {
        assert!(ratios.is_none_or(|ratios| ratios.len() == self.by_ratio.len()));
        let pairs = self.by_ratio.iter().zip(ratios.into_iter().flatten());
        let more: f64 = pairs.map(|(each, ratio)| each * (ratio - 1.0)).sum();
        self.own + more
    }
}

/// Residents of all classes on their way through a cycle, or half of one.
struct MovingClasses<'a> {
    moves: &'a Moves,
    phase: &'a PhaseMoves,
    /// Chance not to move out of the town, by cohort.
    stay: &'a [f64],
    /// Places of a cohort.
    halves: usize,
}

impl MovingClasses<'_> {
    /// `here` tells who is at each place in a row of a class and situation, and `chance` writes the chances of a class to take a
    /// passage by cohort, both from the youngest on.
    fn ending_in<'h>(
        &self,
        situation: usize,
        here: impl Fn(usize) -> &'h [f64],
        chance: impl Fn(usize, usize, &mut Vec<f64>),
    ) -> EndingIn {
        let (moves, situations) = (self.moves, self.moves.situations());
        let stand_for = moves.classes().stand_for();
        let parts = passage_parts(moves, situation);
        let mut ending = EndingIn {
            own: 0.0,
            by_ratio: vec![0.0; moves.ratios()],
        };
        let (mut chances, mut ends) = (Vec::new(), Vec::new());
        for &class in moves.classes().lived() {
            for part in &parts {
                chance(class, part.row, &mut chances);
                let places = here(class * situations + part.from).chunks(self.halves);
                let staying = chances.iter().zip(self.stay);
                ends.clear();
                ends.extend(places.zip(staying).map(|(here, (chance, stay))| {
                    stand_for[class / 2] * here.iter().sum::<f64>() * chance * stay
                }));
                ending.own += part.own * ends.iter().sum::<f64>();
                if part.more != 0.0 {
                    let at_nodes = &mut ending.by_ratio[moves.ratios_of(class, part.row)];
                    self.phase.share_out(&ends, part.more, at_nodes);
                }
            }
        }
        ending
    }
}

/// Passages that lead to a situation, and those that lead out of it: who takes these more often stays less often.
fn passage_parts(moves: &Moves, situation: usize) -> Vec<PassagePart> {
    let mut parts = Vec::new();
    for group in moves.groups() {
        for row in group.rows.clone() {
            let [own, more] = if group.stay == Some(row) && group.from == situation {
                [1.0, 0.0]
            } else if moves.passages()[row].to == situation {
                [1.0, 1.0]
            } else if group.from == situation && group.stay.is_some() && moves.is_to_situation(row)
            {
                [0.0, -1.0]
            } else {
                continue;
            };
            parts.push(PassagePart {
                row,
                from: group.from,
                own,
                more,
            });
        }
    }
    parts
}
