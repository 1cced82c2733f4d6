//! What a single practice with a list receives for its own residents, had they been paid for as enrolled or not.

use crate::provision::{Count, MILLION, PracticeItem};
use crate::scenario::schema::ComponentKind;
use crate::system::component::Component;

use super::Bill;

/// EUR for the discipline of the practices, of the residents of `practice` counted on side `counted` and paid for as on
/// side `paid`; in simulated residents. Budgets, and what goes to the network, are not the practice's.
pub fn income(bill: &Bill, practice: usize, counted: usize, paid: usize) -> f64 {
    let Some(panels) = &bill.system.panels else {
        return 0.0;
    };
    let list = List {
        bill,
        practice,
        counted,
        paid,
    };
    let components = bill.arm.components.iter().enumerate();
    let fees: f64 = components
        .filter(|(_, component)| component.recipient == panels.discipline)
        .filter(|(_, component)| component.is_for(paid))
        .map(|(place, component)| match component.kind {
            ComponentKind::PracticeFee | ComponentKind::Capitation => {
                list.per_person(place, component)
            }
            ComponentKind::EpisodeFee => list.per_episode(place, component),
            _ => 0.0,
        })
        .sum();
    fees + list.units(panels.discipline)
}

/// The residents of a practice on one side, paid for as on a side.
struct List<'a> {
    bill: &'a Bill<'a>,
    practice: usize,
    counted: usize,
    paid: usize,
}

impl List<'_> {
    fn count(&self, item: PracticeItem) -> f64 {
        let count = Count::Practice {
            practice: self.practice,
            side: self.counted,
            item,
        };
        self.bill.counts.get(count) as f64
    }

    fn per_person(&self, place: usize, component: &Component) -> f64 {
        let lists = self.bill.system.lists.iter();
        let Some(list) = lists
            .enumerate()
            .find(|(_, list)| **list == component.ratios)
        else {
            return 0.0;
        };
        let years = self.count(PracticeItem::Weighted(list.0)) / MILLION
            * self.bill.system.time.length
            / 2.0;
        years * component.amount * component.share * self.bill.level(place, component)
    }

    fn per_episode(&self, place: usize, component: &Component) -> f64 {
        let of_need = |&need: &usize| -> f64 {
            let weighted = (0..3).map(|triage| {
                self.count(PracticeItem::Triaged(need, triage)) * component.triage_weights[triage]
            });
            weighted.sum::<f64>() * self.bill.system.per_count(need)
        };
        let episodes: f64 = component.needs.iter().map(of_need).sum();
        episodes * component.amount * self.bill.level(place, component)
    }

    /// Unit fees for services of the practices' own discipline.
    fn units(&self, discipline: usize) -> f64 {
        let bill = self.bill;
        let care = &bill.system.care;
        let channels = care.channels.iter().enumerate();
        let own =
            channels.filter(|(_, found)| care.services[found.service].discipline == discipline);
        own.map(|(channel, found)| {
            let units = self.count(PracticeItem::Units(channel));
            let volume = bill
                .system
                .growth
                .volume(care.services[found.service].line, bill.year);
            let parts = bill.arm.parts(self.paid, channel, bill.year);
            let fees = parts.into_iter().filter_map(|(place, part)| {
                let component = &bill.arm.components[place];
                let is_per_unit = component.is_per_unit();
                is_per_unit
                    .then(|| part * component.tariffs[channel] * bill.unit_level(place, component))
            });
            units * volume * fees.sum::<f64>()
        })
        .sum()
    }
}

/// Hours that a practice works with its residents, administration of its own included; in
/// simulated residents.
pub fn hours(bill: &Bill, practice: usize) -> f64 {
    let care = &bill.system.care;
    let Some(panels) = &bill.system.panels else {
        return 0.0;
    };
    let channels = care.channels.iter().enumerate();
    let own =
        channels.filter(|(_, found)| care.services[found.service].discipline == panels.discipline);
    let with_residents: f64 = own
        .map(|(channel, found)| {
            let service = &care.services[found.service];
            let volume = bill.system.growth.volume(service.line, bill.year);
            units(bill, practice, channel) * service.hours * volume
        })
        .sum();
    bill.system.disciplines[panels.discipline].worked(with_residents)
}

/// Units of a channel that a practice delivered to residents on both sides.
fn units(bill: &Bill, practice: usize, channel: usize) -> f64 {
    let of_side = |side: usize| {
        bill.counts.get(Count::Practice {
            practice,
            side,
            item: PracticeItem::Units(channel),
        })
    };
    (of_side(0) + of_side(1)) as f64
}

/// Administrative hours that components would cost a practice on a side.
pub fn administration(bill: &Bill, practice: usize, side: usize) -> f64 {
    let Some(panels) = &bill.system.panels else {
        return 0.0;
    };
    let lived: i64 = (0..2)
        .map(|side| {
            bill.counts.get(Count::Practice {
                practice,
                side,
                item: PracticeItem::Lived,
            })
        })
        .sum();
    let years = lived as f64 * bill.system.time.length / 2.0;
    let components = bill.arm.components.iter().enumerate();
    components
        .filter(|(_, component)| component.admin_hours > 0.0 && component.part_in(bill.year) > 0.0)
        .filter(|(_, component)| component.is_for(side))
        .map(|(place, component)| {
            let counted = match component.kind {
                ComponentKind::FeeForService | ComponentKind::ServiceFee => {
                    fee_units(bill, practice, side, place, panels.discipline)
                }
                ComponentKind::PracticeFee | ComponentKind::Capitation
                    if component.recipient == panels.discipline =>
                {
                    years
                }
                ComponentKind::EpisodeFee if component.recipient == panels.discipline => {
                    episodes(bill, practice, component)
                }
                _ => 0.0,
            };
            counted * component.admin_hours
        })
        .sum()
}

fn fee_units(bill: &Bill, practice: usize, side: usize, place: usize, discipline: usize) -> f64 {
    let care = &bill.system.care;
    let channels = care.channels.iter().enumerate();
    let own = channels.filter(|(_, found)| care.services[found.service].discipline == discipline);
    own.filter(|(channel, _)| {
        let parts = bill.arm.parts(side, *channel, bill.year);
        parts.iter().any(|(component, _)| *component == place)
    })
    .map(|(channel, _)| units(bill, practice, channel))
    .sum()
}

fn episodes(bill: &Bill, practice: usize, component: &Component) -> f64 {
    let of_need = |&need: &usize| -> f64 {
        let events = (0..2).flat_map(|side| (0..3).map(move |triage| (side, triage)));
        let events: i64 = events
            .map(|(side, triage)| {
                bill.counts.get(Count::Practice {
                    practice,
                    side,
                    item: PracticeItem::Triaged(need, triage),
                })
            })
            .sum();
        events as f64 * bill.system.per_count(need)
    };
    component.needs.iter().map(of_need).sum()
}

/// EUR that a practice's hours and its part of the fixed cost come to; `None` where the scenario gives no hourly cost.
/// In simulated residents.
pub fn cost(bill: &Bill, practice: usize, hours: f64) -> Option<f64> {
    let panels = bill.system.panels.as_ref()?;
    let discipline = &bill.system.disciplines[panels.discipline];
    let fixed = discipline.fixed_cost * panels.shares[practice] / bill.system.people.weight;
    let hourly = discipline.hourly_cost? * panels.costs[practice];
    Some((hours * hourly + fixed) * bill.system.growth.wages(bill.year))
}
