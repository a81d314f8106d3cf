//! A stack that is large enough for whatever limits allow.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::thread;

/// Enough for lowering to go as deep as it does, without optimization.
const BYTES: usize = 512 << 20;

thread_local! {
    static IS_LARGE: Cell<bool> = const { Cell::new(false) };
}

/// Does something that follows schemas into each other: there is no telling how large the stack of the caller is. What is on a
/// large stack already stays on its thread, as memory that was given back by a thread is of no use to others while it waits.
///
/// ```
/// use std::thread;
/// use webhook_schema::on_large_stack;
///
/// let (outer, inner) = on_large_stack(|| (thread::current().id(), on_large_stack(|| thread::current().id())));
/// assert_eq!(outer, inner);
/// assert_ne!(outer, thread::current().id());
/// ```
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if IS_LARGE.get() {
        return work();
    }
    let marked = || {
        IS_LARGE.set(true);
        work()
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(BYTES).spawn_scoped(scope, marked);
        let thread = thread.expect("a thread can be started");
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
