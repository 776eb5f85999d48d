//! Each case is a small program with what a reader finds in it: kind, first and last line, and for
//! functions the name, indented by nesting.

use super::*;
use crate::{scan, syntax};

/// `loop 1-3`, `  branch 2-3`, `function main 4-9`, in the order of the program.
fn outline(language: &str, code: &str) -> Vec<String> {
    let syntax = syntax::of(language);
    let program = scan::scan(code, syntax);
    find(&program, syntax)
        .iter()
        .map(|block| {
            let indent = "  ".repeat(usize::try_from(block.depth).unwrap());
            let word = match block.kind {
                Kind::Loop => format!(
                    "{}loop",
                    "^".repeat(usize::try_from(block.loops).unwrap() - 1)
                ),
                Kind::Branch => "branch".to_owned(),
                Kind::Function => format!("function {}", block.name.unwrap_or("?")),
                Kind::Query => "query".to_owned(),
            };
            let indent = indent.strip_prefix("  ").unwrap_or("");
            let extra = if block.kind == Kind::Function && block.depth > 0 {
                "  "
            } else {
                ""
            };
            format!("{indent}{extra}{word} {}-{}", block.first, block.last)
        })
        .collect()
}

#[track_caller]
fn assert_outline(language: &str, code: &str, expected: &[&str]) {
    assert_eq!(outline(language, code), expected, "{language}:\n{code}");
}

#[test]
fn c_bodies_with_and_without_braces() {
    assert_outline(
        "c",
        "int main(void) {\n\
         for (int i = 0; i < n; i++)\n\
         for (int j = 0; j < n; j++)\n\
         if (a[i] > a[j]) swap(i, j);\n\
         else { keep(); }\n\
         while (x) { x--; }\n\
         return 0;\n\
         }\n",
        &[
            "function main 1-8",
            "loop 2-5",
            "  ^loop 3-5",
            "    branch 4-4",
            "    branch 5-5",
            "loop 6-6",
        ],
    );
}

#[test]
fn a_do_loop_is_one_loop() {
    assert_outline(
        "c",
        "void f() {\ndo {\nx++;\n} while (x < 3);\nwhile (y);\ndo x++; while (x < 9);\nif (z) w();\n}",
        &[
            "function f 1-8",
            "loop 2-4",
            "loop 5-5",
            "loop 6-6",
            "branch 7-7",
        ],
    );
}

#[test]
fn a_macro_that_contains_a_loop_is_a_loop() {
    assert_outline(
        "cpp",
        "#define FOR(i, n) for (int i = 0; i < (n); i++)\n\
         #define SQUARE(x) \\\n  ((x) * (x))\n\
         int main() {\n\
         FOR(i, n) FOR(j, m) {\n\
         sum += SQUARE(a[i][j]);\n\
         }\n\
         }\n",
        &["function main 4-8", "loop 5-7", "  ^loop 5-7"],
    );
}

#[test]
fn braces_around_values_are_no_blocks() {
    assert_outline(
        "cpp",
        "vector<int> dx{0, 1};\n\
         int g[2][2] = {{1, 2}, {3, 4}};\n\
         struct P : Q { int x; P(int a) : Q(a), x(a) { } };\n\
         auto cmp = [](int a, int b) { return a < b; };\n\
         int Solver::run() const noexcept {\n\
         for (auto [a, b] : {make_pair(1, 2)}) { use(a); }\n\
         try { go(); } catch (...) { }\n\
         }\n",
        &[
            "function P 3-3",
            "function run 5-8",
            "loop 6-6",
            "branch 7-7",
            "branch 7-7",
        ],
    );
}

#[test]
fn java_methods_and_lambdas() {
    assert_outline(
        "java",
        "@Solution(1) public class Main {\n\
         public static void main(String[] args) throws IOException, X {\n\
         int[] a = new int[]{1, 2};\n\
         list.forEach(x -> {\n\
         for (int y : x) { print(y); }\n\
         });\n\
         Runnable r = new Runnable() {\n\
         public void run() { while (true) { } }\n\
         };\n\
         switch (n) { case 1: break; default: for (;;) { } }\n\
         }\n\
         }\n",
        &[
            "function main 2-11",
            "loop 4-6",
            "  ^loop 5-5",
            "function run 8-8",
            "loop 8-8",
            "branch 10-10",
            "  loop 10-10",
        ],
    );
}

#[test]
fn csharp_loops_and_texts() {
    assert_outline(
        "csharp",
        "class P {\n\
         static int Max(int[] a) {\n\
         var path = @\"C:\\\";\n\
         foreach (var x in a) { if (x > m) m = x; }\n\
         return a.Select(x => x * 2).Max();\n\
         }\n\
         int Size { get; set; }\n\
         }\n",
        &["function Max 2-6", "loop 4-4", "  branch 4-4"],
    );
}

#[test]
fn javascript_functions_in_all_their_forms() {
    assert_outline(
        "javascript",
        "function solve(lines) {\n\
         for (const line of lines) {\n\
         if (/[{/]\"/.test(line)) continue\n\
         }\n\
         }\n\
         const add = (a, b) => {\n\
         return a + b\n\
         }\n\
         class A { run(x) { while (x) x-- } }\n\
         rows.forEach(row => row.forEach(cell => { use(cell) }))\n\
         const text = `${rows.map(r => { for (;;) { } })} }`\n\
         const o = { if: 1, for: 2 }\n",
        &[
            "function solve 1-5",
            "loop 2-4",
            "  branch 3-3",
            "function add 6-8",
            "function run 9-9",
            "loop 9-9",
            "loop 10-10",
            "  ^loop 10-10",
            "loop 11-11",
        ],
    );
}

#[test]
fn javascript_statements_may_end_with_their_line() {
    assert_outline(
        "typescript",
        "for (const a of b)\n  total +=\n    a\nif (total)\n  done()\nelse\n  more()\nnext()\n",
        &["loop 1-3", "branch 4-5", "branch 6-7"],
    );
}

#[test]
fn kotlin_expressions() {
    assert_outline(
        "kotlin",
        "fun square(x: Int) = x * x\n\
         fun main() {\n\
         val n = if (a) 1 else 2\n\
         repeat(n) {\n\
         for (i in 0 until n) println(\"${i + 1} }\")\n\
         }\n\
         when {\n\
         a -> b()\n\
         else -> c()\n\
         }\n\
         list.forEach { x -> while (x) { } }\n\
         do { n-- } while (n > 0)\n\
         }\n",
        &[
            "function main 2-13",
            "branch 3-3",
            "branch 3-3",
            "loop 4-6",
            "  ^loop 5-5",
            "branch 7-10",
            "loop 11-11",
            "  ^loop 11-11",
            "loop 12-12",
        ],
    );
}

#[test]
fn go_heads_may_hold_values_and_functions() {
    assert_outline(
        "go",
        "func (s *Stack) Push(x int) {\n\
         for _, d := range []int{1, -1} {\n\
         if v := f(d); v > 0 {\n\
         s.a = append(s.a, v)\n\
         } else if v < 0 {\n\
         }\n\
         }\n\
         var dfs func(int)\n\
         dfs = func(u int) {\n\
         for i := 0; i < u; i++ { dfs(i) }\n\
         }\n\
         }\n\
         type T struct {\n\
         less func(a, b int) bool\n\
         }\n",
        &[
            "function Push 1-12",
            "loop 2-7",
            "  branch 3-5",
            "  branch 5-6",
            "function ? 9-11",
            "loop 10-10",
        ],
    );
}

#[test]
fn rust_for_is_a_loop_only_with_in() {
    assert_outline(
        "rust",
        "impl<'a> Display for Grid<'a> {\n\
         fn fmt(&self) -> Result where F: for<'b> Fn(&'b str) {\n\
         'rows: for row in &self.rows {\n\
         let c = '{'; let s = r#\"for x in \"{\"#;\n\
         while let Some(x) = it.next() { if x == '\\'' { break 'rows; } }\n\
         }\n\
         let Some(x) = y else { return };\n\
         match x { 1 if a > b => {} _ => loop { } }\n\
         }\n\
         }\n\
         trait T { fn f(); }\n\
         fn apply(g: fn(i32) -> i32) { g(1); }\n",
        &[
            "function fmt 2-9",
            "loop 3-6",
            "  ^loop 5-5",
            "    branch 5-5",
            "branch 7-7",
            "branch 8-8",
            "  loop 8-8",
            "function apply 12-12",
        ],
    );
}

#[test]
fn swift_guards_and_trailing_closures() {
    assert_outline(
        "swift",
        "class S {\n\
         init(n: Int) { self.init(1) }\n\
         func run() -> Int {\n\
         guard let x = y else { return 0 }\n\
         for v in xs.filter { $0 > 1 } {\n\
         print(\"\\(v.map { \"}\" })\")\n\
         }\n\
         repeat { n -= 1 } while n > 0\n\
         do { try f() } catch { }\n\
         }\n\
         }\n",
        &[
            "function init 2-2",
            "function run 3-10",
            "branch 4-4",
            "loop 5-7",
            "loop 8-8",
            "branch 9-9",
            "branch 9-9",
        ],
    );
}

#[test]
fn python_blocks_follow_the_indentation() {
    assert_outline(
        "python",
        "def solve(n,\n          m):\n    \"\"\"Says:\nfor x in y:\n    \"\"\"\n    for i in range(n):\n\n        # a remark\n        while i: i -= 1\n    \
         else:\n        pass\n    text = '''\nif a:\n'''.strip()\n    return [x for x in m if x]\nasync def main():\n    match = 3\n    \
         match match:\n        case 3: pass\nfor x in \\\n    range(3): print(x)\n",
        &[
            "function solve 1-15",
            "loop 6-9",
            "  ^loop 9-9",
            "branch 10-11",
            "function main 16-19",
            "branch 18-19",
            "loop 20-21",
        ],
    );
}

#[test]
fn ruby_keywords_after_a_statement_open_nothing() {
    assert_outline(
        "ruby",
        "def solve(n)\n\
         return if n.zero?\n\
         n.times do |i|\n\
         x = if i > 1\n\
         2\n\
         end\n\
         puts \"#{x} end\" unless x.nil?\n\
         end\n\
         while n > 0 do\n\
         (1..n).each { |j| sum += { a: j }[:a] }\n\
         n -= 1 while n.odd?\n\
         end\n\
         1.step 10, 2 do |k| p k end\n\
         text = <<~END\n\
         if while do\n\
         END\n\
         end\n\
         def twice(x) = x * 2\n\
         loop { break }\n",
        &[
            "function solve 1-17",
            "loop 3-8",
            "  branch 4-6",
            "loop 9-12",
            "  ^loop 10-10",
            "loop 13-13",
            "loop 19-19",
        ],
    );
}

#[test]
fn sql_queries_inside_queries() {
    assert_outline(
        "sql",
        "WITH best AS (SELECT id FROM t)\n\
         SELECT name, 'it''s (select' FROM users\n\
         WHERE id IN (\n\
         select user_id FROM orders -- (SELECT\n\
         WHERE total > (SELECT avg(total) FROM orders)\n\
         );\n",
        &["query 3-6", "  query 5-5"],
    );
}

#[test]
fn what_never_closes_ends_with_the_program() {
    assert_outline(
        "c",
        "int main() {\nfor (;;) {\nx();\n",
        &["function main 1-3", "loop 2-3"],
    );
    assert_outline("c", "} } ) ]\nwhile (x) {\n}\n", &["loop 2-3"]);
    assert_outline("ruby", "end\nend\nwhile x\ny\n", &["loop 3-4"]);
    assert_outline("python", "for", &["loop 1-1"]);
}
