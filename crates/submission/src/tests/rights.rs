use http::Method;
use serde_json::{Value, json};
use timestamp::Timestamp;
use uuid::Uuid;

use super::{
    work::{REVIEW, reviewed},
    world::World,
};

/// Who looks at somebody's submission.
struct Readers {
    author: Uuid,
    member: Uuid,
    submitter: Uuid,
    elsewhere: Uuid,
    admin: Uuid,
    owner: Uuid,
    stranger: Uuid,
}

async fn readers(world: &World, study: Uuid, problem: Uuid, author: Uuid) -> Readers {
    let readers = Readers {
        author,
        member: world.member(study, "MEMBER"),
        submitter: world.member(study, "MEMBER"),
        elsewhere: world.member(study, "MEMBER"),
        admin: world.member(study, "ADMIN"),
        owner: world.member(study, "OWNER"),
        stranger: world.member(Uuid::now_v7(), "OWNER"),
    };
    world.submit_as(readers.submitter, problem).await;
    // Having submitted to another problem opens nothing here.
    let other = world.problem(study, &json!({}));
    world.submit_as(readers.elsewhere, other).await;
    readers
}

/// Looks at all there is to see of a submission as `user`, who sees its texts or not.
async fn look(world: &World, user: Uuid, submission: Uuid, texts: bool) {
    let path = format!("/api/submissions/{submission}");
    let view = world.see(user, &path).await.ok();
    let code = if texts {
        json!("fn main() {}")
    } else {
        Value::Null
    };
    assert_eq!(view["code"], code);
    assert_eq!(
        (&view["step"], &view["aiScore"], &view["githubStatus"]),
        (&json!("DONE"), &json!(71), &json!("SYNCED"))
    );
    let review = world.see(user, &format!("{path}/review")).await;
    if texts {
        assert_eq!(review.ok()["summary"], "Good.");
    } else {
        review.refused(403, "forbidden");
    }
    let events = world.see(user, &format!("{path}/events")).await;
    let events = events.text;
    assert!(events.contains("ReviewCompleted"), "{events}");
    for text in ["fn main", "Good.", "\"ada\""] {
        assert!(!events.contains(text), "{text} is in {events}");
    }
}

#[tokio::test]
async fn code_and_review_are_for_those_whom_the_table_names() {
    let world = World::new().await;
    let setting = world.setting();
    let deadline = json!({"deadline": Timestamp::now().plus_millis(60_000)});
    world.change_problem(setting.problem, setting.study, &deadline);
    let submission = world.pushed(&setting).await;
    let job = world.claim_one(REVIEW).await;
    let result = json!({"result": reviewed(Some(71))});
    world.report(&job, "complete", result).await.ok();
    let who = readers(&world, setting.study, setting.problem, setting.member).await;

    for user in [who.author, who.submitter, who.admin, who.owner] {
        look(&world, user, submission, true).await;
    }
    for user in [who.member, who.elsewhere] {
        look(&world, user, submission, false).await;
    }
    let path = format!("/api/submissions/{submission}");
    for rest in ["", "/review", "/events"] {
        let reply = world.see(who.stranger, &format!("{path}{rest}")).await;
        reply.refused(404, "not_found");
    }

    let over = json!({"deadline": Timestamp::now().plus_millis(-1)});
    world.change_problem(setting.problem, setting.study, &over);
    for user in [who.author, who.member, who.elsewhere, who.admin] {
        look(&world, user, submission, true).await;
    }
    let reply = world.see(who.stranger, &path).await;
    reply.refused(404, "not_found");
}

#[tokio::test]
async fn without_a_deadline_members_wait_until_they_have_submitted() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let member = world.member(setting.study, "MEMBER");
    let path = format!("/api/submissions/{submission}");
    assert!(world.see(member, &path).await.ok()["code"].is_null());
    world.submit_as(member, setting.problem).await;
    assert_eq!(
        world.see(member, &path).await.ok()["code"],
        json!("fn main() {}")
    );
}

#[tokio::test]
async fn a_review_is_not_there_until_it_is() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.pushed(&setting).await;
    let path = format!("/api/submissions/{submission}/review");
    let reply = world.see(setting.member, &path).await;
    reply.refused(404, "not_found");
    let job = world.claim_one(REVIEW).await;
    let result = json!({"result": reviewed(None)});
    world.report(&job, "complete", result).await.ok();
    let review = world.see(setting.member, &path).await.ok();
    assert_eq!(review["submissionId"], json!(submission));
    assert_eq!(
        (
            &review["provider"],
            &review["model"],
            &review["promptVersion"]
        ),
        (&json!("anthropic"), &json!("m"), &json!("3"))
    );
    assert!(review["totalScore"].is_null() && review["createdAt"].is_string());
}

#[tokio::test]
async fn what_was_taken_out_of_the_study_keeps_its_rights_for_its_members() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let deleted = json!({"deleted": true});
    world.change_problem(setting.problem, setting.study, &deleted);
    let view = world.view(&setting, submission).await;
    assert_eq!(view["code"], "fn main() {}");
    let draft = format!("/api/problems/{}/draft", setting.problem);
    for method in [Method::GET, Method::DELETE] {
        let reply = world.act(setting.member, method, &draft, None).await;
        reply.refused(404, "not_found");
    }
}
