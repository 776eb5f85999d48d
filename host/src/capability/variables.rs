//! `spin:variables`: the values that a component was given at start.
//!
//! All values are known before the first instance exists, so a lookup never waits. Values may be secret and are never printed.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::component::{Accessor, HasData};

use crate::bindings::spin::variables::variables::{Error, Host, HostWithStore};

/// One component's variables with their values.
#[derive(Clone)]
pub struct Variables(Arc<BTreeMap<String, String>>);

impl Variables {
    /// The given values, and no others.
    pub fn new(values: BTreeMap<String, String>) -> Self {
        Self(Arc::new(values))
    }
}

/// Ties the generated bindings to [`Variables`].
pub struct HasVariables;

impl HasData for HasVariables {
    type Data<'a> = &'a mut Variables;
}

impl Host for Variables {}

impl<T: Send> HostWithStore<T> for HasVariables {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<String, Error>> {
        if !is_a_name(&name) {
            return Ok(Err(Error::InvalidName(format!(
                "{name:?} is not in lower_snake_case"
            ))));
        }
        let value = accessor.with(|mut access| access.get().0.get(&name).cloned());
        Ok(value.ok_or_else(|| {
            Error::Undefined(format!("the component declares no variable {name:?}"))
        }))
    }
}

fn is_a_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
