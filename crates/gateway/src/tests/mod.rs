//! The gateway with real session and internal tokens, in front of stand-ins for the services behind real
//! HTTP, which keep what reached them.

mod auth;
mod body;
mod csrf;
mod demo;
mod headers;
mod health;
mod keys;
mod relay;
mod renewal;
mod services;
mod sessions;
mod table;
mod wake;
mod world;
