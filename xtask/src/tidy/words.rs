//! Words that do not belong into the repository. They are put together here, so that this file holds none.

use super::tree::{File, Tree};

/// The macro that prints for debugging is not here: clippy, which tells code from text, forbids it.
const LEFT_UNDONE: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("todo", "!"),
    concat!("unimple", "mented!"),
    concat!("console", ".log"),
];
const SWITCHED_OFF: [&str; 5] = [
    concat!("#[ig", "nore"),
    concat!("test.s", "kip("),
    concat!("it.s", "kip("),
    concat!("describe.s", "kip("),
    concat!("test.fi", "xme("),
];
/// First folders of paths that exist on one machine only.
const MACHINE_FOLDERS: [&str; 5] = ["work", "farm", "root", "home", "Users"];
const REGISTRY_HOSTS: [&str; 5] = [
    concat!("registry.npm", "js.org"),
    concat!("registry.yarn", "pkg.com"),
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("arti", "factory"),
];
/// How cargo writes "the default registry", whatever a machine puts in its place.
const DEFAULT_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn nothing_left_undone(tree: &Tree) -> Vec<String> {
    let is_meant =
        |file: &File| file.is_code() || ["md", "toml", "yml", "yaml"].contains(&file.extension());
    // The node scripts of tests and build speak to a terminal.
    let speaks = |file: &File, word: &str| word.starts_with("console") && file.extension() == "mjs";
    places(tree, is_meant, |file, line| {
        LEFT_UNDONE
            .into_iter()
            .find(|word| has_word(line, word) && !speaks(&file, word))
    })
}

pub fn every_test_runs(tree: &Tree) -> Vec<String> {
    places(
        tree,
        |file| file.is_code(),
        |_, line| SWITCHED_OFF.into_iter().find(|word| line.contains(word)),
    )
}

pub fn no_machine_paths(tree: &Tree) -> Vec<String> {
    let is_meant = |file: &File| !file.is_generated();
    places(tree, is_meant, |_, line| {
        MACHINE_FOLDERS
            .into_iter()
            .find(|folder| has_path(line, folder))
    })
}

pub fn no_registry_hosts(tree: &Tree) -> Vec<String> {
    let is_meant = |file: &File| !file.is_code();
    places(tree, is_meant, |file, line| {
        match REGISTRY_HOSTS.into_iter().find(|host| line.contains(host)) {
            None if file.name() == "Cargo.lock" && is_foreign_source(line) => {
                Some("another source than the default registry")
            }
            found => found,
        }
    })
}

fn is_foreign_source(line: &str) -> bool {
    line.strip_prefix("source = ")
        .is_some_and(|source| source.trim_matches('"') != DEFAULT_REGISTRY)
}

/// Looks at every line of the files that are meant, and tells where something was found.
fn places(
    tree: &Tree,
    is_meant: impl Fn(&File) -> bool,
    find: impl Fn(File, &str) -> Option<&'static str>,
) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files().filter(is_meant) {
        for (number, line) in file.lines() {
            if let Some(word) = find(file, line) {
                found.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    found
}

/// The word stands alone: it is not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let ends_itself = word.ends_with('!');
        !before.is_some_and(is_word_character)
            && (ends_itself || !after.is_some_and(is_word_character))
    })
}

/// An absolute path that begins with this folder and goes on.
fn has_path(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|character| is_word_character(character) || "./}-*".contains(character))
    })
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(path: &str, line: &str) -> Tree {
        Tree::of([(path, format!("fine\n{line}\n"))])
    }

    #[test]
    fn each_word_for_things_left_undone_is_found() {
        for word in LEFT_UNDONE {
            let tree = in_file("crates/a/src/lib.rs", &format!("    // {word}: later"));
            assert_eq!(
                nothing_left_undone(&tree),
                [format!("crates/a/src/lib.rs:2: {word}")]
            );
        }
        assert!(
            nothing_left_undone(&in_file("a.rs", &format!("auto{}list", LEFT_UNDONE[0])))
                .is_empty()
        );
    }

    #[test]
    fn a_test_that_is_switched_off_is_found() {
        for word in SWITCHED_OFF {
            assert_eq!(
                every_test_runs(&in_file("web/src/a.test.ts", word)).len(),
                1,
                "{word}"
            );
        }
        assert!(every_test_runs(&in_file("a.rs", "items.iter().skip(1)")).is_empty());
    }

    #[test]
    fn a_path_of_a_machine_is_found_and_a_path_in_an_address_is_not() {
        for folder in MACHINE_FOLDERS {
            let path = format!("/{folder}/someone/x");
            assert_eq!(
                no_machine_paths(&in_file("a.md", &format!("see `{path}`"))).len(),
                1,
                "{path}"
            );
            assert_eq!(no_machine_paths(&in_file("a.md", &path)).len(), 1, "{path}");
            assert!(
                no_machine_paths(&in_file("a.md", &format!("https://example.org{path}")))
                    .is_empty(),
                "{path}"
            );
        }
    }

    #[test]
    fn a_registry_in_a_document_or_a_lock_file_is_found() {
        for host in REGISTRY_HOSTS {
            assert_eq!(
                no_registry_hosts(&in_file("README.md", &format!("https://{host}/x"))).len(),
                1,
                "{host}"
            );
            assert_eq!(
                no_registry_hosts(&in_file("web/package-lock.json", host)).len(),
                1,
                "{host}"
            );
        }
        assert!(
            no_registry_hosts(&in_file(
                "Cargo.lock",
                &format!("source = \"{DEFAULT_REGISTRY}\"")
            ))
            .is_empty()
        );
        assert_eq!(
            no_registry_hosts(&in_file(
                "Cargo.lock",
                "source = \"git+https://example.org/x\""
            ))
            .len(),
            1
        );
    }
}
