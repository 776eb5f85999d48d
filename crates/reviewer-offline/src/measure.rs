//! All that is measured of a program, language and reader aside.

use crate::{
    blocks::{self, Block, Kind as BlockKind},
    repeats::{self, Repeat},
    scan::{self, Kind, Line},
    syntax::{self, Blocks},
};

/// Levels of nesting from which a place is marked.
pub(crate) const DEEP: u32 = 5;
/// Lines of code from which a function is marked.
pub(crate) const LONG_FUNCTION: u32 = 50;
/// Characters from which a line is marked.
pub(crate) const LONG_LINE: usize = 120;

/// How many lines there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) code: u32,
    pub(crate) comment: u32,
    pub(crate) blank: u32,
}

impl Counts {
    pub(crate) fn all(self) -> u32 {
        self.code + self.comment + self.blank
    }
}

/// An outermost loop (or query, or condition) with others inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nest {
    /// Its first and last line.
    pub(crate) lines: (u32, u32),
    /// Where each of the deepest chain begins, the outermost first.
    pub(crate) starts: Vec<u32>,
}

impl Nest {
    pub(crate) fn depth(&self) -> usize {
        self.starts.len()
    }
}

/// A function that has many lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Long<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) lines: (u32, u32),
    pub(crate) code: u32,
}

/// The measurements.
#[derive(Debug)]
pub(crate) struct Measures<'a> {
    pub(crate) is_sql: bool,
    pub(crate) counts: Counts,
    pub(crate) loops: usize,
    pub(crate) functions: usize,
    /// The deepest nesting of loops, conditions and queries.
    pub(crate) depth: u32,
    /// Loops within loops, two deep or more.
    pub(crate) loop_nests: Vec<Nest>,
    /// Places that are [`DEEP`] or deeper.
    pub(crate) deep_nests: Vec<Nest>,
    pub(crate) long_functions: Vec<Long<'a>>,
    /// Each line's number and length.
    pub(crate) long_lines: Vec<(u32, usize)>,
    pub(crate) repeats: Vec<Repeat>,
    pub(crate) debug_prints: Vec<u32>,
}

/// Measures a program.
pub(crate) fn measure<'a>(code: &'a str, language: &str) -> Measures<'a> {
    let syntax = syntax::of(language);
    let program = scan::scan(code, syntax);
    let blocks = blocks::find(&program, syntax);
    let of_kind = |kind| blocks.iter().filter(move |block| block.kind == kind);
    Measures {
        is_sql: syntax.blocks == Blocks::Queries,
        counts: counts(&program.lines),
        loops: of_kind(BlockKind::Loop).count(),
        functions: of_kind(BlockKind::Function).count(),
        depth: blocks.iter().map(|block| block.depth).max().unwrap_or(0),
        loop_nests: nests(&blocks, 2, |block| (block.loops, block.outer_loop)),
        deep_nests: nests(&blocks, DEEP, |block| {
            let counts = block.kind != BlockKind::Function;
            (if counts { block.depth } else { 0 }, block.parent)
        }),
        long_functions: long_functions(&blocks, &program.lines),
        long_lines: (1..)
            .zip(&program.lines)
            .map(|(number, line)| (number, line.width))
            .filter(|(_, width)| *width > LONG_LINE)
            .collect(),
        repeats: repeats::find(&program.lines),
        debug_prints: (1..)
            .zip(&program.lines)
            .filter(|(_, line)| {
                let mut prints = syntax.debug_prints.iter();
                line.kind() == Kind::Code && prints.any(|print| line.code.contains(print))
            })
            .map(|(number, _)| number)
            .collect(),
    }
}

fn counts(lines: &[Line]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        match line.kind() {
            Kind::Code => counts.code += 1,
            Kind::Comment => counts.comment += 1,
            Kind::Blank => counts.blank += 1,
        }
    }
    counts
}

/// The outermost blocks whose deepest chain has at least `least` links. `link` gives a block's depth (0 for
/// one that does not count) and the block around it.
fn nests(
    blocks: &[Block<'_>],
    least: u32,
    link: impl Fn(&Block<'_>) -> (u32, Option<usize>),
) -> Vec<Nest> {
    // A block comes after the one around it, so its root is known when it is reached.
    let mut roots: Vec<usize> = Vec::with_capacity(blocks.len());
    let mut deepest: Vec<(u32, usize)> = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let (depth, around) = link(block);
        let root = around
            .and_then(|around| roots.get(around))
            .copied()
            .unwrap_or(at);
        roots.push(root);
        deepest.push((0, at));
        if let Some(found) = deepest.get_mut(root)
            && depth > found.0
        {
            *found = (depth, at);
        }
    }
    let chain = |last: usize| {
        let links = std::iter::successors(Some(last), |at| {
            blocks.get(*at).and_then(|block| link(block).1)
        });
        let mut starts: Vec<u32> = links
            .filter_map(|at| blocks.get(at))
            .map(|block| block.first)
            .collect();
        starts.reverse();
        starts
    };
    blocks
        .iter()
        .zip(&deepest)
        .filter(|(_, (depth, _))| *depth >= least)
        .map(|(block, (_, last))| Nest {
            lines: (block.first, block.last),
            starts: chain(*last),
        })
        .collect()
}

fn long_functions<'a>(blocks: &[Block<'a>], lines: &[Line]) -> Vec<Long<'a>> {
    let mut before = vec![0_u32];
    let mut sum = 0;
    for line in lines {
        sum += u32::from(line.kind() == Kind::Code);
        before.push(sum);
    }
    let up_to = |line: u32| {
        let at = usize::try_from(line).unwrap_or(usize::MAX);
        before.get(at).copied().unwrap_or(sum)
    };
    blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Function)
        .map(|block| Long {
            name: block.name,
            lines: (block.first, block.last),
            code: up_to(block.last).saturating_sub(up_to(block.first.saturating_sub(1))),
        })
        .filter(|long| long.code > LONG_FUNCTION)
        .collect()
}
