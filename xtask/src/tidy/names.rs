//! One name everywhere: the id of a component is its folder, its crate's folder and the name of its `.wasm`.

use std::collections::BTreeSet;

use super::manifest::Manifest;
use super::tree::Tree;

pub fn one_name_everywhere(tree: &Tree) -> Vec<String> {
    let manifest = Manifest::of(tree);
    if manifest.component.is_empty() {
        return vec!["spin.toml cannot be read, or describes no component".into()];
    }
    let mut problems = Vec::new();
    for (id, component) in &manifest.component {
        let source = format!(
            "target/wasm32-wasip2/release/{}_component.wasm",
            id.replace('-', "_")
        );
        if component.source != source {
            problems.push(format!("the source of {id} should be {source}"));
        }
        if package_name(tree, &format!("components/{id}")) != Some(format!("{id}-component")) {
            problems.push(format!(
                "components/{id} should hold the package {id}-component"
            ));
        }
        if package_name(tree, &format!("crates/{id}")).is_none() {
            problems.push(format!("{id} should have its logic in crates/{id}"));
        }
    }
    let folders: BTreeSet<_> = tree
        .below("components")
        .filter_map(|file| file.path.split('/').nth(1))
        .collect();
    let unknown = folders
        .into_iter()
        .filter(|folder| !manifest.component.contains_key(*folder));
    problems.extend(unknown.map(|folder| format!("components/{folder} is not in spin.toml")));
    problems
}

fn package_name(tree: &Tree, folder: &str) -> Option<String> {
    let manifest: toml::Table = tree.text(&format!("{folder}/Cargo.toml"))?.parse().ok()?;
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPIN: &str = "
        [variables]
        [trigger]
        [component.ai-worker]
        source = 'target/wasm32-wasip2/release/ai_worker_component.wasm'
    ";

    fn tree(spin: &str, component: &str, room: &str) -> Tree {
        Tree::of([
            ("spin.toml".to_owned(), spin.to_owned()),
            (
                format!("components/{component}/Cargo.toml"),
                format!("[package]\nname = '{component}-component'"),
            ),
            (
                format!("crates/{room}/Cargo.toml"),
                format!("[package]\nname = '{room}'"),
            ),
        ])
    }

    #[test]
    fn a_component_with_one_name_passes() {
        assert!(one_name_everywhere(&tree(SPIN, "ai-worker", "ai-worker")).is_empty());
    }

    #[test]
    fn another_name_in_any_place_is_found() {
        assert_eq!(
            one_name_everywhere(&tree(SPIN, "reviewer", "ai-worker")).len(),
            2
        );
        assert_eq!(
            one_name_everywhere(&tree(SPIN, "ai-worker", "reviewing")).len(),
            1
        );
        let renamed = SPIN.replace("ai_worker_component", "worker");
        assert_eq!(
            one_name_everywhere(&tree(&renamed, "ai-worker", "ai-worker")).len(),
            1
        );
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_found() {
        assert_eq!(one_name_everywhere(&tree("[component", "a", "a")).len(), 1);
    }
}
