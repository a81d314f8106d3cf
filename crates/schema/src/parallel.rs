//! Work on every core of the machine, with results in the order of the work, so that nothing depends on how many there are.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::{Limits, on_large_stack};

/// The number of threads that this machine runs at once.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does `run` for every job, on up to so many threads; a panic in one of them becomes ours.
///
/// ```
/// let squares = webhook_schema::parallel::map(4, &[1, 2, 3], |number| number * number);
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn map<Job: Sync, Done: Send>(
    threads: usize,
    jobs: &[Job],
    run: impl Fn(&Job) -> Done + Sync,
) -> Vec<Done> {
    let done: Vec<Mutex<Option<Done>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    each(threads, jobs.len(), &|number| {
        let result = run(&jobs[number]);
        *done[number].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    });
    let result = |done: Mutex<Option<Done>>| done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter().map(|done| result(done).expect("every job is run")).collect()
}

/// Does `run` for every number below a limit: apart from what is made by that, so that it is compiled once.
fn each(threads: usize, limit: usize, run: &(dyn Fn(usize) + Sync)) {
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < limit);
        std::iter::from_fn(take).for_each(run);
    };
    thread::scope(|scope| {
        // As large as the one that the deepest catalog needs; only what is used of it takes memory.
        let stack = Limits { max_depth: Limits::MAX_DEPTH, ..Limits::default() }.stack_bytes();
        let others: Vec<_> = (1..threads.min(limit))
            .filter_map(|_| thread::Builder::new().stack_size(stack).spawn_scoped(scope, work).ok())
            .collect();
        // This thread takes part, if its stack is as large: an allocator keeps memory for each thread.
        on_large_stack(work);
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

/// Does two things at once, where a thread can be had for the first; a panic in it becomes ours.
///
/// ```
/// assert_eq!(webhook_schema::parallel::both(|| 1 + 1, || "two"), (2, "two"));
/// ```
pub fn both<One: Send, Two>(one: impl Fn() -> One + Sync, two: impl FnOnce() -> Two) -> (One, Two) {
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, &one);
        let two = two();
        let one = match other {
            Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => one(),
        };
        (one, two)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_whatever_the_number_of_threads() {
        let jobs: Vec<u64> = (0..100).collect();
        let expected: Vec<u64> = jobs.iter().map(|job| job * 2).collect();
        for threads in [0, 1, 2, 3, 200] {
            // The first jobs take the longest.
            let slow = |job: &u64| {
                thread::sleep(std::time::Duration::from_micros(200 - job));
                job * 2
            };
            assert_eq!(map(threads, &jobs, slow), expected, "{threads} threads");
        }
        assert!(map(2, &[], |job: &u64| *job).is_empty());
    }

    #[test]
    #[should_panic(expected = "job 7")]
    fn a_panic_is_ours() {
        let jobs: Vec<u64> = (0..10).collect();
        map(2, &jobs, |job| assert_ne!(*job, 7, "job 7"));
    }
}
