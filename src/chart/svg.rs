//! A scene as SVG.
//!
//! Comes in: a [`Scene`] with its text alternative. Goes out: markup. Deliberately absent: where marks stand. Every number
//! goes through one rounding to a tenth of a pixel, so that a picture does not change with the last digit of a sum.

use maud::{Markup, PreEscaped, html};

use super::lettering;
use super::scene::{Anchor, Bounds, Dash, LEADING, Mark, SMALL, Scene, Text};
use super::theme::{self, Role, Shape};
use super::words::Lang;

/// What a picture says to those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alt {
    /// The result, in one sentence.
    pub title: String,
    /// What is shown, and the rest of what it says.
    pub desc: String,
}

/// The markup of a scene inside a page, which brings the style sheet; `id` is the picture's own on that page.
pub fn inline(scene: &Scene, alt: &Alt, lang: Lang, id: &str) -> Markup {
    root(scene, alt, lang, id, None)
}

/// A file by itself: with its own style, a ground, the title above and the source below.
pub fn standalone(scene: &Scene, alt: &Alt, lang: Lang, id: &str, source: &str) -> String {
    let framed = framed(scene, &alt.title, source);
    let css = theme::css();
    let mut text = root(&framed, alt, lang, id, Some(&css)).into_string();
    text.push('\n');
    text
}

const MARGIN: f64 = 16.0;
const HEADLINE: f64 = 15.0;

fn framed(scene: &Scene, title: &str, source: &str) -> Scene {
    let mut whole = Scene::new(scene.width + 2.0 * MARGIN);
    let title = lettering::wrap(title, scene.width, HEADLINE, true);
    let below = whole.lines(
        &title,
        Text::new(MARGIN, MARGIN + HEADLINE, "")
            .bold()
            .sized(HEADLINE),
    );
    whole.put(scene.clone(), MARGIN, below);
    let source = lettering::wrap(source, scene.width, SMALL, false);
    let first = Text::new(MARGIN, below + scene.height + 2.0 * SMALL, "").soft();
    let end = whole.lines(&source, first);
    whole.height = tenth(end - SMALL * LEADING + MARGIN);
    let ground = Mark::Box {
        bounds: Bounds {
            left: 0.0,
            right: whole.width,
            top: 0.0,
            bottom: whole.height,
        },
        fill: Some(Role::Ground),
        outline: None,
    };
    whole.marks.insert(0, ground);
    whole
}

fn root(scene: &Scene, alt: &Alt, lang: Lang, id: &str, css: Option<&str>) -> Markup {
    let (width, height) = (number(scene.width), number(scene.height));
    let (title, desc) = (format!("{id}-title"), format!("{id}-desc"));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class=(theme::CLASS) role="img" lang=(lang.code()) xml:lang=(lang.code())
            viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height)
            aria-labelledby=(title) aria-describedby=(desc) {
            title id=(title) { (plain(&alt.title)) }
            desc id=(desc) { (plain(&alt.desc)) }
            // The style sheet holds no text of anybody's.
            @if let Some(css) = css { style { (PreEscaped(css)) } }
            @for mark in &scene.marks { (drawn(mark)) }
        }
    }
}

fn drawn(mark: &Mark) -> Markup {
    match mark {
        Mark::Text(text) => letters(text),
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
        } => line(points, *role, *weight, *dash),
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
        } => band(*from, *to, *thickness, *role),
    }
}

fn letters(text: &Text) -> Markup {
    let anchor = match text.anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    let bold = if text.is_bold { " bold" } else { "" };
    html! {
        text x=(number(text.x)) y=(number(text.y)) font-size=(number(text.size)) text-anchor=[anchor]
            class=(format!("f-{}{bold}", text.role.class())) { (plain(&text.text)) }
    }
}

fn a_box(bounds: &Bounds, fill: Option<Role>, outline: Option<(Role, Dash)>) -> Markup {
    let class = classes(fill, outline.map(|(role, _)| role));
    let is_outlined = outline.is_some().then_some("1.5");
    let dashes = outline.and_then(|(_, dash)| dashes(dash));
    html! {
        rect x=(number(bounds.left)) y=(number(bounds.top)) width=(number(bounds.right - bounds.left))
            height=(number(bounds.bottom - bounds.top)) fill=[fill.is_none().then_some("none")]
            stroke-width=[is_outlined] stroke-dasharray=[dashes] class=[class] {}
    }
}

fn line(points: &[(f64, f64)], role: Role, weight: f64, dash: Dash) -> Markup {
    let points: Vec<String> = points.iter().map(|&point| pair(point)).collect();
    html! {
        polyline points=(points.join(" ")) fill="none" stroke-width=(number(weight)) stroke-linejoin="round"
            stroke-dasharray=[dashes(dash)] class=(format!("s-{}", role.class())) {}
    }
}

fn symbol((x, y): (f64, f64), radius: f64, shape: Shape, role: Role, is_filled: bool) -> Markup {
    // The outline of a hollow mark stays inside its radius.
    let r = if is_filled { radius } else { radius - 0.75 };
    let class = if is_filled {
        classes(Some(role), None)
    } else {
        classes(None, Some(role))
    };
    let fill = (!is_filled).then_some("none");
    let weight = (!is_filled).then_some("1.5");
    let corners = |points: &[(f64, f64)]| -> String {
        let at = |&(right, down): &(f64, f64)| pair((x + right * r, y + down * r));
        points.iter().map(at).collect::<Vec<_>>().join(" ")
    };
    let polygon = |points: &[(f64, f64)]| {
        html! { polygon points=(corners(points)) fill=[fill] stroke-width=[weight] class=[class.clone()] {} }
    };
    match shape {
        Shape::Circle => html! {
            circle cx=(number(x)) cy=(number(y)) r=(number(r)) fill=[fill] stroke-width=[weight] class=[class] {}
        },
        Shape::Square => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        Shape::Triangle => polygon(&[(0.0, -1.0), (1.0, 0.9), (-1.0, 0.9)]),
        Shape::Diamond => polygon(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
        Shape::Descending => polygon(&[(-1.0, -0.9), (1.0, -0.9), (0.0, 1.0)]),
        Shape::Cross => polygon(&[
            (-0.35, -1.0),
            (0.35, -1.0),
            (0.35, -0.35),
            (1.0, -0.35),
            (1.0, 0.35),
            (0.35, 0.35),
            (0.35, 1.0),
            (-0.35, 1.0),
            (-0.35, 0.35),
            (-1.0, 0.35),
            (-1.0, -0.35),
            (-0.35, -0.35),
        ]),
    }
}

fn band(from: (f64, f64), to: (f64, f64), thickness: f64, role: Role) -> Markup {
    let middle = f64::midpoint(from.0, to.0);
    let path = format!(
        "M{} C{} {} {} L{} C{} {} {} Z",
        pair(from),
        pair((middle, from.1)),
        pair((middle, to.1)),
        pair(to),
        pair((to.0, to.1 + thickness)),
        pair((middle, to.1 + thickness)),
        pair((middle, from.1 + thickness)),
        pair((from.0, from.1 + thickness)),
    );
    html! { path d=(path) class=(format!("band f-{}", role.class())) {} }
}

fn classes(fill: Option<Role>, stroke: Option<Role>) -> Option<String> {
    let fill = fill.map(|role| format!("f-{}", role.class()));
    let stroke = stroke.map(|role| format!("s-{}", role.class()));
    let both: Vec<String> = fill.into_iter().chain(stroke).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

fn dashes(dash: Dash) -> Option<&'static str> {
    match dash {
        Dash::Solid => None,
        Dash::Dashed => Some("3 2"),
    }
}

fn pair((x, y): (f64, f64)) -> String {
    format!("{},{}", number(x), number(y))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The one rounding: a tenth of a pixel, without a trailing zero or a minus before nothing.
fn number(value: f64) -> String {
    let rounded = tenth(value);
    if rounded == 0.0 {
        "0".to_string()
    } else {
        format!("{rounded}")
    }
}

/// Text without the control letters that XML cannot hold.
fn plain(text: &str) -> String {
    let is_held =
        |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt() -> Alt {
        Alt {
            title: "A <b> & \"c\"".into(),
            desc: "d\u{0}e".into(),
        }
    }

    fn scene(text: &str) -> Scene {
        let mut scene = Scene::new(100.0);
        scene.height = 20.0;
        scene.text(Text::new(1.04, 15.0, text));
        scene
    }

    #[test]
    fn names_hostile_to_markup_stay_text() {
        let text = standalone(
            &scene("</text><script>x</script>"),
            &alt(),
            Lang::En,
            "i",
            "",
        );
        assert!(!text.contains("<script"));
        assert!(text.contains("&lt;/text&gt;&lt;script&gt;"));
        assert!(text.contains("A &lt;b&gt; &amp;"));
        assert!(text.contains(">de</desc>"));
    }

    #[test]
    fn a_picture_names_itself_and_says_what_it_shows() {
        let text = inline(&scene("x"), &alt(), Lang::Nl, "dots-700").into_string();
        assert!(text.contains(r#"role="img" lang="nl""#));
        assert!(text.contains(r#"aria-labelledby="dots-700-title""#));
        assert!(text.contains(r#"<title id="dots-700-title">"#));
        assert!(!text.contains("<style"), "the page brings it");
    }

    #[test]
    fn numbers_are_rounded_to_a_tenth_of_a_pixel() {
        assert_eq!(number(1.04), "1");
        assert_eq!(number(-0.04), "0");
        assert_eq!(number(2.25), "2.3");
        assert_eq!(number(-12.0), "-12");
    }

    #[test]
    fn a_long_title_is_broken_inside_the_frame_of_a_file() {
        let framed = framed(
            &scene("x"),
            "one two three four five six seven",
            "a b c d e f g h",
        );
        crate::chart::sound::is_sound(&framed);
        assert!(framed.texts().filter(|text| text.is_bold).count() > 1);
    }
}
