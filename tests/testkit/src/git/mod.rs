//! As much of git as the fake needs, exact to the byte: objects with git's own ids, trees edited by path,
//! history walked the way git walks it.

mod history;
mod object;
mod store;

pub use object::{Commit, Mode, NotAnOid, Object, Oid, Signature, TreeEntry};
pub use store::{Change, Listed, Store, TreeError};
