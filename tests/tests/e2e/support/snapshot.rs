//! Everything that is stored, to see that nothing has changed.

use std::collections::{BTreeMap, BTreeSet};

use testkit::{Algosu, Error};

/// All rows of all tables of all services, except for when chores are due next.
#[derive(PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, BTreeSet<String>>);

/// What the clock alone changes.
const OF_THE_CLOCK: [&str; 2] = ["wakes", "chores"];

impl Snapshot {
    pub(super) fn of(algosu: &Algosu) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        for service in ["identity", "problem", "submission"] {
            let database = algosu.database(service)?;
            let names =
                database.rows("SELECT name FROM sqlite_master WHERE type = 'table'", &[])?;
            for name in names.iter().filter_map(|row| row["name"].as_str()) {
                if OF_THE_CLOCK.contains(&name) {
                    continue;
                }
                let rows = database.rows(&format!("SELECT * FROM {name}"), &[])?;
                let rows = rows.iter().map(|row| serde_json::to_string(row).unwrap());
                tables.insert(format!("{service}.{name}"), rows.collect());
            }
        }
        assert!(tables.len() > 10, "the databases are empty");
        Ok(Self(tables))
    }

    /// Fails with the first row that was not there then.
    #[track_caller]
    pub fn assert_unchanged(&self, now: &Self, after: &str) {
        for (table, rows) in &now.0 {
            let before = &self.0[table];
            if let Some(row) = rows.difference(before).next() {
                panic!("{after} left this in {table}: {row}");
            }
            if let Some(row) = before.difference(rows).next() {
                panic!("{after} took this from {table}: {row}");
            }
        }
    }
}
