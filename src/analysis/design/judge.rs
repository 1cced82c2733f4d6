//! A design that was asked about, and how it is judged: party by party, the chance of being no worse off.
//!
//! Comes in: gains by draw, and luck. Goes out: chances. Deliberately absent: which designs there are.

use super::figures::DesignFigures;

/// A gain that is less than this part of what it is a difference of is rounding.
const ROUNDING: f64 = 1e-9;

/// A design that was asked about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    /// 0 is the scenario as written.
    pub number: usize,
    /// The round in which it was tried.
    pub round: u32,
    /// By term.
    pub values: Vec<f64>,
    /// In each draw.
    pub gains: Vec<DesignFigures>,
}

impl Design {
    /// Whether it makes no difference to anybody in any draw: no contract at all.
    pub fn is_idle(&self) -> bool {
        let gains = self
            .gains
            .iter()
            .flat_map(|draw| draw.parties.iter().flatten());
        gains.into_iter().all(|gain| *gain == 0.0)
    }
}

/// By what designs are judged.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub luck: &'a [Vec<f64>],
    pub chance: f64,
}

impl Judge<'_> {
    /// What a party gains in every draw and future; none where it is not judged. Arms share their luck: where an arm makes no
    /// difference to a party, luck makes none.
    pub fn gains(&self, design: &Design, party: usize) -> Option<Vec<f64>> {
        let gains: Option<Vec<f64>> = design
            .gains
            .iter()
            .map(|draw| draw.parties[party])
            .collect();
        let gains = gains?;
        if self.luck.is_empty() {
            return Some(gains);
        }
        let with = |gain: &f64| -> Vec<f64> {
            let luck = |future: &Vec<f64>| if *gain == 0.0 { 0.0 } else { future[party] };
            self.luck.iter().map(|future| gain + luck(future)).collect()
        };
        Some(gains.iter().flat_map(with).collect())
    }

    /// The chance that a party is no worse off.
    pub fn chance_of(&self, design: &Design, party: usize) -> Option<f64> {
        let gains = self.gains(design, party)?;
        let largest = gains
            .iter()
            .fold(0.0_f64, |most, gain| most.max(gain.abs()));
        let no_worse = gains
            .iter()
            .filter(|gain| **gain >= -ROUNDING * (1.0 + largest));
        Some(no_worse.count() as f64 / gains.len() as f64)
    }

    /// That of the party that has the least.
    pub fn worst(&self, design: &Design) -> f64 {
        let parties = 0..design.gains[0].parties.len();
        parties
            .filter_map(|party| self.chance_of(design, party))
            .fold(1.0, f64::min)
    }

    /// Whether it is a contract, and nobody loses by it with the chance asked.
    pub fn is_met(&self, design: &Design) -> bool {
        !design.is_idle() && self.worst(design) >= self.chance
    }
}

/// The mean of a figure over draws.
pub(super) fn mean(design: &Design, of: fn(&DesignFigures) -> f64) -> f64 {
    design.gains.iter().map(of).sum::<f64>() / design.gains.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(gains: &[f64]) -> Design {
        let figures = |gain: &f64| DesignFigures {
            parties: vec![Some(*gain), None],
            public_cost: 0.0,
            qalys: 0.0,
            unmet_hours: 0.0,
        };
        Design {
            number: 0,
            round: 0,
            values: Vec::new(),
            gains: gains.iter().map(figures).collect(),
        }
    }

    #[test]
    fn a_party_is_no_worse_off_in_as_many_draws_and_futures_as_its_gain_and_its_luck_leave() {
        // Gains of 3 and -1, luck of 2 and -2: 5, 1, 1, -3.
        let luck = [vec![2.0, 0.0], vec![-2.0, 0.0]];
        let judge = Judge {
            luck: &luck,
            chance: 0.75,
        };
        let found = design(&[3.0, -1.0]);
        assert_eq!(judge.chance_of(&found, 0), Some(0.75));
        assert_eq!(judge.chance_of(&found, 1), None);
        assert!(judge.is_met(&found));
        let surer = Judge {
            chance: 0.8,
            ..judge
        };
        assert!(!surer.is_met(&found));
    }

    #[test]
    fn where_an_arm_makes_no_difference_luck_makes_none() {
        let luck = [vec![-5.0, 0.0]];
        let judge = Judge {
            luck: &luck,
            chance: 1.0,
        };
        assert_eq!(judge.chance_of(&design(&[0.0, 1.0]), 0), Some(0.5));
        assert_eq!(judge.worst(&design(&[0.0, 0.0])), 1.0);
        // Nobody loses by what changes nothing, but it is no contract.
        assert!(!judge.is_met(&design(&[0.0, 0.0])));
        assert!(judge.is_met(&design(&[0.0, 6.0])));
    }
}
