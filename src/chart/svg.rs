//! A scene as SVG.
//!
//! Comes in: a [`Scene`] with its text alternative. Goes out: markup. Deliberately absent: where marks stand (scene) and how
//! marks that look alike are written as one (svg/plate.rs).

mod plate;

use maud::{Markup, PreEscaped, html};

use super::lettering;
use super::scene::{Bounds, LEADING, Mark, SMALL, Scene, Text};
use super::theme::{self, Role};
use super::words::Lang;
use plate::{Plate, number, plain};

/// What a picture says to those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alt {
    /// The result, in one sentence.
    pub title: String,
    /// What is shown, and the rest of what it says.
    pub desc: String,
}

/// A picture on a page that brings the style sheet, and that names and describes it in the elements `id`-t and `id`-d: as
/// wide as a screen, and as wide as a phone. What the two share is written once.
pub fn on_page(wide: &Scene, narrow: &Scene, id: &str) -> (Markup, Markup) {
    let mut plate = Plate::new(id);
    (drawn(&mut plate, wide, id), drawn(&mut plate, narrow, id))
}

fn drawn(plate: &mut Plate, scene: &Scene, id: &str) -> Markup {
    let marks = plate.marks(scene);
    html! {
        svg class=(theme::CLASS) role="img" aria-labelledby=(format!("{id}-t")) aria-describedby=(format!("{id}-d"))
            viewBox=(view_box(scene)) width=(number(scene.width)) height=(number(scene.height)) { (PreEscaped(marks)) }
    }
}

/// A file by itself: with its own style, a ground, the title above and the source below.
pub fn standalone(scene: &Scene, alt: &Alt, lang: Lang, id: &str, source: &str) -> String {
    let framed = framed(scene, &alt.title, source);
    let (title, desc) = (format!("{id}-t"), format!("{id}-d"));
    let marks = Plate::new(id).marks(&framed);
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" class=(theme::CLASS) role="img"
            lang=(lang.code()) xml:lang=(lang.code()) viewBox=(view_box(&framed)) width=(number(framed.width))
            height=(number(framed.height)) aria-labelledby=(title) aria-describedby=(desc) {
            title id=(title) { (plain(&alt.title)) }
            desc id=(desc) { (plain(&alt.desc)) }
            // The style sheet holds no text of anybody's, and text in the marks is escaped.
            style { (PreEscaped(theme::css())) }
            (PreEscaped(marks))
        }
    };
    svg.into_string() + "\n"
}

fn view_box(scene: &Scene) -> String {
    format!("0 0 {} {}", number(scene.width), number(scene.height))
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
    whole.height = ((end - SMALL * LEADING + MARGIN) * 10.0).round() / 10.0;
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
    fn a_file_names_itself_and_a_page_names_its_pictures() {
        let file = standalone(&scene("x"), &alt(), Lang::Nl, "dots", "");
        assert!(file.contains(r#"role="img" lang="nl""#));
        assert!(file.contains(r#"<title id="dots-t">"#));
        let (wide, narrow) = on_page(&scene("x"), &scene("y"), "dots");
        for svg in [wide.into_string(), narrow.into_string()] {
            assert!(svg.contains(r#"aria-labelledby="dots-t""#));
            assert!(!svg.contains("<style"), "the page brings it");
        }
    }

    #[test]
    fn what_a_wide_and_a_narrow_picture_share_is_written_once() {
        let with_inset = |x: f64| {
            let mut inner = Scene::new(50.0);
            inner.height = 10.0;
            inner.level([0.0, 40.0], 5.0, Role::Ink, 1.0);
            let mut outer = scene("x");
            outer.inset(inner, x, 2.0);
            outer
        };
        let (wide, narrow) = on_page(&with_inset(30.0), &with_inset(5.0), "p");
        let (wide, narrow) = (wide.into_string(), narrow.into_string());
        assert!(
            wide.contains(r#"<g transform="translate(30 2)"><g id="p-0">"#),
            "{wide}"
        );
        assert!(
            narrow.contains(r##"<use href="#p-0" x="5" y="2"/>"##),
            "{narrow}"
        );
        assert_eq!(wide.matches("<path").count(), 1);
        assert_eq!(narrow.matches("<path").count(), 0);
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
