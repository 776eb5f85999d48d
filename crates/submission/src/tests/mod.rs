//! The routes of submission over a real SQLite file, with real internal tokens and stand-ins for its
//! neighbours behind real HTTP.

mod accept;
mod claim;
mod code;
mod complete;
mod credentials;
mod draft;
mod fail;
mod feed;
mod forget;
mod guards;
mod heartbeat;
mod idempotency;
mod lists;
mod neighbours;
mod races;
mod replay;
mod rights;
mod wake;
mod work;
mod world;
