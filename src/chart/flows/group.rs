//! Which names get a band of their own: as many as twelve bands between two columns allow.
//!
//! Comes in: amounts. Goes out: three columns of nodes, and bands between them. Deliberately absent: places.

use std::collections::BTreeMap;

use super::input::Input;
use crate::chart::theme::Role;

/// Bands between two columns at most.
pub const BANDS: usize = 12;
/// Ways of paying and recipients with a name of their own at most.
const NAMES: [usize; 2] = [4, 7];
/// Share of all money below which a band would be a hair.
const HAIR: f64 = 0.002;
/// Share of all money that may be left out for it, between both pairs of columns together.
pub const LEFT_OUT: f64 = 0.02;

/// A place where bands meet.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowNode {
    /// What readers call it.
    pub label: String,
    /// EUR a year.
    pub total: f64,
    /// Colour.
    pub role: Role,
    /// Place of a payer; `None` for others.
    pub index: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ribbon {
    /// Index of the node it comes from.
    pub from: usize,
    /// Index of the node it goes to.
    pub to: usize,
    /// EUR a year.
    pub eur: f64,
}

/// Three columns of nodes and the bands between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grouped {
    /// First column.
    pub payers: Vec<FlowNode>,
    /// Second column.
    pub components: Vec<FlowNode>,
    /// Third column.
    pub recipients: Vec<FlowNode>,
    /// Payer to component.
    pub paid: Vec<Ribbon>,
    /// Component to recipient.
    pub received: Vec<Ribbon>,
    /// EUR a year that has no band.
    pub left_out: f64,
}

/// Amounts that are paid, those of the same three together.
pub type FlowAmounts = BTreeMap<(usize, String, String), f64>;

/// Amounts by payer, way of paying and recipient.
pub fn amounts(input: &Input) -> FlowAmounts {
    let mut amounts = FlowAmounts::new();
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
pub fn group(input: &Input, paid: &FlowAmounts, other: &str) -> Grouped {
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
fn with(input: &Input, paid: &FlowAmounts, kept: [&[String]; 2], other: &str) -> Grouped {
    let index = |names: &[String], name: &String| {
        names
            .iter()
            .position(|one| one == name)
            .unwrap_or(names.len())
    };
    let mut first: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut second: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for ((payer, component, recipient), eur) in paid {
        let component = index(kept[0], component);
        *first.entry((*payer, component)).or_insert(0.0) += eur;
        *second
            .entry((component, index(kept[1], recipient)))
            .or_insert(0.0) += eur;
    }
    let bands = |of: &BTreeMap<(usize, usize), f64>| -> Vec<Ribbon> {
        of.iter()
            .map(|(&(from, to), &eur)| Ribbon { from, to, eur })
            .collect()
    };
    let (mut paid, mut received) = (bands(&first), bands(&second));
    let node = |label: &String, eur: f64| FlowNode {
        label: label.clone(),
        total: eur,
        role: Role::Ink,
        index: None,
    };
    let sum = |bands: &[Ribbon], of: fn(&Ribbon) -> usize, index: usize| -> f64 {
        bands
            .iter()
            .filter(|band| of(band) == index)
            .map(|band| band.eur)
            .sum()
    };
    let named = |names: &[String], bands: &[Ribbon]| -> Vec<FlowNode> {
        let rest = [other.to_string()];
        let all = names.iter().chain(&rest).enumerate();
        all.map(|(index, name)| node(name, sum(bands, |band| band.to, index)))
            .collect()
    };
    let payers = input
        .payers
        .iter()
        .enumerate()
        .map(|(payer, party)| FlowNode {
            role: Role::Payer(party.index.unwrap_or(payer)),
            index: Some(party.index.unwrap_or(payer)),
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
fn keep_largest(bands: &mut Vec<Ribbon>, hair: f64) -> f64 {
    bands.sort_by(|one, other| other.eur.total_cmp(&one.eur));
    let kept = bands
        .iter()
        .take(BANDS)
        .filter(|band| band.eur >= hair)
        .count();
    bands.split_off(kept).iter().map(|band| band.eur).sum()
}
