//! How often needs begin, and who has the permanent ones: level × age × class.
//!
//! Comes in: rates or prevalences of `[[need]]` per state, its slope, and its ratios by age and class. Goes out: what
//! the tables of care are filled with, and [`Onsets`], by which one kind of need in one state is drawn. Deliberately
//! absent: what a need asks for.

use crate::base::poisson::{Poisson, PoissonId, Poissons};
use crate::scenario::schema::{self, NeedClass, Scenario};

use super::classes::{Classes, Ratios};
use super::draw::Draw;
use super::states::State;
use super::time::OLDEST_AGE;

/// Needs that are drawn side by side.
pub const LANES: usize = 8;

/// Tables of new needs of one kind in one state, by completed year of age and class.
#[derive(Debug, Clone, Copy)]
pub struct Onsets<'a> {
    pub(super) poissons: &'a Poissons,
    pub(super) tables: &'a [PoissonId],
    pub(super) common: Option<PoissonId>,
}

impl<'a> Onsets<'a> {
    /// How many needs these bits give, at a cell as [`Classes::cell`] counts them.
    #[inline(always)]
    pub fn draw(&self, cell: u32, bits: u64) -> u32 {
        self.poissons.draw(self.tables[cell as usize], bits)
    }

    /// The one table of all cells, where they share it.
    pub fn common(&self) -> Option<Poisson<'a>> {
        self.common.map(|table| self.poissons.table(table))
    }
}

/// The needs of one state whose tables differ by age or class. Mostly none of them arises, which one look at all of them says.
#[derive(Debug, Clone, Default)]
pub struct SideBySide {
    /// Which of the acute and temporary needs of the state.
    entries: Vec<usize>,
    /// Bits below which there is none: `[first of LANES needs][cell][need]`; the lanes left over hold what no bits reach.
    none_below: Vec<[u64; LANES]>,
}

impl SideBySide {
    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.none_below)
    }

    /// `tables` are those of the state, `[need of the state][cell]`; `common` says which needs share one in all cells.
    pub(super) fn new(
        poissons: &Poissons,
        tables: &[PoissonId],
        common: &[Option<PoissonId>],
        cells: usize,
    ) -> SideBySide {
        let entries = (0..common.len()).filter(|&entry| common[entry].is_none());
        let entries: Vec<usize> = entries.collect();
        let of_cell = |entries: &[usize], cell: usize| {
            let bits = |entry: &usize| poissons.none_below(tables[entry * cells + cell]);
            std::array::from_fn(|lane| entries.get(lane).map_or(u64::MAX, bits))
        };
        let none_below = entries
            .chunks(LANES)
            .flat_map(|entries| (0..cells).map(move |cell| of_cell(entries, cell)))
            .collect();
        SideBySide {
            entries,
            none_below,
        }
    }

    /// Up to [`LANES`] needs at a time, each with the bits below which there is none, by cell.
    pub fn lanes(&self, cells: usize) -> impl Iterator<Item = (&[usize], &[[u64; LANES]])> {
        let none_below = self.none_below.chunks(cells.max(1));
        self.entries.chunks(LANES).zip(none_below)
    }

    /// Whether a need of the state is among them.
    pub fn has(&self, entry: usize) -> bool {
        self.entries.contains(&entry)
    }
}

/// How a need's level varies by age and class.
pub(super) struct LevelShape {
    pub(super) by_age: Vec<f64>,
    pub(super) by_class: Vec<f64>,
}

impl LevelShape {
    pub(super) fn new(
        scenario: &Scenario,
        need: usize,
        classes: Classes,
        draw: &Draw,
    ) -> LevelShape {
        let need = &scenario.need[need];
        let name = &need.name;
        let slope = draw.or(need.slope.as_ref(), 0.0, || format!("need.{name}.slope"));
        let bands = age_ratios(&need.age_ratios, draw, &format!("need.{name}"));
        let by_age = (0..OLDEST_AGE)
            // The middle of a completed year of age stands for the whole of it.
            .map(|age| libm::exp(slope * (age as f64 + 0.5 - need.age_reference)) * bands[age])
            .collect();
        let by_class = Ratios {
            path: format!("need.{name}"),
            male: need.male_ratio.as_deref(),
            deprivation: &need.deprivation_ratios,
            no_carer: need.no_carer_ratio.as_deref(),
        }
        .by_class(classes, draw);
        LevelShape {
            by_age: flat_where_no_slope(by_age, slope, &bands),
            by_class,
        }
    }
}

/// Without a slope the ratio is exactly the band's, so that equal means share one table.
fn flat_where_no_slope(by_age: Vec<f64>, slope: f64, bands: &[f64]) -> Vec<f64> {
    if slope == 0.0 { bands.to_vec() } else { by_age }
}

/// The ratio of every completed year of age; 1 outside all bands.
pub(super) fn age_ratios(bands: &[schema::AgeRatio], draw: &Draw, path: &str) -> Vec<f64> {
    let mut ratios = vec![1.0; OLDEST_AGE];
    for (number, band) in bands.iter().enumerate() {
        let ratio = draw.value(&band.ratio, || format!("{path}.age_ratios.{number}.ratio"));
        for (age, value) in ratios.iter_mut().enumerate() {
            let years = age as f64;
            if years >= band.age_from && band.age_below.is_none_or(|below| years < below) {
                *value = ratio.max(0.0);
            }
        }
    }
    ratios
}

/// Rate or prevalence per state and need, at the reference age.
pub(super) fn levels(scenario: &Scenario, states: &[State], draw: &Draw) -> Vec<Vec<f64>> {
    states
        .iter()
        .map(|state| {
            scenario
                .need
                .iter()
                .map(|need| {
                    let path = |key: &str| format!("need.{}.{key}.{}", need.name, state.name);
                    let level = match need.class {
                        NeedClass::Permanent => {
                            let share = need.prevalence.get(&state.name);
                            draw.or(share, 0.0, || path("prevalence"))
                        }
                        NeedClass::Acute | NeedClass::Temporary => {
                            draw.or(need.rates.get(&state.name), 0.0, || path("rates"))
                        }
                    };
                    if state.is_alive() {
                        level.max(0.0)
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_there_is_none_exactly_where_the_tables_say_so() {
        // Ten needs in three cells, of which the fourth has one table for all: nine are left, the last in lanes of its own.
        let (needs, cells) = (10, 3);
        let mut poissons = Poissons::new();
        let mean = |need: usize, cell: usize| match need {
            3 => 0.2,
            _ => 0.01 * (1 + need) as f64 + 0.001 * cell as f64,
        };
        let pairs = (0..needs).flat_map(|need| (0..cells).map(move |cell| (need, cell)));
        let tables: Vec<PoissonId> = pairs
            .map(|(need, cell)| poissons.add(mean(need, cell)))
            .collect();
        let common = (0..needs).map(|need| (need == 3).then(|| tables[need * cells]));
        let common: Vec<Option<PoissonId>> = common.collect();
        let side_by_side = SideBySide::new(&poissons, &tables, &common, cells);
        let mut found = Vec::new();
        for (entries, none_below) in side_by_side.lanes(cells) {
            assert_eq!(none_below.len(), cells);
            for (lane, &need) in entries.iter().enumerate() {
                for (cell, below) in none_below.iter().enumerate() {
                    let table = tables[need * cells + cell];
                    assert_eq!(poissons.draw(table, below[lane] - 1), 0);
                    assert_eq!(poissons.draw(table, below[lane]), 1);
                }
                found.push(need);
            }
        }
        assert_eq!(found, [0, 1, 2, 4, 5, 6, 7, 8, 9]);
        assert!(!side_by_side.has(3) && side_by_side.has(9));
    }
}
