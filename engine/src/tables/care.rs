//! Needs, services and background care as tables.
//!
//! Comes in: a checked scenario, the states and the classes of residents. Goes out: [`Care`], all that care is read
//! from while a run goes on. Deliberately absent: how each of its tables is made, which the files named after them say.

use crate::base::gamma_table::GammaTable;
use crate::base::poisson::{PoissonId, Poissons};
use crate::base::random::threshold;
use crate::scenario::limits::Limits;
use crate::scenario::schema::{Line, NeedClass, Scenario};

use super::channels::{Channel, replacements};
use super::classes::Classes;
use super::draw::Draw;
use super::needs::{Need, needs};
use super::onsets::{LevelShape, Onsets, SideBySide, levels};
use super::services::{Service, services};
use super::states::State;
use super::time::{OLDEST_AGE, Timeline};

/// Care that needs do not explain.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// Name.
    pub name: String,
    /// Category of accounts.
    pub category: Option<String>,
    /// Index of the discipline.
    pub discipline: usize,
    /// Line of care.
    pub line: Line,
    /// Statutory share per payer.
    pub payers: Vec<f64>,
    /// Counts towards the deductible.
    pub deductible: bool,
}

/// Background care of everyone of a sex and age, line by line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BackgroundTable {
    /// Cents per resident-year: `[sex][deprivation][completed year of age][line]`.
    pub mean_cents: Vec<f64>,
    /// Deprivation classes.
    pub classes: usize,
    /// Per line: index of the spread between residents.
    pub spread: Vec<usize>,
}

impl BackgroundTable {
    /// Cents per resident-year of every line.
    #[inline(always)]
    pub fn means(&self, male: bool, deprivation: usize, year_of_age: usize) -> &[f64] {
        let pair = usize::from(male) * self.classes + deprivation;
        let first = (pair * OLDEST_AGE + year_of_age) * self.spread.len();
        &self.mean_cents[first..first + self.spread.len()]
    }
}

/// Needs, services and background care.
#[derive(Debug, Clone)]
pub struct Care {
    /// Services, in scenario order.
    pub services: Vec<Service>,
    /// Needs, in scenario order.
    pub needs: Vec<Need>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Lines of background care.
    pub background: Vec<Background>,
    /// Their cost.
    pub background_table: BackgroundTable,
    /// Spreads of cost around a mean of 1.
    pub spreads: Vec<GammaTable>,
    /// Index of the spread of a unit of each service; `None` where units cost the price.
    pub unit_spread: Vec<Option<usize>>,
    /// Per channel: the channels of services that may replace its own, as (service, channel).
    pub replacements: Vec<Vec<(usize, usize)>>,
    /// Poisson tables.
    pub poissons: Poissons,
    /// Acute and temporary needs that residents of each state can have.
    pub episodic: Vec<Vec<usize>>,
    /// Permanent needs that residents of each state can have.
    pub permanent: Vec<Vec<usize>>,
    classes: Classes,
    /// `[state][need of the state][age][class]`.
    onset: Vec<Vec<PoissonId>>,
    /// `[state]`.
    side_by_side: Vec<SideBySide>,
    /// `[state][need of the state]`: the table of every age and class, where they share one.
    common_onset: Vec<Vec<Option<PoissonId>>>,
    /// `[state][age][class][need of the state]`.
    prevalence: Vec<Vec<u64>>,
    /// What the tables were made of.
    onset_mean: Vec<Vec<f64>>,
    prevalence_mean: Vec<Vec<f64>>,
}

impl Care {
    /// Builds the tables for one draw. Background care is filled in afterwards.
    pub fn build(
        scenario: &Scenario,
        states: &[State],
        classes: Classes,
        time: &Timeline,
        draw: &Draw,
    ) -> Care {
        Care::build_with(scenario, states, classes, time, draw, Vec::new())
    }

    /// As [`Care::build`], with the spreads of an earlier draw, which do not vary.
    pub fn build_with(
        scenario: &Scenario,
        states: &[State],
        classes: Classes,
        time: &Timeline,
        draw: &Draw,
        mut spreads: Vec<GammaTable>,
    ) -> Care {
        let mut poissons = Poissons::default();
        let mut channels = Vec::new();
        let services = services(scenario, draw);
        let needs = needs(scenario, time, draw, &mut channels, &mut poissons);
        let replacements = replacements(scenario, &mut channels);
        let unit_spread = services
            .iter()
            .map(|service| {
                (service.price_cv > 0.0).then(|| spread_index(&mut spreads, service.price_cv))
            })
            .collect();
        let mut care = Care {
            services,
            needs,
            channels,
            background: Vec::new(),
            background_table: BackgroundTable::default(),
            spreads,
            unit_spread,
            replacements,
            poissons,
            episodic: Vec::new(),
            permanent: Vec::new(),
            classes,
            onset: Vec::new(),
            side_by_side: Vec::new(),
            common_onset: Vec::new(),
            prevalence: Vec::new(),
            onset_mean: Vec::new(),
            prevalence_mean: Vec::new(),
        };
        let levels = levels(scenario, states, draw);
        let shapes: Vec<LevelShape> = (0..care.needs.len())
            .map(|need| LevelShape::new(scenario, need, classes, draw))
            .collect();
        for levels in &levels {
            care.add_state(levels, &shapes, time);
        }
        care.poissons.finish();
        care
    }

    /// Tables of new needs in a cycle of the `entry`-th acute or temporary need of `state`.
    pub fn onsets(&self, state: usize, entry: usize) -> Onsets<'_> {
        let cells = self.cells();
        let of_need = entry * cells..(entry + 1) * cells;
        Onsets {
            poissons: &self.poissons,
            tables: &self.onset[state][of_need],
            common: self.common_onset[state][entry],
        }
    }

    /// The acute and temporary needs of a state that are drawn side by side.
    pub fn side_by_side(&self, state: usize) -> &SideBySide {
        &self.side_by_side[state]
    }

    /// Chance that a resident has the `entry`-th permanent need of `state`, as a threshold, at a cell as
    /// [`Classes::cell`] counts them.
    #[inline(always)]
    pub fn prevalence(&self, state: usize, cell: usize, entry: usize) -> u64 {
        self.prevalence[state][cell * self.permanent[state].len() + entry]
    }

    /// Expected new needs per year of the `entry`-th episodic need of `state`.
    pub fn onset_per_year(&self, state: usize, class: usize, age: usize, entry: usize) -> f64 {
        self.onset_mean[state][entry * self.cells() + self.classes.cell(class, age)]
    }

    /// Share of residents with the `entry`-th permanent need of `state`.
    pub fn prevalence_share(&self, state: usize, class: usize, age: usize, entry: usize) -> f64 {
        self.prevalence_mean[state]
            [self.classes.cell(class, age) * self.permanent[state].len() + entry]
    }

    /// The channel through which `service` replaces the units of `channel`.
    pub fn replacement(&self, channel: usize, service: usize) -> Option<usize> {
        let (_, replacement) = self.replacements[channel]
            .iter()
            .find(|(to, _)| *to == service)?;
        Some(*replacement)
    }

    /// Cells of class and completed year of age.
    pub fn cells(&self) -> usize {
        self.classes.count() * OLDEST_AGE
    }

    /// Bytes of what is large in it, but for spreads, which draws share.
    pub fn bytes(&self) -> usize {
        let onsets = self.onset.iter().map(|tables| size_of_val(&**tables));
        let side_by_side = self.side_by_side.iter().map(SideBySide::bytes);
        let thresholds = self.prevalence.iter().map(|shares| size_of_val(&**shares));
        let means = self.onset_mean.iter().chain(&self.prevalence_mean);
        let means = means.map(|means| size_of_val(&**means));
        self.poissons.bytes()
            + size_of_val(&*self.background_table.mean_cents)
            + onsets
                .chain(side_by_side)
                .chain(thresholds)
                .chain(means)
                .sum::<usize>()
    }

    /// Adds a spread of background care, and says where it is.
    pub fn spread(&mut self, cv: f64) -> usize {
        spread_index(&mut self.spreads, cv)
    }

    fn add_state(&mut self, levels: &[f64], shapes: &[LevelShape], time: &Timeline) {
        let of_class = |wanted: bool| -> Vec<usize> {
            (0..levels.len())
                .filter(|&need| {
                    levels[need] > 0.0 && (self.needs[need].class == NeedClass::Permanent) == wanted
                })
                .collect()
        };
        let (episodic, permanent) = (of_class(false), of_class(true));
        let cells = self.cells();
        let mut onset_mean = Vec::with_capacity(cells * episodic.len());
        let mut prevalence_mean = Vec::with_capacity(cells * permanent.len());
        let value = |need: usize, class: usize, age: usize| {
            // A rate is a rate after its ratios too: a draw beyond the limit becomes it.
            Limits::Rate
                .within(levels[need] * shapes[need].by_age[age] * shapes[need].by_class[class])
        };
        let classes = self.classes.count();
        let cell = |cell: usize| (cell % classes, cell / classes);
        for &need in &episodic {
            onset_mean.extend(
                (0..cells)
                    .map(cell)
                    .map(|(class, age)| value(need, class, age)),
            );
        }
        for (class, age) in (0..cells).map(cell) {
            prevalence_mean.extend(
                permanent
                    .iter()
                    .map(|&need| value(need, class, age).min(1.0)),
            );
        }
        let length = time.length;
        let in_cycle = |mean: &f64| mean * length;
        let tables = onset_mean
            .iter()
            .map(in_cycle)
            .map(|mean| self.poissons.add(mean));
        let tables: Vec<PoissonId> = tables.collect();
        let common = tables.chunks(cells).map(|tables| {
            let (first, others) = tables.split_first()?;
            others.iter().all(|table| table == first).then_some(*first)
        });
        let common: Vec<Option<PoissonId>> = common.collect();
        let side_by_side = SideBySide::new(&self.poissons, &tables, &common, cells);
        self.side_by_side.push(side_by_side);
        self.common_onset.push(common);
        self.onset.push(tables);
        self.prevalence.push(
            prevalence_mean
                .iter()
                .map(|&share| threshold(share))
                .collect(),
        );
        self.onset_mean.push(onset_mean);
        self.prevalence_mean.push(prevalence_mean);
        self.episodic.push(episodic);
        self.permanent.push(permanent);
    }
}

fn spread_index(spreads: &mut Vec<GammaTable>, cv: f64) -> usize {
    match spreads.iter().position(|table| table.cv() == cv) {
        Some(index) => index,
        None => {
            spreads.push(GammaTable::new(cv));
            spreads.len() - 1
        }
    }
}
