//! Background care: what published accounts hold beyond what the needs explain.

use crate::scenario::schema::{self, BandsAre, Scenario};

use super::care::{Background, Care};
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::needs::Need;
use super::people::People;
use super::services::payer_shares;
use super::states::State;
use super::time::{OLDEST_AGE, Timeline};
use super::town::{LocalCare, written};

/// EUR per resident-year that the needs, and the cost of states, explain of one category, by sex and completed year of
/// age, at the parameters' means, with all presented needs met.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explained {
    categories: Vec<(String, [Vec<f64>; 2])>,
    /// Relative number of residents by sex and age, to average over a band.
    survivors: [Vec<f64>; 2],
}

impl Explained {
    /// Computes the expected cost of the needs at every age from tables at the means.
    pub fn build(
        scenario: &Scenario,
        health: &Health,
        care: &Care,
        people: &People,
        time: &Timeline,
    ) -> Explained {
        let categories: Vec<String> = scenario
            .background_care
            .iter()
            .filter(|line| {
                line.bands_are == BandsAre::Remainder && written(scenario, line).is_none()
            })
            .filter_map(|line| line.category.clone())
            .collect();
        if categories.is_empty() {
            return Explained::default();
        }
        let unit_costs: Vec<NeedCost> = care
            .needs
            .iter()
            .map(|need| NeedCost::new(need, care, &categories))
            .collect();
        let state_costs: Vec<Vec<f64>> = health
            .states
            .iter()
            .map(|state| {
                categories
                    .iter()
                    .map(|name| of_category(state, name))
                    .collect()
            })
            .collect();
        let cost = |male: bool, age: usize| {
            let mut sums = vec![0.0; categories.len()];
            for deprivation in 0..health.classes.deprivation {
                let share = people.deprivation[deprivation]
                    - deprivation
                        .checked_sub(1)
                        .map_or(0.0, |before| people.deprivation[before]);
                add_class(
                    &mut sums,
                    share,
                    health,
                    care,
                    people,
                    &unit_costs,
                    &state_costs,
                    (male, deprivation, age),
                    time,
                );
            }
            sums
        };
        let by_sex = [false, true].map(|male| {
            (0..OLDEST_AGE)
                .map(|age| cost(male, age))
                .collect::<Vec<_>>()
        });
        Explained {
            survivors: [false, true].map(|male| people.starts.survivors(health, male, time)),
            categories: categories
                .into_iter()
                .enumerate()
                .map(|(index, name)| {
                    (
                        name,
                        [0, 1]
                            .map(|sex: usize| by_sex[sex].iter().map(|sums| sums[index]).collect()),
                    )
                })
                .collect(),
        }
    }

    /// Mean of what is explained of `category` over the ages of a band, EUR per resident-year.
    pub fn in_band(&self, category: &str, sex: usize, from: usize, below: usize) -> f64 {
        let Some((_, costs)) = self.categories.iter().find(|(name, _)| name == category) else {
            return 0.0;
        };
        let ages = from.min(OLDEST_AGE)..below.min(OLDEST_AGE);
        let (cost, people) = ages.fold((0.0, 0.0), |(cost, people), age| {
            let here = self.survivors[sex][age];
            (cost + here * costs[sex][age], people + here)
        });
        if people > 0.0 { cost / people } else { 0.0 }
    }
}

/// Expected EUR per category of one need that is met, and of one that is hidden.
struct NeedCost {
    presented: f64,
    met: Vec<f64>,
    hidden: Vec<f64>,
}

impl NeedCost {
    /// Units and escalations are per need, or per year of a permanent need.
    fn new(need: &Need, care: &Care, categories: &[String]) -> NeedCost {
        let mut met = vec![0.0; categories.len()];
        let mut hidden = vec![0.0; categories.len()];
        let index = |service: usize| {
            let category = care.services[service].category.as_ref()?;
            categories.iter().position(|name| name == category)
        };
        for link in &need.links {
            if let Some(index) = index(link.service) {
                met[index] += link.mean * care.services[link.service].price;
            }
        }
        for link in &need.escalations {
            if let Some(index) = index(link.service) {
                met[index] += link.met * care.services[link.service].price;
                hidden[index] += link.unmet * care.services[link.service].price;
            }
        }
        NeedCost {
            presented: need.presented,
            met,
            hidden,
        }
    }
}

/// EUR per person-year that a state itself costs in a category.
fn of_category(state: &State, category: &str) -> f64 {
    let cost = state.cost.as_ref();
    cost.filter(|cost| cost.category.as_deref() == Some(category))
        .map_or(0.0, |cost| cost.amount)
}

#[allow(clippy::too_many_arguments)]
fn add_class(
    sums: &mut [f64],
    share: f64,
    health: &Health,
    care: &Care,
    people: &People,
    costs: &[NeedCost],
    state_costs: &[Vec<f64>],
    (male, deprivation, age): (bool, usize, usize),
    time: &Timeline,
) {
    let states = people
        .starts
        .shares_in_year(health, male, deprivation, age, time);
    for (state, carers) in states.iter().enumerate() {
        for (carer, &here) in carers.iter().enumerate().filter(|(_, here)| **here > 0.0) {
            let class = health.classes.index(male, deprivation, carer == 1);
            for (sum, cost) in sums.iter_mut().zip(&state_costs[state]) {
                *sum += share * here * cost;
            }
            let episodic = care.episodic[state]
                .iter()
                .enumerate()
                .map(|(entry, &need)| (need, care.onset_per_year(state, class, age, entry)));
            let permanent = care.permanent[state]
                .iter()
                .enumerate()
                .map(|(entry, &need)| (need, care.prevalence_share(state, class, age, entry)));
            for (need, amount) in episodic.chain(permanent) {
                let cost = &costs[need];
                for (sum, (met, hidden)) in sums.iter_mut().zip(cost.met.iter().zip(&cost.hidden)) {
                    *sum += share
                        * here
                        * amount
                        * (cost.presented * met + (1.0 - cost.presented) * hidden);
                }
            }
        }
    }
}

/// Fills in the background care of one draw.
pub fn fill(scenario: &Scenario, care: &mut Care, explained: &Explained, draw: &Draw) {
    let town = LocalCare::new(scenario, draw);
    let mut means: Vec<Vec<[Vec<f64>; 2]>> = Vec::new();
    for line in &scenario.background_care {
        let path = format!("background_care.{}", line.name);
        let by_age = [&line.female, &line.male];
        let by_age: Vec<Vec<f64>> = by_age
            .into_iter()
            .enumerate()
            .map(|(sex, bands)| means_by_age(scenario, line, bands, sex, explained, draw))
            .collect();
        let class = |class: usize| {
            let factor = town.factor(line, class, draw, &path);
            [0, 1].map(|sex: usize| by_age[sex].iter().map(|mean| mean * factor).collect())
        };
        means.push((0..town.classes).map(class).collect());
        let spread = care.spread(line.cv.unwrap_or(0.0));
        care.background_table.spread.push(spread);
        care.background.push(Background {
            name: line.name.clone(),
            category: line.category.clone(),
            discipline: position(&scenario.discipline, &line.discipline, |d| &d.name),
            line: line.line,
            payers: payer_shares(scenario, &line.payers, draw, &path),
            deductible: line.deductible,
        });
    }
    care.background_table.classes = town.classes;
    for sex in [0, 1] {
        for class in 0..town.classes {
            for age in 0..OLDEST_AGE {
                let lines = means.iter().map(|line| line[class][sex][age]);
                care.background_table.mean_cents.extend(lines);
            }
        }
    }
}

/// What needs leave of the cost that each band of a remainder states, EUR per resident-year at the parameters' means:
/// women, men. `None` of lines that are no remainder.
pub fn remainders(line: &schema::BackgroundCare, explained: &Explained) -> Option<[Vec<f64>; 2]> {
    let category = line
        .category
        .as_deref()
        .filter(|_| line.bands_are == BandsAre::Remainder)?;
    let scale = Draw::means().or(line.scale.as_ref(), 1.0, String::new);
    let of = |sex: usize, bands: &[f64]| {
        let each = bands.iter().enumerate();
        let left = each.map(|(index, amount)| {
            let (from, below) = ages(line, index);
            (amount * scale - explained.in_band(category, sex, from, below)).max(0.0)
        });
        left.collect()
    };
    Some([of(0, &line.female), of(1, &line.male)])
}

/// Bands whose published cost is below what the needs explain, one line of text a category.
pub fn shortfalls(scenario: &Scenario, explained: &Explained) -> Vec<String> {
    let draw = Draw::means();
    let remainders = scenario
        .background_care
        .iter()
        .filter(|line| line.bands_are == BandsAre::Remainder && written(scenario, line).is_none());
    remainders
        .filter_map(|line| {
            let scale = draw.or(line.scale.as_ref(), 1.0, String::new);
            let category = line.category.as_deref()?;
            let short: Vec<String> = [(&line.female, 0, "women"), (&line.male, 1, "men")]
                .into_iter()
                .flat_map(|(bands, sex, name)| bands.iter().enumerate().map(move |(index, amount)| (index, amount, sex, name)))
                .filter_map(|(index, amount, sex, name)| {
                    let (from, below) = ages(line, index);
                    let known = explained.in_band(category, sex, from, below);
                    let is_short = known > amount * scale + 0.005;
                    is_short.then(|| format!("{name} from {from}: {known:.2} against {:.2}", amount * scale))
                })
                .collect();
            (!short.is_empty()).then(|| {
                format!(
                    "needs and states explain more of `{category}` than `{}` states (EUR per resident-year; {})",
                    line.name,
                    short.join("; ")
                )
            })
        })
        .collect()
}

/// First age of a band and first age after it.
fn ages(line: &schema::BackgroundCare, index: usize) -> (usize, usize) {
    let below = line
        .age_from
        .get(index + 1)
        .map_or(OLDEST_AGE, |&age| age as usize);
    (line.age_from[index] as usize, below)
}

/// Cents at each age, before what differs by class and town.
fn means_by_age(
    scenario: &Scenario,
    line: &schema::BackgroundCare,
    bands: &[f64],
    sex: usize,
    explained: &Explained,
    draw: &Draw,
) -> Vec<f64> {
    let scale = |draw: &Draw| {
        let scale = line.scale.as_ref();
        draw.or(scale, 1.0, || {
            format!("background_care.{}.scale", line.name)
        })
        .max(0.0)
    };
    let (scale, typical) = (scale(draw), scale(&Draw::means()));
    let mut means = vec![0.0; OLDEST_AGE];
    for (index, &amount) in bands.iter().enumerate() {
        let (from, below) = ages(line, index);
        let left = match (&line.category, line.bands_are, written(scenario, line)) {
            (_, BandsAre::Remainder, Some(written)) => {
                let left = if sex == 0 {
                    &written.female
                } else {
                    &written.male
                };
                left[index] + amount * (scale - typical)
            }
            (Some(category), BandsAre::Remainder, None) => {
                amount * scale - explained.in_band(category, sex, from, below)
            }
            (Some(_), BandsAre::Cost, _) | (None, BandsAre::Cost | BandsAre::Remainder, _) => {
                amount * scale
            }
        };
        for mean in &mut means[from.min(OLDEST_AGE)..below.min(OLDEST_AGE)] {
            *mean = left.max(0.0) * 100.0;
        }
    }
    means
}
