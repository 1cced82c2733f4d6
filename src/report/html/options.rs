//! All options beside doing nothing, in one table: per payer the difference in money and as futures, then residents and
//! providers.
//!
//! Comes in: alternatives judged, what each payer pays as now. Goes out: markup. Deliberately absent: figures of its own.

use maud::{Markup, html};

use super::figure::scrolled;
use super::say;
use super::short::JudgedAlternative;
use super::verdict::Verdict;
use crate::base::statistics::Summary;
use crate::chart::count::MarkCount;
use crate::chart::phrases::Phrase;
use crate::chart::theme;
use crate::chart::words::{Lang, Money};

/// An alternative as a column of the table.
#[derive(Debug, Clone)]
pub struct OptionColumn {
    /// What is paid.
    pub judged: JudgedAlternative,
    /// QALYs a year more than as now, by future.
    pub qalys: Vec<f64>,
    /// The discipline whose care in time changes most, with both shares; nothing where none changes.
    pub access: Option<(String, f64, f64)>,
    /// Groups of providers that keep less, of how many.
    pub groups_behind: (usize, usize),
    /// Practices that keep less than as now, of how many, where they are counted one by one.
    pub practices_behind: Option<(u32, u32)>,
}

/// Alternatives side by side on A4; more stand below each other, with payers side by side.
pub const ABREAST: usize = 6;

/// The table, with how to read it. `now` is what each payer pays as now and all together last, in EUR a year.
pub fn options(lang: Lang, now: &[f64], columns: &[OptionColumn]) -> Markup {
    let verdicts = columns.iter().flat_map(|one| &one.judged.verdicts);
    let amounts = verdicts.flat_map(|one| {
        let (low, high) = one.range.unwrap_or_default();
        [one.mean, low, high]
    });
    let grid = OptionGrid {
        lang,
        money: Money::of_all(lang, amounts),
        largest: Money::of_all(lang, now.iter().copied()),
        now,
        columns,
    };
    let has_range = columns
        .iter()
        .flat_map(|one| &one.judged.verdicts)
        .any(|one| one.range.is_some());
    let legend = if has_range {
        say::GRID_LEGEND
    } else {
        say::GRID_LEGEND_FEW
    };
    html! {
        (signs(columns))
        (grid.table())
        p.note { (legend.of(lang)) " " (say::RANGES.of(lang)) }
    }
}

struct OptionGrid<'a> {
    lang: Lang,
    money: Money,
    largest: Money,
    now: &'a [f64],
    columns: &'a [OptionColumn],
}

/// What is told of every option: of a payer, of residents, of providers.
struct OptionTopic {
    label: String,
    now: String,
    /// One an alternative.
    cells: Vec<Markup>,
}

impl OptionGrid<'_> {
    fn table(&self) -> Markup {
        let caption = say::GRID_CAPTION.fill(self.lang, &[("unit", self.money.unit())]);
        let topics = self.topics();
        let is_by_option = self.columns.len() > ABREAST;
        let inside = html! { table.grid.by-option[is_by_option] lang=(self.lang.code()) {
            caption { (caption) }
            @if is_by_option { (self.by_option(&topics)) } @else { (self.by_topic(&topics)) }
        } };
        scrolled(&inside, &caption)
    }

    fn topics(&self) -> Vec<OptionTopic> {
        let lang = self.lang;
        let payers = self.columns[0].judged.verdicts.iter().enumerate();
        let of_payer = |(row, one): (usize, &Verdict)| OptionTopic {
            label: one.party.clone(),
            now: self
                .now
                .get(row)
                .map(|eur| self.largest.plain(*eur))
                .unwrap_or_default(),
            cells: self
                .columns
                .iter()
                .map(|one| self.verdict(&one.judged.verdicts[row]))
                .collect(),
        };
        let other = |label: Phrase, cell: &dyn Fn(&OptionColumn) -> Markup| OptionTopic {
            label: label.of(lang).into(),
            now: say::DASH.of(lang).into(),
            cells: self.columns.iter().map(cell).collect(),
        };
        let others = [
            other(say::RESIDENTS_ROW, &|one| self.qalys(&one.qalys)),
            other(say::ACCESS_ROW, &|one| self.access(one)),
            other(say::PRACTICES_ROW, &|one| self.providers(one)),
        ];
        payers.map(of_payer).chain(others).collect()
    }

    fn as_now(&self) -> String {
        say::AS_NOW_UNIT.fill(self.lang, &[("unit", self.largest.unit())])
    }

    /// A column an option.
    fn by_topic(&self, topics: &[OptionTopic]) -> Markup {
        html! {
            thead { tr {
                td {}
                th scope="col" { (self.as_now()) }
                @for one in self.columns { th scope="col" { bdi { (one.judged.arm) } } }
            } }
            tbody { @for topic in topics { tr {
                th scope="row" { bdi { (topic.label) } }
                td.now { (topic.now) }
                @for cell in &topic.cells { td { (cell) } }
            } } }
        }
    }

    /// A row an option.
    fn by_option(&self, topics: &[OptionTopic]) -> Markup {
        html! {
            thead { tr {
                td {}
                @for topic in topics { th scope="col" { bdi { (topic.label) } } }
            } }
            tbody {
                tr {
                    th scope="row" { (self.as_now()) }
                    @for topic in topics { td.now { (topic.now) } }
                }
                @for (index, one) in self.columns.iter().enumerate() { tr {
                    th scope="row" { bdi { (one.judged.arm) } }
                    @for topic in topics { td { (topic.cells[index]) } }
                } }
            }
        }
    }

    fn verdict(&self, one: &Verdict) -> Markup {
        let lang = self.lang;
        if one.is_same() {
            return html! { (say::NO_DIFFERENCE.of(lang)) };
        }
        let otherwise = one.if_worse.map(|eur| self.money.signed_or_less(eur));
        html! {
            strong { (self.money.signed_or_near(one.mean)) } " "
            @if let Some((low, high)) = one.range {
                span.range { "(" (self.between(self.money.signed(low), self.money.signed(high))) ")" }
            }
            br;
            (sign(&one.no_worse, lang))
            @if let Some(amount) = otherwise {
                span.next.otherwise { (say::OTHERWISE.fill(lang, &[("amount", &amount)])) }
            }
            span.next.back { (back(lang, one)) }
        }
    }

    fn between(&self, low: String, high: String) -> String {
        say::TO.fill(self.lang, &[("low", &low), ("high", &high)])
    }

    fn qalys(&self, differences: &[f64]) -> Markup {
        let lang = self.lang;
        let summary = Summary::of(differences);
        let held = differences.iter().filter(|more| **more >= 0.0).count();
        let count = MarkCount::of(held, differences.len());
        let Some(summary) = summary.filter(|_| differences.iter().any(|more| *more != 0.0)) else {
            return html! { (say::NO_DIFFERENCE.of(lang)) };
        };
        let range = summary.q025.zip(summary.q975);
        let shown = |value: f64| lang.signed(value, decimals(summary.mean));
        html! {
            strong { (shown(summary.mean)) } " "
            @if let Some((low, high)) = range { span.range { "(" (self.between(shown(low), shown(high))) ")" } }
            br;
            (sign(&count, lang))
        }
    }

    fn access(&self, one: &OptionColumn) -> Markup {
        let lang = self.lang;
        match &one.access {
            Some((label, now, then)) => html! {
                (label) ": " (lang.percent(*now, 0)) " → " (lang.percent(*then, 0))
            },
            None => html! { (say::NO_DIFFERENCE.of(lang)) },
        }
    }

    fn providers(&self, one: &OptionColumn) -> Markup {
        let of = |(count, of): (usize, usize)| [count.to_string(), of.to_string()];
        let [count, all] = of(one.groups_behind);
        let groups = say::GROUPS.fill(self.lang, &[("count", &count), ("of", &all)]);
        let practices = one.practices_behind.map(|(count, of)| {
            let (count, of) = (count.to_string(), of.to_string());
            say::PRACTICES_BEHIND.fill(self.lang, &[("count", &count), ("of", &of)])
        });
        html! { (groups) @if let Some(practices) = practices { br; (practices) } }
    }
}

/// One decimal below ten, none above.
fn decimals(size: f64) -> usize {
    if size.abs() < 10.0 { 1 } else { 0 }
}

fn back(lang: Lang, one: &Verdict) -> String {
    if one.is_back {
        say::BACK.fill(lang, &[("year", &one.back)])
    } else {
        say::BACK_NEVER.of(lang).to_string()
    }
}

/// Distance of marks, ten a row.
const STEP: usize = 4;

fn sign_id(count: &MarkCount) -> String {
    format!("of{}-{}", count.of, count.marks)
}

/// Marks of a count, filled for no worse off, and the count in words. The marks are drawn once, shown wherever it is counted.
fn sign(count: &MarkCount, lang: Lang) -> Markup {
    html! { span.count {
        svg class=(format!("{} marks", theme::CLASS)) aria-hidden="true" viewBox="0 0 40 8" width="60" height="12" {
            use href=(format!("#{}", sign_id(count))) {}
        } " " (count.words(lang))
    } }
}

/// All signs that the columns use.
fn signs(columns: &[OptionColumn]) -> Markup {
    let of_column = |one: &OptionColumn| {
        let held = one.qalys.iter().filter(|more| **more >= 0.0).count();
        let qalys = MarkCount::of(held, one.qalys.len());
        let payers = one.judged.verdicts.iter().map(|one| one.no_worse);
        payers.chain([qalys]).collect::<Vec<_>>()
    };
    let mut used: Vec<MarkCount> = columns.iter().flat_map(of_column).collect();
    used.sort_by_key(|count| (count.of, count.marks));
    used.dedup_by_key(|count| (count.of, count.marks));
    let spot = |mark: usize| (STEP * (mark % 10) + 2, STEP * (mark / 10) + 2);
    let filled = |count: &MarkCount| -> String {
        let at = |mark| {
            let (x, y) = spot(mark);
            format!("M{x} {y}h0")
        };
        (0..count.marks).map(at).collect()
    };
    let hollow = |count: &MarkCount| -> String {
        let at = |mark| {
            let (x, y) = spot(mark);
            format!("M{}.9 {}.9h2.2v2.2h-2.2z", x - 2, y - 2)
        };
        (count.marks..count.of).map(at).collect()
    };
    html! {
        svg class=(format!("{} marks-used", theme::CLASS)) aria-hidden="true" width="0" height="0" {
            @for count in &used {
                symbol id=(sign_id(count)) viewBox="0 0 40 8" {
                    @if count.marks > 0 { path class="m-line m-round s-better" stroke-width="3.2" d=(filled(count)) {} }
                    @if count.marks < count.of { path class="m-line s-worse" stroke-width=".7" d=(hollow(count)) {} }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(held: usize) -> OptionColumn {
        let verdict = |party: &str| Verdict {
            party: party.into(),
            mean: 1.4e6,
            range: Some((-1e6, 3e6)),
            share: held as f64 / 40.0,
            no_worse: MarkCount::of(held, 40),
            worse: MarkCount::of(40 - held, 40),
            if_worse: Some(2e6),
            back: "2031".into(),
            is_back: true,
        };
        OptionColumn {
            judged: JudgedAlternative {
                arm: "A <b>".into(),
                verdicts: vec![verdict("Insurer"), verdict("Together")],
            },
            qalys: vec![1.0, -1.0, 0.0, 4.0],
            access: Some(("Nursing".into(), 0.91, 0.94)),
            groups_behind: (2, 6),
            practices_behind: Some((3, 14)),
        }
    }

    fn markup(columns: &[OptionColumn]) -> String {
        options(Lang::En, &[460e6, 842e6], columns).into_string()
    }

    #[test]
    fn a_cell_says_mean_range_futures_loss_and_when_it_is_back() {
        let text = markup(&[column(26)]);
        assert!(
            text.contains("<strong>+1.4</strong> <span class=\"range\">(−1.0 to +3.0)</span><br>"),
            "{text}"
        );
        assert!(text.contains(
            "13 of 20</span><span class=\"next otherwise\">otherwise +2.0</span><span class=\"next back\">zero: 2031"
        ));
        // Residents: 1, −1, 0 and 4 are 1 on average, and three of four are no fewer.
        assert!(text.contains("<strong>+1.0</strong>") && text.contains("3 of 4"));
        assert!(
            text.contains("Nursing: 91% → 94%")
                && text.contains("2 of 6 groups<br>3 of 14 practices")
        );
        assert!(text.contains("A &lt;b&gt;"));
    }

    #[test]
    fn every_sign_used_is_drawn_once_with_as_many_marks_as_its_words_say() {
        let text = markup(&[column(26), column(26), column(7)]);
        let signs: Vec<&str> = text.split("<symbol id=\"").skip(1).collect();
        assert_eq!(signs.len(), 3, "13 and 4 of 20, and 3 of 4");
        for sign in signs {
            let (id, rest) = sign.split_once('"').expect("an id");
            let sign = rest.split("</symbol>").next().expect("its end");
            let (of, marks) = id[2..].split_once('-').expect("both");
            let (of, marks): (usize, usize) = (
                of.parse().expect("a count"),
                marks.parse().expect("a count"),
            );
            assert_eq!(sign.matches("h0").count(), marks, "{id}");
            assert_eq!(sign.matches('z').count(), of - marks, "{id}");
            assert!(text.contains(&format!("href=\"#{id}\"")));
        }
    }

    #[test]
    fn more_than_six_alternatives_stand_below_each_other_with_the_same_cells() {
        let columns: Vec<OptionColumn> = (0..7).map(|index| column(5 * index)).collect();
        let (few, many) = (markup(&columns[..6]), markup(&columns));
        let cells = |text: &str| -> Vec<String> {
            let all = text.split("<td>").skip(1);
            let inside = all.filter_map(|cell| Some(cell.split_once("</td>")?.0.to_string()));
            inside.filter(|cell| !cell.is_empty()).collect()
        };
        let (few, many) = (cells(&few), cells(&many));
        // Two payers and three other topics.
        assert_eq!((few.len(), many.len()), (6 * 5, 7 * 5));
        for option in 0..6 {
            for topic in 0..5 {
                assert_eq!(few[topic * 6 + option], many[option * 5 + topic]);
            }
        }
    }

    #[test]
    fn what_is_the_same_in_every_future_is_said_in_words() {
        let mut one = column(40);
        for verdict in &mut one.judged.verdicts {
            (verdict.mean, verdict.range, verdict.if_worse) = (0.0, Some((0.0, 0.0)), None);
        }
        one.qalys = vec![0.0; 40];
        one.access = None;
        assert_eq!(markup(&[one]).matches("no difference").count(), 4);
    }
}
