//! Money from who pays, by how it is paid, to who receives it: at most twelve bands between two columns, with their
//! amounts on them.
//!
//! Comes in: amounts by payer, way of paying and recipient. Goes out: a [`Picture`]. Deliberately absent: small flows; what
//! has no band of its own is brought together under "other", and what is left out even so is said in words.

use std::collections::BTreeMap;

use super::frame;
use super::lettering;
use super::phrases as say;
use super::scene::{LEADING, Mark, NORMAL, SMALL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::{Role, shape_of_payer};
use super::words::{Lang, Money};
use super::{Party, Picture, is_narrow};

/// One amount.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Index into the payers.
    pub payer: usize,
    /// What readers call the way of paying.
    pub component: String,
    /// What readers call the recipient.
    pub recipient: String,
    /// EUR a year.
    pub eur: f64,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Who pays.
    pub payers: Vec<Party>,
    /// Amounts; the same three may come more than once.
    pub flows: Vec<Flow>,
}

/// Bands between two columns at most.
const BANDS: usize = 12;
/// Ways of paying and recipients with a name of their own at most.
const NAMES: [usize; 2] = [4, 7];
/// Share of all money below which a band would be a hair.
const HAIR: f64 = 0.002;
/// Share of all money that may be left out for it, between both pairs of columns together.
const LEFT_OUT: f64 = 0.02;

/// A place where bands meet.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    label: String,
    total: f64,
    role: Role,
    place: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    from: usize,
    to: usize,
    eur: f64,
}

/// Three columns of nodes and the bands between them.
#[derive(Debug, Clone, PartialEq, Default)]
struct Grouped {
    payers: Vec<Node>,
    components: Vec<Node>,
    recipients: Vec<Node>,
    /// Payer to component.
    paid: Vec<Band>,
    /// Component to recipient.
    received: Vec<Band>,
    left_out: f64,
}

/// Amounts that are paid, those of the same three together.
type Amounts = BTreeMap<(usize, String, String), f64>;

fn amounts(input: &Input) -> Amounts {
    let mut amounts = Amounts::new();
    for flow in &input.flows {
        let key = (flow.payer, flow.component.clone(), flow.recipient.clone());
        *amounts.entry(key).or_insert(0.0) += flow.eur;
    }
    amounts
}

/// Names from the largest amount down.
fn ranked<'a>(names: impl Iterator<Item = (&'a String, f64)>) -> Vec<String> {
    let mut totals: BTreeMap<&String, f64> = BTreeMap::new();
    for (name, eur) in names {
        *totals.entry(name).or_insert(0.0) += eur;
    }
    let mut ranked: Vec<(&String, f64)> = totals.into_iter().collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
    ranked.into_iter().map(|(name, _)| name.clone()).collect()
}

/// As many names as twelve bands allow without leaving out much.
fn group(input: &Input, paid: &Amounts, other: &str) -> Grouped {
    let components = ranked(paid.iter().map(|((_, name, _), eur)| (name, *eur)));
    let recipients = ranked(paid.iter().map(|((_, _, name), eur)| (name, *eur)));
    let total: f64 = paid.values().sum();
    let kept = |there: usize, most: usize| (0..=there.min(most)).rev();
    let mut choices: Vec<(usize, usize)> = kept(components.len(), NAMES[0])
        .flat_map(|few| kept(recipients.len(), NAMES[1]).map(move |many| (few, many)))
        .collect();
    // Names on both sides before more on one.
    choices.sort_by_key(|(few, many)| std::cmp::Reverse(((*few).min(*many), few + many)));
    choices
        .into_iter()
        .map(|(few, many)| {
            let kept = [&components[..few], &recipients[..many]];
            with(input, paid, kept, other)
        })
        .find(|grouped| grouped.left_out <= LEFT_OUT * total)
        .unwrap_or_default()
}

/// Groups with these components and recipients by name and the rest together; of the bands the largest twelve.
fn with(input: &Input, paid: &Amounts, kept: [&[String]; 2], other: &str) -> Grouped {
    let place = |names: &[String], name: &String| {
        names
            .iter()
            .position(|one| one == name)
            .unwrap_or(names.len())
    };
    let mut first: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut second: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for ((payer, component, recipient), eur) in paid {
        let component = place(kept[0], component);
        *first.entry((*payer, component)).or_insert(0.0) += eur;
        *second
            .entry((component, place(kept[1], recipient)))
            .or_insert(0.0) += eur;
    }
    let bands = |of: &BTreeMap<(usize, usize), f64>| -> Vec<Band> {
        of.iter()
            .map(|(&(from, to), &eur)| Band { from, to, eur })
            .collect()
    };
    let (mut paid, mut received) = (bands(&first), bands(&second));
    let node = |label: &String, eur: f64| Node {
        label: label.clone(),
        total: eur,
        role: Role::Ink,
        place: None,
    };
    let sum = |bands: &[Band], of: fn(&Band) -> usize, place: usize| -> f64 {
        bands
            .iter()
            .filter(|band| of(band) == place)
            .map(|band| band.eur)
            .sum()
    };
    let named = |names: &[String], bands: &[Band]| -> Vec<Node> {
        let rest = [other.to_string()];
        let all = names.iter().chain(&rest).enumerate();
        all.map(|(place, name)| node(name, sum(bands, |band| band.to, place)))
            .collect()
    };
    let payers = input.payers.iter().enumerate().map(|(payer, party)| Node {
        role: Role::Payer(party.place.unwrap_or(payer)),
        place: Some(party.place.unwrap_or(payer)),
        ..node(&party.label, sum(&paid, |band| band.from, payer))
    });
    let (payers, components, recipients) = (
        payers.collect(),
        named(kept[0], &paid),
        named(kept[1], &received),
    );
    let hair = HAIR * paid.iter().map(|band| band.eur).sum::<f64>();
    let left_out = keep_largest(&mut paid, hair) + keep_largest(&mut received, hair);
    Grouped {
        payers,
        components,
        recipients,
        paid,
        received,
        left_out,
    }
}

/// Takes out hairs, and the smallest bands until twelve are left; gives what they come to.
fn keep_largest(bands: &mut Vec<Band>, hair: f64) -> f64 {
    bands.sort_by(|one, other| other.eur.total_cmp(&one.eur));
    let kept = bands
        .iter()
        .take(BANDS)
        .filter(|band| band.eur >= hair)
        .count();
    bands.split_off(kept).iter().map(|band| band.eur).sum()
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let all = amounts(input);
    let back: f64 = all.values().filter(|eur| **eur < 0.0).sum();
    let paid: Amounts = all.into_iter().filter(|(_, eur)| *eur > 0.0).collect();
    let total: f64 = paid.values().sum();
    let money = Money::of(lang, total);
    let grouped = group(input, &paid, say::OTHER.of(lang));
    let mut notes = vec![say::FLOWS_UNIT.fill(lang, &[("unit", money.unit())])];
    if grouped.left_out > 0.0 {
        let amount = money.words(grouped.left_out);
        notes.push(say::FLOWS_LEFT_OUT.fill(lang, &[("amount", &amount)]));
    }
    if back < 0.0 {
        notes.push(say::FLOWS_BACK.fill(lang, &[("amount", &money.words(back))]));
    }
    let table = table(input, &paid, lang, &money);
    let drawing = Drawing {
        grouped: &grouped,
        lang,
        money,
    };
    Picture {
        lang,
        alt: alt(input, &paid, total, &notes, lang, &money),
        scene: drawing.scene(width, &notes.join(" ")),
        text: table.text(),
        table,
    }
}

fn alt(
    input: &Input,
    paid: &Amounts,
    total: f64,
    notes: &[String],
    lang: Lang,
    money: &Money,
) -> Alt {
    let arm = ("arm", input.arm.as_str());
    let largest = paid.iter().max_by(|one, other| one.1.total_cmp(other.1));
    let title = match largest {
        None => say::FLOWS_NONE.fill(lang, &[arm]),
        Some(((payer, component, recipient), eur)) => say::FLOWS_TITLE.fill(
            lang,
            &[
                arm,
                ("amount", &money.words(total)),
                ("part", &money.plain(*eur)),
                ("component", &component.to_lowercase()),
                ("payer", &input.payers[*payer].label.to_lowercase()),
                ("recipient", &recipient.to_lowercase()),
            ],
        ),
    };
    Alt {
        title,
        desc: notes.join(" "),
    }
}

/// Nodes of a column with the heights they take.
struct Column<'a> {
    nodes: &'a [Node],
    tops: Vec<f64>,
    per_eur: f64,
}

const THICK: f64 = 10.0;
const APART: f64 = 16.0;

impl<'a> Column<'a> {
    fn new(nodes: &'a [Node], y: [f64; 2], per_eur: f64) -> Column<'a> {
        let count = nodes.iter().filter(|node| node.total > 0.0).count();
        let taken: f64 = nodes.iter().map(|node| node.total * per_eur).sum();
        let gap = (y[1] - y[0] - taken) / count.saturating_sub(1).max(1) as f64;
        // One node alone stands in the middle.
        let mut top = if count == 1 { y[0] + gap / 2.0 } else { y[0] };
        let next = |node: &Node| {
            let here = top;
            if node.total > 0.0 {
                top += node.total * per_eur + gap;
            }
            here
        };
        Column {
            nodes,
            tops: nodes.iter().map(next).collect(),
            per_eur,
        }
    }

    /// Nodes with money, and their middles.
    fn seen(&self) -> impl Iterator<Item = (&Node, f64, f64)> {
        let nodes = self.nodes.iter().zip(&self.tops);
        nodes
            .filter(|(node, _)| node.total > 0.0)
            .map(|(node, top)| (node, *top, node.total * self.per_eur))
    }

    fn draw(&self, scene: &mut Scene, x: f64) {
        for (node, top, height) in self.seen() {
            scene.filled([x, x + THICK], [top, top + height.max(1.0)], node.role);
        }
    }
}

/// Which side of a column its labels stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

struct Drawing<'a> {
    grouped: &'a Grouped,
    lang: Lang,
    money: Money,
}

impl Drawing<'_> {
    fn scene(&self, width: f64, note: &str) -> Scene {
        let mut scene = Scene::new(width);
        let y = if is_narrow(width) {
            self.stacked(&mut scene)
        } else {
            self.side_by_side(&mut scene)
        };
        scene.height =
            frame::notes(&mut scene, y + 10.0, &[note.to_string()]) + SMALL * (LEADING - 1.0);
        scene
    }

    fn side_by_side(&self, scene: &mut Scene) -> f64 {
        let grouped = self.grouped;
        let y = [30.0, 430.0];
        let columns = self.columns(
            &[&grouped.payers, &grouped.components, &grouped.recipients],
            y,
        );
        let [payers, components, recipients] = &columns[..] else {
            return y[1];
        };
        let side = scene.width * 0.2;
        let x = [
            side,
            scene.width / 2.0 - side * 0.12,
            scene.width - side - THICK,
        ];
        self.heads(
            scene,
            &[
                (0.0, say::WHO_PAYS),
                (x[1], say::HOW),
                (x[2], say::WHO_RECEIVES),
            ],
        );
        self.bands(
            scene,
            &grouped.paid,
            [payers, components],
            [x[0] + THICK, x[1]],
        );
        self.bands(
            scene,
            &grouped.received,
            [components, recipients],
            [x[1] + THICK, x[2]],
        );
        for (column, x) in columns.iter().zip(x) {
            column.draw(scene, x);
        }
        self.labels(scene, payers, [0.0, x[0] - 6.0], Side::Left, y);
        let room = (x[2] - x[1]) - THICK - 60.0;
        self.labels(
            scene,
            components,
            [x[1] + THICK + 5.0, x[1] + THICK + room],
            Side::Right,
            y,
        );
        self.labels(
            scene,
            recipients,
            [x[2] + THICK + 6.0, scene.width],
            Side::Right,
            y,
        );
        y[1]
    }

    /// On a narrow screen: payers to ways of paying, and below it these to recipients.
    fn stacked(&self, scene: &mut Scene) -> f64 {
        let grouped = self.grouped;
        let width = scene.width;
        let x = [width * 0.32, width * 0.64];
        let parts = [
            (
                [&grouped.payers, &grouped.components],
                &grouped.paid,
                [say::WHO_PAYS, say::HOW],
            ),
            (
                [&grouped.components, &grouped.recipients],
                &grouped.received,
                [say::HOW, say::WHO_RECEIVES],
            ),
        ];
        let mut top = 0.0;
        for (nodes, bands, names) in parts {
            let y = [top + 30.0, top + 300.0];
            let columns = self.columns(&[nodes[0], nodes[1]], y);
            let mut part = Scene::new(width);
            self.heads(&mut part, &[(0.0, names[0]), (x[1], names[1])]);
            scene.put(part, 0.0, top);
            if let [from, to] = &columns[..] {
                self.bands(scene, bands, [from, to], [x[0] + THICK, x[1]]);
                from.draw(scene, x[0]);
                to.draw(scene, x[1]);
                self.labels(scene, from, [0.0, x[0] - 5.0], Side::Left, y);
                self.labels(scene, to, [x[1] + THICK + 5.0, width], Side::Right, y);
            }
            top = y[1] + 14.0;
        }
        top - 14.0
    }

    fn heads(&self, scene: &mut Scene, heads: &[(f64, say::Phrase)]) {
        for (x, name) in heads {
            frame::within(scene, Text::new(*x, NORMAL, name.of(self.lang)).bold());
        }
    }

    /// Columns on one scale, the fullest of which takes the height.
    fn columns<'b>(&self, all: &[&'b [Node]], y: [f64; 2]) -> Vec<Column<'b>> {
        let fits = |nodes: &&[Node]| {
            let count = nodes.iter().filter(|node| node.total > 0.0).count();
            let total: f64 = nodes.iter().map(|node| node.total).sum();
            (y[1] - y[0] - APART * count.saturating_sub(1) as f64) / total.max(f64::MIN_POSITIVE)
        };
        let per_eur = all.iter().map(fits).fold(f64::MAX, f64::min);
        all.iter()
            .map(|nodes| Column::new(nodes, y, per_eur))
            .collect()
    }

    /// Bands between two columns, in the colour of the payer where they come from one; their amounts stand at the end that
    /// is theirs alone to read: the start at payers, the end at recipients.
    fn bands(&self, scene: &mut Scene, bands: &[Band], columns: [&Column; 2], x: [f64; 2]) {
        let [from, to] = columns;
        let mut used = [from.tops.clone(), to.tops.clone()];
        let mut wanted: Vec<(f64, f64)> = Vec::new();
        let is_of_payer = |band: &Band| from.nodes[band.from].place.is_some();
        let mut ordered: Vec<&Band> = bands.iter().collect();
        ordered.sort_by_key(|band| (band.from, band.to));
        let mut ends: Vec<(f64, &Band)> = Vec::new();
        for band in ordered {
            let thickness = band.eur * from.per_eur;
            let (left, right) = (used[0][band.from], used[1][band.to]);
            used[0][band.from] += thickness;
            used[1][band.to] += thickness;
            let role = if is_of_payer(band) {
                from.nodes[band.from].role
            } else {
                Role::Neutral
            };
            scene.marks.push(Mark::Band {
                from: (x[0], left),
                to: (x[1], right),
                thickness,
                role,
            });
            let at = if is_of_payer(band) { left } else { right };
            ends.push((at + thickness / 2.0, band));
        }
        ends.sort_by(|one, other| one.0.total_cmp(&other.0));
        wanted.extend(ends.iter().map(|(middle, _)| (*middle, SMALL)));
        let (top, bottom) = (first_top(from), last_bottom(from).max(last_bottom(to)));
        let middles = frame::push_apart(&wanted, [top.min(first_top(to)), bottom], 0.5);
        for ((_, band), middle) in ends.iter().zip(middles) {
            let text = Text::new(x[0] + 5.0, middle + 4.3, self.money.plain(band.eur)).sized(SMALL);
            scene.text(if is_of_payer(band) {
                text
            } else {
                Text {
                    x: x[1] - 5.0,
                    ..text
                }
                .end()
            });
        }
    }

    fn labels(&self, scene: &mut Scene, column: &Column, x: [f64; 2], side: Side, y: [f64; 2]) {
        let room = x[1] - x[0];
        let lines: Vec<(Vec<String>, f64, Option<usize>, Role)> = column
            .seen()
            .map(|(node, top, height)| {
                let text = format!("{} {}", node.label, self.money.plain(node.total));
                let indent = if node.place.is_some() { 14.0 } else { 0.0 };
                let lines = lettering::wrap(&text, room - indent, SMALL, false);
                (lines, top + height / 2.0, node.place, node.role)
            })
            .collect();
        let tall = |lines: &[String]| lines.len() as f64 * SMALL * 1.2;
        let wanted: Vec<(f64, f64)> = lines
            .iter()
            .map(|(lines, middle, ..)| (*middle, tall(lines)))
            .collect();
        let middles = frame::push_apart(&wanted, [y[0] - 8.0, y[1] + 8.0], 2.0);
        for ((lines, _, place, role), middle) in lines.iter().zip(middles) {
            let mut baseline = middle - tall(lines) / 2.0 + SMALL * 0.95;
            let indent = match place {
                Some(place) => {
                    let at = (x[1] - 4.5, middle);
                    scene.symbol(at, 4.5, shape_of_payer(*place), *role, true);
                    14.0
                }
                None => 0.0,
            };
            for line in lines {
                let text = match side {
                    Side::Left => Text::new(x[1] - indent, baseline, line.clone()).end(),
                    Side::Right => Text::new(x[0], baseline, line.clone()),
                };
                scene.text(text.sized(SMALL));
                baseline += SMALL * 1.2;
            }
        }
    }
}

fn first_top(column: &Column) -> f64 {
    column
        .seen()
        .map(|(_, top, _)| top)
        .fold(f64::MAX, f64::min)
}

fn last_bottom(column: &Column) -> f64 {
    column
        .seen()
        .map(|(_, top, height)| top + height)
        .fold(0.0, f64::max)
}

fn table(input: &Input, paid: &Amounts, lang: Lang, money: &Money) -> Table {
    let mut rows: Vec<_> = paid.iter().collect();
    rows.sort_by(|((payer, ..), eur), ((other, ..), less)| {
        payer.cmp(other).then(less.total_cmp(eur))
    });
    let cells = |((payer, component, recipient), eur): (&(usize, String, String), &f64)| {
        vec![
            Cell::words(&input.payers[*payer].label),
            Cell::words(component),
            Cell::words(recipient),
            Cell::number(money.plain(*eur), *eur),
        ]
    };
    Table {
        head: vec![
            say::PAYER.of(lang).into(),
            say::COLUMN_COMPONENT.of(lang).into(),
            say::COLUMN_RECIPIENT.of(lang).into(),
            say::COLUMN_AMOUNT.fill(lang, &[("unit", money.unit())]),
        ],
        rows: rows.into_iter().map(cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(flows: &[(usize, &str, &str, f64)]) -> Input {
        let party = |place: usize| Party {
            label: [
                "Health insurer",
                "Municipality",
                "Long-term care fund",
                "Resident",
            ][place]
                .into(),
            place: Some(place),
        };
        Input {
            arm: "Budget".into(),
            payers: (0..4).map(party).collect(),
            flows: flows
                .iter()
                .map(|(payer, component, recipient, million)| Flow {
                    payer: *payer,
                    component: (*component).into(),
                    recipient: (*recipient).into(),
                    eur: million * 1e6,
                })
                .collect(),
        }
    }

    /// Four payers, eight components and ten recipients, each pair of them.
    fn many() -> Input {
        let mut flows = Vec::new();
        let components: Vec<String> = (0..8)
            .map(|number| format!("Component number {number}"))
            .collect();
        let recipients: Vec<String> = (0..10)
            .map(|number| format!("Long recipient number {number}"))
            .collect();
        for payer in 0..4_usize {
            for (c, component) in components.iter().enumerate() {
                for (r, recipient) in recipients.iter().enumerate() {
                    let million = 100.0 / (1 + payer * 3 + c * c + r) as f64;
                    flows.push((payer, component.as_str(), recipient.as_str(), million));
                }
            }
        }
        input(&flows)
    }

    fn grouped(input: &Input) -> Grouped {
        group(input, &amounts(input), "Other")
    }

    #[test]
    fn there_are_at_most_twelve_bands_and_little_is_left_out() {
        let input = many();
        let grouped = grouped(&input);
        for bands in [&grouped.paid, &grouped.received] {
            assert!(bands.len() <= BANDS && bands.len() > 4, "{}", bands.len());
        }
        let total: f64 = input.flows.iter().map(|flow| flow.eur).sum();
        assert!(grouped.left_out <= LEFT_OUT * total);
        for nodes in [&grouped.payers, &grouped.components, &grouped.recipients] {
            let sum: f64 = nodes.iter().map(|node| node.total).sum();
            assert!(
                (sum - total).abs() < 1.0,
                "every column holds all the money"
            );
        }
    }

    #[test]
    fn few_flows_keep_their_names_and_amounts() {
        let grouped = grouped(&input(&[
            (0, "fee", "hospital", 3.0),
            (1, "fee", "home", 1.0),
            (0, "fee", "home", 2.0),
        ]));
        let names = |nodes: &[Node]| -> Vec<(String, f64)> {
            let seen = nodes.iter().filter(|node| node.total > 0.0);
            seen.map(|node| (node.label.clone(), node.total)).collect()
        };
        assert_eq!(names(&grouped.components), [("fee".to_string(), 6e6)]);
        assert_eq!(grouped.paid.len() + grouped.received.len(), 4);
        assert_eq!(grouped.left_out, 0.0);
    }

    #[test]
    fn every_band_has_its_amount_on_it() {
        let input = many();
        let picture = draw(&input, Lang::En, WIDE);
        let grouped = grouped(&input);
        let money = Money::of(Lang::En, input.flows.iter().map(|flow| flow.eur).sum());
        let drawn: Vec<&str> = picture
            .scene
            .texts()
            .map(|text| text.text.as_str())
            .collect();
        let bands: Vec<&Band> = grouped.paid.iter().chain(&grouped.received).collect();
        let is_band = |mark: &&Mark| matches!(mark, Mark::Band { .. });
        assert_eq!(
            picture.scene.marks.iter().filter(is_band).count(),
            bands.len()
        );
        for band in &bands {
            let figure = money.plain(band.eur);
            let wanted = bands
                .iter()
                .filter(|other| money.plain(other.eur) == figure)
                .count();
            assert!(
                drawn.iter().filter(|text| **text == figure).count() >= wanted,
                "{figure}"
            );
        }
    }

    #[test]
    fn layouts_hold_with_many_flows_with_one_and_with_none() {
        let tiny = input(&[
            (0, "a", "b", 500.0),
            (1, "a", "c", 0.1),
            (2, "d", "c", 0.2),
            (3, "e", "f", 0.1),
        ]);
        for input in [
            many(),
            input(&[(2, "fee", "hospital", 1.0)]),
            input(&[]),
            tiny,
        ] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input, lang, width).scene);
                }
            }
        }
    }

    #[test]
    fn what_flows_back_is_said_and_not_drawn() {
        let picture = draw(
            &input(&[
                (0, "fee", "hospital", 5.0),
                (1, "claw-back", "network", -2.0),
            ]),
            Lang::En,
            WIDE,
        );
        assert!(
            picture
                .alt
                .desc
                .contains("Not drawn: €2.0\u{a0}million a year that flows back to payers.")
        );
        assert!(picture.alt.title.contains(
            "of €5.0\u{a0}million a year, 5.0 flows by fee from health insurer to hospital"
        ));
    }
}
