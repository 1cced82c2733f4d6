//! The printed report of a small run made by hand.

use super::*;
use crate::analysis::precision::PrecisionScale;
use crate::analysis::rows::Spread;
use crate::report::manifest::Precision;
use crate::report::reading::tests::example;

fn printed(look: &Look) -> String {
    details(&example(), Path::new("outputs/example/0a1b2c3d"), look)
}

#[test]
fn a_discounted_first_year_is_told() {
    let mut reading = example();
    let conventions = &mut reading.manifest.conventions;
    conventions.discounting = "own".into();
    conventions.discount_first_year = true;
    let text = details(
        &reading,
        Path::new("outputs/example/0a1b2c3d"),
        &Look::plain(),
    );
    let told = "own discounts costs at 3 %, effects at 1.5 %, from the first year on";
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(
        words.join(" ").contains(told),
        "`{told}` is missing from\n{text}"
    );
}

#[test]
fn the_report_says_who_pays_who_gains_and_how_surely() {
    let text = printed(&Look::plain());
    for expected in [
        "Example neighbourhood",
        "20,000 residents (5,000 simulated, each for 4.00)",
        "95 % intervals cover uncertain parameters and chance among 20,000 residents",
        "zin-2024 discounts costs at 3 %, effects at 1.5 %",
        "EUR per",
        "Pays less: insurer (-9.8)",
        "Pays more: municipality (+5.4)",
        "94 % (87–98)",
        "0 % (<3)",
        "all, discounted",
        "prices scaled by 0.973 (95 % 0.961 to 0.985, MC error 0.001)",
        "outputs/example/0a1b2c3d",
    ] {
        assert!(
            text.contains(expected),
            "`{expected}` is missing from\n{text}"
        );
    }
}

#[test]
fn a_precision_is_told_with_what_it_would_take() {
    let mut reading = example();
    let mut precision = Precision {
        asked_for: 0.001,
        share_of: PrecisionScale::Outlays,
        is_reached: true,
        largest_error: 0.00084,
        arm: "bundle".into(),
        payer: "insurer".into(),
        from: 100,
        most: 1000,
    };
    let mut told = |precision: &Precision| -> String {
        reading.manifest.precision = Some(precision.clone());
        let text = details(&reading, Path::new("x"), &Look::plain());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(told(&precision).contains(
        "Precision of 0.10 % asked for: reached with 100 replications; the largest MC error in a total is 0.084 % \
         of what the payer pays (insurer, bundle)"
    ));
    // 100 · (0.00351 / 0.001)² = 1,232.
    precision.largest_error = 0.00351;
    precision.is_reached = false;
    let text = told(&precision);
    assert!(
        text.contains("not reached with 100 replications, the most allowed"),
        "{text}"
    );
    assert!(text.contains("it would take some 1,300"), "{text}");
    precision.share_of = PrecisionScale::Spread;
    let text = told(&precision);
    assert!(
        text.contains("0.10 % of a standard deviation asked for")
            && text.contains("0.35 % of the standard deviation of a difference"),
        "{text}"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 80, 100] {
        let look = Look {
            width,
            ..Look::plain()
        };
        let folder = Path::new("outputs/example/0a1b2c3d");
        let text = printed(&look) + &first(&example(), folder, &look);
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(columns <= width, "{columns} columns of {width}: {line}");
        }
        assert!(text.contains("-9.8"), "{text}");
    }
}

#[test]
fn escape_codes_appear_only_when_colour_is_asked_for() {
    assert!(!printed(&Look::plain()).contains('\u{1b}'));
    assert!(
        printed(&Look {
            has_colour: true,
            ..Look::plain()
        })
        .contains('\u{1b}')
    );
}

#[test]
fn without_utf8_everything_is_ascii() {
    let text = printed(&Look {
        has_unicode: false,
        ..Look::plain()
    });
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("###"), "{text}");
}

#[test]
fn one_replication_shows_no_intervals() {
    let mut reading = example();
    reading.manifest.replications = 1;
    let unknown = |spread: &mut Spread| {
        spread.mc_error = None;
        spread.sd = None;
        (spread.q025, spread.q975) = (None, None);
    };
    reading
        .payers
        .iter_mut()
        .for_each(|row| unknown(&mut row.spread));
    reading
        .incremental
        .iter_mut()
        .for_each(|row| unknown(&mut row.spread));
    let text = details(&reading, Path::new("x"), &Look::plain());
    assert!(text.contains("One replication"), "{text}");
    assert!(!text.contains("-15.2 to"), "{text}");
    assert!(!text.contains("Pays less"), "{text}");
}

#[test]
fn two_replications_show_no_interval_and_say_why() {
    let mut reading = example();
    reading.manifest.replications = 2;
    for row in &mut reading.incremental {
        (row.spread.q025, row.spread.q975) = (None, None);
    }
    let text = details(&reading, Path::new("x"), &Look::plain());
    assert!(text.contains("2 replications are too few"), "{text}");
    assert!(
        !text.contains("Pays less") && !text.contains("Pays more"),
        "{text}"
    );
}

#[test]
fn nobody_is_said_to_pay_less_where_the_end_of_the_interval_is_unsure() {
    let mut reading = example();
    // The interval ends at −4.4 million: with an error of 3 it may as well end above 0.
    for row in &mut reading.incremental {
        row.ends.q975_mc_error = Some(3e6);
    }
    let text = details(&reading, Path::new("x"), &Look::plain());
    assert!(!text.contains("Pays less"), "{text}");
    assert!(text.contains("Cannot be told: insurer (-9.8)"), "{text}");
    assert!(text.contains("Pays more: municipality"), "{text}");
}

#[test]
fn rounded_rows_that_do_not_add_up_are_remarked_once_a_table() {
    let mut reading = example();
    assert!(!details(&reading, Path::new("x"), &Look::plain()).contains(ROUNDED));
    // 244.54 + 45.64 is 290.18: 244.5 and 45.6 beside 290.2.
    for (row, mean) in reading.payers.iter_mut().zip([244.54e6, 45.64e6, 290.18e6]) {
        row.spread.mean = mean;
    }
    let text = details(&reading, Path::new("x"), &Look::plain());
    assert_eq!(text.matches(ROUNDED).count(), 1, "{text}");
}
