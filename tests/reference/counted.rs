//! Random counts of what happened in a year.

use crate::*;

/// Made-up counts of a year: whatever the layout holds, whole numbers that hang together as far as payment asks.
pub fn counts(system: &System, dice: &mut Dice) -> Counts {
    let mut counts = Counts::new(&Layout::new(system));
    for group in 0..2 {
        for channel in 0..system.care.channels.len() {
            let delivered = dice.below(400) as i64;
            counts.add(Count::Delivered { group, channel }, delivered);
            counts.add(Count::Unmet { group, channel }, dice.below(200) as i64);
            counts.add(
                Count::UnitCents { group, channel },
                delivered * dice.below(60_000) as i64,
            );
        }
        for line in 0..system.care.background.len() {
            counts.add(
                Count::Background { group, line },
                dice.below(5_000_000) as i64,
            );
        }
        for state in 1..3 {
            counts.add(Count::Lived { group, state }, dice.below(900) as i64);
        }
        for (age, lower) in (0..100).flat_map(|age| [(age, 0), (age, 1)]) {
            let lived = Count::LivedAtAge { group, age, lower };
            counts.add(lived, dice.below(25) as i64);
        }
    }
    let group = 1;
    for channel in 0..system.care.channels.len() {
        let (copayment, deductible) = (
            Count::Copayment { group, channel },
            Count::Deductible { group, channel },
        );
        counts.add(copayment, dice.below(300_000) as i64);
        counts.add(deductible, dice.below(300_000) as i64);
    }
    for line in 0..system.care.background.len() {
        counts.add(
            Count::DeductibleBackground { group, line },
            dice.below(300_000) as i64,
        );
    }
    for need in 0..system.care.needs.len() {
        let all = 1 + dice.below(500) as i64;
        counts.add(Count::Need { need }, all);
        counts.add(Count::Hidden { need }, dice.below(all as usize) as i64);
        for triage in 0..3 {
            let triaged = Count::Triaged {
                group: triage % 2,
                need,
                triage,
            };
            counts.add(triaged, dice.below(200) as i64);
        }
    }
    for (practice, side) in (0..counts.practices()).flat_map(|index| [(index, 0), (index, 1)]) {
        let lived = dice.below(100) as i64;
        let items = (0..system.accounts.len()).map(PracticeItem::Spent);
        let each = items.map(|item| (item, lived * (40_000 + dice.below(20_000) as i64)));
        let each: Vec<(PracticeItem, i64)> = each.collect();
        for (item, number) in each.into_iter().chain([(PracticeItem::Lived, lived)]) {
            let count = Count::Practice {
                practice,
                side,
                item,
            };
            counts.add(count, number);
        }
    }
    let complex = 1 + dice.below(80);
    counts.add(Count::Residents { triage: 3 }, complex as i64);
    for set in 0..system.coordinations.len() {
        let coordinated = Count::Coordinated { group: 1, set };
        counts.add(coordinated, dice.below(complex) as i64);
    }
    let carers = 1 + dice.below(80);
    counts.add(Count::Single(Single::CarerCycles), carers as i64);
    counts.add(
        Count::Single(Single::OverloadedCycles),
        dice.below(carers) as i64,
    );
    counts.add(
        Count::Single(Single::InstitutionEntries),
        dice.below(40) as i64,
    );
    counts
}
