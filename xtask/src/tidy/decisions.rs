//! Architecture decision records: `docs/adr/NNNN-title.md`, counted from 0001 without a gap; the title repeats the number.

use super::tree::{File, Tree};

pub fn numbered(tree: &Tree) -> Vec<String> {
    let records = tree
        .below("docs/adr")
        .filter(|file| file.extension() == "md" && file.name() != "README.md");
    records
        .enumerate()
        .filter_map(|(index, file)| problem(file, index + 1))
        .collect()
}

fn problem(file: File, expected: usize) -> Option<String> {
    if !file.name().starts_with(&format!("{expected:04}-")) {
        return Some(format!("{} should be {expected:04}-title.md", file.path));
    }
    let title = file.text.lines().next().unwrap_or_default();
    let number = title
        .strip_prefix("# ")
        .and_then(|title| title.split(['.', ':', ' ']).next());
    let matches = number.and_then(|number| number.parse().ok()) == Some(expected);
    (!matches).then(|| format!("{} should begin with `# {expected}. Title`", file.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_records_pass() {
        let records = [
            ("docs/adr/0001-one-log.md", "# 1. One log\n"),
            ("docs/adr/0002-sqlite.md", "# 0002. SQLite\n"),
            ("docs/adr/README.md", "# All"),
        ];
        assert!(numbered(&Tree::of(records)).is_empty());
    }

    #[test]
    fn a_record_without_a_number_or_with_another_is_found() {
        assert_eq!(
            numbered(&Tree::of([("docs/adr/one-log.md", "# 1. One log")])).len(),
            1
        );
        assert_eq!(
            numbered(&Tree::of([("docs/adr/0002-one-log.md", "# 2. One log")])).len(),
            1
        );
        assert_eq!(
            numbered(&Tree::of([("docs/adr/0001-one-log.md", "# 2. One log")])).len(),
            1
        );
        assert_eq!(
            numbered(&Tree::of([("docs/adr/0001-one-log.md", "# One log")])).len(),
            1
        );
    }
}
