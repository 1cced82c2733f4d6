//! The report as one page: opens offline, without a script, and prints on A4.
//!
//! Comes in: pictures of a run with their tables, and what is said about the run. Goes out: HTML. Deliberately absent:
//! figures of its own; the grid and the sentences of the first page are made of the tables of the pictures below it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart::phrases as say;
use crate::chart::words::{Lang, Money};
use crate::chart::{Picture, theme};

/// A picture with its name; drawn for phones too where it is on the first page.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Unique on the page.
    pub id: String,
    /// As wide as a screen or paper.
    pub wide: Picture,
    /// As wide as a phone.
    pub narrow: Option<Picture>,
}

/// An alternative.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// What readers call it.
    pub label: String,
    /// What the scenario says of it.
    pub description: String,
    /// Twenty futures a payer: the grid is made of its table.
    pub futures: Shown,
    /// When payers are back to zero: the grid is made of its table.
    pub position: Shown,
    /// All further pictures.
    pub more: Vec<Shown>,
}

/// Everything on the page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language.
    pub lang: Lang,
    /// Of the scenario.
    pub title: String,
    /// What the scenario says of itself.
    pub description: String,
    /// Where the figures come from.
    pub source: String,
    /// What is paid as now, and what every alternative changes.
    pub split: Shown,
    /// In the order of the scenario.
    pub alternatives: Vec<Alternative>,
    /// The command that computes the same again.
    pub again: String,
    /// Further analyses with the command of each.
    pub further: Vec<(&'static str, String)>,
}

/// The page.
pub fn page(page: &Page) -> String {
    let lang = page.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) }
                // Neither sheet holds text of anybody's.
                style { (PreEscaped(theme::css())) (PreEscaped(CSS)) }
            }
            body {
                a.skip href="#main" { (say::SKIP.of(lang)) }
                main id="main" {
                    (first(page))
                    @for (index, one) in page.alternatives.iter().enumerate() { (alternative(one, index, lang)) }
                    (method(page))
                }
            }
        }
    }
    .into_string()
        + "\n"
}

fn first(page: &Page) -> Markup {
    let lang = page.lang;
    html! {
        header {
            h1 { (page.title) }
            p.source { (page.source) }
            @if !page.description.is_empty() { p { (page.description) } }
        }
        section aria-labelledby="short" {
            h2 id="short" { (say::IN_SHORT.of(lang)) }
            ul { @for sentence in sentences(page) { li { (sentence) } } }
        }
        @if !page.alternatives.is_empty() {
            section aria-labelledby="options" {
                h2 id="options" { (say::OPTIONS.of(lang)) }
                (grid(page))
                p.note { (say::RANGES.of(lang)) }
            }
        }
        (figure(&page.split))
        section aria-labelledby="unknown" {
            h2 id="unknown" { (say::UNKNOWN_HEAD.of(lang)) }
            p { (say::UNKNOWN.of(lang)) }
            h2 { (say::AGAIN_HEAD.of(lang)) }
            p { code { (page.again) } }
            @if !page.alternatives.is_empty() {
                nav aria-label=(say::ALTERNATIVES.of(lang)) {
                    ul { @for (index, one) in page.alternatives.iter().enumerate() {
                        li { a href=(format!("#arm-{index}")) { (one.label) } }
                    } }
                }
            }
        }
    }
}

/// Values of a column of a table, the last row of which is all payers together.
fn column(picture: &Picture, index: usize) -> Vec<f64> {
    let value = |row: &Vec<crate::chart::table::Cell>| row.get(index).and_then(|cell| cell.value);
    picture
        .table
        .rows
        .iter()
        .map(|row| value(row).unwrap_or(0.0))
        .collect()
}

/// Columns of the table of futures.
const MEAN: usize = 1;
const NO_WORSE: usize = 2;
const LOW: usize = 4;
const HIGH: usize = 5;

/// What the first page says in words.
fn sentences(page: &Page) -> Vec<String> {
    let lang = page.lang;
    let mut said = vec![page.split.wide.alt.title.clone()];
    let of = page.alternatives.len();
    if of == 0 {
        return said;
    }
    let is_fair = |one: &&Alternative| {
        let shares = column(&one.futures.wide, NO_WORSE);
        // All but the last row, which is all payers together.
        shares[..shares.len().saturating_sub(1)]
            .iter()
            .all(|share| *share >= 0.5)
    };
    let fair = page.alternatives.iter().filter(is_fair).count();
    let parts = [("count", fair.to_string()), ("of", of.to_string())];
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    said.push(say::EVERY_PAYER.fill(lang, &parts));
    let together = |one: &Alternative| {
        column(&one.futures.wide, MEAN)
            .last()
            .copied()
            .unwrap_or(0.0)
    };
    let least = page
        .alternatives
        .iter()
        .min_by(|one, other| together(one).total_cmp(&together(other)));
    said.extend(least.map(|one| one.position.wide.alt.title.clone()));
    said
}

/// Every option beside as now.
fn grid(page: &Page) -> Markup {
    let lang = page.lang;
    let all = page.alternatives.iter();
    let of = |one: &Alternative| {
        [MEAN, LOW, HIGH]
            .map(|index| column(&one.futures.wide, index))
            .concat()
    };
    let money = Money::of_all(lang, all.flat_map(of));
    let now = column_of_row(&page.split.wide);
    let largest = Money::of_all(lang, now.iter().copied());
    let payers = page.alternatives[0].futures.wide.table.rows.iter();
    let cell = |one: &Alternative, row: usize| {
        let cells = &one.futures.wide.table.rows[row];
        let at = |index: usize| cells[index].value.map(|eur| money.signed(eur));
        // Too few futures have no range.
        let range = at(LOW).zip(at(HIGH));
        html! {
            strong { (at(MEAN).unwrap_or_default()) } br;
            @if let Some((low, high)) = range { "(" (low) " " (say::COLUMN_HIGH.of(lang)) " " (high) ")" br; }
            (cells[NO_WORSE].shown)
        }
    };
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="options" { table.grid {
            caption { (say::GRID_CAPTION.fill(lang, &[("unit", money.unit())])) }
            thead { tr {
                th scope="col" { (say::PAYER.of(lang)) }
                th scope="col" { (say::AS_NOW.of(lang)) ", " (largest.unit()) }
                @for one in &page.alternatives { th scope="col" { (one.label) } }
            } }
            tbody {
                @for (row, cells) in payers.enumerate() { tr {
                    th scope="row" { (cells[0].shown) }
                    td { (now.get(row).map(|eur| largest.plain(*eur)).unwrap_or_default()) }
                    @for one in &page.alternatives { td { (cell(one, row)) } }
                } }
                tr {
                    th scope="row" { (say::BACK_TOGETHER.of(lang)) }
                    td { "–" }
                    @for one in &page.alternatives { td { (back(one)) } }
                }
            }
        } }
    }
}

/// What is paid as now: the first row of the split.
fn column_of_row(split: &Picture) -> Vec<f64> {
    let first = split.table.rows.first();
    let cells = first.into_iter().flat_map(|row| row.iter().skip(1));
    cells.filter_map(|cell| cell.value).collect()
}

/// When all together are back to zero.
fn back(one: &Alternative) -> String {
    let together = one.position.wide.table.rows.last();
    together.map(|row| row[1].shown.clone()).unwrap_or_default()
}

fn alternative(one: &Alternative, index: usize, lang: Lang) -> Markup {
    let id = format!("arm-{index}");
    html! {
        section.arm aria-labelledby=(id) {
            h2 id=(id) { (one.label) }
            @if !one.description.is_empty() { p { (one.description) } }
            p.note { (say::AGAINST.of(lang)) }
            @for shown in [&one.futures, &one.position].into_iter().chain(&one.more) { (figure(shown)) }
        }
    }
}

fn figure(shown: &Shown) -> Markup {
    let lang = shown.wide.lang;
    let switched = if shown.narrow.is_some() {
        "wide"
    } else {
        "scroll"
    };
    html! {
        figure {
            figcaption { (shown.wide.alt.title) }
            div class=(switched) tabindex=[shown.narrow.is_none().then_some("0")] {
                (shown.wide.inline(&shown.id))
            }
            @if let Some(narrow) = &shown.narrow {
                div.narrow { (narrow.inline(&format!("{}-narrow", shown.id))) }
            }
            details {
                summary { (say::NUMBERS.of(lang)) }
                div.scroll tabindex="0" { (shown.wide.table.html(&shown.wide.alt.title)) }
            }
        }
    }
}

fn method(page: &Page) -> Markup {
    let lang = page.lang;
    html! {
        section aria-labelledby="further" {
            h2 id="further" { (say::FURTHER.of(lang)) }
            ul { @for (what, command) in &page.further { li { (what) ": " code { (command) } } } }
        }
    }
}

const CSS: &str = "
:root{color-scheme:light dark}
body{margin:0;font:16px/1.5 \"Helvetica Neue\",Helvetica,Arial,sans-serif;color:#1a1a1a;background:#fff}
main{max-width:46rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2rem 0 .5rem}
.source,.note{color:#595959;font-size:.85rem}
.skip{position:absolute;left:-999px}.skip:focus{left:0}
figure{margin:1.5rem 0;break-inside:avoid}figcaption{font-weight:bold;margin-bottom:.5rem}
.scroll{overflow-x:auto}.narrow{display:none}
svg{display:block;overflow:visible}
details{margin-top:.5rem;font-size:.85rem}summary{cursor:pointer;min-height:24px}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.25rem 0}
th,td{padding:.3rem .6rem;border-bottom:1px solid #d9d9d9;text-align:left;vertical-align:top}
td.number{text-align:right}
.grid{font-size:.78rem}.grid th,.grid td{padding:.3rem .4rem;hyphens:auto}
code{overflow-wrap:anywhere}
a{color:#12436d}:focus-visible{outline:3px solid #e8601c;outline-offset:2px}
@media screen and (max-width:760px){.wide{display:none}.narrow{display:block}}
@media screen and (prefers-color-scheme:dark){body{color:#f0f0f0;background:#14181d}
.source,.note{color:#b8bcc2}th,td{border-color:#3a4149}a{color:#8cc4f2}}
@page{size:A4;margin:14mm}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}.arm{break-before:page}.skip,nav{display:none}
table{font-size:8pt}th,td{padding:.05rem .4rem}.scroll{overflow:visible}svg{max-width:100%;height:auto}.grid{font-size:7.5pt}.grid th,.grid td{padding:.15rem .25rem}
details::details-content{display:block;content-visibility:visible}}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{NARROW, Party, WIDE, futures, position, split};

    fn party(label: &str, index: Option<usize>) -> Party {
        Party {
            label: label.into(),
            index,
        }
    }

    fn shown(id: &str, draw: impl Fn(f64) -> Picture) -> Shown {
        Shown {
            id: id.into(),
            wide: draw(WIDE),
            narrow: Some(draw(NARROW)),
        }
    }

    /// One payer and all together: `worse` of twenty futures cost a million a year more, the others half a million less.
    fn alternative(label: &str, worse: usize) -> Alternative {
        let lang = Lang::En;
        let million = |future: usize| if future < 2 * worse { 1e6 } else { -5e5 };
        let differences: Vec<f64> = (0..40).map(million).collect();
        let parties = [party("Insurer", Some(0)), party("Together", None)];
        let futures = futures::Input {
            arm: label.into(),
            rows: parties
                .iter()
                .map(|party| futures::Row {
                    party: party.clone(),
                    differences: differences.clone(),
                })
                .collect(),
        };
        let position = position::Input {
            arm: label.into(),
            years: vec![2025, 2026],
            rows: parties
                .iter()
                .map(|party| position::Row {
                    party: party.clone(),
                    spent: differences
                        .iter()
                        .map(|eur| vec![*eur, 2.0 * eur])
                        .collect(),
                })
                .collect(),
        };
        Alternative {
            label: label.into(),
            description: String::new(),
            futures: shown(&format!("futures-{label}"), |width| {
                futures::draw(&futures, lang, width)
            }),
            position: shown(&format!("position-{label}"), |width| {
                position::draw(&position, lang, width)
            }),
            more: Vec::new(),
        }
    }

    fn report(alternatives: Vec<Alternative>) -> Page {
        let difference = split::Difference {
            mean: 1e6,
            p_no_worse_off: 0.5,
        };
        let split = split::Input {
            now: vec![(party("Insurer", Some(0)), 20e6)],
            rows: alternatives
                .iter()
                .map(|one| split::Row {
                    arm: one.label.clone(),
                    differences: vec![difference; 2],
                })
                .collect(),
        };
        Page {
            lang: Lang::En,
            title: "A town <b>".into(),
            description: String::new(),
            source: "run 0a1b2c3d".into(),
            split: shown("split", |width| split::draw(&split, Lang::En, width)),
            alternatives,
            again: "caremix run town.toml --seed 1".into(),
            further: vec![("Sharing", "caremix share town".into())],
        }
    }

    #[test]
    fn the_first_page_counts_alternatives_that_leave_every_payer_no_worse_off() {
        let page_of = |worse: [usize; 2]| {
            report(vec![alternative("a", worse[0]), alternative("b", worse[1])])
        };
        let second = |worse| sentences(&page_of(worse))[1].clone();
        assert!(
            second([10, 11]).starts_with("1 of 2 alternatives"),
            "{}",
            second([10, 11])
        );
        assert!(second([0, 0]).starts_with("2 of 2 alternatives"));
        assert!(second([20, 20]).starts_with("0 of 2 alternatives"));
    }

    #[test]
    fn the_grid_says_difference_range_and_count_of_every_alternative() {
        // Five of twenty at +1.0, fifteen at −0.5: −0.125 on average.
        let html = page(&report(vec![alternative("a", 5)]));
        assert!(
            html.contains("<strong>−0.1</strong><br>(−0.5 to +1.0)<br>15 of 20<"),
            "{html}"
        );
        assert!(html.contains("A town &lt;b&gt;"));
    }

    #[test]
    fn nothing_on_the_page_is_asked_for_from_outside_and_ids_are_unique() {
        let html = page(&report(vec![alternative("a", 5), alternative("b", 7)]));
        let inside = html.replace("http://www.w3.org/2000/svg", "");
        for asked in ["http", "<script", "src=", "@import", "url("] {
            assert!(!inside.contains(asked), "{asked}");
        }
        let mut ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn a_run_with_one_arm_has_a_page_without_a_grid() {
        let html = page(&report(Vec::new()));
        assert!(
            !html.contains("class=\"grid\"")
                && html.contains("As now, care costs €20.0\u{a0}million a year.")
        );
    }
}
