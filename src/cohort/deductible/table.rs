//! What is left of the deductible after a year in each cell, at one year's prices.
//!
//! Comes in: the cells of a system and a price list. Goes out: a [`RestTable`] of what needs and background care leave of the
//! deductible when everything is delivered, and how fast that falls where more is charged. Deliberately absent: what is
//! delivered in a year (deductible.rs).

use crate::system::System;

use super::cells::Cells;
use super::charges::{Charging, NeedCharge, PARTS, PriceList, Spreads};
use super::law::{ChargeLaw, Rest, Severity, whole};

/// What is left of the deductible.
#[derive(Debug)]
pub struct RestTable {
    /// The prices.
    pub prices: PriceList,
    /// Needs that are charged.
    pub needs: Vec<ChargedNeed>,
    /// By cell; of ages to which the deductible does not apply, all of it is left.
    pub cells: Vec<Left>,
    /// By how much the logarithm of what is left falls when a part of the deductible more is charged per occurrence of a
    /// need: `[cell][need]`.
    pub falls: Vec<f64>,
    /// Of what background care takes, the part of each line: `[group of ages][sex][class][line]`.
    pub lines: Vec<f64>,
    /// Lines of background care.
    pub line_count: usize,
}

/// What is left to residents of one cell who live there all year, as a part of the deductible.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// By needs alone.
    pub by_needs: f64,
    /// By all care.
    pub by_all: f64,
    /// What residents spend in a year lived there, relative to those who are there all of it: with who leaves for good.
    pub with_leavers: f64,
    /// What one more who comes during the year adds to that, per resident.
    pub with_newcomers: f64,
}

const NOTHING_TAKEN: Left = Left {
    by_needs: 1.0,
    by_all: 1.0,
    with_leavers: 1.0,
    with_newcomers: 0.0,
};

impl RestTable {
    /// For the year and prices of a list.
    pub fn new(system: &System, cells: &Cells, spreads: &Spreads, prices: PriceList) -> RestTable {
        let charging = Charging {
            system,
            spreads,
            prices: &prices,
        };
        let charges = charging.needs();
        let needs: Vec<ChargedNeed> = charges.iter().map(ChargedNeed::new).collect();
        let line_count = system.care.background.len();
        let mut table = RestTable {
            cells: vec![NOTHING_TAKEN; cells.count()],
            falls: vec![0.0; cells.count() * needs.len()],
            lines: vec![0.0; cells.groups() * 2 * cells.classes * line_count],
            line_count,
            needs,
            prices: prices.clone(),
        };
        let laws = Laws {
            cells,
            charging,
            indices: table.indices(cells),
            charges,
        };
        for group in (0..cells.groups()).filter(|group| cells.is_subject(*group)) {
            for is_male in [false, true] {
                table.fill(&laws, group, is_male);
            }
        }
        table
    }

    /// Where each charged need stands among those of the cells.
    fn indices(&self, cells: &Cells) -> Vec<usize> {
        let index = |charge: &ChargedNeed| {
            cells
                .needs
                .binary_search(&charge.need)
                .expect("a need that can be charged")
        };
        self.needs.iter().map(index).collect()
    }

    fn fill(&mut self, laws: &Laws, group: usize, is_male: bool) {
        let cells = laws.cells;
        let background: Vec<BackgroundRest> = (0..cells.classes)
            .map(|class| laws.background(group, is_male, class))
            .collect();
        let mut by_class = vec![Severity::none(); cells.classes];
        for state in 0..cells.states {
            let typical = laws.typical(group, is_male, state);
            let [year, half] = PARTS.map(|part| laws.needs(&typical, part));
            for class in 0..cells.classes {
                let background = &background[class];
                let cell = cells.first(group, is_male, class) + state;
                year.add_to(cells.residents[cell], &mut by_class[class]);
                let slopes = laws.slopes(&year.plus(&background.laws[0]));
                let rates = laws.rates(cell);
                let apart = rates.iter().zip(&typical).zip(&slopes);
                let shift: f64 = apart
                    .map(|((rate, typical), slope)| (typical - rate) * slope)
                    .sum();
                let shift = libm::exp(shift);
                let by_all = (year.mean(&background.rests[0]) * shift).min(1.0);
                let in_half = 1.0 - half.mean(&background.rests[1]);
                let presence = SpendingCourse::new(1.0 - year.mean(&background.rests[0]), in_half);
                self.cells[cell] = Left {
                    by_needs: (year.mean(&whole()) * shift).clamp(by_all, 1.0),
                    by_all,
                    with_leavers: presence.with_leavers(cells.leaving[cell]),
                    with_newcomers: presence.with_newcomers(),
                };
                let falls = &mut self.falls[cell * self.needs.len()..][..self.needs.len()];
                for (index, fall) in falls.iter_mut().enumerate() {
                    let weight = self.needs[index].weight;
                    // A need that charges nothing before effects takes what they make it charge.
                    let per_part = if weight > 0.0 {
                        slopes[index] / weight
                    } else {
                        1.0
                    };
                    *fall = rates[index] * per_part;
                }
            }
        }
        for (class, background) in background.iter().enumerate() {
            let first =
                ((group * 2 + usize::from(is_male)) * cells.classes + class) * self.line_count;
            let parts = background.parts(&by_class[class].mean());
            self.lines[first..first + self.line_count].copy_from_slice(&parts);
        }
    }

    /// Whether the same needs are charged through the same channels.
    pub fn has_needs_of(&self, other: &RestTable) -> bool {
        let is_like = |(one, other): (&ChargedNeed, &ChargedNeed)| {
            let channels = one.channels.iter().map(|each| each.0);
            one.need == other.need && channels.eq(other.channels.iter().map(|each| each.0))
        };
        let pairs = self.needs.iter().zip(&other.needs);
        self.needs.len() == other.needs.len() && pairs.into_iter().all(is_like)
    }

    /// The table of a year in which all is charged in the middle of what it is in others: their tables, each times its part.
    pub fn blend(tables: &[&RestTable], parts: &[f64], prices: PriceList) -> RestTable {
        let first = tables[0];
        let mean = |of: &dyn Fn(&RestTable) -> f64| -> f64 {
            let tables = tables.iter().zip(parts);
            tables.map(|(table, part)| part * of(table)).sum()
        };
        let needs = first.needs.iter().enumerate().map(|(index, need)| {
            let channels = need.channels.iter().enumerate();
            ChargedNeed {
                need: need.need,
                weight: mean(&|table| table.needs[index].weight),
                channels: channels
                    .map(|(place, (channel, _))| {
                        let each = mean(&|table| table.needs[index].channels[place].1);
                        (*channel, each)
                    })
                    .collect(),
            }
        });
        let cells = (0..first.cells.len()).map(|cell| Left {
            by_needs: mean(&|table| table.cells[cell].by_needs),
            by_all: mean(&|table| table.cells[cell].by_all),
            with_leavers: mean(&|table| table.cells[cell].with_leavers),
            with_newcomers: mean(&|table| table.cells[cell].with_newcomers),
        });
        let falls = (0..first.falls.len()).map(|fall| mean(&|table| table.falls[fall]));
        let lines = (0..first.lines.len()).map(|line| mean(&|table| table.lines[line]));
        RestTable {
            needs: needs.collect(),
            cells: cells.collect(),
            falls: falls.collect(),
            lines: lines.collect(),
            line_count: first.line_count,
            prices,
        }
    }
}

/// A need that is charged.
#[derive(Debug)]
pub struct ChargedNeed {
    /// The need.
    pub need: usize,
    /// Parts of the deductible that its units charge, each up to the whole.
    pub weight: f64,
    /// Its channels, and parts of the deductible that a unit of each charges.
    pub channels: Vec<(usize, f64)>,
}

impl ChargedNeed {
    fn new(charge: &NeedCharge) -> ChargedNeed {
        ChargedNeed {
            need: charge.need,
            weight: charge.weight,
            channels: charge.channels.clone(),
        }
    }
}

/// What laws of cells are made of.
struct Laws<'a> {
    cells: &'a Cells,
    charging: Charging<'a>,
    indices: Vec<usize>,
    charges: Vec<NeedCharge>,
}

impl Laws<'_> {
    fn rates(&self, cell: usize) -> Vec<f64> {
        let rates = self.cells.rates(cell);
        self.indices.iter().map(|&index| rates[index]).collect()
    }

    /// Occurrences in a state over all classes.
    fn typical(&self, group: usize, is_male: bool, state: usize) -> Vec<f64> {
        let cells =
            (0..self.cells.classes).map(|class| self.cells.first(group, is_male, class) + state);
        let (mut sums, mut all) = (vec![0.0; self.indices.len()], 0.0);
        for cell in cells {
            let here = self.cells.residents[cell].max(1e-12);
            all += here;
            for (sum, rate) in sums.iter_mut().zip(self.rates(cell)) {
                *sum += here * rate;
            }
        }
        sums.iter().map(|sum| sum / all).collect()
    }

    /// What needs that occur so often charge in a part of the year.
    fn needs(&self, rates: &[f64], part: f64) -> ChargeLaw {
        let index = usize::from(part != PARTS[0]);
        let mut episodes = Severity::none();
        let mut lasting = ChargeLaw::none();
        let charges = self.charges.iter().zip(rates);
        for (charge, &rate) in charges.filter(|(_, rate)| **rate > 0.0) {
            let law = &charge.laws[index];
            if charge.is_permanent {
                lasting = lasting.plus(&law.or(rate, &ChargeLaw::none()));
            } else {
                law.add_to(rate, &mut episodes);
            }
        }
        lasting.plus(&episodes.poisson(part))
    }

    /// How fast the logarithm of what is left falls with the occurrences of each need, all other charges being these.
    fn slopes(&self, all: &ChargeLaw) -> Vec<f64> {
        let left = all.mean(&whole()).max(f64::MIN_POSITIVE);
        let slope = |charge: &NeedCharge| 1.0 - (all.mean(&charge.rest) / left).min(1.0);
        self.charges.iter().map(slope).collect()
    }

    fn background(&self, group: usize, is_male: bool, _class: usize) -> BackgroundRest {
        let system = self.charging.system;
        let levels = system.care.background.iter();
        let year = self.charging.prices.year;
        let prices = system.growth.prices(year);
        let ages = self.cells.ages[group]..self.cells.ages[group + 1];
        let many = ages.len() as f64;
        let means: Vec<f64> = levels
            .enumerate()
            .map(|(index, line)| {
                let level = prices * system.growth.volume(line.line, year);
                let of = |age: usize| system.care.background_table.means(is_male, age)[index];
                let mean = ages.clone().map(of).sum::<f64>() / many;
                if line.deductible { mean * level } else { 0.0 }
            })
            .collect();
        let mut background = BackgroundRest {
            laws: [ChargeLaw::none(); 2],
            rests: [whole(); 2],
            so_far: Vec::new(),
        };
        for (index, part) in PARTS.into_iter().enumerate() {
            let mut sum = ChargeLaw::none();
            for (line, &mean) in means.iter().enumerate() {
                if mean > 0.0 {
                    sum = sum.plus(&self.charging.line(line, mean * part));
                }
                if index == 0 {
                    background.so_far.push(sum.rest());
                }
            }
            background.laws[index] = sum;
            background.rests[index] = sum.rest();
        }
        background
    }
}

/// Background care of one sex, class and group of ages, by part of the year.
struct BackgroundRest {
    laws: [ChargeLaw; 2],
    rests: [Rest; 2],
    /// What the first lines leave, which are charged one after another.
    so_far: Vec<Rest>,
}

impl BackgroundRest {
    /// The part of each line of what they take together after what needs charge.
    fn parts(&self, needs: &ChargeLaw) -> Vec<f64> {
        let mut left = needs.mean(&whole());
        let taken = |rest: &Rest| {
            let after = needs.mean(rest);
            std::mem::replace(&mut left, after) - after
        };
        let taken: Vec<f64> = self.so_far.iter().map(taken).collect();
        let all: f64 = taken.iter().sum();
        taken
            .iter()
            .map(|taken| if all > 0.0 { taken / all } else { 0.0 })
            .collect()
    }
}

/// Residents who live in a cell for a part of the year.
///
/// What they spend of the deductible in a part t of the year is taken as V·t^α, through what they spend in half of it and in
/// all of it.
struct SpendingCourse {
    alpha: f64,
}

/// Points between 0 and 1 and their weights, by Gauss and Legendre.
const POINTS: [(f64, f64); 5] = [
    (0.046_910_077_030_668, 0.118_463_442_528_095),
    (0.230_765_344_947_158, 0.239_314_335_249_683),
    (0.5, 0.284_444_444_444_444),
    (0.769_234_655_052_842, 0.239_314_335_249_683),
    (0.953_089_922_969_332, 0.118_463_442_528_095),
];

impl SpendingCourse {
    fn new(in_year: f64, in_half: f64) -> SpendingCourse {
        let ratio = if in_half > 0.0 {
            in_year / in_half
        } else {
            2.0
        };
        SpendingCourse {
            alpha: libm::log2(ratio.clamp(1.0, 2.0)),
        }
    }

    /// Who leaves at a hazard q lives here (1 − e^−q)/q of a year: all of it with chance e^−q, or else t with density
    /// q·e^(−q·t).
    fn with_leavers(&self, hazard: f64) -> f64 {
        if hazard <= 0.0 {
            return 1.0;
        }
        let part = |&(t, weight): &(f64, f64)| {
            weight * hazard * libm::exp(-hazard * t + self.alpha * libm::log(t))
        };
        let parts: f64 = POINTS.iter().map(part).sum();
        (libm::exp(-hazard) + parts) * hazard / -libm::expm1(-hazard)
    }

    /// Who comes at any moment lives here half a year on average and spends V/(1 + α).
    fn with_newcomers(&self) -> f64 {
        1.0 / (1.0 + self.alpha) - 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_within_the_year_spends_more_of_the_deductible_for_the_time_here() {
        // Spent in proportion to the time here: no more. Spent at once, α = 0: every resident all of it, and residents who
        // leave at hazard 1 make 1/(1 − 1/e) of those who are here all year.
        for (alpha, expected) in [(1.0, 1.0), (0.0, 1.0 / (1.0 - libm::exp(-1.0)))] {
            let found = SpendingCourse { alpha }.with_leavers(1.0);
            assert!((found - expected).abs() < 1e-6, "{alpha}: {found}");
        }
        assert_eq!(SpendingCourse { alpha: 0.0 }.with_leavers(0.0), 1.0);
        // Half of the deductible more for who comes and spends all of it in half a year.
        assert_eq!(SpendingCourse { alpha: 0.0 }.with_newcomers(), 0.5);
        assert_eq!(SpendingCourse::new(0.8, 0.4).with_newcomers(), 0.0);
    }
}
