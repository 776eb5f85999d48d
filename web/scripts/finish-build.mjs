/**
 * Finishes a build: compresses every file that gains from it, lists all files for the door that serves them
 * (`site.json`), and refuses a first load that has grown too large.
 *
 * The list is why the door never has to hash, guess a type or touch a path that is not in it.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const SCRIPT_BUDGET = 200_000;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".png": "image/png",
};
const COMPRESSIBLE = new Set([".html", ".js", ".css", ".svg", ".txt", ".json", ".ttf"]);

const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));
rmSync(join(DIST, ".vite"), { recursive: true });

const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(DIST, join(entry.parentPath, entry.name)))
  .sort();

const site = [];
const gzipped = new Map();
for (const path of files) {
  const extension = extname(path);
  const type = TYPES[extension];
  if (!type) throw new Error(`${path}: name the content type of ${extension} in scripts/finish-build.mjs`);
  const bytes = readFileSync(join(DIST, path));
  const entry = {
    path: `/${path}`,
    type,
    // What its content is, in its name: a file under /assets/ never changes.
    immutable: path.startsWith("assets/"),
    digest: createHash("sha256").update(bytes).digest("hex").slice(0, 32),
    size: bytes.length,
  };
  if (COMPRESSIBLE.has(extension)) {
    const br = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    const gz = gzipSync(bytes, { level: 9 });
    gzipped.set(path, gz.length);
    if (br.length < bytes.length) {
      writeFileSync(join(DIST, `${path}.br`), br);
      entry.br = br.length;
    }
    if (gz.length < bytes.length) {
      writeFileSync(join(DIST, `${path}.gz`), gz);
      entry.gzip = gz.length;
    }
  }
  site.push(entry);
}
writeFileSync(join(DIST, "site.json"), `${JSON.stringify({ files: site })}\n`);

// The first load is the entry, everything it imports at once, one catalogue and the theme script.
const first = new Set();
const follow = (name) => {
  const chunk = manifest[name];
  if (!chunk || first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const next of chunk.imports ?? []) follow(next);
};
follow("index.html");
const catalogue = ["src/i18n/ko.json", "src/i18n/en.json"].map((name) => manifest[name].file);
first.add(catalogue.sort((one, other) => gzipped.get(other) - gzipped.get(one))[0]);
first.add(files.find((path) => /theme-[^/]+\.js$/.test(path)));
const total = [...first].reduce((sum, path) => sum + gzipped.get(path), 0);
console.log(`first load: ${(total / 1000).toFixed(1)} kB of gzip-compressed script, limit ${SCRIPT_BUDGET / 1000} kB`);
if (total > SCRIPT_BUDGET) {
  console.error("The first load is too large. Import what is not needed at once with import().");
  process.exit(1);
}
