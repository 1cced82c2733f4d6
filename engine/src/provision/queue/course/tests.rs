//! Queues worked by hand.

use super::*;
use crate::tables::queues::{QueueLength, QueueLine};

fn line(is_permanent: bool, ends: f64) -> QueueLine {
    QueueLine {
        need: 0,
        channel: 0,
        is_permanent,
        ends,
    }
}

fn queue(published: QueueLength, given_up: f64, lines: Vec<QueueLine>) -> Queue {
    Queue {
        discipline: 0,
        published,
        given_up,
        late_ratio: 1.0,
        most: 0.5,
        lines,
    }
}

fn asked(needs: f64, hours: f64) -> LineAsked {
    LineAsked { needs, hours }
}

/// A year of a queue in cycles of a year's `per_year`th part, with so many hours a year: what each finds.
fn year(
    queue: &Queue,
    yearly: &[LineAsked],
    (others, hours): (f64, f64),
    per_year: usize,
) -> (QueueCourse, Vec<(f64, QueueFindings)>) {
    let length = 1.0 / per_year as f64;
    let pairs = queue.lines.iter().zip(yearly);
    let asked: Vec<LineAsked> = pairs
        .map(|(line, yearly)| LineAsked {
            needs: if line.is_permanent {
                yearly.needs
            } else {
                yearly.needs * length
            },
            hours: yearly.hours * length,
        })
        .collect();
    let cycle = QueueCycle {
        queue,
        length,
        asked: &asked,
        others: others * length,
        hours: hours * length,
    };
    let wait = PublishedWait::new(queue, &asked, length);
    let mut course = QueueCourse::start(&cycle, wait);
    let found = (0..per_year).map(|_| course.live(&cycle)).collect();
    (course, found)
}

fn waiting(course: &QueueCourse) -> f64 {
    course.lines.iter().map(|line| line.waiting).sum()
}

#[test]
fn a_queue_of_permanent_needs_stays_as_it_is_published_where_hours_keep_it_so() {
    // 1,000 needs end at 0.3 a year, those who wait give up at 0.2: 300 begin a year. Who waits until e^(w/2) = 1.25: 300 · 0.2 / 0.5
    // = 120 wait, 800 are in care and 80 have given up; 240 start a year, so that 120 are half a year of starts.
    let queue = queue(QueueLength::Years(0.5), 0.2, vec![line(true, 0.3)]);
    for per_year in [1, 2, 4, 12] {
        let yearly = [asked(1_000.0, 6_000.0)];
        let (course, found) = year(&queue, &yearly, (0.0, 4_800.0), per_year);
        for (chance, found) in &found {
            assert!((found.waiting - 120.0).abs() < 0.6, "{}", found.waiting);
            assert_eq!(*chance, 1.0);
            // Of 920 who ask 800 are in care.
            assert!((found.delivered - 800.0 / 920.0).abs() < 1e-3);
            assert!((found.lines[0].met - 0.8).abs() < 1e-3);
        }
        let sum =
            |of: fn(&QueueFindings) -> f64| found.iter().map(|(_, found)| of(found)).sum::<f64>();
        assert!((sum(|found| found.begun) - 300.0).abs() < 1.5);
        assert!((sum(|found| found.started) - 240.0).abs() < 1.5);
        assert!((sum(|found| found.given_up) - 24.0).abs() < 0.2);
        assert!((course.lines[0].given_up - 80.0).abs() < 0.5);
        // The wait itself is 2·ln 1.25 years.
        let starts = found.last().and_then(|(_, found)| found.starts(0.0));
        let waited = 2.0 * 1.25_f64.ln() * per_year as f64;
        assert!((starts.expect("it starts") - waited).abs() < 0.03 * per_year as f64);
    }
}

#[test]
fn the_share_that_waits_fixes_the_wait() {
    let queue = queue(
        QueueLength::Share(120.0 / 920.0),
        0.2,
        vec![line(true, 0.3)],
    );
    let wait = PublishedWait::new(&queue, &[asked(1_000.0, 500.0)], 0.25);
    assert!((wait.years - 2.0 * 1.25_f64.ln()).abs() < 1e-9);
    // A fifth of the hours is not delivered: to those who wait and to those who gave up.
    assert!((wait.undelivered(&queue, &[asked(1_000.0, 500.0)]) - 100.0).abs() < 1e-6);
}

#[test]
fn needs_that_wait_are_those_who_began_less_those_who_started_and_gave_up() {
    let queue = queue(QueueLength::Years(0.25), 0.4, vec![line(false, 0.0)]);
    let yearly = [asked(400.0, 4_000.0)];
    for (hours, per_year) in [(3_000.0, 4), (500.0, 12), (9_000.0, 1), (0.0, 2)] {
        let before = {
            let cycle = QueueCycle {
                queue: &queue,
                length: 1.0,
                asked: &yearly,
                others: 0.0,
                hours,
            };
            let wait = PublishedWait::new(&queue, &yearly, 1.0);
            waiting(&QueueCourse::start(&cycle, wait))
        };
        let (course, found) = year(&queue, &yearly, (0.0, hours), per_year);
        let change: f64 = found
            .iter()
            .map(|(_, found)| found.begun - found.started - found.given_up)
            .sum();
        let after = waiting(&course);
        assert!(
            (after - before - change).abs() < 1e-6,
            "{hours}: {before} {after}"
        );
        // Ten hours each; hours are used up while anybody waits.
        let started: f64 = found.iter().map(|(_, found)| found.started).sum();
        if after > 1.0 {
            assert!((started - hours / 10.0).abs() < 1e-6, "{started}");
        }
    }
}

#[test]
fn without_hours_to_spare_what_does_not_wait_is_refused_and_nobody_starts() {
    let queue = queue(QueueLength::Years(0.0), 0.0, vec![line(true, 0.0)]);
    // 1,000 hours of care that goes on and 1,000 of what does not wait: half of it is there.
    let (_, found) = year(&queue, &[asked(10.0, 1_000.0)], (1_000.0, 1_000.0), 4);
    for (chance, found) in found {
        assert!((chance - 0.5).abs() < 1e-9);
        assert!((found.delivered - 0.5).abs() < 1e-9);
        assert_eq!((found.started, found.waiting), (0.0, 0.0));
    }
}

#[test]
fn care_that_starts_later_than_in_the_observed_year_asks_for_more_up_to_some_months() {
    let mut queue = queue(QueueLength::Years(0.25), 0.0, vec![line(false, 0.0)]);
    queue.late_ratio = 1.1;
    assert_eq!(queue.late(0.25, 0.25), 1.0);
    assert!((queue.late(0.25 + 1.0 / 12.0, 0.25) - 1.1).abs() < 1e-12);
    // Half a year counts at most: three months more than the observed three.
    assert!((queue.late(5.0, 0.25) - 1.1_f64.powi(3)).abs() < 1e-12);
    assert!((queue.late(0.0, 0.25) - 1.1_f64.powi(-3)).abs() < 1e-12);
}

#[test]
fn a_queue_that_grows_waits_longer_and_one_with_hours_enough_is_gone() {
    let queue = queue(QueueLength::Years(0.25), 0.0, vec![line(false, 0.0)]);
    let yearly = [asked(480.0, 4_800.0)];
    let (short, found) = year(&queue, &yearly, (0.0, 9_600.0), 12);
    // 120 wait; hours for 960 a year leave 480 a year for them: a quarter of a year.
    assert_eq!(waiting(&short), 0.0);
    assert!(found[2].1.waiting > 0.0 && found[3].1.waiting < 1e-9);
    assert_eq!(found[11].1.starts(10.0), Some(10.0));
    let (long, found) = year(&queue, &yearly, (0.0, 2_400.0), 12);
    // 240 begin more than start.
    assert!((waiting(&long) - 360.0).abs() < 1e-6);
    // Hours for 240 a year: the 120 of the start have theirs after half a year, and then those start who asked first.
    let first = found[11].1.starts(0.0).expect("it starts");
    assert!((first - 6.0).abs() < 0.3, "{first}");
}

#[test]
fn needs_that_become_fewer_leave_care_and_those_who_gave_up_alike() {
    // 1,000 needs of 6 hours: 120 wait, 80 have given up, 800 are in care. Hours for 800 are more than enough for fewer: at least
    // eight of ten stay in care however fast needs fall.
    let queue = queue(QueueLength::Years(0.5), 0.2, vec![line(true, 0.3)]);
    let mut course = None;
    for needs in [1_000.0, 500.0, 200.0, 100.0, 50.0] {
        let asked = [asked(needs, 6.0 * needs)];
        let cycle = QueueCycle {
            queue: &queue,
            length: 1.0,
            asked: &asked,
            others: 0.0,
            hours: 4_800.0,
        };
        let course = course.get_or_insert_with(|| {
            QueueCourse::start(&cycle, PublishedWait::new(&queue, &asked, 1.0))
        });
        let (_, found) = course.live(&cycle);
        let LineFindings { met, turns, .. } = found.lines[0];
        assert!((0.79..=1.0).contains(&met), "{needs}: {met}");
        assert!((0.79..=1.0).contains(&turns), "{needs}: {turns}");
    }
}

/// A cycle of a part, the 48th part of a year, in which as much is asked for as 480 needs a year, of ten hours each.
fn part<'a>(queue: &'a Queue, asked: &'a [LineAsked], hours: f64) -> QueueCycle<'a> {
    QueueCycle {
        queue,
        length: 1.0 / PARTS,
        asked,
        others: 0.0,
        hours,
    }
}

#[test]
fn units_of_care_that_starts_late_are_those_of_the_months_since_the_middle_of_when_it_was_asked_for()
 {
    // A month later is 16 times the units, and a part, a quarter of a month, twice.
    let mut queue = queue(QueueLength::Years(0.0), 0.0, vec![line(false, 0.0)]);
    queue.late_ratio = 16.0;
    let asked = [asked(10.0, 100.0)];
    let wait = PublishedWait::new(&queue, &asked, 1.0 / PARTS);
    let mut course = QueueCourse::start(&part(&queue, &asked, 0.0), wait);
    let (_, none) = course.live(&part(&queue, &asked, 0.0));
    assert_eq!((none.started, none.delivered), (0.0, 0.0));
    // Ten have waited a part, for twice their units, and ten have not: three times the hours of those who ask.
    let (_, all) = course.live(&part(&queue, &asked, 1e6));
    assert!((all.started - 20.0).abs() < 1e-9);
    assert!((all.lines[0].turns - 2.0).abs() < 1e-9);
    assert!((all.lines[0].met - 3.0).abs() < 1e-9);
    assert!((all.delivered - 3.0).abs() < 1e-9);
}

#[test]
fn those_who_wait_at_the_start_have_waited_since_the_middle_of_their_part() {
    // A part and a half is the observed wait: two bins of three quarters of a part with 7.5 needs each. With hours enough in
    // the first part all start in its middle: after 1.625, 0.875 and no parts, with twice the units for each part more.
    let mut queue = queue(QueueLength::Years(1.5 / PARTS), 0.0, vec![line(false, 0.0)]);
    queue.late_ratio = 16.0;
    let asked = [asked(10.0, 100.0)];
    let wait = PublishedWait::new(&queue, &asked, 1.0 / PARTS);
    let mut course = QueueCourse::start(&part(&queue, &asked, 1e6), wait);
    let (_, found) = course.live(&part(&queue, &asked, 1e6));
    let units = 7.5 * 2_f64.powf(0.125) + 7.5 * 2_f64.powf(-0.625) + 10.0 * 2_f64.powf(-1.5);
    assert!((found.lines[0].met - units / 10.0).abs() < 1e-9);
    assert!((found.started - 25.0).abs() < 1e-9);
}

#[test]
fn permanent_needs_that_become_fewer_again_have_begun_to_wait_for_nothing() {
    // Hours for the 100 of the first year: 100 more wait in the second, and 50 of these ask for nothing in the third.
    let queue = queue(QueueLength::Years(0.0), 0.0, vec![line(true, 0.0)]);
    let cycle = |asked| QueueCycle {
        queue: &queue,
        length: 1.0,
        asked,
        others: 0.0,
        hours: 1_000.0,
    };
    let years = [100.0, 200.0, 150.0].map(|needs| [asked(needs, 10.0 * needs)]);
    let wait = PublishedWait::new(&queue, &years[0], 1.0);
    let mut course = QueueCourse::start(&cycle(&years[0]), wait);
    let found = years.each_ref().map(|asked| course.live(&cycle(asked)).1);
    for (index, (begun, waiting)) in [(0.0, 0.0), (100.0, 100.0), (-50.0, 50.0)]
        .into_iter()
        .enumerate()
    {
        assert!((found[index].begun - begun).abs() < 1e-6, "{index}");
        assert!((found[index].waiting - waiting).abs() < 1e-6, "{index}");
    }
}

#[test]
fn less_than_an_hour_too_few_is_too_few_for_care_in_being_too() {
    // One hour of care that goes on and half an hour of what does not wait, of one hour that there is.
    let queue = queue(QueueLength::Years(0.0), 0.0, vec![line(true, 0.0)]);
    let (_, found) = year(&queue, &[asked(1.0, 1.0)], (0.5, 1.0), 1);
    let (chance, found) = &found[0];
    assert!((chance - 1.0 / 1.5).abs() < 1e-9);
    assert!((found.lines[0].met - 1.0 / 1.5).abs() < 1e-9);
    assert!((found.lines[0].lost - 0.5 / 1.5).abs() < 1e-9);
}

#[test]
fn temporary_needs_that_are_given_up_are_lost() {
    // Without hours some give up of the 100 of each quarter, and of those who wait already.
    let queue = queue(QueueLength::Years(0.25), 0.4, vec![line(false, 0.0)]);
    let (_, found) = year(&queue, &[asked(400.0, 4_000.0)], (0.0, 0.0), 4);
    for (_, found) in &found {
        assert!(found.given_up > 10.0);
        assert!((found.lines[0].lost * 100.0 - found.given_up).abs() < 1e-9);
    }
}

#[test]
fn a_need_that_nobody_has_and_one_that_takes_no_hours_leave_figures_of_the_others() {
    // Nobody has the first, the second takes no hours, so that it waits for nothing; there are no hours for anything.
    let lines = vec![line(true, 0.0), line(false, 0.0)];
    let queue = queue(QueueLength::Years(0.0), 0.0, lines);
    let yearly = [asked(0.0, 0.0), asked(100.0, 0.0)];
    let (course, found) = year(&queue, &yearly, (10.0, 0.0), 1);
    let (chance, found) = &found[0];
    assert_eq!((*chance, waiting(&course)), (0.0, 0.0));
    assert!((found.started - 100.0).abs() < 1e-9);
    assert_eq!(found.delivered, 0.0);
    let LineFindings { met, lost, turns } = found.lines[0];
    assert_eq!([met, lost, turns], [1.0, 0.0, 1.0]);
    // Where nobody asks for anything all of it is delivered.
    let (_, found) = year(&queue, &[asked(0.0, 0.0); 2], (0.0, 0.0), 1);
    assert_eq!(found[0].1.delivered, 1.0);
}

/// Those of a line who wait, by when they began to.
fn by_bin(course: &QueueCourse, place: usize) -> Vec<f64> {
    let left = course.lines[place].left;
    let bins = course.bins.chunks(course.stride());
    bins.map(|bin| bin[2 + 2 * place] * libm::exp(left - bin[3 + 2 * place]))
        .collect()
}

/// So many lines of 1,000 permanent needs each, of which some wait for half a year, and the cycle that asks for them.
fn alike(many: usize) -> (Queue, Vec<LineAsked>) {
    let lines = vec![line(true, 0.3); many];
    let queue = queue(QueueLength::Years(0.5), 0.2, lines);
    (queue, vec![asked(1_000.0, 6_000.0); many])
}

fn without_hours<'a>(queue: &'a Queue, asked: &'a [LineAsked]) -> QueueCycle<'a> {
    QueueCycle {
        queue,
        length: 1.0,
        asked,
        others: 0.0,
        hours: 0.0,
    }
}

#[test]
fn needs_that_are_asked_for_no_more_are_the_last_that_began_to_wait() {
    for many in [1, 3] {
        let (queue, asked) = alike(many);
        let cycle = without_hours(&queue, &asked);
        let wait = PublishedWait::new(&queue, &asked, 1.0);
        let mut course = QueueCourse::start(&cycle, wait);
        let place = many - 1;
        let before = by_bin(&course, place);
        let [.., half, last] = before[..] else {
            panic!("two bins");
        };
        CyclePart::new(&mut course, &cycle).withdraw(place, last + 0.5 * half);
        let after = by_bin(&course, place);
        let mut kept = vec![1.0; before.len() - 2];
        kept.extend([0.5, 0.0]);
        for ((before, after), kept) in before.iter().zip(&after).zip(kept) {
            assert!((after - kept * before).abs() < 1e-9, "{before} {after}");
        }
        let waiting = course.lines[place].waiting;
        assert!((after.iter().sum::<f64>() - waiting).abs() < 1e-9);
    }
}

#[test]
fn of_those_who_do_not_wait_as_large_a_part_of_those_who_gave_up_ends_as_of_the_others() {
    let (queue, asked_before) = alike(1);
    let cycle = without_hours(&queue, &asked_before);
    let wait = PublishedWait::new(&queue, &asked_before, 1.0);
    let mut course = QueueCourse::start(&cycle, wait);
    let before = course.lines[0];
    // Half of the needs end: first all that wait, then others alike.
    let half = [asked(500.0, 3_000.0)];
    CyclePart::new(&mut course, &without_hours(&queue, &half)).begin_with();
    let left = 500.0 / (1_000.0 - before.waiting);
    let after = course.lines[0];
    assert_eq!((after.open, after.waiting), (500.0, 0.0));
    assert!((after.given_up - before.given_up * left).abs() < 1e-9);
}

#[test]
fn care_starts_evenly_while_the_head_of_a_queue_moves_on() {
    // Ten needs of ten hours in each part. None starts in the first, five in the second: of what was asked for at the start
    // care begins with it. Fifteen in the third: the head moves on from 0.5 to 2, and passes 1 a third of the part later.
    let queue = queue(QueueLength::Years(0.0), 0.0, vec![line(false, 0.0)]);
    let asked = [asked(10.0, 100.0)];
    let wait = PublishedWait::new(&queue, &asked, 1.0 / PARTS);
    let mut course = QueueCourse::start(&part(&queue, &asked, 0.0), wait);
    let found = [0.0, 50.0, 150.0, 1e6].map(|hours| course.live(&part(&queue, &asked, hours)).1);
    let starts = |found: &QueueFindings, exact: &[f64]| {
        assert_eq!(found.starts.len(), exact.len());
        for (found, exact) in found.starts.iter().zip(exact) {
            assert!((found - exact).abs() < 1e-6, "{found} is not {exact}");
        }
    };
    starts(&found[0], &[]);
    starts(&found[1], &[1.0]);
    starts(&found[2], &[1.0, 7.0 / 3.0]);
    for (found, (now, head)) in found
        .iter()
        .zip([(1.0, 0.0), (2.0, 0.5), (3.0, 2.0), (4.0, 4.0)])
    {
        assert_eq!(found.now, now);
        assert!((found.head - head).abs() < 1e-9, "{}", found.head);
    }
}

#[test]
fn what_waits_for_whole_cycles_began_to_wait_in_so_many() {
    let queue = |years| queue(QueueLength::Years(years), 0.0, vec![line(false, 0.0)]);
    for (years, first) in [(0.25, 0), (0.5, -1), (0.6, -2)] {
        let (course, _) = year(&queue(years), &[asked(400.0, 4_000.0)], (0.0, 0.0), 4);
        assert_eq!(course.first, first, "{years}");
    }
}
