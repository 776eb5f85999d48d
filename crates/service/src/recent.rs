//! What another service said a moment ago.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Answers of other services that an instance may use again for a moment, to spare a hop for each
/// request. What is kept must still be right after `lifetime`: rights that were taken away are in force
/// that much later.
pub struct Recent<K, V> {
    lifetime: Duration,
    capacity: usize,
    kept: Mutex<HashMap<K, (V, Instant)>>,
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Keeps up to `capacity` answers for `lifetime` each.
    #[must_use]
    pub fn new(lifetime: Duration, capacity: usize) -> Self {
        Self {
            lifetime,
            capacity,
            kept: Mutex::new(HashMap::new()),
        }
    }

    /// The answer, if it is still fresh.
    pub fn get(&self, key: &K) -> Option<V> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|(_, since)| since.elapsed() < self.lifetime)
            .map(|(value, _)| value.clone())
    }

    /// Keeps an answer. When there is no room the stale ones go, and if none is stale, all.
    pub fn keep(&self, key: K, value: V) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.capacity {
            kept.retain(|_, (_, since)| since.elapsed() < self.lifetime);
            if kept.len() >= self.capacity {
                kept.clear();
            }
        }
        kept.insert(key, (value, Instant::now()));
    }

    /// Forgets an answer that is known to be wrong now.
    pub fn forget(&self, key: &K) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_used_until_its_time_is_over() {
        let recent = Recent::new(Duration::from_millis(30), 8);
        recent.keep("a", 1);
        assert_eq!(recent.get(&"a"), Some(1));
        std::thread::sleep(Duration::from_millis(40));
        assert_eq!(recent.get(&"a"), None);
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let recent = Recent::new(Duration::from_secs(60), 4);
        for n in 0..100 {
            recent.keep(n, n);
            assert!(recent.kept.lock().unwrap().len() <= 4);
        }
        recent.forget(&99);
        assert_eq!(recent.get(&99), None);
    }
}
