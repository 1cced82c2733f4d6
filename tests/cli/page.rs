//! The first page of the report: every sentence and mark of it worked out again from replications.csv, by other code than
//! the report's, on runs with an arm that changes nothing, two that tie, and one that costs more in every future.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use super::desk::{Desk, newest, said};

const FUTURES: usize = 40;
const YEARS: usize = 10;
const PAYERS: [&str; 4] = ["insurer", "municipality", "resident", "all"];

/// An arm hostile to markup that differs in nothing, one that ties with `network`, one that costs the insurer more in every
/// future; and two accounts, of which one is of some residents only.
const MORE: &str = r#"
[[arm]]
name = "same"
title = "</text><script>alert(1)</script> & \"same\""
title_nl = "Hetzelfde"
like = "current"

[[arm]]
name = "twin"
title = "The twin of the network"
like = "network"

[[arm]]
name = "loss"
title = "A grant for nothing"
like = "current"

[[arm.component]]
name = "grant"
kind = "project_grant"
amount = 900000
until_year = 2040
payers = { insurer = 1 }

[[account]]
name = "insurer_a_head"
payer = "insurer"
amount = 1000
tolerance = 0.5

[[account]]
name = "insurer_of_the_old"
payer = "insurer"
age_from = 65
amount = 1000
tolerance = 0.5
"#;

/// Adds these to the scenario of a desk.
fn more_arms(desk: &Desk) {
    let path = desk.path("town.toml");
    let scenario = fs::read_to_string(&path).expect("read") + MORE;
    fs::write(&path, scenario).expect("written");
}

/// A small run of it.
fn run_of(desk: &Desk, more: &[&str]) {
    let futures = FUTURES.to_string();
    let small = [
        "run",
        "town.toml",
        "--quiet",
        "--sample",
        "50",
        "--replications",
        &futures,
    ];
    let ran = desk.caremix(&[&small, more].concat());
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
}

/// One desk with finished runs for all tests that only read them, those of report.rs too.
pub static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let desk = Desk::with_scenario();
    more_arms(&desk);
    run_of(&desk, &[]);
    for (folder, arms) in [("tie", "network,twin"), ("same", "same"), ("loss", "loss")] {
        run_of(&desk, &["--out", folder, "--arms", arms]);
    }
    desk
});

/// The page of a run, in a language; made once.
fn page(run: &Path, lang: &str) -> String {
    static MADE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let folder = run.to_string_lossy();
    let name = format!(
        "page-{}-{lang}.html",
        run.file_name().expect("a name").to_string_lossy()
    );
    let mut made = MADE.lock().expect("no test failed here");
    if !made.contains_key(&name) {
        let told = DESK.caremix(&["report", &folder, "--lang", lang, "--out", &name]);
        assert_eq!(told.status.code(), Some(0), "{}", said(&told.stderr));
        let page = fs::read_to_string(DESK.path(&name)).expect("a page");
        made.insert(name.clone(), page);
    }
    made[&name].clone()
}

/// Differences from as now by arm, payer, future and year, in cents.
struct Run {
    cents: BTreeMap<(String, String), Vec<Vec<i64>>>,
}

impl Run {
    fn read(folder: &Path) -> Run {
        let mut reader = csv::Reader::from_path(folder.join("replications.csv")).expect("a file");
        let mut paid: BTreeMap<(String, String), Vec<Vec<i64>>> = BTreeMap::new();
        for record in reader.records().map(|record| record.expect("a record")) {
            let Ok(year) = record[3].parse::<usize>() else {
                continue;
            };
            let future: usize = record[1].parse().expect("a future");
            let values = paid
                .entry((record[0].to_string(), record[2].to_string()))
                .or_insert_with(|| vec![vec![0; YEARS]; FUTURES]);
            let value: f64 = record[4].parse().expect("a value");
            values[future][year - 2025] = (value * 100.0).round() as i64;
        }
        let now = paid.clone();
        for ((_, payer), values) in &mut paid {
            let now = &now[&("current".to_string(), payer.clone())];
            for (path, now) in values.iter_mut().zip(now) {
                path.iter_mut()
                    .zip(now)
                    .for_each(|(then, now)| *then -= now);
            }
        }
        Run { cents: paid }
    }

    fn paths(&self, arm: &str, payer: &str) -> &Vec<Vec<i64>> {
        &self.cents[&(arm.to_string(), payer.to_string())]
    }

    /// EUR a year, rising.
    fn a_year(&self, arm: &str, payer: &str) -> Vec<f64> {
        let total = |path: &Vec<i64>| path.iter().sum::<i64>() as f64 / 100.0 / YEARS as f64;
        let mut values: Vec<f64> = self.paths(arm, payer).iter().map(total).collect();
        values.sort_by(f64::total_cmp);
        values
    }

    fn mean(&self, arm: &str, payer: &str) -> f64 {
        mean(&self.a_year(arm, payer))
    }

    /// Futures in which the payer pays no more.
    fn held(&self, arm: &str, payer: &str) -> usize {
        self.a_year(arm, payer)
            .iter()
            .filter(|eur| **eur <= 0.0)
            .count()
    }

    fn if_worse(&self, arm: &str, payer: &str) -> f64 {
        let worse: Vec<f64> = self
            .a_year(arm, payer)
            .into_iter()
            .filter(|eur| *eur > 0.0)
            .collect();
        mean(&worse)
    }

    /// The year by whose end half of the futures have laid out no more than as now for good.
    fn back(&self, arm: &str, payer: &str) -> Option<usize> {
        let mut backs: Vec<usize> = Vec::new();
        for path in self.paths(arm, payer) {
            let sums: Vec<i64> = (1..=YEARS)
                .map(|until| path[..until].iter().sum())
                .collect();
            let from = (0..YEARS).find(|from| sums[*from..].iter().all(|sum| *sum <= 0));
            backs.push(from.unwrap_or(YEARS));
        }
        backs.sort_unstable();
        let half = backs[FUTURES / 2 - 1];
        (half < YEARS).then_some(half)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The quantile at rank p·(n + 1) of rising values, linear between neighbours.
fn quantile(values: &[f64], p: f64) -> f64 {
    let rank = p * (values.len() + 1) as f64;
    let below = rank.floor() as usize;
    values[below - 1] + (rank - below as f64) * (values[below] - values[below - 1])
}

/// A count of futures in twentieths: halves up, and ends only where all agree.
fn twentieths(held: usize) -> (usize, String) {
    let marks = (20.0 * held as f64 / FUTURES as f64 + 0.5).floor() as usize;
    let words = match marks {
        0 if held > 0 => "under 1 of 20".to_string(),
        20 if held < FUTURES => "over 19 of 20".to_string(),
        marks => format!("{marks} of 20"),
    };
    (marks, words)
}

/// "13 of 20" as it reads in a sentence.
fn every(held: usize) -> String {
    twentieths(held).1.replace("of 20", "of every 20")
}

/// Text without tags, its entities read, with one space for any white space.
fn text(markup: &str) -> String {
    let mut shown = String::new();
    for part in markup.split('<') {
        let rest = part.split_once('>').map_or(part, |(_, rest)| rest);
        shown.push(' ');
        shown.push_str(rest);
    }
    let read = shown
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    read.split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a number, as English readers see it, is a value rounded to the digits it has.
fn is_rounded(shown: &str, value: f64) -> bool {
    let plain = shown.replace('−', "-").replace(',', "");
    if let Some((sign, least)) = plain.split_once('<') {
        let least: f64 = least.parse().expect("a number");
        return value.abs() < least && (value > 0.0) == (sign == "+");
    }
    let decimals = plain
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let found: f64 = plain
        .parse()
        .unwrap_or_else(|_| panic!("`{shown}` is no number"));
    (found - value).abs() <= 0.5000001 * 10f64.powi(-(decimals as i32))
}

/// Rows of the table of options: the name of each, and its cells as markup.
fn grid(page: &str) -> Vec<(String, Vec<String>)> {
    let table = page
        .split("class=\"grid\"")
        .nth(1)
        .and_then(|rest| rest.split("</table>").next());
    let body = table
        .and_then(|table| table.split("<tbody>").nth(1))
        .expect("a grid");
    let rows = body.split("<tr>").skip(1);
    rows.map(|row| {
        let (name, cells) = row.split_once("</th>").expect("a name");
        let cells = cells.split("<td").skip(1);
        let cells = cells
            .filter_map(|cell| Some(cell.split_once('>')?.1.split("</td>").next()?.to_string()));
        (text(name), cells.collect())
    })
    .collect()
}

fn scale(page: &str) -> f64 {
    if page.contains("Difference from as now, € million a year") {
        1e6
    } else if page.contains("Difference from as now, € thousand a year") {
        1e3
    } else {
        1.0
    }
}

#[test]
fn every_cell_and_mark_of_the_options_is_that_of_the_replications() {
    let folder = newest(&DESK);
    let run = Run::read(&folder);
    let page = page(&folder, "en");
    let scale = scale(&page);
    let rows = grid(&page);
    for (row, payer) in PAYERS.iter().enumerate() {
        let (_, cells) = &rows[row];
        // As now, then network, same, twin, loss.
        for (cell, arm) in cells[1..].iter().zip(["network", "same", "twin", "loss"]) {
            let shown = text(cell);
            let values = run.a_year(arm, payer);
            if values.iter().all(|eur| *eur == 0.0) {
                assert_eq!(shown, "no difference", "{arm} {payer}");
                continue;
            }
            let said = format!("{arm} {payer}: {shown}");
            let (mean, rest) = shown
                .split_once(" ( ")
                .or(shown.split_once(" ("))
                .expect(&said);
            let (range, rest) = rest.split_once(')').expect(&said);
            let (low, high) = range.split_once(" to ").expect(&said);
            // What rounds to nothing with the digits that its range has is said to be near it.
            let is_near = is_rounded(
                &low.replace(|letter| ('1'..='9').contains(&letter), "0"),
                run.mean(arm, payer) / scale,
            );
            match mean {
                "≈\u{a0}0" => assert!(is_near && run.mean(arm, payer) != 0.0, "{said}"),
                _ => assert!(is_rounded(mean, run.mean(arm, payer) / scale), "{said}"),
            }
            assert!(
                is_rounded(low.trim(), quantile(&values, 0.025) / scale),
                "{said}"
            );
            assert!(
                is_rounded(high.trim(), quantile(&values, 0.975) / scale),
                "{said}"
            );
            let held = run.held(arm, payer);
            let (marks, words) = twentieths(held);
            let rest = rest.trim();
            assert!(rest.starts_with(&words), "{said}");
            assert!(cell.contains(&format!("href=\"#of20-{marks}\"")), "{cell}");
            let rest = rest[words.len()..].trim();
            let rest = if held < FUTURES {
                let rest = rest.strip_prefix("otherwise ").expect(&said);
                let rest = rest.replace("less than ", "+<");
                let (amount, rest) = rest.split_once(' ').expect(&said);
                assert!(
                    is_rounded(amount, run.if_worse(arm, payer) / scale),
                    "{said}"
                );
                rest.to_string()
            } else {
                rest.to_string()
            };
            let expected = match run.back(arm, payer) {
                Some(year) => format!("zero: {}", 2025 + year),
                None => "zero: never".to_string(),
            };
            assert_eq!(rest, expected, "{said}");
        }
    }
}

#[test]
fn every_sign_has_as_many_filled_marks_as_its_name_says() {
    let page = page(&newest(&DESK), "en");
    let signs: Vec<&str> = page.split("<symbol id=\"of20-").skip(1).collect();
    assert!(!signs.is_empty());
    for sign in signs {
        let (marks, rest) = sign.split_once('"').expect("a name");
        let marks: usize = marks.parse().expect("a count");
        let drawn = rest.split("</symbol>").next().expect("an end");
        assert_eq!(drawn.matches("h0").count(), marks);
        assert_eq!(drawn.matches('z').count(), 20 - marks);
    }
}

#[test]
fn pictures_at_first_sight_show_the_futures_of_the_worst_off_and_of_all() {
    // One alternative that costs more in every future; of two that tie the first; one that differs in nothing.
    for (folder, arm) in [("loss", "loss"), ("tie", "network"), ("same", "same")] {
        let run = Run::read(&DESK.path(folder));
        let page = page(&DESK.path(folder), "en");
        let figure = |id: &str| {
            let (_, rest) = page
                .split_once(&format!("<figure id=\"{id}\">"))
                .expect("a picture");
            rest.split("</figure>").next().expect("its end").to_string()
        };
        let shown = figure("first-futures-0");
        let (wide, _) = shown.split_once("class=\"narrow\"").expect("both widths");
        // The payer with the fewest futures no worse off; of several, the one that pays most.
        let payers = ["insurer", "municipality", "resident"];
        let worst = payers
            .into_iter()
            .min_by(|one, other| {
                let held = run.held(arm, one).cmp(&run.held(arm, other));
                held.then(run.mean(arm, other).total_cmp(&run.mean(arm, one)))
            })
            .expect("a payer");
        let held = [worst, "all"].map(|payer| twentieths(run.held(arm, payer)));
        // A sign of each manner stands in the legend.
        let squares = wide.matches("s-worse").count();
        let hollow: usize = wide
            .split("<path ")
            .filter(|path| path.contains("s-worse"))
            .map(|path| path.matches("z").count())
            .sum();
        let filled: usize = wide
            .split("<path ")
            .filter(|path| path.contains("s-better"))
            .map(|path| path.matches("h0").count())
            .sum();
        let is_same = payers.iter().all(|payer| run.mean(arm, payer) == 0.0);
        if is_same {
            assert!(shown.contains("the same in every future"), "{arm}");
        } else {
            let marks: usize = held.iter().map(|(marks, _)| marks).sum();
            assert!(squares > 0);
            assert_eq!((filled, hollow), (marks + 1, 40 - marks + 1), "{arm}");
            for (_, said) in &held {
                assert!(
                    text(wide).contains(&format!("{said} no worse off")),
                    "{arm}: {said}"
                );
            }
        }
        let label = if worst == "insurer" {
            "Health insurer"
        } else {
            "Municipality"
        };
        let position = figure("first-position-0");
        assert!(is_same || position.contains(label), "{arm}: {worst}");
        assert!(position.contains("href=\"#position-0\"") && page.contains("id=\"position-0\""));
        // More than two alternatives leave no room.
    }
    let many = page(&newest(&DESK), "en");
    assert!(!many.contains("first-futures-0"));
}

/// The sentences of a page.
fn sentences(page: &str) -> Vec<String> {
    let list = page
        .split("<h2 id=\"short\">")
        .nth(1)
        .and_then(|rest| rest.split("</ol>").next());
    let items = list.expect("sentences").split("<li>").skip(1);
    items
        .map(|item| text(item.split("</li>").next().unwrap_or_default()))
        .collect()
}

/// The amount after a euro sign, in EUR.
fn euros(sentence: &str) -> Vec<(String, f64)> {
    let amounts = sentence.split('€').skip(1);
    amounts
        .map(|rest| {
            let (number, unit) = rest.split_once('\u{a0}').unwrap_or((rest, ""));
            let scale = if unit.starts_with("million") {
                1e6
            } else if unit.starts_with("thousand") {
                1e3
            } else {
                1.0
            };
            (
                number.split(' ').next().unwrap_or_default().to_string(),
                scale,
            )
        })
        .collect()
}

const NETWORK: &str = "Current funding and a network fee";
const SAME: &str = "</text><script>alert(1)</script> & \"same\"";
const TWIN: &str = "The twin of the network";
const LOSS: &str = "A grant for nothing";

fn label(arm: &str) -> &'static str {
    match arm {
        "network" => NETWORK,
        "same" => SAME,
        "twin" => TWIN,
        _ => LOSS,
    }
}

#[test]
fn sentences_say_what_replications_say_where_nothing_costs_less_than_now() {
    let folder = newest(&DESK);
    let run = Run::read(&folder);
    let said = sentences(&page(&folder, "en"));
    let arms = ["network", "same", "twin", "loss"];
    // A fee on top, of which little comes back: nothing is cheaper than what differs in nothing.
    assert!(arms.iter().all(|arm| run.mean(arm, "all") >= 0.0));
    assert_eq!(
        said[0],
        format!(
            "For all payers together nothing costs less than {SAME}: on average as much as now."
        )
    );
    let is_fair = |arm: &&&str| {
        PAYERS[..3]
            .iter()
            .all(|payer| 2 * run.held(arm, payer) >= FUTURES)
    };
    let fair: Vec<&str> = arms.iter().filter(is_fair).map(|arm| label(arm)).collect();
    assert_eq!(fair, [SAME]);
    assert_eq!(
        said[1],
        format!("Every payer is no worse off, in at least half of the futures, with {SAME}.")
    );
    let mut worst: Vec<(usize, f64, &str, &str)> = Vec::new();
    for arm in arms {
        for payer in &PAYERS[..3] {
            let loss = if run.held(arm, payer) < FUTURES {
                run.if_worse(arm, payer)
            } else {
                0.0
            };
            worst.push((run.held(arm, payer), -loss, arm, payer));
        }
    }
    worst.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let (held, loss, arm, payer) = worst[0];
    assert_eq!((arm, payer), ("loss", "insurer"));
    let worse = every(FUTURES - held);
    let start =
        format!("Worse off most often is the health insurer with {LOSS}: {worse} futures, then €");
    assert!(said[2].starts_with(&start), "{}", said[2]);
    let (number, scale) = &euros(&said[2])[0];
    assert!(is_rounded(number, -loss / scale), "{}", said[2]);
}

#[test]
fn two_that_tie_are_named_together_and_a_wide_spread_is_not_decided() {
    let folder = DESK.path("tie");
    let run = Run::read(&folder);
    let said = sentences(&page(&folder, "en"));
    let mean = run.mean("network", "all");
    assert_eq!(mean, run.mean("twin", "all"));
    let start = format!(
        "For all payers together {NETWORK} and {TWIN} cost least, and as much: on average €"
    );
    assert!(said[0].starts_with(&start), "{}", said[0]);
    let (number, scale) = &euros(&said[0])[0];
    assert!(is_rounded(number, mean.abs() / scale), "{}", said[0]);
    let word = if mean > 0.0 { "dearer" } else { "cheaper" };
    assert!(said[0].contains(&format!("a year {word} than as now.")));
    let values = run.a_year("network", "all");
    let is_spread = quantile(&values, 0.025) < 0.0 && quantile(&values, 0.975) > 0.0;
    let held = run.held("network", "all");
    let is_divided = is_spread && (FUTURES..=3 * FUTURES).contains(&(4 * held));
    let count = every(held);
    let expected = if is_divided {
        format!(
            "This computation cannot say whether {NETWORK} or as now costs less: {count} futures are no dearer."
        )
    } else {
        format!("With {NETWORK}, {count} futures are no dearer for all payers together.")
    };
    let is_skewed = (mean < 0.0 && 2 * held < FUTURES) || (mean > 0.0 && 2 * held > FUTURES);
    assert!(said[0].contains(&expected), "{}\n{expected}", said[0]);
    assert_eq!(
        said[0].contains("Most futures are"),
        is_skewed,
        "{}",
        said[0]
    );
}

#[test]
fn nothing_that_differs_and_a_certain_loss_have_sentences_of_their_own() {
    let same = sentences(&page(&DESK.path("same"), "en"));
    assert_eq!(
        same,
        [format!(
            "{SAME} changes for no payer what it pays, in any future."
        )]
    );
    let dutch = sentences(&page(&DESK.path("same"), "nl"));
    assert_eq!(
        dutch,
        ["Hetzelfde verandert voor geen enkele betaler wat die betaalt, in geen enkele toekomst."]
    );
    let folder = DESK.path("loss");
    let run = Run::read(&folder);
    let said = sentences(&page(&folder, "en"));
    assert_eq!(run.held("loss", "all"), 0);
    assert!(
        said[0].starts_with(&format!("With {LOSS} care is €")),
        "{}",
        said[0]
    );
    assert!(said[0].contains("dearer than as now for all payers together, on average."));
    assert!(said[0].ends_with("0 of every 20 futures are no dearer for all payers together."));
    let (number, scale) = &euros(&said[0])[0];
    assert!(
        is_rounded(number, run.mean("loss", "all") / scale),
        "{}",
        said[0]
    );
    assert_eq!(
        said[1],
        "No alternative leaves every payer no worse off in at least half of the futures."
    );
    assert!(
        said[2].contains("20 of every 20 futures, then €"),
        "{}",
        said[2]
    );
}

#[test]
fn as_now_is_what_replications_say() {
    let folder = newest(&DESK);
    let page = page(&folder, "en");
    let lead = page
        .split("class=\"lead\">")
        .nth(1)
        .and_then(|rest| rest.split("</p>").next())
        .expect("a question");
    let lead = text(lead);
    let mut reader = csv::Reader::from_path(folder.join("replications.csv")).expect("a file");
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for record in reader.records().map(|record| record.expect("a record")) {
        if &record[0] == "current" && &record[3] == "total" && PAYERS.contains(&&record[2]) {
            let value: f64 = record[4].parse().expect("a value");
            *sums.entry(record[2].to_string()).or_insert(0.0) += value / (FUTURES * YEARS) as f64;
        }
    }
    let amounts = euros(&lead);
    for ((number, scale), payer) in amounts.iter().zip(["all", "insurer"]) {
        assert!(is_rounded(number, sums[payer] / scale), "{lead} {sums:?}");
    }
    assert!(lead.contains("of which the health insurer pays"), "{lead}");
}

#[test]
fn residents_of_the_options_are_the_qalys_of_the_replications() {
    let folder = newest(&DESK);
    let mut reader = csv::Reader::from_path(folder.join("replications.csv")).expect("a file");
    let mut qalys: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for record in reader.records().map(|record| record.expect("a record")) {
        if &record[2] == "qalys:all" && &record[3] == "total" {
            let value: f64 = record[4].parse().expect("a value");
            qalys.entry(record[0].to_string()).or_default().push(value);
        }
    }
    let pairs = qalys["network"].iter().zip(&qalys["current"]);
    let differences: Vec<f64> = pairs
        .map(|(then, now)| (then - now) / YEARS as f64)
        .collect();
    let (_, cells) = &grid(&page(&folder, "en"))[PAYERS.len()];
    let shown = text(&cells[1]);
    if differences.iter().all(|more| *more == 0.0) {
        assert_eq!(shown, "no difference");
        return;
    }
    let number = shown.split(' ').next().expect("a number");
    assert!(is_rounded(number, mean(&differences)), "{shown}");
    let held = differences.iter().filter(|more| **more >= 0.0).count();
    assert!(shown.ends_with(&twentieths(held).1), "{shown}");
}

#[test]
fn how_well_it_fits_is_worked_out_from_the_run_or_said_to_need_validate() {
    let folder = newest(&DESK);
    let of = |file: &str, wanted: &[&str]| {
        let mut reader = csv::Reader::from_path(folder.join(file)).expect("a file");
        let header = reader.headers().expect("a header").clone();
        let mean = header
            .iter()
            .position(|name| name == "mean")
            .expect("a column");
        let found = reader.records().map(|record| record.expect("a record"));
        let mut found = found.filter(|record| {
            wanted
                .iter()
                .enumerate()
                .all(|(index, text)| record[index] == **text)
        });
        found.next().expect("a row")[mean]
            .parse::<f64>()
            .expect("a number")
    };
    let paid = of("payers.csv", &["current", "2025", "insurer"]);
    let lived = of("outcomes.csv", &["current", "2025", "life_years", "all"]);
    let page = page(&folder, "en");
    let fit = page
        .split("id=\"fit\"")
        .nth(1)
        .and_then(|rest| rest.split("</section>").next())
        .expect("a fit");
    let fit = text(fit);
    let computed = fit
        .split("computed ")
        .nth(1)
        .and_then(|rest| rest.split(", published").next())
        .expect("a figure");
    assert!(is_rounded(computed, paid / lived), "{fit}");
    assert!(fit.contains("published 1,000"), "{fit}");
    assert!(
        fit.contains("1 further accounts are of some residents only"),
        "{fit}"
    );
    assert!(fit.contains("caremix validate town.toml"), "{fit}");
}

#[test]
fn names_hostile_to_html_stay_text_everywhere_on_the_page() {
    let page = page(&newest(&DESK), "en");
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;/text&gt;&lt;script&gt;alert(1)"));
    let count = |tag: &str| page.matches(tag).count();
    for tag in ["text", "svg", "figure", "section", "details", "table"] {
        let open = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
        assert_eq!(open, count(&format!("</{tag}>")), "{tag}");
    }
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids are unique");
    for link in page
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
}

#[test]
fn money_and_labels_have_the_form_of_the_language() {
    let page = page(&newest(&DESK), "nl");
    assert!(page.contains("<html lang=\"nl\"") && page.contains("Hetzelfde"));
    let rows = grid(&page);
    assert_eq!(rows[PAYERS.len() - 1].0, "Samen");
    for cell in rows[..PAYERS.len()]
        .iter()
        .flat_map(|(_, cells)| &cells[1..])
    {
        let shown = text(cell);
        assert!(!shown.contains('.'), "{shown}");
        assert!(
            shown == "geen verschil" || shown.contains(" tot "),
            "{shown}"
        );
    }
}

#[test]
fn a_run_writes_its_report_when_asked_and_finds_it_finished() {
    let desk = Desk::with_scenario();
    let run = |more: &[&str]| desk.run(&[&["--report", "--lang", "nl"], more].concat());
    for _ in 0..2 {
        let ran = run(&[]);
        assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
        let path: PathBuf = newest(&desk).join("report.html");
        assert!(
            said(&ran.stderr).contains("report: outputs"),
            "{}",
            said(&ran.stderr)
        );
        let html = fs::read_to_string(&path).expect("a report");
        assert!(html.contains("<html lang=\"nl\""));
        fs::remove_file(path).expect("removed");
    }
    let refused = desk.run(&["--lang", "nl"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused.stderr).contains("--report"));
}

#[test]
fn a_damaged_file_that_a_later_command_added_is_named() {
    let desk = Desk::with_run();
    let folder = newest(&desk);
    let arrangements = "[[arrangement]]\nname = \"as_it_is\"\nrule = \"statutory\"\n";
    fs::write(desk.path("terms.toml"), arrangements).expect("written");
    let shared = desk.caremix(&["share", "town", "--arrangements", "terms.toml", "--quiet"]);
    assert_eq!(shared.status.code(), Some(0), "{}", said(&shared.stderr));
    let whole = desk.caremix(&["report", "town"]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole.stderr));
    let html = fs::read_to_string(folder.join("report.html")).expect("a report");
    assert!(html.contains("As it is") && !html.contains("caremix share town"));
    fs::write(folder.join("share.csv"), "arrangement\n").expect("written");
    let refused = desk.caremix(&["report", "town"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused.stderr).contains("share.csv"),
        "{}",
        said(&refused.stderr)
    );
}

#[test]
fn what_parameters_and_chance_make_of_the_spread_is_that_of_the_file() {
    let folder = newest(&DESK);
    let mut reader = csv::Reader::from_path(folder.join("variance.csv")).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .expect("a column")
    };
    let (arm, payer, year) = (column("arm"), column("payer_or_outcome"), column("year"));
    let (comparator, by) = (
        column("comparator"),
        [column("by_parameters"), column("by_chance_real_size")],
    );
    let found = reader.records().map(|record| record.expect("a record"));
    let mut found = found.filter(|record| {
        &record[arm] == "network"
            && &record[payer] == "resident"
            && &record[year] == "total"
            && !record[comparator].is_empty()
    });
    let row = found.next().expect("a row");
    let [parameters, chance] = by.map(|column| row[column].parse::<f64>().expect("a variance"));
    let page = page(&folder, "en");
    let section = page
        .split("Parameters or chance")
        .nth(1)
        .and_then(|rest| rest.split("</table>").next())
        .expect("a table");
    let of_row = section
        .split("<tr>")
        .find(|row| row.contains(NETWORK) && row.contains("Residents themselves"));
    let cells: Vec<&str> = of_row.expect("a row").split("<td>").skip(1).collect();
    let share = cells[1].trim_end_matches('%');
    assert!(
        is_rounded(share, 100.0 * parameters / (parameters + chance)),
        "{cells:?} {row:?}"
    );
}
