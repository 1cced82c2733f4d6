//! Answers worked out by hand. Where nothing is random they hold to the cent, elsewhere within four standard errors of
//! the closed form.
//!
//! Comes in: small scenarios of tests/known with what each test adds. Goes out: agreement. Deliberately absent: numbers
//! that were read off a run; every expected figure has its arithmetic beside it.

mod access;
mod behaviour;
mod budgets;
mod capabilities;
mod capitation;
mod chance;
mod clock;
mod closing;
mod contracts;
mod disciplines;
mod discounting;
mod fees;
mod foresight;
mod gap;
mod health;
mod insurers;
mod integration;
mod months;
mod need_and_money;
mod network;
mod neutrality;
mod own_part;
mod own_prices;
mod participation;
mod places;
mod platform;
mod pooled;
mod practices;
mod queues;
mod rationing;
mod reach;
mod recurring;
mod reimbursed;
mod responses;
mod savings;
mod savings_by_chance;
mod savings_of_town;
mod sharing;
mod short_of_hours;
mod society;
mod states;
mod steady;
mod teams;
mod together;
mod triage;
mod turns;
mod units;
mod unmet;
mod world;
