//! `caremix report`: find the run, read it, draw, write.

use std::path::{Path, PathBuf};

use super::run_folder;
use super::stop::Stop;
use super::voice;
use crate::chart::words::Lang;
use crate::chart::{NARROW, Picture, WIDE};
use crate::report::facts::Facts;
use crate::report::html;
use crate::report::manifest;
use crate::report::pictures::{Gallery, PictureKind};
use crate::report::reading::{self, Reading};
use crate::scenario::selection;

/// Write the report of a finished run as one page, or draw one picture of it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder of a finished run, or the name of its scenario (the newest run of it)
    run: PathBuf,
    /// One picture instead of the whole report
    #[arg(long, value_enum, value_name = "NAME")]
    picture: Option<Name>,
    /// The arm it is of [default: the first that is not the comparator]; `split` is of all arms
    #[arg(long, value_name = "ARM", requires = "picture")]
    arm: Option<String>,
    /// The language of words and numbers
    #[arg(long, value_enum, default_value_t = ReportLanguage::En)]
    lang: ReportLanguage,
    /// What is written of the picture
    #[arg(long, value_enum, default_value_t = ReportFormat::Svg, requires = "picture")]
    format: ReportFormat,
    /// Drawn for a phone, 340 pixels wide instead of 720
    #[arg(long, requires = "picture")]
    narrow: bool,
    /// Into this file, instead of report.html in the folder of the run or, for a picture, stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long, requires = "out")]
    force: bool,
}

/// A picture there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// Who pays as now, and what every arm changes
    Split,
    /// Twenty futures a payer: how many no worse off, and how bad the others
    Futures,
    /// What is saved since the start, and when each payer is back to zero
    Position,
    /// What each mechanism adds
    Mechanisms,
    /// Who pays whom, and how
    Flows,
    /// Disciplines and practices that win and lose
    Practices,
    /// The population by health state over time
    States,
    /// Access and unmet needs
    Access,
    /// Care and QALYs by class of deprivation
    Deprivation,
}

impl Name {
    fn kind(self) -> PictureKind {
        match self {
            Name::Split => PictureKind::Split,
            Name::Futures => PictureKind::Futures,
            Name::Position => PictureKind::Position,
            Name::Mechanisms => PictureKind::Mechanisms,
            Name::Flows => PictureKind::Flows,
            Name::Practices => PictureKind::Practices,
            Name::States => PictureKind::States,
            Name::Access => PictureKind::Access,
            Name::Deprivation => PictureKind::Deprivation,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ReportLanguage {
    /// English
    En,
    /// Dutch
    Nl,
}

impl ReportLanguage {
    pub(super) fn lang(self) -> Lang {
        match self {
            ReportLanguage::En => Lang::En,
            ReportLanguage::Nl => Lang::Nl,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReportFormat {
    /// The picture, a file by itself
    Svg,
    /// In letters, for a terminal
    Text,
    /// Its numbers
    Csv,
}

const EXAMPLES: &str = "\
Examples:
  caremix report zoetermeer-2025 --lang nl
  caremix report zoetermeer-2025 --picture split --out split.svg
  caremix report zoetermeer-2025 --picture futures --arm three_p --lang nl > futures.svg
  caremix report outputs/town/0a1b2c3d --picture mechanisms --format text";

/// Draws.
pub fn run(args: &Args) -> Result<(), Stop> {
    refuse_to_replace(args)?;
    let folder = run_folder::finished(&args.run)?;
    let unreadable = |problem: String| {
        Stop::failed(format_args!(
            "the run in {} cannot be read ({problem}); `caremix run … --force` computes it anew",
            folder.display()
        ))
    };
    let reading = reading::read(&folder).map_err(unreadable)?;
    let lang = args.lang.lang();
    let facts = Facts::open(&folder, &reading, lang).map_err(unreadable)?;
    let Some(picture) = args.picture else {
        let page = html::page(&facts, &args.run.to_string_lossy()).map_err(unreadable)?;
        let path = args
            .out
            .clone()
            .unwrap_or_else(|| folder.join(manifest::REPORT));
        write(&path, &page)?;
        return voice::answer(&format!("{}\n", path.display()));
    };
    let kind = picture.kind();
    let arm = arm(args, kind, &reading)?;
    let gallery = Gallery::new(&facts);
    let width = if args.narrow { NARROW } else { WIDE };
    let picture = gallery.draw(kind, &arm, width).map_err(unreadable)?;
    let text = written(args.format, &picture, kind, &facts)?;
    match &args.out {
        None => voice::answer(&text),
        Some(path) => write(path, &text),
    }
}

/// The page of a run just made or found, into its folder; tells where.
pub(super) fn beside(
    reading: &Reading,
    folder: &Path,
    language: ReportLanguage,
) -> Result<PathBuf, Stop> {
    let facts = Facts::open(folder, reading, language.lang()).map_err(Stop::failed)?;
    let page = html::page(&facts, &folder.to_string_lossy()).map_err(Stop::failed)?;
    let path = folder.join(manifest::REPORT);
    write(&path, &page)?;
    Ok(path)
}

fn written(
    format: ReportFormat,
    picture: &Picture,
    kind: PictureKind,
    facts: &Facts,
) -> Result<String, Stop> {
    match format {
        ReportFormat::Svg => Ok(picture.standalone(kind.name(), &facts.source())),
        ReportFormat::Text => {
            let text = format!("{}\n\n{}", picture.alt.title, picture.text);
            Ok(if voice::look().has_unicode {
                text
            } else {
                in_ascii(&text)
            })
        }
        ReportFormat::Csv => picture.table.csv().map_err(Stop::failed),
    }
}

/// The report with characters that every terminal can show.
fn in_ascii(text: &str) -> String {
    let shown = |letter: char| match letter {
        '●' | '█' => "#".to_string(),
        '○' | '░' => "-".to_string(),
        '−' | '–' => "-".to_string(),
        '→' => "->".to_string(),
        '€' => "EUR ".to_string(),
        '£' => "GBP ".to_string(),
        '¥' => "JPY ".to_string(),
        '\u{a0}' => " ".to_string(),
        '’' => "'".to_string(),
        // Names of a scenario are the user's own letters.
        other => other.to_string(),
    };
    text.chars().map(shown).collect()
}

/// The arm asked for, or the first that is not the comparator.
fn arm(args: &Args, kind: PictureKind, reading: &Reading) -> Result<String, Stop> {
    let comparator = reading.manifest.comparator.as_str();
    let names: Vec<&str> = reading
        .scenario
        .arm
        .iter()
        .map(|arm| arm.name.as_str())
        .collect();
    if kind == PictureKind::Split {
        return match &args.arm {
            None => Ok(comparator.to_string()),
            Some(_) => Err(Stop::wrong("--arm: the picture `split` is of all arms")),
        };
    }
    let others: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| *name != comparator)
        .collect();
    match &args.arm {
        Some(name) if name == comparator => Err(Stop::wrong(format_args!(
            "--arm: `{name}` is the comparator, and differs from itself in nothing"
        ))),
        Some(name) if names.contains(&name.as_str()) => Ok(name.clone()),
        Some(name) => Err(Stop::wrong(format_args!(
            "--arm: there is no arm `{name}`{} The run has: {}",
            selection::nearest(name, &others),
            others.join(", ")
        ))),
        None => match others.first() {
            Some(name) => Ok((*name).to_string()),
            None => Err(Stop::wrong(format_args!(
                "this run has one arm, `{comparator}`, and nothing to compare it with; the picture `split` shows who pays"
            ))),
        },
    }
}

/// Before anything is read: the file of somebody is not replaced unasked.
fn refuse_to_replace(args: &Args) -> Result<(), Stop> {
    match &args.out {
        Some(path) if !args.force && path.exists() => Err(Stop::wrong(format_args!(
            "--out: {} is there already; choose another, or replace it with --force",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    crate::report::small::write_whole(path, text).map_err(Stop::failed)
}
