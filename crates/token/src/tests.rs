use uuid::Uuid;

use crate::{Caller, Error, InternalKey, SecretKey, Session, SessionKey, equal};

fn secret(seed: &str) -> SecretKey {
    SecretKey::new(&format!("{seed}-{}", "x".repeat(32)))
}

fn session() -> Session {
    Session {
        user: Uuid::now_v7(),
        id: Uuid::now_v7(),
        demo: true,
        roles: vec!["member".to_owned()],
        expires_at: 0,
    }
}

fn in_an_hour() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
        + 3600
}

#[test]
fn a_session_token_says_what_was_put_into_it() {
    let key = SessionKey::new(&secret("a"));
    let mut session = session();
    let token = key.issue(&mut session, in_an_hour()).unwrap();
    assert_eq!(key.check(&token).unwrap(), session);
}

#[test]
fn a_session_token_never_outlives_its_row() {
    let key = SessionKey::new(&secret("a"));
    let mut session = session();
    let row_end = in_an_hour() - 3600 + 60;
    key.issue(&mut session, row_end).unwrap();
    assert_eq!(session.expires_at, row_end);
    assert_eq!(key.issue(&mut session, 1).unwrap_err(), Error::Expired);
}

#[test]
fn a_token_under_another_secret_or_changed_anywhere_is_refused() {
    let key = SessionKey::new(&secret("a"));
    let token = SessionKey::new(&secret("b"))
        .issue(&mut session(), in_an_hour())
        .unwrap();
    assert_eq!(key.check(&token).unwrap_err(), Error::Refused);

    let token = key.issue(&mut session(), in_an_hour()).unwrap();
    for place in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        if let Ok(session) = key.check(&changed) {
            // The last character of a base64url group may carry unused bits; nothing may hide there.
            panic!("accepted with byte {place} changed: {session:?}");
        }
    }
}

#[test]
fn the_kinds_of_token_cannot_be_taken_for_one_another() {
    let secret = secret("same secret for both");
    let sessions = SessionKey::new(&secret);
    let internal = InternalKey::new(&secret);
    let caller = Caller {
        component: "gateway".to_owned(),
        user: Some(Uuid::now_v7()),
        session: Some(Uuid::now_v7()),
        demo: false,
    };
    let session_token = sessions.issue(&mut session(), in_an_hour()).unwrap();
    let internal_token = internal.issue(&caller, "submission").unwrap();
    assert!(sessions.check(&internal_token).is_err());
    assert!(internal.check(&session_token, "submission").is_err());
}

#[test]
fn an_internal_token_is_for_its_callee_alone() {
    let key = InternalKey::new(&secret("a"));
    let caller = Caller {
        component: "gateway".to_owned(),
        user: None,
        session: None,
        demo: false,
    };
    let token = key.issue(&caller, "submission").unwrap();
    assert_eq!(key.check(&token, "submission").unwrap(), caller);
    assert!(key.check(&token, "identity").is_err());
}

#[test]
fn an_unsigned_token_is_refused() {
    let key = SessionKey::new(&secret("a"));
    let token = key.issue(&mut session(), in_an_hour()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    // {"alg":"none","typ":"session+jwt"}
    let unsigned = format!(
        "eyJhbGciOiJub25lIiwidHlwIjoic2Vzc2lvbitqd3QifQ.{}.",
        parts[1]
    );
    assert_eq!(key.check(&unsigned).unwrap_err(), Error::Refused);
    for text in [
        "",
        ".",
        "..",
        "a.b.c",
        token.get(1..).unwrap(),
        &format!("{token}."),
    ] {
        assert!(key.check(text).is_err(), "{text}");
    }
}

#[test]
fn codes_differ_by_purpose_message_and_secret() {
    let secret_a = secret("a");
    let code = secret_a.code("csrf", "sid");
    assert_eq!(code.len(), 64);
    assert!(equal(&code, &secret_a.code("csrf", "sid")));
    assert!(!equal(&code, &secret_a.code("refresh", "sid")));
    assert!(!equal(&code, &secret_a.code("csrf", "other")));
    assert!(!equal(&code, &secret("b").code("csrf", "sid")));
}
