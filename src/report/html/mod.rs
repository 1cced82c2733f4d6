//! The report as one page: opens offline, without a script, and prints on A4.
//!
//! Comes in: [`Facts`] of a run. Goes out: HTML. Deliberately absent: figures of its own; the grid and the sentences of the
//! first page are made of the tables of the pictures below it. Three readers in this order: a workshop (first.rs), those who
//! pay (funders.rs, insurers.rs, arrangements.rs, alternative.rs), health economists (economists.rs, society.rs, parameters.rs, checklist/).

mod alternative;
mod arrangements;
mod checklist;
mod deciding;
mod economists;
mod figure;
mod first;
mod fit;
mod funders;
mod insurers;
mod knowing;
mod options;
mod parameters;
mod parties;
mod say;
mod short;
mod society;
mod style;
mod verdict;

use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use alternative::{Alternative, Detail};
use figure::{ShownPicture, figure};
use first::Reproduction;
use parameters::ListedParameters;

use super::facts::Facts;
use super::pictures::{Gallery, PictureKind};
use crate::chart::phrases;
use crate::chart::{NARROW, WIDE, theme};

/// Bytes that a page may have before parts of it are left to commands.
const LARGEST: usize = 1_000_000;

/// The page of a run that `name` finds.
///
/// # Errors
/// In words, where the files do not have what it is made of.
pub fn page(facts: &Facts, name: &str) -> Result<String, String> {
    let gallery = Gallery::new(facts);
    let split = ShownPicture {
        kind: Some(PictureKind::Split),
        id: PictureKind::Split.name().into(),
        wide: gallery.draw(PictureKind::Split, "", WIDE)?,
        narrow: gallery.draw(PictureKind::Split, "", NARROW)?,
        command: format!("caremix report {name} --picture split"),
    };
    let all: Vec<Alternative> = facts
        .others()
        .enumerate()
        .map(|(index, arm)| Alternative::draw(facts, name, index, arm))
        .collect::<Result<_, _>>()?;
    let parts = Parts {
        facts,
        name,
        split: &split,
        all: &all,
        parameters: &ListedParameters::of(facts),
        again: &again(facts),
    };
    fitting(LARGEST, |detail| parts.page(detail))
}

/// The page with the most detail that is smaller than `largest`, else the one with the least.
fn fitting(
    largest: usize,
    page: impl Fn(Detail) -> Result<String, String>,
) -> Result<String, String> {
    let mut made = String::new();
    for detail in Detail::ALL {
        made = page(detail)?;
        if made.len() < largest {
            break;
        }
    }
    Ok(made)
}

/// What a page is put together of.
struct Parts<'a> {
    facts: &'a Facts<'a>,
    name: &'a str,
    split: &'a ShownPicture,
    all: &'a [Alternative],
    parameters: &'a ListedParameters,
    again: &'a Reproduction,
}

impl Parts<'_> {
    fn page(&self, detail: Detail) -> Result<String, String> {
        let Parts {
            facts,
            all,
            parameters,
            again,
            ..
        } = *self;
        let lang = facts.lang;
        let sections: Vec<Markup> = all
            .iter()
            .enumerate()
            .map(|(index, one)| one.section(facts, &all[..index], detail))
            .collect::<Result<_, _>>()?;
        let split = figure(self.split, None, detail.csv_place())?;
        let deciding = deciding::deciding(facts, self.name, detail)?;
        let first = first::page(facts, &self.split.wide, all, parameters, again)?;
        let page = html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (facts.title()) }
                    // The sheets hold no text of anybody's but the run's id and version, of letters, digits and points.
                    style { (PreEscaped(theme::css())) (PreEscaped(style::CSS)) (PreEscaped(foot(facts))) }
                }
                body {
                    a.skip href="#main" { (say::SKIP.of(lang)) }
                    main id="main" {
                        (first)
                        (contents(facts, all))
                        (for_payers(facts, &split, all, self.name))
                        @for section in &sections { (section) }
                        (for_economists(facts, all, parameters, again, deciding))
                    }
                }
            }
        };
        Ok(page.into_string() + "\n")
    }
}

/// The commands that compute the same again.
fn again(facts: &Facts) -> Reproduction {
    let manifest = &facts.reading.manifest;
    // As it was typed; of a path from the root, which is somebody's own, the name alone.
    let file = manifest.scenario.files.first().map_or("", String::as_str);
    let file = match Path::new(file) {
        path if path.is_absolute() => path
            .file_name()
            .map_or(file.into(), |name| name.to_string_lossy()),
        _ => file.into(),
    };
    let sample = manifest
        .sample
        .map_or_else(String::new, |sample| format!(" --sample {sample}"));
    let sets: Vec<String> = manifest
        .scenario
        .set
        .iter()
        .map(|set| format!(" --set {}", in_shell(set)))
        .collect();
    let arms = match manifest.scenario.arms.as_slice() {
        [] => String::new(),
        arms => format!(" --arms {}", in_shell(&arms.join(","))),
    };
    let file = in_shell(&file);
    Reproduction {
        run: format!(
            "caremix run {file} --seed {} --replications {}{sample}{arms}{}",
            manifest.seed,
            manifest.replications,
            sets.concat()
        ),
        validate: format!("caremix validate {file}"),
    }
}

/// A word of a command as a shell takes it.
fn in_shell(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=,:+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What stands at the foot of every printed page.
fn foot(facts: &Facts) -> String {
    let manifest = &facts.reading.manifest;
    let plain = |text: &str| -> String {
        let is_held = |letter: &char| letter.is_ascii_alphanumeric() || ".-+".contains(*letter);
        text.chars().filter(is_held).collect()
    };
    let (version, run) = (plain(&manifest.version), plain(&manifest.run_id));
    format!(
        "@page{{@bottom-left{{content:\"caremix {version} · run {run} · seed {}\";font:7pt sans-serif;color:#595959}}\
         @bottom-right{{content:counter(page) \" / \" counter(pages);font:7pt sans-serif;color:#595959}}}}",
        manifest.seed
    )
}

fn contents(facts: &Facts, all: &[Alternative]) -> Markup {
    let lang = facts.lang;
    html! {
        nav aria-label=(say::CONTENTS.of(lang)) {
            h2 { (say::READ_ON.of(lang)) }
            ul {
                li { a href="#payers" { (say::FUNDERS.of(lang)) } }
                @if !all.is_empty() {
                    li { (say::ALTERNATIVES.of(lang))
                        ul { @for (index, one) in all.iter().enumerate() {
                            li { a href=(format!("#arm-{index}")) { (one.label) } }
                        } }
                    }
                }
                li { a href="#economists" { (say::ECONOMISTS.of(lang)) } }
            }
        }
    }
}

fn for_payers(facts: &Facts, split: &Markup, all: &[Alternative], name: &str) -> Markup {
    let lang = facts.lang;
    let positions: Vec<_> = all
        .iter()
        .map(|one| (one.label.as_str(), &one.position.wide.table))
        .collect();
    html! {
        section.part aria-labelledby="payers" {
            h2 id="payers" { (say::FUNDERS.of(lang)) }
            (split)
            h3 { (say::BY_YEAR_HEAD.of(lang)) ", " (phrases::AS_NOW.of(lang)) }
            (funders::now_by_year(facts))
            @if !all.is_empty() {
                (funders::positions(lang, &positions))
                @if let Some(gap) = funders::gap(facts) { (gap) }
                @if let Some(held) = funders::held(facts) { (held) }
                @let insurers = insurers::insurers(facts);
                @if let Some(insurers) = &insurers { (insurers) }
                (arrangements::arrangements(facts, name))
                @if let Some(luck) = funders::luck(facts) { (luck) }
                (funders::providers(facts))
                @if let Some(left) = parties::left_with(facts) { (left) }
                @if let Some(unpaid) = parties::unpaid_growth(facts) { (unpaid) }
                @if let Some(closed) = parties::closed(facts) { (closed) }
                @match knowing::knowing(facts) {
                    Some(knowing) => (knowing),
                    None => p.get { (say::BEYOND_INFORMATION.of(lang)) },
                }
                (funders::beyond(lang, insurers.is_some()))
            }
        }
    }
}

fn for_economists(
    facts: &Facts,
    all: &[Alternative],
    parameters: &ListedParameters,
    again: &Reproduction,
    deciding: Option<Markup>,
) -> Markup {
    let lang = facts.lang;
    let labels: Vec<String> = all.iter().map(|one| one.label.clone()).collect();
    let description = facts.description();
    html! {
        section.part aria-labelledby="economists" {
            h2 id="economists" { (say::ECONOMISTS.of(lang)) }
            @if !description.is_empty() { p { (description) } }
            (economists::conventions_list(lang, &economists::conventions(facts)))
            @if let Some(society) = society::society(facts) { (society) }
            @if !all.is_empty() {
                div.abreast {
                    div { (economists::errors(facts)) }
                    @if let Some(variance) = economists::variance(facts) { div { (variance) } }
                }
                @match deciding {
                    Some(deciding) => (deciding),
                    None => p.get { (say::BEYOND_ANALYSES.of(lang)) },
                }
                (economists::subgroups(lang, &labels))
            }
            (economists::validation(facts, &again.validate))
            (parameters.section(lang))
            (checklist::checklists(facts, parameters))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_command_is_quoted_where_a_shell_would_not_take_it_as_it_is() {
        assert_eq!(in_shell("run.years=1"), "run.years=1");
        assert_eq!(in_shell("my town.toml"), "'my town.toml'");
        assert_eq!(
            in_shell("run.size=\"simulated\""),
            "'run.size=\"simulated\"'"
        );
        assert_eq!(in_shell("it's"), r"'it'\''s'");
        assert_eq!(in_shell(""), "''");
    }

    #[test]
    fn a_page_has_as_much_detail_as_fits() {
        let sizes = [300, 200, 100];
        let page = |detail: Detail| {
            let place = Detail::ALL.iter().position(|one| *one == detail);
            Ok("x".repeat(sizes[place.expect("a detail")]))
        };
        for (largest, expected) in [(301, 300), (300, 200), (101, 100), (1, 100)] {
            assert_eq!(fitting(largest, page).expect("a page").len(), expected);
        }
        assert_eq!(fitting(1, |_| Err("damaged".into())), Err("damaged".into()));
    }
}
