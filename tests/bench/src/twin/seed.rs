//! Visitors of the twin: each with a session and a study of their own with one problem, as a demo visitor of algosu.

use std::sync::Arc;

use anyhow::{Context, Result};
use bench_work::plain_problem;
use rusqlite::{Connection, params};
use timestamp::Timestamp;
use token::Session;
use uuid::Uuid;

use super::routes::App;
use crate::visitor::Visitor;

const HOUR_MS: i64 = 3_600_000;

/// Makes them. Nobody else may have the app yet.
pub fn visitors(app: &Arc<App>, count: usize) -> Result<Vec<Visitor>> {
    let sessions: Vec<Session> = (0..count)
        .map(|_| Session {
            user: Uuid::now_v7(),
            id: Uuid::now_v7(),
            demo: true,
            roles: Vec::new(),
            expires_at: 0,
        })
        .collect();
    let now = Timestamp::now().as_millis();
    let mut visitors = Vec::with_capacity(count);
    for mut session in sessions {
        let problem = Uuid::now_v7();
        app.store
            .with(|connection| write(connection, &session, problem, now))?;
        let end = u64::try_from((now + HOUR_MS) / 1_000).unwrap_or_default();
        let token = app.key.issue(&mut session, end);
        let token = token.context("no session token could be made")?;
        visitors.push(Visitor {
            user: session.user.to_string(),
            cookies: format!("{}={token}", app.names.session()),
            csrf: app.secret.code("csrf", &session.id.to_string()),
            problem: problem.to_string(),
        });
    }
    Ok(visitors)
}

fn write(
    connection: &Connection,
    session: &Session,
    problem: Uuid,
    now: i64,
) -> rusqlite::Result<()> {
    let user = session.user.to_string();
    let study = Uuid::now_v7().to_string();
    let problem = plain_problem(problem);
    connection.execute(
        "INSERT INTO users (id, name, locale, time_zone, demo, demo_ends_at, created_at, updated_at) \
         VALUES (?1, 'Visitor', 'en', 'UTC', 1, ?2, ?3, ?3)",
        params![user, now + HOUR_MS, now],
    )?;
    connection.execute(
        "INSERT INTO sessions (id, user_id, demo, generation, rotated_at, created_at, expires_at, address, user_agent) \
         VALUES (?1, ?2, 1, 0, ?3, ?3, ?4, '', '')",
        params![session.id.to_string(), user, now, now + HOUR_MS],
    )?;
    connection.execute(
        "INSERT INTO studies (id, name, description, created_by, created_at, updated_at) \
         VALUES (?1, 'Study', '', ?2, ?3, ?3)",
        params![study, user, now],
    )?;
    connection.execute(
        "INSERT INTO members (study_id, user_id, role, nickname, joined_at) VALUES (?1, ?2, 'OWNER', 'Visitor', ?3)",
        params![study, user, now],
    )?;
    connection.execute(
        "INSERT INTO problems (id, study_id, title, statement, source_url, platform, number, week, allowed_languages, tags, created_by, created_at, updated_at, version) \
         VALUES (?1, ?2, ?3, 'Find two numbers.', ?4, ?5, ?6, ?7, '[]', '[]', ?8, ?9, ?9, 1)",
        params![
            problem.id.to_string(),
            study,
            problem.title,
            problem.source_url,
            problem.platform,
            problem.number,
            problem.week,
            user,
            now
        ],
    )?;
    Ok(())
}
