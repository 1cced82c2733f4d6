//! What each of several insurers pays more, before and after risk equalisation.
//!
//! Comes in: insurers.csv, read. Goes out: a table an arm, none where no payer is several. Deliberately absent: years, which the
//! file has.

use super::Look;
use super::grid::Grid;
use super::split::arms;
use super::wording::scale;
use crate::analysis::insurers::{DRAWN, EQUALISATION, FUND, KeptPart, NET, NOT_SIGNING, SIGNING};
use crate::report::insurers::InsurerFigures;
use crate::report::numbers::{percent, signed};
use crate::report::reading::Reading;
use crate::scenario::number::distribution;
use crate::scenario::schema::Insurance;

/// One table an arm.
pub fn tables(reading: &Reading, look: &Look) -> Vec<String> {
    let others: Vec<&str> = arms(reading).into_iter().skip(1).collect();
    let tables = others.iter().filter_map(|arm| table(reading, arm, look));
    tables.collect()
}

fn table(reading: &Reading, arm: &str, look: &Look) -> Option<String> {
    let insurance = reading.scenario.insurance.as_ref()?;
    let figures = InsurerFigures(&reading.insurers);
    let of = |names: [&str; 3]| figures.total(arm, names);
    of([SIGNING, NET, DRAWN])?;
    let ends = figures.kept();
    let parts = |insurer: &str| {
        let mut cells = vec![of([insurer, "care", ""]), of([insurer, "agreements", ""])];
        cells.extend(ends.iter().map(|kept| of([insurer, NET, kept])));
        cells
    };
    let insurers = reading.scenario.insurer.iter();
    let mut lines: Vec<(String, String, Vec<Option<f64>>)> = insurers
        .map(|one| {
            let share = distribution(&one.share).map_or(0.0, |share| share.mean());
            let name = if one.signs {
                format!("{}, signs", one.name)
            } else {
                one.name.clone()
            };
            (name, percent(share, 1), parts(&one.name))
        })
        .collect();
    for (insurer, words) in [
        (SIGNING, "all that sign"),
        (NOT_SIGNING, "all that do not: free riding"),
    ] {
        lines.push((words.to_string(), String::new(), parts(insurer)));
    }
    let mut fund = vec![None, None];
    fund.extend(ends.iter().map(|kept| of([FUND, EQUALISATION, kept])));
    lines.push(("equalisation fund".to_string(), String::new(), fund));
    let values = lines.iter().flat_map(|(.., cells)| cells.iter().flatten());
    let (unit, unit_name) = scale(values.fold(0.0, |largest, eur| largest.max(eur.abs())));
    let head = format!("{arm}:\n{unit_name} more");
    let mut heads = vec![
        head,
        "share of\nresidents".to_string(),
        "declared\ncare".to_string(),
        "agree-\nments".to_string(),
    ];
    heads.extend(
        ends.iter()
            .map(|kept| format!("net,\n{}", keeping(insurance, kept))),
    );
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut grid = Grid::new(&heads);
    let count = reading.scenario.insurer.len();
    for (index, (name, share, cells)) in lines.into_iter().enumerate() {
        if index == count {
            grid.rule();
        }
        let cells = cells
            .into_iter()
            .map(|eur| eur.map_or_else(String::new, |eur| signed(eur / unit, 2)));
        grid.row([name, share].into_iter().chain(cells).collect());
    }
    let later = ends
        .iter()
        .filter_map(|kept| Some((kept, figures.later(arm, [FUND, EQUALISATION, kept])?)))
        .map(|(kept, eur)| {
            format!(
                "{} where {}",
                signed(-eur / unit, 2),
                keeping(insurance, kept)
            )
        })
        .collect::<Vec<_>>()
        .join(", ");
    let note = format!(
        "Of {}, over the run, nominal. Net: care and agreements, and what leaves to the fund of savings on declared care. After the \
         run still leaves: {later}. Those that do not sign pay for no agreement of the arm and have the savings on their own \
         members. insurers.csv has every year.",
        insurance.payer
    );
    Some(format!(
        "{}\n{}{}\n",
        look.bold("Insurers"),
        grid.text(look),
        look.wrap(&note, "")
    ))
}

/// What is kept in the long run.
fn keeping(insurance: &Insurance, kept: &str) -> String {
    format!("{} kept", percent(KeptPart::of(insurance).named(kept), 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::insurers::{HIGH, InsurerRow, LATER, LOW};
    use crate::analysis::rows::{Ends, TOTAL};
    use crate::report::reading::tests::{example, spread};

    fn row(insurer: &str, measure: &str, kept: &str, year: &str, mean: f64) -> InsurerRow {
        InsurerRow {
            arm: "bundle".into(),
            comparator: "current".into(),
            insurer: insurer.into(),
            measure: measure.into(),
            kept: kept.into(),
            year: year.into(),
            spread: spread(mean, 1.0),
            p_no_worse_off: None,
            ends: Ends::of(&[]),
        }
    }

    #[test]
    fn who_does_not_sign_has_a_line_and_so_has_the_fund() {
        let mut reading = example();
        assert_eq!(tables(&reading, &Look::plain()), Vec::<String>::new());
        let written = r#"{"insurance":{"payer":"insurer","kept":{"low":0.2,"high":0.8,"dist":"uniform"}},
            "insurer":[{"name":"one","share":0.25,"signs":true},{"name":"two","share":0.75}]}"#;
        let written: serde_json::Value = serde_json::from_str(written).expect("JSON");
        let part = |key: &str| written[key].clone();
        reading.scenario.insurance = serde_json::from_value(part("insurance")).expect("a table");
        reading.scenario.insurer = serde_json::from_value(part("insurer")).expect("insurers");
        for (insurer, care, agreements) in [
            ("one", -1e6, 0.5e6),
            ("two", -3e6, 0.0),
            (SIGNING, -1e6, 0.5e6),
            (NOT_SIGNING, -3e6, 0.0),
        ] {
            reading.insurers.push(row(insurer, "care", "", TOTAL, care));
            reading
                .insurers
                .push(row(insurer, "agreements", "", TOTAL, agreements));
            for (kept, share) in [(LOW, 0.2), (HIGH, 0.8), (DRAWN, 0.5)] {
                let net = care * share + agreements;
                reading.insurers.push(row(insurer, NET, kept, TOTAL, net));
            }
        }
        for (kept, eur) in [(LOW, -3.2e6), (HIGH, -0.8e6)] {
            reading
                .insurers
                .push(row(FUND, EQUALISATION, kept, TOTAL, eur));
            reading
                .insurers
                .push(row(FUND, EQUALISATION, kept, LATER, -1e6));
        }
        let text = tables(&reading, &Look::plain()).concat();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in [
            "one, signs 25.0 % -1.00 +0.50 -0.30 +0.30",
            "all that do not: free riding -3.00 0.00 -2.40 -0.60",
            "equalisation fund -0.80 -3.20",
            "After the run still leaves: +1.00 where 80 % kept, +1.00 where 20 % kept.",
        ] {
            assert!(words.contains(expected), "{expected}:\n{text}");
        }
    }
}
