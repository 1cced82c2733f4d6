//! Queues of disciplines, by index.
//!
//! Comes in: `[discipline.queue]`, and who is here at the start. Goes out: a [`Queue`] a discipline for which needs wait.
//! Deliberately absent: who waits, which differs from cycle to cycle (provision/queue/).

use crate::scenario::schema::{Line, NeedClass, Scenario};

use super::care::Care;
use super::draw::Draw;
use super::health::Health;
use super::needing::Needing;
use super::people::People;
use super::time::{Timeline, WEEKS};

/// Months of waiting that count at most, where a scenario does not say.
const MONTHS_AT_MOST: f64 = 6.0;

/// Waiting makes no need a thousand times smaller or larger, whatever is drawn.
const LEAST_LATE: f64 = 1e-3;

/// A discipline for which needs wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// The discipline.
    pub discipline: usize,
    /// What is published of the observed year.
    pub published: QueueLength,
    /// Rate per year of giving up.
    pub given_up: f64,
    /// Units of a temporary need a month later, relative.
    pub late_ratio: f64,
    /// Years of waiting that count for it at most.
    pub most: f64,
    /// What waits, in the order of channels.
    pub lines: Vec<QueueLine>,
}

/// How long a queue is published to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QueueLength {
    /// Hours of permanent needs that wait, as a share of those that wait or are in care.
    Share(f64),
    /// Needs that wait over needs whose care starts in a year: years.
    Years(f64),
}

/// A need that asks for a discipline and waits for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueLine {
    /// The need.
    pub need: usize,
    /// The channel through which it asks.
    pub channel: usize,
    /// Whether it goes on; otherwise it arises anew.
    pub is_permanent: bool,
    /// Rate per year at which those with it are no longer here or, of a permanent need, have it no longer.
    pub ends: f64,
}

impl Queue {
    /// What units become that start after so many years of waiting instead of those `observed`.
    pub fn late(&self, waited: f64, observed: f64) -> f64 {
        let months = (waited.min(self.most) - observed.min(self.most)) * 12.0;
        if self.late_ratio == 1.0 || months == 0.0 {
            1.0
        } else {
            libm::pow(self.late_ratio.max(LEAST_LATE), months).clamp(LEAST_LATE, 1.0 / LEAST_LATE)
        }
    }

    /// The place of a channel among the lines.
    pub fn line(&self, channel: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.channel == channel)
    }
}

/// Queues in the order of disciplines.
pub fn queues(
    scenario: &Scenario,
    (health, people, care): (&Health, &People, &Care),
    time: &Timeline,
    draw: &Draw,
) -> Vec<Queue> {
    let layers = scenario.layers;
    let has_any = scenario.discipline.iter().any(|each| each.queue.is_some());
    if !(has_any && layers.queues && layers.access) {
        return Vec::new();
    }
    let needing = Needing::new((health, people, care), time);
    let disciplines = scenario.discipline.iter().enumerate();
    let queues = disciplines.filter_map(|(index, discipline)| {
        let is_limited = discipline.fte.is_some() || discipline.capacity.is_some();
        let written = discipline.queue.as_ref().filter(|_| is_limited)?;
        let path = format!("discipline.{}.queue", discipline.name);
        let value = |number, key: &str| draw.value(number, || format!("{path}.{key}"));
        let published = match (&written.share, &written.weeks) {
            (Some(share), _) => QueueLength::Share(value(share, "share").clamp(0.0, 0.95)),
            (None, Some(weeks)) => QueueLength::Years(value(weeks, "weeks").max(0.0) / WEEKS),
            (None, None) => QueueLength::Years(0.0),
        };
        let rate = |number, key| value(number, key).max(0.0);
        let given_up = written.given_up.as_ref();
        let late_ratio = written.late_ratio.as_ref();
        let most = written.months_at_most.as_ref();
        let lines = lines(care, (index, &written.urgent), &needing, time);
        (!lines.is_empty()).then(|| Queue {
            discipline: index,
            published,
            given_up: given_up.map_or(0.0, |number| rate(number, "given_up")),
            late_ratio: late_ratio.map_or(1.0, |number| rate(number, "late_ratio")),
            most: most.map_or(MONTHS_AT_MOST, |number| rate(number, "months_at_most")) / 12.0,
            lines,
        })
    });
    queues.collect()
}

fn lines(
    care: &Care,
    (discipline, urgent): (usize, &[String]),
    needing: &Needing,
    time: &Timeline,
) -> Vec<QueueLine> {
    let mut lines = Vec::new();
    let needs = care.needs.iter().enumerate();
    for (need, of) in needs.filter(|(_, need)| !urgent.contains(&need.name)) {
        let is_permanent = match of.class {
            NeedClass::Acute => continue,
            NeedClass::Temporary => false,
            NeedClass::Permanent => true,
        };
        let asks = of.links.iter().filter(|link| {
            let service = &care.services[link.service];
            service.discipline == discipline && service.line != Line::Informal
        });
        lines.extend(asks.map(|link| QueueLine {
            need,
            channel: link.channel,
            is_permanent,
            ends: match is_permanent {
                true => needing.ends(need, time),
                false => needing.lost(need, time),
            },
        }));
    }
    lines
}
