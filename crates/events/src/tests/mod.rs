//! Streams with real session and internal tokens, over stand-ins for the services behind real HTTP.

mod away;
mod ends;
mod live;
mod many;
mod resume;
mod rights;
mod services;
mod world;
