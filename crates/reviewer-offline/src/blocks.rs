//! Where loops, conditions, functions and queries begin and end.
//!
//! Each family of languages has its own reader, because each marks the extent of a block in its own way;
//! all of them build the same list. A block that is never closed ends with the program.

mod braces;
mod ends;
mod functions;
mod indentation;
mod queries;

use crate::{
    scan::{Placed, Program, Token},
    syntax::{Blocks, Syntax},
};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Loop,
    /// A condition, a choice, or an attempt.
    Branch,
    Function,
    /// A query inside another.
    Query,
}

/// A block and its place in the others.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    pub(crate) kind: Kind,
    /// A function's name, where it has one.
    pub(crate) name: Option<&'a str>,
    /// The first line, from 1.
    pub(crate) first: u32,
    /// The last line, included.
    pub(crate) last: u32,
    /// The loop, branch or query that this one stands in, by its place in the list.
    pub(crate) parent: Option<usize>,
    /// Loops, branches and queries from the outermost to this one.
    pub(crate) depth: u32,
    /// The loop that this one stands in, where it is a loop.
    pub(crate) outer_loop: Option<usize>,
    /// Loops from the outermost to this one; 0 where it is no loop.
    pub(crate) loops: u32,
}

/// Finds the blocks, in the order of their beginnings.
pub(crate) fn find<'a>(program: &Program<'a>, syntax: &'static Syntax) -> Vec<Block<'a>> {
    match syntax.blocks {
        Blocks::BracesAfterParens | Blocks::BracesAfterFreeHead => braces::find(program, syntax),
        Blocks::Indentation => indentation::find(program, syntax),
        Blocks::Ends => ends::find(program, syntax),
        Blocks::Queries => queries::find(program),
    }
}

/// Collects blocks while they open and close like parentheses.
#[derive(Default)]
struct Builder<'a> {
    blocks: Vec<Block<'a>>,
    /// Open blocks, the innermost last, each with the innermost open control block and loop so far.
    open: Vec<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    block: usize,
    control: Option<usize>,
    inner_loop: Option<usize>,
}

impl<'a> Builder<'a> {
    fn open(&mut self, kind: Kind, name: Option<&'a str>, first: u32) {
        let around = self.open.last().copied();
        let parent = around.and_then(|open| open.control);
        let outer_loop = around.and_then(|open| open.inner_loop);
        let depth = parent
            .and_then(|at| self.blocks.get(at))
            .map_or(0, |block| block.depth);
        let loops = outer_loop
            .and_then(|at| self.blocks.get(at))
            .map_or(0, |block| block.loops);
        let block = self.blocks.len();
        let is_loop = kind == Kind::Loop;
        let is_control = kind != Kind::Function;
        self.blocks.push(Block {
            kind,
            name,
            first,
            last: first,
            parent,
            depth: depth + u32::from(is_control),
            outer_loop: outer_loop.filter(|_| is_loop),
            loops: if is_loop { loops + 1 } else { 0 },
        });
        self.open.push(Open {
            block,
            control: if is_control { Some(block) } else { parent },
            inner_loop: if is_loop { Some(block) } else { outer_loop },
        });
    }

    /// Closes the innermost block.
    fn close(&mut self, last: u32) {
        if let Some(open) = self.open.pop()
            && let Some(block) = self.blocks.get_mut(open.block)
        {
            block.last = last.max(block.first);
        }
    }

    fn finish(mut self, last: u32) -> Vec<Block<'a>> {
        while !self.open.is_empty() {
            self.close(last);
        }
        self.blocks
    }
}

/// The last line that has a token.
fn last_line(tokens: &[Placed<'_>]) -> u32 {
    tokens.last().map_or(0, |placed| placed.line)
}

/// For each bracket the place of its partner.
fn partners(tokens: &[Placed<'_>]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (at, placed) in tokens.iter().enumerate() {
        match placed.token {
            Token::Mark("(" | "[" | "{") => open.push(at),
            Token::Mark(")" | "]" | "}") => {
                if let Some(start) = open.pop() {
                    if let Some(partner) = partners.get_mut(start) {
                        *partner = Some(at);
                    }
                    if let Some(partner) = partners.get_mut(at) {
                        *partner = Some(start);
                    }
                }
            }
            _ => {}
        }
    }
    partners
}

#[cfg(test)]
mod tests;
