//! Everything that an application has told its clients, kept so that it can be searched for what must not be in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;

/// Heads and contents of all answers and streams, one after the other.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    pub(crate) fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn head(&self, headers: &HeaderMap) {
        let mut bytes = self.bytes();
        for (name, value) in headers {
            bytes.extend(name.as_str().as_bytes());
            bytes.extend(b": ");
            bytes.extend(value.as_bytes());
            bytes.push(b'\n');
        }
    }

    pub(super) fn content(&self, content: &[u8]) {
        self.bytes().extend(content);
    }
}
