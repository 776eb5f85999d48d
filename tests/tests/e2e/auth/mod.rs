//! `/auth/...`

mod demo;
mod logout;
mod refresh;
mod session;
