//! Transactions in a write-ahead log, by SQLite's file format (section 4): a frame whose second word is not zero
//! ends one.

use std::path::Path;

const HEADER: usize = 32;
const FRAME: usize = 24;

/// How many transactions the log holds; none if there is no log.
pub fn commits(log: &Path) -> i64 {
    std::fs::read(log).map_or(0, |bytes| count(&bytes).unwrap_or(0))
}

fn count(bytes: &[u8]) -> Option<i64> {
    let page = usize::try_from(word(bytes, 8)?).ok()?;
    let salt = bytes.get(16..24)?;
    let frames = bytes.get(HEADER..)?.chunks_exact(FRAME + page);
    // Frames with other salts are left over from before the log was begun anew.
    let valid = frames.take_while(|frame| frame.get(8..16) == Some(salt));
    let last_of = valid.filter(|frame| word(frame, 4).is_some_and(|pages| pages > 0));
    i64::try_from(last_of.count()).ok()
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_transaction_that_writes_is_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        let connection = rusqlite::Connection::open(&file).unwrap();
        let log = folder.path().join("test.db-wal");
        assert_eq!(commits(&log), 0);
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
            .unwrap();
        let before = commits(&log);
        for _ in 0..3 {
            connection
                .execute_batch("BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); COMMIT; SELECT * FROM t")
                .unwrap();
        }
        assert_eq!(commits(&log) - before, 3);
    }
}
