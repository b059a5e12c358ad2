//! A small shop with one hot spot, whose CPU profile the `pprof` crate writes as profile.proto.

use pprof::protos::Message;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

struct Line {
    article: String,
    quantity: u32,
}

/// A tree that is walked by recursion.
struct Category {
    name: String,
    children: Vec<Category>,
}

impl Category {
    fn new(depth: u32) -> Self {
        let children = if depth == 0 { 0 } else { 4 };
        Category {
            name: format!("category-{depth}"),
            children: (0..children).map(|_| Category::new(depth - 1)).collect(),
        }
    }

    fn visit<F: FnMut(&Category)>(&self, found: &mut F) {
        found(self);
        for child in &self.children {
            child.visit(found);
        }
    }
}

/// The hot spot: a new string for every line.
#[inline(never)]
fn concatenate_receipt(lines: &[Line]) -> String {
    lines.iter().fold(String::new(), |receipt, line| {
        format!("{receipt}{} x {}\n", line.quantity, line.article)
    })
}

#[inline(never)]
fn count_articles(lines: &[Line]) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for line in lines {
        *counts.entry(line.article.as_str()).or_default() += line.quantity;
    }
    counts
}

fn work_until(end: Instant) -> usize {
    let lines: Vec<Line> = (0..400)
        .map(|i| Line { article: format!("article-{}", i % 97), quantity: i % 7 })
        .collect();
    let catalog = Category::new(5);
    let mut done = 0;
    while Instant::now() < end {
        done += concatenate_receipt(&lines).len() + count_articles(&lines).len();
        catalog.visit(&mut |category| done += category.name.len());
    }
    done
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = env::args().nth(1).unwrap_or_else(|| "cpu.pb".into());
    let guard = pprof::ProfilerGuardBuilder::default().frequency(500).build()?;

    let end = Instant::now() + Duration::from_millis(1500);
    let worker = thread::Builder::new().name("worker".into()).spawn(move || work_until(end))?;
    let done = work_until(end) + worker.join().map_err(|_| "the worker panicked")?;

    let profile = guard.report().build()?.pprof()?;
    fs::write(&path, profile.write_to_bytes()?)?;
    println!("{done} units of work, profile in {path}");
    Ok(())
}
