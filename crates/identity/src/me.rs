//! `GET` and `PATCH /api/me`.

use axum::{Json, extract::State};
use serde::Deserialize;
use service::{Problem, User, sql_problem};

use crate::{
    app::App,
    check::Check,
    locale::Locale,
    store::users::{self, Change, Me},
};

/// The longest name, in characters.
const NAME: usize = 40;
/// The longest name of a time zone, in bytes.
const TIME_ZONE: usize = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Patch {
    name: Option<String>,
    locale: Option<Locale>,
    time_zone: Option<String>,
}

pub(crate) async fn show(State(app): State<App>, user: User) -> Result<Json<Me>, Problem> {
    let me = users::find(&app.database, user.id)
        .await
        .map_err(sql_problem)?;
    me.map(Json).ok_or_else(Problem::unauthenticated)
}

pub(crate) async fn change(
    State(app): State<App>,
    user: User,
    service::Json(patch): service::Json<Patch>,
) -> Result<Json<Me>, Problem> {
    let mut check = Check::default();
    let change = Change {
        name: patch.name.map(|name| check.line("name", &name, 1, NAME)),
        locale: patch.locale,
        time_zone: patch.time_zone,
    };
    if change
        .time_zone
        .as_deref()
        .is_some_and(|zone| !is_time_zone(zone))
    {
        let message = "Write it as in the time zone database, such as Asia/Seoul.";
        check.refuse("timeZone", "not_a_time_zone", message);
    }
    check.done()?;
    let me = users::change(&app.database, user.id, change)
        .await
        .map_err(sql_problem)?;
    me.map(Json).ok_or_else(Problem::unauthenticated)
}

/// `UTC`, or `Area/Location` in the letters that the time zone database uses. Whether the place exists is
/// for whoever computes with it to find out; until then a day begins at 00:00 UTC.
fn is_time_zone(text: &str) -> bool {
    let is_part = |part: &str| {
        part.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'))
    };
    text == "UTC" || (text.len() <= TIME_ZONE && text.contains('/') && text.split('/').all(is_part))
}

#[cfg(test)]
mod tests {
    use super::is_time_zone;

    #[test]
    fn a_time_zone_looks_like_one() {
        for good in [
            "UTC",
            "Asia/Seoul",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+9",
        ] {
            assert!(is_time_zone(good), "{good}");
        }
        for bad in [
            "",
            "utc",
            "Seoul",
            "Asia/",
            "/Seoul",
            "Asia//Seoul",
            "asia/seoul",
            "Asia/../x",
            "Asia/Seoul\n",
        ] {
            assert!(!is_time_zone(bad), "{bad}");
        }
    }
}
