//! Migrations: `migrations/<service>/NNNN_verb_object.sql`, counted from 0001 without a gap.

use std::collections::BTreeMap;

use super::tree::Tree;

/// What a migration may say that it does. They only ever expand, or contract what an earlier release expanded.
const VERBS: [&str; 11] = [
    "create", "add", "drop", "rename", "index", "fill", "move", "split", "widen", "allow",
    "require",
];

pub fn well_named(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    let mut last: BTreeMap<&str, u32> = BTreeMap::new();
    for file in tree
        .below("migrations")
        .filter(|file| file.extension() == "sql")
    {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", file.path));
        let Some(number) = number(name) else {
            problems.push(format!(
                "{} is not NNNN_verb_object.sql with a verb out of: {}",
                file.path,
                VERBS.join(", ")
            ));
            continue;
        };
        let expected = last.get(folder).map_or(1, |last| last + 1);
        if number != expected {
            problems.push(format!(
                "{} should have the number {expected:04}",
                file.path
            ));
        }
        last.insert(folder, number);
    }
    problems
}

fn number(name: &str) -> Option<u32> {
    let (number, rest) = name.strip_suffix(".sql")?.split_once('_')?;
    let (verb, object) = rest.split_once('_')?;
    let is_object = !object.is_empty()
        && object.chars().all(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        });
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && is_object && VERBS.contains(&verb) {
        number.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(names: &[&str]) -> usize {
        well_named(&Tree::of(
            names.iter().map(|name| (format!("migrations/{name}"), "")),
        ))
        .len()
    }

    #[test]
    fn numbered_migrations_that_say_what_they_do_pass() {
        assert_eq!(
            problems(&[
                "a/0001_create_users.sql",
                "a/0002_add_user_locale.sql",
                "b/0001_create_jobs.sql"
            ]),
            0
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        for name in [
            "a/1_create_users.sql",
            "a/0001_users.sql",
            "a/0001_change_users.sql",
            "a/0001_create_.sql",
            "a/0001-create-users.sql",
        ] {
            assert_eq!(problems(&[name]), 1, "{name}");
        }
    }

    #[test]
    fn a_gap_or_a_number_used_twice_is_found() {
        assert_eq!(
            problems(&["a/0001_create_users.sql", "a/0003_add_locale.sql"]),
            1
        );
        assert_eq!(
            problems(&["a/0001_create_users.sql", "a/0001_add_locale.sql"]),
            1
        );
    }
}
