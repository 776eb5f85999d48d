//! From a path to a component, by Spin's rules.
//!
//! `/exact`, `/:name` for one segment, `/...` for everything below (itself included). An exact segment is stronger than a named one
//! and that is stronger than a wildcard, read from the left. It is the matcher that Spin uses. Of two routes that are written the same
//! the later one counts. Private components have no route.

use std::collections::BTreeMap;

use routefinder::RouteSpec;

/// The routes of an application.
pub struct Router(routefinder::Router<Destination>);

struct Destination {
    component: String,
    route: String,
}

/// A component found for a path, and what it is told about that.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The component's id.
    pub component: String,
    /// The route as it is written in the manifest.
    pub route: String,
    /// What the route's wildcard stands for, beginning with `/`, or nothing.
    pub rest: String,
    /// What the route's named segments stand for.
    pub named: BTreeMap<String, String>,
}

impl Router {
    /// Builds a router from pairs of route and component. The error is the route and a sentence.
    pub fn new(routes: &[(&str, &str)]) -> Result<Self, (String, String)> {
        let mut router = routefinder::Router::new();
        let latest: BTreeMap<&str, &str> = routes.iter().copied().collect();
        for (route, component) in latest {
            let destination = Destination {
                component: component.to_owned(),
                route: route.to_owned(),
            };
            let spec = parse(route).map_err(|sentence| (route.to_owned(), sentence))?;
            router
                .add(spec, destination)
                .map_err(|error| (route.to_owned(), error.to_string()))?;
        }
        Ok(Self(router))
    }

    /// Finds the component for a path.
    pub fn find(&self, path: &str) -> Option<Found> {
        let found = self.0.best_match(path)?;
        let captures = found.captures();
        Some(Found {
            component: found.handler().component.clone(),
            route: found.handler().route.clone(),
            rest: captures
                .wildcard()
                .map(|rest| rest_of(rest, path))
                .unwrap_or_default(),
            named: captures
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        })
    }
}

impl Found {
    /// A component that another component calls by name: as if its route were `/...`.
    pub fn chained(component: &str, path: &str) -> Self {
        Self {
            component: component.to_owned(),
            route: "/...".to_owned(),
            rest: path.to_owned(),
            named: BTreeMap::new(),
        }
    }

    /// The route without its wildcard.
    pub fn prefix(&self) -> &str {
        self.route.strip_suffix("/...").unwrap_or(&self.route)
    }
}

fn parse(route: &str) -> Result<RouteSpec, String> {
    let route = match route.strip_prefix('/') {
        Some(_) => route.to_owned(),
        None => format!("/{route}"),
    };
    let route = route.strip_suffix('/').unwrap_or(&route);
    match route.strip_suffix("/...") {
        Some(prefix) => format!("{prefix}/*").as_str().try_into(),
        None => route.try_into(),
    }
}

/// The matcher drops a slash at the end; components have always been told of it.
fn rest_of(wildcard: &str, path: &str) -> String {
    let slash = if path.ends_with('/') { "/" } else { "" };
    match wildcard {
        "" => slash.to_owned(),
        rest => format!("/{rest}{slash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router {
        Router::new(&[
            ("/...", "web"),
            ("/api/...", "gateway"),
            ("/api/events/...", "events"),
            ("/metrics", "metrics"),
            ("/users/:id", "user"),
            ("/users/:id/posts/...", "posts"),
            ("/users/me", "me"),
        ])
        .unwrap()
    }

    fn component(path: &str) -> String {
        router().find(path).unwrap().component
    }

    #[test]
    fn the_longest_prefix_wins_and_exact_beats_named_beats_wildcard() {
        assert_eq!(component("/"), "web");
        assert_eq!(component("/anything/else"), "web");
        assert_eq!(component("/api"), "gateway");
        assert_eq!(component("/api/"), "gateway");
        assert_eq!(component("/api/submissions/1"), "gateway");
        assert_eq!(component("/api/events"), "events");
        assert_eq!(component("/api/events/x/y"), "events");
        assert_eq!(component("/apiary"), "web");
        assert_eq!(component("/metrics"), "metrics");
        assert_eq!(component("/metrics/x"), "web");
        assert_eq!(component("/users/me"), "me");
        assert_eq!(component("/users/7"), "user");
        assert_eq!(component("/users/7/posts"), "posts");
    }

    #[test]
    fn a_wildcard_tells_what_it_stands_for() {
        let rest = |path: &str| router().find(path).unwrap().rest;
        assert_eq!(rest("/api"), "");
        assert_eq!(rest("/api/"), "/");
        assert_eq!(rest("/api/a/b"), "/a/b");
        assert_eq!(rest("/api/a/b/"), "/a/b/");
        assert_eq!(rest("/metrics"), "");
        assert_eq!(router().find("/api/a").unwrap().prefix(), "/api");
    }

    #[test]
    fn named_segments_are_told_by_name() {
        let found = router().find("/users/7/posts/x").unwrap();
        assert_eq!(
            found.named,
            BTreeMap::from([("id".to_owned(), "7".to_owned())])
        );
        assert_eq!(found.rest, "/x");
        assert_eq!(found.route, "/users/:id/posts/...");
    }

    #[test]
    fn paths_that_no_route_matches_find_nothing() {
        let router = Router::new(&[("/only", "only")]).unwrap();
        assert_eq!(router.find("/"), None);
        assert_eq!(router.find("/only/x"), None);
        assert_eq!(router.find("/Only"), None);
    }

    #[test]
    fn of_two_routes_written_the_same_the_later_counts() {
        let router = Router::new(&[("/a", "first"), ("/a", "second")]).unwrap();
        assert_eq!(router.find("/a").unwrap().component, "second");
    }

    #[test]
    fn a_chained_request_is_matched_as_if_by_a_wildcard() {
        let found = Found::chained("identity", "/users/1");
        assert_eq!((found.route.as_str(), found.prefix()), ("/...", ""));
        assert_eq!(found.rest, "/users/1");
    }
}
