/** Syntax of the languages algosu accepts; each is downloaded when it is first used. */
import { LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";
import type { CodeLanguage } from "../api/types";

const legacy = (parser: StreamParser<unknown>) => new LanguageSupport(StreamLanguage.define(parser));

/** Loads the syntax of a language. */
export async function languageSupport(language: CodeLanguage): Promise<LanguageSupport> {
  switch (language) {
    case "c":
    case "cpp":
      return (await import("@codemirror/lang-cpp")).cpp();
    case "csharp":
      return legacy((await import("@codemirror/legacy-modes/mode/clike")).csharp);
    case "go":
      return (await import("@codemirror/lang-go")).go();
    case "java":
      return (await import("@codemirror/lang-java")).java();
    case "javascript":
      return (await import("@codemirror/lang-javascript")).javascript();
    case "kotlin":
      return legacy((await import("@codemirror/legacy-modes/mode/clike")).kotlin);
    case "python":
      return (await import("@codemirror/lang-python")).python();
    case "ruby":
      return legacy((await import("@codemirror/legacy-modes/mode/ruby")).ruby);
    case "rust":
      return (await import("@codemirror/lang-rust")).rust();
    case "sql":
      return (await import("@codemirror/lang-sql")).sql();
    case "swift":
      return legacy((await import("@codemirror/legacy-modes/mode/swift")).swift);
    case "typescript":
      return (await import("@codemirror/lang-javascript")).javascript({ typescript: true });
  }
}

/** Four columns where the language's readers expect four, else two. */
export const indentUnitOf = (language: CodeLanguage): string =>
  language === "javascript" || language === "typescript" || language === "ruby" || language === "sql" ? "  " : "    ";
