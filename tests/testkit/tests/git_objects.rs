//! Every object and every answer about history is what the real `git` says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use testkit::git::{Change, Commit, Mode, Object, Oid, Signature, Store};

fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> String {
    let mut child = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .env_remove("GIT_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git is needed for these tests");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "git {arguments:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

/// Writes everything into a real repository; git must agree with every id.
fn export(store: &Store) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(
        folder.path(),
        &["init", "--quiet", "--bare", "--initial-branch=main"],
        b"",
    );
    for (id, object) in store.objects() {
        let arguments = [
            "hash-object",
            "-w",
            "--literally",
            "-t",
            object.kind(),
            "--stdin",
        ];
        assert_eq!(
            git(folder.path(), &arguments, &object.bytes()),
            id.to_string()
        );
    }
    folder
}

fn signature(seconds: i64, offset_minutes: i16) -> Signature {
    Signature {
        name: "김 하나".to_owned(),
        email: "hana@example.invalid".to_owned(),
        seconds,
        offset_minutes,
    }
}

fn blob(store: &mut Store, content: &str) -> Change {
    let id = store.put(Object::Blob(content.to_owned().into()));
    Change::Put(Mode::File, id)
}

fn commit(store: &mut Store, tree: Oid, parents: &[Oid], seconds: i64, message: &str) -> Oid {
    store.put(Object::Commit(Commit {
        tree,
        parents: parents.to_vec(),
        author: signature(seconds, 540),
        committer: signature(seconds, -210),
        message: message.to_owned(),
    }))
}

/// A tree whose order differs between names and names with a slash, in several depths and modes.
fn odd_tree(store: &mut Store) -> Oid {
    let mut changes = Vec::new();
    for path in [
        "a.b",
        "a/b",
        "a-b",
        "a0",
        "a/c/d/e.py",
        "주차 1/풀이.py",
        "-",
        "A",
    ] {
        changes.push((path.to_owned(), blob(store, path)));
    }
    let script = store.put(Object::Blob("#!/bin/sh\n".into()));
    changes.push(("run".to_owned(), Change::Put(Mode::Executable, script)));
    let target = store.put(Object::Blob("run".into()));
    changes.push(("link".to_owned(), Change::Put(Mode::Symlink, target)));
    store.edit(None, &changes).unwrap()
}

#[test]
fn blobs_trees_and_commits_have_the_ids_that_git_gives_and_git_finds_nothing_wrong() {
    let mut store = Store::default();
    for content in ["", "print(1)\n", "한글\r\n\0"] {
        store.put(Object::Blob(content.into()));
    }
    let tree = odd_tree(&mut store);
    let root = commit(
        &mut store,
        tree,
        &[],
        1_700_000_000,
        "Root\n\nSubmission-Id: 1\n",
    );
    let head = commit(&mut store, tree, &[root], 1_700_000_001, "No line end");
    let folder = export(&store);
    git(
        folder.path(),
        &["update-ref", "refs/heads/main", &head.to_string()],
        b"",
    );
    git(folder.path(), &["fsck", "--strict", "--full"], b"");
    let listed = git(folder.path(), &["ls-tree", "-r", "-t", "-z", "main"], b"");
    let ours: Vec<String> = store
        .list(tree, true)
        .iter()
        .map(|line| {
            format!(
                "{} {} {}\t{}",
                line.mode.digits(),
                line.mode.points_to(),
                line.id,
                line.path
            )
        })
        .collect();
    assert_eq!(
        listed
            .trim_end_matches('\0')
            .split('\0')
            .collect::<Vec<_>>(),
        ours
    );
    let author = git(
        folder.path(),
        &[
            "log",
            "-1",
            "--format=%an <%ae> %ad %cd",
            "--date=raw",
            "main",
        ],
        b"",
    );
    assert_eq!(
        author,
        "김 하나 <hana@example.invalid> 1700000001 +0900 1700000001 -0330"
    );
}

#[test]
fn trailers_are_those_that_git_reads() {
    let mut store = Store::default();
    let tree = odd_tree(&mut store);
    let messages = [
        "Submit: 두 수의 합 (python)\n\nSubmission-Id: 0190-aa\n",
        "Submit: x\n\nBody: not last\n\nSubmission-Id: b\nCo-authored-by: c <c@d>",
        "Submit: Submission-Id: in the title",
        "Submit\n\nsubmission-id:   lower  \n",
    ];
    for message in messages {
        let id = commit(&mut store, tree, &[], 1_700_000_000, message);
        let folder = export(&store);
        let format = "--format=%(trailers:key=Submission-Id,valueonly)";
        let theirs = git(folder.path(), &["log", "-1", format, &id.to_string()], b"");
        assert_eq!(
            store
                .commit(id)
                .unwrap()
                .trailers("Submission-Id")
                .join("\n"),
            theirs,
            "{message}"
        );
    }
}

#[test]
fn an_edit_gives_the_tree_that_git_gives_for_the_same_files() {
    let mut store = Store::default();
    let tree = odd_tree(&mut store);
    let changes = [
        ("a/c/d/e.py".to_owned(), Change::Delete),
        ("a/b".to_owned(), blob(&mut store, "new")),
        ("deep/er/still/x".to_owned(), blob(&mut store, "x")),
        // A file where a folder was, and the other way round.
        ("주차 1".to_owned(), blob(&mut store, "a file now")),
        ("A/in".to_owned(), blob(&mut store, "a folder now")),
    ];
    let edited = store.edit(Some(tree), &changes).unwrap();
    let paths: Vec<String> = store
        .list(edited, true)
        .into_iter()
        .map(|line| line.path)
        .collect();
    assert!(
        !paths.iter().any(|path| path.starts_with("a/c")),
        "empty folders go: {paths:?}"
    );
    let folder = export(&store);
    let lines = store
        .list(edited, true)
        .into_iter()
        .filter(|line| line.mode != Mode::Directory);
    let index: String = lines
        .map(|line| format!("{} {}\t{}\n", line.mode.digits(), line.id, line.path))
        .collect();
    git(
        folder.path(),
        &["update-index", "--add", "--index-info"],
        index.as_bytes(),
    );
    assert_eq!(git(folder.path(), &["write-tree"], b""), edited.to_string());
}

#[test]
fn deleting_the_last_file_leaves_the_empty_tree() {
    let mut store = Store::default();
    let only = blob(&mut store, "x");
    let tree = store.edit(None, &[("a/b".to_owned(), only)]).unwrap();
    let empty = store
        .edit(Some(tree), &[("a/b".to_owned(), Change::Delete)])
        .unwrap();
    assert_eq!(
        empty.to_string(),
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    );
}

#[test]
fn paths_that_git_refuses_are_refused() {
    let mut store = Store::default();
    let change = blob(&mut store, "x");
    for path in [
        "",
        "/a",
        "a//b",
        "a/",
        "../a",
        "a/./b",
        ".git/config",
        "a/.GIT/x",
    ] {
        assert!(
            store
                .edit(None, &[(path.to_owned(), change.clone())])
                .is_err(),
            "{path:?}"
        );
    }
    assert!(
        store
            .edit(None, &[("gone".to_owned(), Change::Delete)])
            .is_err()
    );
}

/// A history with forks and merges, grown from a seed; each commit changes one of three files or none.
fn grown(seed: u64) -> (Store, Vec<Oid>) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut store = Store::default();
    let mut commits: Vec<Oid> = Vec::new();
    for step in 0..60 {
        let mut parents = Vec::new();
        for _ in 0..dice.usize(1..=2).min(commits.len()) {
            let recent = commits.len().saturating_sub(6);
            parents.push(commits[dice.usize(recent..commits.len())]);
        }
        parents.dedup();
        let base = parents
            .first()
            .and_then(|parent| store.peel_to_tree(*parent));
        let file = format!("dir/{}", dice.usize(0..3));
        let content = blob(&mut store, &dice.usize(0..4).to_string());
        let tree = store.edit(base, &[(file, content)]).unwrap();
        commits.push(commit(
            &mut store,
            tree,
            &parents,
            1_700_000_000 + step,
            "step",
        ));
    }
    (store, commits)
}

#[test]
fn reachability_merge_bases_and_logs_agree_with_git_on_grown_histories() {
    for seed in 1..=3 {
        let (store, commits) = grown(seed);
        let folder = export(&store);
        let ask = |arguments: &[&str]| git(folder.path(), arguments, b"");
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let mut dice = fastrand::Rng::with_seed(seed);
        for _ in 0..12 {
            let one = commits[dice.usize(..commits.len())];
            let other = commits[dice.usize(..commits.len())];
            let (a, b) = (one.to_string(), other.to_string());
            let log: Vec<String> = store.log(one).iter().map(Oid::to_string).collect();
            assert_eq!(
                log,
                lines(ask(&["rev-list", "--date-order", &a])),
                "seed {seed}"
            );
            let ahead: Vec<String> = store.ahead(one, other).iter().map(Oid::to_string).collect();
            assert_eq!(
                ahead,
                lines(ask(&["rev-list", "--date-order", &b, &format!("^{a}")]))
            );
            let status = Command::new("git")
                .current_dir(folder.path())
                .args(["merge-base", "--is-ancestor", &a, &b])
                .status()
                .unwrap();
            assert_eq!(store.is_ancestor(one, other), status.success());
            let output = Command::new("git")
                .current_dir(folder.path())
                .args(["merge-base", "--all", &a, &b])
                .output()
                .unwrap();
            let best: BTreeSet<String> = lines(String::from_utf8(output.stdout).unwrap())
                .into_iter()
                .collect();
            match store.merge_base(one, other) {
                Some(base) => assert!(
                    best.contains(&base.to_string()),
                    "seed {seed}: {base} not in {best:?}"
                ),
                None => assert!(best.is_empty(), "seed {seed}: {best:?}"),
            }
            let path = format!("dir/{}", dice.usize(0..3));
            let touched: BTreeSet<String> = store
                .log_of_path(one, &path)
                .iter()
                .map(Oid::to_string)
                .collect();
            let theirs = ask(&["log", "--format=%H", &a, "--", &path]);
            assert_eq!(
                touched,
                lines(theirs).into_iter().collect(),
                "seed {seed}, {path}"
            );
        }
    }
}
