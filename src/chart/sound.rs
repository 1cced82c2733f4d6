//! What every picture has to keep to, for tests: marks inside the frame, no text on text, no small mark on text.
//!
//! Comes in: a scene. Goes out: what is wrong with it. Deliberately absent: whether it says what is true.

use super::scene::{Mark, Scene, Text};

/// What is wrong with a scene: marks outside the frame, text on text, small marks on text.
pub fn faults(scene: &Scene) -> Vec<String> {
    let mut found = Vec::new();
    let marks = scene.all_marks();
    for mark in &marks {
        let is = mark.bounds();
        let is_inside = is.left >= -0.01
            && is.top >= -0.01
            && is.right <= scene.width + 0.01
            && is.bottom <= scene.height + 0.01;
        // A number that is no number compares as false.
        if !is_inside {
            found.push(format!(
                "outside {}x{}: {mark:?}",
                scene.width, scene.height
            ));
        }
    }
    let texts: Vec<&Text> = marks.iter().filter_map(Mark::text).collect();
    for (index, text) in texts.iter().enumerate() {
        for other in &texts[..index] {
            if text.bounds().overlaps(&other.bounds()) {
                found.push(format!("`{}` lies on `{}`", text.text, other.text));
            }
        }
        for mark in &marks {
            if matches!(mark, Mark::Symbol { .. }) && mark.bounds().overlaps(&text.bounds()) {
                found.push(format!("{mark:?} lies on `{}`", text.text));
            }
        }
    }
    found
}

/// Fails with what is wrong.
pub fn is_sound(scene: &Scene) {
    let found = faults(scene);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

mod tests {
    use super::*;
    use crate::chart::theme::{Role, Shape};

    #[test]
    fn text_on_text_and_text_outside_the_frame_are_found() {
        let mut scene = Scene::new(100.0);
        scene.height = 40.0;
        scene.text(Text::new(0.0, 15.0, "abc"));
        assert_eq!(faults(&scene), Vec::<String>::new());
        scene.text(Text::new(10.0, 18.0, "de"));
        scene.text(Text::new(95.0, 35.0, "too long"));
        assert_eq!(faults(&scene).len(), 2);
    }

    #[test]
    fn a_moved_scene_keeps_its_distances() {
        let mut inner = Scene::new(10.0);
        inner.text(Text::new(1.0, 2.0, "x"));
        inner.symbol((3.0, 4.0), 1.0, Shape::Circle, Role::Ink, true);
        let mut outer = Scene::new(50.0);
        outer.put(inner, 10.0, 20.0);
        assert_eq!(outer.marks[1].bounds().left, 12.0);
        assert_eq!(outer.marks[1].bounds().top, 23.0);
    }
}
