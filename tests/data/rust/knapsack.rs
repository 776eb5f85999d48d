use std::io::{self, Read};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut numbers = text.split_ascii_whitespace().map(|word| word.parse::<usize>().unwrap());
    let (count, capacity) = (numbers.next().unwrap(), numbers.next().unwrap());

    let mut best = vec![0; capacity + 1];
    for _ in 0..count {
        let (weight, value) = (numbers.next().unwrap(), numbers.next().unwrap());
        // From the back, so that no item is taken twice.
        for room in (weight..=capacity).rev() {
            best[room] = best[room].max(best[room - weight] + value);
        }
    }
    println!("{}", best[capacity]);
}
