//! Columns of nodes and the bands between them: side by side, or on a narrow screen in two parts below each other.
//!
//! Comes in: what was grouped. Goes out: a scene. Deliberately absent: which names have a band of their own.

use super::group::{FlowNode, Grouped, Ribbon};
use crate::chart::phrases as say;
use crate::chart::scene::{LEADING, Mark, NORMAL, SMALL, Scene, Text};
use crate::chart::theme::{Role, shape_of_payer};
use crate::chart::words::{Lang, Money};
use crate::chart::{frame, is_narrow, lettering};

/// Nodes of a column with the heights they take.
struct NodeColumn<'a> {
    nodes: &'a [FlowNode],
    tops: Vec<f64>,
    per_eur: f64,
}

const THICK: f64 = 10.0;
const APART: f64 = 16.0;

impl<'a> NodeColumn<'a> {
    fn new(nodes: &'a [FlowNode], y: [f64; 2], per_eur: f64) -> NodeColumn<'a> {
        let count = nodes.iter().filter(|node| node.total > 0.0).count();
        let taken: f64 = nodes.iter().map(|node| node.total * per_eur).sum();
        let gap = (y[1] - y[0] - taken) / count.saturating_sub(1).max(1) as f64;
        // One node alone stands in the middle.
        let mut top = if count == 1 { y[0] + gap / 2.0 } else { y[0] };
        let next = |node: &FlowNode| {
            let here = top;
            if node.total > 0.0 {
                top += node.total * per_eur + gap;
            }
            here
        };
        NodeColumn {
            nodes,
            tops: nodes.iter().map(next).collect(),
            per_eur,
        }
    }

    /// Nodes with money, and their middles.
    fn seen(&self) -> impl Iterator<Item = (&FlowNode, f64, f64)> {
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
enum LabelSide {
    Left,
    Right,
}

/// The picture in the making.
pub struct FlowDrawing<'a> {
    /// What is drawn.
    pub grouped: &'a Grouped,
    /// The language of heads.
    pub lang: Lang,
    /// The unit of figures.
    pub money: Money,
}

impl FlowDrawing<'_> {
    /// The whole picture, with a note below.
    pub fn scene(&self, width: f64, note: &str) -> Scene {
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
        self.labels(scene, payers, [0.0, x[0] - 6.0], LabelSide::Left, y);
        let room = (x[2] - x[1]) - THICK - 60.0;
        self.labels(
            scene,
            components,
            [x[1] + THICK + 5.0, x[1] + THICK + room],
            LabelSide::Right,
            y,
        );
        self.labels(
            scene,
            recipients,
            [x[2] + THICK + 6.0, scene.width],
            LabelSide::Right,
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
                self.labels(scene, from, [0.0, x[0] - 5.0], LabelSide::Left, y);
                self.labels(scene, to, [x[1] + THICK + 5.0, width], LabelSide::Right, y);
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
    fn columns<'b>(&self, all: &[&'b [FlowNode]], y: [f64; 2]) -> Vec<NodeColumn<'b>> {
        let fits = |nodes: &&[FlowNode]| {
            let count = nodes.iter().filter(|node| node.total > 0.0).count();
            let total: f64 = nodes.iter().map(|node| node.total).sum();
            (y[1] - y[0] - APART * count.saturating_sub(1) as f64) / total.max(f64::MIN_POSITIVE)
        };
        let per_eur = all.iter().map(fits).fold(f64::MAX, f64::min);
        all.iter()
            .map(|nodes| NodeColumn::new(nodes, y, per_eur))
            .collect()
    }

    /// Bands between two columns, in the colour of the payer where they come from one; their amounts stand at the end that
    /// is theirs alone to read: the start at payers, the end at recipients.
    fn bands(&self, scene: &mut Scene, bands: &[Ribbon], columns: [&NodeColumn; 2], x: [f64; 2]) {
        let [from, to] = columns;
        let mut used = [from.tops.clone(), to.tops.clone()];
        let mut wanted: Vec<(f64, f64)> = Vec::new();
        let is_of_payer = |band: &Ribbon| from.nodes[band.from].index.is_some();
        let mut ordered: Vec<&Ribbon> = bands.iter().collect();
        ordered.sort_by_key(|band| (band.from, band.to));
        let mut ends: Vec<(f64, &Ribbon)> = Vec::new();
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

    fn labels(
        &self,
        scene: &mut Scene,
        column: &NodeColumn,
        x: [f64; 2],
        side: LabelSide,
        y: [f64; 2],
    ) {
        let room = x[1] - x[0];
        let lines: Vec<(Vec<String>, f64, Option<usize>, Role)> = column
            .seen()
            .map(|(node, top, height)| {
                let text = format!("{} {}", node.label, self.money.plain(node.total));
                let indent = if node.index.is_some() { 14.0 } else { 0.0 };
                let lines = lettering::wrap(&text, room - indent, SMALL, false);
                (lines, top + height / 2.0, node.index, node.role)
            })
            .collect();
        let tall = |lines: &[String]| lines.len() as f64 * SMALL * 1.2;
        let wanted: Vec<(f64, f64)> = lines
            .iter()
            .map(|(lines, middle, ..)| (*middle, tall(lines)))
            .collect();
        let middles = frame::push_apart(&wanted, [y[0] - 8.0, y[1] + 8.0], 2.0);
        for ((lines, _, index, role), middle) in lines.iter().zip(middles) {
            let mut baseline = middle - tall(lines) / 2.0 + SMALL * 0.95;
            let indent = match index {
                Some(index) => {
                    let at = (x[1] - 4.5, middle);
                    scene.symbol(at, 4.5, shape_of_payer(*index), *role, true);
                    14.0
                }
                None => 0.0,
            };
            for line in lines {
                let text = match side {
                    LabelSide::Left => Text::new(x[1] - indent, baseline, line.clone()).end(),
                    LabelSide::Right => Text::new(x[0], baseline, line.clone()),
                };
                scene.text(text.sized(SMALL));
                baseline += SMALL * 1.2;
            }
        }
    }
}

fn first_top(column: &NodeColumn) -> f64 {
    column
        .seen()
        .map(|(_, top, _)| top)
        .fold(f64::MAX, f64::min)
}

fn last_bottom(column: &NodeColumn) -> f64 {
    column
        .seen()
        .map(|(_, top, height)| top + height)
        .fold(0.0, f64::max)
}
