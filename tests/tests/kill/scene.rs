//! What else goes on when the host is killed.

use std::sync::Arc;
use std::thread;
use std::time::Instant;

use testkit::Error;
use tokio::runtime::{Builder, Handle};
use tokio::sync::Semaphore;

use crate::follow::WITHIN;
use crate::point::{Point, Standing};
use crate::times;
use crate::verdict;
use crate::world::{Content, World};

/// Applications at once: each has a host with threads of its own.
static PLACES: Semaphore = Semaphore::const_new(3);

/// Who else submits for the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    /// Nobody.
    Alone,
    /// While A stands at the point, B and A again are accepted.
    FirstOfThree,
    /// A and B are accepted, the second to get to the point is struck; A again comes in as soon as the host is back,
    /// while the leases of the dead still run.
    SecondOfThree,
}

impl Scene {
    const ALL: [Self; 3] = [Self::Alone, Self::FirstOfThree, Self::SecondOfThree];

    /// What is submitted: before the point is reached, while one stands there, after the restart.
    fn submits(self) -> [&'static [Content]; 3] {
        use Content::{A, B};
        match self {
            Self::Alone => [&[A], &[], &[]],
            Self::FirstOfThree => [&[A], &[B, A], &[]],
            Self::SecondOfThree => [&[A, B], &[], &[A]],
        }
    }
}

/// Kills the host at this point in every scene; the scenes run at the same time.
pub fn in_every_scene(point: Point) {
    let runtime = runtime();
    thread::scope(|threads| {
        let started: Vec<_> = Scene::ALL
            .into_iter()
            .map(|scene| {
                let handle = runtime.handle();
                // The thread's name is the log's name.
                let name = format!("kill.{point:?}.{scene:?}");
                let run = move || on_this_thread(handle, survive(point, scene));
                thread::Builder::new()
                    .name(name)
                    .spawn_scoped(threads, run)
                    .unwrap()
            })
            .collect();
        for thread in started {
            if let Err(failure) = thread.join() {
                std::panic::resume_unwind(failure);
            }
        }
    });
}

/// Runs a test that needs one application.
pub fn with_one_application(work: impl Future<Output = Result<(), Error>>) {
    on_this_thread(runtime().handle(), work);
}

/// Threads for the clients. The application itself blocks the thread that starts it, which is another one.
fn runtime() -> tokio::runtime::Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// Runs a test's work when there is a place for one more application.
fn on_this_thread(handle: &Handle, work: impl Future<Output = Result<(), Error>>) {
    let result = handle.block_on(async {
        let _place = PLACES.acquire().await.unwrap();
        work.await
    });
    // The whole text, not its `Debug` form: it has lines.
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

async fn survive(point: Point, scene: Scene) -> Result<(), Error> {
    let what = Arc::from(format!("{point:?}, {scene:?}"));
    let mut world = World::start().await?;
    let [before, meanwhile, after] = scene.submits();
    let others = u64::try_from(before.len() - 1).unwrap();
    let held_back = point.hold_back(&world);
    let mut barrier = point.arm(&world, others);

    let mut submitted = Vec::new();
    for &content in before {
        submitted.push(world.submit(content).await?);
    }
    let stands = barrier.reached(WITHIN).await?;
    for &content in meanwhile {
        submitted.push(world.submit(content).await?);
    }
    submitted[0].follower.has_seen(point.told()).await?;

    world.algosu.kill9();
    if before.len() == 1 {
        let standing = Standing::of(&world, &submitted[0].id)?;
        assert_eq!(standing, point.standing(), "{what}: the kill was elsewhere");
    }
    // A call whose review is neither stored nor on the worker's shelf was paid for and lost.
    let stored = world.number("SELECT COUNT(*) FROM reviews WHERE $1 = $1", "")?;
    let shelved = usize::from(point == Point::Answered);
    let lost = world.model_calls() - usize::try_from(stored).unwrap() - shelved;
    stands.drop_request();
    drop((barrier, held_back));

    let restarted = Instant::now();
    world.algosu.restart()?;
    for &content in after {
        submitted.push(world.submit(content).await?);
    }
    let mut told = Vec::new();
    for one in submitted {
        told.push(one.told().await?);
    }

    verdict::holds(&what, &world, &told).await?;
    if scene == Scene::Alone && point != Point::ReviewReported {
        let connections = told[0].story.connections;
        assert!(connections > 1, "{what}: the kill did not cut the stream");
    }
    let calls = world.model_calls();
    assert!(
        calls <= told.len() + lost,
        "{what}: {calls} model calls for {} submissions, {lost} of them lost",
        told.len()
    );
    let ends = told.iter().filter_map(|one| one.story.events.last());
    let delays = ends.map(|end| end.at.saturating_duration_since(restarted));
    times::record(&what, delays.collect());
    Ok(())
}
