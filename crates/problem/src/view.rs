//! A problem on the wire.

use serde::Serialize;
use timestamp::Timestamp;
use uuid::Uuid;

use crate::store::problems::Stored;

/// A problem as members see it. Lists leave the statement out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct View {
    pub(crate) id: Uuid,
    study_id: Uuid,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    source_url: Option<String>,
    platform: Option<String>,
    number: Option<String>,
    difficulty: Option<String>,
    week: i64,
    deadline: Option<Timestamp>,
    allowed_languages: Vec<String>,
    tags: Vec<String>,
    category: Option<String>,
    created_by: Uuid,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

impl View {
    /// With everything.
    pub(crate) fn whole(stored: Stored) -> Self {
        let statement = stored.content.statement.clone();
        Self {
            statement: Some(statement),
            ..Self::listed(stored)
        }
    }

    /// Without the statement.
    pub(crate) fn listed(stored: Stored) -> Self {
        let number = stored.content.number();
        let content = stored.content;
        Self {
            id: stored.id,
            study_id: stored.study,
            title: content.title,
            statement: None,
            source_url: content.source_url,
            platform: content.platform,
            number,
            difficulty: content.difficulty,
            week: content.week,
            deadline: content.deadline,
            allowed_languages: content.allowed_languages,
            tags: content.tags,
            category: content.category,
            created_by: stored.created_by,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
            version: stored.version,
        }
    }
}
