//! The triggers of a manifest.

use toml::Value;

use super::{HttpTrigger, RedisTrigger, templated};
use crate::config::section::Section;
use crate::error::Result;

/// `[application.trigger.redis] address` is the address of Redis triggers that have none of their own.
pub fn read_default_address(application: &mut Section) -> Result<Option<String>> {
    let Some(mut triggers) = application.section("trigger")? else {
        return Ok(None);
    };
    let mut address = None;
    if let Some(mut redis) = triggers.section("redis")? {
        address = redis.string("address")?;
        redis.finish()?;
    }
    if let Some(http) = triggers.section("http")? {
        http.finish()?;
    }
    triggers.finish()?;
    Ok(address)
}

/// Reads `[[trigger.http]]` and `[[trigger.redis]]`.
pub fn read(
    root: &mut Section,
    default_address: Option<&str>,
) -> Result<(Vec<HttpTrigger>, Vec<RedisTrigger>)> {
    let mut triggers = root
        .section("trigger")?
        .ok_or_else(|| root.refuse("trigger", "is missing"))?;
    let http = triggers
        .list("http")?
        .into_iter()
        .map(read_http_trigger)
        .collect::<Result<_>>()?;
    let redis = triggers
        .list("redis")?
        .into_iter()
        .map(|section| read_redis_trigger(section, default_address))
        .collect::<Result<_>>()?;
    triggers.finish()?;
    Ok((http, redis))
}

/// The component that a trigger names.
fn trigger_component(section: &mut Section) -> Result<String> {
    section.unsupported("components", "is not supported by the local host")?;
    section.unsupported(
        "dependencies",
        "is not supported by the local host yet; it runs components without middleware",
    )?;
    section.not_needed_to_run(&["id"]);
    match section.value("component") {
        Some(Value::String(id)) => Ok(id),
        Some(Value::Table(_)) => Err(section.refuse(
            "component",
            "is written inline, which the local host does not support; give the component its own table",
        )),
        _ => Err(section.refuse("component", "must be a component's id")),
    }
}

fn read_http_trigger(mut section: Section) -> Result<HttpTrigger> {
    section.unsupported(
        "static_response",
        "is not supported by the local host; serve it from a component",
    )?;
    let component = trigger_component(&mut section)?;
    if let Some(mut executor) = section.section("executor")? {
        let kind = executor.required_string("type")?;
        if kind != "http" && kind != "spin" {
            return Err(executor.refuse(
                "type",
                format!("{kind:?} is not supported by the local host"),
            ));
        }
        executor.finish()?;
    }
    let place = section.place("route");
    let route = match section.value("route") {
        Some(Value::String(route)) => Some(route),
        Some(Value::Table(table))
            if table.len() == 1 && table.get("private") == Some(&Value::Boolean(true)) =>
        {
            None
        }
        _ => return Err(place.refuse("must be a pattern or { private = true }")),
    };
    section.finish()?;
    Ok(HttpTrigger {
        component,
        route,
        place,
    })
}

fn read_redis_trigger(mut section: Section, default_address: Option<&str>) -> Result<RedisTrigger> {
    let component = trigger_component(&mut section)?;
    let address = section
        .string("address")?
        .or_else(|| default_address.map(str::to_owned))
        .ok_or_else(|| {
            section.refuse(
                "address",
                "is missing, and [application.trigger.redis] gives no address either",
            )
        })?;
    let address = templated(&address, section.place("address"))?;
    let channel = templated(
        &section.required_string("channel")?,
        section.place("channel"),
    )?;
    section.finish()?;
    Ok(RedisTrigger {
        component,
        address,
        channel,
    })
}
