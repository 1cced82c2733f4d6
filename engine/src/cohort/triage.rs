//! Expected triage: how many residents and needs are simple, multiple or complex.
//!
//! Comes in: residents cared for, and effects on needs. Goes out: [`ExpectedTriage`]. Deliberately absent: what triage is
//! (care/triage.rs) and who is paid for it.
//!
//! Needs are independent of each other given state, class and age. Chances of so many open needs in a domain are a
//! convolution, worked out for several nodes of age side by side; how a need is sorted depends on the others, so that each
//! is left out in turn. A resident is complex by the domains in which anything is open, and single only with few needs, so
//! that numbers up to those few are told apart.

use rayon::prelude::*;

use crate::base::lanes::{add, add_product, product, rest, subtract};
use crate::base::widest::on_widest;
use crate::care::arise::Pressure;
use crate::provision::Count;
use crate::system::System;

use super::ages::{NODE_LANES, NodeLanes};
use super::expectation::Expectation;
use super::needs::{NeedOpening, Needs};
use super::onsets::{ByNode, ExpectedOnsets};
use super::triage_rules::{DOMAINS, TriageRules, most};

/// Expected triage of residents.
#[derive(Debug, Clone)]
pub(super) struct ExpectedTriage {
    /// Presented needs: `[deprivation][need][triage]`.
    needs: Vec<Vec<[f64; 3]>>,
    /// Complex residents with a need of a set: `[deprivation][set]`.
    complex: Vec<Vec<f64>>,
    /// By triage, 0 for none.
    residents: [f64; 4],
}

impl ExpectedTriage {
    /// Of residents cared for.
    pub fn new(
        system: &System,
        pressure: &Pressure,
        onsets: &ExpectedOnsets,
        by_node: &ByNode,
    ) -> ExpectedTriage {
        let classes = system.health.classes.deprivation;
        let most = most(system);
        let rules = [false, true].map(|is_frail| TriageRules::new(system, most, is_frail));
        let needs = Needs { system, pressure };
        let openings = (0..system.care.needs.len()).map(|need| needs.opening(need));
        let openings: Vec<NeedOpening> = openings.collect();
        let of_group = |rows: &Vec<usize>| {
            let is_frail = system.health.states[onsets.state(rows[0])].frail;
            let rules = &rules[usize::from(is_frail)];
            let mut group = TriageGroup::new(system, &openings, rules, onsets, rows);
            on_widest(
                #[inline(always)]
                || group.count(rows, (by_node, onsets.nodes.width())),
            );
            group
        };
        let groups: Vec<TriageGroup> = onsets.alike.par_iter().map(of_group).collect();
        let mut triaged = ExpectedTriage {
            needs: vec![vec![[0.0; 3]; system.care.needs.len()]; classes],
            complex: vec![vec![0.0; system.coordinations.len()]; classes],
            residents: [0.0; 4],
        };
        groups.iter().for_each(|group| group.add_to(&mut triaged));
        if system.overlooked > 0.0 {
            triaged.overlook(system.overlooked);
        }
        triaged
    }

    /// Takes a share of the complex for multiple and of the multiple for single, whatever else they are.
    fn overlook(&mut self, share: f64) {
        let lower = |levels: &mut [f64]| {
            if let [single, multiple, complex] = levels {
                *single += share * *multiple;
                *multiple += share * (*complex - *multiple);
                *complex *= 1.0 - share;
            }
        };
        self.needs
            .iter_mut()
            .flatten()
            .for_each(|levels| lower(levels));
        lower(&mut self.residents[1..]);
        self.complex
            .iter_mut()
            .flatten()
            .for_each(|sum| *sum *= 1.0 - share);
    }

    /// Adds it; of each need so many are `paid` for each that is presented.
    pub fn count(&self, paid: impl Fn(usize) -> f64, expected: &mut Expectation) {
        for (class, (needs, complex)) in self.needs.iter().zip(&self.complex).enumerate() {
            let group = expected.group(class);
            for (need, levels) in needs.iter().enumerate() {
                for (triage, &sum) in levels.iter().enumerate() {
                    let count = Count::Triaged {
                        group,
                        need,
                        triage,
                    };
                    expected.add(count, sum * paid(need));
                }
            }
            for (set, &sum) in complex.iter().enumerate() {
                expected.add(Count::Coordinated { group, set }, sum);
            }
        }
        for (triage, &sum) in self.residents.iter().enumerate() {
            expected.add(Count::Residents { triage }, sum);
        }
    }
}

const NONE: NodeLanes = [0.0; NODE_LANES];

const ONE: NodeLanes = [1.0; NODE_LANES];

/// A need that may be open.
struct PossibleNeed<'a> {
    need: usize,
    domain: usize,
    /// Its place among those of the domain.
    number: usize,
    /// Means before effects, by node of age.
    means: &'a [f64],
    opening: NeedOpening,
    /// Chance that it is open, and expected presented needs of the kind, at the nodes that are worked out.
    chance: NodeLanes,
    presented: NodeLanes,
}

/// Residents who have the same needs: what may be open, and the sums of how they are sorted.
struct TriageGroup<'a> {
    rules: &'a TriageRules,
    sets: &'a [u64],
    needs: Vec<PossibleNeed<'a>>,
    domains: [OpenDomain; DOMAINS],
    /// Deprivation classes, and the sums of each.
    classes: Vec<(usize, TriageSums)>,
    /// The place of each row's class among these.
    class_of: Vec<usize>,
}

/// Sums over the residents of one deprivation class.
#[derive(Clone)]
struct TriageSums {
    /// Residents at the nodes that are worked out.
    here: NodeLanes,
    /// Of each need, those that are presented, single and complex.
    needs: Vec<[NodeLanes; 3]>,
    complex: Vec<NodeLanes>,
    /// Residents with nothing open, single and complex, and all.
    residents: [NodeLanes; 4],
}

/// Needs of one domain that may be open, at some nodes of age.
#[derive(Default)]
struct OpenDomain {
    needs: usize,
    /// Chances of so many open among the first needs, and among the last: `[needs][open]`.
    before: Vec<NodeLanes>,
    after: Vec<NodeLanes>,
    /// Chance to be a single need with so many open here.
    single: Vec<NodeLanes>,
    /// Chance to be complex with any open here.
    complex: NodeLanes,
}

impl<'a> TriageGroup<'a> {
    fn new(
        system: &'a System,
        openings: &[NeedOpening],
        rules: &'a TriageRules,
        onsets: &'a ExpectedOnsets,
        rows: &[usize],
    ) -> TriageGroup<'a> {
        let mut domains: [OpenDomain; DOMAINS] = Default::default();
        let mays = onsets.of_row_at_nodes(rows[0]).map(|(need, means)| {
            let domain = system.care.needs[need].domain.trailing_zeros() as usize;
            let number = domains[domain].needs;
            domains[domain].needs += 1;
            PossibleNeed {
                need,
                domain,
                number,
                means,
                opening: openings[need],
                chance: NONE,
                presented: NONE,
            }
        });
        let mays: Vec<PossibleNeed> = mays.collect();
        for domain in &mut domains {
            let rows = (domain.needs + 1) * rules.most;
            domain.before = vec![NONE; rows];
            domain.after = vec![NONE; rows];
            domain.single = vec![NONE; rules.most];
        }
        let mut group = TriageGroup {
            rules,
            sets: &system.coordinations,
            needs: mays,
            domains,
            classes: Vec::new(),
            class_of: Vec::new(),
        };
        for &row in rows {
            let (_, class, _) = system.health.parts(onsets.class(row));
            let known = group.classes.iter().position(|(other, _)| *other == class);
            let place = known.unwrap_or(group.classes.len());
            if known.is_none() {
                let sums = TriageSums {
                    here: NONE,
                    needs: vec![[NONE; 3]; group.needs.len()],
                    complex: vec![NONE; group.sets.len()],
                    residents: [NONE; 4],
                };
                group.classes.push((class, sums));
            }
            group.class_of.push(place);
        }
        group
    }

    /// Sorts the residents of some rows, of so many nodes each.
    #[inline(always)]
    fn count(&mut self, rows: &[usize], (by_node, width): (&ByNode, usize)) {
        for first in (0..width).step_by(NODE_LANES) {
            for (_, sums) in &mut self.classes {
                sums.here = NONE;
            }
            let mut is_anybody = false;
            for (&row, &class) in rows.iter().zip(&self.class_of) {
                let residents = &by_node[row * width + first..][..NODE_LANES];
                is_anybody |= residents.iter().any(|residents| *residents != 0.0);
                add(&mut self.classes[class].1.here, &lanes(residents, 0));
            }
            if is_anybody {
                self.count_ages(first);
            }
        }
    }

    /// Sorts residents at some nodes of age, by deprivation class.
    #[inline(always)]
    fn count_ages(&mut self, first: usize) {
        for may in &mut self.needs {
            let means = lanes(may.means, first);
            may.chance = may.opening.chances(&means);
            may.presented = may.opening.presented(&means);
        }
        self.convolve();
        let [none, single, complex] = self.residents();
        for (_, sums) in &mut self.classes {
            let parts = [&none, &single, &complex, &ONE];
            for (sum, part) in sums.residents.iter_mut().zip(parts) {
                add_product(sum, &sums.here, part);
            }
        }
        for place in 0..self.needs.len() {
            let single = self.single(place);
            let may = &self.needs[place];
            let complex = &self.domains[may.domain].complex;
            for (_, sums) in &mut self.classes {
                let many = product(&sums.here, &may.presented);
                let [all, singles, complexes] = &mut sums.needs[place];
                add(all, &many);
                add_product(singles, &many, &single);
                add_product(complexes, &many, complex);
            }
        }
        for number in 0..self.sets.len() {
            let coordinated = self.coordinated(self.sets[number]);
            for (_, sums) in &mut self.classes {
                add_product(&mut sums.complex[number], &sums.here, &coordinated);
            }
        }
    }

    /// Chances of so many open in every domain, and how residents are sorted with so many open in one.
    #[inline(always)]
    fn convolve(&mut self) {
        let most = self.rules.most;
        for (number, domain) in self.domains.iter_mut().enumerate() {
            let own = self.needs.iter().filter(|may| may.domain == number);
            let own = own.map(|may| &may.chance);
            open_one_by_one(&mut domain.before, most, own.clone());
            open_one_by_one(&mut domain.after, most, own.rev());
        }
        for number in 0..DOMAINS {
            let [one, two] = [1, 2].map(|step| (number + step) % DOMAINS);
            let mut own = std::mem::take(&mut self.domains[number].single);
            own.fill(NONE);
            let [first, second] = [one, two].map(|other| self.domains[other].all(most));
            for open in &self.rules.single {
                add_product(
                    &mut own[open[number]],
                    &first[open[one]],
                    &second[open[two]],
                );
            }
            let mut complex = NONE;
            for domains in (0..1 << DOMAINS).filter(|domains| domains >> number & 1 == 1) {
                if self.rules.complex[domains] {
                    let [first, second] = [(one, first), (two, second)].map(|(other, chances)| {
                        let is_open = domains >> other & 1 == 1;
                        if is_open {
                            rest(&chances[0])
                        } else {
                            chances[0]
                        }
                    });
                    add_product(&mut complex, &first, &second);
                }
            }
            let domain = &mut self.domains[number];
            (domain.single, domain.complex) = (own, complex);
        }
    }

    /// Chances that residents have nothing open, are single and are complex.
    #[inline(always)]
    fn residents(&self) -> [NodeLanes; 3] {
        let none = self
            .domains
            .each_ref()
            .map(|domain| domain.all(self.rules.most)[0]);
        let domain = &self.domains[0];
        let mut single = NONE;
        for (chance, part) in domain.all(self.rules.most).iter().zip(&domain.single) {
            add_product(&mut single, chance, part);
        }
        let nothing = product(&product(&none[0], &none[1]), &none[2]);
        [nothing, single, self.complex(none)]
    }

    /// Chance that a need is single, together with whatever else is open.
    #[inline(always)]
    fn single(&self, place: usize) -> NodeLanes {
        let (may, most) = (&self.needs[place], self.rules.most);
        let domain = &self.domains[may.domain];
        let before = &domain.before[may.number * most..][..most];
        let after = &domain.after[(domain.needs - 1 - may.number) * most..][..most];
        let mut sum = NONE;
        for (open, single) in domain.single.iter().enumerate().skip(1) {
            // So many others are open in the domain.
            let mut others = NONE;
            for first in 0..open {
                add_product(&mut others, &before[first], &after[open - 1 - first]);
            }
            add_product(&mut sum, &others, single);
        }
        sum
    }

    /// Chance of a complex resident with a need of a set (as bits) open.
    #[inline(always)]
    fn coordinated(&self, set: u64) -> NodeLanes {
        let none = self
            .domains
            .each_ref()
            .map(|domain| domain.all(self.rules.most)[0]);
        let (mut none_in, mut none_but) = (ONE, [ONE; DOMAINS]);
        for may in &self.needs {
            let closed = rest(&may.chance);
            let of = if set >> may.need & 1 == 1 {
                &mut none_in
            } else {
                &mut none_but[may.domain]
            };
            *of = product(of, &closed);
        }
        let without = product(&none_in, &self.complex(none_but));
        let mut with = self.complex(none);
        subtract(&mut with, &without);
        with
    }

    /// Chance to be complex, for which it only matters whether anything is open in a domain, from the chances that nothing
    /// is.
    #[inline(always)]
    fn complex(&self, none: [NodeLanes; DOMAINS]) -> NodeLanes {
        let mut sum = NONE;
        for domains in (0..1 << DOMAINS).filter(|&domains| self.rules.complex[domains]) {
            let mut chance = ONE;
            for (domain, none) in none.iter().enumerate() {
                let is_open = domains >> domain & 1 == 1;
                let part = if is_open { rest(none) } else { *none };
                chance = product(&chance, &part);
            }
            add(&mut sum, &chance);
        }
        sum
    }

    fn add_to(&self, triaged: &mut ExpectedTriage) {
        for (class, sums) in &self.classes {
            let class = *class;
            for (may, sums) in self.needs.iter().zip(&sums.needs) {
                let [all, single, complex] = sums.map(|lanes| lanes.iter().sum::<f64>());
                let levels = [single, all - single - complex, complex];
                for (sum, level) in triaged.needs[class][may.need].iter_mut().zip(levels) {
                    *sum += level;
                }
            }
            for (sum, complex) in triaged.complex[class].iter_mut().zip(&sums.complex) {
                *sum += complex.iter().sum::<f64>();
            }
            let [none, single, complex, all] = sums.residents.map(|lanes| lanes.iter().sum());
            let levels = [none, single, all - none - single - complex, complex];
            for (sum, level) in triaged.residents.iter_mut().zip::<[f64; 4]>(levels) {
                *sum += level;
            }
        }
    }
}

impl OpenDomain {
    /// Chances of so many open.
    #[inline(always)]
    fn all(&self, most: usize) -> &[NodeLanes] {
        &self.before[self.needs * most..]
    }
}

/// Chances of so many open, with one more need in every row.
#[inline(always)]
fn open_one_by_one<'c>(
    rows: &mut [NodeLanes],
    most: usize,
    chances: impl Iterator<Item = &'c NodeLanes>,
) {
    rows[..most].fill(NONE);
    rows[0] = ONE;
    for (number, chance) in chances.enumerate() {
        let closed = rest(chance);
        let (known, next) = rows.split_at_mut((number + 1) * most);
        let (known, next) = (&known[number * most..], &mut next[..most]);
        next[0] = product(&known[0], &closed);
        for open in 1..most {
            let mut sum = product(&known[open], &closed);
            add_product(&mut sum, &known[open - 1], chance);
            next[open] = sum;
        }
    }
}

#[inline(always)]
fn lanes(values: &[f64], first: usize) -> NodeLanes {
    let mut lanes = NONE;
    lanes.copy_from_slice(&values[first..first + NODE_LANES]);
    lanes
}
