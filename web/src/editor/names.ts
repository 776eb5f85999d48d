/** Names of programming languages; they are the same in every language people speak. */
import type { CodeLanguage } from "../api/types";

export const LANGUAGE_LABELS: Record<CodeLanguage, string> = {
  c: "C",
  cpp: "C++",
  csharp: "C#",
  go: "Go",
  java: "Java",
  javascript: "JavaScript",
  kotlin: "Kotlin",
  python: "Python",
  ruby: "Ruby",
  rust: "Rust",
  sql: "SQL",
  swift: "Swift",
  typescript: "TypeScript",
};

/** The label of a language, also of one this build does not know yet. */
export const languageLabel = (language: string): string =>
  (LANGUAGE_LABELS as Record<string, string | undefined>)[language] ?? language;

/** File extensions, as used in the path of a pushed file. */
export const EXTENSIONS: Record<CodeLanguage, string> = {
  c: "c",
  cpp: "cpp",
  csharp: "cs",
  go: "go",
  java: "java",
  javascript: "js",
  kotlin: "kt",
  python: "py",
  ruby: "rb",
  rust: "rs",
  sql: "sql",
  swift: "swift",
  typescript: "ts",
};
