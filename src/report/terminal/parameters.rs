//! What `parameters` prints: the numbers of a scenario under the tables they stand in, each with where it comes from.
//!
//! Comes in: rows of `analysis::parameters`. Goes out: text. Deliberately absent: what the manual says of each key, which the
//! CSV holds.

use super::Look;
use crate::analysis::parameters::{ParameterRow, Status, counted};
use crate::report::numbers::{decimals_for, grouped};
use crate::scenario::schema::Publication;

/// Significant digits of a number for readers.
const DIGITS: i32 = 3;
/// Decimals at most.
const MOST_DECIMALS: usize = 6;
/// Columns of names, means, intervals and units, at most; what is longer makes its own row longer.
const WIDEST: [usize; 4] = [28, 10, 20, 20];
/// Columns between two columns.
const GAP: &str = "  ";

/// What is printed over the numbers.
#[derive(Debug, Clone)]
pub struct ParametersHead<'a> {
    /// Title or name of the scenario.
    pub title: &'a str,
    /// What is listed, e.g. "uncertain numbers".
    pub what: &'a str,
    /// The result in whose order they are, where they are in one.
    pub by: Option<&'a str>,
    /// What is not, and how to see it; empty where nothing is left out.
    pub rest: String,
    /// The publications that their sources name, with how many numbers do.
    pub cited: Vec<(&'a Publication, usize)>,
}

/// The whole printed list.
pub fn parameters(head: &ParametersHead, rows: &[ParameterRow], look: &Look) -> String {
    let mut text = format!("{}\n", look.bold(&look.wrap(head.title, "")));
    text += &format!("{}\n", look.wrap(&size(head, rows), ""));
    let lines: Vec<Line> = rows.iter().map(Line::of).collect();
    let widths = Widths::of(&lines);
    if let Some(by) = head.by {
        let said = format!(
            "Those that decide `{by}` first: how far it moves from end to end of the interval of each number, in the arm in \
             which it moves most."
        );
        text += &format!("{}\n", look.wrap(&said, ""));
    }
    let heads = ["number", "mean", "95 % interval", "unit", "status"];
    if !lines.is_empty() {
        text += &format!("\n{}\n", in_columns(heads, &widths, look));
    }
    for group in lines.chunk_by(|one, next| one.group == next.group) {
        text += &format!("\n{}\n", look.bold(group[0].group));
        let shared = shared_source(group);
        if let Some(source) = shared {
            text += &format!("{}\n", look.wrap(source, "  "));
        }
        for line in group {
            text += &line.text(&widths, shared, look);
        }
    }
    text += &publications(&head.cited, look);
    look.characters(&text)
}

/// Where they were read, and on what terms.
fn publications(cited: &[(&Publication, usize)], look: &Look) -> String {
    if cited.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{}\n",
        look.bold("Publications: where read, on what terms")
    );
    for (one, count) in cited {
        let numbers = if *count == 1 { "number" } else { "numbers" };
        let line = format!("{} ({count} {numbers})", one.title);
        text += &format!("{}\n", look.wrap(&line, "  "));
        let below = format!("{} · {}", one.read_at, one.terms);
        text += &format!("{}\n", look.wrap(&below, "      "));
    }
    text
}

fn size(head: &ParametersHead, rows: &[ParameterRow]) -> String {
    let counts: Vec<String> = counted(rows)
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| format!("{count} {}", said(status)))
        .collect();
    let of_which = match counts.is_empty() {
        true => String::new(),
        false => format!(": {}", counts.join(", ")),
    };
    format!("{} {}{of_which}. {}", rows.len(), head.what, head.rest)
        .trim_end()
        .to_string()
}

fn said(status: Status) -> &'static str {
    match status {
        Status::NotStated => "not stated",
        other => other.word(),
    }
}

/// The source of the table that a group's numbers stand in, where they share it.
fn shared_source<'r>(group: &[Line<'r>]) -> Option<&'r str> {
    let is_around = |line: &&Line| line.row.source_of == line.group;
    let first = group.iter().find(is_around)?;
    Some(&first.row.source)
}

/// One number with the texts of its columns.
struct Line<'r> {
    row: &'r ParameterRow,
    /// The path of the table that it is listed under.
    group: &'r str,
    name: &'r str,
    mean: String,
    interval: String,
}

struct Widths {
    name: usize,
    mean: usize,
    interval: usize,
    unit: usize,
}

impl Widths {
    fn of(lines: &[Line]) -> Widths {
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let [name, mean, interval, unit] = WIDEST;
        Widths {
            name: widest(&mut lines.iter().map(|line| line.name)).min(name),
            mean: widest(&mut lines.iter().map(|line| line.mean.as_str())).min(mean),
            interval: widest(&mut lines.iter().map(|line| line.interval.as_str())).min(interval),
            unit: widest(&mut lines.iter().map(|line| line.row.unit.as_str())).min(unit),
        }
    }
}

impl<'r> Line<'r> {
    fn of(row: &'r ParameterRow) -> Line<'r> {
        let cut = cut(&row.path);
        let decimals = decimals_for(least_size(row), DIGITS, MOST_DECIMALS);
        let interval = match row.is_uncertain() {
            true => format!(
                "{} to {}",
                grouped(row.q025, decimals),
                grouped(row.q975, decimals)
            ),
            false => row.distribution.clone(),
        };
        Line {
            row,
            group: &row.path[..cut],
            name: row.path[cut..].trim_start_matches('.'),
            mean: grouped(row.mean, decimals),
            interval,
        }
    }

    /// A row of columns, then what stands below it.
    fn text(&self, widths: &Widths, shared: Option<&str>, look: &Look) -> String {
        let row = self.row;
        let cells = [
            self.name,
            &self.mean,
            &self.interval,
            &row.unit,
            said(row.status),
        ];
        let below = look.wrap(&self.below(shared), "      ");
        format!("{}\n{below}\n", in_columns(cells, widths, look))
    }

    fn below(&self, shared: Option<&str>) -> String {
        let row = self.row;
        let mut parts = Vec::new();
        if let (Some(rank), Some(swing)) = (row.rank, row.swing) {
            let decimals = decimals_for(swing, DIGITS, MOST_DECIMALS);
            parts.push(format!(
                "no. {rank}, moves it by {}",
                grouped(swing, decimals)
            ));
        }
        if row.is_uncertain() {
            parts.push(row.distribution.clone());
        }
        if !row.correlation.is_empty() {
            parts.push(format!("drawn together in {}", row.correlation));
        }
        if let Some(mean) = row.drawn_mean {
            let decimals = decimals_for(mean, DIGITS, MOST_DECIMALS);
            parts.push(format!("mean of the draws {}", grouped(mean, decimals)));
        }
        parts.extend(self.location());
        if row.arms != "all" {
            let arms = match row.arms.as_str() {
                "none" => "used by no arm".to_string(),
                some => format!("used by {}", some.replace(' ', ", ")),
            };
            parts.push(arms);
        }
        let is_told = row.source.is_empty() || shared.is_some_and(|shared| shared == row.source);
        match (is_told, row.source_of.as_str()) {
            (true, _) => {}
            (false, "") => parts.push(row.source.clone()),
            (false, around) => parts.push(format!("{around}: {}", row.source)),
        }
        parts.join(" · ")
    }

    fn location(&self) -> Option<String> {
        match (self.row.file.as_str(), self.row.line) {
            ("", _) => None,
            (file, Some(line)) => Some(format!("{file}:{line}")),
            (file, None) => Some(file.to_string()),
        }
    }
}

/// Cells in their columns. Where there is no room for them all, the first has a line of its own.
fn in_columns(cells: [&str; 5], widths: &Widths, look: &Look) -> String {
    let [name, mean, interval, unit, status] = cells;
    let values = format!(
        "{mean:>0$}{GAP}{interval:<1$}{GAP}{unit:<2$}{GAP}{status}",
        widths.mean, widths.interval, widths.unit
    );
    let fits = |text: &str| text.trim_end().chars().count() <= look.width;
    let whole = format!("{GAP}{name:<0$}{GAP}{values}", widths.name);
    if fits(&whole) {
        return whole.trim_end().to_string();
    }
    let below = format!("{}{values}", " ".repeat(2 * GAP.len() + widths.name));
    let below = match fits(&below) {
        true => below,
        false => look.wrap(
            &values.split_whitespace().collect::<Vec<_>>().join(" "),
            "    ",
        ),
    };
    format!("{GAP}{name}\n{}", below.trim_end())
}

/// Where the path of the table ends that a number is listed under: behind the first two words, of what an arm has behind the
/// first four; a table of the file itself has one.
fn cut(path: &str) -> usize {
    let words: Vec<&str> = path.split('.').collect();
    let most = words.len() - 1;
    let wanted = match words[0] {
        "arm" => 4,
        "population" | "growth" | "carers" | "patient" | "integration" | "platform" => 1,
        _ => 2,
    };
    let words = &words[..wanted.min(most)];
    words.iter().map(|word| word.len()).sum::<usize>() + words.len().saturating_sub(1)
}

/// The size that decides how many decimals a row has: that of the mean, or of the smaller end where the mean is 0.
fn least_size(row: &ParameterRow) -> f64 {
    let sizes = [row.mean, row.q975, row.q025].map(f64::abs);
    sizes.into_iter().find(|size| *size > 0.0).unwrap_or(0.0)
}
