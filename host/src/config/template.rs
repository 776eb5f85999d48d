//! Text with `{{ variable }}` in it.
//!
//! The grammar is Spin's: anything between `{{` and the next `}}`, trimmed, is a variable's name; there is no escape.

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable(String),
}

impl Template {
    /// Parses a template. The error is a sentence.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some((text, after)) = rest.split_once("{{") {
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            let (name, after) = after
                .split_once("}}")
                .ok_or_else(|| "has `{{` without a `}}` after it".to_owned())?;
            parts.push(Part::Variable(name.trim().to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The names of the variables in it.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every variable replaced; `None` where `lookup` does not know one.
    pub fn render(&self, lookup: impl Fn(&str) -> Option<String>) -> Option<String> {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => Some(text.clone()),
                Part::Variable(name) => lookup(name),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(source: &str) -> Option<String> {
        Template::parse(source)
            .unwrap()
            .render(|name| (name == "host").then(|| "example.org".to_owned()))
    }

    #[test]
    fn variables_are_replaced_wherever_they_stand() {
        assert_eq!(render("").unwrap(), "");
        assert_eq!(render("plain").unwrap(), "plain");
        assert_eq!(render("{{ host }}").unwrap(), "example.org");
        assert_eq!(
            render("{{host}}{{ host }}/1").unwrap(),
            "example.orgexample.org/1"
        );
        assert_eq!(
            render("https://{{ host }}:443").unwrap(),
            "https://example.org:443"
        );
    }

    #[test]
    fn a_single_brace_is_text() {
        assert_eq!(render("{ host }").unwrap(), "{ host }");
        assert_eq!(render("a }} b").unwrap(), "a }} b");
    }

    #[test]
    fn an_unknown_variable_gives_nothing_and_is_named() {
        assert_eq!(render("{{ port }}"), None);
        let template = Template::parse("{{ host }}:{{ port }}").unwrap();
        assert_eq!(template.variables().collect::<Vec<_>>(), ["host", "port"]);
    }

    #[test]
    fn an_open_brace_is_refused() {
        let sentence = Template::parse("{{ host }}:{{ port").unwrap_err();
        assert!(sentence.contains("}}"), "{sentence}");
    }
}
