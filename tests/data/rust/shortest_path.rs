use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read};

fn shortest(graph: &[Vec<(usize, u64)>], start: usize) -> Vec<Option<u64>> {
    let mut distance = vec![None; graph.len()];
    let mut queue = BinaryHeap::from([Reverse((0, start))]);
    while let Some(Reverse((so_far, here))) = queue.pop() {
        if distance[here].is_some() {
            continue;
        }
        distance[here] = Some(so_far);
        for &(there, weight) in &graph[here] {
            queue.push(Reverse((so_far + weight, there)));
        }
    }
    distance
}

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut numbers = text.split_ascii_whitespace().map(|word| word.parse::<usize>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (n, m, start) = (next(), next(), next());
    let mut graph = vec![Vec::new(); n + 1];
    for _ in 0..m {
        let (a, b, weight) = (next(), next(), next() as u64);
        graph[a].push((b, weight));
    }
    for distance in &shortest(&graph, start)[1..] {
        match distance {
            Some(distance) => println!("{distance}"),
            None => println!("-1"),
        }
    }
}
