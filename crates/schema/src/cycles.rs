//! What leads back to itself.

/// Where something is on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    /// Among what is in no set yet, by its position there.
    Open(usize),
    Done,
}

/// The sets of what leads to each other, each after the sets that it leads to; `edges` has for each thing what it leads to.
/// What is on no cycle is a set of its own.
///
/// Has no recursion: the way may be long.
///
/// ```
/// let edges = [vec![1], vec![2, 3], vec![1], vec![]];
/// assert_eq!(webhook_schema::strongly_connected(&edges), [vec![3], vec![1, 2], vec![0]]);
/// ```
pub fn strongly_connected(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut seen = vec![Seen::Not; edges.len()];
    let mut sets = Vec::new();
    // What is in no set yet, and the first ones of what may be a set, by their positions.
    let (mut open, mut firsts) = (Vec::new(), Vec::new());
    for start in 0..edges.len() {
        let mut way = Vec::new();
        let mut entered = (seen[start] == Seen::Not).then_some(start);
        loop {
            if let Some(one) = entered.take() {
                seen[one] = Seen::Open(open.len());
                firsts.push(open.len());
                open.push(one);
                way.push((one, edges[one].iter()));
            }
            let Some((one, next)) = way.last_mut() else { break };
            match next.next().map(|to| (*to, seen[*to])) {
                Some((to, Seen::Not)) => entered = Some(to),
                // All from there on lead to each other.
                Some((_, Seen::Open(at))) => firsts.truncate(firsts.partition_point(|first| *first <= at)),
                Some((_, Seen::Done)) => {}
                None => {
                    let is_first = firsts.pop_if(|first| seen[*one] == Seen::Open(*first));
                    way.pop();
                    if let Some(first) = is_first {
                        let mut set = open.split_off(first);
                        set.iter().for_each(|one| seen[*one] = Seen::Done);
                        set.sort_unstable();
                        sets.push(set);
                    }
                }
            }
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By what can be reached from where.
    fn expected(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let reached = |from: usize| {
            let (mut all, mut open) = (vec![false; edges.len()], edges[from].clone());
            while let Some(one) = open.pop() {
                if !std::mem::replace(&mut all[one], true) {
                    open.extend(&edges[one]);
                }
            }
            all
        };
        let reached: Vec<Vec<bool>> = (0..edges.len()).map(reached).collect();
        let set = |one: usize| {
            let is_in = |other: &usize| one == *other || reached[one][*other] && reached[*other][one];
            (0..edges.len()).filter(is_in).collect::<Vec<_>>()
        };
        let mut sets: Vec<Vec<usize>> = (0..edges.len()).map(set).collect();
        sets.sort();
        sets.dedup();
        sets
    }

    #[test]
    fn sets_are_those_that_reach_each_other_after_what_they_lead_to() {
        // Every graph of four.
        for graph in 0..1_u32 << 16 {
            let to = |from: usize| (0..4).filter(|to| graph >> (4 * from + to) & 1 == 1).collect();
            let edges: Vec<Vec<usize>> = (0..4).map(to).collect();
            let sets = strongly_connected(&edges);
            let mut sorted = sets.clone();
            sorted.sort();
            assert_eq!(sorted, expected(&edges), "{edges:?}");
            let set_of = |one: &usize| sets.iter().position(|set| set.contains(one));
            for (from, all) in edges.iter().enumerate() {
                assert!(all.iter().all(|to| set_of(to) <= set_of(&from)), "{edges:?}");
            }
        }
    }

    #[test]
    fn a_long_way_is_followed() {
        let edges: Vec<Vec<usize>> = (0..200_000).map(|at| vec![(at + 1) % 200_000]).collect();
        assert_eq!(strongly_connected(&edges).len(), 1);
    }
}
