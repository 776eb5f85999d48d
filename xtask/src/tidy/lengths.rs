//! How long files are: one that is read as a whole has about a hundred lines.

use super::tree::{File, Tree};

const LONGEST: usize = 600;
const SHORT: usize = 350;
const LARGEST_MEDIAN: usize = 150;

pub fn none_is_too_long(tree: &Tree) -> Vec<String> {
    longer_than(tree, LONGEST).collect()
}

pub fn most_are_short(tree: &Tree) -> Vec<String> {
    let files = lengths(tree).len();
    let long: Vec<_> = longer_than(tree, SHORT).collect();
    if long.len() * 10 > files {
        long
    } else {
        Vec::new()
    }
}

pub fn the_median_is_small(tree: &Tree) -> Vec<String> {
    let lengths = lengths(tree);
    match lengths.get(lengths.len() / 2) {
        Some(median) if *median > LARGEST_MEDIAN => vec![format!("the median is {median} lines")],
        _ => Vec::new(),
    }
}

fn longer_than(tree: &Tree, limit: usize) -> impl Iterator<Item = String> {
    let long = tree
        .files()
        .filter(move |file| file.is_code() && length(*file) > limit);
    long.map(|file| format!("{} has {} lines", file.path, length(file)))
}

fn lengths(tree: &Tree) -> Vec<usize> {
    let mut lengths: Vec<_> = tree
        .files()
        .filter(|file| file.is_code())
        .map(length)
        .collect();
    lengths.sort_unstable();
    lengths
}

fn length(file: File) -> usize {
    file.text.lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(lengths: &[usize]) -> Tree {
        Tree::of(
            lengths
                .iter()
                .enumerate()
                .map(|(index, length)| (format!("crates/a/src/{index}.rs"), "x\n".repeat(*length))),
        )
    }

    #[test]
    fn a_file_of_601_lines_is_too_long_unless_a_tool_wrote_it() {
        assert!(none_is_too_long(&tree(&[600])).is_empty());
        assert_eq!(
            none_is_too_long(&tree(&[601])),
            ["crates/a/src/0.rs has 601 lines"]
        );
        let generated = Tree::of([
            ("src/generated/a.rs", "x\n".repeat(601)),
            ("Cargo.lock", "x\n".repeat(601)),
        ]);
        assert!(none_is_too_long(&generated).is_empty());
    }

    #[test]
    fn one_in_ten_may_be_long_and_two_may_not() {
        let mut lengths = [10; 10];
        lengths[0] = 351;
        assert!(most_are_short(&tree(&lengths)).is_empty());
        lengths[1] = 351;
        assert_eq!(most_are_short(&tree(&lengths)).len(), 2);
    }

    #[test]
    fn a_large_median_is_told() {
        assert!(the_median_is_small(&tree(&[10, 150, 600])).is_empty());
        assert_eq!(
            the_median_is_small(&tree(&[10, 151, 600])),
            ["the median is 151 lines"]
        );
    }
}
