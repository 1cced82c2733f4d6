//! What care that is not delivered does, by index.
//!
//! Comes in: `[unmet_care]`, and who is here at the start. Goes out: [`Unmet`]. Deliberately absent: how much is not
//! delivered, which differs from cycle to cycle (provision/unmet.rs).

use crate::scenario::schema::{self, Line, Scenario};

use super::care::Care;
use super::classes::Classes;
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::people::People;
use super::time::{OLDEST_AGE, Timeline};

/// What care that is not delivered does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unmet {
    /// Share of the hours that payment makes providers leave out that counts as not delivered.
    pub withheld: f64,
    /// To health and to escalations.
    pub effects: Vec<UnmetEffect>,
    /// To informal carers, need by need.
    pub taken_over: Vec<TakenOver>,
    /// Logarithm of what one more hour a week multiplies the hazard of losing the carer by.
    pub loss_per_hour: f64,
}

/// What not getting the care of some disciplines does.
#[derive(Debug, Clone, PartialEq)]
pub struct UnmetEffect {
    /// The disciplines, all together.
    pub disciplines: Vec<usize>,
    /// Rate with none of the care relative to the rate with all of it.
    pub ratio: f64,
    /// Years in which it follows.
    pub lag: f64,
    /// State left, place among the moves of health, and share of the state's residents who need the care.
    pub moves: Vec<(usize, usize, f64)>,
    /// Channel of an escalation, and share of those whose needs escalate who need the care.
    pub channels: Vec<(usize, f64)>,
}

/// What carers take over of one need.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenOver {
    /// The channel of its informal care.
    pub channel: usize,
    /// Informal hours a year that carers give for it when all else is delivered.
    pub informal: f64,
    /// Hours a year that carers would take over if nothing of a discipline were delivered: discipline and hours.
    pub formal: Vec<(usize, f64)>,
    /// Share of residents with a carer who have the need and bring it forward, at the start.
    pub carers: f64,
}

impl Unmet {
    /// For the tables of one draw; nothing where the scenario says nothing, or where the layer is off.
    pub fn build(
        scenario: &Scenario,
        (health, people, care): (&Health, &People, &Care),
        time: &Timeline,
        draw: &Draw,
    ) -> Option<Unmet> {
        let written = scenario.unmet_care.as_ref()?;
        scenario.layers.unmet_care.then(|| {
            let start = Start {
                health,
                people,
                care,
                time,
            };
            let effects = written.effect.iter();
            let informal = written.informal.as_ref();
            Unmet {
                withheld: draw.or(written.withheld.as_ref(), 0.0, || {
                    "unmet_care.withheld".into()
                }),
                effects: effects
                    .map(|effect| start.effect(scenario, effect, draw))
                    .collect(),
                taken_over: informal
                    .map_or_else(Vec::new, |of| start.taken_over(scenario, of, draw)),
                loss_per_hour: draw.or(
                    informal.and_then(|of| of.loss_per_hour.as_ref()),
                    0.0,
                    || "unmet_care.informal.loss_per_hour".into(),
                ),
            }
        })
    }
}

/// Who is here at the start.
struct Start<'a> {
    health: &'a Health,
    people: &'a People,
    care: &'a Care,
    time: &'a Timeline,
}

/// Residents of one kind at the start.
#[derive(Clone, Copy)]
struct Kind {
    class: usize,
    age: usize,
    state: usize,
    many: f64,
}

impl Start<'_> {
    fn effect(
        &self,
        scenario: &Scenario,
        effect: &schema::UnmetEffect,
        draw: &Draw,
    ) -> UnmetEffect {
        let state = |name: &String| position(&scenario.state, name, |state| &state.name);
        let needs = needs(scenario, &effect.needs);
        let to: Vec<usize> = effect.to.iter().map(state).collect();
        let from: Vec<usize> = effect.from.iter().map(state).collect();
        let states = 0..self.health.states.len();
        let is_left = |from_state: &usize| {
            !to.contains(from_state) && (from.is_empty() || from.contains(from_state))
        };
        let moves = states.filter(is_left).flat_map(|from| {
            let (first, ways, _) = self.health.moves_from(from);
            let ways = ways.iter().enumerate().filter(|(_, way)| to.contains(way));
            let share = self.share(
                &needs,
                |kind| if kind.state == from { kind.many } else { 0.0 },
            );
            ways.map(move |(index, _)| (from, first + index, share))
                .collect::<Vec<_>>()
        });
        UnmetEffect {
            disciplines: effect
                .disciplines
                .iter()
                .map(|name| position(&scenario.discipline, name, |each| &each.name))
                .collect(),
            ratio: draw.value(&effect.ratio, || {
                format!("unmet_care.effect.{}.ratio", effect.name)
            }),
            lag: effect.lag,
            moves: moves.collect(),
            channels: self.escalations(scenario, effect.escalation.as_ref(), &needs),
        }
    }

    /// The channels by which needs escalate to a service.
    fn escalations(
        &self,
        scenario: &Scenario,
        service: Option<&String>,
        needs: &[usize],
    ) -> Vec<(usize, f64)> {
        let Some(service) = service else {
            return Vec::new();
        };
        let service = position(&scenario.service, service, |service| &service.name);
        let channels = self.care.channels.iter().enumerate();
        let escalating =
            channels.filter(|(_, channel)| channel.is_escalation && channel.service == service);
        escalating
            .map(|(index, channel)| {
                let often = |kind: &Kind| kind.many * self.how_often(kind, channel.need);
                (index, self.share(needs, often))
            })
            .collect()
    }

    /// Share of residents who have one of `needs`, each counted with a weight; 1 where there are no needs, 0 of nobody.
    fn share(&self, needs: &[usize], weight: impl Fn(&Kind) -> f64) -> f64 {
        if needs.is_empty() {
            return 1.0;
        }
        let (mut with, mut all) = (0.0, 0.0);
        self.each(|kind| {
            let weight = weight(&kind);
            all += weight;
            if weight > 0.0 {
                let without = needs.iter().map(|need| 1.0 - self.how_often(&kind, *need));
                with += weight * (1.0 - without.product::<f64>());
            }
        });
        if all > 0.0 { with / all } else { 0.0 }
    }

    /// Share of residents of a kind with a permanent need, or new needs of it a year.
    fn how_often(&self, kind: &Kind, need: usize) -> f64 {
        let place = |needs: &[usize]| needs.iter().position(|other| *other == need);
        let care = self.care;
        if let Some(entry) = place(&care.permanent[kind.state]) {
            return care.prevalence_share(kind.state, kind.class, kind.age, entry);
        }
        let entry = place(&care.episodic[kind.state]);
        entry.map_or(0.0, |entry| {
            care.onset_per_year(kind.state, kind.class, kind.age, entry)
        })
    }

    /// Hands over the residents of every sex, deprivation class, age, state and carer.
    fn each(&self, mut take: impl FnMut(Kind)) {
        let classes = self.health.classes;
        for male in [false, true] {
            for (age, residents) in self.by_age(male).into_iter().enumerate() {
                if residents <= 0.0 {
                    continue;
                }
                for deprivation in 0..classes.deprivation {
                    let here = residents * self.class_share(deprivation);
                    self.states((male, deprivation, age), here, classes, &mut take);
                }
            }
        }
    }

    fn states(
        &self,
        (male, deprivation, age): (bool, usize, usize),
        here: f64,
        classes: Classes,
        take: &mut impl FnMut(Kind),
    ) {
        if here <= 0.0 {
            return;
        }
        let starts = &self.people.starts;
        let shares = starts.shares_in_year(self.health, male, deprivation, age, self.time);
        for (state, carers) in shares.iter().enumerate() {
            for (carer, share) in carers.iter().enumerate().filter(|(_, share)| **share > 0.0) {
                take(Kind {
                    class: classes.index(male, deprivation, carer == 1),
                    age,
                    state,
                    many: here * share,
                });
            }
        }
    }

    fn class_share(&self, deprivation: usize) -> f64 {
        let sums = &self.people.deprivation;
        let before = deprivation
            .checked_sub(1)
            .map_or(0.0, |before| sums[before]);
        sums[deprivation] - before
    }

    /// Residents of a sex by completed year of age.
    fn by_age(&self, male: bool) -> Vec<f64> {
        let mut residents = vec![0.0; OLDEST_AGE];
        if let Some(persons) = &self.people.persons {
            for person in persons.iter().filter(|person| person.is_male == male) {
                residents[(person.age as usize).min(OLDEST_AGE - 1)] += 1.0;
            }
            return residents;
        }
        let per_year = self.time.per_year as f64;
        for band in &self.people.bands {
            let (from, below) = (band.from / per_year, band.below / per_year);
            let all = band.residents[usize::from(male)];
            for (age, here) in residents.iter_mut().enumerate() {
                let age = age as f64;
                let within = (below.min(age + 1.0) - from.max(age)).max(0.0);
                *here += all * within / (below - from);
            }
        }
        residents
    }

    fn taken_over(
        &self,
        scenario: &Scenario,
        of: &schema::TakenOver,
        draw: &Draw,
    ) -> Vec<TakenOver> {
        let share = draw.value(&of.share, || "unmet_care.informal.share".into());
        let needs = needs(scenario, &of.needs).into_iter();
        needs
            .filter_map(|need| self.taken_over_of(need, share))
            .collect()
    }

    fn taken_over_of(&self, need: usize, share: f64) -> Option<TakenOver> {
        let care = self.care;
        let of = &care.needs[need];
        let is_informal = |service: usize| care.services[service].line == Line::Informal;
        let informal = of.links.iter().find(|link| is_informal(link.service))?;
        let formal = of.links.iter().filter(|link| !is_informal(link.service));
        let has_carer = |kind: &Kind| {
            let (_, _, carer) = self.health.parts(kind.class);
            if carer { kind.many } else { 0.0 }
        };
        Some(TakenOver {
            channel: informal.channel,
            informal: informal.mean * care.services[informal.service].hours,
            formal: formal
                .map(|link| {
                    let service = &care.services[link.service];
                    (service.discipline, share * link.mean * service.hours)
                })
                .collect(),
            carers: of.presented * self.share(&[need], has_carer),
        })
    }
}

fn needs(scenario: &Scenario, names: &[String]) -> Vec<usize> {
    let need = |name: &String| position(&scenario.need, name, |need| &need.name);
    names.iter().map(need).collect()
}
