//! Every parameter of a run with its distribution, source and status.
//!
//! Comes in: the resolved scenario. Goes out: a table, and the sources it names by number, each once. Deliberately absent:
//! plain numbers without a source of their own or of what they belong to, which are only counted.

use maud::{Markup, PreEscaped, html};

use super::figure::scrolled;
use super::say;
use crate::analysis::parameters::Status;
use crate::base::distribution::DistributionName;
use crate::chart::words::{Lang, Tongue};
use crate::report::facts::Facts;
use crate::scenario::number::written as distribution_of;
use crate::scenario::numbers::{Entry, entries};
use crate::scenario::schema::WrittenNumber;

/// What is known of where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceStatus {
    Sourced,
    Estimate,
    Unsourced,
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
struct ListedParameter {
    path: String,
    mean: f64,
    /// Standard error and distribution, where it is uncertain.
    spread: Option<(f64, String)>,
    unit: String,
    /// Place in the list of sources, from 1.
    source: Option<usize>,
    status: SourceStatus,
}

/// All numbers of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListedParameters {
    all: Vec<ListedParameter>,
    sources: Vec<String>,
    /// Numbers without uncertainty and source.
    plain: usize,
}

impl ListedParameters {
    /// Of the scenario that was run.
    pub fn of(facts: &Facts) -> ListedParameters {
        let mut found = ListedParameters::default();
        for entry in entries(&facts.reading.scenario) {
            found.add(&entry);
        }
        found
    }

    fn add(&mut self, entry: &Entry) {
        let number = &entry.number;
        let above = entry.around.as_ref().map(|around| around.source.as_str());
        let table = match &number.written {
            WrittenNumber::Point(_) => None,
            WrittenNumber::Uncertain(table) => Some(&**table),
        };
        let own = table.and_then(|table| table.source.as_deref());
        let source = own.or(above).filter(|source| !source.trim().is_empty());
        if table.is_none() && source.is_none() {
            self.plain += 1;
            return;
        }
        // A number that was run has a distribution.
        let Ok(distribution) = distribution_of(&number.written) else {
            return;
        };
        let spread = table.filter(|_| !distribution.is_point());
        let numbered = source.map(|source| self.numbered(source));
        self.all.push(ListedParameter {
            path: entry.path.join("."),
            mean: distribution.mean(),
            spread: spread.map(|table| {
                let family = table.dist.unwrap_or(DistributionName::Normal);
                (distribution.sd(), family.name().to_string())
            }),
            unit: table
                .and_then(|table| table.unit.clone())
                .unwrap_or_default(),
            source: numbered,
            status: status(source),
        });
    }

    fn numbered(&mut self, source: &str) -> usize {
        let known = self.sources.iter().position(|known| known == source);
        known.unwrap_or_else(|| {
            self.sources.push(source.to_string());
            self.sources.len() - 1
        }) + 1
    }

    /// Numbers with a source, and how many of them nobody has checked.
    pub fn unchecked(&self) -> (usize, usize) {
        let sourced = self.all.iter().filter(|one| one.source.is_some());
        let estimates = self
            .all
            .iter()
            .filter(|one| one.status == SourceStatus::Estimate);
        (estimates.count(), sourced.count())
    }

    /// Numbers that are drawn.
    pub fn uncertain(&self) -> usize {
        self.all.iter().filter(|one| one.spread.is_some()).count()
    }

    /// The section.
    pub fn section(&self, lang: Lang) -> Markup {
        let uncertain = self.uncertain();
        let parts = [
            ("uncertain", lang.number(uncertain as f64, 0)),
            ("fixed", lang.number((self.all.len() - uncertain) as f64, 0)),
            ("plain", lang.number(self.plain as f64, 0)),
        ];
        let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
        html! {
            h3 id="parameters" { (say::PARAMETERS_HEAD.of(lang)) }
            p { (say::PARAMETERS_SUM.fill(lang, &parts)) }
            details {
                summary { (say::NUMBERS.of(lang)) }
                div.of-parameters { (scrolled(&self.table(lang), say::PARAMETERS_HEAD.of(lang))) }
                @if !self.sources.is_empty() {
                    h4 { (say::SOURCES_HEAD.of(lang)) }
                    ol.sources { @for source in &self.sources { li { (source) } } }
                }
            }
        }
    }

    fn table(&self, lang: Lang) -> Markup {
        let head = [
            say::COLUMN_PARAMETER,
            say::COLUMN_MEAN,
            say::COLUMN_SE,
            say::COLUMN_DISTRIBUTION,
            say::COLUMN_UNIT,
            say::COLUMN_SOURCE,
            say::COLUMN_STATUS,
        ];
        let text = |words: &str| html! { (words) }.into_string();
        let mut rows = String::new();
        let mut head_of_group = "";
        for one in &self.all {
            let (group, rest) = one.path.split_once('.').unwrap_or(("", &one.path));
            if group != head_of_group {
                rows += &format!("<tr><th colspan=7 scope=colgroup>{}", text(group));
                head_of_group = group;
            }
            let (se, dist) = match &one.spread {
                Some((sd, name)) => (significant(lang, *sd), name.clone()),
                None => (String::new(), say::FIXED.of(lang).to_string()),
            };
            let source = one
                .source
                .map_or(String::new(), |number| format!("[{number}]"));
            let status = match one.status {
                SourceStatus::Sourced => say::STATUS_SOURCE,
                SourceStatus::Estimate => say::STATUS_ESTIMATE,
                SourceStatus::Unsourced => say::STATUS_NONE,
            };
            rows += &format!(
                "<tr><th>{}<td>{}<td>{se}<td class=w>{}<td class=w>{}<td class=w>{source}<td class=w>{}",
                text(rest),
                significant(lang, one.mean),
                text(&dist),
                text(&one.unit),
                status.of(lang)
            );
        }
        html! { table.parameters {
            caption { (say::PARAMETERS_CAPTION.of(lang)) }
            thead { tr { @for phrase in &head { th scope="col" { (phrase.of(lang)) } } } }
            tbody { (PreEscaped(rows)) }
        } }
    }
}

fn status(source: Option<&str>) -> SourceStatus {
    match source {
        None => SourceStatus::Unsourced,
        Some(source) if Status::of(source) == Status::Unverified => SourceStatus::Estimate,
        Some(_) => SourceStatus::Sourced,
    }
}

/// Four significant digits.
fn significant(lang: Lang, value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let before = libm::floor(libm::log10(value.abs())) as i32 + 1;
    let decimals = usize::try_from(4 - before).unwrap_or(0).min(7);
    let text = lang.number(value, decimals);
    match text.contains(if lang.tongue() == Tongue::En {
        '.'
    } else {
        ','
    }) {
        true => text
            .trim_end_matches('0')
            .trim_end_matches(['.', ','])
            .to_string(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::limits::Limits;
    use crate::scenario::numbers::Around;
    use crate::scenario::schema::Number;

    fn entry(path: &str, text: &str, above: Option<&str>) -> Entry {
        Entry {
            key: String::new(),
            path: path.split('.').map(String::from).collect(),
            number: Number {
                written: serde_json::from_str(text).expect("a number"),
                limits: Limits::Any,
            },
            label: String::new(),
            meaning: "",
            around: above.map(|source| Around {
                path: "a".into(),
                source: source.into(),
            }),
        }
    }

    #[test]
    fn status_follows_the_source_and_sources_are_listed_once() {
        let mut found = ListedParameters::default();
        let uncertain = r#"{"mean":0.2,"se":0.1,"dist":"beta","source":"A study"}"#;
        found.add(&entry("a.b", uncertain, None));
        found.add(&entry("a.c", "3.0", Some("A study")));
        let guessed = r#"{"mean":1.0,"ci95":[0.0,2.0]}"#;
        found.add(&entry("a.d", guessed, Some("Unverified: a guess")));
        found.add(&entry("a.e", r#"{"mean":1.0,"se":0.1}"#, None));
        found.add(&entry("a.f", "3.0", None));
        let statuses: Vec<SourceStatus> = found.all.iter().map(|one| one.status).collect();
        assert_eq!(
            statuses,
            [
                SourceStatus::Sourced,
                SourceStatus::Sourced,
                SourceStatus::Estimate,
                SourceStatus::Unsourced
            ]
        );
        assert_eq!(found.sources, ["A study", "Unverified: a guess"]);
        assert_eq!((found.uncertain(), found.plain), (3, 1));
        assert_eq!(found.unchecked(), (1, 3));
        let html = found.section(Lang::Nl).into_string();
        assert!(
            html.contains("<tr><th>b<td>0,2<td>0,1<td class=w>beta"),
            "{html}"
        );
        assert!(html.contains("<td>1<td>0,5102<td class=w>normal"), "{html}");
    }

    #[test]
    fn numbers_have_four_digits() {
        assert_eq!(significant(Lang::En, 0.014_028_4), "0.01403");
        assert_eq!(significant(Lang::En, 18_500_000.0), "18,500,000");
        assert_eq!(significant(Lang::Nl, -12.5), "−12,5");
        assert_eq!(significant(Lang::Nl, 0.0), "0");
    }
}
