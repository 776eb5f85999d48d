//! What was found: tables for people, the same as JSON, and a line for each promise.

use serde_json::{Map, Value, json};

/// One place in a table.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(f64, usize),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Number(count as f64, 0)
    }
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number, _) if number.is_nan() => "-".to_owned(),
            Self::Number(number, decimals) => format!("{number:.decimals$}"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number, decimals) => {
                let scale = 10_f64.powi(i32::try_from(*decimals).unwrap_or(3) + 1);
                Value::from((number * scale).round() / scale)
            }
        }
    }
}

/// Figures that belong together.
pub struct Table {
    title: String,
    notes: Vec<String>,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty one.
    pub fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self {
            title: title.into(),
            notes: Vec::new(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// One more row, in the order of the columns.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// How it was measured, or what to keep in mind.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn print(&self) {
        println!("\n{}", self.title);
        let head: Vec<String> = self.columns.iter().map(ToString::to_string).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::text));
        let lines: Vec<Vec<String>> = std::iter::once(head)
            .chain(rows.map(Iterator::collect))
            .collect();
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let is_text = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.clone().count() > 0 && cells.clone().all(|cell| matches!(cell, Cell::Text(_)))
        };
        for line in &lines {
            let cells = line.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (cell, &width))| {
                if is_text(column) {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            let line: Vec<String> = cells.collect();
            println!("  {}", line.join("  ").trim_end());
        }
        for note in &self.notes {
            println!("  ({note})");
        }
    }

    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let cells = self.columns.iter().zip(row);
                let cells = cells.map(|(name, cell)| ((*name).to_owned(), cell.json()));
                Value::Object(cells.collect::<Map<_, _>>())
            })
            .collect();
        json!({"title": self.title, "notes": self.notes, "rows": rows})
    }
}

/// What a promise asks of a figure.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// No less than this.
    AtLeast(f64),
    /// No more than this.
    AtMost(f64),
}

/// Everything that was found, printed as it comes.
#[derive(Default)]
pub struct Report {
    tables: Vec<Value>,
    promises: Vec<(String, f64, &'static str, Bound)>,
}

impl Report {
    /// Prints a table and keeps it.
    pub fn add(&mut self, table: &Table) {
        table.print();
        self.tables.push(table.json());
    }

    /// A figure for which something is promised.
    pub fn holds(
        &mut self,
        figure: impl Into<String>,
        found: f64,
        unit: &'static str,
        bound: Bound,
    ) {
        self.promises.push((figure.into(), found, unit, bound));
    }

    /// Prints the promises and gives the whole as JSON.
    pub fn finish(self) -> Value {
        let mut table = Table::new(
            "Promises",
            &["figure", "measured", "promised", "unit", "verdict"],
        );
        for (figure, found, unit, bound) in &self.promises {
            let (promised, kept) = match bound {
                Bound::AtLeast(least) => (format!(">= {least}"), found >= least),
                Bound::AtMost(most) => (format!("<= {most}"), found <= most),
            };
            let verdict = if kept { "kept" } else { "NOT KEPT" };
            table.row([
                figure.as_str().into(),
                Cell::Number(*found, 3),
                promised.into(),
                (*unit).into(),
                verdict.into(),
            ]);
        }
        table.print();
        json!({"tables": self.tables, "promises": table.json()})
    }
}
