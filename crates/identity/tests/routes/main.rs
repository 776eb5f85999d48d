//! The routes of identity, over a real SQLite file, with real internal tokens and the real problem room as
//! its neighbour behind real HTTP.

#![cfg(test)]

mod demo;
mod github;
mod guards;
mod me;
mod members;
mod services;
mod sessions;
mod studies;
mod world;
