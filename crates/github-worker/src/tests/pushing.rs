use serde_json::json;
use testkit::fake::{Fault, Reply, Stage};
use testkit::github::{FakeGithub, WriteKind, endpoint};

use super::{End, PATH, PATIENCE, World, submission};

#[tokio::test]
async fn a_submission_becomes_one_commit_upon_the_default_branch() {
    let world = World::new().await;
    let before = world.repository.head("main").unwrap();
    let End::Completed(result) = world.push_one().await else {
        panic!("{:?}", world.queue.end("one"));
    };
    world.assert_pushed_once("one");
    let commits = world.repository.commits("main");
    let newest = &commits[0];
    assert_eq!(newest.commit.parents, [before]);
    assert_eq!(
        newest.commit.message,
        "Submit: 두 수의 합 (python)\n\nSubmission-Id: one"
    );
    assert_eq!(newest.commit.author, newest.commit.committer);
    assert_eq!(newest.commit.author.name, "민수");
    assert_eq!(newest.commit.author.seconds, 1_795_154_645);
    let file = world.repository.file("main", PATH).unwrap();
    assert_eq!(file, "print(1)\n");
    assert!(world.repository.file("main", "README.md").is_some());
    let sha = newest.id.to_string();
    assert_eq!(
        result,
        json!({
            "type": "pushed", "sha": sha, "path": PATH, "blobSha": result["blobSha"],
            "repository": "minsu/solutions", "branch": "main",
            "url": format!(
                "https://github.com/minsu/solutions/blob/{sha}/3/BOJ_1000_%EB%91%90%20%EC%88%98%EC%9D%98%20%ED%95%A9.py"
            ),
        })
    );
    assert_eq!(world.github.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn the_commit_is_recorded_before_the_branch_moves() {
    let world = World::new().await;
    let mut barrier = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    world.queue.add(&submission("one", "print(1)\n"));
    let watch = async {
        let stopped = barrier.reached(PATIENCE).await.unwrap();
        let facts = world.queue.facts("one");
        assert_eq!(facts.len(), 1);
        assert_eq!(facts[0]["type"], "commitCreated");
        assert_eq!(facts[0]["path"], PATH);
        assert_eq!(facts[0]["repository"], "minsu/solutions");
        assert_eq!(facts[0]["branch"], "main");
        assert_eq!(facts[0]["sha"], stopped.request().json().unwrap()["sha"]);
        assert_eq!(world.commits_of("one"), 0);
        stopped.release();
    };
    tokio::join!(world.work(), watch);
    world.assert_pushed_once("one");
}

#[tokio::test]
async fn a_member_without_a_repository_is_skipped_and_github_not_asked() {
    let world = World::new().await;
    world.queue.unlink();
    let end = world.push_one().await;
    let skipped = json!({"type": "skipped", "code": "github_not_linked"});
    assert_eq!(end, End::Completed(skipped));
    assert_eq!(world.github.count(endpoint::ANY), 0);
}

#[tokio::test]
async fn the_branch_of_choice_is_used_and_the_others_left_alone() {
    let world = World::new().await;
    let main = world.repository.head("main");
    world.repository.push("study/풀이#1", "x", b"x", "Begin");
    world.relink("branch", json!("study/풀이#1"));
    let end = world.push_one().await;
    assert!(matches!(end, End::Completed(_)), "{end:?}");
    assert_eq!(world.repository.commits_of("study/풀이#1", "one"), 1);
    assert_eq!(world.repository.head("main"), main);
}

#[tokio::test]
async fn the_default_branch_is_githubs_word() {
    let world = World::new().await;
    world.repository.push("trunk", "x", b"x", "Begin");
    world.repository.set_default_branch("trunk");
    world.push_one().await;
    assert_eq!(world.repository.commits_of("trunk", "one"), 1);
    assert_eq!(world.commits_of("one"), 0);
}

#[tokio::test]
async fn the_same_file_again_is_a_commit_again() {
    let world = World::new().await;
    for (id, code) in [("a1", "A"), ("b", "B"), ("a2", "A"), ("a3", "A")] {
        world.queue.add(&submission(id, code));
        world.work().await;
    }
    for id in ["a1", "a2", "a3", "b"] {
        world.assert_pushed_once(id);
    }
    assert_eq!(world.repository.file("main", PATH).unwrap(), "A");
    assert_eq!(world.repository.commits("main").len(), 5);
}

#[tokio::test]
async fn the_largest_code_arrives_as_it_was() {
    let world = World::new().await;
    let code: String = "가\u{1f389}\"\\\u{1}\r\n"
        .chars()
        .cycle()
        .take(40_000)
        .collect();
    world.queue.add(&submission("one", &code));
    world.work().await;
    assert_eq!(world.repository.file("main", PATH).unwrap(), code);
}

#[tokio::test]
async fn an_empty_repository_is_begun_with_a_commit_that_is_no_submission() {
    let github = FakeGithub::start().unwrap();
    let repository = github.empty_repository("minsu/solutions");
    let world = World::with(github, repository).await;
    world.push_one().await;
    world.assert_pushed_once("one");
    let commits = world.repository.commits("main");
    assert_eq!(commits.len(), 2);
    assert_eq!(commits[1].commit.message, "Begin the repository");
    assert_eq!(commits[1].commit.author.name, "algosu");
    assert!(commits[1].submission_ids.is_empty());
    let readme = world.repository.file("main", "README.md").unwrap();
    assert!(readme.starts_with(b"# Solutions\n"));
    let begun = |write: &&testkit::github::Write| write.kind == WriteKind::Contents;
    assert_eq!(world.github.ledger().iter().filter(begun).count(), 1);
}

#[tokio::test]
async fn two_workers_at_an_empty_repository_begin_it_once() {
    let github = FakeGithub::start().unwrap();
    let repository = github.empty_repository("minsu/solutions");
    let mut world = World::with(github, repository).await;
    world.settings.queue.concurrency = 1;
    for id in ["one", "two"] {
        world.queue.add(&submission(id, id));
    }
    let mut barrier = world
        .github
        .on(endpoint::PUT_CONTENTS)
        .times(2)
        .barrier(Stage::BeforeEffect);
    let both = async {
        let first = barrier.reached(PATIENCE).await.unwrap();
        let second = barrier.reached(PATIENCE).await.unwrap();
        first.release();
        second.release();
    };
    tokio::join!(world.work(), world.work(), both);
    world.assert_pushed_once("one");
    world.assert_pushed_once("two");
    assert_eq!(world.repository.commits("main").len(), 3);
}

#[tokio::test]
async fn a_branch_that_moved_is_rebased_upon() {
    let world = World::new().await;
    let mut barrier = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    world.queue.add(&submission("one", "print(1)\n"));
    let elsewhere = async {
        let stopped = barrier.reached(PATIENCE).await.unwrap();
        world.repository.push("main", "mine.txt", b"mine", "Mine");
        stopped.release();
    };
    tokio::join!(world.work(), elsewhere);
    world.assert_pushed_once("one");
    assert_eq!(world.repository.file("main", "mine.txt").unwrap(), "mine");
    assert_eq!(world.repository.commits("main").len(), 3);
    assert_eq!(world.queue.facts("one").len(), 2, "each commit is recorded");
}

#[tokio::test]
async fn a_branch_that_never_rests_is_tried_again_later() {
    let world = World::new().await;
    let mut barrier = world
        .github
        .on(endpoint::UPDATE_REF)
        .times(4)
        .barrier(Stage::BeforeEffect);
    world.queue.add(&submission("one", "print(1)\n"));
    let elsewhere = async {
        for number in 0..4 {
            let stopped = barrier.reached(PATIENCE).await.unwrap();
            let name = format!("{number}.txt");
            world.repository.push("main", &name, b"mine", "Mine");
            stopped.release();
        }
    };
    tokio::join!(world.work(), elsewhere);
    let errors = world.queue.errors("one");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["code"], "github_conflict");
    assert_eq!(errors[0]["kind"], "retry");
    world.assert_pushed_once("one");
}

#[tokio::test]
async fn jobs_of_one_repository_take_turns() {
    let mut world = World::new().await;
    world.settings.queue.concurrency = 16;
    for number in 0..16 {
        world
            .queue
            .add(&submission(&format!("s{number}"), "print(1)\n"));
    }
    world.work().await;
    for number in 0..16 {
        world.assert_pushed_once(&format!("s{number}"));
    }
    assert_eq!(world.github.count(endpoint::UPDATE_REF), 16, "none in vain");
}

#[tokio::test]
async fn a_head_that_is_read_too_early_is_read_again() {
    let world = World::new().await;
    let before = world.repository.head("main").unwrap();
    let stale = json!({"object": {"sha": before.to_string()}});
    let stale = Fault::answer(Reply::json(http::StatusCode::OK, &stale));
    world.github.on(endpoint::GET_REF).times(2).fault(stale);
    world.repository.push("main", "mine.txt", b"mine", "Mine");
    world.push_one().await;
    world.assert_pushed_once("one");
    assert!(world.queue.errors("one").is_empty());
}
