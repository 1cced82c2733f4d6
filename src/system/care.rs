//! Needs, services and background care as tables.
//!
//! A *channel* is one way units come about: a need asking for a service, or a need escalating to one. Everything
//! that is counted and paid is counted per channel, so that a component can tell a consultation for an acute need
//! from one inside an episode.

use crate::base::gamma_table::GammaTable;
use crate::base::poisson::{Poisson, PoissonId, Poissons};
use crate::base::quantity::Probability;
use crate::base::random::threshold;
use crate::scenario::schema::{self, Domain, Line, NeedClass, Scenario, Spread};

use super::draw::Draw;
use super::health::{Classes, Ratios, State};
use super::names::position;
use super::time::{OLDEST_AGE, Timeline};

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Index of the discipline.
    pub discipline: usize,
    /// Provider hours per unit.
    pub hours: f64,
    /// Line of care.
    pub line: Line,
    /// Reference price of a unit, EUR of the price year.
    pub price: f64,
    /// Coefficient of variation of the cost of a unit.
    pub price_cv: f64,
    /// Statutory share per payer.
    pub payers: Vec<f64>,
    /// Category of accounts.
    pub category: Option<String>,
    /// Counts towards the deductible.
    pub deductible: bool,
    /// EUR a resident pays per unit; in the lower class.
    pub copayments: [f64; 2],
    /// Index of the subscription.
    pub subscription: Option<usize>,
    /// The named outcome its units count in.
    pub counts_as: Option<String>,
    /// Unit.
    pub unit: String,
}

/// A need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Name.
    pub name: String,
    /// Class.
    pub class: NeedClass,
    /// Bit of its domain.
    pub domain: u8,
    /// Share that reaches the first line.
    pub presented: f64,
    /// Bit in a resident's set of permanent needs.
    pub bit: u32,
    /// Services that meet it.
    pub links: Vec<Link>,
    /// Services it may escalate to.
    pub escalations: Vec<EscalationLink>,
}

/// A need asking for a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The channel.
    pub channel: usize,
    /// The service.
    pub service: usize,
    /// Mean units per need, or per year for a permanent need.
    pub mean: f64,
    /// How many.
    pub units: Units,
}

/// Units one need asks for: per onset, or per cycle for a permanent need.
#[derive(Debug, Clone, PartialEq)]
pub enum Units {
    /// Always this many.
    Fixed(u32),
    /// Poisson.
    Poisson(PoissonId),
    /// This many in each cycle of the run.
    Scheduled(Vec<u32>),
}

/// A need escalating to a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EscalationLink {
    /// The channel.
    pub channel: usize,
    /// The service.
    pub service: usize,
    /// Probability per met need, or per cycle with a met permanent need.
    pub met: f64,
    /// The same when unmet or hidden.
    pub unmet: f64,
}

/// One way units come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    /// The need that asks or escalates.
    pub need: usize,
    /// The service.
    pub service: usize,
    /// Whether it is an escalation.
    pub is_escalation: bool,
}

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
    /// Cents per resident-year: `[sex][completed year of age][line]`.
    pub mean_cents: Vec<f64>,
    /// Per line: index of the spread between residents.
    pub spread: Vec<usize>,
}

impl BackgroundTable {
    /// Cents per resident-year of every line.
    #[inline(always)]
    pub fn means(&self, male: bool, year_of_age: usize) -> &[f64] {
        let first = (usize::from(male) * OLDEST_AGE + year_of_age) * self.spread.len();
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
    /// What they cost.
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
    /// `[state][need of the state][age][class]`: the table, and the bits below which it gives no need.
    onset: Vec<Vec<PoissonId>>,
    no_onset: Vec<Vec<u64>>,
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

    /// The same, with the spreads of an earlier draw, which do not vary.
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
            no_onset: Vec::new(),
            common_onset: Vec::new(),
            prevalence: Vec::new(),
            onset_mean: Vec::new(),
            prevalence_mean: Vec::new(),
        };
        let levels = levels(scenario, states, draw);
        let shapes: Vec<Shape> = (0..care.needs.len())
            .map(|need| Shape::new(scenario, need, classes, draw))
            .collect();
        for levels in &levels {
            care.add_state(levels, &shapes, time);
        }
        care
    }

    /// Tables of new needs in a cycle of the `entry`-th acute or temporary need of `state`.
    pub fn onsets(&self, state: usize, entry: usize) -> Onsets<'_> {
        let cells = self.cells();
        let of_need = entry * cells..(entry + 1) * cells;
        Onsets {
            poissons: &self.poissons,
            tables: &self.onset[state][of_need.clone()],
            none_below: &self.no_onset[state][of_need],
            common: self.common_onset[state][entry],
        }
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

    fn cells(&self) -> usize {
        self.classes.count() * OLDEST_AGE
    }

    /// Adds a spread of background care, and says where it is.
    pub fn spread(&mut self, cv: f64) -> usize {
        spread_index(&mut self.spreads, cv)
    }

    fn add_state(&mut self, levels: &[f64], shapes: &[Shape], time: &Timeline) {
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
            levels[need] * shapes[need].by_age[age] * shapes[need].by_class[class]
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
        let in_cycle = |mean: &f64| (mean * length).min(Poissons::LARGEST_MEAN);
        let tables = onset_mean
            .iter()
            .map(in_cycle)
            .map(|mean| self.poissons.add(mean));
        let tables: Vec<PoissonId> = tables.collect();
        let none_below = tables.iter().map(|&table| self.poissons.none_below(table));
        self.no_onset.push(none_below.collect());
        let common = tables.chunks(cells).map(|tables| {
            let (first, others) = tables.split_first()?;
            others.iter().all(|table| table == first).then_some(*first)
        });
        self.common_onset.push(common.collect());
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

/// Tables of new needs of one kind in one state, by completed year of age and class.
#[derive(Debug, Clone, Copy)]
pub struct Onsets<'a> {
    poissons: &'a Poissons,
    tables: &'a [PoissonId],
    none_below: &'a [u64],
    common: Option<PoissonId>,
}

impl<'a> Onsets<'a> {
    /// How many needs these bits give, at a cell as [`Classes::cell`] counts them. Mostly none, which one comparison says.
    #[inline(always)]
    pub fn draw(&self, cell: u32, bits: u64) -> u32 {
        if bits < self.none_below[cell as usize] {
            0
        } else {
            self.poissons.draw(self.tables[cell as usize], bits)
        }
    }

    /// The one table of all cells, where they share it.
    pub fn common(&self) -> Option<Poisson<'a>> {
        self.common.map(|table| self.poissons.table(table))
    }
}

/// How a need's level varies by age and class.
struct Shape {
    by_age: Vec<f64>,
    by_class: Vec<f64>,
}

impl Shape {
    fn new(scenario: &Scenario, need: usize, classes: Classes, draw: &Draw) -> Shape {
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
            male: need.male_ratio.as_ref(),
            deprivation: &need.deprivation_ratios,
            no_carer: need.no_carer_ratio.as_ref(),
        }
        .by_class(classes, draw);
        Shape {
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
pub fn age_ratios(bands: &[schema::AgeRatio], draw: &Draw, path: &str) -> Vec<f64> {
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

fn spread_index(spreads: &mut Vec<GammaTable>, cv: f64) -> usize {
    match spreads.iter().position(|table| table.cv() == cv) {
        Some(place) => place,
        None => {
            spreads.push(GammaTable::new(cv));
            spreads.len() - 1
        }
    }
}

/// Rate or prevalence per state and need, at the reference age.
fn levels(scenario: &Scenario, states: &[State], draw: &Draw) -> Vec<Vec<f64>> {
    states
        .iter()
        .map(|state| {
            scenario
                .need
                .iter()
                .map(|need| {
                    let (table, key) = match need.class {
                        NeedClass::Permanent => (&need.prevalence, "prevalence"),
                        _ => (&need.rates, "rates"),
                    };
                    let level = draw.or(table.get(&state.name), 0.0, || {
                        format!("need.{}.{key}.{}", need.name, state.name)
                    });
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

/// Share per payer, in payer order.
pub fn payer_shares(
    scenario: &Scenario,
    shares: &schema::ByName<schema::Number>,
    draw: &Draw,
    path: &str,
) -> Vec<f64> {
    let drawn: Vec<f64> = scenario
        .payer
        .iter()
        .map(|payer| {
            draw.or(shares.get(&payer.name), 0.0, || {
                format!("{path}.payers.{}", payer.name)
            })
            .max(0.0)
        })
        .collect();
    let total: f64 = drawn.iter().sum();
    if total > 0.0 {
        drawn.iter().map(|share| share / total).collect()
    } else {
        drawn
    }
}

fn services(scenario: &Scenario, draw: &Draw) -> Vec<Service> {
    scenario
        .service
        .iter()
        .map(|service| {
            let path = format!("service.{}", service.name);
            let value = |number: Option<&schema::Number>, key: &str| {
                draw.or(number, 0.0, || format!("{path}.{key}")).max(0.0)
            };
            let copayment = value(service.copayment.as_ref(), "copayment");
            let lower = service
                .copayment_lower
                .as_ref()
                .map_or(copayment, |number| value(Some(number), "copayment_lower"));
            Service {
                name: service.name.clone(),
                discipline: position(&scenario.discipline, &service.discipline, |d| &d.name),
                hours: value(service.hours.as_ref(), "hours"),
                line: service.line,
                price: value(Some(&service.price), "price"),
                price_cv: service.price_cv.unwrap_or(0.0),
                payers: payer_shares(scenario, &service.payers, draw, &path),
                category: service.category.clone(),
                deductible: service.deductible,
                copayments: [copayment, lower],
                subscription: service
                    .subscription
                    .as_ref()
                    .map(|name| position(&scenario.patient.subscription, name, |s| &s.name)),
                counts_as: service.counts_as.clone(),
                unit: service.unit.clone(),
            }
        })
        .collect()
}

fn needs(
    scenario: &Scenario,
    time: &Timeline,
    draw: &Draw,
    channels: &mut Vec<Channel>,
    poissons: &mut Poissons,
) -> Vec<Need> {
    let mut next_bit = 0;
    scenario
        .need
        .iter()
        .enumerate()
        .map(|(index, need)| {
            let path = format!("need.{}", need.name);
            let is_permanent = need.class == NeedClass::Permanent;
            let links = need
                .services
                .iter()
                .map(|link| {
                    let service =
                        position(&scenario.service, &link.service, |service| &service.name);
                    let mean = draw
                        .value(&link.units, || {
                            format!("{path}.services.{}.units", link.service)
                        })
                        .max(0.0);
                    channels.push(Channel {
                        need: index,
                        service,
                        is_escalation: false,
                    });
                    let units = units(mean, link.spread, is_permanent, time, poissons);
                    Link {
                        channel: channels.len() - 1,
                        service,
                        mean,
                        units,
                    }
                })
                .collect();
            let escalations = need
                .escalation
                .iter()
                .map(|link| {
                    let service =
                        position(&scenario.service, &link.service, |service| &service.name);
                    channels.push(Channel {
                        need: index,
                        service,
                        is_escalation: true,
                    });
                    escalation(
                        link,
                        service,
                        channels.len() - 1,
                        &path,
                        is_permanent,
                        time,
                        draw,
                    )
                })
                .collect();
            let bit = if is_permanent { 1 << next_bit } else { 0 };
            next_bit += u32::from(is_permanent);
            Need {
                name: need.name.clone(),
                class: need.class,
                domain: match need.domain {
                    Domain::Medical => 1,
                    Domain::Psychological => 2,
                    Domain::Social => 4,
                },
                presented: draw
                    .or(need.presented.as_ref(), 1.0, || format!("{path}.presented"))
                    .clamp(0.0, 1.0),
                bit,
                links,
                escalations,
            }
        })
        .collect()
}

/// Services that an effect of a capability or of an arm replaces, with what replaces them; every pair once.
fn substitutes(scenario: &Scenario) -> Vec<(usize, usize)> {
    let service = |name: &String| position(&scenario.service, name, |service| &service.name);
    let of_capabilities = scenario.effect.iter().map(|effect| &effect.target);
    let of_arms = scenario.arm.iter().flat_map(|arm| &arm.effect);
    let targets = of_capabilities.chain(of_arms.flat_map(|effect| &effect.targets));
    let mut pairs = Vec::new();
    for substitute in targets.filter_map(|target| target.substitute.as_ref()) {
        let pair = (service(&substitute.from), service(&substitute.to));
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Channels for units that an effect may put in the place of others.
fn replacements(scenario: &Scenario, channels: &mut Vec<Channel>) -> Vec<Vec<(usize, usize)>> {
    let substitutes = substitutes(scenario);
    let mut replacements = vec![Vec::new(); channels.len()];
    for (place, found) in replacements.iter_mut().enumerate() {
        let channel = channels[place];
        for &(_, to) in substitutes
            .iter()
            .filter(|(from, _)| *from == channel.service)
        {
            found.push((to, channels.len()));
            channels.push(Channel {
                service: to,
                ..channel
            });
        }
    }
    replacements.resize(channels.len(), Vec::new());
    replacements
}

fn units(
    mean: f64,
    spread: Spread,
    is_permanent: bool,
    time: &Timeline,
    poissons: &mut Poissons,
) -> Units {
    match (spread, is_permanent) {
        (Spread::Fixed, false) => Units::Fixed(libm::round(mean) as u32),
        (Spread::Poisson, false) => Units::Poisson(poissons.add(mean.min(Poissons::LARGEST_MEAN))),
        (Spread::Poisson, true) => {
            Units::Poisson(poissons.add((mean * time.length).min(Poissons::LARGEST_MEAN)))
        }
        (Spread::Fixed, true) => {
            // Whole units by the end of each cycle, so that a year adds up to its units exactly, and years to theirs
            // where a year's units have a fraction.
            let due = |cycle: usize| libm::floor(mean * cycle as f64 * time.length + 1e-9) as u32;
            Units::Scheduled(
                (0..time.cycles())
                    .map(|cycle| due(cycle + 1) - due(cycle))
                    .collect(),
            )
        }
    }
}

fn escalation(
    link: &schema::Escalation,
    service: usize,
    channel: usize,
    path: &str,
    is_permanent: bool,
    time: &Timeline,
    draw: &Draw,
) -> EscalationLink {
    let path = format!("{path}.escalation.{}", link.service);
    let met = draw.value(&link.probability, || format!("{path}.probability"));
    let unmet = draw.or(link.unmet_probability.as_ref(), met, || {
        format!("{path}.unmet_probability")
    });
    let in_cycle = |probability: f64| {
        let probability = probability.clamp(0.0, 1.0);
        if is_permanent {
            Probability::new(probability)
                .rate_over(1.0)
                .probability_over(time.length)
                .get()
        } else {
            probability
        }
    };
    EscalationLink {
        channel,
        service,
        met: in_cycle(met),
        unmet: in_cycle(unmet),
    }
}
