//! What the API checks before it asks the model.

use serde_json::{Map, Value};

use super::refusal;
use crate::fake::{Reply, Request};

/// Fields of a request that the API knows.
const KNOWN: [&str; 19] = [
    "cache_control",
    "container",
    "context_management",
    "inference_geo",
    "max_tokens",
    "mcp_servers",
    "messages",
    "metadata",
    "model",
    "output_config",
    "service_tier",
    "stop_sequences",
    "stream",
    "system",
    "temperature",
    "thinking",
    "tool_choice",
    "tools",
    "top_p",
];

type Checked<T> = Result<T, Box<Reply>>;

fn wrong<T>(message: &str) -> Checked<T> {
    Err(Box::new(refusal::invalid_request(message)))
}

/// Key, version and type of content.
pub(super) fn headers(request: &Request, key: Option<&str>) -> Checked<()> {
    match request.header("x-api-key") {
        None | Some("") => {
            let message = "x-api-key header is required";
            let status = http::StatusCode::UNAUTHORIZED;
            return Err(Box::new(refusal::error(
                status,
                "authentication_error",
                message,
            )));
        }
        Some(sent) if key.is_some_and(|key| key != sent) => {
            return Err(Box::new(refusal::authentication()));
        }
        Some(_) => {}
    }
    match request.header("anthropic-version") {
        None => return wrong("anthropic-version: header is required"),
        Some("2023-06-01" | "2023-01-01") => {}
        Some(other) => {
            return wrong(&format!(
                "anthropic-version: \"{other}\" is not a valid version"
            ));
        }
    }
    let content_type = request.header("content-type").unwrap_or_default();
    if !content_type.starts_with("application/json") {
        return wrong("Content-Type must be application/json");
    }
    Ok(())
}

/// The body, if the API would take it.
pub(super) fn body(request: &Request, models: Option<&[String]>) -> Checked<Value> {
    let Some(Value::Object(body)) = request.json() else {
        return wrong("The request body is not valid JSON");
    };
    let Some(model) = body.get("model").and_then(Value::as_str) else {
        return wrong("model: Field required");
    };
    match body.get("max_tokens") {
        None => return wrong("max_tokens: Field required"),
        Some(max) if max.as_u64().is_none_or(|max| max == 0) => {
            return wrong("max_tokens: Input should be a valid integer greater than or equal to 1");
        }
        Some(_) => {}
    }
    messages(&body)?;
    optional(&body)?;
    // `top_k` is known too; it sits here so that the list above stays in the documentation's groups.
    let unknown = body
        .keys()
        .find(|field| !KNOWN.contains(&field.as_str()) && *field != "top_k");
    if let Some(field) = unknown {
        return wrong(&format!("{field}: Extra inputs are not permitted"));
    }
    let exists = match models {
        Some(models) => models.iter().any(|known| known == model),
        None => model.starts_with("claude-"),
    };
    if !exists {
        return Err(Box::new(refusal::not_found(&format!("model: {model}"))));
    }
    Ok(Value::Object(body))
}

fn messages(body: &Map<String, Value>) -> Checked<()> {
    let Some(messages) = body.get("messages") else {
        return wrong("messages: Field required");
    };
    let Some(messages) = messages.as_array() else {
        return wrong("messages: Input should be a valid list");
    };
    if messages.is_empty() {
        return wrong("messages: at least one message is required");
    }
    for (index, message) in messages.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str);
        if !matches!(role, Some("user" | "assistant")) {
            return wrong(&format!(
                "messages.{index}.role: Input should be 'user' or 'assistant'"
            ));
        }
        let last = index + 1 == messages.len();
        let filled = match message.get("content") {
            Some(Value::String(text)) => {
                if last && role == Some("assistant") && text.ends_with(char::is_whitespace) {
                    return wrong(
                        "messages: final assistant content cannot end with trailing whitespace",
                    );
                }
                !text.is_empty()
            }
            Some(Value::Array(blocks)) => {
                if blocks
                    .iter()
                    .any(|block| block.get("type").and_then(Value::as_str).is_none())
                {
                    return wrong(&format!("messages.{index}.content.0.type: Field required"));
                }
                !blocks.is_empty()
            }
            Some(_) | None => {
                return wrong(&format!("messages.{index}.content: Field required"));
            }
        };
        if !filled {
            return wrong("messages: text content blocks must be non-empty");
        }
    }
    let first = messages.first().and_then(|message| message.get("role"));
    if first.and_then(Value::as_str) != Some("user") {
        return wrong("messages: first message must use the \"user\" role");
    }
    Ok(())
}

fn optional(body: &Map<String, Value>) -> Checked<()> {
    for field in ["temperature", "top_p"] {
        let value = body.get(field);
        if value.is_some_and(|value| {
            value
                .as_f64()
                .is_none_or(|value| !(0.0..=1.0).contains(&value))
        }) {
            return wrong(&format!("{field}: range: 0..1"));
        }
    }
    if body
        .get("stream")
        .is_some_and(|stream| !stream.is_boolean())
    {
        return wrong("stream: Input should be a valid boolean");
    }
    if body
        .get("system")
        .is_some_and(|system| !system.is_string() && !system.is_array())
    {
        return wrong("system: Input should be a valid string");
    }
    let tools = body.get("tools").map(Value::as_array);
    for tool in tools.flatten().into_iter().flatten() {
        if tool.get("name").and_then(Value::as_str).is_none() {
            return wrong("tools.0.name: Field required");
        }
        if tool.get("type").is_none_or(|kind| kind == "custom")
            && tool
                .get("input_schema")
                .is_none_or(|schema| schema.get("type") != Some(&"object".into()))
        {
            return wrong("tools.0.custom.input_schema.type: Field required");
        }
    }
    if body.contains_key("tool_choice") && !body.contains_key("tools") {
        return wrong("tool_choice: tools are required");
    }
    Ok(())
}
