use std::collections::BTreeSet;

use crate::routes::{RELAYED, SERVICES, addresses};

#[test]
fn the_table_of_relayed_addresses_is_sorted_and_names_each_once() {
    let paths: Vec<&str> = RELAYED.iter().map(|(_, path, _)| *path).collect();
    assert!(paths.is_sorted_by(|left, right| left < right), "{paths:?}");
    for (methods, path, service) in RELAYED {
        assert!(path.starts_with("/api/") && !path.ends_with('/'), "{path}");
        assert!(SERVICES.contains(service), "{path}: {service}");
        let each: Vec<&str> = methods.split(' ').collect();
        let known = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        // In this order, so that nobody is named twice.
        let places: Vec<Option<usize>> = each
            .iter()
            .map(|method| known.iter().position(|name| name == method))
            .collect();
        assert!(places.iter().all(Option::is_some), "{path}: {methods}");
        assert!(
            places.is_sorted_by(|left, right| left < right),
            "{path}: {methods}"
        );
    }
}

#[test]
fn no_address_is_answered_twice() {
    // Names in braces are the address's own business.
    let shape = |path: &str| -> String {
        let parts = path.split('/').map(|part| match part.starts_with('{') {
            true => "{}",
            false => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    let all: Vec<String> = addresses().map(|(_, path)| shape(path)).collect();
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), all.len());
}
