//! The routes of problem, over a real SQLite file, with real internal tokens and the real identity room as
//! its neighbour behind real HTTP.

#![cfg(test)]

mod change;
mod create;
mod events;
mod guards;
mod list;
mod rights;
mod seed;
mod services;
mod world;
