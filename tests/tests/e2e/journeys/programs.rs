use serde_json::{Value, json};
use testkit::anthropic::valid_review;
use testkit::corpus::{Program, programs};
use testkit::github::{Repository, WriteKind};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::{Done, Journey, Member, World, follow};

/// What a study would know of the corpus's problems, and where the default template puts their solutions.
fn described(problem: &str) -> (Value, &'static str) {
    match problem {
        "two-sum" => (
            json!({ "week": 2, "platform": "LeetCode", "number": 1, "statement": "Find two." }),
            "2/LeetCode_1_Two Sum",
        ),
        "shortest-path" => (
            json!({ "week": 12, "platform": "BOJ", "number": "1753" }),
            "12/BOJ_1753_Shortest Path",
        ),
        "knapsack" => (
            json!({ "week": 3, "platform": "BOJ", "sourceUrl": "https://judge.example/problem/12865" }),
            "3/BOJ_12865_평범한 배낭",
        ),
        "islands" => (json!({ "week": 1 }), "1/Number of Islands"),
        "balanced-brackets" => (
            json!({ "week": 4, "platform": "판/정" }),
            "4/판_정_괄호의 값_ Balanced _Brackets_ (_)",
        ),
        other => panic!("no description of {other}"),
    }
}

fn extension(language: &str) -> &'static str {
    match language {
        "python" => "py",
        "java" => "java",
        "cpp" => "cpp",
        "javascript" => "js",
        "rust" => "rs",
        other => panic!("no program in {other}"),
    }
}

async fn problem_of(member: &Member, program: &Program) -> Result<String, testkit::Error> {
    let (mut problem, _) = described(&program.problem);
    problem["title"] = program.title.as_str().into();
    member.new_problem(&problem).await
}

#[tokio::test]
async fn each_program_of_the_corpus_becomes_one_commit_and_one_review() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let programs = programs()?;
    for program in &programs {
        let problem = problem_of(&member, program).await?;
        let id = member.hand_in(&problem, program).await?;
        let journey = follow(&world, &member, &id).await?;
        assert_eq!(
            journey.ends(),
            ["DONE", "SYNCED", "COMPLETED"],
            "{}",
            program.path.display()
        );
        let types = [
            "SubmissionReceived",
            "GithubPushQueued",
            "GithubPushed",
            "ReviewQueued",
            "ReviewCompleted",
            "SubmissionCompleted",
        ];
        assert_eq!(journey.types, types);
        check_commit(&world, &member, &repository, program, &journey);
        check_review(&world, &member, program, &id).await?;
        assert_eq!(world.count("commits WHERE submission_id", &id)?, 1);
    }
    assert_eq!(repository.commits("main").len(), programs.len() + 1);
    assert_eq!(
        world.anthropic.calls().len(),
        programs.len(),
        "each review is paid for once"
    );
    Ok(())
}

fn check_commit(
    world: &World,
    member: &Member,
    repository: &Repository,
    program: &Program,
    journey: &Journey,
) {
    let id = journey.submission["id"].as_str().unwrap();
    let (_, path) = described(&program.problem);
    let path = format!("{path}.{}", extension(&program.language));

    let commits = repository.commits("main");
    let ours: Vec<_> = commits
        .iter()
        .filter(|seen| seen.submission_ids.iter().any(|seen| seen == id))
        .collect();
    assert_eq!(ours.len(), 1);
    let head = ours[0];
    assert_eq!(head.id, commits[0].id, "it is the branch's head");
    assert_eq!(head.commit.parents, [commits[1].id]);
    let message = format!(
        "Submit: {} ({})\n\nSubmission-Id: {id}",
        program.title, program.language
    );
    assert_eq!(head.commit.message.trim_end(), message);
    let created = journey.submission["createdAt"].as_str().unwrap();
    let created = OffsetDateTime::parse(created, &Rfc3339).unwrap();
    assert_eq!(head.commit.author.seconds, created.unix_timestamp());
    assert!(head.commit.author.email.contains(&member.id));

    let file = repository.file("main", &path);
    let files = repository.files("main");
    let file = file.unwrap_or_else(|| panic!("{path} is not among {:?}", files.keys()));
    assert_eq!(file, program.code.as_bytes());
    let fact = &journey.event("GithubPushed")["data"]["fact"]["commit"];
    assert_eq!(fact["path"], path);
    assert_eq!(fact["sha"], head.id.to_string());
    let url = journey.submission["githubUrl"].as_str().unwrap();
    assert!(
        url.starts_with("https://github.com/ada/algorithms/"),
        "{url}"
    );

    let ledger = world.github.ledger();
    let moves: Vec<_> = ledger
        .iter()
        .filter(|write| write.kind == WriteKind::RefMoved)
        .filter(|write| write.submission_ids.iter().any(|seen| seen == id))
        .collect();
    assert_eq!(moves.len(), 1, "{moves:?}");
    assert_eq!(moves[0].sha, Some(head.id));
    assert_eq!(moves[0].submission_ids, [id]);
}

async fn check_review(world: &World, member: &Member, program: &Program, id: &str) -> Done {
    let call = world.anthropic.calls().pop().unwrap();
    let asked = call.text();
    for line in program.code.lines() {
        assert!(asked.contains(line), "the model was not shown {line:?}");
    }
    assert!(asked.contains(&program.title));

    let review = member
        .get(&format!("/api/submissions/{id}/review"))
        .await?
        .expect(200)?
        .json;
    let mut expected = valid_review();
    expected["submissionId"] = id.into();
    expected["provider"] = "anthropic".into();
    for field in ["model", "promptVersion", "createdAt"] {
        assert!(review[field].is_string(), "{review}");
        expected[field] = review[field].clone();
    }
    assert_eq!(review["model"], call.model());
    // The total is computed from the categories by their weights, whatever the model says.
    expected["totalScore"] = 84.into();
    assert_eq!(review, expected);
    let submission = member
        .get(&format!("/api/submissions/{id}"))
        .await?
        .expect(200)?
        .json;
    assert_eq!(submission["aiScore"], 84);
    assert_eq!(submission["code"], program.code);
    assert_eq!(submission["journey"]["review"]["provider"], "anthropic");
    Ok(())
}

#[tokio::test]
async fn all_programs_at_once_become_one_commit_each() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let programs = programs()?;
    let submitted = programs.iter().map(async |program| {
        let problem = problem_of(&member, program).await?;
        member.hand_in(&problem, program).await
    });
    let ids = futures::future::try_join_all(submitted).await?;
    let journeys = ids.iter().map(|id| follow(&world, &member, id));
    for journey in futures::future::try_join_all(journeys).await? {
        assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"]);
    }
    let expected = ids.into_iter().map(|id| (id, 1)).collect();
    assert_eq!(repository.submissions("main"), expected);
    assert_eq!(repository.files("main").len(), programs.len() + 1);
    assert_eq!(world.anthropic.calls().len(), programs.len());
    Ok(())
}

#[tokio::test]
async fn branch_and_path_are_those_that_the_member_chose() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    repository.push("study", "README.md", b"#\n", "Begin");
    let main = repository.head("main");
    let link = json!({
        "repository": "ada/algorithms",
        "branch": "study",
        "pathTemplate": "{user}/{date}/{language}/{title} ({number}).{ext}",
    });
    let linked = member.put("/api/me/github", &link).await?.expect(200)?.json;
    assert_eq!(linked["branch"], "study");
    let program = testkit::corpus::program("two-sum", "javascript")?;
    let problem = problem_of(&member, &program).await?;
    let id = member.hand_in(&problem, &program).await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"]);
    let user = journey.submission["userName"].as_str().unwrap();
    let date = &journey.submission["createdAt"].as_str().unwrap()[..10];
    let path = format!("{user}/{date}/javascript/Two Sum (1).js");
    assert_eq!(repository.file("study", &path), Some(program.code.into()));
    assert_eq!(repository.head("main"), main);
    Ok(())
}

#[tokio::test]
async fn a_resubmission_is_a_second_commit_on_the_same_path() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let problem = member.any_problem().await?;
    let mut ids = Vec::new();
    // The third is the first again, and the fourth changes nothing at all.
    for code in ["print(1)\n", "print(2)\n", "print(1)\n", "print(1)\n"] {
        let answer = member
            .try_submit(&problem, "python", code)
            .await?
            .expect(201)?;
        let id = answer.text("/id").to_owned();
        let journey = follow(&world, &member, &id).await?;
        assert_eq!(journey.ends(), ["DONE", "SYNCED", "COMPLETED"]);
        assert_eq!(repository.file("main", "1/Any.py"), Some(code.into()));
        ids.push(id);
    }
    let expected = ids.into_iter().map(|id| (id, 1)).collect();
    assert_eq!(repository.submissions("main"), expected);
    assert_eq!(repository.files("main").len(), 2);
    Ok(())
}
