//! The marks of a tornado.
//!
//! Comes in: what it is drawn of. Goes out: a [`Scene`]. Deliberately absent: words of more than a label, the table, and letters.

use super::input::{Input, ResultForm, others, range};
use crate::chart::scale::Scale;
use crate::chart::scene::{Dash, LEADING, NORMAL, SMALL, Scene, Text};
use crate::chart::theme::Role;
use crate::chart::words::Lang;
use crate::chart::{frame, is_narrow, lettering, phrases as say};

const ROW: f64 = 34.0;
const THICK: f64 = 16.0;

/// All of them.
pub(super) fn scene(input: &Input, lang: Lang, form: ResultForm, width: f64) -> Scene {
    let mut scene = Scene::new(width);
    let is_narrow = is_narrow(width);
    let low = say::TORNADO_LOW.of(lang);
    let high = say::TORNADO_HIGH.of(lang);
    let keys = [
        (
            frame::Sign::Bar(Some(Role::Ground), (Role::Neutral, Dash::Solid)),
            low,
        ),
        (
            frame::Sign::Bar(Some(Role::Neutral), (Role::Neutral, Dash::Solid)),
            high,
        ),
    ];
    let mut y = frame::key(&mut scene, 0.0, 0.0, &keys) + 6.0;
    let results = || input.rows.iter().flat_map(|row| row.results);
    let figures = results()
        .map(|result| lettering::width(&form.signed(result), NORMAL, true))
        .fold(0.0, f64::max)
        + 8.0;
    let names = if is_narrow { 0.0 } else { width * 0.4 };
    let range = range(input).map(|value| value / form.scale());
    let scale = Scale::new(range, [names + figures, width - figures]);
    let top = y;
    let mut bars = Scene::new(width);
    for row in &input.rows {
        let sub = row.interval(lang);
        let room = if is_narrow { width } else { names - 10.0 };
        let label = lettering::cut(&row.label, room, NORMAL, false);
        let sub = lettering::cut(&sub, room, SMALL, false);
        if is_narrow {
            bars.text(Text::new(0.0, y + NORMAL, label));
            bars.text(Text::new(0.0, y + NORMAL + SMALL * LEADING, sub).soft());
            y += NORMAL + 2.0 * SMALL * LEADING;
        } else {
            bars.text(Text::new(names - 10.0, y + 13.0, label).end());
            bars.text(
                Text::new(names - 10.0, y + 13.0 + SMALL * LEADING, sub)
                    .end()
                    .soft(),
            );
        }
        let plane = [y + (ROW - THICK) / 2.0, y + (ROW + THICK) / 2.0];
        bar(
            &mut bars,
            input.at_mean,
            row.results,
            &|value| scale.at(value / form.scale()),
            plane,
            form,
        );
        y += ROW;
    }
    let ticks = scale.ticks((((width - names) / 80.0) as usize).clamp(2, 6));
    if !is_narrow {
        for &tick in &ticks.values {
            scene.upright(scale.at(tick), [top, y], Role::Faint, 1.0);
        }
        let is_inside = (range[0]..=range[1]).contains(&0.0);
        if is_inside {
            scene.upright(scale.at(0.0), [top, y], Role::Ink, 1.5);
        }
    }
    scene.put(bars, 0.0, 0.0);
    for &tick in &ticks.values {
        let text = form.tick(tick * form.scale(), ticks.decimals);
        let text = Text::new(scale.at(tick), y + 15.0, text).middle().soft();
        frame::within(&mut scene, text);
    }
    let name = [
        ("result", input.result.as_str()),
        ("unit", form.unit(input)),
    ];
    let axis = match input.is_difference {
        true => say::TORNADO_AXIS,
        false => say::TORNADO_AXIS_OWN,
    };
    let name = axis.fill(lang, &name);
    let below = frame::axis_name(
        &mut scene,
        [names + figures, width - figures],
        y + 15.0 + SMALL * LEADING,
        &name,
    );
    let notes: Vec<String> = others(input, lang).into_iter().collect();
    scene.height = frame::notes(&mut scene, below, &notes) + SMALL * (LEADING - 1.0);
    scene
}

/// From the result at the means to that at either end; hollow to the lower end of the unknown, filled to the upper.
fn bar(
    scene: &mut Scene,
    mean: f64,
    results: [f64; 2],
    place: &dyn Fn(f64) -> f64,
    plane: [f64; 2],
    form: ResultForm,
) {
    let middle = place(mean);
    // The longer bar lies below, so that both ends show where they point the same way.
    let mut ends = [(results[0], Role::Ground), (results[1], Role::Neutral)];
    ends.sort_by(|one, other| (other.0 - mean).abs().total_cmp(&(one.0 - mean).abs()));
    for (result, fill) in ends {
        let to = place(result);
        let x = [middle.min(to), middle.max(to)];
        scene.outlined(x, plane, Some(fill), (Role::Neutral, Dash::Solid));
    }
    scene.upright(middle, [plane[0] - 3.0, plane[1] + 3.0], Role::Ink, 1.0);
    let [least, most] = [results[0].min(results[1]), results[0].max(results[1])];
    let y = plane[1] - 4.0;
    let is_left = least < mean;
    let is_right = most > mean;
    let mut figure = |result: f64, to_left: bool| {
        let text = form.signed(result);
        scene.text(frame::beside(place(result), y, text, to_left).bold());
    };
    match (is_left, is_right) {
        (true, true) => {
            figure(least, true);
            figure(most, false);
        }
        (true, false) => figure(least, true),
        (false, _) => figure(most, false),
    }
}
