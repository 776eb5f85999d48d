use std::io;

fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for bracket in text.chars() {
        match bracket {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            closing => {
                if open.pop() != Some(closing) {
                    return false;
                }
            }
        }
    }
    open.is_empty()
}

fn main() {
    for line in io::stdin().lines().map_while(Result::ok) {
        println!("{}", if is_balanced(line.trim_end()) { "yes" } else { "no" });
    }
}
