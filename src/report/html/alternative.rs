//! One alternative: its pictures, and what of them the first page and payers need.
//!
//! Comes in: a gallery of pictures and an arm. Goes out: an [`Alternative`]. Deliberately absent: where it stands.

use maud::{Markup, html};

use super::figure::{CsvPlace, ShownPicture, figure};
use super::funders;
use super::options::OptionColumn;
use super::say;
use super::short::JudgedAlternative;
use super::verdict::verdicts;
use crate::chart::phrases::{self, Phrase};
use crate::chart::table::{Cell, Table};
use crate::chart::words::Lang;
use crate::chart::{NARROW, Picture, WIDE};
use crate::report::facts::Facts;
use crate::report::pictures::{Gallery, PictureKind};
use crate::scenario::schema::Arm;

/// An alternative with its pictures.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// Its name in the files.
    pub name: String,
    /// What readers call it.
    pub label: String,
    /// What the scenario says of it.
    pub description: String,
    /// Twenty futures a payer.
    pub futures: ShownPicture,
    /// What is saved since the start.
    pub position: ShownPicture,
    /// Providers.
    pub practices: ShownPicture,
    /// Care in time, and needs unmet.
    pub access: ShownPicture,
    /// Why.
    pub mechanisms: ShownPicture,
    /// Who pays whom.
    pub flows: ShownPicture,
    /// The population by health state.
    pub states: ShownPicture,
    /// Care and QALYs by class of deprivation.
    pub deprivation: ShownPicture,
}

impl Alternative {
    /// Draws it; `index` is its own among alternatives, and `run` finds the run.
    ///
    /// # Errors
    /// As [`Gallery::draw`].
    pub fn draw(facts: &Facts, run: &str, index: usize, arm: &Arm) -> Result<Alternative, String> {
        let gallery = Gallery::new(facts);
        let shown = |kind: PictureKind| {
            Ok::<ShownPicture, String>(ShownPicture {
                kind: Some(kind),
                id: format!("{}-{index}", kind.name()),
                wide: gallery.draw(kind, &arm.name, WIDE)?,
                narrow: gallery.draw(kind, &arm.name, NARROW)?,
                command: format!(
                    "caremix report {run} --picture {} --arm {}",
                    kind.name(),
                    arm.name
                ),
            })
        };
        Ok(Alternative {
            name: arm.name.clone(),
            label: facts.arm_label(&arm.name),
            description: facts.arm_description(arm).to_string(),
            futures: shown(PictureKind::Futures)?,
            position: shown(PictureKind::Position)?,
            practices: shown(PictureKind::Practices)?,
            access: shown(PictureKind::Access)?,
            mechanisms: shown(PictureKind::Mechanisms)?,
            flows: shown(PictureKind::Flows)?,
            states: shown(PictureKind::States)?,
            deprivation: shown(PictureKind::Deprivation)?,
        })
    }

    /// What the first page has room for: futures and savings of the payer that is worse off most often and of all together,
    /// each with the picture that has the numbers.
    ///
    /// # Errors
    /// As [`Gallery::draw`].
    pub fn first_sight(
        &self,
        facts: &Facts,
        judged: &JudgedAlternative,
    ) -> Result<[(ShownPicture, &str); 2], String> {
        let verdicts = &judged.verdicts;
        let together = verdicts.len().saturating_sub(1);
        let worst = (0..together).min_by(|&one, &other| {
            let share = |place: usize| verdicts[place].share;
            let dearer = verdicts[other].mean.total_cmp(&verdicts[one].mean);
            share(one).total_cmp(&share(other)).then(dearer)
        });
        let parties: Vec<usize> = worst.into_iter().chain([together]).collect();
        let gallery = Gallery::new(facts);
        let of = |width: f64| gallery.of_parties(&self.name, &parties, width);
        let ([futures, position], [narrow_futures, narrow_position]) = (of(WIDE)?, of(NARROW)?);
        let again = |whole: &ShownPicture, wide: Picture, narrow: Picture| ShownPicture {
            kind: whole.kind,
            id: format!("first-{}", whole.id),
            wide,
            narrow,
            command: whole.command.clone(),
        };
        let futures = again(&self.futures, futures, narrow_futures);
        let position = again(&self.position, position, narrow_position);
        Ok([(futures, &self.futures.id), (position, &self.position.id)])
    }

    /// What the alternative comes to for each payer.
    pub fn judged(&self, futures: usize) -> JudgedAlternative {
        JudgedAlternative {
            arm: self.label.clone(),
            verdicts: verdicts(&self.futures.wide.table, &self.position.wide.table, futures),
        }
    }

    /// The alternative as a column of the first page.
    pub fn column(&self, facts: &Facts) -> OptionColumn {
        let of = |arm: &str| facts.qalys.get(arm).cloned().unwrap_or_default();
        let qalys = of(&self.name).into_iter().zip(of(facts.comparator()));
        let practices = &self.practices.wide.table;
        let behind = practices
            .rows
            .iter()
            .filter(|row| row[3].value.is_some_and(|more| more < 0.0));
        OptionColumn {
            judged: self.judged(facts.reading.manifest.replications as usize),
            qalys: qalys
                .map(|(then, now)| (then - now) / facts.years())
                .collect(),
            access: largest_change(&self.access.wide.table, facts.lang),
            groups_behind: (behind.count(), practices.rows.len()),
            practices_behind: practices_behind(facts, &self.name),
        }
    }

    /// Its pictures in reading order.
    fn pictures(&self) -> impl Iterator<Item = &ShownPicture> {
        let first = [&self.futures, &self.position, &self.mechanisms, &self.flows];
        let last = [
            &self.access,
            &self.deprivation,
            &self.states,
            &self.practices,
        ];
        first.into_iter().chain(last)
    }

    /// Its section on the page, after those of `earlier` ones: what looks as it does with one of them is not drawn again.
    ///
    /// # Errors
    /// As [`figure`].
    pub fn section(
        &self,
        facts: &Facts,
        earlier: &[Alternative],
        detail: Detail,
    ) -> Result<Markup, String> {
        let lang = facts.lang;
        let id = format!("arm-{}", earlier.len());
        let by_year = funders::more_by_year(facts, &self.name);
        let drawn = |shown: &ShownPicture| {
            let name = |named: Phrase| named.of(lang);
            if let Some((named, twin, label)) = same_as(shown, earlier) {
                return Ok(html! {
                    p.note id=(shown.id) { (name(named)) ": " (say::SAME_AS.of(lang)) " " a href=(format!("#{twin}")) { bdi { (label) } } "." }
                });
            }
            if let (Detail::Foremost, Some(named)) = (detail, shown.kind.and_then(named)) {
                return Ok(html! {
                    p.get id=(shown.id) { (name(named)) ", " (say::LEFT_OUT.of(lang)) ": " code { (shown.command) } }
                });
            }
            let more = (shown.kind == Some(PictureKind::Position)).then_some(&by_year);
            figure(shown, more, detail.csv_place())
        };
        let figures: Vec<Markup> = self.pictures().map(drawn).collect::<Result<_, String>>()?;
        Ok(html! {
            section.arm aria-labelledby=(id) {
                h2 id=(id) { bdi { (self.label) } }
                @if !self.description.is_empty() { p { bdi { (self.description) } } }
                p.note { (say::AGAINST.of(lang)) }
                @for figure in &figures { (figure) }
            }
        })
    }
}

/// How much a page holds: less where all of it would make it too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything, with the numbers to copy.
    Full,
    /// Numbers to copy are left to a command.
    WithoutCsv,
    /// So are the pictures that have no part in the first page but by what they come to.
    Foremost,
}

impl Detail {
    /// From the most to the least.
    pub const ALL: [Detail; 3] = [Detail::Full, Detail::WithoutCsv, Detail::Foremost];

    /// Where numbers to copy stand.
    pub fn csv_place(self) -> CsvPlace {
        match self {
            Detail::Full => CsvPlace::Here,
            Detail::WithoutCsv | Detail::Foremost => CsvPlace::Command,
        }
    }
}

/// What a picture whose table holds all that it shows is called; the others say what only they show.
fn named(kind: PictureKind) -> Option<Phrase> {
    match kind {
        PictureKind::Flows => Some(say::FLOWS_NAME),
        PictureKind::States => Some(say::STATES_NAME),
        PictureKind::Deprivation => Some(say::DEPRIVATION_NAME),
        PictureKind::Practices => Some(say::PRACTICES_NAME),
        PictureKind::Access => Some(say::ACCESS_NAME),
        PictureKind::Split
        | PictureKind::Futures
        | PictureKind::Position
        | PictureKind::Mechanisms => None,
    }
}

/// The first earlier alternative with a picture of the same numbers: what the picture is called, its id, and the alternative.
fn same_as<'a>(
    shown: &ShownPicture,
    earlier: &'a [Alternative],
) -> Option<(Phrase, &'a str, &'a str)> {
    let named = named(shown.kind?)?;
    earlier.iter().find_map(|one| {
        let is_twin = |other: &&ShownPicture| {
            other.kind == shown.kind && other.wide.table == shown.wide.table
        };
        let twin = one.pictures().find(is_twin)?;
        Some((named, twin.id.as_str(), one.label.as_str()))
    })
}

/// The discipline whose care in time changes most, as the table of the picture of access shows it.
fn largest_change(access: &Table, lang: Lang) -> Option<(String, f64, f64)> {
    let is_in_time = |row: &&Vec<Cell>| row[1].shown == phrases::IN_TIME.of(lang);
    let pairs = access.rows.iter().filter(is_in_time).filter_map(|row| {
        let (now, then) = row[2].value.zip(row[3].value)?;
        (lang.percent(now, 0) != lang.percent(then, 0)).then(|| (row[0].shown.clone(), now, then))
    });
    pairs.max_by(|one, other| (one.2 - one.1).abs().total_cmp(&(other.2 - other.1).abs()))
}

/// Practices with a lower margin than their own as now, of how many, in the last year.
fn practices_behind(facts: &Facts, arm: &str) -> Option<(u32, u32)> {
    let rows = facts.reading.providers.iter();
    let of_arm = rows.filter(|row| {
        row.arm == arm && row.year == facts.last_year() && row.practice_size != "all"
    });
    let counts: Vec<(u32, u32)> = of_arm
        .filter_map(|row| {
            let practices = row.practices?;
            let ahead = row.share_better_off? * f64::from(practices);
            Some((practices - (ahead.round() as u32).min(practices), practices))
        })
        .collect();
    let sum = |of: fn(&(u32, u32)) -> u32| counts.iter().map(of).sum();
    (!counts.is_empty()).then(|| (sum(|count| count.0), sum(|count| count.1)))
}
