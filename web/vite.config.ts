import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Puts the theme script into the build as a hashed file and loads it before anything is painted.
 *
 * It must run before the first paint, so it cannot be a module; and it must not be inline, so that the
 * content security policy can forbid inline scripts altogether.
 */
function themeScript(): Plugin {
  const source = "src/styles/theme.js";
  let reference = "";
  return {
    name: "algosu-theme-script",
    buildStart() {
      if (this.environment.mode === "build") {
        reference = this.emitFile({ type: "asset", name: "theme.js", source: readFileSync(source) });
      }
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const file = context.bundle ? Object.keys(context.bundle).find((name) => /theme-[^/]+\.js$/.test(name)) : null;
        const src = file ? `/${file}` : `/${source}`;
        if (context.bundle && !reference) throw new Error("the theme script was not emitted");
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}

/** KaTeX offers its fonts in three formats; every browser that runs this page reads the first. */
function modernFontsOnly(): Plugin {
  return {
    name: "algosu-modern-fonts-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex.min.css")) return null;
      return code.replaceAll(/,url\([^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, "");
    },
  };
}

const backend = process.env["ALGOSU_URL"] ?? "http://127.0.0.1:4100";

export default defineConfig({
  plugins: [react(), tailwindcss(), modernFontsOnly(), themeScript()],
  build: {
    target: "es2022",
    // Nothing is inlined: the policy allows no data: fonts, and small files cost little on one connection.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  test: { include: ["src/**/*.test.ts"] },
  server: { proxy: { "/api": backend, "/auth": backend } },
});
