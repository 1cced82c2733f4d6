//! Marks that look alike written as one: a page of forty years and eight alternatives has a hundred thousand of them.
//!
//! Comes in: a scene. Goes out: SVG elements as text. Deliberately absent: the frame around them (svg.rs). A mark joins an
//! earlier path of its look unless something that it overlaps was drawn in between, so that what lies on top stays there;
//! text comes last, grouped by its look. Every index is rounded once, to a tenth of a pixel, and steps are taken between
//! rounded places, so that a picture does not change with the last digit of a sum and rounding does not add up.

use std::collections::BTreeMap;

use maud::html;

use crate::chart::scene::{Anchor, Bounds, Dash, Mark, NORMAL, SMALL, Scene, Text};
use crate::chart::theme::{Role, Shape};

/// The pictures of one figure, which share what is alike.
pub(super) struct Plate<'a> {
    id: &'a str,
    /// Insets written, with the end of their id.
    written: BTreeMap<String, usize>,
}

/// How a path is drawn.
#[derive(Debug, Clone, PartialEq)]
enum PathLook {
    /// Filled, with an outline of this colour where there is one.
    Area(Role, Option<(Role, Dash)>),
    /// A band that lets others shine through.
    Band(Role),
    /// A line so many tenths of a pixel thick, with round ends or not.
    Line(Role, i64, Dash, bool),
    /// An element of its own.
    Whole,
}

/// A path in the making.
struct MarkPath {
    look: PathLook,
    text: String,
    covered: Vec<Bounds>,
}

impl<'a> Plate<'a> {
    /// `id` is the figure's own on its page.
    pub fn new(id: &'a str) -> Plate<'a> {
        Plate {
            id,
            written: BTreeMap::new(),
        }
    }

    /// All marks of a scene.
    pub fn marks(&mut self, scene: &Scene) -> String {
        let mut paths: Vec<MarkPath> = Vec::new();
        let mut letters: Vec<(String, Vec<&Text>)> = Vec::new();
        for mark in &scene.marks {
            if let Mark::Text(text) = mark {
                let look = look_of(text);
                match letters.iter_mut().find(|(known, _)| *known == look) {
                    Some((_, texts)) => texts.push(text),
                    None => letters.push((look, vec![text])),
                }
                continue;
            }
            let (look, text) = self.drawn(mark);
            join(&mut paths, look, &text, mark.bounds());
        }
        let paths = paths.iter().map(MarkPath::element);
        paths
            .chain(letters.iter().map(|(look, texts)| written(look, texts)))
            .collect()
    }

    fn drawn(&mut self, mark: &Mark) -> (PathLook, String) {
        match mark {
            Mark::Text(_) => (PathLook::Whole, String::new()),
            Mark::Box {
                bounds,
                fill,
                outline,
            } => a_box(bounds, *fill, *outline),
            Mark::Line {
                points,
                role,
                weight,
                dash,
            } => (
                PathLook::Line(*role, tenths(*weight), *dash, false),
                through(&needed(points), false),
            ),
            Mark::Symbol {
                x,
                y,
                radius,
                shape,
                role,
                is_filled,
            } => symbol((*x, *y), *radius, *shape, *role, *is_filled),
            Mark::Band {
                from,
                to,
                thickness,
                role,
            } => (PathLook::Band(*role), band(*from, *to, *thickness)),
            Mark::Inset { x, y, scene } => (PathLook::Whole, self.inset((*x, *y), scene)),
        }
    }

    /// An inset, or where it has been written before.
    fn inset(&mut self, (x, y): (f64, f64), scene: &Scene) -> String {
        let marks = Plate::new(self.id).marks(scene);
        let id = self.id;
        if let Some(number) = self.written.get(&marks) {
            let (x, y) = (self::number(x), self::number(y));
            return format!(r##"<use href="#{id}-{number}" x="{x}" y="{y}"/>"##);
        }
        let number = self.written.len();
        let at = format!("{} {}", self::number(x), self::number(y));
        let text =
            format!(r#"<g transform="translate({at})"><g id="{id}-{number}">{marks}</g></g>"#);
        self.written.insert(marks, number);
        text
    }
}

/// Adds to the last path of this look, unless one drawn after it is overlapped.
fn join(paths: &mut Vec<MarkPath>, look: PathLook, text: &str, bounds: Bounds) {
    let is_alike = |path: &MarkPath| path.look == look && look != PathLook::Whole;
    let is_in_between = |path: &MarkPath| path.covered.iter().any(|other| other.overlaps(&bounds));
    // Bands shine through, so that one may not cover another of its path.
    let is_shining = matches!(look, PathLook::Band(_));
    let mut joined = None;
    for (index, path) in paths.iter().enumerate().rev() {
        let is_over = is_in_between(path);
        if is_alike(path) && !(is_shining && is_over) {
            joined = Some(index);
            break;
        }
        if is_over {
            break;
        }
    }
    match joined {
        Some(index) => {
            paths[index].text.push_str(text);
            paths[index].covered.push(bounds);
        }
        None => paths.push(MarkPath {
            look,
            text: text.to_string(),
            covered: vec![bounds],
        }),
    }
}

impl MarkPath {
    fn element(&self) -> String {
        let d = &self.text;
        match &self.look {
            PathLook::Whole => d.clone(),
            PathLook::Band(role) => format!(r#"<path class="m-band f-{}" d="{d}"/>"#, role.class()),
            PathLook::Area(fill, None) => format!(r#"<path class="f-{}" d="{d}"/>"#, fill.class()),
            PathLook::Area(fill, Some((role, dash))) => format!(
                r#"<path class="f-{} s-{}" stroke-width="1.5"{} d="{d}"/>"#,
                fill.class(),
                role.class(),
                dashes(*dash)
            ),
            PathLook::Line(role, weight, dash, is_round) => {
                let round = if *is_round { " m-round" } else { "" };
                let weight = of_tenths(*weight);
                format!(
                    r#"<path class="m-line{round} s-{}" stroke-width="{weight}"{} d="{d}"/>"#,
                    role.class(),
                    dashes(*dash)
                )
            }
        }
    }
}

fn dashes(dash: Dash) -> &'static str {
    match dash {
        Dash::Solid => "",
        Dash::Dashed => r#" stroke-dasharray="3 2""#,
    }
}

/// The attributes of a text but for its index.
fn look_of(text: &Text) -> String {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => r#" text-anchor="middle""#,
        Anchor::End => r#" text-anchor="end""#,
    };
    let bold = if text.is_bold { " t-bold" } else { "" };
    let (small, size) = if text.size == SMALL {
        (" t-small", String::new())
    } else if text.size == NORMAL {
        ("", String::new())
    } else {
        ("", format!(r#" font-size="{}""#, number(text.size)))
    };
    format!(
        r#" class="f-{}{bold}{small}"{anchor}{size}"#,
        text.role.class()
    )
}

fn written(look: &str, texts: &[&Text]) -> String {
    let one = |text: &&Text| {
        let (x, y) = (number(text.x), number(text.y));
        let escaped = html! { (plain(&text.text)) }.into_string();
        format!(r#"<text x="{x}" y="{y}">{escaped}</text>"#)
    };
    let all: String = texts.iter().map(one).collect();
    format!("<g{look}>{all}</g>")
}

fn a_box(bounds: &Bounds, fill: Option<Role>, outline: Option<(Role, Dash)>) -> (PathLook, String) {
    let corners = [
        (bounds.left, bounds.top),
        (bounds.right, bounds.top),
        (bounds.right, bounds.bottom),
        (bounds.left, bounds.bottom),
    ];
    let text = through(&corners, true);
    match (fill, outline) {
        (Some(fill), outline) => (PathLook::Area(fill, outline), text),
        (None, Some((role, dash))) => (PathLook::Line(role, 15, dash, false), text),
        (None, None) => (PathLook::Whole, String::new()),
    }
}

fn symbol(
    (x, y): (f64, f64),
    radius: f64,
    shape: Shape,
    role: Role,
    is_filled: bool,
) -> (PathLook, String) {
    // A point drawn with a round end is a disc.
    if is_filled && shape == Shape::Circle {
        let look = PathLook::Line(role, tenths(2.0 * radius), Dash::Solid, true);
        return (look, format!("M{}h0", point((x, y))));
    }
    // The outline of a hollow mark stays inside its radius.
    let r = if is_filled { radius } else { radius - 0.75 };
    let text = if shape == Shape::Circle {
        circle((x, y), r)
    } else {
        let corners = shape.corners().iter();
        let corners: Vec<(f64, f64)> = corners
            .map(|(right, down)| (x + right * r, y + down * r))
            .collect();
        through(&corners, true)
    };
    if is_filled {
        (PathLook::Area(role, None), text)
    } else {
        (PathLook::Line(role, 15, Dash::Solid, false), text)
    }
}

fn circle((x, y): (f64, f64), radius: f64) -> String {
    let (r, d) = (number(radius), number(2.0 * radius));
    let from = point((x - radius, y));
    format!("M{from}a{r} {r} 0 1 1 {d} 0a{r} {r} 0 1 1-{d} 0")
}

fn band(from: (f64, f64), to: (f64, f64), thickness: f64) -> String {
    let middle = f64::midpoint(from.0, to.0);
    let points = [
        (middle, from.1),
        (middle, to.1),
        to,
        (to.0, to.1 + thickness),
        (middle, to.1 + thickness),
        (middle, from.1 + thickness),
        (from.0, from.1 + thickness),
    ];
    let [a, b, c, d, e, f, g] = points.map(point);
    format!("M{}C{a} {b} {c}L{d}C{e} {f} {g}Z", point(from))
}

/// How far a line may lie from a point that it leaves out, in pixels: less than anybody sees.
const UNSEEN: f64 = 0.1;

/// The points that a line needs: those between two ends that lie on the line between them are left out (Ramer, Computer
/// Graphics and Image Processing 1, 1972; Douglas and Peucker, Cartographica 10, 1973).
fn needed(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let [first, between @ .., last] = points else {
        return points.to_vec();
    };
    let away = |point: &(f64, f64)| {
        let (right, down) = (last.0 - first.0, last.1 - first.1);
        let (x, y) = (point.0 - first.0, point.1 - first.1);
        let along = (x * right + y * down) / (right * right + down * down).max(f64::MIN_POSITIVE);
        let along = along.clamp(0.0, 1.0);
        (x - along * right).hypot(y - along * down)
    };
    let farthest = (0..between.len())
        .max_by(|one, other| away(&between[*one]).total_cmp(&away(&between[*other])));
    match farthest {
        Some(index) if away(&between[index]) > UNSEEN => {
            let mut before = needed(&points[..index + 2]);
            before.pop();
            before.extend(needed(&points[index + 1..]));
            before
        }
        _ => vec![*first, *last],
    }
}

/// A path through points, closed or not; level and upright steps are written as such.
fn through(points: &[(f64, f64)], is_closed: bool) -> String {
    let corners: Vec<(i64, i64)> = points
        .iter()
        .map(|(x, y)| (tenths(*x), tenths(*y)))
        .collect();
    let Some(first) = corners.first() else {
        return String::new();
    };
    let mut text = format!("M{}", pair(first.0, first.1));
    for step in corners.windows(2) {
        let (right, down) = (step[1].0 - step[0].0, step[1].1 - step[0].1);
        match (right, down) {
            (0, 0) => {}
            (_, 0) => text += &format!("h{}", of_tenths(right)),
            (0, _) => text += &format!("v{}", of_tenths(down)),
            _ => text += &format!("l{}", pair(right, down)),
        }
    }
    if is_closed {
        text.push('z');
    }
    text
}

fn point((x, y): (f64, f64)) -> String {
    pair(tenths(x), tenths(y))
}

/// Two numbers, with a space where the second has no minus sign to part them.
fn pair(x: i64, y: i64) -> String {
    let part = if y < 0 { "" } else { " " };
    format!("{}{part}{}", of_tenths(x), of_tenths(y))
}

fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

fn of_tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, tenth) = (value.abs() / 10, value.abs() % 10);
    match (whole, tenth) {
        (_, 0) => format!("{sign}{whole}"),
        (0, _) => format!("{sign}.{tenth}"),
        _ => format!("{sign}{whole}.{tenth}"),
    }
}

/// The one rounding: a tenth of a pixel, without a trailing zero or a minus before nothing.
pub(super) fn number(value: f64) -> String {
    of_tenths(tenths(value))
}

/// Text without the control letters that XML cannot hold.
pub(super) fn plain(text: &str) -> String {
    let is_held =
        |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(draw: impl Fn(&mut Scene)) -> String {
        let mut scene = Scene::new(100.0);
        scene.height = 100.0;
        draw(&mut scene);
        Plate::new("i").marks(&scene)
    }

    #[test]
    fn a_line_leaves_out_points_on_its_way_and_keeps_every_bend() {
        // Straight to (40, 20), then level to (80, 20); the point at 60 lies a twentieth of a pixel off, that at 70 a fifth.
        let line = [
            (0.0, 0.0),
            (20.0, 10.0),
            (40.0, 20.0),
            (60.0, 20.05),
            (80.0, 20.0),
        ];
        assert_eq!(needed(&line), [line[0], line[2], line[4]]);
        let bent = [(40.0, 20.0), (70.0, 20.2), (80.0, 20.0)];
        assert_eq!(needed(&bent), bent);
        assert_eq!(needed(&line[..1]), line[..1]);
        // A line that comes back to where it was has a bend, too.
        let there_and_back = [(0.0, 0.0), (9.0, 0.0), (0.0, 0.0)];
        assert_eq!(needed(&there_and_back), there_and_back);
    }

    #[test]
    fn numbers_are_rounded_to_a_tenth_of_a_pixel() {
        assert_eq!(number(1.04), "1");
        assert_eq!(number(-0.04), "0");
        assert_eq!(number(2.25), "2.3");
        assert_eq!(number(-12.0), "-12");
        assert_eq!(number(-0.26), "-.3");
    }

    #[test]
    fn steps_are_between_rounded_places_so_that_rounding_does_not_add_up() {
        // Thirty steps of a third of a pixel end at ten pixels, not at thirty times a rounded third (nine).
        let points: Vec<(f64, f64)> = (0..=30).map(|step| (f64::from(step) / 3.0, 0.0)).collect();
        let steps = through(&points, false);
        let sum: f64 = steps
            .split('h')
            .skip(1)
            .map(|step| step.parse::<f64>().expect("a number"))
            .sum();
        assert!((sum - 10.0).abs() < 1e-9, "{steps}");
    }

    #[test]
    fn marks_that_look_alike_are_one_path() {
        let text = drawn(|scene| {
            for x in [10.0, 30.0, 50.0] {
                scene.symbol((x, 10.0), 5.0, Shape::Circle, Role::Better, true);
                scene.symbol((x, 30.0), 5.0, Shape::Square, Role::Worse, false);
            }
        });
        assert_eq!(text.matches("<path").count(), 2, "{text}");
        assert_eq!(text.matches("h0").count(), 3);
        assert_eq!(text.matches('z').count(), 3);
    }

    #[test]
    fn what_lies_on_top_stays_on_top() {
        let text = drawn(|scene| {
            scene.filled([0.0, 20.0], [0.0, 20.0], Role::Stripe);
            scene.filled([5.0, 15.0], [5.0, 15.0], Role::Ink);
            scene.filled([8.0, 12.0], [8.0, 12.0], Role::Stripe);
            scene.filled([50.0, 60.0], [50.0, 60.0], Role::Stripe);
        });
        let order: Vec<&str> = text
            .split("class=\"")
            .skip(1)
            .map(|rest| &rest[..5])
            .collect();
        assert_eq!(order, ["f-str", "f-ink", "f-str"], "{text}");
    }

    #[test]
    fn text_is_grouped_by_its_look_and_keeps_its_order() {
        let text = drawn(|scene| {
            scene.text(Text::new(1.0, 10.0, "a<"));
            scene.text(Text::new(1.0, 30.0, "b").soft());
            scene.text(Text::new(1.0, 50.0, "c"));
        });
        assert_eq!(
            text,
            "<g class=\"f-ink\"><text x=\"1\" y=\"10\">a&lt;</text><text x=\"1\" y=\"50\">c</text></g>\
             <g class=\"f-soft t-small\"><text x=\"1\" y=\"30\">b</text></g>"
        );
    }
}
