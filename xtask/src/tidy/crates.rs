//! What every crate has, and how none is called.

use super::tree::Tree;

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 6] = ["common", "util", "utils", "helper", "helpers", "misc"];

pub fn each_has_a_module_doc(tree: &Tree) -> Vec<String> {
    let roots = folders(tree)
        .flat_map(|folder| ["lib.rs", "main.rs"].map(|name| format!("{folder}/src/{name}")));
    roots
        .filter(|path| {
            tree.text(path)
                .is_some_and(|text| !text.starts_with("//! "))
        })
        .map(|path| format!("{path} does not begin with //!"))
        .collect()
}

pub fn each_has_the_lints(tree: &Tree) -> Vec<String> {
    let manifests = folders(tree).map(|folder| format!("{folder}/Cargo.toml"));
    manifests
        .filter(|path| !tree.text(path).is_some_and(has_the_lints))
        .map(|path| format!("{path} lacks `[lints] workspace = true`"))
        .collect()
}

pub fn no_drawers(tree: &Tree) -> Vec<String> {
    let code = tree.files().filter(|file| file.is_code());
    let is_drawer = |part: &str| DRAWERS.contains(&part.split('.').next().unwrap_or(part));
    code.filter(|file| file.path.split('/').any(is_drawer))
        .map(|file| file.path.to_owned())
        .collect()
}

/// The folders of all crates.
fn folders(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.files()
        .filter_map(|file| file.path.strip_suffix("/Cargo.toml"))
}

fn has_the_lints(manifest: &str) -> bool {
    let manifest: Option<toml::Table> = manifest.parse().ok();
    let lints = manifest.as_ref().and_then(|manifest| manifest.get("lints"));
    lints
        .and_then(|lints| lints.get("workspace"))
        .and_then(toml::Value::as_bool)
        == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = 'a'\n[lints]\nworkspace = true\n";

    #[test]
    fn a_crate_without_a_module_doc_is_found() {
        let tree = |text| {
            Tree::of([
                ("crates/a/Cargo.toml", MANIFEST),
                ("crates/a/src/lib.rs", text),
            ])
        };
        assert!(each_has_a_module_doc(&tree("//! What it is.\n")).is_empty());
        assert_eq!(
            each_has_a_module_doc(&tree("mod x;\n")),
            ["crates/a/src/lib.rs does not begin with //!"]
        );
    }

    #[test]
    fn a_crate_without_the_lints_is_found() {
        assert!(each_has_the_lints(&Tree::of([("crates/a/Cargo.toml", MANIFEST)])).is_empty());
        let without = [
            ("crates/a/Cargo.toml", MANIFEST.replace("true", "false")),
            ("crates/b/Cargo.toml", "[package]".into()),
        ];
        assert_eq!(each_has_the_lints(&Tree::of(without)).len(), 2);
    }

    #[test]
    fn a_drawer_is_found_as_folder_and_as_file() {
        for name in DRAWERS {
            assert_eq!(
                no_drawers(&Tree::of([(format!("crates/{name}/src/lib.rs"), "")])).len(),
                1
            );
            assert_eq!(
                no_drawers(&Tree::of([(format!("web/src/{name}.ts"), "")])).len(),
                1
            );
        }
        assert!(no_drawers(&Tree::of([("crates/commonplace/src/utility.rs", "")])).is_empty());
    }
}
