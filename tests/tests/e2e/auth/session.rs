use serde_json::json;

use crate::support::{Done, World, refused};

#[tokio::test]
async fn who_is_signed_in_is_told_what_their_page_needs() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let session = member.get("/auth/session").await?.expect(200)?.json;
    let me = member.get("/api/me").await?.expect(200)?.json;
    assert_eq!(session["user"], me);
    assert_eq!(session["demo"], true);
    assert!(session["expiresAt"].is_string());
    assert_eq!(session["csrfToken"], json!(member.csrf_token()));
    let keys: Vec<&String> = session.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["csrfToken", "demo", "expiresAt", "user"]);
    refused(
        &member.stranger().get("/auth/session").await?,
        401,
        "unauthenticated",
    );
    Ok(())
}
