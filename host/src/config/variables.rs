//! The application's variables: `SPIN_VARIABLE_<UPPER>` in the environment, else a value the host supplies, else the default.
//!
//! Values may be secret, so they have no `Debug` and appear in no message: a refusal names the variable and the place that uses it.

use std::collections::BTreeMap;

use super::section::Place;
use super::template::Template;
use crate::error::{Error, Result};

/// A variable's declaration in the manifest.
pub struct Declaration {
    /// The value where nothing else sets it; a variable without one is required.
    pub default: Option<String>,
}

/// The values of all variables.
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Finds every variable's value. `environment` looks one up by the environment's name, `supplied` by the variable's own.
    pub fn resolve(
        declarations: &BTreeMap<String, Declaration>,
        environment: impl Fn(&str) -> Option<String>,
        supplied: &BTreeMap<String, String>,
    ) -> Result<Self> {
        declarations
            .iter()
            .map(|(name, declaration)| {
                let in_environment = environment_name(name);
                environment(&in_environment)
                    .or_else(|| supplied.get(name).cloned())
                    .or_else(|| declaration.default.clone())
                    .map(|value| (name.clone(), value))
                    .ok_or_else(|| Error::MissingVariable {
                        name: name.clone(),
                        environment: in_environment,
                    })
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Fills in a template that was found at `place`.
    pub fn render(&self, template: &Template, place: &Place) -> Result<String> {
        template
            .render(|name| self.0.get(name).cloned())
            .ok_or_else(|| place.refuse(undeclared(template, |name| self.0.contains_key(name))))
    }
}

/// Refuses a template at `place` that names a variable which the manifest does not declare.
pub fn check(
    declarations: &BTreeMap<String, Declaration>,
    template: &Template,
    place: &Place,
) -> Result<()> {
    if template
        .variables()
        .all(|name| declarations.contains_key(name))
    {
        return Ok(());
    }
    Err(place.refuse(undeclared(template, |name| declarations.contains_key(name))))
}

/// The environment variable that sets a variable.
pub fn environment_name(variable: &str) -> String {
    format!("SPIN_VARIABLE_{}", variable.to_ascii_uppercase())
}

fn undeclared(template: &Template, known: impl Fn(&str) -> bool) -> String {
    let name = template.variables().find(|name| !known(name)).unwrap_or("");
    format!("uses the variable {name:?}, which [variables] does not declare")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(names: &[(&str, Option<&str>)]) -> BTreeMap<String, Declaration> {
        names
            .iter()
            .map(|(name, default)| {
                let default = default.map(str::to_owned);
                ((*name).to_owned(), Declaration { default })
            })
            .collect()
    }

    fn value_of(variables: &Variables, name: &str) -> String {
        variables.0.get(name).unwrap().clone()
    }

    #[test]
    fn the_environment_comes_before_the_host_and_the_host_before_the_default() {
        let declarations = declared(&[
            ("a", Some("default")),
            ("b", Some("default")),
            ("c", Some("")),
        ]);
        let supplied = BTreeMap::from([
            ("a".to_owned(), "supplied".to_owned()),
            ("b".to_owned(), "supplied".to_owned()),
        ]);
        let environment =
            |name: &str| (name == "SPIN_VARIABLE_A").then(|| "environment".to_owned());
        let variables = Variables::resolve(&declarations, environment, &supplied).unwrap();
        assert_eq!(value_of(&variables, "a"), "environment");
        assert_eq!(value_of(&variables, "b"), "supplied");
        assert_eq!(value_of(&variables, "c"), "");
    }

    #[test]
    fn a_missing_required_variable_is_named_with_what_would_set_it() {
        let declarations = declared(&[("jwt_secret", None)]);
        let error = Variables::resolve(&declarations, |_| None, &BTreeMap::new())
            .err()
            .unwrap();
        assert_eq!(error.exit_code(), 2);
        assert!(
            error.to_string().contains("SPIN_VARIABLE_JWT_SECRET"),
            "{error}"
        );
    }
}
