//! What each component weighs.

use anyhow::{Context, Result};
use toml::Value;

use crate::product;
use crate::report::{Bound, Cell, Report, Table};

/// From the files that `spin.toml` names.
pub fn measure(report: &mut Report) -> Result<()> {
    let root = product::root();
    let manifest = product::manifest(&root.join("spin.toml"))?;
    let components = manifest.get("component").and_then(Value::as_table);
    let mut table = Table::new("Size of the components", &["component", "kB"]);
    let mut largest = 0_f64;
    for (name, component) in components.context("spin.toml has no components")? {
        let source = component.get("source").and_then(Value::as_str);
        let file = root.join(source.with_context(|| format!("{name} has no source"))?);
        let bytes = file
            .metadata()
            .with_context(|| file.display().to_string())?;
        let kilobytes = bytes.len() as f64 / 1e3;
        largest = largest.max(kilobytes);
        table.row([name.as_str().into(), Cell::Number(kilobytes, 1)]);
    }
    report.add(&table);
    let bound = Bound::AtMost(2_000.0);
    report.holds("the largest component", largest, "kB", bound);
    Ok(())
}
