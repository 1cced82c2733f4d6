//! Deprivation classes that are lived, and of which the others are made.
//!
//! Comes in: hazards by class, and how many residents each class has. Goes out: [`LivedClasses`]: all of them; or, fast, the first,
//! the middle and the last, where hazards of the others lie near a parabola through those of the three. Residents of a class and
//! what a cycle does to them are then smooth in the class as well, and a class between is told by the parabola: a sum of figures of
//! the three with fixed weights, those by which their hazards come nearest to its own. Deliberately absent: needs and their costs,
//! which may differ between classes as they like, since they are worked out on residents of every class.
//!
//! The error is in the third difference of residents by class. Of the oldest, of whom a hazard that differs by 7 % from class to
//! class leaves e^(−2 · 1.07^c), a class between is off by 10⁻³, and the next, with the other sign, by as much. Where classes on
//! both sides of the middle have about as many residents, sums over classes are off by 10⁻⁵; elsewhere all classes are lived.
//! Residents at the start are as they are.

use std::ops::Range;

use crate::system::System;

use super::exits::StateExits;

/// How far from the parabola a hazard may lie, as a share of it.
const NEAR: f64 = 0.01;

/// How far apart hazards of the first class and the last may be, as a share of the hazard between: of few of the oldest who are left, a
/// parabola tells nothing.
const MOST_APART: f64 = 0.5;

/// How far errors of told classes may be from cancelling, see [`lean`].
const MOST_LEAN: f64 = 0.05;

/// A class is told by so many others.
const NODES: usize = 3;

/// Other deprivation classes, and how many residents of the class told each of theirs stands for.
type ToldBy = [(usize, f64); NODES];

/// Which classes are lived, and which are told by others.
#[derive(Debug)]
pub(super) struct LivedClasses {
    /// By deprivation class; `None` of one that is lived.
    told_by: Vec<Option<ToldBy>>,
    /// The place of a class (sex × deprivation × carer) among those that are lived.
    places: Vec<Option<usize>>,
    /// Those that are lived.
    lived: Vec<usize>,
}

impl LivedClasses {
    /// All of them.
    pub fn all(system: &System) -> LivedClasses {
        LivedClasses::of(system, None)
    }

    /// As few as may be, where the same moves are possible in all classes; hazards are looked at where `ages` in cycles are.
    pub fn few(system: &System, ages: &[usize]) -> LivedClasses {
        LivedClasses::of(system, told_by(system, ages))
    }

    fn of(system: &System, told_by: Option<Vec<Option<ToldBy>>>) -> LivedClasses {
        let classes = system.health.classes;
        let told_by = told_by.unwrap_or_else(|| vec![None; classes.deprivation]);
        let is_lived = |class: &usize| told_by[classes.parts(*class).1].is_none();
        let lived: Vec<usize> = (0..classes.count()).filter(is_lived).collect();
        let place = |class: usize| lived.binary_search(&class).ok();
        LivedClasses {
            places: (0..classes.count()).map(place).collect(),
            lived,
            told_by,
        }
    }

    /// Classes that are lived, in order.
    pub fn lived(&self) -> &[usize] {
        &self.lived
    }

    /// The place of a class among them.
    ///
    /// # Panics
    /// Of a class that is told by others.
    #[inline(always)]
    pub fn place(&self, class: usize) -> usize {
        self.places[class].expect("a class that is lived")
    }

    /// Whether residents of a sex × deprivation class are lived.
    pub fn is_lived(&self, kind: usize) -> bool {
        self.places[2 * kind].is_some()
    }

    /// Kinds (sex × deprivation) that are told by others, and by which.
    fn told(&self) -> impl Iterator<Item = (usize, ToldBy)> {
        let deprivation = self.told_by.len();
        let told = self.told_by.iter().enumerate();
        let told = told.filter_map(|(class, parts)| Some((class, (*parts)?)));
        let both = [0, deprivation];
        told.flat_map(move |(class, parts)| {
            both.map(|sex| (sex + class, parts.map(|(of, part)| (sex + of, part))))
        })
    }

    /// For how many residents one of each kind stands, those who are told by it included.
    pub fn stand_for(&self) -> Vec<f64> {
        let mut stand_for = vec![1.0; 2 * self.told_by.len()];
        for (kind, parts) in self.told() {
            stand_for[kind] = 0.0;
            for (of, part) in parts {
                stand_for[of] += part;
            }
        }
        stand_for
    }

    /// Tells figures of all kinds, so many of each, one kind after another, by those that are lived.
    pub fn tell(&self, figures: &mut [f64], of_each: usize) {
        if of_each == 0 {
            return;
        }
        let rows = |kind: usize| -> Range<usize> { kind * of_each..(kind + 1) * of_each };
        for (kind, [one, two, three]) in self.told() {
            let [into, first, second, third] = figures
                .get_disjoint_mut([rows(kind), rows(one.0), rows(two.0), rows(three.0)])
                .expect("different kinds");
            let others = first.iter().zip(second.iter()).zip(third.iter());
            for (into, ((first, second), third)) in into.iter_mut().zip(others) {
                *into = one.1 * first + two.1 * second + three.1 * third;
            }
        }
    }

    /// The same of how residents left states.
    pub fn tell_exits(&self, ends: &mut [StateExits]) {
        for (kind, parts) in self.told() {
            let mut told = std::mem::take(&mut ends[kind]);
            told.clear();
            for (other, part) in parts {
                told.add_part(&ends[other], part);
            }
            ends[kind] = told;
        }
    }
}

/// What tells each deprivation class; `None` where all have to be lived.
fn told_by(system: &System, ages: &[usize]) -> Option<Vec<Option<ToldBy>>> {
    let people = &system.people;
    let last = system.health.classes.deprivation.checked_sub(1)?;
    let nodes = [0, last / 2, last];
    let is_between = last >= NODES && last % 2 == 0;
    if !is_between || people.persons.is_some() {
        return None;
    }
    let before = std::iter::once(&0.0).chain(&people.deprivation);
    let shares = people.deprivation.iter().zip(before);
    let shares: Vec<f64> = shares.map(|(end, start)| end - start).collect();
    if nodes.iter().any(|node| shares[*node] <= 0.0) || lean(&shares, nodes) > MOST_LEAN {
        return None;
    }
    let hazards = ClassHazards {
        system,
        ages,
        nodes,
    };
    let told_by = |class: usize| -> Option<Option<ToldBy>> {
        if nodes.contains(&class) {
            return Some(None);
        }
        let weights = hazards.weights(class)?;
        let part = |number: usize| {
            let node = nodes[number];
            (node, weights[number] * shares[class] / shares[node])
        };
        Some(Some(std::array::from_fn(part)))
    };
    (0..=last).map(told_by).collect()
}

/// How far errors of classes on either side of the middle are from cancelling, where each class has such a share of the residents: 0
/// where they cancel, and of one class alone its share. They go with the product of the distances to the nodes.
fn lean(shares: &[f64], nodes: [usize; NODES]) -> f64 {
    let product = |class: usize| -> f64 {
        let distances = nodes.iter().map(|node| class as f64 - *node as f64);
        distances.product()
    };
    let errors = (0..shares.len()).map(product);
    let largest = errors
        .clone()
        .fold(0.0, |largest: f64, error| largest.max(error.abs()));
    let sum: f64 = shares
        .iter()
        .zip(errors)
        .map(|(share, error)| share * error)
        .sum();
    sum.abs() / largest
}

/// Hazards at some ages, and the deprivation classes that may tell others.
struct ClassHazards<'a> {
    system: &'a System,
    ages: &'a [usize],
    nodes: [usize; NODES],
}

impl ClassHazards<'_> {
    /// The weights of the nodes in a deprivation class, where those of their hazards give its own.
    fn weights(&self, class: usize) -> Option<[f64; NODES]> {
        let [first, middle, last] = self.nodes.map(|node| node as f64);
        // Where on the way from the first to the last its hazards lie: by least squares, along the straight line.
        let (mut along, mut all) = (0.0, 0.0);
        self.each(class, |own, [of_first, of_middle, of_last]| {
            let slope = (of_last - of_first) / (last - first) / own;
            along += slope * (own - of_middle) / own;
            all += slope * slope;
        });
        let place = match all > 0.0 {
            true => middle + along / all,
            false => class as f64,
        };
        let weights = weights(place, [first, middle, last]);
        let mut is_near = true;
        self.each(class, |own, nodes| {
            let told: f64 = weights
                .iter()
                .zip(nodes)
                .map(|(weight, of)| weight * of)
                .sum();
            let [first, _, last] = nodes;
            is_near &= (told - own).abs() <= NEAR * own && (last - first).abs() <= MOST_APART * own;
        });
        is_near.then_some(weights)
    }

    /// Every hazard of a deprivation class that is not nothing, with those of the nodes.
    fn each(&self, class: usize, mut look: impl FnMut(f64, [f64; NODES])) {
        let health = &self.system.health;
        for (is_male, has_carer) in [(false, false), (false, true), (true, false), (true, true)] {
            let hazards = |age: usize, class: usize| {
                let class = health.classes.index(is_male, class, has_carer);
                health.hazards_at(health.cell(class, age))
            };
            for &age in self.ages {
                let nodes = self.nodes.map(|node| hazards(age, node));
                let own = hazards(age, class).iter().enumerate();
                for (number, own) in own.filter(|(_, own)| **own > 0.0) {
                    look(*own, nodes.map(|node| node[number]));
                }
            }
        }
    }
}

/// The weights of nodes in the value at a place of the parabola through them (Lagrange).
fn weights(place: f64, nodes: [f64; NODES]) -> [f64; NODES] {
    nodes.map(|node| {
        let others = nodes.iter().filter(|other| **other != node);
        others
            .map(|other| (place - other) / (node - other))
            .product()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_between_lies_on_the_parabola_through_the_others() {
        let nodes = [0.0, 2.0, 4.0];
        let parabola = |place: f64| 3.0 + 0.5 * place - 0.07 * place * place;
        for place in [0.0, 1.0, 1.3, 2.0, 3.0, 4.0] {
            let weights = weights(place, nodes).into_iter().zip(nodes);
            let told: f64 = weights.map(|(weight, node)| weight * parabola(node)).sum();
            assert!((told - parabola(place)).abs() < 1e-12, "{place}: {told}");
        }
    }

    #[test]
    fn errors_cancel_where_classes_on_both_sides_have_as_many_residents() {
        let nodes = [0, 2, 4];
        assert_eq!(lean(&[0.2; 5], nodes), 0.0);
        let leans = lean(&[0.04, 0.08, 0.14, 0.24, 0.5], nodes);
        assert!((leans - 0.16).abs() < 1e-12, "0.24 less 0.08: {leans}");
    }

    #[test]
    fn of_kinds_that_are_told_every_figure_is_and_lived_ones_stay() {
        let classes = LivedClasses {
            told_by: vec![
                None,
                Some([(0, 0.375), (2, 0.75), (4, -0.125)]),
                None,
                Some([(0, -0.25), (2, 1.5), (4, 0.75)]),
                None,
            ],
            places: vec![None; 20],
            lived: Vec::new(),
        };
        // Women 0, men 100 more; 1 where nothing has been told yet.
        let mut figures: Vec<f64> = [8.0, 1.0, 16.0, 1.0, 32.0, 108.0, 1.0, 116.0, 1.0, 132.0]
            .iter()
            .flat_map(|figure| [*figure, 2.0 * figure])
            .collect();
        classes.tell(&mut figures, 2);
        let expected = [
            8.0, 11.0, 16.0, 46.0, 32.0, 108.0, 111.0, 116.0, 246.0, 132.0,
        ];
        let expected: Vec<f64> = expected
            .iter()
            .flat_map(|figure| [*figure, 2.0 * figure])
            .collect();
        assert_eq!(figures, expected);
    }
}
