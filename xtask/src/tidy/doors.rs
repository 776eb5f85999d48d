//! A component is a door, a crate is a room: what does not belong into `components/`.

use std::collections::BTreeMap;

use super::tree::{File, Tree};

/// All Rust code of one component.
const LARGEST_DOOR: usize = 150;
const SQL: [&str; 6] = [
    "SELECT ",
    "INSERT INTO",
    "UPDATE ",
    "DELETE FROM",
    "CREATE TABLE",
    "rusqlite",
];
const JSON_SHAPES: [&str; 3] = ["Serialize", "Deserialize", "json!"];

pub fn no_sql(tree: &Tree) -> Vec<String> {
    lines_with(tree, &SQL)
}

pub fn no_json_shapes(tree: &Tree) -> Vec<String> {
    lines_with(tree, &JSON_SHAPES)
}

pub fn small(tree: &Tree) -> Vec<String> {
    let mut doors: BTreeMap<&str, usize> = BTreeMap::new();
    for file in code(tree) {
        let name = file.path.split('/').nth(1).unwrap_or_default();
        *doors.entry(name).or_default() += file.text.lines().count();
    }
    doors.retain(|_, lines| *lines > LARGEST_DOOR);
    doors
        .into_iter()
        .map(|(name, lines)| {
            format!("components/{name} has {lines} lines of code, {LARGEST_DOOR} are a door")
        })
        .collect()
}

fn lines_with(tree: &Tree, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in code(tree) {
        for (number, line) in file.lines() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: {}", file.path, word.trim_end()));
            }
        }
    }
    found
}

fn code(tree: &Tree) -> impl Iterator<Item = File<'_>> {
    tree.below("components")
        .filter(|file| file.extension() == "rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_in_a_component_is_found_and_in_a_crate_is_at_home() {
        for word in SQL {
            assert_eq!(
                no_sql(&Tree::of([("components/a/src/lib.rs", word)])).len(),
                1,
                "{word}"
            );
            assert!(
                no_sql(&Tree::of([("crates/a/src/lib.rs", word)])).is_empty(),
                "{word}"
            );
        }
    }

    #[test]
    fn a_json_shape_in_a_component_is_found() {
        for word in JSON_SHAPES {
            assert_eq!(
                no_json_shapes(&Tree::of([("components/a/src/lib.rs", word)])).len(),
                1,
                "{word}"
            );
        }
    }

    #[test]
    fn a_door_is_measured_over_all_its_files() {
        let half = "x\n".repeat(LARGEST_DOOR / 2);
        let two = [
            ("components/a/src/lib.rs", half.clone()),
            ("components/a/src/b.rs", half.clone()),
        ];
        assert!(small(&Tree::of(two.clone())).is_empty());
        let three = two
            .into_iter()
            .chain([("components/a/src/c.rs", "x\n".into())]);
        assert_eq!(
            small(&Tree::of(three)),
            ["components/a has 151 lines of code, 150 are a door"]
        );
    }
}
