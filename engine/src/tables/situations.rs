//! Situations of residents: a state, or waiting in a state for a place in an institution.
//!
//! Comes in: the moves of [`Health`], and [`super::institution::InstitutionPlaces`]. Goes out: situations beside states, and what leads
//! from one to another. Deliberately absent: how many places are free.
//!
//! Situations after the states are those in which residents wait, one a state at home from which the institution is entered. Who
//! waits makes the moves of that state but for the entry: into another such state still waiting, else waiting no longer; may give
//! up; and enters as places come free. While places are short, a move from home into the institution leads to waiting instead.

use crate::scenario::schema::Residence;

use super::health::Health;
use super::institution::WishMove;
use super::time::Timeline;
use super::transitions::Exits;

/// Of those who could enter, this many wait at the start at most.
const MOST_WAITING: f64 = 0.9;

impl Health {
    /// Adds the situations in which residents wait: what leads out of them, and the state of each.
    pub(super) fn add_situations(&mut self) {
        let health = self;
        let Some(places) = &health.places else {
            return;
        };
        let institution = places.state;
        let states = health.states.len();
        let enters = |state: &usize| {
            let is_home = health.states[*state].place == Residence::Home;
            is_home && health.exits[*state].to.contains(&institution)
        };
        let waits_in: Vec<usize> = (0..states).filter(enters).collect();
        let waiting = |state: usize| {
            let place = waits_in.iter().position(|other| *other == state);
            place.map_or(state, |place| states + place)
        };
        let mut first: usize = health.exits.iter().map(|exits| exits.to.len()).sum();
        for &state in &waits_in {
            let own = health.exits[state].to.iter();
            // The entry stands where it does among the moves of the state, and giving up comes last.
            let onward = own.map(|&to| if to == institution { to } else { waiting(to) });
            let to: Vec<usize> = onward.chain([state]).collect();
            let many = to.len();
            health.exits.push(Exits {
                to,
                first,
                by_probability: false,
            });
            first += many;
        }
        health.waits_in = waits_in;
    }

    /// States, and waiting in states.
    pub fn situations(&self) -> usize {
        self.states.len() + self.waits_in.len()
    }

    /// The state that residents of a situation are in.
    #[inline(always)]
    pub fn state_of(&self, situation: usize) -> usize {
        match situation.checked_sub(self.states.len()) {
            Some(place) => self.waits_in[place],
            None => situation,
        }
    }

    /// Whether residents of a situation wait for a place.
    #[inline(always)]
    pub fn is_waiting(&self, situation: usize) -> bool {
        situation >= self.states.len()
    }

    /// Waiting in a state; the state itself where nobody waits in it.
    #[inline(always)]
    pub fn waiting_in(&self, state: usize) -> usize {
        let place = self.waits_in.iter().position(|other| *other == state);
        place.map_or(state, |place| self.states.len() + place)
    }

    /// Where a move leads; `is_short` says that no place is free.
    #[inline(always)]
    pub fn led(&self, from: usize, to: usize, is_short: bool) -> usize {
        match &self.places {
            Some(places) if is_short && to == places.state && !self.is_waiting(from) => {
                let waiting = self.waiting_in(from);
                if waiting == from { to } else { waiting }
            }
            _ => to,
        }
    }

    /// What a move makes of wishes for a place.
    pub fn wish_moves(&self, from: usize, to: usize) -> &'static [WishMove] {
        let Some(places) = &self.places else {
            return &[];
        };
        let enters = to == places.state;
        match (self.is_waiting(from), self.is_waiting(to)) {
            (false, true) => &[WishMove::Wanted],
            (true, true) => &[],
            (false, false) if enters && self.is_entry(from, to) => {
                &[WishMove::Wanted, WishMove::Entered]
            }
            (false, false) => &[],
            (true, false) if enters => &[WishMove::Entered],
            (true, false) if to == self.state_of(from) => &[WishMove::GivenUp],
            (true, false) if !self.is_alive(to) => &[WishMove::Died],
            (true, false) => &[WishMove::MovedOn],
        }
    }

    /// What is counted of moves beside where they lead: entries into an institution, then what becomes of wishes for a place.
    pub fn counters(&self) -> usize {
        match self.places {
            Some(_) => 1 + WishMove::ALL.len(),
            None => 1,
        }
    }

    /// Which of these a move between situations counts.
    pub fn counted(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + use<> {
        let entry = self.is_entry(from, to).then_some(0);
        let wishes = self.wish_moves(from, to).iter();
        entry
            .into_iter()
            .chain(wishes.map(|wish| 1 + *wish as usize))
    }

    /// The entry of those who wait, among moves; one a situation in which residents wait.
    pub fn admissions(&self) -> impl Iterator<Item = usize> + '_ {
        let institution = self.places.as_ref().map(|places| places.state);
        let waiting = &self.exits[self.exits.len() - self.waits_in.len()..];
        waiting.iter().filter_map(move |exits| {
            let mut to = exits.to.iter();
            let place = to.position(|to| Some(*to) == institution)?;
            Some(exits.first + place)
        })
    }

    /// Moves of those who wait that are moves of their state: the move, and the one that it is; and the situation.
    fn mirrored(&self) -> impl Iterator<Item = (usize, [usize; 2])> + '_ {
        let places = self.waits_in.iter().enumerate();
        places.flat_map(|(place, state)| {
            let situation = self.states.len() + place;
            let (own, waiting) = (&self.exits[*state], &self.exits[situation]);
            let institution = self.places.as_ref().map(|places| places.state);
            let moves = own.to.iter().enumerate();
            let others = moves.filter(move |(_, to)| Some(**to) != institution);
            others.map(move |(move_of, _)| {
                (situation, [waiting.first + move_of, own.first + move_of])
            })
        })
    }

    /// Fills the moves of those who wait: once a year they enter, before anything is known of places.
    pub(super) fn fill_waiting(&mut self, time: &Timeline) {
        let Some(given_up) = self.places.as_ref().map(|places| places.given_up) else {
            return;
        };
        let pairs: Vec<[usize; 2]> = self.mirrored().map(|(_, pair)| pair).collect();
        let enters: Vec<usize> = self.admissions().collect();
        let states = self.states.len();
        let waiting = self.exits[states..].iter();
        let gives_up: Vec<usize> = waiting
            .map(|exits| exits.first + exits.to.len() - 1)
            .collect();
        for row in self.moves.chunks_mut(self.moves_per_row.max(1)) {
            pairs.iter().for_each(|[to, from]| row[*to] = row[*from]);
            enters.iter().for_each(|entry| row[*entry] = time.length);
            for number in &gives_up {
                row[*number] = given_up * time.length;
            }
        }
    }

    /// Gives those who wait what effects make of the moves of their states; which situations that concerns is written down in
    /// `is_affected`.
    pub fn mirror(&self, multipliers: &mut [f64], is_affected: &mut [bool]) {
        for (situation, [to, from]) in self.mirrored() {
            multipliers[to] = multipliers[from];
            is_affected[situation] = true;
        }
    }

    /// Share of residents in a state who wait for a place at the start, by class and age in cycles.
    pub fn waits_at_start(&self, class: usize, age: usize, state: usize) -> f64 {
        let place = self.waits_in.iter().position(|other| *other == state);
        let row = self.cell(class, age).0 * self.waits_in.len();
        place.map_or(0.0, |place| {
            self.start_waits.get(row + place).copied().unwrap_or(0.0)
        })
    }

    /// Where some wait for want of a place at the start: how many, and as many more wishes as keep their list as it is.
    ///
    /// With h entries a year and w years of waiting, h·w of the residents of a state wait. Those lose wishes at a rate r, so that
    /// h·(1 + r·w) wish for a place, out of the 1 − h·w who do not wait yet.
    pub fn make_list(&mut self, time: &Timeline) {
        let Some((institution, for_want)) = self
            .places
            .as_ref()
            .map(|places| (places.state, places.for_want))
        else {
            return;
        };
        if for_want <= 0.0 {
            return;
        }
        let waits = self.waits_in.len();
        let cells = self.classes.count() * self.ages;
        let mut shares = vec![0.0; cells * waits];
        for cell in 0..cells {
            for place in 0..waits {
                let (state, situation) = (self.waits_in[place], self.states.len() + place);
                let own = &self.exits[state];
                let Some(entry) = own.to.iter().position(|to| *to == institution) else {
                    continue;
                };
                let row = cell * self.moves_per_row;
                let hazard = self.moves[row + own.first + entry] / time.length;
                let share = (hazard * for_want).min(MOST_WAITING);
                shares[cell * waits + place] = share;
                let waiting = &self.exits[situation];
                let onward = waiting.to.iter().enumerate();
                let lost = onward.filter(|(_, to)| **to != institution && !self.is_waiting(**to));
                let lost: f64 = lost
                    .map(|(number, _)| self.moves[row + waiting.first + number])
                    .sum();
                let leaves = -libm::log1p(-self.leaves_at(cell / self.classes.count()));
                let rate = (lost + leaves) / time.length;
                self.moves[row + own.first + entry] *= (1.0 + rate * for_want) / (1.0 - share);
            }
        }
        self.start_waits = shares;
        self.leave.clear();
        self.leave_total.clear();
        self.fill_leave();
    }
}
