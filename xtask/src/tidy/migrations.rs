//! Migrations: `migrations/<service>/NNNN_verb_object.sql`, each of them embedded by the service's crate.
//!
//! A service counts from 0001 without a gap or a repetition. Some of its numbers belong to tables that come with
//! another crate (the log, the queue) and have no file here: their names stand in the service's code as well.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Tree;

/// What a migration may say that it does. They only ever expand, or contract what an earlier release expanded.
const VERBS: [&str; 12] = [
    "create", "add", "drop", "rename", "index", "fill", "move", "split", "widen", "allow",
    "require", "seed",
];

pub fn well_named(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in tree
        .below("migrations")
        .filter(|file| file.extension() == "sql")
    {
        let name = file.name().trim_end_matches(".sql");
        let service = file.path.split('/').nth(1).unwrap_or_default();
        if number(name).is_none() {
            let verbs = VERBS.join(", ");
            problems.push(format!(
                "{} is not NNNN_verb_object.sql with a verb out of: {verbs}",
                file.path
            ));
        } else if !code_of(tree, service).any(|code| code.contains(name)) {
            problems.push(format!("crates/{service} does not embed {}", file.path));
        }
        services.entry(service).or_default().insert(name);
    }
    for (service, mut names) in services {
        names.extend(
            code_of(tree, service)
                .flat_map(|code| code.split('"'))
                .filter(|text| number(text).is_some()),
        );
        problems.extend(misnumbered(service, &names));
    }
    problems
}

/// The code of a service without its tests, which may make up migrations of their own.
fn code_of<'a>(tree: &'a Tree, service: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let files = tree.below(&format!("crates/{service}/src"));
    files
        .filter(|file| !file.path.contains("test"))
        .map(|file| file.text)
}

fn misnumbered(service: &str, names: &BTreeSet<&str>) -> Option<String> {
    let numbers = names.iter().filter_map(|name| number(name));
    let (name, _) = names
        .iter()
        .zip(numbers)
        .zip(1..)
        .find(|((_, number), expected)| number != expected)?
        .0;
    Some(format!(
        "migrations/{service}: {name} leaves a gap or takes a number that is in use"
    ))
}

fn number(name: &str) -> Option<u32> {
    let (number, rest) = name.split_once('_')?;
    let (verb, object) = rest.split_once('_')?;
    let is_word = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
    };
    let is_object = !object.is_empty() && object.chars().all(is_word);
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_fine = is_number && is_object && VERBS.contains(&verb);
    is_fine.then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service `a` with these migrations, all embedded, and this code.
    fn problems(names: &[&str], code: &str) -> usize {
        let paths: Vec<_> = names
            .iter()
            .map(|name| format!("migrations/a/{name}"))
            .collect();
        let embedded = paths
            .iter()
            .map(|path| format!("include_str!(\"../{path}\")\n"))
            .collect::<String>();
        let files = paths.iter().map(|path| (path.clone(), String::new()));
        well_named(&Tree::of(
            files.chain([("crates/a/src/app.rs".into(), embedded + code)]),
        ))
        .len()
    }

    #[test]
    fn numbered_migrations_that_say_what_they_do_pass() {
        assert_eq!(
            problems(&["0001_create_users.sql", "0002_add_user_locale.sql"], ""),
            0
        );
    }

    #[test]
    fn a_number_that_another_crates_tables_take_is_no_gap() {
        assert_eq!(
            problems(&["0002_create_users.sql"], "name: \"0001_create_log\""),
            0
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        for name in [
            "1_create_users",
            "0001_users",
            "0001_change_users",
            "0001_create_",
            "0001-create-users",
        ] {
            assert_eq!(problems(&[&format!("{name}.sql")], ""), 1, "{name}");
        }
    }

    #[test]
    fn a_gap_or_a_number_used_twice_is_found() {
        assert_eq!(
            problems(&["0001_create_users.sql", "0003_add_locale.sql"], ""),
            1
        );
        assert_eq!(
            problems(&["0001_create_users.sql", "0001_add_locale.sql"], ""),
            1
        );
        assert_eq!(
            problems(&["0001_create_users.sql"], "name: \"0001_create_log\""),
            1
        );
    }

    #[test]
    fn a_migration_that_is_not_embedded_is_found() {
        let forgotten = [
            ("migrations/a/0001_create_users.sql", ""),
            ("crates/a/src/app.rs", ""),
        ];
        assert_eq!(
            well_named(&Tree::of(forgotten)),
            ["crates/a does not embed migrations/a/0001_create_users.sql"]
        );
    }
}
