//! `caremix import`: published files of a place → a scenario of it.

use std::path::{Path, PathBuf};

use super::stop::Stop;
use super::{town_file, voice};
use crate::import::{self, Locality, Moving, Pack, Published, PublishedFile, WantedPlaces};
use crate::report::numbers::grouped;
use crate::scenario::schema::PeopleBand;

/// Make a scenario of a municipality or neighbourhood from published files
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Published files, as they come; each may tell another part of the place
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Name of the place; given more than once, the places are added up, e.g. to a zone
    #[arg(long, value_name = "NAME", visible_alias = "place")]
    municipality: Vec<String>,
    /// Its code, for files that have no names (GM0637, WK063701, 41018)
    #[arg(long, value_name = "CODE")]
    code: Vec<String>,
    /// The year, where a file has several or does not say [default: the newest, or the one in the file's name]
    #[arg(long, value_name = "Y", value_parser = clap::value_parser!(i32).range(1990..=2100))]
    year: Option<i32>,
    /// The care system, for files that any country may write [default: that of the publisher]
    #[arg(long, value_enum)]
    pack: Option<Pack>,
    /// Who moves in
    #[arg(long, value_enum, default_value_t = MovingIn::Balanced)]
    moving: MovingIn,
    /// The scenario file to write
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// Print the names and codes of the places in the files, and write nothing
    #[arg(long)]
    list: bool,
    /// Replace a file that import wrote before, with what was changed in it
    #[arg(long)]
    force: bool,
}

/// Who moves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MovingIn {
    /// As many at every age as move out: the place changes by ageing only
    Balanced,
    /// As many as the key figures give
    Published,
}

const EXAMPLES: &str = "\
Examples:
  caremix import vektis-2023-gemeente.csv --municipality Zoetermeer --year 2023 --out zoetermeer.toml
  caremix import vektis-2023-gemeente.csv 70072ned.csv --municipality Zoetermeer --code GM0637 --out zoetermeer.toml
  caremix import kerncijfers-wijken-2023.csv --code WK063701 --out wijk.toml
  caremix import TF_SOC_POP_STRUCT_2024.txt --municipality Ninove --municipality Geraardsbergen --out zone.toml
  caremix import people.csv --pack nl --out place.toml
  caremix import vektis-2023-gemeente.csv --list

Files that are recognised by their columns, and what they tell:
  Vektis, municipality file          residents, what care cost      layout of 2015 tried on the published file; layout of
                                                                    2023 built from a description
  CBS 70072ned                       residents, births, moves,      layout of 2018 tried on a published download; later
                                     indicators, income classes     ones built from descriptions
  CBS kerncijfers wijken en buurten  the same without moves         built from a description, not tried on a file
  Statbel TF_SOC_POP_STRUCT          residents                      built from a description, not tried on a file
  any table of age, sex, number      residents                      columns age, sex, number or age, female, male, and
                                                                    place, code, year where there are several

What a file does not tell is the country's or unverified, and said: on stderr and in the scenario. Vektis asks that it is
named, and that its data are not resold or used commercially. Nothing is written when something is wrong.";

/// Imports.
pub fn run(args: &Args) -> Result<(), Stop> {
    let files = opened(&args.files)?;
    if args.list {
        return list(files);
    }
    let Some(out) = &args.out else {
        return Err(Stop::wrong("--out FILE is missing"));
    };
    town_file::is_free(out, args.force)?;
    let pack = pack(args.pack, &files)?;
    let country = pack.residents().map_err(rendered)?;
    let title = title(args, &files)?;
    let published = read(args, files, &country)?;
    let title = match title.is_empty() {
        true => published
            .iter()
            .flat_map(|file| &file.names)
            .next()
            .cloned(),
        false => Some(title),
    };
    let title = title.unwrap_or_else(|| file_name(out));
    let moving = match args.moving {
        MovingIn::Balanced => Moving::Balanced,
        MovingIn::Published => Moving::Published,
    };
    let town = Locality::of(title, pack, &country, published, moving);
    let town = town.map_err(|(message, hint)| Stop::wrong(format!("{message}\nhint: {hint}")))?;
    let told = format!(
        "{}: {} residents",
        town.title,
        grouped(town.population(), 0)
    );
    town_file::write(town, out, &told)
}

fn rendered(faults: crate::scenario::Faults) -> Stop {
    Stop::Input(faults.render(voice::is_stderr_coloured()))
}

/// All that can be opened, or everything that is wrong with the others.
fn opened(paths: &[PathBuf]) -> Result<Vec<PublishedFile>, Stop> {
    all(paths.iter().map(|path| import::open(path)))
}

fn all<T>(
    results: impl Iterator<Item = Result<T, crate::scenario::Faults>>,
) -> Result<Vec<T>, Stop> {
    let mut done = Vec::new();
    let mut wrong = Vec::new();
    for result in results {
        match result {
            Ok(one) => done.push(one),
            Err(faults) => wrong.push(faults.render(voice::is_stderr_coloured())),
        }
    }
    if wrong.is_empty() {
        Ok(done)
    } else {
        Err(Stop::Input(wrong.join("\n")))
    }
}

fn list(files: Vec<PublishedFile>) -> Result<(), Stop> {
    let mut text = String::new();
    for places in all(files.into_iter().map(PublishedFile::list))? {
        for (name, code) in places {
            let code = if code == name { String::new() } else { code };
            let line = format!("{code:<12}{}", printable(&name));
            text.push_str(line.trim());
            text.push('\n');
        }
    }
    voice::answer(&text)
}

/// A name without what could disturb a terminal.
fn printable(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).collect()
}

/// The one pack of all files, or the one asked for.
fn pack(asked: Option<Pack>, files: &[PublishedFile]) -> Result<Pack, Stop> {
    let mut packs: Vec<Pack> = files.iter().filter_map(PublishedFile::pack).collect();
    packs.dedup();
    match (asked, packs.as_slice()) {
        (Some(pack), []) => Ok(pack),
        (Some(pack), [own]) if pack == *own => Ok(pack),
        (None, [own]) => Ok(*own),
        (None, []) => Err(Stop::wrong(
            "these files may be of any country\nhint: say which care system: --pack nl or --pack be",
        )),
        _ => Err(Stop::wrong(
            "these files are of different countries\nhint: one scenario has one care system: name files of one country",
        )),
    }
}

/// What people call the place. Rows that say where they are of need a name or code to choose them.
fn title(args: &Args, files: &[PublishedFile]) -> Result<String, Stop> {
    let is_needed = files.iter().any(PublishedFile::has_places);
    if is_needed && args.municipality.is_empty() && args.code.is_empty() {
        return Err(Stop::wrong(
            "the files hold several places\nhint: say which: --municipality NAME or --code CODE; --list shows all of them",
        ));
    }
    let names = args.municipality.iter().map(|name| printable(name.trim()));
    Ok(names.collect::<Vec<_>>().join(" + "))
}

fn read(
    args: &Args,
    files: Vec<PublishedFile>,
    country: &[PeopleBand],
) -> Result<Vec<Published>, Stop> {
    let wanted = WantedPlaces {
        names: args.municipality.clone(),
        codes: args.code.clone(),
    };
    all(files
        .into_iter()
        .map(|file| file.read(&wanted, args.year, country)))
}

fn file_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
