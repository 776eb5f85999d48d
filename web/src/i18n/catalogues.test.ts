import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import en from "./en.json";
import ko from "./ko.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${prefix}${key}`, value]] : [...flat(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const catalogues = { en: flat(en), ko: flat(ko) };
/** The key without its plural ending. `too_many` is no plural: it has no `too_other` beside it. */
const stem = (key: string) => {
  const bare = key.replace(PLURAL, "");
  return catalogues.en.has(`${bare}_other`) ? bare : key;
};
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("the catalogues", () => {
  test("have the same keys", () => {
    const keys = (catalogue: Map<string, string>) => [...new Set([...catalogue.keys()].map(stem))].sort();
    expect(keys(catalogues.ko)).toEqual(keys(catalogues.en));
  });

  test.each(["en", "ko"] as const)("have every plural form that %s needs, and no other", (language) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    const forms = new Map<string, string[]>();
    for (const key of catalogues[language].keys()) {
      const form = PLURAL.exec(key)?.[1];
      if (form && stem(key) !== key) forms.set(stem(key), [...(forms.get(stem(key)) ?? []), form].sort());
    }
    for (const [key, found] of forms) expect([key, found]).toEqual([key, needed]);
  });

  test("fill the same holes", () => {
    for (const [key, text] of catalogues.ko) {
      const other = catalogues.en.get(key) ?? catalogues.en.get(`${stem(key)}_other`);
      // A plural needs no number where the language says it without one.
      const without = (names: (string | undefined)[]) => names.filter((name) => name !== "count");
      expect([key, without(holes(text))]).toEqual([key, without(holes(other ?? ""))]);
    }
  });

  test("leave nothing empty and nothing untranslated", () => {
    const same = new Set(["app.name", "settings.github"]);
    for (const [key, text] of catalogues.ko) {
      expect([key, text.trim()]).not.toEqual([key, ""]);
      const words = text.replaceAll(/\{\{\w+\}\}/g, "");
      if (!same.has(key) && /[a-z]{3}/i.test(words)) expect([key, text]).not.toEqual([key, catalogues.en.get(key)]);
    }
  });
});

const SOURCES = join(import.meta.dirname, "..");
const SPOKEN = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "label", "hint"]);
const WORDS = /\p{L}{2}/u;

/** Literal text that a reader would see or hear, with its place. */
function literals(path: string, text = readFileSync(path, "utf8")): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    if (WORDS.test(text)) found.push(`${path}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (
      ts.isJsxExpression(node) &&
      node.expression &&
      ts.isStringLiteralLike(node.expression) &&
      !ts.isJsxAttribute(node.parent)
    ) {
      note(node, node.expression.text);
    }
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      note(node, node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("the components", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));

  test("are all looked at", () => expect(files.length).toBeGreaterThan(25));

  test("would be caught with text between tags, in braces or in a spoken attribute", () => {
    for (const slip of [
      "<p>Hello</p>",
      '<p>{"Hello"}</p>',
      "<p>{`Hello`}</p>",
      '<p aria-label="Hello" />',
      "<p>안녕</p>",
    ]) {
      expect(literals("slip.tsx", `export const A = () => ${slip};`)).toHaveLength(1);
    }
  });

  test("hold no text of their own", () => {
    expect(files.flatMap((name) => literals(join(SOURCES, name)))).toEqual([]);
  });
});
