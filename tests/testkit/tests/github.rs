//! The fake GitHub answers as the real one does, and its ledger tells what happened.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

mod support;

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use support::Caller;
use testkit::github::{FakeGithub, Permission, Repository, WriteKind};

fn start() -> (FakeGithub, Repository, Caller) {
    let github = FakeGithub::start().unwrap();
    let repository = github.repository("ada/algorithms");
    let caller = Caller::new(&github, &github.token_for(&repository));
    (github, repository, caller)
}

#[tokio::test]
async fn a_push_through_the_git_data_api_is_one_commit_and_the_ledger_shows_every_step() {
    let (github, repository, ada) = start();
    let message = "Submit: 두 수의 합 (python)\n\nSubmission-Id: s-1\n";
    let sha = ada
        .prepare(&repository, "1주차/a b.py", "print(1)\n", message)
        .await;
    assert_eq!(
        repository.commits_of("main", "s-1"),
        0,
        "not on the branch yet"
    );
    let moved = ada.move_main(&repository, &sha).await.expect(200).unwrap();
    assert_eq!(moved.text("/ref"), "refs/heads/main");
    assert_eq!(moved.text("/object/sha"), sha);
    assert_eq!(repository.head("main").unwrap().to_string(), sha);
    assert_eq!(
        repository.file("main", "1주차/a b.py").unwrap(),
        "print(1)\n"
    );
    assert_eq!(repository.commits_of("main", "s-1"), 1);
    let ledger = github.ledger();
    let kinds: Vec<WriteKind> = ledger.iter().map(|write| write.kind).collect();
    assert_eq!(
        kinds,
        [
            WriteKind::Blob,
            WriteKind::Tree,
            WriteKind::Commit,
            WriteKind::RefMoved
        ]
    );
    for write in &ledger[2..] {
        assert_eq!(write.sha.unwrap().to_string(), sha);
        assert_eq!(write.submission_ids, ["s-1"]);
        assert_eq!(
            (write.token.as_str(), write.repository.as_str()),
            ("token-1", "ada/algorithms")
        );
    }
    assert_eq!(ledger[3].reference.as_deref(), Some("refs/heads/main"));
    assert_eq!(github.complaints(), [] as [&str; 0]);
    let commit = &repository.commits("main")[0].commit;
    assert_eq!(
        (commit.author.seconds, commit.committer.seconds),
        (1_767_323_045, 1_767_323_045)
    );
}

#[tokio::test]
async fn the_same_commit_made_again_has_the_same_id() {
    let (_github, repository, ada) = start();
    let first = ada
        .prepare(&repository, "a.py", "1", "m\n\nSubmission-Id: s")
        .await;
    let again = ada
        .prepare(&repository, "a.py", "1", "m\n\nSubmission-Id: s")
        .await;
    assert_eq!(first, again);
}

#[tokio::test]
async fn a_branch_that_has_moved_on_refuses_without_force_and_obeys_with_it() {
    let (_github, repository, ada) = start();
    let sha = ada.prepare(&repository, "a.py", "1", "mine").await;
    let theirs = repository.push("main", "b.py", b"2", "theirs").unwrap();
    let refused = ada.move_main(&repository, &sha).await.expect(422).unwrap();
    assert_eq!(refused.text("/message"), "Update is not a fast forward");
    assert_eq!(repository.head("main"), Some(theirs));
    let path = "/repos/ada/algorithms/git/refs/heads/main";
    ada.send("PATCH", path, json!({ "sha": sha, "force": true }))
        .await
        .expect(200)
        .unwrap();
    assert_eq!(repository.head("main").unwrap().to_string(), sha);
    // A move to where it is already is no failure.
    ada.move_main(&repository, &sha).await.expect(200).unwrap();
}

#[tokio::test]
async fn compare_says_identical_ahead_behind_and_diverged() {
    let (_github, repository, ada) = start();
    let old = repository.head("main").unwrap().to_string();
    let mine = ada.prepare(&repository, "a.py", "1", "mine").await;
    let theirs = repository
        .push("main", "b.py", b"2", "theirs")
        .unwrap()
        .to_string();
    let cases = [
        (&old, &old, "identical", 0, 0),
        (&old, &theirs, "ahead", 1, 0),
        (&theirs, &old, "behind", 0, 1),
        (&theirs, &mine, "diverged", 1, 1),
    ];
    for (base, head, status, ahead, behind) in cases {
        let answer = ada
            .get(&format!("/repos/ada/algorithms/compare/{base}...{head}"))
            .await;
        let answer = answer.expect(200).unwrap();
        assert_eq!(answer.text("/status"), status);
        assert_eq!(
            (&answer.json["ahead_by"], &answer.json["behind_by"]),
            (&json!(ahead), &json!(behind))
        );
        assert_eq!(answer.json["commits"].as_array().unwrap().len(), ahead);
    }
    let by_name = ada
        .get(&format!("/repos/ada/algorithms/compare/{old}...main"))
        .await;
    assert_eq!(by_name.text("/status"), "ahead");
    assert_eq!(by_name.text("/files/0/filename"), "b.py");
}

#[tokio::test]
async fn an_empty_repository_refuses_git_data_until_a_file_is_put() {
    let github = FakeGithub::start().unwrap();
    let repository = github.empty_repository("ada/new");
    let ada = Caller::new(&github, &github.token_for(&repository));
    ada.get("/repos/ada/new").await.expect(200).unwrap();
    for path in ["git/ref/heads/main", "commits"] {
        let refused = ada
            .get(&format!("/repos/ada/new/{path}"))
            .await
            .expect(409)
            .unwrap();
        assert_eq!(refused.text("/message"), "Git Repository is empty.");
    }
    let blob = ada
        .send(
            "POST",
            "/repos/ada/new/git/blobs",
            json!({ "content": "x" }),
        )
        .await;
    blob.expect(409).unwrap();
    ada.get("/repos/ada/new/contents/README.md")
        .await
        .expect(404)
        .unwrap();
    let put = json!({ "message": "Start\n\nSubmission-Id: s-1", "content": "aGk=" });
    let made = ada
        .send("PUT", "/repos/ada/new/contents/README.md", put)
        .await
        .expect(201)
        .unwrap();
    assert_eq!(made.text("/content/path"), "README.md");
    assert_eq!(repository.file("main", "README.md").unwrap(), "hi");
    assert_eq!(github.ledger()[0].submission_ids, ["s-1"]);
    ada.get("/repos/ada/new/git/ref/heads/main")
        .await
        .expect(200)
        .unwrap();
}

#[tokio::test]
async fn a_file_put_by_path_needs_the_blob_it_replaces() {
    let (_github, repository, ada) = start();
    let path = "/repos/ada/algorithms/contents/a/%ED%92%80%EC%9D%B4.py";
    let first = ada
        .send("PUT", path, json!({ "message": "1", "content": "MQ==" }))
        .await
        .expect(201)
        .unwrap();
    let blob = first.text("/content/sha").to_owned();
    ada.send("PUT", path, json!({ "message": "2", "content": "Mg==" }))
        .await
        .expect(422)
        .unwrap();
    let stale = json!({ "message": "2", "content": "Mg==", "sha": "0".repeat(40) });
    ada.send("PUT", path, stale).await.expect(409).unwrap();
    ada.send(
        "PUT",
        path,
        json!({ "message": "2", "content": "Mg==", "sha": blob }),
    )
    .await
    .expect(200)
    .unwrap();
    let read = ada
        .get(&format!("{path}?ref=main"))
        .await
        .expect(200)
        .unwrap();
    assert_eq!(
        (read.text("/content"), read.text("/encoding")),
        ("Mg==\n", "base64")
    );
    assert_eq!(repository.file("main", "a/풀이.py").unwrap(), "2");
    let listed = ada
        .get("/repos/ada/algorithms/contents/a")
        .await
        .expect(200)
        .unwrap();
    assert_eq!(listed.text("/0/type"), "file");
    let commits = ada
        .get("/repos/ada/algorithms/commits?sha=main&path=a/%ED%92%80%EC%9D%B4.py")
        .await;
    assert_eq!(
        commits.expect(200).unwrap().json.as_array().unwrap().len(),
        2
    );
    let gone = json!({ "message": "3", "sha": read.text("/sha") });
    ada.send("DELETE", path, gone).await.expect(200).unwrap();
    ada.get(path).await.expect(404).unwrap();
}

#[tokio::test]
async fn trees_delete_with_null_and_make_blobs_from_content() {
    let (_github, repository, ada) = start();
    repository.push("main", "old/a.py", b"1", "old").unwrap();
    let base = repository.head("main").unwrap().to_string();
    let tree = json!([
        { "path": "old/a.py", "mode": "100644", "type": "blob", "sha": null },
        { "path": "new/b.py", "mode": "100644", "type": "blob", "content": "2" },
    ]);
    let path = "/repos/ada/algorithms/git/trees";
    let made = ada
        .send("POST", path, json!({ "base_tree": base, "tree": tree }))
        .await
        .expect(201)
        .unwrap();
    let listed = ada
        .get(&format!("{path}/{}?recursive=1", made.text("/sha")))
        .await
        .expect(200)
        .unwrap();
    let lines = listed.json["tree"].as_array().unwrap();
    let paths: Vec<&str> = lines
        .iter()
        .map(|line| line["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["README.md", "new", "new/b.py"]);
    let bad = [
        (
            json!([{ "path": "gone", "mode": "100644", "type": "blob", "sha": null }]),
            "GitRPC::BadObjectState",
        ),
        (
            json!([{ "path": "/a", "mode": "100644", "content": "" }]),
            "tree.path cannot start with a slash",
        ),
        (
            json!([{ "path": "a", "mode": "777", "content": "" }]),
            "Must supply a valid tree.mode",
        ),
        (json!([]), "Invalid tree info"),
    ];
    for (tree, message) in bad {
        let refused = ada
            .send("POST", path, json!({ "base_tree": base, "tree": tree }))
            .await;
        assert_eq!(refused.expect(422).unwrap().text("/message"), message);
    }
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_refused_as_github_does() {
    let (_github, repository, ada) = start();
    let git = "/repos/ada/algorithms/git";
    let head = repository.head("main").unwrap().to_string();
    let nothing = "0".repeat(40);
    let cases = [
        ("POST", "blobs", json!([]), 400),
        ("POST", "blobs", json!({ "encoding": "utf-8" }), 422),
        (
            "POST",
            "blobs",
            json!({ "content": "%%%", "encoding": "base64" }),
            422,
        ),
        (
            "POST",
            "commits",
            json!({ "message": "m", "tree": head }),
            422,
        ),
        (
            "POST",
            "commits",
            json!({ "message": "m", "tree": nothing }),
            422,
        ),
        ("POST", "refs", json!({ "ref": "main", "sha": head }), 422),
        (
            "POST",
            "refs",
            json!({ "ref": "refs/heads/main", "sha": head }),
            422,
        ),
        (
            "POST",
            "refs",
            json!({ "ref": "refs/heads/x", "sha": nothing }),
            422,
        ),
        (
            "POST",
            "refs",
            json!({ "ref": "refs/heads/x", "sha": head }),
            201,
        ),
        ("PATCH", "refs/heads/none", json!({ "sha": head }), 422),
        ("PATCH", "refs/heads/main", json!({ "sha": nothing }), 422),
        ("DELETE", "refs/heads/x", json!({}), 204),
        ("GET", "ref/heads/x", json!({}), 404),
        ("GET", "commits/none", json!({}), 404),
    ];
    for (method, path, body, status) in cases {
        let answer = ada
            .send(method, &format!("{git}/{path}"), body.clone())
            .await;
        assert_eq!(
            answer.status, status,
            "{method} {path} {body}: {}",
            answer.json
        );
    }
    let not_json = ada
        .call("POST", &format!("{git}/blobs"))
        .body("application/json", "{")
        .send()
        .await;
    assert_eq!(not_json.unwrap().text("/message"), "Problems parsing JSON");
}

#[tokio::test]
async fn tokens_open_what_they_were_given_and_nothing_else() {
    let (github, repository, ada) = start();
    let reader = github.token("eve");
    let eve = Caller::new(&github, &reader);
    let blobs = "/repos/ada/algorithms/git/blobs";
    let blob = || json!({ "content": "x" });
    eve.get("/repos/ada/algorithms").await.expect(404).unwrap();
    eve.send("POST", blobs, blob()).await.expect(404).unwrap();
    reader.allow(&repository, Permission::Read);
    eve.get("/repos/ADA/Algorithms").await.expect(200).unwrap();
    eve.send("POST", blobs, blob()).await.expect(403).unwrap();
    assert_eq!(eve.get("/user").await.text("/login"), "eve");
    reader.revoke();
    let refused = eve.get("/user").await.expect(401).unwrap();
    assert_eq!(refused.text("/message"), "Bad credentials");
    repository.set_archived(true);
    ada.send("POST", blobs, blob()).await.expect(403).unwrap();
    repository.set_archived(false);
    repository.make_public();
    let nobody = testkit::client::Client::new(&github.url());
    let post = nobody
        .request("POST", blobs)
        .header("user-agent", "x")
        .json(&blob())
        .send()
        .await;
    post.unwrap().expect(401).unwrap();
    assert_eq!(github.ledger().len(), 0);
    nobody.get("/user").await.unwrap().expect(403).unwrap();
    let nobody = nobody
        .request("GET", "/user")
        .header("user-agent", "x")
        .send()
        .await;
    nobody.unwrap().expect(401).unwrap();
}

#[tokio::test]
async fn the_hours_requests_run_out_and_come_back() {
    let github = FakeGithub::start().unwrap();
    let repository = github.repository("ada/algorithms");
    let token = github.token_for(&repository);
    let ada = Caller::new(&github, &token);
    token.limit(
        1,
        Duration::from_millis(1500),
        StatusCode::TOO_MANY_REQUESTS,
    );
    let last = ada.get("/user").await.expect(200).unwrap();
    assert_eq!(last.header("x-ratelimit-remaining"), Some("0"));
    let refused = ada.get("/user").await.expect(429).unwrap();
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    let reset: u64 = refused
        .header("x-ratelimit-reset")
        .unwrap()
        .parse()
        .unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs();
    assert!((now..=now + 3).contains(&reset), "{reset} at {now}");
    tokio::time::sleep(Duration::from_millis(1600)).await;
    ada.get("/user").await.expect(200).unwrap();
}

#[tokio::test]
async fn a_renamed_repository_redirects_and_a_deleted_one_is_gone() {
    let (github, repository, ada) = start();
    repository.rename("ada/solutions");
    let moved = ada.get("/repos/ada/algorithms").await.expect(301).unwrap();
    let location = moved
        .header("location")
        .unwrap()
        .strip_prefix(&github.url())
        .unwrap()
        .to_owned();
    assert_eq!(ada.get(&location).await.text("/full_name"), "ada/solutions");
    let moved = ada
        .send(
            "POST",
            "/repos/ada/algorithms/git/blobs",
            json!({ "content": "" }),
        )
        .await;
    moved.expect(307).unwrap();
    repository.delete();
    ada.get("/repos/ada/solutions").await.expect(404).unwrap();
}

#[tokio::test]
async fn a_protected_branch_does_not_move() {
    let (_github, repository, ada) = start();
    let sha = ada.prepare(&repository, "a.py", "1", "mine").await;
    repository.protect("main");
    ada.move_main(&repository, &sha).await.expect(422).unwrap();
    repository.unprotect();
    ada.move_main(&repository, &sha).await.expect(200).unwrap();
}

#[tokio::test]
async fn requests_made_otherwise_than_documented_are_answered_and_complained_of() {
    let (github, _repository, ada) = start();
    let blob = json!({ "content": "x", "colour": "red" });
    ada.send("POST", "/repos/ada/algorithms/git/blobs", blob)
        .await
        .expect(201)
        .unwrap();
    let complaints = github.complaints();
    assert_eq!(
        complaints,
        ["POST /repos/ada/algorithms/git/blobs: unknown field `colour`"]
    );
    let plain = testkit::client::Client::new(&github.url());
    plain
        .request("GET", "/rate_limit")
        .header("user-agent", "x")
        .send()
        .await
        .unwrap();
    assert_eq!(
        github.complaints().len(),
        3,
        "no Accept and no version: {:?}",
        github.complaints()
    );
}
